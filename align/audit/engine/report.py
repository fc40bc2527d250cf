"""What an audit says: numbers first, then every finding."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from align.audit.engine.check import SEVERITIES, Check
from align.audit.engine.finding import Finding, Findings
from align.version import __version__


@dataclass
class AuditReport:
    """The result of :func:`align.audit.audit`; close it when it has been read.

    ``sources`` are what was audited, ``units`` the segments in it, ``nulls`` those with one side
    empty, ``documents`` how many documents they name. ``checks`` are the checks that were asked,
    with the severities that were chosen. ``known`` findings are in the baseline and not
    reported, ``ignored`` ones were told to be silent in the memory itself, ``mended`` is how many
    of the baseline did not show again. ``failed`` are inputs that could not be read.
    ``former`` are the numbers of an earlier report (its ``to_json()["summary"]``).
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

    def __enter__(self) -> "AuditReport":
        return self

    def __exit__(self, *_: object) -> None:
        self.findings.close()

    def __iter__(self) -> Iterator[Finding]:
        """The findings, in the order of the segments; those about documents first."""
        return iter(self.findings)

    def per_thousand(self, severity: str | None = None) -> float:
        """Findings (of a severity) in a thousand units."""
        count = len(self.findings) if severity is None else self.findings.count(severity)
        return 1000 * count / self.units if self.units else 0.0

    def worse_than(self, fail_on: str) -> bool:
        """Whether there is a finding of severity ``fail_on`` or graver (``never``: no).

        >>> AuditReport((), 0, 0, 0, {}).worse_than("note")
        False
        """
        if fail_on == "never":
            return False
        worst = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
        return any(self.findings.count(severity) for severity in worst)

    def summary(self) -> dict[str, Any]:
        """The numbers, as JSON holds them."""
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
