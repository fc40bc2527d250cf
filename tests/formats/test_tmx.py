"""TMX: valid by the specification, and what goes in comes out."""

import io
import re
import tracemalloc
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from align.alignment import Alignment, Bead
from align.document import Document, Sentence
from align.errors import UsageError
from align.files.xml import XML_LANG
from align.formats.from_alignments import memory_of
from align.formats.tmx.write import TmxWriter
from align.formats.xml_text import tidy
from align.memory import convert, validate

SCHEMA = etree.RelaxNG(etree.parse(Path(validate.__file__).with_name("tmx14.rng")))
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
DATE = datetime(2026, 1, 31, 12, 0, 0, tzinfo=UTC)


def document(texts, language, name="a"):
    """Sentences with any text at all: from_sentences() would trim them."""
    return Document((), tuple(Sentence(t, 0, 0, len(t)) for t in texts), language, name)


def one_to_one(pairs, name="a"):
    en, zh = zip(*pairs, strict=True) if pairs else ((), ())
    beads = tuple(Bead((i,), (i,), confidence=0.9726) for i in range(len(pairs)))
    return Alignment(document(en, "en", name), document(zh, "zh", name), beads)


def tmx(alignments, **options):
    out = io.BytesIO()
    encoding = {"encoding": options.pop("encoding")} if "encoding" in options else {}
    memory = memory_of(alignments, **{"date": DATE, **options})
    report = TmxWriter.write(memory, out, **encoding)
    return out.getvalue(), report


def segments(data):
    root = etree.fromstring(data)
    return [tuple(seg.text for seg in tu.iter("seg")) for tu in root.iter("tu")]


SMALL = one_to_one([("Good morning.", "早上好。"), ("Bye.", "再见。")])

EXPECTED = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
  <header creationtool="tmxalign" creationtoolversion="VERSION" segtype="sentence" \
o-tmf="tmxalign" adminlang="en-US" srclang="en-US" datatype="plaintext" \
creationdate="20260131T120000Z"/>
  <body>
    <tu tuid="ID" creationdate="20260131T120000Z">
      <prop type="x-confidence">0.973</prop>
      <prop type="x-bead">2-1</prop>
      <prop type="x-document">a.en.txt | a.zh.txt</prop>
      <prop type="x-position">1-2:1</prop>
      <prop type="x-crossing">yes</prop>
      <tuv xml:lang="en-US">
        <seg>One. Two &amp; &lt;three&gt;.</seg>
      </tuv>
      <tuv xml:lang="zh-CN">
        <seg>一二三。</seg>
      </tuv>
    </tu>
  </body>
