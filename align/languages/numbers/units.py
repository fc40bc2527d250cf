"""Units of measurement by symbol: what they measure, and how large they are.

The names of units are each language's own (:mod:`align.languages.numbers.en_units`,
:mod:`align.languages.numbers.zh_units`); here is what is true of them in any language.
"""

from fractions import Fraction

from align.languages.numbers.quantity import Number, simple

#: Symbol → (dimension, size in the smallest common unit of that dimension).
UNITS: dict[str, tuple[str, Number]] = {
    "s": ("time", 1), "min": ("time", 60), "h": ("time", 3600), "day": ("time", 86_400),
    "week": ("time", 7 * 86_400), "month": ("months", 1), "quarter-year": ("months", 3),
    "year": ("months", 12), "decade": ("months", 120), "century": ("months", 1200),
    "ms": ("time", Fraction(1, 1000)),
    "nm": ("length", Fraction(1, 10**9)), "µm": ("length", Fraction(1, 10**6)),
    "mm": ("length", Fraction(1, 1000)), "cm": ("length", Fraction(1, 100)), "m": ("length", 1),
    "km": ("length", 1000), "li": ("length", 500), "mile": ("length", Fraction(1609344, 1000)),
    "ft": ("length", Fraction(3048, 10_000)), "in": ("length", Fraction(254, 10_000)),
    "yd": ("length", Fraction(9144, 10_000)), "nmi": ("length", 1852),
    "mg": ("mass", Fraction(1, 1000)), "g": ("mass", 1), "kg": ("mass", 1000), "t": ("mass", 10**6),
    "jin": ("mass", 500), "liang": ("mass", 50), "lb": ("mass", Fraction(45359237, 100_000)),
    "oz": ("mass", Fraction(45359237, 1_600_000)),
    "m2": ("area", 1), "km2": ("area", 10**6), "ha": ("area", 10_000),
    "mu": ("area", Fraction(2000, 3)), "acre": ("area", Fraction(40468564224, 10**7)),
    "ft2": ("area", Fraction(9290304, 10**8)), "cm2": ("area", Fraction(1, 10_000)),
    "L": ("volume", 1), "mL": ("volume", Fraction(1, 1000)), "m3": ("volume", 1000),
    "bbl": ("volume", Fraction(158987294928, 10**9)),
    "gal": ("volume", Fraction(3785411784, 10**9)),
    "W": ("power", 1), "kW": ("power", 1000), "MW": ("power", 10**6), "GW": ("power", 10**9),
    "TW": ("power", 10**12), "hp": ("power", Fraction(7457, 10)),
    "Wh": ("energy", 1), "kWh": ("energy", 1000), "MWh": ("energy", 10**6),
    "GWh": ("energy", 10**9), "TWh": ("energy", 10**12),
    "V": ("voltage", 1), "kV": ("voltage", 1000), "A": ("current", 1),
    "mA": ("current", Fraction(1, 1000)),
    "Hz": ("frequency", 1), "kHz": ("frequency", 1000), "MHz": ("frequency", 10**6),
    "GHz": ("frequency", 10**9), "dB": ("sound", 1),
    "B": ("data", 1), "KB": ("data", 1024), "MB": ("data", 1024**2), "GB": ("data", 1024**3),
    "TB": ("data", 1024**4), "PB": ("data", 1024**5),
    "°C": ("Celsius", 1), "°F": ("Fahrenheit", 1), "K": ("Kelvin", 1),
    "Pa": ("pressure", 1), "kPa": ("pressure", 1000), "MPa": ("pressure", 10**6),
}  # fmt: skip

#: Some signs and words leave open which currency they mean.
_CURRENCY_GROUPS = {
    "$": frozenset({"USD", "HKD", "AUD", "CAD", "SGD", "TWD", "NZD", "MOP"}),
    "¥": frozenset({"CNY", "JPY"}),
}


def in_base(value: Number, unit: str) -> tuple[str, Number] | None:
    """A measure in the smallest unit of its dimension; None for what is no unit.

    >>> in_base(2, "kg") == in_base(4, "jin") == in_base(2000, "g")
    True
    """
    found = UNITS.get(unit)
    return (found[0], simple(value * found[1])) if found else None


def same_currency(one: str, other: str) -> bool:
    """Whether two codes or signs may mean the same money.

    >>> same_currency("$", "USD"), same_currency("CNY", "USD")
    (True, False)
    """
    return (
        one == other
        or other in _CURRENCY_GROUPS.get(one, ())
        or one in _CURRENCY_GROUPS.get(other, ())
    )
