"""Equality of numbers that are written as different kinds of quantity."""

import itertools
import re
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple, TypeAlias

from align.languages.numbers.quantity import LIMITS, Number, Quantities, Quantity, simple
from align.languages.numbers.units_and_currencies import TIMES, UNITS, in_base


class Atom(NamedTuple):
    """One value of a quantity: an amount, one end of a range, the year or the day of a date.

    ``field`` is ``year``, ``month`` or ``day`` for a part of a date; the quantity's kind where it
    is only compared with its own kind (``quarter``, ``weekday`` …); else ``amount``.
    """

    field: str
    value: Number
    quantity: Quantity


#: Atoms of the English and of the Chinese side.
_BothSides: TypeAlias = tuple[Sequence[Atom], Sequence[Atom]]
#: How two amounts match: ``rounded`` if one rounds the other and no word says so.
Fit: TypeAlias = Literal["", "equal", "rounded"]

#: Kinds in which a part of a date may be written on the other side: 2023 for 2023年.
_PLAIN = frozenset({"number", "ordinal", "measure"})
_SHARES = frozenset({"percent", "points", "fraction"})
_NOON = 720
#: Units whose letters may also stand for a million, a billion, a trillion; 兆 is also one of data.
_SCALED = {"m": 10**6, "B": 10**9, "t": 10**12, "MB": 10**12, "Mbps": 10**12}


def same_across(one: Atom, other: Atom, strict: bool = False) -> bool:
    """Whether two atoms of different fields or kinds are equal.

    ``strict``: of equal values only an amount and a year are accepted, not an amount and a day.
    """
    fields = frozenset((one.field, other.field))
    if (
        one.value == other.value
        and "amount" in fields
        and len(fields) == 2
        and ("year" in fields or not strict)
    ):
        plain = one if one.field == "amount" else other
        return plain.quantity.kind in _PLAIN
    rule = _RULES.get(fields) or (_is_hour if "time" in fields else None)
    return rule is not None and rule(one, other)


def _is_short_year(one: Atom, other: Atom) -> bool:
    low, high = sorted((one.value, other.value))
    return isinstance(low, int) and low < 100 and high > 1000 and high % 100 == low


def _amount_is_year(one: Atom, other: Atom) -> bool:
    a, b = one.quantity, other.quantity
    in_digits = a.digits and b.digits and "ordinal" not in (a.kind, b.kind)
    return in_digits and _is_short_year(one, other)


def _since_1911(one: Atom, other: Atom) -> bool:
    """民國一百零七年 is 2018."""
    low, high = (one, other) if one.value < other.value else (other, one)
    in_years = low.quantity.unit == "year" or low.field == "year"
    return in_years and low.value < 200 and bool(high.value - low.value == 1911)


def _is_amount_of_year(one: Atom, other: Atom) -> bool:
    return _amount_is_year(one, other) or _since_1911(one, other)


def _same_decade(one: Atom, other: Atom) -> bool:
    low, high = sorted((one.value, other.value))
    return low == high if low > 100 else low == high % 100


def _century_is_decade(one: Atom, other: Atom) -> bool:
    low, high = sorted((one.value, other.value))
    return high == (low - 1) * 100


def _same_clock(one: Atom, other: Atom) -> bool:
    if one.quantity.unit and other.quantity.unit:  # 0:00 and 24:00
        return abs(one.value - other.value) == 2 * _NOON
    return abs(one.value - other.value) == _NOON


