"""Sentences and paragraphs that stand in another order in the two versions."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby

from align.audit.engine.check import Context, Hit, MemoryLook, memory_check
from align.audit.engine.segment import Segment, case
from align.audit.engine.store import SegmentStore

_PLACE = re.compile(r"(\d{1,9})(?:[-,][-,\d]*)?:(\d{1,9})(?:[-,]\d+)*")


def _at(place: str, crossing: bool = False, document: str = "a") -> Segment:
    return case("It was.", "是。", document=document, place=place, crossing=crossing)


@memory_check(
    "order",
    family="alignment",
    severity="note",
    summary="a sentence stands in another place in the other version",
    rationale="A paragraph that moved may be meant, or an accident of editing.",
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
        # a memory that was sorted by something else
        [_at("9:9"), _at("2:2"), _at("5:5")],
        [_at(""), _at("")],
    ),
)
def order(context: Context) -> MemoryLook:
    """What the aligner marked as crossing, and what must move for the places of both versions to
    go the same way: all but the longest run of places that do."""

    def look(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        for _, segments in groupby(store, key=lambda segment: (segment.source, segment.document)):
            numbers, en, zh = array("q"), array("q"), array("q")
            told: set[int] = set()
            for segment in segments:
                if segment.crossing:
                    told.add(segment.number)
                match = _PLACE.fullmatch(segment.place) if segment.place else None
                if not match or segment.is_null:
                    continue
                here, there = int(match[1]), int(match[2])
                if en and here <= en[-1] and there <= zh[-1]:  # another document of that name
                    told |= {numbers[n] for n in _moved(en, zh)}
                    del numbers[:], en[:], zh[:]
                numbers.append(segment.number)
                en.append(here)
                zh.append(there)
            told |= {numbers[n] for n in _moved(en, zh)}
            for number in sorted(told):
                yield number, Hit(_message(store[number]))

    return look


def _moved(en: Sequence[int], zh: Sequence[int]) -> list[int]:
    """Which ones are not in the longest run that goes back on neither side.

    >>> _moved([1, 2, 4, 3], [1, 9, 4, 3])
    [1]
    """
    rows = sorted(range(len(en)), key=en.__getitem__)
    return [rows[n] for n in _back([zh[row] for row in rows])]


def _back(places: list[int]) -> list[int]:
    """The indices that are not in the longest run that never goes back.

    By patience sorting: Fredman (1975), "On computing the length of longest increasing
    subsequences".

    >>> _back([1, 9, 2, 3, 4])
    [1]
    """
    # by length of run: the least place that ends such a run, and its index
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
    return f"it stands in another order in the two versions{where}"
