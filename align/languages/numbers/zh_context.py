"""The context of a Chinese number: 约 before it, 余, a percent sign or a unit after it."""

import re
from fractions import Fraction
from typing import TypeAlias

from align.languages.numbers.calendar import OF_DAY
from align.languages.numbers.digits import Figure
from align.languages.numbers.numerals import LARGE, TENS, chinese_digits, chinese_numeral
from align.languages.numbers.quantity import Kind, Number, Qualifier, Quantity, simple
from align.languages.numbers.scanner import any_of, following
from align.languages.numbers.units_and_currencies import (
    CHINESE_CURRENCIES,
    CHINESE_UNITS,
    CURRENCY_SIGNS,
    ENGLISH_CURRENCIES,
    ENGLISH_UNITS,
    TIMES,
    UNIT_SYMBOLS,
)  # fmt: skip

#: Characters of powers of ten → value.
POWERS = {**TENS, **LARGE}
#: 余 or 多 after a number: 20多个 are more than 20.
OVER = re.compile(r"\s?[余餘] | 多 | \s多(?=[个個名位家项項条條种種次人]) | [来來]", re.VERBOSE)
_TAIL = re.compile(
    r"""
    \s?
    (?: (?P<points> 个?(?:百分点|百分點) )
      | (?P<percent> [%％] )
      | (?P<permille> ‰ )
      | (?P<basis> 个?基[点點] )
      | (?P<tenth> 成 (?P<more>[\d一二三四五六七八九半])?            # 三成五: 35 %
            (?![为為立员員都果功本长長熟就品份分套交绩績年人片功千百] )    # 成立
        )
    )
    """,
    re.VERBOSE,
)
_ROUGH_WORDS: dict[str, Qualifier] = {
    "左右": "about", "上下": "about", "以上": "least", "以下": "most", "以内": "most",
}  # fmt: skip
_ROUGHLY = re.compile(rf"\s?(?:{'|'.join(_ROUGH_WORDS)})")
_NAME = any_of([*CHINESE_UNITS, *CHINESE_CURRENCIES])
#: 个半小时, 多公里, 年半.
_UNIT = re.compile(rf"\s? (?P<half>[个個]?半)? 多? \s? (?P<unit>{_NAME}) (?P<plus>半)?", re.VERBOSE)
_LATIN_UNIT = re.compile(r"\s?([A-Za-z%°℃℉µ]+|[€$])")
# Words that begin like a unit: 3年级, 100里挑一.
_NO_UNIT = re.compile(
    "年级|年級|天津|米兰|里程|分公司|两会|两国|两个|两岸|克拉|度假|千里|升级|天然|斤斤|两侧|两类"
    "|两项|两家|两年|码头|桶装|里[的有面外]|天空"
)
_CLOCK = re.compile(
    r"""
    \s? [点點时時] (?! 间|候|代|期|[左右]|评|赞 )                   # 时间, 点评
    (?: \s? (?P<minutes> [0-5]?\d | [零〇]?[一二三四五]?十?[一二三四五六七八九]? ) \s? 分(?!钟)
      | (?P<half>半) | 整 | 许 | (?P<quarters>[一三13])刻
    )?
    """,
    re.VERBOSE,
)
_DAY_HALF = re.compile(
    r"(?:(?P<late>下午|晚上?|傍晚|午后|午後|当晚|當晚|今晚|昨晚|明晚)|(?P<night>[深半午]?夜[里裡]?|晚间|晚間)"
    r"|(?P<noon>[中正]午)|(?P<early>凌晨|清晨|早上|早晨|上午|今早|早))[（(]?\s?\Z"
)
#: 差一刻六点, 差五分六点
_LESS = re.compile(r"差(?:[一1]刻|(\d{1,2}|[一二三四五六七八九十]{1,2})分)钟?\s?\Z")
_DAYTIME = re.compile(r"[午晚日间晨早夜天号]\s?\Z")
#: A currency before the number.
_NATIONAL = re.compile(
    "(新[台臺][币幣]|[台臺][幣币]|港[币幣])(?:[约約近逾超达達各計计為为]|至少)?\\s?\\Z"
)
_NO_CLOCK = re.compile("[意建要希主共伤傷]")  # 3点建议
#: Measure words and nouns that make a single character before them a number.
MEASURE_WORDS = (
    "个個名人位家项項条條种種次张張件届屆年天日周月种種类類所台臺辆輛座支份批期级級倍元块公斤吨亩米里分秒点小美"
    "本部篇场場只隻头頭艘架套间間層层款颗顆万道国國省市县方大型岁歲代步轮輪号號户戶字页頁节節度克升门門英"
)
_ABOUT: tuple[tuple[str, Qualifier], ...] = (
    ("近", "under"), ("快", "under"), ("约", "about"), ("約", "about"), ("不超过", "most"),
    ("超过", "over"),
    ("超過", "over"), ("超", "over"), ("逾", "over"), ("大约", "about"), ("将近", "under"),
    ("接近", "under"), ("不到", "under"), ("不足", "under"), ("至少", "least"),
    ("不少于", "least"), ("不低于", "least"), ("最多", "most"), ("至多", "most"),
    ("不高于", "most"), ("不多于", "most"), ("突破", "over"), ("多达", ""), ("上", "over"),
    ("大概", "about"), ("高于", "over"), ("低于", "under"), ("大于", "over"), ("小于", "under"),
    ("未满", "under"), ("过", "over"), ("估计", "about"), ("差不多", "about"), ("近乎", "under"),
    ("几乎", "under"),
)  # fmt: skip
_LAST = frozenset(word[-1] for word, _ in _ABOUT)

