"""The model: what a number in a text is, in either language."""

import re
from fractions import Fraction
from typing import Literal, NamedTuple, TypeAlias

#: Exact: a float cannot represent 0.1.
Number: TypeAlias = int | Fraction
#: Year, month, day; 0 where the text does not say it.
Date: TypeAlias = tuple[int, int, int]

#: What a quantity is. ``points`` are percentage points, ``item`` is the number of a paragraph,
#: the value of a ``time`` is in minutes, that of a ``weekday`` 1 (Monday) to 7.
Kind: TypeAlias = Literal[
    "number", "percent", "points", "ordinal", "fraction", "date", "quarter", "half", "decade",
    "century", "weekday", "time", "money", "measure", "code", "phone", "item",
]  # fmt: skip

#: How the text qualifies a value that is not exact: 近1.5万 is ``under``, 数百 ``some``.
Qualifier: TypeAlias = Literal["", "about", "over", "under", "least", "most", "some"]

#: Qualifiers of a figure that is not rounded.
LIMITS: frozenset[Qualifier] = frozenset({"", "least", "most"})

_SIGNS: dict[Qualifier, str] = {
    "": "", "about": "~", "over": ">", "under": "<", "least": ">", "most": "<", "some": "x",
}  # fmt: skip
_SUFFIXES: dict[Kind, str] = {
    "percent": "%", "points": "pp", "ordinal": "th", "quarter": "Q", "half": "H", "decade": "s",
    "century": "C", "weekday": "W",
}  # fmt: skip


class Quantity(NamedTuple):
    """A number in ``text[start:end]``.

    ``upper`` is the upper end of a range. ``unit`` is a currency (``CNY``) or a unit (``kg``), see
    :mod:`align.languages.numbers.units_and_currencies`; of dates and times, see
    :mod:`align.languages.numbers.calendar`. ``about`` says how the text qualifies the
    value. ``scale`` is the factor of words like 万 or million, ``step`` the size of the last place
    that is written (100,000 for 1.5 million). ``digits``: the value is written in digits.
    ``sure``: it is a number for certain, not a word that may be one. ``date`` is set for the kind
    ``date``.
    """

    start: int
    end: int
    kind: Kind
    value: Number
    upper: Number | None = None
    unit: str = ""
    about: Qualifier = ""
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
        shown = _SIGNS[self.about] + shown
        if self.unit and self.kind != "time":
            return f"{shown} {self.unit}"
        return shown + _SUFFIXES.get(self.kind, "")


#: All quantities of a text, in order, without overlaps.
Quantities: TypeAlias = tuple[Quantity, ...]


def _plain(value: Number) -> str:
    """A decimal number if that is exact, else a fraction."""
    if isinstance(value, int):
        return str(value)
    rest = value.denominator
    for factor in (2, 5):
        while rest % factor == 0:
            rest //= factor
    return f"{float(value):.12g}" if rest == 1 else str(value)


def exact(figures: str, scale: int = 1) -> tuple[Number, Number]:
    """The value of written digits, and the size of the last place that is not a zero.

    >>> exact("1.5", 10_000), exact("14,832"), exact("1500")
    ((15000, 1000), (14832, 1), (1500, 100))
    """
    whole, _, decimals = figures.replace(",", "").replace("，", "").partition(".")
    number = int(whole + decimals or "0") * scale
    if not decimals:
        return number, last_place(number)
    places = 10 ** len(decimals)
    value, step = Fraction(number, places), Fraction(scale, places)
    return simple(value), simple(step)


def simple(value: Number) -> Number:
    """An ``int`` where the value is whole.

    >>> simple(Fraction(4, 2)), simple(Fraction(1, 2))
    (2, Fraction(1, 2))
    """
    return value.numerator if value.denominator == 1 else value


def last_place(value: Number) -> int:
    """The size of the last place of a whole number that is not a zero; 1 for other numbers.

    >>> last_place(30_000), last_place(1500), last_place(7), last_place(0)
    (10000, 100, 1, 1)
    """
    step = 1
    while value and value % 10 == 0:
        value //= 10
        step *= 10
    return step


def number_key(value: float) -> str:
    """A value as a word, the same in every language.

    >>> number_key(60000), number_key(3.5)
    ('#60000', '#3.5')
    """
    return f"#{value:.10g}"


_RUN = re.compile(r"\d+(?:\.\d+)?")
#: Kinds whose digits count as they are written.
_AS_WRITTEN = frozenset({"code", "phone", "item", "time"})


def number_words(text: str, quantities: Quantities) -> list[str]:
    """The values of the numbers of a text as words, for comparing sentences.

    Codes give the figures in them. Words that may be one or two are too frequent and left out.

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
