"""Decides which of repeated units to keep, in one reading with 8 bytes per unit and key.

Texts are compared by a 64-bit hash: among a million units, two different ones are taken for one
with a probability of 1 in 37 million.
"""

import unicodedata
from array import array
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from align.unit import UnitLike

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
        """Return the time of the last change or creation, of the unit or of one of its texts.

        >>> from align.unit import Unit
        >>> Stamps().of(Unit([], attributes={"creationdate": "20260131T120000Z"}))
        20260131120000
        """
        text = unit.changed
        if text != self._text:  # neighbours usually have the same
            self._text, self._number = text, int(text[:8] + text[9:15] or 0)
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
