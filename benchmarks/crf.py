"""Compiled sums over all paths of lattices, for training.

A test compares them with those of ``align/search/lattice.py``. numba is needed for training only.
"""

import numba
import numpy as np

NEVER = -1e30


@numba.njit(cache=True)
def marginals(source, target, scores, begins):
    """Return log Z (lattices, models) and the probability of every edge (edges, models).

    ``scores``: (edges, models), of lattices one behind the other: ``begins[t]`` is the first node
    of lattice t, ``begins[t + 1] - 1`` the last one. The edges are in the order of their sources;
    from each even node one may also go on to the next one. The sums to the end of a lattice give
    the probability of going on from a node by each of its edges, and these multiply up from the
    beginning.
    """
    edges, models = scores.shape
    nodes = begins[-1]
    after = np.full((nodes, models), NEVER)
    found = np.zeros((edges, models), np.float32)
    onward = np.zeros((nodes, models), np.float32)
    through = np.zeros((nodes, models))
    for t in range(len(begins) - 1):
        after[begins[t + 1] - 1] = 0.0
        through[begins[t]] = 1.0
    end = edges
    for node in range(nodes - 1, -1, -1):
        begin = end
        while begin and source[begin - 1] == node:
            begin -= 1
        for m in range(models):
            top = after[node + 1, m] if node % 2 == 0 else NEVER
            for e in range(begin, end):
                top = max(top, after[target[e], m] + scores[e, m])
            if top > NEVER / 2:
                total = 0.0
                if node % 2 == 0:
                    onward[node, m] = np.exp(np.float32(after[node + 1, m] - top))
                    total += onward[node, m]
                for e in range(begin, end):
                    share = np.exp(np.float32(after[target[e], m] + scores[e, m] - top))
                    found[e, m] = share
                    total += share
                onward[node, m] /= total
                for e in range(begin, end):
                    found[e, m] /= total
                after[node, m] = top + np.log(total)
        end = begin
    e = 0
    for node in range(nodes):
        while e < edges and source[e] == node:
            for m in range(models):
                found[e, m] *= through[node, m]
                through[target[e], m] += found[e, m]
            e += 1
        if node % 2 == 0:
            for m in range(models):
                through[node + 1, m] += onward[node, m] * through[node, m]
    return after[begins[:-1]], found
