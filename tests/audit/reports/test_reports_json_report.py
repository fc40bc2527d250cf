"""The JSON report has all, and its numbers can be read back."""

import json

import pytest
from report_parts import FINDINGS, FORMER, make_report, many

from align.audit.reports import read_summary, write_report
from align.errors import InputError


@pytest.fixture
def written(tmp_path):
    with make_report() as report:
        write_report(report, tmp_path / "a.json")
        return tmp_path / "a.json", report.summary()


def test_it_contains_counts_checks_and_all_findings(written):
    path, summary = written
    data = json.loads(path.read_text(encoding="utf-8"))
    assert data["schema"] == "tmxalign/audit-report/1"
    assert data["summary"] == summary
    assert [check["id"] for check in data["checks"]] == [
        "omission", "same-source", "numbers", "spaces", "quiet",
    ]  # fmt: skip
    expected = [f.to_json() for f in sorted(FINDINGS, key=lambda f: f.number)]
    text = json.dumps(expected, ensure_ascii=False).replace("\ud800", "?")
    assert data["findings"] == json.loads(text)


def test_its_summary_is_used_for_later_comparison(written, tmp_path):
    path, summary = written
    assert read_summary(path) == summary
    with make_report(formers=(read_summary(path),)) as report:
        write_report(report, tmp_path / "b.md")
    assert "| `numbers` | 6 | ±0 |" in (tmp_path / "b.md").read_text(encoding="utf-8")


def test_a_reformatted_report_can_be_read(written):
    path, summary = written
    path.write_text(json.dumps(json.loads(path.read_bytes()), indent=4), encoding="utf-8-sig")
    assert read_summary(path) == summary


def test_only_the_first_line_of_a_large_report_is_read(tmp_path):
    with many(3_000) as report:
        write_report(report, tmp_path / "a.json")
        data = (tmp_path / "a.json").read_bytes()
        (tmp_path / "a.json").write_bytes(data[:5_000])  # the rest may even be lost
        assert read_summary(tmp_path / "a.json") == report.summary()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"[]", b"{}", b"<html>", b"\xff\xfe", b"null", b"[" * 100_000,
        b'{"schema": "tmxalign/audit-baseline/1", "findings": []}',
        b'{"schema": "tmxalign/audit-report/1", "summary": {}}',
        b'{"schema": "tmxalign/audit-report/1", "summary": 7}',
        json.dumps(
            {"schema": "tmxalign/audit-report/1", "summary": {**FORMER, "by_check": {"a": "<b>"}}}
        ).encode(),
        json.dumps(
            {"schema": "tmxalign/audit-report/1", "summary": {**FORMER, "by_severity": 3}}
        ).encode(),
    ],
)  # fmt: skip
def test_other_files_are_refused_in_one_line(content, tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match="not a JSON report of an audit") as caught:
        read_summary(path)
    assert "\n" not in str(caught.value)


def test_a_report_of_another_version_is_refused(written):
    path, _ = written
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("audit-report/1", "audit-report/2", 1), encoding="utf-8")
    with pytest.raises(InputError, match="another version of tmxalign"):
        read_summary(path)


def test_a_missing_file_is_reported(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_summary(tmp_path / "no.json")
