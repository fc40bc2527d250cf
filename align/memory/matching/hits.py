"""What a search found: the hits, and the best of them."""

from dataclasses import dataclass
from heapq import heappush, heappushpop
from typing import Any

from align.memory.matching.fits import Fit
from align.unit import Unit

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit that was found: ``language`` is the side that fits, ``percent`` how well.

    ``spans`` are the places in that side's text that fit; ``document``, ``confidence`` and ``id``
    are what the memory says of the unit.
    """

    percent: int
    language: str
    en: str
    zh: str
    spans: tuple[Span, ...] = ()
    document: str = ""
    confidence: float | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The result of a search: the best ``hits``; how many units there are that fit, and in all.

    ``language`` is the side that was searched, empty for both. ``index`` says whether an index of
    the memory answered: ``used``, ``built`` (it, or its vectors, were made first), or empty. Where
    not ``complete``, more units may fit than were counted.
    """

    text: str
    mode: str
    language: str
    hits: tuple[Hit, ...]
    fitting: int
    units: int
    index: str = ""
    complete: bool = True

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
        from dataclasses import asdict

        return asdict(self)


class Best:
    """The best so many hits."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._heap: list[tuple[tuple[float, ...], int, Unit, str, Fit]] = []
        self.fitting = 0

    def add(self, unit: Unit, side: str, hit: Fit) -> None:
        """Take one in, if it is good enough, and count it."""
        self.fitting += 1
        # the number makes of equally good ones the first the best, and all entries different
        entry = (hit.rank, -self.fitting, unit, side, hit)
        if len(self._heap) < self._limit:
            heappush(self._heap, entry)
        else:
            heappushpop(self._heap, entry)

    def hits(self) -> tuple[Hit, ...]:
        """The best, best first."""
        return tuple(
            Hit(
                hit.percent,
                side,
                unit.text("en"),
                unit.text("zh"),
                hit.spans,
                unit.document,
                unit.confidence,
                unit.id,
            )
            for _, _, unit, side, hit in sorted(self._heap, reverse=True)
        )
