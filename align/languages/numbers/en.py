"""Numbers in English text, by value."""

import re
from fractions import Fraction
from functools import lru_cache, partial

from align.languages.characters import half_width
from align.languages.numbers.digits import code_end, figure
from align.languages.numbers.en_around import (
    CLOCK,
    NEXT,
    WORD,
    about_before,
    clock_time,
    money_before,
    period,
    with_unit,
)  # fmt: skip
from align.languages.numbers.en_dates import QUICK, dates
from align.languages.numbers.en_units import CURRENCIES, UNIT_NAMES, UNIT_SYMBOLS
from align.languages.numbers.en_words import CARDINALS, RUN, SCALES, SHORT_SCALES, START, numeral
from align.languages.numbers.quantity import (
    CURRENCY_SIGNS,
    Quantities,
    Quantity,
    exact,
    following,
    join_feet,
    join_ranges,
    last_place,
    simple,
)  # fmt: skip
from align.languages.numbers.scanning import scan

_FIRST = re.compile(
    rf"\d|(?<![a-z])(?=[a-z])(?:{START}|second(?=[ -](?:half|quarter|century)\b)"
    r"|an?(?=\s(?:(?:third|quarter|fifth|sixth|eighth|tenth) of\b"
    r"|hundred|thousand|[mbt]r?illion|dozen)))(?![a-z])"
)
_LETTERS = re.compile(r"[A-Za-zµ]+(?:-hours?)?")
_OF = re.compile(r"(?:\sout\sof|\sin)(?:\severy)?\s")
_FRACTION = re.compile(r"/(\d{1,2})(?![\d/])")
_DECADE = re.compile(r"'?s\b")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
_HALF_MORE = re.compile(r"\sand\sa\s(half|quarter)(?:\s(million|billion|trillion))?\b")
_TO = re.compile(r"\s?[-–—~]\s?|\sto\s|-to-")
_OR = re.compile(r"\s(?:or|and)\s")
_ITEM = re.compile(r"\s*[(（]?\d{1,2}[.)）]\s")
_BETWEEN = re.compile(r"\bbetween\s\Z", re.I)
_SMALL = frozenset(word for word, n in CARDINALS.items() if n <= 10)


@lru_cache(maxsize=8)
def english_quantities(text: str) -> Quantities:
    """The numbers of an English text, in order, none over another.

    Exact values; words that are no numbers do not count, codes are of the kind ``code``.

    >>> [str(q) for q in english_quantities("More than 1.5 million yuan, up 3-5% since Q3, CO2")]
    ['>1500000 CNY', '3..5%', '3Q', '0']
    >>> [str(q) for q in english_quantities("Half a million, a dozen, 20-odd and two thirds")]
    ['500000', '12', '>20', '2/3']
    """
    text = half_width(text)
    found = dates(text) if QUICK.search(text) else []
    lowered = text.lower()
    if len(lowered) != len(text):  # İ
        lowered = text
    numbers = scan(lowered, _FIRST, found, _ITEM, partial(_read, text, lowered))
    if len(numbers) > 1:
        numbers = join_feet(text, _join_fractions(text, numbers))
        numbers = join_ranges(text, numbers, _is_range)
    return tuple(sorted(found + numbers)) if found else tuple(numbers)


def _read(text: str, lowered: str, first: "re.Match[str]", floor: int) -> Quantity | int:
    start = first.start()
    if text[start].isdigit():
        return _digits(text, start, floor)
    return _words(text, lowered, start)


def _digits(text: str, at: int, floor: int) -> Quantity:
    return _plainly(text, at, floor) or _in_full(text, at, floor)


# Most figures: 1,500 certificates, 35%; with nothing before or behind them that would tell more.
_PLAIN = re.compile(
    r"(?P<percent>\d{1,3}(?:\.\d{1,3})?)(?:%(?![%‰-]|age)| percent\b)(?![\s-][pP])"
    r"|(?P<number>[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,8})(?= (?P<word>[a-z]{2,})\b(?!-))"
)
_TELLING = frozenset(
    {
        *UNIT_NAMES, *CURRENCIES, *SCALES, *SHORT_SCALES, *(s.lower() for s in UNIT_SYMBOLS),
        "am", "pm", "hr", "hrs", "percent", "percentage", "per", "pct", "pp", "or", "odd",
        "square", "cubic", "sq", "us", "hong", "chinese", "american", "degree", "degrees",
    }
)  # fmt: skip


def _plainly(text: str, at: int, floor: int) -> Quantity | None:
    """The quantity that :func:`_in_full` would give, in a third of the time; None: ask it."""
    if at - 2 < floor or text[at - 1] != " " or not (text[at - 2].islower() or text[at - 2] == ","):
        return None
    m = _PLAIN.match(text, at)
    if m is None or m["word"] in _TELLING:
        return None
    value, step = exact(m["number"] or m["percent"])
    kind = "number" if m["number"] else "percent"
    return Quantity(at, m.end(), kind, value, None, "", about_before(text, at, floor), 1, step)


