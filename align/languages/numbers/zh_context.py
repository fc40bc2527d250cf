"""What stands around a Chinese number: 约 before it, 余, a percent sign, a unit behind it."""

import re
from fractions import Fraction

from align.languages.numbers.en_units import CURRENCIES as LATIN_CURRENCIES
from align.languages.numbers.en_units import UNIT_NAMES as LATIN_UNITS
from align.languages.numbers.en_units import UNIT_SYMBOLS
from align.languages.numbers.quantity import (
    CURRENCY_SIGNS,
    Number,
    Quantity,
    any_of,
    following,
    simple,
)
from align.languages.numbers.zh_units import CURRENCIES, UNIT_NAMES
from align.languages.numbers.zh_words import numeral

OVER = re.compile(r"\s?[余餘]|多|\s多(?=[个個名位家项項条條种種次人])|[来來]")
_TAIL = re.compile(
    r"\s?(?:(?P<points>个?(?:百分点|百分點))|(?P<percent>[%％])|(?P<permille>‰)|(?P<tenth>成(?P<more>[\d一二三四五六七八九半])?(?![为立员都果功本长熟就品份分套交绩])))"
)
_ROUGH_WORDS = {
    "左右": "about", "上下": "about", "以上": "least", "以下": "most", "以内": "most",
}  # fmt: skip
_ROUGHLY = re.compile(rf"\s?(?:{'|'.join(_ROUGH_WORDS)})")
_NAME = any_of([*UNIT_NAMES, *CURRENCIES])
_UNIT = re.compile(rf"\s?(?P<half>个?半)?(?:多)?\s?(?P<unit>{_NAME})(?P<plus>半)?")
_LATIN_UNIT = re.compile(r"\s?([A-Za-z%°℃℉µ]+|[€$])")
_CLOCK = re.compile(
    r"\s?[点點时時](?!间|候|代|期|[左右]|评|赞)(?:\s?(?P<m>[0-5]?\d|[一二三四五]?十?[一二三四五六七八九]?)\s?分(?!钟)|(?P<h>半)|整|许)?"
)
AFTERNOON = re.compile(r"(?:下午|晚上?|傍晚|夜里|午后|当晚)\s?\Z")
_ABOUT = (
    ("近", "under"), ("约", "about"), ("約", "about"), ("不超过", "most"), ("超过", "over"),
    ("超過", "over"), ("超", "over"), ("逾", "over"), ("大约", "about"), ("将近", "under"),
    ("接近", "under"), ("不到", "under"), ("不足", "under"), ("至少", "least"),
    ("不少于", "least"), ("不低于", "least"), ("最多", "most"), ("至多", "most"),
    ("不高于", "most"), ("不多于", "most"), ("突破", "over"), ("多达", ""), ("上", "over"),
    ("大概", "about"), ("高于", "over"), ("低于", "under"), ("大于", "over"), ("小于", "under"),
    ("未满", "under"), ("过", "over"), ("估计", "about"), ("差不多", "about"), ("近乎", "under"),
    ("几乎", "under"),
)  # fmt: skip
# What begins like a unit and is none: 3年级, 100里挑一, 2次元, 5分钟 is one.
_NO_UNIT = re.compile(
    "年级|年級|天津|米兰|里程|分公司|两会|两国|两个|两岸|克拉|度假|千里|升级|天然|斤斤|两侧|两类|两项|两家|两年|码头|桶装|里[的有面外]|天空"
)
_LAST = frozenset(word[-1] for word, _ in _ABOUT)
_DAYTIME = re.compile(r"[午晚日间晨早夜天号]\s?\Z")
_NO_CLOCK = re.compile("[意建要希主共]")

# What these patterns begin with: most numbers are followed by something else.
_TAILS = "个百%％‰成"
_UNITS = "".join({name[0] for name in (*UNIT_NAMES, *CURRENCIES)}) + "个半多"
_ROUGH = "".join({word[0] for word in _ROUGH_WORDS})
#: What anything that tells more of a number begins with.
BEGINS = _TAILS + _UNITS + _ROUGH


