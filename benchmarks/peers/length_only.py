"""A length-only baseline in NumPy, after Gale and Church (1993).

``python length_only.py FOLDER``; see ``exchange.py``. The prior probabilities and the
variance are those of the paper; the length ratio is that of the text.
"""

import math

import numpy as np
from exchange import Text, serve

PRIORS = {(1, 1): 0.89, (1, 0): 0.00495, (0, 1): 0.00495, (2, 1): 0.0445, (1, 2): 0.0445}
PRIORS[2, 2] = 0.011
VARIANCE = 6.8
_DELTAS = np.linspace(0, 36, 3601)
_TAILS = np.array([-math.log(math.erfc(d / math.sqrt(2))) for d in _DELTAS])


def costs(en: np.ndarray, zh: np.ndarray) -> np.ndarray:
    """Return −log of the probability that lengths (in English characters) differ this much.

    >>> costs(np.array([100.0, 100.0]), np.array([100.0, 150.0])).round(2)
    array([-0.  ,  2.45])
    """
    delta = np.abs(zh - en) / np.sqrt(VARIANCE * np.maximum((en + zh) / 2, 1))
    return np.interp(delta, _DELTAS, _TAILS)


def beads_by_length(en: np.ndarray, zh: np.ndarray) -> list[tuple[range, range]]:
    """Return the cheapest path of beads; cells are filled by diagonals, each in one step.

    >>> beads_by_length(np.array([50, 40, 90]), np.array([30, 29]))
    [(range(0, 2), range(0, 1)), (range(2, 3), range(1, 2))]
    """
    n, m = len(en), len(zh)
    a = np.concatenate([[0.0], np.cumsum(en)])
    b = np.concatenate([[0.0], np.cumsum(zh * (a[-1] / max(zh.sum(), 1)))])
    types = list(PRIORS)
    cost = {0: np.zeros(n + 1)}  # the last four diagonals, by English sentences used
    back: list[np.ndarray] = [np.zeros(n + 1, np.uint8)]
    for d in range(1, n + m + 1):
        low, high = max(0, d - m), min(n, d)
        best = np.full(n + 1, np.inf)
        kind = np.zeros(n + 1, np.uint8)
        for t, (s, z) in enumerate(types):
            i = np.arange(max(low, s), min(high, d - z) + 1)
            if d < s + z or not len(i):
                continue
            step = costs(a[i] - a[i - s], b[d - i] - b[d - i - z]) - math.log(PRIORS[s, z])
            total = cost[d - s - z][i - s] + step
            better = total < best[i]
            best[i[better]], kind[i[better]] = total[better], t
        cost[d] = best
        cost.pop(d - 4, None)
        back.append(kind)
    beads, i, j = [], n, m
    while i or j:
        s, z = types[back[i + j][i]]
        beads.append((range(i - s, i), range(j - z, j)))
        i, j = i - s, j - z
    return beads[::-1]


def align(text: Text):
    return beads_by_length(*(np.array(text.lengths[side], float) for side in ("en", "zh")))


if __name__ == "__main__":
    serve(align)
