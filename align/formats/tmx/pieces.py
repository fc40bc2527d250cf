"""Reads large TMX files fast: in pieces, by a regular expression where that suffices.

A file is cut so that its pieces can be processed in parallel; if only the whole file can be
understood, :class:`NotSplittableError` is raised. Most units of a piece are matched by one
expression, which covers a small subset of XML where it means the same: no entities, no codes, no
notes. All other units are parsed by lxml. That takes half the time of lxml alone; and cleaning,
which compares two texts and writes most units again, needs no objects for the rest.
"""

import os
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from align.errors import InputError
from align.files.xml import safe_parser
from align.formats.tmx.read import read_tmx, unit_of_element
from align.tmx_dates import last_change
from align.unit import Header, Prop, Unit, UnitLike, Variant, confidence_of

_VALUE = r'"[^"<>&\n\t]*"'
_TEXT = r"[^<>&]*"
_TUV = rf'<tuv xml:lang="([\w-]*)">[ \n\t]*<seg>({_TEXT})</seg>[ \n\t]*</tuv>[ \n\t]*'
#: A plain unit with the white space after it; the groups are the first fields of
#: :class:`PlainUnit`.
PLAIN = re.compile(
    rf'<tu(?: tuid=("[^"<>&\n\t]+"))?((?: (?!xmlns|tuid)[a-z-]+={_VALUE})*)>[ \n\t]*'
    rf"((?:<prop type={_VALUE}>{_TEXT}</prop>[ \n\t]*)*){_TUV}{_TUV}</tu>[ \n\t]*",
    re.ASCII,
)
#: The end of a unit: without comments and the like, "<" is always markup.
END = re.compile(r"</tu[ \n\t]*>[ \n\t]*")
_ATTRIBUTES = re.compile(r' ([a-z-]+)="([^"]*)"').findall
_PROPS = re.compile(r'<prop type="([^"]*)">([^<]*)').findall
_SPECIAL = ("<!", "<?", "]]>", "xmlns")
#: Characters of UTF-8 that XML cannot hold.
_NOT_XML = ("\ufffe", "\uffff")
_CONTROLS = bytes(n for n in range(32) if n not in b"\t\n")
#: At most this many characters are parsed by lxml at a time, if no unit is plain.
_MOST = 30_000
#: Smaller files (in bytes) are done before other processes would have started.
SMALLEST = 20 * 2**20
#: Bytes of a piece; most bytes before the first and after the last unit.
PIECE, _HEAD = 2 * 2**20, 2**20
_BEGIN = re.compile(rb"<tu[\s/>]")
_END = re.compile(rb"</tu\s*>")
_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml\s([^?]*)\?>)?")
_ENCODING = re.compile(rb"encoding\s*=\s*.([\w.-]*)")


class NotSplittableError(ValueError):
    """The file has to be read as one stream."""


class PlainUnit(NamedTuple):
    """A unit of two plain texts, as in its file.

    ``quoted_id`` is the id in quotation marks; ``about`` are the other attributes and ``inside``
    the properties, as XML; then come the code and the text of each side.

    >>> found = PLAIN.match('<tu tuid="7"><tuv xml:lang="en"><seg>Hi.</seg></tuv>'
    ...                     '<tuv xml:lang="zh"><seg>嗨。</seg></tuv></tu>')
    >>> plain = PlainUnit(*found.groups(), line=1)
    >>> plain.sides, plain.unit().id
    (('en', 'Hi.', 'zh', '嗨。'), '7')
    """

    quoted_id: str | None
    about: str
    inside: str
    one: str
    first: str
    two: str
    second: str
    line: int

    @property
    def size(self) -> int:
        """The number of texts."""
        return 2

    @property
    def sides(self) -> tuple[str, str, str, str]:
        """Code and text of each side."""
        return self[3:7]

    @property
    def changed(self) -> str:
        """Like :attr:`align.unit.Unit.changed`."""
        return _changed(self.about)

    @property
    def confidence(self) -> float | None:
        """Like :attr:`align.unit.Unit.confidence`."""
        return confidence_of(self)

    def prop(self, type_: str, otherwise: str = "") -> str:
        """Return the first property of a type."""
        tag = f'<prop type="{type_}">'
        at = self.inside.find(tag)
        if at < 0:
            return otherwise
        at += len(tag)
        return self.inside[at : self.inside.index("<", at)]

    def unit(self) -> Unit:
        """The unit as an object."""
        id_, about, inside, one, first, two, second, line = self
        return Unit(
            [
                Variant(one, (first,) if first else (), {}),
                Variant(two, (second,) if second else (), {}),
            ],
            id_[1:-1] if id_ else "",
            dict(_attributes(about)),
            tuple([Prop(*pair) for pair in _PROPS(inside)]),
            (),
            line,
        )


@lru_cache(maxsize=100)  # neighbours usually have the same
def _attributes(about: str) -> dict[str, str]:
    """Return the attributes of a unit by name; the result is cached and must not be changed.

    Raises :class:`ValueError` for a repeated attribute, which is not XML.
    """
    pairs = _ATTRIBUTES(about)
    attributes = dict(pairs)
    if len(attributes) != len(pairs):
        raise ValueError(f"a repeated attribute:{about}")
    return attributes