#: A power of ten after a figure, with 多 before or after it: 1.5万余, 3多万.
_SCALE = re.compile(
    r"""
    \s?
    (?P<before>[余餘多几幾])?
    (?P<scale> 兆 (?= \s? [余餘多]? \s?
                      (?:[美日歐欧韓韩港新台臺人] | [元圓圆，。、；] | \d[\d,]*[億亿] | $) )
             | [十百千]?[万萬亿億]
             | [百千](?![克瓦米卡帕赫伏]|分[之点])      # 5千克, 5百分点
             | 万亿 )
    (?P<after>[余餘多])?
    """,
    re.VERBOSE,
)
#: The characters with which it begins.
SCALE_CHARACTERS = "余餘多几幾十百千万萬亿億兆"
# The characters with which these patterns begin; most numbers are followed by others.
_TAILS = "个百基%％‰成"
_UNITS = "".join({name[0] for name in (*CHINESE_UNITS, *CHINESE_CURRENCIES)}) + "个半多倍"
_ROUGH = "".join({word[0] for word in _ROUGH_WORDS})
#: The first characters of anything that says more about a number.
BEGINS = _TAILS + _UNITS + _ROUGH


def chinese_money(text: str, found: Figure, floor: int) -> str:
    """The currency before a figure."""
    if prefix := found.prefix:
        money = CURRENCY_SIGNS.get(prefix[-1:], "") or prefix.strip("-~")
        money = ENGLISH_CURRENCIES.get(prefix.strip("-~").lower(), money)
        if money:
            return money
    before = text[max(floor, found.start - 4) : found.start].rstrip()
    if before.endswith(("人民币", "RMB", "CNY")):
        return "CNY"
    return "USD" if before.endswith(("USD", "US$")) else ""


def in_chinese_context(text: str, number: Quantity, money: str = "") -> Quantity:
    """The number with 第 and the mark before it, and the percent sign or unit after it."""
    start, end = number.start, number.end
    about = number.about or chinese_qualifier(text, start)
    kind, unit, value = number.kind, "", number.value
    if kind == "number" and is_ordinal(text, start):
        start, kind = start - 1, "ordinal"
    if not number.about and number.scale == 1 and (m := OVER.match(text, end)):
        about, end = "over", m.end()
    after = following(text, end)
    if m := _tail(text, end, after, value):
        return _percentage(number._replace(about=about), m)
    money = money or _national(text, start, after)
    if money:
        kind, unit = "money", money
        if (m := _UNIT.match(text, end)) and m["unit"] in CHINESE_CURRENCIES:
            end = m.end()
    elif found := (
        (after in _UNITS and _chinese_unit(text, end, kind)) or _latin_unit(text, end, kind)
    ):
        kind, unit, end, half = found
        if half:
            value = simple(value + Fraction(1, 2))
    if not about and following(text, end) in _ROUGH and (m := _ROUGHLY.match(text, end)):
        about = _ROUGH_WORDS[m.group().strip()]
    # not _replace: it takes longer than all the rest
    return Quantity(
        start, end, kind, value, number.upper, unit, about, number.scale, number.step,
        number.digits, number.sure, number.date,
    )  # fmt: skip


