"""What a text must have to be found: a text as such, words in any order, a pattern, a likeness."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from align.errors import UsageError
from align.memory.matching.folding import Span, fold_text, is_whole_word, places
from align.memory.matching.fuzzy import (
    Codes,
    normal,
    search_key,
    similarity,
    token_spans,
    tokens,
)
from align.unit import Unit, fits, language_of

#: Seconds that a regular expression may need for one text.
PATIENCE = 1.0
#: Places that are marked in a text at most.
_MARKED = 200
#: In ``any_order``: words, and phrases in quotation marks.
_PHRASE = re.compile(r"""["“”„«»「」]([^"“”„«»「」]+)["“”„«»「」]|(\S+)""")
#: The longest regular expression: a longer one is a mistake, or meant to use up the memory.
_LONGEST = 2000
_REPEATS = 1000


class Fit(NamedTuple):
    """How well a text fits; the higher ``rank``, the better."""

    rank: tuple[float, ...]
    percent: int
    spans: tuple[Span, ...] = ()

    def joined(self, other: "Fit") -> "Fit":
        """Both of a text that fits twice."""
        spans = tuple(sorted({*self.spans, *other.spans}))
        return Fit(min(self.rank, other.rank), min(self.percent, other.percent), spans)


class How(NamedTuple):
    """How an exact search compares: as a regular expression, words in any order, with case …"""

    regex: bool = False
    any_order: bool = False
    case: bool = False
    whole_word: bool = False


class Condition(NamedTuple):
    """What one side of a unit must have.

    ``codes`` are the languages of the texts that count (``en``, ``zh``, ``zh-TW``). A text that
    fits has all ``needles`` when both are folded (:func:`align.memory.matching.folding.fold_text`);
    if ``enough``, every text that has them fits.
    """

    text: str
    codes: tuple[str, ...]
    look: Callable[[str], Fit | None]
    needles: tuple[str, ...] = ()
    enough: bool = False

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides on which these texts are."""
        return tuple(dict.fromkeys(map(language_of, self.codes)))

    def of_unit(self, unit: Unit) -> dict[int, Fit]:
        """How well the texts of a unit fit, by their number; those that do not are left out."""
        found = {}
        for number, variant in enumerate(unit.variants):
            if any(fits(variant.lang, code) for code in self.codes) and (
                fit := self.look(variant.text)
            ):
                found[number] = fit
        return found


def exact_condition(text: str, codes: tuple[str, ...], how: How) -> Condition:
    """Return the condition that the text itself is there, or what it describes.

    Raises :class:`align.errors.UsageError` if there is nothing to search for, and for a regular
    expression that is none.
    """
    if how.regex and how.any_order:
        raise UsageError("a regular expression has no words in any order; use one of both")
    if how.regex:
        return Condition(text, codes, _pattern_matcher(text, how))
    wanted = [text]
    if how.any_order:
        wanted = [quoted or word for quoted, word in _PHRASE.findall(text)]
    needles = tuple(dict.fromkeys(filter(None, (fold_text(word).strip() for word in wanted))))
    if not needles:
        raise UsageError("nothing to search for: the text is empty")
    if how.case:
        wanted = [fold_text(word, case=True).strip() for word in wanted]
        look = partial(_look, [word for word in wanted if word], how)
    else:
        look = partial(_look, needles, how)
    plain = not (how.case or how.whole_word) and len(needles) == 1
    return Condition(text, codes, look, needles, enough=plain)


def _look(needles: Sequence[str], how: How, text: str) -> Fit | None:
    folded = fold_text(text, case=how.case)
    if not all(needle in folded for needle in needles):
        return None
    found: list[Span] = []
    for needle in needles:
        some = places(text, needle, case=how.case, whole_word=how.whole_word)
        if not some:
            return None
        found += some
    return Fit((), 100, tuple(sorted(found)))


def _pattern_matcher(text: str, how: How) -> Callable[[str], Fit | None]:
    """Return a function that finds a regular expression in a text as it is written."""
    pattern = _compile(text, how)

    def look(other: str) -> Fit | None:
        spans: list[Span] = []
        any_ = False
        try:
            for found in pattern.finditer(other, timeout=PATIENCE):
                start, end = found.span()
                if how.whole_word and not is_whole_word(other, start, end):
                    continue
                any_ = True
                if end > start:
                    spans.append((start, end))
                if len(spans) == _MARKED:
                    break
        except TimeoutError:
            raise UsageError(
                f"the regular expression needs more than {PATIENCE:g} s for one text "
                f"({other[:40]!r} …): make it simpler, without a repetition in a repetition"
            ) from None
        except (MemoryError, RecursionError):
            raise UsageError("the regular expression needs too much memory") from None
        return Fit((), 100, tuple(spans)) if any_ else None

    return look


def _compile(text: str, how: How) -> Any:
    import regex  # not re: it has \p{Han}, and a limit of time

    if len(text) > _LONGEST:
        raise UsageError(f"the regular expression is longer than {_LONGEST:,} characters")
    # a{1000}{1000} would be unrolled
    if any(int(n) > _REPEATS for n in re.findall(r"(?<=[{,])\d{1,9}", text)):
        raise UsageError(f"the regular expression repeats something more than {_REPEATS:,} times")
    try:
        return regex.compile(text, 0 if how.case else regex.IGNORECASE)
    except (regex.error, ValueError, OverflowError, RecursionError, MemoryError) as error:
        said = " ".join(str(error).split()) or "it is too complex"
        raise UsageError(f"not a regular expression: {said}") from None


def fuzzy_condition(text: str, codes: tuple[str, ...], lowest: int) -> Condition:
    """Return the condition that there is a passage like the text."""
    return Condition(text, codes, _passage_matcher(text, lowest))


def _passage_matcher(text: str, lowest: int) -> Callable[[str], Fit | None]:
    """Return a function that finds the most similar passages with as many words as the text.

    What an exact search finds is 100 %, and is found in any case.
    """
    from rapidfuzz.fuzz import partial_ratio_alignment

    folded = fold_text(text).strip()
    text = normal(text)
    wanted = tokens(text)
    codes = Codes(search_key)
    codes.learn(wanted)
    coded = codes.of(wanted)
    needle = "".join(codes.code(token).units[0] for token in wanted)
    signs = set(needle)
    needed = len(signs) - may_lack(len(wanted), lowest)

    def percent(other: str) -> int:  # like fuzzy's, but the text is tokenized and encoded once
        other = normal(other)
        return 100 if other == text else similarity(coded, codes.of(tokens(other)), 0)

    def look(other: str) -> Fit | None:
        if folded and folded in fold_text(other):
            return Fit((100, percent(other)), 100, places(other, folded))
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
        at = token_spans(other)[begin:end]
        start, stop = at[0][0], at[-1][1]
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
