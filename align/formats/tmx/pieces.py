"""Cutting a large TMX file into pieces that are worked on at the same time.

Only where that surely gives what reading it as one stream gives: everything else raises
:class:`align.formats.tmx.quick.NotSplittableError`.
"""

import os
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from align.errors import InputError
from align.files.xml import safe_parser
from align.formats.tmx.quick import NotSplittableError, quick_units
from align.formats.tmx.read import read_tmx
from align.unit import Header, UnitLike

#: Smaller files are done before other processes would have started, in bytes.
SMALLEST = 20 * 2**20
#: Bytes of a piece; the frame of a file before and after its units has fewer than those of _HEAD.
PIECE, _HEAD = 2 * 2**20, 2**20
_BEGIN = re.compile(rb"<tu[\s/>]")
_END = re.compile(rb"</tu\s*>")
_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml\s([^?]*)\?>)?")
_ENCODING = re.compile(rb"encoding\s*=\s*.([\w.-]*)")


@dataclass(frozen=True)
class Pieces:
    """A file, its header, and where it can be cut; each piece is a run of whole units."""

    path: str
    header: Header
    cuts: list[int]

    def __len__(self) -> int:
        return len(self.cuts) - 1

    def units(self, index: int) -> Iterator[UnitLike]:
        """The units of a piece; their lines count from its beginning."""
        start, end = self.cuts[index : index + 2]
        with Path(self.path).open("rb") as file:
            file.seek(start)
            data = file.read(end - start)
        return quick_units(data)


def pieces_of(path: str | os.PathLike[str]) -> Pieces:
    """A plain UTF-8 TMX file in pieces.

    Raises :class:`align.formats.tmx.quick.NotSplittableError` for every other file, and small ones.
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
    """What stands around the units is the frame of a TMX file, and has nothing special in it."""
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
