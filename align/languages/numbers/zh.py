"""Numbers in Chinese text, by value."""

import re
from fractions import Fraction
from functools import lru_cache, partial

from align.languages.characters import half_width
from align.languages.numbers.digits import code_end, figure
from align.languages.numbers.en_units import CURRENCIES as LATIN_CURRENCIES
from align.languages.numbers.en_units import UNIT_NAMES as LATIN_UNITS
from align.languages.numbers.en_units import UNIT_SYMBOLS
from align.languages.numbers.quantity import (
    CURRENCY_SIGNS,
    Number,
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
from align.languages.numbers.zh_context import (
    AFTERNOON,
    BEGINS,
    OVER,
    about_before,
    clock,
    is_ordinal,
    with_unit,
)  # fmt: skip
from align.languages.numbers.zh_dates import QUICK, dates
from align.languages.numbers.zh_idioms import IDIOM
from align.languages.numbers.zh_shares import numeral_at, part_of
from align.languages.numbers.zh_words import CHARACTERS, LARGE, TENS, numeral

_N = CHARACTERS
_FIRST = re.compile(
    rf"\d|(?=[数數几幾好上成近逾超约半不国双第统統唯“\"亿億{_N}])(?:(?P<idiom>{IDIOM})"
    rf"|(?P<part>百分之|千分之|万分之)(?=[\d{_N}])"
    r"|(?P<some>(?:数以)?[数數几幾]?[十百千万亿]{1,2}计|[数數几幾好][十百千万萬亿億]{1,3}"
    r"|[上成](?!十分(?![之钟鐘]))[十百千万萬亿億]{1,2}(?=[一-鿿]))"
    rf"|(?P<dozen>十[几幾])"
    rf"|(?P<plan>[“\"]?十[一二三四五六七]五[”\"]?(?=规划|計劃|计划|时期|期间|收官|开局|国家|末|以来|[”\"]))"
    r"|(?P<near>[近逾超约上])(?P<unit>[百千万萬亿億]{1,2})(?![姓货度科合米瓦克帕])"
    r"|(?P<piece>(?<![个分时點点年天岁月多一两成大倍中])半)(?=个?(?:小时|小時|年|天|月|分钟|世纪|公里|斤|钟头))"
    rf"|(?P<numeral>[{_N}]+))"
)
_QUANTIFIER = (
    "个個名人位家项項条條次张張件届屆年天日周月种種类類所台臺辆輛座支份批期级級倍元块公斤吨亩米里分秒点小美"
    "本部篇场場只隻头頭艘架套间間层層款颗顆万道国國省市县方大型岁歲代步轮輪号號户戶字页頁节節度克升门門"
)
_ONE = frozenset("一二两兩俩零三四五六七八九")
_SCALE = re.compile(
    r"\s?(?P<before>[余餘多几幾])?(?P<scale>[十百千]?[万萬亿億]|[百千](?![克瓦米卡帕赫伏]|分[之点])|万亿)(?P<after>[余餘多])?"
)
_SCALES = "余餘多几幾十百千万萬亿億"
_OF = re.compile(rf"分之(?=[\d{_N}])")
_SLASH = re.compile(r"/(\d{1,2})(?![\d/])")
_ITEM = re.compile(rf"\s*[(（]?(?:\d{{1,2}}|[{_N}]{{1,3}})[)）.、．](?!\d)\s?")
_LETTERS = re.compile(r"[A-Za-z]+")
_TO = re.compile(r"\s?(?:[-–—~～]|至|到)\s?")


@lru_cache(maxsize=8)
def chinese_quantities(text: str) -> Quantities:
    """The numbers of a Chinese text, in order, none over another.

    Exact values; words that are no numbers do not count, codes are of the kind ``code``.

    >>> [str(q) for q in chinese_quantities("1.5万余张，增长三成，3至5万元，第三季度，一带一路")]
    ['>15000', '30%', '30000..50000 CNY', '3Q']
    >>> [str(q) for q in chinese_quantities("两千三，近百名，十几天，三五年，三分之二")]
    ['2300', '<100', 'x10 day', '3..5 year', '2/3']
    """
    text = half_width(text)
    found = dates(text) if QUICK.search(text) else []
    numbers = scan(text, _FIRST, found, _ITEM, partial(_read, text))
    if len(numbers) > 1:
        numbers = join_ranges(text, join_feet(text, numbers), _is_range)
    return tuple(sorted(found + numbers)) if found else tuple(numbers)


def _read(text: str, first: "re.Match[str]", floor: int) -> Quantity | int:
    one = _one(text, first, floor)
    return first.end() if one is None else one


def _one(text: str, first: "re.Match[str]", floor: int) -> Quantity | None:
    start, end = first.span()
    kind = first.lastgroup
    if kind is None:
        return _digits(text, start, floor)
    if kind == "numeral":
        return _numeral(text, start, end)
    if kind == "piece":
        quantity = Quantity(start, end, "number", 1, digits=False, sure=False)
        whole = with_unit(text, quantity)
        return whole._replace(value=Fraction(1, 2)) if whole.unit else None
    if kind == "part":
        return part_of(text, start, end, first["part"])
    if kind == "some":
        value = _product("".join(c for c in first["some"] if c in _LARGE_ALL))
        return with_unit(
            text, Quantity(start, end, "number", value, about="some", scale=value, digits=False)
        )
    if kind == "dozen":
        return _scaled(text, start, end, 10, "some")
    if kind == "plan":
        plan = numeral("十" + first["plan"].strip('“”"')[1])
        assert plan is not None  # the pattern holds a numeral
        return Quantity(start, end, "ordinal", plan[0], digits=False, sure=False)
    if kind == "unit":
        value = _product(first["unit"])
        about = {"近": "under", "约": "about"}.get(first["near"], "over")
        quantity = Quantity(
            start, end, "number", value, about=about, scale=value, step=value, digits=False
        )
        return with_unit(text, quantity)
    return None


def _product(units: str) -> int:
    """数百万: the units one times the other."""
    value = 1
    for c in units:
        value *= _LARGE_ALL[c]
    return value


_LARGE_ALL = {**TENS, **LARGE}


def _digits(text: str, at: int, floor: int) -> Quantity:
    return _plainly(text, at, floor) or _in_full(text, at, floor)


# Most figures: 1,500张, 35%; with nothing before or behind them that would tell more.
_PLAIN = re.compile(
    r"(?P<number>[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,8})(?=[一-鿿])"
    r"|(?P<percent>\d{1,3}(?:\.\d{1,3})?)[%％]"
)
_TELLING = frozenset(_SCALES + BEGINS + "来來分之点點时時")


def _plainly(text: str, at: int, floor: int) -> Quantity | None:
    """The quantity that :func:`_in_full` would give, in a third of the time; None: ask it."""
    before = text[at - 1] if at > floor else " "
    if before in "第币" or not ("一" <= before <= "鿿" or before in "，、（"):
        return None
    m = _PLAIN.match(text, at)
    if m is None or (m["number"] and text[m.end()] in _TELLING):
        return None
    value, step = exact(m["number"] or m["percent"])
    kind = "number" if m["number"] else "percent"
    return Quantity(at, m.end(), kind, value, None, "", about_before(text, at), 1, step)


def _in_full(text: str, at: int, floor: int) -> Quantity:
    start, end, digits, prefix, quantity = figure(text, at, floor)
    if quantity is not None:
        if quantity.kind == "time" and quantity.value < 720 and AFTERNOON.search(text, 0, start):
            return quantity._replace(value=quantity.value + 720)
        return quantity
    money = CURRENCY_SIGNS.get(prefix[-1:], "") or prefix.strip("-~")
    money = LATIN_CURRENCIES.get(prefix.strip("-~").lower(), money) if prefix else ""
    if not money:
        before = text[max(floor, start - 4) : start].rstrip()
        if before.endswith(("人民币", "RMB", "CNY")):
            money = "CNY"
        elif before.endswith(("USD", "US$")):
            money = "USD"
    letters = text[end : end + 1].isascii() and _LETTERS.match(text, end)
    kelvin = letters and letters.group() == "K" and len(digits.partition(".")[2]) > 1
    if letters and not kelvin and not _known(letters.group()):
        return Quantity(start, code_end(text, end), "code", 0)
    return _rest(text, start, end, digits, money)


def _known(letters: str) -> bool:
    lower = letters.lower()
    return lower in LATIN_UNITS or letters in UNIT_SYMBOLS or lower in LATIN_CURRENCIES


def _rest(text: str, start: int, end: int, digits: str, money: str) -> Quantity:
    """Digits with what may follow: a scale, 多, 分之, a percent sign, a unit."""
    about, scale = "", 1
    while following(text, end) in _SCALES and (m := _SCALE.match(text, end)):
        scale *= _product(m["scale"])
        end = m.end()
        if m["before"] or m["after"]:
            about = "over"
            break
    value, step = exact(digits, scale)
    if scale > 1 and not about and (m := _MORE.match(text, end)):  # 1亿2千万
        part = _product(m[2])
        if part < scale:
            more, step = exact(m[1], part)
            value, end = value + more, m.end()
    if scale == 1 and (time := clock(text, start, end, value)):
        return time
    quantity = Quantity(start, end, "number", value, scale=scale, step=step, about=about)
    if text.startswith("分", end) and (m := _OF.match(text, end)):
        whole = numeral_at(text, m.end(), denominator=value)
        if whole:
            return Quantity(start, whole[1], "fraction", whole[0])
    slash = _SLASH.match(text, end) if text.startswith("/", end) else None
    if slash and isinstance(value, int) and 0 < value < int(slash[1]):
        share = simple(Fraction(value, int(slash[1])))
        return Quantity(start, slash.end(), "fraction", share, sure=False)
    return with_unit(text, quantity, money)


_MORE = re.compile(r"\s?(\d{1,4})([十百千]?[万百千])(?![克瓦米])")


def _numeral(text: str, start: int, end: int) -> Quantity | None:
    """A numeral in characters; None for what is a part of a word."""
    run = text[start:end]
    if run in _SINGLE and not is_ordinal(text, start):
        return _single(text, start, end, run)
    if text[end : end + 2] == "分之":
        denominator = numeral(run)
        whole = numeral_at(text, end + 2, denominator=denominator[0] if denominator else 0)
        if whole:
            return Quantity(start, whole[1], "fraction", whole[0], digits=False)
        return None
    if len(run) > 1 and run[-1] in "两兩":  # taels
        return _numeral(text, start, end - 1)
    found = numeral(run) if len(run) > 1 or run in "廿卅" or is_ordinal(text, start) else None
    if found is None:
        return None
    if is_ordinal(text, start):
        return with_unit(
            text,
            Quantity(start - 1, end, "ordinal", found[0], digits=False, sure=found[0] > 10),
        )
    return _scaled(text, start, end, found[0], "", found[1])


def _single(text: str, start: int, end: int, run: str) -> Quantity | None:
    """One character: a number only before a measure word or in 三成."""
    following = text[end : end + 1]
    if not following or (run == "一" and following in "个個些" and _ONE_WORD.match(text, end)):
        return None
    if text[end : end + 2] == "分之":
        found = numeral(run)
        whole = numeral_at(text, end + 2, denominator=found[0] if found else 0)
        return Quantity(start, whole[1], "fraction", whole[0], digits=False) if whole else None
    value = _product(run) if run in _LARGE_ALL else (numeral(run) or (0, None))[0]
    if following == "成" and run in _ONE:
        share = with_unit(text, Quantity(start, end, "number", value, digits=False, sure=False))
        return share if share.kind == "percent" else None
    if following in "至到" and text[end + 1 : end + 2] in CHARACTERS:
        return Quantity(start, end, "number", value, digits=False, sure=False)
    if (
        following in _QUANTIFIER
        or following in "余餘多几"
        or text[end : end + 3].startswith(("百分点", "比"))
    ):
        return _scaled(text, start, end, value, "")
    return None


_ONE_WORD = re.compile("些|[个個](?![半月小百季星多])")
_SINGLE = frozenset({*_ONE, "十", "百", "千", "万", "亿", "萬", "億"})


def _scaled(
    text: str, start: int, end: int, value: int, about: str, upper: int | None = None
) -> Quantity:
    """A numeral with 多, 点五 and a unit behind it."""
    run = text[start:end]
    scale = max((_LARGE_ALL[c] for c in run if c in _LARGE_ALL), default=1)
    step = last_place(value)
    sure = value > 10 and run not in _SINGLE
    number: Number = value
    if m := OVER.match(text, end):
        if not (m.group() in "来來" and text[m.end() : m.end() + 1] in "自到源说了看"):
            about, end = "over", m.end()
            if m2 := _SCALE.match(text, end):
                number, step = number * _product(m2["scale"]), step * _product(m2["scale"])
                end = m2.end()
    elif m := _POINT.match(text, end):
        places = "".join(str((numeral(c) or (0, None))[0]) for c in m[1])
        unit = _product(m[2] or "")
        whole, step_ = exact(f"{value}.{places}", unit)
        number, step, end, sure, scale = whole, step_, m.end(), True, unit
    elif about and (m2 := _SCALE.match(text, end)):
        number, step = number * _product(m2["scale"]), step * _product(m2["scale"])
        scale, end = max(scale, _product(m2["scale"])), m2.end()
    if scale == 1 and (time := clock(text, start, end, number)):
        return time._replace(digits=False, sure=False)
    quantity = Quantity(
        start, end, "number", number, upper, scale=scale, step=step, about=about, digits=False,
        sure=sure,
    )  # fmt: skip
    return with_unit(text, quantity)


_POINT = re.compile("点([零〇一二三四五六七八九]+)([十百千]?万亿|[十百千]?[万亿])?")


def _is_range(text: str, one: Quantity, other: Quantity) -> bool:
    return bool(_TO.fullmatch(text, one.end, other.start))
