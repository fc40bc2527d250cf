"""One pass over a text: an ordered table of small readers, one per kind of quantity.

Each language has its table (:mod:`align.languages.numbers.en`, :mod:`align.languages.numbers.zh`).
At each place the first reader whose pattern matches reads the quantity.
"""

import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from align.languages.numbers.digits import addresses
from align.languages.numbers.quantity import Quantity, simple

#: ``read(text, match, floor)`` reads the quantity that begins with the match; it looks back no
#: further than ``floor``. If it returns None, the scan goes on after the match.
Read: TypeAlias = Callable[[str, re.Match[str], int], Quantity | None]


class QuantityReader(NamedTuple):
    """Reads one kind of quantity; ``begins`` is a verbose pattern of its beginning."""

    name: str
    begins: str
    read: Read


class Scanner:
    """A table of readers, in the order in which they are tried.

    ``digits`` reads at a digit, the others where both ``guard``, a quick lookahead, and
    their own pattern match. ``item`` matches the number of a paragraph at the beginning of a text.

    >>> def digit(text, match, floor):
    ...     return Quantity(*match.span(), "number", int(match.group()))
    >>> def dozen(text, match, floor):
    ...     return Quantity(*match.span(), "number", 12)
    >>> readers = Scanner(digit, QuantityReader("dozen", "dozen", dozen), item="-")
    >>> [q.value for q in readers.scan("3 of www.x.cn/4, a dozen", [])]
    [3, 12]
    """

    def __init__(self, digits: Read, *others: QuantityReader, item: str, guard: str = "") -> None:
        parts = "|".join(f"(?P<{reader.name}>{reader.begins}\n)" for reader in others)
        self.pattern = re.compile(rf"\d|{guard}(?:{parts})", re.VERBOSE)
        self.item = re.compile(item, re.VERBOSE)
        self.read: dict[str | None, Read] = {reader.name: reader.read for reader in others}
        self.read[None] = digits  # the only pattern without a name

    def scan(self, text: str, dates: list[Quantity], lowered: str = "") -> list[Quantity]:
        """The quantities of a text, except in its dates and links.

        ``lowered`` is the same text in lower case, to be searched instead.
        """
        search = self.pattern.search
        searched = lowered or text
        first = search(searched)
        if first is None:
            return []
        taken = sorted([(q.start, q.end) for q in dates] + addresses(searched), reverse=True)
        found: list[Quantity] = []
        at = floor = 0
        if first.start() < 4 and (item := self.item.match(searched)):
            digits = "".join(filter(str.isdecimal, item.group()))
            found.append(Quantity(*item.span(), "item", int(digits or 0)))
            at = item.end()
            first = search(searched, at)
        while first:
            start = first.start()
            while taken and taken[-1][1] <= start:
                floor = max(floor, taken.pop()[1])
            if taken and taken[-1][0] <= start:
                at = taken[-1][1]
            elif one := self.read[first.lastgroup](text, first, max(floor, at)):
                if taken and one.end > taken[-1][0]:  # it reaches into a date: 千一月
                    at = taken[-1][0]
                else:
                    found.append(one)
                    at = max(one.end, first.end())
            else:
                at = max(first.end(), start + 1)
            first = search(searched, at)
        return found


