"""The confidence of a bead: the probability that a translator accepts it unchanged.

The search gives each bead a *posterior*, the share of all paths (weighted by their scores) that
contain it. Posteriors are overconfident, so :class:`align.score.weights.Weights` carry a
calibration: one curve for beads with both sides, one for null beads, fitted by
``benchmarks/reliability.py`` on texts that the weights were not learned from.
The confidence of a pair of *documents* is another matter: see :mod:`align.pair.by_content`.
"""

from collections.abc import Mapping, Sequence

import numpy as np

#: (posterior, share that is right) points, posteriors ascending.
Curve = Sequence[Sequence[float]]
#: The curves of a calibration, for beads with two sides and for null beads.
CURVES = ("bead", "null")


def read_curve(curve: Curve, posterior: float) -> float:
    """The share of beads with this posterior that is right; an empty curve changes nothing.

    >>> read_curve([(0.0, 0.1), (1.0, 0.9)], 0.5)
    0.5
    """
    if not curve:
        return posterior
    at, share = zip(*curve, strict=True)
    return float(np.interp(posterior, at, share))


def bead_confidence(calibration: Mapping[str, Curve], posterior: float, *, null: bool) -> float:
    """A bead's confidence in [0, 1], rounded to four digits.

    >>> bead_confidence({"null": [(0.0, 0.0), (1.0, 0.5)]}, 0.5, null=True)
    0.25
    """
    return round(read_curve(calibration.get(CURVES[null], ()), posterior), 4)
