"""Every format gives back what it was given, but for what it says that it cannot hold."""

import csv
import io
import json
import re
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from align.document import Document
from align.errors import InputError, OutputError, UsageError
from align.formats.registry import FORMAT_READERS
from align.memory import FORMATS, leverage, read_memory, write
from align.memory.stats import stats_of
from align.unit import Code, Header, Memory, Prop, Unit, Variant

FLAT = [".tsv", ".csv", ".jsonl", ".xlsx", ".parquet", ".en", ".zh"]
#: What each of them holds beside the texts.
RECORD = {"x-confidence", "x-status", "x-bead", "x-document", "x-position"}
PROPS = {
    ".tsv": RECORD - {"x-status"},
    ".csv": RECORD,
    ".jsonl": {*RECORD, "x-crossing"},
    ".xlsx": RECORD,
    ".parquet": RECORD,
    ".en": set(),
    ".zh": set(),
}
ODD = [
    *["]]>", "&amp;<b>", "a\tb", "a\nb", "a\r\nb", "a\rb", "=1+1", "+1", "-1", "@x", "'=1", "''-"],
    *["'tis", "\u2028", "\x85", "\x0b", "\0", "\ufffe", "\ud800", "😀𠮷", " a ", "\u3000a", "\xa0"],
    *['"', '""a', ",", ";", "_x0041_", "1-2", "TRUE", "0.980", "1e5", "＝1", "\ufeffa", "#REF!"],
    *["{=A1}", "https://example.org/ a", "_x0041_x0042_", "_x000D_", "<r><t>x</t></r>", "<r></r>"],
    *["\n=1+1", " =1", "\xa0=1", "\u3000@x", "\u200b-1", " '=1", "\r\n", " \t"],
]
JOINED = st.tuples(st.text(max_size=4), st.sampled_from(ODD)).map("".join)
TEXT = st.sampled_from(ODD) | st.text(max_size=12) | JOINED
FULL = TEXT.filter(lambda text: text != "")
KINDS = [*sorted(RECORD - {"x-confidence"}), "x-crossing", "x-client"]


@st.composite
def units(draw):
    props = [Prop(kind, draw(FULL)) for kind in draw(st.sets(st.sampled_from(KINDS)))]
    if draw(st.booleans()):
        props.append(Prop("x-confidence", f"{draw(st.floats(0, 1)):.3f}"))
    en, zh = Variant("en-US", (draw(FULL),)), Variant("zh-CN", (draw(FULL),))
    notes = tuple(draw(st.lists(FULL, max_size=1)))
    return Unit([en, zh], draw(TEXT), {}, tuple(props), notes)


def no_surrogates(text):
    return "".join(c for c in text if not "\ud800" <= c <= "\udfff")


def encodable(text):
    return re.sub("[\0\ud800-\udfff]", "", text)


def tabbed(text):
    return re.sub("\r\n|[\t\n\r]", " ", encodable(text))


def a_line(text):
    text = re.sub("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", " ", encodable(text))
    return text.lstrip("\ufeff")


def replaced(text):
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


KEPT = {
    ".tsv": tabbed,
    ".en": a_line,
    ".zh": a_line,
    ".csv": encodable,
    ".xlsx": no_surrogates,
    ".parquet": no_surrogates,
    ".jsonl": replaced,
}
#: What becomes a space in a text, and the name of the loss.
SPACED = {
    ".tsv": ("tab or line end", "\r\n|[\t\n\r]"),
    ".en": ("line end", "\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]"),
}
SPACED[".zh"] = SPACED[".en"]


def seen(unit, kept=str, props=RECORD, *, number=False):
    found = {}
    for prop in unit.props:
        if prop.type in props and kept(prop.value):
            value = kept(prop.value)
            found[prop.type] = float(value) if prop.type == "x-confidence" else value
    texts = tuple(kept(unit.text(side)) for side in ("en", "zh"))
    return texts, found


@pytest.mark.parametrize("suffix", FLAT)
@settings(deadline=None, max_examples=60)
@given(st.lists(units(), max_size=4))
@example([Unit([Variant("en-US", (a,)), Variant("zh-CN", (a + "甲",))], a) for a in ODD])
def test_texts_and_columns_are_restored(tmp_path_factory, suffix, given_units):
    path = tmp_path_factory.mktemp("m") / f"a{suffix}"
    report = write(Memory(Header(), given_units), path)
    restored = [seen(unit) for unit in read_memory(path)]
    kept, props = KEPT[suffix], PROPS[suffix]
    expected = [seen(unit, kept, props & RECORD) for unit in given_units]
    # a text that holds nothing which the format could keep is no text; two of them, no unit
    expected = [
        e
        for e in expected
        if (all(map(str.strip, e[0])) if suffix in (".en", ".zh") else any(e[0]))
    ]
    assert restored == expected
    assert report.units + report.empty == len(given_units)


