"""Chinese numerals: 一百零五万, 两千三, 三五, 二〇二三.

Own code: cn2an (measured) takes 34 µs for one, and knows neither 三五 and 七八十 (3–5, 70–80) nor
百万 and 一亿二.
"""

import re
from functools import lru_cache

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")}
_DIGITS |= {c: n for n, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
_DIGITS |= {"〇": 0, "○": 0, "两": 2, "兩": 2, "俩": 2, "貳": 2, "參": 3, "陸": 6}
#: Words that stand for ten, twenty, …, and the large units.
TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
#: Every character of a numeral.
CHARACTERS = "".join([*_DIGITS, *TENS, *LARGE]).replace("兆", "") + "廿卅"
_D = "[{}]".format("".join(c for c in _DIGITS if _DIGITS[c]))
_SECTION = re.compile(
    rf"(?:(?P<k>{_D}{{1,2}})?[千仟])?(?P<z1>[零〇○])?(?:(?P<h>{_D}{{1,2}})?[百佰])?(?P<z2>[零〇○])?"
    rf"(?:(?P<t>{_D}{{1,2}})?(?P<ten>[十拾])|(?P<tt>[廿卅]))?(?P<u>{_D}{{1,2}})?"
)
_LARGE = re.compile("[亿億]|[万萬]")
_POSITIONAL = re.compile("[{}]+".format("".join(_DIGITS)))


@lru_cache(maxsize=1000)
def numeral(run: str) -> tuple[int, int | None] | None:
    """The value of a Chinese numeral, or the two ends of one like 三五; None for what is none.

    >>> [numeral(run) for run in ("一百零五万", "两千三", "二〇二三", "百万", "廿一", "三三")]
    [(1050000, None), (2300, None), (2023, None), (1000000, None), (21, None), None]
    >>> numeral("三五"), numeral("七八十"), numeral("两三百万"), numeral("十七八")
    ((3, 5), (70, 80), (2000000, 3000000), (17, 18))
    """
    if len(run) > 24:
        return None
    if _POSITIONAL.fullmatch(run):
        return _positional(run)
    total, high, at, last = 0, 0, 0, 10**12
    spread = False
    for mark in [*_LARGE.finditer(run), None]:
        end = mark.start() if mark else len(run)
        part = run[at:end]
        size = LARGE[mark.group()] if mark else 1
        section = _section(part, bool(mark), total > 0, last) if part else (1, None)
        if not part and mark and total:  # 一万亿
            if size <= last:
                return None
            total, high, at, last = total * size, high * size, mark.end(), size
            continue
        if not part and not mark:
            break
        if section is None:
            return None
        if size > last:
            total, high = (total + section[0]) * size, (high + (section[1] or section[0])) * size
        else:
            total += section[0] * size
            high += (section[1] or section[0]) * size
        spread = spread or section[1] is not None
        at, last = (mark.end(), size) if mark else (end, 1)
    return total, (high if spread else None)


def _positional(run: str) -> tuple[int, int | None] | None:
    values = [_DIGITS[c] for c in run]
    if len(run) == 1:
        return values[0], None
    if len(run) == 2 and "〇" not in run and "零" not in run:
        one, other = values
        spread = 1 <= one < other <= 9 and (other - one == 1 or run in ("三五", "一三"))
        return (one, other) if spread else None
    if len(run) > 2 and values[0] and (len(run) == 4 or len(set(run) & set("〇零○")) > 0):
        return int("".join(map(str, values))), None
    return None


def _section(
    run: str, before_large: bool, behind_large: bool, last: int
) -> tuple[int, int | None] | None:
    """Up to 9999; ``last`` is the unit before it, which 万五 counts in tenths of."""
    m = _SECTION.fullmatch(run)
    if m is None:
        return None
    low = high = 0
    spread = False
    smallest = 0
    for group, size in (("k", 1000), ("h", 100), ("t", 10)):
        mark = {"k": "千仟", "h": "百佰", "t": "十拾"}[group]
        if not any(c in run for c in mark):
            continue
        ends = _one_or_two(m[group] or "一")
        if ends is None:
            return None
        low += ends[0] * size
        high += ends[1] * size
        spread = spread or ends[0] != ends[1]
        smallest = size
    if m["tt"]:
        low, high, smallest = low + 10 * "廿卅".index(m["tt"]) + 20, high, 10
        high = low
    if m["u"]:
        ends = _one_or_two(m["u"])
        if ends is None:
            return None
        size = 1
        zero = m["z1"] or m["z2"]
        if not zero and smallest >= 100 and ends[0] == ends[1]:
            size = smallest // 10  # 两千三
        elif not zero and not smallest and behind_large and not before_large:
            size = last // 10  # 三万五
        low, high = low + ends[0] * size, high + ends[1] * size
        spread = spread or ends[0] != ends[1]
    if low == 0:
        return None
    return low, (high if spread else None)


def _one_or_two(digits: str) -> tuple[int, int] | None:
    if len(digits) == 1:
        return _DIGITS[digits], _DIGITS[digits]
    one, other = _DIGITS[digits[0]], _DIGITS[digits[1]]
    return (one, other) if other - one == 1 or digits in ("三五",) else None
