"""XLIFF and TBX: what comes back, what is counted, and what other programs' files hold."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from align.errors import InputError, OutputError, UsageError
from align.formats.xml_text import legal
from align.memory import read_memory, write
from align.unit import Code, Header, Memory, Prop, Unit, Variant

ODD = ["]]>", "&amp;", "a\r\nb", "\r", "\t", " a ", "\0", "\ufffe", "😀𠮷", "<g>", '"', "\u2028"]
TEXT = st.sampled_from(ODD) | st.text(max_size=8)
FULL = TEXT.filter(lambda text: legal(text).text != "")
NAME = st.text("abcdefgh", min_size=1, max_size=5)
PROPS = st.lists(st.builds(Prop, FULL, FULL, st.just(())), max_size=2).map(tuple)
NOTES = st.lists(FULL, max_size=2).map(tuple)
ABOUT = st.dictionaries(st.sampled_from(["creationdate", "changeid", "usagecount"]), FULL)
CODES = st.deferred(
    lambda: st.builds(
        Code,
        st.sampled_from(["bpt", "ept", "ph", "it", "hi", "sub", "ut"]),
        st.dictionaries(st.sampled_from("xi") | NAME, TEXT, max_size=3).map(
            lambda found: tuple(found.items())
        ),
        st.lists(FULL | CODES, max_size=2).map(tuple),
    )
)


def variant(lang, parts):
    full = parts.filter(lambda p: any(p))
    return st.builds(Variant, st.just(lang), full, ABOUT, PROPS, NOTES)


def units(parts):
    pair = st.tuples(variant("en-US", parts), variant("zh-CN", parts)).map(list)
    found = st.builds(Unit, pair, FULL, ABOUT, PROPS, NOTES)
    document = st.sampled_from(["a", "b", ""])
    return st.lists(st.tuples(found, document).map(in_document), max_size=4)


def in_document(found):
    unit, name = found
    if name:
        unit.props = (Prop("x-document", name), *unit.props)
    return unit


PLAIN = units(FULL.map(lambda text: (text,)))
WITH_CODES = units(st.lists(FULL | CODES, min_size=1, max_size=3).map(tuple))


def xml(text):
    return legal(text).text


def flat(parts, kept):
    """Inline content as XML keeps it: neighbours of text are one text."""
    out = []
    for part in parts:
        if isinstance(part, Code):
            attributes = {name: xml(value) for name, value in part.attributes}
            part = Code(part.tag, tuple(sorted(attributes.items())), flat(part.parts, kept))
        elif not (part := kept(part)):
            continue
        if isinstance(part, str) and out and isinstance(out[-1], str):
            out[-1] += part
        else:
            out.append(part)
    return tuple(out)


def seen(unit, kept=str, about=str):
    def props(found):
        return [(about(p.type), about(p.value)) for p in found]

    def attributes(found):
        return {name: about(value) for name, value in found.items()}

    variants = [
        (
            v.lang,
            flat(v.parts, kept),
            attributes(v.attributes),
            props(v.props),
            [about(n) for n in v.notes],
        )
        for v in unit.variants
    ]
    notes = [about(note) for note in unit.notes]
    return variants, about(unit.id), attributes(unit.attributes), props(unit.props), notes


@given(WITH_CODES)
@settings(deadline=None)
def test_xliff_1_2_loses_nothing_but_what_xml_forbids(tmp_path_factory, found):
    path = tmp_path_factory.mktemp("m") / "a.xlf"
    report = write(Memory(Header({"srclang": "en-US"}), found), path)
    assert [seen(u) for u in read_memory(path)] == [seen(u, xml, xml) for u in found]
    assert report.units == len(found)
    assert not report.lost


@given(PLAIN)
@settings(deadline=None)
def test_xliff_2_1_represents_every_character(tmp_path_factory, found):
    path = tmp_path_factory.mktemp("m") / "a.xliff"
    report = write(Memory(Header({"srclang": "en-US"}), found), path, xliff_version="2.1")
    assert [seen(u) for u in read_memory(path)] == [seen(u, about=xml) for u in found]
    assert report.units == len(found)
    assert not report.lost


@given(WITH_CODES)
@settings(deadline=None)
def test_xliff_2_1_keeps_the_text_around_any_codes(tmp_path_factory, found):
    path = tmp_path_factory.mktemp("m") / "a.xlf"
    write(Memory(Header(), found), path, xliff_version="2.1")
    texts = [[visible(v.parts) for v in u.variants] for u in found]
    assert [[visible(v.parts) for v in u.variants] for u in read_memory(path)] == texts
    etree.parse(path)


def visible(parts):
    """The text outside of native codes: XLIFF 2.1 has no text in those, nor spaces around sub."""
    out = [
        part if isinstance(part, str) else visible(part.parts) if part.tag in ("hi", "sub") else ""
        for part in parts
    ]
    return "".join("".join(out).split())


BOLD = (
    "a ",
    Code("bpt", (("i", "1"), ("x", "3"), ("type", "bold")), ("<b>",)),
    "bold ",
    Code("bpt", (("i", "2"), ("x", "4")), ("<i>",)),
    "word",
    Code("ept", (("i", "1"),), ("</b>",)),
    Code("ept", (("i", "2"),), ("</i>",)),
    Code("ph", (("x", "5"), ("type", "image")), ("<img/>",)),
    Code("it", (("pos", "begin"), ("x", "6")), ("<u>",)),
    Code("hi", (), ("high",)),
)
SWAPPED = (
    Code("ph", (("x", "5"), ("type", "image")), ("<img/>",)),
    Code("bpt", (("i", "7"), ("x", "3"), ("type", "bold")), ("<b>",)),
    "粗",
    Code("ept", (("i", "7"),), ("</b>",)),
)


@pytest.fixture
def coded():
    return Unit([Variant("en-US", BOLD), Variant("zh-CN", SWAPPED)], "7")


def ids(element, tag, name="id"):
    return [e.get(name) for e in element.iter(f"{{*}}{tag}")]


def test_codes_in_xliff_1_2(tmp_path, coded):
    write(Memory(Header(), [coded]), tmp_path / "a.xlf")
    unit = etree.parse(tmp_path / "a.xlf").find(".//{*}trans-unit")
    source, target = unit.find("{*}source"), unit.find("{*}target")
    assert (unit.get("resname"), target.get("state")) == ("7", "translated")
    assert [e.text for e in source.iter("{*}bpt")] == ["<b>", "<i>"]
    # a beginning and its end have one rid; the same code has one id in both languages
    assert ids(source, "bpt", "rid") == ids(source, "ept", "rid") == ["1", "2"]
    assert ids(target, "bpt") == ids(source, "bpt")[:1]
    assert ids(target, "ph") == ids(source, "ph")
    assert source.find("{*}bpt").get("ctype") == "bold"
    assert source.find("{*}it").get("pos") == "open"
    assert source.find("{*}g").text == "high"


def test_codes_in_xliff_2_1(tmp_path, coded):
    report = write(Memory(Header(), [coded]), tmp_path / "a.xlf", xliff_version="2.1")
    unit = etree.parse(tmp_path / "a.xlf").find(".//{*}unit")
    data = {e.get("id"): e.text for e in unit.iter("{*}data")}
    source, target = unit.find(".//{*}source"), unit.find(".//{*}target")
    begins = list(source.iter("{*}sc"))
    assert [data[e.get("dataRef")] for e in begins] == ["<b>", "<i>", "<u>"]
    assert [e.get("isolated") for e in begins] == [None, None, "yes"]
    assert ids(source, "ec", "startRef") == [e.get("id") for e in begins[:2]]
    assert ids(target, "ph") == ids(source, "ph")
    assert begins[0].get("type") == "fmt"
    assert source.find("{*}pc").text == "high"
    assert not report.lost
    [back] = read_memory(tmp_path / "a.xlf")
    assert [c.tag for c in back.variants[0].codes] == [c.tag for c in coded.variants[0].codes]
    assert [c.parts for c in back.variants[0].codes] == [c.parts for c in coded.variants[0].codes]
    assert [c.tag for c in back.variants[1].codes] == ["ph", "bpt", "ept"]


def test_code_losses_of_xliff_2_1_are_counted(tmp_path):
    space = "{http://www.w3.org/XML/1998/namespace}space"
    code = Code("ut", (("assoc", "p"), ("type", "two words")), ("a", Code("sub", (), ("b",))))
    other = Code("sub", ((space, "preserve"),), ("c",))
    unit = Unit([Variant("en-US", ("A", code, other)), Variant("zh-CN", ("甲",))])
    report = write(Memory(Header(), [unit]), tmp_path / "a.xlf", xliff_version="2.1")
    assert report.lost == {
        "assoc of inline codes": 1,
        "type of inline codes": 1,
        "inline code within another": 1,
        "ut as such": 1,
        "element sub as such": 1,
        "xml:space of inline codes": 1,
    }
    assert "<data" in (tmp_path / "a.xlf").read_text("utf-8")


@pytest.mark.parametrize("version", ["1.2", "2.1"])
def test_nulls_and_further_texts(tmp_path, version):
    alone = Unit([Variant("en-US", ("Alone.",))])
    without = Unit([Variant("zh-CN", ("无。",))])
    more = Unit([Variant(code, ("A",)) for code in ("en-US", "zh-CN", "fr-FR")])
    memory = Memory(Header({"srclang": "en-US"}), [alone, without, more])
    report = write(memory, tmp_path / "a.xlf", xliff_version=version)
    assert (report.units, report.nulls, report.nulls_left_out) == (1, 1, 1)
    assert report.lost == {"text beside the pair": 1}
    assert [len(unit.variants) for unit in read_memory(tmp_path / "a.xlf")] == [1, 2]


def test_xliff_2_1_has_one_pair_of_languages(tmp_path):
    pairs = [("en-US", "zh-CN"), ("en-GB", "zh-CN"), ("zh-CN", "en-US")]
    units = [Unit([Variant(a, ("A",)), Variant(b, ("B",))]) for a, b in pairs]
    report = write(Memory(Header(), units), tmp_path / "a.xlf", xliff_version="2.1")
    assert report.units == 2
    assert report.lost["unit in other languages"] == 1
    assert report.lost["language code en-GB"] == 1
    report = write(Memory(Header(), units), tmp_path / "b.xlf")
    assert (report.units, report.lost) == (3, {})
    found = [[v.lang for v in unit.variants] for unit in read_memory(tmp_path / "b.xlf")]
    assert found == [list(pair) for pair in pairs]


@pytest.mark.parametrize("version", ["1.2", "2.1"])
def test_states(tmp_path, version):
    states = ["approved", "wrong", ""]
    pair = [Variant("en-US", ("A",)), Variant("zh-CN", ("甲",))]
    units = [Unit(pair, props=(Prop("x-status", s),) if s else ()) for s in states]
    write(Memory(Header(), units), tmp_path / "a.xlf", xliff_version=version)
    root = etree.parse(tmp_path / "a.xlf").getroot()
    holders = root.iter("{*}target" if version == "1.2" else "{*}segment")
    wrong = "needs-review-translation" if version == "1.2" else "translated"
    assert [e.get("state") for e in holders] == ["final", wrong, "translated"]
    assert [u.prop("x-status") for u in read_memory(tmp_path / "a.xlf")] == states


OTHERS_12 = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original="a.docx" source-language="en" target-language="zh-Hans" datatype="x"><header/>
<body><group><trans-unit id="1" approved="yes"><source>A <g id="1">b</g><x id="2"/></source>
<seg-source><mrk mtype="seg" mid="1">A <g id="1">b</g></mrk><mrk mtype="seg" mid="2"><x id="2"/>c
</mrk></seg-source><target><mrk mtype="seg" mid="1">甲<g id="1">乙</g></mrk>
<mrk mtype="seg" mid="2"><x id="2"/>丙</mrk></target><note>See it.</note></trans-unit>
<trans-unit id="2" translate="no"><source>No</source></trans-unit>
<trans-unit id="3"><source>Not yet <bx id="4" rid="9"/>o<ex id="5" rid="9"/></source>
<target state="new">Not yet</target></trans-unit></group></body></file></xliff>"""


