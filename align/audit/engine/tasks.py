"""The tasks of an audit: all segment checks on some segments, or one check of the whole memory."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from align.audit.engine.check import CHECKS, SEVERITIES, Context, Hit, SegmentLook, Severity
from align.audit.engine.config import Config, Settings
from align.audit.engine.finding import fingerprint
from align.audit.engine.segment_store import (
    Segment,
    SegmentData,
    SegmentStore,
    file_name,
    segments_from,
)
from align.files.spool import Spool

#: Findings of one check in one segment; more of them would fill a report with one text.
MOST = 50


class Task(NamedTuple):
    """One check of the whole memory, or all segment checks on a part of the segments."""

    check: str = ""
    part: SegmentData | None = None


class Done(NamedTuple):
    """The findings of a task as plain tuples, and how many others the memory says to ignore."""

    findings: Spool[tuple[Any, ...]]
    ignored: int


class _Look(NamedTuple):
    """A segment check with its settings."""

    id: str
    severity: Severity
    nulls: bool
    look: SegmentLook


class TaskRunner:
    """Runs tasks; it pickles, so that other processes can run them."""

    def __init__(self, store: SegmentStore, config: Config, context: Context) -> None:
        self.store, self._config, self._context = store, config, context
        self.checks = {}
        self._everywhere = config.settings()
        settings = [self._everywhere, *(config.settings(p) for p, _ in config.paths)]
        for id, check in CHECKS.items():
            asked = next((s[id].severity for s in settings if s[id].severity), None)
            if asked:
                chosen = settings[0][id].severity or asked
                self.checks[id] = replace(check, severity=chosen)
        self._settings = lru_cache(maxsize=10_000)(self._settings_of)
        self._looks: dict[Any, list[_Look]] = {}
        #: of the segment before, because most have the same
        self._last: Settings | None = None
        self._last_looks: list[_Look] = []

    def __getstate__(self) -> dict[str, Any]:
        return {"store": self.store, "config": self._config, "context": self._context}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(**state)  # type: ignore[misc]

    def __call__(self, task: Task) -> Done:
        return self._whole(task.check) if task.part is None else self._segments(task.part)

    def _segments(self, part: SegmentData) -> Done:
        found: Spool[tuple[Any, ...]] = Spool(self.store.folder, plain=True)
        ignored, document = 0, None
        looks: list[_Look] = []
        for segment in segments_from(part):
            if segment.document != document:
                document = segment.document
                looks = self._looks_for(document)
            null = not (segment.en and segment.zh)
            for id, severity, nulls, look in looks:
                if null and not nulls:
                    continue
                hits = iter(look(segment))
                for count, found_hit in enumerate(hits, start=1):
                    hit = found_hit if count < MOST else last_hit(found_hit, hits)
                    if segment.ignore and _is_ignored(id, segment):
                        ignored += 1
                    else:
                        found.add(_finding(id, severity, segment, hit))
        return Done(found, ignored)

    def _whole(self, id: str) -> Done:
        check = self.checks[id]
        self.store.reopen()
        parameters = self._everywhere[check.id].parameters
        found: Spool[tuple[Any, ...]] = Spool(self.store.folder, plain=True)
        ignored = 0
        looked = check.make(self._context, **parameters)(self.store)
        for where, hit in (
            (where, hit)
            for where, group in groupby(looked, key=lambda found: found[0])
            for hit in first_hits(hit for _, hit in group)
        ):
            document = where if isinstance(where, str) else ""
            segment = Segment(-1, "", "", document) if document else self.store[int(where)]
            severity = self._settings(segment.document)[check.id].severity
            if severity is None:
                continue
            if _is_ignored(check.id, segment):
                ignored += 1
            else:
                found.add(_finding(check.id, severity, segment, hit))
        return Done(found, ignored)

    def _settings_of(self, document: str) -> Settings:
        if self._config.paths:
            return self._config.settings(document)
        return self._everywhere

    def _looks_for(self, document: str) -> list[_Look]:
        """The segment checks for a document, made once for each combination of settings."""
        settings = self._settings(document)
        if settings is self._last:
            return self._last_looks
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
                if setting.severity and not (check := CHECKS[id]).whole
            ]
        self._last, self._last_looks = settings, self._looks[key]
        return self._last_looks


def first_hits(hits: Iterable[Hit], most: int = MOST) -> Iterator[Hit]:
    """The first hits of a check in a segment; of more than ``most``, the last one says so.

    >>> [hit.message for hit in first_hits((Hit(str(n)) for n in range(9)), 2)]
    ['0', '1, and more in this segment']
    """
    found = iter(hits)
    for count, hit in enumerate(found, start=1):
        yield hit if count < most else last_hit(hit, found)


def last_hit(hit: Hit, rest: Iterator[Hit]) -> Hit:
    """A hit that says if there are more of them; nothing is left of ``rest``."""
    if next(rest, None) is None:
        return hit
    for _ in rest:
        pass
    return hit._replace(message=f"{hit.message}, and more in this segment")


def _is_ignored(id: str, segment: Segment) -> bool:
    return id in segment.ignore or "*" in segment.ignore


def _lower(severity: Severity, of_hit: Severity | None) -> Severity:
    """A hit can lower the severity of its check, but not raise it: the configuration decides."""
    return max(severity, of_hit or severity, key=SEVERITIES.index)


def _finding(id: str, severity: Severity, segment: Segment, hit: Hit) -> tuple[Any, ...]:
    detail = hit.message if segment.number < 0 else repr((hit.en, hit.zh))
    return (
        id, _lower(severity, hit.severity), hit.message, segment.number,
        segment.document, segment.place, segment.line, segment.id, segment.en,
        segment.zh, tuple(hit.en), tuple(hit.zh),
        hit.suggestion, hit.group, segment.en_place, segment.zh_place,
        fingerprint(id, segment.document, segment.en, segment.zh, detail),
        segment.source or (hit.source and file_name(hit.source)),
    )  # fmt: skip