</tmx>"""


def test_whole_file():
    en = document(["One.", "Two & <three>."], "en", "a.en.txt")
    zh = document(["一二三。"], "zh", "a.zh.txt")
    bead = Bead((0, 1), (0,), confidence=0.9726, crossing=True)
    data, _ = tmx(Alignment(en, zh, (bead,)))
    text = re.sub(r'tuid="[0-9a-f]{16}"', 'tuid="ID"', data.decode())
    assert re.sub(r'toolversion="[^"]+"', 'toolversion="VERSION"', text) == EXPECTED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("alignments", [[], [SMALL], [SMALL, SMALL]], ids=len)
def test_valid(alignments, encoding):
    data, report = tmx(alignments, encoding=encoding)
    tree = etree.fromstring(data)
    SCHEMA.assertValid(tree)
    assert len(tree.findall("body/tu")) == report.units == 2 * len(alignments)
    assert tree.getroottree().docinfo.doctype == '<!DOCTYPE tmx SYSTEM "tmx14.dtd">'


def _note_after_tuv(root):
    etree.SubElement(root.find("body/tu"), "note").text = "late"


def _prop_after_seg(root):
    etree.SubElement(root.find("body/tu/tuv"), "prop", type="x-late")


def _xliff_code(root):
    etree.SubElement(root.find("body/tu/tuv/seg"), "g", id="1")


BREAK = {
    "note after tuv": _note_after_tuv,
    "prop after seg": _prop_after_seg,
    "XLIFF code in seg": _xliff_code,
    "no srclang": lambda root: root.find("header").attrib.pop("srclang"),
    "no creationtool": lambda root: root.find("header").attrib.pop("creationtool"),
    "no header": lambda root: root.remove(root.find("header")),
    "no language": lambda root: root.find("body/tu/tuv").attrib.pop(LANG),
    "no seg": lambda root: root.find("body/tu/tuv").remove(root.find("body/tu/tuv/seg")),
    "tu without tuv": lambda root: etree.SubElement(root.find("body"), "tu"),
    "extra attribute on tmx": lambda root: root.set("extra", "1"),
    "other version": lambda root: root.set("version", "2.0"),
    "date with dashes": lambda root: root.find("body/tu").set("creationdate", "2026-01-31"),
    "prop without type": lambda root: root.find("body/tu/prop").attrib.pop("type"),
}


@pytest.mark.parametrize("spoil", BREAK.values(), ids=BREAK)
def test_schema_rejects(spoil):
    # A schema that accepts everything would make test_valid worthless.
    root = etree.fromstring(tmx(SMALL)[0])
    assert SCHEMA.validate(root)
    spoil(root)
    assert not SCHEMA.validate(root)


def test_schema_takes_inline_codes_and_user_encodings():
    root = etree.fromstring(tmx(SMALL)[0])
    ude = etree.SubElement(root.find("header"), "ude", name="n")
    etree.SubElement(ude, "map", unicode="#xF8FF", code="#xF0")
    seg = root.find("body/tu/tuv/seg")
    etree.SubElement(seg, "bpt", i="1", x="1", type="bold").text = "<b>"
    etree.SubElement(seg, "ept", i="1").text = "</b>"
    etree.SubElement(seg, "it", pos="begin")
    etree.SubElement(etree.SubElement(seg, "ph", assoc="p"), "sub").text = "alt"
    etree.SubElement(etree.SubElement(seg, "hi"), "ut")
    SCHEMA.assertValid(root)


# --- any text ---------------------------------------------------------------------------------

# Written from the XML 1.0 production for Char, not from the writer's regular expression.
RANGES = ((0x20, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF))
BREAKS = "\t\n\r\x0b\x0c\x85\u2028\u2029"


def is_char(c):
    return c in "\t\n\r" or any(low <= ord(c) <= high for low, high in RANGES)


def cleaned(text):
    """The text that must come out: written out character by character, slow and plain."""
    kept = "".join(c for c in text if is_char(c) or c in BREAKS)
    words, gap = [], ""
    for c in kept:
        if c.isspace():
            gap += c
        else:
            words += [" " if any(b in gap for b in BREAKS) else gap, c]
            gap = ""
    return "".join(words).strip()


NASTY = st.sampled_from(
    ["]]>", "&", "&amp;", "<", ">", '"', "\x00", "\x0b", "\x1b", "\ufffe", "\uffff", "\ufeff",
     "😀", "𠮷", "👨‍👩‍👧", "\u202e", "שלום", "مرحبا", "\u3000", "\xa0", "\u2028", "\x85", "\r\n",
     "\t", "  ", "\ud7ff", "\U0010ffff", "中文"]
)  # fmt: skip
TEXTS = st.lists(NASTY | st.text(st.characters(exclude_categories=["Cs"])), max_size=6).map("".join)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=4), st.sampled_from(["utf-8", "utf-16"]))
@example([("a\x00b", "]]>")], "utf-8")
@example([("form\x0cfeed", "😀𠮷")], "utf-16")
@example([("\x00 ", "只有中文")], "utf-8")
@example([("0\r\x08\r0", "一\n\x00\x01 \x02二")], "utf-8")
def test_any_text_round_trips(pairs, encoding):
    data, report = tmx(one_to_one(pairs), encoding=encoding)
    wanted = [(cleaned(en), cleaned(zh)) for en, zh in pairs]
    found = [tuple(text.strip() for text in pair) for pair in segments(data)]
    assert found == [pair for pair in wanted if all(pair)]
    assert report.units == sum(all(pair) for pair in wanted)
    assert report.empty == len(pairs) - report.units
    texts = "".join(tidy(text) for pair in pairs for text in pair)
    assert report.illegal == sum(not is_char(c) for c in texts)
    SCHEMA.assertValid(etree.fromstring(data))


def test_lone_surrogates_are_dropped_and_counted():
    data, report = tmx(one_to_one([("a\ud800b", "\udfff中")]))
    assert segments(data) == [("ab", "中")]
    assert (report.units, report.illegal) == (1, 2)


def test_document_name_with_illegal_characters():
    data, _ = tmx(one_to_one([("a", "中")], name="a\x01<\n&"))
    assert etree.fromstring(data).findtext('.//prop[@type="x-document"]') == "a< &"


def test_utf16_is_little_endian_with_bom_and_declared():
    # Long enough that the writer's chunks end within characters of two, three and four bytes.
    pairs = [(f"é{'x' * (i % 7)}😀 {i}", f"中{i}") for i in range(3000)]
    data, _ = tmx(one_to_one(pairs), encoding="utf-16")
    assert data.startswith(b"\xff\xfe<\x00?\x00x\x00m\x00l\x00")
    assert data.count("\ufeff".encode("utf-16-le")) == 1
    assert data.decode("utf-16").startswith('\ufeff<?xml version="1.0" encoding="UTF-16"?>'[1:])
    assert segments(data) == pairs


# --- header, languages, dates -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "languages"),
    [
        ({}, ["en-US", "zh-CN"]),
        ({"source": "zh"}, ["zh-CN", "en-US"]),
        ({"locales": {"zh": "zh-Hant-TW"}}, ["en-US", "zh-Hant-TW"]),
        ({"locales": {"en": "en-GB", "zh": "zh"}, "source": "zh"}, ["zh", "en-GB"]),
    ],
)
def test_srclang_is_the_first_language_byte_for_byte(options, languages):
    root = etree.fromstring(tmx(SMALL, **options)[0])
    assert root.find("header").get("srclang") == languages[0]
    for tu in root.iter("tu"):
        assert [tuv.get(LANG) for tuv in tu.iter("tuv")] == languages
    # The text goes with its language, whichever comes first.
    chinese = languages.index(next(tag for tag in languages if tag.startswith("zh")))
    assert [pair[chinese] for pair in segments(tmx(SMALL, **options)[0])] == ["早上好。", "再见。"]


TAIWAN = replace(SMALL, zh=replace(SMALL.zh, locale="zh-TW"))


def test_the_variant_of_a_document_is_the_code_of_its_units():
    root = etree.fromstring(tmx([SMALL, TAIWAN])[0])
    SCHEMA.assertValid(root)
    codes = [[tuv.get(LANG) for tuv in tu.iter("tuv")] for tu in root.iter("tu")]
    assert codes == 2 * [["en-US", "zh-CN"]] + 2 * [["en-US", "zh-TW"]]
    assert {tu.get("srclang") for tu in root.iter("tu")} == {None}


def test_a_document_of_unknown_region_has_the_code_of_the_one_before_it():
    hong_kong, unknown = (
        replace(SMALL, zh=replace(SMALL.zh, locale=code)) for code in ("zh-HK", "zh-Hant")
    )

    def codes(*alignments):
        root = etree.fromstring(tmx(list(alignments))[0])
        return [list(tu.iter("tuv"))[1].get(LANG) for tu in root.iter("tu")][::2]

    assert codes(unknown, hong_kong, unknown, unknown) == ["zh-Hant", "zh-HK", "zh-HK", "zh-HK"]
    assert codes(SMALL, unknown) == ["zh-CN", "zh-Hant"]


def test_a_source_in_several_variants_is_named_unit_by_unit():
    root = etree.fromstring(tmx([TAIWAN, SMALL], source="zh")[0])
    SCHEMA.assertValid(root)
    assert root.find("header").get("srclang") == "zh-TW"
    for tu, code in zip(root.iter("tu"), 2 * ["zh-TW"] + 2 * ["zh-CN"], strict=True):
        assert tu.find("tuv").get(LANG) == code
        assert tu.get("srclang", "zh-TW") == code


def test_a_given_code_overrides_the_documents():
    root = etree.fromstring(tmx([SMALL, TAIWAN], locales={"zh": "zh-Hant"}, source="zh")[0])
    assert {root.find("header").get("srclang")} == {"zh-Hant"}
    assert {tu.find("tuv").get(LANG) for tu in root.iter("tu")} == {"zh-Hant"}
    assert {tu.get("srclang") for tu in root.iter("tu")} == {None}


@pytest.mark.parametrize(
    "options",
    [
        {"source": "de"},
        {"locales": {"de": "de-DE"}},
        {"locales": {"en": "en_US"}},
        {"locales": {"en": ""}},
        {"locales": {"en": "*all*"}},
        {"locales": {"en": "zh-cn"}},
        {"encoding": "latin-1"},
    ],
    ids=str,
)
def test_invalid_tmx_options(options):
    with pytest.raises(UsageError):
        tmx(SMALL, **options)


def test_date(monkeypatch):
    def stamp(**options):
        root = etree.fromstring(tmx(SMALL, **{"date": None, **options})[0])
        stamps = {e.get("creationdate") for e in [root.find("header"), *root.iter("tu")]}
        assert len(stamps) == 1
        return stamps.pop()

    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    before = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
    assert before <= datetime.strptime(stamp(), "%Y%m%dT%H%M%SZ") < before + timedelta(minutes=1)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert stamp() == "19700102T000000Z"
    assert stamp(date=DATE) == "20260131T120000Z"
    assert stamp(date=datetime(2026, 1, 31, 12)) == "20260131T120000Z"
    china = timezone(timedelta(hours=8))
    assert stamp(date=datetime(2026, 1, 31, 20, tzinfo=china)) == "20260131T120000Z"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(UsageError, match="yesterday"):
        stamp()


# --- ids, nulls, memory -------------------------------------------------------------------------


def ids(data):
    return [tu.get("tuid") for tu in etree.fromstring(data).iter("tu")]


def test_ids_are_unique_even_for_repeats_and_documents_of_one_name():
    twice = one_to_one([("Hi.", "嗨。"), ("Hi.", "嗨。"), ("Hi.", "你好。")])
    found = ids(tmx([twice, twice, one_to_one([("Hi.", "嗨。")], name="b")])[0])
    assert len(found) == 7
    assert max(Counter(found).values()) == 1


def test_ids_do_not_depend_on_other_units_or_the_direction():
    more = one_to_one([("New.", "新。"), ("Good morning.", "早上好。"), ("Bye.", "再见。")])
    assert ids(tmx(more)[0])[1:] == ids(tmx(SMALL)[0])
    assert ids(tmx(SMALL, source="zh")[0]) == ids(tmx(SMALL)[0])
    assert not set(ids(tmx(one_to_one([("Bye.", "再见。")], "b"))[0])) & set(ids(tmx(SMALL)[0]))


def test_ids_do_not_depend_on_the_documents_before():
    other = one_to_one([("Bye.", "再见。")], name="b")
    assert ids(tmx([SMALL, other])[0]) == ids(tmx(SMALL)[0]) + ids(tmx(other)[0])


def test_nulls_are_left_out_and_counted():
    beads = (Bead((0,), ()), Bead((1,), (0,)), Bead((), (1,)))
    data, report = tmx(Alignment(SMALL.en, SMALL.zh, beads))
    assert segments(data) == [("Bye.", "早上好。")]
    assert (report.units, report.nulls_left_out, report.empty) == (1, 2, 0)
    assert str(report) == "1 unit written; 2 without a counterpart left out"


def test_review_decisions_are_written():
    bead = Bead((0,), (0,), status="approved", note="Title of 2023.")
    root = etree.fromstring(tmx(Alignment(SMALL.en, SMALL.zh, (bead,)))[0])
    assert root.findtext('.//prop[@type="x-status"]') == "approved"
    assert root.findtext(".//tu/note") == "Title of 2023."


def test_same_input_same_bytes():
    assert tmx(SMALL)[0] == tmx(SMALL)[0]


def test_memory_does_not_grow_with_the_number_of_units():
    class Nowhere(io.RawIOBase):
        size = 0

        def write(self, chunk):
            self.size += len(chunk)
            return len(chunk)

    def peak(number):
        out = Nowhere()
        tracemalloc.start()
        TmxWriter.write(memory_of((SMALL for _ in range(number)), date=DATE), out)
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top, out.size

    peak(10)
    # enough for the collector of garbage to have come by
    (small, little), (large, much) = peak(500), peak(5000)
    assert much > 9 * little
    assert large < small + 100_000


def test_translate_toolkit_reads_every_unit():
    reader = pytest.importorskip("translate.storage.tmx")  # GPL: only ever a test's reader
    pairs = [("Good & <b>morning</b>.", "早上好😀。"), ("a\x00 ]]> b", "“甲”"), ("Bye.", "再见。")]
    data, _ = tmx(one_to_one(pairs))
    store = reader.tmxfile.parsestring(data)
    assert [(str(u.source), str(u.target)) for u in store.units] == [
        ("Good & <b>morning</b>.", "早上好😀。"),
        ("a ]]> b", "“甲”"),
        ("Bye.", "再见。"),
    ]


FOREIGN = """<tmx xmlns:x="urn:x" version="1.4" x:version="2" made="now">\
<header srclang="en" x:srclang="fr"/><body>
<x:tu><tuv xml:lang="en"><seg>Not a unit.</seg></tuv></x:tu>
<tu tuid="1" x:tuid="2"><prop type="a" x:type="b">c</prop><tuv xml:lang="en" xml:space="preserve"
x:lang="fr"><seg>A <ph x="1" x:x="2"/></seg></tuv><tuv xml:lang="zh"><seg>甲</seg></tuv></tu>
</body></tmx>"""


def test_attributes_of_other_namespaces_are_counted_by_name(tmp_path):
    (tmp_path / "a.tmx").write_text(FOREIGN, encoding="utf-8")
    report = convert(tmp_path / "a.tmx", tmp_path / "b.tmx")
    assert report.units == 1  # elements of another namespace are no units
    assert report.lost == {
        "tmx {urn:x}version of the header": 1,
        "tmx made of the header": 1,
        "{urn:x}srclang of the header": 1,
        "{urn:x}tuid": 1,
        "{urn:x}type of properties": 1,
        "{urn:x}lang": 1,
        "{urn:x}x of inline codes": 1,
    }
    root = etree.parse(tmp_path / "b.tmx").getroot()
    [tuv, _] = root.iter("tuv")
    assert dict(tuv.items()) == {XML_LANG: "en", XML_LANG.replace("lang", "space"): "preserve"}
    assert next(root.iter("tu")).get("tuid") == "1"
