"""Candidates of both sides linked into terms: counted, associated, scored, chosen.

Counting keeps candidates that recur and costs a bit and eight bytes for all others.
"""

import math
from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

from align.languages.names.people import has_surname
from align.languages.words.content import meaningful, termhood, word_segmenter
from align.languages.words.dictionary import readings
from align.languages.words.meaning import agreement, sounds_alike

#: Turns texts into vectors of length 1.
Encode: TypeAlias = Callable[[Sequence[str]], Any]
#: This many shared units give half the score.
_HALF = 6
#: The highest score from the dictionary, which is not complete.
_MOST = 0.95
#: Cosines are scaled from this range to 0 … 1.
_FLOOR, _CEILING = 0.35, 0.8


class TermLink(NamedTuple):
    """A pair of candidates; ``words`` is their agreement by dictionary, sound and meaning."""

    en: int
    zh: int
    together: int
    dice: float
    ratio: float
    words: float
    rank: float = 0.0


def by_words(en: Sequence[str], zh: Sequence[str]) -> float:
    """The agreement of the words of two candidates by dictionary, or by sound.

    −1: not a translation, but Latin letters that were kept.

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
    links: Sequence[TermLink], en: Sequence[str], zh: Sequence[str], encode: Encode
) -> list[TermLink]:
    """Rescore links by a sentence encoder, which counts as much as the words."""
    of_en = sorted({link.en for link in links})
    of_zh = sorted({link.zh for link in links})
    en_vectors = dict(zip(of_en, encode([en[n] for n in of_en]), strict=True))
    zh_vectors = dict(zip(of_zh, encode([zh[n] for n in of_zh]), strict=True))
    out = []
    for link in links:
        if not is_spelt(link):  # an encoder does not know names
            cosine = float(en_vectors[link.en] @ zh_vectors[link.zh])
            meaning = min(1.0, max(0.0, (cosine - _FLOOR) / (_CEILING - _FLOOR)))
            link = link._replace(words=(link.words + _MOST * meaning) / 2)
            link = link._replace(rank=rank(link, en, zh))
        out.append(link)
    return out


def score(link: TermLink) -> float:
    """The certainty that two candidates are one term, by units and by words."""
    by_units: float = link.dice**1.5 * link.together / (link.together + _HALF)
    return 1 - (1 - by_units) * (1 - link.words * (0.5 + 0.5 * link.dice))


def rank(link: TermLink, en: Sequence[str], zh: Sequence[str]) -> float:
    """The rank of a term: certain, frequent, and not an everyday word."""
    good = termhood(en[link.en], zh[link.zh])
    return score(link) ** 2 * good * math.log2(1 + link.together)


def is_clipped(link: TermLink, en: Sequence[str], zh: Sequence[str]) -> bool:
    """Whether the English term is one word, and the Chinese one the whole name of a person.

    >>> link = TermLink(0, 0, 9, 1.0, 20.0, 0.5)
    >>> is_clipped(link, ["Qiming"], ["周启明"]), is_clipped(link, ["Zhou Qiming"], ["周启明"])
    (True, False)
    >>> is_clipped(link, ["Trump"], ["特朗普"])
    False
    """
    one, name = en[link.en], zh[link.zh]
    if " " in one or one.islower() or not (1 < len(name) < 5 and has_surname(name)):
        return False
    if word_segmenter().tag(name) != [(name, "nr")]:
        return False
    if len(name) == 2:  # 赖特 is Wright, but 沈括 is more than Shen
        return one.lower() in readings(name[0])
    return not is_spelt(link) and not sounds_alike(one.lower(), name)


def is_spelt(link: TermLink) -> bool:
    """Whether the English term spells the Chinese one: a whole name."""
    return link.words > _MOST


def best(links: Iterable[TermLink], number: int) -> list[TermLink]:
    """The links with the highest rank."""
    return sorted(links, key=lambda link: (-link.rank, link.en, link.zh))[:number]


def competing(links: Iterable[TermLink]) -> list[TermLink]:
    """The links by rank, without those that share a side with a better one.

    >>> links = [TermLink(0, 0, 5, 1.0, 20.0, 1.0, 3.0), TermLink(0, 1, 5, 1.0, 20.0, 0.5, 2.0)]
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


#: Rows of the table of pairs that are computed at once.
_ROWS = 4_000


#: At most this many pairs are kept.
_MOST_PAIRS = 40_000


#: The log-likelihood ratio of significance at p = 0.01.
SIGNIFICANT = 6.63


class Pairs(NamedTuple):
    """Pairs that share units: both candidates, shared units, Dice, log-likelihood ratio."""

    en: Any
    zh: Any
    together: Any
    dice: Any
    ratio: Any


