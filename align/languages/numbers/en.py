"""Finds the quantities of an English text."""

import re
import unicodedata
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from align.languages.characters import half_width
from align.languages.numbers.calendar import english_dates
from align.languages.numbers.digits import Figure, code_end, figure
from align.languages.numbers.en_context import (
    CLOCK,
    NEXT,
    WORD,
    english_qualifier,
    four_digits,
    in_english_context,
    money_before,
    with_clock,
    with_period,
)  # fmt: skip
from align.languages.numbers.en_numerals import (
    SCALES,
    SHORT_SCALES,
    START,
    read_roman,
    read_words,
)  # fmt: skip
from align.languages.numbers.numerals import LARGE
from align.languages.numbers.quantity import (
    Kind,
    Quantities,
    Quantity,
    exact,
    simple,
)  # fmt: skip
from align.languages.numbers.scanner import (
    QuantityReader,
    Scanner,
    following,
    join_feet,
    join_ranges,
)
from align.languages.numbers.units_and_currencies import (
    CURRENCY_SIGNS,
    ENGLISH_CURRENCIES,
    ENGLISH_UNITS,
    UNIT_SYMBOLS,
)  # fmt: skip


@lru_cache(maxsize=8)
def english_quantities(text: str) -> Quantities:
    """The numbers of an English text, in order, without overlaps.

    Words that are not numbers are left out; codes are of the kind ``code``.

    >>> [str(q) for q in english_quantities("More than 1.5 million yuan, up 3-5% since Q3, CO2")]
    ['>1500000 CNY', '3..5%', '3Q', '0']
    >>> [str(q) for q in english_quantities("Half a million, a dozen, 20-odd and two thirds")]
    ['500000', '12', '>20', '2/3']
    >>> [str(q) for q in english_quantities("the figure 1.5万 is 15,000")]
    ['15000', '15000']
    """
    text = half_width(text)
    dates = english_dates(text)
    lowered = text.lower()
    if len(lowered) != len(text):  # İ
        lowered = text
    numbers = _SCANNER.scan(text, dates, lowered)
    if len(numbers) > 1:
        numbers = join_feet(text, _join_fractions(text, _join_figures(text, numbers)))
        numbers = join_ranges(text, numbers, _is_range)
    return tuple(sorted(dates + numbers)) if dates else tuple(numbers)


# Figures


def _read_digits(text: str, first: "re.Match[str]", floor: int) -> Quantity:
    at = first.start()
    return _plainly(text, at, floor) or _in_full(text, at, floor)


# Most figures: 1,500 certificates, 35%; no unit, scale or the like before or after them.
_PLAIN = re.compile(
    r"""
    (?P<percent> \d{1,3}(?:\.\d{1,3})? ) (?: %(?![%‰-]|age) | [ ]percent\b ) (?![\s-][pP])
    | (?P<number> [1-9]\d{0,2}(?:,\d{3})+ | [1-9]\d{0,8} ) (?=[ ](?P<word>[a-z]{2,})\b(?!-))
    """,
    re.VERBOSE,
)
#: Words that say more about a figure before them.
_TELLING = frozenset(
    {
        *ENGLISH_UNITS, *ENGLISH_CURRENCIES, *SCALES, *SHORT_SCALES,
        *(s.lower() for s in UNIT_SYMBOLS),
        "am", "pm", "hr", "hrs", "percent", "percentage", "per", "pct", "pp", "or", "odd",
        "square", "cubic", "sq", "times", "fold", "basis", "bps",
        "us", "hong", "chinese", "american", "degree", "degrees",
    }
)  # fmt: skip


def _plainly(text: str, at: int, floor: int) -> Quantity | None:
    """Like :func:`_in_full`, in a third of the time; None if that function must decide."""
    if at - 2 < floor or text[at - 1] != " " or not (text[at - 2].islower() or text[at - 2] == ","):
        return None
    m = _PLAIN.match(text, at)
    if m is None or m["word"] in _TELLING:
        return None
    value, step = exact(m["number"] or m["percent"])
    kind: Kind = "number" if m["number"] else "percent"
    return Quantity(at, m.end(), kind, value, None, "", english_qualifier(text, at, floor), 1, step)


def _in_full(text: str, at: int, floor: int) -> Quantity:
    if text[at : at + 4].isdigit() and (time := four_digits(text, at)):
        return time
    found = figure(text, at, floor)
    if isinstance(found, Quantity):
        if found.kind == "time":
            return with_clock(text, found, CLOCK.match(text, found.end))
        article = text[found.start : found.end].partition(".")[0]
        if found.kind == "code" and article.isdecimal() and _is_in_law(text, found.start):
            return found._replace(kind="ordinal", value=int(article))  # Article 46.1.2
        return found
    money = _money(text, found, floor)
    glued = text[found.end : found.end + 1]
    if glued.isalpha() or glued in ("'", "’", "′"):
        for read in _GLUED:
            if quantity := read(text, found, money):
                return quantity
    for read in _AFTER:
        if quantity := read(text, found, money):
            return quantity
    if "." in found.digits and _is_in_law(text, found.start):
        return Quantity(found.start, found.end, "ordinal", int(found.digits.partition(".")[0]))
    scale, end = _scale(text, found, money)
    value, step = exact(found.digits, scale)
    if scale == 1 and (m := _PART.match(text, end)) and found.digits.isdigit():
        part = _PARTS[m[1]] if m[1] else Fraction(int(m[2]), int(m[3]))
        value, step, end = simple(value + part), simple(part / part.numerator), m.end()
    start = found.start - len(found.prefix)
    number = Quantity(start, end, "number", value, scale=scale, step=step)
    return in_english_context(text, number, money, floor)


