"""What is equal in other units, and how far an approximate amount reaches."""

from fractions import Fraction

from align.languages.numbers.quantity import LIMITS, Number, Quantity
from align.languages.numbers.units import UNITS, in_base

#: Days of a month and a year, roughly: enough to tell 90 days from three months.
_DAYS = {"month": 30, "year": 365, "week": 7, "day": 1}


def equal_measures(x: Number, unit: str, y: Number, other: str) -> bool:
    """Whether two measures in different units are the same, within rounding for units that differ.

    >>> equal_measures(2, "kg", 2000, "g"), equal_measures(2, "kg", 200, "g")
    (True, False)
    >>> equal_measures(10, "mile", 16, "km"), equal_measures(3, "month", 90, "day")
    (True, True)
    """
    if unit == other:
        return x == y
    one, two = in_base(x, unit), in_base(y, other)
    if one is None or two is None:
        return False
    if one[0] == two[0]:
        low, high = sorted((one[1], two[1]))
        return low == high or ((unit in _ROUGH or other in _ROUGH) and low * 21 >= high * 20)
    if unit in _DAYS and other in _DAYS:
        return x * _DAYS[unit] == y * _DAYS[other]
    return False


#: Units that do not convert to whole numbers.
_ROUGH = frozenset("mile ft in yd lb oz acre ft2 mu gal bbl hp nmi".split()) | {
    unit for unit, (dimension, _) in UNITS.items() if dimension == "data"
}


def bounds(quantity: Quantity, value: Number) -> tuple[Number, Number]:
    """Between which values the amount lies.

    >>> bounds(Quantity(0, 1, "number", 15_000, about="under", step=1000), 15_000)
    (Fraction(14010, 1), 15000)
    """
    about, step = quantity.about, quantity.step
    if about in LIMITS:
        return value, value
    if about == "some":
        return value, value * 12
    reach = Fraction(step)
    if about == "over":  # more than 20 may be 29, but not 30
        return value, value + reach * 99 / 100
    reach = min(reach, Fraction(value) / 4)
    if about == "under":
        return value - reach * 99 / 100, value
    return value - reach * 49 / 100, value + reach * 49 / 100