def _national(text: str, start: int, after: str) -> str:
    """The currency before a number: 新臺幣三萬元."""
    if after not in "元圓圆":
        return ""
    m = _NATIONAL.search(text, max(0, start - 6), start)
    return CHINESE_CURRENCIES[m[1]] if m else ""


# 一米八五, 九秒八三, 五块五, 五元五角
_DECIMALS = re.compile(
    rf"(?<=[米秒块塊])([零一二三四五六七八九]{{1,2}})(?![{MEASURE_WORDS}十百千万多几])"
    r"|(?<=[元块塊])([一二三四五六七八九])[角毛]"
)


def with_decimals(text: str, number: Quantity) -> Quantity:
    """The measure or price with the decimals that follow its unit."""
    if number.unit not in ("m", "s", "CNY") or not isinstance(number.value, int):
        return number
    if (m := _DECIMALS.match(text, number.end)) is None:
        return number
    digits = chinese_digits(m[1] or m[2])
    step = Fraction(1, 10 ** len(digits))
    value = simple(number.value + int(digits) * step)
    return number._replace(end=m.end(), value=value, step=step, sure=True)


def _tail(text: str, end: int, after: str, value: Number) -> "re.Match[str] | None":
    """A percent sign or the like; 成 only after a few tenths, not in 2900万成年人."""
    m = _TAIL.match(text, end) if after in _TAILS else None
    return m if m and (not m["tenth"] or value <= 10) else None


#: Kind, unit and end of a number that has a unit, and whether half of the unit is added.
_Unit: TypeAlias = tuple[Kind, str, int, bool]


def _chinese_unit(text: str, end: int, kind: Kind) -> _Unit | None:
    """元, 公里, 个半小时, 年半."""
    m = _UNIT.match(text, end)
    if m is None:
        return (kind, TIMES, end + 1, False) if text[end : end + 1] == "倍" else None
    name = m["unit"]
    if name in CHINESE_CURRENCIES:
        return "money", CHINESE_CURRENCIES[name], m.end(), False
    if kind != "number" or _NO_UNIT.match(text, m.start("unit")):
        return None
    if m["plus"] and not m["half"] and text[m.end() : m.end() + 1] == "径":  # 米半径
        return "measure", CHINESE_UNITS[name], m.end("unit"), False
    return "measure", CHINESE_UNITS[name], m.end(), bool(m["half"] or m["plus"])


def _latin_unit(text: str, end: int, kind: Kind) -> _Unit | None:
    """kg, MW, ℃, USD."""
    m = _LATIN_UNIT.match(text, end) if kind == "number" else None
    if m is None:
        return None
    name, lower = m[1], m[1].lower()
    if lower in ENGLISH_CURRENCIES or name in CURRENCY_SIGNS:
        currency = ENGLISH_CURRENCIES.get(lower) or CURRENCY_SIGNS[name]
        return "money", currency, m.end(), False
    if name in UNIT_SYMBOLS:
        unit = UNIT_SYMBOLS[name] or ENGLISH_UNITS.get(lower, "")
    else:
        unit = "" if lower in ("in", "mu", "li") else ENGLISH_UNITS.get(lower, "")
    return ("measure", unit, m.end(), False) if unit else None


def _percentage(number: Quantity, m: "re.Match[str]") -> Quantity:
    """3成5 is 35 %, 5‰ is 0.5 %."""
    kind: Kind = "points" if m["points"] or m["basis"] else "percent"
    value, upper = number.value, number.upper
    if m["permille"] or m["basis"]:
        value = Fraction(value) / (10 if m["permille"] else 100)
    elif m["tenth"]:
        value = value * 10 + _digit(m["more"])
        upper = upper * 10 if upper is not None else None
    value = simple(value)
    scale = 10 if m["tenth"] else number.scale  # 二至三成
    return number._replace(end=m.end(), kind=kind, value=value, upper=upper, scale=scale, sure=True)


