"""The context of an English number: "about" before it, a percent sign or a unit after it."""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import TypeAlias

from align.languages.numbers.calendar import OF_DAY
from align.languages.numbers.quantity import Kind, Qualifier, Quantity, simple
from align.languages.numbers.scanner import following
from align.languages.numbers.units_and_currencies import (
    CUBIC_UNITS,
    CURRENCY_SIGNS,
    ENGLISH_CURRENCIES,
    ENGLISH_UNITS,
    SQUARE_UNITS,
    TIMES,
    UNIT_SYMBOLS,
)  # fmt: skip

#: What follows a letter that is not a unit: B.C., m3.
_GOES_ON = re.compile(r"\w|\.[A-Za-z]|[-/&]\w|[\"@$]\S")
_NAME = re.compile(r"\w|[-.&/+]\w|[ ][A-Z]")
#: Kind, unit and end of a number that has a unit.
_Unit: TypeAlias = tuple[Kind, str, int]

#: The next word or sign; attached to the number if its group begins where the match does.
NEXT = re.compile(r"(?:\s|-|)(°[CF]|[%‰°℃℉$€£¥]|[A-Za-zµ°]+(?:-hours?)?)")
WORD = re.compile(r"[ -]([A-Za-z]+)")
_HOURS = re.compile(r" hours?\b")
#: 3 a.m., 10 o'clock, 1500 hrs.
CLOCK = re.compile(r"\s?(a\.?m\.?|p\.?m\.?|o'clock|hrs?)(?![a-z])", re.I)
_DAY_PART = re.compile(r"\sin\sthe\s(morning|afternoon|evening)\b|\sat\snight\b")
_PERCENT = re.compile(
    r"[\s-]? (?: % | percent\b | per\s?cent\b | pct\b ) (?: (?:age)?[\s-]points?\b )?",
    re.VERBOSE | re.IGNORECASE,
)
_POINTS = re.compile(
    r"[\s-] (?:percentage|per\s?cent) [\s-] points?\b | \s?pp\b", re.VERBOSE | re.IGNORECASE
)
#: Hundredths of a percent, tenths of a percent.
_SMALL_SHARE = re.compile(
    r"[\s-](?: (?P<basis>basis[\s-]points?|bps)\b | per[\s-](?:thousand|mille?)\b )", re.VERBOSE
)
_ODD = re.compile(r"(?: -odd | \sodd | \+ | -plus | [ ]or[ ]so | [ ]or[ ]more )(?!\w)", re.VERBOSE)
_PERIODS: dict[str, Kind] = {
    "century": "century", "centuries": "century", "quarter": "quarter", "half": "half",
}  # fmt: skip
_PERIOD = re.compile(rf"[ -]({'|'.join(_PERIODS)})\b")
_ABOUT: dict[str, Qualifier] = {
    "about": "about", "around": "about", "some": "about", "roughly": "about", "circa": "about",
    "approximately": "about", "almost": "under", "nearly": "under", "close to": "under",
    "over": "over", "more than": "over", "above": "over", "exceeding": "over", "exceeded": "over",
    "exceeds": "over", "exceed": "over", "topped": "over", "surpassed": "over", "beyond": "over",
    "upwards of": "over", "no more than": "most", "no less than": "least",
    "no fewer than": "least", "not less than": "least",
    "not more than": "most", "not exceeding": "most", "less than": "under", "under": "under",
    "below": "under",
    "fewer than": "under", "just over": "over", "well over": "over", "an estimated": "about",
    "an average": "", "passed": "over", "passed the": "over", "of over": "over", "up to": "most",
    "at least": "least", "at most": "most", "than": "", "several": "some", "many": "some",
    "couple of": "some",
}  # fmt: skip


