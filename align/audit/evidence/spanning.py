"""Quotations and parentheses that reach over several segments."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from align.audit.engine.segment_store import Segment, SegmentStore, remembered
from align.languages.typography.pairs import NO_PAIRS, Loose, PairedMarks


class Alone(NamedTuple):
    """A mark without its partner: segment, side (``"en"``, ``"zh"``), the mark."""

    number: int
    side: str
    mark: Loose


class Marks(NamedTuple):
    """Marks that come in pairs: how to find them, and how they may reach over segments.

    ``goes_on(text, mark, other)`` says whether an unpaired mark may have its partner in a
    neighbour, given the pairs of the other side; ``reach`` says how many segments away.
    """

    parse: Callable[[str], PairedMarks]
    goes_on: Callable[[str, Loose, PairedMarks], bool]
    reach: int


def alone(store: SegmentStore, marks: Marks) -> Iterator[Alone]:
    """Yield marks without a partner of their kind in their segment or its neighbours.

    A mark that is unpaired on both sides is taken to reach over the segment's border, and so is
    one that the same side closes in a later segment before it opens another. A quotation that goes
    on in a new paragraph is opened again without having been closed.
    """
    waiting = _Waiting(marks)
    parse = remembered(marks.parse)
    document = None
    for segment in store:
        if segment.document != document:
            yield from waiting.give_up()
            document = segment.document
        if segment.en == segment.zh:
            continue  # code, or untranslated
        en, zh = parse(segment.en), parse(segment.zh)
        if en != NO_PAIRS or zh != NO_PAIRS:
            yield from waiting.read(segment, en, zh)
    yield from waiting.give_up()


class _Open(NamedTuple):
    """An opening mark; ``report``: it is reported if nothing closes it."""

    mark: Alone
    report: bool


class _Waiting:
    """The opening marks, by side and kind, whose closing mark may be in a later segment."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self.open: dict[str, dict[str, _Open]] = {"en": {}, "zh": {}}

    def give_up(self) -> Iterator[Alone]:
        """Report whatever is open, at the end of a document."""
        for side, opened in self.open.items():
            for kind in list(opened):
                yield from self._drop(side, kind)

    def read(self, segment: Segment, en: PairedMarks, zh: PairedMarks) -> Iterator[Alone]:
        """Report the marks of a segment that have no partner."""
        lone_en, lone_zh = _lone(en, zh), _lone(zh, en)
        both = [m.opens for m in lone_en] == [m.opens for m in lone_zh]
        was_open = {side: bool(opened) for side, opened in self.open.items()}
        for side, other_side, text, pairs, lone, other in (
            ("en", "zh", segment.en, en, lone_en, zh),
            ("zh", "en", segment.zh, zh, lone_zh, en),
        ):
            for mark in pairs.loose:
                if mark.partner >= 0:  # closed by a mark of another kind
                    yield Alone(segment.number, side, mark)
            yield from self._expire(side, segment.number, pairs, lone)
            for mark in lone:
                found = Alone(segment.number, side, mark)
                if not both and not self.marks.goes_on(text, mark, other):
                    yield found
                elif mark.opens:
                    if mark.at > 2:  # not the first of a paragraph
                        yield from self._drop(side, mark.kind)
                    self.open[side][mark.kind] = _Open(found, report=not both)
                elif self._is_open_before(segment.number, side, mark.kind):
                    self._close(side, other_side, mark.kind)
                elif not both or was_open[other_side]:
                    yield found

    def _expire(
        self, side: str, number: int, pairs: PairedMarks, lone: list[Loose]
    ) -> Iterator[Alone]:
        """Give up marks whose partner would be out of reach, or that a new pair rules out."""
        if not self.open[side]:
            return
        paired = {kind for kind, *_ in pairs.closed} - {mark.kind for mark in lone}
        for kind, opened in list(self.open[side].items()):
            # a quotation contains no other of its kind
            if kind in paired or number - opened.mark.number > self.marks.reach:
                yield from self._drop(side, kind)

    def _drop(self, side: str, kind: str) -> Iterator[Alone]:
        opened = self.open[side].pop(kind, None)
        if opened and opened.report:
            yield opened.mark

    def _is_open_before(self, number: int, side: str, kind: str) -> bool:
        opened = self.open[side].get(kind)
        return opened is not None and opened.mark.number < number

    def _close(self, side: str, other_side: str, kind: str) -> None:
        """Close a mark; what the other side opened in the same segment must be closed, too."""
        closed = self.open[side].pop(kind)
        other = self.open[other_side]
        for kind, opened in other.items():
            if opened.mark.number == closed.mark.number:
                other[kind] = opened._replace(report=True)


def _lone(pairs: PairedMarks, other: PairedMarks) -> list[Loose]:
    """The marks without any partner; ``a)`` is one only where the other side has ``(a)``."""
    paired = any(start < 3 for _, start, _ in other.closed)
    return [m for m in pairs.loose if m.partner < 0 and ((paired and m.at < 6) or not m.item)]
