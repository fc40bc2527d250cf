"""Sums over all paths of beads, compiled: what training needs thousands of times.

The same recurrences as ``align/search/dynamic.py`` (a test compares them); numba is
only needed to train.
"""

import numba
import numpy as np

from align.score.context import BEAD_TYPES

NEVER = -1e30
TYPES = np.array(BEAD_TYPES, dtype=np.int64)


@numba.njit(cache=True, fastmath=False)
def _add(x, y):
    if x < y:
        x, y = y, x
    if y <= -1e29:
        return x
    return x + np.log1p(np.exp(y - x))


@numba.njit(cache=True)
def marginals(beads, null_en, null_zh, low, columns, types):
    """log Z, and the probability of every candidate in the shape of its scores."""
    rows, width = len(low) - 1, null_en.shape[1]
    before = np.full((rows + 1, width), -1e30)
    after = np.full((rows + 1, width), -1e30)
    before[0, 0 - low[0]] = 0.0
    for i in range(rows + 1):
        for c in range(width):
            j = low[i] + c
            if j > columns:
                continue
            here = before[i, c]
            if here <= -1e28:
                continue
            if c + 1 < width and j + 1 <= columns and null_zh[i, c] > -1e29:
                before[i, c + 1] = _add(before[i, c + 1], here + null_zh[i, c])
            if i < rows:
                d = j - low[i + 1]
                if 0 <= d < width and null_en[i, c] > -1e29:
                    before[i + 1, d] = _add(before[i + 1, d], here + null_en[i, c])
            for t in range(len(types)):
                a, b = types[t, 0], types[t, 1]
                if beads[t, i, c] > -1e29 and i + a <= rows and j + b <= columns:
                    d = j + b - low[i + a]
                    if 0 <= d < width:
                        before[i + a, d] = _add(before[i + a, d], here + beads[t, i, c])
    total = before[rows, columns - low[rows]]
    p_bead = np.zeros(beads.shape, np.float32)
    p_en = np.zeros(null_en.shape, np.float32)
    p_zh = np.zeros(null_zh.shape, np.float32)
    after[rows, columns - low[rows]] = 0.0
    for i in range(rows, -1, -1):
        for c in range(width - 1, -1, -1):
            j = low[i] + c
            if j > columns:
                continue
            level = after[i, c]
            base = before[i, c] - total
            if (
                c + 1 < width
                and j + 1 <= columns
                and after[i, c + 1] > -1e28
                and null_zh[i, c] > -1e29
            ):
                v = null_zh[i, c] + after[i, c + 1]
                level = _add(level, v)
                p_zh[i, c] = np.exp(min(0.0, base + v))
            if i < rows:
                d = j - low[i + 1]
                if 0 <= d < width and after[i + 1, d] > -1e28 and null_en[i, c] > -1e29:
                    v = null_en[i, c] + after[i + 1, d]
                    level = _add(level, v)
                    p_en[i, c] = np.exp(min(0.0, base + v))
            for t in range(len(types)):
                a, b = types[t, 0], types[t, 1]
                if beads[t, i, c] > -1e29 and i + a <= rows and j + b <= columns:
                    d = j + b - low[i + a]
                    if 0 <= d < width and after[i + a, d] > -1e28:
                        v = beads[t, i, c] + after[i + a, d]
                        level = _add(level, v)
                        p_bead[t, i, c] = np.exp(min(0.0, base + v))
            after[i, c] = level
    return total, p_bead, p_en, p_zh
