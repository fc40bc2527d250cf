"""JSON: our own format, for programs and for --compare, and SARIF, for code hosts.

Our own is complete. Code hosts show SARIF 2.1.0 beside changed lines.
"""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import PurePath
from typing import Any, BinaryIO
from urllib.parse import quote

from align.audit.engine.baseline import check_schema
from align.audit.engine.check import FAMILIES, SEVERITIES, Check
from align.audit.engine.finding import AuditReport, Finding
from align.audit.engine.segment_store import file_name
from align.audit.reports.figures import checks_of, moment, where
from align.audit.reports.registry import report_format
from align.errors import InputError
from align.files.load import LARGEST, check_endless, load, unopened
from align.files.report_files import dumps, write_array
from align.version import __version__

SCHEMA = "tmxalign/audit-report/1"


@report_format("json", (".json",), "everything, for programs and for --compare")
def write_json(report: AuditReport, stream: BinaryIO) -> None:
    """Write the report with every finding, one per line.

    The summary is in the first line, so :func:`read_summary` reads nothing else.
    """
    head = {"schema": SCHEMA, "summary": report.summary()}
    stream.write(dumps(head)[:-1] + b",\n")
    checks = [
        {
            "id": check.id,
            "family": check.family,
            "severity": check.severity,
            "summary": report.said(check.summary, "summary"),
            "rationale": report.said(check.rationale, "rationale"),
        }
        for check in checks_of(report).values()
    ]
    stream.write(b'"checks": ' + dumps(checks) + b",\n")
    write_array(stream, "findings", (finding.to_json() for finding in report))
    stream.write(b"}\n")


