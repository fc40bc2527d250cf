"""CSV, TSV and XLSX: the two columns, the quoting, and tables that are none."""

import csv
import datetime
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import example, given
from hypothesis import strategies as st
from reading_rows import all_rows, row_texts, rows, rows_error

from align.alignment import Alignment, Bead
from align.document import Document
from align.errors import InputError
from align.formats.read import Row, read_column, read_memory, read_rows
from align.memory import convert, write

FILES = Path(__file__).parent / "files"
PAIRS = [("Good morning.", "早上好。"), ("See you tomorrow.", "明天见。"), ("Yes.", "是。")]


def book(*sheets: list[tuple[object, ...]], first: tuple[int, int] = (0, 0)) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd"}) as workbook:
        for number, sheet in enumerate(sheets, start=1):
            page = workbook.add_worksheet(f"Page {number}")
            for r, row in enumerate(sheet, start=first[0]):
                page.write_row(r, first[1], row)
    return out.getvalue()


# ---------------------------------------------------------------- which columns

HEADERS = [
    ("English", "Chinese"),
    ("EN", "ZH"),
    ("en-US", "zh-CN"),
    ("en_GB", "zh_Hant_TW"),
    ("eng", "cmn"),
    ("Source (en)", "Target (zh)"),
    ("English (United States)", "Chinese (Simplified, PRC)"),
    ("English source", "Simplified Chinese translation"),
    ("英文", "中文"),
    ("英语原文", "汉语译文"),
    ("英文（原文）", "简体中文"),
]


@pytest.mark.parametrize(("en", "zh"), HEADERS)
@pytest.mark.parametrize("swapped", [False, True])
def test_columns_by_name(en: str, zh: str, swapped: bool) -> None:
    # the notes have more text than either column
    table = [(en, "notes", zh), *((e, e + " A long note, and more of it.", z) for e, z in PAIRS)]
    order = -1 if swapped else 1
    data = "\n".join("\t".join(row[::order]) for row in table)
    assert row_texts("a.tsv", data) == PAIRS


@pytest.mark.parametrize(
    ("en", "zh", "locales"),
    [
        ("en-GB", "zh-HK", ("en-GB", "zh-HK")),
        ("en_US", "译文 (zh_TW)", ("en-US", "zh-TW")),
        ("EN", "繁體中文", ("en-US", "zh-Hant")),
        ("English (en-AU)", "Traditional Chinese", ("en-AU", "zh-Hant")),
        ("English", "zh-Hant-HK", ("en-US", "zh-HK")),
        ("eng", "zh-SG", ("en-US", "zh-SG")),
        ("English (United States)", "Chinese (Simplified, PRC)", ("en-US", "zh-CN")),
        ("English", "zh-Hans", ("en-US", "zh-CN")),
    ],
)
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_variety_that_a_column_names(
    tmp_path: Path, en: str, zh: str, locales: tuple[str, str], suffix: str
) -> None:
    table: list[tuple[object, ...]] = [("id", en, zh)]
    table += [(1, *pair) for pair in PAIRS]
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in table)
    (tmp_path / f"a{suffix}").write_bytes(book(table) if suffix == ".xlsx" else text.encode())
    memory = read_memory(tmp_path / f"a{suffix}")
    assert {tuple(v.lang for v in unit.variants) for unit in memory} == {locales}
    assert memory.left_out == {"column 1 (id)": len(PAIRS)}


def test_what_other_columns_hold_is_counted(tmp_path: Path) -> None:
    rows = "Terms\nNo.,English,中文,Remark,\n1,Good morning.,早上好。,formal,x\n2,Yes.,是。,,\n"
    (tmp_path / "a.csv").write_text(rows.replace("Terms", "Terms,,,,"), "utf-8")
    report = convert(tmp_path / "a.csv", tmp_path / "a.tmx")
    assert report.left_out == {"column 1 (No.)": 2, "column 4 (Remark)": 1, "column 5": 1}
    assert "not read: 2 × column 1 (No.), 1 × column 4 (Remark), 1 × column 5" in str(report)


