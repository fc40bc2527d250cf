"""How often a pair of documents leaves sentences out, inferred from the pair itself.

The scores take for granted how often sentences had no counterpart in the training texts. One pair
leaves out a fifth, another (a novel) hardly any, and then most sentences that look omitted are not.
So the rate is estimated from the posteriors under a prior, the scores of null beads are corrected
by the log odds of the two rates, and both steps are repeated: expectation maximization for a shift
of the prior (Saerens, Latinne & Decaestecker 2002) over paths instead of independent cases. The
rate at a sentence is that of the documents, blended with that of the sentences around it on the
same side: an imprint that only one side has stays without a counterpart, however complete the rest.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from align.score.bead_types import NULL_EN, NULL_ZH
from align.search.lattice import Lattice, Scores, solve

#: Posteriors are computed this often with a new rate; then it hardly changes.
ROUNDS = 2
#: Sentences on either side that count as being around.
AROUND = 5
_LEAST = 1e-5
_FARTHEST = 5.0  # log odds

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class NullRate:
    """The rate of the sentences of a pair without a counterpart.

    ``learned`` (``Weights.nulls``): the rate ``trained`` that the scores take for granted; the rate
    ``usual`` of a pair, and how many sentences this expectation weighs (``prior``); how many
    neighbours the rate of the documents weighs (``whole``); without these numbers nothing is
    corrected. ``free``: which sentences of each side are not in anchors; the others do not count.
    """

    def __init__(
        self, lattice: Lattice, free: Sequence[Bools], learned: Mapping[str, float]
    ) -> None:
        self.lattice, self.learned = lattice, learned
        sides = ((NULL_EN, lattice.i), (NULL_ZH, lattice.j))
        self.edges = [np.flatnonzero(lattice.kind == kind) for kind, _ in sides]
        self.sentences = [at[edges] for (_, at), edges in zip(sides, self.edges, strict=True)]
        self.free = [side.astype(np.float64) for side in free]

    def settle(self, scores: Scores) -> tuple[Floats, Floats]:
        """Every edge's probability under the estimated rate, and what it adds to each score."""
        judged, added = solve(self.lattice, scores)[1], np.zeros(len(scores))
        for _ in range(ROUNDS if self.learned else 0):
            added = self.corrections(judged)
            judged = solve(self.lattice, scores + added)[1]
        return judged, added

    def posteriors(self, judged: Floats) -> list[Floats]:
        """The probability that each sentence of each side has no counterpart, at any place."""
        return [
            np.minimum(np.bincount(sentences, judged[edges], len(free)), 1)
            for edges, sentences, free in zip(self.edges, self.sentences, self.free, strict=True)
        ]

    def corrections(self, judged: Floats) -> Floats:
        """What to add to the score of each edge, given the edges' probabilities."""
        nulls = [q * free for q, free in zip(self.posteriors(judged), self.free, strict=True)]
        rate = self._of_documents(sum(map(np.sum, nulls)), sum(map(np.sum, self.free)))
        added = np.zeros(len(judged))
        for q, free, edges, at in zip(nulls, self.free, self.edges, self.sentences, strict=True):
            added[edges] = self._correction(rate, sums_around(q), sums_around(free))[at]
        return added

    def _of_documents(self, count: float, sentences: float) -> float:
        prior = self.learned["prior"]
        return (count + prior * self.learned["usual"]) / (sentences + prior)

    def _correction(self, rate: float, count: Floats, sentences: Floats) -> Floats:
        whole = self.learned["whole"]
        local = np.clip((count + whole * rate) / (sentences + whole), _LEAST, 1 - _LEAST)
        return np.clip(_log_odds(local) - _log_odds(self.learned["trained"]), -_FARTHEST, _FARTHEST)


def _log_odds(rate: Floats | float) -> Floats:
    odds: Floats = np.log(rate) - np.log1p(-np.asarray(rate))
    return odds


def sums_around(values: Floats) -> Floats:
    """The sum of the :data:`AROUND` values before and after each value, without it.

    >>> sums_around(np.array([1.0, 2.0, 4.0])).tolist()
    [6.0, 5.0, 3.0]
    """
    total = np.concatenate([[0.0], np.cumsum(values)])
    at = np.arange(len(values))
    last = np.minimum(at + AROUND + 1, len(values))
    sums: Floats = total[last] - total[np.maximum(at - AROUND, 0)] - values
    return sums
