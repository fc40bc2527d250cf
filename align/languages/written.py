"""Whether a text mentions a number in some way that is not counted as one.

A figure within a code, 三 within a word, "both", "triple": enough not to call a number missing.
"""

import re
from functools import lru_cache

from align.languages.numbers import Number
from align.languages.zh_numerals import CHARACTERS

# Words with which English and Chinese say or imply a number.
_ENGLISH = {
    0: "zero|no|none|nil|not",
    1: "one|an?|single|first|once|each|per|other|every|alone|same|half",
    2: "two|second|secondly|II|both|pair|twice|double[ds]?|couple|half|twin|either|duo|bilateral",
    3: "three|third|thirdly|III|triple[ds]?|trio|thrice|threefold|tri\\w+",
    4: "four|fourth|IV|quarter|quad\\w+",
    5: "five|fifth|V",
    6: "six|sixth|VI",
    7: "seven|seventh|VII|week",
    8: "eight|eighth|VIII",
    9: "nine|ninth",
    10: "ten|tenth|decade",
    12: "twelve|twelfth|dozen|noon|midnight|year",
    14: "fortnight",
    15: "quarter|fortnight",
    20: "twenties|score",
    24: "day",
    25: "quarter",
    30: "thirties|month",
    40: "forties",
    50: "fifties|half|fifty-fifty",
    60: "sixties",
    70: "seventies",
    75: "quarter",
    80: "eighties",
    90: "nineties",
    100: "century|hundred|centenary|centennial|double[ds]?|twice|twofold|all|whole",
    200: "double[ds]?|twofold",
    300: "triple[ds]?|threefold",
    1000: "thousands?|millenni\\w+",
    10**6: "millions?",
    10**9: "billions?",
}
_CHINESE = {
    0: "零没无不", 1: "一首单个每元同", 2: "二两双俩再对另倍半", 3: "三叁", 4: "四", 5: "五",
    6: "六", 7: "七周", 8: "八", 9: "九", 10: "十", 12: "年", 14: "周", 15: "刻", 20: "廿",
    24: "天", 50: "半", 60: "半", 100: "百倍全", 200: "倍", 1000: "千", 10**4: "万",
    10**6: "万", 10**9: "亿",
}  # fmt: skip
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def mentions_english(text: str, value: Number, field: str = "amount") -> bool:
    """Whether an English text has the figure in any form.

    >>> mentions_english("RFC22 of both", 22), mentions_english("v1.22 of both", 2)
    (True, True)
    """
    if field == "month" and isinstance(value, int) and 0 < value <= 12:
        return _MONTHS[value - 1] in text
    if field == "decade":
        value %= 100
    elif field != "amount" and field != "year" and field != "day":
        return False
    words = _words(value) if isinstance(value, int) else None
    if words is not None and words.search(text):
        return True
    return bool(_figure(value, field).search(text.replace(",", "")))


def mentions_chinese(text: str, value: Number, field: str = "amount") -> bool:
    """Whether a Chinese text has the figure, or a character for it, in any form.

    >>> mentions_chinese("双方签约", 2), mentions_chinese("三方签约", 4)
    (True, False)
    """
    if field != "amount" and field != "year" and field != "day":
        return False
    if isinstance(value, int):
        if field == "amount" and any(c in text for c in _CHINESE.get(value, "")):
            return True
        run = _numeral(value)
        if run and run in text:
            return True
    return bool(_figure(value, field).search(text.replace(",", "")))


def counts_others(text: str, end: int) -> bool:
    """Whether an English number counts all but one: "CQC and four other companies" are five.

    >>> counts_others("and four other companies", 8)
    True
    """
    return text.startswith((" other ", " others", " more "), end)


@lru_cache(maxsize=500)
def _figure(value: Number, field: str) -> "re.Pattern[str]":
    if field == "day":  # RC5 is no day
        return re.compile(rf"(?<![\w.]){value}(?!\w|\.\d)", re.ASCII)
    if isinstance(value, int):
        return re.compile(rf"(?<![\d.]){value}(?!\d|\.\d)")
    return re.compile(rf"(?<![\d.]){re.escape(f'{float(value):.10g}')}0*(?!\d)")


@lru_cache(maxsize=500)
def _words(value: int) -> "re.Pattern[str] | None":
    words = _ENGLISH.get(value)
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE) if words else None


def _numeral(value: int) -> str:
    """The characters of a number below 100; empty for others."""
    if not 10 < value < 100:
        return ""
    tens, ones = divmod(value, 10)
    digits = CHARACTERS[:10]
    return (digits[tens] if tens > 1 else "") + "十" + (digits[ones] if ones else "")
