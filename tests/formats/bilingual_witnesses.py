"""Witnesses of bilingual files: what text is in them, found without any code of the readers.

``WITNESSES`` return all text of a file; ``GENERATORS`` make files from a number, with their texts
where the format leaves them open to doubt (tables).
"""

import csv
import gzip
import io
import random
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from html import escape, unescape
from unicodedata import normalize
from xml.etree import ElementTree

import xlsxwriter

# --- witnesses ----------------------------------------------------------------------------------


def counted(text: str) -> Counter[str]:
    """The characters of a text without white space."""
    return Counter("".join(normalize("NFKC", text).split()))


def decoded(data: bytes) -> str:
    """The text of an XML file: a mark decides, else UTF-8, else what it declares."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode(re.search(rb"encoding=.([\w-]+)", data)[1].decode())


_NO_TEXT = (
    r'<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>|<!--.*?-->|<\?.*?\?>|<([\w:-]+)[^>]*form="base64".*?</\1>'
)


def of_xml(data: bytes) -> str:
    """Everything between tags; attributes, comments and binary content are no text."""
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    elif data[:2] == b"PK":
        archive = zipfile.ZipFile(io.BytesIO(data))
        data = archive.read(archive.namelist()[0])
    text = re.sub(r"<!\[CDATA\[(.*?)\]\]>", lambda m: escape(m[1]), decoded(data), flags=re.DOTALL)
    text = re.sub(_NO_TEXT, "", text, flags=re.DOTALL)
    text = re.sub(r'<cp hex="(\w+)"/>', lambda m: f"&#x{m[1]};", text)
    return unescape(re.sub(r"<[^>]*>", "", text))


_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def of_po(data: bytes) -> str:
    """All strings and comments.

    The plural goes with every form but the first, or with it: then the texts are read again.
    """
    charset = re.search(rb"charset=([\w-]+)", data)
    codec = charset[1].decode() if charset and charset[1] != b"CHARSET" else "utf-8"
    out: list[str] = []
    for block in re.split(r"\n\s*\n", data.decode(codec).replace("\r\n", "\n")):
        strings: list[list[str]] = []
        for line in map(str.strip, block.split("\n")):
            if re.match("#(?!~ )", line):
                out.append(re.sub(r"^#~?[.:,|]?", "", line))
            elif found := re.fullmatch(r'(?:#~ )?(msg\w+)?(?:\[\d\])?\s*"(.*)"', line):
                if found[1]:
                    strings.append([found[1], ""])
                strings[-1][1] += _ESCAPE.sub(lambda m: {"n": "\n"}.get(m[1], m[1]), found[2])
        out += [text for _, text in strings]
        plural = [text for keyword, text in strings if keyword == "msgid_plural"]
        if plural and not re.search("^#(?:~|,.*fuzzy)", block, re.MULTILINE):
            forms = [text for keyword, text in strings if keyword == "msgstr"]
            out += forms if len(forms) == 1 else plural * (len(forms) - 2)
    return "".join(out)


_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def of_xlsx(data: bytes) -> str:
    """All cells of all sheets as they are shown, comments, texts of drawings, pronunciations."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    parts = {
        name: ElementTree.fromstring(archive.read(name))
        for name in archive.namelist()
        if re.match(r"xl/(?:worksheets|drawings|comments|sharedStrings|styles).*\.xml$", name)
    }

    def inside(element: ElementTree.Element) -> str:
        spoken = {t for guide in element.iter(f"{_MAIN}rPh") for t in guide.iter()}
        found = [t.text or "" for t in element.iter(f"{_MAIN}t") if t not in spoken]
        return "".join(found)

    shared = [inside(si) for si in parts["xl/sharedStrings.xml"].findall(f"{_MAIN}si")]
    styles = parts["xl/styles.xml"]
    codes = {n.get("numFmtId"): n.get("formatCode") for n in styles.iter(f"{_MAIN}numFmt")}
    kinds = [xf.get("numFmtId") for xf in styles.find(f"{_MAIN}cellXfs")]
    out: list[str] = []
    for name, root in parts.items():
        if name.startswith("xl/drawings/") and "vml" not in name:
            out += [t.text or "" for t in root.iter() if t.tag.endswith("}t")]
        if name.startswith("xl/comments"):
            out += ["".join(c.itertext()) for c in root.iter(f"{_MAIN}comment")]
        out += ["".join(guide.itertext()) for guide in root.iter(f"{_MAIN}rPh")]
        if not name.startswith("xl/worksheets/"):
            continue
        for cell in root.iter(f"{_MAIN}c"):
            value, kind = cell.findtext(f"{_MAIN}v") or "", cell.get("t", "n")
            if kind == "s":
                value = shared[int(value)]
            elif kind == "inlineStr":
                value = inside(cell)
            elif kind == "b":
                value = str(value == "1").upper()
            elif kind == "n" and value:
                style = kinds[int(cell.get("s", "0"))]
                if "yy" in (codes.get(style) or "") or style == "14":
                    day = datetime(1899, 12, 30) + timedelta(seconds=round(86400 * float(value)))
                    value = str(day).removesuffix(" 00:00:00")
                else:
                    value = f"{float(value):.15g}"
            out.append(re.sub("_x([0-9A-F]{4})_", lambda m: chr(int(m[1], 16)), value))
    return "".join(out)


