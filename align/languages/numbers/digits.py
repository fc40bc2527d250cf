"""Digits as both languages write them: plain figures, telephone numbers, times, dates, codes."""

import re
from typing import NamedTuple

from align.languages.numbers.quantity import Quantity

# What is set to a figure is another thing than the figure: max_jobs=3.
_LEFT = re.compile(r"[A-Za-z0-9_./+#@&%~:$€£¥￥₩₽-]*\Z")
_CODE_REST = re.compile(r"[A-Za-z0-9_./+#@=&%~:()-]*[A-Za-z0-9_/)]")
_CURRENCY = re.compile(
    r"(?:US|HK|NT|A|C|S)?\$|[€£¥￥₩₽]|(?:RMB|USD|CNY|EUR|HKD|JPY|GBP|AUD|CAD|SGD|CHF)"
)
# What may be glued to a figure without making it a code: mid-2023, (3, No.5, "/7".
_PLAIN_PREFIX = re.compile(
    r"(?:[a-z]+-|[A-Z]?[a-z]+\.|[./:+~&=#-]*|[A-Z]?[a-z]+:)(?:(?:US|HK)?\$|[€£¥￥])?"
)
_PERIOD = re.compile(r"(?:[A-Z]+-)?(?P<period>Q[1-4]|H[12])(?![\w.-])")
_FIGURE = re.compile(
    r"(?P<phone>\+\d{1,3}[ -]?\(?\d{1,4}\)?(?:[ -]?\d{2,8}){1,4}(?!\d)"
    r"|\(?0\d{2,3}\)?[ -]\d{3,4}[ -]?\d{4}(?![\d-])|1[3-9]\d-?\d{4}-?\d{4}(?!\d)"
    r"|[48]00-\d{3,4}-\d{3,4}(?!\d)|\d{3}-\d{3}-\d{4}(?!\d))"
    r"|(?P<iso>(?P<year>(?:19|20)\d\d)(?P<mark>[-/.])(?P<month>1[0-2]|0?[1-9])(?P=mark)"
    r"(?P<day>[12]\d|3[01]|0?[1-9])(?![\d.-]))"
    r"|(?P<code>\d+(?:\.\d+){2,}[\w.-]*|0\d{3,}|0x[0-9a-fA-F]+|24/7(?![\d/])|7\s?[x×*]\s?24(?!\d))"
    r"|(?P<time>(?P<hour>2[0-4]|[01]?\d)[:：](?P<minute>[0-5]\d)(?::[0-5]\d)?(?![\d:]))"
    r"|(?P<number>(?:\d{1,3}(?:[,，]\d{3})+(?![,，]?\d)|\d+)(?:\.\d+)?)"
)
_STANDARD = re.compile(
    r"(?:\b(?:GB|GB/[TZ]|ISO|IEC|ISO/IEC|EN|DIN|BS|ANSI|IEEE|ASTM|UL|JIS|YY/T|DB\d*/T|RFC|CVE|PEP"
    r"|[A-Z]{2,6}/[A-Z]{1,4})|#|\bNo\. ?0|\b[A-Z]{2,}(?=\s\d+-(?:19|20)\d\d\b))\s?-?\Z"
)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")
_STANDARD_REST = re.compile(r"[\d.:\-–—]*\d")
_ADDRESS = re.compile(r"(?:https?://|www\.|(?<![\w.])[\w.+-]+@)[A-Za-z0-9_.:/?=&%#~+@-]+")


class Figure(NamedTuple):
    """A figure: ``kind`` is ``number``, or says that ``quantity`` is already complete."""

    start: int
    end: int
    digits: str
    prefix: str = ""
    quantity: Quantity | None = None


def addresses(text: str) -> list[tuple[int, int]]:
    """Where links and e-mail addresses stand: their digits are no numbers.

    >>> addresses("see www.cqc.com.cn/2023")
    [(4, 23)]
    """
    if "@" in text or "www." in text or "://" in text:
        return [m.span() for m in _ADDRESS.finditer(text)]
    return []


def figure(text: str, at: int, floor: int) -> Figure:
    """What the first digit of a figure, at ``at``, belongs to; it begins not before ``floor``.

    >>> figure("on CO2 and", 5, 0).quantity.kind, figure("for $15 of", 5, 0)[:4]
    ('code', (5, 7, '15', '$'))
    """
    start = at
    before = text[at - 1] if at > floor else " "
    prefix = ""
    if before not in ' (（，、。：“"' and not "\u4e00" <= before <= "\u9fff":
        found = _LEFT.search(text, max(floor, at - 40), at)
        start = found.start() if found else at
        prefix = text[start:at]
        if prefix and not _PLAIN_PREFIX.fullmatch(prefix) and not _CURRENCY.fullmatch(prefix):
            return _glued(text, start, at)
        prefix = prefix if _CURRENCY.search(prefix) else ""
    elif before == " " and at - 2 >= floor and (text[at - 2].isupper() or text[at - 2] in "#."):
        standard = _STANDARD.search(text, max(floor, at - 12), at)
        if _GROUPED.match(text, at):  # GB 1,000,000
            standard = None
        if standard or _STANDARD_AHEAD.search(text[max(floor, at - 8) : at + 12]):
            rest = _STANDARD_REST.match(text, at)
            end = rest.end() if rest else at + 1
            return _done(standard.start() if standard else at, end, "code")
    m = _FIGURE.match(text, at - (before in "+(" and at > floor)) or _FIGURE.match(text, at)
    assert m is not None  # a digit stands at ``at``
    if m.start() < at and not m["phone"]:
        m = _FIGURE.match(text, at)
        assert m is not None
    kind = m.lastgroup
    if m["phone"]:
        kind = "phone"
    if kind == "number":
        if m.end() - at > 40:  # no number that anyone reads
            return _done(at, m.end(), "code")
        return Figure(at, m.end(), m["number"], prefix)
    end = m.end()
    if kind == "iso":
        date = int(m["year"]), int(m["month"]), int(m["day"])
        return Figure(at, end, "", "", Quantity(at, end, "date", date[0], date=date))
    if kind == "time":
        value = int(m["hour"]) * 60 + int(m["minute"])
        return Figure(at, end, "", "", Quantity(at, end, "time", value))
    return _done(min(m.start(), at), end, "phone" if kind == "phone" else "code")


_STANDARD_AHEAD = re.compile(r"\b[A-Z]{2,}\s\d{2,6}(?:\.\d+)?-(?:19|20)\d\d\b")


def _glued(text: str, start: int, at: int) -> Figure:
    """A figure with letters before it: a quarter, or a code."""
    period = _PERIOD.match(text, start)
    if period and period.start("period") == at - 1:
        kind = "quarter" if period["period"][0] == "Q" else "half"
        quantity = Quantity(start, period.end(), kind, int(period["period"][1]))
        return Figure(start, period.end(), "", "", quantity)
    rest = _CODE_REST.match(text, at)
    return _done(start, rest.end() if rest else at + 1, "code")


def _done(start: int, end: int, kind: str) -> Figure:
    return Figure(start, end, "", "", Quantity(start, end, kind, 0))


def code_end(text: str, end: int) -> int:
    """Where a code ends that goes on with letters behind its digits.

    >>> code_end("5G-A is", 1)
    4
    """
    rest = _CODE_REST.match(text, end)
    return rest.end() if rest else end
