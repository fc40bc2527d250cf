"""Words that are repeated by mistake, as opposed to on purpose."""

import re
from itertools import pairwise
from operator import eq

from align.languages.characters import HAN
from align.languages.words.content import word_segmenter

# Grammar may double the first two; the others are emphasis, sounds, chat.
_ENGLISH_PAIRS = frozenset(
    (
        "had her very so no yes bye ha hi ho oh ah tut knock now there far long many much "
        "really never again come hear please wait hey hush ok okay blah la tick tock tap boom bang "
        "chop tsk uh um wow"
    ).split()
)
# Names of two equal words: places, and Chinese names in pinyin (Lang Lang).
_NAME = re.compile(
    r"Sing|Walla|Bora|Pago|Wagga|Duran|Boutros|Papa|Mama|Baden|Zsa|Yo|Tora"
    r"|(?:[BPMFDTNLGKHJQXRZCSWY]|Zh|Ch|Sh|)(?i:a|ai|ang?|ao|e|ei|eng?|er|i|iang?|iao|ie|ing?|iong"
    r"|iu|o|ong|ou|u|uai?|uang?|ue|ui|un|uo)"
)
_NO_NAME = frozenset("he in we me an to do so a be she men can long song run".split())
_ENGLISH = re.compile(r"\b([A-Za-z][A-Za-z'’]*)[ \u00a0\n]+\1\b(?![-'’]|\.\w)", re.IGNORECASE)
# I know that that is so: the second one is a pronoun, or belongs to a noun.
_THAT_ONE = re.compile(
    r"(?:['’]s| (?:is|was|would|will|has|had|does|did|could|can|may|might|must|should|one|kind|sort"
    r"|way|time|day|year|man|woman|person|thing|part|place|case|point|much|very|same|not))\b"
)
_BARE = str.maketrans("—", " ", ".,;:!?)”\"’'")
# Function characters: a second one is a typing error.
_SINGLE = re.compile(r"([的了是在和与及将被把从向于并而也都就为以由或但其该我他她它你们对])\1")
_PHRASE = re.compile(rf"(?=([{HAN}]{{2,8}}?)\1)")
# ABAB on purpose: numerals and measure words, sounds, emphasis.
_ON_PURPOSE = re.compile(
    r"[一二三两几半][^的了]{1,3}|(.)\1+|[很非许好太真极]+.{1,2}|[哈呵嘻嘿哎唉啊嗯呜叮咚咕滴答哗啦]+"
)
# Verbs and adjectives whose doubling means "a little": 大家讨论讨论。
_TRIED = frozenset(
    (
        "讨论 研究 走动 考虑 休息 放松 商量 打听 收拾 了解 认识 照顾 锻炼 比较 帮助 打扮 考验 热闹 "
        "高兴 凉快 轻松 见识 参考 整理 打扫 尝试 意思 暖和 清静 琢磨 溜达 开导 指点 劝说 安慰 评论 "
        "合计 核计 打点 消遣 反省 教训 疏通 通融 打量 盘算 舒服 一切"
    ).split()
)
_END = re.compile(r"[，。；：？！、,.;:?!”’）的]|\Z|[吧吗呢啊一]")
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
        if _is_tripled(text, m) or (first == "that" and _THAT_ONE.match(text, m.end())):
            continue
        capitals = first[0].isupper() and second[0].isupper()
        if not (capitals and _NAME.fullmatch(first) and first.lower() not in _NO_NAME):
            found.append(m.span())
    return found


#: White space and marks between a word and the next one.
_NEAR = 50


def _is_tripled(text: str, match: re.Match[str]) -> bool:
    """Whether the word is there three times or more: that is on purpose."""
    word, reach = match[1].lower(), len(match[1]) + _NEAR
    before = text[max(0, match.start() - reach) : match.start()].lower().split()
    after = text[match.end() : match.end() + reach].lower().split()
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
    if len(part) > 2:
        return True
    if part in _TRIED and _END.match(text, end):
        return False
    if text.startswith("地", end) and word_segmenter().tag(part)[0][1] not in _ADJECTIVES:
        return False  # a sound: 克郎克郎地
    # each must be a word: neither 监狱|监狱长 nor a sound (咯当咯当)
    words = list(word_segmenter().cut(text[max(0, match.start() - 6) : end + 6]))
    return any(a == b == part for a, b in pairwise(words))


# The marks after a clause; a sentence may begin as the one before it, so both must end alike.
_MARK = re.compile(r"\s*([，；：、,;]|[。？！?!]+|\.(?=\s|$)|$)[”’\"]?\s*")


def repeated_clauses(text: str) -> list[tuple[int, int]]:
    """Find clauses and sentences that stand twice side by side: the spans of both copies.

    >>> text = "The lab, which is new, which is new, is large. It is large, he said."
    >>> [text[a:b] for a, b in repeated_clauses(text)]
    ['which is new, which is new']
    """
    found, before, begin, start = [], ("", ""), 0, 0
    for mark in _MARK.finditer(text):
        clause = text[start : mark.start()], mark[1]
        if clause[0] and clause[0] == before[0] and (before[1] in "，；：、,;" or before == clause):
            found.append((begin, mark.start()))
        before, begin, start = clause, start, mark.end()
    return found
