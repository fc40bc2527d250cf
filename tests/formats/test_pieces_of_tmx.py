"""A large TMX in pieces: whatever is done with it, the result is that of one stream."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from align.errors import InputError, OutputError
from align.formats.parallel import MemorySource
from align.formats.tmx import pieces
from align.formats.tmx.pieces import NotSplittableError, pieces_of, quick_units
from align.formats.tmx.read import read_tmx
from align.memory import FORMATS, convert
from align.memory.clean import clean_memory
from align.memory.stats import stats_of
from align.runners import processes

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
    '<tmx version="1.4"><header srclang="en"><prop type="x-of">all</prop><note>n</note></header>'
    "<body>"
)
TAIL = "</body></tmx>"
#: Pieces so small that nearly every unit is one.
TINY = 150


def pair(en, zh, about="", more=""):
    return (
        f'<tu{about}>{more}<tuv xml:lang="en"><seg>{en}</seg></tuv>'
        f'<tuv xml:lang="zh"><seg>{zh}</seg></tuv></tu>'
    )


ABOUT = st.sampled_from(
    [
        "",
        ' tuid="1"',
        ' tuid="a &gt; b"',
        ' tuid="a > b"',
        " tuid='&quot;'",
        '\n\ttuid = "2"',
        ' creationdate="20250101T000000Z"',
        ' creationdate="20260101T000000Z" changedate="20240101T000000Z"',
        ' tuid="a\tb\nc"',
        ' xml:lang="en" srclang="en"',
        ' usagecount=""',
        ' tuid="&#65;"',
        "\r\n",
        " ",
    ]
)
MORE = st.sampled_from(
    [
        "",
        '<prop type="x-confidence">0.93</prop>',
        '<prop type="x-confidence">0.1</prop>\n  <prop type="x-document">d</prop>',
        '<prop type="x-document"></prop>',
        '<prop type="x-a" xml:lang="en">v &lt; w</prop>',
        "<prop>v</prop>",
        "<note>&lt;tu&gt; and &lt;/tu&gt;</note>",
        "<note/>",
        " ",
        "\r\n",
    ]
)
EN = st.sampled_from(
    [
        "Hello.",
        "HELLO.",
        " Hello. ",
        "",
        "Tom &amp; Ann",
        "a > b",
        "12",
        "x\r\ny",
        "&#xD;",
        "😀",
        "<bpt i='1'>&lt;b></bpt>bold<ept i='1'/> text",
        "La qualité est dans le pays.",
        "=1",
        "\ufeffa",
    ]
)
ZH = st.sampled_from(
    ["你好。", "您好。", "你 好。", " ", "", "12", "<ph/>好", "好\n好", "\u3000好", "=二"]
)
PAIRS = st.builds(pair, EN, ZH, ABOUT, MORE)
ODD = st.sampled_from(
    [
        "<tu/>",
        "<tu >\n</tu\n>",
        "<tu><tuv xml:lang='en'><seg>Alone.</seg></tuv></tu >",
        '<tu><tuv lang="EN"><seg>Old.</seg></tuv><tuv lang="ZH-CN"><prop type="a">b</prop>'
        "<seg>旧。</seg></tuv></tu>",
        "<tu><tuv xml:lang='en'><seg>a</seg></tuv><tuv xml:lang='zh'><seg>甲</seg></tuv>"
        "<tuv xml:lang='fr'><seg>b</seg></tuv></tu>",
    ]
)
SPACE = st.sampled_from(["", "\n", "\r\n", "  \n\t"])
#: What no piece can tell by itself, and what is no XML.
STRANGE = st.sampled_from(
    [
        "<!-- <tu> -->",
        "<!-- </tu> -->",
        "<![CDATA[</tu>]]>",
        "<?pi </tu>?>",
        "]]>",
        "&amp;",
        "text",
        "</body><body>",
        "<group>",
        "</group>",
        "<tu>",
        "</tu>",
        "<tu tuid='1' tuid='2'></tu>",
        '<tu tuid="1" tuid="2"></tu>',
        "<tu>&nbsp;</tu>",
        "<tu><tu></tu></tu>",
        "\x01",
        "\ufffe",
        '<header srclang="zh"/>',
        '<tu xmlns="urn:x"></tu>',
        "</body></tmx>",
        pair("&unknown;", "好"),
        pair("<![CDATA[</tu>]]>", "好"),
        pair("a]]>b", "好"),
        pair("a<b", "好"),
    ]
)
UNITS = st.lists(st.tuples(PAIRS | ODD, SPACE).map("".join), max_size=12)
ANYTHING = st.lists(st.tuples(PAIRS | ODD | STRANGE, SPACE).map("".join), max_size=8)


@pytest.fixture(autouse=True)
def _one_process(monkeypatch):
    """The same work in this process: many small examples, and the same code."""
    monkeypatch.setattr(processes, "may_fork", lambda: False)


def outcome(function, *arguments, **options):
    try:
        return function(*arguments, **options)
    except InputError as error:
        return str(error)


def both(function):
    """What a function gives in tiny pieces, and as one stream."""
    found = []
    for smallest in (0, 1 << 60):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pieces, "SMALLEST", smallest)
            patch.setattr(pieces, "PIECE", TINY)
            found.append(function())
    return found


def written(text):
    folder = tempfile.TemporaryDirectory()
    path = Path(folder.name, "m.tmx")
    path.write_bytes(text.encode())
    return folder, path


def everything(path):
    """What all jobs make of a memory."""
    folder = path.parent
    results = [outcome(lambda: stats_of(path).to_json())]
    for suffix in (".units.jsonl", ".tmx", ".tsv", ".en"):
        results.append(outcome(convert, path, folder / f"out{suffix}"))
    results.append(outcome(convert, path, folder / "zh.tmx", locales={"zh": "zh-TW"}, source="zh"))
    out, rejected = folder / "clean.tmx", folder / "rejected.tmx"
    results.append(outcome(clean_memory, path, out, rejected=rejected))
    results.append(outcome(clean_memory, path, None, translations_keep="most-frequent"))
    results.append(outcome(clean_memory, path, folder / "clean.jsonl", translations_keep="newest"))
    for file in sorted(folder.iterdir()):
        results.append((file.name, file.read_bytes()))
        if file != path:
            file.unlink()
    return results


@settings(deadline=None)
@given(UNITS)
@example(
    [
        pair("Hello.", "你好。", ' creationdate="2020"'),
        pair("Hello.", "你好。", ' creationdate="2021"'),
    ]
)
def test_units_of_any_layout_give_the_same_result(units):
    folder, path = written(HEAD + "".join(units) + TAIL)
    with folder:
        parts, stream = both(lambda: everything(path))
        assert parts == stream


@settings(deadline=None)
@given(ANYTHING)
def test_comments_cdata_and_broken_files_give_the_same_result_or_the_same_message(units):
    folder, path = written(HEAD + "".join(units) + TAIL)
    with folder:
        parts, stream = both(lambda: everything(path))
        assert parts == stream


@given(UNITS)
def test_units_equal_those_of_the_reader(units):
    text = "\n".join(units)
    folder, path = written(f"<tmx><body>{text}{TAIL}")
    with folder:
        assert [u.unit() for u in quick_units(text.encode())] == list(read_tmx(path))


def test_ordinary_files_are_split(tmp_path, monkeypatch):
    path = tmp_path / "m.tmx"
    units = [pair(f"Number {n}.", f"第{n}号。", f' tuid="{n}"') for n in range(50)]
    path.write_text(HEAD + "\n".join(units) + TAIL, "utf-8")
    monkeypatch.setattr(pieces, "SMALLEST", 0)
    monkeypatch.setattr(pieces, "PIECE", TINY)
    source = MemorySource(path, pieces_of(path))
    found = list(source.each(lambda units, ask: [u.unit().id for u in units]))
    assert len(found) > 10
    assert [id_ for some in found for id_ in some] == [str(n) for n in range(50)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("UTF-8", "ISO-8859-1"),
        ('"tmx14.dtd"', '"tmx14.dtd" [<!ENTITY nbsp " ">]'),
        ("<body>", '<body xmlns="urn:x">'),
        ("<body>", "<body><!-- a comment -->"),
        ("<body>", "<body><![CDATA[<tu>]]>"),
        ("<?xml", " <?xml"),
        ("<tmx", "<tms"),
        ("<body>", "<body><group>"),
        (TAIL, "</body>"),
        (TAIL, "<!-- </tu> -->" + TAIL),
        (TAIL, "<tu/>" + TAIL),
    ],
)
def test_files_that_cannot_be_split_are_one_stream(tmp_path, monkeypatch, before, after):
    path = tmp_path / "m.tmx"
    text = HEAD + "\n".join(pair(f"Number {n}.", "号。") for n in range(9)) + TAIL
    path.write_text(text.replace(before, after), "utf-8")
    monkeypatch.setattr(pieces, "SMALLEST", 0)
    with pytest.raises(NotSplittableError):
        list(MemorySource(path, pieces_of(path)).each(lambda units, ask: list(units)))
    parts, stream = both(lambda: everything(path))
    assert parts == stream


@pytest.mark.parametrize(
    "data", [b"<tu>\xff</tu>", b"<tu>\x0b</tu>", b"<tu></tu></body>", b"<tu><p></tu>"]
)
def test_a_piece_that_is_not_xml_is_rejected(data):
    with pytest.raises(NotSplittableError):
        list(quick_units(data))


def test_every_format_that_is_written_in_pieces_gives_the_same_file(tmp_path):
    units = [
        pair(f"Number {n % 7}.", f"第{n % 5}号。", f' tuid="{n}"', "<note>n</note>")
        for n in range(40)
    ]
    path = tmp_path / "m.tmx"
    path.write_text(HEAD + "\n".join(units) + TAIL, "utf-8")
    formats = [suffix for suffix, known in FORMATS.items() if known.writer]
    assert {".tmx", ".tsv", ".csv", ".jsonl", ".en", ".xlf", ".tbx"} <= set(formats)
    for suffix in formats:
        if suffix in (".xlsx", ".parquet"):  # with the time, and with batches of units
            continue
        results = both(
            lambda suffix=suffix: (
                convert(path, tmp_path / f"o{suffix}"),
                (tmp_path / f"o{suffix}").read_bytes(),
            )
        )
        assert results[0] == results[1]


def test_utf_16_and_profiles_give_the_same_file(tmp_path):
    path = tmp_path / "m.tmx"
    path.write_text(HEAD + "\n".join(pair(f"No. {n}", "号") for n in range(9)) + TAIL, "utf-8")
    for options in (
        {"encoding": "utf-16"},
        {"profile": "trados"},
        {"profile": "memoq"},
        {"profile": "omegat"},
        {"profile": "xtm"},  # each unit with those beside it
    ):
        results = both(
            lambda options=options: (
                convert(path, tmp_path / "o.tmx", **options),
                (tmp_path / "o.tmx").read_bytes(),
            )
        )
        assert results[0] == results[1]


SCRIPT = """
import sys
from align.formats.tmx import pieces
from align.memory import convert
from align.memory.clean import clean_memory
from align.memory.stats import stats_of
pieces.SMALLEST, pieces.PIECE = 0, 2000
path, out = sys.argv[1:]
for jobs in (1, 2, 3):
    print(stats_of(path, jobs=jobs))
    print(convert(path, f"{out}.tsv", jobs=jobs), open(f"{out}.tsv", encoding="utf-8").read())
    print(clean_memory(path, out, rejected=f"{out}.rejected.tmx", jobs=jobs))
    print(open(out, encoding="utf-8").read(), open(f"{out}.rejected.tmx", encoding="utf-8").read())
    print("--")
