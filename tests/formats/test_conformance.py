"""Every bilingual file gives the same texts on every road that reads it.

The files are those of all tests, and the cases in which roads once disagreed. What reads a file
(alignment, conversion, statistics …) must come to the same pairs of texts, or refuse the file like
the others do; the exceptions say why they are some.
"""

import gzip
import io
import json
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

import pytest
import xlsxwriter

from align.audit.engine.sources import collect_segments
from align.document import Document
from align.errors import InputError
from align.formats.read import is_bilingual, read_column, read_memory, read_rows
from align.formats.tmx import pieces
from align.formats.tmx.pieces import NotSplittableError
from align.formats.tmx.read import read_tmx
from align.memory import convert, leverage, search
from align.memory.clean import clean_memory
from align.memory.stats import stats_of
from align.memory.validate import validate
from align.segment.document_reader import DocumentReader

TESTS = Path(__file__).parents[1]
Pairs = list[tuple[str, str]]
REFUSED = "refused"

# --- the files ----------------------------------------------------------------------------------

PAIRS = [("held in Beijing", "在北京举行"), ("A & B <c>", "甲和乙"), ("Yes.", "是。")]


def tmx(body: str, *, before: str = "", about: str = "") -> str:
    return f'{before}<tmx version="1.4"{about}><header srclang="en"/><body>{body}</body></tmx>'


def tu(en: str, zh: str, attribute: str = "xml:lang", more: str = "") -> str:
    return (
        f'<tu><tuv {attribute}="en-US"><seg>{en}</seg></tuv>{more}'
        f'<tuv {attribute}="zh-CN"><seg>{zh}</seg></tuv></tu>'
    )


