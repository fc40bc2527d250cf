"""Sentences and paragraphs that stand in another order in the two versions."""

import re
from collections.abc import Iterator

from align.audit.check import Context, Hit, MemoryLook, memory_check
from align.audit.segment import Segment, case
from align.audit.store import SegmentStore

_PLACE = re.compile(r"(\d+)(?:[-,\d]*):(\d+)(?:[-,]\d+)*")


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
        # a memory that was sorted by something else
        [_at("9:9"), _at("2:2"), _at("5:5")],
        [_at(""), _at("")],
    ),
)
def order(context: Context) -> MemoryLook:
    """What the aligner marked as crossing, and places that go on in one version and back
    in the other."""

    def look(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        document, en, zh = None, 0, 0
        for segment in store:
            if segment.document != document:
                document, en, zh = segment.document, 0, 0
            match = _PLACE.fullmatch(segment.place) if segment.place else None
            back = False
            if match and not segment.is_null:
                here, there = int(match[1]), int(match[2])
                back = here > en and there < zh
                en, zh = here, there if here < en else max(zh, there)
            if segment.crossing or back:
                yield segment.number, Hit(_message(segment))

    return look


def _message(segment: Segment) -> str:
    if segment.en_place and segment.zh_place:
        where = f": {segment.en_place} of the English, {segment.zh_place} of the Chinese"
    else:
        where = f" (sentences {segment.place})" if segment.place else ""
    return f"it stands in another order in the two versions{where}"
