"""Units and currencies: what they measure, how large they are, what each language calls them."""

from fractions import Fraction

from align.languages.numbers.quantity import Number, simple

#: The unit of a factor: 3倍, three times, tenfold.
TIMES = "times"
#: Symbol → (dimension, size in the base unit of that dimension).
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
    "oz": ("mass", Fraction(45359237, 1_600_000)), "stone": ("mass", 6350),
    "m2": ("area", 1), "km2": ("area", 10**6), "ha": ("area", 10_000),
    "mu": ("area", Fraction(2000, 3)), "acre": ("area", Fraction(40468564224, 10**7)),
    "ft2": ("area", Fraction(9290304, 10**8)), "cm2": ("area", Fraction(1, 10_000)),
    "mile2": ("area", Fraction(2589988, 1)), "ft3": ("volume", Fraction(28317, 1000)),
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
    "Mbps": ("rate", 1), "°C": ("Celsius", 1), "°F": ("Fahrenheit", 1), "K": ("Kelvin", 1),
    "Pa": ("pressure", 1), "kPa": ("pressure", 1000), "MPa": ("pressure", 10**6),
}  # fmt: skip

_ENGLISH = {
    "s": "second seconds", "min": "minute minutes min mins", "h": "hour hours hr hrs",
    "day": "day days", "week": "week weeks", "month": "month months", "year": "year years",
    "decade": "decade decades", "century": "century centuries",
    "ms": "millisecond milliseconds ms",
    "nm": "nanometre nanometer nanometres nanometers nm",
    "µm": "micron microns micrometre micrometer micrometres micrometers",
    "mm": "millimetre millimeter millimetres millimeters mm",
    "cm": "centimetre centimeter centimetres centimeters cm",
    "m": "metre meter metres meters",
    "km": "kilometre kilometer kilometres kilometers km kms kph kmh", "li": "li",
    "mile": "mile miles mph", "ft": "foot feet ft", "in": "inch inches", "yd": "yard yards",
    "mg": "milligram milligrams mg", "g": "gram grams gramme grammes",
    "kg": "kilogram kilograms kilogramme kilogrammes kilo kilos kg kgs",
    "t": "tonne tonnes ton tons", "jin": "jin catty catties", "liang": "liang tael taels",
    "lb": "pound pounds lb lbs", "oz": "ounce ounces oz", "stone": "stone",
    "m2": "sqm", "ha": "hectare hectares ha", "mu": "mu", "acre": "acre acres",
    "L": "litre liter litres liters", "mL": "millilitre milliliter millilitres milliliters ml",
    "bbl": "barrel barrels", "gal": "gallon gallons",
    "W": "watt watts", "kW": "kilowatt kilowatts kw", "MW": "megawatt megawatts",
    "GW": "gigawatt gigawatts gw",
    "kWh": "kilowatt-hour kilowatt-hours kwh", "MWh": "mwh megawatt-hour megawatt-hours",
    "GWh": "gwh gigawatt-hour gigawatt-hours", "TWh": "twh terawatt-hour terawatt-hours",
    "V": "volt volts", "kV": "kilovolt kilovolts kv", "A": "ampere amperes amp amps",
    "Hz": "hertz hz", "kHz": "kilohertz khz", "MHz": "megahertz mhz", "GHz": "gigahertz ghz",
    "dB": "decibel decibels db",
    "Mbps": "mbps", "KB": "kb kib kilobyte kilobytes", "MB": "mb mib megabyte megabytes",
    "GB": "gb gib gigabyte gigabytes", "TB": "tb tib terabyte terabytes",
    "cent": "cent cents pence",
    "°C": "°c ℃ celsius", "°F": "°f ℉ fahrenheit", "kPa": "kpa", "MPa": "mpa",
}  # fmt: skip
#: Word or symbol in lower case → unit.
ENGLISH_UNITS = {name: unit for unit, names in _ENGLISH.items() for name in names.split()}
#: Symbols whose case matters, as they are words or other symbols in the other case.
UNIT_SYMBOLS = {"m": "m", "MW": "MW", "W": "W", "V": "V", "A": "A", "g": "g", "t": "t", "h": "h",
                "s": "s", "L": "L", "mW": "", "B": "B", "mA": "mA"}  # fmt: skip
#: Units after "square" and "cubic".
SQUARE_UNITS = {"m": "m2", "km": "km2", "ft": "ft2", "cm": "cm2", "mile": "mile2"}
CUBIC_UNITS = {"m": "m3", "ft": "ft3"}

_ENGLISH_MONEY = {
    "CNY": "yuan rmb renminbi cny", "USD": "usd us$", "$": "dollar dollars",
    "EUR": "euro euros eur", "HKD": "hkd hk$", "JPY": "yen jpy", "GBP": "gbp",
    "AUD": "aud a$ au$", "CAD": "cad c$ ca$", "NZD": "nzd nz$",
    "SGD": "sgd s$", "TWD": "twd ntd nt$", "MOP": "mop patacas", "KRW": "won krw", "RUB": "rouble "
    "roubles ruble rubles rub", "INR": "rupee rupees inr rs", "CHF": "chf", "THB": "baht thb",
    "NGN": "naira ngn", "KES": "kes ksh", "ZAR": "rand zar", "MYR": "ringgit myr",
    "AED": "dirham dirhams aed", "BRL": "brl r$", "TRY": "lira", "VND": "dong vnd",
}  # fmt: skip
#: Word, code or sign in lower case → currency.
ENGLISH_CURRENCIES = {
    name: code for code, names in _ENGLISH_MONEY.items() for name in names.split()
}

