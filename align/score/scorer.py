"""Features × weights, along the corridor."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from align.score.band import Band
from align.score.context import BEAD_TYPES, FloatArray, IntArray, Pair
from align.score.features import Block, BlockFeatures, Features
from align.score.weights import Weights

_ROWS = 24  # starts at a time: small enough that little is computed outside the corridor


@dataclass(frozen=True)
class BandScores:
    """Scores of all candidates that start in rows ``top … top + rows − 1`` of a band.

    ``beads``: (types, rows, width) in the order of :data:`align.score.context.BEAD_TYPES`;
    ``null_en``, ``null_zh``: (rows, width), for skipping the English sentence of the row,
    the Chinese sentence of the column.
    """

    top: int
    beads: FloatArray
    null_en: FloatArray
    null_zh: FloatArray


class Scorer:
    """Scores of candidates by a weighted sum of features."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights

    def blocks(self, pair: Pair, band: Band, *, backwards: bool = False) -> Iterator[BandScores]:
        """Scores of the whole band, some rows at a time, from the top (or from the bottom)."""
        tops = range(0, band.rows + 1, _ROWS)
        for top in reversed(tops) if backwards else tops:
            yield self.rows(pair, band, top, min(top + _ROWS, band.rows + 1))

    def rows(self, pair: Pair, band: Band, top: int, bottom: int) -> BandScores:
        """Scores of the candidates that start in English rows ``top … bottom − 1``."""
        block, columns = band_block(band, top, bottom)
        whole = self.rectangle(pair, block)
        r = np.arange(bottom - top)[:, None]
        return BandScores(
            top, whole.beads[:, r, columns], whole.null_en[r, columns], whole.null_zh[r, columns]
        )

    def rectangle(self, pair: Pair, block: Block) -> BandScores:
        """Scores of the candidates that start in a rectangle, as a band of its own (top 0)."""
        features = BlockFeatures(pair, block)
        shape = (len(BEAD_TYPES), features.rows, features.cols)
        return BandScores(
            0,
            self._sum(features.beads(), shape),
            self._sum(features.nulls(english=True), shape[1:]),
            self._sum(features.nulls(english=False), shape[1:]),
        )

    def _sum(self, features: Features, shape: tuple[int, ...]) -> FloatArray:
        total = np.zeros(shape, dtype=np.float32)
        for name, values in features:
            weight = self.weights.features.get(name, 0.0)
            if weight:
                total += weight * values
        return total


def band_block(band: Band, top: int, bottom: int) -> tuple[Block, IntArray]:
    """The rectangle that holds some rows of a band, and where the band lies in it.

    The second value has shape (rows, width): the rectangle's column for each place of the band.
    """
    left = int(band.low[top])
    right = int(band.low[bottom - 1]) + band.width
    columns = band.low[top:bottom, None] - left + np.arange(band.width)
    return Block(top, bottom, left, right), columns