def in_english_context(text: str, quantity: Quantity, money: str, floor: int) -> Quantity:
    """The number with the mark before it and the percent sign, unit or currency after it."""
    end = quantity.end
    kind, unit = quantity.kind, ""
    about = quantity.about or english_qualifier(text, quantity.start, floor)
    if following(text, end) in "-+o" and (m := _ODD.match(text, end)):
        about, end = "over", m.end()
    next_letter = following(text, end).lower()
    percent = next_letter in "-p%"
    if next_letter in "-bp" and (m := _SMALL_SHARE.match(text, end)):
        part = 100 if m["basis"] else 10
        kind, end = ("points" if m["basis"] else "percent"), m.end()
        quantity = quantity._replace(value=simple(Fraction(quantity.value) / part))
    elif percent and (m := _POINTS.match(text, end)):
        kind, end = "points", m.end()
    elif percent and (m := _PERCENT.match(text, end)):
        kind, end = ("points" if "oint" in m.group() else "percent"), m.end()
    elif money:
        kind, unit = "money", money
    elif (m := NEXT.match(text, end)) and (found := _unit(text, m, quantity.about == "some")):
        kind, unit, end = found
    # not _replace: it takes longer than all the rest
    return Quantity(
        quantity.start, end, kind, quantity.value, quantity.upper, unit, about, quantity.scale,
        quantity.step, quantity.digits, quantity.sure, quantity.date,
    )  # fmt: skip


def _unit(text: str, after: "re.Match[str]", some: bool = False) -> _Unit | None:
    """The unit that begins with the next word; ``some``: "of" may stand before it."""
    word, end = after[1], after.end()
    lower = word.lower()
    if lower == "of" and some:  # hundreds of kilometres
        of = WORD.match(text, end)
        return _unit(text, of) if of else None
    if read := _PHRASES.get(lower):
        return read(text, lower, end)
    if word in ("F", "C") and text[after.start() - 2 : after.start()].isdigit():  # 95 F
        return None if _NAME.match(text, end) else ("measure", "°" + word, end)
    if lower == "in" and text.startswith((".)", ")"), end):  # (0.2 in.)
        return "measure", "in", end + (text[end] == ".")
    if lower in ("lb", "ft") and text.startswith(("-ft", "-lb"), end):  # of a torque
        return None
    if word in UNIT_SYMBOLS:
        return _symbol(text, after)
    if lower in ENGLISH_UNITS and lower not in ("in", "li"):
        if (hours := _HOURS.match(text, end)) and (energy := ENGLISH_UNITS.get(f"{lower}-hours")):
            return "measure", energy, hours.end()  # kilowatt hours
        return "measure", ENGLISH_UNITS[lower], end
    if lower in ENGLISH_CURRENCIES or word in CURRENCY_SIGNS:
        return "money", ENGLISH_CURRENCIES.get(lower) or CURRENCY_SIGNS[word], end
    return None


def _symbol(text: str, after: "re.Match[str]") -> _Unit | None:
    """5m, 5 MW."""
    word, end = after[1], after.end()
    if len(word) == 1 and _GOES_ON.match(text, end):
        return None
    if word == "A" and after.start(1) > after.start():  # 5A is a current, "5 A" begins a name
        return None
    unit = UNIT_SYMBOLS[word]
    return ("measure", unit, end) if unit else None


def _area_or_volume(text: str, word: str, end: int) -> _Unit | None:
    """square metres, cubic metres."""
    after = WORD.match(text, end)
    units = CUBIC_UNITS if word == "cubic" else SQUARE_UNITS
    unit = units.get(ENGLISH_UNITS.get(after[1].lower(), "")) if after else None
    return ("measure", unit, after.end()) if after and unit else None


def _national_currency(text: str, word: str, end: int) -> _Unit | None:
    """US dollars, Hong Kong dollars."""
    m = _OF_NATION.match(text, end - len(word))
    return ("money", _NATIONAL[m[1].replace(".", "").lower()], m.end()) if m else None


def _temperature(text: str, word: str, end: int) -> _Unit | None:
    """degrees Celsius."""
    after = WORD.match(text, end)
    unit = ENGLISH_UNITS.get(after[1].lower(), "") if after else ""
    return ("measure", unit, after.end()) if after and unit in ("°C", "°F") else None


def _no_unit(text: str, word: str, end: int) -> None:
    """A degree sign alone may be of an angle or of a temperature."""


def _factor(text: str, word: str, end: int) -> _Unit:
    """3 times; tenfold."""
    return "number", TIMES, end


