"""How much of a Chinese text an English one says: a quick count of words that could be its own.

Words by CC-CEDICT and pinyin (:mod:`align.languages.words.dictionary`), numbers and Latin words
by their letters. It takes a fraction of the time of an encoder, and is sure only where much is
found.
"""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from align.languages.words.dictionary import load_glosses, stem
from align.languages.words.en import STOP_WORDS as _ENGLISH_STOP
from align.languages.words.zh import STOP_WORDS as _CHINESE_STOP

_WORD = re.compile(r"[a-z]{2,}|\d+")
#: A number or a Latin word tells more than a word that may mean many things.
_STRONG = 2.0


class Keys(NamedTuple):
    """What a Chinese text could be in English: for each word its English keys, and its weight."""

    words: tuple[tuple[frozenset[str], float], ...]
    total: float


def english_keys(text: str) -> frozenset[str]:
    """The words of a text and their stems, and its numbers.

    >>> sorted(english_keys("The two certificates of 2023"))
    ['2023', 'certificat', 'certificates', 'two']
    """
    words = set(_WORD.findall(text.lower()))
    words -= _ENGLISH_STOP
    return frozenset(words.union(map(_stem, words)))


def chinese_keys(text: str) -> Keys:
    """Each content word with the English stems that it may stand for.

    >>> chinese_keys("2023年").words
    ((frozenset({'2023'}), 2.0),)
    """
    found = []
    total = 0.0
    for word in set(_cutter().cut(text)):
        keys, weight = _meanings(word)
        if weight:
            found.append((keys, weight))
            total += weight
    return Keys(tuple(found), total)


def overlap(en: frozenset[str], zh: Keys) -> float:
    """The weight of the Chinese words of which the English text has a meaning.

    >>> en = english_keys("CQC issued three certificates.")
    >>> overlap(en, chinese_keys("CQC颁发了证书")) > overlap(en, chinese_keys("天气很好"))
    True
    """
    return sum([weight for keys, weight in zh.words if not keys.isdisjoint(en)])


@lru_cache(maxsize=40_000)
def _meanings(word: str) -> tuple[frozenset[str], float]:
    """English keys of a word, and how much it tells: nothing if it is a mark or a small word."""
    if word.isascii():
        keys = _WORD.findall(word.lower())
        return frozenset(keys).union(map(stem, keys)), _STRONG if keys else 0.0
    if word in _CHINESE_STOP or not word.isalpha():
        return frozenset(), 0.0
    gloss = load_glosses().meanings(word)
    return frozenset(gloss), 1.0 if gloss else 0.0


_stem = lru_cache(maxsize=20_000)(stem)


@lru_cache(maxsize=1)
def _cutter() -> Any:
    import rjieba

    return rjieba
