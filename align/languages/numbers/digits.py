"""Digits as both languages write them: plain figures, telephone numbers, times, dates, codes."""

import re
from typing import NamedTuple

from align.languages.characters import HAN
from align.languages.numbers.quantity import Kind, Quantity


class Figure(NamedTuple):
    """A plain figure; ``prefix`` is what is attached to it and may contain a currency."""

    start: int
    end: int
    digits: str
    prefix: str = ""


_HAN = re.compile(f"[{HAN}]")
# Characters before a digit that do not belong to it.
_APART = ' (（，、。：“"'
# What may be attached to the left of a figure, even to a code: max_jobs=3.
_LEFT = re.compile(r"[A-Za-z0-9_./+#@&%~:$€£¥￥₩₽-]*\Z")
# How a code may go on: 5G-A.
_CODE_REST = re.compile(r"[A-Za-z0-9_./+#@=&%~:()-]*[A-Za-z0-9_/)]")
_CURRENCY = re.compile(
    r"""
    (?:US|HK|NT|AU?|CA?|S|NZ|R)? \$
    | [€£¥￥₩₽₹]
    | (?:R[Mm][Bb]|USD|CNY|EUR|HKD|JPY|GBP|AUD|CAD|SGD|CHF|TWD|NTD|NZD|INR|KRW|MYR)
    """,
    re.VERBOSE,
)
# What may be attached to a figure without making it a code: mid-2023, (3, No.5, "/7".
_PLAIN_PREFIX = re.compile(
    r"""
    (?: [a-z]+-               # mid-2023
      | (?: [A-Z]?[a-z]{1,3} | [A-Z][a-z]+ | para | chap | approx ) \.     # No.5, not patients.7
      | [./:+~&=#-]*          # /7
      | [A-Z]?[a-z]+:         # Version:5
    )
    (?: (?:US|HK|NT|AU?|CA?|S|NZ|R)?\$ | [€£¥￥] )?
    """,
    re.VERBOSE,
)
# Letters that may be those of a currency, and figures that are then an amount: N585 million.
_MONEY = re.compile(r"-?(?:[A-Z]{1,3}\$?|Rs|K?[Ss]h|Tk|Kč)\.?")
_AMOUNT = re.compile(
    r"""
    \d{1,3}(?:,\d{2,3})+(?![\d,])
    | \d+(?:\.\d+)?[ ]?-?(?: (?:[mbt]r?illion|thousand|crore|lakh|bn|tn)\b | [万亿萬億兆] )
    """,
    re.VERBOSE,
)
_PERIOD = re.compile(r"(?:[A-Z]+-)?(?P<period>Q[1-4]|H[12])(?![\w.-])")  # Q3, FY-H1

_PHONE = r"""
    \+\d{1,3} [ -]? \(?\d{1,4}\)? (?:[ -]?\d{2,8}){1,4} (?!\d)    # +86 10 8388 6666
    | (?:00)?86 [ -] \d{2,4} [ -] \d{3,4} [ -]? \d{4} (?![\d-])   # 86-10-83886666
    | \(?0\d{2,3}\)? [ -] \d{3,4} [ -]? \d{4} (?![\d-])           # (010) 8388 6666
    | 1[3-9]\d -? \d{4} -? \d{4} (?!\d)                           # 138-1234-5678
    | [48]00 [ -] \d{3} [ -] \d{4} (?!\d)                      # 400-123-4567
    | [48]00 - \d{4} - \d{3} (?!\d)
    | \d{3} - \d{3} - \d{4} (?!\d)                                # 555-123-4567
"""
_ISO_DATE = r"""
    (?P<year>(?:19|20)\d\d)
    (?P<mark> [-/.] | (?= (?:0[1-9]|1[0-2]) (?:0[1-9]|[12]\d|3[01]) (?!\d) ) )       # 20201231
    (?P<month>1[0-2]|0?[1-9]) (?P=mark)
    (?P<day>[12]\d|3[01]|0?[1-9]) (?![\d.-])
"""
#: 04.03.2021: the fourth of March, or the third of April.
_LOCAL_DATE = r"\d{1,2} (?P<dot>[./]) \d{1,2} (?P=dot) (?P<of>(?:19|20)\d\d) (?![\d.-])"
_CODE = r"""
    \d+(?:\.\d+){2,}[\w.-]*                 # 1.2.3-rc1
    | 0\d{3,}                               # 0042
    | 0x[0-9a-fA-F]+
    | 24/7(?![\d/]) | 7\s?[x×*]\s?24(?!\d)
"""
_TIME = r"(?P<hour>2[0-4]|[01]?\d) [:：] (?P<minute>[0-5]\d) (?: :[0-5]\d )? (?:\.\d+)? (?![\d:])"
_NUMBER = rf"""
    (?: \d{{1,3}}(?:[,，]\d{{3}})+(?![,，]?\d)
      | \d{{1,2}}(?:,\d{{2}})+,\d{{3}}(?![,，]?\d)                  # 2,06,737 of India
      | \d{{1,3}}(?:[\u00a0\u2009\u202f]\d{{3}})+(?!\d)          # no-break and thin spaces
      | \d{{1,3}}(?:\ \d{{3}})*\ 000(?![\d,])                    # 100 000
      | (?<=[{HAN}])\d{{1,3}}(?:\ \d{{3}})+(?=[{HAN}])            # 共3 214宗
      | \d+ ) (?:\.\d+)?
"""
#: The forms of digits, longest first.
_FIGURE = re.compile(
    rf"""
    (?P<phone>{_PHONE})
    | (?P<iso>{_ISO_DATE})
    | (?P<local>{_LOCAL_DATE})
    | (?P<code>{_CODE})
    | (?P<time>{_TIME})
    | (?P<number>{_NUMBER})
    """,
    re.VERBOSE,
)
# The letters before the number of a standard, with their space or hyphen.
_STANDARD = re.compile(
    r"""
    (?: \b(?:GB|GB/[TZ]|ISO|IEC|ISO/IEC|EN|DIN|BS|ANSI|IEEE|ASTM|UL|JIS|YY/T|DB\d*/T
           |RFC|CVE|PEP|[A-Z]{2,6}/[A-Z]{1,4})
      | \# | \bNo\.[ ]?0
      | \b[A-Z]{2,}(?=\s\d+-(?:19|20)\d\d\b)
    ) \s?-?\Z
    """,
    re.VERBOSE,
)
# The number with the year of its edition: CQC 1234-2016.
_STANDARD_AHEAD = re.compile(r"\b[A-Z]{2,}\s\d{2,6}(?:\.\d+)?-(?:19|20)\d\d\b")
_STANDARD_REST = re.compile(r"[\d.:\-–—]*\d")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")  # GB 1,000,000: not a standard
_ADDRESS = re.compile(
    r"(?: https?:// | www\. | (?<![\w.])[\w.+-]+@ ) [A-Za-z0-9_.:/?=&%#~+@-]+", re.VERBOSE
)
_SPACES = re.compile(r"\s")
_DECIMALS = re.compile(rf"(?<![^\s(（={HAN}])\.\d+(?!\d|\.\d)")  # .308
#: More digits than this are not a readable number.
_LONGEST = 40


