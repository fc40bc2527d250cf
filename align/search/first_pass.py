"""The first pass: the places of the corridor that good paths go through.

It scores the most common bead types at every place with the cheap features, and drops every place
without a path nearly as good as the best one. It sweeps the rows of the corridor down and up;
inside a row all operations are on vectors, and skips along it are a running maximum.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from align.embed.encoder import FloatArray, IntArray
from align.score.bead_types import STEPS
from align.score.measures import Manner, Pair
from align.score.weights import Scorer, window_of
from align.search.anchors import Limits
from align.search.corridor import Band

#: Bead types that the first pass tries.
FIRST = tuple(STEPS.index(step) for step in ((1, 1), (2, 1), (1, 2), (2, 2), (3, 1), (1, 3)))
#: How much worse (in log odds) than the best path the best path through a place may be.
SLACK = 12.0
_LONGEST = 3
_ROWS = 32
_NEVER = -1e30

Levels = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Places:
    """The remaining places, in order, and the manner of the best path.

    ``firm``: by English place, whether every good path goes through it, so that no bead crosses it.
    """

    i: IntArray
    j: IntArray
    firm: npt.NDArray[np.bool_]
    manner: Manner


def best_similarities(pair: Pair, band: Band, limits: Limits | None = None) -> tuple[Pair, Manner]:
    """The best cosine of each sentence in the corridor, and a first estimate of the manner.

    The estimate is from sentences that are each other's best. Sentences that anchors keep apart are
    not compared.
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
        if limits and limits.decided:
            cosine[limits.apart(slice(top, bottom), slice(left, right))] = -1
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
    limits: Limits | None = None,
) -> Places:
    """The places on paths that score within ``slack`` of the best one.

    With ``limits``, beads are only where they allow them.
    """
    grid = _Grid(pair, scorer, band, limits)
    down, up = grid.down(), grid.up()
    total = down[0][: grid.size] + up[: grid.size]
    best = float(up[0])
    kept = np.flatnonzero(total >= best - slack)
    through = down[0][: grid.size] + grid.scores + up[grid.targets]
    near = through >= best - slack
    firm = np.ones(band.rows + 1, dtype=bool)
    for kind, (a, _) in enumerate(grid.steps):
        starts = grid.i[near[kind]]
        for k in range(1, int(a)):
            firm[starts + k] = False
    used = np.flatnonzero(through[0] >= best - 1e-3)  # where 1–1 beads of the best path begin
    i, j = grid.i[used], grid.j[used]
    if limits:
        decided = limits.anchored_pairs()
        i, j = np.concatenate([i, decided[0]]), np.concatenate([j, decided[1]])
    similarity = np.einsum("ij,ij->i", pair.en.runs[0, i], pair.zh.runs[0, j])
    lengths = (pair.en.lengths[i] + 1) / (pair.zh.lengths[j] + 1)
    manner = Manner.estimate(similarity.astype(np.float32), lengths)
    return Places(grid.i[kept], grid.j[kept], firm, manner)


class _Grid:
    """First-pass scores at every place of a band; places are numbered row by row."""

    def __init__(
        self, pair: Pair, scorer: Scorer, band: Band, limits: Limits | None = None
    ) -> None:
        self.band, self.base = band, band.base
        self.size = int(self.base[-1])
        count = band.rows + 1
        counts = band.high - band.low + 1
        self.i = np.repeat(np.arange(count), counts)
        self.j = np.arange(self.size) - np.repeat(self.base[:-1] - band.low, counts)
        steps = [STEPS[kind] for kind in FIRST]
        #: scores of the bead types, then of the English null bead, (types + 1, places)
        self.scores = np.full((len(steps) + 1, self.size), _NEVER, dtype=np.float32)
        self.null_zh = np.full(self.size, _NEVER, dtype=np.float32)
        self.steps = np.array([*steps, (1, 0)])
        self.targets = np.stack([self.place(self.i + a, self.j + b) for a, b in self.steps])
        if limits:
            inside = [limits.allow(self.i, self.j, a, b) for a, b in self.steps]
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
        """The best sum from each place to the end, and one more value for places outside."""
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
        """The best sum from the beginning to each place, and the scores of the steps to it."""
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
