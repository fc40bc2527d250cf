"""A file that is written in pieces, each somewhere else: the same bytes as if written at once."""

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import fields, replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import IO, Any, BinaryIO, NamedTuple

from align.files.atomic import atomic_write
from align.files.processes import Ask
from align.formats.loss import Losses, watched
from align.formats.registry import Format, format_for
from align.formats.report import WriteReport
from align.formats.tmx.pieces import Pieces, Whole
from align.formats.tmx.workers import each_piece
from align.unit import Header, Memory


class Written(NamedTuple):
    """What a writer made of the units of a piece, a part for each of its files."""

    parts: list[bytes]
    report: WriteReport


def write_units(
    chosen: Format, memory: Memory, streams: list[IO[Any]], options: Mapping[str, Any]
) -> WriteReport:
    """Let a format's writer write a memory, and count what it cannot hold."""
    losses = Losses()
    report = chosen.write(watched(memory, chosen.keeps, losses), *streams, **options)
    report.lost = dict(losses + Counter(report.lost))
    return report


class _Frame(NamedTuple):
    before: bytes
    after: bytes


class Joined:
    """What a format's file is around its units, and what its writer says of no unit at all.

    >>> from align.memory import FORMATS, Unit, Variant
    >>> joined = Joined(FORMATS[".tsv"], Header(), {})
    >>> unit = Unit([Variant("en", ("Hi.",)), Variant("zh", ("嗨。",))])
    >>> joined.piece(Memory(Header(), [unit])).parts[0].decode()
    'Hi.\\t嗨。\\t\\t\\t\\t\\n'

    Raises :class:`align.formats.tmx.pieces.Whole` for a format that cannot be written so.
    """

    def __init__(self, chosen: Format, header: Header, options: Mapping[str, Any]) -> None:
        if chosen.tail is None:
            raise Whole
        self._format, self._options = chosen, options
        self._frames: list[_Frame] = []
        empty, self._nothing = self._write(Memory(header, ()))
        self.report = replace(self._nothing)
        for data in empty:
            if not data.endswith(chosen.tail):  # another encoding
                raise Whole
            before = data.removesuffix(chosen.tail)
            self._frames.append(_Frame(before, chosen.tail))

    def _write(self, memory: Memory) -> Written:
        streams = [BytesIO() for _ in range(2 if self._format.beside else 1)]
        report = write_units(self._format, memory, list(streams), self._options)
        return Written([stream.getvalue() for stream in streams], report)

    def piece(self, memory: Memory) -> Written:
        """What stands in the files for these units.

        Raises :class:`align.formats.tmx.pieces.Whole` when they change what stands around them.
        """
        parts, report = self._write(memory)
        inside = []
        for data, frame in zip(parts, self._frames, strict=True):
            if not data.startswith(frame.before) or not data.endswith(frame.after):
                raise Whole
            inside.append(data[len(frame.before) : len(data) - len(frame.after)])
        for name in _NUMBERS:
            setattr(report, name, getattr(report, name) - getattr(self._nothing, name))
        lost = Counter(report.lost)
        lost.subtract(self._nothing.lost)
        report.lost = {name: number for name, number in lost.items() if number}
        return Written(inside, report)

    def begin(self, streams: list[BinaryIO]) -> None:
        """Write what comes before the units."""
        for stream, frame in zip(streams, self._frames, strict=True):
            stream.write(frame.before)

    def add(self, streams: list[BinaryIO], written: Written) -> None:
        """Write a piece, and count it in ``report``."""
        for stream, part in zip(streams, written.parts, strict=True):
            stream.write(part)
        for name in _NUMBERS:
            more = getattr(written.report, name)
            setattr(self.report, name, getattr(self.report, name) + more)
        lost = Losses(self.report.lost)
        for name, number in written.report.lost.items():
            lost.lose(name, number)
        self.report.lost = dict(lost)

    def end(self, streams: list[BinaryIO]) -> None:
        """Write what comes after the units."""
        for stream, frame in zip(streams, self._frames, strict=True):
            stream.write(frame.after)


_NUMBERS = [field.name for field in fields(WriteReport) if field.type is int]


@contextmanager
def outputs(chosen: Format, out: str | os.PathLike[str]) -> Iterator[list[BinaryIO]]:
    """The files of a format, for what may have to be given up: no pipe, no device.

    Raises :class:`align.formats.tmx.pieces.Whole` for those.
    """
    paths = chosen.paths(out)
    if not all(map(_can_be_taken_back, paths)):
        raise Whole
    with ExitStack() as stack:
        yield [stack.enter_context(atomic_write(path, "wb")) for path in paths]


def _can_be_taken_back(name: str) -> bool:
    try:
        return name != "-" and stat.S_ISREG(Path(name).stat().st_mode)
    except FileNotFoundError:
        return name != "-"
    except OSError:
        return False  # whoever opens it says what is wrong


def write_in_pieces(
    pieces: Pieces,
    out: str | os.PathLike[str],
    *,
    format: str | None = None,
    shape: Callable[[Memory], Memory] = lambda memory: memory,
    jobs: int | None = None,
    progress: Callable[[int], None] | None = None,
    **options: Any,
) -> WriteReport:
    """Write a memory that is in pieces, each changed by ``shape``.

    Otherwise as :func:`align.memory.write`. Raises :class:`align.formats.tmx.pieces.Whole`, too.
    """
    chosen = format_for(out, format)
    joined = Joined(chosen, shape(Memory(pieces.header, ())).header, chosen.given(options))
    done = 0
    with outputs(chosen, out) as streams:
        joined.begin(streams)
        work = partial(_written, joined, shape)
        for written in each_piece(pieces, work, jobs=jobs):
            joined.add(streams, written)
            done += written.report.read
            if progress:
                progress(done)
        joined.end(streams)
    return joined.report


def _written(
    joined: Joined, shape: Callable[[Memory], Memory], memory: Memory, ask: Ask
) -> Written:
    return joined.piece(shape(memory))