@pytest.mark.parametrize(
    "header",
    [
        ("Source", "Target"),
        ("原文", "译文"),
        ("source text", "translation"),
        ("甲方", "乙方"),
        ("源语言", "目标语言"),
    ],
)
def test_a_header_without_languages_is_not_a_row(header: tuple[str, str]) -> None:
    for pairs in (PAIRS, [(z, e) for e, z in PAIRS]):
        data = "\n".join(map("\t".join, [header, *pairs]))
        assert row_texts("a.tsv", data) == PAIRS


def test_text_columns_without_a_language_precede_notes() -> None:
    table = [("key", "Source", "Comment", "Translation")]
    table += [("k.1", e, "Shown to the user at the beginning", z) for e, z in PAIRS]
    assert row_texts("a.csv", "\n".join(map(",".join, table))) == PAIRS


def test_columns_by_script() -> None:
    table = [(str(n), f"ID-{n}", z, e, "2024-03-01") for n, (e, z) in enumerate(PAIRS)]
    assert row_texts("a.csv", "\n".join(map(",".join, table))) == PAIRS


def test_chinese_with_names_and_codes_is_chinese() -> None:
    table = [*PAIRS, ("The CCC mark", "CCC"), ("TÜV Rheinland signed.", "TÜV Rheinland签约。")]
    assert row_texts("a.tsv", "\n".join(map("\t".join, table))) == table


def test_rows_with_one_side_are_kept() -> None:
    assert rows("a.csv", "en,zh\nYes.,是。\nNo.,\n,\n,也许。\n") == (
        Row("Yes.", "是。", 2, "row 2"),
        Row("No.", "", 3, "row 3"),
        Row("", "也许。", 5, "row 5"),
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("", "empty"),
        ("  \n\n", "empty"),
        ("Good morning.\n早上好。\n", "no table"),
        ("en,zh\n", "contains only a header"),
        ("a,b\nYes.,No.\nGood.,Bad.\n", "no column with Chinese text"),
        ("是,否\n好,坏\n", "no column with English text"),
        ("English,Chinese\n早上好,Good morning\n再见,Bye\n", "not English"),
        ("Yes it is\tYes it was\t是\nNo it is\tNo it was\t否\n", "both look English"),
        ("en,zh\nYes.,是。\nHello, world.,你好。\nNo.,否。\n", "row 3 has 3 cells instead of 2"),
        ('en,zh\n"Yes, sir.",是。\n"No., sir,否。\n', "a.csv: "),
        ("a\0b,c", "not a text file"),
    ],
)
def test_files_that_are_not_tables(data: str, words: str) -> None:
    assert words in rows_error("a.csv", data)


def test_a_long_cell() -> None:
    [found] = rows("a.csv", "en,zh\n" + "x" * 200_000 + ",是。\n")
    assert len(found.en) == 200_000


def test_sentence_numbers_are_not_texts() -> None:
    assert "numbers" in rows_error("a.beads.tsv", "0\t0\n1\t1\n")


# ---------------------------------------------------------------- titles, figures, versions


@pytest.mark.parametrize(
    "above",
    [
        [("Greetings",), ("English", "中文")],
        [("问候",), ("原文", "译文")],
        [("", "Greetings"), ("Source", "Target")],
        [("Greetings",), ("2024",), ("甲方", "乙方")],
        [("Project", "Harbour", "3"), ("English", "Chinese")],
    ],
)
@pytest.mark.parametrize("suffix", [".tsv", ".csv", ".xlsx"])
def test_a_heading_row_below_a_title(above: list[tuple[str, ...]], suffix: str) -> None:
    data: bytes | str = book([above[0], ("", ""), *above[1:], *PAIRS])
    if suffix != ".xlsx":
        separator = "\t" if suffix == ".tsv" else ","
        data = "\n".join(separator.join(row) for row in [above[0], ("", ""), *above[1:], *PAIRS])
    found = all_rows("a" + suffix, data)
    assert [(row.en, row.zh) for row in found if not row.aside] == PAIRS
    aside = [row for row in found if row.aside]
    assert {row.aside for row in aside} == {"heading row"}
    assert "\n".join(row.en + row.zh for row in aside).split() == [c for r in above for c in r if c]


