"""The same release in every format and encoding gives the same beads.

Whatever a format cannot hold is left out with a comment: a table has rows and no document,
subtitles have no headings. Texts and beads are always the same.
"""

import csv
import io
import re
import shutil
import subprocess
import zipfile
from html import escape
from pathlib import Path

import opencc
import polib
import pytest
import xlsxwriter

from align.embed import load_encoder
from align.pipeline import Aligner

ROOT = Path(__file__).resolve().parents[1]
FILES = Path(__file__).parent / "readers" / "files"
RELEASE = "2023-11-08-import-expo-signing-ceremony.txt"


@pytest.fixture(scope="module")
def aligner():
    # text without boilerplate, so that every format holds the same
    return Aligner(encoder=load_encoder())


@pytest.fixture(scope="module")
def texts(aligner):
    """The paragraphs of both sides."""
    sides = {}
    for side in ("en", "zh"):
        read = aligner.read(ROOT / "corpora" / side / RELEASE, side)
        sides[side] = [p.text.strip() for p in read.paragraphs if not p.aside]
    return sides


@pytest.fixture(scope="module")
def expected(aligner, texts, tmp_path_factory):
    return beads(aligner, *save(tmp_path_factory.mktemp("plain"), texts, plain, "txt"))


def beads(aligner, *files):
    made = aligner.align_files(*files) if len(files) == 2 else aligner.align_bitext(*files)
    return [made.text(bead) for bead in made]


def save(folder, texts, writer, suffix):
    """Write both sides to files; return the paths."""
    paths = []
    for side, paragraphs in texts.items():
        path = folder / f"{side}.{suffix}"
        path.write_bytes(writer(paragraphs, side))
        paths.append(path)
    return paths


def plain(paragraphs, side, encoding="utf-8"):
    return "\n".join([*paragraphs, ""]).encode(encoding)


def encoded(encoding):
    return lambda paragraphs, side: plain(paragraphs, side, encoding)


def legacy(paragraphs, side):
    """Encode each side in its legacy Windows code page."""
    return plain(paragraphs, side, "gb18030" if side == "zh" else "cp1252")


def wrapped(paragraphs, side):
    """Wrap text like a mail program: fixed line width, empty lines between paragraphs."""
    width, blocks = (36 if side == "zh" else 72), []
    for text in paragraphs:
        lines, rest = [], text
        while len(rest) > width:
            cut = width if side == "zh" else rest.rfind(" ", 0, width + 1)
            lines.append(rest[:cut].rstrip())
            rest = rest[cut:].lstrip()
        blocks.append("\n".join([*lines, rest]))
    return ("\n\n".join(blocks) + "\n").encode()


def markdown(paragraphs, side):
    special = str.maketrans({c: "\\" + c for c in "\\`*_{}[]<>#+|~&"})
    escaped = (re.sub(r"^(\d+)\.", r"\1\.", text.translate(special)) for text in paragraphs)
    title, *rest = escaped
    return ("\n\n".join([f"# {title}", *rest]) + "\n").encode()


def page(paragraphs, side, charset="utf-8", encoding="utf-8"):
    title, *rest = map(escape, paragraphs)
    body = "".join(f"<p>{text}</p>\n" for text in rest)
    declared = f'<meta charset="{charset}">' if charset else ""
    return (
        f"<!DOCTYPE html><html><head>{declared}<title>{title}</title></head><body>"
        f"<article><h1>{title}</h1>\n{body}</article></body></html>"
    ).encode(encoding)


def page_in(encoding, charset):
    def write(paragraphs, side):
        return page(paragraphs, side, charset, encoding if side == "zh" else "utf-8")

    return write


def book(paragraphs, side):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">'
            '<rootfiles><rootfile full-path="a.opf" '
            'media-type="application/oebps-package+xml"/></rootfiles></container>',
        )
        archive.writestr(
            "a.opf",
            '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><manifest>'
            '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
            '<spine><itemref idref="a"/></spine></package>',
        )
        body = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
        archive.writestr(
            "a.xhtml",
            '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">'
            f"<head><title>a</title></head><body>{body}</body></html>",
        )
    return out.getvalue()


def cues(paragraphs, separator):
    """Make one cue per paragraph, with a pause after each."""
    for number, text in enumerate(paragraphs):
        minute = f"00:{number:02d}"
        yield f"{minute}:00{separator}000 --> {minute}:30{separator}000\n{text}\n"


def srt(paragraphs, side):
    return "\n".join(f"{n}\n{cue}" for n, cue in enumerate(cues(paragraphs, ","), 1)).encode()


def vtt(paragraphs, side):
    return ("WEBVTT\n\n" + "\n".join(cues(paragraphs, "."))).encode()


PAIRS = {
    "UTF-8 with a mark": (encoded("utf-8-sig"), "txt"),
    "UTF-16 with a mark": (encoded("utf-16"), "txt"),
    "UTF-16 little-endian without": (encoded("utf-16-le"), "txt"),
    "UTF-16 big-endian without": (encoded("utf-16-be"), "txt"),
    "GB18030": (legacy, "txt"),
    "lines broken at a width": (wrapped, "txt"),
    "Markdown": (markdown, "md"),
    "web page": (page, "html"),
    "web page in GB18030, declared": (page_in("gb18030", "gb2312"), "html"),
    "web page in GB18030, not declared": (page_in("gb18030", ""), "html"),
    "web page in GB18030, declared wrong": (page_in("gb18030", "iso-8859-1"), "html"),
    "web page in UTF-8, declared wrong": (page_in("utf-8", "gb2312"), "html"),
    "EPUB": (book, "epub"),
    "SubRip": (srt, "srt"),
    "WebVTT": (vtt, "vtt"),
}