UNITS = "\n".join(tu(en.replace("&", "&amp;").replace("<", "&lt;"), zh) for en, zh in PAIRS)
DOCTYPE = '<!DOCTYPE tmx SYSTEM "tmx14.dtd">'
UTF16 = '<?xml version="1.0" encoding="utf-16"?>'
CODES = "\n".join(
    tu(en, "好" + zh)
    for en, zh in [
        ('held<ph type="lb"/>in', '<ph type="lb"/>'),
        ('A <bpt i="1">&lt;b&gt;</bpt>bold<ept i="1">&lt;/b&gt;</ept> word', "粗"),
        ('See<ph>&lt;img alt="<sub>the map</sub>"&gt;</ph>here', "图"),
        ("A <g id='1'>b <mrk mtype='term'>c</mrk></g> <b>d</b> <span>e</span>", "戊"),
        ('<hi type="x">high<hi>er</hi></hi><it pos="begin">x</it><ut>y</ut>', "高"),
        ("a<!-- no -->b<?pi x?>c", "甲"),
        ("<![CDATA[<b>]]>", "<![CDATA[<粗>]]>"),
        (" edges stay ", "\n边\t"),
    ]
)
NAMESPACE = ' xmlns="http://www.lisa.org/tmx14"'
XLIFF_12 = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"{more}>
<file original="a" {languages} datatype="plaintext"><body>{units}</body></file></xliff>"""
XLIFF_2 = """<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en"
trgLang="zh"><file id="f"><unit id="u"><originalData><data id="d">&lt;br&gt;</data></originalData>
<segment><source>One <pc id="1">and</pc><ph id="2" dataRef="d"/>.</source><target>一<mrk
id="m">和</mrk>。</target></segment><segment><source>a<ph id="3" type="fmt"
subType="xlf:lb"/>b</source><target>甲乙</target></segment>
<segment><source>Not yet.</source></segment></unit></file></xliff>"""
LANGUAGES = 'source-language="en" target-language="zh"'


def trans_unit(source: str, target: str, more: str = "") -> str:
    return (
        f'<trans-unit id="1"{more}><source>{source}</source><target>{target}</target></trans-unit>'
    )


IN_12 = "".join(
    [
        trans_unit('held<x id="1" ctype="lb"/>in', "举行"),
        trans_unit('<g id="1">good <b>day</b></g><ph id="3">{0}</ph>', '<g id="1">好</g>日子'),
        trans_unit('<ph id="1">&lt;img alt="<sub>map</sub>"&gt;</ph>', "图"),
        trans_unit("Code.", "代码。", ' translate="no"'),
        trans_unit("Later.", ""),
    ]
)
PHRASE = trans_unit("{1&gt;Good&lt;1} day{2}, {name}", "{1&gt;好&lt;1}日子{2}")
TABLE = [("English", "Chinese", "note"), ("=1+1", "二", "a;b"), ('He said "no".', "他说“不”。", "")]
PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset={}\\n"\n\n'
PO += 'msgid "%d file"\nmsgid_plural "%d files"\nmsgstr[0] "%d 个文件"\n\n'
PO += 'msgid "Not yet"\nmsgstr ""\n'


def workbook(rows: list[tuple[str, ...]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    return out.getvalue()


def shared(rows: list[tuple[str, ...]]) -> bytes:
    """A workbook as Excel writes it: a carriage return is an escape, texts stand beside sheets."""
    data = workbook(rows)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as copy:
        for name in archive.namelist():
            copy.writestr(name, archive.read(name).replace(b"RETURN", b"_x000D_"))
    return out.getvalue()


def packed(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, data)
    return out.getvalue()


GENERATED: dict[str, str | bytes] = {
    "namespace.tmx": tmx(UNITS, about=NAMESPACE),
    "namespace-and-codes.tmx": tmx(CODES, about=NAMESPACE),
    "prefix.tmx": tmx(UNITS)
    .replace("<", "<t:")
    .replace("<t:/", "</t:")
    .replace("<t:tmx", '<t:tmx xmlns:t="urn:t"'),
    "declares-utf-16.tmx": tmx(UNITS, before=UTF16),
    "declares-utf-16-with-mark.tmx": b"\xef\xbb\xbf" + tmx(UNITS, before=UTF16).encode(),
    "utf-16.tmx": tmx(UNITS, before=UTF16).encode("utf-16"),
    "declares-gb18030.tmx": tmx(UNITS, before=UTF16.replace("utf-16", "gb18030")).encode("gb18030"),
    "declares-utf-8-and-is-gb18030.tmx": tmx(UNITS).encode("gb18030"),
    "upper-case-lang.tmx": tmx(tu("Hello.", "你好。", "LANG")),
    "lower-case-lang.tmx": tmx(tu("Hello.", "你好。", "lang")),
    "codes.tmx": tmx(CODES),
    "entities-of-html.tmx": tmx(tu("10&nbsp;km &hellip;", "十公里&hellip;"), before=DOCTYPE),
    "entities-undeclared.tmx": tmx(tu("10&nbsp;km", "十公里")),
    "entities-of-its-own.tmx": tmx(
        tu("x &own; y", "好"), before='<!DOCTYPE tmx [<!ENTITY own "a">]>'
    ),
    "first-text-is-empty.tmx": tmx(
        tu("", "你好。", more='<tuv xml:lang="en-GB"><seg>Hello.</seg></tuv>') + UNITS
    ),
    "two-segs.tmx": tmx(tu("One</seg><seg>Two", "一")),
    "deep.tmx": tmx(tu("<hi>" * 60 + "A" + "</hi>" * 60, "甲")),
    "packed.tmx": gzip.compress(tmx(UNITS).encode()),
    "packed.tmx.gz": gzip.compress(tmx(CODES).encode()),
    "packed.tmx.zip": packed("a.tmx", tmx(UNITS).encode()),
    "packed.zip": packed("a.tmx", tmx(UNITS).encode()),
    "two.zip": packed("a.txt", b""),
    "one-side.tmx": tmx('<tu><tuv xml:lang="en"><seg>Alone.</seg></tuv></tu>' + UNITS),
    "nothing.tmx": tmx(""),
    "html.tmx": "<html><body/></html>",
    "codes.xlf": XLIFF_12.format(units=IN_12, languages=LANGUAGES, more=""),
    "no-languages.xliff": XLIFF_12.format(
        units=IN_12 + trans_unit("好。", "42"), languages="", more=""
    ),
    "entities.xlf": DOCTYPE.replace("tmx S", "xliff S")
    + XLIFF_12.format(units=trans_unit("1&nbsp;km", "一公里"), languages=LANGUAGES, more=""),
    "declares-utf-16.xlf": UTF16
    + XLIFF_12.format(units=trans_unit("Yes.", "是。"), languages=LANGUAGES, more=""),
    "phrase.mxliff": XLIFF_12.format(
        units=PHRASE, languages=LANGUAGES, more=' xmlns:m="http://www.memsource.com/mxlf/2.0"'
    ),
    "version-2.xlf": XLIFF_2,
    "trados.sdlxliff": XLIFF_12.format(
        units='<trans-unit id="1"><source>One. Two.</source><seg-source><mrk mtype="seg" mid="1">'
        'One.</mrk> <mrk mtype="seg" mid="2">Two.</mrk></seg-source><target><mrk mtype="seg" '
        'mid="2">二。</mrk><mrk mtype="seg" mid="1">一。</mrk></target></trans-unit>',
        languages=LANGUAGES,
        more="",
    ),
    "utf-8.po": PO.format("UTF-8"),
    "gb2312.po": PO.format("GB2312").encode("gb2312"),
    "guarded.csv": 'English,Chinese,note\n\'=1+1,二,\n"a\nb","甲\n乙",x\nAlone.,,\n',
    "semicolons.csv": 'id;en;zh\n7;"Yes; sir.";是。\n8;Alone.;\n',
    "named-separator.csv": "sep=;\nen;zh\nYes, sir.;是，先生。\n",
    "gb18030.csv": "English,Chinese\nGood morning, all,早上好\n".replace(
        "Good morning, all", '"Good morning, all"'
    ).encode("gb18030"),
    "quoted.tsv": 'English\tChinese\tnote\n"Yes, sir."\t"是,先生。"\t\nNo.\t不。\tx\n',
    "words-quoted.tsv": 'English\tChinese\tnote\n"Yes."\t“是。”\t\n"No," he said.\t“不。”\t\n',
    "own.tsv": 'English\tChinese\tconfidence\tbead\n"Yes."\t“是。”\t0.9\t1-1\n',
    "broken.csv": 'English,Chinese,note\n"Yes.,是。,\n',
    "too-many-cells.csv": "en,zh\nYes.,是。\nHello, world.,你好。\nNo.,否。\n",
    "own.xlsx": workbook(TABLE),
    "any.xlsx": workbook([row[:2] for row in TABLE]),
    "returns.xlsx": shared([*TABLE, ("a RETURN b", "甲RETURN\n乙", "")]),
    "not.xlsx": b"Good morning",
}
FIXTURES = {
    path.relative_to(TESTS).as_posix(): path
    for path in sorted(TESTS.rglob("files/*"))
    if is_bilingual(path.name)
}
NAMES = [*FIXTURES, *GENERATED]


def made(name: str, folder: Path) -> Path:
    path = folder / Path(name).name
    if name in FIXTURES:
        shutil.copy(FIXTURES[name], path)
    else:
        data = GENERATED[name]
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


# --- the roads ----------------------------------------------------------------------------------


def both(pairs: Pairs) -> Pairs:
    """The pairs with text on both sides: what every road has in common."""
    return [(en, zh) for en, zh in pairs if en.strip() and zh.strip()]


def by_memory(path: Path) -> Pairs:
    return [(unit.text("en"), unit.text("zh")) for unit in read_memory(path)]


def by_rows(path: Path) -> Pairs:
    return [(row.en, row.zh) for row in read_rows(path)]


def by_open_file(path: Path) -> Pairs:
    with path.open("rb") as file:
        return [(row.en, row.zh) for row in read_rows(file)]


def by_columns(path: Path) -> Pairs:
    """Each side by itself, with the texts that stand alone."""
    pairs = by_memory(path)
    for side, number in (("en", 0), ("zh", 1)):
        texts = [pair[number] for pair in pairs if pair[number].strip()]
        assert [p.text for p in read_column(path, side) if not p.aside] == texts
    return pairs


def by_documents(path: Path) -> Pairs:
    en, zh = DocumentReader(segmented=True).read_bitext(path)
    sides = [[p for p in side.paragraphs if not p.aside] for side in (en, zh)]
    assert [p.key for p in sides[0]] == [p.key for p in sides[1]]
    return [(a.text, b.text) for a, b in zip(*sides, strict=True)]


def by_conversion(path: Path) -> Pairs:
    out = path.parent / "out" / "out.jsonl"
    out.parent.mkdir(exist_ok=True)
    convert(path, out)
    records = [json.loads(line) for line in out.read_text("utf-8").split("\n") if line]
    return [(record["en"], record["zh"]) for record in records]


def by_tmx(path: Path) -> Pairs:
    """Convert to TMX, whose texts are on one line each, and read that."""
    out = path.parent / "out" / "out.tmx"
    out.parent.mkdir(exist_ok=True)
    convert(path, out)

    def one_line(pairs: Pairs) -> Pairs:
        return [(" ".join(en.split()), " ".join(zh.split())) for en, zh in both(pairs)]

    pairs = by_memory(path)
    assert one_line(by_memory(out)) == one_line(pairs)
    return pairs


def by_cleaning(path: Path) -> Pairs:
    out = path.parent / "out" / "clean.units.jsonl"
    out.parent.mkdir(exist_ok=True)
    clean_memory(path, out, rules=["empty"])
    return by_memory(out)


def by_audit(path: Path) -> Pairs:
    store = collect_segments([path])
    try:
        if store.failed:  # what was read before the file turned out to be broken is audited
            raise InputError(store.failed[0])
        return [(segment.en, segment.zh) for segment in store]
    finally:
        store.close()


def by_search(path: Path) -> Pairs:
    found = []
    for en, zh in dict.fromkeys(both(by_memory(path))):
        for index in (False, True):
            hits = search(path, en, language="en", index=index, limit=100).hits
            number = sum((hit.en, hit.zh) == (en, zh) for hit in hits)
            found.append((en, zh, number))
    counts = Counter(both(by_memory(path)))
    assert all(number == counts[en, zh] for en, zh, number in found)
    return both(by_memory(path))


def by_leverage(path: Path) -> Pairs:
    pairs = both(by_memory(path))
    document = Document.from_sentences([" ".join(en.split()) for en, _ in pairs] or ["x"], "en")
    [analysed] = leverage(document, path).documents
    matches = [segment.match for segment in analysed.segments]
    # one in another variety of the language costs something
    assert all(m and (m.percent == 100 or m.lang != analysed.target) for m in matches)
    return pairs


def by_statistics(path: Path) -> Pairs:
    """As many texts and characters as all texts of the memory have."""
    stats = stats_of(path)
    texts: dict[str, list[str]] = {}
    units = list(read_memory(path))
    for unit in units:
        for variant in unit.variants:
            if variant.text:
                texts.setdefault(variant.lang, []).append(variant.text)
    assert stats.units == len(units)
    assert {code: (found.units, found.characters) for code, found in stats.languages.items()} == {
        code: (len(own), sum(map(len, own))) for code, own in texts.items()
    }
    return by_memory(path)


def by_validation(path: Path) -> Pairs:
    found = validate(path)
    if found.broken:
        raise InputError(found.broken)
    pairs = by_memory(path)
    assert found.units == len(pairs)
    return pairs


@contextmanager
def small_sizes():
    """Every size that switches to another way of reading, so low that these files are large."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "SMALLEST", 0)
        patch.setattr(pieces, "PIECE", 100)
        patch.setattr("align.formats.parallel.TOGETHER", 1)
        yield