def _is_in_law(text: str, start: int) -> bool:
    """Whether a figure with a dot is that of an article with its paragraph."""
    return bool(_IN_LAW.search(text, max(0, start - 60), start))


def _money(text: str, found: Figure, floor: int) -> str:
    """The currency before a figure."""
    prefix = found.prefix
    if not prefix:
        return money_before(text, found.start, floor)
    if prefix == "$" and (nation := NATION.search(text, floor, found.start - 1)):
        prefix = nation[1].replace(".", "").replace("Hong Kong", "HK") + "$"
    money = CURRENCY_SIGNS.get(prefix[-1:], "") or prefix.strip("-")
    if prefix.endswith("$") or money[:1].isupper():
        money = ENGLISH_CURRENCIES.get(prefix.strip("-~").lower(), money)
    return money


# Of which country the dollars after it are: US $251 billion.
NATION = re.compile(r"\b(US|U\.S\.|HK|Hong Kong|NT)\s\Z")
_LETTERS = re.compile(r"[A-Za-zµ]+(?:-hours?)?")
_INCHES = re.compile(r"['’′]\s?(1[01]|\d)(?:\"|”|″|''|’’)")
_DECADE = re.compile(r"'?s\b")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
_FRACTION = re.compile(r"/(\d{1,2})(?![\d/]|\.\d)")
# The part after a whole number: 2½, 1 1/2.
_PART = re.compile(r"\s?([½⅓⅔¼¾⅛])|(?:\s|-|\sand\s)([1-7])/([2-8])(?![\d/])")
_PARTS = {c: Fraction(unicodedata.normalize("NFKC", c).replace("⁄", "/")) for c in "½⅓⅔¼¾⅛"}
# Paragraph 2 of Article 46.2; the paragraph is not compared.
_IN_LAW = re.compile(r"\bArticles?\s(?:[\d.,-]+,?\s(?:(?:and|or|to)\s)?)*\Z")
#: What may be attached to a figure without making it a code.
_KNOWN_LETTERS = frozenset(
    {*SHORT_SCALES, *ENGLISH_UNITS, *SCALES, "am", "pm", "percent", "m", "x"}
)


def _ordinal(text: str, found: Figure, money: str) -> Quantity | None:
    """5th, 21st century."""
    if m := _ORDINAL.match(text, found.end):
        return with_period(text, Quantity(found.start, m.end(), "ordinal", exact(found.digits)[0]))
    return None


def _decade(text: str, found: Figure, money: str) -> Quantity | None:
    """1990s, 90's."""
    digits = found.digits
    if (m := _DECADE.match(text, found.end)) and digits.isdigit() and digits[-1] == "0":
        return Quantity(found.start, m.end(), "decade", int(digits), sure=int(digits) > 100)
    return None


def _height(text: str, found: Figure, money: str) -> Quantity | None:
    """5'10\", five feet and ten inches."""
    m = _INCHES.match(text, found.end)
    if m is None or not found.digits.isdigit():
        return None
    value = simple(int(found.digits) + Fraction(int(m[1]), 12))
    return Quantity(found.start, m.end(), "measure", value, unit="ft", step=Fraction(1, 12))


def _code_or_factor(text: str, found: Figure, money: str) -> Quantity | None:
    """5G and 5GHz2 are codes, 3x is a number, 5s and 5kg are read further."""
    letters = _LETTERS.match(text, found.end)
    if letters is None or _DECADE.match(text, found.end):
        if letters and text.endswith(("over-", "under-"), 0, found.start):  # the over-65s
            return Quantity(found.start, found.end, "number", exact(found.digits)[0])
        return None
    word, end = letters.group(), letters.end()
    is_known = word.lower() in _KNOWN_LETTERS or word in UNIT_SYMBOLS
    if not is_known or text[end : end + 1].isdigit():
        return Quantity(found.start, code_end(text, found.end), "code", 0)
    if word == "x":
        return Quantity(found.start, end, "number", exact(found.digits)[0])
    return None


def _time(text: str, found: Figure, money: str) -> Quantity | None:
    """3 p.m., 5.30pm, 10 o'clock."""
    if following(text, found.end) not in "aApPoOhH" or not (clock := CLOCK.match(text, found.end)):
        return None
    hour, _, minutes = found.digits.partition(".")
    if not hour.isdigit() or int(hour) > 24:
        return None
    if minutes and (len(minutes) != 2 or minutes > "59" or clock[1][0] in "hH"):
        return None
    total = int(hour) * 60 + int(minutes or 0)
    return with_clock(text, Quantity(found.start, found.end, "time", total), clock)


