"""Annotations: commands that a workflow prints, and GitHub shows beside the lines."""

from collections import Counter
from typing import BinaryIO

from align.audit.engine.check import SEVERITIES
from align.audit.engine.finding import AuditReport, Finding
from align.audit.reports.figures import headline
from align.audit.reports.markdown_report import finding_lines
from align.audit.reports.registry import report_format

#: GitHub shows ten annotations of a kind for each step.
SHOWN = 10
_KINDS = dict(zip(SEVERITIES, ("error", "warning", "notice"), strict=True))
_ESCAPES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_DATA = str.maketrans(_ESCAPES)
_PROPERTY = str.maketrans({**_ESCAPES, ":": "%3A", ",": "%2C"})


@report_format("annotations", (".annotations",), "annotations, for a workflow on GitHub")
def write_annotations(report: AuditReport, stream: BinaryIO) -> None:
    """Write the totals, then the first findings of each severity, one command a line.

    Whatever the texts contain stays within its command.
    """
    lines = [_command("notice", headline(report), title="tmxalign audit")]
    lines += [_command("error", message, title="tmxalign audit") for message in report.failed[:2]]
    shown = Counter(notice=1, error=len(lines) - 1)
    for finding in report:
        kind = _KINDS[finding.severity]
        if shown[kind] < SHOWN:
            shown[kind] += 1
            lines.append(_annotation(report, finding, kind))
    stream.write("".join(f"{line}\n" for line in lines).encode("utf-8", "replace"))


def _annotation(report: AuditReport, finding: Finding, kind: str) -> str:
    at = {"file": finding.source, "line": str(finding.line or 1)} if finding.source else {}
    title = f"tmxalign: {report.said(finding.check, 'check')}"
    return _command(kind, "\n".join(finding_lines(report, finding)), **at, title=title)


def _command(kind: str, text: str, **properties: str) -> str:
    """A command of a workflow.

    >>> _command("error", "50 %\\nmore", file="a,b.tmx", line="3")
    '::error file=a%2Cb.tmx,line=3::50 %25%0Amore'
    """
    given = ",".join(f"{name}={value.translate(_PROPERTY)}" for name, value in properties.items())
    return f"::{kind} {given}::{text.translate(_DATA)}"