def in_pieces(road: Callable[[Path], Pairs]) -> Callable[[Path], Pairs]:
    def read(path: Path) -> Pairs:
        with small_sizes():
            return road(path)

    return read


ROADS: dict[str, Callable[[Path], Pairs]] = {
    "align": by_rows,
    "align, open file": by_open_file,
    "align, documents": by_documents,
    "align, one side": by_columns,
    "convert": by_conversion,
    "convert, pieces": in_pieces(by_conversion),
    "convert to TMX": by_tmx,
    "stats": by_statistics,
    "stats, pieces": in_pieces(by_statistics),
    "search": by_search,
    "clean": by_cleaning,
    "clean, pieces": in_pieces(by_cleaning),
    "audit": by_audit,
    "leverage": by_leverage,
    "validate": by_validation,
}
#: Roads that need a pair of texts, so they refuse a file that has none.
NEEDS_PAIRS = {name for name in ROADS if name.startswith(("align", "audit", "leverage"))}
#: What is different, by road and file: None is any file.
EXCEPTIONS: dict[tuple[str, str | None], str] = {
    ("validate", "declares-utf-16.tmx"): "it judges a file as it stands, and no receiver mends it",
}


def outcome(road: Callable[[Path], Pairs], path: Path) -> Pairs | str:
    try:
        return both(road(path))
    except InputError:
        return REFUSED


