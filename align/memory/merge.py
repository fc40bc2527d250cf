"""Merges several memories into one, every unit once; decides which units are the same."""

import os
import unicodedata
from array import array
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import TypeVar

from align.errors import UsageError
from align.files.spool import spooled
from align.formats.read import read_memory
from align.formats.report import WriteReport
from align.formats.write import MemoryOutput, can_be_discarded, memory_format_for, output_streams
from align.unit import Unit, UnitLike


@dataclass
class MergeReport:
    """Units read from each file, in order, and the number of repeated units."""

    read: list[tuple[str, int]] = field(default_factory=list)
    repeated: int = 0
    written: WriteReport = field(default_factory=WriteReport)

    def lines(self) -> list[str]:
        """The report as printed by the command.

        >>> print(MergeReport([("a.tmx", 2), ("b.tmx", 1)], 1, WriteReport(units=2)))
        read              2   a.tmx
        read              1   b.tmx
        repeated          1
        2 units written
        """
        read = [f"read     {number:>10,}   {name}" for name, number in self.read]
        return [*read, f"repeated {self.repeated:>10,}", f"{self.written}"]

    def __str__(self) -> str:
        return "\n".join(self.lines())


def merge_memories(
    paths: Sequence[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    format: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> MergeReport:
    """Write the units of several memories, in order, to one with the first one's header.

    A unit with the same texts in the same languages is written once: the newest by ``changedate``
    or ``creationdate``, or the first of equally new ones, with its own properties.

    >>> import tempfile
    >>> from align.memory import write
    >>> from align.memory.clean.rule import example_unit
    >>> from align.unit import Header, Memory
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     names = [f"{folder}/{name}.tmx" for name in "abc"]
    ...     for name, zh in zip(names, ("你好。", "您好。"), strict=False):
    ...         units = [example_unit("Hello.", zh), example_unit("Bye.", "再见。")]
    ...         _ = write(Memory(Header(), units), name)
    ...     report = merge_memories(names[:2], names[2])
    >>> report.written.units, report.repeated
    (3, 1)

    Raises :class:`align.errors.UsageError` without a file, :class:`align.errors.InputError` and
    :class:`align.errors.OutputError` for files.
    """
    if not paths:
        raise UsageError("nothing to merge; pass at least one memory")
    chosen = memory_format_for(out, format)
    with ExitStack() as stack:
        real = [(os.fspath(p), stack.enter_context(spooled(p))) for p in paths]
        repeats = DuplicateFinder()

        def read(final: bool, write: bool) -> MergeReport:
            report = MergeReport()
            header = read_memory(real[0][1]).header
            with ExitStack() as outputs:
                output = None
                if write:
                    streams = outputs.enter_context(output_streams(chosen, out))
                    output = outputs.enter_context(MemoryOutput(chosen, header, streams))
                number = 0
                for name, path in real:
                    before = number
                    for unit in read_memory(path):
                        if not final:
                            repeats.add(unit, *_key(unit))
                        stays = not repeats.verdict(number)
                        number += 1
                        report.repeated += not stays
                        if progress and number % 10_000 == 0:
                            progress(number)
                        if output and stays and (final or not repeats.superseded):
                            output.add(unit)
                    report.read.append((name, number - before))
                if repeats.superseded and not final:
                    raise SupersededError
            if output:
                report.written = output.report
            return report

        return read_until_settled(read, discardable=can_be_discarded(chosen, out))


def _key(unit: Unit) -> tuple[str, str]:
    """Locales count here: a translation for Taiwan is not the one for the mainland."""
    texts = sorted((v.lang.lower(), v.text) for v in unit.variants)
    return "\0".join(lang for lang, _ in texts), "\0".join(text for _, text in texts)


Result = TypeVar("Result")


_NARROW = {"，": ",", "。": ".", "“": '"', "”": '"', "‘": "'", "’": "'", "、": ","}


def near(text: str) -> str:
    """Normalise case, spaces and the width of punctuation: equal for near duplicates.

    >>> near("Stand No. ５"), near("“你好”， Tom。")
    ('standno.5', '"你好",tom.')
    """
    text = text.casefold()
    if not text.isascii():
        for wide, narrow in _NARROW.items():
            if wide in text:
                text = text.replace(wide, narrow)
        if not unicodedata.is_normalized("NFKC", text):
            text = unicodedata.normalize("NFKC", text)
    return "".join(text.split())


class Stamps:
    """The date of a unit's last change as a number that grows with time; 0 if it has none."""

    def __init__(self) -> None:
        self._text, self._number = "", 0

    def of(self, unit: UnitLike) -> int:
        """Return the time of its last change, or of its creation if it was not changed.

        >>> from align.unit import Unit
        >>> Stamps().of(Unit([], attributes={"creationdate": "20260131T120000Z"}))
        20260131120000
        """
        text = unit.changed
        if text != self._text:  # neighbours usually have the same
            digits = "".join(c for c in text if c in "0123456789")[:14]
            self._text, self._number = text, int(digits.ljust(14, "0")) if digits else 0
        return self._number


class DuplicateFinder:
    """Decides which units to keep of those that are equal, or have the same source.

    ``add`` takes units in order; ``verdict`` returns the decision on one, as far as is known. Once
    ``superseded`` is set, a unit that had been kept must be removed after all, and only verdicts
    after the last unit (and :meth:`settle`) are final.

    >>> from align.unit import Unit, Variant
    >>> repeats = DuplicateFinder()
    >>> for zh in ("你好。", "您好。", "你好。"):
    ...     repeats.add(Unit([Variant("en", ("Hello.",)), Variant("zh", (zh,))]), "Hello.", zh)
    >>> [repeats.verdict(number) for number in range(3)]
    ['', '', 'duplicate']
    """

    def __init__(self, *, exact: bool = True, near: bool = False, keep: str = "all") -> None:
        self.superseded = keep == "most-frequent"
        self._exact_goes, self._near_goes, self._keep = exact, near, keep
        self._stamps = Stamps()
        self._dates, self._exact = array("q"), array("q")
        self._keys = array("q") if near else self._exact
        self._sources = array("q")
        self._winners: dict[int, int] = {}
        self._chosen: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._dates)

    def add(self, unit: UnitLike, source: str, target: str) -> None:
        """Add the next unit."""
        self.note(*self.keys(unit, source, target))

    def keys(self, unit: UnitLike, source: str, target: str) -> tuple[int, int, int, int]:
        """Return the keys of a unit for :meth:`note`; this may run in another process."""
        more = () if unit.size < 3 else tuple(v.text for v in unit.unit().variants)
        key = exact = hash((source, target, more))
        if self._near_goes:
            key = hash((near(source), near(target), more))
        return self._stamps.of(unit), exact, key, hash(source) if self._keep != "all" else 0

    def note(self, date: int, exact: int, key: int, source: int) -> None:
        """Add the next unit by its keys."""
        number = len(self._dates)
        self._dates.append(date)
        self._exact.append(exact)
        if self._near_goes:
            self._keys.append(key)
        if self._exact_goes or self._near_goes:
            before = self._winners.setdefault(key, number)
            if before != number and date > self._dates[before]:
                self._winners[key] = number
                self.superseded = True
        if self._keep != "all":
            self._add_source(source, key, number)

    def _add_source(self, source: int, key: int, number: int) -> None:
        self._sources.append(source)
        before = self._chosen.setdefault(source, number)
        if self._dates[number] > self._dates[before]:
            self._chosen[source] = number
            self.superseded |= key != self._keys[before]

    def settle(self) -> None:
        """After the last unit: choose the most frequent target of each source, if requested."""
        if self._keep != "most-frequent":
            return
        count: dict[int, int] = {}
        for key in self._keys:
            count[key] = count.get(key, 0) + 1
        self._chosen.clear()
        for number, source in enumerate(self._sources):
            best = self._chosen.setdefault(source, number)
            if self._weight(count, number) > self._weight(count, best):
                self._chosen[source] = number

    def _weight(self, count: dict[int, int], number: int) -> tuple[int, int]:
        return count[self._keys[number]], self._dates[number]

    def verdict(self, number: int) -> str:
        """Return ``duplicate``, ``near-duplicate`` or ``translations``; empty if it is kept."""
        if self._exact_goes or self._near_goes:
            winner = self._winners[self._keys[number]]
            if winner != number:
                if self._exact[winner] != self._exact[number]:
                    return "near-duplicate"
                if self._exact_goes:
                    return "duplicate"
        if self._keep != "all":
            chosen = self._chosen[self._sources[number]]
            if self._keys[chosen] != self._keys[number]:
                return "translations"
        return ""


class SupersededError(Exception):
    """A memory was read to its end, and a unit that was kept must be removed."""


def read_until_settled(
    read: Callable[[bool, bool], Result], *, writes: bool = True, discardable: bool = True
) -> Result:
    """Read a memory once, or twice if a unit turns out to be superseded too late.

    ``read(final, write)`` raises :class:`SupersededError` at the end of a reading that was not
    ``final`` and kept a unit that must be removed; its output must then be discarded. If that is
    impossible (not ``discardable``: standard output), the first reading does not ``write``. Usually
    nothing is superseded, and one reading is enough.
    """
    with suppress(SupersededError):
        found = read(False, writes and discardable)
        if discardable or not writes:
            return found
    return read(True, writes)