def of_text_table(data: bytes) -> str:
    """All but what may separate and quote cells."""
    for codec in ("utf-8-sig", "gb18030"):
        try:
            return re.sub('[\t,;"]', "", data.decode(codec))
        except UnicodeDecodeError:
            pass
    raise AssertionError


WITNESSES: dict[str, Callable[[bytes], str]] = {
    ".tmx": of_xml, ".gz": of_xml, ".zip": of_xml,
    ".xlf": of_xml, ".xliff": of_xml, ".sdlxliff": of_xml, ".mxliff": of_xml,
    ".po": of_po, ".xlsx": of_xlsx, ".csv": of_text_table, ".tsv": of_text_table,
}  # fmt: skip

# --- generators ---------------------------------------------------------------------------------

EN = ["The ship has left.", "Keep the licence on board.", "10 km & more", "Yes.", "Open <b>"]
ZH = ["船已经离开。", "请随船携带执照。", "十公里以上", "是。", "打开<b>"]
OTHERS = ["Das Schiff.", "Le navire.", "船は出た。", "船已離開。"]


class Maker:
    """Chooses by chance, the same for the same number."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.choice = self._random.choice

    def maybe(self, text: str, share: float = 0.4) -> str:
        return text if self._random.random() < share else ""

    def many(self, make: Callable[[int], str], least: int = 2, most: int = 6) -> str:
        return "\n".join(make(n) for n in range(self._random.randint(least, most)))

    def pair(self) -> tuple[str, str]:
        number = self._random.randrange(len(EN))
        return escape(EN[number]), escape(ZH[number])

    def inline(self, text: str, codes: list[str]) -> str:
        """A text with a code before, in or after it."""
        if not self.maybe("x"):
            return text
        return self.choice(["{0}{1}", "{1}{0}", "{1}{0}{1}"]).format(text, self.choice(codes))


_TMX_CODES = [
    "<ph>{0}</ph>", "<bpt i='1'>&lt;b&gt;</bpt>bold<ept i='1'>&lt;/b&gt;</ept>",
    "<ph>&lt;img alt='<sub>the map</sub>'&gt;</ph>", "<hi>high<hi>er</hi></hi>", "<!-- no -->",
    "<it pos='begin'>x</it><ut>y</ut>", "&#8230;", "<![CDATA[<i>]]>", "<ph type='lb'/>",
]  # fmt: skip


def tmx(seed: int) -> bytes:
    make = Maker(seed)

    def tuv(lang: str, text: str) -> str:
        about = make.maybe("<note>Formal 正式</note>") + make.maybe("<prop type='x-a'>b</prop>")
        second = make.maybe("<seg>Second</seg>", 0.1)
        text = make.inline(text, _TMX_CODES)
        return f"<tuv xml:lang='{lang}'>{about}<seg>{text}</seg>{second}</tuv>"

    def unit(number: int) -> str:
        en, zh = make.pair()
        sides = [tuv("en-US", en), tuv("zh-CN", zh)]
        sides = sides if not number else make.choice([sides, sides, sides[:1], sides[1:]])
        more = make.maybe(tuv(make.choice(["de", "fr", "ja", "zh-TW"]), make.choice(OTHERS)))
        about = make.maybe("<note>See <b>page</b> 3</note>") + make.maybe(
            "<prop type='c'>CQC</prop>"
        )
        return f"<tu>{about}{''.join(sides)}{more}</tu>"

    header = make.maybe("<header srclang='en'><note>Ours</note><prop type='p'>1</prop></header>")
    space = make.maybe(" xmlns='urn:tmx'")
    return f"<tmx version='1.4'{space}>{header}<body>{make.many(unit)}</body></tmx>".encode()


_CODES_12 = [
    "<g id='1'>good <x id='2'/>day</g>", "<ph id='3'>{0}</ph>", "<bpt id='4'>b</bpt>c<ept id='4'/>",
    "<mrk mtype='term'>term</mrk>", "<ph id='1'>&lt;a t='<sub>map</sub>'&gt;</ph>", "&#8230;",
]  # fmt: skip


def xliff(seed: int) -> bytes:
    make = Maker(seed)

    def mrk(number: int, text: str) -> str:
        return f"<mrk mtype='seg' mid='{number}'>{text}</mrk>{make.maybe(' (tail)', 0.2)}"

    def unit(number: int) -> str:
        en, zh = (make.inline(text, _CODES_12) for text in make.pair())
        target = f"<target{make.maybe(' state=' + chr(34) + 'new' + chr(34), 0.2)}>{zh}</target>"
        segmented = ""
        if make.maybe("x"):
            segmented = f"<seg-source><g id='0'>{mrk(1, en)}{mrk(2, 'Two.')}</g></seg-source>"
            more = make.maybe(mrk(1, "一。")) + make.maybe("散文", 0.2)
            target = f"<target>{mrk(2, zh)}{more}</target>"
        target = target if not number else make.choice([target, target, ""])
        no = make.maybe(' translate="no"', 0.2) if number else ""
        rest = make.maybe("<alt-trans><source>No.</source><target>不。</target></alt-trans>")
        rest += make.maybe("<note from='a'>Check <i>this</i></note>")
        rest += make.maybe("<prop-group><prop prop-type='x'>value</prop></prop-group>")
        inside = f"<source>{en}</source>{segmented}{target}{rest}"
        return f"<trans-unit id='{number}'{no}>{inside}</trans-unit>"

    binary = '<internal-file form="base64">aGVsbG8=</internal-file>'
    head = make.maybe(f"<header><note>For all</note><skl>{binary}</skl><tool>T</tool></header>")
    group = f"<group><note>Group</note>{make.many(unit, 1, 3)}</group>"
    languages = make.maybe('source-language="en" target-language="zh-CN"', 0.8)
    return (
        f"<xliff version='1.2' xmlns='urn:oasis:names:tc:xliff:document:1.2'>"
        f"<file original='a' {languages}>{head}<body>{make.many(unit)}{group}</body></file></xliff>"
    ).encode()


_CODES_2 = [
    "<pc id='1'>and</pc>", "<ph id='2' dataRef='d1'/>", '<cp hex="0041"/>', "<mrk id='m'>b</mrk>",
    "<sc id='5' dataRef='d1'/>bold<ec startRef='5' dataRef='d2'/>",
    "<sm id='7'/>x<em startRef='7'/>",
    "<pc id='6' dataRefStart='d1' dataRefEnd='d2'>c</pc>", "<pc id='8' dataRefStart='none'>d</pc>",
]  # fmt: skip


def xliff_2(seed: int) -> bytes:
    make = Maker(seed)

    def segment(number: int) -> str:
        en, zh = (make.inline(text, _CODES_2) for text in make.pair())
        target = (
            f"<target>{zh}</target>" if not number else make.maybe(f"<target>{zh}</target>", 0.7)
        )
        between = make.maybe("<ignorable><source>--</source></ignorable>", 0.3)
        return f"<segment><source>{en}</source>{target}</segment>{between}"

    def unit(number: int) -> str:
        data = "<data id='d1'>&lt;b&gt;</data><data id='d2'>&lt;/b&gt;</data>"
        notes = make.maybe("<notes><note>One</note><note appliesTo='target'>二</note></notes>")
        meta = make.maybe(
            "<mda:metadata><mda:metaGroup><mda:meta type='a'>b</mda:meta></mda:metaGroup>"
            "</mda:metadata>"
        )
        match = make.maybe(
            "<mtc:matches><mtc:match><source>Old</source><target>旧</target></mtc:match>"
            "</mtc:matches>"
        )
        no = make.maybe(' translate="no"', 0.2) if number else ""
        inside = f"{meta}{notes}{match}<originalData>{data}</originalData>"
        return f"<unit id='u{number}'{no}>{inside}{make.many(segment, 1, 3)}</unit>"

    skeleton = make.maybe("<skeleton>%%1%%</skeleton>")
    return (
        "<xliff version='2.1' xmlns='urn:oasis:names:tc:xliff:document:2.0'"
        " srcLang='en' trgLang='zh'"
        " xmlns:mda='urn:oasis:names:tc:xliff:metadata:2.0'"
        " xmlns:mtc='urn:oasis:names:tc:xliff:matches:2.0'>"
        f"<file id='f'>{skeleton}<notes><note>File</note></notes>{make.many(unit)}</file></xliff>"
    ).encode()


def phrase(seed: int) -> bytes:
    data = (
        xliff(seed).decode().replace("<xliff", "<xliff xmlns:m='http://www.memsource.com/mxlf/2.0'")
    )
    data = data.replace("board", "{1&gt;board&lt;1}").replace("执照", "{1&gt;执照&lt;1}{2}")
    mark = "<m:mark id='1'><m:content>&lt;b&gt;</m:content></m:mark>"
    return data.replace("</trans-unit>", f"{mark}<m:comment>See</m:comment></trans-unit>").encode()


def po(seed: int) -> bytes:
    make = Maker(seed)

    def string(text: str) -> str:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
        return f'""\n"{text[:4]}"\n"{text[4:]}\\n"' if make.maybe("x") else f'"{text}"'

    def entry(number: int) -> str:
        en, zh = map(unescape, make.pair())
        zh = zh if not number else make.choice([zh, zh, ""])
        before = make.maybe("# For the menu: 菜单\n") + make.maybe("#. From the source\n")
        before += make.maybe("#: src/a.c:12 src/b.c:3\n") + make.maybe("#, c-format\n")
        before += make.maybe('#, fuzzy\n#| msgid "Former"\n', 0.2) if number else ""
        before += make.maybe('msgctxt "menu"\n')
        if make.maybe("x", 0.3) and zh:
            forms = make.choice([[zh], [zh, zh + "们"], [zh, "一", "二"]])
            lines = "".join(f"msgstr[{n}] {string(form)}\n" for n, form in enumerate(forms))
            return f"{before}msgid {string(en)}\nmsgid_plural {string(en + 's')}\n{lines}"
        return f"{before}msgid {string(en)}\nmsgstr {string(zh)}\n"

    head = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"X-Team: A: B\\n"\n\n'
    )
    old = make.maybe('\n#~ msgid "Old"\n#~ msgstr "旧"\n')
    return f"# Catalogue\n{head}{make.many(entry)}{old}".encode()


def cells(seed: int) -> list[list[str]]:
    """A table: perhaps a title, a heading, other columns, figures, rows with one side."""
    make = Maker(seed)
    en_name, zh_name = make.choice([("English", "中文"), ("Source", "Target"), ("原文", "译文")])
    extra = make.choice([[], ["Notes"], ["Notes", "Client"]])
    out: list[list[str]] = []
    width = 3 + len(extra)
    if make.maybe("x"):
        out.append([make.choice(["Terms of trade", "贸易术语"]), *[""] * (width - 1)])
    if make.maybe("x", 0.3):
        out.append([""] * width)
    out.append(["No.", en_name, zh_name, *extra])
    for number in range(1, 9):
        en, zh = map(unescape, make.pair())
        row = make.choice([[en, zh]] * 4 + [[en, ""], ["", zh], ["1,987", "1987"], ["", ""]])
        row = [en, zh] if number < 4 else row
        out.append([f"K{number}", *row, *(make.maybe("see above") for _ in extra)])
    return out


def text_table(seed: int) -> tuple[bytes, str]:
    table = cells(seed)
    out = io.StringIO(newline="")
    delimiter = ",;\t"[seed % 3]
    out.write(f"sep={delimiter}\r\n" if seed % 4 == 3 else "")
    before = out.getvalue()
    csv.writer(out, delimiter=delimiter).writerows(table)
    return out.getvalue().encode(), before + "".join(map("".join, table))


def own_table(seed: int) -> tuple[bytes, str]:
    make = Maker(seed)
    table = [["English", "Chinese", "confidence", "note", "client"]]
    for _ in range(6):
        en, zh = map(unescape, make.pair())
        table.append([make.maybe("'=", 0.3) + en, zh, "0.9", make.maybe("Formal"), "CQC"])
    out = io.StringIO(newline="")
    csv.writer(out).writerows(table)
    return out.getvalue().encode(), "".join(map("".join, table))


def xlsx(seed: int) -> bytes:
    make = Maker(seed)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd"}) as book:
        if make.maybe("x"):
            book.add_worksheet("Cover").write_column(
                0, 0, ["Glossary", "术语表", datetime(2024, 3, 1)]
            )
        page = book.add_worksheet("Terms")
        for number, row in enumerate(cells(seed)):
            page.write_row(number, 0, [int(cell) if cell == "1987" else cell for cell in row])
        if make.maybe("x"):
            page.write(4, 5, datetime(2024, 3, 1, 9, 30))
            page.write_formula(5, 5, "=NA()", None, "#N/A")
            page.write_boolean(6, 5, True)
            page.write_comment(4, 1, "Check this 检查")
            page.insert_textbox(30, 1, "Draft 草稿")
        hidden = book.add_worksheet("Old")
        hidden.write_row(0, 0, ["Former", "以前", 0.5])
        hidden.hide()
        page.activate()
    return out.getvalue()


GENERATORS: dict[str, Callable[[int], bytes | tuple[bytes, str]]] = {
    "a.tmx": tmx, "a.xlf": xliff, "b.xlf": xliff_2, "a.sdlxliff": xliff, "a.mxliff": phrase,
    "a.po": po, "a.csv": text_table, "a.tsv": text_table, "own.csv": own_table, "a.xlsx": xlsx,
}  # fmt: skip