def test_xliff_1_2_of_other_programs(tmp_path):
    (tmp_path / "a.xlf").write_text(OTHERS_12, "utf-8")
    first, second, third = read_memory(tmp_path / "a.xlf")
    assert [v.lang for v in first.variants] == ["en", "zh-Hans"]
    assert (first.document, first.prop("x-status"), first.notes) == (
        "a.docx",
        "approved",
        ("See it.",),
    )
    assert first.variants[1].parts == ("甲", Code("hi", (("x", "1"),), ("乙",)))
    assert [c.tag for c in second.variants[0].codes] == ["ph"]
    assert [c.tag for c in third.variants[0].codes] == ["bpt", "ept"]
    assert len(third.variants) == 1


OTHERS_2 = """<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="zh-CN"
trgLang="en-GB"><file id="f"><group id="g"><unit id="u"><notes><note>N</note></notes>
<originalData><data id="d1">&lt;b&gt;</data><data id="d2">&lt;/b&gt;</data></originalData>
<segment state="final"><source>甲<pc id="1" dataRefStart="d1" dataRefEnd="d2">乙</pc></source>
<target>A<pc id="1" dataRefStart="d1" dataRefEnd="d2">b</pc><mrk id="m" type="term">c<cp
hex="0007"/></mrk></target></segment><ignorable><source> </source></ignorable>
<segment><source>丙</source></segment></unit></group></file></xliff>"""