"""


@pytest.mark.parametrize("strange", ["", "<!-- </tu> -->", pair("<b", "")])
def test_several_processes_give_the_same_result_as_one(tmp_path, strange):
    units = [
        pair(f"Number {n % 90}.", f"第{n % 90}号。", f' creationdate="{n % 7}"') for n in range(200)
    ]
    path = tmp_path / "m.tmx"
    path.write_text(HEAD + "\n".join(units) + strange + TAIL, "utf-8")
    line = [sys.executable, "-c", SCRIPT, str(path), str(tmp_path / "out.tmx")]
    done = subprocess.run(line, capture_output=True, text=True, encoding="utf-8", timeout=600)
    if "<b" in strange:
        assert "not a whole TMX file: broken XML in line 202" in done.stderr
        assert sorted(p.name for p in tmp_path.iterdir()) == ["m.tmx"]
    else:
        one, *others, end = done.stdout.split("--\n")
        assert "Number 89." in one
        assert others == [one, one]
        assert not end


ENDLESS = """
import sys, time
from align.formats.tmx import pieces
from align.memory.stats import stats_of
pieces.SMALLEST, pieces.PIECE = 0, 2000
real = pieces.quick_units
def slow(data):
    time.sleep(0.2)
    return real(data)
pieces.quick_units = slow
stats_of(sys.argv[1], jobs=2, progress=lambda number: print(number, flush=True))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="one process only")
def test_child_processes_end_even_if_the_parent_is_killed(tmp_path):
    path = tmp_path / "m.tmx"
    path.write_text(HEAD + "\n".join(pair(f"No. {n}", "号") for n in range(5000)) + TAIL, "utf-8")
    line = [sys.executable, "-c", ENDLESS, str(path)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as job:
        assert job.stdout
        job.stdout.readline()
        job.send_signal(signal.SIGKILL)
        job.communicate(timeout=600)  # the pipe ends when the last that holds it has ended


def test_pieces_are_parsed_where_they_are_written(tmp_path, monkeypatch):
    """A fault of a writer, as if nothing was escaped, replaces no file."""
    path, out = tmp_path / "a.tmx", tmp_path / "b.tmx"
    path.write_text(HEAD + 9 * pair("1 &lt; 2", "一") + TAIL, "utf-8")
    monkeypatch.setattr(pieces, "SMALLEST", 0)
    monkeypatch.setattr(pieces, "PIECE", TINY)
    assert str(convert(path, out)) == "9 units written"
    monkeypatch.setattr("align.formats.tmx.write.content", lambda text, report: text)
    with pytest.raises(OutputError, match="well-formed XML"):
        convert(path, out)
    assert len(list(read_tmx(out))) == 9
