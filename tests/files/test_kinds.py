"""Files that are no text are named, whatever they are called; texts are left alone."""

import io
import zipfile

import pytest

from align.errors import InputError, NotADocumentError
from align.files.kinds import kind_of, suffix_by_content
from align.files.load import NamedBytes
from align.formats.read import read_rows
from align.readers import read, read_segments, reader_for


def archive(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, data in members.items():
            file.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def ole(stream):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + stream.encode("utf-16-le")


CONTENTS = {
    ".pdf": b"%PDF-1.7\n",
    ".rtf": b"{\\rtf1\\ansi The meeting.}",
    ".ps": b"%!PS-Adobe-3.0\n",
    ".jpg": b"\xff\xd8\xff\xe0\0\x10JFIF\0",
    ".png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    ".gif": b"GIF89a\1\0\1\0\x80",
    ".bmp": b"BM\x36\0\0\0\0\0\0\0",
    ".tif": b"II*\0\x08\0\0\0",
    ".webp": b"RIFF\x24\0\0\0WEBPVP8 ",
    ".heic": b"\0\0\0\x18ftypheic\0\0\0\0",
    ".mp3": b"ID3\4\0\0\0\0",
    ".wav": b"RIFF\x24\0\0\0WAVEfmt ",
    ".mp4": b"\0\0\0\x18ftypmp42\0\0\0\0",
    ".mkv": b"\x1aE\xdf\xa3\x93B",
    ".ogg": b"OggS\0\2\0\0",
    ".flac": b"fLaC\0\0\0\x22",
    ".gz": b"\x1f\x8b\x08\0\0\0",
    ".7z": b"7z\xbc\xaf'\x1c\0\4",
    ".rar": b"Rar!\x1a\x07\1\0",
    ".zip": archive(a=b"x"),
    ".plist": b"bplist00\xdb\1\0",
    ".so": b"\x7fELF\2\1\1\0",
    ".exe": b"MZ\x90\0\3\0\0\0",
    ".sqlite": b"SQLite format 3\0\x10\0",
    ".woff2": b"wOF2\0\1\0\0",
    ".doc": ole("WordDocument"),
    ".xls": ole("Workbook"),
    ".ppt": ole("PowerPoint Document"),
    ".msg": ole("__properties_version1.0"),
    ".docx": archive(word__document="<x/>"),
    ".xlsx": archive(xl__workbook="<x/>"),
    ".pptx": archive(ppt__presentation="<x/>"),
    ".epub": archive(mimetype="application/epub+zip", OEBPS__x="<x/>"),
    ".odt": archive(mimetype="application/vnd.oasis.opendocument.text", content="<x/>"),
    ".ods": archive(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
    ".ofd": archive(**{"OFD.xml": "<x/>"}),
    ".html": b"<!-- a page -->\n<!DOCTYPE html>\n<p>x",
    ".tmx": b'<?xml version="1.0"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">',
    ".xlf": b'\xef\xbb\xbf<?xml version="1.0"?><xliff version="1.2">',
    ".svg": b'<?xml version="1.0"?><svg xmlns="x">',
    ".xml": b'<?xml version="1.0"?><catalog>',
    ".tex": b"% a letter\n\\documentclass{letter}\n",
}


def test_a_text_saved_from_a_page_is_an_open_document() -> None:
    data = archive(mimetype="application/vnd.oasis.opendocument.text-web", content="<x/>")
    assert suffix_by_content(data) == ".odt"


@pytest.mark.parametrize("suffix", CONTENTS)
def test_content_is_recognized(suffix):
    data = CONTENTS[suffix]
    assert suffix_by_content(data) == suffix
    assert kind_of("x.txt", data)
    assert suffix_by_content(data[:1]) == suffix_by_content(b"") == ""


@pytest.mark.parametrize(
    "text",
    [
        "BM Holdings opened a shop.", "MZ is a company.", "ID3 tags are described below.",
        "GIF89a is an old format.", "OggS!", "Rar! said the lion.", "fLaC or not?",
        "PK\n", "RIFF and raff", "%PDF is what they call it", "{rtf} is no rtf", "ELF",
        "<p>A paragraph</p>", "<b>Bold</b> words", "< 5 % of all", "#!/bin/sh is a line",
        "CAJ is short for a name.", "AT&TFORM is odd", "HWP Document File",
        "%!", "港口于五月开放。", "\ufeffHello", "# Title\n\n<html>",
        "The command \\documentclass begins a file.", "",
    ],
)  # fmt: skip
def test_texts_are_texts(text):
    assert suffix_by_content(text.encode()) == ""
    assert kind_of("a.txt", text.encode()) is kind_of("README", text.encode()) is None
    assert reader_for("a", text.encode()).name == "plain text"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a.jpg", "a picture, which is not read; recognize its text"),
        ("a.HEIC", "a picture"),
        ("a.mp3", "a recording, which is not read; give its subtitles"),
        ("a.lrc", "a subtitle file in another format, which is not read; convert it to .srt"),
        ("a.zip", "an archive, which is not read; unpack it"),
        ("a.exe", "a program"),
        ("a.css", "program text"),
        ("a.woff2", "a font"),
        ("a.tex", "LaTeX source, which is not read; convert it, for example with: pandoc"),
        ("a.pages", "save it as .docx"),
        ("a.xls", "save it as .xlsx"),
        ("a.mobi", "convert it to .epub"),
        ("a.ipynb", "export it as .docx, .html or .md"),
        ("a.sdltm", "export it as .tmx"),
        ("a.align.json", "data of a program"),
        ("a.txt~", "data of a program"),
    ],
)
def test_names_are_refused(name, words):
    with pytest.raises(InputError) as caught:
        reader_for(name, b"Some text.")
    assert str(caught.value).startswith(f"{name}: ")
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("name", "suffix", "words"),
    [
        ("a.txt", ".jpg", "a.txt: a picture, whatever its name says; recognize its text"),
        ("a.md", ".png", "a.md: a picture, whatever"),
        ("a.html", ".mp4", "a.html: a recording, whatever"),
        ("a.docx", ".sqlite", "a.docx: data of a program, whatever"),
        ("a.txt", ".xlsx", "a.txt: an Excel workbook, whatever its name says; give it the"),
        ("a.txt", ".tmx", "give it the suffix .tmx"),
        ("a.dat1", ".xml", "a.dat1: XML of a kind without a reader, which is not read"),
        ("a.xml", ".xlf", "give it the suffix .xlf"),
        ("a.txt", ".tex", "a.txt: LaTeX source, whatever"),
        ("a.txt", ".ps", "a.txt: PostScript, whatever its name says; save it as .pdf"),
        ("letter", ".xls", "letter: an Excel workbook in an old or binary form, which is not read"),
        ("a.docx", ".zip", "a.docx: "),
    ],
)  # fmt: skip
def test_contents_are_refused_under_any_name(name, suffix, words):
    with pytest.raises(InputError) as caught:
        read(NamedBytes(name, CONTENTS[suffix]))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "suffix", "words"),
    [
        ("a.csv", ".xlsx", "a.csv: an Excel workbook, whatever its name says; give it the suffix"),
        ("a.tmx", ".jpg", "a.tmx: a picture, whatever"),
        ("a.xlsx", ".xls", "save it as .xlsx"),
        ("a.xlf", ".docx", "a.xlf: a Word document, whatever"),
        ("a.po", ".pdf", "a.po: a PDF document, whatever"),
        ("a.tsv", ".sqlite", "a.tsv: data of a program, whatever"),
    ],
)
def test_what_is_no_bilingual_file_is_named(tmp_path, name, suffix, words):
    (tmp_path / name).write_bytes(CONTENTS[suffix])
    for file in (tmp_path / name, NamedBytes(name, CONTENTS[suffix])):
        with pytest.raises(InputError) as caught:
            read_rows(file)
        assert words in str(caught.value)