def test_a_title_in_both_languages_is_a_row() -> None:
    table = [("Greetings", "问候"), ("English", "中文"), *PAIRS]
    assert row_texts("a.tsv", "\n".join(map("\t".join, table))) == [table[0], *PAIRS]


def test_names_of_languages_below_texts_are_no_heading() -> None:
    table = [*PAIRS, ("Chinese", "中文"), ("English", "英语"), ("target", "目标")]
    assert row_texts("a.tsv", "\n".join(map("\t".join, table))) == table


@pytest.mark.parametrize("figures", [("1,987", "1987"), ("—", "—"), ("50 %", ""), ("3.5", "3.5")])
def test_figures_are_no_rows(figures: tuple[str, str]) -> None:
    table = [("en", "zh"), *PAIRS, figures, ("Year", "年份"), ("3 kg", "3公斤"), ("5", "五")]
    found = all_rows("a.tsv", "\n".join(map("\t".join, table)))
    assert [(row.en, row.zh) for row in found if not row.aside] == [*PAIRS, *table[-3:]]
    assert [row.en.split() for row in found if row.aside == "figures"] == [
        " ".join(figures).split()
    ]


VERSIONS = [
    ("To learn, and to practise.", "学而时习之。", "学了，又经常温习它。"),
    ("Friends come from afar.", "有朋自远方来。", "有朋友从很远的地方来到这里。"),
    ("Is it not a joy?", "不亦乐乎？", "这不也是很快乐的事情吗？"),
]


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ((), "column 2 and column 3 of it both look Chinese"),
        (("English", "原文", "译文"), "column 2 (原文) and column 3 (译文)"),
        (("英译", "原文", "今译"), "column 2 (原文) and column 3 (今译)"),
        (("English", "Classical", "Modern"), "write 'Chinese' above the right one"),
    ],
)
def test_two_versions_in_chinese_are_asked_about(heading: tuple[str, ...], words: str) -> None:
    table = [heading, *VERSIONS] if heading else VERSIONS
    assert words in rows_error("a.tsv", "\n".join(map("\t".join, table)))
    message = rows_error("a.xlsx", book([*table], [("Cover",)]))
    assert words.replace("of it", "of sheet 'Page 1'") in message


def test_two_versions_in_english_or_in_two_variants_are_asked_about() -> None:
    two = [(zh, en, en.replace("a", "one")) for en, zh, _ in VERSIONS]
    assert "both look English" in rows_error("a.tsv", "\n".join(map("\t".join, two)))
    two = [(en, zh, zh.translate(str.maketrans("学时习", "學時習"))) for en, zh, _ in VERSIONS]
    assert "both look Chinese" in rows_error("a.tsv", "\n".join(map("\t".join, two)))


def test_the_answer_is_a_name() -> None:
    table = [("English", "Classical", "Chinese"), *VERSIONS]
    found = all_rows("a.tsv", "\n".join(map("\t".join, table)))
    assert [row.zh for row in found if not row.aside] == [modern for *_, modern in VERSIONS]
    assert [row.zh for row in found if row.aside == "other columns"] == [v[1] for v in VERSIONS]


def test_notes_keys_and_kinds_are_not_asked_about() -> None:
    rest = [("问候语", "名词", "A-1"), ("", "名词", "A-2"), ("", "动词", "A-3")]
    pairs = [version[:2] for version in VERSIONS]
    table = [(*pair, *more) for pair, more in zip(pairs, rest, strict=True)]
    assert row_texts("a.tsv", "\n".join(map("\t".join, table))) == pairs


