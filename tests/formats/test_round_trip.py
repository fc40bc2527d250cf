"""What a memory holds comes back from TMX: texts, inline codes, properties, notes, dates."""

import gzip
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from align.errors import InputError
from align.files.xml import XML, XML_LANG
from align.formats.tmx.read import read_tmx
from align.formats.tmx.write import TmxWriter
from align.formats.xml_text import legal
from align.memory import convert, write
from align.memory.clean import clean_memory
from align.memory.clean.rule import example_unit
from align.memory.merge import merge_memories
from align.unit import Code, Header, Memory, Prop, Unit, Variant

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
NAME = st.text("abcdefgh", min_size=1, max_size=5)
CODES = st.deferred(
    lambda: st.builds(
        Code,
        st.sampled_from(["bpt", "ept", "ph", "it", "hi", "sub", "ut"]),
        st.lists(st.tuples(NAME, TEXT), max_size=2, unique_by=lambda a: a[0]).map(tuple),
        st.lists(TEXT | CODES, max_size=2).map(tuple),
    )
)
PROPS = st.lists(st.builds(Prop, NAME, TEXT, st.just(())), max_size=2).map(tuple)
NOTES = st.lists(TEXT, max_size=2).map(tuple)


def variant(lang):
    # a letter: a text without any is no translation
    parts = st.lists(TEXT | CODES, max_size=4).map(lambda inner: (*inner, "z"))
    return st.builds(Variant, st.just(lang), parts, st.just({}), PROPS, NOTES)


UNITS = st.lists(
    st.builds(
        Unit,
        st.tuples(variant("en-US"), variant("zh-CN")).map(list),
        NAME,
        st.dictionaries(st.sampled_from(["creationdate", "changeid", "usagecount"]), TEXT),
        PROPS,
        NOTES,
    ),
    max_size=3,
)


def written(units, header=None, **options):
    out = io.BytesIO()
    report = TmxWriter.write(Memory(header or Header(), units), out, **options)
    return out.getvalue(), report


def xml(text):
    """What is left of a text that XML has carried."""
    return legal(text).text


def flat(parts):
    """Inline content as XML keeps it: neighbours of text are one text."""
    out = []
    for part in parts:
        if not isinstance(part, str):
            part = Code(part.tag, tuple((k, xml(v)) for k, v in part.attributes), flat(part.parts))
        elif not (part := xml(part)):
            continue
        if isinstance(part, str) and out and isinstance(out[-1], str):
            out[-1] += part
        else:
            out.append(part)
    if len(out) == 1 and isinstance(out[0], str):
        return (out[0],)
    return tuple(out)


def expected(unit):
    def props(found):
        return tuple(Prop(p.type, xml(p.value)) for p in found)

    variants = []
    for v in unit.variants:
        variants.append((v.lang, flat(v.parts), props(v.props), tuple(map(xml, v.notes))))
    about = {name: xml(value) for name, value in unit.attributes.items()}
    return variants, unit.id, about, props(unit.props), tuple(map(xml, unit.notes))


def seen(unit):
    variants = [(v.lang, v.parts, v.props, v.notes) for v in unit.variants]
    return variants, unit.id, unit.attributes, unit.props, unit.notes


@pytest.mark.parametrize(
    "text",
    [
        "First line.\nSecond line.",
        "Name:\tValue",
        "carriage\rreturn\r\nand line feed",
        "next\x85line\u2028and separator\u2029",
        "\u3000\u3000首行缩进。\u3000",
        "  two  spaces  ",
        "\xa0no break\xa0",
        "\n",
    ],
)
def test_every_character_of_a_text_stays(tmp_path, text):
    units = [example_unit(f"{text}{end}", f"{end}{text}") for end in ("End.", "")]
    if text.isspace():
        units.pop()
    write(Memory(Header(), units), tmp_path / "a.tmx")
    convert(tmp_path / "a.tmx", tmp_path / "b.tmx")
    clean_memory(tmp_path / "b.tmx", tmp_path / "c.tmx", rules=[])
    merge_memories([tmp_path / "c.tmx"], tmp_path / "d.tmx")
    assert [(u.text("en"), u.text("zh")) for u in read_tmx(tmp_path / "d.tmx")] == [
        (u.text("en"), u.text("zh")) for u in units
    ]