_CHINESE = {
    "s": "秒钟 秒鐘 秒", "min": "分钟 分鐘", "h": "个小时 小时 個小時 小時 个钟头 钟头 鐘頭",
    "day": "天", "week": "周 週 个星期 星期 個星期 个礼拜", "month": "个月 個月",
    "quarter-year": "个季度 個季度", "ms": "毫秒",
    "year": "年 岁 歲 周岁 周年 週年 学年度 學年度 会计年度 會計年度",
    "nm": "纳米 奈米", "µm": "微米", "mm": "毫米", "cm": "厘米 公分 釐米", "m": "米 公尺",
    "km": "公里 千米", "li": "里 华里", "mile": "英里 英哩", "ft": "英尺 英呎", "in": "英寸 英吋",
    "yd": "码 碼", "nmi": "海里",
    "mg": "毫克", "g": "克", "kg": "公斤 千克", "t": "吨 噸", "jin": "斤 市斤", "liang": "两",
    "lb": "磅", "oz": "盎司",
    "m2": "平方米 平米 平方公尺", "km2": "平方公里 平方千米", "ha": "公顷 公頃", "mu": "亩 畝",
    "acre": "英亩 英畝", "ft2": "平方英尺", "mile2": "平方英里", "cm2": "平方厘米",
    "ft3": "立方英尺",
    "L": "升 公升", "mL": "毫升", "m3": "立方米 立方公尺", "bbl": "桶", "gal": "加仑",
    "W": "瓦", "kW": "千瓦", "MW": "兆瓦", "GW": "吉瓦",
    "kWh": "千瓦时 千瓦時 度电", "MWh": "兆瓦时", "GWh": "吉瓦时", "TWh": "太瓦时",
    "V": "伏 伏特", "kV": "千伏", "A": "安培", "Hz": "赫兹 赫", "kHz": "千赫", "MHz": "兆赫",
    "GHz": "吉赫", "dB": "分贝", "B": "字节", "KB": "千字节", "MB": "兆字节",
    "cent": "美分 欧分 歐分 便士",
    "°C": "摄氏度 攝氏度 ℃ °C", "°F": "华氏度 ℉ °F", "kPa": "千帕", "MPa": "兆帕",
}  # fmt: skip
#: Word → unit.
CHINESE_UNITS = {name: unit for unit, names in _CHINESE.items() for name in names.split()}

_CHINESE_MONEY = {
    "CNY": "元人民币 元人民幣 元 块钱 塊錢 块 圆 圓 人民币 人民幣",
    "USD": "美元 美金", "EUR": "欧元 歐元",
    "HKD": "港元 港币 港幣", "JPY": "日元 日圆 日圓", "GBP": "英镑 英鎊", "AUD": "澳元 澳大利亚元",
    "CAD": "加元 加拿大元", "SGD": "新加坡元 新元", "MOP": "澳门元",
    "TWD": "新台币 新台幣 新臺幣 台币 台幣 臺幣",
    "KRW": "韩元 韓元", "RUB": "卢布 盧布", "INR": "卢比 盧比", "CHF": "瑞士法郎 瑞郎",
    "THB": "泰铢 泰銖", "NGN": "奈拉", "ZAR": "兰特", "MYR": "林吉特 令吉", "PHP": "比索",
    "AED": "迪拉姆", "BRL": "雷亚尔", "TRY": "里拉", "VND": "越南盾", "NZD": "新西兰元 纽元",
}  # fmt: skip
#: Word → currency.
CHINESE_CURRENCIES = {
    name: code for code, names in _CHINESE_MONEY.items() for name in names.split()
}

#: Signs before or after a figure → currency.
CURRENCY_SIGNS = {"$": "$", "€": "EUR", "£": "GBP", "¥": "¥", "￥": "¥", "₩": "KRW", "₽": "RUB",
                  "₹": "INR"}  # fmt: skip
#: Currencies that a sign or a word may mean.
_CURRENCY_GROUPS = {
    "$": frozenset({"USD", "HKD", "AUD", "CAD", "SGD", "TWD", "NZD", "MOP"}),
    "¥": frozenset({"CNY", "JPY"}),
}


def in_base(value: Number, unit: str) -> tuple[str, Number] | None:
    """The dimension of a measure and its size in the dimension's base unit; None for other units.

    >>> in_base(2, "kg") == in_base(4, "jin") == in_base(2000, "g")
    True
    """
    found = UNITS.get(unit)
    return (found[0], simple(value * found[1])) if found else None


def same_currency(one: str, other: str) -> bool:
    """Whether two codes or signs may mean the same currency.

    >>> same_currency("$", "USD"), same_currency("CNY", "USD")
    (True, False)
    """
    return (
        one == other
        or other in _CURRENCY_GROUPS.get(one, ())
        or one in _CURRENCY_GROUPS.get(other, ())
    )
