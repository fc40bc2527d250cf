"""The first pass: which places of the corridor the best paths go through.

Quick scores of the commonest bead types at every place; then every place by which no path
comes near the best one is dropped. A sweep down and a sweep up the rows of the corridor;
inside a row everything is a vector, and skips along it are a running maximum.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from align.embed.encoder import FloatArray, IntArray
from align.score.bead_types import STEPS
from align.score.measures import Manner, Pair
from align.score.scorer import Scorer, window_of
from align.search.corridor import Band
from align.search.rows import in_one_row

#: Bead types that the first pass tries.
FIRST = tuple(STEPS.index(step) for step in ((1, 1), (2, 1), (1, 2), (2, 2), (3, 1), (1, 3)))
#: By how much (in log odds) the best path through a place may be worse than the best of all.
SLACK = 12.0
_LONGEST = 3
_ROWS = 32
_NEVER = -1e30

Levels = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Places:
    """The places that are left, in order, and the manner that the best path shows.

    ``firm``: by English place, whether every path that comes near the best one stands there, so
    that no bead reaches across it.
    """

    i: IntArray
    j: IntArray
    firm: npt.NDArray[np.bool_]
    manner: Manner


def best_similarities(pair: Pair, band: Band) -> tuple[Pair, Manner]:
    """Each sentence's best cosine in the corridor, and a first idea of the manner.

    The manner is that of the sentences that are each other's best.
    """
    n, m = len(pair.en), len(pair.zh)
    best_en, best_zh = np.full(n, -1, np.float32), np.full(m, -1, np.float32)
    of_en, of_zh = np.zeros(n, dtype=np.int64), np.zeros(m, dtype=np.int64)
    for top in range(0, n, _ROWS):
        bottom = min(top + _ROWS, n)
        left = int(band.low[top])
        right = max(left + 1, min(int(band.high[bottom]), m))
        left = min(left, right - 1)
        cosine = pair.en.runs[0, top:bottom] @ pair.zh.runs[0, left:right].T
        at = cosine.argmax(axis=1)
        best_en[top:bottom] = cosine[np.arange(bottom - top), at]
        of_en[top:bottom] = at + left
        at, top_cosine = cosine.argmax(axis=0), cosine.max(axis=0)
        better = top_cosine > best_zh[left:right]
        best_zh[left:right] = np.where(better, top_cosine, best_zh[left:right])
        of_zh[left:right] = np.where(better, at + top, of_zh[left:right])
    mutual = np.flatnonzero(of_zh[of_en] == np.arange(n))
    ratio = (pair.en.lengths[mutual] + 1) / (pair.zh.lengths[of_en[mutual]] + 1)
    return pair.with_best(best_en, best_zh), Manner.estimate(best_en[mutual], ratio)


def likely_places(
    pair: Pair,
    scorer: Scorer,
    band: Band,
    slack: float = SLACK,
    *,
    rows: bool = False,
) -> Places:
    """The places by which a path comes within ``slack`` of the best one.

    With ``rows`` only beads inside of a row count (:mod:`align.search.rows`).
    """
    grid = _Grid(pair, scorer, band, rows)
    down, up = grid.down(), grid.up()
    total = down[0][: grid.size] + up[: grid.size]
    best = float(up[0])
    kept = np.flatnonzero(total >= best - slack)
    through = down[0][: grid.size] + grid.scores + up[grid.targets]
    near = through >= best - slack
    firm = np.ones(band.rows + 1, dtype=bool)
    for kind, (a, _) in enumerate(grid.steps):
        rows = grid.i[near[kind]]
        for k in range(1, int(a)):
            firm[rows + k] = False
    used = np.flatnonzero(through[0] >= best - 1e-3)  # where a 1–1 bead of the best path begins
    i, j = grid.i[used], grid.j[used]
    similarity = np.einsum("ij,ij->i", pair.en.runs[0, i], pair.zh.runs[0, j])
    lengths = (pair.en.lengths[i] + 1) / (pair.zh.lengths[j] + 1)
    manner = Manner.estimate(similarity.astype(np.float32), lengths)
    return Places(grid.i[kept], grid.j[kept], firm, manner)


class _Grid:
    """Quick scores at every place of a band; places are numbered row by row."""

    def __init__(self, pair: Pair, scorer: Scorer, band: Band, rows: bool = False) -> None:
        self.band, self.base = band, band.base
        self.size = int(self.base[-1])
        count = band.rows + 1
        counts = band.high - band.low + 1
        self.i = np.repeat(np.arange(count), counts)
        self.j = np.arange(self.size) - np.repeat(self.base[:-1] - band.low, counts)
        steps = [STEPS[kind] for kind in FIRST]
        #: scores of the types, then of skipping the English sentence, (types + 1, places)
        self.scores = np.full((len(steps) + 1, self.size), _NEVER, dtype=np.float32)
        self.null_zh = np.full(self.size, _NEVER, dtype=np.float32)
        self.steps = np.array([*steps, (1, 0)])
        self.targets = np.stack([self.place(self.i + a, self.j + b) for a, b in self.steps])
        if rows:
            inside = [in_one_row(pair, self.i, self.j, a, b) for a, b in self.steps]
            self.targets[~np.stack(inside)] = self.size
        for top in range(0, count, _ROWS):
            begin, end = self.base[top], self.base[min(top + _ROWS, count)]
            self._fill(pair, scorer, int(begin), int(end))

    def place(self, i: IntArray, j: IntArray) -> IntArray:
        """Numbers of places; ``size`` for those outside the band."""
        row = np.clip(i, 0, self.band.rows)
        inside = (i == row) & (j >= self.band.low[row]) & (j <= self.band.high[row])
        number: IntArray = np.where(inside, self.base[row] + j - self.band.low[row], self.size)
        return number

    def _fill(self, pair: Pair, scorer: Scorer, begin: int, end: int) -> None:
        i, j = self.i[begin:end], self.j[begin:end]
        window = window_of(pair, i, j, _LONGEST)
        type_, at = np.nonzero(self.targets[:-1, begin:end] < self.size)
        if len(at):
            kinds = np.array(FIRST)[type_]
            self.scores[type_, begin + at] = scorer.first(window, i[at], j[at], kinds)
        at = np.flatnonzero(self.targets[-1, begin:end] < self.size)
        if len(at):
            self.scores[-1, begin + at] = scorer.first_null(window, i[at], j[at], english=True)
        at = np.flatnonzero(j < self.band.high[i])
        if len(at):
            self.null_zh[begin + at] = scorer.first_null(window, i[at], j[at], english=False)

    def up(self) -> Levels:
        """Best sum from each place to the end; one more value stands for "outside"."""
        level = np.full(self.size + 1, _NEVER)
        for row in range(self.band.rows, -1, -1):
            a, z = int(self.base[row]), int(self.base[row + 1])
            here = (self.scores[:, a:z] + level[self.targets[:, a:z]]).max(axis=0)
            if row == self.band.rows:
                here[-1] = 0.0
            cost = np.concatenate([[0.0], np.cumsum(self.null_zh[a : z - 1], dtype=np.float64)])
            level[a:z] = np.maximum.accumulate((here + cost)[::-1])[::-1] - cost
        return level

    def down(self) -> tuple[Levels, FloatArray]:
        """Best sum from the beginning to each place, and the scores that lead there."""
        sources = np.stack([self.place(self.i - a, self.j - b) for a, b in self.steps])
        outside = np.full((len(self.steps), 1), _NEVER, dtype=np.float32)
        padded = np.concatenate([self.scores, outside], axis=1)
        gains = padded[np.arange(len(self.steps))[:, None], sources]
        level = np.full(self.size + 1, _NEVER)
        for row in range(self.band.rows + 1):
            a, z = int(self.base[row]), int(self.base[row + 1])
            here = (gains[:, a:z] + level[sources[:, a:z]]).max(axis=0)
            if row == 0:
                here[0] = 0.0
            cost = np.concatenate([[0.0], np.cumsum(self.null_zh[a : z - 1], dtype=np.float64)])
            level[a:z] = np.maximum.accumulate(here - cost) + cost
        return level, gains
