"""Compiled sums over all paths of lattices, for training.

A test compares them with those of ``align/search/lattice.py``. numba is needed for training only.
"""

import numba
import numpy as np

NEVER = -1e30


@numba.njit(cache=True)
def marginals(source, target, scores, begins):
    """Return log Z (lattices, models) and the probability of every edge (edges, models).

    ``scores``: (edges, models), of lattices one behind the other: ``begins[t]`` is the first place
    of lattice t, ``begins[t + 1] - 1`` the last one. The edges are in the order of their sources.
    The sums to the end of a lattice give the probability of going on from a place by each of its
    edges, and these multiply up from the beginning.
    """
    edges, models = scores.shape
    after = np.full((begins[-1], models), NEVER)
    found = np.zeros((edges, models), np.float32)
    through = np.zeros((begins[-1], models))
    for t in range(len(begins) - 1):
        after[begins[t + 1] - 1] = 0.0
        through[begins[t]] = 1.0
    end = edges
    while end:
        place = source[end - 1]
        begin = end
        while begin and source[begin - 1] == place:
            begin -= 1
        for m in range(models):
            top = NEVER
            for e in range(begin, end):
                top = max(top, after[target[e], m] + scores[e, m])
            if top > NEVER / 2:
                total = 0.0
                for e in range(begin, end):
                    share = np.exp(np.float32(after[target[e], m] + scores[e, m] - top))
                    found[e, m] = share
                    total += share
                for e in range(begin, end):
                    found[e, m] /= total
                after[place, m] = top + np.log(total)
        end = begin
    for e in range(edges):
        for m in range(models):
            found[e, m] *= through[source[e], m]
            through[target[e], m] += found[e, m]
    return after[begins[:-1]], found
