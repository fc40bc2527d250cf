"""Finds the quantities of a Chinese text."""

import re
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from align.languages.characters import HAN, half_width
from align.languages.numbers.calendar import chinese_dates
from align.languages.numbers.digits import Figure, code_end, figure
from align.languages.numbers.numerals import (
    CHARACTERS,
    IDIOMS,
    LARGE,
    chinese_digits,
    chinese_numeral,
)
from align.languages.numbers.quantity import (
    Kind,
    Number,
    Qualifier,
    Quantities,
    Quantity,
    exact,
    last_place,
    simple,
)  # fmt: skip
from align.languages.numbers.scanner import (
    QuantityReader,
    Scanner,
    join_decimals,
    join_feet,
    join_ranges,
)  # fmt: skip
from align.languages.numbers.units_and_currencies import (
    ENGLISH_CURRENCIES,
    ENGLISH_UNITS,
    UNIT_SYMBOLS,
)  # fmt: skip
from align.languages.numbers.zh_context import (
    BEGINS,
    MEASURE_WORDS,
    OVER,
    POWERS,
    SCALE_CHARACTERS,
    chinese_money,
    chinese_qualifier,
    clock,
    in_chinese_context,
    is_ordinal,
    power,
    power_at,
    scale_at,
    time_or_score,
    with_decimals,
)  # fmt: skip

_N = CHARACTERS


@lru_cache(maxsize=8)
def chinese_quantities(text: str) -> Quantities:
    """The numbers of a Chinese text, in order, without overlaps.

    Words that are not numbers are left out; codes are of the kind ``code``.

    >>> [str(q) for q in chinese_quantities("1.5万余张，增长三成，3至5万元，第三季度，一带一路")]
    ['>15000', '30%', '30000..50000 CNY', '3Q']
    >>> [str(q) for q in chinese_quantities("两千三，近百名，十几天，三五年，三分之二")]
    ['2300', '<100', 'x10 day', '3..5 year', '2/3']
    """
    text = half_width(text)
    dates = chinese_dates(text)
    numbers = _SCANNER.scan(text, dates)
    if len(numbers) > 1:
        numbers = join_ranges(text, join_feet(text, join_decimals(text, numbers)), _is_range)
    return tuple(sorted(dates + numbers)) if dates else tuple(numbers)


_TO = re.compile(r"\s?(?:[-–—~～]|至|到)\s?")


def _is_range(text: str, low: Quantity, high: Quantity) -> bool:
    return bool(_TO.fullmatch(text, low.end, high.start))


_MORE = re.compile(r"\s?(\d{1,4}|\d,\d{3})([十百千]?[万萬百千]|[亿億])(?![克瓦米])")
# 13万2, 2万4801, 4萬5,000: the digits after 万 without a unit.
_REST = re.compile(
    r"(?: (\d)(?=[元块。，、；！？）]|\Z) | (\d{4}|\d,\d{3})(?!\d|[.,]\d|[年万萬亿億]) )",
    re.VERBOSE,
)
# Those born since 1995: 95后.
_BORN = re.compile("[016789][05]")
_OVER = frozenset("分/")
_OF = re.compile(rf"分之(?=[\d{_N}])")
_SLASH = re.compile(r"/(\d{1,2})(?![\d/]|\.\d)")
_LETTERS = re.compile(r"[A-Za-z]+")


def _read_digits(text: str, first: "re.Match[str]", floor: int) -> Quantity:
    at = first.start()
    return _plainly(text, at, floor) or _in_full(text, at, floor)


# Most figures: 1,500张, 35%; no unit, scale or the like before or after them.
_PLAIN = re.compile(
    rf"""
    (?P<number> [1-9]\d{{0,2}}(?:,\d{{3}})+ | [1-9]\d{{0,8}} ) (?=[{HAN}])
    | (?P<percent> \d{{1,3}}(?:\.\d{{1,3}})? ) [%％]
    """,
    re.VERBOSE,
)
#: Characters that say more about a figure before them.
_TELLING = frozenset(SCALE_CHARACTERS + BEGINS + "来來分之点點时時后後")


