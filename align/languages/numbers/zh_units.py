"""What Chinese calls units and currencies, in simplified and traditional characters."""

_NAMES = {
    "s": "秒钟 秒鐘 秒", "min": "分钟 分鐘", "h": "个小时 小时 個小時 小時 个钟头 钟头 鐘頭",
    "day": "天", "week": "周 週 个星期 星期 個星期 个礼拜", "month": "个月 個月",
    "quarter-year": "个季度 個季度", "year": "年 岁 歲 周岁 周年 週年", "ms": "毫秒",
    "nm": "纳米 奈米", "µm": "微米", "mm": "毫米", "cm": "厘米 公分 釐米", "m": "米 公尺",
    "km": "公里 千米", "li": "里 华里", "mile": "英里 英哩", "ft": "英尺 英呎", "in": "英寸 英吋",
    "yd": "码 碼", "nmi": "海里",
    "mg": "毫克", "g": "克", "kg": "公斤 千克", "t": "吨 噸", "jin": "斤 市斤", "liang": "两",
    "lb": "磅", "oz": "盎司",
    "m2": "平方米 平米 平方公尺", "km2": "平方公里 平方千米", "ha": "公顷 公頃", "mu": "亩 畝",
    "acre": "英亩 英畝", "ft2": "平方英尺", "cm2": "平方厘米",
    "L": "升 公升", "mL": "毫升", "m3": "立方米 立方公尺", "bbl": "桶", "gal": "加仑",
    "W": "瓦", "kW": "千瓦", "MW": "兆瓦", "GW": "吉瓦",
    "kWh": "千瓦时 千瓦時 度电", "MWh": "兆瓦时", "GWh": "吉瓦时",
    "V": "伏 伏特", "kV": "千伏", "A": "安培", "Hz": "赫兹 赫", "kHz": "千赫", "MHz": "兆赫",
    "GHz": "吉赫", "dB": "分贝", "B": "字节", "KB": "千字节", "MB": "兆字节",
    "°C": "摄氏度 攝氏度 ℃ °C", "°F": "华氏度 ℉ °F", "kPa": "千帕", "MPa": "兆帕",
}  # fmt: skip
#: Word → unit.
UNIT_NAMES = {name: unit for unit, names in _NAMES.items() for name in names.split()}

_MONEY = {
    "CNY": "元人民币 元 块钱 块 圆 人民币", "USD": "美元 美金", "EUR": "欧元 歐元",
    "HKD": "港元 港币 港幣", "JPY": "日元 日圆 日圓", "GBP": "英镑 英鎊", "AUD": "澳元 澳大利亚元",
    "CAD": "加元 加拿大元", "SGD": "新加坡元 新元", "TWD": "新台币 新臺幣 台币", "MOP": "澳门元",
    "KRW": "韩元 韓元", "RUB": "卢布 盧布", "INR": "卢比", "CHF": "瑞士法郎 瑞郎", "THB": "泰铢",
}  # fmt: skip
#: Word → currency.
CURRENCIES = {name: code for code, names in _MONEY.items() for name in names.split()}
