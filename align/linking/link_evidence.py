"""The words of both sides of a bead, and what speaks for a link between any two of them.

A word of the one side and a word of the other are compared by the vectors of their tokens in their
sentences, by dictionary, by the sound of names, by the value of numbers, by spelling and by place.
"""

from bisect import bisect
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from align.embed.encoder import FloatArray, IntArray, encode_tokens
from align.embed.models import load_encoder
from align.languages import LANGUAGES
from align.languages.base import Token
from align.languages.names.people import find_people
from align.languages.names.transliteration import transliterates
from align.languages.words.dictionary import load_glosses, spellings
from align.languages.words.en import is_english
from align.linking.number_equality import Atom
from align.linking.number_pairs import pair_numbers

#: ``(sentence, start, end)``: a passage of one of the sentences of a side, in code points.
Place: TypeAlias = tuple[int, int, int]
Kind: TypeAlias = Literal["number", "name", "word", "code"]
#: What links of numbers, names and codes are certain of, and what the other side lacks of numbers.
Certain: TypeAlias = dict[tuple[int, int], Kind]

#: Characters of English that are looked at, and about as much Chinese; for a cut, those around it.
LONGEST = 5_000
#: Sentences whose words and vectors are remembered.
_REMEMBERED = 400
#: A word whose dictionary counterpart has this strength is known; a run of at most so many unknown
#: words and characters may spell a name, so well at least.
_KNOWN, _SPELLS, _RUN, _SPELT = 0.6, 0.6, 3, 8
#: … and so many comparisons of names with runs at most: a text with more is a list.
_MOST_NAMES, _MOST_RUNS = 25, 300


class SentenceWords(NamedTuple):
    """The words of a sentence, the vectors of its tokens, and the tokens of each word.

    Word w has the tokens ``first[w] … last[w] - 1``; one token can belong to two words.
    """

    tokens: tuple[Token, ...]
    vectors: FloatArray
    first: IntArray
    last: IntArray


def sentence_words(texts: Sequence[str], language: str) -> list[SentenceWords]:
    """The words of some sentences, with their vectors.

    >>> (found,) = sentence_words(["He left."], "en")
    >>> [token.key for token in found.tokens], found.last.tolist()
    (['he', 'left'], [1, 2])
    """
    rules = LANGUAGES[language]
    encoded = encode_tokens(load_encoder(), texts, language)
    assert encoded is not None, "the embedded model has vectors of tokens"
    vectors, spans = encoded
    found = []
    for n, (text, some) in enumerate(zip(texts, spans, strict=True)):
        tokens = tuple(rules.tokens(text))
        ends = np.array([end for _, end in some], dtype=np.int64)
        starts = np.array([start for start, _ in some], dtype=np.int64)
        first = np.searchsorted(ends, [token.start for token in tokens], side="right")
        last = np.searchsorted(starts, [token.end for token in tokens], side="left")
        first = np.minimum(first, len(some) - 1)
        begin, end = vectors.begins[n], vectors.begins[n + 1]
        found.append(
            SentenceWords(tokens, vectors.vectors[begin:end], first, np.maximum(last, first + 1))
        )
    return found


@lru_cache(maxsize=_REMEMBERED)
def remembered_words(text: str, language: str) -> SentenceWords:
    """The words of a sentence that may be asked for again: by a cut, by another bead."""
    return sentence_words([text], language)[0]


class BeadSide:
    """The sentences of one side as one text, and its words; of a long one, :data:`LONGEST`.

    ``begins`` is where each sentence begins, and where another one would, ``low`` is where ``text``
    begins; words have offsets in ``text``. ``known`` are the words of the sentences, if they are
    known already.
    """

    def __init__(
        self,
        texts: Sequence[str],
        language: str,
        centre: float = 0.0,
        known: Sequence[SentenceWords] | None = None,
    ) -> None:
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
        vectors, first, last, held = [], [], [], 0
        for n, (begin, text) in enumerate(zip(self.begins, texts, strict=False)):
            skipped = max(0, self.low - begin)
            if skipped >= len(text) or begin >= high:
                continue
            part = text[skipped : high - begin]
            whole = known is not None and len(part) == len(text)
            words = known[n] if known is not None and whole else remembered_words(part, language)
            at = begin + skipped - self.low
            self.tokens += [t._replace(start=t.start + at, end=t.end + at) for t in words.tokens]
            vectors.append(words.vectors)
            first.append(words.first + held)
            last.append(words.last + held)
            held += len(words.vectors)
        empty = np.zeros(0, dtype=np.int64)
        self.vectors = np.concatenate(vectors) if vectors else np.zeros((0, 1), dtype=np.float32)
        self.first, self.last = np.concatenate([empty, *first]), np.concatenate([empty, *last])

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

    def middles(self) -> FloatArray:
        """Where the words stand in the text, 0 … 1."""
        found: FloatArray = np.array([t.start + t.end for t in self.tokens], dtype=np.float32)
        return found / np.float32(2 * max(1, len(self.text)))


