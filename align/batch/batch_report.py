"""The report that a build leaves (``--report``): JSON for programs, a page for people.

The JSON has the schema ``tmxalign/batch-report/1``: ``summary`` (all totals, in the first line),
``bands`` (units by tenths of confidence), ``slowest``, ``least_confident``, ``most_left_out`` and
``unsure`` (the first pairs of each, with the value), ``failed`` (by cause, the most frequent
first), ``missing`` (the number of pairs that a page has no room for), ``unpaired`` and
``passed_over`` (files), and last ``pairs``: all of them, one a line, with the fields of
:class:`align.batch.PairRecord`.
"""

import heapq
import os
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, BinaryIO

from align.batch.pair_records import STATES, PairRecord
from align.batch.report import BuildReport
from align.errors import UsageError
from align.files.atomic import atomic_write, check_writable
from align.files.report_files import dumps, write_array, write_html

SCHEMA = "tmxalign/batch-report/1"
#: The most pairs, and the most names of other files, in a page: a browser shows them at once.
ROWS, NAMES = 20_000, 2_000
#: The pairs in each of the short lists.
TOP = 10
#: What the short lists rank pairs by, more first; 0 is left out.
RANKS: dict[str, Callable[[PairRecord], float]] = {
    "slowest": lambda r: r.seconds if r.state == "aligned" else 0,
    "least_confident": lambda r: 1 - r.confidence if r.units else 0,
    "most_left_out": lambda r: sum(r.nulls) + r.below,
    "unsure": lambda r: 1 - r.pair_confidence if r.unsure else 0,
}
_SUFFIXES = (".json", ".html", ".htm")


def check_batch_report(path: str | os.PathLike[str]) -> None:
    """Check before the work that a report can be written.

    >>> check_batch_report("report.pdf")
    Traceback (most recent call last):
    align.errors.UsageError: report.pdf: a report of a build is a .json or an .html

    Raises :class:`align.errors.UsageError`, :class:`align.errors.OutputError`.
    """
    if not os.fspath(path).lower().endswith(_SUFFIXES):
        raise UsageError(f"{path}: a report of a build is a .json or an .html")
    check_writable(path)


def is_batch_report(path: str | os.PathLike[str]) -> bool:
    """Whether a file is the report of a build.

    >>> is_batch_report("README.md")
    False
    """
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            start = file.read(1000)
    except OSError:
        return False
    return start.startswith(b'{"schema": "tmxalign/batch-report/') or (
        b"<title>tmxalign build</title>" in start
    )


def write_batch_report(
    report: BuildReport, path: str | os.PathLike[str], *, rows: int = ROWS
) -> None:
    """Write the report of a build as JSON (``.json``) or as a page (``.html``), atomically.

    A page has at most ``rows`` pairs: those that failed, took longest, are least sure or left out
    most; the JSON has all.

    >>> from tempfile import mkdtemp
    >>> file = f"{mkdtemp()}/report.json"
    >>> report = BuildReport(expected=2)
    >>> report.add(PairRecord("a", "a.en", "a.zh", seconds=2.5, units=4, confidence=0.9))
    >>> report.add(PairRecord("b", "b.en", "b.zh", "failed", kind="input", error="b.zh: no text"))
    >>> write_batch_report(report, file)
    >>> import json
    >>> data = json.load(open(file, encoding="utf-8"))
    >>> data["summary"]["units"], data["slowest"], data["failed"][0]["cause"]
    (4, [{'name': 'a', 'value': 2.5}], 'no text')

    Raises :class:`align.errors.OutputError`.
    """
    check_batch_report(path)
    ranked = {name: _Most(TOP, key) for name, key in RANKS.items()}
    shown = _Shown(report, rows)
    bands, working, sentences = [0] * 10, 0.0, 0
    for number, record in enumerate(report.records):
        for most in ranked.values():
            most.offer(number, record)
        shown.offer(number, record)
        bands = [a + b for a, b in zip(bands, record.bands, strict=True)]
        if record.state == "aligned":
            working += record.seconds
            sentences += sum(record.sentences)
    summary = {**report.summary(), "working": round(working, 3), "sentences": sentences}
    head: dict[str, Any] = {"schema": SCHEMA, "summary": summary, "bands": bands}
    for name, most in ranked.items():
        whole = 1 if name in ("least_confident", "unsure") else 0  # what is missing to certainty
        head[name] = [
            {"name": report.records[number].name, "value": round(abs(whole - value), 4)}
            for value, number in most.ranked()
        ]
    html = not os.fspath(path).lower().endswith(".json")
    most_names = NAMES if html else None
    head["failed"] = [
        {
            "kind": cause.kind,
            "cause": cause.message,
            "count": len(cause.names),
            "names": cause.names[:most_names],
        }
        for cause in report.ranked_causes()
    ]
    head["missing"] = len(report.records) - len(shown.numbers()) if html else 0
    head["unpaired"] = report.unpaired[:most_names]
    head["passed_over"] = [str(path) for path in islice(report.passed, most_names)]
    with atomic_write(path, "wb") as stream:
        if html:
            write_html(
                stream,
                "build",
                "align.batch",
                lambda out: _write_members(out, head, _rows(report, shown.numbers()), "rows"),
            )
        else:
            _write_members(stream, head, (r.to_json() for r in report.records), "pairs")
            stream.write(b"\n")


def _write_members(stream: BinaryIO, head: dict[str, Any], rows: Iterator[Any], name: str) -> None:
    for place, (member, value) in enumerate(head.items()):
        stream.write((b",\n" if place > 1 else b", " if place else b"{") + dumps(member) + b": ")
        stream.write(dumps(value))
    stream.write(b",\n")
    write_array(stream, name, rows)
    stream.write(b"}")


class _Most:
    """The numbers of those records of which a value is greatest, whatever their number."""

    def __init__(self, size: int, key: Callable[[PairRecord], float]) -> None:
        self._size, self._key = size, key
        self._heap: list[tuple[float, int]] = []

    def offer(self, number: int, record: PairRecord) -> None:
        if (value := self._key(record)) > 0:
            push = heapq.heappush if len(self._heap) < self._size else heapq.heappushpop
            push(self._heap, (value, -number))

    def ranked(self) -> list[tuple[float, int]]:
        """The values and the numbers, greatest first, of equal ones the first first."""
        return [(value, -number) for value, number in sorted(self._heap, reverse=True)]


class _Shown:
    """The records that a page has room for: all, or those that a person would look for."""

    def __init__(self, report: BuildReport, rows: int) -> None:
        self._all = range(len(report.records))
        ranks = [lambda r: r.state == "failed", *RANKS.values()] if len(self._all) > rows else []
        self._most = [_Most(rows // len(ranks), key) for key in ranks]

    def offer(self, number: int, record: PairRecord) -> None:
        for most in self._most:
            most.offer(number, record)

    def numbers(self) -> Sequence[int]:
        """The numbers of these records, in order."""
        if not self._most:
            return self._all
        return sorted({number for most in self._most for _, number in most.ranked()})


def _rows(report: BuildReport, numbers: Sequence[int]) -> Iterator[list[Any]]:
    """The rows of a page: short, as there are many."""
    for r in map(report.records.__getitem__, numbers):
        yield [
            r.name,
            r.en,
            r.zh,
            STATES.index(r.state),
            round(r.seconds, 2),
            *r.sentences,
            r.units,
            round(r.confidence, 3),
            r.weak,
            r.below,
            *r.nulls,
            r.crossings,
            r.aside,
            r.worry,
            round(r.pair_confidence, 2) if r.how == "content" else 1,
            r.kind,
            r.error,
        ]
