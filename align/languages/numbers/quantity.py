"""What a number in a text is, whatever the language: its value, its kind, where it stands.

:func:`align.languages.numbers.en.english_quantities` and
:func:`align.languages.numbers.zh.chinese_quantities` find them.
"""

import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import NamedTuple, TypeAlias

#: Exact: no float says 0.1.
Number: TypeAlias = int | Fraction
#: Year, month, day; 0 where the text does not say it.
Date: TypeAlias = tuple[int, int, int]

#: How a value that is not exact is marked: 近1.5万 is ``under``, 数百 ``some``.
MARKS = {"about": "~", "over": ">", "under": "<", "least": ">", "most": "<", "some": "x"}
#: Marks of a limit: the figure itself is exact, and not to be rounded.
LIMITS = frozenset({"", "least", "most"})
#: Signs that stand for money, before or behind the figure.
CURRENCY_SIGNS = {"$": "$", "€": "EUR", "£": "GBP", "¥": "¥", "￥": "¥", "₩": "KRW", "₽": "RUB"}


class Quantity(NamedTuple):
    """A number as it stands in ``text[start:end]``.

    ``kind`` is one of ``number percent points ordinal fraction date quarter half decade century
    weekday time money measure code phone item``; ``upper`` is the other end of a range. ``unit``
    is a currency (``CNY``) or a unit (``kg``, see :mod:`align.languages.numbers.units`).
    ``about`` is empty for an exact value, else one of :data:`MARKS`. ``scale`` is what words like
    万 or million multiplied it with, ``step`` the size of the last place that is written (100,000
    for 1.5 million). ``digits``: it is written in digits. ``sure``: it is a number for certain, not
    just a word that may be one. ``date`` is what a date says.
    """

    start: int
    end: int
    kind: str
    value: Number
    upper: Number | None = None
    unit: str = ""
    about: str = ""
    scale: int = 1
    step: Number = 1
    digits: bool = True
    sure: bool = True
    date: Date = (0, 0, 0)

    def __str__(self) -> str:
        """The value in a form that is the same for both languages.

        >>> str(Quantity(0, 5, "percent", 35)), str(Quantity(0, 5, "money", 3, 5, "CNY"))
        ('35%', '3..5 CNY')
        """
        if self.kind == "date":
            return "-".join(str(part or "") for part in self.date)
        shown = _plain(self.value)
        if self.upper is not None:
            shown += f"..{_plain(self.upper)}"
        shown = MARKS.get(self.about, "") + shown
        if self.unit:
            return f"{shown} {self.unit}"
        return shown + _SUFFIXES.get(self.kind, "")


_SUFFIXES = {
    "percent": "%", "points": "pp", "ordinal": "th", "quarter": "Q", "half": "H", "decade": "s",
    "century": "C", "weekday": "W",
}  # fmt: skip


def _plain(value: Number) -> str:
    if isinstance(value, int):
        return str(value)
    tenfold = value.denominator
    while tenfold % 10 == 0:
        tenfold //= 10
    while tenfold % 2 == 0:
        tenfold //= 2
    while tenfold % 5 == 0:
        tenfold //= 5
    return f"{float(value):.12g}" if tenfold == 1 else str(value)


#: All quantities of a text, in order, none over another.
Quantities: TypeAlias = tuple[Quantity, ...]
Finder: TypeAlias = Callable[[str], Quantities]


def exact(figures: str, scale: int = 1) -> tuple[Number, Number]:
    """The value of written digits, and the size of their last place that is not a zero.

    >>> exact("1.5", 10_000), exact("14,832"), exact("1500")
    ((15000, 1000), (14832, 1), (1500, 100))
    """
    whole, _, decimals = figures.replace(",", "").replace("，", "").partition(".")
    number = int(whole + decimals or "0") * scale
    if not decimals:
        return number, _last_place(number)
    places = 10 ** len(decimals)
    value, step = Fraction(number, places), Fraction(scale, places)
    return simple(value), simple(step)


def simple(value: Number) -> Number:
    """An ``int`` where the value is whole.

    >>> simple(Fraction(4, 2)), simple(Fraction(1, 2))
    (2, Fraction(1, 2))
    """
    return value.numerator if value.denominator == 1 else value


def _last_place(number: int) -> int:
    """100 for 1500.

    >>> _last_place(1500), _last_place(7), _last_place(0)
    (100, 1, 1)
    """
    step = 1
    while number and number % 10 == 0:
        number //= 10
        step *= 10
    return step


