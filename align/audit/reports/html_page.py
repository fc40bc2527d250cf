"""HTML: one page with everything in it, to filter and to search in a browser, off line."""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files
from itertools import groupby
from typing import Any, BinaryIO

from align.audit.check import FAMILIES, SEVERITIES
from align.audit.finding import Finding
from align.audit.report import AuditReport
from align.audit.reports.json_report import dumps, write_array
from align.audit.reports.numbers import checks_of
from align.audit.reports.registry import report_format

#: Findings of a check that the page holds, unless another number is asked for.
LIMIT = 2_000


@report_format("html", (".html", ".htm"), "a page to read in a browser")
def write_page(report: AuditReport, stream: BinaryIO, *, limit: int = LIMIT) -> None:
    """Write a page that loads nothing: at most ``limit`` findings of a check, and all counts.

    The findings are data in it, which its script shows as text; a content security policy lets no
    other script, style or address in.
    """
    style, template = _asset("page.css"), _asset("page.html")
    script = _asset("words.js") + _asset("page.js")
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    before, after = template.split("{{data}}")
    before = before.replace("{{policy}}", policy).replace("{{style}}", style)
    stream.write(before.encode())
    _write_data(report, _Inert(stream), limit)
    stream.write(after.replace("{{script}}", script).encode())


def _asset(name: str) -> str:
    return (files("align.audit.reports") / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


class _Inert:
    """JSON on its way into a script element: what HTML or JavaScript would see is escaped.

    These characters stand in JSON in strings alone, so that their escapes mean the same.
    """

    _ESCAPES = tuple((sign.encode(), f"\\u{ord(sign):04x}".encode()) for sign in "<>&\u2028\u2029")

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, data: bytes) -> int:
        for sign, escape in self._ESCAPES:
            data = data.replace(sign, escape)
        return self._stream.write(data)


def _write_data(report: AuditReport, stream: Any, limit: int) -> None:
    checks = checks_of(report)
    head = {
        "summary": report.summary(),
        "former": report.former,
        "limit": limit,
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
    stream.write(dumps(head)[:-1] + b",\n")
    write_array(stream, "segments", _segments(report, limit, list(checks), documents))
    stream.write(b',\n"documents": ' + dumps(list(documents)) + b"}")


def _segments(
    report: AuditReport, limit: int, checks: list[str], documents: dict[str, int]
) -> Iterator[list[Any]]:
    """Each segment once, with its findings; documents by their number."""
    ids = {id: number for number, id in enumerate(checks)}
    shown: Counter[str] = Counter()
    for (number, document, en, zh), found in groupby(report, _segment):
        kept = []
        for finding in found:
            shown[finding.check] += 1
            if shown[finding.check] <= limit:
                kept.append(finding)
        if kept:
            first = kept[0]
            doc = documents.setdefault(document, len(documents))
            about = [number + 1, doc, first.place, first.line, first.id, en, zh]
            yield [*about, first.en_place, first.zh_place, [_entry(f, ids) for f in kept]]


def _segment(finding: Finding) -> tuple[int, str, str, str]:
    return finding.number, finding.document, finding.en, finding.zh


def _entry(f: Finding, ids: dict[str, int]) -> list[Any]:
    severity = SEVERITIES.index(f.severity)
    return [ids[f.check], severity, f.message, f.en_spans, f.zh_spans, f.suggestion, f.group]
