"""Chinese words, numbers by value and marks: what a translation should carry over."""

import re
import unicodedata
from functools import cache
from typing import Any

from align.languages.numbers import number_key

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 1e4, "亿": 1e8}
_NUMBER = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s?([十百千]?[万亿]?)[余多几]?")
# two characters at least: a single one is more often part of a word
_NUMERAL = re.compile(
    r"[零〇一二三四五六七八九十百千两万亿]{2,}|[三四五六七八九十](?=[月日年个名家项次条大])"
)
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


def chinese_value(text: str) -> float | None:
    """The value of a Chinese numeral.

    >>> chinese_value("一百零五万"), chinese_value("二〇二三"), chinese_value("十二")
    (1050000.0, 2023.0, 12.0)
    """
    if all(c in _DIGITS for c in text):
        return float("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0.0
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _UNITS:
            section += (digit or 1) * _UNITS[c]
            digit = 0
        elif c in _LARGE:
            total = (total + section + digit) * _LARGE[c]
            section = digit = 0
        else:
            return None
    return total + section + digit


def chinese_words(text: str) -> list[str]:
    """Content words, and numbers by value as ``#…``.

    >>> chinese_words("颁发CB证书6万余张，8月9日")
    ['颁发', 'cb', '证书', '张', '#60000', '#8', '#9']
    """
    text = unicodedata.normalize("NFKC", text)
    spans = list(_NUMBER.finditer(text))
    words: list[str] = []
    values = []
    rest, at = [], 0
    for match in spans:
        rest.append(text[at : match.start()])
        at = match.end()
        value = float(match.group(1).replace(",", "") + (match.group(2) or ""))
        for c in match.group(3):
            value *= _UNITS.get(c) or _LARGE[c]
        values.append(value)
    rest.append(text[at:])
    for piece in rest:
        for match in _NUMERAL.finditer(piece):
            found = chinese_value(match.group())
            if found is not None:
                values.append(found)
        words += [
            word.lower()
            for word in _cutter().cut(piece)
            if _KEEP.search(word) and word not in STOP_WORDS
        ]
    return words + [number_key(value) for value in values]
