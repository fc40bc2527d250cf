"""The review sheet: what Excel is told, and what comes back from it after editing."""

import gc
import io
import tracemalloc
import zipfile

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from align.errors import InputError, OutputError
from align.formats.table import xlsx_read, xlsx_stream
from align.formats.table import xlsx_write as xlsx
from align.memory import read_memory, write
from align.unit import Header, Memory, Prop, Unit, Variant

UNITS = [
    Unit(
        [Variant("en-US", (en,)), Variant("zh-CN", ("甲",))],
        str(number),
        props=(Prop("x-confidence", f"0.{number}"), Prop("x-bead", "1-2")),
    )
    for number, en in enumerate(["=1+1", "+1", "@SUM(A1)", "https://example.org/", " 5"], start=1)
]


@pytest.fixture(params=["at once", "streamed"])
def _either_way(request, monkeypatch):
    if request.param == "streamed":
        monkeypatch.setattr(xlsx_read, "LARGE", 0)


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


@pytest.mark.usefixtures("_either_way")
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


@pytest.mark.usefixtures("_either_way")
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
        assert xlsx.XlsxWriter.write(memory, io.BytesIO()).units == 1
    else:
        with pytest.raises(OutputError, match="32,768 characters"):
            xlsx.XlsxWriter.write(memory, io.BytesIO())


def test_temporary_files_go_away(tmp_path, monkeypatch):
    def failing():
        yield UNITS[0]
        raise InputError("b.tmx: broken")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(InputError):
        xlsx.XlsxWriter.write(Memory(Header(), failing()), io.BytesIO())
    xlsx.XlsxWriter.write(Memory(Header(), UNITS), io.BytesIO())
    assert list(tmp_path.iterdir()) == []


def streamed(path):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xlsx_read, "LARGE", 0)
        return list(read_memory(path))


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.text(), st.text(), st.text()), max_size=5))
def test_a_large_workbook_is_read_as_a_small_one(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("m") / "a.xlsx"
    props = [(Prop("x-note", note), Prop("x-confidence", "0.5")) for *_, note in texts]
    units = [
        Unit([Variant("en", (en,)), Variant("zh", (zh,))], props=p)
        for (en, zh, _), p in zip(texts, props, strict=True)
    ]
    write(Memory(Header(), units), path)
    assert streamed(path) == list(read_memory(path))


def test_the_memory_that_a_large_workbook_takes_does_not_grow_with_its_rows(tmp_path):
    peaks = []
    for number in (2_000, 12_000):
        path = tmp_path / f"{number}.xlsx"
        write(Memory(Header(), (UNITS[n % 5] for n in range(number))), path)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(xlsx_read, "LARGE", 0)
            assert next(iter(read_memory(path))).id == "1"  # imports are not counted
            data = path.stat().st_size
            gc.collect()
            tracemalloc.start()
            assert sum(1 for _ in read_memory(path)) == number
            peaks.append(tracemalloc.get_traced_memory()[1] - data)
            tracemalloc.stop()
    assert peaks[1] < 2 * peaks[0]  # six times the rows; garbage is collected now and then


def rewritten(path, change):
    """The workbook with other parts."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, change(name, data))


@pytest.mark.usefixtures("_either_way")
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"<worksheet", b'<!DOCTYPE w [<!ENTITY a "b">]><worksheet'),
        (b"</sheetData>", b""),
        (b'r="A2"', b'r="22A"'),
    ],
)
def test_a_sheet_that_cannot_be_trusted_is_said_in_one_line(tmp_path, before, after):
    path = tmp_path / "a.xlsx"
    write(Memory(Header(), UNITS), path)

    def change(name, data):
        if name != "xl/worksheets/sheet1.xml":
            return data
        assert before in data
        data = data.replace(before, after)
        return data.replace(b"=1+1", b"&a;") if b"ENTITY" in after else data

    rewritten(path, change)
    with pytest.raises(InputError, match=r"^[^\n]*a\.xlsx: [^\n]+$"):
        list(read_memory(path))


@pytest.mark.filterwarnings("error")
def test_a_large_workbook_has_no_errors_for_texts_and_warns_of_nothing(tmp_path):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for column, name in enumerate(["English", "Chinese", "note"]):
        sheet.write_string(0, column, name)
    sheet.write_string(1, 0, "Yes.")
    sheet.write_formula(1, 1, "=NA()", None, "#N/A")
    sheet.write_string(2, 0, "No.")
    sheet.write_string(2, 1, "不。")
    sheet.conditional_format("A1:A9", {"type": "data_bar", "data_bar_2010": True})
    book.close()
    assert [unit.text("zh") for unit in streamed(path)] == ["", "不。"]
    assert streamed(path) == list(read_memory(path))


@pytest.mark.usefixtures("_either_way")
def test_a_row_beyond_the_last_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx_stream, "ROWS", 1000)
    path = tmp_path / "a.xlsx"
    write(Memory(Header(), UNITS), path)
    far = (b'r="6"', b'r="20000000"')
    rewritten(path, lambda name, data: data.replace(*far) if "sheet1" in name else data)
    with pytest.raises(InputError, match=r"a\.xlsx: a sheet (has more than 1,000 rows|reaches to)"):
        list(read_memory(path))
