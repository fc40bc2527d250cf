"""The search as a whole: learn how this pair of documents translates, then find its beads."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from align.score.band import Band
from align.score.context import Manner, Pair
from align.score.scorer import Scorer
from align.search.corridor import find_band
from align.search.dynamic import (
    STEPS,
    Step,
    backward,
    best_path,
    forward,
    null_posteriors,
    path_posteriors,
)


@dataclass(frozen=True)
class Found:
    """A path of steps; for each its score and its probability; the manner it was found in."""

    steps: list[Step]
    scores: list[float]
    posteriors: list[float]
    manner: Manner
    band: Band


def manner_of(pair: Pair, steps: list[Step]) -> Manner:
    """How the documents translate, judged by the 1–1 beads of a path."""
    ones = [(s.i, s.j) for s in steps if STEPS[s.kind] == (1, 1)]
    i = np.array([i for i, _ in ones], dtype=np.int64)
    j = np.array([j for _, j in ones], dtype=np.int64)
    similarity = np.einsum("ij,ij->i", pair.en.runs[0, i], pair.zh.runs[0, j])
    lengths: npt.NDArray[np.float32] = (pair.en.lengths[i] + 1) / (pair.zh.lengths[j] + 1)
    return Manner.estimate(similarity, lengths)


def find_beads(pair: Pair, scorer: Scorer) -> Found:
    """Two passes over the corridor: the first tells the manner, the second is measured by it."""
    band = find_band(pair.en.runs[0], pair.zh.runs[0])
    pair = pair.with_best(band)
    first = best_path(band, scorer.blocks(pair, band))
    pair = pair.with_manner(manner_of(pair, first))
    steps = best_path(band, scorer.blocks(pair, band))
    sums = forward(band, scorer.blocks(pair, band))
    after = backward(band, scorer.blocks(pair, band, backwards=True))
    judged = path_posteriors(band, scorer.blocks(pair, band), sums, after, steps)
    nulls = null_posteriors(band, scorer.blocks(pair, band), sums, after)
    posteriors = []
    for step, (_, posterior) in zip(steps, judged, strict=True):
        if STEPS[step.kind] == (1, 0):
            posterior = float(nulls[0][step.i])
        elif STEPS[step.kind] == (0, 1):
            posterior = float(nulls[1][step.j])
        posteriors.append(posterior)
    return Found(steps, [score for score, _ in judged], posteriors, pair.manner, band)
