"""Compiled sums over all paths of a lattice, for training.

The recurrence is that of ``align/search/lattice.py`` (a test compares them). numba is needed for
training only.
"""

import numba
import numpy as np


@numba.njit(cache=True)
def _add(x, y):
    if x < y:
        x, y = y, x
    if y <= -1e29:
        return x
    return x + np.log1p(np.exp(y - x))


@numba.njit(cache=True)
def marginals(source, target, scores, places):
    """Return log Z and the probability of every edge."""
    before, after = np.full(places, -1e30), np.full(places, -1e30)
    before[0] = after[places - 1] = 0.0
    for e in range(len(source)):
        if before[source[e]] > -1e29:
            before[target[e]] = _add(before[target[e]], before[source[e]] + scores[e])
    found = np.zeros(len(source))
    for e in range(len(source) - 1, -1, -1):
        if after[target[e]] > -1e29:
            level = after[target[e]] + scores[e]
            after[source[e]] = _add(after[source[e]], level)
            if before[source[e]] > -1e29:
                log = before[source[e]] + level - before[places - 1]
                found[e] = np.exp(min(0.0, log))
    return before[places - 1], found
