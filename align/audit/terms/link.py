"""Pairs of candidates: how sure each is, and which of them stay."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

from align.languages.words.meaning import agreement, sounds_alike
from align.languages.words.term_candidates import meaningful, termhood

#: Texts to vectors of length one.
Encode: TypeAlias = Callable[[Sequence[str]], Any]
#: So many shared units are worth half a dictionary.
_HALF = 6
#: What the dictionary may say at most: it does not know everything.
_MOST = 0.95
#: Cosines between these say something.
_FLOOR, _CEILING = 0.35, 0.8


class Link(NamedTuple):
    """A pair of candidates; ``words`` says how well they agree by dictionary, sound and meaning."""

    en: int
    zh: int
    together: int
    dice: float
    ratio: float
    words: float
    rank: float = 0.0


def by_words(en: Sequence[str], zh: Sequence[str]) -> float:
    """How well the words of two candidates agree by the dictionary, or by sound.

    −1: it is no translation, but Latin letters that were left as they are.

    >>> by_words(["quality", "standard"], ["质量", "标准"]), by_words(["cb"], ["CB"])
    (0.95, -1.0)
    """
    term = "".join(zh)
    if term.isascii():
        return -1.0
    if sounds_alike(" ".join(en), term):
        return 1.0
    meant, said = agreement(meaningful(en), zh)
    return _MOST * (2 * meant * said / (meant + said)) ** 2 if meant and said else 0.0


def by_meaning(
    links: Sequence[Link], en: Sequence[str], zh: Sequence[str], encode: Encode
) -> list[Link]:
    """The links with what a model of sentences makes of their texts: half of what words say."""
    of_en = sorted({link.en for link in links})
    of_zh = sorted({link.zh for link in links})
    en_vectors = dict(zip(of_en, encode([en[n] for n in of_en]), strict=True))
    zh_vectors = dict(zip(of_zh, encode([zh[n] for n in of_zh]), strict=True))
    out = []
    for link in links:
        if link.words <= _MOST:  # what sounds alike is a name, and a model knows no names
            cosine = float(en_vectors[link.en] @ zh_vectors[link.zh])
            meaning = min(1.0, max(0.0, (cosine - _FLOOR) / (_CEILING - _FLOOR)))
            link = link._replace(words=(link.words + _MOST * meaning) / 2)
            link = link._replace(rank=rank(link, en, zh))
        out.append(link)
    return out


def score(link: Link) -> float:
    """How sure it is that two candidates are one term: by their units, by their words."""
    by_units: float = link.dice**1.5 * link.together / (link.together + _HALF)
    return 1 - (1 - by_units) * (1 - link.words * (0.5 + 0.5 * link.dice))


def rank(link: Link, en: Sequence[str], zh: Sequence[str]) -> float:
    """The order of the terms: sure, frequent, and no everyday words."""
    good = termhood(en[link.en], zh[link.zh])
    return score(link) ** 2 * good * math.log2(1 + link.together)


def best(links: Iterable[Link], number: int) -> list[Link]:
    """The first by rank."""
    return sorted(links, key=lambda link: (-link.rank, link.en, link.zh))[:number]


def competing(links: Iterable[Link]) -> list[Link]:
    """The links in the order of their rank, but for those of which a side is taken.

    >>> links = [Link(0, 0, 5, 1.0, 20.0, 1.0, 3.0), Link(0, 1, 5, 1.0, 20.0, 0.5, 2.0)]
    >>> [(link.en, link.zh) for link in competing(links)]
    [(0, 0)]
    """
    taken_en: set[int] = set()
    taken_zh: set[int] = set()
    chosen = []
    for link in sorted(links, key=lambda link: (-link.rank, link.en, link.zh)):
        if link.en not in taken_en and link.zh not in taken_zh:
            taken_en.add(link.en)
            taken_zh.add(link.zh)
            chosen.append(link)
    return chosen
