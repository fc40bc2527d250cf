"""The review sheet: what Excel is told, and what comes back from it after editing."""

import gc
import io
import tracemalloc
import zipfile
from datetime import datetime

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from align.errors import InputError, OutputError
from align.files.load import Source
from align.formats.table import workbook
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
        '"approved,wrong,unsure,excluded"',
    )
    assert b'wrapText="1"' in parts["xl/styles.xml"]
    confidence = next(cell for cell in sheet.iter("{*}c") if cell.get("r") == "C2")
    assert (confidence.get("t"), confidence.find("{*}v").text) == (None, "0.1")


def edited(path, change):
    """The workbook as LibreOffice or Excel would save it after an edit of its cells."""
    [(_, table)] = workbook.sheets_of(Source(path.read_bytes(), "a.xlsx"))
    [head, *rows] = [[*cells, *[""] * 9][:9] for _, _, cells in table]
    number = head.index("confidence")
    rows = [[float(c) if n == number and c else c for n, c in enumerate(row)] for row in rows]
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


def test_the_reviewers_changes_are_read_back(tmp_path):
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


def test_more_rows_than_fit_in_a_sheet(tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx, "ROWS", 5)
    (tmp_path / "a.xlsx").write_text("old")
    with pytest.raises(OutputError, match=r"more than 4 units: .*tmxalign split"):
        write(Memory(Header(), UNITS), tmp_path / "a.xlsx")
    assert (tmp_path / "a.xlsx").read_text() == "old"


@pytest.mark.parametrize(("text", "fits"), [("a" * 32_767, True), ("😀" * 16_384, False)])
def test_cell_length_is_counted_as_in_excel(text, fits):
    memory = Memory(Header(), [Unit([Variant("en", (text,)), Variant("zh", ("甲",))])])
    if fits:
        assert xlsx.XlsxWriter.write(memory, io.BytesIO()).units == 1
    else:
        with pytest.raises(OutputError, match="32,768 characters"):
            xlsx.XlsxWriter.write(memory, io.BytesIO())


def test_temporary_files_are_removed(tmp_path, monkeypatch):
    def failing():
        yield UNITS[0]
        raise InputError("b.tmx: broken")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(InputError):
        xlsx.XlsxWriter.write(Memory(Header(), failing()), io.BytesIO())
    xlsx.XlsxWriter.write(Memory(Header(), UNITS), io.BytesIO())
    assert list(tmp_path.iterdir()) == []


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.text(), st.text(), st.text()), max_size=5))
def test_written_workbooks_can_be_read(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("m") / "a.xlsx"
    texts = [(en, zh, note) for en, zh, note in texts if en.strip() and zh.strip()]
    units = [Unit([Variant("en-US", (en,)), Variant("zh-CN", (zh,))], props=(Prop("x-status", x),))
             for en, zh, x in texts]  # fmt: skip
    write(Memory(Header(), units), path)
    expected = texts
    found = list(read_memory(path)) if expected else []
    assert [(u.text("en"), u.text("zh"), u.prop("x-status")) for u in found] == expected


def test_memory_use_does_not_grow_with_the_rows_of_a_workbook(tmp_path):
    peaks = []
    for number in (2_000, 12_000):
        path = tmp_path / f"{number}.xlsx"
        write(Memory(Header(), (UNITS[n % 5] for n in range(number))), path)
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


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"<worksheet", b'<!DOCTYPE w [<!ENTITY a "b">]><worksheet'),
        (b"</sheetData>", b""),
        (b'r="A2"', b'r="22A"'),
    ],
)
def test_an_untrustworthy_sheet_is_refused_in_one_line(tmp_path, before, after):
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


def test_errors_are_not_texts(tmp_path):
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
    assert [unit.text("zh") for unit in read_memory(path)] == ["", "不。"]


def test_a_row_beyond_the_last_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "ROWS", 1000)
    path = tmp_path / "a.xlsx"
    write(Memory(Header(), UNITS), path)
    far = (b'r="6"', b'r="20000000"')
    rewritten(path, lambda name, data: data.replace(*far) if "sheet1" in name else data)
    with pytest.raises(InputError, match=r"a\.xlsx: a sheet extends to row 20,000,000"):
        list(read_memory(path))


def test_values_are_read_as_displayed(tmp_path):
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    values = [
        (datetime(2024, 3, 1), 'yyyy"年"m"月"d"日"', "2024-03-01"),
        (datetime(2024, 3, 1, 9, 30), "dd/mm/yyyy hh:mm", "2024-03-01 09:30:00"),
        (0.5, "[Red]hh:mm", "12:00:00"),
        (1.5, "[h]:mm", "1 day, 12:00:00"),
        (3, '0 "days"', "3"),
        (0.125, "General", "0.125"),
        (1e21, "0", "1e+21"),
    ]
    for number, (value, code, _) in enumerate(values, start=1):
        sheet.write(number, 1, value, book.add_format({"num_format": code}))
        sheet.write_string(number, 0, "Seen as")
        sheet.write_string(number, 2, "见")
    sheet.write_row(0, 0, ["English", "value", "Chinese"])
    sheet.write_string(len(values) + 1, 0, "_x000D_ and _x0041_")
    bold = book.add_format({"bold": True})
    sheet.write_rich_string(len(values) + 1, 2, "一", bold, "二", "三")
    book.close()
    *found, last = read_memory(path)
    assert [unit.prop("x-value") for unit in found] == [shown for *_, shown in values]
    assert (last.text("en"), last.text("zh")) == ("_x000D_ and _x0041_", "一二三")


def test_shared_texts_with_escapes(tmp_path):
    """What Excel keeps beside its sheets: a line end, the text of an escape, how names sound."""
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["English", "Chinese"])
    sheet.write_row(1, 0, ["Hello, world.", "你好，世界。"])
    book.close()

    def change(name, data):
        if name != "xl/sharedStrings.xml":
            return data
        return data.replace(b"Hello, world.", b"Hello,_x000D_\n_x005F_x000D_").replace(
            "<t>你好，世界。</t>".encode(),
            "<r><t>你好，</t></r><r><t>世界。</t></r><rPh sb='0'><t>ni</t></rPh>".encode(),
        )

    rewritten(path, change)
    [unit] = read_memory(path)
    assert (unit.text("en"), unit.text("zh")) == ("Hello,\r\n_x000D_", "你好，世界。")
