"""Whether English and Chinese words mean the same, by dictionary and sound, roughly and quickly."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import chain

from align.languages.names.people import readings
from align.languages.words.dictionary import load_glosses

#: Words that begin alike count as one: supervise, supervision.
_STEM = 6
#: The longest word that is looked for within one that the dictionary does not have.
_PART = 4


@lru_cache(maxsize=20_000)
def _glosses(word: str) -> tuple[frozenset[str], ...]:
    """What a Chinese word means; what the parts mean of one that the dictionary does not have."""
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
    """The share of English words that a Chinese one means, and of Chinese ones meant; 0 … 1.

    English words are in lower case. Names are compared by sound, too.

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
    """Whether a Chinese name is spelt as it is read, surname first or last.

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
