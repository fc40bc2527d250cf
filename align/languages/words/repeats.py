"""Words that are repeated by mistake, as opposed to on purpose."""

import re
from itertools import pairwise
from operator import eq

from align.languages.characters import HAN
from align.languages.variant import scripts_in
from align.languages.words.content import word_segmenter

# Grammar may double the first two; the others are emphasis, sounds, chat.
_ENGLISH_PAIRS = frozenset(
    (
        "had her very so no yes bye ha hi ho oh ah tut knock now there far long many much "
        "really never again come hear please wait hey hush ok okay blah la tick tock tap boom bang "
        "chop tsk uh um wow heh haw har hee hah gulp glug woof meow quack buzz ding dong thump"
    ).split()
)
# A verb at the end of a clause: whoever that is is late; a preposition: who do you vote for for it?
_VERBS = frozenset("is was are were be do does did".split())
_PREPOSITIONS = frozenset("in on at to for of with".split())
_ASKED = re.compile(
    r"\b(?:who|whoever|what|whatever|where|which|how)\b(?:[ '’][\w'’]+){1,5} \Z", re.I
)
_EXCLAIMED = re.compile(r"(?:\A|[.!?…—–\"“] ?)\Z")
# Names of two equal words: places, and Chinese names in pinyin (Lang Lang).
_NAME = re.compile(
    r"Sing|Walla|Bora|Pago|Wagga|Duran|Boutros|Papa|Mama|Baden|Zsa|Yo|Tora"
    r"|(?:[BPMFDTNLGKHJQXRZCSWY]|Zh|Ch|Sh|)(?i:a|ai|ang?|ao|e|ei|eng?|er|i|iang?|iao|ie|ing?|iong"
    r"|iu|o|ong|ou|u|uai?|uang?|ue|ui|un|uo)"
)
_NO_NAME = frozenset("he in we me an to do so a be she men can long song run".split())
_ENGLISH = re.compile(r"\b([A-Za-z][A-Za-z'’]*)[ \u00a0\n]+\1\b(?![-'’]|\.\w)", re.IGNORECASE)
# He said that that is so, that that river is wide; but not: that that the river, that that he.
_NO_THAT_ONE = re.compile(
    r" (?:the|an?|this|these|those|there|he|she|it|we|you|they|i|my|your|his|her|its|our|their"
    r"|all|any|every|each|some|no|if|when|because|in|on|at|for)\b",
    re.I,
)
_BARE = str.maketrans("—", " ", ".,;:!?)…”\"’'")
# Function characters: a second one is a typing error.
_SINGLE = re.compile(
    r"([的了是在和与與及将將被把从從向于並并而也都就为為以由或但其该該我他她它你们們对對])\1"
)
_PHRASE = re.compile(rf"(?=([{HAN}]{{2,8}}?)\1)")
# ABAB on purpose: numerals and measure words, sounds, emphasis.
_ON_PURPOSE = re.compile(
    r"[一二三两兩几幾半][^的了]{1,3}|(.)\1+|[很非许許好太真极極]+.{1,2}"
    r"|[哈呵嘻嘿哎唉啊嗯呜叮咚咕噜滴答哗啦咔哒嗒啪轰隆噼嘎吱嘟哧咯汪喵呼噗嗡]+"
)
# Verbs and adjectives whose doubling means "a little", at the end of a clause (大家讨论讨论。) …
_TRIED = frozenset(
    (
        "讨论 研究 考虑 了解 认识 照顾 比较 帮助 考验 参考 整理 尝试 评论 一切 "
        "討論 研究 考慮 認識 照顧 比較 幫助 考驗 參考 整理 嘗試 評論"
    ).split()
)
# … and, in speech, anywhere: 休息休息再走.
_CASUAL = frozenset(
    (
        "休息 放松 商量 打听 收拾 走动 锻炼 打扮 热闹 高兴 凉快 轻松 见识 打扫 意思 暖和 清静 琢磨 "
        "溜达 开导 指点 劝说 安慰 合计 核计 打点 消遣 反省 教训 疏通 通融 打量 盘算 舒服 介绍 比划 "
        "活动 体验 感受 欣赏 享受 痛快 关心 照应 打磨 回味 品尝 观赏 吓唬 逗弄 数落 晃悠 转悠 念叨 "
        "放鬆 打聽 鍛鍊 熱鬧 涼快 輕鬆 見識 打掃 清靜 溜達 開導 指點 勸說 合計 核計 打點 盤算 介紹 "
        "比劃 活動 體驗 欣賞 關心 照應 品嚐 觀賞 嚇唬"
    ).split()
)
_END = re.compile(r"[，。；：？！、,.;:?!”’）的]|\Z|[吧吗嗎呢啊一]")
# The second pronoun begins what is told: 告诉我我错了.
_TOLD = re.compile(r"(?:告诉|告訴|提醒|通知|答应|答應|警告|保证|保證|[问問教])\Z")
# 退后退后！ is shouted twice.
_HAN_NEXT = re.compile(f"[{HAN}]")
_BEGIN = re.compile(r"(?:\A|[，。；：？！、,.;:?!“‘「『…—*])\s*\Z")
_SHOUTED = re.compile(r"[！!，,～~…]")
_ADJECTIVES = ("a", "ad", "d", "v", "vn")


