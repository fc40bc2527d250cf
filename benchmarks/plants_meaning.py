"""Errors that change the meaning, to plant in good segments beside those of plants.py.

Most are one word for another of its kind: a table has the values of a kind, each an English
pattern and Chinese forms. A value that both sides have is exchanged on the Chinese side for another
one, in the same form, if neither side has that already. The tables are those of this benchmark: the
checks have their own.
"""

import random
import re
from itertools import pairwise

from plants import changed, converter, kind, pick
from pypinyin import lazy_pinyin

from align.audit.engine.segment_store import Segment

#: Stands for every check of this family.
MEANING = "meaning"
Value = tuple[str, str]  # an English pattern; Chinese forms, separated by spaces


def exchanged(rng: random.Random, s: Segment, values: list[Value], before: str = "") -> str | None:
    """Exchange a value in the Chinese text; ``before`` is what must stand before it."""
    there = [bool(re.search(english, s.en, re.IGNORECASE)) for english, _ in values]
    if not any(there):
        return None
    traditional = converter("s2t")
    for number in rng.sample(range(len(values)), len(values)):
        if not there[number]:
            continue
        forms = values[number][1].split()
        both = [*forms, *map(traditional, forms)]
        longest = sorted(both, key=len, reverse=True)
        found = re.findall(f"{before}({'|'.join(map(re.escape, longest))})", s.zh)
        others = [
            other.split()
            for n, (_, other) in enumerate(values)
            if not there[n] and not any(f in s.zh or traditional(f) in s.zh for f in other.split())
        ]
        if len(found) != 1 or not others:
            continue
        at = both.index(found[0])
        new = rng.choice(others)
        word = new[at % len(forms) % len(new)]
        match = re.search(f"{before}({re.escape(found[0])})", s.zh)
        assert match
        word = traditional(word) if at >= len(forms) and found[0] not in forms else word
        return s.zh[: match.start(1)] + word + s.zh[match.end(1) :]
    return None


def exchange(
    name: str, *tables: list[Value], checks: tuple[str, ...] = (), before: str = ""
) -> None:
    """Add a kind of error: a value of one of the tables for another of it."""

    @kind(name, MEANING, *checks)
    def plant(rng: random.Random, s: Segment) -> Segment | None:
        for values in rng.sample(tables, len(tables)):
            zh = exchanged(rng, s, values, before)
            if zh is not None:
                return s._replace(zh=zh)
        return None


