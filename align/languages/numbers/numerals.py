"""Chinese numerals in characters: 一百零五万, 两千三, 三五.

No library does this: cn2an takes 34 µs for a numeral and knows neither 三五 and 七八十 (3–5, 70–80)
nor 百万 and 一亿二.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")}
_DIGITS |= {c: n for n, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
_DIGITS |= {"〇": 0, "○": 0, "两": 2, "兩": 2, "俩": 2, "貳": 2, "參": 3, "陸": 6}
_ZEROS = "零〇○"
TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
#: Every character of a numeral.
CHARACTERS = "".join([*_DIGITS, *TENS, *LARGE]).replace("兆", "") + "廿卅"
_POSITIONAL = re.compile("[{}]+".format("".join(_DIGITS)))
_LARGE = re.compile("[亿億]|[万萬]")
_D = "[{}]{{1,2}}".format("".join(c for c in _DIGITS if _DIGITS[c]))
#: A numeral below 10,000. Two digits are the ends of a range: 七八十.
_SECTION = re.compile(
    rf"""
    [{_ZEROS}]? (?P<thousands> (?P<k>{_D})? [千仟] )? (?P<z1>[{_ZEROS}])?
    (?P<hundreds>  (?P<h>{_D})? [百佰] )? (?P<z2>[{_ZEROS}])?
    (?: (?P<tens>  (?P<t>{_D})? [十拾] ) | (?P<tt>[廿卅]) )?
    (?P<u>{_D})?
    """,
    re.VERBOSE,
)
# fmt: off
#: Patterns of words that are written with numerals but are not numbers.
IDIOMS = (
    "一带一路 一帶一路 万一 萬一 千万(?=别|不|要|记|小心|莫|当心) 统一 唯一 一一 一五一十 "
    "万分(?!之) 十分(?!之|钟|鐘|[钱零一二三四五六七八九]) 三三两两 三言两语 千家万户 "
    "千千万万 千军万马 千山万水 千辛万苦 千变万化 千方百计 千言万语 千载难逢 千篇一律 "
    "千钧一发 万众一心 万无一失 万事 万物 万能 万紫千红 万丈 万古 万岁 万般 万里长城 百姓 "
    "百货 百度 百科 百合 百家 百忙 百般 百战 百折 百花 百感 百万富翁 千禧 千古 千里 千秋 "
    "千金 亿万 億萬 成千上万 成百上千 成千成百 不管三七二十一 七上八下 乱七八糟 七零八落 "
    "十万八千里 一点一(?=[点滴]) 一清二楚 一年一度 不三不四 四面八方 五颜六色 五花八门 "
    "四通八达 三心二意 三番五次 四分五裂 三五成群 一二三四 七嘴八舌 九牛一毛 九死一生 "
    "十全十美 十拿九稳 十有八九 八九不离十 三长两短 两三下 双十一 双十二 九一八 三一五 "
    "二十四节气 (?:第一|第二|第三)产业 第一时间 一体 两会 三中全会 两岸 两侧 "
    "一成不[变變] 千百[遍年次] 十二分 [三四五六七八九]成(?=[是会會又就]) "
    "十一(?=黄金周|长假|假期) 千[百佰]万 "
).split()
# fmt: on
#: The lower and the upper end of a numeral; equal unless it is a range.
_Ends: TypeAlias = tuple[int, int]


@lru_cache(maxsize=1000)
def chinese_numeral(run: str) -> tuple[int, int | None] | None:
    """The value of a Chinese numeral, or the two ends of one like 三五; None for other words.

    >>> [chinese_numeral(run) for run in ("一百零五万", "两千三", "二〇二三", "百万", "廿一")]
    [(1050000, None), (2300, None), (2023, None), (1000000, None), (21, None)]
    >>> chinese_numeral("三五"), chinese_numeral("七八十"), chinese_numeral("两三百万")
    ((3, 5), (70, 80), (2000000, 3000000))
    >>> chinese_numeral("三三")
    """
    if len(run) > 24:
        return None
    if _POSITIONAL.fullmatch(run):
        return _positional(run)
    low = high = 0
    last = 10**12  # the size of the group before
    for section, size in _groups(run):
        ends: _Ends | None
        if section:
            ends = _section(section, size, last if low else 0)
        elif low:
            ends = (0, 0) if size > last else None  # 一万亿
        else:
            ends = (1, 1)  # 亿
        if ends is None:
            return None
        if size > last:
            low, high = (low + ends[0]) * size, (high + ends[1]) * size
        else:
            low, high = low + ends[0] * size, high + ends[1] * size
        last = size
    return low, (high if high != low else None)


def chinese_digits(run: str) -> str:
    """The digits of characters that stand for one each.

    >>> chinese_digits("三五〇")
    '350'
    """
    return "".join(str(_DIGITS[c]) for c in run)


def _groups(run: str) -> Iterator[tuple[str, int]]:
    """Parts of a numeral up to each 万 and 亿, with their sizes."""
    at = 0
    for mark in _LARGE.finditer(run):
        yield run[at : mark.start()], LARGE[mark.group()]
        at = mark.end()
    if at < len(run):
        yield run[at:], 1


def _positional(run: str) -> tuple[int, int | None] | None:
    """Digits without 十 and 百: 五, 三五 (a range), 二〇二三."""
    values = [_DIGITS[c] for c in run]
    if len(run) == 1:
        return values[0], None
    if len(run) == 2 and "〇" not in run and "零" not in run:
        one, other = values
        spread = 1 <= one < other <= 9 and (other - one == 1 or run in ("三五", "一三"))
        return (one, other) if spread else None
    if len(run) > 2 and values[0] and (len(run) == 4 or set(run) & set(_ZEROS)):
        return int("".join(map(str, values))), None
    return None


def _section(run: str, size: int, last: int) -> _Ends | None:
    """A numeral below 10,000.

    ``size`` is that of the 万 or 亿 after it, else 1; ``last`` that of the group before it, else 0.
    """
    m = _SECTION.fullmatch(run)
    if m is None:
        return None
    low = high = 0
    smallest = 0
    for group, digits, unit in (
        (m["thousands"], m["k"], 1000), (m["hundreds"], m["h"], 100), (m["tens"], m["t"], 10),
    ):  # fmt: skip
        if group:
            ends = _one_or_two(digits or "一")
            if ends is None:
                return None
            low, high, smallest = low + ends[0] * unit, high + ends[1] * unit, unit
    if m["tt"]:
        twenty = 20 + 10 * "廿卅".index(m["tt"])
        low, high, smallest = low + twenty, high + twenty, 10
    if m["u"]:
        ends = _one_or_two(m["u"])
        if ends is None:
            return None
        unit = 1
        if not (m["z1"] or m["z2"]):
            if smallest >= 100 and ends[0] == ends[1]:
                unit = smallest // 10  # 两千三
            elif not smallest and last and size == 1:
                unit = last // 10  # 三万五
        low, high = low + ends[0] * unit, high + ends[1] * unit
    return (low, high) if low else None


def _one_or_two(digits: str) -> _Ends | None:
    one, other = _DIGITS[digits[0]], _DIGITS[digits[-1]]
    return (one, other) if len(digits) == 1 or other - one == 1 or digits == "三五" else None