def test_xliff_2_of_other_programs(tmp_path):
    (tmp_path / "a.xlf").write_text(OTHERS_2, "utf-8")
    first, second = read_memory(tmp_path / "a.xlf")
    assert [v.lang for v in first.variants] == ["zh-CN", "en-GB"]
    assert [(c.tag, c.parts) for c in first.variants[0].codes] == [
        ("bpt", ("<b>",)),
        ("ept", ("</b>",)),
    ]
    assert first.text("en") == "Abc\a"
    assert (first.prop("x-status"), second.text("zh"), len(second.variants)) == (
        "approved",
        "丙",
        1,
    )


# --- TBX --------------------------------------------------------------------------------------

TERM = FULL.filter(lambda text: legal(text).text.strip() != "")


@given(st.lists(st.tuples(TERM, TERM, NOTES, st.sampled_from(["", "a & b"])), max_size=3))
@settings(deadline=None)
@pytest.mark.parametrize("version", ["2", "3"])
def test_terms_notes_and_documents_are_restored(tmp_path_factory, version, found):
    path = tmp_path_factory.mktemp("m") / "a.tbx"
    units = [
        Unit(
            [Variant("en-US", (en,)), Variant("en-US", ("synonym",)), Variant("zh-CN", (zh,))],
            props=(Prop("x-document", name),) if name else (),
            notes=notes,
        )
        for en, zh, notes, name in found
    ]
    report = write(Memory(Header(), units), path, tbx_version=version)
    assert [
        ([(v.lang, v.text) for v in u.variants], u.document, u.notes) for u in read_memory(path)
    ] == [
        (
            [(v.lang, legal(v.text).text) for v in u.variants],
            u.document,
            tuple(map(xml, u.notes)),
        )
        for u in units
    ]
    assert (report.units, report.lost) == (len(units), {})


