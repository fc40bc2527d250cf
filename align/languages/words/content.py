"""Counting text as translation tools bill it."""

import re

from align.languages.characters import HAN

_CHARACTER = re.compile(rf"[{HAN}]")
# White space, Chinese characters, their punctuation, and dashes and dots between words.
_BETWEEN = re.compile(rf"[\s{HAN}　-〿！-／：-＠［-｀｛-･—…]+")
_LETTER = re.compile(r"[^\W_]")


def count_words(text: str) -> int:
    """Words: what stands between spaces and has a letter or a digit; in Chinese text, too.

    A number is a word, and so is a compound with a hyphen or an apostrophe.

    >>> count_words("It's a state-of-the-art lab - with 3.5 km of cables."), count_words("CQC认证")
    (9, 1)
    """
    return sum(1 for part in _BETWEEN.split(text) if _LETTER.search(part))


def count_characters(text: str) -> int:
    """Chinese characters, one each; neither punctuation, digits nor Latin letters.

    >>> count_characters("CQC认证，2023年。")
    3
    """
    return len(_CHARACTER.findall(text))