def following(text: str, end: int) -> str:
    """The next character, after an optional space; empty at the end and before two spaces.

    For a quick test before a pattern is tried: the empty string is in any string.

    >>> following("5 kg", 1), following("5%", 1), following("5", 1) in "kg"
    ('k', '%', True)
    """
    return text[end : end + 2].lstrip()[:1]


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first; it looks at each letter once.

    >>> any_of(["ten", "two", "tens"])
    't(?:en(?:s|)|wo)'
    """
    branches: dict[str, list[str]] = {}
    for word in dict.fromkeys(words):
        branches.setdefault(word[:1], []).append(word[1:])
    parts = [re.escape(letter) + any_of(rest) for letter, rest in branches.items() if letter]
    parts += [""] * ("" in branches)
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


#: Kinds that can form ranges.
_RANGED = frozenset({"number", "percent", "points", "money", "measure", "ordinal", "century"})
#: The most characters between the ends of a range.
_RANGE_GAP = 5


def join_ranges(
    text: str, found: list[Quantity], between: Callable[[str, Quantity, Quantity], bool]
) -> list[Quantity]:
    """Join neighbours that are the ends of a range.

    The unit and the scale of the upper end also hold for the lower one: 3至5万元 is 30,000 to
    50,000. ``between(text, low, high)`` says whether the text between them makes a range.
    """
    joined: list[Quantity] = []
    for high in found:
        low = joined[-1] if joined else None
        if low and high.start - low.end <= _RANGE_GAP and _may_be_ends(low, high):
            value = low.value
            if low.kind == "money" and high.kind == "number":  # $10-15bn
                high = high._replace(kind="money", unit=low.unit)
            if low.scale == 1 and high.scale > 1 and value * high.scale < high.value:
                value = simple(value * high.scale)
            if value < high.value and between(text, low._replace(value=value), high):
                joined[-1] = high._replace(
                    start=low.start,
                    value=value,
                    upper=high.value,
                    about=low.about or high.about,
                    digits=low.digits and high.digits,
                    sure=low.sure or high.sure,
                )
                continue
        joined.append(high)
    return joined


def _may_be_ends(low: Quantity, high: Quantity) -> bool:
    return (
        low.upper is None
        and high.upper is None
        and high.kind in _RANGED
        and (
            (low.kind in (high.kind, "number") and low.unit in ("", high.unit))
            or (low.kind == "money" and high.kind == "number" and high.scale > 1 == low.scale)
        )
    )


def join_decimals(text: str, found: list[Quantity]) -> list[Quantity]:
    """Join 1米91 and 9秒83 to one measure of 1.91 m and 9.83 s.

    >>> one = Quantity(0, 2, "measure", 1, unit="m")
    >>> [str(q) for q in join_decimals("1米91", [one, Quantity(2, 4, "number", 91)])]
    ['1.91 m']
    """
    joined: list[Quantity] = []
    for part in found:
        whole = joined[-1] if joined else None
        if (
            whole
            and whole.unit in ("m", "s", "CNY")
            and whole.end == part.start
            and part.kind == "number"
            and part.end - part.start <= 2
            and isinstance(whole.value, int)
            and (digits := _decimals(text, whole, part))
        ):
            step = Fraction(1, 10 ** len(digits))
            value = simple(whole.value + int(digits) * step)
            end = part.end + text.startswith(("角", "毛"), part.end)
            joined[-1] = whole._replace(end=end, value=value, step=step)
        else:
            joined.append(part)
    return joined


def _decimals(text: str, whole: Quantity, part: Quantity) -> str:
    """The digits of a number right after a measure, if they are its decimals."""
    written = text[part.start : part.end]
    if whole.unit == "CNY" and text[whole.end - 1] == "元":  # 五元五角
        return written if len(written) == 1 and text[part.end : part.end + 1] in "角毛" else ""
    return written if written.isdigit() else ""


#: Unit → the smaller one that may follow it, and how many of these it has.
_SMALLER = {"ft": ("in", 12), "lb": ("oz", 16), "stone": ("lb", 14)}


def join_feet(text: str, found: list[Quantity]) -> list[Quantity]:
    """Join feet and inches to one length: 6-foot-6, 6 ft 6 in, 6英尺6英寸; pounds likewise.

    >>> one = Quantity(0, 6, "measure", 6, unit="ft")
    >>> [str(q) for q in join_feet("6-foot-6", [one, Quantity(7, 8, "number", 6)])]
    ['6.5 ft']
    """
    if not any(q.unit in _SMALLER for q in found):
        return found
    joined: list[Quantity] = []
    for less in found:
        whole = joined[-1] if joined else None
        if whole and whole.unit in _SMALLER and _is_rest(text, whole, less):
            part = Fraction(1, _SMALLER[whole.unit][1])
            value = simple(whole.value + less.value * part)
            joined[-1] = whole._replace(end=less.end, value=value, step=part)
        else:
            joined.append(less)
    return joined


def _is_rest(text: str, whole: Quantity, less: Quantity) -> bool:
    """Whether a quantity goes on with a smaller unit."""
    unit, most = _SMALLER[whole.unit]
    between = text[whole.end : less.start]
    if less.value >= most:
        return False
    if less.unit == unit or (unit == "in" and text.startswith((" in ", " in.", " in,"), less.end)):
        return between in ("-", "", " ")
    return unit == "in" and less.kind == "number" and between in ("-", "")