def english_repeats(text: str) -> list[tuple[int, int]]:
    """Find doubled words; not ``had had``, ``very very``, ``Sing Sing``.

    >>> english_repeats("The the lab in in Sing Sing, very very far, had had it.")
    [(0, 7), (12, 17)]
    """
    words = text.lower().translate(_BARE).split()
    if not any(map(eq, words, words[1:])):
        return []
    found = []
    for m in _ENGLISH.finditer(text):
        first, second = m[1], text[m.end() - len(m[1]) : m.end()]
        if first.lower() in _ENGLISH_PAIRS or (len(first) == 1 and first not in "aA"):
            continue
        if _is_tripled(text, m) or _is_grammar(text, m):
            continue
        capitals = first[0].isupper() and second[0].isupper()
        if not (capitals and _NAME.fullmatch(first) and first.lower() not in _NO_NAME):
            found.append(m.span())
    return found


def _is_grammar(text: str, match: re.Match[str]) -> bool:
    """Whether the two words belong to different parts of the sentence, or are an exclamation.

    >>> [english_repeats(t) for t in ("Whoever that is is late.", "My my, how nice.")]
    [[], []]
    """
    word, after = match[1].lower(), text[match.end() :]
    if word == "that":
        return after[:1] == " " and not _NO_THAT_ONE.match(after)
    before = text[max(0, match.start() - _NEAR) : match.start()]
    if word in _VERBS or (word in _PREPOSITIONS and "?" in after):
        return bool(_ASKED.search(before))
    return after[:1] in (",", "!") and word in ("my", "well") and bool(_EXCLAIMED.search(before))


def is_kept(word: str, chinese: str) -> bool:
    """Whether a Chinese text has an English word as it is, as the name of something."""
    return re.search(rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])", chinese, re.I) is not None


#: White space and marks between a word and the next one.
_NEAR = 50


def _is_tripled(text: str, match: re.Match[str]) -> bool:
    """Whether the word is there three times or more: that is on purpose."""
    word, reach = match[1].lower(), len(match[1]) + _NEAR
    before = text[max(0, match.start() - reach) : match.start()].lower().translate(_BARE).split()
    after = text[match.end() : match.end() + reach].lower().translate(_BARE).split()
    return word in (*before[-1:], *after[:1])


def chinese_repeats(text: str) -> list[tuple[int, int]]:
    """Find doubled characters and words; not 慢慢, 人人, 讨论讨论, 一个一个.

    >>> text = "中心的的证书证书为了了解目的的确立，慢慢讨论讨论"
    >>> [text[a:b] for a, b in chinese_repeats(text)]
    ['的的', '证书证书']
    """
    found = []
    for m in _SINGLE.finditer(text):
        if _is_slip(text, m.start(), m[1]):
            found.append(m.span())
    end = 0
    for m in _PHRASE.finditer(text):
        if m.start() >= end and not _ON_PURPOSE.fullmatch(m[1]) and _is_doubled(text, m):
            end = m.start() + 2 * len(m[1])
            found.append((m.start(), end))
    return sorted(found)


