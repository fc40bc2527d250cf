"""What a text must have to be found: a text as such, words in any order, a pattern, a likeness."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from time import perf_counter
from typing import Any, NamedTuple

from align.errors import UsageError
from align.memory.matching.folding import Span, fold_text, is_whole_word, places
from align.memory.matching.fuzzy import (
    Coded,
    Codes,
    TokenCode,
    normal,
    search_key,
    similarity,
    token_spans,
    tokens,
)
from align.unit import Unit, fits, language_of

#: Seconds that a regular expression may need for one text, and for all slow ones together.
PATIENCE, PATIENCE_IN_ALL = 1.0, 20.0
_SLOW = 0.01
_FEW = 6
# A text of more words is compared with whole texts: finding a passage of that length is slow.
_LONG = 500
#: Places that are marked in a text at most.
_MARKED = 200
#: In ``any_order``: words, and phrases in quotation marks.
_PHRASE = re.compile(r"""["“”„«»「」]([^"“”„«»「」]+)["“”„«»「」]|(\S+)""")
# A regular expression longer than this, or with its repetitions written out, is a mistake.
_LONGEST, _LARGEST = 2000, 50_000
_PIECE = re.compile(
    r"(?P<one>\\[pPN]\{[^{}]*\}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\])|(?P<open>\((?:\?[^:)]*:|\?)?)"
    r"|(?P<close>\))|\{(?P<low>\d*)(?:,(?P<high>\d*))?\}|(?P<other>.)",
    re.DOTALL,
)
_RECURSION = re.compile(r"\(\?(?:R|[+-]?\d|&|P>)")


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
            if is_one_of(variant.lang, self.codes) and (fit := self.look(variant.text)):
                found[number] = fit
        return found


@lru_cache(maxsize=1000)
def is_one_of(code: str, wanted: tuple[str, ...]) -> bool:
    """Whether a language code fits one of those that are wanted: :func:`align.unit.fits`.

    >>> is_one_of("zh-TW", ("en", "zh")), is_one_of("zh-TW", ("en", "zh-CN"))
    (True, False)
    """
    return any(fits(code, one) for one in wanted)


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

    used = 0.0

    def look(other: str) -> Fit | None:
        nonlocal used
        begin = perf_counter()
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
            used = PATIENCE_IN_ALL
        except (MemoryError, RecursionError):
            raise UsageError("the regular expression needs too much memory") from None
        took = perf_counter() - begin
        used += took if took > _SLOW else 0
        if used >= PATIENCE_IN_ALL:
            raise UsageError(
                f"the regular expression takes too long, for example for {other[:40]!r}; "
                "make it simpler, without a repetition in a repetition"
            )
        return Fit((), 100, tuple(spans)) if any_ else None

    return look


def _compile(text: str, how: How) -> Any:
    import regex  # not re: it has \\p{Han}, and a limit of time

    if len(text) > _LONGEST or _written_out(text) > _LARGEST:
        raise UsageError("the regular expression is too long, or its repetitions are too many")
    if _RECURSION.search(text):
        raise UsageError("the regular expression calls itself, which is not supported")
    try:
        return regex.compile(text, 0 if how.case else regex.IGNORECASE)
    except (OverflowError, RecursionError, MemoryError):
        raise UsageError("the regular expression is nested too deeply, or too large") from None
    except (regex.error, ValueError) as error:
        raise UsageError(f"not a regular expression: {' '.join(str(error).split())}") from None


def _written_out(pattern: str) -> int:
    """How long a regular expression is, about, with all counted repetitions written out.

    >>> _written_out("[ab]{3}c"), _written_out("(?:a{100}){100}"), _written_out(r"\\p{Han}{,4}")
    (4, 10000, 4)
    """
    sizes = [[0]]  # of the pieces of each open group
    for piece in _PIECE.finditer(pattern):
        if piece["open"]:
            sizes.append([0])
        elif piece["close"] and len(sizes) > 1:
            size = sum(sizes.pop())
            sizes[-1].append(size)
        elif piece["low"] is not None:
            most = piece["high"] or piece["low"] or "1"
            sizes[-1][-1] *= max(1, int(most) if len(most) < 10 else _LARGEST + 1)
        else:
            sizes[-1].append(1)
    return sum(map(sum, sizes))


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
        if len(wanted) < len(found) and len(wanted) <= _LONG:
            passage = partial_ratio_alignment(needle, hay)
            if passage is None:  # nothing in common
                return None
            begin, end = passage.dest_start, passage.dest_end
        at = token_spans(other)
        start, stop = at[begin][0], at[end - 1][1]
        reached = percent(other[start:stop])
        if reached < lowest:
            better = _moved(coded, [codes.code(token) for token in found], begin, end, lowest)
            if better is None:
                return None
            start, stop = at[better.start][0], at[better.stop - 1][1]
            reached = percent(other[start:stop])
            if reached < lowest:
                return None
        whole = reached if stop - start == len(other) else percent(other)
        return Fit((reached, whole), reached, ((start, stop),))

    return look


def _moved(
    wanted: Coded, found: Sequence[TokenCode], begin: int, end: int, lowest: int
) -> range | None:
    """A passage beside one of a few words that fits: of several with as many of the words wanted,

    the one found first may be the worse.
    """
    if end - begin <= _FEW:
        for shift in (1, -1, 2, -2):
            first, last = begin + shift, end + shift
            if first >= 0 and last <= len(found):
                units = "".join([code.units for code in found[first:last]])
                words = "".join([code.word for code in found[first:last]])
                if similarity(wanted, Coded(units, words), lowest):
                    return range(first, last)
    return None


def may_lack(words: int, lowest: int) -> int:
    """Return how many of the ``words`` a text may lack at most and still fit.

    >>> may_lack(10, 70)
    3
    """
    return words * (100 - lowest) // 100  # each missing word costs at least its share
