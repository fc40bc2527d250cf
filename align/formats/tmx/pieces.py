"""Where a large TMX file can be cut, so that its pieces are worked on at the same time.

Only where that surely gives what reading it as one stream gives: everything else is :class:`Whole`.
"""

import os
import re
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from align.errors import InputError
from align.files.xml import safe_parser
from align.formats.tmx.quick import quick_units
from align.formats.tmx.read import read_tmx
from align.unit import Header, Memory

#: Files below so many bytes are done before there would be other processes.
SMALLEST = 20 * 2**20
#: Bytes of a piece; the frame of a file before and after its units has fewer than those of _HEAD.
PIECE, _HEAD = 2 * 2**20, 2**20
_BEGIN = re.compile(rb"<tu[\s/>]")
_END = re.compile(rb"</tu\s*>")
_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml\s([^?]*)\?>)?")
_ENCODING = re.compile(rb"encoding\s*=\s*.([\w.-]*)")


class Whole(Exception):
    """The file has to be read as one stream."""


@dataclass(frozen=True)
class Pieces:
    """A file, its header, and where it can be cut; each piece is a run of whole units."""

    path: str
    header: Header
    cuts: list[int]

    def __len__(self) -> int:
        return len(self.cuts) - 1

    def memory(self, index: int) -> Memory:
        """A piece as a memory with the header of all. Lines count from its beginning."""
        start, end = self.cuts[index : index + 2]
        with Path(self.path).open("rb") as file:
            file.seek(start)
            return Memory(self.header, quick_units(file.read(end - start)), self.path)


def pieces_of(path: str | os.PathLike[str]) -> Pieces:
    """A plain UTF-8 TMX file in pieces.

    Raises :class:`Whole` for every other file, and small ones.
    """
    name = os.fspath(path)
    try:
        if not name.lower().endswith(".tmx") or Path(name).stat().st_size < SMALLEST:
            raise Whole
        with Path(name).open("rb") as file:
            cuts = _cuts(file)
        memory = read_tmx(name)
        with closing(memory.units):  # type: ignore[type-var]
            return Pieces(name, memory.header, cuts)
    except (OSError, InputError) as error:
        raise Whole from error


def _cuts(file: Any) -> list[int]:
    head = file.read(_HEAD)
    first = _BEGIN.search(head)
    if first is None:
        raise Whole
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - _HEAD, first.start()))
    tail = file.read()
    ends = list(_END.finditer(tail))
    if not ends:
        raise Whole
    last = size - len(tail) + ends[-1].end()
    _check_frame(head[: first.start()], tail[ends[-1].end() :])
    cuts = [first.start()]
    while cuts[-1] < last:
        cuts.append(min(_next_end(file, cuts[-1] + PIECE, last), last))
    return cuts


def _check_frame(head: bytes, tail: bytes) -> None:
    """What stands around the units is the frame of a TMX file, and has nothing special in it."""
    from lxml import etree

    declaration = _DECLARATION.match(head)
    about = declaration[1] if declaration else None
    encoding = _ENCODING.search(about or b"")
    if encoding and encoding[1].lower() != b"utf-8":
        raise Whole
    rest = head[declaration.end() if declaration else 0 :].strip()
    if rest.startswith(b"<!DOCTYPE"):
        rest = rest[2:]
    around = rest + tail
    if any(sign in around for sign in (b"<!", b"<?", b"xmlns", b"\0")) or _BEGIN.search(tail):
        raise Whole
    if b"[" in rest.partition(b">")[0]:  # the DOCTYPE may declare entities
        raise Whole
    try:
        root = etree.fromstring(head + tail, safe_parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Whole from error
    if root.tag != "tmx":
        raise Whole


def _next_end(file: Any, start: int, last: int) -> int:
    """Where the first unit ends that ends after ``start``."""
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
