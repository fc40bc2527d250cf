"""The audit: every check over all segments, on all cores, in bounded memory."""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from align.audit.baseline import Baseline
from align.audit.check import SEVERITIES, Context, Hit, SegmentLook, Severity
from align.audit.config import Config
from align.audit.finding import Finding, fingerprint
from align.audit.load import load_checks
from align.audit.repeats import Repeats
from align.audit.report import AuditReport
from align.audit.segment import Segment
from align.audit.sources import Pairs, Progress, collect, file_name
from align.audit.store import SegmentStore
from align.memory.from_alignments import time_stamp

if TYPE_CHECKING:
    from align.pipeline import Aligner

#: Segments that one task looks at.
CHUNK = 10_000


class _Task(NamedTuple):
    """A piece of work: segments ``start`` … ``stop`` for the segment checks, or one whole check."""

    start: int
    stop: int
    check: str = ""


class _Look(NamedTuple):
    """A segment check as it is asked."""

    id: str
    severity: Severity
    nulls: bool
    look: SegmentLook


class _Done(NamedTuple):
    task: _Task
    findings: list[tuple[Any, ...]]
    ignored: int


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
    store = collect(names, aligner=aligner, alignments=alignments, progress=reading, pairs=pairs)
    with store:
        return _audit(store, names, config, context, before, jobs or config.jobs, progress)


def audit_store(
    store: SegmentStore,
    *,
    config: Config | None = None,
    context: Context | None = None,
    jobs: int = 1,
) -> AuditReport:
    """Audit segments that are at hand already."""
    config, context = config or Config(), context or Context()
    return _audit(store, (), config, context, Baseline(), jobs, None)


def _context(glossaries: Iterable[str]) -> Context:
    paths = list(glossaries)
    if not paths:
        return Context()
    from align.audit.glossary import read_glossary

    first, *others = [read_glossary(path) for path in paths]
    return Context(first.merged(others) if others else first)


def _audit(
    store: SegmentStore,
    names: Iterable[str | os.PathLike[str]],
    config: Config,
    context: Context,
    baseline: Baseline,
    jobs: int | None,
    progress: Callable[[int, int], None] | None,
) -> AuditReport:
    runner = _Runner(store, config, context)
    report = AuditReport(
        tuple(os.fspath(name) for name in names),
        len(store),
        0,
        0,
        runner.checks,
        failed=tuple(store.failed),
        date=time_stamp(),
    )
    whole = [id for id, check in runner.checks.items() if check.whole]
    whole.sort(key=lambda id: bool(runner.checks[id].unless))  # they ask what the others found
    tasks = [_Task(0, 0, id) for id in whole]  # the long ones first
    tasks += [_Task(n, min(n + CHUNK, len(store))) for n in range(0, len(store), CHUNK)]
    documents: set[str] = set()
    repeats = Repeats(runner.checks)
    for number, done in enumerate(_run(runner, tasks, jobs), start=1):
        report.ignored += done.ignored
        for data in done.findings:
            finding = Finding(*data)
            if repeats.has(finding):
                continue
            if baseline.knows(finding):
                report.known += 1
            else:
                report.findings.add(finding)
        if progress:
            progress(number, len(tasks))
    for segment in store:
        report.nulls += segment.is_null
        documents.add(segment.document)
    report.documents = len(documents - {""})
    report.mended = baseline.gone
    return report


def _run(runner: "_Runner", tasks: list[_Task], jobs: int | None) -> Iterator[_Done]:
    jobs = min(jobs or os.cpu_count() or 1, len(tasks))
    if jobs < 2 or len(runner.store) < CHUNK:
        yield from map(runner, tasks)
        return
    start = "fork" if "fork" in multiprocessing.get_all_start_methods() else None
    with ProcessPoolExecutor(
        jobs, multiprocessing.get_context(start), initializer=_begin, initargs=(runner,)
    ) as pool:
        yield from pool.map(_work, tasks)


_here: "_Runner | None" = None


