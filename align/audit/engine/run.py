"""The audit: every check on all segments, on all cores, in bounded memory."""

import os
import pickle
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from align.audit.engine.baseline import Baseline, settled_in
from align.audit.engine.check import INTERNAL, Check, Context
from align.audit.engine.config import Config
from align.audit.engine.finding import AuditReport, Finding, Findings, Habits, RepeatedFindings
from align.audit.engine.folder_contents import Pairs
from align.audit.engine.segment_store import SegmentStore
from align.audit.engine.sources import EVERY, Progress, collect_segments
from align.audit.engine.tasks import MOST, Done, Task, TaskRunner
from align.formats.from_alignments import time_stamp
from align.languages import LANGUAGES
from align.runners.crew import cores, may_fork
from align.runners.processes import Team
from align.runners.worker import Ask

if TYPE_CHECKING:
    from align.pipeline import Aligner


def audit(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    config: Config | None = None,
    glossaries: Iterable[str | os.PathLike[str]] = (),
    baseline: str | os.PathLike[str] | None = None,
    jobs: int | None = None,
    aligner: "Aligner | None" = None,
    alignments: str | os.PathLike[str] | None = None,
    reading: Progress | None = None,
    pairs: Pairs | None = None,
    progress: Callable[[int, int], None] | None = None,
    skip: Collection[str | os.PathLike[str]] = (),
    decisions: Collection[str | os.PathLike[str]] = (),
) -> AuditReport:
    """Audit memories, alignments and folders of documents (see :func:`collect_segments`).

    ``config`` says which checks run and how (by default all, with their defaults). ``glossaries``
    and ``baseline`` are files; without them, those of the configuration are used. ``jobs`` is
    the number of processes, by default one per core. ``reading`` is called with the number of
    segments read, ``pairs`` after each pair of documents that was aligned, ``progress`` with the
    numbers of tasks done and of all tasks. ``jobs`` does not change the report. The files ``skip``
    in a folder are none of its documents. What people decided in the files ``decisions`` holds:
    texts that they corrected in alignments, and findings that they settled, which are known.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "a.csv")
    ...     rows = "English,Chinese\\nIt works.,它能用。\\nThis is it.,This is it.\\n"
    ...     _ = file.write_text(rows, encoding="utf-8")
    ...     with audit(file, config=Config(only=("untranslated",))) as report:
    ...         [(f.check, f.severity, f.zh) for f in report]
    [('untranslated', 'error', 'This is it.')]

    Raises :class:`align.errors.InputError` if there is nothing to audit, or if a glossary or
    baseline cannot be read.
    """
    config = config or Config()
    jobs = jobs or config.jobs
    names = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    known = baseline if baseline is not None else config.baseline
    settled = settled_in(decisions)
    before = Baseline(settled=settled)
    if known is not None:
        before = Baseline.read(known, settled=settled)
    context = context_of([os.fspath(g) for g in glossaries] or config.glossaries)
    with (
        SegmentStore() as store,
        _Audit(store, config, context, before, jobs, progress) as work,
    ):
        collect_segments(
            names, aligner=aligner, alignments=alignments, progress=reading, pairs=pairs,
            written=work.begin, into=store, skip=skip, jobs=jobs, decisions=decisions,
        )  # fmt: skip
        return work.report(names)


