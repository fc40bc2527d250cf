"""Hits: compares texts with the one that is searched for, and keeps the best."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappush, heappushpop
from typing import Any, NamedTuple

from align.memory.matching.fuzzy import Codes, normal, similarity, token_spans, tokens
from align.unit import Unit

Span = tuple[int, int]
_SPACES = re.compile(r"\s+")


def fold_text(text: str) -> str:
    """Fold a text, so that texts which differ only in case, width and runs of spaces become equal.

    >>> fold_text("ＣＱＣ  Mark　认证")
    'cqc mark 认证'
    """
    text = text.lower() if text.isascii() else text.translate(_FOLDED)
    return _SPACES.sub(" ", text)


def places(text: str, folded: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of a text that are equal to a folded one.

    >>> places("The  Lab, the ｌａｂ", "lab")
    ((5, 8), (14, 17))
    """
    # folding keeps lengths, except for runs of spaces, of which the first is kept
    kept = [
        number
        for number, sign in enumerate(text)
        if not (sign.isspace() and number and text[number - 1].isspace())
    ]
    kept.append(len(text))
    other = fold_text(text)
    found = []
    at = other.find(folded)
    while at >= 0:
        end = at + len(folded)
        found.append((kept[at], kept[end - 1] + 1))
        at = other.find(folded, end)
    return tuple(found)


class _Folded(dict[int, str]):
    """Character → folded character, computed once each."""

    def __missing__(self, number: int) -> str:
        half = number - 0xFEE0 if 0xFF01 <= number <= 0xFF5E else number
        folded = chr(half).casefold()
        if len(folded) > 1:  # the length must stay
            folded = chr(half).lower()
        self[number] = folded if len(folded) == 1 else chr(half)
        return self[number]


_FOLDED = _Folded()


class Fit(NamedTuple):
    """How well a text fits; the higher ``rank``, the better."""

    rank: tuple[float, ...]
    percent: int
    spans: tuple[tuple[int, int], ...] = ()


def exact_matcher(text: str) -> Callable[[str], Fit | None]:
    """Return a function that finds the text regardless of case, width and white space."""
    wanted = fold_text(text).strip()

    def look(other: str) -> Fit | None:
        return Fit((), 100, places(other, wanted)) if wanted in fold_text(other) else None

    return look


def passage_matcher(text: str, lowest: int) -> Callable[[str], Fit | None]:
    """Return a function that finds the most similar passages with as many words as the text."""
    from rapidfuzz.fuzz import partial_ratio_alignment

    text = normal(text)
    wanted = tokens(text)
    codes = Codes()
    codes.learn(wanted)
    coded = codes.of(wanted)
    needle = "".join(codes.code(token).units[0] for token in wanted)
    signs = set(needle)
    needed = len(signs) - may_lack(len(wanted), lowest)

    def percent(other: str) -> int:  # like fuzzy's, but the text is tokenized and encoded once
        other = normal(other)
        return 100 if other == text else similarity(coded, codes.of(tokens(other)), 0)

    def look(other: str) -> Fit | None:
        found = tokens(other)
        hay = "".join([codes.code(token).units[0] for token in found])
        if len(signs.intersection(hay)) < needed or not found:
            return None
        begin, end = 0, len(found)
        if len(found) > len(wanted):
            passage = partial_ratio_alignment(needle, hay)
            if passage is None:  # nothing in common
                return None
            begin, end = passage.dest_start, passage.dest_end
        places = token_spans(other)[begin:end]
        start, stop = places[0][0], places[-1][1]
        reached = percent(other[start:stop])
        if reached < lowest:
            return None
        whole = reached if stop - start == len(other) else percent(other)
        return Fit((reached, whole), reached, ((start, stop),))

    return look


def may_lack(words: int, lowest: int) -> int:
    """Return how many of the ``words`` a text may lack at most and still fit.

    >>> may_lack(10, 70)
    3
    """
    return words * (100 - lowest) // 100  # each missing word costs at least its share


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A unit that was found: ``language`` is the side that fits, ``percent`` says how well.

    ``spans`` are the places in that side's text that fit; ``document``, ``confidence`` and ``id``
    are those of the unit.
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
class Concordance:
    """The result of a search: the best ``hits``, the number of units that fit, and of all units.

    ``language`` is the side that was searched, empty for both. ``index`` says whether an index was
    used: ``used``, ``built`` (it or its vectors were made first), or empty. If not ``complete``,
    more units may fit than were counted.
    """

    text: str
    mode: str
    language: str
    hits: tuple[SearchHit, ...]
    fitting: int
    units: int
    index: str = ""
    complete: bool = True

    def __str__(self) -> str:
        if not self.fitting:
            return f"nothing found in {self.units:,} units"
        return (
            f"{'' if self.complete else 'at least '}{self.fitting:,} found in {self.units:,} units"
        )

    def to_dict(self) -> dict[str, Any]:
        """The result as JSON data."""
        from dataclasses import asdict

        return asdict(self)


class Best:
    """Collects the best hits, at most ``limit``."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._heap: list[tuple[tuple[float, ...], int, Unit, str, Fit]] = []
        self.fitting = 0

    def add(self, unit: Unit, side: str, hit: Fit) -> None:
        """Count a unit that fits, and keep it if it is among the best."""
        self.fitting += 1
        # the number puts the first of equals ahead, and makes all entries different
        entry = (hit.rank, -self.fitting, unit, side, hit)
        if len(self._heap) < self._limit:
            heappush(self._heap, entry)
        else:
            heappushpop(self._heap, entry)

    def hits(self) -> tuple[SearchHit, ...]:
        """The best hits, best first."""
        return tuple(
            SearchHit(
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
