"""Work on the pieces of a memory, one process a core."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from align.errors import InputError
from align.files.processes import Ask, ProcessEndedError, cores, in_order
from align.formats.tmx.pieces import Pieces, Whole
from align.unit import Memory

Result = TypeVar("Result")


def each_piece(
    pieces: Pieces,
    work: Callable[[Memory, Ask], Result],
    *,
    jobs: int | None = None,
    answer: Ask = lambda question: question,
) -> Iterator[Result]:
    """What ``work`` gives for each piece, in their order; it runs in other processes.

    ``work`` gets the units of a piece as a memory with the header of the whole, and ``ask``, see
    :func:`align.files.processes.in_order`.

    Raises :class:`Whole` where a piece turns out to be not by itself, or no XML.
    """
    number = min(cores(jobs), len(pieces))
    try:
        yield from in_order(
            range(len(pieces)),
            lambda index, ask: work(pieces.memory(index), ask),
            jobs=number,
            answer=answer,
        )
    except (ValueError, InputError, OSError, ProcessEndedError) as error:
        raise Whole from error
