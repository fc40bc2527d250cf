"""The result of an audit: numbers and findings."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from align.audit.engine.check import SEVERITIES, Check
from align.audit.engine.finding import Finding, Findings
from align.version import __version__


@dataclass
class AuditReport:
    """The result of :func:`align.audit.audit`; close it when it has been read.

    ``sources`` are what was audited, ``units`` the number of segments in it, ``nulls`` of those
    with one side empty, ``documents`` of the documents they name. ``checks`` are the checks that
    ran, with the configured severities. ``known`` counts findings in the baseline, which are not
    reported; ``ignored`` those that the memory itself says to ignore; ``mended`` the entries of the
    baseline that were not found again. ``failed`` are messages about inputs that could not be read.
    ``former`` is the summary of an earlier report, to compare with. ``fail_on`` is the
    lowest severity with which the audit fails, or ``never``.
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