exchange(
    "direction: north, import …",
    [
        (r"\bnorth(ern)?\b", "北部 北方 北侧 北边 以北 北岸 朝北 向北"),
        (r"\bsouth(ern)?\b", "南部 南方 南侧 南边 以南 南岸 朝南 向南"),
        (r"\beast(ern)?\b", "东部 东方 东侧 东边 以东 东岸 朝东 向东"),
        (r"\bwest(ern)?\b", "西部 西方 西侧 西边 以西 西岸 朝西 向西"),
    ],
    [
        (r"\bnorth-?east(ern)?\b", "东北"),
        (r"\bnorth-?west(ern)?\b", "西北"),
        (r"\bsouth-?east(ern)?\b", "东南"),
        (r"\bsouth-?west(ern)?\b", "西南"),
    ],
    [(r"\bimport(s|ed|ing|ation)?\b", "进口 输入"), (r"\bexport(s|ed|ing|ation)?\b", "出口 输出")],
    [(r"\bleft\b", "左侧 左边 左手 左上 左下"), (r"\bright\b", "右侧 右边 右手 右上 右下")],
    [(r"\bbuy(s|ing|ers?)?\b", "买入 买方 购买"), (r"\bsell(s|ing|ers?)?\b", "卖出 卖方 出售")],
)
ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
exchange(
    "ordinal",
    [
        (rf"\b({word}|{n}(st|nd|rd|th))\b", f"第{'一二三四五六七八九十'[n - 1]} 第{n}")
        for n, word in enumerate(ORDINALS, 1)
    ],
    checks=("numbers", "numbers-loose"),
)
exchange(
    "part of the day",
    [
        (r"\bmornings?\b|\d ?a\.?m\b", "上午 早上 早晨"),
        (r"\bafternoons?\b|\d ?p\.?m\b", "下午 午后 下午"),
        (r"\bevenings?\b|\d ?p\.?m\b", "晚上 傍晚 晚间"),
    ],
    checks=("dates",),
)
exchange(
    "last, this, next",
    [
        (r"\blast year\b", "去年"),
        (r"\bthis year\b", "今年"),
        (r"\bnext year\b", "明年"),
    ],
    [
        (r"\blast week\b", "上周 上星期 上个星期"),
        (r"\bthis week\b", "本周 这星期 这个星期"),
        (r"\bnext week\b", "下周 下星期 下个星期"),
    ],
    [
        (r"\blast month\b", "上月 上个月"),
        (r"\bthis month\b", "本月 这个月"),
        (r"\bnext month\b", "下月 下个月"),
    ],
    [
        (r"\byesterday\b", "昨天 昨日"),
        (r"\btoday\b", "今天 今日"),
        (r"\btomorrow\b", "明天 明日"),
    ],
    checks=("dates",),
)
exchange(
    "he, she", [(r"\b(he|him|his)\b", "他"), (r"\b(she|her|hers)\b", "她")], before="(?<![其吉])"
)
exchange(
    "up, down",
    [
        (
            r"\b(ris(e|es|ing|en)|rose|increas\w*|grew|grow(s|n|th|ing)?|up (by )?\d\S*)\b",
            "上升 增加 上涨 增长 提高 上调 升至",
        ),
        (
            r"\b(fall(s|ing|en)?|fell|decreas\w*|declin\w*|drop(s|ped|ping)?|reduc\w*"
            r"|down (by )?\d\S*)\b",
            "下降 减少 下跌 下滑 降低 下调 降至",
        ),
    ],
)
exchange(
    "at least, at most",
    [
        (r"\bat least\b|\bno(t)? (less|fewer) than\b", "至少 最少 不少于 不低于 不得少于"),
        (
            r"\bat most\b|\b(no|not) (more|exceed(ing)?|later) ?(than)?\b|\bup to\b|\bmaximum\b",
            "至多 最多 不多于 不高于 不得超过",
        ),
    ],
    [
        (r"\bmore than\b|\bover\b|\bexceed", "超过 多于"),
        (r"\b(less|fewer) than\b|\bunder\b", "不足 少于"),
    ],
)
COUNTRIES = [
    (r"\b(China|Chinese)\b", "中国"),
    (r"\b(Japan|Japanese)\b", "日本"),
    (r"\b(German|Germany|Germans)\b", "德国"),
    (r"\b(France|French)\b", "法国"),
    (r"\b(Italy|Italian)\b", "意大利"),
    (r"\b(Spain|Spanish)\b", "西班牙"),
    (r"\b(Russia|Russian)\b", "俄罗斯"),
    (r"\b(India|Indian)\b", "印度"),
    (r"\b(Britain|British|UK|U\.K\.)\b", "英国"),
    (r"\b(American?|United States|US|U\.S\.)(?!\w)", "美国"),
    (r"\b(Canada|Canadian)\b", "加拿大"),
    (r"\b(Australian?)\b", "澳大利亚"),
    (r"\b(Mexico|Mexican)\b", "墨西哥"),
    (r"\b(Brazil|Brazilian)\b", "巴西"),
    (r"\b(Egypt|Egyptian)\b", "埃及"),
    (r"\b(Greece|Greek)\b", "希腊"),
    (r"\b(Thailand|Thai)\b", "泰国"),
    (r"\b(Vietnam|Vietnamese)\b", "越南"),
    (r"\b(Turkey|Turkish)\b", "土耳其"),
    (r"\b(Poland|Polish)\b", "波兰"),
    (r"\b(Sweden|Swedish)\b", "瑞典"),
    (r"\b(Switzerland|Swiss)\b", "瑞士"),
    (r"\b(Syrian?)\b", "叙利亚"),
    (r"\b(Iraqi?)\b", "伊拉克"),
    (r"\b(Iran|Iranian)\b", "伊朗"),
    (r"\b(Pakistani?)\b", "巴基斯坦"),
    (r"\b(Argentina|Argentine)\b", "阿根廷"),
    (r"\b(Netherlands|Dutch)\b", "荷兰"),
    (r"\b(Ukraine|Ukrainian)\b", "乌克兰"),
    (r"\b(South Korean?)\b", "韩国"),
    (r"\b(Singapore)\b", "新加坡"),
]
LANGUAGES = [
    (r"\bChinese\b", "汉语 中文"),
    (r"\bEnglish\b", "英语 英文"),
    (r"\bFrench\b", "法语 法文"),
    (r"\bGerman\b", "德语 德文"),
    (r"\bJapanese\b", "日语 日文"),
    (r"\bSpanish\b", "西班牙语 西班牙文"),
]
CAPITALS = [
    (r"\bBeijing\b", "北京"),
    (r"\bTokyo\b", "东京"),
    (r"\bLondon\b", "伦敦"),
    (r"\bParis\b", "巴黎"),
    (r"\bBerlin\b", "柏林"),
    (r"\bMoscow\b", "莫斯科"),
    (r"\bRome\b", "罗马"),
    (r"\bWashington\b", "华盛顿"),
]
exchange("country", COUNTRIES, LANGUAGES, CAPITALS, checks=("latin-names",), before="(?<!共和)")
exchange(
    "an organization's acronym",
    [
        (r"\b(UN|U\.N\.|United Nations)", "联合国"),
        (r"\b(EU|European Union)\b", "欧盟"),
        (r"\bNATO\b", "北约"),
        (r"\bASEAN\b", "东盟"),
        (r"\bWHO\b", "世卫组织 世界卫生组织"),
        (r"\bWTO\b", "世贸组织 世界贸易组织"),
        (r"\bIMF\b", "国际货币基金组织"),
        (r"\bFBI\b", "联邦调查局"),
        (r"\bCIA\b", "中情局 中央情报局"),
        (r"\bGDP\b", "国内生产总值"),
        (r"\bCPI\b", "消费者物价指数 居民消费价格指数"),
        (r"\bCPC\b", "中共 中国共产党"),
        (r"\bNPC\b", "全国人大"),
    ],
    checks=("abbreviations",),
)
ACRONYMS = (
    "API CPU DNS FTP GPS HTML IBM ISO JSON LED NBA PDF RAM SDK SQL URL USB XML CEO CCTV".split()
)


