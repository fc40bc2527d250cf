"""How well English and Chinese words agree in meaning, by dictionary and sound.

Rough, and a fraction of the cost of an encoder: only high agreement is conclusive.
"""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from align.languages.words.content import (
    CHINESE_STOP_WORDS,
    ENGLISH_STOP_WORDS,
    word_segmenter,
)
from align.languages.words.dictionary import load_glosses, readings, stem

#: Words with the same first letters count as the same: supervise, supervision.
_STEM = 6
#: The longest known word that is looked for within an unknown one.
_PART = 4


@lru_cache(maxsize=20_000)
def _glosses(word: str) -> tuple[frozenset[str], ...]:
    """Return the meanings of a Chinese word; for an unknown word, those of each part."""
    if word.isascii():
        return (frozenset({word.lower()[:_STEM]}),)
    found = load_glosses()
    if len(word) < 3 or found.knows(word):
        return (frozenset(english[:_STEM] for english in found.find([word])[0]),)
    parts, begin = [], 0
    while begin < len(word):
        end = next(
            (e for e in range(begin + _PART, begin + 1, -1) if found.knows(word[begin:e])),
            begin + 1,
        )
        parts.append(word[begin:end])
        begin = end
    return tuple(frozenset(e[:_STEM] for e in gloss) for gloss in found.find(parts))


def agreement(english: Collection[str], chinese: Collection[str]) -> tuple[float, float]:
    """Return the share of English words with a Chinese counterpart, and the reverse; 0 … 1.

    English words are in lower case. Names are compared by sound as well.

    >>> agreement(["quality", "supervision"], ["质量", "监督"])
    (1.0, 1.0)
    >>> agreement(["beijing", "office"], ["北京", "质量"])
    (0.5, 0.5)
    """
    if not (english and chinese):
        return 0.0, 0.0
    words = {word.replace("-", "")[:_STEM] for word in english}
    glosses = [gloss for word in chinese for gloss in _glosses(word)]
    meant = words.intersection(chain(*glosses))
    said = sum(not words.isdisjoint(gloss) for gloss in glosses)
    return len(meant) / len(words), said / len(glosses)


@lru_cache(maxsize=20_000)
def sounds_alike(english: str, chinese: str) -> bool:
    """Whether an English name spells a Chinese one as it is read, surname first or last.

    >>> [sounds_alike(name, "周启明") for name in ("zhou qiming", "qi-ming zhou", "qiming")]
    [True, True, False]
    """
    if not 1 < len(chinese) < 5:
        return False
    read = list(map(readings, chinese))
    if not all(read):
        return False
    letters = "".join(filter(str.isalpha, english))
    # all in order; or a surname of one character, or of two, at the end
    return any(_spells(letters, read[cut:] + read[:cut]) for cut in range(min(3, len(read))))


def _spells(letters: str, read: Sequence[frozenset[str]]) -> bool:
    if not read:
        return not letters
    return any(
        letters.startswith(syllable) and _spells(letters[len(syllable) :], read[1:])
        for syllable in read[0]
    )


_WORD = re.compile(r"[a-z]{2,}|\d+")


#: Weight of a number or a Latin word; a Chinese word, which may mean many things, has 1.
_STRONG = 2.0


class ChineseKeys(NamedTuple):
    """The words of a Chinese text: for each, its possible English keys and its weight."""

    words: tuple[tuple[frozenset[str], float], ...]
    total: float


def english_keys(text: str) -> frozenset[str]:
    """Return the words of a text and their stems, and its numbers.

    >>> sorted(english_keys("The two certificates of 2023"))
    ['2023', 'certificat', 'certificates', 'two']
    """
    words = set(_WORD.findall(text.lower()))
    words -= ENGLISH_STOP_WORDS
    return frozenset(words.union(map(_stem, words)))


def chinese_keys(text: str) -> ChineseKeys:
    """Look up the English stems that each content word may mean.

    >>> chinese_keys("2023年").words
    ((frozenset({'2023'}), 2.0),)
    """
    found = []
    total = 0.0
    for word in set(word_segmenter().cut(text)):
        meant = _meanings(word)
        if meant[1]:
            found.append(meant)
            total += meant[1]
    return ChineseKeys(tuple(found), total)


def overlap(en: frozenset[str], zh: ChineseKeys) -> float:
    """Return the weight of the Chinese words of which the English text has a meaning.

    >>> en = english_keys("CQC issued three certificates.")
    >>> overlap(en, chinese_keys("CQC颁发了证书")) > overlap(en, chinese_keys("天气很好"))
    True
    """
    return sum([weight for keys, weight in zh.words if not keys.isdisjoint(en)])


@lru_cache(maxsize=40_000)
def _meanings(word: str) -> tuple[frozenset[str], float]:
    """Return the English keys of a word and its weight: 0 for punctuation and stop words."""
    if word.isascii():
        keys = _WORD.findall(word.lower())
        return frozenset(keys).union(map(stem, keys)), _STRONG if keys else 0.0
    if word in CHINESE_STOP_WORDS or not word.isalpha():
        return frozenset(), 0.0
    gloss = load_glosses().meanings(word)
    return frozenset(gloss), 1.0 if gloss else 0.0


_stem = lru_cache(maxsize=20_000)(stem)