def similarities(en: BeadSide, zh: BeadSide) -> FloatArray:
    """The cosine of the most similar tokens of each two words, (English, Chinese)."""
    table = en.vectors @ zh.vectors.T
    table = np.maximum.reduceat(table[_spread(en)], _starts(en), axis=0)
    found: FloatArray = np.maximum.reduceat(table[:, _spread(zh)], _starts(zh), axis=1)
    return found


def _starts(side: BeadSide) -> IntArray:
    sizes = side.last - side.first
    starts: IntArray = np.cumsum(sizes) - sizes
    return starts


def _spread(side: BeadSide) -> IntArray:
    """The tokens of each word, one word after the other."""
    sizes = side.last - side.first
    found: IntArray = np.arange(sizes.sum()) + np.repeat(side.first - _starts(side), sizes)
    return found


def meanings(en: BeadSide, zh: BeadSide) -> FloatArray:
    """How sure the dictionary is that two words mean the same, (English, Chinese), 0 … 1."""
    table = np.zeros((len(en.tokens), len(zh.tokens)), dtype=np.float32)
    rows: dict[str, list[int]] = {}
    for i, token in enumerate(en.tokens):
        if token.kind in ("word", "name"):
            for key in spellings(token.key):
                rows.setdefault(key, []).append(i)
    keys = [token.key if token.kind in ("word", "name") else "" for token in zh.tokens]
    for j, gloss in enumerate(load_glosses().find(keys)):
        for key in gloss.keys() & rows.keys():
            for i in rows[key]:
                table[i, j] = max(table[i, j], gloss[key])
    return table


def sounds(en: BeadSide, zh: BeadSide, known: FloatArray) -> FloatArray:
    """How well names are spelt by runs of words that the dictionary does not know, 0 … 1."""
    table = np.zeros_like(known)
    unknown = known.max(axis=0) < _KNOWN
    unknown &= [token.kind in ("word", "name") for token in zh.tokens]
    runs = []
    for first in np.flatnonzero(unknown).tolist():
        for last in range(first, min(first + _RUN, len(zh.tokens))):
            text = zh.text[zh.tokens[first].start : zh.tokens[last].end]
            if not unknown[last] or len(text) > _SPELT:
                break
            runs.append((text, first, last + 1))
    names = [
        (row, token.key)
        for row in np.flatnonzero(known.max(axis=1) < _KNOWN).tolist()
        if (token := en.tokens[row]).kind == "name" and not is_english(token.key)
    ]
    for row, name in names[:_MOST_NAMES]:
        for text, first, end in runs[:_MOST_RUNS]:
            sure = transliterates(name, text)
            if sure >= _SPELLS:
                table[row, first:end] = np.maximum(table[row, first:end], sure)
    return table


def certain(en: BeadSide, zh: BeadSide) -> tuple[Certain, tuple[Sequence[Atom], Sequence[Atom]]]:
    """Links of numbers, people, codes, Latin words; and the values that only one side has."""
    pairs: Certain = {}
    numbers = pair_numbers(en.text, zh.text)
    for one, other in (*numbers.equal, *numbers.rounded):
        for i in en.at(*one.quantity[:2], "number"):
            for j in zh.at(*other.quantity[:2], "number"):
                pairs[i, j] = "number"
    for person in find_people(en.text, zh.text):
        for i in en.at(*person.en, "word", "name"):
            for j in zh.at(*person.zh, "word", "name"):
                pairs[i, j] = "name"
    same: dict[str, list[int]] = {}
    for j, token in enumerate(zh.tokens):
        if token.kind != "word":
            same.setdefault(token.key, []).append(j)
    for i, token in enumerate(en.tokens):
        for j in same.get(token.key, ()):
            pairs[i, j] = zh.tokens[j].kind
    return pairs, (numbers.en, numbers.zh)