@given(UNITS, st.sampled_from(["utf-8", "utf-16"]))
def test_nothing_is_lost_but_what_xml_forbids(tmp_path_factory, units, encoding):
    path = tmp_path_factory.mktemp("m") / "a.tmx"
    data, report = written(units, encoding=encoding)
    path.write_bytes(data)
    assert [seen(unit) for unit in read_tmx(path)] == [expected(unit) for unit in units]
    assert report.units == len(units)


def test_the_header_is_restored(tmp_path):
    about = {"srclang": "zh-CN", "creationtool": "Some", "o-encoding": "GBK", "creationid": "LI"}
    ude = '<ude name="x"><map unicode="#xF8FF"/></ude>'
    header = Header(about, (Prop("x-client", "CQC & Co"),), ("A note.",), (ude,))
    unit = Unit([Variant("zh-CN", ("甲",)), Variant("en-US", ("A",))])
    (tmp_path / "a.tmx").write_bytes(written([unit], header)[0])
    found = read_tmx(tmp_path / "a.tmx").header
    assert about.items() <= found.attributes.items()
    assert (found.props, found.notes, found.others) == (header.props, header.notes, header.others)


def test_the_creation_tool_is_never_omegat():
    header = Header({"creationtool": "OmegaT"})
    unit = Unit([Variant("en-US", ("A",)), Variant("zh-CN", ("甲",))])
    data, report = written([unit], header)
    assert etree.fromstring(data).find("header").get("creationtool") == "tmxalign"
    assert report.lost == {"creationtool OmegaT of the header": 1}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_other_tools_files_are_read(tmp_path, encoding):
    label = "UTF-16" if "16" in encoding else "UTF-8"
    text = (
        f'<?xml version="1.0" encoding="{label}"?>\n<!DOCTYPE tmx SYSTEM "tmx11.dtd">'
        '<tmx version="1.1"><header srclang="EN"/><body><tu><tuv lang="EN"><seg>A</seg></tuv>'
        '<tuv lang="ZH"><seg>甲<!-- no text -->乙</seg></tuv></tu></body></tmx>'
    )
    data = (
        ("\ufeff" + text).encode("utf-16-be") if encoding == "utf-16-be" else text.encode(encoding)
    )
    (tmp_path / "a.tmx").write_bytes(data)
    [unit] = read_tmx(tmp_path / "a.tmx")
    assert (unit.text("en"), unit.text("zh")) == ("A", "甲乙")


def test_archives_are_read(tmp_path):
    unit = Unit([Variant("en-US", ("A",)), Variant("zh-CN", ("甲",))])
    data, _ = written([unit])
    with gzip.open(tmp_path / "a.tmx.gz", "wb") as packed:
        packed.write(data)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("deep/a.tmx", data)
        archive.writestr("readme.txt", "Hello.")
        archive.writestr("__MACOSX/deep/._a.tmx", b"\0\5\x16\7")  # as macOS adds them
        archive.writestr("deep/._b.tmx", b"\0\5\x16\7")
    for name in ("a.tmx.gz", "a.zip"):
        assert [u.text("zh") for u in read_tmx(tmp_path / name)] == ["甲"]


