"""HTML: a self-contained page to filter and search in a browser, offline."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, BinaryIO

from align.audit.engine.check import FAMILIES, SEVERITIES
from align.audit.engine.finding import AuditReport, Finding
from align.audit.reports.figures import Room, checks_of, where
from align.audit.reports.registry import report_format
from align.files.report_files import dumps, write_array, write_html
from align.languages.phrases import translated

#: The default limit of findings per check.
LIMIT = 2_000
#: The other language of the page, besides English.
OTHER = "zh"


@report_format("html", (".html", ".htm"), "a page to read in a browser")
def write_page(report: AuditReport, stream: BinaryIO, *, limit: int = LIMIT) -> None:
    """Write a page that loads nothing: at most ``limit`` findings per check, and all counts.

    If a check has more, the page holds the most severe ones and states how many it omits. The
    findings are data, which the script of the page shows as text; a content security policy allows
    no other script, style or address.
    """
    scripts = "words.js", "overview.js", "decisions.js", "page.js"
    write_html(
        stream, "audit", "align.audit.reports", lambda out: _write_data(report, out, limit),
        scripts=scripts,
    )  # fmt: skip


def _write_data(report: AuditReport, stream: Any, limit: int) -> None:
    checks, room, found = checks_of(report), Room(report, limit), report.findings
    head = {
        "language": report.language,
        "summary": report.summary(),
        "formers": report.formers,
        "ranking": report.ranking(),
        "notes": [_both(note, "report") for note in report.audited.notes],
        "failed": [_both(message, "report") for message in report.failed],
        "limit": limit,
        "missing": room.missing,
        "families": {id: _both(name, "family") for id, name in FAMILIES.items()},
        "checks": [
            {
                "id": check.id,
                "name": _both(check.id, "check")[1],
                "family": check.family,
                "summary": _both(check.summary, "summary"),
                "rationale": _both(check.rationale, "rationale"),
                "count": found.by_check.get(check.id, 0),
                "counts": [found.by_both[check.id, severity] for severity in SEVERITIES],
            }
            for check in checks.values()
        ],
    }
    tables = _Tables(list(checks))
    stream.write(dumps(head)[:-1] + b",\n")
    write_array(stream, "segments", tables.segments(filter(room.has, found)))
    stream.write(b',\n"documents": ' + dumps(list(tables.documents)) + b",\n")
    write_array(stream, "messages", map(_both, tables.messages))
    stream.write(b"}")


def _both(text: str, kind: str = "message") -> tuple[str, str]:
    """A text in English and in Chinese, which is empty if it is the same."""
    chinese = translated(text, OTHER, kind)
    return text, chinese if chinese != text else ""


class _Tables:
    """Segments, with what recurs in them by number.

    A segment without a document is listed under its file.
    """

    def __init__(self, checks: list[str]) -> None:
        self._checks = {id: number for number, id in enumerate(checks)}
        self.documents: dict[str, int] = {}
        self.messages: dict[str, int] = {}

    def segments(self, findings: Iterable[Finding]) -> Iterator[list[Any]]:
        """Each segment once, with its findings, the gravest first."""
        for (_, document, source, en, zh), found in groupby(findings, _segment):
            kept = sorted(found, key=lambda f: SEVERITIES.index(f.severity))
            doc = self.documents.setdefault(document or source, len(self.documents))
            place = where(kept[0], labelled=True)
            chinese = where(kept[0], OTHER, labelled=True)
            both = [place, chinese if chinese != place else ""]
            yield [doc, both, en, zh, [self._entry(f) for f in kept]]

    def _entry(self, f: Finding) -> list[Any]:
        message = self.messages.setdefault(f.message, len(self.messages))
        severity = SEVERITIES.index(f.severity)
        about = [self._checks[f.check], severity, message, f.en_spans, f.zh_spans]
        return [*about, f.suggestion, f.group, f.fingerprint]


def _segment(finding: Finding) -> tuple[int, str, str, str, str]:
    return finding.number, finding.document, finding.source, finding.en, finding.zh
