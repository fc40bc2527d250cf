"""The tasks of an audit: all segment checks on some segments, or one check of the whole memory."""

import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import groupby, islice
from pathlib import PurePath
from typing import Any, NamedTuple, TypeAlias

from align.audit.engine.check import (
    INTERNAL,
    SEVERITIES,
    Check,
    Context,
    Hit,
    SegmentLook,
    Severity,
)
from align.audit.engine.config import Config, Settings
from align.audit.engine.finding import fingerprint
from align.audit.engine.segment_store import (
    Segment,
    SegmentData,
    SegmentStore,
    file_name,
    hash_of_texts,
    remembered,
    segments_from,
)
from align.errors import TmxalignError
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


class _Failure(Hit):
    """What a check raised instead of what it found."""


class _Look(NamedTuple):
    """A segment check with its settings."""

    id: str
    severity: Severity
    nulls: bool
    look: SegmentLook


#: A hit takes as much memory as this many segments that have none.
_HIT = 4
#: What the checks say about a segment: the hits of each; None where it has to look again.
_Found: TypeAlias = tuple[tuple[_Look, list[Hit] | None], ...]


class _Watched(Segment):
    """A segment that notices whether anything but its texts is looked at."""

    beyond = False

    def __getitem__(self, key: Any) -> Any:
        self.beyond = True
        return tuple.__getitem__(self, key)

    def __iter__(self) -> Iterator[Any]:
        self.beyond = True
        return tuple.__iter__(self)

    def __eq__(self, other: object) -> bool:
        self.beyond = True
        return tuple.__eq__(self, other)

    def __hash__(self) -> int:
        self.beyond = True
        return tuple.__hash__(self)


def _watching(place: int) -> property:
    return property(lambda segment: segment[place])


for _place, _field in enumerate(Segment._fields):
    if _field not in ("en", "zh"):
        setattr(_Watched, _field, _watching(_place))


class _Looks:
    """The segment checks with the settings of a document.

    Most texts of a memory recur, many in every document. What a check said about two texts is
    remembered, unless it looked at anything else of the segment.
    """

    def __init__(self, looks: Iterable[_Look]) -> None:
        self._looks = tuple(looks)
        self._found = remembered(self._look, of=hash_of_texts, size=_size)
        #: nearly all segments have nothing to report: one and the same tuple for all of them
        self._quiet: dict[tuple[str, ...], _Found] = {}

    def __call__(self, segment: Segment) -> Iterator[tuple[_Look, Hit]]:
        """The hits of all checks, in the order of the checks."""
        for look, hits in self._found(segment):
            for hit in _hits_of(look, segment) if hits is None else hits:
                yield look, hit

    def _look(self, segment: Segment) -> _Found:
        watched = tuple.__new__(_Watched, segment)
        null = segment.is_null
        found: list[tuple[_Look, list[Hit] | None]] = []
        quiet: tuple[str, ...] | None = ()
        for look in self._looks:
            if null and not look.nulls:
                continue
            hits = _hits_of(look, watched)
            if watched.beyond:
                watched.beyond = False
                found.append((look, None))
                quiet = None if quiet is None else (*quiet, look.id)
            elif hits:
                found.append((look, hits))
                quiet = None
        return tuple(found) if quiet is None else self._quiet.setdefault(quiet, tuple(found))


def _size(found: _Found) -> int:
    return 1 + _HIT * sum([len(hits) for _, hits in found if hits])


