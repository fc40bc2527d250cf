"""Dates, months, weekdays, quarters, decades and centuries in both languages."""

import datetime
import itertools
import re
from collections.abc import Iterable, Iterator

from align.languages.numbers.numerals import chinese_numeral
from align.languages.numbers.quantity import Kind, Quantity
from align.languages.numbers.scanner import any_of

#: The unit of a date that only says when a report was sent.
DATELINE = "dateline"
#: The unit of a time that is known to be before or after noon: 3 p.m., 15:00, but not 3:00.
OF_DAY = "of-day"
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

# English

_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_SHORT = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_NUMBERS = {name.lower(): n for names in (_MONTHS, _SHORT) for n, name in enumerate(names, 1)}
_NUMBERS["sept"] = 9
_WEEKDAYS = {name.lower(): n for n, name in enumerate(_DAYS, 1)}
#: Month names that are also other words: a month only with a day, a year or a preposition.
_AMBIGUOUS = frozenset({"may", "march", "april", "june", "august"})

_NAME = any_of(
    [*_MONTHS, *(m.upper() for m in _MONTHS), "Sept", *_SHORT, *(m.upper() for m in _SHORT)]
)
_YEAR = r"(?:1[5-9]|20)\d\d"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])"
_SECOND_DAY = r"(?:[12]\d|3[01]|[1-9])"
_TH = r"(?:st|nd|rd|th)?"
_NO_FIGURE = r"(?! [\d:.,]?\d | % )"  # May 5:30, May 5%
_MONTH_FIRST = rf"""
    \b (?<! Long[ ]) (?P<month>{_NAME}) \b \.?                              # not a rocket
    (?: ,?\s (?P<year>{_YEAR}) \b                                         # May 2023
      | \s (?P<day>{_DAY}) {_TH} {_NO_FIGURE} \b                          # May 5th
        (?: \s? (?:[-–—/]|to|and|through) \s?                             # May 5 to 7
            (?P<to>{_SECOND_DAY}) {_TH} {_NO_FIGURE} \b )?
        (?: ,?\s (?P<year2>{_YEAR}) \b (?!\s?%) )?                        # May 5, 2023
    )?
"""
_DAY_FIRST = rf"""
    (?<![\d.,:$€£/-]) \b (?P<from>{_DAY}) {_TH}
    (?: \s? (?:[-–—/]|to|and) \s? (?P<last>{_SECOND_DAY}) {_TH} )?        # 5 to 7 May
    [\s-] (?:of\s)? (?P<month2>{_NAME}) \b \.?                            # 5th of May
    (?: [\s-] | ,\s )? (?P<year3>{_YEAR})? (?!\d)                         # 5 May 2023
"""
_HOURS = "one two three four five six seven eight nine ten eleven twelve".split()
_MINUTES = {
    "half": 30, "quarter": 15, "five": 5, "ten": 10, "twenty": 20, "twenty-five": 25,
    "fifteen": 15, "thirty": 30, "forty-five": 45,
}  # fmt: skip
#: half past five, a quarter to six, six-thirty; "ten to six" is a range.
_SPOKEN = rf"""
    (?: (?: (?P<minutes> {any_of(_MINUTES)} ) (?: \sminutes )? \s past
          | (?P<before> quarter ) \sto )
        \s (?P<hour> {any_of(_HOURS)} ) (?: \so'clock )?
      | (?: (?<=at\s) | (?<=by\s) | (?= \w+- ) )
        (?P<hour2> {any_of(_HOURS)} ) [ -] (?P<plus> fifteen | thirty | forty-five ) )
"""
_ENGLISH = re.compile(
    rf"""
    (?=[\dJFMASONDTW])
    (?: (?P<dmy>{_DAY_FIRST})
      | (?P<mdy>{_MONTH_FIRST})
      | \b (?P<weekday>{any_of(_DAYS)}) s? \b
    )
    """,
    re.VERBOSE,
)
#: A quick test whether a text may name a month or a weekday.
_ENGLISH_QUICK = re.compile(
    r"""
    [JFMASONDTW]
    (?: an|eb|ar|pr|ay|un|ul|ug|ep|ct|ov|ec | AN|EB|AR|PR|AY|UN|UL|UG|EP|CT|OV|EC
      | on|ue|ed|hu|ri|at )
    """,
    re.VERBOSE,
)
#: 9/11, 1939-45, noon, half past five
_WITHOUT_NAME = re.compile(
    rf"""
    (?<![\d/]) (?P<attack> 9/11 ) (?![\d/])
    | (?<![\d.,:$€£/-]) (?P<since> {_YEAR} ) [-–/] (?P<until> \d\d ) \b (?! [-–/.,:]\d | % )
    | \b (?: (?P<noon> (?: 12\s )? noon ) | (?: 12\s )? midnight | (?P<clock> {_SPOKEN} ) ) \b
    """,
    re.VERBOSE,
)
#: Quick tests for them; a search for words is faster one by one.
_WORDS = "noon,midnight, past ,quarter to ,thirty,fifteen,forty-five".split(",")
_JOINED = re.compile(r"[-–/](?<=\d.)\d")
#: LONDON, July 7 (Reuters) --: the day of the report, which translations often leave out.
_PLACE = re.compile(r"\W{0,4}[A-Z][^,:;!?]{1,40},\s(?:[^,;!?]{1,30},\s)?")
_AFTER_DATELINE = re.compile(r"\s?(?P<agency>\([^)]{2,30}\)|/[A-Z][\w ]+/)?\s?(?:--|[—–]|-\s)")
_PREPOSITION = re.compile(
    r"""
    \b (?: in | of | by | since | from | to | until | till | last | next | this | early | late | mid
         | and | every | each | between | through | during | before | after | around | for )
    [ -] \Z
    """,
    re.VERBOSE | re.IGNORECASE,
)


