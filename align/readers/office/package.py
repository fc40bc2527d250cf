"""Office files as archives of XML parts: opening, relations between parts, walking a part."""

import posixpath
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from align.errors import InputError
from align.files.archive import open_archive, read_member
from align.files.load import Source
from align.files.xml import safe_parser

#: Largest part, in bytes: 1,000 pages of Word have 10 MB.
LARGEST = 128_000_000
#: How files of old office programs begin, and new ones with a password.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: The end of the name of a relation, as it is in both editions of Office Open XML.
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

#: Short names of the namespaces that readers ask for; a namespace of both editions has one.
_SPACES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "c",
    "http://purl.oclc.org/ooxml/drawingml/chart": "c",
    "http://schemas.openxmlformats.org/drawingml/2006/diagram": "dgm",
    "http://purl.oclc.org/ooxml/drawingml/diagram": "dgm",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/presentationml/2006/main": "p",
    "http://purl.oclc.org/ooxml/presentationml/main": "p",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0": "svg",
    "urn:oasis:names:tc:opendocument:xmlns:presentation:1.0": "presentation",
    "http://purl.org/dc/elements/1.1/": "dc",
    "urn:oasis:names:tc:opendocument:xmlns:meta:1.0": "meta",
    "http://www.w3.org/1998/Math/MathML": "math",
}


def short(name: str) -> str:
    """Return a name of lxml's with the short name of its namespace; as it is if that is unknown.

    >>> short("{http://purl.oclc.org/ooxml/wordprocessingml/main}p"), short("id")
    ('w:p', 'id')
    """
    space, _, local = name.rpartition("}")
    return f"{_SPACES[space[1:]]}:{local}" if space[1:] in _SPACES else name


def value(attributes: Mapping[str, str], name: str = "val") -> str:
    """Return an attribute by its local name, whatever its namespace; empty if there is none.

    >>> value({"{http://purl.oclc.org/ooxml/wordprocessingml/main}val": "1"})
    '1'
    """
    for key, found in attributes.items():
        if key == name or key.endswith("}" + name):
            return found
    return ""


class _Names(dict[str, str]):
    """Short names by names, each found once."""

    def __missing__(self, name: str) -> str:
        self[name] = found = short(name)
        return found


class Package:
    """An office file: an archive of parts.

    ``what`` names the format in messages (``"a Word document"``), ``suffix`` is the one that it is
    saved with; ``needed`` are parts, or folders of them, that it must have.

    Raises :class:`align.errors.InputError` for a file that is none, or is damaged or protected.
    """

    def __init__(self, source: Source, what: str, suffix: str, needed: Sequence[str]) -> None:
        self.source, self.what = source, what
        self._check(suffix)
        self._archive = open_archive(source, what)
        self.names = {member.filename: member.file_size for member in self._archive.infolist()}
        for name in needed:
            if not any(part == name or part.startswith(f"{name}/") for part in self.names):
                raise source.error(f"not {what}, whatever its name says")
        #: Parts that were walked.
        self.read: set[str] = set()

    def _check(self, suffix: str) -> None:
        source = self.source
        if not source.data:
            raise source.error("the file is empty")
        if source.data.startswith(OLE):
            raise source.error(
                "one of an old program, or one with a password; "
                f"save it as {suffix} without a password"
            )
        if source.data.removeprefix(BOM_UTF8).lstrip()[:1] == b"<":
            raise source.error(
                f"not {self.what} but a web page or XML; rename it to .html, or save it anew"
            )

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return the relations of a part: by identifier, the type's last word and the other part.

        Relations to what is not in the archive are left out.
        """
        folder, name = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, tuple[str, str]] = {}
        if path not in self.names:
            return found

        def start(name: str, attributes: Mapping[str, str]) -> None:
            if name == _RELATION and attributes.get("TargetMode") != "External":
                target = unquote(attributes.get("Target", ""))
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                if target in self.names:
                    kind = attributes.get("Type", "").rpartition("/")[2]
                    found[attributes.get("Id", "")] = kind, target

        self.walk(path, start, lambda name: None, lambda text: None)
        return found

    def related(self, part: str, kind: str) -> Iterator[str]:
        """Yield the parts that a part has a relation of the type to."""
        return (target for found, target in self.relations(part).values() if found == kind)

    def content(self, part: str) -> bytes:
        """Return the bytes of a part."""
        self.read.add(part)
        return read_member(self._archive, part, self.source, self.what)

    def holds(self, part: str, text: bytes) -> bool:
        """Whether there is such a part, and the text is in it."""
        return part in self.names and text in read_member(
            self._archive, part, self.source, self.what
        )

    def walk(
        self,
        part: str,
        start: Callable[[str, Mapping[str, str]], None],
        end: Callable[[str], None],
        data: Callable[[str], None],
    ) -> None:
        """Tell of the elements of a part and of the text in them, in order; nothing is kept.

        Names are :func:`short`, those of attributes are as lxml has them.
        """
        if self.names.get(part, 0) > LARGEST:
            size = self.names[part] / 1e6
            raise self.source.error(
                f"{self.what} with {size:,.0f} MB in {part}: too much; split it"
            )
        walk_xml(self.content(part), start, end, data, self.source, self.what, part)


def walk_xml(
    content: bytes,
    start: Callable[[str, Mapping[str, str]], None],
    end: Callable[[str], None],
    data: Callable[[str], None],
    source: Source,
    what: str,
    part: str,
) -> None:
    """Tell of the elements of XML and of the text in them, as :meth:`Package.walk` does.

    Raises :class:`align.errors.InputError` for XML that is broken or has a document type.
    """
    from lxml import etree

    names = _Names()

    class Target:
        def start(self, tag: str, attributes: Mapping[str, str]) -> None:
            start(names[tag], attributes)

        def end(self, tag: str) -> None:
            end(names[tag])

        def data(self, text: str) -> None:
            data(text)

        def doctype(self, *_: Any) -> None:
            raise source.error(f"{what} with a document type declaration in {part}, refused")

        def close(self) -> None:
            pass

    try:
        etree.fromstring(content, safe_parser(target=Target(), remove_pis=True))
    except InputError:
        raise
    except (etree.XMLSyntaxError, ValueError) as error:
        if "depth" in str(error):
            raise source.error(f"{what} with hundreds of nested tables, refused") from None
        raise source.error(
            f"{what} that is damaged (in {part}); open it and save it again"
        ) from error
