"""How much two documents look like versions of one another: a closer look at the candidates."""

from collections.abc import Sequence

import numpy as np

from align.embed.encoder import FloatArray
from align.pair.candidates import IntArray, Side

#: What is measured of two documents, in this order.
MEASURES = (
    "sentences",  # how well the sentences of each find a counterpart in the other
    "weaker side",  # … those of the side that finds less
    "in order",  # similarity above chance that is found in the same order on both sides
    "share in order",  # … as a share of the similarity found in any order
    "length of order",  # … times the logarithm of the number of sentences: few agree by chance
    "keys",  # numbers, dates and Latin names that both have, by rarity
    "length",  # how far the lengths are from those of translations
    "size",  # logarithm of the number of sentences: few fit by chance
)
# Cosine of two sentences that have nothing to do with each other, roughly.
_CHANCE = 0.3
_PAIRS = 20_000  # rows of key tables at a time


def measure(en: Side, zh: Side, pairs: tuple[IntArray, IntArray]) -> FloatArray:
    """The :data:`MEASURES` of pairs of documents (ordered by their English side), a row each."""
    rows, columns = pairs
    found = np.zeros((len(rows), len(MEASURES)), dtype=np.float32)
    at = 0
    while at < len(rows):
        i, start = int(rows[at]), at
        at = int(np.searchsorted(rows, i, side="right"))
        found[start:at] = _one_with_many(en, i, zh, [int(j) for j in columns[start:at]])
    found[:, MEASURES.index("keys")] = _shared_keys(en, zh, rows, columns)
    return found


def _one_with_many(en: Side, i: int, zh: Side, others: Sequence[int]) -> FloatArray:
    own = en.profiles[i]
    sizes = [len(zh.weights[j]) for j in others]
    begins = np.cumsum([0, *sizes[:-1]])
    vectors = np.concatenate([zh.profiles[j].vectors for j in others]).astype(np.float32)
    weights_zh = np.concatenate([zh.weights[j] for j in others])
    weights_en = en.weights[i]
    table = own.vectors.astype(np.float32) @ vectors.T

    best_en = np.maximum.reduceat(table, begins, axis=1)  # sentences × documents
    best_zh = table.max(axis=0)
    cover_en = weights_en @ best_en
    cover_zh = np.add.reduceat(weights_zh * best_zh, begins)
    above_en = weights_en @ np.maximum(best_en - _CHANCE, 0)
    above_zh = np.add.reduceat(weights_zh * np.maximum(best_zh - _CHANCE, 0), begins)

    gain = (table - _CHANCE) * (weights_en[:, None] + weights_zh) / 2
    ordered = _in_order(gain, begins, sizes)
    share = ordered / ((above_en + above_zh) / 2 + 0.02)
    size = np.log(np.minimum(len(weights_en), sizes))
    length = [abs(np.log(zh.profiles[j].size / own.size)) for j in others]
    nothing = np.zeros(len(others))  # keys are measured for all pairs at once
    measures = (
        (cover_en + cover_zh) / 2,
        np.minimum(cover_en, cover_zh),
        ordered,
        share,
        share * size,
        nothing,
        length,
        size,
    )
    return np.stack(measures, axis=1).astype(np.float32)


def _in_order(gain: FloatArray, begins: IntArray, sizes: Sequence[int]) -> FloatArray:
    """The largest sum of gains over pairs of sentences in rising order, for each document.

    As in the longest common subsequence: a row takes what the row before had, or one pair more.
    """
    longest = max(sizes)
    padded = np.zeros((len(gain), len(sizes), longest), dtype=np.float32)
    for n, (begin, size) in enumerate(zip(begins, sizes, strict=True)):
        padded[:, n, :size] = gain[:, begin : begin + size]
    best = np.zeros((len(sizes), longest + 1), dtype=np.float32)
    for row in padded:
        taken = best[:, :-1] + row
        np.maximum(best[:, 1:], taken, out=best[:, 1:])
        np.maximum.accumulate(best, axis=1, out=best)
    return best[:, -1]


def _shared_keys(en: Side, zh: Side, rows: IntArray, columns: IntArray) -> FloatArray:
    """The rarities of the keys that both have, as a share of those of the one that has less."""
    own_en, own_zh = (
        np.asarray(side.keys.multiply(side.keys).sum(axis=1)).ravel() for side in (en, zh)
    )
    shared = np.zeros(len(rows), dtype=np.float32)
    for begin in range(0, len(rows), _PAIRS):
        part = slice(begin, begin + _PAIRS)
        product = en.keys[rows[part]].multiply(zh.keys[columns[part]])
        shared[part] = np.asarray(product.sum(axis=1)).ravel()
    found: FloatArray = shared / (1 + np.minimum(own_en[rows], own_zh[columns]))
    return found