def _begin(runner: "_Runner") -> None:
    """In a worker: keep what every task needs."""
    global _here
    _here = runner


def _work(task: _Task) -> _Done:
    assert _here is not None
    return _here(task)


class _Runner:
    """Runs tasks; it pickles, so that it runs them in any process."""

    def __init__(self, store: SegmentStore, config: Config, context: Context) -> None:
        self.store, self._config, self._context = store, config, context
        self.checks = {}
        settings = [config.settings(), *(config.settings(p) for p, _ in config.paths)]
        for id, check in load_checks().items():
            asked = next((s[id].severity for s in settings if s[id].severity), None)
            if asked:
                chosen = settings[0][id].severity or asked
                self.checks[id] = replace(check, severity=chosen)
        self._settings = lru_cache(maxsize=10_000)(config.settings)
        self._looks: dict[Any, list[_Look]] = {}

    def __getstate__(self) -> dict[str, Any]:
        return {"store": self.store, "config": self._config, "context": self._context}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(**state)  # type: ignore[misc]

    def __call__(self, task: _Task) -> _Done:
        return self._whole(task) if task.check else self._segments(task)

    def _segments(self, task: _Task) -> _Done:
        found: list[tuple[Any, ...]] = []
        ignored, document = 0, None
        looks: list[_Look] = []
        for segment in self.store.range(task.start, task.stop):
            if segment.document != document:
                document = segment.document
                looks = self._looks_for(document)
            null = not (segment.en and segment.zh)
            for id, severity, nulls, look in looks:
                if null and not nulls:
                    continue
                for hit in look(segment):
                    if segment.ignore and _silent(id, segment):
                        ignored += 1
                    else:
                        found.append(_finding(id, severity, segment, hit))
        return _Done(task, found, ignored)

    def _whole(self, task: _Task) -> _Done:
        check = self.checks[task.check]
        parameters = self._config.settings()[check.id].parameters
        found: list[tuple[Any, ...]] = []
        ignored = 0
        for where, hit in check.make(self._context, **parameters)(self.store):
            document = where if isinstance(where, str) else ""
            segment = Segment(-1, "", "", document) if document else self.store[int(where)]
            severity = self._settings(segment.document)[check.id].severity
            if severity is None:
                continue
            if _silent(check.id, segment):
                ignored += 1
            else:
                found.append(_finding(check.id, severity, segment, hit))
        return _Done(task, found, ignored)

    def _looks_for(self, document: str) -> list[_Look]:
        """The segment checks for a document, made once for each way of asking them."""
        settings = self._settings(document)
        key = tuple((id, s.severity, tuple(s.parameters.items())) for id, s in settings.items())
        if key not in self._looks:
            self._looks[key] = [
                _Look(
                    id,
                    setting.severity,
                    check.nulls,
                    check.make(self._context, **setting.parameters),
                )
                for id, setting in settings.items()
                if setting.severity and not (check := load_checks()[id]).whole
            ]
        return self._looks[key]


def _silent(id: str, segment: Segment) -> bool:
    return id in segment.ignore or "*" in segment.ignore


def _milder(severity: Severity, of_hit: Severity | None) -> Severity:
    """A hit can be less grave than its check, never graver: what a team decided counts."""
    return max(severity, of_hit or severity, key=SEVERITIES.index)


def _finding(id: str, severity: Severity, segment: Segment, hit: Hit) -> tuple[Any, ...]:
    detail = hit.message if segment.number < 0 else repr((hit.en, hit.zh))
    return (
        id, _milder(severity, hit.severity), hit.message, segment.number,
        segment.document, segment.place, segment.line, segment.id, segment.en,
        segment.zh, tuple(hit.en), tuple(hit.zh),
        hit.suggestion, hit.group, segment.en_place, segment.zh_place,
        fingerprint(id, segment.document, segment.en, segment.zh, detail),
        segment.source or (hit.source and file_name(hit.source)),
    )  # fmt: skip
