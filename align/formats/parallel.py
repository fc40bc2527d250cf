"""Processes a memory in pieces, in several processes if its file allows it.

A large TMX file of the usual layout is cut (:mod:`align.formats.tmx.pieces`); any other memory is
one stream, whose pieces are runs of units, processed one after the other in this process.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import chain, islice
from typing import Any, TypeAlias, TypeVar

from align.errors import InputError
from align.formats.read import read_memory
from align.formats.tmx.pieces import NotSplittableError, Pieces, pieces_of
from align.runners.crew import ProcessEndedError, cores
from align.runners.processes import in_order
from align.runners.worker import Ask
from align.unit import Memory, Unit, UnitLike

Result = TypeVar("Result")
#: Processes the units of a piece.
Work: TypeAlias = Callable[[Iterable[UnitLike], Ask], Result]
#: Units of a stream that are processed together.
TOGETHER = 2000


class MemorySource:
    """A memory that can be read repeatedly; ``first`` is its first unit.

    ``left_out`` is that of :class:`align.unit.Memory`, once the units are read; ``options`` are
    those of :func:`align.formats.read.read_memory`.
    """

    def __init__(self, path: str | os.PathLike[str], pieces: Pieces | None, **options: Any) -> None:
        self._path, self._pieces, self._options = path, pieces, options
        self._memory: Memory | None = None
        self.left_out: Counter[str] = Counter()
        if pieces:
            self.header = pieces.header
            found = next(pieces.units(0), None)
            self.first: Unit | None = found.unit() if found else None
        else:
            memory = read_memory(path, **options)
            units, self.left_out = iter(memory), memory.left_out
            self.header, self.first = memory.header, next(units, None)
            units = chain([self.first] if self.first else (), units)
            self._memory = replace(memory, units=units)

    def each(
        self,
        work: Work[Result],
        *,
        jobs: int | None = None,
        answer: Ask = lambda question: question,
    ) -> Iterator[Result]:
        """Yield ``work(units, ask)`` for each piece, in order.

        ``jobs``, ``ask`` and ``answer`` are as for :func:`align.runners.processes.in_order`.

        Raises :class:`align.formats.tmx.pieces.NotSplittableError` if the file turns out not to
        be splittable.
        """
        if self._pieces is None:
            memory = self._memory or read_memory(self._path, **self._options)
            self._memory, units, self.left_out = None, iter(memory), memory.left_out
            while some := list(islice(units, TOGETHER)):
                yield work(some, answer)
            return
        pieces = self._pieces
        try:
            yield from in_order(
                range(len(pieces)),
                lambda index, ask: work(pieces.units(index), ask),
                jobs=min(cores(jobs), len(pieces)),
                answer=answer,
            )
        except (ValueError, InputError, OSError, ProcessEndedError) as error:
            raise NotSplittableError from error


def in_pieces(
    path: str | os.PathLike[str],
    job: Callable[[MemorySource], Result],
    *,
    stream: bool = False,
    **options: Any,
) -> Result:
    """Do a job on a memory in pieces; if that turns out to be impossible, on one stream.

    ``stream``: on one stream from the start, because the output of the job could not be discarded.
    ``options`` are those of :func:`align.formats.read.read_memory`.

    Raises :class:`align.errors.InputError` for a file that is not a memory, and whatever ``job``
    raises.
    """
    if not stream and not any(options.values()):
        with suppress(NotSplittableError):
            return job(MemorySource(path, pieces_of(path)))
    return job(MemorySource(path, None, **options))
