"""Electronic books: the chapters in the order of reading, and only what a reader reads."""

from pathlib import Path

import pytest
from reading import packed

from align.document import Paragraph
from align.errors import InputError
from align.files.load import Source
from align.readers.epub import read_epub

FILES = Path(__file__).parent / "files"
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)
XHTML = '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'


def chapter(body: str, prolog: str = '<?xml version="1.0" encoding="utf-8"?>\n') -> str:
    return f"{prolog}{XHTML}<head><title/></head>\n<body>\n{body}</body></html>"


def book(
    chapters: dict[str, str | bytes], more: dict[str, str] | None = None, hidden: str = ""
) -> bytes:
    """A book of these files in this order; ``nav.xhtml`` and ``cover.xhtml`` are what they say."""
    items = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"'
        f"{' properties=' + chr(34) + 'nav' + chr(34) if name == 'nav.xhtml' else ''}/>"
        for n, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="i{n}"/>' for n, name in enumerate(chapters) if name != hidden)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="css" href="a.css" '
        f'media-type="text/css"/>{items}</manifest><spine>{spine}</spine>'
        '<guide><reference type="cover" href="cover.xhtml"/></guide></package>'
    )
    members = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER}
    members |= {"OEBPS/book.opf": package} | (more or {})
    # the order in the archive is not the order of reading
    pages = ((f"OEBPS/{name.replace('%20', ' ')}", chapters[name]) for name in reversed(chapters))
    return packed([*members.items(), *pages])


def texts(data: bytes) -> list[str]:
    return [p.text for p in shown(data)]


def shown(data: bytes) -> list[Paragraph]:
    return [p for p in read_epub(Source(data, "a.epub")) if not p.aside]


def error(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        read_epub(Source(data, "a.epub"))
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_saved_by_libreoffice(language: str) -> None:
    table = (FILES / f"docx_release_{language}.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in table.splitlines()]
    found = shown((FILES / f"epub_release_{language}.epub").read_bytes())
    # LibreOffice exports headings and list items as paragraphs like any other
    lost = {"heading": "text", "list": "text"}
    expected = [(lost.get(kind, kind), text) for kind, text, *_ in lines]
    expected += [("footnote", line[2]) for line in lines if len(line) > 2]
    assert [(p.kind, p.text) for p in found] == expected


def test_order_places_and_omitted_parts() -> None:
    data = book(
        {
            "cover.xhtml": chapter("<p>Cover</p>"),
            "nav.xhtml": chapter("<nav><a href='b'>Contents</a></nav>"),
            "b.xhtml": chapter("<h1>First</h1>\n<p>It begins.</p>"),
            "a%20b.xhtml": chapter("<p>It ends.</p>"),
        }
    )
    found = shown(data)
    assert [(p.text, p.line, p.where) for p in found] == [
        ("First", 4, "First, paragraph 1"),
        ("It begins.", 5, "First, paragraph 2"),
        ("It ends.", 4, "a b.xhtml, paragraph 1"),
    ]


def test_covers_contents_and_pages_that_are_not_shown_are_set_aside() -> None:
    data = book(
        {
            "cover.xhtml": chapter("<p>Cover</p>"),
            "nav.xhtml": chapter("<nav><a href='b'>To b</a></nav>"),
            "b.xhtml": chapter("<h1>One</h1><p>Two<a href='#n'>1</a></p>"),
            "draft.xhtml": chapter("<p>Three</p>"),
        },
        hidden="draft.xhtml",
    )
    found = read_epub(Source(data, "a.epub"))
    assert [(p.aside, p.text) for p in found] == [
        ("navigation", "Cover"),
        ("navigation", "To b"),
        ("", "One"),
        ("", "Two"),
        ("note marks", "1"),
        ("hidden text", "Three"),
    ]
    everything = read_epub(Source(data, "a.epub", keep_boilerplate=True))
    assert [p.text for p in everything if not p.aside] == ["Cover", "To b", "One", "Two", "Three"]


def test_footnotes_entities_and_short_forms() -> None:
    prolog = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://example.org/x.dtd">'
    body = (
        'CQC&nbsp;&amp;&hellip;<a epub:type="noteref" href="#n">1</a> <a id="x"/>grew'
        '<aside id="n" epub:type="footnote"><p>By far.</p></aside>'
    )
    found = shown(book({"a.xhtml": chapter(body, prolog)}))
    assert [(p.kind, p.text) for p in found] == [("text", "CQC &… grew"), ("footnote", "By far.")]


def test_a_chapter_that_is_not_xml_is_read_as_html() -> None:
    page = b"<html><body><p>One<br>Two<p>Three &amp four"
    assert texts(book({"a.xhtml": page})) == ["One", "Two", "Three & four"]


def test_a_chapter_in_gb18030() -> None:
    page = chapter("<p>认证</p>", '<?xml version="1.0" encoding="gb18030"?>').encode("gb18030")
    assert texts(book({"a.xhtml": page})) == ["认证"]


def lock(algorithm: str) -> dict[str, str]:
    return {
        "META-INF/encryption.xml": "<encryption><EncryptedData><EncryptionMethod "
        f'Algorithm="{algorithm}"/></EncryptedData></encryption>'
    }


def test_a_locked_book() -> None:
    locked = lock("http://www.w3.org/2001/04/xmlenc#aes128-cbc")
    assert "DRM" in error(book({"a.xhtml": b"\x8f\x01"}, locked))


def test_obfuscated_fonts_are_allowed() -> None:
    fonts = lock("http://www.idpf.org/2008/embedding")
    assert texts(book({"a.xhtml": chapter("<p>One</p>")}, fonts)) == ["One"]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "not an electronic book"),
        (b"<html>", "not an electronic book"),
        (book({"a.xhtml": chapter("")}), "no text"),
        (book({}), "no text"),
        (book({"a.xhtml": chapter("x")})[:300], "cut off or damaged"),
        (book({"a.xhtml": chapter("x")}, {"META-INF/container.xml": "<a/>"}), "names no content"),
        (book({"a.xhtml": chapter("x")}, {"META-INF/container.xml": "<a"}), "broken XML"),
        (book({"a.xhtml": chapter("x")}, {"OEBPS/book.opf": "<a/>"}), "no text"),
        (book({"a.xhtml": chapter("<div>" * 5_000)}), "thousands deep"),
        (book({"a.xhtml": b"<p>" + b"a" * 20_000_000}), "refused"),
    ],
)
def test_bad_files(data: bytes, what: str) -> None:
    assert what in error(data)


def test_a_missing_chapter() -> None:
    # the archive has it under another name of the same length
    data = book({"a.xhtml": chapter("<p>x</p>")}).replace(b"OEBPS/a.xhtml", b"OEBPS/b.xhtml")
    assert "a.xhtml is missing" in error(data)