def _plainly(text: str, at: int, floor: int) -> Quantity | None:
    """Like :func:`_in_full`, in a third of the time; None if that function must decide."""
    before = text[at - 1] if at > floor else " "
    if before in "第币" or not ("一" <= before <= "鿿" or before in "，、（"):
        return None
    m = _PLAIN.match(text, at)
    if m is None or (m["number"] and text[m.end()] in _TELLING):
        return None
    value, step = exact(m["number"] or m["percent"])
    kind: Kind = "number" if m["number"] else "percent"
    return Quantity(at, m.end(), kind, value, None, "", chinese_qualifier(text, at), 1, step)


def _in_full(text: str, at: int, floor: int) -> Quantity:
    found = figure(text, at, floor)
    if isinstance(found, Quantity):
        if found.kind == "time":
            return time_or_score(text, found)
        return found
    if _is_code(text, found):
        return Quantity(found.start, code_end(text, found.end), "code", 0)
    if text[found.end : found.end + 1] in ("后", "後") and _BORN.fullmatch(found.digits):
        return Quantity(found.start, found.end, "decade", int(found.digits), sure=False)
    scale, over, end = scale_at(text, found.end)
    value, step = exact(found.digits, scale)
    last = scale
    while last > 1 and not over and (m := _MORE.match(text, end)):  # 1亿2千万, 2兆6,600億
        part = power(m[2])
        if part >= last:
            break
        more, step = exact(m[1], part)
        value, end, last = value + more, m.end(), part
    if last == 10_000 and not over and (m := _REST.match(text, end)):
        more, step = exact(m[1] or m[2], 1000 if m[1] else 1)
        value, end = value + more, m.end()
    if scale == 1 and (time := clock(text, found.start, end, value)):
        return time
    if text[end : end + 1] in _OVER and (share := _over(text, found.start, end, value)):
        return share
    about: Qualifier = "over" if over else ""
    number = Quantity(found.start, end, "number", value, scale=scale, step=step, about=about)
    return in_chinese_context(text, number, chinese_money(text, found, floor))


def _is_code(text: str, found: Figure) -> bool:
    """Whether letters after a figure are neither a unit nor a currency: 5G."""
    letters = text[found.end : found.end + 1].isascii() and _LETTERS.match(text, found.end)
    if not letters:
        return False
    word, lower = letters.group(), letters.group().lower()
    if word == "K" and len(found.digits.partition(".")[2]) > 1:  # 2.7255K: a temperature
        return False
    return not (lower in ENGLISH_UNITS or word in UNIT_SYMBOLS or lower in ENGLISH_CURRENCIES)


def _over(text: str, start: int, end: int, value: Number) -> Quantity | None:
    """The fraction that a figure begins: 3分之2, 2/3."""
    m = _OF.match(text, end)
    if m and (share := _numeral_at(text, m.end(), denominator=value)):
        return Quantity(start, share.end, "fraction", share.value)
    slash = _SLASH.match(text, end)
    if slash and isinstance(value, int) and 0 < value < int(slash[1]):
        ratio = simple(Fraction(value, int(slash[1])))
        return Quantity(start, slash.end(), "fraction", ratio, sure=False)
    return None


_ONE = frozenset("一二两兩俩零三四五六七八九")
#: Characters that are a number only in some places.
_SINGLE = frozenset({*_ONE, "十", "百", "千", "万", "亿", "萬", "億"})
#: Parts of a work have their numbers: 第三章.
_DIVISIONS = frozenset("章节節编編卷册冊篇届屆条條")
_NOT_ONE = re.compile("些|[个個](?![半月小百季星多])")  # 一些, 一个
_D = "零〇○一二三四五六七八九"
# 一点五, but not 一点五分 nor 两点四十
_DOT = rf"[点點‧・·.]([{_D}]+)(?![{_D}十刻]|分(?!之))"
_POINT = re.compile(rf"{_DOT}([十百千]?[万萬][亿億]|[十百千]?[万萬亿億])?")
_SHARE = re.compile(rf"(?:又([{_N}]+))?分之")  # 三分之一, 二又三分之一
_AT = re.compile(rf"(\d+(?:\.\d+)?)|([{_N}]+)(?:{_DOT})?")


class _Value(NamedTuple):
    """A numeral in the text: its value, its end, the size of its last place."""

    value: Number
    end: int
    step: Number


