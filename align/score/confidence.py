"""From a posterior to a confidence: what share of such beads a translator would accept."""

from collections.abc import Sequence

import numpy as np


def confidence(curve: Sequence[Sequence[float]], posterior: float) -> float:
    """Read a calibration curve, (posterior, share right) points in ascending order.

    An empty curve leaves the posterior as it is. ``benchmarks/reliability.py`` makes curves.

    >>> confidence([(0.0, 0.1), (1.0, 0.9)], 0.5)
    0.5
    """
    if not curve:
        return posterior
    at, share = zip(*curve, strict=True)
    return float(np.interp(posterior, at, share))