def with_unit(text: str, quantity: Quantity, money: str = "") -> Quantity:
    """With the ordinal sign and the mark before it, and the unit behind it."""
    start, end = quantity.start, quantity.end
    about = quantity.about or about_before(text, start)
    kind, unit, value = quantity.kind, "", quantity.value
    if kind == "number" and is_ordinal(text, start):
        start, kind = start - 1, "ordinal"
    if not quantity.about and quantity.scale == 1 and (m := OVER.match(text, end)):
        about, end = "over", m.end()
    after = following(text, end)
    if after in _TAILS and (m := _TAIL.match(text, end)):
        return _percentage(quantity._replace(about=about), m)
    if money:
        kind, unit = "money", money
        if (m := _UNIT.match(text, end)) and m["unit"] in CURRENCIES:
            end = m.end()
    elif after in _UNITS and (m := _UNIT.match(text, end)):
        name = m["unit"]
        if name in CURRENCIES:
            unit, end, kind = CURRENCIES[name], m.end(), "money"
        elif not _NO_UNIT.match(text, m.start("unit")) and kind == "number":
            unit, kind, end = UNIT_NAMES[name], "measure", m.end()
            if m["half"] or (m["plus"] and text[end : end + 1] != "径"):
                value = simple(value + Fraction(1, 2))
            elif m["plus"]:
                end = m.end("unit")
    elif (m := _LATIN_UNIT.match(text, end)) and kind == "number":
        name = m[1]
        lower = name.lower()
        if lower in LATIN_CURRENCIES or name in CURRENCY_SIGNS:
            unit = LATIN_CURRENCIES.get(lower) or CURRENCY_SIGNS[name]
            kind, end = "money", m.end()
        elif name in UNIT_SYMBOLS or (lower in LATIN_UNITS and lower not in ("in", "mu", "li")):
            symbol = UNIT_SYMBOLS.get(name) or LATIN_UNITS.get(lower, "")
            if symbol:
                unit, kind, end = symbol, "measure", m.end()
    if not about and following(text, end) in _ROUGH and (m := _ROUGHLY.match(text, end)):
        about = _ROUGH_WORDS.get(m.group().strip(), "")
    # not _replace: it takes longer than all the rest
    return Quantity(
        start, end, kind, value, quantity.upper, unit, about, quantity.scale, quantity.step,
        quantity.digits, quantity.sure, quantity.date,
    )  # fmt: skip


def _percentage(quantity: Quantity, m: "re.Match[str]") -> Quantity:
    """3成5 is 35 %, 5‰ is 0.5 %."""
    value = quantity.value
    kind = "percent"
    upper = quantity.upper
    if m["points"]:
        kind = "points"
    elif m["permille"]:
        value = simple(Fraction(value) / 10)
    elif m["tenth"]:
        value *= 10
        upper = upper * 10 if upper is not None else None
        if more := m["more"]:
            value += (
                5 if more == "半" else int(more) if more.isdigit() else (numeral(more) or (0, 0))[0]
            )
    return quantity._replace(
        end=m.end(), kind=kind, value=simple(Fraction(value)), upper=upper, sure=True
    )


def clock(text: str, start: int, end: int, value: Number) -> Quantity | None:
    """下午3点半 is 15:30."""
    if not isinstance(value, int) or value > 24:
        return None
    m = _CLOCK.match(text, end) if following(text, end) in "点點时時" else None
    if m is None or (m.group().strip() in "点點" and _NO_CLOCK.match(text, m.end())):
        return None
    minutes = m["m"]
    more = 30 if m["h"] else 0
    if minutes:
        more = int(minutes) if minutes.isdigit() else (numeral(minutes) or (0, None))[0]
    total = value * 60 + more
    if value < 12 and AFTERNOON.search(text, max(0, start - 3), start):
        total += 720
    sure = len(m.group().strip()) > 1 or bool(_DAYTIME.search(text, max(0, start - 3), start))
    return Quantity(start, m.end(), "time", total, sure=sure)


def about_before(text: str, start: int) -> str:
    """How the word before a number marks it."""
    before = text[max(0, start - 5) : start].rstrip().removesuffix("有")
    if before[-1:] not in _LAST:
        return ""
    for word, mark in _ABOUT:
        if before.endswith(word):
            return mark
    return ""


def is_ordinal(text: str, start: int) -> bool:
    return start > 0 and text[start - 1] == "第"
