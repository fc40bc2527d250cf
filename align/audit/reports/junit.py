"""JUnit XML for build servers: one suite per check, one case per document."""

from collections import Counter
from typing import TYPE_CHECKING, BinaryIO

from align.audit.engine.check import SEVERITIES, Check, Span
from align.audit.engine.finding import AuditReport, Finding
from align.audit.reports.figures import Room, checks_of, count, moment, shortened, where
from align.audit.reports.registry import report_format
from align.formats.xml_text import legal

if TYPE_CHECKING:
    from lxml.etree import _Element

#: The default limit of findings per check.
LIMIT = 1_000
#: Characters shown of a text.
_WIDTH = 500


@report_format("junit", (".xml", ".junit"), "JUnit XML, for build servers")
def write_junit(
    report: AuditReport, stream: BinaryIO, *, fail_on: str = "error", limit: int = LIMIT
) -> None:
    """Write a suite for every check, with a case for each document that has findings.

    A case fails if it has a finding of severity ``fail_on`` or higher (``never``: none fails);
    other findings are its output. At most ``limit`` findings per check are written, the most
    severe, and all are counted. A check that found nothing has one case, which passes. Each input
    that could not be read is an error.
    """
    from lxml import etree

    failing = SEVERITIES[: SEVERITIES.index(fail_on) + 1] if fail_on != "never" else ()
    suites = _collect(report, failing, limit)
    total = {
        "name": "tmxalign audit",
        "tests": str(sum(max(1, len(s)) for s in suites.values()) + len(report.failed)),
        "failures": str(sum(_failures(suite) for suite in suites.values())),
        "errors": str(len(report.failed)),
    }
    with etree.xmlfile(stream, encoding="UTF-8") as file:
        file.write_declaration()
        with file.element("testsuites", total):
            for id, check in checks_of(report).items():
                file.write(_suite(report, check, suites[id]), pretty_print=True)
            if report.failed:
                file.write(_inputs(report), pretty_print=True)


class _Case:
    """The findings of a check in a document: those that fail it, and others."""

    def __init__(self) -> None:
        self.counts: Counter[bool] = Counter()
        self.texts: dict[bool, list[str]] = {True: [], False: []}
        self.first = ""
        self.severity = ""
        self.file = ""

    def text(self, report: AuditReport, failing: bool) -> str:
        texts = self.texts[failing]
        more = self.counts[failing] - len(texts)
        return "\n\n".join([*texts, report.said(f"… and {more:,} more")] if more else texts)


#: The cases of a check by document.
_Cases = dict[str, _Case]


def _collect(report: AuditReport, severities: tuple[str, ...], limit: int) -> dict[str, _Cases]:
    suites: dict[str, _Cases] = {id: {} for id in checks_of(report)}
    room = Room(report, limit)
    for finding in report:
        failing = finding.severity in severities
        case = suites[finding.check].setdefault(finding.document or finding.source, _Case())
        case.counts[failing] += 1
        case.file = case.file or finding.source
        if failing and not case.first:
            case.first, case.severity = finding.message, finding.severity
        if room.has(finding):
            case.texts[failing].append(_text(report, finding))
    return suites


def _text(report: AuditReport, finding: Finding) -> str:
    colon = report.said(": ")
    lines = (
        ("", f"{report.said(finding.severity, 'severity')}{colon}{finding.message}"),
        ("", where(finding, report.language)),
        ("English: ", _short(finding.en, finding.en_spans)),
        ("Chinese: ", _short(finding.zh, finding.zh_spans)),
        ("Suggestion: ", finding.suggestion),
    )
    return "\n".join(report.said(name) + text for name, text in lines if text)


def _short(text: str, spans: tuple[Span, ...]) -> str:
    return "".join(piece.text for piece in shortened(text, spans, _WIDTH))


def _failures(cases: _Cases) -> int:
    return sum(bool(case.counts[True]) for case in cases.values())


def _suite(report: AuditReport, check: Check, cases: _Cases) -> "_Element":
    tests, failures = str(max(1, len(cases))), str(_failures(cases))
    suite = _element(
        "testsuite", name=check.id, tests=tests, failures=failures, errors="0", skipped="0"
    )
    if when := moment(report.date):
        suite.set("timestamp", f"{when:%Y-%m-%dT%H:%M:%S}")
    for document, case in (cases or {"": _Case()}).items():
        about = _element(
            "testcase",
            classname=f"{check.family}.{check.id}",
            name=document or report.said(check.summary, "summary"),
        )
        if case.file:
            about.set("file", legal(case.file).text)
        if case.counts[True]:
            said = f"{report.said(count(case.counts[True], 'finding'))}: {case.first}"
            failure = _element("failure", type=case.severity, message=said)
            failure.text = legal(case.text(report, True)).text
            about.append(failure)
        if case.counts[False]:
            output = _element("system-out")
            output.text = legal(case.text(report, False)).text
            about.append(output)
        suite.append(about)
    return suite


def _inputs(report: AuditReport) -> "_Element":
    number = str(len(report.failed))
    suite = _element(
        "testsuite", name="input", tests=number, failures="0", errors=number, skipped="0"
    )
    for message in report.failed:
        case = _element("testcase", classname="input", name=message)
        case.append(_element("error", type="input", message=message))
        suite.append(case)
    return suite


def _element(tag: str, **attributes: str) -> "_Element":
    from lxml import etree

    return etree.Element(tag, {name: legal(value).text for name, value in attributes.items()})