@kind("another acronym", MEANING, "abbreviations", "codes", "latin-names")
def acronym(rng: random.Random, s: Segment) -> Segment | None:
    match = pick(rng, r"(?<![A-Za-z0-9/.<_-])[A-Z]{2,5}(?![A-Za-z0-9/.>_-])", s.zh)
    if not match or not re.search(rf"\b{match[0]}\b", s.en) or s.zh.count(match[0]) > 1:
        return None
    return s._replace(zh=changed(s.zh, match, rng.choice([a for a in ACRONYMS if a not in s.en])))


NAMES = "Anderson Baxter Campbell Dresden Fischer Harrison Jackson Lambert Morgan Oxford".split()


@kind("another Latin name", MEANING, "latin-names", "codes")
def latin_name(rng: random.Random, s: Segment) -> Segment | None:
    match = pick(rng, r"(?<![\w./@<-])[A-Z][a-z]{3,}(?![\w./@>-])", s.zh)
    if not match or not re.search(rf"\b{match[0]}\b", s.en) or s.zh.count(match[0]) > 1:
        return None
    return s._replace(zh=changed(s.zh, match, rng.choice([n for n in NAMES if n not in s.en])))


SURNAMES = set(
    "wang li zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo liang song "
    "zheng xie han tang feng yu dong xiao cheng cao yuan deng fu shen zeng peng lu su jiang cai "
    "jia ding wei xue ye yan pan du dai xia zhong tian ren fan fang shi yao tan liao zou xiong jin "
    "hao kong bai cui kang mao qiu qin gu hou shao meng long wan duan qian yin xi".split()
)
PERSONS = (
    "陈志强 林美玲 周国平 吴丽华 郑晓峰 黄永年 徐文静 孙大勇 何秀英 罗建业 梁思远 谢雨桐".split()
)


@kind("another Chinese person", MEANING, "name-variants")
def person(rng: random.Random, s: Segment) -> Segment | None:
    for match in re.finditer(r"\b([A-Z][a-z]+) ([A-Z][a-z]+(?:[-’'][a-z]+)?)\b", s.en):
        words = [re.sub(r"[-’']", "", word.lower()) for word in match.groups()]
        for surname, given in (words, words[::-1]):
            if surname not in SURNAMES:
                continue
            for han in re.finditer(r"(?=([一-鿿]{2,3}))", s.zh):
                for text in (han[1], han[1][:2]):
                    if "".join(lazy_pinyin(text)) == surname + given and s.zh.count(text) == 1:
                        new = rng.choice([p for p in PERSONS if lazy_pinyin(p)[0] != surname])
                        return s._replace(zh=s.zh.replace(text, new))
    return None