def _is_slip(text: str, at: int, char: str) -> bool:
    """Whether each character is a word of its own: neither 目的|的 nor 为了|了解."""
    if text[at + 2 : at + 3] == char or text[at - 1 : at] == char:
        return False
    if char in "我他她它你" and _TOLD.search(text, max(0, at - 2), at):
        return False
    start = max(0, at - 6)
    place = start
    for word in word_segmenter().cut(text[start : at + 8]):
        if place <= at < place + len(word):
            if word != char:
                return False
        elif place == at + 1:
            return bool(word == char)
        place += len(word)
    return False


def _is_doubled(text: str, match: re.Match[str]) -> bool:
    """Whether a phrase is doubled where that cannot be on purpose."""
    part = match[1]
    end = match.start() + 2 * len(part)
    if text.startswith(part, end):
        return False  # three times is on purpose
    if part[0] == "的" or ("的" in part and _HAN_NEXT.match(text, end)):
        return False  # of one thing of another: 根组件的子组件的子组件
    if len(part) < 5 and _SHOUTED.match(text, end) and _BEGIN.search(text, 0, match.start()):
        return False
    if not _has_word(part):
        return False  # a foreign name: 塔姆塔姆
    if len(part) > 2:
        return True
    if part in _CASUAL or (part in _TRIED and _END.match(text, end)):
        return False
    if text.startswith("地", end) and word_segmenter().tag(part)[0][1] not in _ADJECTIVES:
        return False  # a sound: 克郎克郎地
    # each must be a word: neither 监狱|监狱长 nor a sound (咯当咯当)
    words = list(word_segmenter().cut(text[max(0, match.start() - 6) : end + 6]))
    return any(a == b == part for a, b in pairwise(words))


def _has_word(part: str) -> bool:
    """Whether a phrase has a word of the dictionary, which knows few Traditional ones."""
    if scripts_in(part)[1]:
        return True
    return any(len(word) > 1 and not tag.startswith("nr") for word, tag in _tagged(part))


def _tagged(part: str) -> list[tuple[str, str]]:
    words = word_segmenter()
    return [words.tag(word)[0] for word in words.cut(part, False)]


# The marks after a clause. What is cried or asked twice is meant.
_MARK = re.compile(r"\s*([，；：、;]|,(?!\d)|[。.](?=\s|$|[^\x00-\xff])|[！？!?]+|$)[”’\"]?\s*")
_ANY_MARK = re.compile(r"[，；：、;。？！?!”’\"]|[,.](?!\d)")
_TWICE = re.compile(
    rf"([{HAN}]{{2,}})[^{HAN}]{{0,2}}\1|\b([a-z]{{4,}}|[a-z]+(?:\W+[a-z]+){{1,4}})\W+\2\b",
    re.IGNORECASE,
)


def repeated_clauses(text: str) -> list[tuple[int, int]]:
    """Find clauses and sentences that stand twice side by side: the spans of both copies.

    >>> text = "The lab, which is new, which is new, is large. It is large; it is large, he said."
    >>> [text[a:b] for a, b in repeated_clauses(text)]
    ['which is new, which is new']
    """
    parts = [part.strip() for part in _ANY_MARK.split(text)]
    if len(parts) == len(set(parts)):
        return []
    found, before, begin, start = [], ("", ""), 0, 0
    for mark in _MARK.finditer(text):
        clause = text[start : mark.start()], mark[1]
        # with another mark, the second one begins something new: "… it is large; it is large, as …"
        alike = before[1] == mark[1] or mark[1] in ("。", ".", "")
        if clause[0] and clause[0] == before[0] and alike and before[1] not in "！？!?":
            found.append((begin, mark.start()))
        before, begin, start = clause, start, mark.end()
    return found


def says_twice(text: str) -> bool:
    """Whether a text repeats a word or a few at once: *my anguish, my anguish*.

    >>> says_twice("Go up, you baldy! Go up, you baldy!"), says_twice("采薇采薇"), says_twice("ok")
    (True, True, False)
    """
    return bool(_TWICE.search(text))
