"""What an audit found, finding by finding, and the report that holds it."""

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha1
from typing import Any, ClassVar, NamedTuple

from align.audit.engine.check import INTERNAL, SEVERITIES, Check, Severity, Span
from align.audit.engine.segment_store import Audited
from align.files.spool import Spool
from align.files.temporary import Closing
from align.frames import Framed
from align.languages.phrases import translated
from align.version import __version__


class Finding(NamedTuple):
    """A :class:`align.audit.engine.check.Hit` with its segment and its place.

    ``number`` is the segment's (from 0), −1 for a finding about a document as a whole.
    ``source`` is the audited file, ``line`` the line in it (0: unknown).
    ``fingerprint`` does not depend on other segments: baselines use it.
    """

    check: str
    severity: Severity
    message: str
    number: int
    document: str = ""
    place: str = ""
    line: int = 0
    id: str = ""
    en: str = ""
    zh: str = ""
    en_spans: tuple[Span, ...] = ()
    zh_spans: tuple[Span, ...] = ()
    suggestion: str = ""
    group: str = ""
    en_place: str = ""
    zh_place: str = ""
    fingerprint: str = ""
    source: str = ""

    def to_json(self) -> dict[str, Any]:
        """The finding as JSON data: empty fields are left out; ``segment`` counts from 1."""
        data: dict[str, Any] = self._asdict()
        data["segment"] = data.pop("number") + 1
        data["en_spans"] = [list(span) for span in self.en_spans]
        data["zh_spans"] = [list(span) for span in self.zh_spans]
        return {k: v for k, v in data.items() if v or k in ("check", "severity", "message")}


