"""What a build did, in figures, and the summary that people read."""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from textwrap import wrap
from typing import Any, ClassVar

from align.batch.pair_records import PairRecord
from align.files.spool import Spool
from align.formats.from_alignments import time_stamp
from align.formats.report import WriteReport
from align.frames import Framed
from align.ledger import Ledger
from align.memory.desk import DecisionReport
from align.memory.update import Updated
from align.pair import Pairing
from align.pair.sides import passed_over
from align.version import __version__

#: The most lines of a list in the summary, and the most names in a line of one.
MOST, FEW = 20, 3
# What differs between failures that have one cause.
_VARYING = re.compile(r"\d+|'[^']*'|\"[^\"]*\"|“[^”]*”")


@dataclass
class FailureCause:
    """Why some pairs or files failed: the same for all of these ``names``.

    ``kind`` is that of a :class:`align.runners.Failure`; ``first`` are the lines of the first few.
    """

    kind: str
    message: str
    names: list[str] = field(default_factory=list)
    first: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """What failed, one by one; or if that is much, how often, and in a second line, where."""
        if (left := len(self.names) - FEW) <= 0:
            return self.first
        names = ", ".join(self.names[:FEW])
        return [f"{len(self.names):,} × {self.message}", f"    {names} … and {left:,} more"]

    def __str__(self) -> str:
        return ("; " if self.lines is self.first else ": ").join(map(str.strip, self.lines))