def _numeral_at(text: str, at: int, denominator: Number | None = None) -> _Value | None:
    """The numeral at a place, in digits or characters, over a denominator if there is one."""
    m = _AT.match(text, at)
    if m is None:
        return None
    value: Number
    step: Number = 1
    if m[1]:
        value, step = exact(m[1])
    elif found := chinese_numeral(m[2]):
        value = found[0]
        if m[3]:
            value, step = exact(f"{value}.{chinese_digits(m[3])}")
    else:
        return None
    if denominator is None:
        return _Value(value, m.end(), step)
    if not denominator:
        return None
    return _Value(simple(Fraction(value) / denominator), m.end(), step)


def _skip(text: str, first: "re.Match[str]", floor: int) -> None:
    """Not a number."""


def _read_share(text: str, first: "re.Match[str]", floor: int) -> Quantity | None:
    """百分之三十, 千分之五."""
    start, end = first.span()
    found = _numeral_at(text, end)
    if found is None:
        return None
    parts = {"百分之": 1, "千分之": 10, "万分之": 100}[first.group()]
    value = simple(Fraction(found.value) / parts)
    return Quantity(
        start, found.end, "percent", value, about=chinese_qualifier(text, start), step=found.step,
        digits=text[end].isdigit(),
    )  # fmt: skip


def _read_some(text: str, first: "re.Match[str]", floor: int) -> Quantity:
    """数百万, 上千, 数以万计."""
    value = power("".join(c for c in first.group() if c in POWERS))
    some = Quantity(*first.span(), "number", value, about="some", scale=value, digits=False)
    return in_chinese_context(text, some)


def _read_teens(text: str, first: "re.Match[str]", floor: int) -> Quantity:
    """十几."""
    return _with_more(text, *first.span(), 10, "some")


def _read_plan(text: str, first: "re.Match[str]", floor: int) -> Quantity:
    """十四五: the fourteenth Five-Year Plan."""
    number = 10 + int(chinese_digits(first.group().strip('“”"')[1]))
    return Quantity(*first.span(), "ordinal", number, digits=False, sure=False)


def _read_near(text: str, first: "re.Match[str]", floor: int) -> Quantity:
    """近百, 约万, 上千."""
    near, units = first.group()[0], first.group()[1:]
    value = power(units)
    about: Qualifier = "under" if near == "近" else "about" if near == "约" else "over"
    number = Quantity(
        *first.span(), "number", value, about=about, scale=value, step=value, digits=False
    )
    return in_chinese_context(text, number)


def _read_half(text: str, first: "re.Match[str]", floor: int) -> Quantity | None:
    """半小时."""
    whole = in_chinese_context(text, Quantity(*first.span(), "number", 1, digits=False, sure=False))
    return whole._replace(value=Fraction(1, 2)) if whole.unit else None


def _read_numeral(text: str, start: int, end: int) -> Quantity | None:
    """一百零五, 第三, 三分之二; None for part of a word."""
    run = text[start:end]
    if m := _SHARE.match(text, end):
        return _fraction(text, start, run, m)
    if len(run) == 2 and run[0] == "零":  # 两年零六个月
        return _read_numeral(text, start + 1, end)
    ordinal = is_ordinal(text, start)
    if run in _SINGLE and not ordinal:
        return _single(text, start, end, run)
    kilo = run[-2:-1] in LARGE and run[-1] == "千" and text[end : end + 1] in "瓦米克赫帕伏焦卡"
    if (len(run) > 1 and run[-1] in "两兩") or kilo:  # taels; 百万千瓦
        return _read_numeral(text, start, end - 1)
    found = chinese_numeral(run) if len(run) > 1 or run in "廿卅" or ordinal else None
    if found is None:
        return None
    value, upper = found
    if ordinal:
        sure = value > 10 or text[end : end + 1] in _DIVISIONS
        nth = Quantity(start - 1, end, "ordinal", value, digits=False, sure=sure)
        return in_chinese_context(text, nth)
    return _with_more(text, start, end, value, "", upper)


