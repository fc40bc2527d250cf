"""The forward pass of the embedded model, in two halves.

*Token half*: every token becomes a vector of 1,280 numbers that depends on at most :data:`REACH`
tokens on each side. *Head*: the sum of these over a text becomes the text's vector. The halves are
separate because sums can be shared: so all runs of sentences cost little more than one pass.

Architecture: Yang et al. 2019, "Multilingual Universal Sentence Encoder for Semantic Retrieval"
(the CNN variant).
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from align.embed.encoder import FloatArray, IntArray
from align.embed.use_tables import Tensors

#: n-gram order and number of tokens to the left, for the three convolution branches.
BRANCHES = ((2, 0), (3, 1), (5, 2))
WIDTH = 256
DIMENSIONS = 512
#: How far away a token can change the features of another (two windows of 2 each).
REACH = 4
#: Between texts in a stream: not a token; windows see zero.
GAP = -1
FEATURES = DIMENSIONS + len(BRANCHES) * WIDTH
_BLOCK = 1024  # tokens at a time, so that the working set stays in the processor's cache


class UseNetwork:
    """The weights, arranged for large flat batches."""

    def __init__(self, weights: Tensors) -> None:
        a = weights.arrays
        self.weights = weights
        self.eps = float(a["eps"])
        self.orders = [n for n, _ in BRANCHES]
        self.projection = np.concatenate([a[f"proj{n}"] for n in self.orders], axis=1)
        self.projection_bias = np.concatenate([a[f"proj_b{n}"] for n in self.orders])
        self.gain = np.concatenate([a[f"ln_g{n}"] for n in self.orders])
        self.bias = np.concatenate([a[f"ln_b{n}"] for n in self.orders])
        # window slot k of branch n multiplies rows k·256 … of w1: all slots side by side, so that
        # one product per token serves every position it can have in a window
        self.slots = [
            np.concatenate([a[f"w1_{n}"][k * WIDTH : (k + 1) * WIDTH] for k in range(n)], axis=1)
            for n in self.orders
        ]

    def token_sums(
        self, stream: IntArray, keep: npt.NDArray[np.bool_], starts: IntArray
    ) -> FloatArray:
        """Sums of token features over consecutive groups of the kept tokens.

        ``stream`` holds token ids, with at least two :data:`GAP` between texts and at both ends;
        ``keep`` marks the tokens to sum; ``starts`` are the first positions of the groups among
        these (ascending; no group is empty). Returns shape (groups, 1280).
        """
        a = self.weights.arrays
        pieces, local = np.unique(stream, return_inverse=True)
        raw, projected, partial = self._per_piece(pieces)
        kept = np.flatnonzero(keep)
        sums = np.zeros((len(starts), FEATURES), dtype=np.float32)
        group = np.zeros(len(kept), dtype=np.int64)
        group[starts[1:]] = 1
        np.cumsum(group, out=group)
        for begin in range(0, len(kept), _BLOCK):
            places = kept[begin : begin + _BLOCK]
            features = np.empty((len(places), FEATURES), dtype=np.float32)
            features[:, :DIMENSIONS] = raw[local[places]]
            # the second windows of these tokens reach two tokens to either side
            low, high = places[0] - 2, places[-1] + 3
            gap = np.flatnonzero(stream[low:high] == GAP)
            for b, (n, left) in enumerate(BRANCHES):
                hidden = a[f"b1_{n}"] + partial[b][local[low - left : high - left], 0]
                for k in range(1, n):
                    hidden += partial[b][local[low - left + k : high - left + k], k]
                np.maximum(hidden, 0, out=hidden)
                hidden += projected[b][local[low:high]]
                hidden[gap] = 0
                rows = places - low
                window = hidden[rows[:, None] + np.arange(-left, n - left)]
                out = window.reshape(len(places), n * WIDTH) @ a[f"w2_{n}"]
                out += a[f"b2_{n}"]
                np.maximum(out, 0, out=out)
                out += hidden[rows]
                features[:, DIMENSIONS + b * WIDTH : DIMENSIONS + (b + 1) * WIDTH] = out
            _normalize(features, a["ln_g"], a["ln_b"], self.eps)
            inside = group[begin : begin + _BLOCK]
            first = np.flatnonzero(np.diff(inside, prepend=-1))
            sums[inside[first]] += np.add.reduceat(features, first, axis=0)
        return sums

    def _per_piece(self, pieces: IntArray) -> tuple[FloatArray, list[FloatArray], list[FloatArray]]:
        """What depends on the token alone: embedding, projection, products of the first windows."""
        gap = pieces == GAP
        raw = self.weights.rows(np.where(gap, 0, pieces))
        x = raw @ self.projection
        x += self.projection_bias
        _normalize(x, self.gain, self.bias, self.eps)  # over the three branches together
        x[gap] = 0
        projected = [np.ascontiguousarray(part) for part in np.split(x, len(BRANCHES), axis=1)]
        partial = [
            (part @ slots).reshape(len(pieces), n, WIDTH)
            for part, slots, n in zip(projected, self.slots, self.orders, strict=True)
        ]
        return raw, projected, partial

    def project(self, sums: FloatArray) -> FloatArray:
        """Linear step from feature sums (n, 1280) to (n, 512); before or after summing up."""
        product: FloatArray = sums @ self.weights.arrays["cnn_W"]
        return product

    def head(self, projected: FloatArray, lengths: npt.NDArray[np.int64]) -> FloatArray:
        """Unit vectors (n, 512) from projected sums (n, 512) of texts of ``lengths`` tokens."""
        a = self.weights.arrays
        out = np.empty((len(projected), DIMENSIONS), dtype=np.float32)
        for begin in range(0, len(projected), _BLOCK):
            size = lengths[begin : begin + _BLOCK, None].astype(np.float32)
            mean = (projected[begin : begin + _BLOCK] + size * a["cnn_b"]) / np.sqrt(size)
            y0 = np.maximum(mean @ a["d0"], 0)
            y1 = np.maximum(mean @ a["p1"] + y0 @ a["d1"], 0)
            y2 = np.maximum(y1 @ a["d2"], 0)
            z = np.tanh(y1 @ a["p3"] + y2 @ a["d3"])
            norm = np.sqrt(np.maximum(np.einsum("ij,ij->i", z, z), self.eps))
            out[begin : begin + _BLOCK] = z / norm[:, None]
        return out


def make_stream(
    texts: Sequence[Sequence[int]],
) -> tuple[IntArray, IntArray]:
    """One stream of texts with gaps between and around them, and where each text begins."""
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    begins = np.cumsum(lengths + REACH) - lengths
    stream = np.full(int(lengths.sum()) + REACH * (len(texts) + 1), GAP, dtype=np.int64)
    for begin, text in zip(begins, texts, strict=True):
        stream[begin : begin + len(text)] = text
    return stream, begins


def _normalize(x: FloatArray, gain: FloatArray, bias: FloatArray, eps: float) -> None:
    """Layer norm over the last axis, in place."""
    x -= x.mean(axis=-1, keepdims=True)
    variance = np.einsum("ij,ij->i", x, x) / x.shape[-1]
    x *= (1.0 / np.sqrt(variance + eps))[:, None].astype(np.float32)
    x *= gain
    x += bias
