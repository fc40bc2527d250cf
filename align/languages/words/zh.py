"""Chinese words, numbers by value and marks: what a translation should carry over."""

import re
import unicodedata
from functools import cache
from typing import Any

from align.languages.numbers.quantity import number_words
from align.languages.numbers.zh import chinese_quantities

# Figures are no words; numerals in characters stay what they are for the cutter.
_FIGURE = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\s?[十百千]?[万亿]?[余多几]?")
_KEEP = re.compile(r"[A-Za-z㐀-䶿一-鿿𠀀-𳿿]")
STOP_WORDS = frozenset(
    (
        "的 了 是 在 和 与 及 或 也 都 就 又 而 而且 并 并且 但 但是 却 则 "
        "把 被 将 从 到 向 对 对于 为 为了 以 以及 于 由 其 该 此 这 那 "
        "这个 那个 这些 那些 之 所 等 着 过 地 得 很 更 最 不 没 没有 有 我 "
        "你 他 她 它 我们 你们 他们 她们 它们 自己 一 一个 个 上 下 中 里 内 "
        "外 说 要 会 能 可 可以 还 再 只 才 让 给 跟 比 如 如果 因为 所以 "
        "什么 怎么 呢 吗 吧 啊 年 月 日 "
    ).split()
)


@cache
def _cutter() -> Any:
    import rjieba

    return rjieba


def chinese_words(text: str) -> list[str]:
    """Content words, and numbers by value as ``#…``.

    >>> chinese_words("颁发CB证书6万余张，8月9日")
    ['颁发', 'cb', '证书', '张', '#60000', '#8', '#9']
    """
    text = unicodedata.normalize("NFKC", text)
    words = [
        word.lower()
        for piece in _FIGURE.split(text)
        for word in _cutter().cut(piece)
        if _KEEP.search(word) and word not in STOP_WORDS
    ]
    return words + number_words(text, chinese_quantities(text))
