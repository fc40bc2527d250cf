"""The clauses of sentences as vectors: for borders that a translation draws elsewhere.

Where the last clause of a sentence says what stands in the next bead, the border between
the two beads is wrong, however alike the sentences are as wholes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from align.embed.use import embedded_model
from align.score.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class Clauses:
    """All ways to cut each sentence of one document in two at the end of a clause.

    ``begins``: (sentences + 1,), the splits of sentence i are ``begins[i] … begins[i + 1]``;
    ``before`` and ``behind``: (splits, d), vectors of the two pieces; ``whole``:
    (sentences, d), the sentences themselves, by the same model.
    """

    begins: IntArray
    before: FloatArray
    behind: FloatArray
    whole: FloatArray


def make_clauses(parts: Sequence[Sequence[str]]) -> Clauses:
    """From the clauses of each sentence (one at least), by the embedded model."""
    begins = np.concatenate([[0], np.cumsum([len(p) - 1 for p in parts])])
    cuts = [(p, k) for p in parts for k in range(1, len(p))]
    texts = ["".join(p) for p in parts]
    texts += ["".join(p[:k]).strip() for p, k in cuts]
    texts += ["".join(p[k:]).strip() for p, k in cuts]
    vectors = embedded_model().encode(texts)
    whole, before, behind = np.split(vectors, [len(parts), len(parts) + len(cuts)])
    return Clauses(begins.astype(np.int64), before, behind, whole)
