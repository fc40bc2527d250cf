"""HTML: a self-contained page to filter and search in a browser, offline."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, BinaryIO

from align.audit.engine.check import FAMILIES, SEVERITIES
from align.audit.engine.finding import AuditReport, Finding
from align.audit.reports.figures import Room, checks_of
from align.audit.reports.registry import report_format
from align.files.report_files import dumps, write_array, write_html

#: The default limit of findings per check.
LIMIT = 2_000


@report_format("html", (".html", ".htm"), "a page to read in a browser")
def write_page(report: AuditReport, stream: BinaryIO, *, limit: int = LIMIT) -> None:
    """Write a page that loads nothing: at most ``limit`` findings per check, and all counts.

    If a check has more, the page holds the most severe ones and states how many it omits. The
    findings are data, which the script of the page shows as text; a content security policy allows
    no other script, style or address.
    """
    write_html(stream, "audit", "align.audit.reports", lambda out: _write_data(report, out, limit))


def _write_data(report: AuditReport, stream: Any, limit: int) -> None:
    checks, room = checks_of(report), Room(report, limit)
    head = {
        "summary": report.summary(),
        "former": report.former,
        "limit": limit,
        "missing": room.missing,
        "families": FAMILIES,
        "checks": [
            {
                "id": check.id,
                "family": check.family,
                "summary": check.summary,
                "rationale": check.rationale,
                "count": report.findings.by_check.get(check.id, 0),
            }
            for check in checks.values()
        ],
    }
    documents: dict[str, int] = {}
    files: dict[str, int] = {}
    stream.write(dumps(head)[:-1] + b",\n")
    findings = filter(room.has, report)
    write_array(stream, "segments", _segments(findings, list(checks), documents, files))
    stream.write(b',\n"documents": ' + dumps(list(documents)))
    stream.write(b',\n"files": ' + dumps(list(files)) + b"}")


def _segments(
    findings: Iterable[Finding], checks: list[str], documents: dict[str, int], files: dict[str, int]
) -> Iterator[list[Any]]:
    """Each segment once, with its findings; documents and files by number.

    A segment without a document is listed under its file.
    """
    ids = {id: number for number, id in enumerate(checks)}
    for (number, document, source, en, zh), found in groupby(findings, _segment):
        kept = list(found)
        first = kept[0]
        doc = documents.setdefault(document or source, len(documents))
        file = files.setdefault(source, len(files))
        about = [number + 1, doc, first.place, file, first.line, first.id, en, zh]
        yield [*about, first.en_place, first.zh_place, [_entry(f, ids) for f in kept]]


def _segment(finding: Finding) -> tuple[int, str, str, str, str]:
    return finding.number, finding.document, finding.source, finding.en, finding.zh


def _entry(f: Finding, ids: dict[str, int]) -> list[Any]:
    severity = SEVERITIES.index(f.severity)
    return [ids[f.check], severity, f.message, f.en_spans, f.zh_spans, f.suggestion, f.group]
