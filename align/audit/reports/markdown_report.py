"""Markdown for a comment on a pull request: counts, and the first findings, collapsed."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from align.audit.engine.check import FAMILIES
from align.audit.engine.finding import AuditReport, Finding
from align.audit.reports.figures import (
    NOTES,
    by_check,
    checks_of,
    count,
    first_of_each,
    headline,
    shortened,
    shown_score,
    summary_rows,
    where,
)
from align.audit.reports.registry import report_format
from align.files.screen import seen

#: Code hosts accept comments of 65,536 characters; this leaves room for a workflow's own words.
CHARACTERS = 60_000
#: The default limit of findings per check.
LIMIT = 5
#: Characters shown of a text.
_WIDTH = 240
_TICKS = re.compile("`+")


@report_format("markdown", (".md", ".markdown"), "Markdown for a pull request")
def write_markdown(report: AuditReport, stream: BinaryIO, *, limit: int = LIMIT) -> None:
    """Write a table of counts, then the first ``limit`` findings of every check.

    Everything from the texts is in code, where nothing is markup, a link or a mention. The report
    is shorter than :data:`CHARACTERS`; checks that do not fit are counted.
    """
    parts = [f"### tmxalign audit: {headline(report)}\n", _numbers(report), _table(report)]
    parts.append(_ranking(report, limit))
    room = CHARACTERS - sum(len(part) for part in parts) - 200  # for the last line
    left_out = 0
    for id, findings in first_of_each(report, limit).items():
        part = _details(report, id, findings) if findings else ""
        if len(part) > room:
            left_out += 1
            continue
        parts.append(part)
        room -= len(part)
    if left_out:
        said = report.said(f"The findings of {count(left_out, 'check')} do not fit here.")
        parts.append(f"{said}\n")
    stream.write("\n".join(part for part in parts if part).encode("utf-8", "replace"))


def _numbers(report: AuditReport) -> str:
    said = " · ".join(f"{name} {value}" for name, value in summary_rows(report))
    lines = [f"{code(', '.join(report.sources), 500)}: {said}" if report.sources else said]
    notes = map(report.said, report.audited.notes[:NOTES])
    lines += [f"- {report.said('note: ')}{code(message, 500)}" for message in notes]
    failed = report.failed[:10]
    lines += [f"- {report.said('not read: ')}{code(message, 500)}" for message in failed]
    return "\n".join(lines).replace("\n-", "\n\n-", 1) + "\n"


def _table(report: AuditReport) -> str:
    changes = {id: c for id, c in by_check(report).items() if c.now or c.before}
    if not changes:
        return ""
    compared = report.former is not None
    lines = _heads(report, "check", "findings", *["change"] * compared)
    for id, change in changes.items():
        last = f" {change.delta or report.said('new')} |" if compared else ""
        lines.append(f"| {_named(report, id)} | {change.now:,} |{last}")
    return "\n".join(lines) + "\n"


def _heads(report: AuditReport, first: str, *others: str) -> list[str]:
    """The first lines of a table: names, then numbers."""
    names = " | ".join(map(report.said, (first, *others)))
    return [f"| {names} |", "|---|" + "---:|" * len(others)]


def _named(report: AuditReport, id: str) -> str:
    """A check by its id, and its name in the language of the report."""
    name = report.said(id, "check")
    return f"`{id}`" if name == id else f"`{id}` {name}"


def _ranking(report: AuditReport, limit: int) -> str:
    """The documents with the lowest scores, where there are several."""
    ranking = report.ranking()[:limit] if report.documents > 1 else []
    if not ranking:
        return ""
    lines = _heads(report, "document", "score", "errors", "warnings")
    for found in ranking:
        name = code(found.document, 120).replace("|", "\\|")
        lines.append(
            f"| {name} | {shown_score(found.score)} | {found.errors:,} | {found.warnings:,} |"
        )
    return "\n".join(lines) + "\n"


def _details(report: AuditReport, id: str, findings: list[Finding]) -> str:
    check = checks_of(report)[id]
    number = report.findings.by_check[id]
    body = "\n\n".join("\n".join(finding_lines(report, finding)) for finding in findings)
    if number > len(findings):
        body += "\n\n" + report.said(f"… and {number - len(findings):,} more")
    fence = "`" * (max([2, *map(len, _TICKS.findall(body))]) + 1)
    said = report.said(count(number, "finding"))
    family = report.said(FAMILIES[check.family], "family")
    summary = report.said(check.summary, "summary")
    about = f"<b>{id}</b>: {said} ({family}{report.said(': ')}{summary})"
    return f"<details><summary>{about}</summary>\n\n{fence}text\n{body}\n{fence}\n\n</details>\n"


def finding_lines(report: AuditReport, finding: Finding) -> Iterator[str]:
    """A finding with its place and both texts, in a few lines of limited length."""
    place = _line(where(finding, report.language))
    yield report.said(finding.severity, "severity") + (f" · {place}" if place else "")
    yield f"  {_line(finding.message)}"
    for name, text, spans in (
        ("EN", finding.en, finding.en_spans),
        ("ZH", finding.zh, finding.zh_spans),
    ):
        if text:
            parts = shortened(seen(text), spans, _WIDTH)
            yield f"  {name} " + "".join(f"⟦{p.text}⟧" if p.marked else p.text for p in parts)
    if finding.suggestion:
        yield f"  → {_line(finding.suggestion)}"


def _line(text: str) -> str:
    return "".join(piece.text for piece in shortened(seen(text), (), _WIDTH))


def code(text: str, width: int = _WIDTH) -> str:
    """A text as a code span, whatever it contains.

    >>> code("a`b")
    '`` a`b ``'
    """
    text = "".join(piece.text for piece in shortened(seen(text), (), width)) or " "
    ticks = "`" * (max([0, *map(len, _TICKS.findall(text))]) + 1)
    return f"{ticks} {text} {ticks}" if len(ticks) > 1 else f"`{text}`"