def _fraction(text: str, start: int, run: str, m: "re.Match[str]") -> Quantity | None:
    """三分之二; 二又三分之一."""
    first = chinese_numeral(run)
    below = chinese_numeral(m[1]) if m[1] else first
    share = _numeral_at(text, m.end(), below[0] if below else 0)
    if share is None:
        return None
    whole = first[0] if m[1] and first else 0
    found = Quantity(start, share.end, "fraction", whole + share.value, digits=False)
    return found._replace(kind="number") if whole else found


def _single(text: str, start: int, end: int, run: str) -> Quantity | None:
    """One character: a number only before a measure word or in 三成."""
    after = text[end : end + 1]
    if not after or (run == "一" and _NOT_ONE.match(text, end)):
        return None
    value = POWERS[run] if run in POWERS else int(chinese_digits(run))
    number = Quantity(start, end, "number", value, digits=False, sure=False)
    if after == "成" and run in _ONE:
        share = in_chinese_context(text, number)
        return share if share.kind == "percent" else None
    if after in "至到" and text[end + 1 : end + 2] in CHARACTERS:
        return number
    if (
        after in MEASURE_WORDS
        or after in "余餘多几"
        or _POINT.match(text, end)
        or text.startswith(("百分点", "比"), end)
    ):
        return _with_more(text, start, end, value, "")
    return None


def _with_more(
    text: str, start: int, end: int, value: int, about: Qualifier, upper: int | None = None
) -> Quantity:
    """A numeral with what follows it: 多, 点五, 万, a unit."""
    run = text[start:end]
    scale = max((POWERS[c] for c in run if c in POWERS), default=1)
    sure = value > 10 and run not in _SINGLE
    number: Number = value
    step: Number = last_place(value)
    if m := OVER.match(text, end):
        if m.group() not in "来來" or text[m.end() : m.end() + 1] not in "自到源说了看":  # 来自
            factor, end = power_at(text, m.end())
            about, number, step = "over", number * factor, step * factor
    elif m := _POINT.match(text, end):
        scale, end, sure = power(m[2] or ""), m.end(), True
        number, step = exact(f"{value}.{chinese_digits(m[1])}", scale)
    elif about:
        factor, end = power_at(text, end)
        number, step, scale = number * factor, step * factor, max(scale, factor)
    if scale <= 10 and (time := clock(text, start, end, number)):
        return time._replace(digits=False, sure=False)
    quantity = Quantity(
        start, end, "number", number, upper, scale=scale, step=step, about=about, digits=False,
        sure=sure,
    )  # fmt: skip
    return with_decimals(text, in_chinese_context(text, quantity))


_SCANNER = Scanner(
    _read_digits,
    QuantityReader("idiom", "|".join(IDIOMS), _skip),
    QuantityReader("share", rf"[百千万]分之(?=[\d{_N}])", _read_share),
    QuantityReader(
        "some",
        rf"""
        (?:数以)?[数數几幾]?[十百千万亿]{{1,2}}计                              # 数以万计
        | [数數几幾好][十百千万萬亿億]{{1,3}}(?!分之)                         # 数百万
        | (?<![以之])[上成](?!十分(?![之钟鐘]))[十百千万萬亿億]{{1,2}}(?=[{HAN}])       # 上千
        """,
        _read_some,
    ),
    QuantityReader("teens", "十[几幾]", _read_teens),
    QuantityReader(
        "plan",
        r"""[“"]?十[一二三四五六七]五[”"]?
        (?=规划|計劃|计划|时期|期间|收官|开局|国家|末|以来|[”"])""",
        _read_plan,
    ),
    QuantityReader(
        "near", r"[近逾超约上][百千万萬亿億]{1,2}(?![分姓货度科合米瓦克帕])", _read_near
    ),
    QuantityReader(
        "half",
        r"""(?<![个個分時點点年天岁歲月多一两兩成大倍中])半
        (?=[个個]?(?:小时|小時|年|天|月|分钟|分鐘|世纪|世紀|公里|斤|钟头|鐘頭))""",
        _read_half,
    ),
    QuantityReader("numeral", rf"[{_N}]+", lambda text, m, floor: _read_numeral(text, *m.span())),
    guard=rf'(?=[数數几幾好上成近逾超约半不国双第统統唯“"亿億{_N}])',
    item=rf"\s*[(（]?(?:\d{{1,2}}|[{_N}]{{1,3}})[)）.、．](?![\d{_N}])\s?",
)