def test_a_glossary_counts_its_losses(tmp_path):
    pair = [Variant("en-US", ("A", Code("ph"))), Variant("zh-CN", ("甲",))]
    units = [Unit(pair, "7", props=(Prop("x-bead", "1-1"),)), Unit(pair[:1])]
    report = write(Memory(Header(), units), tmp_path / "a.tbx")
    assert (report.units, report.nulls_left_out) == (1, 1)
    assert report.lost == {"tuid": 1, "x-bead": 1, "inline code": 2}


def test_translate_toolkit_reads_the_glossary(tmp_path):
    tbx = pytest.importorskip("translate.storage.tbx")
    pairs = [("green & blue", "绿"), ("<b>", "粗")]
    units = [Unit([Variant("en", (en,)), Variant("zh", (zh,))]) for en, zh in pairs]
    write(Memory(Header(), units), tmp_path / "a.tbx")
    found = tbx.tbxfile.parsefile(str(tmp_path / "a.tbx")).units
    assert [(str(u.source), str(u.target)) for u in found] == pairs


def test_translate_toolkit_reads_the_xliff(tmp_path, coded):
    xliff = pytest.importorskip("translate.storage.xliff")
    plain = Unit([Variant("en-US", ("A & b",)), Variant("zh-CN", ("甲",))])
    write(Memory(Header(), [plain, coded]), tmp_path / "a.xlf")
    found = [u for u in xliff.xlifffile.parsefile(str(tmp_path / "a.xlf")).units if u.source]
    assert [str(u.target) for u in found][:1] == ["甲"]
    assert len(found) == 2