@pytest.mark.parametrize("suffix", FLAT)
@given(unit=units())
@settings(deadline=None, max_examples=40)
def test_losses_are_counted(tmp_path_factory, suffix, unit):
    folder = tmp_path_factory.mktemp("m")
    report = write(Memory(Header(), [unit]), folder / f"a{suffix}")
    expected = {p.type: 1 for p in unit.props if p.type not in PROPS[suffix]}
    keeps = FORMATS[suffix].keeps
    expected |= {"tuid": 1} if unit.id and not keeps.id else {}
    expected |= {"note": len(unit.notes)} if unit.notes and not keeps.notes else {}
    if suffix in SPACED and report.units:
        name, pattern = SPACED[suffix]
        held = [p.value for p in unit.props if p.type in PROPS[suffix]]
        texts = [encodable(text) for text in (unit.text("en"), unit.text("zh"), *held)]
        number = sum(len(re.findall(pattern, text)) for text in texts)
        expected |= {name: number} if number else {}
    if suffix == ".jsonl" and unit.prop("x-crossing", "yes") != "yes":
        expected |= {"x-crossing": 1}
    assert report.lost == expected
    for name in expected:
        assert name in str(report)


@pytest.mark.parametrize("suffix", FLAT)
def test_codes_languages_and_dates_are_counted(tmp_path, suffix):
    en = Variant("en-GB", ("A", Code("ph", (("x", "1"),), ("<br>",))), {"changeid": "LI"})
    rest = [Variant("ZH_cn", ("甲",)), Variant("zh-CN", ("乙",)), Variant("fr-FR", ("un",))]
    unit = Unit([en, *rest], attributes={"creationdate": "20260101T000000Z"})
    header = Header({}, (Prop("x-client", "CQC"),), ("A note.",))
    report = write(Memory(header, [unit]), tmp_path / f"a{suffix}")
    lost = dict(report.lost)
    assert lost.pop("note", 1) == 1
    assert lost == {
        "inline code": 1,
        "language code en-GB": 1,
        "changeid": 1,
        "creationdate": 1,
        "second text": 1,
        "text in another language": 1,
        "x-client": 1,
    }


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".xlsx", ".parquet"])
def test_notes_status_and_nulls_are_restored(tmp_path, suffix):
    pair = [Variant("en-US", ("A",)), Variant("zh-CN", ("甲",))]
    wrong = Unit(pair, "7", {}, (Prop("x-status", "wrong"),), ("Twice.", "See B."))
    path = tmp_path / f"a{suffix}"
    report = write(Memory(Header(), [wrong, Unit(pair[1:])]), path)
    first, second = read_memory(path)
    assert (first.prop("x-status"), first.notes) == ("wrong", ("Twice.\nSee B.",))
    assert [v.lang for v in second.variants] == ["zh-CN"]
    assert (report.units, report.nulls) == (1, 1)


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".xlsx", ".parquet", ".jsonl", ".units.jsonl"])
def test_an_empty_memory(tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    assert write(Memory(Header(), []), path).units == 0
    assert path.stat().st_size or suffix == ".jsonl"


# --- each on its own --------------------------------------------------------------------------

PAIR = Unit([Variant("en-US", ("Good\nmorning.",)), Variant("zh-CN", ("早上好。",))], "7")


def test_csv_is_for_spreadsheets(tmp_path):
    write(Memory(Header(), [PAIR]), tmp_path / "a.csv", bom=True)
    data = (tmp_path / "a.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfEnglish,Chinese,confidence,status,note,bead,document,")
    assert '\r\n"Good\nmorning.",早上好。,' in data.decode()
    [unit] = read_memory(tmp_path / "a.csv")
    assert (unit.text("en"), unit.id) == ("Good\nmorning.", "7")


@pytest.mark.parametrize("sign", list("=+-@＝＋－＠"))
@pytest.mark.parametrize(
    "before", ["", "\n", "\r\n", "\t", " ", "\xa0", "\u3000", "\u200b", "\ufeff", "'"]
)
def test_no_spreadsheet_takes_a_text_for_a_formula(tmp_path, before, sign):
    text = f"{before}{sign}cmd|' /C calc'!A0"
    pair = [Variant("en-US", (text,)), Variant("zh-CN", (text + "算",))]
    write(Memory(Header(), [Unit(pair, text, notes=(text,))]), tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        _, row = csv.reader(file)
    assert all(cell[0] == "'" for cell in row if cell)
    [found] = read_memory(tmp_path / "a.csv")
    assert (found.text("en"), found.text("zh"), found.id) == (text, text + "算", text)
    assert found.notes == (text,)


HALVES = {
    '{"en": "a \\ud83d ship", "zh": "船"}': ("a \ufffd ship", "船", 1),
    '{"en": "\\uDE00\\ud83d", "zh": "\\udfff船"}': ("\ufffd\ufffd", "\ufffd船", 3),
    '{"en": "\\ud83d\\ude00", "zh": "船"}': ("😀", "船", 0),
    '{"en": "\\\\ud83d", "zh": "船"}': ("\\ud83d", "船", 0),
    '{"translation": {"en": "a\\udc80", "zh": "船"}}': ("a\ufffd", "船", 1),
}


@pytest.mark.parametrize("line", HALVES)
def test_halves_of_characters_come_no_further_than_json(tmp_path, line):
    (tmp_path / "a.jsonl").write_text(line + "\n", "utf-8")
    memory = read_memory(tmp_path / "a.jsonl")
    [found] = memory
    en, zh, halves = HALVES[line]
    assert (found.text("en"), found.text("zh"), memory.left_out.total()) == (en, zh, halves)
    assert json.dumps(stats_of(tmp_path / "a.jsonl").to_json(), ensure_ascii=False).encode()


@pytest.mark.parametrize("name", ["a", "a.txt", "a.dat", "a.tmx"])
@pytest.mark.parametrize("format", ["tsv", "csv", ".tsv", "TSV"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_table_under_any_name(tmp_path, name, format, codec):
    """As Excel saves its "Unicode Text": UTF-16, with the suffix of a text."""
    text = "English\tChinese\r\nGood morning.\t早上好。\r\nYes.\t是的，是。\r\n"
    text = text.replace("\t", ",") if format == "csv" else text
    (tmp_path / name).write_bytes(text.encode(codec))
    for encoding in (None, codec):
        found = list(read_memory(tmp_path / name, format=format, encoding=encoding))
        assert [(u.text("en"), u.text("zh")) for u in found] == [
            ("Good morning.", "早上好。"),
            ("Yes.", "是的，是。"),
        ]


def test_an_encoding_is_named_for_text_only(tmp_path):
    (tmp_path / "a.jsonl").write_bytes('{"en": "é", "zh": "早"}\n'.encode("gb18030"))
    [found] = read_memory(tmp_path / "a.jsonl", encoding="gb18030")
    assert found.text("en") == "é"
    write(Memory(Header(), [PAIR]), tmp_path / "a.tmx")
    with pytest.raises(UsageError, match="say their encoding themselves"):
        read_memory(tmp_path / "a.tmx", encoding="gb18030")
    with pytest.raises(UsageError, match="unknown encoding"):
        list(read_memory(tmp_path / "a.jsonl", encoding="klingon"))


@given(st.lists(TEXT, min_size=1, max_size=4))
def test_no_text_of_a_csv_is_a_formula(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("m") / "a.csv"
    pairs = [[Variant("en-US", (text,)), Variant("zh-CN", (text,))] for text in texts]
    write(Memory(Header(), [Unit(p, texts[0], notes=(texts[0],)) for p in pairs]), path)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            assert not any(cell[:1] in tuple("=+-@\t\r＝＋－＠") for cell in row if cell)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_that_a_spreadsheet_has_saved(tmp_path, encoding, delimiter):
    rows = [["Status", "Chinese", "English", "Client"], ["wrong", "早上好，各位。", "Hi.", "CQC"]]
    text = "\r\n".join(delimiter.join(row) for row in rows) + "\r\n"
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    [unit] = read_memory(tmp_path / "a.csv")
    assert (unit.text("en"), unit.text("zh")) == ("Hi.", "早上好，各位。")
    assert (unit.prop("x-status"), unit.prop("x-client")) == ("wrong", "CQC")


def test_tables_of_other_programs(tmp_path):
    (tmp_path / "a.tsv").write_text("zh\ten\n早上好。\tGood morning.\n是。\tYes.\n", "utf-8")
    assert [u.text("en") for u in read_memory(tmp_path / "a.tsv")] == ["Good morning.", "Yes."]


def test_json_lines_of_data_sets(tmp_path):
    lines = [
        {"translation": {"en": "Hi.", "zh": "嗨。"}, "id": 7},
        {"en": "A", "zh": None, "ok": True},
    ]
    text = "\n\n".join(json.dumps(line) for line in lines)
    (tmp_path / "a.jsonl").write_text(text, "utf-8")
    first, second = read_memory(tmp_path / "a.jsonl")
    assert (first.text("zh"), first.id, first.line) == ("嗨。", "7", 1)
    assert (len(second.variants), second.prop("x-ok"), second.line) == (1, "yes", 3)


def test_moses_is_two_files_read_from_either(tmp_path):
    null = Unit([Variant("en-US", ("Alone.",))])
    report = write(Memory(Header(), [PAIR, null]), tmp_path / "corpus.zh")
    assert (tmp_path / "corpus.en").read_text("utf-8") == "Good morning.\n"
    assert (tmp_path / "corpus.zh").read_text("utf-8") == "早上好。\n"
    assert (report.units, report.nulls_left_out) == (1, 1)
    for name in ("corpus.en", "corpus.zh"):
        assert [u.text("zh") for u in read_memory(tmp_path / name)] == ["早上好。"]
    (tmp_path / "corpus.zh").write_text("一。\n二。\n", "utf-8")
    with pytest.raises(InputError, match="line 2 has no counterpart"):
        list(read_memory(tmp_path / "corpus.en"))
    (tmp_path / "corpus.zh").unlink()
    with pytest.raises(InputError, match=r"corpus\.zh is missing beside it"):
        read_memory(tmp_path / "corpus.en")


def test_an_error_leaves_both_files_as_they_were(tmp_path):
    def failing():
        yield PAIR
        raise InputError("b.tmx: broken")

    for name in ("a.en", "a.zh"):
        (tmp_path / name).write_text("old")
    with pytest.raises(InputError):
        write(Memory(Header(), failing()), tmp_path / "a.en")
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == {"a.en": "old", "a.zh": "old"}


def test_moses_cannot_go_to_standard_output():
    with pytest.raises(UsageError, match="two files"):
        write(Memory(Header(), [PAIR]), "-", format="en")


def test_parquet_without_its_package(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    with pytest.raises(OutputError, match=r"pip install 'tmxalign\[parquet\]'"):
        write(Memory(Header(), [PAIR]), tmp_path / "b.parquet")
    with pytest.raises(InputError, match=r"pip install 'tmxalign\[parquet\]'"):
        read_memory(tmp_path / "a.parquet")
    assert not (tmp_path / "b.parquet").exists()


def test_parquet_of_data_sets(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    table = pyarrow.Table.from_pylist([{"translation": {"en": "Hi.", "zh": "嗨。"}, "score": 0.5}])
    parquet.write_table(table, tmp_path / "a.parquet")
    [unit] = read_memory(tmp_path / "a.parquet")
    assert (unit.text("zh"), unit.prop("x-score")) == ("嗨。", "0.5")
    parquet.write_table(pyarrow.table({"a": [1]}), tmp_path / "b.parquet")
    with pytest.raises(InputError, match="no columns 'en' and 'zh'"):
        read_memory(tmp_path / "b.parquet")


CODES = st.deferred(
    lambda: st.builds(
        Code,
        st.sampled_from(["bpt", "ept", "ph", "it", "hi", "sub", "ut"]),
        st.dictionaries(st.sampled_from("xiab"), TEXT, max_size=2).map(lambda d: tuple(d.items())),
        st.lists(TEXT | CODES, max_size=2).map(tuple),
    )
)
PROP_ABOUT = st.sampled_from([(), (("o-encoding", "GBK"),)])
ANY_PROPS = st.lists(st.builds(Prop, TEXT, TEXT, PROP_ABOUT), max_size=2).map(tuple)
NOTES = st.lists(TEXT, max_size=2).map(tuple)
ABOUT = st.dictionaries(st.sampled_from(["creationdate", "changeid"]), TEXT)
ANY_VARIANT = st.builds(
    Variant, TEXT, st.lists(TEXT | CODES, max_size=3).map(tuple), ABOUT, ANY_PROPS, NOTES
)
ANY_UNIT = st.builds(Unit, st.lists(ANY_VARIANT, max_size=3), TEXT, ABOUT, ANY_PROPS, NOTES)


@given(st.builds(Header, ABOUT, ANY_PROPS, NOTES, NOTES), st.lists(ANY_UNIT, max_size=3))
@settings(deadline=None)
def test_units_jsonl_loses_nothing_but_halves_of_characters(tmp_path_factory, header, found):
    path = tmp_path_factory.mktemp("m") / "a.units.jsonl"
    report = write(Memory(header, found), path)
    back = read_memory(path)
    units = list(back)
    for unit in units:
        unit.line = 0
    expected = repr((header, found))
    halves = expected.count("\\ud800")
    assert repr((back.header, units)) == expected.replace("\\ud800", "\ufffd")
    assert back.left_out.total() == halves
    assert not report.lost
    assert not report.illegal


# --- what is no memory ------------------------------------------------------------------------

BAD = {
    "no-json.jsonl": b'{"en": "A", "zh": "B"}\n{"en"',
    "a-list.jsonl": b"[1]\n",
    "numbers.jsonl": b'{"en": 1, "zh": 2}\n',
    "no-texts.jsonl": b'{"id": 1}\n',
    "deep.jsonl": b"[" * 100_000 + b"\n",
    "no-unit.units.jsonl": b'{"header": {}}\n{"variants": [{"lang": 1}]}\n',
    "null.units.jsonl": b"null\n",
    "header.units.jsonl": b'{"header": 1}\n',
    "codes.units.jsonl": b'{"variants": [{"lang": "en", "parts": [{"tag": "ph"}]}]}\n',
    "cells.tsv": b"English\tChinese\tnote\na\tb\tc\td\n",
    "quote.csv": b'English,Chinese,note\n"a,b,c\n',
    "cells.csv": b"English,Chinese,note\na,b,c,d\n",
    "no-book.xlsx": b"PK\x03\x04",
    "text.xlsx": b"Good morning.",
    "text.parquet": b"Good morning.",
    "cut.parquet": b"PAR1" + b"\0" * 40 + b"PAR1",
    "bytes.jsonl": b"\xff\xfe\x00\xd8",
}


@pytest.mark.parametrize("name", BAD)
def test_other_files_are_refused_in_one_line(tmp_path, name):
    (tmp_path / name).write_bytes(BAD[name])
    with pytest.raises(InputError) as caught:
        list(read_memory(tmp_path / name))
    assert str(caught.value).startswith(str(tmp_path / name))
    assert "\n" not in str(caught.value)


READ = [suffix for suffix in FORMATS if suffix in FORMAT_READERS]


@pytest.mark.parametrize("suffix", [suffix for suffix in READ if suffix != ".zh"])
def test_a_missing_file(tmp_path, suffix):
    (tmp_path / "a.zh").write_text("")
    with pytest.raises(InputError, match="no such file"):
        list(read_memory(tmp_path / f"a{suffix}"))
    (tmp_path / f"b{suffix}").mkdir()
    (tmp_path / "b.zh").write_text("")
    with pytest.raises(InputError, match="a directory"):
        list(read_memory(tmp_path / f"b{suffix}"))


@pytest.mark.parametrize("suffix", [s for s in READ if s not in (".en", ".zh")])
@given(st.binary(max_size=60) | st.text(max_size=40).map(lambda t: t.encode("utf-8", "replace")))
@settings(deadline=None, max_examples=30)
def test_arbitrary_bytes_raise_only_input_errors(tmp_path_factory, suffix, data):
    path = tmp_path_factory.mktemp("m") / f"a{suffix}"
    path.write_bytes(data)
    try:
        list(read_memory(path))
    except InputError as error:
        assert "\n" not in str(error)


def test_every_written_format_can_be_read(tmp_path):
    """Nothing waits for the last unit: what comes first is in the file before it."""
    out = io.BytesIO()
    seen = []

    def units():
        for number in range(3000):
            if number == 2999:
                seen.append(len(out.getvalue()))
            yield PAIR

    for suffix in (".tsv", ".csv", ".jsonl", ".units.jsonl", ".tbx", ".xlf"):
        out.seek(0)
        out.truncate()
        FORMATS[suffix].writer.write(Memory(Header(), units()), out)
        assert seen.pop() > 30_000, suffix


def test_no_table_of_names_holds_a_formula(tmp_path):
    new = Document.from_sentences(["Good morning."], "en", name="=cmd()")
    leverage(new, Memory(Header(), [PAIR])).write_csv(tmp_path / "a.csv")
    assert "'=cmd()," in (tmp_path / "a.csv").read_text("utf-8-sig")
