"""Scores of candidates: their features, window by window, put through the weights."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from align.embed.encoder import FloatArray, IntArray
from align.score.bead_types import NULL_EN, NULL_ZH
from align.score.features import BeadFeatures, Features, null_features
from align.score.measures import Pair, Window
from align.score.weights import KINDS, Network, Weights

_ROWS = 32  # rows of a window: few, so that little is computed that no candidate needs


class Scorer:
    """Scores candidates with given weights."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights

    def first(self, window: Window, i: IntArray, j: IntArray, kind: IntArray) -> FloatArray:
        """First-pass scores of candidates with text on both sides."""
        return self._sum(BeadFeatures(window, i, j, kind).cheap(), len(i))

    def first_null(self, window: Window, i: IntArray, j: IntArray, *, english: bool) -> FloatArray:
        """First-pass scores of null beads."""
        return self._sum(null_features(window, i, j, english=english, rich=False), len(i))

    def _sum(self, features: Features, count: int) -> FloatArray:
        total = np.zeros(count, dtype=np.float32)
        for name, values in features:
            total += np.float32(self.weights.first.get(name, 0.0)) * values
        return total

    def score(self, pair: Pair, i: IntArray, j: IntArray, kind: IntArray) -> FloatArray:
        """Full scores of candidates (i ascending), shape (candidates,)."""
        scores = np.zeros(len(i), dtype=np.float32)
        for network, places, values in self._groups(pair, i, j, kind):
            scores[places] = network.score(values)
        return scores

    def _groups(
        self, pair: Pair, i: IntArray, j: IntArray, kind: IntArray
    ) -> Iterator[tuple[Network, IntArray, FloatArray]]:
        for name, places, names, values in collect_features(pair, i, j, kind):
            network = self.weights.networks[name]
            if tuple(names) != network.features:
                values = values[[names.index(f) for f in network.features]]
            yield network, places, values

    def shares(self, pair: Pair, i: int, j: int, kind: int) -> tuple[dict[str, float], float]:
        """The contributions of the features to a candidate's score, by name, and the remainder."""
        one = np.array([i]), np.array([j]), np.array([kind])
        for network, _, values in self._groups(pair, *one):
            shares, rest = network.shares(values[:, 0])
            return dict(zip(network.features, shares.tolist(), strict=True)), rest
        raise AssertionError("a candidate has one kind")


def collect_features(
    pair: Pair, i: IntArray, j: IntArray, kind: IntArray, *, rich: bool = True
) -> Iterator[tuple[str, IntArray, Sequence[str], FloatArray]]:
    """The features of candidates (i ascending), by block of rows and kind of network.

    Yields the kind of network, the numbers of the candidates, the names of the features, and their
    values (features, candidates). Without ``rich`` they are those of the first pass.
    """
    for begin, end in row_blocks(i, _ROWS):
        window = window_of(pair, i[begin:end], j[begin:end])
        own = kind[begin:end]
        for name, mask in zip(KINDS, (own < NULL_EN, own == NULL_EN, own == NULL_ZH), strict=True):
            at = np.flatnonzero(mask)
            if not len(at):
                continue
            places = at + begin
            if name == KINDS[0]:
                beads = BeadFeatures(window, i[places], j[places], kind[places])
                features = beads.rich() if rich else beads.cheap()
            else:
                features = null_features(
                    window, i[places], j[places], english=name == KINDS[1], rich=rich
                )
            names, values = zip(*features, strict=True)
            yield name, places, names, np.stack(values).astype(np.float32, copy=False)


def row_blocks(i: npt.NDArray[np.int64], rows: int) -> Iterator[tuple[int, int]]:
    """Ranges of consecutive candidates (i ascending) whose starts span at most ``rows`` rows."""
    begin = 0
    while begin < len(i):
        end = int(np.searchsorted(i, i[begin] + rows))
        yield begin, end
        begin = end


def window_of(pair: Pair, i: IntArray, j: IntArray, longest: int | None = None) -> Window:
    """The smallest window that contains these starts."""
    bounds = int(i[0]), int(i[-1]) + 1, int(j.min()), int(j.max()) + 1
    return Window(pair, *bounds) if longest is None else Window(pair, *bounds, longest)
