"""Quotations and parentheses that reach over several segments."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from align.audit.engine.store import SegmentStore
from align.languages.typography.pairs import NO_PAIRS, Loose, PairedMarks

_SIDES = ("en", "zh")


class Alone(NamedTuple):
    """A mark without its partner: segment, side (``"en"``, ``"zh"``), the mark."""

    number: int
    side: str
    mark: Loose


class _Open(NamedTuple):
    """What is open on a side; ``told``: it is reported when nothing closes it."""

    mark: Alone
    told: bool


class Marks(NamedTuple):
    """Marks that come in pairs: how to find them, and how they may reach over segments.

    ``goes_on(text, mark, other)`` says whether a lone mark may have its partner in a neighbour,
    given the pairs of the other side; ``reach`` says how many segments further.
    """

    parse: Callable[[str], PairedMarks]
    goes_on: Callable[[str, Loose, PairedMarks], bool]
    reach: int


def alone(store: SegmentStore, marks: Marks) -> Iterator[Alone]:
    """Marks without a partner of their kind in their segment or its neighbours in the document.

    A mark that both sides have alone is taken for one that reaches over the segment's border, and
    so is one that the same side closes later, before it opens another. A quotation that goes on in
    a new paragraph opens again without having been closed.
    """
    # by side, then by kind
    waiting: dict[str, dict[str, _Open]] = {side: {} for side in _SIDES}
    document = None
    for segment in store:
        if segment.document != document:
            for side in _SIDES:
                yield from _told(waiting[side])
            document = segment.document
        if segment.en == segment.zh:
            continue  # code, or left as it was
        en, zh = marks.parse(segment.en), marks.parse(segment.zh)
        if en is NO_PAIRS and zh is NO_PAIRS:
            continue
        lone = _lone(en, zh), _lone(zh, en)
        both = [m.opens for m in lone[0]] == [m.opens for m in lone[1]]
        number = segment.number
        before = [list(waiting[side].values()) for side in _SIDES]
        for n, (side, pairs, other) in enumerate((("en", en, zh), ("zh", zh, en))):
            left, text = waiting[side], segment.zh if n else segment.en
            yield from (Alone(number, side, mark) for mark in pairs.loose if mark.partner >= 0)
            if left:
                closed = {kind for kind, *_ in pairs.closed}
                for kind, opened in list(left.items()):
                    # a quotation holds no other of its kind
                    over = kind in closed and not any(mark.kind == kind for mark in lone[n])
                    if over or number - opened.mark.number > marks.reach:
                        yield from _told(left, kind)
            for mark in lone[n]:
                if not both and not marks.goes_on(text, mark, other):
                    yield Alone(number, side, mark)
                elif mark.opens:
                    if mark.at > 2:
                        yield from _told(left, mark.kind)
                    left[mark.kind] = _Open(Alone(number, side, mark), not both)
                elif mark.kind in left and left[mark.kind].mark.number < number:
                    _one_closed(waiting, side, left.pop(mark.kind))
                elif not both or any(o.mark.number < number for o in before[1 - n]):
                    yield Alone(number, side, mark)
    for side in _SIDES:
        yield from _told(waiting[side])


def _lone(pairs: PairedMarks, other: PairedMarks) -> list[Loose]:
    """The marks without any partner; ``a)`` is one only where the other side has ``(a)``."""
    paired = any(start < 3 for _, start, _ in other.closed)
    return [m for m in pairs.loose if m.partner < 0 and ((paired and m.at < 6) or not m.item)]


def _one_closed(waiting: dict[str, dict[str, _Open]], side: str, closed: _Open) -> None:
    """Where both sides opened and this one closes, the other has to, too."""
    other = waiting["en" if side == "zh" else "zh"]
    for kind, opened in other.items():
        if opened.mark.number == closed.mark.number:
            other[kind] = opened._replace(told=True)


def _told(left: dict[str, _Open], *kinds: str) -> Iterator[Alone]:
    """Give up waiting for what closes these (by default all)."""
    for kind in kinds or list(left):
        found = left.pop(kind, None)
        if found and found.told:
            yield found.mark
