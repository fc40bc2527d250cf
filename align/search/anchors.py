"""Anchors: beads that a person decided, and what they leave to the search.

The sentences of an anchor take part in no other bead. Most anchors are in the order of both
documents: every path goes through them, so that what lies between two of them is searched as if it
stood alone. An anchor that is out of order (a moved paragraph) only takes its sentences out, and so
does one that says that a sentence has no counterpart. In the search all these sentences are null
beads, which the anchors replace in the end.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from align.alignment import Bead
from align.document import Document
from align.embed.encoder import FloatArray, IntArray
from align.errors import UsageError
from align.search.corridor import FULL, Band, background, find_band, find_path, full_band

#: Status of an anchor that has none of its own.
APPROVED = "approved"
#: How much similarity (above that of unrelated sentences, summed over the pairs of a path) the
#: documents lose where an anchor is in order. One that costs more is out of order.
PRICE = 0.5

Bools = npt.NDArray[np.bool_]
#: The first sentence and the first after the last one of the English side, then of the Chinese one.
Area = tuple[int, int, int, int]
Numbered = tuple[str, int]


def check_anchors(anchors: Iterable[Bead], en: Document, zh: Document) -> None:
    """Refuse beads that two documents cannot have together.

    >>> en = Document.from_sentences(["Good morning.", "Bye."], "en")
    >>> check_anchors([Bead((0,), (0,)), Bead((0, 1), (1,))], en, en)
    Traceback (most recent call last):
    align.errors.UsageError: anchor 0-1:1: English sentence 0 is in another anchor
    """
    seen: tuple[set[int], set[int]] = (set(), set())
    for bead in anchors:
        if not (bead.en or bead.zh):
            raise UsageError("an anchor without sentences")
        name = "anchor " + ":".join(_named(numbers) for numbers in (bead.en, bead.zh))
        for side, numbers, size, used in (
            ("English", bead.en, len(en), seen[0]),
            ("Chinese", bead.zh, len(zh), seen[1]),
        ):
            for n in numbers:
                if not 0 <= n < size:
                    raise UsageError(f"{name}: there is no {side} sentence {n} (0 to {size - 1})")
                if n in used:
                    raise UsageError(f"{name}: {side} sentence {n} is in another anchor")
            if numbers and tuple(numbers) != tuple(range(numbers[0], numbers[0] + len(numbers))):
                raise UsageError(f"{name}: its {side} sentences do not follow each other")
            used.update(numbers)


def _named(numbers: Sequence[int]) -> str:
    """The numbers of one side, as given.

    >>> _named((3, 4, 5)), _named((3, 5)), _named(())
    ('3-5', '3,5', '')
    """
    if len(numbers) > 1 and list(numbers) == list(range(numbers[0], numbers[-1] + 1)):
        return f"{numbers[0]}-{numbers[-1]}"
    return ",".join(map(str, numbers))


def members(bead: Bead) -> list[Numbered]:
    """The sentences of a bead, English first: language and number of each."""
    return [*(("en", i) for i in bead.en), *(("zh", j) for j in bead.zh)]


def taken(anchors: Iterable[Bead]) -> set[Numbered]:
    """The sentences of all anchors."""
    return {sentence for bead in anchors for sentence in members(bead)}


def with_anchors(beads: Iterable[Bead], anchors: Sequence[Bead]) -> tuple[Bead, ...]:
    """The beads, with each anchor at the null bead of its first sentence.

    ``crossing`` is that of the null bead: the search knows which anchors are out of order.

    >>> found = [Bead((0,), ()), Bead((1,), (1,)), Bead((), (0,))]
    >>> [(b.type, b.status) for b in with_anchors(found, [Bead((0,), (0,))])]
    [('1-1', 'approved'), ('1-1', '')]
    """
    if not anchors:
        return tuple(beads)
    first = {members(bead)[0]: bead for bead in anchors}
    decided = taken(anchors)
    found: list[Bead] = []
    for bead in beads:
        key = members(bead)[0]
        if key not in decided:
            found.append(bead)
        elif key in first:
            anchor = first[key]
            found.append(
                replace(
                    anchor,
                    confidence=1.0,
                    crossing=bead.crossing and not anchor.is_null,
                    status=anchor.status or APPROVED,
                )
            )
    return tuple(found)


@dataclass(frozen=True)
class Decided:
    """What anchors decide of two documents, or of a part of them.

    ``taken_en``, ``taken_zh``: whether each sentence is in an anchor; ``chain``: the anchors in the
    order of both documents.
    """

    taken_en: Bools
    taken_zh: Bools
    chain: tuple[Area, ...]

    @classmethod
    def of(
        cls, anchors: Sequence[Bead], vectors: tuple[FloatArray, FloatArray]
    ) -> "Decided | None":
        """What these anchors decide of two documents with these sentence vectors."""
        sizes = len(vectors[0]), len(vectors[1])
        if not anchors:
            return None
        found = cls.in_order(anchors, *sizes)
        en, zh = (
            np.where(mine[:, None], np.float32(0), v)
            for mine, v in zip((found.taken_en, found.taken_zh), vectors, strict=True)
        )
        floor = background(*vectors)
        left = [bead for bead in anchors if not bead.crossing]
        while moved := _out_of_order(found.chain, en, zh, floor):
            left = [b for b in left if not (b.en and b.zh) or b.en[0] != moved[0]]
            found = replace(found, chain=_longest_chain(left))
        return found

    @classmethod
    def in_order(cls, anchors: Sequence[Bead], n: int, m: int) -> "Decided":
        """The same by their order alone, for documents of ``n`` and ``m`` sentences."""
        taken_en, taken_zh = np.zeros(n, dtype=bool), np.zeros(m, dtype=bool)
        taken_en[[i for bead in anchors for i in bead.en]] = True
        taken_zh[[j for bead in anchors for j in bead.zh]] = True
        return cls(taken_en, taken_zh, _longest_chain([b for b in anchors if not b.crossing]))

    def part(self, en: range, zh: range) -> "Decided":
        """What is decided of a part; no anchor of the chain crosses its border."""
        chain = tuple(
            (a - en.start, b - en.start, c - zh.start, d - zh.start)
            for a, b, c, d in self.chain
            if en.start <= a < en.stop
        )
        return Decided(self.taken_en[en.start : en.stop], self.taken_zh[zh.start : zh.stop], chain)

    @cached_property
    def moved(self) -> tuple[Bools, Bools]:
        """Whether each sentence is in an anchor that is not in the chain."""
        en, zh = self.taken_en.copy(), self.taken_zh.copy()
        for a, b, c, d in self.chain:
            en[a:b], zh[c:d] = False, False
        return en, zh


def _longest_chain(anchors: Iterable[Bead]) -> tuple[Area, ...]:
    """The most anchors in the order of both documents.

    >>> _longest_chain([Bead((0,), (2,)), Bead((1,), (0,)), Bead((2, 3), (1,)), Bead((4,), ())])
    ((1, 2, 0, 1), (2, 4, 1, 2))
    """
    places = sorted(
        (b.en[0], b.en[-1] + 1, b.zh[0], b.zh[-1] + 1) for b in anchors if b.en and b.zh
    )
    ends: list[int] = []  # by length of a chain: the least Chinese place where one ends
    tops: list[int] = []  # its last anchor
    before: list[int] = []
    for n, place in enumerate(places):
        length = bisect_left(ends, place[2])
        before.append(tops[length - 1] if length else -1)
        ends[length : length + 1], tops[length : length + 1] = [place[2]], [n]
    chain: list[Area] = []
    n = tops[-1] if tops else -1
    while n >= 0:
        chain.append(places[n])
        n = before[n]
    return tuple(reversed(chain))


def _out_of_order(
    chain: Sequence[Area], en: FloatArray, zh: FloatArray, floor: float
) -> Area | None:
    """The anchor whose place in the chain costs most, if it costs more than :data:`PRICE`.

    The cost: how much better what lies around it is aligned when it may pass it. Vectors of
    sentences in anchors are zero.
    """
    areas = between([(0, len(en), 0, len(zh))], chain)
    worst: tuple[float, Area | None] = (PRICE, None)
    for anchor, before, after in zip(chain, areas, areas[1:], strict=False):
        # pairs that pass the anchor; two are no evidence
        passing = max(
            min(before[1] - before[0], after[3] - after[2]),
            min(after[1] - after[0], before[3] - before[2]),
        )
        if passing <= 2:
            continue
        joint = before[0], after[1], before[2], after[3]
        apart = sum(_worth(en[s[0] : s[1]], zh[s[2] : s[3]], floor) for s in (before, after))
        price = _worth(en[joint[0] : joint[1]], zh[joint[2] : joint[3]], floor) - apart
        worst = max(worst, (price, anchor), key=lambda item: item[0])
    return worst[1]


def _worth(en: FloatArray, zh: FloatArray, floor: float) -> float:
    """The sum of the similarities above ``floor`` along the best path."""
    if not (len(en) and len(zh)):
        return 0.0
    path = find_path(en, zh, floor)
    i = np.flatnonzero(np.diff(path))
    return float(np.maximum(np.einsum("ij,ij->i", en[i], zh[path[i]]) - floor, 0).sum())


def between(areas: Iterable[Area], chain: Iterable[Area]) -> list[Area]:
    """The areas, cut where anchors of a chain are in them; also where nothing is left.

    >>> between([(0, 4, 0, 4), (4, 5, 4, 6)], [(1, 3, 1, 2), (3, 4, 2, 4)])
    [(0, 1, 0, 1), (3, 3, 2, 2), (4, 4, 4, 4), (4, 5, 4, 6)]
    """
    found: list[Area] = []
    rest = iter(chain)
    anchor = next(rest, None)
    for top, bottom, left, right in areas:
        while anchor and anchor[0] < bottom:
            found.append((top, anchor[0], left, anchor[2]))
            top, left = anchor[1], anchor[3]
            anchor = next(rest, None)
        found.append((top, bottom, left, right))
    return found


@dataclass(frozen=True)
class Limits:
    """Where beads may be: in areas of both documents, with the sentences that are not taken.

    The areas are in order. What lies between two of them is an anchor.
    """

    areas: tuple[Area, ...]
    decided: Decided | None
    sizes: tuple[int, int]

    @cached_property
    def groups(self) -> tuple[IntArray, IntArray]:
        """The number of each sentence's span; below zero for those in anchors, by anchor."""
        en, zh = (np.zeros(size, dtype=np.int64) for size in self.sizes)
        for n, (top, bottom, left, right) in enumerate(self.areas):
            en[top:bottom], zh[left:right] = n, n
        if self.decided:
            en[self.decided.moved[0]], zh[self.decided.moved[1]] = -1, -2
            for n, (top, bottom, left, right) in enumerate(self.decided.chain):
                en[top:bottom], zh[left:right] = -3 - n, -3 - n
        return en, zh

    @cached_property
    def _taken(self) -> tuple[IntArray, IntArray]:
        """The number of sentences in anchors before each place."""
        en, zh = ((group < 0).cumsum() for group in self.groups)
        return np.concatenate([[0], en]), np.concatenate([[0], zh])

    def allow(self, i: IntArray, j: IntArray, a: IntArray | int, b: IntArray | int) -> Bools:
        """Whether steps of ``a`` and ``b`` sentences from these places stay in an area.

        Null beads do, and they alone may have the sentences of anchors.
        """
        (en, zh), (taken_en, taken_zh) = self.groups, self._taken
        end_en, end_zh = np.minimum(i + a, len(en)), np.minimum(j + b, len(zh))
        first_en, first_zh = np.minimum(i, len(en) - 1), np.minimum(j, len(zh) - 1)
        group = en[first_en]
        same = (group == en[np.maximum(end_en, 1) - 1]) & (group == zh[first_zh])
        same &= group == zh[np.maximum(end_zh, 1) - 1]
        same &= taken_en[end_en] == taken_en[np.minimum(i, len(en))]
        same &= taken_zh[end_zh] == taken_zh[np.minimum(j, len(zh))]
        inside: Bools = same | (np.minimum(a, b) == 0)
        return inside

    def band(self, en: FloatArray, zh: FloatArray) -> Band:
        """The corridor for these vectors: all places of an area, or a corridor in a long one.

        A place between two areas has the places of the end of one and of the beginning of the
        other; through an anchor leads one path, first along its English sentences.
        """
        low, high = np.zeros((2, len(en) + 1), dtype=np.int64)
        at = column = 0  # where the area before ends
        for top, bottom, left, right in self.areas:
            low[at + 1 : top + 1] = high[at + 1 : top + 1] = column
            rows, columns = bottom - top, right - left
            if (rows + 1) * (columns + 1) <= FULL or not (rows and columns):
                inside = full_band(rows, columns)
            else:
                inside = find_band(en[top:bottom], zh[left:right])
            # its first place belongs to the area before, its last one to the next, too
            low[top + 1 : bottom + 1] = left + inside.low[1:]
            high[top : bottom + 1] = left + inside.high
            at, column = bottom, right
        return Band(low, high)

    def apart(self, en: slice, zh: slice) -> Bools:
        """Which of these pairs of sentences cannot be in one bead."""
        apart: Bools = self.groups[0][en, None] != self.groups[1][None, zh]
        return apart

    def anchored_pairs(self) -> tuple[IntArray, IntArray]:
        """The sentences of the anchors of one sentence on each side, in order."""
        chain = self.decided.chain if self.decided else ()
        pairs = [(a, c) for a, b, c, d in chain if b - a == d - c == 1]
        i, j = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        return i, j


def inside_anchors(document: Document, anchors: Iterable[Bead]) -> set[int]:
    """The paragraphs between the first and the last one of an anchor."""
    found: set[int] = set()
    for bead in anchors:
        if numbers := getattr(bead, document.language):
            first, last = (document.sentences[n].paragraph for n in (numbers[0], numbers[-1]))
            found.update(range(first + 1, last))
    return found


def renumbered(
    anchors: Sequence[Bead], before: Sequence[Document], after: Sequence[Document]
) -> tuple[Bead, ...]:
    """The anchors of two documents with the numbers of the same documents with more sentences."""
    if not anchors:
        return ()
    en, zh = (_moves(old, new) for old, new in zip(before, after, strict=True))
    return tuple(
        replace(bead, en=tuple(en[n] for n in bead.en), zh=tuple(zh[n] for n in bead.zh))
        for bead in anchors
    )


def _moves(before: Document, after: Document) -> list[int]:
    places = {(s.paragraph, s.start): n for n, s in enumerate(after.sentences)}
    return [places[s.paragraph, s.start] for s in before.sentences]
