"""Which words of a bead belong together, and where a cut on one side is on the other.

Numbers are paired by value, people by the sound of their names, codes by spelling, all other words
by dictionary and vectors; of several counterparts the nearest by position wins. A cut belongs
where it parts the fewest links, at a border of sentences or at a mark if possible.
"""

from bisect import bisect
from collections import deque
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from align.embed import load_encoder
from align.embed.encoder import FloatArray
from align.languages import LANGUAGES
from align.languages.base import Token
from align.languages.names.people import find_people
from align.languages.names.transliteration import transliterates
from align.languages.words.en import is_english
from align.linking.number_equality import Atom
from align.linking.number_pairs import pair_numbers
from align.score.lexical import Words, make_links, make_words, strengths

#: ``(piece, start, end)``: a passage of one of the sentences of a side, in code points.
Place: TypeAlias = tuple[int, int, int]
Kind: TypeAlias = Literal["number", "name", "word", "code"]

#: Characters of English that are looked at, and about as much Chinese; for a cut, those around it.
LONGEST = 5_000
#: The least strength of a link, of a further link beside one, and of one between two links.
_LEAST, _BESIDE, _BETWEEN = 0.28, 0.35, 0.12
#: How much of its strength a link from one end of the text to the other loses.
_FAR = 0.5
#: A word whose counterpart has this strength is known; how well a run of at most so many unknown
#: words and characters has to spell a name.
_KNOWN, _SPELLS, _RUN, _SPELT = 0.6, 0.75, 3, 8
#: … and so many comparisons of names with runs at most: a text with more is a list.
_MOST_NAMES, _MOST_RUNS = 25, 300
#: A word with a counterpart of this strength, taken or not, is not alone, nor is one that an
#: unlinked word of the other side excuses, at most so far away.
_ALONE, _GAP = 0.25, 0.5


class WordLinks(NamedTuple):
    """The words of both sides, links between them (by number), and telling words without one."""

    en: tuple[Place, ...]
    zh: tuple[Place, ...]
    links: tuple[tuple[int, int, Kind], ...]
    alone_en: tuple[Place, ...]
    alone_zh: tuple[Place, ...]


class WordLink(NamedTuple):
    """A link between two words, by number, and how sure it is, 0 … 1."""

    en: int
    zh: int
    kind: Kind
    strength: float


