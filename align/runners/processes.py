"""Work in other processes on this machine, one per core: a runner, and results in order."""

import pickle
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain, islice
from typing import Any, Generic, TypeAlias

from align.runners.base import (
    Failure,
    InProcess,
    Item,
    Outcome,
    Result,
    attempt,
    failure_of,
    prepare,
)
from align.runners.crew import (
    Assignment,
    Crew,
    Event,
    ProcessEndedError,
    cores,
    ending,
    may_fork,
    may_start,
)
from align.runners.worker import Ask, Make

Work: TypeAlias = Callable[[Item, Ask], Result]
#: :func:`in_order` has at most this many items per process in progress.
AHEAD = 4
#: An item is tried this often if its process dies.
TRIES = 2
#: Seconds in which a thread that is about to end does so.
_ENDING = 0.5


class Processes:
    """The runner that uses ``jobs`` processes on this machine, by default one per core.

    A process that dies (no memory left, a crash in a library) costs its item one more try, in a
    new process. An item that takes more than ``timeout`` seconds is given up, with its process.
    At most ``few`` items are worth no other process: they are done in this one.

    >>> sorted(outcome.result for outcome in Processes(2).map(abs, [-3, 2, -1]))
    [1, 2, 3]
    """

    def __init__(self, jobs: int | None = None, timeout: float | None = None, few: int = 0) -> None:
        self.jobs, self.timeout, self.few = cores(jobs), timeout, few

    def map(
        self, work: Callable[[Item], Result], items: Iterable[Item]
    ) -> Iterator[Outcome[Result]]:
        """As :meth:`align.runners.base.Runner.map`.

        Raises :class:`align.runners.crew.ProcessEndedError` if no process can be started.
        """
        source = iter(items)
        first = list(islice(source, self.few + 1)) if self.few else []
        items = chain(first, source)
        if not may_start() or 0 < len(first) <= self.few:
            yield from InProcess().map(work, items)
            return
        numbered = enumerate(items)
        crew = Crew(_Start(work), self.jobs, timeout=self.timeout)

        def fill() -> bool:
            while crew.free and (item := next(numbered, None)):
                crew.submit(Assignment(item[0], item))
            return crew.busy

        try:
            while fill():
                outcomes = [self._outcome(event, crew) for event in crew.events()]
                fill()  # nobody waits for what is done with the outcomes
                yield from filter(None, outcomes)
        finally:
            crew.close(at_once=crew.busy)

    def _outcome(self, event: Event, crew: Crew) -> Outcome[Any] | None:
        """What became of an item, if that is certain; raises what would stop the others, too."""
        task, what = event.task, event.what
        if task is None:
            return None
        if event.kind == "done":
            outcome: Outcome[Any] = what
            return outcome
        if event.kind == "raised":
            failure = failure_of(what if isinstance(what, Exception) else RuntimeError(repr(what)))
        elif event.kind == "late":
            why = f"not done after {self.timeout:g} s"
            failure = Failure("timeout", f"{why}; leave it out, or give it more time")
        else:
            task.deaths += 1
            if task.deaths < TRIES:
                crew.submit(task, first=True)
                return None
            why = f"its process {ending(what)} twice"
            failure = Failure("killed", f"{why}; leave it out, or try it alone")
        return Outcome(task.number, None, failure, time.monotonic() - task.began)


class _Start:
    """How to start a process: forked, with what ``work`` needs, where that is safe."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self._work, self._prepared = work, False

    def __call__(self) -> tuple[str, Make]:
        if sys.platform != "darwin" and self._alone():  # there, Apple's libraries do not fork
            if not self._prepared:
                prepare(self._work)
                self._prepared = True
            if self._alone():  # still: preparing may begin threads
                return "fork", lambda: partial(_attempt, self._work)
        return "spawn", partial(_prepared, pickle.dumps(self._work))

    @staticmethod
    def _alone() -> bool:
        until = time.monotonic() + _ENDING
        for thread in threading.enumerate():
            if thread is not threading.current_thread():
                thread.join(max(0, until - time.monotonic()))
        return may_fork()


def _prepared(data: bytes) -> Work[Any, Any]:
    """In a spawned process: the work. Unpickled only now, when the environment is right."""
    work = pickle.loads(data)
    prepare(work)
    return partial(_attempt, work)


def _attempt(work: Callable[[Any], Any], item: tuple[int, Any], ask: Ask) -> Outcome[Any]:
    return attempt(work, *item)


def in_order(
    items: Iterable[Item],
    work: Work[Item, Result],
    *,
    jobs: int | None = None,
    answer: Ask = lambda question: question,
) -> Iterator[Result]:
    """Yield ``work(item, ask)`` for each item, in the order of the items.

    ``work`` runs in ``jobs`` other processes (see :func:`align.runners.crew.cores`), or in this one
    if that is one, or if none can be forked. It may ``ask`` once per item; ``answer`` runs in this
    process, in the order of the items.

    Raises :class:`align.runners.crew.ProcessEndedError` when a process is killed, and what
    ``work`` raises.
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
    """Forked processes that work on items as they are submitted.

    ``prepare`` runs once in each process and returns the function that does the work there.
    """

    def __init__(
        self,
        prepare: Callable[[], Work[Item, Result]],
        jobs: int,
        answer: Ask = lambda question: question,
    ) -> None:
        # all at once: later there may be threads
        self._crew = Crew(lambda: ("fork", prepare), jobs, all_at_once=True)
        self._answer = answer
        self._taken = self._answered = self._returned = 0
        self._results: dict[int, Event] = {}
        self._questions: dict[int, Event] = {}

    @property
    def waiting(self) -> int:
        """The number of items whose results have not been returned yet."""
        return self._taken - self._returned

    def submit(self, item: Item) -> None:
        """Queue an item for a process; items are started in this order."""
        self._crew.submit(Assignment(self._taken, item))
        self._taken += 1

    def next(self) -> Result:
        """Wait for the next result and return it; answer questions meanwhile.

        Raises :class:`align.runners.crew.ProcessEndedError`, and whatever the work raised.
        """
        while self._returned not in self._results:
            self._answer_waiting()
            self._receive(None)
        event = self._results.pop(self._returned)
        self._returned += 1
        if event.kind == "raised":
            raise event.what
        result: Result = event.what
        return result

    def ready(self) -> Iterator[Result]:
        """Return the next results that are ready."""
        self._receive(0)
        while self._returned in self._results:
            yield self.next()

    def close(self, *, at_once: bool) -> None:
        """End the processes; ``at_once``: without finishing their work."""
        self._crew.close(at_once=at_once)

    def _receive(self, patience: float | None) -> None:
        """Take what the processes have sent; without ``patience``, wait for it."""
        for event in self._crew.events(patience):
            if event.kind == "ended":
                why = f"a process {ending(event.what)}"
                raise ProcessEndedError(f"{why}; one needs less memory: try --jobs 1")
            assert event.task
            found = self._questions if event.kind == "ask" else self._results
            found[event.task.number] = event

    def _answer_waiting(self) -> None:
        """Answer the questions that are next in order; finished items have none."""
        while self._answered < self._taken:
            if question := self._questions.pop(self._answered, None):
                question.seat.send(self._answer(question.what))
            elif self._answered >= self._returned and self._answered not in self._results:
                return
            self._answered += 1
