"""The best path of beads through the corridor, and how probable each bead is.

Both are one sweep over the rows of the band (English places); inside a row
everything is a vector over the Chinese places. Skips along a row are a running
maximum (or a running log-sum), so no row needs a loop over its columns.
The probabilities treat the scores as those of a conditional random field:
P(path) ∝ exp(sum of its scores); a bead's is the share of all paths that use it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from align.score.band import Band
from align.score.context import BEAD_TYPES, MAX_RUN
from align.score.scorer import BandScores

Levels = npt.NDArray[np.float64]
_NEVER = -1e30
#: Steps, as (English, Chinese) sentences: the bead types, then the two null beads.
STEPS: tuple[tuple[int, int], ...] = (*BEAD_TYPES, (1, 0), (0, 1))
_NULL_EN, _NULL_ZH = len(BEAD_TYPES), len(BEAD_TYPES) + 1


@dataclass(frozen=True)
class Step:
    """One bead of a path: from English ``i``, Chinese ``j``; ``kind`` indexes :data:`STEPS`."""

    i: int
    j: int
    kind: int

    @property
    def en(self) -> tuple[int, ...]:
        return tuple(range(self.i, self.i + STEPS[self.kind][0]))

    @property
    def zh(self) -> tuple[int, ...]:
        return tuple(range(self.j, self.j + STEPS[self.kind][1]))


def _bead_scores(block: BandScores, row: int, band: Band) -> npt.NDArray[np.float64]:
    """Scores (types, width) of the beads that start in ``row``; impossible ones at ``_NEVER``."""
    scores = block.beads[:, row - block.top].astype(np.float64)
    at = band.low[row] + np.arange(band.width)
    for t, (a, b) in enumerate(BEAD_TYPES):
        if row + a > band.rows:
            scores[t] = _NEVER
        else:
            scores[t, at + b > band.columns] = _NEVER
    return scores


def best_path(band: Band, blocks: Iterable[BandScores]) -> list[Step]:
    """The path of beads from (0, 0) to the end with the highest sum of scores.

    ``blocks`` are the scores of all rows from the top. Every sentence is in exactly one step.
    """
    rows, width = band.rows, band.width
    best = np.full((rows + 1, width), _NEVER)
    came = np.full((rows + 1, width), -1, dtype=np.int8)
    best[0, 0 - int(band.low[0])] = 0.0
    for block in blocks:
        for row in range(block.top, block.top + block.beads.shape[1]):
            local = row - block.top
            at = band.low[row] + np.arange(width)
            # skips along the row: a running maximum of what is left after the skips so far
            null_zh = np.where(at < band.columns, block.null_zh[local], 0.0)
            cost = np.concatenate([[0.0], np.cumsum(null_zh[:-1], dtype=np.float64)])
            run = np.maximum.accumulate(best[row] - cost) + cost
            skipped = run > best[row] + 1e-9
            came[row, skipped] = _NULL_ZH
            here = np.where(at <= band.columns, np.maximum(run, best[row]), _NEVER)
            best[row] = here
            if row == rows:
                break
            scores = _bead_scores(block, row, band)
            for t, (a, b) in enumerate(BEAD_TYPES):
                if row + a <= rows:
                    _push(best, came, row + a, here + scores[t], t, band, row, b)
            _push(best, came, row + 1, here + block.null_en[local], _NULL_EN, band, row, 0)
    return _trace(band, came)


def _push(
    best: Levels,
    came: npt.NDArray[np.int8],
    target: int,
    values: Levels,
    kind: int,
    band: Band,
    row: int,
    b: int,
) -> None:
    """Offer values of one row to the places of a later row, ``b`` Chinese sentences on."""
    offset = int(band.low[row]) + b - int(band.low[target])
    begin = max(0, -offset)  # first place of the row whose target is in the band
    end = min(band.width, band.width - offset)
    if end <= begin:
        return
    offer = values[begin:end]
    there = best[target, begin + offset : end + offset]
    better = offer > there
    there[better] = offer[better]
    came[target, begin + offset : end + offset][better] = kind


def _trace(band: Band, came: npt.NDArray[np.int8]) -> list[Step]:
    i, j = band.rows, band.columns
    steps: list[Step] = []
    while i or j:
        kind = int(came[i, j - int(band.low[i])])
        if kind < 0:
            raise RuntimeError(f"no path leads to place {i}, {j}")
        a, b = STEPS[kind]
        i, j = i - a, j - b
        steps.append(Step(i, j, kind))
    return steps[::-1]


@dataclass(frozen=True)
class Sums:
    """Log-sums over all paths: ``before`` a place (rows + 1, width), and in ``total``."""

    before: Levels
    total: float


def _row_sums(level: Levels, null_zh: npt.NDArray[np.float64]) -> Levels:
    """Log-sums along a row when each place may be reached by skips from those before it."""
    cost = np.concatenate([[0.0], np.cumsum(null_zh[:-1])])
    sums: Levels = np.logaddexp.accumulate(level - cost) + cost
    return sums


def forward(band: Band, blocks: Iterable[BandScores]) -> Sums:
    """Log-sums of all paths from (0, 0) to every place; ``blocks`` from the top."""
    rows, width = band.rows, band.width
    before = np.full((rows + 1, width), _NEVER)
    before[0, 0 - int(band.low[0])] = 0.0
    for block in blocks:
        for row in range(block.top, block.top + block.beads.shape[1]):
            local = row - block.top
            at = band.low[row] + np.arange(width)
            null_zh = np.where(at < band.columns, block.null_zh[local], 0.0).astype(np.float64)
            here = np.where(at <= band.columns, _row_sums(before[row], null_zh), _NEVER)
            before[row] = here
            if row == rows:
                break
            scores = _bead_scores(block, row, band)
            for t, (a, b) in enumerate(BEAD_TYPES):
                if row + a <= rows:
                    _add(before, row + a, here + scores[t], band, row, b)
            _add(before, row + 1, here + block.null_en[local], band, row, 0)
    return Sums(before, float(before[rows, band.columns - int(band.low[rows])]))


def _add(level: Levels, target: int, values: Levels, band: Band, row: int, b: int) -> None:
    offset = int(band.low[row]) + b - int(band.low[target])
    begin, end = max(0, -offset), min(band.width, band.width - offset)
    if end > begin:
        there = level[target, begin + offset : end + offset]
        np.logaddexp(there, values[begin:end], out=there)


def backward(band: Band, blocks: Iterable[BandScores]) -> Levels:
    """Log-sums of all paths from every place to the end; ``blocks`` from the bottom."""
    rows, width = band.rows, band.width
    after = np.full((rows + MAX_RUN + 1, width), _NEVER)
    for block in blocks:
        for row in range(block.top + block.beads.shape[1] - 1, block.top - 1, -1):
            local = row - block.top
            at = band.low[row] + np.arange(width)
            level = after[row]
            if row == rows:
                level[band.columns - int(band.low[rows])] = 0.0
            else:
                scores = _bead_scores(block, row, band)
                for t, (a, b) in enumerate(BEAD_TYPES):
                    if row + a <= rows:
                        level = np.logaddexp(level, scores[t] + ahead(after, row, a, b, band))
                null = block.null_en[local] + ahead(after, row, 1, 0, band)
                level = np.logaddexp(level, null)
            null_zh = np.where(at < band.columns, block.null_zh[local], 0.0).astype(np.float64)
            level = np.where(at <= band.columns, level, _NEVER)
            # the same running sum as forward, read from the right
            cost = np.concatenate([[0.0], np.cumsum(null_zh[:-1])])
            flipped = np.logaddexp.accumulate((level + cost)[::-1])[::-1] - cost
            after[row] = np.where(at <= band.columns, flipped, _NEVER)
    return after[: rows + 1]


def ahead(after: Levels, row: int, a: int, b: int, band: Band) -> Levels:
    """The level at (row + a, each place of the row + b), ``_NEVER`` outside the band."""
    out = np.full(band.width, _NEVER)
    target = row + a
    offset = int(band.low[row]) + b - int(band.low[target])
    begin, end = max(0, -offset), min(band.width, band.width - offset)
    if end > begin:
        out[begin:end] = after[target, begin + offset : end + offset]
    return out


def path_posteriors(
    band: Band, blocks: Iterable[BandScores], sums: Sums, after: Levels, path: Sequence[Step]
) -> list[tuple[float, float]]:
    """For each step of a path its score and its probability; ``blocks`` from the top."""
    found: list[tuple[float, float]] = []
    waiting = iter(path)
    step = next(waiting, None)
    for block in blocks:
        while step is not None and step.i < block.top + block.beads.shape[1]:
            score = _score_of(block, step, band)
            a, b = STEPS[step.kind]
            start = sums.before[step.i, step.j - int(band.low[step.i])]
            end = after[step.i + a, step.j + b - int(band.low[step.i + a])]
            found.append((score, float(np.exp(min(0.0, start + score + end - sums.total)))))
            step = next(waiting, None)
    return found


def _score_of(block: BandScores, step: Step, band: Band) -> float:
    row, column = step.i - block.top, step.j - int(band.low[step.i])
    if step.kind == _NULL_EN:
        return float(block.null_en[row, column])
    if step.kind == _NULL_ZH:
        return float(block.null_zh[row, column])
    return float(block.beads[step.kind, row, column])


def null_posteriors(
    band: Band, blocks: Iterable[BandScores], sums: Sums, after: Levels
) -> tuple[Levels, Levels]:
    """How probably each sentence has no counterpart, wherever it is skipped: (n,), (m,)."""
    null_en, null_zh = np.zeros(band.rows), np.zeros(band.columns)
    for block in blocks:
        for row in range(block.top, block.top + block.beads.shape[1]):
            local, low = row - block.top, int(band.low[row])
            count = min(band.width, band.columns - low)
            if row < band.rows:
                to = ahead(after, row, 1, 0, band)
                at = sums.before[row] + block.null_en[local] + to - sums.total
                null_en[row] = np.exp(np.minimum(at, 0)).sum()
            to = ahead(after, row, 0, 1, band)
            at = sums.before[row] + block.null_zh[local] + to - sums.total
            null_zh[low : low + count] += np.exp(np.minimum(at[:count], 0))
    return np.minimum(null_en, 1), np.minimum(null_zh, 1)