def addresses(text: str) -> list[tuple[int, int]]:
    """The spans of links and e-mail addresses: their digits are not numbers.

    >>> addresses("see www.cqc.com.cn/2023")
    [(4, 23)]
    """
    if "@" in text or "www." in text or "://" in text:
        return [m.span() for m in _ADDRESS.finditer(text)]
    return []


def figure(text: str, at: int, floor: int) -> Figure | Quantity:
    """Return what begins with the digit at ``at``: a plain figure, or a complete quantity.

    Nothing before ``floor`` belongs to it.

    >>> figure("on CO2 and", 5, 0).kind, figure("for $15 of", 5, 0)
    ('code', Figure(start=5, end=7, digits='15', prefix='$'))
    """
    before = text[at - 1] if at > floor else " "
    prefix = ""
    if before not in _APART and not _HAN.match(before):
        found = _LEFT.search(text, max(floor, at - 40), at)
        prefix = text[found.start() : at] if found else ""
        if not _may_precede(prefix, text, at):
            return _glued(text, at - len(prefix), at)
        if prefix == "." and (m := _DECIMALS.match(text, at - 1)):
            return Figure(at - 1, m.end(), "0" + m.group())
        if not _CURRENCY.search(prefix):
            prefix = ""
    elif before == " " and (standard := _standard(text, at, floor)):
        return standard
    m = (before in "+(" and _FIGURE.match(text, at - 1)) or _FIGURE.match(text, at)
    assert m  # a digit stands at ``at``
    start, end = m.span()
    kind = m.lastgroup
    if kind == "number":
        if end - at > _LONGEST:
            return Quantity(at, end, "code", 0)
        return Figure(at, end, _SPACES.sub("", m["number"]), prefix)
    if kind == "iso":
        date = int(m["year"]), int(m["month"]), int(m["day"])
        return Quantity(at, end, "date", date[0], date=date)
    if kind == "local":
        return Quantity(at, end, "date", int(m["of"]), date=(int(m["of"]), 0, 0))
    if kind == "time":
        return Quantity(at, end, "time", int(m["hour"]) * 60 + int(m["minute"]))
    return Quantity(start, end, "phone" if kind == "phone" else "code", 0)


def _may_precede(prefix: str, text: str, at: int) -> bool:
    """Whether what is attached to a figure leaves it a figure; else it is a code."""
    if not prefix or _PLAIN_PREFIX.fullmatch(prefix) or _CURRENCY.fullmatch(prefix):
        return True
    return bool(_MONEY.fullmatch(prefix) and _AMOUNT.match(text, at))


def _standard(text: str, at: int, floor: int) -> Quantity | None:
    """The number of a standard, a code: GB/T 19001-2016."""
    if at - 2 < floor or not (text[at - 2].isupper() or text[at - 2] in "#."):
        return None
    standard = None if _GROUPED.match(text, at) else _STANDARD.search(text, max(floor, at - 12), at)
    if not standard and not _STANDARD_AHEAD.search(text[max(floor, at - 8) : at + 12]):
        return None
    rest = _STANDARD_REST.match(text, at)
    start = standard.start() if standard else at
    return Quantity(start, rest.end() if rest else at + 1, "code", 0)


def _glued(text: str, start: int, at: int) -> Quantity:
    """A figure with letters before it: a quarter, half a year, or a code."""
    period = _PERIOD.match(text, start)
    if period and period.start("period") == at - 1:
        kind: Kind = "quarter" if period["period"][0] == "Q" else "half"
        return Quantity(start, period.end(), kind, int(period["period"][1]))
    rest = _CODE_REST.match(text, at)
    return Quantity(start, rest.end() if rest else at + 1, "code", 0)


def code_end(text: str, end: int) -> int:
    """The end of a code that goes on with letters after its digits.

    >>> code_end("5G-A is", 1)
    4
    """
    rest = _CODE_REST.match(text, end)
    return rest.end() if rest else end
