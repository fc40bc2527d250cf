"""Cleaning a large TMX file in pieces, each in a process of its own."""

from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any, BinaryIO, NamedTuple

from align.files.processes import Ask
from align.formats.joined import Joined, Written, outputs
from align.formats.registry import Format
from align.formats.report import WriteReport
from align.formats.tmx.pieces import Pieces
from align.formats.tmx.workers import each_piece
from align.memory.clean.judge import Judge
from align.memory.clean.report import CleanReport, marked
from align.memory.clean.rule import texts_of
from align.memory.duplicates import Again, Repeats
from align.unit import Memory, Unit

#: What :meth:`Repeats.verdict` may say; processes tell each other its number.
_VERDICTS = ("", "duplicate", "near-duplicate", "translations")


class Outs(NamedTuple):
    """The files for what is kept and for what is removed, with their formats; None: not wanted."""

    kept: tuple[Format, str] | None
    removed: tuple[Format, str] | None


def clean_in_pieces(
    pieces: Pieces,
    judge: Judge,
    outs: Outs,
    *,
    jobs: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> CleanReport:
    """What :func:`align.memory.clean.clean_memory` does.

    Raises :class:`align.formats.tmx.pieces.Whole`; then the files are as they were.
    """
    repeats = judge.repeats()
    one = partial(_clean, pieces, judge, outs, repeats, jobs, progress)
    try:
        return one(False)
    except Again:
        return one(True)


def _clean(
    pieces: Pieces,
    judge: Judge,
    outs: Outs,
    repeats: Repeats,
    jobs: int | None,
    progress: Callable[[int], None] | None,
    final: bool,
) -> CleanReport:
    """One reading; ``final``: all is known of units that are met again.

    Raises :class:`Again` when a unit was let through that has to go.
    """
    report = judge.report()
    numbers = iter(range(len(repeats)))  # of the units that no rule for one unit removes

    def answer(question: Any) -> bytes | None:
        """What becomes of the units that no rule for one unit removes."""
        if final:
            return bytes(_VERDICTS.index(repeats.verdict(next(numbers))) for _ in range(question))
        verdicts = bytearray()
        values = iter(question)
        for date, exact, key, source in zip(values, values, values, values, strict=True):
            repeats.note(date, exact, key, source)
            verdicts.append(_VERDICTS.index(repeats.verdict(len(repeats) - 1)))
        # once one that was let through has to go, nothing is written any more
        return None if repeats.superseded else bytes(verdicts)

    with ExitStack() as stack:
        # what is removed is whole before what is kept: no moment at which a unit is lost
        kept = _Side(stack, pieces, outs.kept, {})
        removed = _Side(stack, pieces, outs.removed, {"incomplete": True})
        work = partial(_sort, judge, repeats, kept.joined, removed.joined, final)
        for part in each_piece(pieces, work, jobs=jobs, answer=answer):
            if part is None:
                continue
            kept.add(part.kept)
            removed.add(part.removed)
            report.add(part.report)
            if progress:
                progress(report.read)
        if repeats.superseded and not final:
            repeats.settle()
            raise Again
        report.written = kept.end() or WriteReport()
        report.rejected = removed.end()
    return report


class _Side:
    """A file that is written in pieces, or none."""

    def __init__(
        self,
        stack: ExitStack,
        pieces: Pieces,
        file: tuple[Format, str] | None,
        options: dict[str, Any],
    ) -> None:
        self.joined: Joined | None = None
        self._streams: list[BinaryIO] = []
        if file:
            self.joined = Joined(file[0], pieces.header, options)
            self._streams = stack.enter_context(outputs(*file))
            self.joined.begin(self._streams)

    def add(self, written: Written | None) -> None:
        if self.joined and written:
            self.joined.add(self._streams, written)

    def end(self) -> WriteReport | None:
        if not self.joined:
            return None
        self.joined.end(self._streams)
        return self.joined.report


class _Part(NamedTuple):
    """What became of a piece."""

    report: CleanReport
    kept: Written | None
    removed: Written | None


def _sort(
    judge: Judge,
    repeats: Repeats,
    kept: Joined | None,
    removed: Joined | None,
    final: bool,
    memory: Memory,
    ask: Ask,
) -> _Part | None:
    """What becomes of the units of a piece; None when nothing is to be written."""
    keys = array("q")
    found: list[tuple[Unit, tuple[str, str] | None]] = []
    passed = 0
    for unit in memory:
        texts = texts_of(unit)
        fate = judge(texts, unit)
        found.append((unit, fate))
        if fate is None:
            passed += 1
            if judge.whole and not final:
                keys.extend(repeats.keys(unit, texts.source, texts.target))
    verdicts = ask(passed if final else keys) if judge.whole else bytes(passed)
    if verdicts is None:
        return None
    report = judge.report()
    stay, go = [], []
    for unit, fate in _with(found, verdicts):
        report.read += 1
        if fate is None:
            stay.append(unit)
            continue
        report.remove(unit, fate[0])
        if removed:
            go.append(marked(unit, *fate))
    report.kept = len(stay)
    return _Part(report, _written(kept, memory, stay), _written(removed, memory, go))


def _with(
    found: Iterable[tuple[Unit, tuple[str, str] | None]], verdicts: bytes
) -> Iterator[tuple[Unit, tuple[str, str] | None]]:
    rest = iter(verdicts)
    for unit, fate in found:
        if fate is None and (verdict := next(rest)):
            yield unit, (_VERDICTS[verdict], "")
        else:
            yield unit, fate


def _written(joined: Joined | None, memory: Memory, units: list[Unit]) -> Written | None:
    return joined.piece(Memory(memory.header, units, memory.name)) if joined else None