def audit_store(
    store: SegmentStore,
    *,
    config: Config | None = None,
    context: Context | None = None,
    jobs: int = 1,
    parts: Iterable[tuple[int, int]] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> AuditReport:
    """Audit segments that are in a store already.

    Checks that look at one segment at a time look at the ``parts`` only (the first, and the one
    after the last segment), by default at all.
    """
    config, context = config or Config(), context or Context()
    with _Audit(store, config, context, Baseline(), jobs, progress) as work:
        return work.report((), [(0, len(store))] if parts is None else parts)


def context_of(glossaries: Iterable[str]) -> Context:
    """What checks know besides the segments: the terms of these files."""
    paths = list(glossaries)
    if not paths:
        return Context()
    from align.terminology import read_glossary

    first, *others = [read_glossary(path) for path in paths]
    return Context(first.merged(others) if others else first)


class _Audit:
    """An audit in progress: the first segments are checked while others are still being read."""

    def __init__(
        self,
        store: SegmentStore,
        config: Config,
        context: Context,
        baseline: Baseline,
        jobs: int | None,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self._store, self._baseline, self._progress = store, baseline, progress
        runner = TaskRunner(store, config, context)
        self._checks = runner.checks
        self._workers = Workers(runner, jobs)
        self._repeats = RepeatedFindings(runner.checks)
        #: whoever asks for some checks wants to see all that they find
        self._habits = Habits({} if config.only or not config.once else runner.checks)
        self._submitted = self._done = self._known = self._ignored = 0
        self._findings = Findings()
        #: how often a check failed with a message
        self._failures: Counter[str] = Counter()

    def __enter__(self) -> "_Audit":
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._workers.close(at_once=kind is not None)
        self._habits.close()
        if kind:
            self._findings.close()

    def begin(self) -> None:
        """Hand out what has been read; collect the results that are there."""
        while self._submitted + EVERY <= len(self._store):
            self._next()
        for done in self._workers.done():
            self._keep(done)

    def report(
        self,
        names: Iterable[str | os.PathLike[str]],
        parts: Iterable[tuple[int, int]] | None = None,
    ) -> AuditReport:
        """Check the rest, run the checks of the whole memory, and make the report."""
        store = self._store
        for start, stop in [(self._submitted, len(store))] if parts is None else parts:
            self._submitted = start
            while self._submitted < stop:
                self._next(stop)
        for id in _in_order(self._checks):
            self._workers.submit(Task(id))
        for done in self._workers.rest():
            self._keep(done)
            if self._progress:
                self._progress(self._done, self._workers.submitted)
        for finding in self._habits.told({n: s[0] for n, s in store.sizes.items()}, len(store)):
            self._add(finding)
        for message, times in self._failures.items():
            if times > MOST:
                said = f"{message}, and {times - MOST:,} times more"
                self._findings.add(Finding(INTERNAL.id, INTERNAL.severity, said, -1))
        checks = self._checks
        if self._failures:
            checks = {**checks, INTERNAL.id: INTERNAL}
        return AuditReport(
            tuple(os.fspath(name) for name in names),
            len(store),
            store.nulls,
            len(store.documents - {""}),
            checks,
            self._findings,
            self._known,
            self._ignored,
            self._baseline.gone,
            tuple(store.failed),
            audited=store.audited,
            date=time_stamp(),
            sizes=store.sizes,
        )

    def _next(self, end: int | None = None) -> None:
        stop = min(self._submitted + EVERY, len(self._store) if end is None else end)
        self._workers.submit(Task(part=self._store.part(self._submitted, stop)))
        self._submitted = stop

    def _keep(self, done: Done) -> None:
        self._done += 1
        self._ignored += done.ignored
        for data in done.findings:
            finding = Finding(*data)
            if finding.check == INTERNAL.id:
                self._failures[finding.message] += 1
                if self._failures[finding.message] > MOST:
                    continue
            if not self._repeats.has(finding) and not self._habits.hold(finding):
                self._add(finding)
        done.findings.close()

    def _add(self, finding: Finding) -> None:
        if self._baseline.knows(finding):
            self._known += 1
        else:
            self._findings.add(finding)


def _in_order(checks: Mapping[str, Check]) -> list[str]:
    """The checks of the whole memory: first those that others defer to, then by cost."""
    first = {id for check in checks.values() for id in check.unless}
    whole = [id for id, check in checks.items() if check.whole]
    return sorted(whole, key=lambda id: (id not in first, -checks[id].cost))


class Workers:
    """Runs tasks and yields their results in the same order.

    Processes are started with the second part of the segments: a small audit needs none.
    ``jobs`` is as for :func:`align.runners.crew.cores`.
    """

    def __init__(self, runner: TaskRunner, jobs: int | None) -> None:
        self._runner, self._jobs = runner, cores(jobs)
        self._team: Team[Task, Done] | None = None
        self._waiting: deque[Task] = deque()
        self.submitted = 0

    def submit(self, task: Task) -> None:
        """Run a task, now or later."""
        self.submitted += 1
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
        """The next results that are ready."""
        if self._team:
            yield from self._team.ready()

    def rest(self) -> Iterator[Done]:
        """The results of all other tasks; waits for them."""
        while self._team and self._team.waiting:
            yield self._team.next()
        while self._waiting:
            yield self._runner(self._waiting.popleft())

    def close(self, *, at_once: bool) -> None:
        """End the processes, ``at_once`` or when they have finished."""
        if self._team:
            self._team.close(at_once=at_once)

    def _start(self) -> None:
        if not may_fork():
            self._jobs = 1
            return
        import numpy  # noqa: F401

        for language in LANGUAGES.values():  # what is loaded before the fork is shared
            language.words("样品 sample")
        # unpickled there, so that each process opens its own files
        data = pickle.dumps(self._runner)

        def prepare() -> Callable[[Task, Ask], Done]:
            runner: TaskRunner = pickle.loads(data)
            return lambda task, ask: runner(task)

        self._team = Team(prepare, self._jobs)