BAD = {
    "no XML": b"Good morning.",
    "empty": b"",
    "another root": b"<html><body/></html>",
    "cut off": written([Unit([Variant("en", ("A",)), Variant("zh", ("B",))])])[0][:-40],
    "cut archive": gzip.compress(b"<tmx>" + bytes(range(256)) * 50)[:-30],
    "an entity of its own": (
        b'<!DOCTYPE tmx [<!ENTITY a "x">]><tmx><body><tu><tuv xml:lang="en"><seg>&a;</seg></tuv>'
        b"</tu></body></tmx>"
    ),
    "a file outside": (
        b'<!DOCTYPE tmx [<!ENTITY a SYSTEM "file:///etc/hostname">]><tmx><body><tu>'
        b'<tuv xml:lang="en"><seg>&a;</seg></tuv></tu></body></tmx>'
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_other_files_are_refused_in_one_line(tmp_path, name):
    (tmp_path / "a.tmx").write_bytes(BAD[name])
    with pytest.raises(InputError, match=r"a\.tmx: ") as caught:
        list(read_tmx(tmp_path / "a.tmx"))
    assert "\n" not in str(caught.value)


def test_entities_do_not_expand(tmp_path):
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    (tmp_path / "a.tmx").write_text(
        f'<!DOCTYPE tmx [<!ENTITY a0 "ha">{laughs}]><tmx><body><tu><tuv xml:lang="en">'
        "<seg>&a9;</seg></tuv></tu></body></tmx>"
    )
    with pytest.raises(InputError):
        list(read_tmx(tmp_path / "a.tmx"))


def test_an_error_further_on_leaves_the_old_output(tmp_path):
    (tmp_path / "a.tmx").write_bytes(BAD["cut off"])
    (tmp_path / "b.tmx").write_bytes(b"old")
    with pytest.raises(InputError):
        write(read_tmx(tmp_path / "a.tmx"), tmp_path / "b.tmx")
    assert (tmp_path / "b.tmx").read_bytes() == b"old"


# --- TMX to TMX: the same canonical XML ---------------------------------------------------------

NASTY = st.text(
    st.sampled_from("a甲 \t\n\r\x85\u2028\u3000<>&\"'😀]")
    | st.characters(exclude_categories=["Cs"]),
    max_size=6,
).map(xml)  # fmt: skip
VALUES = st.text("a甲 \t\n<>&\"'\u3000", max_size=4)
OWN_NAMES = ["creationdate", "changeid", "usagecount", "o-encoding", "custom", "名"]
NAMES = st.sampled_from(
    [*OWN_NAMES, f"{XML}space", f"{XML}base", f"{XML}id", "{urn:x}id", "{urn:y}creationdate"]
)
ABOUT = st.dictionaries(NAMES, VALUES, max_size=2)


def _element(tag, about, *content):
    element = etree.Element(tag, about, nsmap={"x": "urn:x"})
    for item in content:
        if isinstance(item, str):
            last = element[-1] if len(element) else None
            if last is None:
                element.text = (element.text or "") + item
            else:
                last.tail = (last.tail or "") + item
        else:
            element.append(item)
    return element


ELEMENTS = st.deferred(
    lambda: st.builds(
        lambda tag, about, inside: _element(tag, about, *inside),
        st.sampled_from(["bpt", "ept", "ph", "it", "hi", "ut"]),
        ABOUT,
        st.lists(NASTY | SUBS, max_size=2),
    )
)
SUBS = st.builds(lambda about, text: _element("sub", about, text), ABOUT, NASTY)
ASIDE = st.builds(
    lambda notes, props: [
        *(_element("note", about, text) for about, text in notes),
        *(_element("prop", {"type": "x-a", **about}, text) for about, text in props),
    ],
    st.lists(st.tuples(ABOUT, NASTY), max_size=2),
    st.lists(st.tuples(ABOUT, NASTY), max_size=2),
)


def _tuv(lang):
    return st.builds(
        lambda about, aside, of_seg, inside: _element(
            "tuv", {XML_LANG: lang, **about}, *aside, _element("seg", of_seg, "a", *inside)
        ),
        ABOUT,
        ASIDE,
        st.dictionaries(st.sampled_from([f"{XML}space", "{urn:x}id"]), VALUES, max_size=1),
        st.lists(NASTY | ELEMENTS, max_size=3),
    )


TUS = st.builds(
    lambda about, aside, en, zh: _element("tu", about, *aside, en, zh),
    ABOUT,
    ASIDE,
    _tuv("en-US"),
    _tuv("zh-CN"),
)
HEADERS = st.builds(
    lambda about, aside: _element(
        "header",
        {
            "creationtool": "t",
            "creationtoolversion": "1",
            "segtype": "block",
            "o-tmf": "t",
            "adminlang": "en",
            "srclang": "en-US",
            "datatype": "x",
            **about,
        },
        *aside,
    ),
    ABOUT,
    ASIDE,
)


def canonical(root):
    """A memory without indentation, in canonical XML."""
    for element in root.iter("tmx", "header", "body", "tu", "tuv"):
        element.text = None
        for child in element:
            child.tail = None
    return etree.tostring(root, method="c14n2")


def without_foreign(root):
    """Remove the attributes that no TMX keeps; return how many there were."""
    names = [
        (element, name)
        for element in root.iter("*")
        for name in element.attrib
        if name.startswith("{urn:") or name == f"{XML}id"
    ]
    for element, name in names:
        del element.attrib[name]
    etree.cleanup_namespaces(root)
    return len(names)


@given(HEADERS, st.lists(TUS, max_size=2))
def test_a_tmx_comes_out_as_it_went_in(tmp_path_factory, header, units):
    folder = tmp_path_factory.mktemp("m")
    given_ = _element("tmx", {"version": "1.4"}, header, _element("body", {}, *units))
    seen_ids = set()
    for element in given_.iter("*"):  # libxml2 takes no id twice, and none that is no name
        value = element.attrib.pop(f"{XML}id", None)
        if value is not None:
            element.set(f"{XML}id", f"i{len(seen_ids)}")
            seen_ids.add(element)
    (folder / "a.tmx").write_bytes(etree.tostring(given_, encoding="utf-8"))
    report = convert(folder / "a.tmx", folder / "b.tmx")
    reports = [report]
    reports.append(clean_memory(folder / "b.tmx", folder / "c.tmx", rules=[]).written)
    reports.append(convert(folder / "c.tmx", folder / "d.tmx", encoding="utf-16"))
    dropped = without_foreign(given_)
    for name in "bcd":
        out = etree.parse(folder / f"{name}.tmx").getroot()
        assert canonical(out) == canonical(given_)
    assert [sum(report.lost.values()) for report in reports] == [dropped, 0, 0]


# --- names from strangers -----------------------------------------------------------------------

HOSTILE = st.sampled_from(
    [
        'ph/><injected x="',
        "a b",
        "",
        "xmlns",
        "xmlns:x",
        "x:y",
        "1a",
        "-a",
        "a\n",
        "a'b",
        "{urn:x}a",
        "{http://www.w3.org/XML/1998/namespace}lang",
        "{http://www.w3.org/XML/1998/namespace}a b",
        "type",
        "tuid",
        "tag",
        "lang",
        "seg x='",
        "note 1 a=b",
        "note 9 lang",
        "element b",
        "é",
        "²",
        "\u0300",
    ]
)
STRANGE = st.dictionaries(HOSTILE, st.text("a\"<&>'", max_size=3), max_size=3)
STRANGE_PROPS = st.lists(
    st.builds(Prop, HOSTILE, HOSTILE, STRANGE.map(lambda about: tuple(about.items()))), max_size=1
).map(tuple)
STRANGE_CODES = st.deferred(
    lambda: st.builds(
        Code,
        HOSTILE | st.sampled_from(["ph", "hi", "bpt"]),
        STRANGE.map(lambda about: tuple(about.items())),
        st.lists(TEXT | STRANGE_CODES, max_size=2).map(tuple),
    )
)
STRANGE_UNITS = st.builds(
    lambda one, two, about, props, others: (
        Header(about, props, (), others),
        Unit(
            [
                Variant("en-US", ("a", *one), about, props, ("b",)),
                Variant("zh-CN\"'<", ("甲", *two), {}, props),
            ],
            "1",
            about,
            props,
            ("c",),
        ),
    ),
    st.lists(STRANGE_CODES, max_size=2),
    st.lists(STRANGE_CODES, max_size=2),
    STRANGE,
    STRANGE_PROPS,
    st.lists(
        st.sampled_from(
            ["</header><evil/>", "<evil/>", "<ude a='1'><b/><map x:y='2'/></ude>", "&"]
        ),
        max_size=2,
    ).map(tuple),
)
OURS = {
    ".tmx": "tmx header body tu tuv seg prop note ude map bpt ept ph it hi sub ut",
    ".xlf": "xliff file body trans-unit source target note prop prop-group g sub bpt ept ph it "
    "segment unit notes originalData data pc sc ec cp metadata metaGroup meta",
    ".tbx": "martif martifHeader fileDesc sourceDesc encodingDesc p text body termEntry langSet "
    "tig term note admin descrip",
}


@given(
    STRANGE_UNITS,
    st.sampled_from([(".tmx", {}), (".xlf", {}), (".xlf", {"xliff_version": "2.1"}), (".tbx", {})]),
)
def test_names_from_strangers_are_no_markup(tmp_path_factory, found, how):
    header, unit = found
    suffix, options = how
    path = tmp_path_factory.mktemp("m") / f"a{suffix}"
    write(Memory(header, [unit]), path, **options)
    root = etree.parse(path).getroot()
    assert {etree.QName(element).localname for element in root.iter("*")} <= set(
        OURS[suffix].split()
    )
    if suffix == ".tmx":
        [again] = read_tmx(path)
        assert [v.text for v in again.variants] == [
            Variant(v.lang, flat(v.parts)).text for v in unit.variants
        ]
