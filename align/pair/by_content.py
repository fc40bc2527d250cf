"""Pairing by content: the text of documents decides, not their names."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from align.document import Document
from align.embed.encoder import IntArray
from align.pair.compare import (
    SHIPPED,
    Coefficients,
    DoubleArray,
    explained,
    leads,
    log_odds,
    measure,
    scores,
)
from align.pair.shortlist import (
    DocumentProfile,
    Encodes,
    candidate_pairs,
    make_profile,
    make_sides,
)

#: No pair is made below this confidence.
MINIMUM = 0.5


@dataclass(frozen=True)
class DocumentMatch:
    """Document ``en`` belongs to document ``zh`` (0-based numbers).

    ``parts`` are the evidence for and against it; their sum is the log-odds of ``confidence``.
    """

    en: int
    zh: int
    confidence: float
    parts: dict[str, float] = field(default_factory=dict, compare=False)


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