def _in_full(text: str, at: int, floor: int) -> Quantity:
    start, end, digits, prefix, quantity = figure(text, at, floor)
    if quantity is not None:
        if quantity.kind == "time" and (clock := CLOCK.match(text, end)):
            return clock_time(quantity, clock)
        return quantity
    money = CURRENCY_SIGNS.get(prefix[-1:], "") or prefix.strip("-")
    if prefix.endswith("$") or money.isupper():
        money = CURRENCIES.get(prefix.strip("-~").lower(), money)
    elif not prefix:
        money = money_before(text, start, floor)
    glued = text[end : end + 1]
    glued = glued if glued.isalpha() or glued == "'" else ""
    if (letters := glued and _LETTERS.match(text, end)) and not (
        _ORDINAL.match(text, end) or _DECADE.match(text, end)
    ):
        word = letters.group()
        known = word.lower() in SHORT_SCALES or word in UNIT_SYMBOLS or word.lower() in UNIT_NAMES
        known = known or word.lower() in ("am", "pm", "percent", "m", "x", *SCALES)
        if not known or text[letters.end() : letters.end() + 1].isdigit():
            stop = code_end(text, end)
            return Quantity(start, stop, "code", 0)
        if word == "x":
            return Quantity(start, letters.end(), "number", exact(digits)[0], unit="")
    if m := glued and _ORDINAL.match(text, end):
        return period(text, Quantity(start, m.end(), "ordinal", exact(digits)[0]))
    if (m := glued and _DECADE.match(text, end)) and digits.isdigit() and digits[-1] == "0":
        value = int(digits)
        return Quantity(start, m.end(), "decade", value, sure=value > 100)
    if following(text, end) in "aApPoOhH":
        clock = CLOCK.match(text, end)
        if clock and digits.isdigit() and int(digits) <= 24:
            return clock_time(Quantity(start, end, "time", int(digits) * 60), clock)
    if (m := _FRACTION.match(text, end)) and digits.isdigit() and 0 < int(digits) < int(m[1]):
        value_ = simple(Fraction(int(digits), int(m[1])))
        return Quantity(start, m.end(), "fraction", value_, sure=False)
    scale = 1
    stop = end
    after = NEXT.match(text, end)
    if after:
        word = after[1].lower()
        if word in SCALES or (
            word in SHORT_SCALES and (word != "k" or money or _is_scale(after, end, digits))
        ):
            scale = SCALES.get(word) or SHORT_SCALES[word]
            stop = after.end()
            again = WORD.match(text, stop)
            if again and again[1].lower() in SCALES:
                scale *= SCALES[again[1].lower()]
                stop = again.end()
        elif money and after[1] in ("m", "M") and after.start(1) == end:
            scale, stop = 10**6, after.end()
    number, step = exact(digits, scale)
    start -= len(prefix)
    quantity = Quantity(start, stop, "number", number, scale=scale, step=step)
    return with_unit(text, quantity, money, floor)


def _is_scale(after: "re.Match[str]", end: int, digits: str) -> bool:
    """K for thousand is glued to its figure; 2.7255 K and 2.7255K are temperatures."""
    return after[1] == "K" and after.start(1) == end and len(digits.partition(".")[2]) < 2


def _words(text: str, lowered: str, start: int) -> Quantity | int:
    """A numeral in words that begins at ``start``, or where to go on."""
    run = RUN.match(lowered, start)
    if run is None:
        return start + 1
    one = numeral(run.group())
    if one is None:
        return _WORD_END.match(text, start).end()  # type: ignore[union-attr]
    value, length, kind, scale, some = one
    end = start + length
    first = run.group()[:length]
    if kind == "fraction" and first.endswith("quarters") and _PERIODS.search(lowered, 0, start):
        value, kind = simple(value * 4), "number"
        end -= len(" quarters")
    step = last_place(value)
    if kind == "number" and (m := _HALF_MORE.match(text, end)):
        part = Fraction(1, 2 if m[1] == "half" else 4)
        if m[2]:
            scale = SCALES[m[2].lower()]
            value = simple((value + part) * scale)
        else:
            value = simple(value + part * scale)
        end, step = m.end(), last_place(value)
    sure = first not in _SMALL and not (kind == "ordinal" and value <= 10) and kind != "fraction"
    if kind == "fraction":
        sure = first != "half"
        if not sure and (m := _HALF_UNIT.match(text, end)) and m[1] in UNIT_NAMES:
            unit = UNIT_NAMES[m[1]]
            return Quantity(start, m.end(), "measure", value, unit=unit, digits=False, sure=False)
    quantity = Quantity(
        start, end, kind, value, about="some" if some else "", scale=scale, step=step,
        digits=False, sure=sure,
    )  # fmt: skip
    if kind == "ordinal":
        return period(text, quantity)
    if kind == "number":
        return with_unit(text, quantity, "", 0)
    return quantity


# The first three quarters are nine months.
_PERIODS = re.compile(r"\b(?:first|last|past|previous|next|following|these|all)[ ]\Z")
_WORD_END = re.compile(r"\w+")
_HALF_UNIT = re.compile(r"[ -](?:an? )?([a-z]+)")


def _join_fractions(text: str, numbers: list[Quantity]) -> list[Quantity]:
    """nine out of ten, one in five."""
    joined = [numbers[0]]
    for number in numbers[1:]:
        one = joined[-1]
        if (
            one.kind == number.kind == "number"
            and one.value < number.value
            and number.value in _WHOLES
            and _OF.fullmatch(text, one.end, number.start)
        ):
            value = simple(Fraction(one.value) / number.value)
            joined[-1] = number._replace(
                start=one.start, kind="fraction", value=value, digits=False, sure=False
            )
        else:
            joined.append(number)
    return joined


_WHOLES = frozenset({*range(2, 11), 20, 100, 1000})


def _is_range(text: str, one: Quantity, other: Quantity) -> bool:
    between = text[one.end : other.start]
    if _TO.fullmatch(between):
        return True
    if not _OR.fullmatch(between):
        return False
    if " and" in between:
        return bool(_BETWEEN.search(text, max(0, one.start - 8), one.start))
    return other.value - one.value == 1 or other.value - one.value == other.step