@pytest.mark.parametrize("name", NAMES)
def test_all_readers_give_the_same_texts(tmp_path: Path, name: str) -> None:
    path = made(name, tmp_path)
    expected = outcome(by_memory, path)
    for road, read in ROADS.items():
        if (road, name) in EXCEPTIONS or (road, None) in EXCEPTIONS:
            continue
        if road == "validate" and not name.endswith(".tmx"):
            continue
        found = outcome(read, path)
        if expected == [] and road in NEEDS_PAIRS and found == REFUSED:
            continue
        assert found == expected, road


#: What comes of the files on which roads once disagreed.
TEXTS: dict[str, Pairs] = {
    "namespace.tmx": PAIRS,
    "prefix.tmx": PAIRS,
    "declares-utf-16.tmx": PAIRS,
    "declares-gb18030.tmx": PAIRS,
    "packed.tmx": PAIRS,
    "packed.tmx.zip": PAIRS,
    "upper-case-lang.tmx": [("Hello.", "你好。")],
    "lower-case-lang.tmx": [("Hello.", "你好。")],
    "first-text-is-empty.tmx": [("Hello.", "你好。"), *PAIRS],
    "two-segs.tmx": [("One", "一")],
    "entities-of-html.tmx": [("10\xa0km …", "十公里…")],
    "entities.xlf": [("1\xa0km", "一公里")],
    "codes.tmx": [
        ("held\nin", "好\n"),
        ("A bold word", "好粗"),
        ("See the map here", "好图"),
        ("A b c d e", "好戊"),
        ("higher", "好高"),
        ("abc", "好甲"),
        ("<b>", "好<粗>"),
        (" edges stay ", "好\n边\t"),
    ],
    "codes.xlf": [("held\nin", "举行"), ("good day", "好日子"), (" map ", "图")],
    "no-languages.xliff": [
        ("held\nin", "举行"),
        ("good day", "好日子"),
        (" map ", "图"),
        ("42", "好。"),
    ],
    "phrase.mxliff": [("Good day, {name}", "好日子")],
    "version-2.xlf": [("One and.", "一和。"), ("a\nb", "甲乙")],
    "trados.sdlxliff": [("One.", "一。"), ("Two.", "二。")],
    "gb2312.po": [("%d file", "%d 个文件"), ("%d files", "%d 个文件")],
    "guarded.csv": [("=1+1", "二"), ("a\nb", "甲\n乙")],
    "quoted.tsv": [("Yes, sir.", "是,先生。"), ("No.", "不。")],
    "words-quoted.tsv": [('"Yes."', "“是。”"), ('"No," he said.', "“不。”")],
    "own.tsv": [('"Yes."', "“是。”")],
    "own.xlsx": [("=1+1", "二"), ('He said "no".', "他说“不”。")],
    "returns.xlsx": [("=1+1", "二"), ('He said "no".', "他说“不”。"), ("a \r b", "甲\r\n乙")],
}
NOTHING = ["entities-undeclared.tmx", "entities-of-its-own.tmx", "deep.tmx", "two.zip", "html.tmx"]