# ---------------------------------------------------------------- separators, quotes, encodings


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators(separator: str, quoting: int, end: str) -> None:
    pairs = [
        ("One, two; three", "一，二；三"),
        ('He said "yes".', "他说“是”。"),
        ("a\nb\tc" if end != "\r" else "a b\tc", "甲乙"),
    ]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, quoting=quoting, lineterminator=end).writerows(
        [("English", "Chinese"), *pairs]
    )
    assert row_texts("a.csv", out.getvalue()) == pairs


def test_the_separator_named_by_excel() -> None:
    found = rows("a.csv", "sep=;\r\nen;zh\r\nYes, sir.;是，先生。\r\n")
    assert found == (Row("Yes, sir.", "是，先生。", 3, "row 3"),)


def test_commas_in_every_row_of_another_separator() -> None:
    data = "Yes, sir.;是。\nNo, sir.;否。\n"
    assert row_texts("a.csv", data) == [("Yes, sir.", "是。"), ("No, sir.", "否。")]


def test_quotation_marks_of_the_text_are_kept() -> None:
    # nobody quoted this: the marks are what people said
    table = [('"Yes."', "“是。”"), ('"No," he said.', "“不，”他说。"), ("It rains.", "下雨了。")]
    assert row_texts("a.tsv", "\n".join(map("\t".join, table))) == table


def test_an_unclosed_quotation_mark_is_text() -> None:
    data = 'en,zh\n"Yes." he said,是。\n5" screen,"5英寸屏幕\n'
    assert row_texts("a.csv", data) == [('"Yes." he said', "是。"), ('5" screen', '"5英寸屏幕')]


def test_quotation_marks_of_excel_are_removed() -> None:
    data = 'Yes.\t是。\n"Yes, sir."\t"是,先生。"\n"He said ""no""."\t他说“不”。\n'
    assert row_texts("a.tsv", data)[1:] == [
        ("Yes, sir.", "是,先生。"),
        ('He said "no".', "他说“不”。"),
    ]


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "gb18030"])
def test_encodings(codec: str) -> None:
    text = "English\t中文\n" + "\n".join(map("\t".join, PAIRS * 5))
    assert row_texts("a.csv", text.encode(codec)) == PAIRS * 5


def test_line_numbers_include_lines_inside_texts() -> None:
    assert [(r.line, r.where) for r in rows("a.csv", 'en,zh\n"a\nb",甲\n\nc,乙\n')] == [
        (2, "row 2"),
        (5, "row 4"),
    ]


ENGLISH = st.text("abc XYZ,;\"'\t\n.-=", min_size=1, max_size=12).map(lambda t: f"x{t}y")
CHINESE = st.text('甲乙丙，。“”,;"\t\n A1', min_size=1, max_size=9).map(lambda t: f"中{t}文")


