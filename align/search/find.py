"""The search as a whole: learn how this pair of documents translates, then find its beads."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from align.score.band import Band
from align.score.context import Manner, Pair
from align.score.scorer import BandScores, Scorer
from align.search.corridor import find_band
from align.search.crossing import Crossing, find_crossings
from align.search.dynamic import (
    STEPS,
    Step,
    backward,
    best_path,
    forward,
    null_posteriors,
    path_posteriors,
)

#: So many scores (4 bytes each) are kept between the sweeps.
_KEPT = 25_000_000


@dataclass(frozen=True)
class FoundBead:
    """A bead that the search found; ``confidence`` is its posterior probability."""

    en: tuple[int, ...]
    zh: tuple[int, ...]
    score: float
    confidence: float
    crossing: bool = False


@dataclass(frozen=True)
class Found:
    """The beads of a pair in English order, and the manner that they were found in."""

    beads: list[FoundBead]
    manner: Manner


def manner_of(pair: Pair, steps: list[Step]) -> Manner:
    """How the documents translate, judged by the 1–1 beads of a path."""
    ones = [(s.i, s.j) for s in steps if STEPS[s.kind] == (1, 1)]
    i = np.array([i for i, _ in ones], dtype=np.int64)
    j = np.array([j for _, j in ones], dtype=np.int64)
    similarity = np.einsum("ij,ij->i", pair.en.runs[0, i], pair.zh.runs[0, j])
    lengths: npt.NDArray[np.float32] = (pair.en.lengths[i] + 1) / (pair.zh.lengths[j] + 1)
    return Manner.estimate(similarity, lengths)


def find_beads(pair: Pair, scorer: Scorer, *, cross: bool = True) -> Found:
    """Two passes over the corridor: the first tells the manner, the second is measured by it.

    With ``cross``, what moved to another place is looked for afterwards.
    """
    band = find_band(pair.en.runs[0], pair.zh.runs[0])
    pair = pair.with_best(band)
    first = best_path(band, scorer.blocks(pair, band))
    pair = pair.with_manner(manner_of(pair, first))
    again = _Replay(pair, band, scorer)
    steps = best_path(band, again.down())
    sums = forward(band, again.down())
    after = backward(band, again.up())
    judged = path_posteriors(band, again.down(), sums, after, steps)
    nulls = null_posteriors(band, again.down(), sums, after)
    crossings = find_crossings(pair, scorer, steps) if cross else []
    return Found(_in_order(steps, judged, nulls, crossings), pair.manner)


class _Replay:
    """A band's scores, as often as they are asked for: kept while they are few, else redone."""

    def __init__(self, pair: Pair, band: Band, scorer: Scorer) -> None:
        self._pair, self._band, self._scorer = pair, band, scorer
        cells = (band.rows + 1) * band.width * len(STEPS)
        self._kept = list(scorer.blocks(pair, band)) if cells <= _KEPT else None

    def down(self) -> Iterable[BandScores]:
        """From the top."""
        return self._kept if self._kept is not None else self._scorer.blocks(self._pair, self._band)

    def up(self) -> Iterable[BandScores]:
        """From the bottom."""
        if self._kept is not None:
            return reversed(self._kept)
        return self._scorer.blocks(self._pair, self._band, backwards=True)


def _in_order(
    steps: list[Step],
    judged: list[tuple[float, float]],
    nulls: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]],
    crossings: list[Crossing],
) -> list[FoundBead]:
    """The path's beads, crossing ones in the place of the omissions that they explain."""
    at_en = {c.step.en[0]: c for c in crossings}
    linked_en = {i for c in crossings for i in c.step.en}
    linked_zh = {j for c in crossings for j in c.step.zh}
    beads = []
    for step, (score, posterior) in zip(steps, judged, strict=True):
        if STEPS[step.kind] == (1, 0):
            if step.i in at_en:
                c = at_en[step.i]
                beads.append(FoundBead(c.step.en, c.step.zh, c.score, c.posterior, True))
            if step.i in linked_en:
                continue
            posterior = float(nulls[0][step.i])
        elif STEPS[step.kind] == (0, 1):
            if step.j in linked_zh:
                continue
            posterior = float(nulls[1][step.j])
        beads.append(FoundBead(step.en, step.zh, score, posterior))
    return beads