def _fraction(text: str, found: Figure, money: str) -> Quantity | None:
    """3/4."""
    m = _FRACTION.match(text, found.end)
    if m and found.digits.isdigit() and 0 < int(found.digits) < int(m[1]):
        value = simple(Fraction(int(found.digits), int(m[1])))
        return Quantity(found.start, m.end(), "fraction", value, sure=False)
    return None


_ReadFigure: TypeAlias = Callable[[str, Figure, str], Quantity | None]
#: Readers of letters attached to a figure.
_GLUED: tuple[_ReadFigure, ...] = (_ordinal, _height, _decade, _code_or_factor)
#: Readers of the text after a figure; otherwise it is a number, with or without a unit.
_AFTER: tuple[_ReadFigure, ...] = (_time, _fraction)


def _scale(text: str, found: Figure, money: str) -> tuple[int, int]:
    """The factor that follows a figure, and where it ends: million, 3bn, $3m, 60K, a quoted 3万."""
    if quoted := LARGE.get(text[found.end : found.end + 1]):
        return quoted, found.end + 1
    after = NEXT.match(text, found.end)
    if after is None:
        return 1, found.end
    word, end = after[1].lower(), after.end()
    glued = after.start(1) == found.end
    if glued and after[1] == "M" and not money:
        return 10**6, end
    if word in SCALES or (word in SHORT_SCALES and (word != "k" or money or _is_k(after, found))):
        scale = SCALES.get(word) or SHORT_SCALES[word]
        again = WORD.match(text, end)
        if again and again[1].lower() in SCALES:  # thousand billion
            scale *= SCALES[again[1].lower()]
            end = again.end()
        return scale, end
    if money and word == "m" and glued:
        return 10**6, end
    return 1, found.end


def _is_k(after: "re.Match[str]", found: Figure) -> bool:
    """K for thousand is attached to its figure; 2.7255 K and 2.7255K are temperatures."""
    glued = after.start(1) == found.end
    return glued and (after[1] == "k" or len(found.digits.partition(".")[2]) < 2)


_SCANNER = Scanner(
    _read_digits,
    QuantityReader(
        "roman", r"(?:chapter|part|section|volume|title|annex|appendix)\ (?=[ivx]+\b)", read_roman
    ),
    QuantityReader(
        "words",
        rf"""(?=(?: {START}
          | second(?=[ -](?:half|quarter|century)\b)
          | an?(?=\s(?: (?:third|quarter|fifth|sixth|eighth|tenth)\b
                      | hundred | thousand | [mbt]r?illion | dozen ))
          )(?![a-z]))""",
        read_words,
    ),
    guard=r"(?<![a-z])(?=[a-z])",
    item=r"\s*[(（]?\d{1,2}[.)）]\s",
)

# Joins


def _join_figures(text: str, numbers: list[Quantity]) -> list[Quantity]:
    """A number in words and its figure in brackets are one: thirty (30) days."""
    joined = [numbers[0]]
    for number in numbers[1:]:
        one = joined[-1]
        bracketed = (
            text[one.end : number.start] == " (" and text[number.end : number.end + 1] == ")"
        )
        if bracketed and one.value == number.value and number.digits and not one.digits:
            whole = number._replace(start=one.start, end=number.end + 1, about=one.about)
            joined[-1] = in_english_context(text, whole, number.unit, 0)
        else:
            joined.append(number)
    return joined


_OF = re.compile(r"(?:\sout\sof|\sin)(?:\severy)?\s|-in-|-out-of-")
#: Numbers, one of which may be a share.
_WHOLES = frozenset({*range(2, 11), 20, 100, 1000, 10**4, 10**5, 10**6, 10**9})
_TO = re.compile(r"\s?[-–—~]\s?|\sto\s|-to-")
_OR = re.compile(r"\s(?:or|and)\s")
#: it rose in 2015 to 3,000
_IN_YEAR = re.compile(r"\bin (?:19|20)\d\d\Z")
_BETWEEN = re.compile(r"\bbetween\s\Z", re.IGNORECASE)


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


def _is_range(text: str, low: Quantity, high: Quantity) -> bool:
    """3-5, 3 to 5, three or four, between 3 and 5."""
    between = text[low.end : high.start]
    sign = text[high.start]
    if high.kind == "money" != low.kind and (sign.isupper() or not sign.isalnum()):
        return False  # by 6% in 2015 to $221bn
    if _TO.fullmatch(between):
        return high.value < 2100 or not _IN_YEAR.search(text, max(0, low.start - 3), low.end)
    if not _OR.fullmatch(between):
        return False
    if " and" in between:
        return bool(_BETWEEN.search(text, max(0, low.start - 8), low.start))
    return high.value - low.value in (1, high.step)
