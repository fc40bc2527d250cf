"""Every report can be in Chinese: nothing of ours in it is English."""

import ast
import csv
import io
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from report_parts import CHECKS, FORMER, make_report

import align
from align.audit import CHECKS as REAL
from align.audit.engine.finding import Finding
from align.audit.engine.segment_store import Audited
from align.audit.reports import REPORTS, write_report
from align.audit.reports.registry import is_report
from align.commands import main
from align.languages.phrases import phrases

TABLE = phrases("zh")
REPORTS_FOLDER = Path(align.__file__).parent / "audit" / "reports"
#: What is not ours, or the same in every language.
NAMES = re.compile(
    r"tmxalign\S*|[\w./]+\.(tmx|html|json|toml)\b|\bCQC\b|\bEN\b|\bZH\b|UTC|`[\w-]+`|<[^<>]+>|\bu?\d+\b"
)


def chinese(**fields):
    """A report in Chinese with checks of ours and texts without a Latin letter."""
    ids = ("omission", "numbers", "spaces", "name-variants")
    pair = {
        "en": "12",
        "zh": "13",
        "document": "甲",
        "place": "3-4:4",
        "source": "乙.tmx",
        "line": 7,
    }
    findings = [
        *(
            Finding("numbers", "error", "the Chinese side says 13, the English 12", n, **pair)
            for n in range(9)
        ),
        Finding("omission", "warning", "not in the Chinese version: “乙”", -1, "乙"),
        Finding("spaces", "note", "double spaces on the English side", 2, **pair, suggestion="1"),
    ]
    checks = {id: REAL[id] for id in ids}
    audited = Audited(1, 2, 3, ["乙.tmx: not used: its documents are not here"])
    given = {"formers": (FORMER,), "failed": ("乙.tmx",), "sizes": {"甲": (9, 90), "乙": (2, 0)}}
    return make_report(findings, checks, audited=audited, language="zh", **given, **fields)


def written(report, form, tmp_path):
    path = tmp_path / f"a{REPORTS[form].suffixes[0]}"
    with report:
        write_report(report, path, format=form, limit=3)
    return path


@pytest.mark.parametrize("form", ["text", "markdown", "junit", "csv"])
def test_no_word_of_ours_is_english(form, tmp_path):
    path = written(chinese(), form, tmp_path)
    text = path.read_text("utf-8-sig")
    ours = [*CHECKS, *REAL, "memory & <co>.tmx"]
    for name in sorted(ours, key=len, reverse=True):
        text = text.replace(name, "")
    text = re.sub("</?(details|summary)>|```text|tmxalign audit", "", text)
    if form == "junit":
        text = "".join(re.findall(r">([^<]*)<|(?:name|message)=\"([^\"]*)\"", text)[0]) + re.sub(
            r"<[^>]*>", "", text
        )
    assert re.findall(r"[A-Za-z]{3,}", NAMES.sub("", text)) == []
    assert is_report(path)


def test_data_for_programs_has_messages_and_reasons_in_chinese(tmp_path):
    data = json.loads(written(chinese(), "json", tmp_path).read_text("utf-8"))
    assert data["findings"][1]["message"] == "中文为“13”，英文为“12”"
    assert data["findings"][1]["severity"] == "error"  # a word of the format
    assert all(re.search("[一-龥]", check["rationale"]) for check in data["checks"])
    (run,) = json.loads(written(chinese(), "sarif", tmp_path).read_text("utf-8"))["runs"]
    assert "英文第 3–4 句" in run["results"][1]["message"]["text"]
    for rule in run["tool"]["driver"]["rules"]:
        assert not re.search("[A-Za-z]{3}", NAMES.sub("", rule["shortDescription"]["text"]))
        assert "中设置。" in rule["help"]["text"]


def test_sheets_are_in_chinese(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(written(chinese(), "xlsx", tmp_path))
    assert book.sheetnames == ["概览", "问题"]
    heads, first, *_ = book["问题"].iter_rows(values_only=True)
    assert heads[:3] == ("严重程度", "检查项", "说明")
    assert first[0] == "警告"


def test_a_csv_report_is_known_as_one_in_both_languages(tmp_path):
    for language in ("", "zh"):
        report = make_report(language=language)
        assert is_report(written(report, "csv", tmp_path))
        report = make_report(language=language)
        assert is_report(written(report, "text", tmp_path))


def test_all_words_of_the_reports_are_in_the_table():
    """Texts that ``said`` and ``joined`` translate are rows of the table."""
    rows = {row.template for row in TABLE.rows["report"]}
    for path in sorted(REPORTS_FOLDER.glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(getattr(call, "func", None), "attr", getattr(call, "func", None))
            name = getattr(name, "id", name)
            if name == "said" and len(call.args) == 1 and isinstance(call.args[0], ast.Constant):
                assert call.args[0].value in rows, (path.name, call.args[0].value)


def test_the_command_and_its_list_speak_chinese(tmp_path):
    memory = tmp_path / "a.csv"
    memory.write_text("English,Chinese\nIt works.,它能用。\nThis is it.,This is it.\n", "utf-8")
    run = CliRunner().invoke(main, ["audit", str(memory), "--lang", "zh", "--no-config"])
    assert run.exit_code == 1
    assert "1 个错误" in run.output
    assert "未翻译" in run.output
    run = CliRunner().invoke(main, ["audit", "--list", "--lang", "zh", "--no-config"])
    about = [line for line in run.output.splitlines() if re.match(" {6}[^ ]", line)]
    assert len(about) >= len(REAL)
    assert [line for line in about if not re.search("[一-龥。]", line)] == []
    run = CliRunner().invoke(main, ["audit", str(memory), "--lang", "fr", "--no-config"])
    assert run.exit_code == 2


def test_a_baseline_does_not_depend_on_the_language(tmp_path):
    memory = tmp_path / "a.csv"
    memory.write_text("English,Chinese\nIt works.,它能用。\nThis is it.,This is it.\n", "utf-8")
    files = []
    for language in ("en", "zh"):
        with align.audit(
            memory, lang=language, no_config=True, write_baseline=tmp_path / f"{language}.json"
        ):
            files.append((tmp_path / f"{language}.json").read_text("utf-8"))
    assert files[0] == files[1]


def test_columns_of_a_csv_report_are_named_in_its_language(tmp_path):
    text = written(chinese(), "csv", tmp_path).read_text("utf-8-sig")
    first = next(csv.DictReader(io.StringIO(text)))
    assert first["严重程度"] == "警告"
    assert next(csv.DictReader(io.StringIO(text)), None)