def test_a_protected_office_file():
    with pytest.raises(InputError, match="with a password"):
        reader_for("a.docx", ole("EncryptedPackage"))


@pytest.mark.parametrize("name", ["a.txt", "a", "a.doc", "a.docx", "a.xyz", "a.xls"])
def test_a_page_under_another_name_is_read(name):
    page = b"<html><body><p>The meeting begins at nine.</p></body></html>"
    found = read(NamedBytes(name, page))
    assert [p.text for p in found if not p.aside] == ["The meeting begins at nine."]


def test_markdown_may_begin_with_html():
    text = b"<html-like> a word\n\n# Title\n"
    assert reader_for("a.md", text).name == "Markdown"
    assert reader_for("a.md", b"<html>\n\n# Title\n").name == "Markdown"


def test_pictures_are_told_from_documents():
    with pytest.raises(NotADocumentError):
        reader_for("photo", CONTENTS[".jpg"])
    for name, suffix in (("a.txt", ".jpg"), ("a", ".xls")):  # somebody wants their text
        with pytest.raises(InputError) as caught:
            reader_for(name, CONTENTS[suffix])
        assert not isinstance(caught.value, NotADocumentError)


def test_lines_of_text_are_not_cut_out_of_a_document():
    with pytest.raises(InputError, match=r"a.txt: a Word document, not lines of text"):
        read_segments(NamedBytes("a.txt", CONTENTS[".docx"]))
