"""Electronic books (.epub): the chapters in reading order."""

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

from align.document import Paragraph
from align.errors import InputError
from align.files.archive import open_archive, read_member
from align.files.load import Source
from align.files.xml import parse_xml
from align.readers.base import Reader
from align.readers.html.elements import decode_page, parse_page, tag_name
from align.readers.html.tree import paragraphs_of

WHAT = "an electronic book"
_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PAGES = ("application/xhtml+xml", "text/html", "application/html", "text/x-oeb1-document")
# Obfuscated fonts: the text itself is not encrypted.
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


def read_epub(source: Source) -> tuple[Paragraph, ...]:
    """Return the paragraphs of all chapters; ``where`` is the chapter and the number in it.

    A chapter is named by its first heading or its file; ``line`` is the line in that file. The
    cover and the table of contents are left out.

    Raises :class:`align.errors.InputError` for a file that is not a book, is damaged or locked.
    """
    archive = open_archive(source, WHAT)
    _check_lock(archive, source)
    found: list[Paragraph] = []
    for name in _chapters(archive, source):
        page = Source(read_member(archive, name, source, WHAT), f"{source.name} ({name})")
        paragraphs = paragraphs_of(_tree(page))
        titles = (p.text for p in paragraphs if p.kind == "heading")
        title = next(titles, posixpath.basename(name))
        found += (
            replace(p, where=f"{title}, paragraph {n}") for n, p in enumerate(paragraphs, start=1)
        )
    if found:
        return tuple(found)
    raise source.error("no text in this book (pictures only?)")


def _check_lock(archive: ZipFile, source: Source) -> None:
    if _ENCRYPTION not in archive.namelist():
        return
    root = _xml(archive, _ENCRYPTION, source)
    ways = [e.get("Algorithm", "") for e in _all(root, "EncryptionMethod")]
    if not all(way.startswith(_FONTS) for way in ways):
        raise source.error(f"{WHAT} locked by its seller (DRM); only an open one can be read")


def _chapters(archive: ZipFile, source: Source) -> Iterator[str]:
    """Yield the names of the pages in reading order."""
    root = _xml(archive, _CONTAINER, source)
    package = next((e.get("full-path") for e in _all(root, "rootfile") if e.get("full-path")), None)
    if not package:
        raise source.error(f"not {WHAT}: {_CONTAINER} names no content")
    book = _xml(archive, package, source)
    items = {item.get("id"): item for item in _all(book, "item")}
    covers = {
        r.get("href", "").partition("#")[0]
        for r in _all(book, "reference")
        if r.get("type", "").lower() in ("cover", "toc")
    }
    folder = posixpath.dirname(package)
    seen = set()
    for reference in _all(book, "itemref"):
        item = items.get(reference.get("idref"))
        if item is None or item.get("media-type") not in _PAGES:
            continue
        href = item.get("href", "").partition("#")[0]
        skipped = "nav" in item.get("properties", "").split() or href in covers
        name = posixpath.normpath(posixpath.join(folder, unquote(href)))
        if not skipped and name not in seen:
            seen.add(name)
            yield name


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