class BeadSide:
    """The sentences of one side as one text, and its words; of a long one, :data:`LONGEST`.

    ``begins`` is where each sentence begins, and where another one would, ``low`` is where ``text``
    begins; words have offsets in ``text``.
    """

    def __init__(self, texts: Sequence[str], language: str, centre: float = 0.0) -> None:
        rules = LANGUAGES[language]
        self.language = rules
        self.begins = [0, *accumulate(len(text) + len(rules.joiner) for text in texts)]
        size = max(0, self.begins[-1] - len(rules.joiner))
        most = int(LONGEST / rules.length_ratio)
        self.low = max(0, min(int(centre * size) - most // 2, size - most))
        high = self.low + most
        self.size = size
        self.text = rules.joiner.join(texts)[self.low : high]
        self.tokens: list[Token] = []
        for begin, text in zip(self.begins, texts, strict=False):
            skipped = max(0, self.low - begin)
            if skipped < len(text) and begin < high:
                at = begin + skipped - self.low
                self.tokens += [
                    t._replace(start=t.start + at, end=t.end + at)
                    for t in rules.tokens(text[skipped : high - begin])
                ]

    def place(self, start: int, end: int) -> Place:
        """The passage ``text[start:end]``, by sentence."""
        piece = min(bisect(self.begins, start + self.low), len(self.begins) - 1) - 1
        move = self.low - self.begins[piece]
        return piece, start + move, end + move

    def places(self, numbers: Iterable[int]) -> tuple[Place, ...]:
        """Where words stand."""
        return tuple(self.place(*self.tokens[number][:2]) for number in numbers)

    def at(self, start: int, end: int, *kinds: str) -> list[int]:
        """The words of these kinds that overlap a span of the text."""
        return [
            number
            for number, token in enumerate(self.tokens)
            if token.start < end and token.end > start and token.kind in kinds
        ]


def word_links(en: Sequence[str], zh: Sequence[str]) -> WordLinks:
    """WordLink the words of the English and the Chinese sentences of a bead.

    >>> found = word_links(["CQC issued three certificates."], ["CQC颁发了", "三张证书。"])
    >>> en, zh = found.en, found.zh
    >>> [(en[i], zh[j], kind) for i, j, kind in found.links]  # doctest: +NORMALIZE_WHITESPACE
    [((0, 0, 3), (0, 0, 3), 'name'), ((0, 4, 10), (0, 3, 5), 'word'),
     ((0, 11, 16), (1, 0, 1), 'number'), ((0, 17, 29), (1, 2, 4), 'word')]
    """
    one, other = BeadSide(en, "en"), BeadSide(zh, "zh")
    links, alone_en, alone_zh = associate(one, other)
    return WordLinks(
        one.places(range(len(one.tokens))),
        other.places(range(len(other.tokens))),
        tuple((link.en, link.zh, link.kind) for link in links),
        one.places(alone_en),
        other.places(alone_zh),
    )


def associate(en: BeadSide, zh: BeadSide) -> tuple[list[WordLink], list[int], list[int]]:
    """The links, in the order of the English text, and the telling words without a counterpart."""
    links, numbers = _certain(en, zh)
    sides = en, zh
    lacking = [_unpaired(sides[k], k, numbers[k], links) for k in (0, 1)]
    free = [_free(sides[k], {link[:2][k] for link in links}) for k in (0, 1)]
    if all(free):
        table = _table(
            *([side.tokens[n] for n in ns] for side, ns in zip(sides, free, strict=True))
        )
        _fill_names(table, en, free[0], zh, free[1])
        where_en, where_zh = map(_middle, sides, free)
        apart = abs(where_en[:, None] - where_zh)
        chosen = [*_chosen(table * (1 - _FAR * apart))]
        for row, column in chosen:
            i, j = free[0][row], free[1][column]
            kind: Kind = "name" if en.tokens[i].kind == "name" else "word"
            links.append(WordLink(i, j, kind, float(table[row, column])))
        left = [np.setdiff1d(np.arange(len(free[k])), [cell[k] for cell in chosen]) for k in (0, 1)]
        excused = _excused(apart[np.ix_(*left)])
        for k in (0, 1):
            weak = table.max(axis=1 - k)[left[k]] < _ALONE
            lone = [free[k][n] for at, n in enumerate(left[k]) if weak[at] and at not in excused[k]]
            lacking[k] += [n for n in lone if sides[k].tokens[n].telling]
    return sorted(links), sorted(lacking[0]), sorted(lacking[1])


def _free(side: BeadSide, taken: Container[int]) -> list[int]:
    """The content words that have no link yet."""
    return [
        number
        for number, token in enumerate(side.tokens)
        if token.weight and token.kind in ("word", "name") and number not in taken
    ]


def _excused(apart: FloatArray) -> tuple[set[int], set[int]]:
    """Unlinked words of the two sides at about the same place: the dictionary may lack the pair.

    Each excuses one other, the nearest first; ``apart`` are their distances.
    """
    rows: set[int] = set()
    columns: set[int] = set()
    for cell in np.argsort(apart, axis=None, kind="stable"):
        row, column = divmod(int(cell), apart.shape[1])
        if apart[row, column] > _GAP or len(rows) == min(apart.shape):
            break
        if row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
    return rows, columns


def _middle(side: BeadSide, numbers: Sequence[int]) -> FloatArray:
    """Where words stand in the text, 0 … 1."""
    middles = [side.tokens[n].start + side.tokens[n].end for n in numbers]
    found: FloatArray = np.array(middles, dtype=np.float32) / np.float32(2 * max(1, len(side.text)))
    return found


def _table(en: Sequence[Token], zh: Sequence[Token]) -> FloatArray:
    """How well the words agree, (English, Chinese), 0 … 1."""
    words_en, numbers_en, weights_en = _known(en)
    words_zh, numbers_zh, weights_zh = _known(zh)
    every = (np.arange(len(words_en.names)), np.arange(len(words_zh.names)))
    table = strengths(words_en, words_zh, make_links(words_en, words_zh), *every)
    found: FloatArray = table[np.ix_(numbers_en, numbers_zh)] * weights_en[:, None] * weights_zh
    return found


def _known(tokens: Sequence[Token]) -> tuple[Words, list[int], FloatArray]:
    """The different words of some tokens, the number of each token's, and its weight."""
    keys = [token.key for token in tokens]
    words = make_words([""], lambda _: keys, load_encoder())
    number = {name: n for n, name in enumerate(words.names)}
    weights = np.array([token.weight for token in tokens], dtype=np.float32)
    return words, [number[key] for key in keys], weights


def _fill_names(
    table: FloatArray, en: BeadSide, free_en: Sequence[int], zh: BeadSide, free_zh: Sequence[int]
) -> None:
    """Add names that the dictionary lacks, by sound: a run of unknown words may spell one."""
    unknown = table.max(axis=0) < _KNOWN
    runs = []
    for first in range(len(free_zh)):
        for last in range(first, min(first + _RUN, len(free_zh))):
            one, other = zh.tokens[free_zh[first]], zh.tokens[free_zh[last]]
            together = free_zh[last] - free_zh[first] == last - first
            text = zh.text[one.start : other.end]
            if unknown[first : last + 1].all() and together and len(text) <= _SPELT:
                runs.append((text, first, last + 1))
    names = [
        (row, token.key)
        for row in np.flatnonzero(table.max(axis=1) < _KNOWN).tolist()
        if (token := en.tokens[free_en[row]]).kind == "name" and not is_english(token.key)
    ]
    for row, name in names[:_MOST_NAMES]:
        for text, first, end in runs[:_MOST_RUNS]:
            sure = transliterates(name, text)
            if sure >= _SPELLS:
                table[row, first:end] = np.maximum(table[row, first:end], sure)


def _chosen(near: FloatArray) -> Iterator[tuple[int, int]]:
    """The cells to link: the best first, one a row and a column; then further ones beside them."""
    partner_en: dict[int, int] = {}
    partner_zh: dict[int, int] = {}
    rows, columns = np.nonzero(near >= _LEAST)
    order = np.argsort(-near[rows, columns], kind="stable")
    cells = [(int(rows[n]), int(columns[n])) for n in order]
    for row, column in cells:
        if row not in partner_en and column not in partner_zh:
            partner_en[row], partner_zh[column] = column, row
            yield row, column
    for row, column in cells:  # 市场监管 for market regulation, and the reverse
        if near[row, column] < _BESIDE:
            break
        if column not in partner_zh and abs(partner_en.get(row, -9) - column) == 1:
            partner_zh[column] = row
            yield row, column
        elif row not in partner_en and abs(partner_zh.get(column, -9) - row) == 1:
            partner_en[row] = column
            yield row, column
    for row in range(1, len(near) - 1):
        if row in partner_en or row - 1 not in partner_en or row + 1 not in partner_en:
            continue
        before, after = sorted((partner_en[row - 1], partner_en[row + 1]))
        column = before + 1
        if after - before == 2 and column not in partner_zh and near[row, column] >= _BETWEEN:
            partner_en[row], partner_zh[column] = column, row
            yield row, column


def _certain(
    en: BeadSide, zh: BeadSide
) -> tuple[list[WordLink], tuple[Sequence[Atom], Sequence[Atom]]]:
    """Links of numbers, people, codes, Latin words; and the values that only one side has."""
    pairs: dict[tuple[int, int], Kind] = {}
    numbers = pair_numbers(en.text, zh.text)
    for one, other in (*numbers.equal, *numbers.rounded):
        for i in en.at(*one.quantity[:2], "number"):
            for j in zh.at(*other.quantity[:2], "number"):
                pairs[i, j] = "number"
    for person in find_people(en.text, zh.text):
        for i in en.at(*person.en, "word", "name"):
            for j in zh.at(*person.zh, "word", "name"):
                pairs[i, j] = "name"
    same: dict[str, deque[int]] = {}
    paired_en, paired_zh = {i for i, _ in pairs}, {j for _, j in pairs}
    for j, token in enumerate(zh.tokens):
        if token.kind != "word" and j not in paired_zh:
            same.setdefault(token.key, deque()).append(j)
    for i, token in enumerate(en.tokens):
        if i not in paired_en and (left := same.get(token.key)):
            j = left.popleft() if len(left) > 1 else left[0]
            pairs[i, j] = zh.tokens[j].kind
    links = [WordLink(i, j, kind, 1.0) for (i, j), kind in pairs.items()]
    return links, (numbers.en, numbers.zh)


def _unpaired(
    side: BeadSide, k: int, atoms: Sequence[Atom], links: Sequence[WordLink]
) -> list[int]:
    """The numbers and codes of a side that have no counterpart."""
    found = {n for a in atoms if a.quantity.sure for n in side.at(*a.quantity[:2], "number")}
    found |= set(side.at(0, len(side.text), "code"))
    return sorted(found.difference(link[k] for link in links))
