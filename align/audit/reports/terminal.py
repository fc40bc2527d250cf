"""Text for a terminal: the totals, then the first findings of every check."""

from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from typing import IO, TYPE_CHECKING, BinaryIO

from align.audit.engine.check import FAMILIES, SEVERITIES, Check, Span
from align.audit.engine.finding import AuditReport, Finding
from align.audit.reports.figures import (
    NOTES,
    CountChange,
    by_check,
    checks_of,
    count,
    first_of_each,
    joined,
    severities,
    shortened,
    shown_score,
    summary_rows,
    where,
)
from align.audit.reports.registry import report_format
from align.files.screen import make_console, seen
from align.files.widths import breaks, hanging

if TYPE_CHECKING:
    from rich.text import Text

#: The default limit of findings per check.
LIMIT = 3
_STYLES = {"error": "bold red", "warning": "yellow", "note": "cyan"}
#: Columns if the output is not a terminal.
_WIDTH = 100


@report_format("text", (".txt",), "a short text, for the terminal")
def write_text(report: AuditReport, stream: BinaryIO, *, limit: int = LIMIT) -> None:
    """Write the totals and the first ``limit`` findings of every check, the most severe first.

    On a terminal the text is coloured (unless NO_COLOR is set), and spans at fault are reversed.
    """
    text = TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="\n")
    try:
        print_report(report, text, limit=limit)
        text.flush()
    finally:
        text.detach()  # or it would close the stream as well


def print_report(report: AuditReport, stream: IO[str], *, limit: int = LIMIT) -> None:
    """Print what :func:`write_text` writes, in the encoding of the stream."""
    from rich.text import Text

    terminal = stream.isatty()
    console = make_console(
        stream, soft_wrap=True, force_terminal=terminal, width=None if terminal else _WIDTH
    )
    width = max(40, console.width)
    for line in text_lines(report, limit, width):
        indent = hanging(line.plain, width)
        first, *rest = line.divide(breaks(line.plain, width, indent) if terminal else ())
        if rest:  # a space at the end that has no room would be an empty line
            first.rstrip()
        console.print(first)
        for part in rest:
            part.rstrip()
            console.print(Text(" " * indent).append_text(part))


def text_lines(report: AuditReport, limit: int, width: int) -> Iterator["Text"]:
    """The report line by line."""
    from rich.text import Text

    yield from _in_width([f"{name} {value}" for name, value in summary_rows(report)], width)
    line = Text()
    for severity, change in severities(report).items():
        style = _STYLES[severity] if change.now else "dim"
        line.append(f"{report.said(count(change.now, severity))}{_delta(change)}   ", style)
    yield line
    changes, family = by_check(report), ""
    checks = checks_of(report)
    for id, findings in first_of_each(report, limit).items():
        if not changes[id].now:
            continue
        if checks[id].family != family:
            family = checks[id].family
            yield Text(f"\n{report.said(FAMILIES[family], 'family')}", "bold underline")
        yield from _heading(report, checks[id], changes[id], width)
        for finding in findings:
            yield from _finding(report, finding, width)
        if findings and (more := changes[id].now - len(findings)):
            yield Text(f"    {report.said(f'… and {more:,} more')}", "dim")
    yield from _worst(report, limit)
    yield Text()
    notes = report.audited.notes
    for message in notes[:NOTES]:
        yield Text().append(report.said("note: "), "bold cyan").append(seen(report.said(message)))
    if len(notes) > NOTES:
        rest = report.said(f"… and {len(notes) - NOTES:,} more")
        yield Text(f"{report.said('note: ')}{rest}", "dim")
    for message in report.failed:
        yield Text().append(report.said("not read: "), "bold red").append(seen(message))
    if len(report.findings):
        end = "All findings, to filter and read side by side: -o report.html"
        yield Text(report.said(end), "bold")
    else:
        end = f"Nothing found in {count(report.units, 'unit')}."
        yield Text(report.said(end), "bold green")


def _in_width(fields: Iterable[str], width: int) -> Iterator["Text"]:
    """Fields side by side, in as many lines as they need."""
    from rich.text import Text

    line = Text(style="bold")
    for field in fields:
        if line and line.cell_len + 3 + Text(field).cell_len > width:
            yield line
            line = Text(style="bold")
        line.append(f"   {field}" if line else field)
    yield line


def _worst(report: AuditReport, limit: int) -> Iterator["Text"]:
    """The documents with the lowest scores, where there are several."""
    from rich.text import Text

    ranking = report.ranking()[:limit] if report.documents > 1 else []
    if ranking:
        yield Text(f"\n{report.said('Lowest scores')}", "bold underline")
    for found in ranking:
        numbers = zip((found.errors, found.warnings, found.notes), SEVERITIES, strict=True)
        counts = joined(report, [count(n, severity) for n, severity in numbers if n])
        line = Text().append(f"  {shown_score(found.score):>5}  ", "bold")
        yield line.append(seen(found.document)).append(f"  {counts}", "dim")


def _heading(
    report: AuditReport, check: Check, change: CountChange, width: int
) -> Iterator["Text"]:
    from rich.text import Text

    line = Text().append("  ").append(check.id, _STYLES[check.severity])
    if (name := report.said(check.id, "check")) != check.id:
        line.append(f" {name}", _STYLES[check.severity])
    line.append(f"  {change.now:,}{_delta(change)}", "bold")
    summary = Text(report.said(check.summary, "summary"), "dim")
    if line.cell_len + 2 + summary.cell_len <= width:
        yield line.append("  ").append_text(summary)
    else:
        yield from (line, Text("    ").append_text(summary))


def _delta(change: CountChange) -> str:
    return f" ({change.delta})" if change.delta else ""


def _finding(report: AuditReport, finding: Finding, width: int) -> Iterator["Text"]:
    from rich.text import Text

    widest = max(len(report.said(severity, "severity")) for severity in SEVERITIES)
    mark = f"    {report.said(finding.severity, 'severity'):<{widest}} "
    line = Text().append(mark, _STYLES[finding.severity]).append(seen(finding.message))
    place = Text(seen(where(finding, report.language)), "dim")
    beside = line.cell_len + place.cell_len + 2 <= width
    yield line.append("  ").append_text(place) if place and beside else line
    if place and not beside:
        yield Text("      ").append_text(place)
    for name, text, spans in (
        ("EN", finding.en, finding.en_spans),
        ("ZH", finding.zh, finding.zh_spans),
    ):
        if text:
            yield (
                Text()
                .append(f"      {name} ", "dim")
                .append_text(highlighted(text, spans, width - 10))
            )
    if finding.suggestion:
        yield Text().append("      →  ", "dim").append(seen(finding.suggestion), "green")


def highlighted(text: str, spans: tuple[Span, ...], columns: int) -> "Text":
    """A text with its spans in reverse, shortened to fit in a line.

    >>> highlighted("12 of 30", ((0, 2),), 80).markup
    '[bold red reverse]12[/bold red reverse] of 30'
    """
    from rich.cells import cell_len
    from rich.text import Text

    signs = seen(text)
    wide = cell_len(signs) / (len(signs) or 1)  # Chinese takes two columns
    line = Text()
    for piece in shortened(signs, spans, int(columns / max(1.0, wide))):
        line.append(piece.text, "bold red reverse" if piece.marked else None)
    return line
