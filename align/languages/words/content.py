"""The words of a text that carry meaning, counts of words, and term candidates among them.

Words and characters are counted as translation tools bill them. Term candidates are runs of words
that look like noun phrases.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any

from align.languages.characters import HAN
from align.languages.numbers.en import english_quantities
from align.languages.numbers.en_numerals import SCALES
from align.languages.numbers.quantity import number_words
from align.languages.numbers.zh import chinese_quantities

_ENGLISH_WORD = re.compile(r"(?<![\dA-Za-z])[A-Za-z]+(?:[-'’&][A-Za-z]+)*")
ENGLISH_STOP_WORDS = frozenset(
    (
        "a about after all also an and any are as at be because been before being but by can "
        "could did do does doing down for from had has have having he her here him his how i "
        "if in into is it its it's just may me might more most must my no nor not now of off "
        "on one only or other our out over own per shall she should so some such than that "
        "the their them then there these they this those through to too under until up upon "
        "very was we were what when where which while who whom whose why will with would you "
        "your "
    ).split()
)
# Figures are not words; numerals in characters are left to the word segmenter.
_FIGURE = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\s?[十百千]?[万亿]?[余多几]?")
_KEEP = re.compile(rf"[A-Za-z{HAN}]")
CHINESE_STOP_WORDS = frozenset(
    (
        "的 了 是 在 和 与 及 或 也 都 就 又 而 而且 并 并且 但 但是 却 则 "
        "把 被 将 从 到 向 对 对于 为 为了 以 以及 于 由 其 该 此 这 那 "
        "这个 那个 这些 那些 之 所 等 着 过 地 得 很 更 最 不 没 没有 有 我 "
        "你 他 她 它 我们 你们 他们 她们 它们 自己 一 一个 个 上 下 中 里 内 "
        "外 说 要 会 能 可 可以 还 再 只 才 让 给 跟 比 如 如果 因为 所以 "
        "什么 怎么 呢 吗 吧 啊 年 月 日 "
    ).split()
)
_CHARACTER = re.compile(rf"[{HAN}]")
# White space, Chinese characters, their punctuation, and dashes and dots between words.
_BETWEEN = re.compile(rf"[\s{HAN}　-〿！-／：-＠［-｀｛-･—…]+")
_LETTER = re.compile(r"[^\W_]")


def english_words(text: str) -> list[str]:
    """Return the content words of a text in lower case, and its numbers by value as ``#…``.

    >>> english_words("More than 60,000 certificates on August 9th, 1.5 million yuan")
    ['certificates', 'yuan', '#60000', '#8', '#9', '#1500000']
    """
    text = unicodedata.normalize("NFKC", text).replace("’", "'")
    quantities = english_quantities(text)
    dated = " ".join(text[q.start : q.end] for q in quantities if q.kind == "date").lower()
    months = set(_ENGLISH_WORD.findall(dated))
    words = []
    for match in _ENGLISH_WORD.finditer(text):
        word = match.group().lower().removesuffix("'s")
        if (
            word not in ENGLISH_STOP_WORDS
            and len(word) > 1
            and word not in SCALES
            and word not in months
        ):
            words.append(word)
    return words + number_words(text, quantities)


@cache
def word_segmenter() -> Any:
    """The segmenter of Chinese words, ``rjieba``, loaded on first use.

    >>> word_segmenter().cut("颁发证书")
    ['颁发', '证书']
    """
    import rjieba

    return rjieba


def chinese_words(text: str) -> list[str]:
    """Return the content words of a text, and its numbers by value as ``#…``.

    >>> chinese_words("颁发CB证书6万余张，8月9日")
    ['颁发', 'cb', '证书', '张', '#60000', '#8', '#9']
    """
    text = unicodedata.normalize("NFKC", text)
    words = [
        word.lower()
        for piece in _FIGURE.split(text)
        for word in word_segmenter().cut(piece)
        if _KEEP.search(word) and word not in CHINESE_STOP_WORDS
    ]
    return words + number_words(text, chinese_quantities(text))


def count_words(text: str) -> int:
    """Count words: the pieces between spaces or Chinese text that have a letter or a digit.

    A number is a word, and so is a compound with a hyphen or an apostrophe.

    >>> count_words("It's a state-of-the-art lab - with 3.5 km of cables."), count_words("CQC认证")
    (9, 1)
    """
    return sum(1 for part in _BETWEEN.split(text) if _LETTER.search(part))


def count_characters(text: str) -> int:
    """Count Chinese characters, without punctuation, digits and Latin letters.

    >>> count_characters("CQC认证，2023年。")
    3
    """
    return len(_CHARACTER.findall(text))


_EDGES = ".'’-/&"
_POSSESSIVES = ("'s", "’s")
_CONTRACTIONS = ("n't", "'ll", "'re", "'ve", "'m", "'d")


#: Most words of a candidate.
LONGEST = 5


_CHUNK = re.compile(r"[^\w\s'’&/.-]+|\.(?=\s|$)|\s[-–—/&]\s")


_WORD = re.compile(r"[A-Za-z][\w'’&/.-]*")


_INITIALS = re.compile(r"(?:[A-Z]\.)+[A-Z]")


_INNER = frozenset("of for and in on to".split())


# Words that are neither a term nor the first or last word of one …
ENGLISH_COMMON = frozenset(
    "said says say added told asked noted stressed called made make makes take took taken get got "
    "go went come came see saw seen know known think thought want let give given gave put find "
    "found become became begin began held hold show shown used use using need help keep look "
    "many much several various few less least every each both another other others two three four "
    "five six seven eight nine ten hundred thousand million billion first second third last next "
    "new old good great large small high low long short early late same different able available "
    "well even still yet already never always often again further together once later earlier ago "
    "year years month months week weeks day days time times today yesterday tomorrow "
    "monday tuesday wednesday thursday friday saturday sunday january february march april june "
    "july august september october november december mr mrs ms dr people thing things "
    "way lot part number however therefore thus because since while although though whether "
    "within without between "
    "among during before against across around behind near toward towards like via per cent "
    "percent it's he's she's that's let's "
    "currently recently nearly almost including included following corresponding compared "
    "etc".split()
)


# … except these before a name: New York, Great Wall.
_IN_NAMES = frozenset("New Old Great High Long First Second Third Last".split())


_EN_EDGE = ENGLISH_STOP_WORDS | ENGLISH_COMMON


_NOUNS = frozenset("n nr ns nt nz ng vn an j l i eng nrt nrfg x v b a s".split())


_FIRST = _NOUNS


_LAST = frozenset("n nr ns nt nz ng vn an j l eng nrt nrfg v".split())


CHINESE_COMMON = CHINESE_STOP_WORDS | frozenset(
    "进行 表示 开展 指出 介绍 有关 相关 目前 今年 方面 以上 以下 同时 其中 此次 本次 通过 "
    "成为 认为 没有 不是 就是 已经 可能 时候 问题 情况 部分 这样 那样 出来 起来 看到 知道 觉得 "
    "需要 使用 包括 一些 一种 许多 很多 大家 人们 先生 女士 今天 明天 昨天".split()
)


#: What is left of the rank of an everyday verb.
_VERB = 0.25
# Text in quotation marks is more often than not a term.
_QUOTED = re.compile(rf"[“‘「《]([{HAN}A-Za-z0-9·-]{{2,14}})[”’」》]")


_HAN_WORD = re.compile(rf"[{HAN}A-Za-z0-9+./-]+\Z")


@lru_cache(maxsize=50_000)
def singular(word: str) -> str:
    """Return a word in lower case without a plural or possessive ending.

    >>> [singular(word) for word in ("Laboratories", "CQC's", "business", "boxes")]
    ['laboratory', 'cqc', 'business', 'box']
    """
    word = word.lower().replace("’", "'").removesuffix("'s").strip(_EDGES)
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and word[-2] not in "suis":
        return word[:-1]
    return word


@lru_cache(maxsize=50_000)
def may_be_term(word: str) -> bool:
    """Whether a term may begin or end with an English word.

    >>> words = ("certificates", "several", "issued", "newly", "won’t")
    >>> [word for word in words if may_be_term(word)]
    ['certificates']
    """
    lower = word.lower().replace("’", "'")
    if lower in _EN_EDGE or len(lower) < 2 or lower.endswith(("ly", *_CONTRACTIONS)):
        return False
    return not (word.islower() and lower.endswith("ed"))


def english_terms(text: str) -> Iterator[tuple[str, str]]:
    """Find term candidates of an English text: normalised for counting, and as written.

    >>> [key for key, _ in english_terms("CQC issued the CB certificates.")]
    ['cqc', 'cb', 'cb certificate', 'certificate']
    """
    for chunk in _CHUNK.split(text):
        words = chunk.split()
        good = [bool(_WORD.match(word)) and may_be_term(word) for word in words]
        for begin, word in enumerate(words):
            named = begin + 1 < len(words) and words[begin + 1][:1].isupper()
            if not (good[begin] or (named and word in _IN_NAMES)):
                continue
            key = singular(word)
            if len(key) > 1:
                yield key, word
            last = key
            for end in range(begin + 1, min(len(words), begin + LONGEST)):
                if word[0].isupper() and word.endswith(_POSSESSIVES):
                    break  # Zhou's plan is no name of it
                word = words[end]
                if good[end]:
                    last = f"{last} {singular(word)}"
                    yield last, " ".join(words[begin : end + 1])
                elif word in _INNER and words[end - 1] not in _INNER:
                    last = f"{last} {word}"
                else:
                    break


def chinese_terms(text: str) -> Iterator[tuple[str, str]]:
    """Find term candidates of a Chinese text: as written, and its words separated by spaces.

    >>> [words for _, words in chinese_terms("颁发了产品认证证书。")][-3:]
    ['产品认证', '产品认证 证书', '证书']
    """
    for match in _QUOTED.finditer(text):
        quoted = match.group(1)
        yield quoted, " ".join(word_segmenter().cut(quoted))
    tagged = word_segmenter().tag(text)
    good = [
        tag in _NOUNS and word not in CHINESE_COMMON and bool(_HAN_WORD.match(word))
        for word, tag in tagged
    ]
    for begin, (word, _) in enumerate(tagged):
        if not good[begin]:
            continue
        words = term = ""
        for end in range(begin, min(len(tagged), begin + LONGEST)):
            if not good[end]:
                break
            word, tag = tagged[end]
            if end > begin and tag == "nr" and len(word) > 1:
                break  # a person's name is not part of the title before it
            term += word
            words = f"{words} {word}" if words else word
            if tag in _LAST and len(term) > 1:
                yield term, words


def headword(text: str) -> str:
    """Return a term in the form of a glossary entry: in the singular, unless it is a name.

    >>> headword("test laboratories"), headword("Winter Olympics"), headword("statistics")
    ('test laboratory', 'Winter Olympics', 'statistics')
    >>> headword("U.S")
    'U.S.'
    """
    text = text.strip(_EDGES)
    for possessive in _POSSESSIVES:
        text = text.removesuffix(possessive)
    if _INITIALS.fullmatch(text):
        return text + "."
    begin, space, last = text.rpartition(" ")
    if last.islower() and not last.endswith(("ics", "ews", "ings")):
        last = singular(last)
    return begin + space + last


def meaningful(words: Sequence[str]) -> list[str]:
    """Return the words of an English candidate without prepositions and the like.

    >>> meaningful(["center", "for", "quality"])
    ['center', 'quality']
    """
    return [word for word in words if word not in _INNER]


def english_parts(words: Sequence[str]) -> list[str]:
    """Return the candidates that an English one begins and ends with.

    >>> english_parts(["center", "for", "quality"])
    ['center', 'quality']
    """
    if len(words) < 2:
        return []
    begin, end = 1, len(words) - 1
    while words[begin] in _INNER:
        begin += 1
    while words[end - 1] in _INNER:
        end -= 1
    return [" ".join(words[:end]), " ".join(words[begin:])]


def chinese_parts(words: Sequence[str]) -> list[str]:
    """Return the candidates that a Chinese one begins and ends with.

    >>> chinese_parts(["质量", "认证", "中心"])
    ['质量认证', '认证中心']
    """
    return ["".join(words[:-1]), "".join(words[1:])] if len(words) > 1 else []


def termhood(english: str, chinese: str) -> float:
    """Rate how much a pair looks like a term or a name, as opposed to a common word; 0 … 1.

    >>> termhood("quality management", "质量管理"), termhood("company", "企业")
    (1.0, 0.5)
    >>> termhood("allow", "允许"), termhood("support", "支持"), termhood("test", "试验")
    (0.125, 0.125, 0.5)
    """
    special = " " in english or not english.islower() or "-" in english
    found = (0.5 + 0.25 * special) if len(chinese) < 3 else (0.75 + 0.25 * special)
    if " " in english:
        return found
    return found * (_VERB if _is_verb(english.lower(), chinese) else 1)


@lru_cache(maxsize=50_000)
def _is_verb(english: str, chinese: str) -> bool:
    """Whether a word is a verb and no noun, or may be one and its Chinese is one."""
    from lemminflect import getAllLemmas

    kinds = getAllLemmas(english)
    tags = [tag for _, tag in word_segmenter().tag(chinese)]
    return "VERB" in kinds and ("NOUN" not in kinds or tags == ["v"])