@given(st.lists(st.tuples(ENGLISH, CHINESE), min_size=1, max_size=8), st.sampled_from(",;\t"))
@example([("x;y", "中\nA,\n,文")], ",")
def test_csv_round_trip(pairs: list[tuple[str, str]], separator: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([("en", "zh"), *pairs])
    assert row_texts("a.csv", out.getvalue()) == pairs


@given(st.text('中a,;\t"\n\r= \x0b\u2028', max_size=60))
def test_any_text(text: str) -> None:
    try:
        assert rows("a.csv", text)
    except InputError as caught:
        assert "\n" not in str(caught)


# ---------------------------------------------------------------- what tmxalign writes

OWN = [
    ('"Yes," he said.', "“是，”他说。"),
    ('"No."', "“不。”"),
    ("One; two\tthree", "一；二"),
    ("<b> & 'c'", "甲 & 乙"),
]


@pytest.mark.parametrize("name", ["out.tsv", "out.tmx"])
def test_own_files_are_read_back(tmp_path: Path, name: str) -> None:
    en = Document.from_sentences([e for e, _ in OWN] + ["Alone."], "en", name="新闻.txt")
    zh = Document.from_sentences([z for _, z in OWN], "zh", name="新闻.txt")
    beads = [Bead((n,), (n,), confidence=0.5) for n in range(len(OWN))]
    write(Alignment(en, zh, (*beads, Bead((len(OWN),), ()))), tmp_path / name)
    found = [row for row in read_rows(tmp_path / name) if not row.aside]
    alone = [("Alone.", "")] if name == "out.tsv" else []
    expected = [(e.replace("\t", " "), z) for e, z in OWN]
    assert [(row.en.replace("\t", " "), row.zh) for row in found] == expected + alone


# ---------------------------------------------------------------- XLSX


def test_xlsx() -> None:
    table = [("No.", "English", "中文"), *((n, *pair) for n, pair in enumerate(PAIRS))]
    found = rows("a.xlsx", book([("Cover", "page")], table, [("English", "中文"), ("x", "某")]))
    assert [(r.en, r.zh) for r in found] == PAIRS
    assert found[0].where == "sheet Page 2, row 2"


def test_xlsx_with_an_offset() -> None:
    found = rows("a.xlsx", book([("English", "中文"), *PAIRS], first=(4, 3)))
    assert (found[0].en, found[0].where) == ("Good morning.", "sheet Page 1, row 6")


def test_xlsx_values_are_text() -> None:
    values = [3, 0.5, True, datetime.datetime(2024, 3, 1), datetime.datetime(2024, 3, 1, 9, 30)]
    table = [("English", "中文"), *PAIRS, *((value, "值") for value in values)]
    assert [en for en, zh in row_texts("a.xlsx", book(table)) if zh == "值"] == [
        "3", "0.5", "TRUE", "2024-03-01", "2024-03-01 09:30:00",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["table_calc.xlsx", "table_calc.csv"])
def test_tables_of_libreoffice(name: str) -> None:
    found = read_rows(FILES / name)
    assert [(row.en, row.zh) for row in found if not row.aside] == [
        ("Good morning, everybody.", "大家早上好。"),
        ('He said "yes".', "他说“是”。"),
        ("=not a formula", "不是公式"),
        ("Two\nlines", "两\n行"),
    ]
    zh = read_column(FILES / name, "zh")
    assert [p.text for p in zh if not p.aside][:2] == ["大家早上好。", "他说“是”。"]


def edited(data: bytes, member: str, old: str, new: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as copy:
        for name in archive.namelist():
            content = archive.read(name)
            if name == member:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            copy.writestr(name, content)
    return out.getvalue()


GOOD = book([("English", "中文"), *PAIRS])
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not an Excel workbook"),
        (b"Good morning", "not an Excel workbook"),
        (GOOD[: len(GOOD) // 2], "cut off or damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password"),
        (book([("a", "b"), ("Yes", "No")]), "no column with Chinese"),
        (book([("a",)], [("b",)]), "no sheet"),
        (book([]), "no column"),
        (edited(GOOD, SHEET, 'r="B4"', 'r="XFD1048576"'), "damaged (a cell XFD1048576 in row 4)"),
        (edited(GOOD, SHEET, '<row r="4"', '<row r="4000000000"'), "row 4,000,000,000"),
        (edited(GOOD, SHEET, "</sheetData>", "<row>"), "damaged"),
        (edited(GOOD, "xl/workbook.xml", "<sheets>", "<sheets"), "damaged"),
    ],
)
def test_files_that_are_not_workbooks(data: bytes, words: str) -> None:
    assert words in rows_error("a.xlsx", data)


def test_a_workbook_without_a_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/styles.xml", "<a/>")
    assert "xl/workbook.xml is missing" in rows_error("a.xlsx", out.getvalue())


def test_a_zip_bomb_as_a_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 60_000_000)
    assert "refused" in rows_error("a.xlsx", out.getvalue())


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
@example(5105, 0)
def test_a_workbook_with_a_corrupt_byte(at: int, byte: int) -> None:
    damaged = bytearray(GOOD)
    damaged[at] = byte
    try:
        assert rows("a.xlsx", bytes(damaged))
    except InputError as caught:
        assert "\n" not in str(caught)