@pytest.mark.parametrize("name", TEXTS)
def test_the_texts_of_files_on_which_readers_disagreed(tmp_path: Path, name: str) -> None:
    assert both(by_memory(made(name, tmp_path))) == TEXTS[name]


@pytest.mark.parametrize("name", NOTHING)
def test_refusals_are_one_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError) as caught:
        by_memory(made(name, tmp_path))
    assert str(caught.value).startswith(str(tmp_path))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".tmx")])
def test_pieces_have_all_units_or_are_refused(tmp_path: Path, name: str) -> None:
    path = made(name, tmp_path)
    try:
        expected = list(read_tmx(path))
    except InputError:
        expected = None
    with small_sizes():
        try:
            found = pieces.pieces_of(path)
            units = [u.unit() for index in range(len(found)) for u in found.units(index)]
        except (NotSplittableError, InputError):
            return
    assert expected is not None
    for unit in (*units, *expected):
        unit.line = 0  # those of a piece count from its beginning
    assert units == expected


def test_most_files_can_be_read_in_pieces(tmp_path: Path) -> None:
    split = []
    for name in NAMES:
        if name.endswith(".tmx"):
            path = made(name, tmp_path)
            with small_sizes():
                try:
                    found = pieces.pieces_of(path)
                    _ = [unit for index in range(len(found)) for unit in found.units(index)]
                    split.append(name)
                except (NotSplittableError, InputError):
                    pass
    assert len(split) > 15
    assert "codes.tmx" not in split  # it has comments
    assert {"upper-case-lang.tmx", "memory/files/codes.tmx", "memory/files/plain.tmx"} <= {*split}
