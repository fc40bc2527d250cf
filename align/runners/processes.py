"""Work in other processes, one per core; results and questions are handled in order.

The processes are forked, so they share the state of this one without pickling. They end with this
process, however it ends. :mod:`concurrent.futures` hands out the items and notices a process that
died; results and questions come over one pipe per process, because a process that is killed while
writing to a shared one would block the others.
"""

import gc
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import (
    active_children,
    current_process,
    get_all_start_methods,
    get_context,
    parent_process,
)
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeAlias

from align.errors import TmxalignError
from align.runners.base import InProcess, Item, Result

#: Asks the parent process, and returns its answer.
Ask: TypeAlias = Callable[[Any], Any]
Work: TypeAlias = Callable[[Item, Ask], Result]
#: :func:`in_order` has at most this many items per process in progress.
AHEAD = 4


class ProcessEndedError(TmxalignError):
    """A process was killed from outside."""


def cores(jobs: int | None) -> int:
    """Return the number of processes to use: ``jobs``, by default the number of available cores."""
    if jobs is not None:
        return max(jobs, 1)
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def may_fork() -> bool:
    """Whether processes can be forked that share the state of this one."""
    # spawned processes would run the caller's script again; forking with threads is unsafe
    return (
        "fork" in get_all_start_methods()
        and threading.active_count() == 1
        and not current_process().daemon
    )


def in_order(
    items: Iterable[Item],
    work: Work[Item, Result],
    *,
    jobs: int | None = None,
    answer: Ask = lambda question: question,
) -> Iterator[Result]:
    """Yield ``work(item, ask)`` for each item, in the order of the items.

    ``work`` runs in ``jobs`` other processes (see :func:`cores`), or in this one if that is
    one, or if none can be started. It may ``ask`` once per item; ``answer`` runs in this process,
    in the order of the items.

    Raises :class:`ProcessEndedError` when a process is killed, and what ``work`` raises.
    """
    number = cores(jobs)
    if number < 2 or not may_fork():
        for item in items:
            yield work(item, answer)
        return
    team: Team[Item, Result] = Team(lambda: work, number, answer)
    complete = False
    try:
        for item in items:
            team.submit(item)
            if team.waiting >= AHEAD * number:
                yield team.next()
        while team.waiting:
            yield team.next()
        complete = True
    finally:
        team.close(at_once=not complete)


class Team(Generic[Item, Result]):
    """Processes that work on items as they are submitted.

    ``prepare`` runs once in each process and returns the function that does the work there.
    """

    def __init__(
        self,
        prepare: Callable[[], Work[Item, Result]],
        jobs: int,
        answer: Ask = lambda question: question,
    ) -> None:
        context = get_context("fork")
        self._answer = answer
        self._taken = self._answered = self._returned = 0
        self._futures: dict[int, Future[None]] = {}
        self._results: dict[int, Result] = {}
        self._questions: dict[int, tuple[Connection, Any]] = {}
        # an empty message whenever an item is done, so that waiting involves only pipes
        self._woken, self._wake = context.Pipe(duplex=False)
        pipes = [context.Pipe() for _ in range(jobs)]
        self._pipes = [here for here, _ in pipes]
        self._theirs = [there for _, there in pipes]
        seats = context.SimpleQueue()
        for seat in range(jobs):
            seats.put(seat)
        self._others = set(active_children())
        self._pool = ProcessPoolExecutor(
            jobs, context, initializer=_begin, initargs=(prepare, seats, pipes)
        )

    @property
    def waiting(self) -> int:
        """The number of items whose results have not been returned yet."""
        return self._taken - self._returned

    def submit(self, item: Item) -> None:
        """Queue an item for a process; items are started in this order."""
        future = self._futures[self._taken] = self._pool.submit(_run, self._taken, item)
        future.add_done_callback(lambda _: self._wake.send_bytes(b""))
        self._taken += 1
        while self._theirs:  # all processes were forked with the first item
            self._theirs.pop().close()

    def next(self) -> Result:
        """Wait for the next result and return it; answer questions meanwhile.

        Raises :class:`ProcessEndedError`, and whatever the work raised.
        """
        number = self._returned
        future = self._futures[number]
        while number not in self._results:
            self._answer_waiting()
            if future.done():
                try:
                    future.result()
                except BrokenProcessPool as error:
                    message = "a process was ended from outside (out of memory?)"
                    raise ProcessEndedError(message) from error
            self._receive(None)
        del self._futures[number]
        self._returned += 1
        return self._results.pop(number)

    def ready(self) -> Iterator[Result]:
        """Return the next results that are ready."""
        self._receive(0)
        while self._returned in self._results:
            yield self.next()

    def close(self, *, at_once: bool) -> None:
        """End the processes; ``at_once``: without finishing their work."""
        if at_once:
            for process in set(active_children()) - self._others:
                process.terminate()
        self._pool.shutdown(cancel_futures=True)
        for pipe in (self._woken, self._wake, *self._pipes, *self._theirs):
            pipe.close()

    def _receive(self, timeout: float | None) -> None:
        """Take what the processes have sent; without a timeout, wait for it."""
        while found := wait([self._woken, *self._pipes], timeout):
            for pipe in found:
                assert isinstance(pipe, Connection)
                if pipe is self._woken:
                    pipe.recv_bytes()
                    continue
                try:
                    kind, number, what = pipe.recv()
                except (EOFError, OSError):  # killed; the pool reports it too
                    self._pipes.remove(pipe)
                    pipe.close()
                    continue
                if kind == "ask":
                    self._questions[number] = pipe, what
                else:
                    self._results[number] = what
            timeout = 0

    def _answer_waiting(self) -> None:
        """Answer the questions that are next in order; finished items have none."""
        while self._answered < self._taken:
            if question := self._questions.pop(self._answered, None):
                pipe, what = question
                pipe.send(self._answer(what))
            elif self._answered >= self._returned and self._answered not in self._results:
                return
            self._answered += 1


_work: Callable[[Any, Ask], Any]
_pipe: Connection


def _begin(prepare: Callable[[], Any], seats: Any, pipes: list[tuple[Any, Any]]) -> None:
    """In a child process: take a pipe, and keep what every item needs."""
    global _work, _pipe
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends it
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    seat = seats.get()
    for number, (here, there) in enumerate(pipes):
        here.close()
        if number != seat:
            there.close()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.freeze()
    gc.set_threshold(100_000)  # there are hardly any cycles, and searching for them takes time
    _pipe = pipes[seat][1]
    _work = prepare()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _run(number: int, item: Any) -> None:
    """In a child process: work on an item."""

    def ask(question: Any) -> Any:
        _pipe.send(("ask", number, question))
        return _pipe.recv()

    _pipe.send(("done", number, _work(item, ask)))


class Processes(InProcess):
    """Placeholder of the supervised processes: everything in this one."""

    def __init__(self, jobs: int | None = None, timeout: float | None = None) -> None:
        self.jobs, self.timeout = cores(jobs), timeout
