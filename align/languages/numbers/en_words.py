"""English numerals in words: one hundred and five, half a million, two thirds.

Own code: the libraries give no spans and no exact fractions, and none of them knows a dozen, half
a million or two thirds.
"""

import re
from fractions import Fraction
from typing import NamedTuple

from align.languages.numbers.quantity import Number, any_of, simple

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
CARDINALS = {word: n for n, word in enumerate(_SMALL)}
CARDINALS |= {word: 10 * n for n, word in enumerate(_TENS, 2)}
SCALES = {
    "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12,
}  # fmt: skip
#: Behind digits also in short: 60K, $3bn.
SHORT_SCALES = {"k": 1000, "mn": 10**6, "mln": 10**6, "bn": 10**9, "bln": 10**9, "tn": 10**12}
_ODD_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12,
}  # fmt: skip
ORDINALS = {f"{word}th": n for word, n in CARDINALS.items() if n in (4, 6, 7) or 10 <= n < 20}
ORDINALS.pop("twelveth")
ORDINALS |= _ODD_ORDINALS | {f"{word[:-1]}ieth": CARDINALS[word] for word in _TENS}
ORDINALS |= {"hundredth": 100, "thousandth": 1000}
_PLURALS = {f"{word}s": n for word, n in SCALES.items()} | {"dozens": 10, "scores": 10, "tens": 10}
_PARTS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4}
_PARTS |= {f"{word}s": n for word, n in ORDINALS.items() if n > 2}
_PARTS |= {word: n for word, n in ORDINALS.items() if n > 2}

_ANY = any_of([*CARDINALS, *SCALES, *ORDINALS, *_PLURALS, *_PARTS, "dozen", "a", "an"])
#: Words that a numeral begins with; texts are compared in lower case.
_OPENING = [*CARDINALS, *ORDINALS, *_PLURALS, *SCALES, "half", "dozen"]
START = any_of(word for word in _OPENING if word not in ("one", "scores", "second", "zero"))
# "one of them" is no number; "one hundred", "one third" and "one year" are.
START += (
    r"|one(?=[ -](?:hundred|thousand|[mbt]r?illion|and a half|third|quarter|half|(?:out|in) |"
    r"(?:four|fif|six|seven|eigh|nin|ten)th|per|year|month|week|day|hour|minute|kilo|met|dollar|yuan))"
)
RUN = re.compile(rf"{_ANY}\b(?:[ -](?:and |of )?{_ANY}\b)*")
_WORD = re.compile(r"[a-z]+")


class Numeral(NamedTuple):
    """What a run of words begins with: its value, where it ends in the run, what it is."""

    value: Number
    end: int
    kind: str
    scale: int = 1
    some: bool = False


def numeral(run: str) -> Numeral | None:
    """The numeral that a run of number words begins with, if it begins with one.

    >>> numeral("one hundred and five").value, numeral("half a million").value
    (105, 500000)
    >>> numeral("twenty-first"), numeral("two thirds").value, numeral("hundreds of thousands").value
    (Numeral(value=21, end=12, kind='ordinal', scale=1, some=False), Fraction(2, 3), 100000)
    """
    words = [(m.group(), m.end()) for m in _WORD.finditer(run)]
    words = [word for word in words if word[0] not in ("and", "of")]
    first = words[0][0]
    if first in _PLURALS:
        return _plural(words)
    at = 0
    whole: Number | None = None
    if first == "half":
        whole, at = _half(words)
        if at == 0:
            return Numeral(Fraction(1, 2), words[0][1], "fraction")
    elif first in ("a", "an"):
        if len(words) < 2:
            return None
        second, end = words[1]
        if second in _PARTS and second not in SCALES:
            return Numeral(Fraction(1, _PARTS[second]), end, "fraction")
        if second not in SCALES and second != "dozen":
            return None
    elif first in ORDINALS and first not in CARDINALS:
        return Numeral(ORDINALS[first], words[0][1], "ordinal")
    if whole is not None:
        return Numeral(whole, words[at - 1][1], "number", scale=_scale_at(words, at - 1))
    return _cardinal(words)


def _cardinal(words: list[tuple[str, int]]) -> Numeral | None:
    total = section = 0
    last = 10**15  # the size of what came last: the next must be smaller
    section_last = 1000
    scale = 1
    at = 0
    ordinal = False
    if words[0][0] in ("a", "an"):
        section, at, section_last = 1, 1, 1
    while at < len(words):
        word = words[at][0]
        if word in CARDINALS:
            value = CARDINALS[word]
            size = 100 if value >= 20 else 10
            room = section_last
            if not (size < room or (size == 10 and room == 100 and section % 10 == 0)):
                break
            if room == 100 and (value == 0 or value >= 10):
                break
            section += value
            section_last = 100 if value >= 20 else 1
        elif word == "dozen" and total == 0:
            section = (section or 1) * 12
            at += 1
            break
        elif word == "hundred" and section < 100 and (section or at == 0):
            section = (section or 1) * 100
            section_last = 101
            scale = max(scale, 100)
        elif word in SCALES and SCALES[word] < last and word != "hundred":
            last = SCALES[word]
            total += (section or 1) * last
            section, section_last = 0, 1000
            scale = max(scale, last)
        elif word in ORDINALS and ORDINALS[word] < 100 and at:
            value = ORDINALS[word]
            if section and section % 10:
                break
            if section and section % 100 and value >= 10:
                break
            section += value
            ordinal = True
            at += 1
            break
        else:
            break
        at += 1
    if at == 0 or (at == 1 and words[0][0] in ("a", "an")):
        return None
    value = total + section
    end = words[at - 1][1]
    if ordinal:
        return Numeral(value, end, "ordinal")
    if at < len(words) and words[at][0] in _PARTS and value < 20:
        parts = words[at][0]
        if parts != "half" and parts not in ("second",):
            return Numeral(simple(Fraction(value, _PARTS[parts])), words[at][1], "fraction")
    return Numeral(value, end, "number", scale)


def _half(words: list[tuple[str, int]]) -> tuple[Number | None, int]:
    """half a million, half a dozen: value, and how many words."""
    at = 2 if len(words) > 2 and words[1][0] in ("a", "an") else 1
    if len(words) > at:
        word = words[at][0]
        if word == "dozen":
            return 6, at + 1
        if word in SCALES:
            return SCALES[word] // 2, at + 1
    return None, 0


def _scale_at(words: list[tuple[str, int]], at: int) -> int:
    return SCALES.get(words[at][0], 1)


def _plural(words: list[tuple[str, int]]) -> Numeral:
    """hundreds of thousands: any number of that size."""
    value, at = _PLURALS[words[0][0]], 1
    while at < len(words) and words[at][0] in _PLURALS:
        value *= _PLURALS[words[at][0]]
        at += 1
    return Numeral(value, words[at - 1][1], "number", value, some=True)
