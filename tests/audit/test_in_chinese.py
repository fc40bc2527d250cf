"""All that the audit says is said in Chinese, too."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import align
from align.audit import CHECKS
from align.audit.checks import name_variants, punctuation, stray_characters
from align.audit.engine.baseline import VERDICTS
from align.audit.engine.check import FAMILIES, INTERNAL, SEVERITIES, hits_in
from align.document import REASONS
from align.formats.registry import FORMATS
from align.languages.characters import OTHER_SCRIPTS
from align.languages.phrases import Phrases, phrases, translated
from align.languages.typography.width_and_space import SPACE_NAMES
from align.memory.applying import STATUSES
from align.memory.decisions import KINDS

AUDIT = Path(align.__file__).parent / "audit"
TABLE = phrases("zh")
#: Messages whose form no example has.
OTHERS = (
    "a has no version in the other language",
    "a has no version in the other language beside the English one",
    "not in the Chinese version: “Bye.”",
    "not in the Chinese version: “Bye.” (English page 2)",
    "not in the Chinese version: “Bye.”; its place is in row 4 of the Chinese",
    "both sides are blank",
    "the check numbers failed: KeyError: 'a' (people.py:12)",
    "the check numbers failed: KeyError: 'a' (people.py:12), and 3 times more",
    "the Chinese side matches the pattern no-slogans",
    "the English side matches the pattern embargo, the other side does not",
    "the English side matches the pattern embargo, the other side does, too",
    "the Chinese side says 3, the English 2, and more in this segment",
    "the Chinese side has , instead of ， (the document does so in 7 of 9 places)",
    "the Chinese side has Simplified 这个 throughout the document, although its locale is zh-TW",
    "only the Chinese side has %s",
    "only the Chinese side has %s; the like is found in 40 of 128 segments, as if it were the "
    "style of the text: it is told once",
    "only one side has the number: 400-123-4567 (English)",
    "only one side has the number: 400-123-4567 (Chinese)",
    "Zhou Qiming has the surname first; 2 of 3 names have it last",
    "Zhou Qiming does not have the surname in capitals; 2 of 3 names do",
    "“主体” for “body” is both accepted (row 2) and forbidden (sheet Terms, row 7)",
    "in a different position in the two versions",
    "in a different position in the two versions: page 2 of the English, line 3 of the Chinese",
    "the same English is translated in 7 ways: here “甲” (1 time: a), elsewhere “乙” (3 times: b, "
    "c, …), “丙” (1 time), “丁” (1 time) and 3 more",
    "the bracket ] is not opened and ( is not closed and 12 more are alone on the English side",
    "the bracket ( is not closed and [ is not opened and 12 more are alone on the English side",
    "the English has “CB”, which the glossary forbids; use “body” or “centre” or 2 more",
)


@cache
def messages() -> list[str]:
    found = [
        hit.message
        for check in CHECKS.values()
        for example in check.fires
        for hit in hits_in(check, example)
    ]
    return [*dict.fromkeys(found), *OTHERS]


def test_every_message_has_a_chinese_form() -> None:
    left = [message for message in messages() if TABLE.find(message, "message") is None]
    assert left == []


def test_nothing_of_the_english_form_is_left_in_it() -> None:
    ours = {
        part.strip()
        for row in TABLE.rows["message"]
        for part in re.split(r"\{.*?\}", row.template)
        if len(part.strip()) > 12
    }
    for message in messages():
        said = translated(message, "zh")
        assert not [part for part in ours if part in said], said


@pytest.mark.parametrize("kind", ["message", "lone", "renderings", "terms", "between", "times"])
def test_the_table_has_no_row_that_nothing_needs(kind: str) -> None:
    for row in TABLE.rows[kind]:
        others = [other for other in TABLE.rows[kind] if other is not row]
        without = Phrases({**TABLE.rows, kind: others})
        assert any(
            without.find(message, "message") != TABLE.find(message, "message")
            for message in messages()
        ), row


def test_names_and_reasons_of_checks_are_in_it_and_no_others() -> None:
    checks = [*CHECKS.values(), INTERNAL]
    for kind, known in {
        "check": [check.id for check in checks],
        "summary": [check.summary for check in checks],
        "rationale": [check.rationale for check in checks],
        "family": FAMILIES.values(),
        "severity": SEVERITIES,
        "space": SPACE_NAMES.values(),
        "script": [*OTHER_SCRIPTS, *stray_characters._SCRIPT_NAMES.values()],
        "character": stray_characters._NAMES.values(),
        "mark": set(punctuation._MARK_NAMES.values()) - {"no mark"},
        "decision": KINDS,
        "verdict": VERDICTS,
    }.items():
        assert {row.template for row in TABLE.rows[kind]} == set(known), kind


def test_reasons_statuses_and_descriptions_are_in_it() -> None:
    for kind, known in {
        "reason": REASONS,
        "status": STATUSES.values(),
        "parameter": [p.help for check in CHECKS.values() for p in check.parameters],
        "explained": [
            *REASONS.values(),
            *KINDS.values(),
            *(about.summary for about in FORMATS.values()),
        ],
    }.items():
        assert set(known) <= {row.template for row in TABLE.rows[kind]}, kind


def test_no_message_is_written_in_a_check_without_a_row_for_it() -> None:
    """The English words in the functions of the checks are all in templates of the table."""
    rows = [row.template for rows in TABLE.rows.values() for row in rows]
    for kind in ("side", "language"):
        names = [row.template for row in TABLE.rows[kind]]
        rows += [re.sub(rf"\{{{kind}\d*\}}", name, row) for row in rows for name in names]
    templates = "\0".join(rows)
    modules = [AUDIT / "engine" / "tasks.py"]
    modules += [p for folder in ("checks", "evidence") for p in sorted((AUDIT / folder).glob("*"))]
    missing = []
    for path in modules:
        if path.suffix == ".py":
            found = _texts(ast.parse(path.read_text("utf-8")))
            missing += [(path.name, text) for text in found if text not in templates]
    assert missing == []


def _texts(tree: ast.AST) -> set[str]:
    """Texts with spaces in functions: pieces of messages."""
    found = set()
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        skipped = {id(ast.get_docstring(function) and function.body[0].value)}
        for node in (node for statement in function.body for node in ast.walk(statement)):
            name = getattr(getattr(node, "func", None), "id", "")
            if name == "case" or isinstance(node, ast.FunctionDef | ast.Raise):  # examples, errors
                body = getattr(node, "body", None)
                skipped |= {id(inner) for inner in ast.walk(node)} if not body else set()
                skipped |= {id(body[0].value)} if body and ast.get_docstring(node) else set()
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in skipped
                and re.search("[a-z] | [a-z]", node.value)
                and re.search("[a-z]{2}", node.value)
            ):
                found.add(node.value.strip(" “”"))
    return found


def test_what_has_no_form_stays_english() -> None:
    assert translated("a check of yours says this", "zh") == "a check of yours says this"
    assert translated("the Chinese side says this or that", "en").startswith("the Chinese")


def test_a_hostile_text_in_a_message_costs_no_time() -> None:
    long = "the English side has " + "“, the Chinese side " * 200
    assert translated(long, "zh").startswith("英文为“")
    assert translated("not in the " * 100_000, "zh").startswith("not in the")


def test_styles_of_names_are_said_as_they_are_counted() -> None:
    for styles in name_variants._STYLES:
        for _, says, others in styles:
            said = translated(f"Liu Jiang {says}; 2 of 3 names {others}", "zh")
            assert "names" not in said