class TaskRunner:
    """Runs tasks; it pickles, so that other processes can run them."""

    def __init__(self, store: SegmentStore, config: Config, context: Context) -> None:
        self.store, self._config, self._context = store, config, context
        self.checks = {}
        self._everywhere = config.settings()
        settings = [self._everywhere, *(config.settings(p) for p, _ in config.paths)]
        self._known = config.known
        for id, check in self._known.items():
            asked = next((s[id].severity for s in settings if s[id].severity), None)
            if asked:
                chosen = settings[0][id].severity or asked
                self.checks[id] = replace(check, severity=chosen)
        self._settings = lru_cache(maxsize=10_000)(self._settings_of)
        self._looks: dict[Any, _Looks] = {}
        #: of the segment before, because most have the same
        self._last: Settings | None = None
        self._last_looks = _Looks(())

    def __getstate__(self) -> dict[str, Any]:
        return {"store": self.store, "config": self._config, "context": self._context}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(**state)  # type: ignore[misc]

    def __call__(self, task: Task) -> Done:
        return self._whole(task.check) if task.part is None else self._segments(task.part)

    def _segments(self, part: SegmentData) -> Done:
        found: Spool[tuple[Any, ...]] = Spool(self.store.folder, plain=True)
        ignored, document = 0, None
        looks = self._last_looks
        for segment in segments_from(part):
            if segment.document != document:
                document = segment.document
                looks = self._looks_for(document)
            for look, hit in looks(segment):
                if isinstance(hit, _Failure):
                    found.add(_failed(segment, hit))
                elif segment.ignore and _is_ignored(look.id, segment):
                    ignored += 1
                else:
                    found.add(_finding(look.id, look.severity, segment, hit))
        return Done(found, ignored)

    def _whole(self, id: str) -> Done:
        check = self.checks[id]
        self.store.reopen()
        parameters = self._everywhere[check.id].parameters
        found: Spool[tuple[Any, ...]] = Spool(self.store.folder, plain=True)
        ignored = 0
        for where, hit in self._looked(check, parameters):
            if isinstance(hit, _Failure):
                found.add(_failed(Segment(-1, "", ""), hit))
                continue
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

    def _looked(
        self, check: Check, parameters: Mapping[str, Any]
    ) -> Iterator[tuple[int | str, Hit]]:
        """What a check finds in the whole memory, up to where it fails."""
        try:
            looked = check.make(self._context, **parameters)(self.store)
            for where, group in groupby(looked, key=lambda found: found[0]):
                for hit in first_hits(hit for _, hit in group):
                    yield where, hit
        except TmxalignError:
            raise
        except Exception as error:
            yield "", _failure(check.id, error)

    def _settings_of(self, document: str) -> Settings:
        if self._config.paths:
            return self._config.settings(document)
        return self._everywhere

    def _looks_for(self, document: str) -> _Looks:
        """The segment checks for a document, made once for each combination of settings."""
        settings = self._settings(document)
        if settings is self._last:
            return self._last_looks
        key = tuple((id, s.severity, tuple(s.parameters.items())) for id, s in settings.items())
        if key not in self._looks:
            self._looks[key] = _Looks(
                _Look(
                    id,
                    setting.severity,
                    check.nulls,
                    _made(check, self._context, setting.parameters),
                )
                for id, setting in settings.items()
                if setting.severity and not (check := self._known[id]).whole
            )
        self._last, self._last_looks = settings, self._looks[key]
        return self._last_looks


def first_hits(hits: Iterable[Hit], most: int = MOST) -> list[Hit]:
    """The first hits of a check in a segment; of more than ``most``, the last one says so.

    >>> [hit.message for hit in first_hits((Hit(str(n)) for n in range(9)), 2)]
    ['0', '1, and more in this segment']
    """
    rest = iter(hits)
    first = [*islice(rest, most)]
    if len(first) == most and next(rest, None) is not None:
        first[-1] = first[-1]._replace(message=f"{first[-1].message}, and more in this segment")
        for _ in rest:
            pass
    return first


def _hits_of(look: _Look, segment: Segment) -> list[Hit]:
    """What a check says of a segment, or that it failed."""
    try:
        said = look.look(segment)
        return first_hits(said) if said else []
    except TmxalignError:
        raise
    except Exception as error:
        return [_failure(look.id, error)]


def _made(check: Check, context: Context, parameters: Mapping[str, Any]) -> SegmentLook:
    """The function that checks a segment; if it cannot be made, one that raises the reason."""
    try:
        look: SegmentLook = check.make(context, **parameters)
    except TmxalignError:
        raise
    except Exception as error:
        reason = error

        def look(segment: Segment) -> Iterable[Hit]:
            raise reason

    return look


def _failure(check: str, error: Exception) -> _Failure:
    *_, last = traceback.format_exception_only(error)
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{PurePath(place.filename).name}:{place.lineno}"
    return _Failure(f"the check {check} failed: {' '.join(last.split())} ({where})")


def _failed(segment: Segment, hit: Hit) -> tuple[Any, ...]:
    return _finding(INTERNAL.id, INTERNAL.severity, segment, hit)


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
