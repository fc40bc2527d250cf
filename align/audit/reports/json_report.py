"""JSON: everything, for other programs, and for a later report to compare with."""

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, BinaryIO

from align.audit.engine.baseline import check_schema
from align.audit.engine.report import AuditReport
from align.audit.reports.figures import checks_of
from align.audit.reports.registry import report_format
from align.errors import InputError

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
            "summary": check.summary,
            "rationale": check.rationale,
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
        with open(path, encoding="utf-8-sig") as file:  # noqa: PTH123
            first = file.readline()
            with suppress(ValueError):
                data = json.loads(first.rstrip().removesuffix(",") + "}")
            if "summary" not in data:  # the file was reformatted
                data = json.loads(first + file.read())
        check_schema(data["schema"], SCHEMA, name)
        return _checked(data["summary"])
    except OSError as error:
        raise InputError(f"{name}: cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError(
            f"{name}: not a JSON report of an audit; make one with: tmxalign audit … -o {name}"
        ) from None


def _checked(summary: Any) -> dict[str, Any]:
    """The summary, if it has everything that reports show of it."""
    counts = [summary["units"], summary["findings"]]
    for table in (summary["by_check"], summary["by_severity"]):
        counts += table.values() if isinstance(table, dict) else [None]
    if not all(type(n) is int and n >= 0 for n in counts):
        raise ValueError
    if not isinstance(summary["date"], str):
        raise TypeError
    return dict(summary)


def dumps(data: Any) -> bytes:
    """JSON as UTF-8; half a surrogate pair, which UTF-8 cannot hold, becomes ``?``.

    >>> dumps({"zh": "你好", "half": chr(0xD800)}).decode()
    '{"zh": "你好", "half": "?"}'
    """
    return json.dumps(data, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")


def write_array(stream: BinaryIO, name: str, items: Iterable[Any]) -> None:
    """Write a long array as a member of an object, one item per line."""
    stream.write(dumps(name) + b": [")
    for number, item in enumerate(items):
        stream.write((b",\n" if number else b"\n") + dumps(item))
    stream.write(b"\n]")