def read_summary(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Read the summary of a JSON report, to compare another one with (``AuditReport.former``).

    Raises :class:`align.errors.InputError` when the file cannot be read or is not such a report.
    """
    name = os.fspath(path)
    data: Any = {}
    try:
        check_endless(name)
        with open(path, encoding="utf-8-sig") as file:  # noqa: PTH123
            first = file.readline(LARGEST)
            with suppress(ValueError):
                data = json.loads(first.rstrip().removesuffix(",") + "}")
            if "summary" not in data:  # the file was reformatted
                data = json.loads(first + file.read(LARGEST))
        check_schema(data["schema"], SCHEMA, name)
        return _checked(data["summary"])
    except OSError as error:
        raise unopened(name, error) from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _no_report(name) from None


def _no_report(name: str) -> InputError:
    return InputError(
        f"{name}: not a JSON report of an audit; create one with: tmxalign audit … -o {name}"
    )


def read_report(path: str | os.PathLike[str]) -> tuple[dict[str, Any], list[Finding]]:
    """The summary of a JSON report of an audit, and its findings.

    Raises :class:`align.errors.InputError` for any other file.
    """
    try:
        data = json.loads(load(path)[1])
        check_schema(data["schema"], SCHEMA, os.fspath(path))
        return _checked(data["summary"]), [_finding(one) for one in data["findings"]]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise _no_report(os.fspath(path)) from None


def _finding(data: Mapping[str, Any]) -> Finding:
    known: dict[str, Any] = {k: v for k, v in data.items() if k in Finding._fields}
    for name in ("en_spans", "zh_spans"):
        known[name] = tuple((int(a), int(z)) for a, z in data.get(name, ()))
    if known["severity"] not in SEVERITIES:
        raise ValueError
    return Finding(**known, number=int(data.get("segment", 0)) - 1)


def _checked(summary: Any) -> dict[str, Any]:
    """The summary, if it has everything that reports need."""
    counts = [summary["units"], summary["findings"]]
    for table in (summary["by_check"], summary["by_severity"]):
        counts += table.values() if isinstance(table, dict) else [None]
    if not all(type(n) is int and n >= 0 for n in counts):
        raise ValueError
    if not isinstance(summary["date"], str):
        raise TypeError
    return dict(summary)


_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


@report_format("sarif", (".sarif", ".sarif.json"), "SARIF 2.1.0, for code scanning")
def write_sarif(report: AuditReport, stream: BinaryIO) -> None:
    """Write one run with every finding as a result.

    The file of a result is the one the segment was read from, relative to the working directory if
    it is below it; an unknown line is the first. A finding without a file is placed on what was
    audited.
    """
    checks = checks_of(report)
    ids = {id: number for number, id in enumerate(checks)}
    audited = _address(file_name(report.sources[0])) if report.sources else ""
    run = {
        "tool": {
            "driver": {
                "name": "tmxalign",
                "version": __version__,
                "rules": [_rule(report, check) for check in checks.values()],
            }
        },
        "invocations": [_invocation(report)],
        "columnKind": "unicodeCodePoints",
        "properties": {"summary": report.summary()},
    }
    stream.write(b'{"$schema": ' + dumps(_SARIF_SCHEMA) + b', "version": "2.1.0", "runs": [\n')
    stream.write(dumps(run)[:-1] + b",\n")
    write_array(stream, "results", (_result(report, f, ids[f.check], audited) for f in report))
    stream.write(b"}\n]}\n")


def _rule(report: AuditReport, check: Check) -> dict[str, Any]:
    text = report.said(check.summary, "summary")
    text = text[:1].upper() + text[1:] + report.said(". ").rstrip()
    why, settings = report.said(check.rationale, "rationale"), "Whether it runs, its severity and "
    settings += f"its parameters are settings in [audit.checks.{check.id}] in tmxalign.toml."
    return {
        "id": check.id,
        "shortDescription": {"text": text},
        "fullDescription": {"text": why},
        "help": {"text": " ".join((text, why, report.said(settings)))},
        "defaultConfiguration": {"level": check.severity},
        "properties": {
            "tags": ["translation", check.family],
            "family": report.said(FAMILIES[check.family], "family"),
        },
    }


def _invocation(report: AuditReport) -> dict[str, Any]:
    said: dict[str, Any] = {"executionSuccessful": not report.failed}
    if when := moment(report.date):
        said["endTimeUtc"] = when.strftime("%Y-%m-%dT%H:%M:%SZ")
    messages = [
        *(("note", m) for m in report.audited.notes),
        *(("error", m) for m in report.failed),
    ]
    if messages:
        said["toolExecutionNotifications"] = [
            {"level": level, "message": {"text": message}} for level, message in messages
        ]
    return said


def _result(report: AuditReport, finding: Finding, rule: int, audited: str) -> dict[str, Any]:
    said = f"{finding.message} → {finding.suggestion}" if finding.suggestion else finding.message
    place = where(
        finding._replace(source="", line=0), report.language
    )  # code hosts show the file and the line
    result: dict[str, Any] = {
        "ruleId": finding.check,
        "ruleIndex": rule,
        "level": finding.severity,
        "message": {"text": f"{said} ({place})" if place else said},
        "locations": [_location(finding, audited)],
    }
    if finding.fingerprint:
        result["partialFingerprints"] = {"tmxalign/v1": finding.fingerprint}
    known = finding.to_json()
    kept = ("segment", "id", "en", "zh", "en_spans", "zh_spans", "suggestion", "group")
    result["properties"] = {name: known[name] for name in kept if name in known}
    return result


def _location(finding: Finding, otherwise: str) -> dict[str, Any]:
    """The location. Code hosts require a file and a line for every result, or reject them all."""
    location: dict[str, Any] = {}
    if address := _address(finding.source) or otherwise:
        line = finding.line if finding.source else 0
        location["physicalLocation"] = {
            "artifactLocation": {"uri": address},
            "region": {"startLine": line or 1},
        }
    logical: dict[str, Any] = {}
    if finding.document:
        logical["name"] = finding.document
    full = " ".join(part for part in (finding.document, finding.place, finding.id) if part)
    if full or not location:
        logical["fullyQualifiedName"] = full or where(finding) or "memory"
        logical["kind"] = "document" if finding.number < 0 else "segment"
        location["logicalLocations"] = [logical]
    return location


@lru_cache(maxsize=10_000)
def _address(file: str) -> str:
    """A file as a URI, relative to the working directory or absolute."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(os.fsencode(file))
