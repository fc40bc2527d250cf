"""The clauses of sentences as vectors: for borders that a translation draws elsewhere.

Where the last clause of a sentence says what stands in the next bead, the border between
the two beads is wrong, however alike the sentences are as wholes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

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
    from align.embed.use import embedded_model

    before, behind = embedded_model().encode_splits(parts)
    counts = np.fromiter(map(len, parts), dtype=np.int64, count=len(parts))
    ends = np.cumsum(counts)
    last = np.zeros(len(before), dtype=bool)
    last[ends - 1] = True
    first = np.roll(last, 1)
    return Clauses(
        np.concatenate([[0], np.cumsum(counts - 1)]),
        before[~last],
        behind[~first],
        before[last],
    )
