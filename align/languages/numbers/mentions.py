"""Whether a text mentions a number in a form that is not read as a quantity.

A figure within a code, 三 within a word, "both" or "triple" is enough not to report a number as
missing.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from align.languages.numbers.en_numerals import CARDINALS
from align.languages.numbers.numerals import CHARACTERS
from align.languages.numbers.quantity import Number, Quantity
from align.languages.numbers.units_and_currencies import TIMES, UNITS

#: Patterns of the English words, and the Chinese characters, that state or imply a number.
_ENGLISH = {
    0: "zero|no|none|nil|not",
    1: "one|an?|single|first|once|each|per|other|every|alone|same|half",
    2: "two|second|secondly|II|both|pair|twice|double[ds]?|couple|half|twin|either|duo|bilateral",
    3: "three|third|thirdly|III|triple[ds]?|trio|thrice|threefold|tri\\w+",
    4: "four|fourth|IV|quarter|quad\\w+",
    5: "five|fifth|V",
    6: "six|sixth|VI",
    7: "seven|seventh|VII",
    8: "eight|eighth|VIII|octal",
    9: "nine|ninth",
    10: "ten|tenth|decade",
    12: "twelve|twelfth|dozen|noon|midnight",
    16: "sixteen|sixteenth|hexadecimal|hex",
    20: "twenties|score",
    25: "quarter|silver",
    30: "thirties",
    40: "forties",
    50: "fifties|golden|half|fifty-fifty|halv(?:e[ds]?|ing)",
    60: "sixties",
    70: "seventies",
    75: "quarter",
    80: "eighties|octogenarians?",
    90: "nineties",
    100: "century|hundred|centenary|centennial|double[ds]?|twice|twofold|all|whole",
    200: "double[ds]?|twofold|bicenten\\w+",
    300: "triple[ds]?|threefold",
    1000: "thousands?|millenni\\w+",
    10**6: "millions?",
    10**9: "billions?",
}
_CHINESE = {
    0: "零没无不免", 1: "一首单个每元同", 2: "二两双俩再对另倍半", 3: "三叁", 4: "四", 5: "五",
    6: "六", 7: "七", 8: "八", 9: "九", 10: "十", 20: "廿", 50: "半", 100: "百倍全",
    200: "倍", 1000: "千", 10**4: "万", 10**6: "万", 10**9: "亿",
}  # fmt: skip
#: Words for a number of units: 12 months are a year.
_OF_UNITS = {
    (7, "day"): ("week", "周星"), (12, "month"): ("year", "年"),
    (24, "h"): ("day|clock|non-?stop", "天日"),
    (14, "day"): ("fortnight", "周"), (15, "min"): ("quarter", "刻"),
    (30, "day"): ("month", "月"), (30, "min"): ("half", "半"), (60, "min"): ("hour", "时"),
    (365, "day"): ("year", "年"), (6, "month"): ("half", "半"), (90, "min"): ("half", "半"),
    (10, "year"): ("decades?|ages", "载載"), (100, "year"): ("centur(?:y|ies)|ages", "世"),
    (1000, "year"): ("millenni\\w+", "世"), (50, "year"): ("half", "半"),
    (1, TIMES): ("doubl(?:e[ds]?|ing)|two-?fold|twice", "番倍"),
    (2, TIMES): ("(?:doubl|tripl|trebl)(?:e[ds]?|ing)|(?:two|three)-?fold|twice|second", "番倍"),
    (3, TIMES): ("(?:tripl|trebl|quadrupl)(?:e[ds]?|ing)|(?:three|four)-?fold|third", "倍"),
    (4, TIMES): ("quadrupl(?:e[ds]?|ing)|(?:four|five)-?fold|quarter", "番倍"),
}  # fmt: skip
# Factors beyond those: tenfold, 10-fold.
_FOLD = re.compile(r"\b([a-z]+|[\d,.]+)[ -]?fold\b", re.IGNORECASE)
#: Dozens in Chinese.
_DOZENS = {12: "[一每论論按成]打", 6: "半打", 24: "[两兩]打"}
#: Shares that words may stand for: "a" does not mean 1 %.
_SHARES = frozenset((20, 25, 50, 75, 100, 200, 300))
#: Chinese names of codes.
_CODES = {
    **dict.fromkeys(("COVID19", "COVID2019", "SARSCOV2", "2019NCOV"), "新冠|冠[状狀]"),
    "H1N1": "流感|甲流", "H5N1": "流感", "H7N9": "流感", "PM2.5": "[细細][颗顆悬懸]|霾",
    "HBA1C": "糖化血", "SPO2": "血氧", "H2O": "水", "NH3": "氨", "CH4": "甲烷", "O2O": "[线線]上",
}  # fmt: skip
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def mentions_english(
    text: str, value: Number, field: str = "amount", quantity: Quantity | None = None
) -> bool:
    """Whether an English text mentions a value in any form; ``quantity`` says what it counts.

    >>> mentions_english("RFC22 of both", 22), mentions_english("v1.22 of both", 2)
    (True, True)
    >>> mentions_english("in a year", 12), mentions_english("in a year", 12, quantity=Quantity(
    ...     0, 4, "measure", 12, unit="month"))
    (False, True)
    """
    if field == "month" and isinstance(value, int) and 0 < value <= 12:
        return _MONTHS[value - 1] in text
    if field == "decade":
        value %= 100
    elif field not in _FIELDS:
        return False
    if isinstance(value, int) and _in_words(value, quantity):
        of_unit = _OF_UNITS.get((value, quantity.unit)) if quantity else None
        words = _words(value), of_unit and _pattern(of_unit[0])
        if any(w is not None and w.search(text) for w in words):
            return True
    if quantity and quantity.unit == TIMES and _is_fold(text, value):
        return True
    return bool(_figure(value, field).search(text.replace(",", "")))


def _is_fold(text: str, value: Number) -> bool:
    """Whether the text says tenfold for 10倍, or for 增长9倍."""
    for m in _FOLD.finditer(text):
        word = m[1].lower().replace(",", "")
        times = CARDINALS.get(word) or (float(word) if re.fullmatch(r"\d+(?:\.\d+)?", word) else 0)
        if times in (value, value + 1):
            return True
    return False


def mentions_chinese(
    text: str, value: Number, field: str = "amount", quantity: Quantity | None = None
) -> bool:
    """Whether a Chinese text mentions a value in digits or characters, in any form.

    >>> mentions_chinese("双方签约", 2), mentions_chinese("三方签约", 4)
    (True, False)
    """
    if field not in _FIELDS:
        return False
    if isinstance(value, int) and _in_words(value, quantity):
        of_unit = _OF_UNITS.get((value, quantity.unit)) if quantity else None
        signs = _CHINESE.get(value, "") + (of_unit[1] if of_unit else "")
        if field == "amount" and any(c in text for c in signs):
            return True
        run = _numeral(value)
        if run and run in text:
            return True
        if value > 10 and "".join(CHARACTERS[int(digit)] for digit in str(value)) in text:
            return True  # 六九千伏
        if value in _DOZENS and re.search(_DOZENS[value], text):
            return True
    if quantity and quantity.kind == "percent" and "折" in text and _discount(text, value):
        return True
    return bool(_figure(value, field).search(text.replace(",", "")))


def mentions_code(language: str, text: str, key: str, numbers: Iterable[int]) -> bool:
    """Whether a text has the Chinese name of a code, or all of its numbers.

    >>> mentions_code("zh", "新冠疫情", "COVID19", [19]), mentions_code("zh", "三维模型", "3D", [3])
    (True, True)
    """
    if language == "zh":
        name = _CODES.get(key)
        says = mentions_chinese
        if name and re.search(name, text):
            return True
    else:
        says = mentions_english
    asked = list(numbers)
    return bool(asked) and all(says(text, number) for number in asked)


def _discount(text: str, value: Number) -> bool:
    """Whether a price is said that is a share lower: 10 % off is 九折."""
    rest = 100 - value
    if not isinstance(rest, int) or not 0 < rest < 100:
        return False
    tens, ones = divmod(rest, 10)
    digits = CHARACTERS[:10]
    said = [f"{tens}{ones or ''}折", f"{digits[tens]}{digits[ones] if ones else ''}折"]
    return any(one in text for one in [*said, *(["五折", "对折", "對折"] if rest == 50 else [])])


_FIELDS = frozenset(("amount", "year", "day"))


def _in_words(value: int, quantity: Quantity | None) -> bool:
    """Whether words may stand for a value: "a" means neither 1 % nor version 1.0."""
    if quantity is None:
        return True
    if quantity.kind in ("percent", "points"):
        return value in _SHARES
    if quantity.kind in ("measure", "money") and value == 1:
        # a year, a minute may be "each" or "per"; a kilometre is counted
        return UNITS.get(quantity.unit, ("",))[0] in ("time", "months")
    return quantity.step >= 1


#: A reference to a provision by its number, and one by its place.
_PROVISION = re.compile(
    r"\b(?:Article|Paragraph|Subparagraph|Section|Clause|Item|Rule|Chapter|Table|Listing|Figure)s?\s"
    r"(?:[\d.,()\s-]|and|or|to|through)*\Z",
    re.IGNORECASE,
)
_BACK = re.compile("[前本同次各上下该該][一二三兩两四五六]?[條条項项款目章節节編编表]")


def refers_by_place(en: str, start: int, zh: str) -> bool:
    """Whether an English number is that of a provision which Chinese names by its place.

    >>> refers_by_place("Article 22 applies", 8, "準用前條規定")
    True
    """
    return bool(_BACK.search(zh)) and bool(_PROVISION.search(en, max(0, start - 60), start))


#: A pattern for both languages.
_ZONES = {
    "Greenwich": "GMT|UTC|格林[尼威]治|世界[标時时]",
    "Beijing": "Beijing time|北京[时時][间間]",
    "there": "local time|[当當]地[时時][间間]",
    "America": r"\b(?:[ECMP][SD]?T|(?:Eastern|Pacific|Central) (?:\w+ )?[Tt]ime)\b"
    "|美[东東西](?:部[时時][间間]|[时時])|美[国國].{0,3}部?[时時][间間]",
    "elsewhere": r"\b(?:BST|CEST|CET|IST|JST|AEST|MSK)\b|[时時]区",
}


def implies_date(language: str, text: str, field: str, quantity: Quantity) -> bool:
    """Whether words of a text may stand for a date or time that the other text has in figures.

    >>> day = Quantity(0, 5, "date", 7, date=(0, 7, 7))
    >>> implies_date("en", "He left the next day.", "day", day)
    True
    >>> implies_date("en", "He left.", "day", day)
    False
    """
    _, month, day = quantity.date
    asked = [field, "month", "day"] if field == "year" and (month or day) else [field]
    if month and not day:
        asked += "month", "months-of"
    if day:
        asked += "day", f"{month}-{day}"
    if day >= 28:
        asked.append("end")
    words = _date_words(language)
    if any(key in words and words[key].search(text) for key in asked):
        return True
    written = ""
    if month and day:
        written = rf"0?{month}[/.·]0?{day}|0?{day}[/.]0?{month}|{month}{day:02}"
    elif field == "time" and isinstance(quantity.value, int):
        hour, minute = divmod(quantity.value, 60)
        written = rf"(?:{hour}|{hour % 12 or 12})[.]{minute:02}"
    return bool(written and re.search(rf"(?<!\d)(?:{written})(?!\d)", text))


@lru_cache
def _date_words(language: str) -> dict[str, "re.Pattern[str]"]:
    table = Path(__file__).with_name("date_words.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {
        key: re.compile({"en": english, "zh": chinese}[language], re.IGNORECASE)
        for key, english, chinese in rows
    }


def time_zones(text: str) -> set[str]:
    """The time zones that a text of either language names.

    >>> time_zones("at 8 p.m. Beijing time (1200 GMT)") == {"Beijing", "Greenwich"}
    True
    """
    return {zone for zone, words in _ZONES.items() if re.search(words, text)}


def counts_others(text: str, end: int) -> bool:
    """Whether an English number leaves one out: "CQC and four other companies" are five.

    >>> counts_others("and four other companies", 8)
    True
    """
    return text.startswith((" other ", " others", " more "), end)


@lru_cache(maxsize=500)
def _figure(value: Number, field: str) -> "re.Pattern[str]":
    if field == "day":  # not the 5 of RC5
        return re.compile(rf"(?<![\w.]){value}(?!\w|\.\d)", re.ASCII)
    if isinstance(value, int):
        return re.compile(rf"(?<![\d.])0?{value}(?!\d|\.\d)")
    return re.compile(rf"(?<![\d.])0?{re.escape(f'{float(value):.10g}')}0*(?!\d)")


@lru_cache(maxsize=500)
def _words(value: int) -> "re.Pattern[str] | None":
    words = _ENGLISH.get(value)
    return _pattern(words) if words else None


@lru_cache(maxsize=500)
def _pattern(words: str) -> "re.Pattern[str]":
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


def _numeral(value: int) -> str:
    """The characters of a number below 100; empty for others."""
    if not 10 < value < 100:
        return ""
    tens, ones = divmod(value, 10)
    digits = CHARACTERS[:10]
    return (digits[tens] if tens > 1 else "") + "十" + (digits[ones] if ones else "")