def _is_hour(one: Atom, other: Atom) -> bool:
    time, plain = (one, other) if one.field == "time" else (other, one)
    return plain.value in (time.value // 60, (time.value - _NOON) // 60)


def _same_amount(one: Atom, other: Atom) -> bool:
    a, b = one.quantity, other.quantity
    for share, whole in ((one, other), (other, one)):
        is_share = share.quantity.kind == "percent" and whole.quantity.kind != "percent"
        if is_share and whole.value and (whole.value < 10 or whole.quantity.unit == TIMES):
            ratio = Fraction(share.value) / 100
            return bool(ratio in (whole.value, whole.value - 1 if whole.quantity.unit else None))
    if "fraction" in (a.kind, b.kind) and one.value * other.value == 1:  # 1 in 20, 每20人中
        return True
    if "year" in (a.unit, b.unit) and {a.kind, b.kind} == {"measure", "number"}:
        return _since_1911(one, other)
    for cents, money in ((one, other), (other, one)):  # 12 cents, 0.12美元
        if cents.quantity.unit == "cent" and money.quantity.kind == "money":
            return cents.value == money.value * 100
    if a.unit == b.unit == TIMES:  # grew tenfold, 增长9倍
        return abs(one.value - other.value) == 1
    if _same_abbreviated(one, other) or _same_abbreviated(other, one):
        return True
    return bool(a.unit and b.unit and equal_measures(one.value, a.unit, other.value, b.unit))


def _same_abbreviated(short: Atom, full: Atom) -> bool:
    """400m people are 4亿, a 5k race is one of 5公里."""
    a, b = short.quantity, full.quantity
    if a.scale == 1000 and b.unit == "km" and not a.unit:
        return bool(short.value == full.value * 1000)
    factor = _SCALED.get(a.unit)
    return factor is not None and b.scale > 1 and bool(short.value * factor == full.value)


#: How values of these fields are compared. A time is compared with any other field by its hour.
_RULES: dict[frozenset[str], Callable[[Atom, Atom], bool]] = {
    frozenset({"year"}): _is_short_year,  # 2023, '23
    frozenset({"amount", "year"}): _is_amount_of_year,
    frozenset({"decade"}): _same_decade,  # the 1990s, 90年代
    frozenset({"decade", "year"}): _same_decade,
    frozenset({"decade", "amount"}): _same_decade,
    frozenset({"century", "decade"}): _century_is_decade,  # the 1900s, 20世纪
    frozenset({"time"}): _same_clock,  # 3:30 without p.m., 15:30
    frozenset({"amount"}): _same_amount,  # 50 % and half, 2 kg and 2,000 g
}


def equal_measures(x: Number, unit: str, y: Number, other: str) -> bool:
    """Whether two measures are equal; within 8 % for units that do not convert exactly.

    >>> equal_measures(2, "kg", 2000, "g"), equal_measures(2, "kg", 200, "g")
    (True, False)
    >>> equal_measures(10, "mile", 16, "km"), equal_measures(3, "month", 90, "day")
    (True, True)
    """
    if unit == other:
        return x == y
    if {unit, other} == {"°C", "°F"}:
        fahrenheit, celsius = (Fraction(x), y) if unit == "°F" else (Fraction(y), x)
        return abs((fahrenheit - 32) * 5 - celsius * 9) <= max(9, celsius / 4)
    one, two = in_base(x, unit), in_base(y, other)
    if one is None or two is None:
        return False
    if one[0] == two[0]:
        low, high = sorted((one[1], two[1]))
        return low == high or ((unit in _INEXACT or other in _INEXACT) and low * 12 >= high * 11)
    if unit in _DAYS and other in _DAYS:
        return x * _DAYS[unit] == y * _DAYS[other]
    return False


#: What stands between a measure or a price and the same one converted.
_BEFORE_CONVERSION = re.compile(
    r"""\s* (?: [(（\[/] | ,?\s?or\b | ,?即 )
        \s* (?: about | around | roughly | approximately | nearly | some | [约約合] | 折合 )?
        \s*""",
    re.VERBOSE,
)


def _is_conversion(text: str, first: Quantity, second: Quantity) -> bool:
    """Whether two neighbours say the same in two units or currencies: 5 mm (0.2 in.)."""
    if not _BEFORE_CONVERSION.fullmatch(text, first.end, second.start):
        return False
    if first.kind == second.kind == "money":
        return first.unit != second.unit
    if first.kind != "measure" or first.kind != second.kind:
        return False
    if first.unit == second.unit:  # 100 tonnes (110 tons)
        return first.unit == "t" and Fraction(9, 10) < Fraction(first.value) / second.value < 1
    ends = [(first.value, second.value)]
    if first.upper is not None and second.upper is not None:  # -10 to 45 °C: a sign is not read
        ends.append((first.upper, second.upper))
    return any(equal_measures(x, first.unit, y, second.unit) for x, y in ends)


def _without_conversions(
    text: str, all_of: Quantities, left: Sequence[Atom], others: Sequence[Atom]
) -> list[Atom]:
    """Drop what says a measure or a price again, in another unit, beside one that is paired."""
    units = {atom.quantity.unit for atom in others}
    unpaired = {atom.quantity for atom in left if atom.quantity.unit not in units}
    if not unpaired:
        return [*left]
    with_partner = set(all_of) - {atom.quantity for atom in left}
    again: set[Quantity] = set()
    for one, other in itertools.pairwise(all_of):
        pair = {one, other}
        if pair & unpaired and pair & with_partner and _is_conversion(text, one, other):
            again |= pair & unpaired
    return [atom for atom in left if atom.quantity not in again]


_AND = re.compile(r"[\s,]*(?:and\s|零|又|、)?")


def _without_sums(
    text: str, all_of: Quantities, left: Sequence[Atom], others: Sequence[Atom]
) -> tuple[list[Atom], list[Atom]]:
    """Drop two measures that are one on the other side: 2小时15分钟, 135 minutes."""
    measures = {a.quantity: a for a in left if a.quantity.kind == "measure"}
    wholes = {
        found: atom
        for atom in others
        if atom.quantity.kind == "measure" and (found := in_base(atom.value, atom.quantity.unit))
    }
    dropped: set[int] = set()
    for one, other in itertools.pairwise(all_of) if len(measures) > 1 and wholes else ():
        if one in measures and other in measures and _AND.fullmatch(text, one.end, other.start):
            parts = in_base(one.value, one.unit), in_base(other.value, other.unit)
            if parts[0] and parts[1] and parts[0][0] == parts[1][0]:
                whole = wholes.get((parts[0][0], simple(Fraction(parts[0][1]) + parts[1][1])))
                if whole is not None:
                    dropped |= {id(measures[one]), id(measures[other]), id(whole)}
    return (
        [atom for atom in left if id(atom) not in dropped],
        [atom for atom in others if id(atom) not in dropped],
    )


def in_other_units(
    texts: tuple[str, str], all_of: tuple[Quantities, Quantities], left: _BothSides
) -> tuple[list[Atom], list[Atom]]:
    """Drop what is left of both sides only as it is said in other units or in parts."""
    (en, zh), (first, second) = texts, all_of
    left_en = _without_conversions(en, first, *left)
    left_zh = _without_conversions(zh, second, left[1], left[0])
    if left_en and left_zh:
        left_zh, left_en = _without_sums(zh, second, left_zh, left_en)
        left_en, left_zh = _without_sums(en, first, left_en, left_zh)
    return left_en, left_zh


#: Rough number of days, enough to accept 90 days for three months.
_DAYS = {"month": 30, "year": 365, "week": 7, "day": 1}
#: Units that do not convert to whole numbers.
_INEXACT = frozenset("mile ft in yd lb oz stone acre ft2 ft3 mile2 mu gal bbl hp nmi".split()) | {
    unit for unit, (dimension, _) in UNITS.items() if dimension == "data"
}


def fit(one: Atom, other: Atom) -> Fit:
    """How two amounts that are not equal match.

    ``equal`` if they lie within the bounds that "about" or "over" give them, ``rounded`` if one
    rounds the other without such a word.
    """
    a, b = one.quantity, other.quantity
    if (a.kind in _SHARES) != (b.kind in _SHARES):
        return ""
    x, y = Fraction(one.value), Fraction(other.value)
    if not (a.about in LIMITS and b.about in LIMITS):
        within = _fit_bounds(a, x, b, y)
        if within:
            return within
    fine, coarse = sorted((a, b), key=lambda q: Fraction(q.step))
    rounds = coarse.scale > 1 or (
        fine.step != coarse.step and (a.kind in _SHARES or coarse.step < 1)
    )
    near = abs(x - y) * 2 <= coarse.step and abs(x - y) * 8 <= max(x, y)
    return "rounded" if rounds and x != y and near else ""


def _fit_bounds(a: Quantity, x: Fraction, b: Quantity, y: Fraction) -> Fit:
    low, high = bounds(a, x)
    low2, high2 = bounds(b, y)
    if low > high2 or low2 > high:
        return ""
    if "some" in (a.about, b.about):
        return "equal"
    if a.about in LIMITS or b.about in LIMITS:  # over 20 may be 24, but 29 is worth a look
        far = a.digits and b.digits and abs(x - y) * 4 > max(x, y)
        return "rounded" if far else "equal"
    if a.about != b.about:  # nearly 15,000, over 14,000
        return "equal" if abs(x - y) * 10 <= max(x, y) else "rounded"
    return ""


def bounds(quantity: Quantity, value: Number) -> tuple[Number, Number]:
    """The least and the greatest amount that a marked value may stand for.

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


def doubtful_pairs(
    said: _BothSides, left: _BothSides, spare: _BothSides
) -> tuple[tuple[Atom, Atom], ...]:
    """Pairs of exact figures of one kind that differ.

    One of them at least is said in a word, too: 0 and "no". The other may be left over, if it has
    as many digits and nothing else of its kind is.
    """
    if not said[0] and not said[1]:
        return ()
    ens = [atom for atom in said[0] if _exact(atom)]
    zhs, more_en, more_zh = map(_by_kind, (said[1], *spare))
    lone_en, lone_zh = map(_by_kind, left)
    for key in lone_en.keys() & lone_zh.keys():
        del lone_en[key], lone_zh[key]
    pairs = [
        (one, other)
        for one in ens
        if (other := _take_alike(one, lone_zh, same_length=True) or _take_alike(one, zhs, more_zh))
    ]
    rest = sorted((a for atoms in zhs.values() for a in atoms), key=lambda a: a.quantity.start)
    pairs += [
        (twin, other)
        for other in rest
        if (twin := _take_alike(other, lone_en, same_length=True) or _take_alike(other, more_en))
    ]
    return tuple(pairs)


def _by_kind(atoms: Iterable[Atom]) -> dict[tuple[str, str, str], deque[Atom]]:
    """Exact figures by field, kind and unit, in order."""
    found: dict[tuple[str, str, str], deque[Atom]] = {}
    for atom in atoms:
        if _exact(atom):
            key = (atom.field, atom.quantity.kind, atom.quantity.unit)
            found.setdefault(key, deque()).append(atom)
    return found


def _take_alike(
    atom: Atom, *pools: dict[tuple[str, str, str], deque[Atom]], same_length: bool = False
) -> Atom | None:
    """Remove the first atom of the same kind and unit from the pools."""
    key = (atom.field, atom.quantity.kind, atom.quantity.unit)
    for pool in pools:
        if found := pool.get(key):
            if same_length and len(str(found[0].value)) != len(str(atom.value)):
                continue
            return found.popleft()
    return None


def _exact(atom: Atom) -> bool:
    quantity = atom.quantity
    return atom.field == "amount" and quantity.digits and quantity.sure and not quantity.about
