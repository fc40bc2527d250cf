"""What an audit found, finding by finding, and the report that holds it."""

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha1
from typing import Any, NamedTuple

from align.audit.engine.check import SEVERITIES, Check, Severity, Span
from align.audit.engine.segment_store import Audited
from align.files.spool import Spool
from align.files.temporary import Closing
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


def _key(finding: Finding, check: str) -> int:
    return hash((check, finding.number, finding.en_spans, finding.zh_spans))


@dataclass
class AuditReport:
    """The result of :func:`align.audit.audit`; close it when it has been read.

    ``sources`` are what was audited, ``units`` the number of segments in it, ``nulls`` of those
    with one side empty, ``documents`` of the documents they name. ``checks`` are the checks
    that ran, with the configured severities. ``known`` counts findings in the baseline, which
    are not reported; ``ignored`` those that the memory itself marks as ignored; ``mended`` the
    entries of the baseline that were not found again. ``failed`` are messages about inputs that
    could not be read. ``audited`` counts what was audited. ``former`` is the summary of an
    earlier report, to compare with. ``fail_on`` is the lowest severity with which the audit
    fails, or ``never``.
    """

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
    former: dict[str, Any] | None = None
    date: str = ""
    audited: Audited = field(default_factory=Audited)
    fail_on: str = "error"

    def __enter__(self) -> "AuditReport":
        return self

    def __exit__(self, *_: object) -> None:
        self.findings.close()

    def __iter__(self) -> Iterator[Finding]:
        """The findings, in the order of the segments; those about documents first."""
        return iter(self.findings)

    @property
    def failing(self) -> bool:
        """Whether there is a finding of severity ``fail_on`` or higher."""
        return self.worse_than(self.fail_on)

    def __str__(self) -> str:
        counts = {s: self.findings.count(s) for s in SEVERITIES}
        named = ", ".join(f"{n:,} {s}{'s'[: n != 1]}" for s, n in counts.items())
        return f"{named} in {self.units:,} units"

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
            "known": self.known,
            "ignored": self.ignored,
            "mended": self.mended,
            "failed": list(self.failed),
        }
