"""The corridor: the pairs of places that the search considers.

It is found from coarse to fine (after Thompson & Koehn 2019): neighbouring vectors are added in
pairs until both documents are short; these are aligned in full, and each path is the middle of the
corridor one level finer. The corridor around the last path, which has the resolution of the
documents, is narrow. Time and memory grow linearly with the length of the documents.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from align.embed.encoder import FloatArray, IntArray

#: Documents of at most this many cells (English × Chinese sentences) are searched in full.
FULL = 40 * 40
#: Coarse documents of at most this many cells are searched in full.
COARSE = 150 * 150
#: Half the width of the corridor around a coarse path, in sentences of that level.
SEARCHED = 24
#: Half the width of the corridor that is returned.
RADIUS = 8
_BLOCK = 32  # rows at a time


@dataclass(frozen=True)
class Band:
    """For every English place i in 0 … n, the Chinese places ``low[i] … high[i]``, both included.

    Both bounds ascend; place 0 is in the first row, place ``columns`` (the number of Chinese
    sentences) in the last. Rows can have any width: the corridor is wide only where one side lacks
    a passage.
    """

    low: npt.NDArray[np.int64]
    high: npt.NDArray[np.int64]

    @property
    def rows(self) -> int:
        """The number of English sentences."""
        return len(self.low) - 1

    @property
    def columns(self) -> int:
        """The number of Chinese sentences."""
        return int(self.high[-1])

    @property
    def width(self) -> int:
        """The number of places in the widest row."""
        return int((self.high - self.low).max()) + 1

    @property
    def base(self) -> npt.NDArray[np.int64]:
        """The number of the first place of each row, numbering all places, (rows + 2,)."""
        return np.concatenate([[0], np.cumsum(self.high - self.low + 1)])


def full_band(rows: int, columns: int) -> Band:
    """All places.

    >>> full_band(2, 3).width
    4
    """
    return Band(np.zeros(rows + 1, dtype=np.int64), np.full(rows + 1, columns, dtype=np.int64))


def find_band(en: FloatArray, zh: FloatArray, *, radius: int = RADIUS, full: int = FULL) -> Band:
    """The corridor for sentence vectors of shapes (n, d) and (m, d).

    >>> import numpy as np
    >>> eye = np.eye(300, dtype=np.float32)
    >>> band = find_band(eye, eye, radius=10)
    >>> bool(np.all(np.abs((band.low + band.high) // 2 - np.arange(301)) < 20))
    True
    """
    if (len(en) + 1) * (len(zh) + 1) <= full:
        return full_band(len(en), len(zh))
    return _around(find_path(en, zh), len(zh), radius)


def find_path(en: FloatArray, zh: FloatArray, floor: float | None = None) -> IntArray:
    """For each English place 0 … n, the corresponding Chinese place.

    The best path of 1–1 pairs with free skips, for sentence vectors of shapes (n, d) and (m, d).
    Pairs less similar than ``floor`` (by default :func:`background`) are skipped.
    """
    return _best_path(en, zh, _search_band(en, zh), floor)


def _search_band(en: FloatArray, zh: FloatArray) -> Band:
    """Where to look for the path at this level: around the path of the level above."""
    if (len(en) + 1) * (len(zh) + 1) <= COARSE or min(len(en), len(zh)) < 4:
        return full_band(len(en), len(zh))
    half_en, half_zh = _halve(en), _halve(zh)
    path = _best_path(half_en, half_zh, _search_band(half_en, half_zh))
    fine = np.interp(np.arange(len(en) + 1) / 2, np.arange(len(path)), path * 2.0)
    middle: IntArray = np.minimum(np.rint(fine), len(zh)).astype(np.int64)
    return _around(middle, len(zh), SEARCHED)


def _halve(vectors: FloatArray) -> FloatArray:
    odd = len(vectors) % 2
    total = vectors[: len(vectors) - odd].reshape(-1, 2, vectors.shape[1]).sum(axis=1)
    if odd:
        total = np.concatenate([total, vectors[-1:]])
    norms = np.linalg.norm(total, axis=1, keepdims=True)
    result: FloatArray = total / np.maximum(norms, 1e-6)
    return result


def _around(path: IntArray, columns: int, radius: int) -> Band:
    """The corridor of ``radius`` places on both sides of a path, wide enough for its jumps."""
    # where the path jumps (one side lacks a passage) both ends of the jump are inside
    path = path.copy()
    path[0], path[-1] = 0, columns
    # the path may jump a few rows too early or too late
    at, slack = np.arange(len(path)), radius // 2
    earlier = path[np.maximum(at - slack, 0)]
    later = path[np.minimum(at + slack, len(path) - 1)]
    low = np.maximum(np.minimum(path - radius, earlier), 0)
    high = np.minimum(np.maximum(path + radius, later), columns)
    low[0], high[-1] = 0, columns
    return Band(np.minimum.accumulate(low[::-1])[::-1], np.maximum.accumulate(high))


def _best_path(en: FloatArray, zh: FloatArray, band: Band, floor: float | None = None) -> IntArray:
    """The Chinese place of the best monotone path with free skips at each English place."""
    rows, low, high, base = band.rows, band.low.tolist(), band.high.tolist(), band.base.tolist()
    gains = _gains(en, zh, band) - (background(en, zh) if floor is None else floor)
    diagonal = np.zeros(base[-1], dtype=bool)
    here, best = np.zeros((2, base[-1]), dtype=np.float32)
    # by Chinese place: the best sums one sentence on in both, and one on in English alone
    step, skip = np.full((2, band.columns + 2), -np.inf, dtype=np.float32)
    for i in range(1, rows + 1):
        begin, end = low[i - 1], high[i - 1] + 1
        before = slice(base[i - 1], base[i])
        np.add(best[before], gains[before], out=step[begin + 1 : end + 1])
        step[begin] = -np.inf
        skip[begin:end] = best[before]
        own, row = slice(low[i], high[i] + 1), slice(base[i], base[i + 1])
        np.greater(step[own], skip[own], out=diagonal[row])
        np.maximum(step[own], skip[own], out=here[row])
        np.maximum.accumulate(here[row], out=best[row])
    moved = here < best  # the place before it in the row is at least as good
    path = np.zeros(rows + 1, dtype=np.int64)
    j = path[rows] = band.columns
    for i in range(rows, 0, -1):
        at = base[i] + j - low[i]
        back = moved[base[i] : at + 1][::-1].argmin()  # steps back to the start of the run
        j, at = j - int(back), at - int(back)
        if diagonal[at]:
            j -= 1
        j = path[i - 1] = min(max(j, low[i - 1]), high[i - 1])
    return path


def _gains(en: FloatArray, zh: FloatArray, band: Band) -> FloatArray:
    """Cosines of English i with Chinese j for every place (i, j) except the last row's."""
    out = np.zeros(int(band.base[-1]), dtype=np.float32)
    base = band.base
    for top in range(0, band.rows, _BLOCK):
        bottom = min(top + _BLOCK, band.rows)
        left, right = int(band.low[top]), int(band.high[bottom - 1]) + 1
        cosine = np.zeros((bottom - top, right - left), dtype=np.float32)
        product = en[top:bottom] @ zh[left:right].T
        cosine[:, : product.shape[1]] = product
        rows = np.arange(top, bottom)
        counts = band.high[rows] - band.low[rows] + 1
        row = np.repeat(rows - top, counts)
        column = np.arange(len(row)) - np.repeat(base[rows] - base[top] - band.low[rows], counts)
        out[base[top] : base[bottom]] = cosine[row, column - left]
    return out


def background(en: FloatArray, zh: FloatArray) -> float:
    """A similarity that unrelated sentences rarely reach, from a fixed sample of pairs.

    Halfway to identity at most: where many are the same, as in tables of figures, all are reached.

    >>> background(np.repeat(np.eye(2), 40, axis=0), np.repeat(np.eye(2), 40, axis=0)) < 1
    True
    """
    rng = np.random.default_rng(0)
    size = min(2000, 20 * max(len(en), len(zh)))
    i, j = rng.integers(len(en), size=size), rng.integers(len(zh), size=size)
    sample = np.einsum("ij,ij->i", en[i], zh[j])
    mean = sample.mean()
    return float(mean + min(1.5 * sample.std(), (1 - mean) / 2))
