"""The review sheet: what Excel is told, and what comes back from it after editing."""

import io
import zipfile

import pytest
from lxml import etree

from align.errors import InputError, OutputError
from align.memory import read_memory, write
from align.memory.formats import xlsx
from align.memory.unit import Header, Memory, Prop, Unit, Variant

UNITS = [
    Unit(
        [Variant("en-US", (en,)), Variant("zh-CN", ("甲",))],
        str(number),
        props=(Prop("x-confidence", f"0.{number}"), Prop("x-bead", "1-2")),
    )
    for number, en in enumerate(["=1+1", "+1", "@SUM(A1)", "https://example.org/", " 5"], start=1)
]


@pytest.fixture
def parts(tmp_path):
    write(Memory(Header(), UNITS), tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def sheet(parts):
    return etree.fromstring(parts["xl/worksheets/sheet1.xml"])


def test_nothing_is_a_formula_or_a_link(sheet):
    assert not list(sheet.iter("{*}f", "{*}hyperlink"))
    texts = [cell.get("t") for cell in sheet.iter("{*}c") if cell.get("r").startswith(("A", "F"))]
    assert texts == ["inlineStr"] * 2 + ["inlineStr"] * 2 * len(UNITS)


def test_the_sheet_helps_a_reviewer(sheet, parts):
    pane = sheet.find(".//{*}pane")
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    assert sheet.find("{*}autoFilter").get("ref") == "A1:I6"
    rules = {
        rule.getparent().get("sqref"): len(rule.getparent()) for rule in sheet.iter("{*}cfRule")
    }
    assert rules == {"C2:C6": 3, "D2:D6": 3}
    choices = sheet.find(".//{*}dataValidation")
    assert (choices.get("sqref"), choices.find("{*}formula1").text) == (
        "D2:D6",
        '"approved,wrong,unsure"',
    )
    assert b'wrapText="1"' in parts["xl/styles.xml"]
    confidence = next(cell for cell in sheet.iter("{*}c") if cell.get("r") == "C2")
    assert (confidence.get("t"), confidence.find("{*}v").text) == (None, "0.1")


def edited(path, change):
    """The workbook as LibreOffice or Excel would save it after an edit of its cells."""
    import python_calamine
    import xlsxwriter

    [[head, *rows]] = [
        python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    ]
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Notes").write_string(0, 0, "Please review.")
    sheet = book.add_worksheet("Memory")
    for number, row in enumerate(change([head, *rows])):
        for column, cell in enumerate(row):
            if isinstance(cell, float):
                sheet.write_number(number, column, cell)
            else:
                sheet.write_string(number, column, cell)
    book.close()


def test_what_the_reviewer_wrote_comes_back(tmp_path):
    path = tmp_path / "a.xlsx"
    write(Memory(Header(), UNITS), path)

    def change(table):
        status, note, zh = (table[0].index(name) for name in ("status", "note", "Chinese"))
        table[1][status], table[1][note] = "wrong", "Not the same."
        table[2][status], table[2][zh] = "approved", "乙"
        table[0].append("Reviewer")
        for row in table[1:]:
            row.append("Li")
        return [table[0], table[2], table[1]]  # sorted in another way, rows deleted

    edited(path, change)
    second, first = read_memory(path)
    assert (first.id, first.prop("x-status"), first.notes) == ("1", "wrong", ("Not the same.",))
    assert (second.prop("x-status"), second.text("zh"), second.text("en")) == (
        "approved",
        "乙",
        "+1",
    )
    assert (first.confidence, first.prop("x-bead"), first.prop("x-reviewer")) == (0.1, "1-2", "Li")


def test_any_table_with_the_two_languages(tmp_path):
    path = tmp_path / "a.xlsx"
    write(Memory(Header(), UNITS), path)
    edited(path, lambda table: [["中文", "英文"], ["早上好。", "Good morning."], ["是。", "Yes."]])
    assert [unit.text("en") for unit in read_memory(path)] == ["Good morning.", "Yes."]


def test_more_rows_than_a_sheet_holds(tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx, "ROWS", 5)
    (tmp_path / "a.xlsx").write_text("old")
    with pytest.raises(OutputError, match=r"more than 4 units: .*tmxalign split"):
        write(Memory(Header(), UNITS), tmp_path / "a.xlsx")
    assert (tmp_path / "a.xlsx").read_text() == "old"


@pytest.mark.parametrize(("text", "fits"), [("a" * 32_767, True), ("😀" * 16_384, False)])
def test_a_cell_counts_as_excel_does(text, fits):
    memory = Memory(Header(), [Unit([Variant("en", (text,)), Variant("zh", ("甲",))])])
    if fits:
        assert xlsx.write_xlsx(memory, io.BytesIO()).units == 1
    else:
        with pytest.raises(OutputError, match="32,768 characters"):
            xlsx.write_xlsx(memory, io.BytesIO())


def test_temporary_files_go_away(tmp_path, monkeypatch):
    def failing():
        yield UNITS[0]
        raise InputError("b.tmx: broken")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(InputError):
        xlsx.write_xlsx(Memory(Header(), failing()), io.BytesIO())
    xlsx.write_xlsx(Memory(Header(), UNITS), io.BytesIO())
    assert list(tmp_path.iterdir()) == []