@dataclass(repr=False)
class BuildReport(Framed):
    """What :func:`align.batch.build` did, in figures; ``records`` are those of each pair.

    ``resumed`` counts the pairs that a run had aligned which was interrupted. ``planned``, of a dry
    run: how many of so many pairs would be aligned. ``causes`` are those of what failed. ``about``
    says what was asked for: ``files`` (``out``, ``report``, ``weak`` …), and ``options``.
    ``ended`` is ``done``, ``interrupted`` or the error that ended the run, which was to do so many
    ``expected`` pairs and took ``seconds``.
    """

    columns: ClassVar[tuple[str, ...]] = tuple(field.name for field in fields(PairRecord))
    shown: ClassVar[tuple[str, ...]] = ("name", "state", "units", "confidence", "weak", "nulls")

    pairs: int = 0
    by_content: int = 0
    unsure: int = 0
    pairs_failed: int = 0
    reused: int = 0
    units: int = 0
    below: int = 0
    null_en: int = 0
    null_zh: int = 0
    crossings: int = 0
    weak: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    unpaired: list[str] = field(default_factory=list)
    passed: list[Path] = field(default_factory=list)
    aside: Ledger = field(default_factory=Ledger)
    worries: list[str] = field(default_factory=list)
    resumed: int = 0
    planned: tuple[int, int] | None = None
    written: WriteReport | None = None
    updated: Updated | None = None
    decided: DecisionReport = field(default_factory=DecisionReport)
    weak_written: WriteReport | None = None
    records: Spool[PairRecord] = field(default_factory=Spool)
    causes: dict[str, FailureCause] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)
    date: str = field(default_factory=time_stamp)
    expected: int = 0
    seconds: float = 0.0
    ended: str = "done"
    _confidence: float = 0.0

    @property
    def confidence(self) -> float:
        """Mean confidence of the units; 0 without units."""
        return self._confidence / self.units if self.units else 0.0

    @property
    def files(self) -> Mapping[str, str]:
        """The files that were asked for, by the names of their options."""
        found: Mapping[str, str] = self.about.get("files", {})
        return found

    @classmethod
    def begun(cls, pairing: Pairing, expected: int | None = None) -> "BuildReport":
        """A report of what is known before the first alignment."""
        content = [pair for pair in pairing.pairs if pair.how == "content"]
        report = cls(
            by_content=len(content),
            unsure=sum(pair.unsure for pair in content),
            unpaired=[str(path) for path in pairing.unpaired],
            passed=list(pairing.passed),
            expected=len(pairing.pairs) if expected is None else expected,
        )
        for path, message in pairing.failed:
            report.fail(str(path), message, "input")
        return report

    def add(self, record: PairRecord) -> None:
        """Add one pair's figures."""
        self.records.add(record)
        if record.state == "failed":
            self.pairs_failed += 1
            self.fail(record.name, record.error, record.kind, record.en, record.zh)
            return
        self.pairs += 1
        self.reused += record.state == "unchanged"
        self.below += record.below
        self.units += record.units
        self.null_en += record.nulls[0]
        self.null_zh += record.nulls[1]
        self.crossings += record.crossings
        self.weak += record.weak
        self._confidence += record.confidence * record.units
        self.aside.places.update(record.aside)
        if record.worry:
            self.worries += record.worry.split("\n")

    def fail(self, name: str, message: str, kind: str, *paths: str) -> None:
        """Add a pair or a file that failed, under the cause that it shares with others.

        >>> report = BuildReport()
        >>> report.fail("a", "d/a.pdf: page 2 is damaged", "input", "d/a.pdf")
        >>> report.fail("b", "d/b.pdf: page 70 is damaged", "input", "d/b.pdf")
        >>> [(cause.message, cause.names) for cause in report.causes.values()]
        [('page 2 is damaged', ['a', 'b'])]
        """
        line = message if message.startswith(f"{name}: ") else f"{name}: {message}"
        self.failed.append((name, line))
        for path in (*paths, name):
            file = re.escape(re.split(r"[\\/]", path)[-1])
            message = re.sub(rf"(?<![^\s'\"(])(?:[^\s'\"(]*[\\/])?{file}(?!\w)", "…", message)
        message = message.removeprefix("…: ")
        key = f"{kind} {_VARYING.sub('…', message)}"
        cause = self.causes.setdefault(key, FailureCause(kind, message))
        cause.names.append(name)
        if len(cause.first) < FEW:
            cause.first.append(line)

    def rows(self) -> Iterator[dict[str, Any]]:
        """A row for each pair: the fields of its :class:`align.batch.PairRecord`."""
        for record in self.records:
            yield {name: getattr(record, name) for name in self.columns}

    def ranked_causes(self) -> list[FailureCause]:
        """The causes of failures, the most frequent first."""
        return sorted(self.causes.values(), key=lambda cause: -len(cause.names))

    def summary(self) -> dict[str, Any]:
        """All totals, as JSON data: in the log, and in the files of the report."""
        return {
            "tool": f"tmxalign {__version__}",
            "date": self.date,
            **self.about,
            "ended": self.ended,
            "seconds": round(self.seconds, 3),
            "expected": self.expected,
            "pairs": self.pairs + self.pairs_failed,
            "aligned": self.pairs - self.reused,
            "unchanged": self.reused,
            "resumed": self.resumed,
            "failed": self.pairs_failed,
            "files_failed": len(self.failed) - self.pairs_failed,
            "by_content": self.by_content,
            "unsure": self.unsure,
            "unpaired": len(self.unpaired),
            "passed_over": len(self.passed),
            "units": self.units,
            "confidence": round(self.confidence, 4),
            "weak": self.weak,
            "below": self.below,
            "nulls": [self.null_en, self.null_zh],
            "crossings": self.crossings,
            "aside": dict(self.aside.places.most_common()),
            "worries": len(self.worries),
        }

    def lines(self) -> list[str]:
        """The summary that the command prints, at most 80 columns wide but for long names."""
        if self.planned:
            return [f"would align {self.planned[0]:,} of {self.planned[1]:,} pairs"]
        return [*self._totals(), *self._memory(), *self.decided.lines(), *self._lists()]

    def _totals(self) -> Iterator[str]:
        from_before = f", {self.resumed:,} of them from a build that was interrupted"
        unchanged = f"{self.reused:,} unchanged, reused{from_before if self.resumed else ''}"
        again = [unchanged] if self.reused else []
        if left := self.expected - len(self.records):
            again.append(f"{left:,} more not done: {self.ended}")
        yield f"pairs {self.pairs:>13,}" + (f" ({'; '.join(again)})" if again else "")
        weak = f"mean confidence {self.confidence:.2f}, {self.weak:,} below 0.50"
        yield from _row("units", self.units, weak)
        if self.weak and not self.weak_written and (out := self.files.get("out", "-")) != "-":
            yield f"{'':22}see them: tmxalign review {shlex.quote(out)}"
        if self.weak_written:
            file = self.files.get("weak", "")
            yield from _row(
                "weak",
                self.weak_written.units,
                f"units in {file}, not in the memory; what is decided there counts when it is "
                "built again",
            )
        nulls = f"{self.null_en:,} English, {self.null_zh:,} Chinese"
        yield from _row(
            "left out", self.null_en + self.null_zh, f"sentences without a counterpart: {nulls}"
        )
        if self.below:
            yield from _row("below", self.below, "units left out: their confidence is too low")
        if self.aside.places:
            yield from _row("set aside", self.aside.places.total(), self.aside.reasons)
        if self.by_content:
            yield from _row("by content", self.by_content, f"pairs, {self.unsure:,} of them unsure")
        if self.crossings:
            yield from _row("crossings", self.crossings, "units in another place")

    def _memory(self) -> Iterator[str]:
        """What became of the memory that was there."""
        if self.written and (self.written.illegal or self.written.empty):
            yield f"written     {self.written}"
        if done := self.updated:
            yield from _row(
                "updated",
                done.replaced,
                f"units of the memory replaced, {done.kept:,} left as they were",
            )
            if elsewhere := len(done.documents):
                what = "removed" if done.pruned else "kept"
                yield from _row(
                    "others",
                    done.pruned or done.others,
                    f"units {what}: {elsewhere:,} documents without a pair",
                )

    def _lists(self) -> Iterator[str]:
        """What a person should look at, what failed last: that is nearest to the prompt."""
        if self.worries:
            yield from _row("look at", len(self.worries), "documents of which text was set aside:")
            yield from self._listed([[worry] for worry in self.worries])
        if self.unpaired:
            yield from _row("unpaired", len(self.unpaired), "files without a counterpart:")
            yield from self._listed([[name] for name in self.unpaired])
        if self.passed:
            yield from _row("passed over", len(self.passed), passed_over(self.passed))
        if self.failed:
            yield from _row(
                "failed", len(self.failed), "pairs or files that could not be read or aligned:"
            )
            yield from self._listed([cause.lines for cause in self.ranked_causes()])

    def _listed(self, items: Sequence[Sequence[str]]) -> Iterator[str]:
        """The lines of the first of many items."""
        yield from (f"    {line}" for item in items[:MOST] for line in item)
        if (left := len(items) - MOST) > 0:
            yield f"    … and {left:,} more; see {self.files.get('report') or '--report'}"

    def __str__(self) -> str:
        return "\n".join(self.lines())


def _row(name: str, number: int, text: str) -> list[str]:
    """A line of the summary, folded if it is long."""
    line = f"{name} {number:>{18 - len(name)},}   {text}".rstrip()
    if len(line) <= 80:
        return [line]
    indent = " " * 22  # and names stay whole
    return wrap(line, 80, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
