"""English numerals in words: one hundred and five, half a million, two thirds.

No library does this: they return neither spans nor exact fractions, and do not know a dozen, half
a million or two thirds.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple, TypeAlias

from align.languages.numbers.en_context import in_english_context, with_period
from align.languages.numbers.quantity import Number, Quantity, exact, last_place, simple
from align.languages.numbers.scanner import any_of
from align.languages.numbers.units_and_currencies import ENGLISH_UNITS

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
CARDINALS = {word: n for n, word in enumerate(_SMALL)}
CARDINALS |= {word: 10 * n for n, word in enumerate(_TENS, 2)}
SCALES = {
    "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "lakh": 10**5, "crore": 10**7,
}  # fmt: skip
#: Short forms after digits: 60K, $3bn.
SHORT_SCALES = {
    "k": 1000, "mn": 10**6, "mln": 10**6, "bn": 10**9, "bln": 10**9, "tn": 10**12, "trn": 10**12,
    "lakhs": 10**5, "crores": 10**7, "millions": 10**6, "billions": 10**9, "trillions": 10**12,
}  # fmt: skip
_IRREGULAR = {
    "first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12,
}  # fmt: skip
ORDINALS = {
    f"{word}th": n for word, n in CARDINALS.items() if n in (4, 6, 7, 10, 11) or 13 <= n < 20
}
ORDINALS |= _IRREGULAR | {f"{word[:-1]}ieth": CARDINALS[word] for word in _TENS}
ORDINALS |= {"hundredth": 100, "thousandth": 1000, "millionth": 10**6, "billionth": 10**9}
_PLURALS = {f"{word}s": n for word, n in SCALES.items()} | {"dozens": 10, "scores": 10, "tens": 10}
#: Names of parts → how many of them make a whole.
_PARTS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4}
_PARTS |= {f"{word}s": n for word, n in ORDINALS.items() if n > 2}
_PARTS |= {word: n for word, n in ORDINALS.items() if n > 2}

_ANY = any_of([*CARDINALS, *SCALES, *ORDINALS, *_PLURALS, *_PARTS, "dozen", "a", "an"])
#: A run of number words, in lower case: as many as one numeral can have.
RUN = re.compile(rf"{_ANY}\b(?:[ -](?:and |of )?{_ANY}\b){{0,40}}")
_OPENING = [*CARDINALS, *ORDINALS, *_PLURALS, *SCALES, "half", "dozen"]
#: A verbose pattern of the words with which a numeral begins, in lower case.
# "one of them" is not a number; "one hundred", "one third" and "one year" are.
START = rf"""
    {any_of(word for word in _OPENING if word not in ("one", "scores", "second", "zero"))}
    | one(?=[ -](?:
        hundred | thousand | [mbt]r?illion | and[ ]a[ ]half | third | quarter | half
        | (?:four|fif|six|seven|eigh|nin|ten)th
        | [a-z]+[ -](?:hundred|thousand|million)th
        | (?:out|in)[ -] | per
        | year | month | week | day | hour | minute | kilo | met | dollar | yuan | percent
        | gram | lit | mile | inch | foot | ton | acre | hectare | degree
      ))