def clause(text: str, rng: random.Random, marks: str, least: int) -> tuple[int, int] | None:
    """Find a clause between two marks, neither short nor most of the text."""
    ends = [0, *(match.end() for match in re.finditer(marks, text))]
    found = [
        (a, b)
        for a, b in pairwise(ends)
        if least <= b - a <= 0.4 * len(text)
        and not re.search(r"[。！？“”「」（）()\"]|\. ", text[a:b])
    ]
    return rng.choice(found) if found else None


@kind("a clause repeated", MEANING, "repeated-words", "length")
def repeated_clause(rng: random.Random, s: Segment) -> Segment | None:
    if rng.random() < 0.5:
        where = clause(s.en, rng, r"[,;] ", 18)
        return where and s._replace(en=s.en[: where[1]] + s.en[where[0] :])
    where = clause(s.zh, rng, "[，；]", 7)
    return where and s._replace(zh=s.zh[: where[1]] + s.zh[where[0] :])


@kind("a clause left out", MEANING, "length", "missing-part", "omission", "numbers")
def clause_lost(rng: random.Random, s: Segment) -> Segment | None:
    if rng.random() < 0.5:
        where = clause(s.en, rng, r"[,;] ", 24)
        return where and s._replace(en=s.en[: where[0]] + s.en[where[1] :])
    where = clause(s.zh, rng, "[，；]", 8)
    return where and s._replace(zh=s.zh[: where[0]] + s.zh[where[1] :])


@kind("an item of a list left out", MEANING, "length", "missing-part")
def item_lost(rng: random.Random, s: Segment) -> Segment | None:
    match = pick(rng, r"(?<=、)[^，。；：、（）()和及与與或等]{2,10}、", s.zh)
    if not match or s.en.count(",") < 2:
        return None
    return s._replace(zh=changed(s.zh, match, ""))


NEGATIVE = {
    "不能": "能",
    "不会": "会",
    "不是": "是",
    "不应": "应",
    "不可": "可",
    "不需要": "需要",
    "不必": "必须",
    "不想": "想",
    "不要": "要",
    "不知道": "知道",
    "不允许": "允许",
    "没有": "有",
    "无法": "可以",
    "不得": "可以",
    "尚未": "已经",
    "从不": "总是",
}
NEGATIVE |= {converter("s2t")(a): converter("s2t")(b) for a, b in NEGATIVE.items()}
NEGATION = r"\b(not|never|cannot|nor)\b|n['’]t\b"
SOME_NEGATION = NEGATION + (
    r"|\b(no|none|without|unless|unable|un\w+|in\w+able|fail\w*|refus\w*|neither|nothing|nobody|hardly"
    r"|only|lack\w*|den(y|ied)|but|avoid\w*|prevent\w*|otherwise|whether|if|except|prohibit\w*)\b"
)


@kind("a negation lost", MEANING)
def negation_lost(rng: random.Random, s: Segment) -> Segment | None:
    match = pick(rng, "|".join(sorted(NEGATIVE, key=len, reverse=True)), s.zh)
    if not match or len(re.findall(NEGATION, s.en)) != 1:
        return None
    if len(re.findall("[不没沒无無未非否别別勿莫]", s.zh)) != 1:
        return None
    return s._replace(zh=changed(s.zh, match, NEGATIVE[match[0]]))


@kind("a negation added", MEANING)
def negation_added(rng: random.Random, s: Segment) -> Segment | None:
    if re.search(SOME_NEGATION, s.en, re.IGNORECASE):
        return None
    if re.search("[不没沒无無未非否别別勿莫]", s.zh):
        return None
    match = pick(
        rng, "可以|能够|能夠|需要|应该|應該|将会|將會|就会|就會|(?<=[我你他她它们們这這])是", s.zh
    )
    if not match:
        return None
    new = f"{match[0][0]}不{match[0][1]}" if match[0][-1] in "会會" else f"不{match[0]}"
    return s._replace(zh=changed(s.zh, match, new))


