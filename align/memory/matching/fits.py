"""How well a text fits what is searched for: exactly, or as a passage like it."""

from collections.abc import Callable
from typing import NamedTuple

from align.memory.matching.folding import fold, places
from align.memory.matching.fuzzy import Codes, normal, similarity, spans, tokens


class Fit(NamedTuple):
    """How well a text fits; the higher ``rank``, the better."""

    rank: tuple[float, ...]
    percent: int
    spans: tuple[tuple[int, int], ...] = ()


def exactly(text: str) -> Callable[[str], Fit | None]:
    """Finds the text whatever its case, its width, and the white space in it."""
    wanted = fold(text).strip()

    def look(other: str) -> Fit | None:
        return Fit((), 100, places(other, wanted)) if wanted in fold(other) else None

    return look


def alike(text: str, lowest: int) -> Callable[[str], Fit | None]:
    """Finds passages like the text: as many words as it has, the most similar ones."""
    from rapidfuzz.fuzz import partial_ratio_alignment

    text = normal(text)
    wanted = tokens(text)
    codes = Codes()
    codes.learn(wanted)
    coded = codes.of(wanted)
    needle = "".join(codes.code(token).units[0] for token in wanted)
    signs = set(needle)
    needed = len(signs) - may_lack(len(wanted), lowest)

    def percent(other: str) -> int:  # as that of fuzzy, but the text is cut and coded once
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
        places = spans(other)[begin:end]
        start, stop = places[0][0], places[-1][1]
        reached = percent(other[start:stop])
        if reached < lowest:
            return None
        whole = reached if stop - start == len(other) else percent(other)
        return Fit((reached, whole), reached, ((start, stop),))

    return look


def may_lack(words: int, lowest: int) -> int:
    """How many different words of so many a text may lack that still fits.

    >>> may_lack(10, 70)
    3
    """
    return words * (100 - lowest) // 100  # each costs at least a word of as many as there are
