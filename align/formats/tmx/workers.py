"""Work on the pieces of a memory, one process a core."""

import gc
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing import current_process, get_all_start_methods, get_context
from multiprocessing.connection import Connection, wait
from typing import Any, TypeAlias, TypeVar

from align.errors import InputError
from align.formats.tmx.pieces import Pieces, Whole
from align.unit import Memory

Result = TypeVar("Result")
#: Asks the process that holds all together, once a piece, and gives its answer.
Ask: TypeAlias = Callable[[Any], Any]
#: So many results of a process may wait for those of pieces before them.
_AHEAD = 4


def cores(jobs: int | None) -> int:
    """How many processes to use: so many, or one a core that this process may use."""
    if jobs is not None:
        return max(jobs, 1)
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def each_piece(
    pieces: Pieces,
    work: Callable[[Memory, Ask], Result],
    *,
    jobs: int | None = None,
    answer: Ask = lambda question: question,
) -> Iterator[Result]:
    """What ``work`` gives for each piece, in their order; it runs in other processes.

    ``work`` gets the units of a piece as a memory with the header of the whole, and ``ask``: it
    asks once or never, or all pieces do; ``answer`` runs here, in the order of the pieces.
    Processes end with this one, whatever ends it. ``jobs`` is as for :func:`cores`; where there
    cannot be other processes, the work is done in this one.

    Raises :class:`Whole` where a piece turns out to be not by itself, or no XML.
    """
    number = min(cores(jobs), len(pieces))
    if number < 2 or not may_fork():
        for index in range(len(pieces)):
            try:
                yield work(pieces.memory(index), answer)
            except (ValueError, InputError, OSError) as error:
                raise Whole from error
        return
    team = _Team(pieces, work, number)
    try:
        yield from team.results(answer)
    finally:
        team.end()


def may_fork() -> bool:
    """Whether other processes can be started that know what this one knows."""
    # spawned processes would run the caller's script again; threads and fork do not go together
    return (
        "fork" in get_all_start_methods()
        and threading.active_count() == 1
        and not current_process().daemon
    )


class _Team:
    """Processes that each take every nth piece."""

    def __init__(self, pieces: Pieces, work: Callable[[Memory, Ask], Any], number: int) -> None:
        self._count = len(pieces)
        context = get_context("fork")
        self._lines: list[Connection] = []
        self._waiting: list[deque[tuple[str, Any]]] = [deque() for _ in range(number)]
        self._processes = []
        for first in range(number):
            here, there = context.Pipe()
            self._lines.append(here)
            process = context.Process(
                target=_serve,
                args=(there, list(self._lines), pieces, range(first, self._count, number), work),
                daemon=True,
            )
            process.start()
            self._processes.append(process)
            there.close()

    def results(self, answer: Ask) -> Iterator[Any]:
        number = len(self._lines)
        asked = 0  # pieces whose question was answered, or who have none
        for index in range(self._count):
            # questions of the pieces after it come first: their processes wait for nothing else
            while asked < min(index + number, self._count):
                if self._peek(asked % number)[0] == "ask":
                    question = self._waiting[asked % number].popleft()[1]
                    self._lines[asked % number].send(answer(question))
                asked += 1
            kind, result = self._peek(index % number)
            self._waiting[index % number].popleft()
            if kind != "done":
                raise Whole
            yield result

    def _peek(self, index: int) -> tuple[str, Any]:
        """The next that a process said."""
        while not self._waiting[index]:
            lines = [
                line
                for line, there in zip(self._lines, self._waiting, strict=True)
                if len(there) < _AHEAD and not (there and there[-1][0] == "ended")
            ]
            for line in wait(lines):
                assert isinstance(line, Connection)
                try:
                    said = line.recv()
                except (EOFError, OSError):  # done, killed, out of memory
                    said = "ended", None
                self._waiting[self._lines.index(line)].append(said)
        return self._waiting[index][0]

    def end(self) -> None:
        for line in self._lines:
            line.close()
        for process in self._processes:
            process.terminate()
            process.join()


def _serve(
    line: Connection,
    others: list[Connection],
    pieces: Pieces,
    mine: range,
    work: Callable[[Memory, Ask], Any],
) -> None:
    """The life of a process: it ends with its pieces, and when nobody listens any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that started it ends it
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.disable()  # units hold no cycles, and looking for some takes a sixth of the time
    for other in others:
        other.close()

    def ask(question: Any) -> Any:
        line.send(("ask", question))
        return line.recv()

    with suppress(OSError, EOFError):
        for index in mine:
            try:
                said = "done", work(pieces.memory(index), ask)
            except (BrokenPipeError, EOFError):
                raise
            except Exception:  # one stream will say what it is
                said = "failed", None
            line.send(said)
            if said[0] == "failed":
                break