def last_place(value: Number) -> Number:
    """The size of the last place of a whole number that is not a zero; 1 for others.

    >>> last_place(30_000)
    10000
    """
    return _last_place(value) if isinstance(value, int) else 1


def join_ranges(
    text: str, found: list[Quantity], between: Callable[[str, Quantity, Quantity], bool]
) -> list[Quantity]:
    """Neighbours that are the ends of a range, as one quantity.

    The unit and the scale of the second hold for the first, too: 3至5万元 is 30,000 to 50,000.
    ``between(text, one, other)`` says whether what stands between them makes a range.
    """
    joined: list[Quantity] = []
    for quantity in found:
        if joined:
            one = joined[-1]
            if (
                quantity.start - one.end < 6
                and one.upper is None
                and quantity.upper is None
                and quantity.kind in _RANGED
                and (one.kind == quantity.kind or one.kind == "number")
                and (not one.unit or one.unit == quantity.unit)
            ):
                low = one.value
                if one.scale == 1 and quantity.scale > 1 and low * quantity.scale < quantity.value:
                    low = simple(low * quantity.scale)
                if low < quantity.value and between(text, one._replace(value=low), quantity):
                    joined[-1] = quantity._replace(
                        start=one.start,
                        value=low,
                        upper=quantity.value,
                        about=one.about or quantity.about,
                        digits=one.digits and quantity.digits,
                        sure=one.sure or quantity.sure,
                    )
                    continue
        joined.append(quantity)
    return joined


def join_feet(text: str, found: list[Quantity]) -> list[Quantity]:
    """Feet and inches as one length: 6-foot-6, 6 ft 6 in, 6英尺6英寸.

    >>> one = Quantity(0, 6, "measure", 6, unit="ft")
    >>> [str(q) for q in join_feet("6-foot-6", [one, Quantity(7, 8, "number", 6)])]
    ['6.5 ft']
    """
    if not any(q.unit == "ft" for q in found):
        return found
    joined: list[Quantity] = []
    for quantity in found:
        one = joined[-1] if joined else quantity
        between = text[one.end : quantity.start]
        if (
            one.unit == "ft"
            and quantity.value < 12
            and (quantity.unit == "in" or (quantity.kind == "number" and between in ("-", "")))
            and between in ("-", "", " ")
        ):
            value = simple(one.value + Fraction(quantity.value) / 12)
            joined[-1] = one._replace(end=quantity.end, value=value, step=Fraction(1, 12))
        else:
            joined.append(quantity)
    return joined


_RANGED = frozenset({"number", "percent", "points", "money", "measure", "ordinal", "century"})


def following(text: str, end: int) -> str:
    """The character that follows, behind a space or not: a quick look before a pattern.

    It is empty at the end of the text and before two spaces, and so in any string.

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
    parts = [re.escape(letter) + any_of(rest) for letter, rest in branches.items() if letter] + [
        ""
    ] * ("" in branches)
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


def number_key(value: float) -> str:
    """A value as a word: equal values are equal words, in whatever language they stood.

    >>> number_key(60000), number_key(3.5)
    ('#60000', '#3.5')
    """
    return f"#{value:.10g}"


_RUN = re.compile(r"\d+(?:\.\d+)?")
#: Of these the digits count as they stand, of no other kind.
_AS_WRITTEN = frozenset({"code", "phone", "item", "time"})


def number_words(text: str, quantities: Quantities) -> list[str]:
    """The values of the numbers of a text as words, for comparing sentences.

    Codes give the figures in them. Words that may be one or two are left out: they are everywhere.

    >>> number_words("5 for CO2", (Quantity(0, 1, "number", 5), Quantity(6, 9, "code", 0)))
    ['#5', '#2']
    """
    words: list[str] = []
    for quantity in quantities:
        if quantity.kind == "date":
            words += [number_key(part) for part in quantity.date if part]
        elif quantity.kind in _AS_WRITTEN:
            figures = _RUN.findall(text, quantity.start, quantity.end)
            words += [number_key(float(figure)) for figure in figures if len(figure) < 40]
        elif quantity.kind != "weekday" and (quantity.sure or quantity.value > 2):
            words.append(number_key(float(quantity.value)))
            if quantity.upper is not None:
                words.append(number_key(float(quantity.upper)))
    return words