def _digit(more: str | None) -> int:
    """The 5 of 三成五 and 三成半."""
    if not more:
        return 0
    if more == "半":
        return 5
    return int(more) if more.isdigit() else _plain(more)


def _plain(run: str) -> int:
    found = chinese_numeral(run)
    return found[0] if found else 0


def clock(text: str, start: int, end: int, value: Number) -> Quantity | None:
    """The time that a number begins: 下午3点半 is 15:30."""
    if not isinstance(value, int) or value > 24 or following(text, end) not in "点點时時":
        return None
    m = _CLOCK.match(text, end)
    if m is None or (m.group().strip() in "点點" and _NO_CLOCK.match(text, m.end())):
        return None
    minutes = 30 if m["half"] else 0
    if m["minutes"]:
        minutes = (
            int(m["minutes"]) if m["minutes"].isdigit() else _plain(m["minutes"].lstrip("零〇"))
        )
    if m["quarters"]:
        minutes = 15 if m["quarters"] in "一1" else 45
    elif less := _LESS.search(text[max(0, start - 6) : start]):
        minutes = -_digit(less[1]) or -15
    time = _with_day_half(text, Quantity(start, m.end(), "time", value * 60 + minutes))
    sure = len(m.group().strip()) > 1 or bool(_DAYTIME.search(text, max(0, start - 3), start))
    return time._replace(sure=sure)


def _with_day_half(text: str, time: Quantity) -> Quantity:
    """The time, with the part of the day before it: 下午3点 is 15:00."""
    minutes = time.value
    m = _DAY_HALF.search(text, max(0, time.start - 5), time.start)
    half = m.lastgroup if m else ""
    late = half == "late" or (half == "night" and minutes >= 300)
    if (late and minutes < 720) or (half == "noon" and minutes < 180):
        minutes += 720
    elif (half == "early" or late) and 720 <= minutes < 780:  # 晚上12点
        minutes -= 720
    known = bool(m) or minutes >= 780
    start = m.start() if m else time.start
    return time._replace(start=start, value=minutes, unit=OF_DAY if known else "")


#: 以21:18获胜
_SCORE_BEFORE = re.compile("(?:[以比]|比分[为為是]?|总分)\\Z")
_SCORE_AFTER = re.compile(
    "的?(?:比分|总分|成绩|战胜|击败|取胜|获胜|领先|落后|战平|逆转|力克|大胜|险胜|不敌|负于|轻取|横扫|淘汰)"
)


def time_or_score(text: str, found: Quantity) -> Quantity:
    """What 21:18 is: a time, with the part of the day before it, or a score."""
    if _SCORE_BEFORE.search(text, 0, found.start) or _SCORE_AFTER.match(text, found.end):
        return found._replace(kind="code", value=0)
    return _with_day_half(text, found)


def chinese_qualifier(text: str, start: int) -> Qualifier:
    """How the word before a number marks it."""
    before = text[max(0, start - 5) : start].rstrip().removesuffix("有")
    if before[-1:] not in _LAST:
        return ""
    for word, mark in _ABOUT:
        if before.endswith(word):
            return mark
    return ""


def is_ordinal(text: str, start: int) -> bool:
    """Whether 第 stands before the number."""
    return start > 0 and text[start - 1] == "第"


def power(units: str) -> int:
    """The product of units: 百万 is a million."""
    value = 1
    for c in units:
        value *= POWERS[c]
    return value


def scale_at(text: str, end: int) -> tuple[int, bool, int]:
    """The factor after a figure, whether it says "more than", and where it ends: 百万, 余万."""
    scale = 1
    while following(text, end) in SCALE_CHARACTERS and (m := _SCALE.match(text, end)):
        scale *= power(m["scale"])
        end = m.end()
        if m["before"] or m["after"]:
            return scale, True, end
    return scale, False, end


def power_at(text: str, end: int) -> tuple[int, int]:
    """The unit at a place, 万 of 十几万, and its end."""
    m = _SCALE.match(text, end)
    return (power(m["scale"]), m.end()) if m else (1, end)
