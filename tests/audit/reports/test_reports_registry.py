"""A report goes where it is sent, in the format that its name says, whole or not at all."""

import pytest
from report_parts import make_report

from align.audit.reports import REPORTS, check_report, write_report
from align.errors import OutputError, UsageError


@pytest.mark.parametrize(
    ("path", "format"),
    [
        ("a.html", "html"), ("A.HTM", "html"), ("a.json", "json"), ("a.sarif", "sarif"),
        ("a.sarif.json", "sarif"), ("a.xml", "junit"), ("a.xlsx", "xlsx"), ("a.md", "markdown"),
        ("a.txt", "text"), ("-", "text"),
    ],
)  # fmt: skip
def test_the_suffix_selects_the_format(path, format):
    assert check_report(path).name == format


def test_a_format_is_known_by_its_name_and_by_its_suffixes():
    for format in REPORTS.values():
        for name in (format.name, format.name.upper(), *format.suffixes):
            assert check_report("-", name) is format


@pytest.mark.parametrize(("path", "format"), [("a.docx", None), ("a", None), ("a.html", "pdf")])
def test_an_unknown_format_is_refused_with_a_list_of_all(path, format):
    with pytest.raises(UsageError) as caught:
        check_report(path, format)
    assert (format or path) in str(caught.value)
    assert all(name in str(caught.value) for name in REPORTS)


def test_one_call_serves_all_formats_and_a_wrong_option_is_refused(tmp_path):
    with make_report() as report:
        for format in REPORTS.values():
            path = tmp_path / f"a{format.suffixes[0]}"
            write_report(report, path, fail_on="note", limit=1)
            assert path.stat().st_size
        with pytest.raises(UsageError, match="'colour'"):
            write_report(report, tmp_path / "b.md", colour=True)
    assert not (tmp_path / "b.md").exists()


@pytest.mark.parametrize("format", REPORTS)
def test_the_same_report_is_the_same_file(format, tmp_path):
    with make_report() as report:
        for name in ("a", "b"):
            write_report(report, tmp_path / name, format)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("format", REPORTS)
def test_memories_without_faults_or_units_have_a_report(format, tmp_path):
    for fields in ({}, {"checks": {}}):
        with make_report([], formers=(), failed=(), **fields) as report:
            report.units = 0
            write_report(report, tmp_path / "a", format)
        assert (tmp_path / "a").stat().st_size


@pytest.mark.parametrize("format", REPORTS)
def test_an_error_while_writing_leaves_the_old_file(format, tmp_path, monkeypatch):
    path = tmp_path / "a"
    path.write_text("old")
    with make_report() as report:
        monkeypatch.setattr(type(report.findings), "__iter__", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            write_report(report, path, format)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_a_folder_that_is_a_file_is_reported_in_one_line(tmp_path):
    (tmp_path / "no").write_text("a file")
    with make_report() as report, pytest.raises(OutputError, match="a file, not a folder"):
        write_report(report, tmp_path / "no" / "a.md")
