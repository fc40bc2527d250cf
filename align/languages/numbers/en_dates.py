"""English dates, months and weekdays."""

import re

from align.languages.numbers.quantity import Quantity, any_of

_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_SHORT = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_NUMBERS = {name.lower(): n for names in (_MONTHS, _SHORT) for n, name in enumerate(names, 1)}
_NUMBERS["sept"] = 9
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_WEEKDAYS = {name.lower(): n for n, name in enumerate(_DAYS, 1)}

_NAME = any_of(
    [*_MONTHS, *(m.upper() for m in _MONTHS), "Sept", *_SHORT, *(m.upper() for m in _SHORT)]
)
_DAY = r"(?P<day>(?:[12]\d|3[01]|0?[1-9]))(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
#: Whether a text may name a month or a weekday at all.
QUICK = re.compile(
    r"[JFMASONDTW](?:an|eb|ar|pr|ay|un|ul|ug|ep|ct|ov|ec|AN|EB|AR|PR|AY|UN|UL|UG|EP|CT|OV|EC"
    r"|on|ue|ed|hu|ri|at|un)"
)
_MONTH_FIRST = (
    rf"\b(?P<month>{_NAME})\b\.?"
    rf"(?:,?\s{_YEAR}\b|\s{_DAY}(?![\d:.,]?\d|%)\b"
    r"(?:\s?(?:[-–—/]|to|and|through)\s?(?P<to>(?:[12]\d|3[01]|[1-9]))(?:st|nd|rd|th)?(?![\d:.,]?\d|%)\b)?"
    rf"(?:,?\s(?P<year2>(?:1[5-9]|20)\d\d)\b(?!\s?%))?)?"
)
_DAY_FIRST = (
    r"(?<![\d.,:$€£/-])\b(?P<from>(?:[12]\d|3[01]|0?[1-9]))(?:st|nd|rd|th)?"
    r"(?:\s?(?:[-–—/]|to|and)\s?(?P<last>(?:[12]\d|3[01]|[1-9]))(?:st|nd|rd|th)?)?"
    rf"[\s-](?:of\s)?(?P<month2>{_NAME})\b\.?(?:[\s-]|,\s)?(?P<year3>(?:1[5-9]|20)\d\d)?(?!\d)"
)
_DATE = re.compile(
    rf"(?=[\dJFMASONDTW])(?:(?P<dmy>{_DAY_FIRST})|(?P<mdy>{_MONTH_FIRST})"
    rf"|\b(?P<weekday>{any_of(_DAYS)})s?\b)"
)
_BEFORE_MONTH = re.compile(
    r"\b(?:in|of|by|since|from|to|until|till|last|next|this|early|late|mid|and|every|each|between"
    r"|through|during|before|after|around|for)[ -]\Z"
)
#: Names that are words, too: months only with a day, a year or a preposition.
_WORDS_TOO = frozenset({"may", "march", "april", "june", "august"})


def dates(text: str) -> list[Quantity]:
    """Dates, months and weekdays in the order of the text; a span of days is two quantities.

    >>> [str(q) for q in dates("Monday, August 9th to be 2023; from 3-5 May 2024")]
    ['1W', '-8-9', '2024-5-3', '--5']
    """
    found: list[Quantity] = []
    for m in _DATE.finditer(text):
        if m["weekday"]:
            number = _WEEKDAYS[m["weekday"].lower()]
            found.append(Quantity(*m.span(), "weekday", number, digits=False))
        elif m["mdy"]:
            found += _month_first(text, m)
        else:
            found += _day_first(m)
    return found


def _month_first(text: str, m: "re.Match[str]") -> list[Quantity]:
    name = m["month"].lower()
    month = _NUMBERS[name]
    year, day = int(m["year"] or m["year2"] or 0), int(m["day"] or 0)
    if not day and not year:
        before = text[max(0, m.start() - 8) : m.start()]
        sure = name not in _WORDS_TOO or bool(_BEFORE_MONTH.search(before))
        if len(name) <= 4 and name not in ("may", "june", "july"):  # Jan, Mar, Dec: names, too
            return []
        return [_date(m.start(), m.end("month"), 0, month, 0)._replace(sure=sure)]
    if not m["to"]:
        return [_date(m.start(), m.end(), year, month, day)]
    cut = m.end("day")
    return [
        _date(m.start(), cut, year, month, day),
        _date(m.start("to"), m.end(), 0, 0, int(m["to"])),
    ]


def _day_first(m: "re.Match[str]") -> list[Quantity]:
    year, month, day = int(m["year3"] or 0), _NUMBERS[m["month2"].lower()], int(m["from"])
    end = m.end() if year else m.end("month2")
    if not m["last"]:
        return [_date(m.start(), end, year, month, day)]
    first = _date(m.start(), m.end("from"), year, month, day)
    return [first, _date(m.start("last"), end, 0, 0, int(m["last"]))]


def _date(start: int, end: int, year: int, month: int, day: int) -> Quantity:
    return Quantity(
        start, end, "date", day or month or year,
        digits=bool(day or year), date=(year, month, day),
    )  # fmt: skip
