"""Finds the best matches of many segments in a memory of any length, which is read once.

The segments are indexed, not the memory, so memory use does not grow with its units.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import unescape
from itertools import chain
from typing import Any, NamedTuple

from align.memory.matching.fuzzy import LOWEST, Coded, Codes, normal, similarity, tokens
from align.memory.matching.tags import PENALTY, tags_of, without_tags
from align.unit import Unit, fits

#: What a match costs whose target is in another variety of the language, in per cent.
FOREIGN = 10
#: Units are compared in blocks; a block has at most about this many pairs of segments.
_PAIRS = 4_000_000
# The commonest words of a segment, up to this share of its weight, are not used to find candidates.
_COMMON = 0.3
#: Properties in which tools keep the texts before and after a unit.
_ELEMENT = re.compile(r"<[^<>]*>")
_BEFORE, _AFTER = ("prev", "x-context-pre"), ("next", "x-context-post")

#: The normalised texts before and after a segment or unit; empty where none is known.
Around = tuple[str, str]


@dataclass(frozen=True, slots=True)
class FuzzyMatch:
    """A match of a memory for a segment.

    ``percent`` is as in :func:`align.memory.matching.fuzzy.match_percent`, less the penalties.
    ``source`` and ``target`` are the texts of the unit, ``lang`` the code of the target; it is
    ``foreign`` if that is another variety of the language than wanted. ``memory`` is the name of
    the memory; ``document``, ``confidence`` and ``date`` (of the last change) are those of the
    unit. ``around`` are the texts before and after the unit.

    ``filled`` is the target with the segment's tags and ``numbers``, pairs of old and new ones, if
    that is another text.
    """

    percent: int
    source: str
    target: str
    memory: str = ""
    document: str = ""
    confidence: float | None = None
    lang: str = ""
    foreign: bool = False
    date: str = ""
    around: Around = ("", "")
    filled: str = ""
    numbers: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """The target as it is filled in."""
        return self.filled or self.target


class _Offer(NamedTuple):
    """A unit and one of its pairs of texts; ``memory`` is the number of its memory."""

    unit: Unit
    source: str
    target: str
    lang: str
    memory: int
    number: int
    date: str
    before: str

    @property
    def when(self) -> float:
        """The date as a number that sorts by time; 0 if there is none."""
        return _when(self.date)


@lru_cache(maxsize=1000)  # neighbours usually have the same
def _when(date: str) -> float:
    return float("".join(filter(str.isdigit, date)) or 0)


@dataclass(slots=True)
class _Kept:
    """A match that is kept; ``context``: how much of what is around it is around the segment."""

    percent: int
    context: int
    offer: _Offer
    around: Around

    @property
    def key(self) -> tuple[int, int, int, str, int]:
        """The higher, the better: per cent, context, the earlier memory, the newer, the first."""
        offer = self.offer
        return (self.percent, self.context, -offer.memory, offer.date, -offer.number)


class Lookup:
    """Finds the best matches of segments while units are read: at most ``most`` of each.

    Of equally good ones, those come first that have the same text before or after them as the
    segment (``around``: for each segment, the normalised texts around its occurrences), then those
    of an earlier memory, then the newer. ``tags``: see :data:`align.memory.matching.tags.TAGS`.

    >>> lookup = Lookup(["See you soon.", "Good morning."])
    >>> lookup.add(Unit([]), "Good morning!", "早上好！")
    >>> lookup.finish()
    >>> [match and (match.percent, match.target) for match in lookup.found]
    [None, (99, '早上好！')]
    """

    def __init__(
        self,
        segments: Sequence[str],
        *,
        around: Sequence[Collection[Around]] = (),
        most: int = 1,
        tags: str = "text",
    ) -> None:
        self._around = around or [()] * len(segments)
        self._most, self._tags = most, tags
        self._wanted_tags = [self._tags_of(text) for text in segments]
        self._texts = [normal(self._bare(text)) for text in segments]
        cut = [tokens(text) for text in self._texts]
        self._codes = Codes()
        self._codes.learn(chain.from_iterable(cut))
        self._coded = [self._codes.of(some) for some in cut]
        self._same_words: dict[str, list[int]] = {}
        for number, coded in enumerate(self._coded):
            self._same_words.setdefault(coded.words, []).append(number)
        self._kept: dict[str, list[dict[tuple[str, str], _Kept]]] = {}
        self._worst: dict[str, list[_Kept | None]] = {}
        #: What a match must reach to be kept; and the date of the worst, which a tie must pass.
        self._least: dict[str, Any] = {}
        self._dates: dict[str, Any] = {}
        self._columns: dict[str, int] = {}
        self._index(cut)
        self._block = min(2000, max(16, _PAIRS // max(1, len(segments))))
        self._waiting: list[tuple[_Offer, str, Coded]] = []
        self._equal: list[tuple[int, _Offer]] = []
        self._memories: list[str] = []
        self._last: Unit | None = None
        self._before = self._text = ""
        self._offers = 0
        #: How many targets were compared, by language code.
        self.languages: Counter[str] = Counter()

    def _bare(self, text: str) -> str:
        return text if self._tags == "text" else without_tags(text)

    def _tags_of(self, text: str) -> list[str]:
        return tags_of(text) if self._tags == "penalise" else []

    # ------------------------------------------------------------------------------ reading

    def add(self, unit: Unit, source: str, target: str, memory: str = "", lang: str = "") -> None:
        """Compare a pair of texts of a unit; ``memory`` is the name of its memory.

        Units are added in the order of the memory: neighbours are each other's context.
        """
        if not self._memories or memory != self._memories[-1]:
            self.finish()
            self._memories.append(memory)
            for lang, dates in self._dates.items():
                dates[self._least[lang] > LOWEST] = float("inf")  # an earlier memory precedes
        text = normal(self._bare(source))
        if unit is not self._last:
            follows = self._last is not None and self._last.document == unit.document
            self._keep_equal(text if follows else "")
            self._before = self._text if follows else ""
            self._last, self._text = unit, text
        if lang not in self._least:
            self._begin(lang)
        self.languages[lang] += 1
        self._offers += 1
        before = _recorded(unit, _BEFORE)
        offer = _Offer(
            unit, source, target, lang, len(self._memories), self._offers, unit.changed,
            before or self._before,
        )  # fmt: skip
        coded = self._codes.of(tokens(text))
        for number in self._same_words.get(coded.words, ()):
            if text == self._texts[number]:
                self._equal.append((number, offer))
            else:
                self._compare(number, offer, coded)
        self._waiting.append((offer, text, coded))
        if len(self._waiting) >= self._block:
            self._compare_waiting()

    def finish(self) -> None:
        """Compare the remaining units; then :attr:`found` is complete."""
        self._keep_equal("")
        self._last = None
        self._compare_waiting()

    def _begin(self, lang: str) -> None:
        import numpy as np

        self._kept[lang] = [{} for _ in self._texts]
        self._worst[lang] = [None] * len(self._texts)
        self._least[lang] = np.full(len(self._texts), LOWEST, np.float32)
        self._dates[lang] = np.full(len(self._texts), -1.0)

    def _keep_equal(self, after: str) -> None:
        """Keep the equal texts of the last unit, now that it is known what comes ``after``."""
        for number, offer in self._equal:
            around = (offer.before, _recorded(offer.unit, _AFTER) or after)
            context = max((_context(around, one) for one in self._around[number]), default=0)
            self._keep(number, _Kept(self._less_tags(100, number, offer), context, offer, around))
        self._equal.clear()

    def _compare_waiting(self) -> None:
        for row, number in self._candidates():
            offer, text, coded = self._waiting[row]
            if text != self._texts[number]:
                self._compare(number, offer, coded)
        self._waiting.clear()

    def _compare(self, number: int, offer: _Offer, coded: Coded) -> None:
        worst = self._worst[offer.lang][number]
        at_least = LOWEST
        if worst:  # only a newer one of the same memory is better at the same percentage
            newer = offer.memory == worst.offer.memory and offer.date > worst.offer.date
            at_least = worst.percent + (not newer)
        if at_least < 100 and (found := similarity(self._coded[number], coded, at_least)):
            found = self._less_tags(found, number, offer)
            if found >= at_least:
                self._keep(number, _Kept(found, 0, offer, (offer.before, "")))

    def _less_tags(self, percent: int, number: int, offer: _Offer) -> int:
        differ = self._tags == "penalise" and self._wanted_tags[number] != tags_of(offer.source)
        return percent - PENALTY if differ else percent

    def _keep(self, number: int, new: _Kept) -> None:
        offer = new.offer
        kept = self._kept[offer.lang][number]
        pair = (offer.source, offer.target)
        before = kept.get(pair)
        if before is None and len(kept) >= self._most:
            worst = min(kept.values(), key=lambda one: one.key)
            if new.key <= worst.key:
                return
            del kept[worst.offer.source, worst.offer.target]
        elif before is not None and new.key <= before.key:
            return
        kept[pair] = new
        if len(kept) >= self._most:
            worst = min(kept.values(), key=lambda one: one.key)
            self._worst[offer.lang][number] = worst
            self._least[offer.lang][number] = worst.percent
            earlier = worst.offer.memory < len(self._memories)
            self._dates[offer.lang][number] = float("inf") if earlier else worst.offer.when

    # ------------------------------------------------------------------------------ results

    @property
    def found(self) -> list[FuzzyMatch | None]:
        """The best match of each segment, in any variety of the language."""
        return [next(iter(self.matches(number)), None) for number in range(len(self._texts))]

    def matches(
        self,
        number: int,
        target: str = "",
        around: Around = ("", ""),
        *,
        foreign_costs: int = FOREIGN,
    ) -> tuple[FuzzyMatch, ...]:
        """Return the matches of a segment, the best first, at most ``most``.

        ``target`` is the variety of the target language that is wanted, empty for any: another one
        costs ``foreign_costs`` per cent. If all are in another one, the best in this one follows.
        ``around`` is what is around this occurrence of the segment.
        """
        found: list[tuple[tuple[Any, ...], _Kept, bool]] = []
        for lang, kept in self._kept.items():
            foreign = bool(target) and not fits(lang, target)
            for one in kept[number].values():
                percent = one.percent - (foreign_costs if foreign else 0)
                if percent >= LOWEST:
                    context = _context(one.around, around) if one.percent >= 100 - PENALTY else 0
                    _, *rest = replace(one, context=context).key
                    found.append(((percent, not foreign, *rest), one, foreign))
        found.sort(key=lambda item: item[0], reverse=True)
        best = found[: self._most]
        if all(foreign for _, _, foreign in best):
            best += [item for item in found[self._most :] if not item[2]][:1]
        return tuple(
            self._match(one.offer, key[0], foreign, one.around) for key, one, foreign in best
        )

    def _match(self, offer: _Offer, percent: int, foreign: bool, around: Around) -> FuzzyMatch:
        return FuzzyMatch(
            percent,
            offer.source,
            offer.target,
            self._memories[offer.memory - 1],
            offer.unit.document,
            offer.unit.confidence,
            offer.lang,
            foreign,
            offer.date,
            around,
        )

    # --------------------------------------------------------------------------- candidates

    def _index(self, cut: Sequence[Sequence[str]]) -> None:
        """Make a sparse table of the weights of each segment's words, without the commonest.

        A match of at least :data:`LOWEST` per cent shares that much of the segment's weight. The
        commonest words are taken as always shared (``_free``); their weight is less than that, so a
        match also shares one of the other words, and none is overlooked.
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
        """Yield pairs (waiting unit, segment) that may be better than those found so far."""
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
        langs = {lang: place for place, lang in enumerate(self._least)}
        lang = np.array([langs[offer.lang] for offer, _, _ in self._waiting], np.int32)
        least, dates = (np.stack(list(of.values())) for of in (self._least, self._dates))
        when = np.array([offer.when for offer, _, _ in self._waiting])
        tied = when[row] <= dates[lang[row], number]  # a tie with an older one is none
        keep = np.flatnonzero(most >= least[lang[row], number] + tied - 0.01)
        keep = keep[np.argsort(-most[keep], kind="stable")]  # likeliest first saves the rest
        return list(zip(row[keep].tolist(), number[keep].tolist(), strict=True))


def _recorded(unit: Unit, names: tuple[str, ...]) -> str:
    """The neighbour of a unit that a tool recorded in a property; empty if there is none."""
    if not unit.props:
        return ""
    found = next(filter(None, map(unit.prop, names)), "")
    if found.startswith("<seg"):  # memoQ: as in the TMX
        found = unescape(_ELEMENT.sub("", found))
    return normal(found)


def _context(one: Around, other: Around) -> int:
    """How many of the texts before and after are the same: 0, 1 or 2."""
    return sum(bool(a) and a == b for a, b in zip(one, other, strict=True))