def english_dates(text: str) -> list[Quantity]:
    """Dates, months and weekdays, in order; a span of days is two quantities.

    >>> [str(q) for q in english_dates("Monday, August 9th to be 2023; from 3-5 May 2024")]
    ['1W', '-8-9', '2024-5-3', '--5']
    """
    found: list[Quantity] = []
    for m in _ENGLISH.finditer(text) if _ENGLISH_QUICK.search(text) else ():
        if m["weekday"]:
            number = _WEEKDAYS[m["weekday"].lower()]
            found.append(Quantity(*m.span(), "weekday", number, digits=False))
        elif m["mdy"]:
            found += _month_first(text, m)
        else:
            found += _day_first(m)
    if found and found[0].kind == "date" and _is_dateline(text, found[0]):
        found[0] = found[0]._replace(unit=DATELINE)
    if any(map(text.__contains__, _WORDS)) or _JOINED.search(text):
        taken = found[:]
        for q in (q for m in _WITHOUT_NAME.finditer(text) for q in _without_name(m)):
            if not any(q.start < other.end and other.start < q.end for other in taken):
                found.append(q)
        found.sort()
    return found


def _without_name(m: "re.Match[str]") -> list[Quantity]:
    """Dates and times without the name of a month or a figure with a.m."""
    if m["attack"]:
        return [_date(*m.span(), 0, 9, 11)]
    if m["since"]:
        since, until = int(m["since"]), int(m["until"])
        if until <= max(12, since % 100):  # 2009-10 may be a month, 1960-24 a code
            return []
        years = ("since", since), ("until", since // 100 * 100 + until)
        return [_date(*m.span(group), year, 0, 0) for group, year in years]
    if not m["clock"]:
        minutes = 720 if m["noon"] else 0
        return [Quantity(*m.span(), "time", minutes, digits=False, unit=OF_DAY)]
    minutes = -15 if m["before"] else _MINUTES[m["minutes"] or m["plus"]]
    minutes += (_HOURS.index(m["hour"] or m["hour2"]) + 1) * 60
    return [Quantity(*m.span(), "time", minutes, digits=False)]


def _is_dateline(text: str, date: Quantity) -> bool:
    after = _AFTER_DATELINE.match(text, date.end) if date.start < 80 else None
    before = text[: date.start]
    return bool(after and (_PLACE.fullmatch(before) or (after["agency"] and not before.strip())))


def _month_first(text: str, m: "re.Match[str]") -> list[Quantity]:
    name = m["month"].lower()
    month, year, day = _NUMBERS[name], int(m["year"] or m["year2"] or 0), int(m["day"] or 0)
    if not day and not year:
        if len(name) <= 4 and name not in ("may", "june", "july"):  # Jan, Mar, Dec: names, too
            return []
        before = text[max(0, m.start() - 8) : m.start()]
        sure = name not in _AMBIGUOUS or bool(_PREPOSITION.search(before))
        return [_date(m.start(), m.end("month"), 0, month, 0)._replace(sure=sure)]
    if not m["to"]:
        return [_date(m.start(), m.end(), year, month, day)]
    return [
        _date(m.start(), m.end("day"), year, month, day),
        _date(m.start("to"), m.end(), 0, 0, int(m["to"])),
    ]


def _day_first(m: "re.Match[str]") -> list[Quantity]:
    year, month, day = int(m["year3"] or 0), _NUMBERS[m["month2"].lower()], int(m["from"])
    end = m.end() if year else m.end("month2")
    if not m["last"]:
        return [_date(m.start(), end, year, month, day)]
    return [
        _date(m.start(), m.end("from"), year, month, day),
        _date(m.start("last"), end, 0, 0, int(m["last"])),
    ]


def _date(start: int, end: int, year: int, month: int, day: int) -> Quantity:
    return Quantity(
        start, end, "date", day or month or year,
        digits=bool(day or year), date=(year, month, day),
    )  # fmt: skip


# Chinese

_N = "零〇○一二三四五六七八九十廿"
_ONE = "一二三四五六七八九"
_ALONE = rf"(?<![\d.{_N}第])"
_NIAN = rf"""
    (?P<year> (?:1[5-9]|20)\d\d | [一二][{_N}]{{3}}          # 2023年, 二〇二三年
            | (?<![\d{_N}多余几年第前后近]) [0-2]\d (?=年\s?\d{{1,2}}\s?月)   # 23年8月
    ) \s?年 (?!代) 度?
"""
#: Years of an era → the year before its first: 民国112年 is 2023.
_ERAS = {"民国": 1911, "民國": 1911, "令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911}
#: The era is left out only in full dates: 九十五年七月一日.
_ROC_YEAR = rf"""
    (?: (?P<era> {any_of(_ERAS)} )
      | (?<![^\s自至於于在从從到及與与和、（，。；：]) (?=[{_N}百]*[十百]) )
    (?P<years> \d{{1,3}} | [{_N}百元]{{1,5}} ) \s?年 (?!代) 度?
    (?(era) | (?=[{_N}]{{1,3}}月[{_N}]{{1,3}}日) )
"""
_YUE = rf"(?:1[0-2]|0?[1-9]|十[一二]?|[{_ONE}])"
# 二月份, but not 三月票, 6月龄 or, of the lunar calendar, 八月十五, 八月初二
_YUE_END = rf"""
    \s?月份?
    (?! [球亮光台饼薪票龄齡期] | 初[{_ONE}十] | [十廿][{_ONE}](?!\s?[日号號]) )
"""
_RI = rf"(?:[12]\d|3[01]|0?[1-9]|[一二三]?十[{_ONE}]?|廿[{_ONE}]?|[{_ONE}])"
# 8号, but not 8号码 or, within some days, 8日内
_RI_END = r"""
    \s?
    (?: 日 (?! 以[内內上下] | 之?[内內] | [间間游] | 期(?![间間]) )
      | [号號] (?![码碼召称稱]) )
"""
#: Numbers of lines, houses, players and the like: 4号线.
_NUMBERED = (
    "线線楼樓门門院馆館机機井船车車房病球种種位厅廳文桌坑炉爐舰艦桥橋店桩床选選坝壩站令洞矿礦"
)
#: 北京7月7日电
_SENT = re.compile("[电電讯訊]|[报報][道导導]|消息")
#: The forms of a date or period; 年, 月 and 日 may stand alone.
_CHINESE = re.compile(
    rf"""
    (?=[\d{_N}第首上本下星礼禮周週廿民令平昭大明])
    (?: (?P<ymd> (?: {_ALONE} {_NIAN} | {_ROC_YEAR} ) \s?
                 (?: (?P<month>{_YUE}) {_YUE_END} \s? (?: (?P<day>{_RI}) {_RI_END} )? )? )
      | (?P<md> {_ALONE} (?P<month2>{_YUE}) {_YUE_END} \s? (?P<day2>{_RI}) {_RI_END} )
      | (?P<m> {_ALONE} (?P<month3>{_YUE}) {_YUE_END} )
      | (?P<d> {_ALONE} (?P<day3>{_RI}) {_RI_END} (?![{_NUMBERED}]) )
      | (?P<name> (?<=[“"‘'「『]) (?P<month4>1[0-2]|[1-9]) [·•・.] (?P<day4>{_DAY}) (?=[”"’'」』])
                | (?<![\d.]) 9 [·•・/]? 11 (?=[”"’'」』]? (?:恐|袭|襲|事件|后|後|以来)) )
      | (?P<quarter> 第?\s?(?P<q>[一二三四1-4])\s?季度 | (?<=年)首季度? )
      | (?P<half> (?P<h>[上下])半(?:年|财年) )
      | (?P<decade> (?: (?P<of> \d{{1,2}} | [{_N}]{{1,3}} | [上本][个個]? ) \s?世[纪紀] 的?\s? )?
                    (?P<two> [一二三四五六七八] (?=[二三四五六七八九]十) )?          # 五六十年代
                    (?P<ten> [一二三四五六七八九1-9][十0] | (?:1[89]|20)\d0 ) \s?年代 )
      | (?P<century> (?P<cent> \d{{1,2}} | [{_N}]{{1,3}} ) \s?世[纪紀] )
      | (?P<weekday> (?: 星期 | [礼禮]拜 | (?<![一每两三四五六七八九十几\d])[周週] )
                     (?P<w>[一二三四五六日天]) (?![年岁次期遭折五六至子直些共般场場个個名位支家]) )
    )
    """,
    re.VERBOSE,
)
_LUNAR = re.compile("[农農阴陰旧舊][历曆]")
#: A quick test whether a text may contain any of these.
_CHINESE_QUICK = re.compile("[年月日号號季纪紀周週期拜]|[1-9][·•・./][1-3]?[0-9]|911")
_WEEK = {c: n for n, c in enumerate("一二三四五六日", 1)} | {"天": 7}


def chinese_dates(text: str) -> list[Quantity]:
    """Dates, quarters, decades and weekdays, in order.

    >>> [str(q) for q in chinese_dates("2023年8月9日至10日，二〇二三年上半年")]
    ['2023-8-9', '--10', '2023--', '1H']
    >>> [str(q) for q in chinese_dates("周三，二十世纪九十年代")]
    ['3W', '1990s']
    """
    if not _CHINESE_QUICK.search(text):
        return []
    found: list[Quantity] = []
    for m in _CHINESE.finditer(text):
        if m["weekday"]:
            found.append(Quantity(*m.span(), "weekday", _WEEK[m["w"]], digits=False))
        elif m["quarter"] or m["half"] or m["century"]:
            found.append(_period(m))
        elif m["decade"]:
            found += _decades(m)
        elif quantity := _chinese_date(text, m):
            found.append(quantity)
    return [q for q in found if q.value]


def _chinese_date(text: str, m: "re.Match[str]") -> Quantity | None:
    day = m["day3"]
    if m["d"] and len(day) == 1 and not day.isdigit():  # 一日: one day
        return None
    if _LUNAR.search(text, max(0, m.start() - 3), m.start()):
        return None
    if m["name"]:
        date = (0, int(m["month4"] or 9), int(m["day4"] or 11))
        return Quantity(*m.span(), "date", date[2], date=date)
    date = (
        _chinese_year(m) if m["ymd"] else 0,
        _value(m["month"] or m["month2"] or m["month3"]),
        _value(m["day"] or m["day2"] or day),
    )
    return Quantity(
        *m.span(), "date", date[2] or date[1] or date[0], digits=_has_digit(m.group()), date=date,
        unit=DATELINE if _SENT.match(text, m.end()) else "",
        sure=not (m["d"] and m.group()[-1] in "号號"),
    )  # fmt: skip


def _chinese_year(m: "re.Match[str]") -> int:
    if m["years"]:
        return _ERAS.get(m["era"], 1911) + (1 if m["years"] == "元" else _value(m["years"]))
    year = _value(m["year"])
    return year + 2000 if year < 100 else year


def _period(m: "re.Match[str]") -> Quantity:
    kind: Kind
    if m["quarter"]:
        kind, value = "quarter", _value(m["q"]) if m["q"] else 1
    elif m["half"]:
        kind, value = "half", 1 if m["h"] == "上" else 2
    else:
        kind, value = "century", _value(m["cent"])
    return Quantity(*m.span(), kind, value, digits=_has_digit(m.group()))


def _decades(m: "re.Match[str]") -> list[Quantity]:
    """80年代, 19世纪80年代; 五六十年代 are two."""
    value, digits, at, before = _value(m["ten"]), _has_digit(m.group()), m.start("ten"), 0
    if (of := m["of"]) and value < 100:
        century = 20 if of[0] == "上" else 21 if of[0] == "本" else _value(of)
        before = (century - 1) * 100
    last = Quantity(at, m.end(), "decade", value + before, digits=digits)
    if not m["two"]:
        return [last._replace(start=m.start())]
    first = before + _value(m["two"]) * 10
    return [Quantity(m.start(), at, "decade", first, digits=digits), last]


def _value(figures: str | None) -> int:
    if not figures:
        return 0
    if figures.isdigit():
        return int(figures)
    found = chinese_numeral(figures)
    return found[0] if found and found[1] is None else 0


def _has_digit(text: str) -> bool:
    return any(c.isdigit() for c in text)


# Both

#: The most characters between a date and its weekday: "Monday, ", "（".
_GAP = 3


def contradictions(
    text: str, quantities: Iterable[Quantity]
) -> Iterator[tuple[Quantity, Quantity, str]]:
    """Full dates with a wrong weekday beside them: the date, the weekday, the right weekday.

    >>> text = "Monday, August 9, 2023"
    >>> [right for *_, right in contradictions(text, english_dates(text))]
    ['Wednesday']
    """
    found = sorted({q for q in quantities if q.kind in ("date", "weekday")})
    for one, other in itertools.pairwise(found):
        if {one.kind, other.kind} != {"date", "weekday"} or other.start - one.end > _GAP:
            continue
        day, weekday = (one, other) if one.kind == "date" else (other, one)
        if not all(day.date) or "." in text[one.end : other.start]:
            continue
        try:
            number = datetime.date(*day.date).isoweekday()
        except ValueError:  # February 30
            continue
        if number != weekday.value:
            yield day, weekday, _DAYS[number - 1]
