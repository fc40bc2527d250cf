"""Electronic books (.epub): the chapters in reading order."""

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import unquote
from zipfile import ZipFile

from align.document import Paragraph
from align.errors import InputError
from align.files.archive import open_archive, read_member
from align.files.load import Source
from align.files.xml import parse_xml
from align.readers.base import Reader
from align.readers.html.elements import decode_page, parse_page, tag_name
from align.readers.html.tree import normalised, paragraphs_of

WHAT = "an electronic book"
_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PAGES = ("application/xhtml+xml", "text/html", "application/html", "text/x-oeb1-document")
_NCX = "application/x-dtbncx+xml"
# Obfuscated fonts: the text itself is not encrypted.
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


class _Page(NamedTuple):
    """A page of a book; ``aside`` is the reason why it is no chapter."""

    name: str
    aside: str


class _Package(NamedTuple):
    """The file that says what is in a book."""

    name: str
    root: Any

    def path(self, href: str) -> str:
        """Return the name in the archive of what the package refers to."""
        folder = posixpath.dirname(self.name)
        return posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))

    @property
    def contents(self) -> list[str]:
        """The tables of contents for old devices."""
        items = _all(self.root, "item")
        return [self.path(i.get("href", "")) for i in items if i.get("media-type") == _NCX]


def read_epub(source: Source) -> tuple[Paragraph, ...]:
    """Return the paragraphs of all chapters; ``where`` is the chapter and the number in it.

    A chapter is named by its first heading or its file; ``line`` is the line in that file. The
    cover and the tables of contents are set aside, and so are pages that the book has but does not
    show.

    Raises :class:`align.errors.InputError` for a file that is not a book, is damaged or locked.
    """
    archive = open_archive(source, WHAT)
    _check_lock(archive, source)
    book = _package(archive, source)
    found = [
        Paragraph(text, where=book.name, aside="metadata")
        for element in book.root.iter()
        if (text := normalised((element.text or "") if tag_name(element) else ""))
    ]
    for page in _pages(book):
        found += _chapter(archive, page, source)
    for name in book.contents:
        texts = _xml(archive, name, source).itertext()
        lines = filter(None, map(normalised, texts))
        found += (Paragraph(line, where=name, aside="navigation") for line in lines)
    if all(p.aside for p in found):
        raise source.error("no text in this book (pictures only?)")
    return tuple(found)


def _chapter(archive: ZipFile, page: _Page, source: Source) -> Iterator[Paragraph]:
    """Yield the paragraphs of a page, with their places."""
    file = Source(read_member(archive, page.name, source, WHAT), f"{source.name} ({page.name})")
    furniture = page.aside and not source.keep_boilerplate
    paragraphs = paragraphs_of(_tree(file), kept=() if furniture else None, source=source)
    titles = (p.text for p in paragraphs if p.kind == "heading" and not p.aside)
    title = next(titles, posixpath.basename(page.name))
    number = 0
    for paragraph in paragraphs:
        number += not paragraph.aside
        aside = page.aside if paragraph.aside == "navigation" else paragraph.aside
        place = f"{title}, paragraph {max(number, 1)}"
        key = paragraph.key and f"{page.name}, {paragraph.key}"
        yield replace(paragraph, where=place, aside=aside, key=key)


def _check_lock(archive: ZipFile, source: Source) -> None:
    if _ENCRYPTION not in archive.namelist():
        return
    root = _xml(archive, _ENCRYPTION, source)
    ways = [e.get("Algorithm", "") for e in _all(root, "EncryptionMethod")]
    if not all(way.startswith(_FONTS) for way in ways):
        raise source.error(f"{WHAT} locked by its seller (DRM); only an open one can be read")


def _package(archive: ZipFile, source: Source) -> _Package:
    root = _xml(archive, _CONTAINER, source)
    name = next((e.get("full-path") for e in _all(root, "rootfile") if e.get("full-path")), None)
    if not name:
        raise source.error(f"not {WHAT}: {_CONTAINER} names no content")
    return _Package(name, _xml(archive, name, source))


def _pages(book: _Package) -> Iterator[_Page]:
    """Yield the pages in reading order, then those that are not in it."""
    items = {i.get("id"): i for i in _all(book.root, "item") if i.get("media-type") in _PAGES}
    shown = [items.get(reference.get("idref")) for reference in _all(book.root, "itemref")]
    covers = {
        book.path(r.get("href", ""))
        for r in _all(book.root, "reference")
        if r.get("type", "").lower() in ("cover", "toc")
    }
    seen = set()
    for item, hidden in (*((i, "") for i in shown), *((i, "hidden text") for i in items.values())):
        name = "" if item is None else book.path(item.get("href", ""))
        if item is None or name in seen:
            continue
        seen.add(name)
        contents = "nav" in item.get("properties", "").split() or name in covers
        yield _Page(name, "navigation" if contents else hidden)


def _tree(page: Source) -> Any:
    """Parse a chapter as XML, which it should be, or as HTML if it is not."""
    try:
        return parse_xml(page, what="a chapter")
    except InputError:
        return parse_page(page, decode_page(page))


def _xml(archive: ZipFile, name: str, source: Source) -> Any:
    return parse_xml(source, read_member(archive, name, source, WHAT), what=WHAT)


def _all(root: Any, name: str) -> list[Any]:
    """Return the elements of this name in any namespace."""
    return [element for element in root.iter() if tag_name(element) == name.lower()]


READER = Reader("EPUB", (".epub",), read_epub)
