"""Who does an audit's tasks: other processes, one a core, or this one."""

import gc
import pickle
import signal
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

from align.audit.runner import Done, Runner, Task
from align.memory.workers import cores, may_fork


class Crew:
    """Takes tasks and gives their results in the same order.

    ``jobs`` processes are started with the first task that is followed by another: a small
    audit needs none. ``jobs`` is as for :func:`align.memory.workers.cores`.
    """

    def __init__(self, runner: Runner, jobs: int | None) -> None:
        self._runner, self._jobs = runner, cores(jobs) if may_fork() else 1
        self._pool: ProcessPoolExecutor | None = None
        self._futures: deque[Future[Done]] = deque()
        self._waiting: deque[Task] = deque()
        self.taken = 0

    def take(self, task: Task) -> None:
        """Let a task be done, now or later."""
        self.taken += 1
        parts = bool(task.places) and (self._waiting and self._waiting[0].places)
        if self._pool is None and self._jobs > 1 and parts:
            self._start()
        self._waiting.append(task)
        while self._pool and self._waiting:
            self._futures.append(self._pool.submit(_work, self._waiting.popleft()))

    def done(self) -> Iterator[Done]:
        """The results that are there."""
        while self._futures and self._futures[0].done():
            yield self._futures.popleft().result()

    def rest(self) -> Iterator[Done]:
        """The results of all tasks that were taken; waits for them."""
        while self._futures:
            yield self._futures.popleft().result()
        while self._waiting:
            yield self._runner(self._waiting.popleft())

    def end(self) -> None:
        """Let the processes go; what they have not begun is not done."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def _start(self) -> None:
        self._pool = ProcessPoolExecutor(
            self._jobs,
            get_context("fork"),
            initializer=_begin,
            # as bytes, so that a forked process has files and places of its own, too
            initargs=(pickle.dumps(self._runner),),
        )


_here: Runner | None = None


def _begin(runner: bytes) -> None:
    """In a worker: keep what every task needs."""
    global _here
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that started it ends it
    gc.disable()  # findings hold no cycles, and looking for some takes time
    _here = pickle.loads(runner)


def _work(task: Task) -> Done:
    assert _here is not None
    return _here(task)