def fingerprint(check: str, document: str, en: str, zh: str, detail: str) -> str:
    """A hash that identifies a finding across audits, for baselines.

    >>> fingerprint("numbers", "a", "12", "13", "12")
    '6b529d6945ecd2b4'
    """
    text = "\0".join((check, document, en, zh, detail))
    return sha1(text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()[:16]


class Findings(Closing):
    """Findings on disk, read in the order of the segments; counted by check and severity.

    >>> with Findings() as found:
    ...     found.add(Finding("numbers", "error", "12 is missing", 7))
    ...     found.add(Finding("spaces", "note", "two spaces", 2))
    ...     [f.check for f in found], found.count("error")
    (['spaces', 'numbers'], 1)
    """

    def __init__(self) -> None:
        self._spool: Spool[tuple[Any, ...]] = Spool(plain=True)
        self._numbers = array("q")
        self.by_check: dict[str, int] = {}
        self.by_severity: dict[str, int] = dict.fromkeys(SEVERITIES, 0)
        #: by document, or file where a finding has none: errors, warnings, notes
        self.by_document: dict[str, list[int]] = {}
        #: by check and severity
        self.by_both: Counter[tuple[str, str]] = Counter()

    def close(self) -> None:
        """Remove them from disk."""
        self._spool.close()

    def add(self, finding: Finding) -> None:
        """Add a finding."""
        self._spool.add(tuple(finding))
        self._numbers.append(finding.number)
        self.by_check[finding.check] = self.by_check.get(finding.check, 0) + 1
        self.by_severity[finding.severity] += 1
        self.by_both[finding.check, finding.severity] += 1
        name = finding.document or finding.source
        counts = self.by_document.setdefault(name, [0] * len(SEVERITIES))
        counts[SEVERITIES.index(finding.severity)] += 1

    def count(self, severity: str) -> int:
        """The number of findings of a severity."""
        return self.by_severity[severity]

    def __len__(self) -> int:
        return len(self._spool)

    def __iter__(self) -> Iterator[Finding]:
        import numpy as np

        order = np.argsort(np.array(self._numbers, dtype=np.int64), kind="stable")
        for n in order.tolist():
            yield Finding(*self._spool[n])


class RepeatedFindings:
    """Findings that a more specific check has reported already (:attr:`Check.unless`).

    The findings of the more specific checks have to come first.

    >>> from align.audit import CHECKS
    >>> repeats = RepeatedFindings(CHECKS)
    >>> where = {"number": 7, "zh_spans": ((3, 5),), "message": ""}
    >>> first = Finding("same-source-different-target", "error", **where)
    >>> again = Finding("boilerplate-drift", "warning", **where)
    >>> [repeats.has(f) for f in (again, first, again, again._replace(zh_spans=((8, 9),)))]
    [False, False, True, False]
    """

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._unless = {id: set(check.unless) for id, check in checks.items() if check.unless}
        self._first = set().union(*self._unless.values()) & set(checks)
        # hashes, not texts: there may be hundreds of thousands
        self._reported: dict[int, int] = {}

    def has(self, finding: Finding) -> bool:
        """Whether a more specific check reported the same spans at least as severely."""
        if finding.check in self._first:
            key, severity = _key(finding, finding.check), SEVERITIES.index(finding.severity)
            self._reported[key] = min(severity, self._reported.get(key, severity))
        return any(
            self._reported.get(_key(finding, id), len(SEVERITIES))
            <= SEVERITIES.index(finding.severity)
            for id in self._unless.get(finding.check, ())
        )


#: Of the segments of a document, or of all, this share makes a style, if there are so many.
_STYLE_OF_DOCUMENT, _STYLE_OF_ALL = (0.15, 10), (0.1, 30)


class Habits(Closing):
    """Findings about form that would be told again and again: told once for a document, or for all.

    What a check says of a large share of the segments is the style of the text, not a slip. Errors
    are told one by one, and so are findings about what the text says.
    """

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._ids = {
            id
            for id, check in checks.items()
            if check.family == "form" or (check.family == "names" and not check.whole)
        }
        self._held: Spool[tuple[Any, ...]] = Spool(plain=True)
        #: by check, severity, side and document ("": all): how many segments, and the last one
        self._segments: dict[tuple[str, ...], tuple[int, int]] = {}

    def close(self) -> None:
        """Remove what is held from disk."""
        self._held.close()

    def hold(self, finding: Finding) -> bool:
        """Keep a finding until all are known, if it may be told once."""
        if finding.check not in self._ids or finding.severity == "error" or finding.number < 0:
            return False
        self._held.add(tuple(finding))
        for key in _kinds(finding):
            count, last = self._segments.get(key, (0, -1))
            self._segments[key] = count + (last != finding.number), finding.number
        return True

    def told(self, sizes: Mapping[str, int], units: int) -> Iterator[Finding]:
        """The findings that were held; ``sizes`` are the segments by document, of all ``units``."""
        told = set()
        for data in self._held:
            finding = Finding(*data)
            for key in _kinds(finding):
                of, (share, least) = units, _STYLE_OF_ALL
                if key[-1]:
                    of, (share, least) = sizes.get(key[-1], units), _STYLE_OF_DOCUMENT
                count = self._segments[key][0]
                if count < max(least, share * of):
                    continue
                if key not in told:
                    told.add(key)
                    yield finding._replace(
                        message=f"{finding.message}; the like is found in {count:,} of {of:,} "
                        "segments, as if it were the style of the text: it is told once",
                        fingerprint=fingerprint(key[0], key[-1], "", "", " ".join(key[1:3])),
                    )
                break
            else:
                yield finding


def _kinds(finding: Finding) -> tuple[tuple[str, ...], ...]:
    sides = f"{'en' * bool(finding.en_spans)}{'zh' * bool(finding.zh_spans)}"
    kind = (finding.check, finding.severity, sides)
    return (*kind, ""), (*kind, finding.document or finding.source)


def _key(finding: Finding, check: str) -> int:
    return hash((check, finding.number, finding.en_spans, finding.zh_spans))


#: What a finding costs: an error as much as five warnings, as between major and minor in MQM.
PENALTIES: dict[str, int] = {"error": 5, "warning": 1, "note": 0}


def quality_score(words: int, errors: int, warnings: int) -> float:
    """A score from 0 to 100 as in MQM: 100 without findings, less the penalties per 100 words.

    Method: Multidimensional Quality Metrics, scoring without calibration (penalties divided by the
    words of the source, here English). None of the words are worth 0 points, or 100.

    >>> quality_score(1_000, 4, 10), quality_score(0, 0, 0), quality_score(2, 1, 0)
    (97.0, 100.0, 0.0)
    """
    penalty = PENALTIES["error"] * errors + PENALTIES["warning"] * warnings
    return max(0.0, 100 - 100 * penalty / max(words, 1)) if penalty else 100.0


class DocumentScore(NamedTuple):
    """The size of a document, its findings, and its :func:`quality_score`."""

    document: str
    units: int
    words: int
    errors: int
    warnings: int
    notes: int
    score: float


@dataclass(repr=False)
class AuditReport(Framed):
    """The result of :func:`align.audit.audit`; close it when it has been read.

    ``sources`` are what was audited, ``units`` the number of segments in it, ``nulls`` of those
    with one side empty, ``documents`` of the documents they name. ``checks`` are the checks
    that ran, with the configured severities. ``known`` counts findings in the baseline, which
    are not reported; ``ignored`` those that the memory itself marks as ignored; ``mended`` the
    entries of the baseline that were not found again. ``failed`` are messages about inputs that
    could not be read. ``audited`` counts what was audited. ``sizes`` are the units and English
    words of documents. ``formers`` are the summaries of earlier reports, to compare with, the
    latest last.
    ``fail_on`` is the lowest severity with which the audit fails, or ``never``. ``language`` is
    that of the reports: English by default; a page in HTML is in the browser's.
    """

    columns: ClassVar[tuple[str, ...]] = Finding._fields
    shown: ClassVar[tuple[str, ...]] = ("severity", "check", "message", "en", "zh")

    sources: tuple[str, ...]
    units: int
    nulls: int
    documents: int
    checks: dict[str, Check]
    findings: Findings = field(default_factory=Findings)
    known: int = 0
    ignored: int = 0
    mended: int = 0
    failed: tuple[str, ...] = ()
    date: str = ""
    audited: Audited = field(default_factory=Audited)
    fail_on: str = "error"
    sizes: Mapping[str, Sequence[int]] = field(default_factory=dict)
    formers: tuple[dict[str, Any], ...] = ()
    language: str = ""

    def __enter__(self) -> "AuditReport":
        return self

    def __exit__(self, *_: object) -> None:
        self.findings.close()

    def __iter__(self) -> Iterator[Finding]:
        """The findings, in the order of the segments; those about documents first.

        Their messages are in the language of the report.
        """
        for finding in self.findings:
            yield finding._replace(message=self.said(finding.message, "message"))

    def rows(self) -> Iterator[dict[str, Any]]:
        """A row for each finding."""
        return (finding._asdict() for finding in self)

    def said(self, text: str, kind: str = "report") -> str:
        """A text of ours in the language of the report, see :func:`translated`."""
        return translated(text, self.language, kind)

    @property
    def failing(self) -> bool:
        """Whether there is a finding of severity ``fail_on`` or higher."""
        return self.worse_than(self.fail_on)

    @property
    def has_failed_checks(self) -> bool:
        """Whether a check raised an error instead of finding something (``internal``)."""
        return INTERNAL.id in self.findings.by_check

    def __str__(self) -> str:
        counts = {s: self.findings.count(s) for s in SEVERITIES}
        named = ", ".join(f"{n:,} {s}{'s'[: n != 1]}" for s, n in counts.items())
        return f"{named} in {self.units:,} units"

    @property
    def former(self) -> dict[str, Any] | None:
        """The summary of the latest earlier report."""
        return self.formers[-1] if self.formers else None

    @property
    def words(self) -> int:
        """The number of English words."""
        return sum(words for _, words in self.sizes.values())

    @property
    def score(self) -> float:
        """The :func:`quality_score` of everything together; checks that failed do not count."""
        counts = self.findings.by_severity
        errors = counts["error"] - self.findings.by_check.get(INTERNAL.id, 0)
        return quality_score(self.words, errors, counts["warning"])

    def ranking(self) -> list[DocumentScore]:
        """The documents, or files, that have findings, the worst first.

        >>> AuditReport((), 0, 0, 0, {}).ranking()
        []
        """
        found = []
        for name, (errors, warnings, notes) in self.findings.by_document.items():
            units, words = self.sizes.get(name, (0, 0))
            score = quality_score(words, errors, warnings)
            found.append(DocumentScore(name, units, words, errors, warnings, notes, score))
        return sorted(found, key=lambda d: (d.score, -d.errors, -d.warnings, d.document))

    def per_thousand(self, severity: str | None = None) -> float:
        """Findings (of a severity) per thousand units."""
        count = len(self.findings) if severity is None else self.findings.count(severity)
        return 1000 * count / self.units if self.units else 0.0

    def worse_than(self, fail_on: str) -> bool:
        """Whether there is a finding of severity ``fail_on`` or higher (``never``: no).

        >>> AuditReport((), 0, 0, 0, {}).worse_than("note")
        False
        """
        if fail_on == "never":
            return False
        worst = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
        return any(self.findings.count(severity) for severity in worst)

    def summary(self) -> dict[str, Any]:
        """The numbers as JSON data."""
        return {
            "tool": f"tmxalign {__version__}",
            "date": self.date,
            "sources": list(self.sources),
            "audited": asdict(self.audited),
            "units": self.units,
            "nulls": self.nulls,
            "documents": self.documents,
            "checks": len(self.checks),
            "findings": len(self.findings),
            "by_severity": dict(self.findings.by_severity),
            "by_check": {id: self.findings.by_check.get(id, 0) for id in self.checks},
            "per_thousand": round(self.per_thousand(), 2),
            "words": self.words,
            "score": round(self.score, 2),
            "by_severity_per_1000_words": {
                s: round(1000 * n / max(self.words, 1), 2)
                for s, n in self.findings.by_severity.items()
            },
            "known": self.known,
            "ignored": self.ignored,
            "mended": self.mended,
            "failed": list(self.failed),
        }
