"""Who does an audit's tasks: other processes, one a core, or this one."""

import pickle
from collections import deque
from collections.abc import Callable, Iterator

from align.audit.engine.runner import Done, Runner, Task
from align.errors import TmxalignError
from align.files.processes import Ask, ProcessEndedError, Team, cores, may_fork
from align.languages import LANGUAGES


class Crew:
    """Takes tasks and yields their results in the same order.

    Processes are started when there is a second part of the segments: a small audit needs none.
    ``jobs`` is as for :func:`align.files.processes.cores`.
    """

    def __init__(self, runner: Runner, jobs: int | None) -> None:
        self._runner, self._jobs = runner, cores(jobs)
        self._team: Team[Task, Done] | None = None
        self._waiting: deque[Task] = deque()
        self.taken = 0

    def take(self, task: Task) -> None:
        """Let a task be done, now or later."""
        self.taken += 1
        self._waiting.append(task)
        if (
            self._team is None
            and self._jobs > 1
            and sum(t.part is not None for t in self._waiting) > 1
        ):
            self._start()
        while self._team and self._waiting:
            self._team.submit(self._waiting.popleft())

    def done(self) -> Iterator[Done]:
        """The results that are there."""
        if self._team:
            yield from self._team.ready()

    def rest(self) -> Iterator[Done]:
        """The results of all tasks that were taken; waits for them."""
        while self._team and self._team.waiting:
            try:
                yield self._team.next()
            except ProcessEndedError as error:
                raise TmxalignError(
                    "a process of the audit was ended from outside (out of memory?); "
                    "--jobs 1 needs less"
                ) from error
        while self._waiting:
            yield self._runner(self._waiting.popleft())

    def end(self, at_once: bool) -> None:
        """Let the processes go; ``at_once``: whatever they are doing, it is not wanted."""
        if self._team:
            self._team.close(at_once=at_once)

    def _start(self) -> None:
        if not may_fork():
            self._jobs = 1
            return
        import numpy  # noqa: F401

        for language in LANGUAGES.values():  # what is loaded before the fork is in memory once
            language.words("样品 sample")
        # as bytes, so that a forked process has files and places of its own, too
        data = pickle.dumps(self._runner)

        def prepare() -> Callable[[Task, Ask], Done]:
            runner: Runner = pickle.loads(data)
            return lambda task, ask: runner(task)

        self._team = Team(prepare, self._jobs)
