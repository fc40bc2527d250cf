"""The workbook opens in what people have, and no text in it is a formula."""

import csv
import shutil
import subprocess
import zipfile

import pytest
from lxml import etree
from report_parts import CHECKS, FINDINGS, FORMULA, LONG, make_report

from align.audit.engine.finding import Finding
from align.audit.reports import sheet, write_report
from align.files.load import Source
from align.formats.table.workbook import sheets_of
from align.formats.xml_text import legal

ORDERED = sorted(FINDINGS, key=lambda finding: finding.number)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("sheet") / "a.xlsx"
    with make_report() as report:
        write_report(report, path)
    return path


def part(path, name):
    with zipfile.ZipFile(path) as archive:
        return etree.fromstring(archive.read(name))


def cut(text):
    """As a cell holds it."""
    text = legal(text).text
    return text if len(text) < 32_768 else text[:32_766] + "…"


def tables(path):
    """The rows of each sheet; cells are texts, also those that are numbers."""
    sheets = sheets_of(Source(path.read_bytes(), path.name))
    return {name: [[*cells, *[""] * 13][:13] for *_, cells in rows] for name, rows in sheets}


def test_a_reader_finds_every_finding_with_its_texts(path):
    found = tables(path)
    assert list(found) == ["Summary", "Findings"]
    head, *rows = found["Findings"]
    assert head[:5] == ["severity", "check", "message", "English", "Chinese"]
    assert len(rows) == len(ORDERED)
    for finding, row in zip(ORDERED, rows, strict=True):
        assert row[:2] == [finding.severity, finding.check]
        said = (finding.message, finding.en, finding.zh, finding.suggestion, finding.document)
        assert row[2:7] == [cut(text) for text in said]
        assert row[8:11] == [
            finding.source,
            str(finding.line or ""),
            str(finding.number + 1 or ""),
        ]
    assert any(row[3].endswith("…") for row in rows if row[2] == "long") == (len(LONG) > 32_767)


def test_the_summary_has_counts_and_changes(path):
    rows = tables(path)["Summary"]
    first = {row[0]: row[1:4] for row in rows}
    assert first["errors"] == ["8", "12", "−4"]
    assert first["per 1,000 units"][0] == "18.0"
    assert first["not read"][0] == "x<y>.tmx: not XML"
    by_check = {row[1]: row[3:6] for row in rows if row[1] in CHECKS}
    assert by_check["numbers"] == ["6", "9", "−3"]
    assert by_check["quiet"] == ["0", "", ""]


def test_nothing_is_a_formula_or_a_link(path):
    for name in ("sheet1", "sheet2"):
        tree = part(path, f"xl/worksheets/{name}.xml")
        assert not list(tree.iter("{*}f", "{*}hyperlink"))


def test_only_faults_are_coloured(path):
    tree = part(path, "xl/worksheets/sheet2.xml")
    for number, finding in enumerate(ORDERED, start=2):
        cell = next((c for c in tree.iter("{*}c") if c.get("r") == f"D{number}"), None)
        runs = [] if cell is None else cell.findall(".//{*}r")
        coloured = "".join(
            run.findtext("{*}t") for run in runs if run.find(".//{*}color[@rgb]") is not None
        )
        if runs:
            assert coloured == legal("".join(finding.en[a:z] for a, z in finding.en_spans)).text
    numbers = next(c for c in tree.iter("{*}c") if c.get("r") == "D3")
    assert [run.findtext("{*}t") for run in numbers.iter("{*}r")] == [
        "It sold ", "12", " cars in 2024.",
    ]  # fmt: skip


def test_the_header_is_fixed_and_filters(path):
    tree = part(path, "xl/worksheets/sheet2.xml")
    assert tree.find(".//{*}pane").get("state") == "frozen"
    assert tree.find("{*}autoFilter").get("ref") == f"A1:M{len(FINDINGS) + 1}"


def test_findings_that_do_not_fit_are_counted_in_the_summary(tmp_path, monkeypatch):
    monkeypatch.setattr(sheet, "ROWS", 11)
    with make_report() as report:
        write_report(report, tmp_path / "a.xlsx")
    found = tables(tmp_path / "a.xlsx")
    assert len(found["Findings"]) == 11
    said = {row[0]: row[1] for row in found["Summary"]}
    assert said["not shown"].startswith(f"{len(FINDINGS) - 10} findings")


@pytest.mark.parametrize("text", ["x" * 40_000, "🚀" * 20_000])
def test_a_text_too_long_for_a_cell_is_cut(text, tmp_path):
    finding = Finding("numbers", "error", "long", 0, "a", en=text, en_spans=((3, 5),))
    with make_report([finding]) as report:
        write_report(report, tmp_path / "a.xlsx")
    cell = tables(tmp_path / "a.xlsx")["Findings"][1][3]
    assert cell.endswith("…")
    assert text.startswith(cell[:-1])
    assert 32_765 <= len(cell.encode("utf-16-le")) // 2 <= 32_767


@pytest.mark.slow
def test_libreoffice_shows_the_texts(path, tmp_path):
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed: the workbook is NOT opened in it")
    # the second sheet, UTF-8, all cells as they are shown
    filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2"
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", filter, "--outdir", tmp_path / "out", path],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    (file,) = (tmp_path / "out").iterdir()
    limit = csv.field_size_limit(10**6)
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            _, *rows = csv.reader(stream)
    finally:
        csv.field_size_limit(limit)  # it is the whole process's
    assert len(rows) == len(FINDINGS)
    shown = {row[2]: row[3] for row in rows}
    assert shown[FORMULA] == FORMULA  # not 2
    assert [row[3] for row in rows if row[0] == "error"][1] == "It sold 12 cars in 2024."