@pytest.mark.parametrize("name", PAIRS)
def test_two_files(aligner, texts, expected, tmp_path, name):
    assert beads(aligner, *save(tmp_path, texts, *PAIRS[name])) == expected


def test_big5(aligner, texts, tmp_path):
    # traditional characters: different sentences, but the same in every encoding
    to_traditional = opencc.OpenCC("s2tw").convert
    texts = {"en": texts["en"], "zh": [to_traditional(text) for text in texts["zh"]]}

    def taiwan(paragraphs, side):
        return plain(paragraphs, side, "big5" if side == "zh" else "cp1252")

    wanted = beads(aligner, *save(tmp_path, texts, plain, "txt"))
    files = save(tmp_path, texts, taiwan, "text")
    assert beads(aligner, *files) == wanted
    assert aligner.read(files[1], "zh").locale == "zh-Hant"


def units(expected):
    """Return the pairs that a bilingual file can hold."""
    return [pair for pair in expected if all(pair)]


def table(rows, path):
    delimiter = "\t" if path.suffix == ".tsv" else ","
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([("English", "Chinese"), *rows])


def workbook(rows, path):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([("中文", "English"), *((zh, en) for en, zh in rows)]):
            sheet.write_row(number, 0, row)


def catalogue(rows, path):
    made = polib.POFile()
    made.metadata = {"Content-Type": "text/plain; charset=utf-8", "Language": "zh_CN"}
    made.extend(polib.POEntry(msgid=en, msgstr=zh) for en, zh in rows)
    made.save(str(path))


def xliff(rows, path):
    body = "".join(
        f'<trans-unit id="{n}"><source>{escape(en)}</source><target>{escape(zh)}</target>'
        "</trans-unit>"
        for n, (en, zh) in enumerate(rows)
    )
    path.write_text(
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a" '
        'source-language="en-US" target-language="zh-CN" datatype="plaintext">'
        f"<body>{body}</body></file></xliff>",
        encoding="utf-8",
    )


def xliff2(rows, path):
    body = "".join(
        f'<unit id="u{n}"><segment><source>{escape(en)}</source><target>{escape(zh)}</target>'
        "</segment></unit>"
        for n, (en, zh) in enumerate(rows)
    )
    path.write_text(
        '<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en-US" '
        f'trgLang="zh-CN"><file id="f">{body}</file></xliff>',
        encoding="utf-8",
    )


def tmx(rows, path):
    body = "".join(
        f'<tu><tuv xml:lang="en-US"><seg>{escape(en)}</seg></tuv>'
        f'<tuv xml:lang="zh-CN"><seg>{escape(zh)}</seg></tuv></tu>'
        for en, zh in rows
    )
    path.write_text(
        f'<tmx version="1.4"><header srclang="en-US"/><body>{body}</body></tmx>', encoding="utf-8"
    )


BITEXTS = {
    "a.tmx": tmx,
    "a.xlf": xliff,
    "b.xlf": xliff2,
    "a.po": catalogue,
    "a.csv": table,
    "a.tsv": table,
    "a.xlsx": workbook,
}


@pytest.mark.parametrize("name", BITEXTS)
def test_one_bilingual_file(texts, expected, tmp_path, name):
    # a row is a unit: its two sides stay together
    rows = units(expected)
    BITEXTS[name](rows, tmp_path / name)
    found = beads(Aligner(encoder=load_encoder(), segmented=True), tmp_path / name)
    assert found == rows


def by_turns(texts):
    for pair in zip(*texts.values(), strict=True):
        yield from pair


def one_after_the_other(texts):
    for side in texts.values():
        yield from side


@pytest.mark.parametrize("order", [by_turns, one_after_the_other])
def test_mixed_languages_in_one_file(aligner, texts, expected, tmp_path, order):
    (tmp_path / "a.txt").write_text("\n".join(order(texts)), encoding="utf-8")
    assert beads(aligner, tmp_path / "a.txt") == expected


def test_documents_saved_by_libreoffice(aligner):
    found = {
        suffix: beads(aligner, *(FILES / f"{kind}_release_{s}.{suffix}" for s in ("en", "zh")))
        for kind, suffix in (("docx", "docx"), ("html", "html"), ("epub", "epub"))
    }
    assert found["docx"] == found["html"] == found["epub"]
    assert len(found["docx"]) > 10


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("suffix", ["docx", "pdf", "html"])
def test_documents_saved_by_the_installed_libreoffice(aligner, texts, expected, tmp_path, suffix):
    pages = save(tmp_path, texts, page, "xhtml")
    target = {"docx": "docx:Office Open XML Text", "html": "html:HTML (StarWriter)"}
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--writer",
         "--convert-to", target.get(suffix, suffix), "--outdir", tmp_path / "out", *pages],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    files = [tmp_path / "out" / f"{side}.{suffix}" for side in texts]
    assert beads(aligner, *files) == expected
