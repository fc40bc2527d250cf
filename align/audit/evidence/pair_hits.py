"""Hits for brackets and quotation marks that have no partner, or a wrong one."""

from collections.abc import Callable, Iterator
from itertools import groupby

from align.audit.engine.check import Hit, MemoryLook
from align.audit.engine.sides import hit_on, side_name
from align.audit.engine.store import SegmentStore
from align.audit.evidence.spanning import Marks, alone


def pair_hits(marks: Marks, what: str, closer: Callable[[str], str]) -> MemoryLook:
    """A look for marks without a partner in the document, and for partners of another kind.

    The latter are warnings at most: nobody misreads them.

    ``what`` is the name of the marks in messages; ``closer`` says what closes an opening mark.
    """

    def look(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        found = alone(store, marks)
        for (number, side), group in groupby(found, key=lambda a: (a.number, a.side)):
            lone = []
            for mark in (a.mark for a in group):
                if mark.partner < 0:
                    lone.append(mark)
                    continue
                text = store[number].en if side == "en" else store[number].zh
                other = mark.partner
                message = f"{side_name(side)} closes {mark.text} with {text[other]}"
                both = ((mark.at, mark.at + 1), (other, other + 1))
                yield number, hit_on(side, message, both, closer(mark.text), "warning")
            if lone:
                text = " and ".join(
                    f"{m.text} is {'not closed' if m.opens else 'not opened'}" for m in lone
                )
                spans = tuple((m.at, m.at + 1) for m in lone)
                yield number, hit_on(side, f"the {what} {text} on {side_name(side)}", spans)

    return look
