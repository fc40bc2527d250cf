"""The best matches of many segments in a memory of any length, which is read once.

The segments are indexed, not the memory: so memory use does not grow with its units.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from align.memory.matching.fuzzy import Coded, Codes, normal, similarity, tokens
from align.unit import Unit

#: Less than this is no match.
LOWEST = 50
#: Units are compared in blocks; a block has at most about this many pairs of segments.
_PAIRS = 4_000_000
# The commonest words of a segment, up to this share of its weight, do not make candidates.
_COMMON = 0.3
_DATES = ("changedate", "creationdate")


@dataclass(frozen=True, slots=True)
class Match:
    """What a memory offers for a segment.

    ``percent`` is as in :func:`align.memory.matching.fuzzy.percent`.
    ``source`` and ``target`` are the texts of the unit, ``memory`` the name of the memory,
    ``document`` and ``confidence`` what it says of the unit.
    """

    percent: int
    source: str
    target: str
    memory: str = ""
    document: str = ""
    confidence: float | None = None


class _Offer(NamedTuple):
    """A unit and its texts in both languages."""

    unit: Unit
    source: str
    target: str


class Lookup:
    """Segments that look for their best matches while units pass by.

    ``found[i]`` is the best match of ``segments[i]`` so far. Of equally good ones the first stays;
    of those with 100 % the newest of its memory.

    >>> lookup = Lookup(["See you soon.", "Good morning."])
    >>> lookup.add(Unit([]), "Good morning!", "早上好！")
    >>> lookup.finish()
    >>> [match and (match.percent, match.target) for match in lookup.found]
    [None, (99, '早上好！')]
    """

    def __init__(self, segments: Sequence[str]) -> None:
        self.found: list[Match | None] = [None] * len(segments)
        self._dates = [""] * len(segments)
        self._texts = [normal(text) for text in segments]
        cut = [tokens(text) for text in self._texts]
        self._codes = Codes()
        self._codes.learn(chain.from_iterable(cut))
        self._coded = [self._codes.of(some) for some in cut]
        self._same_words: dict[str, list[int]] = {}
        for number, coded in enumerate(self._coded):
            self._same_words.setdefault(coded.words, []).append(number)
        self._columns: dict[str, int] = {}
        self._index(cut)
        self._block = min(2000, max(16, _PAIRS // max(1, len(segments))))
        self._waiting: list[tuple[_Offer, str, Coded]] = []
        self._memory = ""

    def add(self, unit: Unit, source: str, target: str, memory: str = "") -> None:
        """Look at a unit and its two texts; ``memory`` is the name of what it comes from."""
        if memory != self._memory:
            self.finish()
            self._memory = memory
            self._dates = ["~"] * len(self._dates)  # an earlier memory goes first, however old
        text = normal(source)
        offer = _Offer(unit, source, target)
        coded = self._codes.of(tokens(text))
        for number in self._same_words.get(coded.words, ()):
            if text == self._texts[number]:
                self._equal(number, offer)
            else:
                self._compare(number, offer, coded)
        self._waiting.append((offer, text, coded))
        if len(self._waiting) >= self._block:
            self.finish()

    def finish(self) -> None:
        """Compare what waits; :attr:`found` is complete then."""
        for row, number in self._candidates():
            offer, text, coded = self._waiting[row]
            if text != self._texts[number]:
                self._compare(number, offer, coded)
        self._waiting.clear()

    def _equal(self, number: int, offer: _Offer) -> None:
        before = self.found[number]
        date = next((d for name in _DATES if (d := offer.unit.attributes.get(name))), "")
        if before is None or before.percent < 100 or date > self._dates[number]:
            self._dates[number] = date
            self._keep(number, offer, 100)

    def _compare(self, number: int, offer: _Offer, coded: Coded) -> None:
        before = self.found[number]
        at_least = before.percent + 1 if before else LOWEST
        if at_least < 100 and (found := similarity(self._coded[number], coded, at_least)):
            self._keep(number, offer, found)

    def _keep(self, number: int, offer: _Offer, percent: int) -> None:
        self.found[number] = Match(
            percent,
            offer.source,
            offer.target,
            self._memory,
            offer.unit.document,
            offer.unit.confidence,
        )

    def _index(self, cut: Sequence[Sequence[str]]) -> None:
        """A sparse table: what each word of each segment weighs, the commonest ones aside.

        A match of at least :data:`LOWEST` per cent shares that much of the segment's weight. What
        the commonest words weigh is taken as shared by everybody (``_free``); it is less than that,
        so a match shares one of the other words, too, and none is overlooked.
        """
        import numpy as np
        from scipy.sparse import csr_array

        codes = [[self._codes.code(token).units for token in some] for some in cut]
        keys = [Counter(units[0] for units in some) for some in codes]
        weights = {units[0]: len(units) for some in codes for units in some}
        frequency = Counter(key for some in keys for key in some)
        self._free = np.zeros(len(cut), dtype=np.float32)
        self._sizes = np.array([len(coded.units) for coded in self._coded], dtype=np.float32)
        rows, columns, values = [], [], []
        for number, some in enumerate(keys):
            free, room = 0, _COMMON * len(self._coded[number].units)
            for key in sorted(some, key=lambda key: (-frequency[key], key)):
                weight = some[key] * weights[key]
                if free + weight <= room:
                    free += weight
                    continue
                rows.append(self._columns.setdefault(key, len(self._columns)))
                columns.append(number)
                values.append(weight)
            self._free[number] = free
        shape = (max(1, len(self._columns)), len(cut))
        self._table = csr_array((np.array(values, np.float32), (rows, columns)), shape=shape)

    def _candidates(self) -> list[tuple[int, int]]:
        """Pairs (waiting unit, segment) that may be better matches than what is found already."""
        import numpy as np
        from scipy.sparse import csr_array

        columns, known = self._columns, frozenset(self._columns)
        if not self._waiting or not known:
            return []
        rows = [known.intersection(set(coded.units)) for _, _, coded in self._waiting]
        lengths = [0, *map(len, rows)]
        flat = np.fromiter(map(columns.__getitem__, chain(*rows)), np.int32, sum(lengths))
        ones = np.ones(len(flat), np.float32)
        units: Any = csr_array((ones, flat, np.cumsum(lengths)), shape=(len(rows), len(known)))
        shared = (units @ self._table).tocoo()
        row, number = shared.coords
        size = np.array([len(coded.units) for _, _, coded in self._waiting], np.float32)
        whole = np.maximum(self._sizes[number], size[row])
        most = (shared.data + self._free[number]) / whole * 100
        least = [match.percent + 1 if match else LOWEST for match in self.found]
        keep = np.flatnonzero(most >= np.array(least, np.float32)[number] - 0.01)
        keep = keep[np.argsort(-most[keep], kind="stable")]  # the likeliest first: spares the rest
        return list(zip(row[keep].tolist(), number[keep].tolist(), strict=True))
