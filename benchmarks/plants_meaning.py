"""Errors that change the meaning: a word in place of its opposite, a clause said twice.

The words are frequent ones of each kind. One is replaced, whatever the other side says.
"""

import random

from plants import changed, kind, pick

from align.audit.engine.segment_store import Segment

_BEFORE_NUMBER = r"(?= \$?\d)"
_AFTER_NUMBER = r"(?<=[\d十百千万萬亿億年岁歲元人名%])"
_CHANGE = r"(?= by| to \d| \d| sharply| in 20)"
#: Where a word has the sense that is meant: a pattern instead of the word.
_SENSES = {
    **{word: f"(?<=the ){word}" for word in "first second third fourth fifth".split()},
    "a.m": r"a\.m",
    "p.m": r"p\.m",
    "am": r"(?<=\d)am|(?<=\d )am",
    "pm": r"(?<=\d)pm|(?<=\d )pm",
    "he": "(?<!/)he(?!/)",
    "she": "(?<!/)she(?!/)",
    "rose": f"rose{_CHANGE}",
    "fell": f"fell{_CHANGE}",
    "over": f"over{_BEFORE_NUMBER}",
    "under": f"under{_BEFORE_NUMBER}",
    **{f"第{n}": f"第{n}(?![十百千零时時线線手方])" for n in "一二三四五"},
    "明天": "(?<![说說])明天",
    "他": "(?<![其吉])他(?![们們人国國])",
    "她": "她(?![们們])",
    "增加": "增加(?!了?[对對一])",
    "不足": r"不足(?=\d)",
    "超过": r"超过(?=\d)",
    "超過": r"超過(?=\d)",
    "以上": f"{_AFTER_NUMBER}以上",
    "以下": f"{_AFTER_NUMBER}以下",
}


def swap(name: str, checks: str, english: str, chinese: str) -> None:
    """A kind of plant: a word becomes another one of its set (``a/b/c``; sets apart by commas)."""
    sides = {}
    for side, text in (("en", english), ("zh", chinese)):
        sets = [some.split("/") for some in text.split(", ")]
        every = "|".join(_SENSES.get(word, word) for some in sets for word in some)
        sides[side] = sets, rf"(?i)\b(?:{every})\b" if side == "en" else every

    def plant(rng: random.Random, s: Segment) -> Segment | None:
        for side in rng.sample(("en", "zh"), 2):
            sets, pattern = sides[side]
            if match := pick(rng, pattern, s.text(side)):
                old = match[0].lower()
                new = rng.choice([w for some in sets if old in some for w in some if w != old])
                new = new[0].upper() + new[1:] if match[0][0].isupper() else new
                return s._replace(**{side: changed(s.text(side), match, new)})
        return None

    kind(name, *checks.split())(plant)


swap(
    "meaning: direction",
    "direction",
    "north/south, northern/southern, east/west, eastern/western, import/export, imports/exports, "
    "northeast/southeast/northwest/southwest, imported/exported, left side/right side",
    "北部/南部, 东部/西部, 東部/西部, 进口/出口, 進口/出口, 东北/东南/西北/西南, 北方/南方, "
    "东面/西面, 向北/向南, 左侧/右侧",
)
swap(
    "meaning: ordinal",
    "ordinals numbers dates",
    "first/second/third/fourth/fifth",
    "第一/第二/第三/第四/第五",
)
swap(
    "meaning: part of the day",
    "day-parts",
    "a.m/p.m, am/pm, morning/afternoon/evening, noon/midnight",
    "上午/下午, 早上/晚上, 早晨/傍晚, 清晨/晚上, 中午/午夜",
)
swap(
    "meaning: last, this, next",
    "relative-dates",
    "last year/this year/next year, last month/this month/next month, "
    "last week/this week/next week, yesterday/today/tomorrow",
    "去年/今年/明年, 上个月/这个月/下个月, 上周/本周/下周, 昨天/今天/明天, 上月/本月/下月",
)
swap("meaning: he, she", "gender", "he/she, himself/herself", "他/她")
swap(
    "meaning: up, down",
    "trends",
    "rose/fell, increase/decrease, increased/decreased, increases/decreases, "
    "increasing/decreasing, growth/decline, higher/lower",
    "上升/下降, 增加/减少, 增加/減少, 增长/下降, 增長/下降, 提高/降低, 上涨/下跌, 升高/降低",
)
swap(
    "meaning: at least, at most",
    "limits",
    "at least/at most, more than/less than, maximum/minimum, over/under, "
    "greater than/less than, no more than/no less than",
    "至少/至多, 最少/最多, 以上/以下, 超过/不足, 超過/不足, 最大/最小, 大于/小于, 多于/少于",
)


@kind("meaning: clause repeated", "repeated-clause")
def clause_repeated(rng: random.Random, s: Segment) -> Segment | None:
    side = rng.choice(["en", "zh"])
    ends = r"(?<=[,;] )[^,;.]{12,80}[,;] " if side == "en" else r"(?<=[，；])[^，；。]{5,40}[，；]"
    match = pick(rng, ends, s.text(side))
    return match and s._replace(**{side: changed(s.text(side), match, match[0] * 2)})
