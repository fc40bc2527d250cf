"""What English calls units and currencies. Every form in lower case, unless case tells."""

_NAMES = {
    "s": "second seconds", "min": "minute minutes min mins", "h": "hour hours hr hrs",
    "day": "day days", "week": "week weeks", "month": "month months", "year": "year years",
    "decade": "decade decades", "century": "century centuries",
    "ms": "millisecond milliseconds ms",
    "nm": "nanometre nanometer nanometres nanometers nm",
    "µm": "micron microns micrometre micrometer micrometres micrometers",
    "mm": "millimetre millimeter millimetres millimeters mm",
    "cm": "centimetre centimeter centimetres centimeters cm",
    "m": "metre meter metres meters",
    "km": "kilometre kilometer kilometres kilometers km kms", "li": "li",
    "mile": "mile miles", "ft": "foot feet ft", "in": "inch inches", "yd": "yard yards",
    "mg": "milligram milligrams mg", "g": "gram grams gramme grammes",
    "kg": "kilogram kilograms kilogramme kilogrammes kilo kilos kg kgs",
    "t": "tonne tonnes ton tons", "jin": "jin catty catties", "liang": "liang tael taels",
    "lb": "pound pounds lb lbs", "oz": "ounce ounces oz",
    "m2": "sqm", "ha": "hectare hectares ha", "mu": "mu", "acre": "acre acres",
    "L": "litre liter litres liters", "mL": "millilitre milliliter millilitres milliliters ml",
    "bbl": "barrel barrels", "gal": "gallon gallons",
    "W": "watt watts", "kW": "kilowatt kilowatts kw", "MW": "megawatt megawatts",
    "GW": "gigawatt gigawatts gw",
    "kWh": "kilowatt-hour kilowatt-hours kwh", "MWh": "mwh megawatt-hours", "GWh": "gwh",
    "TWh": "twh", "V": "volt volts", "kV": "kilovolt kilovolts kv", "A": "ampere amperes amp amps",
    "Hz": "hertz hz", "kHz": "kilohertz khz", "MHz": "megahertz mhz", "GHz": "gigahertz ghz",
    "dB": "decibel decibels db",
    "KB": "kb kib kilobyte kilobytes", "MB": "mb mib megabyte megabytes",
    "GB": "gb gib gigabyte gigabytes", "TB": "tb tib terabyte terabytes",
    "°C": "°c ℃ celsius", "°F": "°f ℉ fahrenheit", "kPa": "kpa", "MPa": "mpa",
}  # fmt: skip
#: Word or symbol → unit.
UNIT_NAMES = {name: unit for unit, names in _NAMES.items() for name in names.split()}
#: Symbols that are words or other symbols in the other case.
UNIT_SYMBOLS = {"m": "m", "MW": "MW", "W": "W", "V": "V", "A": "A", "g": "g", "t": "t", "h": "h",
                "s": "s", "L": "L", "mW": "", "B": "B", "mA": "mA"}  # fmt: skip
#: Behind "square" and "cubic".
SQUARE = {"m": "m2", "km": "km2", "ft": "ft2", "cm": "cm2"}
CUBIC = {"m": "m3"}

_MONEY = {
    "CNY": "yuan rmb renminbi cny", "USD": "usd us$", "$": "dollar dollars",
    "EUR": "euro euros eur", "HKD": "hkd hk$", "JPY": "yen jpy", "GBP": "gbp",
    "AUD": "aud a$", "CAD": "cad c$",
    "SGD": "sgd s$", "TWD": "twd nt$", "MOP": "mop patacas", "KRW": "won krw", "RUB": "rouble "
    "roubles ruble rubles rub", "INR": "rupee rupees inr", "CHF": "chf", "THB": "baht thb",
}  # fmt: skip
#: Word or sign → currency.
CURRENCIES = {name: code for code, names in _MONEY.items() for name in names.split()}