def associated(en: Any, zh: Any, *, least: int, dice: float, most: int = _MOST_PAIRS) -> Pairs:
    """The pairs with at least ``least`` shared units and this Dice coefficient, beyond chance.

    At most ``most``, the strongest. ``en`` and ``zh`` are sparse tables, units × candidates. The
    ratio is Dunning's (1993), of two binomials: does the Chinese candidate depend on the English?

    >>> from scipy.sparse import csr_matrix
    >>> mark, seal = [1, 1, 1, 1, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1, 0, 1, 0, 0]
    >>> table = csr_matrix(list(zip(mark, seal)))
    >>> pairs = associated(table, table, least=3, dice=0.5)
    >>> print(pairs.en, pairs.zh, pairs.together, pairs.dice)
    [0 1] [0 1] [4 3] [1. 1.]
    """
    import numpy as np

    units = en.shape[0]
    of_en, of_zh = (np.asarray(side.sum(axis=0)).ravel() for side in (en, zh))
    rows = en.T.tocsr()
    kept = []
    for begin in range(0, rows.shape[0], _ROWS):
        found = (rows[begin : begin + _ROWS] @ zh).tocoo()
        here = found.data >= least
        one, other, both = found.row[here] + begin, found.col[here], found.data[here]
        share = 2 * both / (of_en[one] + of_zh[other])
        ratio = _ratio(both, of_en[one], of_zh[other], units)
        here = (share >= dice) & (ratio >= SIGNIFICANT) & (both * units > of_en[one] * of_zh[other])
        kept.append((one[here], other[here], both[here], share[here], ratio[here]))
    pairs = Pairs(*map(np.concatenate, zip(*kept, strict=True))) if kept else Pairs(*[[]] * 5)
    strength = np.asarray(pairs.dice) * np.log1p(pairs.together)
    best = np.argsort(-strength, kind="stable")[:most]
    return Pairs(*(np.asarray(column)[best] for column in pairs))


def _ratio(both: Any, one: Any, other: Any, units: int) -> Any:
    """Twice the log-likelihood ratio of the 2 × 2 table."""
    total = 0.0
    for count, row, column in (
        (both, one, other),
        (one - both, one, units - other),
        (other - both, units - one, other),
        (units - one - other + both, units - one, units - other),
    ):
        total = total + _entropy(count, row, column, units)
    return 2 * total


def _entropy(count: Any, row: Any, column: Any, units: int) -> Any:
    import numpy as np

    count = count.astype(float)
    expected = row.astype(float) * column / units
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(count > 0, count * np.log(count / expected), 0.0)


#: A bit for the hash of every candidate seen: 2 MB.
_SLOTS = 1 << 24


#: Spellings of a candidate that are recorded.
_SPELLINGS = 9


class TermCandidates:
    """The candidates of one side, by unit.

    A text is kept from its second occurrence on: most candidates occur once and cost a bit and the
    eight bytes of a hash.

    >>> side = TermCandidates()
    >>> for unit in (["mark", "certification mark"], ["certification mark"], ["seal"]):
    ...     side.add((key, key.title()) for key in unit)
    >>> table, keys = side.table(least=2)
    >>> keys, side.spelling(keys[0]), table.toarray().tolist()
    (['certification mark'], 'Certification Mark', [[1], [1], [0]])
    """

    def __init__(self) -> None:
        self._seen = bytearray(_SLOTS >> 3)
        self._texts: dict[int, str] = {}
        self._spellings: dict[int, list[str]] = {}
        self._hashes = array("q")
        self._ends = array("q", [0])

    def add(self, candidates: Iterable[tuple[str, str]]) -> None:
        """Add the candidates of the next unit, each a key and a spelling."""
        seen, texts, spellings = self._seen, self._texts, self._spellings
        unit = dict(candidates)
        numbers = [hash(key) for key in unit]
        for number, (key, spelling) in zip(numbers, unit.items(), strict=True):
            if number in texts:
                found = spellings[number]
                if len(found) < _SPELLINGS:
                    found.append(spelling)
                continue
            slot = number & (_SLOTS - 1)
            bit = 1 << (slot & 7)
            if seen[slot >> 3] & bit:
                texts[number] = key
                spellings[number] = [spelling]
            else:
                seen[slot >> 3] |= bit
        self._hashes.extend(numbers)
        self._ends.append(len(self._hashes))

    def table(self, least: int) -> tuple[Any, list[str]]:
        """Units × candidates in at least ``least`` units (sparse), and these candidates."""
        import numpy as np
        from scipy.sparse import csr_matrix

        hashes = np.frombuffer(self._hashes, dtype=np.int64) if self._hashes else np.zeros(0, int)
        unique, column, count = np.unique(hashes, return_inverse=True, return_counts=True)
        kept = count >= max(2, least)
        number = np.cumsum(kept) - 1
        row = np.repeat(np.arange(len(self._ends) - 1), np.diff(self._ends))
        here = kept[column]
        row, column = row[here], number[column[here]]
        shape = (len(self._ends) - 1, int(kept.sum()))
        table = csr_matrix((np.ones(len(row), dtype=np.int32), (row, column)), shape=shape)
        keys = [self._texts[int(number)] for number in unique[kept]]
        order = sorted(range(len(keys)), key=keys.__getitem__)  # hashes differ in each process
        return table[:, order], [keys[n] for n in order]

    def spelling(self, key: str) -> str:
        """The most frequent spelling of a candidate."""
        found = self._spellings[hash(key)]
        return max(dict.fromkeys(found), key=found.count)
