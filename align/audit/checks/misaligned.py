"""Neighbours whose Chinese sides fit each other's English side better than their own."""

from collections.abc import Iterator
from functools import cached_property
from itertools import chain
from math import log

from align.audit.engine.check import Context, Hit, MemoryLook, Severity, memory_check
from align.audit.engine.segment import Segment, case
from align.audit.engine.store import SegmentStore
from align.audit.evidence.lengths import letters_worth
from align.languages.words.overlap import Keys, chinese_keys, english_keys, overlap
from align.parameter import Parameter

#: Letters that a short text may be longer or shorter without a meaning.
_SLACK = 20
#: How many words a misfit of lengths by a factor of 2.7 weighs.
_LENGTH = 3.0
#: With lengths that fit so much worse two neighbours were not exchanged: no need to look at words.
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
    summary="neighbours seem to have each other's translation",
    rationale="A pair that slipped by one gives two wrong translations to everyone who looks them "
    "up.",
    parameters=(
        Parameter("margin", 2.0, "how many words more must fit when the two are exchanged"),
        Parameter("sure", 4.0, "how many for an error instead of a warning"),
        Parameter("share", 0.7, "with more of its words on the own side a pair is left alone"),
    ),
    fires=(_memory(1, 0, 2, 3, 4), _memory(0, 1, 3, 2, 4), _memory(0, 2, 3, 4, 1)),
    silent=(
        _memory(0, 1, 2, 3, 4),
        [s._replace(document=str(n)) for n, s in enumerate(_memory(1, 0, 2, 3, 4))],
        # free, but no better elsewhere
        [case(_TEXTS[0][0], "活动隆重开幕。"), case(_TEXTS[1][0], _TEXTS[1][1])],
        [case(_TEXTS[0][0], _TEXTS[0][1]), case(_TEXTS[0][0], _TEXTS[0][1])],
    ),
)
def misaligned(context: Context, margin: float, sure: float, share: float) -> MemoryLook:
    """Words in common with the own side and with the neighbours', within one document.

    Of two exchanged neighbours one has an even number: so every second pair is looked at, and its
    neighbours only where lengths allow it and not much of its own fits.
    """

    def look(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        told = -1
        for before, here, after in _windows(store):
            found = _judge(before, here, after, margin, sure, share)
            for one, other, severity in sorted(found, key=lambda pair: pair[1].number):
                if other.number > told:
                    told = other.number
                    yield other.number, _hit(other, one, severity)

    return look


class _Pair:
    """A segment with its keys, found when they are asked for."""

    def __init__(self, segment: Segment) -> None:
        self.segment = segment
        self.number = segment.number

    @cached_property
    def lengths(self) -> tuple[float, float]:
        """Logarithms of the lengths of both sides."""
        en, zh = self.segment.en, self.segment.zh
        return log(len(en) + _SLACK), log(letters_worth(zh) + _SLACK)

    @cached_property
    def en(self) -> frozenset[str]:
        return english_keys(self.segment.en)

    @cached_property
    def zh(self) -> Keys:
        return chinese_keys(self.segment.zh)

    @cached_property
    def own(self) -> float:
        return overlap(self.en, self.zh)


def _windows(store: SegmentStore) -> Iterator[tuple[_Pair | None, _Pair, _Pair | None]]:
    """Every second pair of a document with the pairs before and behind it."""
    before: _Pair | None = None
    here: _Pair | None = None
    look = False
    for segment in chain((s for s in store if not s.is_null), [None]):
        after = _Pair(segment) if segment else None
        same = here and segment and here.segment.document == segment.document
        if here and look:
            yield before, here, after if same else None
        before = here if same else None
        look = not look if same else True
        here = after


def _judge(
    before: _Pair | None, here: _Pair, after: _Pair | None, margin: float, sure: float, share: float
) -> list[tuple[_Pair, _Pair, Severity]]:
    """``(this, that)``: that one's Chinese side seems to belong to the English of this one."""
    lengths = [(other, _better_lengths(here, other)) for other in (before, after) if other]
    lengths = [(other, better) for other, better in lengths if better > _WORSE]
    if not lengths or not here.zh.total or here.own >= share * here.zh.total:
        return []
    found: list[tuple[_Pair, _Pair, Severity]] = []
    best = 0.0
    for other, better in lengths:
        there, back = overlap(other.en, here.zh), overlap(here.en, other.zh)
        gain = there + back - here.own - other.own + _LENGTH * better
        if there >= here.own and back >= other.own and gain >= margin and gain > best:
            severity: Severity = "error" if gain >= sure else "warning"
            found, best = [(other, here, severity), (here, other, severity)], gain
    return found


def _better_lengths(one: _Pair, other: _Pair) -> float:
    """How much better lengths fit when the Chinese sides are exchanged, in logarithms."""
    en, zh, en2, zh2 = one.lengths + other.lengths
    return abs(zh - en) + abs(zh2 - en2) - abs(zh - en2) - abs(zh2 - en)


def _hit(segment: _Pair, neighbour: _Pair, severity: Severity) -> Hit:
    """Told of the segment whose Chinese side is the neighbour's."""
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
