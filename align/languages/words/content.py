"""The words of a text: its content words, and word counts as translation tools bill them."""

import re
import unicodedata
from functools import cache
from typing import Any

from align.languages.characters import HAN
from align.languages.numbers.en import english_quantities
from align.languages.numbers.numerals import SCALES
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
