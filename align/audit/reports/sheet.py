"""XLSX and CSV: one row per finding, to work through in a spreadsheet."""

import csv
from codecs import BOM_UTF8
from io import TextIOWrapper
from typing import Any, BinaryIO

from align.audit.engine.check import FAMILIES, Span
from align.audit.engine.finding import AuditReport, Finding
from align.audit.reports.figures import (
    by_check,
    checks_of,
    moment,
    pieces,
    positions_of,
    severities,
    shown_score,
    summary_rows,
)
from align.audit.reports.registry import report_format
from align.formats.table.records import guarded
from align.formats.table.xlsx_write import CHARACTERS, ROWS, workbook
from align.formats.xml_text import legal

_COLUMNS = {
    "severity": 10, "check": 24, "message": 44, "English": 60, "Chinese": 45, "suggestion": 24,
    "document": 24, "place": 12, "file": 30, "line": 8, "unit": 8, "id": 18, "group": 24,
}  # fmt: skip
_COLOURS = {"error": "#FFC7CE", "warning": "#FFEB9C", "note": "#DDEBF7"}


@report_format("xlsx", (".xlsx",), "sheets for Excel and LibreOffice")
def write_sheets(report: AuditReport, stream: BinaryIO) -> None:
    """Write a workbook; spans at fault are red, and text never becomes a formula.

    A sheet holds 1,048,575 findings and a cell 32,767 characters; the summary states how many
    findings are omitted, and a text that is cut ends with ``…``.
    """
    with workbook(stream) as book:
        book.set_properties({"title": "tmxalign audit", "created": moment(report.date)})
        _summary(book, report)
        _findings(book, report)


@report_format("csv", (".csv",), "one row per finding, for a spreadsheet or a program")
def write_rows(report: AuditReport, stream: BinaryIO) -> None:
    """Write the columns of the XLSX's findings as CSV in UTF-8, with a signature for Excel.

    An apostrophe stands before a text that a spreadsheet would take for a formula.
    """
    stream.write(BOM_UTF8)
    text = TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="")
    try:
        rows = csv.writer(text)
        rows.writerow(map(report.said, _COLUMNS))
        for finding in report:
            cells = (
                cell[0] if isinstance(cell, tuple) else cell for cell in _cells(report, finding)
            )
            rows.writerow(c if isinstance(c, int) else guarded(legal(c).text) for c in cells)
        text.flush()
    finally:
        text.detach()  # or it would close the stream as well


def _summary(book: Any, report: AuditReport) -> None:
    sheet = book.add_worksheet(report.said("Summary"))
    bold = book.add_format({"bold": True})
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#DDEBF7"})
    for column, width in enumerate((26, 22, 12, 12, 12, 12, 70)):
        sheet.set_column(column, column, width)
    row, said = 0, report.said

    def write(*cells: str | int | None, style: Any = None) -> None:
        nonlocal row
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(row, column, cell, style)
            elif cell:
                sheet.write_string(row, column, _fitting(cell), style)
        row += 1

    write("tmxalign audit", style=bold)
    write(said("audited"), ", ".join(report.sources))
    write(said("date"), f"{when:%Y-%m-%d %H:%M} UTC" if (when := moment(report.date)) else "")
    for name, value in summary_rows(report):
        write(name, value)
    for severity, change in severities(report).items():
        write(said(severity + "s"), change.now, change.before, change.delta)
    for message in report.audited.notes:
        write(said("note"), said(message))
    for message in report.failed:
        write(said("not read"), message)
    if len(report.findings) > ROWS - 1:
        missing = len(report.findings) - ROWS + 1
        why = f"{missing:,} findings: a sheet holds no more; -o report.json has them all"
        write(said("not shown"), said(why))
    row += 1
    heads = "family", "check", "severity", "findings", "before", "change", "about"
    write(*map(said, heads), style=head)
    changes = by_check(report)
    for id, check in checks_of(report).items():
        change = changes[id]
        write(
            said(FAMILIES[check.family], "family"), id, said(check.severity, "severity"),
            change.now, change.before, change.delta, said(check.summary, "summary"),
        )  # fmt: skip
    row += 1
    heads = "document", "score", "units", "words", "errors", "warnings", "notes"
    write(*map(said, heads), style=head)
    for found in report.ranking()[: ROWS - row]:
        write(found.document, shown_score(found.score), *found[1:6])


def _findings(book: Any, report: AuditReport) -> None:
    sheet = book.add_worksheet(report.said("Findings"))
    top = {"valign": "top"}
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#DDEBF7"})
    plain, wrapped = book.add_format(top), book.add_format({**top, "text_wrap": True})
    fault = book.add_format({"bold": True, "font_color": "#C00000"})
    whole = book.add_format({**top, "text_wrap": True, "bold": True, "font_color": "#C00000"})
    colour = {s: book.add_format({**top, "bg_color": code}) for s, code in _COLOURS.items()}
    for column, (name, width) in enumerate(_COLUMNS.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, report.said(name), head)
    sheet.freeze_panes(1, 0)
    row = 0
    for row, finding in enumerate(report, start=1):
        if row == ROWS:  # the summary says so
            row -= 1
            break
        for column, cell in enumerate(_cells(report, finding)):
            style = colour[finding.severity] if not column else wrapped if column < 6 else plain
            if isinstance(cell, tuple):
                _marked(sheet, row, column, *cell, styles=(wrapped, fault, whole))
            elif isinstance(cell, int):
                sheet.write_number(row, column, cell, style)
            elif cell:
                sheet.write_string(row, column, _fitting(cell), style)
    sheet.autofilter(0, 0, row, len(_COLUMNS) - 1)


def _cells(report: AuditReport, f: Finding) -> tuple[Any, ...]:
    return (
        report.said(f.severity, "severity"), f.check, f.message, (f.en, f.en_spans),
        (f.zh, f.zh_spans), f.suggestion, f.document, " · ".join(positions_of(f, report.language)),
        f.source, f.line or "", f.number + 1 or "", f.id, f.group,
    )  # fmt: skip


def _marked(
    sheet: Any,
    row: int,
    column: int,
    text: str,
    spans: tuple[Span, ...],
    *,
    styles: tuple[Any, ...],
) -> None:
    """Write a text with its spans in colour, or without colour if the cell is too long for it."""
    plain, fault, whole = styles
    parts = [(legal(p.text).text, p.marked) for p in pieces(text, spans)]
    parts = [(part, marked) for part, marked in parts if part]
    joined = "".join(part for part, _ in parts)
    if not joined:
        return
    if len(parts) == 1 or _fitting(joined) != joined:
        style = whole if len(parts) == 1 and parts[0][1] else plain
        sheet.write_string(row, column, _fitting(joined), style)
        return
    rich: list[Any] = []
    for part, marked in parts:
        rich += [fault, part] if marked else [part]
    sheet.write_rich_string(row, column, *rich, plain)


def _fitting(text: str) -> str:
    """The text as far as a cell can hold it, which counts UTF-16 units."""
    text = legal(text).text
    if len(text) <= CHARACTERS // 2:
        return text
    units = text.encode("utf-16-le", "replace")
    if len(units) <= 2 * CHARACTERS:
        return text
    return units[: 2 * CHARACTERS - 2].decode("utf-16-le", "ignore") + "…"
