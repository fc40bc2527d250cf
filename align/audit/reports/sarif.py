"""SARIF 2.1.0, which code hosts show beside the lines of a change."""

import os
from pathlib import Path, PurePath
from typing import Any, BinaryIO
from urllib.parse import quote

from align.audit.check import FAMILIES, Check
from align.audit.finding import Finding
from align.audit.report import AuditReport
from align.audit.reports.json_report import dumps, write_array
from align.audit.reports.numbers import checks_of, moment, where
from align.audit.reports.registry import report_format
from align.version import __version__

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


@report_format("sarif", (".sarif", ".sarif.json"), "SARIF 2.1.0, for code scanning")
def write_sarif(report: AuditReport, stream: BinaryIO) -> None:
    """Write one run with every finding as a result.

    A result's file is what was audited when that is one file, and its line is known; else it
    has the document and the place alone. Files below the working folder are named relative to it.
    """
    checks = checks_of(report)
    ids = {id: number for number, id in enumerate(checks)}
    file = _file(report)
    run = {
        "tool": {
            "driver": {
                "name": "tmxalign",
                "version": __version__,
                "rules": [_rule(check) for check in checks.values()],
            }
        },
        "invocations": [_invocation(report)],
        "columnKind": "unicodeCodePoints",
        "properties": {"summary": report.summary()},
    }
    stream.write(b'{"$schema": ' + dumps(_SCHEMA) + b', "version": "2.1.0", "runs": [\n')
    stream.write(dumps(run)[:-1] + b",\n")
    write_array(stream, "results", (_result(f, ids[f.check], file) for f in report))
    stream.write(b"}\n]}\n")


def _rule(check: Check) -> dict[str, Any]:
    text = check.summary[:1].upper() + check.summary[1:] + "."
    return {
        "id": check.id,
        "shortDescription": {"text": text},
        "fullDescription": {"text": check.rationale},
        "help": {
            "text": f"{text} {check.rationale} Whether it is asked, its severity and its "
            f"parameters are settings of [audit.checks.{check.id}] in tmxalign.toml."
        },
        "defaultConfiguration": {"level": check.severity},
        "properties": {"tags": ["translation", check.family], "family": FAMILIES[check.family]},
    }


def _invocation(report: AuditReport) -> dict[str, Any]:
    said: dict[str, Any] = {"executionSuccessful": not report.failed}
    if when := moment(report.date):
        said["endTimeUtc"] = when.strftime("%Y-%m-%dT%H:%M:%SZ")
    if report.failed:
        said["toolExecutionNotifications"] = [
            {"level": "error", "message": {"text": message}} for message in report.failed
        ]
    return said


def _result(finding: Finding, rule: int, file: str) -> dict[str, Any]:
    said = f"{finding.message} → {finding.suggestion}" if finding.suggestion else finding.message
    result: dict[str, Any] = {
        "ruleId": finding.check,
        "ruleIndex": rule,
        "level": finding.severity,
        "message": {"text": f"{said} ({where(finding)})" if where(finding) else said},
        "locations": [_location(finding, file)],
    }
    if finding.fingerprint:
        result["partialFingerprints"] = {"tmxalign/v1": finding.fingerprint}
    known = finding.to_json()
    kept = ("segment", "id", "en", "zh", "en_spans", "zh_spans", "suggestion", "group")
    result["properties"] = {name: known[name] for name in kept if name in known}
    return result


def _location(finding: Finding, file: str) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if file:
        physical: dict[str, Any] = {"artifactLocation": {"uri": file}}
        if finding.line:
            physical["region"] = {"startLine": finding.line}
        location["physicalLocation"] = physical
    logical: dict[str, Any] = {}
    if finding.document:
        logical["name"] = finding.document
    full = " ".join(part for part in (finding.document, finding.place, finding.id) if part)
    if full or not file:
        logical["fullyQualifiedName"] = full or where(finding) or "memory"
        logical["kind"] = "document" if finding.number < 0 else "segment"
        location["logicalLocations"] = [logical]
    return location


def _file(report: AuditReport) -> str:
    """The address of what was audited, where that is one file."""
    if len(report.sources) != 1 or Path(report.sources[0]).is_dir():
        return ""
    path = PurePath(os.path.abspath(report.sources[0]))  # noqa: PTH100 - no links are followed
    here = Path.cwd()
    if path.is_relative_to(here):
        return quote(path.relative_to(here).as_posix())
    return path.as_uri()
