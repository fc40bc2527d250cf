"""The corridor: which pairs of places the search looks at.

Found from coarse to fine (after Thompson & Koehn 2019): pairs of neighbouring vectors are
added up until both documents are short, those are aligned in full, and each path is the
middle of the corridor one level finer. Time and memory grow with the length of the
documents, not with its square.
"""

import numpy as np
import numpy.typing as npt

from align.score.band import Band, full_band

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

#: Documents up to this many cells (English × Chinese sentences) are searched in full.
FULL = 150 * 150
#: Half the width of the corridor around the coarse path, in sentences.
RADIUS = 24


def find_band(en: FloatArray, zh: FloatArray, *, radius: int = RADIUS, full: int = FULL) -> Band:
    """The corridor for sentence vectors of shapes (n, d) and (m, d).

    >>> import numpy as np
    >>> eye = np.eye(300, dtype=np.float32)
    >>> band = find_band(eye, eye, radius=10)
    >>> bool(np.all(np.abs(band.low + band.width // 2 - np.arange(301)) < 20))
    True
    """
    if (len(en) + 1) * (len(zh) + 1) <= full:
        return full_band(len(en), len(zh))
    path = _coarse_path(en, zh, radius, full)
    return _around(path, len(en), len(zh), radius)


def _coarse_path(en: FloatArray, zh: FloatArray, radius: int, full: int) -> IntArray:
    """For each place 0 … n, about the Chinese place that it stands across from."""
    half_en, half_zh = _halve(en), _halve(zh)
    if (len(half_en) + 1) * (len(half_zh) + 1) <= full:
        band = full_band(len(half_en), len(half_zh))
    else:
        coarse = _coarse_path(half_en, half_zh, radius, full)
        band = _around(coarse, len(half_en), len(half_zh), radius)
    path = _best_path(half_en, half_zh, band)
    fine = np.interp(np.arange(len(en) + 1) / 2, np.arange(len(path)), path * 2.0)
    middle: IntArray = np.minimum(np.rint(fine), len(zh)).astype(np.int64)
    middle[-1] = len(zh)
    return middle


def _halve(vectors: FloatArray) -> FloatArray:
    odd = len(vectors) % 2
    total = vectors[: len(vectors) - odd].reshape(-1, 2, vectors.shape[1]).sum(axis=1)
    if odd:
        total = np.concatenate([total, vectors[-1:]])
    norms = np.linalg.norm(total, axis=1, keepdims=True)
    result: FloatArray = total / np.maximum(norms, 1e-6)
    return result


def _around(path: IntArray, rows: int, columns: int, radius: int) -> Band:
    """The corridor of ``radius`` places to both sides of a path, wide enough for its leaps."""
    # where the path leaps (a passage that one side lacks) both ends of the leap stay inside
    path = path.copy()
    path[0], path[-1] = 0, columns
    before = np.concatenate([path[:1], path[:-1]])
    after = np.concatenate([path[1:], path[-1:]])
    # a coarse path may leap a few rows too early or too late
    at, slack = np.arange(len(path)), radius // 3
    earlier = path[np.maximum(at - slack, 0)]
    later = path[np.minimum(at + slack, len(path) - 1)]
    low = np.maximum(np.minimum(np.minimum(path, before) - radius, earlier), 0)
    high = np.minimum(np.maximum(np.maximum(path, after) + radius, later), columns)
    low[0], high[-1] = 0, columns
    low = np.minimum.accumulate(low[::-1])[::-1]
    high = np.maximum.accumulate(high)
    width = int((high - low).max()) + 1
    low = np.clip(low, 0, max(0, columns + 1 - width))
    return Band(low, width, columns)


def _best_path(en: FloatArray, zh: FloatArray, band: Band) -> IntArray:
    """Where the best monotone path with free skips stands at each English place."""
    rows, width, low = band.rows, band.width, band.low
    floor = _background(en, zh)
    best = np.zeros((rows + 1, width), dtype=np.float32)
    diagonal = np.zeros((rows + 1, width), dtype=bool)
    padded = np.concatenate([zh, np.zeros((width + 1, zh.shape[1]), dtype=zh.dtype)])
    for i in range(1, rows + 1):
        shift = int(low[i] - low[i - 1])
        gain = padded[low[i - 1] : low[i - 1] + width] @ en[i - 1] - floor
        level = np.full(width + 1, -np.inf, dtype=np.float32)
        level[1:] = best[i - 1] + gain  # one step on in Chinese
        step = _shifted(level, shift, width)
        skip = _shifted(best[i - 1], shift, width)
        take = step > skip
        here = np.where(take, step, skip)
        run = np.maximum.accumulate(here)
        diagonal[i] = take & (here >= run)
        best[i] = run
    path = np.zeros(rows + 1, dtype=np.int64)
    j = min(band.columns, int(low[rows]) + width - 1)
    path[rows] = j
    i = rows
    while i > 0:
        c = j - int(low[i])
        while c > 0 and best[i, c - 1] == best[i, c] and not diagonal[i, c]:
            c -= 1
        j = int(low[i]) + c
        if diagonal[i, c]:
            j -= 1
        i -= 1
        j = int(np.clip(j, low[i], low[i] + width - 1))
        path[i] = j
    return path


def _shifted(values: FloatArray, shift: int, width: int) -> FloatArray:
    out = np.full(width, -np.inf, dtype=np.float32)
    part = values[shift : shift + width]
    out[: len(part)] = part
    return out


def _background(en: FloatArray, zh: FloatArray) -> float:
    """A similarity that unrelated sentences rarely have, from a fixed sample of pairs."""
    rng = np.random.default_rng(0)
    size = min(2000, 20 * max(len(en), len(zh)))
    i, j = rng.integers(len(en), size=size), rng.integers(len(zh), size=size)
    sample = np.einsum("ij,ij->i", en[i], zh[j])
    return float(sample.mean() + 1.5 * sample.std())
