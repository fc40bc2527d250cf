"""Who does an audit's tasks: other processes, one a core, or this one."""

import gc
import pickle
import signal
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context
from multiprocessing.process import BaseProcess

from align.audit.engine.runner import Done, Runner, Task
from align.errors import TmxalignError
from align.formats.tmx.workers import cores, may_fork
from align.languages import LANGUAGES


class Crew:
    """Takes tasks and gives their results in the same order.

    Processes are started when there is a second part of the segments: a small audit needs none.
    ``jobs`` is as for :func:`align.formats.tmx.workers.cores`.
    """

    def __init__(self, runner: Runner, jobs: int | None) -> None:
        self._runner, self._jobs = runner, cores(jobs)
        self._pool: ProcessPoolExecutor | None = None
        self._futures: deque[Future[Done]] = deque()
        self._waiting: deque[Task] = deque()
        self._others: set[BaseProcess] = set()
        self.taken = 0

    def take(self, task: Task) -> None:
        """Let a task be done, now or later."""
        self.taken += 1
        self._waiting.append(task)
        if self._pool is None and self._jobs > 1 and sum(bool(t.places) for t in self._waiting) > 1:
            self._start()
        while self._pool and self._waiting:
            self._futures.append(self._pool.submit(_work, self._waiting.popleft()))

    def done(self) -> Iterator[Done]:
        """The results that are there."""
        while self._futures and self._futures[0].done():
            yield _result(self._futures.popleft())

    def rest(self) -> Iterator[Done]:
        """The results of all tasks that were taken; waits for them."""
        while self._futures:
            yield _result(self._futures.popleft())
        while self._waiting:
            yield self._runner(self._waiting.popleft())

    def end(self, at_once: bool) -> None:
        """Let the processes go; ``at_once``: whatever they are doing, it is not wanted."""
        if self._pool:
            if at_once:
                for process in set(active_children()) - self._others:
                    process.terminate()
            self._pool.shutdown(wait=not at_once, cancel_futures=True)

    def _start(self) -> None:
        if not may_fork():
            self._jobs = 1
            return
        import numpy  # noqa: F401

        for language in LANGUAGES.values():  # what is loaded before the fork is in memory once
            language.words("样品 sample")
        self._others = set(active_children())
        self._pool = ProcessPoolExecutor(
            self._jobs,
            get_context("fork"),
            initializer=_begin,
            # as bytes, so that a forked process has files and places of its own, too
            initargs=(pickle.dumps(self._runner),),
        )


def _result(future: "Future[Done]") -> Done:
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise TmxalignError(
            "a process of the audit was ended from outside (out of memory?); --jobs 1 needs less"
        ) from error


_here: Runner | None = None


def _begin(runner: bytes) -> None:
    """In a worker: keep what every task needs."""
    global _here
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that started it ends it
    gc.freeze()
    gc.set_threshold(100_000)  # there are hardly any cycles, and looking for them takes time
    _here = pickle.loads(runner)


def _work(task: Task) -> Done:
    assert _here is not None
    return _here(task)
