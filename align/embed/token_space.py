"""Vectors of tokens in a space that both languages share: projections of the model's features.

The embedded model gives every token a vector of 1,280 features in its context before it adds them
up. One learned matrix a language (benchmarks/learn_tokens.py) takes them to a small common space,
where the cosine of two tokens says how well one translates the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from align.embed.encoder import FloatArray, IntArray, TokenVectors

SPACE = Path(__file__).with_name("token_space.npz")
_LEAST = 1e-6  # weight of a token


@dataclass(frozen=True)
class Projection:
    """One language's way into the common space.

    ``matrix``: (features, d + 1), whose last column gives the weights; ``bias``: (d + 1,). They
    apply to features after a layer norm without gain and bias.
    """

    matrix: FloatArray
    bias: FloatArray

    @classmethod
    def make(
        cls, matrix: FloatArray, bias: FloatArray, gate: FloatArray, gate_bias: FloatArray
    ) -> "Projection":
        """Join the matrix of the vectors and that of the weights, see :data:`SPACE`."""
        both = np.concatenate([matrix, gate[:, None]], axis=1, dtype=np.float32)
        # features have a mean of zero, so this changes nothing; but their own mean need no longer
        # be subtracted from what is not yet normalized
        both -= both.mean(axis=0)
        return cls(both, np.append(bias, gate_bias).astype(np.float32))


class Collector:
    """The tokens of texts, whose features are projected while they are at hand.

    ``ranges``: (texts, parts, 2), begins and ends of the ranges of a stream that make up each text;
    no two overlap. ``products``: (tokens, d + 1), features times the projection's matrix.
    """

    def __init__(self, projection: Projection, ranges: IntArray) -> None:
        wanted = places_of(*ranges.reshape(-1, 2).T)
        self.projection = projection
        self.products = np.empty((len(wanted), len(projection.bias)), dtype=np.float32)
        self._begins = np.cumsum([0, *np.diff(ranges).sum(axis=(1, 2))])
        self._row = np.full(int(ranges.max(initial=0)) + 1, -1, dtype=np.int64)
        self._row[wanted] = np.arange(len(wanted))

    def find(self, places: IntArray) -> tuple[IntArray, IntArray]:
        """Which of these places are wanted, and the row of each in the products."""
        rows = self._row.take(places, mode="clip")  # behind the last one nothing is wanted
        wanted = np.flatnonzero(rows >= 0)
        return wanted, rows[wanted]

    def vectors(self) -> TokenVectors:
        """What has been collected."""
        both = self.products + self.projection.bias
        vectors, gates = both[:, :-1], both[:, -1]
        norms = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
        return TokenVectors(
            self._begins,
            vectors / np.maximum(norms, np.float32(1e-12))[:, None],
            np.maximum(np.logaddexp(np.float32(0), gates), np.float32(_LEAST)),
        )


def places_of(low: IntArray, high: IntArray) -> IntArray:
    """All places of some ranges.

    >>> places_of(np.array([3, 7]), np.array([5, 8])).tolist()
    [3, 4, 7]
    """
    sizes = high - low
    stops = np.cumsum(sizes)
    places: IntArray = np.arange(sizes.sum()) + np.repeat(low - (stops - sizes), sizes)
    return places


def no_tokens(projection: Projection) -> TokenVectors:
    """The tokens of no text."""
    return Collector(projection, np.zeros((0, 1, 2), dtype=np.int64)).vectors()


def join_tokens(some: Iterable[TokenVectors]) -> TokenVectors:
    """The tokens of several lots of texts, one after the other."""
    lots = list(some)
    sizes = [np.diff(lot.begins) for lot in lots]
    return TokenVectors(
        np.cumsum(np.concatenate([[0], *sizes]), dtype=np.int64),
        np.concatenate([lot.vectors for lot in lots]),
        np.concatenate([lot.weights for lot in lots]),
    )


@cache
def load_token_space(path: Path | None = None) -> dict[str, Projection]:
    """Projections by language; none where there is no such file.

    The file has, for each language, arrays ``en_matrix`` (features, d), ``en_bias`` (d,),
    ``en_gate`` (features,) and ``en_gate_bias`` (): vectors are f @ matrix + bias scaled to length
    one, weights softplus(f @ gate + gate_bias), where f are the features after the last layer norm
    without its gain and bias.
    """
    try:
        with np.load(path or SPACE, allow_pickle=False) as stored:
            arrays = dict(stored)
    except (FileNotFoundError, BadZipFile):
        return {}
    names = [name.removesuffix("_matrix") for name in arrays if name.endswith("_matrix")]
    parts = "matrix", "bias", "gate", "gate_bias"
    return {name: Projection.make(*(arrays[f"{name}_{p}"] for p in parts)) for name in names}