@lru_cache(maxsize=100)
def _changed(about: str) -> str:
    """Return the date of the last change; the texts of a plain unit have none of their own."""
    return last_change([_attributes(about)])


def quick_units(data: bytes) -> Iterator[UnitLike]:
    """Yield the units of a run of whole ``tu`` elements; lines count from its beginning.

    Converted to :class:`align.unit.Unit`, they equal those of
    :func:`align.formats.tmx.read.read_tmx`.

    >>> data = b'<tu><tuv xml:lang="en"><seg>Hi &amp; bye.</seg></tuv></tu>'
    >>> [found.unit().text("en") for found in quick_units(data)]
    ['Hi & bye.']

    Raises :class:`NotSplittableError` for a piece that is not XML by itself, also while units are
    read.
    """
    if b"\r" in data:  # a line end is one character in XML
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if len(data.translate(None, _CONTROLS)) != len(data):
        raise NotSplittableError
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise NotSplittableError from error
    if any(sign in text for sign in _NOT_XML):
        raise NotSplittableError
    match, chunk = PLAIN.match, 0
    place = len(text) - len(text.lstrip(" \n\t"))
    line = 1 + text.count("\n", 0, place)
    while found := match(text, place) or END.search(text, min(place + chunk, len(text))):
        end = found.end()
        if found.re is PLAIN:
            chunk = 0
            plain = PlainUnit(*found.groups(), line)  # type: ignore[arg-type,call-arg]
            try:
                _attributes(plain.about)
            except ValueError as error:
                raise NotSplittableError from error
            yield plain
        else:
            chunk = min(2 * chunk + 1000, _MOST)
            yield from _by_lxml(text[place:end], line)
        line += text.count("\n", place, end)
        place = end
    yield from _by_lxml(text[place:], line)


def _by_lxml(text: str, line: int) -> Iterator[Unit]:
    from lxml import etree

    if any(sign in text for sign in _SPECIAL):
        raise NotSplittableError
    try:
        body: Any = etree.fromstring(f"<body>{text}</body>", safe_parser())
    except etree.XMLSyntaxError as error:
        raise NotSplittableError from error
    for tu in body.iter("tu"):
        unit = unit_of_element(tu)
        unit.line += line - 1
        yield unit


@dataclass(frozen=True)
class Pieces:
    """A file, its header, and where it is cut; each piece is a run of whole units."""

    path: str
    header: Header
    cuts: list[int]

    def __len__(self) -> int:
        return len(self.cuts) - 1

    def units(self, index: int) -> Iterator[UnitLike]:
        """Yield the units of a piece; lines count from its beginning."""
        start, end = self.cuts[index : index + 2]
        with Path(self.path).open("rb") as file:
            file.seek(start)
            data = file.read(end - start)
        return quick_units(data)


def pieces_of(path: str | os.PathLike[str]) -> Pieces:
    """Divide a plain UTF-8 TMX file into pieces.

    Raises :class:`NotSplittableError` for any other file, and for small ones.
    """
    name = os.fspath(path)
    try:
        if not name.lower().endswith(".tmx") or Path(name).stat().st_size < SMALLEST:
            raise NotSplittableError
        with Path(name).open("rb") as file:
            cuts = _cuts(file)
        memory = read_tmx(name)
        with closing(memory.units):  # type: ignore[type-var]
            return Pieces(name, memory.header, cuts)
    except (OSError, InputError) as error:
        raise NotSplittableError from error


def _cuts(file: Any) -> list[int]:
    head = file.read(_HEAD)
    first = _BEGIN.search(head)
    if first is None:
        raise NotSplittableError
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - _HEAD, first.start()))
    tail = file.read()
    ends = list(_END.finditer(tail))
    if not ends:
        raise NotSplittableError
    last = size - len(tail) + ends[-1].end()
    _check_frame(head[: first.start()], tail[ends[-1].end() :])
    cuts = [first.start()]
    while cuts[-1] < last:
        cuts.append(min(_next_end(file, cuts[-1] + PIECE, last), last))
    return cuts


def _check_frame(head: bytes, tail: bytes) -> None:
    """Check that the text around the units is the usual frame of a TMX file."""
    from lxml import etree

    declaration = _DECLARATION.match(head)
    about = declaration[1] if declaration else None
    encoding = _ENCODING.search(about or b"")
    if encoding and encoding[1].lower() != b"utf-8":
        raise NotSplittableError
    rest = head[declaration.end() if declaration else 0 :].strip()
    if rest.startswith(b"<!DOCTYPE"):
        rest = rest[2:]
    around = rest + tail
    if any(sign in around for sign in (b"<!", b"<?", b"xmlns", b"\0")) or _BEGIN.search(tail):
        raise NotSplittableError
    if b"[" in rest.partition(b">")[0]:  # the DOCTYPE may declare entities
        raise NotSplittableError
    try:
        root = etree.fromstring(head + tail, safe_parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotSplittableError from error
    if root.tag != "tmx":
        raise NotSplittableError


def _next_end(file: Any, start: int, last: int) -> int:
    """Return the first end of a unit after ``start``."""
    size = 2**16
    while start < last:
        file.seek(start)
        data = file.read(size)
        if found := _END.search(data):
            return int(start + found.end())
        if start + len(data) >= last:
            break
        size *= 2
    return last
