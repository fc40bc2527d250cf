"""Words, numbers and names that two sentences share, by meaning.

A word is linked to a word of the other language when the embedded model finds them alike; a
number is linked to the same value, however it is written. The links are soft (0 … 1) and
are worked out only for the words that meet in the block at hand.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from align.embed.encoder import Encoder, FloatArray, IntArray
from align.languages.words.dictionary import load_glosses, spellings

# Cosines of words: what is below says nothing, what is above is as good as a dictionary.
_FLOOR, _CEILING = 0.40, 0.80
_EMPTY = ""  # a word without weight, so that no sentence is without words


@dataclass(frozen=True)
class Words:
    """The words of one document: by sentence, and once each with their vectors.

    ``flat`` holds word numbers, those of sentence i from ``begins[i]`` to ``begins[i + 1]``;
    ``weights`` (rarer words count more), ``keys`` (−1, or equal for equal
    numbers on both sides), ``vectors`` and ``names`` (the words) go by word number.
    """

    flat: IntArray
    begins: IntArray
    weights: FloatArray
    keys: IntArray
    vectors: FloatArray
    names: tuple[str, ...]

    @property
    def mass(self) -> FloatArray:
        """Weight of each sentence's words, (sentences,)."""
        sums: FloatArray = np.add.reduceat(self.weights[self.flat], self.begins[:-1])
        return sums


def make_words(
    sentences: Sequence[str],
    words_of: Callable[[str], list[str]],
    encoder: Encoder,
) -> Words:
    """The words of a document's sentences, with their vectors."""
    lists = [[_EMPTY, *words_of(sentence)] for sentence in sentences]
    # in the order of the text, not of a set's: the last digits of a sum depend on it
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
        vectors[plain] = encoder.encode([names[n] for n in plain])
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
    """A number for each word, the same in every run of the program.

    >>> hash_of("#150000") == hash_of("#1500000")
    False
    """
    return crc32(word.encode())


@dataclass(frozen=True)
class Links:
    """Words that a dictionary or a spelling links, by Chinese word number.

    Chinese word z is linked with the English words ``english[begins[z] : begins[z + 1]]``, as
    surely (0 … 1) as ``sure`` says.
    """

    begins: IntArray
    english: IntArray
    sure: FloatArray

    def fill(self, table: FloatArray, en: IntArray, zh: IntArray) -> None:
        """Raise a table of links between these English and Chinese words (ascending numbers)."""
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
    """Look every word of two documents up in the dictionary, and compare names by sound."""
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
    """How much of each sentence's words finds a counterpart in runs on the other side.

    ``en[b − 1][r, c]``: weight of the words of English sentence r found in Chinese c … c + b − 1;
    ``zh[a − 1][r, c]``: weight of the words of Chinese c found in English r … r + a − 1.
    """

    en: FloatArray
    zh: FloatArray


def coverage(
    en: Words, zh: Words, links: Links, rows: IntArray, columns: IntArray, longest: int
) -> Coverage:
    """Coverage among some sentences: numbers of consecutive ones on each side, ascending.

    A number may stand more than once in ``rows`` or ``columns`` (padding at a document's ends).
    """
    words_en, at_en = _slice(en, rows)
    words_zh, at_zh = _slice(zh, columns)
    unique_en, which_en = np.unique(words_en, return_inverse=True)
    unique_zh, which_zh = np.unique(words_zh, return_inverse=True)
    cosine = en.vectors[unique_en] @ zh.vectors[unique_zh].T
    link = np.clip((cosine - _FLOOR) / (_CEILING - _FLOOR), 0, 1)
    links.fill(link, unique_en, unique_zh)
    keys_en, keys_zh = en.keys[unique_en], zh.keys[unique_zh]
    link[(keys_en[:, None] == keys_zh[None, :]) & (keys_en[:, None] >= 0)] = 1
    # the best link of each word with each sentence across, then with each run of them
    run_zh = np.empty((longest, len(unique_en), len(at_zh)), dtype=np.float32)
    run_en = np.empty((longest, len(at_en), len(unique_zh)), dtype=np.float32)
    run_zh[0] = np.maximum.reduceat(link[:, which_zh], at_zh, axis=1)
    run_en[0] = np.maximum.reduceat(link[which_en], at_en, axis=0)
    for k in range(1, longest):
        run_zh[k], run_en[k] = run_zh[k - 1], run_en[k - 1]
        np.maximum(run_zh[k, :, :-k], run_zh[0, :, k:], out=run_zh[k, :, :-k])
        np.maximum(run_en[k, :-k], run_en[0, k:], out=run_en[k, :-k])
    mass_en = _table(which_en, at_en, en.weights[words_en], len(unique_en))
    mass_zh = _table(which_zh, at_zh, zh.weights[words_zh], len(unique_zh))
    r, c = rows - rows[0], columns - columns[0]
    return Coverage((mass_en @ run_zh)[:, r[:, None], c], (run_en @ mass_zh.T)[:, r[:, None], c])


def _table(which: IntArray, begins: IntArray, weights: FloatArray, words: int) -> FloatArray:
    """Weight of each word in each sentence, (sentences, words)."""
    sentence = np.repeat(np.arange(len(begins)), np.diff(begins, append=len(which)))
    table = np.bincount(sentence * words + which, weights, len(begins) * words)
    return table.reshape(len(begins), words).astype(np.float32)


def _slice(words: Words, sentences: IntArray) -> tuple[IntArray, IntArray]:
    """The words of the sentences from the first to the last, and where each one's begin."""
    first, last = int(sentences[0]), int(sentences[-1]) + 1
    begins = words.begins[first : last + 1] - words.begins[first]
    return words.flat[words.begins[first] : words.begins[last]], begins[:-1]
