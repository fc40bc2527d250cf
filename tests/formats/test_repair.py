"""A broken TMX is mended: what can be saved is saved, and every change is listed with its line."""

import gzip
import json
import sys
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from align.commands.main import main
from align.errors import InputError, UsageError
from align.formats.read import read_memory
from align.formats.tmx.repair import mended
from align.library import convert, validate

START = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">'
    '<header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" '
    'srclang="en" datatype="plaintext"/><body>\n'
)
END = "</body></tmx>\n"
FIRST = (
    '<tu tuid="1"><tuv xml:lang="en"><seg>The pump starts.</seg></tuv>\n'
    '<tuv xml:lang="zh"><seg>泵启动。</seg></tuv></tu>\n'
)
LAST = FIRST.replace('"1"', '"3"').replace("starts", "stops").replace("启动", "停止")


def run(*arguments):
    """The exit status of the program."""
    with pytest.raises(SystemExit) as stopped:
        main(list(map(str, arguments)))
    return stopped.value.code or 0


def unit(en, zh="第二句。"):
    """The second of three units; its English is in line 6 of the file."""
    return (
        f'<tu tuid="2"><tuv xml:lang="en"><seg>{en}</seg></tuv>\n'
        f'<tuv xml:lang="zh"><seg>{zh}</seg></tuv></tu>\n'
    )


def repaired(tmp_path, data, name="a.tmx"):
    """What is read of a file after its repair: the texts of each unit, and the list of changes."""
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
    with mended(path) as found:
        texts = [tuple(v.text for v in unit.variants) for unit in read_memory(found.path)]
        return texts, [str(mend) for mend in found.mends.places]


# what the English of the second unit is, what it becomes, and the changes
SEGMENTS = {
    "illegal character": ("Pump\x1f A", "Pump A", ["illegal character dropped: U+001F"]),
    "page break of Word": ("Pump\x0cA", "Pump\nA", ["illegal character dropped: U+000C"]),
    "no character": ("A\ufffe", "A", ["illegal character dropped: U+FFFE"]),
    "reference to a control": (
        "Pump&#x1F; A&#0;",
        "Pump A",
        [
            "reference to an illegal character dropped: &#x1F;",
            "reference to an illegal character dropped: &#0;",
        ],
    ),
    "reference to a surrogate": (
        "A&#xD800;",
        "A",
        ["reference to an illegal character dropped: &#xD800;"],
    ),
    "halves of an emoji": (
        "A &#55357;&#56832;",
        "A 😀",
        ["two references joined to one character: &#55357;&#56832;"],
    ),
    "entities of HTML": (
        "5&nbsp;mm &eacute;",
        "5\xa0mm é",
        [
            "entity replaced by its character: &nbsp;",
            "entity replaced by its character: &eacute;",
        ],
    ),
    "an unknown entity": ("&brand; A", "&brand; A", ["unknown entity, kept as text: &brand;"]),
    "bare &": (
        "Research & Development",
        "Research & Development",
        ["& that begins no reference, kept as text: & Development"],
    ),
    "& in an address": (
        "a?b=1&c=2",
        "a?b=1&c=2",
        ["& that begins no reference, kept as text: &c=2"],
    ),
    "bare <": (
        "If x < 5, stop.",
        "If x < 5, stop.",
        ["< that begins no tag, kept as text: < 5, stop."],
    ),
    "a tag of HTML": ("Line<br>two", "Line<br>two", ["< that begins no tag, kept as text: <br>"]),
    "an address in brackets": (
        "Ask <Ann Lee> now",
        "Ask <Ann Lee> now",
        ["< that begins no tag, kept as text: <Ann Lee"],
    ),
    "]]>": ("a[b[0]]>1", "a[b[0]]>1", ["]]> written as ]]&gt;"]),
    "an end tag alone": (
        "Save</b> now",
        "Save</b> now",
        ["< that begins no tag, kept as text: </b>"],
    ),
    "tags across each other": (
        "<b>a<i>b</b>c</i>",
        "a<i>bc</i>",
        [
            "< that begins no tag, kept as text: <i>",
            "< that begins no tag, kept as text: </i>",
        ],
    ),
    "an undeclared prefix": (
        "Click <x:g>Save</x:g>",
        "Click Save",
        ["prefixes of names dropped, they are not declared"],
    ),
    "a code that is not closed": (
        'A <ph x="1">&lt;br/&gt;',
        "A ",
        ["end tag missing: </ph>"],
    ),
}


