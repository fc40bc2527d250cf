"""Words, numbers and names that two sentences share, by meaning.

A word is linked to a word of the other language if their vectors are similar, if the dictionary has
the pair, or if they spell the same name; a number to the same value, however it is written. Links
have strengths from 0 to 1 and are only computed for the words of the block at hand.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

import numpy as np

from align.embed.encoder import Encoder, FloatArray, IntArray, encode_words
from align.languages.words.dictionary import load_glosses, spellings

# Cosines of words: below the floor they are no evidence, above the ceiling as good as a dictionary.
_FLOOR, _CEILING = 0.40, 0.80
_EMPTY = ""  # a word without weight, so that every sentence has a word


@dataclass(frozen=True)
class Words:
    """The words of a document, by sentence, and the vector of each different word.

    ``flat`` has the word numbers, those of sentence i at ``begins[i] … begins[i + 1] - 1``. By word
    number: ``weights`` (higher for rarer words), ``keys`` (−1 for words, for numbers the same key
    on both sides), ``vectors``, and ``names``, the words themselves.
    """

    flat: IntArray
    begins: IntArray
    weights: FloatArray
    keys: IntArray
    vectors: FloatArray
    names: tuple[str, ...]

    @property
    def mass(self) -> FloatArray:
        """Total weight of the words of each sentence, (sentences,)."""
        sums: FloatArray = np.add.reduceat(self.weights[self.flat], self.begins[:-1])
        return sums


def make_words(
    sentences: Sequence[str],
    words_of: Callable[[str], list[str]],
    encoder: Encoder,
) -> Words:
    """The words of a document's sentences, with their vectors."""
    lists = [[_EMPTY, *words_of(sentence)] for sentence in sentences]
    # in the order of the text, not of a set: the last digits of sums depend on it
    count = Counter(word for words in lists for word in dict.fromkeys(words))
    number = {word: n for n, word in enumerate(count)}
    names = list(number)
    total = len(lists) + 1
    weights = np.array([np.log(total / count[w]) + 0.5 for w in names], dtype=np.float32)
    weights[[w == _EMPTY for w in names]] = 0
    values = np.array([hash_of(w) if w.startswith("#") else -1 for w in names], dtype=np.int64)
    plain = [n for n, w in enumerate(names) if w and not w.startswith("#")]
    vectors = np.zeros((len(names), encoder.dimensions), dtype=np.float32)
    if plain:
        vectors[plain] = encode_words(encoder, [names[n] for n in plain])
    lengths = np.array([len(words) for words in lists], dtype=np.int64)
    return Words(
        np.array([number[w] for words in lists for w in words], dtype=np.int64),
        np.concatenate([[0], np.cumsum(lengths)]),
        weights,
        values,
        vectors,
        tuple(names),
    )


def hash_of(word: str) -> int:
    """A number for a word, the same in every process.

    >>> hash_of("#150000") == hash_of("#1500000")
    False
    """
    return crc32(word.encode())


@dataclass(frozen=True)
class Links:
    """Words linked by the dictionary or by spelling.

    Chinese word z is linked to the English words ``english[begins[z] : begins[z + 1]]``, with the
    strengths ``sure`` (0 … 1).
    """

    begins: IntArray
    english: IntArray
    sure: FloatArray

    def fill(self, table: FloatArray, en: IntArray, zh: IntArray) -> None:
        """Raise the strengths in a table of these English × Chinese words (ascending numbers)."""
        counts = self.begins[zh + 1] - self.begins[zh]
        if not counts.sum():
            return
        column = np.repeat(np.arange(len(zh)), counts)
        within = np.arange(len(column)) - np.repeat(np.cumsum(counts) - counts, counts)
        at = np.repeat(self.begins[zh], counts) + within
        row = np.minimum(np.searchsorted(en, self.english[at]), len(en) - 1)
        here = en[row] == self.english[at]
        row, column = row[here], column[here]
        table[row, column] = np.maximum(table[row, column], self.sure[at[here]])


def make_links(en: Words, zh: Words) -> Links:
    """Look up the words of two documents in the dictionary, and compare names by sound."""
    english: dict[str, list[int]] = {}
    for number, name in enumerate(en.names):
        if name and not name.startswith("#"):
            for key in spellings(name):
                english.setdefault(key, []).append(number)
    begins = [0]
    found: list[int] = []
    sure: list[float] = []
    for gloss in load_glosses().find(zh.names):
        best: dict[int, float] = {}
        for key, value in gloss.items():
            for number in english.get(key, ()):
                best[number] = max(best.get(number, 0.0), value)
        found += best.keys()
        sure += best.values()
        begins.append(len(found))
    return Links(
        np.array(begins, dtype=np.int64),
        np.array(found, dtype=np.int64),
        np.array(sure, dtype=np.float32),
    )


