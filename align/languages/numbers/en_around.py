"""What stands around an English number: "about" before it, a percent sign, a unit behind it."""

import re

from align.languages.numbers.en_units import CUBIC, CURRENCIES, SQUARE, UNIT_NAMES, UNIT_SYMBOLS
from align.languages.numbers.quantity import CURRENCY_SIGNS, Quantity, following

NEXT = re.compile(r"(?:\s|-|)(°[CF]|[%‰°℃℉$€£¥]|[A-Za-zµ°]+(?:-hours?)?)")
WORD = re.compile(r"[ -]([A-Za-z]+)")
_PERCENT = re.compile(r"\s?(?:%|percent\b|per\s?cent\b|pct\b)(?:(?:age)?[\s-]points?\b)?", re.I)
_POINTS = re.compile(r"[\s-](?:percentage|per\s?cent)[\s-]points?\b|\s?pp\b", re.I)
CLOCK = re.compile(r"\s?(a\.?m\.?|p\.?m\.?|o'clock|hrs?)(?![a-z])", re.I)
_ODD = re.compile(r"(?:-odd|\sodd|\+|-plus| or so| or more)(?!\w)")
_CENTURY = re.compile(r"[ -](century|centuries|quarter|half)\b")
_ABOUT = {
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
}  # fmt: skip


def with_unit(text: str, quantity: Quantity, money: str, floor: int) -> Quantity:
    """With the percent sign, the unit, the currency behind it, and the mark before it."""
    end = quantity.end
    kind, unit = quantity.kind, ""
    about = quantity.about or about_before(text, quantity.start, floor)
    if following(text, end) in "-+o" and (m := _ODD.match(text, end)):
        about, end = "over", m.end()
    percent = following(text, end) in "-pP%"
    if percent and (m := _POINTS.match(text, end)):
        kind, end = "points", m.end()
    elif percent and (m := _PERCENT.match(text, end)):
        kind, end = ("points" if "oint" in m.group() else "percent"), m.end()
    elif money:
        kind, unit = "money", money
    elif after := NEXT.match(text, end):
        kind, unit, end = _unit(text, after, kind, end, quantity.about == "some")
    # not _replace: it takes longer than all the rest
    return Quantity(
        quantity.start, end, kind, quantity.value, quantity.upper, unit, about, quantity.scale,
        quantity.step, quantity.digits, quantity.sure, quantity.date,
    )  # fmt: skip


def _unit(
    text: str, after: "re.Match[str]", kind: str, before: int, some: bool
) -> tuple[str, str, int]:
    """Kind, unit and end of a number of this kind that ends ``before`` the word behind it."""
    word, end = after[1], after.end()
    lower = word.lower()
    if lower == "of" and some and (of := WORD.match(text, end)):
        return _unit(text, of, kind, before, some)
    if lower in ("square", "cubic") or (lower == "sq"):
        following = WORD.match(text, end)
        kinds = CUBIC if lower == "cubic" else SQUARE
        if following and (unit := kinds.get(UNIT_NAMES.get(following[1].lower(), ""))):
            return "measure", unit, following.end()
        return kind, "", before
    if lower in ("us", "hong", "chinese", "american"):
        following = WORD.match(text, end)
        if lower == "hong" and following:
            following = WORD.match(text, following.end())
        if following and following[1].lower() in ("dollar", "dollars", "yuan"):
            code = {"us": "USD", "american": "USD", "hong": "HKD", "chinese": "CNY"}[lower]
            return "money", code, following.end()
        return kind, "", before
    if lower == "°":
        return kind, "", before
    if lower == "degrees" or lower == "degree":
        following = WORD.match(text, end)
        unit = UNIT_NAMES.get(following[1].lower(), "") if following else ""
        if following and unit in ("°C", "°F"):
            return "measure", unit, following.end()
        return kind, "", before
    if word in UNIT_SYMBOLS:
        unit = UNIT_SYMBOLS[word]
        glued = after.start(1) == before
        if (len(word) == 1 and text[end : end + 1].isalpha()) or not (glued or word != "A"):
            unit = ""
        return ("measure", unit, end) if unit else (kind, "", before)
    if lower in UNIT_NAMES and not (lower in ("in", "mu", "li") and lower != "mu"):
        return "measure", UNIT_NAMES[lower], end
    if lower in CURRENCIES or word in CURRENCY_SIGNS:
        return "money", CURRENCIES.get(lower) or CURRENCY_SIGNS[word], end
    return kind, "", before


def period(text: str, quantity: Quantity) -> Quantity:
    """An ordinal before "century", "quarter" or "half"."""
    if m := _CENTURY.match(text, quantity.end):
        kind = "century" if m[1].startswith("centur") else m[1]
        return quantity._replace(kind=kind, end=m.end(), sure=quantity.digits or kind != "half")
    return quantity


def clock_time(quantity: Quantity, clock: "re.Match[str]") -> Quantity:
    minutes = quantity.value
    afternoon = clock[1][0] in "pP"
    if afternoon and minutes < 720:
        minutes += 720
    elif clock[1][0] in "aA" and minutes >= 720:
        minutes -= 720
    return quantity._replace(kind="time", value=minutes, end=clock.end())


def about_before(text: str, start: int, floor: int) -> str:
    """How the words before a number mark it."""
    words = text[max(floor, start - 20) : start].lower().split()
    if not words:
        return ""
    last = words[-1]
    if _ABOUT.get(last):
        return _ABOUT[last]
    mark = _ABOUT.get(" ".join(words[-3:]))
    return mark if mark is not None else _ABOUT.get(" ".join(words[-2:]), "")


def money_before(text: str, start: int, floor: int) -> str:
    """RMB 500, USD 3 million, $ 5."""
    if start - 2 < floor or text[start - 1] != " ":
        return ""
    last = text[max(floor, start - 9) : start - 1].split(" ")[-1].lstrip("(")
    if last.isupper() or last in CURRENCY_SIGNS:
        return CURRENCIES.get(last.lower(), CURRENCY_SIGNS.get(last, ""))
    return ""