@pytest.mark.parametrize("name", SEGMENTS)
def test_a_segment_is_mended(tmp_path, name):
    text, becomes, changes = SEGMENTS[name]
    texts, said = repaired(tmp_path, START + FIRST + unit(text) + LAST + END)
    assert texts == [
        ("The pump starts.", "泵启动。"),
        (becomes, "第二句。"),
        ("The pump stops.", "泵停止。"),
    ]
    assert said == [f"line 6: {change}" for change in changes]


SECOND = [("The pump starts.", "泵启动。"), ("A", "第二句。"), ("The pump stops.", "泵停止。")]
# what is replaced in the file, by what, and the changes
TAGS = {
    "no </seg>": ("A</seg>", "A", ["line 6: end tag missing: </seg>"]),
    "no </seg>, the next tag on a line of its own": (
        "A</seg></tuv>",
        "A\n  </tuv>",
        ["line 7: end tag missing: </seg>"],
    ),
    "no </seg></tuv>": (
        "A</seg></tuv>\n",
        "A\n",
        ["line 7: end tag missing: </seg>", "line 7: end tag missing: </tuv>"],
    ),
    "no </tu>": ("句。</seg></tuv></tu>", "句。</seg></tuv>", ["line 8: end tag missing: </tu>"]),
    "no <seg>": ("<seg>A", "A", ["line 6: start tag missing: <seg>"]),
    "no <tu>": ('<tu tuid="2">', "", ["line 6: start tag missing: <tu>"]),
    "blanks in tags": (
        "<seg>A</seg>",
        "< seg >A< /seg >",
        ["line 6: blank in a tag dropped: < seg >", "line 6: blank in a tag dropped: < /seg >"],
    ),
    "no > of a tag": (
        '"en"><seg>A',
        '"en"<seg>A',
        ['line 6: > of a tag missing: <tuv xml:lang="en"'],
    ),
    "an attribute without quotation marks": (
        '<tu tuid="2">',
        "<tu tuid=2>",
        ["line 6: value without quotation marks: tuid=2"],
    ),
    "an attribute twice": (
        '<tu tuid="2">',
        '<tu tuid="2" tuid="4">',
        ['line 6: repeated attribute dropped: tuid="4"'],
    ),
    "& in an attribute": (
        '<tu tuid="2">',
        '<tu tuid="2" creationid="A&B">',
        ["line 6: & that begins no reference, kept as text: &B"],
    ),
    "an end tag too many": (
        "A</seg>",
        "A</seg></seg>",
        ["line 6: end tag without a start dropped: </seg>"],
    ),
    "text between units": (
        '<tu tuid="2">',
        'stray <tu tuid="2">',
        ["line 6: text outside of segments left out: stray"],
    ),
    "no end of the file": (END, "", ["line 10: the file is cut off: its end is missing"]),
    "something before the declaration": (
        "<?xml version",
        "\n<?xml version",
        [
            "line 1: XML declaration or DOCTYPE written anew: "
            '<?xml version="1.0" encoding="UTF-8"?> <!DOCTYPE tmx SYSTEM …'
        ],
    ),
    "another declared encoding": (
        'encoding="UTF-8"',
        'encoding="windows-1252"',
        ["line 1: declared encoding windows-1252, read as utf-8"],
    ),
    "another memory behind it": (
        LAST,
        END + START + LAST,
        [
            "line 9: declaration dropped: <?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "line 10: declaration dropped: <!DOCTYPE tmx SYSTEM \"tmx14.dtd\">",
            "line 11: another TMX begins here, its units are kept",
            "line 11: header of a further TMX left out",
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TAGS)
def test_a_tag_is_mended(tmp_path, name):
    old, new, changes = TAGS[name]
    data = START + FIRST + unit("A") + LAST + END
    assert data.count(old) >= 1
    texts, said = repaired(
        tmp_path, data.replace(old, new, 1) if old != LAST else data.replace(old, new)
    )
    assert texts == SECOND
    assert said == changes


WHOLE = START + FIRST + unit("A") + LAST


@pytest.mark.parametrize(
    ("cut", "left", "said"),
    [
        ("。</seg></tuv></tu>\n", 3, "the file is cut off: text left out: 泵停止"),  # in a text
        ("</seg></tuv></tu>\n", 3, "the file is cut off: text left out: 泵停止。"),
        ("eg></tuv></tu>\n", 3, ""),  # </s: the text is whole
        ("</tu>\n", 3, ""),
        ('g="zh"><seg>泵停止。</seg></tuv></tu>\n', 3, ""),
        (LAST[3:], 2, ""),
    ],
)
def test_a_cut_file_loses_what_is_cut_and_no_more(tmp_path, cut, left, said):
    assert WHOLE.endswith(cut)
    texts, changes = repaired(tmp_path, WHOLE.removesuffix(cut))
    assert texts[:2] == SECOND[:2]
    assert len(texts) == left
    assert any(said in change for change in changes)
    assert any("its end is missing" in change for change in changes)
    whole = [text for pair in SECOND for text in pair]
    assert all(text in whole for texts_ in texts for text in texts_)  # no half of one


@pytest.mark.parametrize(
    ("codec", "declared", "said"),
    [
        ("gb18030", "UTF-8", "declared encoding UTF-8, read as gb18030"),
        ("utf-16", "UTF-8", ""),
        ("utf-16-le", "UTF-16", "declared encoding UTF-16, read as utf-16-le"),
        ("cp1252", "UTF-8", "declared encoding UTF-8, read as cp1252"),
        ("utf-8-sig", "gb2312", ""),
    ],
)
def test_the_encoding_is_that_of_the_bytes(tmp_path, codec, declared, said):
    en = "It’s a café’s naïve “résumé” – déjà vu."
    zh = "" if codec == "cp1252" else "质量管理体系认证证书有效期为三年。"
    text = START.replace("UTF-8", declared) + unit("A" if zh else en, zh) + END
    texts, changes = repaired(tmp_path, text.encode(codec))
    assert texts == [("A" if zh else en, zh)]
    assert [c.partition(": ")[2] for c in changes] == [said] * bool(said) or codec == "utf-16-le"


@pytest.mark.parametrize(
    ("data", "becomes", "change"),
    [
        (b"It\x92s", "It’s", "byte of Windows-1252 read as such: ’"),
        (b"na\xefve", "naïve", "byte of Windows-1252 read as such: ï"),
        (b"\x93A\x94", "“A”", "byte of Windows-1252 read as such: “"),
        (b"a\xff\xffb", "a��b", "bytes that are no text, written as �: 2 times"),
        ("泵".encode()[:2] + b"a", "�a", "bytes that are no text, written as �"),
    ],
)
def test_bytes_that_are_no_text(tmp_path, data, becomes, change):
    text = (START + FIRST + unit("@@. 泵泵泵泵泵泵泵泵泵泵泵泵泵") + END).encode()
    texts, changes = repaired(tmp_path, text.replace(b"@@", data))
    assert texts[1][0].partition(".")[0] == becomes
    assert changes[0] == f"line 6: {change}"


def test_a_cut_archive(tmp_path):
    many = "".join(FIRST.replace("pump", f"pump {n * 7919 % 10007}") for n in range(3000))
    packed = gzip.compress((START + many + END).encode())
    texts, changes = repaired(tmp_path, packed[: len(packed) // 2], "a.tmx.gz")
    assert 1000 < len(texts) < 2000
    assert "line 0: the archive is damaged: what follows is lost" in changes


def test_a_whole_file_is_not_changed(tmp_path):
    for path in Path(__file__).parents[1].glob("memory/files/*.tmx"):
        try:
            before = list(read_memory(path))
        except InputError:
            continue
        with mended(path) as found:
            assert list(read_memory(found.path)) == before
            assert found.mends.counts.keys() <= {"entity replaced by its character"}


@pytest.mark.parametrize("text", ["", "Good morning.", "<html><p>A</p></html>", '{"en": "A"}'])
def test_what_is_no_memory_is_refused(tmp_path, text):
    (tmp_path / "a.tmx").write_text(text)
    with pytest.raises(InputError, match="no TMX"):
        convert(tmp_path / "a.tmx", tmp_path / "b.tmx", repair=True)


PIECES = [
    "<", ">", "&", "</seg>", "<seg>", "<tu>", "</tu>", '<tuv xml:lang="en">', '"', "<!--", "-->",
    "<![CDATA[", "]]>", "\x01", "<b>", "</b>", '<x:y z="1">', "</body>", "<header>", "<body>",
    '<?xml version="1.0"?>', '<bpt i="1">', "</ept>", "<ph/>", "&#0;", '<prop type="a">', "<note>",
    'xmlns:a="b"', ' xmlns="u"', "&lt;", "\r", "<sub>", "<hi>", "甲",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=6), st.integers(0, 200))
def test_any_damage_ends_in_xml_and_spares_its_neighbours(tmp_path_factory, pieces, cut):
    path = tmp_path_factory.mktemp("m") / "a.tmx"
    damage = "".join(pieces)
    data = START + FIRST + unit(f"A{damage}B")[cut:] + LAST + END
    path.write_bytes(data.encode("utf-8", "surrogatepass"))
    with mended(path) as found:
        root = etree.parse(found.path, etree.XMLParser(resolve_entities=False)).getroot()
        # a comment or CDATA that begins in the damage may swallow what follows
        if "<!" not in damage and cut != 1:
            ids = [tu.get("tuid") for tu in root.iter("tu")]
            assert ids[0] == "1"
            assert ids[-1] == "3"


def test_memory_and_time_do_not_grow_with_the_damage(tmp_path):
    broken = unit("R&D <br> &nbsp;")
    for name, many in (("a", 100), ("b", 1000)):
        (tmp_path / f"{name}.tmx").write_text(START + broken * many, encoding="utf-8")
    peaks = []
    for name in "ab":
        tracemalloc.start()
        with mended(tmp_path / f"{name}.tmx") as found:
            assert found.mends.counts["entity replaced by its character"] in (100, 1000)
            assert len(found.mends.places) <= 1000
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 8_000_000  # a chunk of 1 MB, several times


# --- the command ----------------------------------------------------------------------------------


def test_the_command_lists_the_changes(tmp_path, capsys):
    source, target = tmp_path / "a.tmx", tmp_path / "b.tmx"
    source.write_text(START + unit("R&D") + END, encoding="utf-8")
    assert run("convert", "--repair", source, target) == 0
    assert capsys.readouterr().err.splitlines() == [
        f"{source}: line 4: & that begins no reference, kept as text: &D",
        f"{target}: 1 unit written; 1 place mended",
    ]
    assert validate(target).valid
    assert run("convert", "--repair", "--json", source, target) == 0
    found = json.loads(capsys.readouterr().out)["mends"]
    assert found["places"][0]["line"] == 4
    assert sum(found["counts"].values()) == 1


@pytest.mark.parametrize("command", ["convert", "clean", "stats", "validate", "merge"])
def test_the_error_of_a_broken_file_says_what_to_do(tmp_path, capsys, command):
    source = tmp_path / "a.tmx"
    source.write_text(START + unit("R&D") + END, encoding="utf-8")
    out = {"convert": [str(tmp_path / "b.tmx")], "clean": ["--dry-run"]}.get(command, [])
    out = ["-o", str(tmp_path / "b.tmx")] if command == "merge" else out
    assert run(command, source, *out) == 3
    said = "".join(capsys.readouterr())
    assert "line 4" in said
    assert "tmxalign convert --repair" in said


def test_only_a_tmx_can_be_repaired(tmp_path):
    (tmp_path / "a.xlf").write_text("<xliff>")
    with pytest.raises(UsageError, match="only a TMX"):
        convert(tmp_path / "a.xlf", tmp_path / "b.tmx", repair=True)


@pytest.mark.parametrize(
    "pattern", ["<", "&", "<b>", "<tuv>", "</seg>", "<!--", "\0\1", '<a b="', "<tu>"]
)
@pytest.mark.parametrize("before", ["", "<tu><tuv><seg>", "<tu><tuv><seg>A</seg>"])
def test_work_grows_with_the_damage_and_not_with_its_square(tmp_path, pattern, before):
    work = []
    for number in (500, 1000):
        steps = 0

        def count(*_):
            nonlocal steps
            steps += 1

        (tmp_path / "a.tmx").write_text(START + before + pattern * number, encoding="utf-8")
        sys.setprofile(count)
        try:
            with mended(tmp_path / "a.tmx"):
                pass
        finally:
            sys.setprofile(None)
        work.append(steps)
    assert work[1] < 2.2 * work[0] + 2000


def test_a_file_filled_with_zeros(tmp_path):
    texts, changes = repaired(tmp_path, START + FIRST + "\0" * 5000)
    assert texts == [("The pump starts.", "泵启动。")]
    assert changes == [
        "line 6: illegal character dropped: U+0000, 5,000 times",
        "line 6: the file is cut off: its end is missing",
    ]