@dataclass(frozen=True)
class Coverage:
    """Weight of the words of each sentence that have a counterpart in runs of the other side.

    ``en[b − 1][r, c]``: words of English sentence r that are in Chinese c … c + b − 1;
    ``zh[a − 1][r, c]``: words of Chinese sentence c that are in English r … r + a − 1.
    """

    en: FloatArray
    zh: FloatArray


def coverage(
    en: Words, zh: Words, links: Links, rows: IntArray, columns: IntArray, longest: int
) -> Coverage:
    """The coverage among consecutive sentences ``rows`` and ``columns``, numbers ascending.

    Numbers may be repeated at either end, as padding at the ends of a document.
    """
    words_en, at_en = _slice(en, rows)
    words_zh, at_zh = _slice(zh, columns)
    unique_en, which_en = np.unique(words_en, return_inverse=True)
    unique_zh, which_zh = np.unique(words_zh, return_inverse=True)
    link = strengths(en, zh, links, unique_en, unique_zh)
    # the best link of each word to each sentence of the other side, then to each run of them:
    # (runs, sentences, words)
    run_zh = best_of_runs(link.T[which_zh], at_zh, longest)
    run_en = best_of_runs(link[which_en], at_en, longest)
    mass_en = _table(which_en, at_en, en.weights[words_en], len(unique_en))
    mass_zh = _table(which_zh, at_zh, zh.weights[words_zh], len(unique_zh))
    r, c = rows - rows[0], columns - columns[0]
    cover_en = mass_en @ run_zh.transpose(0, 2, 1)
    return Coverage(cover_en[:, r[:, None], c], (run_en @ mass_zh.T)[:, r[:, None], c])


def best_of_runs(links: FloatArray, begins: IntArray, longest: int) -> FloatArray:
    """The maxima of rows by sentence, and by run of 1 … ``longest`` sentences from each."""
    runs = np.empty((longest, len(begins), links.shape[1]), dtype=np.float32)
    row_maxima(links, begins, runs[0])
    for k in range(1, longest):
        np.maximum(runs[k - 1, :-k], runs[0, k:], out=runs[k, :-k])
        runs[k, -k:] = runs[k - 1, -k:]
    return runs


def row_maxima(rows: FloatArray, begins: IntArray, out: FloatArray) -> None:
    """The maximum of each group of consecutive rows; ``np.maximum.reduceat`` takes thrice as long.

    >>> out = np.zeros((2, 1), np.float32)
    >>> row_maxima(np.array([[1], [3], [2]], np.float32), np.array([0, 2]), out)
    >>> out.tolist()
    [[3.0], [2.0]]
    """
    bounds = [*begins.tolist(), len(rows)]
    for (begin, end), row in zip(pairwise(bounds), out, strict=True):
        np.maximum.reduce(rows[begin:end], axis=0, out=row)


def strengths(
    en: Words, zh: Words, links: Links, words_en: IntArray, words_zh: IntArray
) -> FloatArray:
    """How sure the links between these words are, (English, Chinese); numbers ascending."""
    link: FloatArray = en.vectors[words_en] @ zh.vectors[words_zh].T
    link -= np.float32(_FLOOR)
    link /= np.float32(_CEILING - _FLOOR)
    np.clip(link, 0, 1, out=link)
    links.fill(link, words_en, words_zh)
    row, column = (
        np.flatnonzero(side.keys[w] >= 0) for side, w in ((en, words_en), (zh, words_zh))
    )
    same = en.keys[words_en[row], None] == zh.keys[words_zh[column]]
    at = np.ix_(row, column)
    link[at] = np.where(same, np.float32(1), link[at])
    return link


def _table(which: IntArray, begins: IntArray, weights: FloatArray, words: int) -> FloatArray:
    """Weight of each word in each sentence, (sentences, words)."""
    sentence = np.repeat(np.arange(len(begins)), np.diff(begins, append=len(which)))
    table = np.bincount(sentence * words + which, weights, len(begins) * words)
    return table.reshape(len(begins), words).astype(np.float32)


def _slice(words: Words, sentences: IntArray) -> tuple[IntArray, IntArray]:
    """The words of the first to the last of these sentences, and where those of each begin."""
    first, last = int(sentences[0]), int(sentences[-1]) + 1
    begins = words.begins[first : last + 1] - words.begins[first]
    return words.flat[words.begins[first] : words.begins[last]], begins[:-1]
