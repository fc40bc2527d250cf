"""Pairing by content: the text of documents decides, not their names.

:func:`measure` compares the sentences, keys and lengths of candidate pairs. From these measures a
logistic regression gives any pair a *score*; a second one gives a pair that was chosen its
confidence, from the score and the lead over the best rivals on both sides.

The coefficients come from ``python benchmarks/pairing.py --fit``: collections of cut texts (novels,
news, a project's blog, release notes, the Bible), a third of the sources, with 3 … 140 documents a
side, of which a third or more have no counterpart. The benchmark reports on the other two thirds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from align.document import Document
from align.embed.encoder import FloatArray, IntArray
from align.pair.shortlist import (
    Collection,
    DocumentProfile,
    Encodes,
    candidate_pairs,
    make_profile,
    make_sides,
)

#: No pair is made below this confidence.
MINIMUM = 0.5
#: The measures of two documents, in this order.
MEASURES = (
    "sentences",  # how well the sentences of each have a counterpart in the other
    "weaker side",  # … on the side where it is lower
    "in order",  # similarity above chance in the same order on both sides
    "share in order",  # … as a share of the similarity in any order
    "length of order",  # … times the log number of sentences: short texts agree by chance
    "keys",  # shared numbers, dates and Latin names, weighted by rarity
    "length",  # distance of the lengths from those of translations
    "size",  # log number of sentences: short texts fit by chance
)
# Typical cosine of two unrelated sentences.
_CHANCE = 0.3
_PAIRS = 20_000  # rows of key tables at a time
#: Leads (in log-odds) saturate at about this value.
FAR = 4.0
DoubleArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class DocumentMatch:
    """Document ``en`` belongs to document ``zh`` (0-based numbers).

    ``parts`` are the evidence for and against it; their sum is the log-odds of ``confidence``.
    """

    en: int
    zh: int
    confidence: float
    parts: dict[str, float] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Coefficients:
    """The coefficients of both regressions.

    ``measures``, in the order of :data:`MEASURES`, and ``bias`` give the score. Without rivals,
    ``rival`` takes their place: the score that nine in ten false candidates do not reach.
    ``score``, ``lead`` and ``least_lead`` (the larger and the smaller lead over the rivals of both
    sides) and ``constant`` give the confidence.
    """

    measures: tuple[float, ...]
    bias: float
    rival: float
    score: float
    least_lead: float
    lead: float
    constant: float


SHIPPED = Coefficients(
    measures=(4.249, 4.465, 3.992, 4.907, 5.151, 0.451, -2.554, -2.652),
    bias=-10.334,
    rival=-4.522,
    score=1.241,
    least_lead=1.295,
    lead=1.968,
    constant=0.332,
)


def pair_documents(
    en: Sequence[Document],
    zh: Sequence[Document],
    encoder: Encodes,
    *,
    minimum: float = MINIMUM,
) -> list[DocumentMatch]:
    """Pair the documents of two collections, one to one, in the order of the English side.

    Documents in no pair have no counterpart, or none with enough confidence.

    >>> from align.embed import load_encoder
    >>> en = ["The cat sleeps on the sofa.", "Our factory makes 900 bicycles."]
    >>> zh = ["我们的工厂生产900辆自行车。", "猫睡在沙发上。"]
    >>> found = pair_documents(
    ...     [Document.from_sentences([text], "en") for text in en],
    ...     [Document.from_sentences([text], "zh") for text in zh],
    ...     load_encoder(),
    ... )
    >>> [(match.en, match.zh) for match in found]
    [(0, 1), (1, 0)]
    """
    profiles = ([make_profile(document, encoder) for document in side] for side in (en, zh))
    return pair_profiles(*profiles, minimum=minimum)


def pair_profiles(
    en: Sequence[DocumentProfile],
    zh: Sequence[DocumentProfile],
    *,
    minimum: float = MINIMUM,
    known: Coefficients = SHIPPED,
) -> list[DocumentMatch]:
    """As :func:`pair_documents`, from the profiles of the documents."""
    # documents without sentences have no counterpart
    numbers = [[n for n, p in enumerate(side) if len(p.texts)] for side in (en, zh)]
    if not all(numbers):
        return []
    sides = make_sides([en[n] for n in numbers[0]], [zh[n] for n in numbers[1]])
    rows, columns = candidate_pairs(*sides)
    measures = measure(*sides, (rows, columns))
    score = scores(measures, known)
    lead = leads(score, rows, columns, known)
    confidence = 1 / (1 + np.exp(-log_odds(score, lead, known)))
    return [
        DocumentMatch(
            numbers[0][rows[n]],
            numbers[1][columns[n]],
            round(float(confidence[n]), 4),
            explained(measures[n].tolist(), lead[n], known),
        )
        for n in assign(score - known.rival, rows, columns)
        if confidence[n] >= minimum
    ]


def assign(gain: DoubleArray, rows: IntArray, columns: IntArray) -> list[int]:
    """Choose pairs one to one with the largest sum of gains; only gains above 0 count.

    >>> rows, columns = np.array([0, 0, 1]), np.array([0, 1, 0])
    >>> assign(np.array([3.0, 2.0, 2.0]), rows, columns)  # 2 + 2 is more than 3
    [1, 2]
    """
    from scipy import sparse
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    kept = np.flatnonzero(gain > 0)
    if not len(kept):
        return []
    own, i = np.unique(rows[kept], return_inverse=True)
    other, j = np.unique(columns[kept], return_inverse=True)
    # each row also has a column of its own, for no pair and no gain; costs must not be zero
    most = float(gain.max()) + 1
    alone = np.arange(len(own))
    costs = sparse.csr_matrix(
        (
            np.concatenate([most - gain[kept], np.full(len(own), most)]),
            (np.concatenate([i, alone]), np.concatenate([j, len(other) + alone])),
        ),
        shape=(len(own), len(other) + len(own)),
    )
    chosen = dict(zip(*min_weight_full_bipartite_matching(costs), strict=True))
    return [int(n) for n, a, b in zip(kept, i, j, strict=True) if chosen[a] == b]


def measure(en: Collection, zh: Collection, pairs: tuple[IntArray, IntArray]) -> FloatArray:
    """The :data:`MEASURES` of pairs of documents (ordered by English document), a row each."""
    rows, columns = pairs
    found = np.zeros((len(rows), len(MEASURES)), dtype=np.float32)
    at = 0
    while at < len(rows):
        i, start = int(rows[at]), at
        at = int(np.searchsorted(rows, i, side="right"))
        found[start:at] = _one_with_many(en, i, zh, [int(j) for j in columns[start:at]])
    found[:, MEASURES.index("keys")] = _shared_keys(en, zh, rows, columns)
    return found


def scores(measures: npt.NDArray[np.float32], known: Coefficients) -> DoubleArray:
    """The score of each pair, in log-odds."""
    found: DoubleArray = measures.astype(np.float64) @ np.array(known.measures) + known.bias
    return found


def leads(
    score: DoubleArray, rows: IntArray, columns: IntArray, known: Coefficients
) -> DoubleArray:
    """The leads of each pair over the best rivals of its two documents, smaller one first.

    In log-odds, a row per pair.
    """
    ahead = np.stack(
        [score - _best_other(score, side, known.rival) for side in (rows, columns)], axis=1
    )
    ahead.sort(axis=1)
    return ahead


def log_odds(score: DoubleArray, lead: DoubleArray, known: Coefficients) -> DoubleArray:
    """The log-odds of pairs that were chosen, at most the smaller lead.

    (Of two copies of a document neither is the better counterpart, however well they fit.)
    """
    found = known.score * score + _of_leads(lead, known) + known.constant
    return np.minimum(found, lead[:, 0])


def explained(
    measures: Sequence[float], lead: DoubleArray, known: Coefficients
) -> dict[str, float]:
    """The contribution of each measure to the log-odds of a chosen pair; their sum is the log-odds.

    >>> list(explained([0.0] * 8, np.zeros(2), SHIPPED))[-2:]
    ['constant', 'rivals']
    """
    parts = {
        name: known.score * weight * float(value)
        for name, weight, value in zip(MEASURES, known.measures, measures, strict=True)
    }
    parts["constant"] = known.score * known.bias + known.constant
    before = sum(parts.values())
    parts["rivals"] = min(float(_of_leads(lead, known)), float(lead[0]) - before)
    return parts


def bounded(lead: DoubleArray) -> DoubleArray:
    """Leads mapped to −1 … 1, saturating at about :data:`FAR`."""
    found: DoubleArray = np.tanh(lead / FAR)
    return found


def _of_leads(lead: DoubleArray, known: Coefficients) -> DoubleArray:
    found: DoubleArray = bounded(lead) @ np.array([known.least_lead, known.lead])
    return found


def _best_other(score: DoubleArray, group: IntArray, floor: float) -> DoubleArray:
    """For each pair the best score of the other pairs in its group, at least ``floor``."""
    order = np.lexsort((-score, group))
    ranked = group[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = ranked[1:] != ranked[:-1]
    begin = np.flatnonzero(first)
    best = np.full(len(order), floor)
    # the rival of the best of a group is the second, that of all others the best
    best[~first] = score[order][np.repeat(begin, np.diff([*begin, len(order)]))][~first]
    has_second = np.append(begin[1:], len(order)) - begin > 1
    best[begin[has_second]] = score[order][begin[has_second] + 1]
    found = np.empty(len(order))
    found[order] = np.maximum(best, floor)
    return found


def _one_with_many(en: Collection, i: int, zh: Collection, others: Sequence[int]) -> FloatArray:
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
    nothing = np.zeros(len(others))  # keys are compared for all pairs at once
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
    """The largest sum of gains over pairs of sentences in ascending order, for each document.

    As in the longest common subsequence: a row takes the best of the row before, or one pair more.
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


def _shared_keys(en: Collection, zh: Collection, rows: IntArray, columns: IntArray) -> FloatArray:
    """The rarity of the shared keys, as a share of the lower rarity of all keys of a document."""
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