"""
_WORD = re.compile(r"[a-z]+")


class Numeral(NamedTuple):
    """A numeral at the beginning of a run of words, up to ``end``.

    ``some``: any number of this size (hundreds of thousands).
    """

    value: Number
    end: int
    kind: Literal["number", "ordinal", "fraction"]
    scale: int = 1
    some: bool = False


#: Words with their ends in the run, without "and".
_Words: TypeAlias = list[tuple[str, int]]


def english_numeral(run: str) -> Numeral | None:
    """The numeral that a run of number words begins with, if it begins with one.

    >>> english_numeral("one hundred and five").value, english_numeral("half a million").value
    (105, 500000)
    >>> english_numeral("two thousand million").value
    2000000000
    >>> english_numeral("two thirds").value, english_numeral("hundreds of thousands").value
    (Fraction(2, 3), 100000)
    >>> english_numeral("twenty-first")
    Numeral(value=21, end=12, kind='ordinal', scale=1, some=False)
    """
    words = [(m.group(), m.end()) for m in _WORD.finditer(run)]
    words = [word for word in words if word[0] != "and"]
    first, end = words[0]
    if first in ("lakhs", "crores"):
        return None
    if first in _PLURALS:
        return _plural([word for word in words if word[0] != "of"])
    if first == "half":
        return _half([word for word in words if word[0] != "of"])
    if first in ORDINALS:
        return Numeral(ORDINALS[first], end, "ordinal")
    if first in ("a", "an"):
        second, end = words[1] if len(words) > 1 else ("", 0)
        if second in _PARTS:  # a third
            return _share(Fraction(1, _PARTS[second]), words, 1)
        if second not in SCALES and second != "dozen":
            return None
    return _cardinal(words)


def _plural(words: _Words) -> Numeral:
    """hundreds of thousands."""
    value, at = _PLURALS[words[0][0]], 1
    while at < len(words) and words[at][0] in _PLURALS:
        value *= _PLURALS[words[at][0]]
        at += 1
    return Numeral(value, words[at - 1][1], "number", value, some=True)


def _half(words: _Words) -> Numeral:
    """half a million, half a dozen, half."""
    at = 2 if len(words) > 2 and words[1][0] in ("a", "an") else 1
    if len(words) > at:
        word, end = words[at]
        if word == "dozen":
            return Numeral(6, end, "number")
        if word in SCALES:
            return Numeral(SCALES[word] // 2, end, "number", SCALES[word])
    return Numeral(Fraction(1, 2), words[0][1], "fraction")


def _share(share: Fraction, words: _Words, at: int) -> Numeral:
    """The share that ends with a word, or the amount that it is of: a quarter of a million."""
    rest = [word for word in words[at + 1 :] if word[0] not in ("of", "a")]
    word, end = rest[0] if rest else ("", 0)
    if word in SCALES:
        return Numeral(simple(share * SCALES[word]), end, "number", SCALES[word])
    return Numeral(simple(share), words[at][1], "fraction")


@dataclass(slots=True)
class _Count:
    """A cardinal or ordinal while its words are read.

    ``total`` are the groups that are complete (two million), ``group`` is the one that is being
    read. The next word must be smaller than ``room`` to be added to the group, and smaller than
    ``limit`` to complete it. ``scale`` is the largest so far. ``closed``: no word may follow.
    """

    total: int = 0
    group: int = 0
    room: int = 1000
    limit: int = 10**15
    scale: int = 1
    ordinal: bool = False
    closed: bool = False


def _add_cardinal(count: _Count, word: str) -> bool:
    """five; twenty, and then five."""
    value = CARDINALS[word]
    if (100 if value >= 20 else 10) >= count.room:
        return False
    if count.room == 100 and not 0 < value < 10:
        return False
    count.group += value
    count.room = 100 if value >= 20 else 1
    return True


def _add_dozen(count: _Count, word: str) -> bool:
    """two dozen."""
    if count.total:
        return False
    count.group = (count.group or 1) * 12
    count.closed = True
    return True


def _add_hundred(count: _Count, word: str) -> bool:
    """two hundred; thirteen hundred."""
    if count.group >= 100 or (not count.group and count != _Count()):
        return False
    count.group = (count.group or 1) * 100
    count.room = 101
    count.scale = max(count.scale, 100)
    return True


def _complete_group(count: _Count, word: str) -> bool:
    """two hundred thousand; a thousand million."""
    size = SCALES.get(word) or SCALES[word[:-1]]
    if count.limit == 1000 < size and not count.group and count.total < 10**6:
        count.total *= size
    elif size < count.limit:
        count.total += (count.group or 1) * size
    else:
        return False
    count.group, count.room, count.limit = 0, 1000, size
    count.scale = max(count.scale, size)
    return True


def _add_ordinal(count: _Count, word: str) -> bool:
    """twenty-first; two hundred and tenth."""
    value = ORDINALS[word]
    if count.group % 10 or (count.group % 100 and value >= 10):
        return False
    count.group += value
    count.ordinal = count.closed = True
    return True


#: How each word goes on with a numeral. The function says whether it can.
_RULES: dict[str, Callable[[_Count, str], bool]] = {
    **dict.fromkeys(CARDINALS, _add_cardinal),
    "dozen": _add_dozen,
    **dict.fromkeys([*SCALES, "lakhs", "crores"], _complete_group),
    "hundred": _add_hundred,
    **{word: _add_ordinal for word, value in ORDINALS.items() if value < 100},
}


def _cardinal(words: _Words) -> Numeral | None:
    """Cardinals, compound ordinals, and fractions with a cardinal before the part."""
    article = words[0][0] in ("a", "an")
    count = _Count(group=1, room=1) if article else _Count()
    at = int(article)
    whole = at, 0  # where the last group ends, and its value
    while at < len(words) and not count.closed:
        word = words[at][0]
        rule = _RULES.get(word)
        if rule is None or not rule(count, word):
            if word in SCALES and whole[1] and count.group:  # three million and | five million
                return Numeral(whole[1], words[whole[0] - 1][1], "number", count.scale)
            break
        at += 1
        if not count.group:
            whole = at, count.total
    if at == int(article):
        return None
    value, end = count.total + count.group, words[at - 1][1]
    if count.ordinal:
        return Numeral(value, end, "ordinal")
    part = words[at][0] if at < len(words) else ""
    if ORDINALS.get(part, 0) >= 100 and value > 1:  # the two-hundredth
        return Numeral(value * ORDINALS[part], words[at][1], "ordinal")
    if value < 20 and part in _PARTS and part != "half":
        return _share(Fraction(value, _PARTS[part]), words, at)
    return Numeral(value, end, "number", count.scale)


# In a text

_UP_TO_TEN = frozenset(word for word, n in CARDINALS.items() if n <= 10)
_HALF_MORE = re.compile(r"\sand\sa\s(half|quarter)(?:\s(million|billion|trillion))?\b")
_HALF_PAST = re.compile(rf"({'|'.join(_SMALL[1:13])})-(?:(fifteen|thirty|forty)(-five)?)\b(?![- ])")
_NTH = re.compile(r"one[ -]([a-z]+)[ -](hundredth|thousandth|millionth)\b")
_HALF_UNIT = re.compile(r"[ -](?:an? )?([a-z]+)")
# What follows a share and no ordinal: fell by a third, a fifth lower than.
_SHARE = re.compile(
    r"""\s?(?:[.,;:)]|\Z) | \sof\b
    | \s(?: lower | higher | more | less | fewer | larger | smaller | cheaper | as | in | to | from
           | over | since | compared )\b""",
    re.VERBOSE,
)
_POINT = re.compile(r"\spoint((?:[ -](?:zero|one|two|three|four|five|six|seven|eight|nine))+)\b")
# The first three quarters are nine months.
_QUARTERS = re.compile(r"\b(?:first|last|past|previous|next|following|these|all)[ ]\Z")


def read_words(text: str, first: "re.Match[str]", floor: int) -> Quantity | None:
    start, lowered = first.start(), first.string
    run = RUN.match(lowered, start)
    if (m := _NTH.match(lowered, start)) and m[1] in CARDINALS:  # one four-thousandth
        share = Fraction(1, CARDINALS[m[1]] * ORDINALS[m[2]])
        return Quantity(start, m.end(), "fraction", share, digits=False)
    if m := _HALF_PAST.match(lowered, start):  # eight-thirty
        minutes = 60 * CARDINALS[m[1]] + CARDINALS[m[2]] + (5 if m[3] else 0)
        return Quantity(start, m.end(), "time", minutes, digits=False, sure=False)
    numeral = english_numeral(run.group()) if run else None
    if run is None or numeral is None:
        return None
    value: Number
    value, length, kind, scale, some = numeral
    words, end = run.group()[:length], start + length
    if kind == "ordinal":
        ordinal = Quantity(
            start, end, kind, value, step=last_place(value), digits=False, sure=value > 10
        )
        return with_period(text, ordinal)
    if kind == "fraction":
        if words[:2] in ("a ", "an") and not _SHARE.match(lowered, end):  # a third party
            return None
        if not words.endswith("quarters") or not _QUARTERS.search(lowered, 0, start):
            return _part(text, start, end, value, words)
        value, end = simple(value * 4), end - len(" quarters")
    step: Number = last_place(value)
    if m := _POINT.match(lowered, end):  # two point five
        decimals = "".join(str(CARDINALS[w]) for w in m[1].replace("-", " ").split())
        value, step = exact(f"{value}.{decimals}")
        end = m.end()
    elif m := _HALF_MORE.match(text, end):
        value, scale = _with_half(m, value, scale)
        end, step = m.end(), last_place(value)
    number = Quantity(
        start, end, "number", value, about="some" if some else "", scale=scale, step=step,
        digits=False, sure=words not in _UP_TO_TEN,
    )  # fmt: skip
    return in_english_context(text, number, "", 0)


def _with_half(m: "re.Match[str]", value: Number, scale: int) -> tuple[Number, int]:
    """The value and the scale of two and a half, two and a half million, a million and a half."""
    part = Fraction(1, 2 if m[1] == "half" else 4)
    if m[2]:
        scale = SCALES[m[2].lower()]
        return simple((value + part) * scale), scale
    return simple(value + part * scale), scale


def _part(text: str, start: int, end: int, value: Number, words: str) -> Quantity:
    """two thirds; half an hour."""
    if words == "half" and (m := _HALF_UNIT.match(text, end)) and m[1] in ENGLISH_UNITS:
        unit = ENGLISH_UNITS[m[1]]
        return Quantity(start, m.end(), "measure", value, unit=unit, digits=False, sure=False)
    return Quantity(start, end, "fraction", value, digits=False, sure=words != "half")


_ROMANS = {
    name: n
    for n, name in enumerate("I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI".split(), 1)
}
_ROMAN = re.compile(r"([A-Z][a-z]+|[A-Z]+)\s([IVX]+)(?![\w'’])(?:(?<!\sI)|(?!\s[a-z]))")


def read_roman(text: str, first: "re.Match[str]", floor: int) -> Quantity | None:
    """Chapter II, the second of the chapters."""
    m = _ROMAN.match(text, first.start())
    if m is None or m[2] not in _ROMANS:
        return None
    return Quantity(m.start(2), m.end(), "ordinal", _ROMANS[m[2]])
