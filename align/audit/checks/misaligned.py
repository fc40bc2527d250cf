"""Pairs that may not belong together: neighbours exchanged, low confidence, moved text."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, groupby
from math import log

from align.audit.engine.check import (
    Context,
    Hit,
    MemoryLook,
    SegmentLook,
    Severity,
    memory_check,
    segment_check,
)
from align.audit.engine.segment_store import Segment, SegmentStore, case, hash_of_texts, remembered
from align.audit.evidence.comparison import letters_worth
from align.files.widths import percent
from align.languages.words.meaning import ChineseKeys, chinese_keys, english_keys, overlap
from align.parameter import Parameter

#: A difference of this many letters in short texts means nothing.
_SLACK = 20
#: The weight, in words, of lengths that differ by a factor of e more.
_LENGTH = 3.0
#: If lengths fit this much worse when swapped, neighbours are not compared by words.
_WORSE = -0.25
_TEXTS = (
    ("The mayor opened the exhibition in Beijing.", "市长在北京为展览揭幕。"),
    ("The laboratory tests batteries and lamps.", "该实验室检测电池和灯具。"),
    ("Farmers in Guangdong sold 300 tonnes of apples.", "广东农民卖出300吨苹果。"),
    ("A training course for auditors begins on Monday.", "审核员培训班周一开课。"),
    ("Japan and Korea sent experts to the conference.", "日本和韩国派专家参加会议。"),
)


def _memory(*order: int) -> list[Segment]:
    """The English sides in order, the Chinese in another."""
    pairs = zip(_TEXTS, order, strict=True)
    return [case(en, _TEXTS[n][1], document="a") for (en, _), n in pairs]


@memory_check(
    "misaligned",
    cost=3,
    family="alignment",
    severity="error",
    summary="neighbouring segments seem to have each other's translation",
    rationale="Pairs that are off by one give wrong translations to everyone who looks them up.",
    parameters=(
        Parameter("margin", 2.0, "how many more words must match when the two are swapped"),
        Parameter("sure", 4.0, "how many more for an error instead of a warning"),
        Parameter("share", 0.7, "a pair with a larger share of matching words is left alone"),
    ),
    fires=(_memory(1, 0, 2, 3, 4), _memory(0, 1, 3, 2, 4), _memory(0, 2, 3, 4, 1)),
    silent=(
        _memory(0, 1, 2, 3, 4),
        [s._replace(document=str(n)) for n, s in enumerate(_memory(1, 0, 2, 3, 4))],
        # free, but no better match elsewhere
        [case(_TEXTS[0][0], "活动隆重开幕。"), case(_TEXTS[1][0], _TEXTS[1][1])],
        [case(_TEXTS[0][0], _TEXTS[0][1]), case(_TEXTS[0][0], _TEXTS[0][1])],
    ),
)
def check_misaligned(context: Context, margin: float, sure: float, share: float) -> MemoryLook:
    """Compare words in common within each pair and with its neighbours, within a document.

    One of two swapped neighbours has an even number, so every second pair is examined; its
    neighbours only if lengths allow a swap and few of its own words match.
    """

    def look(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        reported = -1
        for before, here, after in _windows(store):
            found = _judge(before, here, after, margin, sure, share)
            for one, other, severity in sorted(found, key=lambda pair: pair[1].number):
                if other.number > reported:
                    reported = other.number
                    yield other.number, _hit(other, one, severity)

    return look


class _Pair:
    """A segment with its keys, computed when needed."""

    def __init__(self, segment: Segment, words: "_Words") -> None:
        self.segment = segment
        self.number = segment.number
        #: logarithms of the lengths of both sides
        self.lengths = log(len(segment.en) + _SLACK), log(letters_worth(segment.zh) + _SLACK)
        self._words = words
        self._en: frozenset[str] | None = None

    @property
    def en(self) -> frozenset[str]:
        if self._en is None:
            self._en = english_keys(self.segment.en)
        return self._en

    @property
    def zh(self) -> ChineseKeys:
        return self._words.zh(self.segment.zh)

    @property
    def own(self) -> float:
        return self._words.own(self)


class _Words:
    """What texts that recur mean, and the weight of the words that two of them share."""

    def __init__(self) -> None:
        self.zh = remembered(chinese_keys)
        self.own: Callable[[_Pair], float] = remembered(
            lambda pair: overlap(pair.en, pair.zh), of=lambda pair: hash_of_texts(pair.segment)
        )


def _windows(store: SegmentStore) -> Iterator[tuple[_Pair | None, _Pair, _Pair | None]]:
    """Every second pair of a document with the pairs before and after it."""
    before: _Pair | None = None
    here: _Pair | None = None
    look = False
    words = _Words()
    for segment in chain((s for s in store if s.en and s.zh), [None]):
        after = _Pair(segment, words) if segment else None
        same = here and segment and here.segment.document == segment.document
        if here and look:
            yield before, here, after if same else None
        before = here if same else None
        look = not look if same else True
        here = after


def _judge(
    before: _Pair | None, here: _Pair, after: _Pair | None, margin: float, sure: float, share: float
) -> list[tuple[_Pair, _Pair, Severity]]:
    """``(this, that)``: the Chinese side of that seems to belong to the English of this."""
    lengths = [(other, _better_lengths(here, other)) for other in (before, after) if other]
    lengths = [(other, better) for other, better in lengths if better > _WORSE]
    if not lengths:
        return []
    own, total = here.own, here.zh.total
    if not total or own >= share * total:
        return []
    found: list[tuple[_Pair, _Pair, Severity]] = []
    best = 0.0
    for other, better in lengths:
        there = overlap(other.en, here.zh)
        if there < own:  # nearly always
            continue
        back = overlap(here.en, other.zh)
        gain = there + back - own - other.own + _LENGTH * better
        if back >= other.own and gain >= margin and gain > best:
            severity: Severity = "error" if gain >= sure else "warning"
            found, best = [(other, here, severity), (here, other, severity)], gain
    return found


def _better_lengths(one: _Pair, other: _Pair) -> float:
    """How much better lengths fit when the Chinese sides are swapped, in logarithms."""
    en, zh, en2, zh2 = one.lengths + other.lengths
    return abs(zh - en) + abs(zh2 - en2) - abs(zh - en2) - abs(zh2 - en)


def _hit(segment: _Pair, neighbour: _Pair, severity: Severity) -> Hit:
    """A hit on the segment whose Chinese side belongs to its neighbour."""
    which = "before" if neighbour.number < segment.number else "after"
    return Hit(
        f"the Chinese side seems to belong to the segment {which} it: "
        f"“{_short(neighbour.segment.en)}”",
        en=((0, len(segment.segment.en)),),
        zh=((0, len(segment.segment.zh)),),
        severity=severity,
    )


def _short(text: str, most: int = 50) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


_PAIR = ("The meeting was held.", "会议召开。")


@segment_check(
    "low-confidence",
    family="alignment",
    severity="warning",
    summary="the aligner is not sure that the two texts belong together",
    rationale="The two texts may not be translations of each other.",
    parameters=(Parameter("threshold", 0.5, "the least confidence, 0 to 1"),),
    fires=(case(*_PAIR, confidence=0.49), case(*_PAIR, confidence=0.0)),
    silent=(
        case(*_PAIR, confidence=0.5),
        case(*_PAIR),
        # reviewed
        case(*_PAIR, confidence=0.2, status="approved"),
    ),
)
def check_low_confidence(context: Context, threshold: float) -> SegmentLook:
    """The confidence recorded in the memory, unless a person approved the pair."""

    def look(segment: Segment) -> Iterable[Hit]:
        confidence = segment.confidence
        if confidence is not None and confidence < threshold and segment.status != "approved":
            yield Hit(f"the aligner gives this pair a confidence of {percent(confidence)}")

    return look


_PLACE = re.compile(r"(\d{1,9})(?:[-,][-,\d]*)?:(\d{1,9})(?:[-,]\d+)*")


def _at(place: str, crossing: bool = False, document: str = "a") -> Segment:
    return case("It was.", "是。", document=document, place=place, crossing=crossing)


@memory_check(
    "order",
    family="alignment",
    severity="note",
    summary="a sentence is in a different position in the other version",
    rationale="A moved paragraph may be intended, or an accident of editing.",
    fires=(
        [_at("1:1"), _at("2:3", crossing=True), _at("3:2")],
        [_at("1:1"), _at("2:3-4"), _at("3:2")],
        [_at("1:3"), _at("2:1"), _at("3:2")],
    ),
    silent=(
        [_at("1:1"), _at("2-3:2"), _at("4:3-5"), _at("5:6")],
        [_at("1:5"), _at("1:1", document="b"), _at("2:2", document="b")],
        # two documents of one name, or without one
        [_at("1:4"), _at("2:5"), _at("3:6"), _at("1:1"), _at("2:2"), _at("3:3")],
        [_at("99999999999999999999:1"), _at("1:2")],
        # a memory in another order
        [_at("9:9"), _at("2:2"), _at("5:5")],
        [_at(""), _at("")],
    ),
)
def check_order(context: Context) -> MemoryLook:
    """Crossings that the aligner marked, and segments outside the longest monotonic run."""

    def look(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        if not store.placed:
            return
        for _, segments in groupby(store, key=lambda segment: (segment.source, segment.document)):
            numbers, en, zh = array("q"), array("q"), array("q")
            moved: set[int] = set()
            for segment in segments:
                if segment.crossing:
                    moved.add(segment.number)
                match = _PLACE.fullmatch(segment.place) if segment.place else None
                if not match or not (segment.en and segment.zh):
                    continue
                here, there = int(match[1]), int(match[2])
                if en and here <= en[-1] and there <= zh[-1]:  # another document of the same name
                    moved |= {numbers[n] for n in _moved(en, zh)}
                    del numbers[:], en[:], zh[:]
                numbers.append(segment.number)
                en.append(here)
                zh.append(there)
            moved |= {numbers[n] for n in _moved(en, zh)}
            for number in sorted(moved):
                yield number, Hit(_message(store[number]))

    return look


def _moved(en: Sequence[int], zh: Sequence[int]) -> list[int]:
    """The indices outside the longest run that never goes back on either side.

    >>> _moved([1, 2, 4, 3], [1, 9, 4, 3])
    [1]
    """
    rows = sorted(range(len(en)), key=en.__getitem__)
    return [rows[n] for n in _back([zh[row] for row in rows])]


def _back(places: list[int]) -> list[int]:
    """The indices outside the longest run that never goes back.

    By patience sorting: Fredman (1975), "On computing the length of longest increasing
    subsequences".

    >>> _back([1, 9, 2, 3, 4])
    [1]
    """
    # by length of run: the least place that ends one, and its index
    lowest: list[int] = []
    last: list[int] = []
    before = array("q", [-1]) * len(places)
    for n, place in enumerate(places):
        at = bisect_right(lowest, place)
        if at:
            before[n] = last[at - 1]
        lowest[at : at + 1] = [place]
        last[at : at + 1] = [n]
    kept = set()
    n = last[-1] if last else -1
    while n >= 0:
        kept.add(n)
        n = before[n]
    return [n for n in range(len(places)) if n not in kept]


def _message(segment: Segment) -> str:
    if segment.en_place and segment.zh_place:
        where = f": {segment.en_place} of the English, {segment.zh_place} of the Chinese"
    else:
        where = f" (sentences {segment.place})" if segment.place else ""
    return f"in a different position in the two versions{where}"
