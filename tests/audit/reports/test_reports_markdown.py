"""A comment on a pull request shows texts as they are; nothing in them becomes mark-up."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from report_parts import FINDINGS, MARKDOWN, make_check, make_report, many

from align.audit.engine.finding import AuditReport, Finding
from align.audit.reports import write_report
from align.audit.reports.markdown_report import CHARACTERS, code

PARSER = MarkdownIt("gfm-like", {"linkify": False})
#: All mark-up that is ours.
OURS = re.compile(r"</?(details|summary|b)>")


def text_of(report: AuditReport, tmp_path, **options) -> str:
    with report:
        write_report(report, tmp_path / "a.md", **options)
    return (tmp_path / "a.md").read_text(encoding="utf-8")


def outside_code(text):
    """What a code host reads as mark-up, mentions and links: all that is not code."""
    for token in PARSER.parse(text):
        if token.type == "html_block":
            yield token.content
        for child in token.children or ():
            if child.type != "code_inline":
                assert child.type in ("text", "softbreak", "html_inline"), child
                yield child.content


def test_texts_are_only_in_code(tmp_path):
    text = text_of(make_report(), tmp_path, limit=100)
    outside = "\n".join(outside_code(text))
    left = OURS.sub("", outside)
    for sign in ("<", ">", "@", "#", "|", "`", "http", "www", "[", "*", "alert", "&"):
        assert sign not in left, sign
    inside = "\n".join(t.content for t in PARSER.parse(text) if t.type == "fence")
    assert MARKDOWN in inside
    assert "a ⟦]]>⟧ b </script> <!-- <![CDATA[" in inside
    assert "⟦2024⟧" in inside


@settings(deadline=None)
@given(st.text(alphabet="`~ab|\n @#<>&*[]()!\\_0-=\r\t", max_size=80))
def test_no_text_escapes_from_its_code_span(text):
    (block,) = PARSER.parse(code(text or " "))[1:-1]
    assert [child.type for child in block.children] == ["code_inline"]


@settings(deadline=None, max_examples=50)
@given(st.text(alphabet="`~ab|\n @#<>&*[]()!\\_0-=/", max_size=80))
def test_no_text_escapes_from_its_block(tmp_path_factory, text):
    finding = Finding("numbers", "error", text, 0, text, text, en=text, zh=text, suggestion=text)
    done = text_of(make_report([finding]), tmp_path_factory.mktemp("md"))
    kinds = [t.type for t in PARSER.parse(done) if t.level == 0 and t.nesting >= 0]
    assert kinds == [
        "heading_open", "paragraph_open", "bullet_list_open", "table_open", "table_open",
        "html_block", "fence", "html_block",
    ]  # fmt: skip


def test_counts_come_first_then_collapsed_findings(tmp_path):
    text = text_of(make_report(), tmp_path, limit=2)
    assert text.startswith("### tmxalign audit: 8 errors, 5 warnings, 5 notes\n")
    assert "| `numbers` | 6 | −3 |" in text
    assert "quiet" not in text  # it found nothing
    assert text.count("<details>") == text.count("</details>") == 4
    assert "… and 4 more" in text
    shown = [f for f in FINDINGS if f.check == "numbers" and f.severity == "error"][:2]
    assert shown[0].message in text


@pytest.mark.parametrize("limit", [5, 5_000])
def test_it_fits_in_a_comment(limit, tmp_path):
    text = text_of(many(6_000), tmp_path, limit=limit)
    assert len(text) < CHARACTERS
    assert "6,000" in text or "findings 6" in text
    if limit > 5:
        assert "do not fit here" in text


def test_a_table_of_many_checks_leaves_room_for_findings(tmp_path):
    checks = {f"check-{n}": make_check(f"check-{n}", "error", "form") for n in range(60)}
    findings = [
        Finding(f"check-{n % 60}", "error", "m" * 900, n, "d" * 300, en="e" * 900, zh="z" * 900)
        for n in range(600)
    ]
    report = make_report(findings, checks, failed=tuple("f" * 9_000 for _ in range(30)))
    report.sources = ("s" * 9_000,) * 90
    assert len(text_of(report, tmp_path)) < CHARACTERS