@kind("time of day, 12 hours apart", MEANING, "dates")
def twelve_hours(rng: random.Random, s: Segment) -> Segment | None:
    hour = rng.randrange(1, 12)
    half, wrong = rng.choice(
        [("a.m.", f"{hour + 12}时"), ("p.m.", f"上午{hour}时"), ("a.m.", f"下午{hour}点")]
    )
    en, zh = rng.choice([("The gates open at", "开门"), ("The meeting starts at", "会议开始")])
    return s._replace(en=f"{s.en} {en} {hour} {half}", zh=f"{s.zh}{wrong}{zh}。")


MONEY = {
    ("${}", "{} dollars", "US ${}", "US${}"): "美元",
    ("{} yuan", "RMB {}"): "元人民币",
    ("€{}", "{} euros"): "欧元",
    ("£{}", "{} pounds"): "英镑",
    ("HK${}",): "港元",
    ("{} yen",): "日元",
}


@kind("currency of another country", MEANING, "currency", "numbers")
def currency(rng: random.Random, s: Segment) -> Segment | None:
    forms, right = rng.choice(list(MONEY.items()))
    wrong = rng.choice([zh for zh in MONEY.values() if zh != right])
    value = rng.randrange(11, 990)
    amount, zh = rng.choice(
        [(f"{value} million", f"{value * 100}万"), (f"{value * 10}", f"{value * 10}")]
    )
    english = rng.choice(forms).format(amount)
    return s._replace(en=f"{s.en} It cost {english}.", zh=f"{s.zh}其费用为{zh}{wrong}。")


ROMAN = {
    name: value for value, name in enumerate("I II III IV V VI VII VIII IX X XI XII".split(), 1)
}
HAN = ["零", *"一二三四五六七八九十", "十一", "十二", "十三"]


@kind("chapter: its number", MEANING, "numbers", "numbers-loose")
def chapter(rng: random.Random, s: Segment) -> Segment | None:
    en = re.findall(r"\b(?:Chapter|Article|Section|Part) (\d{1,2}|[IVX]+)\b", s.en)
    match = pick(rng, "(?<=第)([一二三四五六七八九十]{1,2}|\\d{1,2})(?=[章条條节節])", s.zh)
    if not match or len(en) != 1 or len(re.findall("第[^。]{1,3}[章条條节節]", s.zh)) != 1:
        return None
    value = ROMAN.get(en[0]) or (int(en[0]) if en[0].isdigit() else 0)
    if not 0 < value < len(HAN) or match[0] not in (HAN[value], str(value)):
        return None
    wrong = rng.choice([v for v in range(1, len(HAN)) if v != value])
    return s._replace(zh=changed(s.zh, match, str(wrong) if match[0].isdigit() else HAN[wrong]))


@kind("placeholders: order, position, a space", "placeholders", "inline-codes", "codes")
def placeholder_order(rng: random.Random, s: Segment) -> Segment | None:
    en, zh = rng.choice(
        [
            ("%s has %d copies", "%d 份属于 %s"),
            ("%1$s has %2$d copies", "%s 有 %d 份"),
            ("File %1 is missing", "缺少文件 % 1"),
            ("%d of %s", "%s 中的 %s"),
        ]
    )
    return s._replace(en=f"{s.en} {en}.", zh=f"{s.zh}{zh}。")


WRONG_TRADITIONAL = {"後": "后", "裡": "里", "餘": "余", "乾": "幹", "鬆": "松", "麵": "面"}


@kind("another character in Traditional text", "variant")
def wrong_traditional(rng: random.Random, s: Segment) -> Segment | None:
    match = pick(rng, "[後裡餘乾鬆麵]", s.zh)
    simplified = converter("t2s")(s.zh)
    if not match or sum(a != b for a, b in zip(s.zh, simplified, strict=False)) < 4:
        return None
    return s._replace(zh=changed(s.zh, match, WRONG_TRADITIONAL[match[0]]))


@kind("Chinese word repeated", "repeated-words")
def repeated_chinese(rng: random.Random, s: Segment) -> Segment | None:
    match = pick(rng, "(?<=[一-鿿])(的|和|在|与|將|将|被|可以|我们|他们|这个)(?=[一-鿿])", s.zh)
    return match and s._replace(zh=changed(s.zh, match, match[0] * 2))