_NATIONAL = {
    "us": "USD", "american": "USD", "hong kong": "HKD", "chinese": "CNY", "australian": "AUD",
    "canadian": "CAD", "singapore": "SGD", "singaporean": "SGD", "new taiwan": "TWD",
    "taiwan": "TWD", "new zealand": "NZD",
}  # fmt: skip
_OF_NATION = re.compile(rf"({'|'.join(_NATIONAL)}|U\.S\.)\s(?:dollars?|yuan)\b", re.IGNORECASE)
#: First words of units of several words → their readers.
_PHRASES: dict[str, Callable[[str, str, int], _Unit | None]] = {
    **dict.fromkeys(("square", "sq", "cubic"), _area_or_volume),
    **dict.fromkeys({name.split()[0] for name in (*_NATIONAL, "u")}, _national_currency),
    **dict.fromkeys(("degree", "degrees"), _temperature),
    "°": _no_unit,
    **dict.fromkeys(("times", "fold"), _factor),
}


def with_period(text: str, quantity: Quantity) -> Quantity:
    """The ordinal as a century, quarter or half, if such a word follows."""
    if m := _PERIOD.match(text, quantity.end):
        kind = _PERIODS[m[1]]
        return quantity._replace(kind=kind, end=m.end(), sure=quantity.digits or kind != "half")
    return quantity


def with_clock(text: str, time: Quantity, clock: "re.Match[str] | None") -> Quantity:
    """The time with a.m., p.m., o'clock, or the part of the day that follows."""
    half, end, minutes = "", time.end, time.value
    if clock:
        half, end = clock[1][0].lower(), clock.end()
    if half not in ("a", "p") and (part := _DAY_PART.match(text, end)):
        half, end = {"morning": "a", None: "n"}.get(part[1], "p"), part.end()
    late = half == "p" or (half == "n" and minutes >= 300)  # two at night is early
    if late and minutes < 720:
        minutes += 720
    elif half in ("a", "n") and 720 <= minutes < 780:
        minutes -= 720
    known = half in ("a", "p", "n") or minutes >= 780
    return time._replace(value=minutes, end=end, unit=OF_DAY if known else "")


#: 1700 hours, 1630 GMT
_FOUR_DIGITS = re.compile(
    r"([01]\d|2[0-4])([0-5]\d)(?:\s?(?:hrs|h|GMT|UTC|[BC]ST|[CE]ES?T)\b|\s(hours\b))"
)
_AT = re.compile(r"\b(?:at|by|from|until|till|to|before|after|since|around|and)\s\Z")


def four_digits(text: str, at: int) -> Quantity | None:
    """1700 hours, 0830 GMT; but 1500 hours may be a length of time.

    >>> four_digits("at 1700 hours", 3).value, four_digits("for 1700 hours", 4)
    (1020, None)
    """
    m = _FOUR_DIGITS.match(text, at) if text[at - 1 : at] in ("", " ", "(", "/", "-") else None
    if m is None or (m[3] and text[at] != "0" and not _AT.search(text, max(0, at - 7), at)):
        return None
    end = m.end() if m[3] else m.end(2)
    return Quantity(at, end, "time", int(m[1]) * 60 + int(m[2]), unit=OF_DAY)


def english_qualifier(text: str, start: int, floor: int) -> Qualifier:
    """How the words before a number mark it."""
    words = text[max(floor, start - 20) : start].lower().split()
    if not words:
        return ""
    if mark := _ABOUT.get(words[-1]):
        return mark
    mark = _ABOUT.get(" ".join(words[-3:]))
    return mark if mark is not None else _ABOUT.get(" ".join(words[-2:]), "")


def money_before(text: str, start: int, floor: int) -> str:
    """The currency before a number: RMB 500, USD 3 million, $ 5."""
    if start - 2 < floor or text[start - 1] != " ":
        return ""
    last = text[max(floor, start - 9) : start - 1].split(" ")[-1].lstrip("(")
    if last.isupper() or last in CURRENCY_SIGNS or last == "Rs":
        return ENGLISH_CURRENCIES.get(last.lower(), CURRENCY_SIGNS.get(last, ""))
    return ""
