"""The audit: every check over all segments, on all cores, in bounded memory."""

import os
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from align.audit.engine.baseline import Baseline
from align.audit.engine.check import Check, Context
from align.audit.engine.config import Config
from align.audit.engine.crew import Crew
from align.audit.engine.finding import Finding, Findings, RepeatedFindings
from align.audit.engine.report import AuditReport
from align.audit.engine.runner import Done, Runner, Task
from align.audit.engine.sources import EVERY, Pairs, Progress, collect
from align.audit.engine.store import SegmentStore
from align.formats.from_alignments import time_stamp

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
) -> AuditReport:
    """Audit memories, alignments and folders of documents; see :func:`align.audit.collect`.

    ``config`` says which checks are asked and how (by default all, as they are). ``glossaries``
    and ``baseline`` are files; those of the configuration count where none is given. ``jobs`` is
    the number of processes, by default one a core. ``reading`` is called with the number of
    segments read, ``pairs`` after each pair of documents that was aligned, ``progress`` with the
    tasks done and all tasks. The same input gives the same report, whatever ``jobs`` is.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "a.csv")
    ...     rows = "English,Chinese\\nIt works.,它能用。\\nThis is it.,This is it.\\n"
    ...     _ = file.write_text(rows, encoding="utf-8")
    ...     with audit(file, config=Config(only=("untranslated",))) as report:
    ...         [(f.check, f.severity, f.zh) for f in report]
    [('untranslated', 'error', 'This is it.')]

    Raises :class:`align.errors.InputError` when there is nothing to audit or a glossary, a baseline
    cannot be read.
    """
    config = config or Config()
    names = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    known = baseline if baseline is not None else config.baseline
    before = Baseline.read(known) if known is not None else Baseline()
    context = _context([os.fspath(g) for g in glossaries] or config.glossaries)
    with (
        SegmentStore() as store,
        _Audit(store, config, context, before, jobs or config.jobs, progress) as work,
    ):
        collect(
            names, aligner=aligner, alignments=alignments, progress=reading, pairs=pairs,
            written=work.begin, into=store,
        )  # fmt: skip
        return work.report(names)


def audit_store(
    store: SegmentStore,
    *,
    config: Config | None = None,
    context: Context | None = None,
    jobs: int = 1,
) -> AuditReport:
    """Audit segments that are at hand already."""
    config, context = config or Config(), context or Context()
    with _Audit(store, config, context, Baseline(), jobs, None) as work:
        return work.report(())


def _context(glossaries: Iterable[str]) -> Context:
    paths = list(glossaries)
    if not paths:
        return Context()
    from align.terminology.glossary import read_glossary

    first, *others = [read_glossary(path) for path in paths]
    return Context(first.merged(others) if others else first)


class _Audit:
    """An audit under way: it looks at the first segments while others are still read."""

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
        runner = Runner(store, config, context)
        self._checks = runner.checks
        self._crew = Crew(runner, jobs)
        self._repeats = RepeatedFindings(runner.checks)
        self._looked_at = self._done = self._known = self._ignored = 0
        self._findings = Findings()

    def __enter__(self) -> "_Audit":
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._crew.end(at_once=kind is not None)
        if kind:
            self._findings.close()

    def begin(self) -> None:
        """Give what was read to the other processes; see what they have done."""
        while self._looked_at + EVERY <= len(self._store):
            self._next()
        for done in self._crew.done():
            self._keep(done)

    def report(self, names: Iterable[str | os.PathLike[str]]) -> AuditReport:
        """Look at what is left, and at the whole."""
        store = self._store
        while self._looked_at < len(store):
            self._next()
        for id in _in_order(self._checks):
            self._crew.take(Task(id))
        for done in self._crew.rest():
            self._keep(done)
            if self._progress:
                self._progress(self._done, self._crew.taken)
        return AuditReport(
            tuple(os.fspath(name) for name in names),
            len(store),
            store.nulls,
            len(store.documents - {""}),
            self._checks,
            self._findings,
            self._known,
            self._ignored,
            self._baseline.gone,
            tuple(store.failed),
            date=time_stamp(),
        )

    def _next(self) -> None:
        stop = min(self._looked_at + EVERY, len(self._store))
        self._crew.take(Task(part=self._store.part(self._looked_at, stop)))
        self._looked_at = stop

    def _keep(self, done: Done) -> None:
        self._done += 1
        self._ignored += done.ignored
        for data in done.findings:
            finding = Finding(*data)
            if self._repeats.has(finding):
                continue
            if self._baseline.knows(finding):
                self._known += 1
            else:
                self._findings.add(finding)
        done.findings.close()


def _in_order(checks: Mapping[str, Check]) -> list[str]:
    """The checks of the whole: those that others ask about first, then what takes long."""
    asked = {id for check in checks.values() for id in check.unless}
    whole = [id for id, check in checks.items() if check.whole]
    return sorted(whole, key=lambda id: (id not in asked, -checks[id].cost))
