"""Chinese dates, periods and weekdays."""

import re

from align.languages.numbers.quantity import Quantity
from align.languages.numbers.zh_words import numeral

_N = "零〇○一二三四五六七八九十廿"
_ONE = "一二三四五六七八九"
_YEAR = (
    rf"(?P<year>(?:1[5-9]|20)\d\d|[一二][{_N}]{{3}}"
    rf"|(?<![\d{_N}多余几年第前后近])[0-2]\d(?=年\s?\d))\s?年(?!代)度?"
)
_MONTH = rf"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[{_ONE}]|正)\s?月份?(?![球亮光台饼薪票])"
_DAY = (
    rf"(?P<day>[12]\d|3[01]|0?[1-9]|[一二三]?十[{_ONE}]?|廿[{_ONE}]?|[{_ONE}])"
    r"\s?[日号號](?![码召称])"
)
_NO = rf"(?<![\d.{_N}第])"
_DATE = re.compile(
    rf"(?=[\d{_N}正第首上下星礼周週廿])(?:(?P<ymd>{_NO}{_YEAR}\s?(?:{_MONTH}\s?(?:{_DAY})?)?)"
    rf"|(?P<md>{_NO}{_MONTH.replace('month', 'month2')}\s?{_DAY.replace('day', 'day2')})"
    rf"|(?P<m>{_NO}{_MONTH.replace('month', 'month3')})"
    rf"|(?P<d>{_NO}{_DAY.replace('day', 'day3')})"
    r"|(?P<quarter>第?\s?(?P<q>[一二三四1-4])\s?季度|(?<=年)[首]季度?)"
    r"|(?P<half>(?P<h>[上下])半(?:年|财年))"
    r"|(?:(?P<c20>二十世纪|20\s?世纪|上世纪))?(?P<decade>(?P<ten>[一二三四五六七八九1-9][十0]|(?:1[89]|20)\d0)\s?年代)"
    rf"|(?P<century>(?P<cent>\d{{1,2}}|[{_N}]{{1,3}})\s?世[纪紀])"
    r"|(?P<weekday>(?:星期|礼拜|(?<![一每两三四五六七八九十几本\d])[周週])(?P<w>[一二三四五六日天])(?![年岁次期遭折五六至])))"
)
#: Whether a text may hold any of these.
QUICK = re.compile("[年月日号號季纪紀周週期拜]")
_WEEK = {c: n for n, c in enumerate("一二三四五六日", 1)} | {"天": 7}


def dates(text: str) -> list[Quantity]:
    """Dates, quarters, decades, weekdays in the order of the text.

    >>> [str(q) for q in dates("2023年8月9日至10日，二〇二三年上半年，周三，二十世纪九十年代")]
    ['2023-8-9', '--10', '2023--', '1H', '3W', '1990s']
    """
    found: list[Quantity] = []
    for m in _DATE.finditer(text):
        kind = m.lastgroup
        start, end = m.span()
        if m["ymd"]:
            year, month, day = _value(m["year"]), _value(m["month"]), _value(m["day"])
            if year < 100:
                year += 2000
            found.append(_date(start, end, year, month, day, m.group()))
        elif m["md"]:
            found.append(_date(start, end, 0, _value(m["month2"]), _value(m["day2"]), m.group()))
        elif m["m"]:
            found.append(_date(start, end, 0, _value(m["month3"]), 0, m.group()))
        elif m["d"]:
            if m["day3"][-1:].isdigit() or len(m["day3"]) > 1:
                found.append(_date(start, end, 0, 0, _value(m["day3"]), m.group()))
        elif m["quarter"]:
            number = _value(m["q"]) if m["q"] else 1
            found.append(_other(start, end, "quarter", number, m.group()))
        elif m["half"]:
            found.append(_other(start, end, "half", 1 if m["h"] == "上" else 2, m.group()))
        elif m["decade"]:
            number = int(m["ten"]) if m["ten"].isdigit() else _value(m["ten"])
            found.append(
                _other(
                    start,
                    end,
                    "decade",
                    number + 1900 * bool(m["c20"] and len(m["ten"]) <= 2),
                    m.group(),
                )
            )
        elif m["century"]:
            found.append(_other(start, end, "century", _value(m["cent"]), m.group()))
        elif kind:
            found.append(Quantity(start, end, "weekday", _WEEK[m["w"]], digits=False))
    return [q for q in found if q.value]


def _value(figures: str | None) -> int:
    if not figures:
        return 0
    if figures == "正":
        return 1
    if figures.isdigit():
        return int(figures)
    found = numeral(figures)
    return found[0] if found and found[1] is None else 0


def _date(start: int, end: int, year: int, month: int, day: int, text: str) -> Quantity:
    digits = any(c.isdigit() for c in text)
    return Quantity(
        start, end, "date", day or month or year, digits=digits, date=(year, month, day)
    )


def _other(start: int, end: int, kind: str, value: int, text: str) -> Quantity:
    return Quantity(start, end, kind, value, digits=any(c.isdigit() for c in text))
