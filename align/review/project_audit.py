"""The audit of a project while people work on it, in a thread, over what its documents say now.

After a change only the document that changed is read again, and checks that look at one segment at
a time look at those that changed.
"""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from align.alignment import Alignment, Bead
from align.audit.engine.baseline import Baseline
from align.audit.engine.check import INTERNAL, Check
from align.audit.engine.config import Config, find_config, read_config
from align.audit.engine.finding import Finding
from align.audit.engine.run import audit_store, context_of
from align.audit.engine.segment_store import Segment, stored
from align.audit.engine.sources import ignored_in
from align.errors import TmxalignError
from align.memory.applying import LEFT_OUT
from align.review.project import ReviewProject

if TYPE_CHECKING:
    from align.review.session import Session

#: If the checks of all documents together take longer, they wait until somebody asks for them.
PATIENCE = 3.0
#: Projects whose alignments have so many bytes are audited when somebody asks for findings.
LARGE = 3_000_000


@dataclass
class AuditedDocument:
    """A document as it was audited: its rows, their segments, and what was found.

    ``found`` are pairs of a row and a finding; the row is empty for the document as a whole.
    ``began`` is the time of the last decision when it was read.
    """

    version: int
    began: str
    rows: list[str]
    segments: list[Segment]
    found: list[tuple[str, Finding]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name that its findings have."""
        return self.segments[0].document if self.segments else ""


class ProjectAudit:
    """The audit of one project.

    ``documents`` are those that were audited, by their words in addresses, ``elsewhere`` findings
    about what is none of them (a glossary), ``known`` the number of those in the baseline of the
    configuration. ``partial``: after a change, only checks that look at one segment at a time ran.
    ``progress`` is how much is done, of how much; ``error`` why it could not run.

    Findings of a report (``project.reported``) that it does not find itself are among its own where
    their texts stand: the report may have had a glossary, or another configuration.
    """

    def __init__(self, project: ReviewProject) -> None:
        self._project = project
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._duration = 0.0  # seconds that the checks of all documents took
        #: the checks of the configuration
        self.checks: Mapping[str, Check] = {}
        self.documents: dict[str, AuditedDocument] = {}
        self.elsewhere: list[Finding] = []
        self.known = 0
        self.progress = (0, 0)
        self.partial = False
        self.error = ""

    @property
    def running(self) -> bool:
        """Whether it is at work."""
        return self._thread is not None

    def findings(self, document: str) -> list[Finding]:
        """The findings about a document, and about what is none."""
        looked = self.documents.get(document)
        return [*(finding for _, finding in (looked.found if looked else [])), *self.elsewhere]

    @property
    def large(self) -> bool:
        """Whether an audit costs so much that somebody should ask for it."""
        size = 0
        for _, path in self._project.documents().values():
            with suppress(OSError):
                size += path.stat().st_size
        return size > LARGE

    def start(self, document: str | None = None) -> None:
        """Audit in a thread: all documents, or a document that changed. One at a time."""
        with self._lock:
            if self._thread is None:
                self.error, self.progress = "", (0, 0)
                self._thread = threading.Thread(target=self._run, args=(document,), daemon=True)
                self._thread.start()

    def wait(self) -> None:
        """Wait until the audit that is running has ended."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self, document: str | None) -> None:
        try:
            self._audit(document)
        except TmxalignError as error:
            self.error = str(error)
        except Exception as error:  # of a check: the page says it, and the work goes on
            self.error = f"the audit failed: {type(error).__name__}: {error}"
        finally:
            self._thread = None

    def _audit(self, changed: str | None) -> None:
        config = self._config()
        self.checks = {**config.known, INTERNAL.id: INTERNAL}
        keys = list(self._project.documents())
        first = changed is None or changed not in self.documents
        again = keys if first or changed is None else [changed]
        before = {} if changed is None else self.documents
        documents = {key: found for key, found in self.documents.items() if key in keys}
        for number, key in enumerate(again, start=1):
            documents[key] = self._look(key)
            self.progress = (number, 2 * len(again))
        partial = not first and self._duration > PATIENCE
        if partial:
            whole = [id for id, check in config.known.items() if check.whole]
            config = config.with_checks(off=whole)
        wanted = {key: documents[key] for key in again} if partial else documents
        parts = {key: _changed(before.get(key), looked) for key, looked in wanted.items()}
        found, elsewhere, self._duration = self._check(wanted, parts, config, partial)
        for key, looked in documents.items():
            kept = self._kept(key, looked, parts.get(key, []), partial=partial)
            looked.found = [*kept, *found.get(key, [])]
            self._add_reported(looked)
        self.documents, self.partial = documents, partial
        if not partial:
            self.elsewhere = elsewhere

    def _look(self, key: str) -> AuditedDocument:
        """What a document says now."""
        with self._project.session(key) as session:
            session.refresh()
            found = dict(segments_of_rows(session))
            return AuditedDocument(session.version, session.log.last, [*found], [*found.values()])

    def _check(
        self,
        documents: Mapping[str, AuditedDocument],
        parts: Mapping[str, Sequence[tuple[int, int]]],
        config: Config,
        partial: bool,
    ) -> tuple[dict[str, list[tuple[str, Finding]]], list[Finding], float]:
        """The new findings by document, others, and how long it took."""
        places: list[tuple[str, str]] = []
        segments: list[Segment] = []
        runs = []
        for key, looked in documents.items():
            runs += [(len(segments) + start, len(segments) + stop) for start, stop in parts[key]]
            places += [(key, row) for row in looked.rows]
            segments += looked.segments
        names = {looked.name: key for key, looked in self.documents.items()}
        names |= {looked.name: key for key, looked in documents.items()}
        context = context_of(config.glossaries)
        baseline = Baseline.read(config.baseline) if config.baseline else Baseline()
        found: dict[str, list[tuple[str, Finding]]] = {}
        elsewhere = []
        self.known = 0
        start = time.monotonic()
        config = replace(config, once=False)  # each is shown at its sentence
        with (
            stored(segments) as store,
            audit_store(
                store, config=config, context=context, parts=runs, progress=self._step
            ) as report,
        ):
            for finding in report:
                if baseline.knows(finding):
                    self.known += 1
                elif finding.number >= 0:
                    key, row = places[finding.number]
                    found.setdefault(key, []).append((row, finding))
                elif finding.document in names:
                    found.setdefault(names[finding.document], []).append(("", finding))
                else:
                    elsewhere.append(finding)
        took = self._duration if partial else time.monotonic() - start
        return found, elsewhere, took

    def _step(self, done: int, of: int) -> None:
        self.progress = (of + done, 2 * of)

    def _add_reported(self, looked: AuditedDocument) -> None:
        there = {finding.fingerprint for _, finding in looked.found}
        reported = (f for f in self._project.reported if f.check in self.checks)
        others = [f for f in reported if f.document == looked.name]
        others = [f for f in others if f.fingerprint not in there]
        if others:
            texts = zip(looked.rows, looked.segments, strict=True)
            row_of = {(segment.en, segment.zh): row for row, segment in texts}
            looked.found += [
                (row_of[f.en, f.zh], f) for f in others if (f.en, f.zh) in row_of
            ]  # fmt: skip

    def _kept(
        self, key: str, now: AuditedDocument, changed: Sequence[tuple[int, int]], *, partial: bool
    ) -> list[tuple[str, Finding]]:
        """Findings of the time before that hold, because nobody looked for them anew."""
        before = self.documents.get(key)
        if before is None:
            return []
        new = {row for start, stop in changed for row in now.rows[start:stop]}
        texts = {row: (s.en, s.zh) for row, s in zip(now.rows, now.segments, strict=True)}
        return [
            (row, finding)
            for row, finding in before.found
            if (check := self.checks.get(finding.check))
            and (partial if check.whole else row not in new)
            and (not row or texts.get(row) == (finding.en, finding.zh))
        ]

    def _config(self) -> Config:
        file = find_config(self._project.folder)
        return read_config(file) if file else Config()


def _changed(before: AuditedDocument | None, now: AuditedDocument) -> list[tuple[int, int]]:
    """The segments that are new or changed: the first of each run, and the one after the last."""
    there = dict(zip(before.rows, before.segments, strict=True)) if before else {}
    runs: list[tuple[int, int]] = []
    for n, (row, segment) in enumerate(zip(now.rows, now.segments, strict=True)):
        if there.get(row) != segment:
            start = runs.pop()[0] if runs and runs[-1][1] == n else n
            runs.append((start, n + 1))
    return runs


def segments_of_rows(session: "Session") -> Iterator[tuple[str, Segment]]:
    """What a memory has of a document: the id of each row, and its segment.

    Rows without a counterpart are in it, those that are left out are not.
    """
    documents = session.documents
    alignment = Alignment(*documents, ())
    for row in session.table:
        if row.aside or row.status in LEFT_OUT:
            continue
        places = [
            document.place_of(numbers[0]) if numbers else ""
            for document, numbers in zip(documents, row.numbers, strict=True)
        ]
        yield (
            row.id,
            Segment(
                0,
                *session.text(row),
                session.document,
                alignment.position(Bead(*row.numbers)),
                confidence=None if row.is_null else row.confidence,
                crossing=row.crossing,
                en_place=places[0],
                zh_place=places[1],
                en_locale=documents[0].locale,
                zh_locale=documents[1].locale,
                status=row.status,
                ignore=ignored_in(row.note),
            ),
        )