@pytest.mark.parametrize(("suffix", "option"), [(".xlf", "xliff_version"), (".tbx", "tbx_version")])
def test_other_versions_are_refused(tmp_path, suffix, option):
    with pytest.raises(UsageError, match=r"not '7'"):
        write(Memory(Header(), []), tmp_path / f"a{suffix}", **{option: "7"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".xlf", ".tbx"])
def test_memories_without_units(tmp_path, suffix):
    write(Memory(Header(), []), tmp_path / f"a{suffix}")
    assert list(read_memory(tmp_path / f"a{suffix}")) == []


# --- what is no memory ------------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
TEXTS = {
    ".xlf": "<xliff><file><body><trans-unit><source>{}</source></trans-unit></body></file></xliff>",
    ".tbx": "<tbx><text><body><conceptEntry><langSec><termSec><term>{}</term></termSec></langSec>"
    "</conceptEntry></body></text></tbx>",
}
BAD = {
    "no XML": lambda text: "Good morning.",
    "empty": lambda text: "",
    "another root": lambda text: "<html><body/></html>",
    "another root around": lambda text: f"<html>{text.format('A')}</html>",
    "cut off": lambda text: text.format("A")[:-20],
    "entities": lambda text: f'<!DOCTYPE a [<!ENTITY a0 "ha">{LAUGHS}]>{text.format("&a9;")}',
    "a file outside": lambda text: (
        f'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]>{text.format("&a;")}'
    ),
}


@pytest.mark.parametrize("suffix", TEXTS)
@pytest.mark.parametrize("name", BAD)
def test_other_files_are_refused_in_one_line(tmp_path, suffix, name):
    (tmp_path / f"a{suffix}").write_text(BAD[name](TEXTS[suffix]), "utf-8")
    with pytest.raises(InputError, match=rf"a\{suffix}: ") as caught:
        list(read_memory(tmp_path / f"a{suffix}"))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("code", ["ZZ", "110000", "-1", ""])
def test_an_invalid_character(tmp_path, code):
    text = OTHERS_2.replace('hex="0007"', f'hex="{code}"')
    (tmp_path / "a.xlf").write_text(text, "utf-8")
    with pytest.raises(InputError, match="whose code is not a number"):
        list(read_memory(tmp_path / "a.xlf"))


def test_excessive_nesting(tmp_path):
    deep = "<g id='1'>" * 200 + "A" + "</g>" * 200
    (tmp_path / "a.xlf").write_text(TEXTS[".xlf"].format(deep), "utf-8")
    with pytest.raises(InputError, match="nested too deeply"):
        list(read_memory(tmp_path / "a.xlf"))


@pytest.mark.parametrize("name", ["a.tmx", "a.xlf", "a.tbx"])
def test_a_result_that_is_not_xml_replaces_nothing(tmp_path, monkeypatch, name):
    """As any bug in a writer could do: here nothing is escaped."""
    for module in (
        "formats.tmx.write",
        "formats.xliff.v12",
        "formats.xliff.dialect",
        "formats.tbx",
    ):
        for function in ("content", "escaped"):
            found = f"align.{module}.{function}"
            monkeypatch.setattr(found, lambda text, report=None: text, raising=False)
    path = tmp_path / name
    path.write_text("old")
    unit = Unit([Variant("en", ("1 < 2",)), Variant("zh", ("一 < 二",))])
    with pytest.raises(OutputError, match=rf"{name}: not written, as it would not be well-formed"):
        write(Memory(Header({"srclang": "en"}), [unit]), path)
    assert [p.name for p in tmp_path.iterdir()] == [name]
    assert path.read_text() == "old"
