"""When two numbers are the same, although they are written as different kinds of thing."""

from fractions import Fraction
from typing import NamedTuple

from align.audit.evidence.units import bounds, equal_measures
from align.languages.numbers.quantity import LIMITS, Number, Quantity


class Atom(NamedTuple):
    """One value of a quantity: an amount, an end of a range, the year or the day of a date.

    ``field`` is ``year``, ``month``, ``day``, or the quantity's kind for what is compared only with
    its like (``quarter``, ``weekday`` …), else ``amount``.
    """

    field: str
    value: Number
    quantity: Quantity


#: A date's part may stand as a plain number on the other side.
_PLAIN = frozenset({"number", "ordinal", "measure"})
_SHARES = frozenset({"percent", "points", "fraction"})


def same_across(one: Atom, other: Atom, strict: bool = False) -> bool:
    a, b = one.quantity, other.quantity
    fields = {one.field, other.field}
    if one.value == other.value and "amount" in fields and len(fields) == 2:
        plain = a if one.field == "amount" else b
        if fields == {"amount", "year"} or not strict:
            return plain.kind in _PLAIN
    year = (
        fields == {"amount", "year"} and a.digits and b.digits and "ordinal" not in (a.kind, b.kind)
    )
    if year or fields == {"year"}:
        low, high = sorted((one.value, other.value))
        return isinstance(low, int) and low < 100 and high > 1000 and high % 100 == low
    if fields <= {"decade", "year", "amount"} and "decade" in fields:
        return one.value % 100 == other.value % 100 and min(one.value, other.value) < 2100
    if fields == {"century", "decade"}:
        low, high = sorted((one.value, other.value))
        return high == (low - 1) * 100
    if fields == {"time"}:
        return abs(one.value - other.value) == 720
    if "time" in fields:
        clock, plain_ = (one, other) if one.field == "time" else (other, one)
        return plain_.value in (clock.value // 60, (clock.value - 720) // 60)
    if fields == {"amount"}:
        return _same_amount(a, one.value, b, other.value)
    return False


def _same_amount(a: Quantity, x: Number, b: Quantity, y: Number) -> bool:
    """Equal although one is a percentage, the other a fraction, or in other units."""
    if a.kind == "percent" and b.kind != "percent" and y and y < 10:
        return bool(Fraction(x) / 100 == y)
    if b.kind == "percent" and a.kind != "percent" and x and x < 10:
        return bool(Fraction(y) / 100 == x)
    return bool(a.unit and b.unit and equal_measures(x, a.unit, y, b.unit))


def fit(one: Atom, other: Atom) -> str:
    """``equal`` within marked bounds, ``rounded`` where nothing marks it, else empty."""
    a, b = one.quantity, other.quantity
    if (a.kind in _SHARES) != (b.kind in _SHARES):
        return ""
    x, y = Fraction(one.value), Fraction(other.value)
    exact = a.about in LIMITS, b.about in LIMITS
    if not all(exact):
        low, high = bounds(a, x)
        low2, high2 = bounds(b, y)
        if low <= high2 and low2 <= high:
            if "some" in (a.about, b.about):
                return "equal"
            if any(exact):  # over 20 may be 24, but 29 is worth a look
                far = a.digits and b.digits and abs(x - y) * 4 > max(x, y)
                return "rounded" if far else "equal"
            if a.about != b.about:  # nearly 15,000, over 14,000
                return "equal" if abs(x - y) * 10 <= max(x, y) else "rounded"
    fine, coarse = sorted((a, b), key=lambda q: Fraction(q.step))
    rounds = coarse.scale > 1 or (
        fine.step != coarse.step and (a.kind in _SHARES or coarse.step < 1)
    )
    return "rounded" if rounds and x != y and abs(x - y) * 2 <= coarse.step else ""
