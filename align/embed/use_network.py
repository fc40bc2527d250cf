"""The forward pass of the embedded model, in two halves.

*Token half*: every token becomes a vector of 1,280 numbers that depends on at most :data:`REACH`
tokens on each side. *Head*: the sum of these over a text becomes the text's vector. The halves are
separate because sums can be shared: so all runs of sentences cost little more than one pass.

Architecture: Yang et al. 2019, "Multilingual Universal Sentence Encoder for Semantic Retrieval"
(the CNN variant).
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from threading import Lock, local

import numpy as np
import numpy.typing as npt

from align.embed.encoder import FloatArray, IntArray
from align.embed.token_space import Collector, places_of
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
_ROWS = 32
_KNOWN = 4096  # tokens to remember, 15 KB each


class TokenTable:
    """What depends on a token alone, for the tokens met so far; at most :data:`_KNOWN` are kept.

    ``raw``: embeddings, (tokens, 512); by branch, ``projected``, (tokens, 256), and ``partial``:
    the products of the first windows by slot, (tokens · slots, 256). The first row is a
    :data:`GAP`. Rows are only ever added, so that threads can share a table.
    """

    def __init__(self, size: int, vocabulary: int) -> None:
        self.row = np.full(vocabulary + 1, -1, dtype=np.int64)  # by token; the last one is the gap
        self.row[GAP] = 0
        self.used = 1
        self.raw = np.zeros((size, DIMENSIONS), dtype=np.float32)
        self.projected = [np.zeros((size, WIDTH), dtype=np.float32) for _ in BRANCHES]
        self.partial = [np.zeros((size * n, WIDTH), dtype=np.float32) for n, _ in BRANCHES]


class Workspace(local):
    """Arrays that are used again and again, by each thread its own: new memory is slow."""

    def __init__(self) -> None:
        self._kept: dict[str, FloatArray] = {}

    def array(self, name: str, rows: int, columns: int) -> FloatArray:
        """An array with any content, until the next one of that name."""
        kept = self._kept.get(name)
        if kept is None or len(kept) < rows * columns:
            kept = self._kept[name] = np.empty(rows * columns, dtype=np.float32)
        return kept[: rows * columns].reshape(rows, columns)

    def rows(self, name: str, table: FloatArray, numbers: IntArray) -> FloatArray:
        """Rows of a table, by number."""
        out = self.array(name, len(numbers), table.shape[1])
        return np.take(table, numbers, axis=0, out=out, mode="clip")


class UseNetwork:
    """The weights, arranged for large flat batches.

    Matrices have a multiple of :data:`_ROWS` rows: so a product of a row is the same to the last
    digit whatever is computed with it, and results do not depend on what was remembered.
    """

    def __init__(self, weights: Tensors) -> None:
        a = weights.arrays
        self.weights = weights
        self.eps = float(a["eps"])
        orders = [n for n, _ in BRANCHES]
        self.projection = np.concatenate([a[f"proj{n}"] for n in orders], axis=1)
        self.projection_bias = np.concatenate([a[f"proj_b{n}"] for n in orders])
        self.gain = np.concatenate([a[f"ln_g{n}"] for n in orders])
        self.bias = np.concatenate([a[f"ln_b{n}"] for n in orders])
        # the rows k·256 … of a convolution's matrix multiply slot k of a window: all slots side by
        # side, so that one product per token serves every position it can have in a window
        self.first, self.second = (
            [np.concatenate(np.split(a[f"{w}_{n}"], n), axis=1) for n in orders]
            for w in ("w1", "w2")
        )
        # what is linear is one step: a layer norm's gain and bias, "cnn", the head's first layer
        head_in = np.concatenate([a["d0"], a["p1"]], axis=1)
        into = a["cnn_W"] @ head_in
        self.to_head = a["ln_g"][:, None] * into
        self.per_token = a["cnn_b"] @ head_in + a["ln_b"] @ into
        self.head_out = np.concatenate([a["d2"], a["p3"]], axis=1)
        self._lock = Lock()
        self._space = Workspace()
        self.forget()

    def forget(self) -> None:
        """Free what is remembered of tokens."""
        self._lookup = TokenTable(1, len(self.weights.table))

    def token_sums(
        self,
        stream: IntArray,
        begins: IntArray,
        ends: IntArray,
        collector: Collector | None = None,
    ) -> FloatArray:
        """Sums of token features over ranges of a stream, shape (ranges, 1280).

        ``stream`` holds token ids, with at least :data:`REACH` :data:`GAP` between texts and at
        both ends. The features lack the last layer norm's gain and bias; :meth:`project` adds them.
        Work that is the same for several tokens is done once if their ranges are near each other.
        A ``collector`` is shown the features of every token.
        """
        known, local = self._look_up(stream)
        grams = _grams(local)
        sums = np.zeros((len(begins), FEATURES), dtype=np.float32)
        for numbers, low, high in _blocks(begins, ends):
            places = places_of(low, high)
            features = self._features(known, local, grams, places)
            mean = features.mean(axis=1)
            variance = np.einsum("ij,ij->i", features, features) / FEATURES - mean * mean
            scale = 1 / np.sqrt(variance + np.float32(self.eps))
            if collector:
                self._collect(collector, places, features, scale)
            stops = np.cumsum(high - low)
            starts = stops - (high - low)
            less = np.add.reduceat(mean * scale, starts)
            total = np.empty((len(starts), FEATURES), dtype=np.float32)
            for row, begin, end in zip(total, starts.tolist(), stops.tolist(), strict=True):
                np.dot(scale[begin:end], features[begin:end], out=row)
            total -= less[:, None]
            sums[numbers] += total
        return sums

    def _collect(
        self, collector: Collector, places: IntArray, features: FloatArray, scale: FloatArray
    ) -> None:
        """Project what is wanted of the features of the tokens at these places."""
        wanted, rows = collector.find(places)
        some = self._space.array("wanted", _padded(len(wanted)), FEATURES)
        some[len(wanted) :] = 0
        np.take(features, wanted, axis=0, out=some[: len(wanted)], mode="clip")
        product = (some @ collector.projection.matrix)[: len(wanted)]
        collector.products[rows] = product * scale[wanted, None]

    def _features(
        self,
        known: TokenTable,
        local: IntArray,
        grams: Sequence[tuple[IntArray, IntArray]],
        places: IntArray,
    ) -> FloatArray:
        """Features of the tokens at these places, before the last layer norm, (places, 1280)."""
        space = self._space
        features = space.array("features", len(places), FEATURES)
        some = space.rows("some", known.raw, local[places])
        features[:, :DIMENSIONS] = some
        for b, (n, left) in enumerate(BRANCHES):
            gram, where = grams[b]
            windows = gram[places + np.arange(-left, n - left)[:, None]]
            # each different window of the first convolution, once
            met = np.zeros(len(where), dtype=bool)
            met[windows] = True
            used = np.flatnonzero(met)
            number = np.empty(len(where), dtype=np.int64)
            number[used] = np.arange(len(used))
            at, windows = where[used], number[windows]
            hidden = space.array("hidden", _padded(len(at)), WIDTH)
            hidden[len(at) :] = 0
            own = hidden[: len(at)]
            np.take(known.partial[b], local[at - left] * n, axis=0, out=own, mode="clip")
            for k in range(1, n):
                own += space.rows("some", known.partial[b], local[at - left + k] * n + k)
            np.maximum(own, 0, out=own)
            own += space.rows("some", known.projected[b], local[at])
            own[local[at] == 0] = 0
            product = space.array("product", len(hidden), n * WIDTH)
            np.matmul(hidden, self.second[b], out=product)
            product = product.reshape(-1, WIDTH)
            out = space.rows("out", product, windows[0] * n)
            for k in range(1, n):
                out += space.rows("some", product, windows[k] * n + k)
            out += self.weights.arrays[f"b2_{n}"]
            np.maximum(out, 0, out=out)
            end = DIMENSIONS + (b + 1) * WIDTH
            np.add(
                out, space.rows("some", hidden, windows[left]), out=features[:, end - WIDTH : end]
            )
        return features

    def _look_up(self, stream: IntArray) -> tuple[TokenTable, IntArray]:
        """The table of tokens, and the row of each token of a stream."""
        with self._lock:
            known = self._lookup
            new = np.unique(stream[known.row[stream] < 0])
            if known.used + len(new) > len(known.raw):
                new = np.unique(stream[stream != GAP])
                known = TokenTable(max(_KNOWN, len(new) + 1), len(self.weights.table))
                self._lookup = known if len(known.raw) == _KNOWN else self._lookup
            self._learn(known, new)
            return known, known.row[stream]

    def _learn(self, known: TokenTable, pieces: IntArray) -> None:
        """Add tokens to a table."""
        for begin in range(0, len(pieces), _BLOCK):
            new = pieces[begin : begin + _BLOCK]
            rows = np.arange(known.used, known.used + len(new))
            raw = self.weights.rows(np.resize(new, _padded(len(new))))
            x = raw @ self.projection
            x += self.projection_bias
            _normalize(x, self.gain, self.bias, self.eps)  # over the three branches together
            known.raw[rows] = raw[: len(new)]
            for b, (n, left) in enumerate(BRANCHES):
                part = np.ascontiguousarray(x[:, b * WIDTH : (b + 1) * WIDTH])
                known.projected[b][rows] = part[: len(new)]
                partial = (part @ self.first[b]).reshape(-1, n, WIDTH)
                partial[:, left] += self.weights.arrays[f"b1_{n}"]  # in a text, never a gap
                known.partial[b].reshape(-1, n, WIDTH)[rows] = partial[: len(new)]
            known.row[new] = rows
            known.used += len(new)

    def project(self, sums: FloatArray) -> FloatArray:
        """Linear step from feature sums (n, 1280) to (n, 640); before or after adding them up."""
        return _product(sums, self.to_head)

    def head(self, projected: FloatArray, lengths: npt.NDArray[np.int64]) -> FloatArray:
        """Unit vectors (n, 512) from projected sums (n, 640) of texts of ``lengths`` tokens."""
        a = self.weights.arrays
        out = np.empty((len(projected), DIMENSIONS), dtype=np.float32)
        for begin in range(0, len(projected), _BLOCK):
            size = lengths[begin : begin + _BLOCK, None].astype(np.float32)
            y = projected[begin : begin + _BLOCK] + size * self.per_token
            y /= np.sqrt(size)
            y0, y1 = np.split(y, 2, axis=1)
            y1 = np.maximum(y1 + _product(np.maximum(y0, 0), a["d1"]), 0)
            y2, y3 = np.split(_product(y1, self.head_out), 2, axis=1)
            z = np.tanh(y3 + _product(np.maximum(y2, 0), a["d3"]))
            norm = np.sqrt(np.maximum(np.einsum("ij,ij->i", z, z), self.eps))
            out[begin : begin + _BLOCK] = z / norm[:, None]
        return out


def _padded(rows: int) -> int:
    return -(-rows // _ROWS) * _ROWS


def _product(a: FloatArray, b: FloatArray) -> FloatArray:
    """The product, of a multiple of so many rows."""
    if more := _padded(len(a)) - len(a):
        padding = np.zeros((more, a.shape[1]), dtype=np.float32)
        product: FloatArray = (np.concatenate([a, padding]) @ b)[: len(a)]
    else:
        product = a @ b
    return product


def _blocks(begins: IntArray, ends: IntArray) -> Iterator[tuple[IntArray, IntArray, IntArray]]:
    """Numbers, begins and ends of ranges of at most so many tokens together; long ones in parts.

    No block has two parts of the same range.
    """
    parts = -(-(ends - begins) // _BLOCK)
    numbers = np.repeat(np.arange(len(begins)), parts)
    low = begins[numbers] + _BLOCK * (
        np.arange(len(numbers)) - np.repeat(np.cumsum(parts) - parts, parts)
    )
    high = np.minimum(low + _BLOCK, ends[numbers])
    total = np.cumsum(high - low)
    first = done = 0
    while first < len(numbers):
        last = int(np.searchsorted(total, done + _BLOCK, side="right"))
        yield numbers[first:last], low[first:last], high[first:last]
        first, done = last, int(total[last - 1])


def _grams(local: IntArray) -> list[tuple[IntArray, IntArray]]:
    """By branch, the number of each token's first window, and where each different one first is."""

    def join(one: IntArray, other: IntArray) -> tuple[IntArray, IntArray]:
        keys, number = np.unique(one * (other.max() + 1) + other, return_inverse=True)
        where = np.empty(len(keys), dtype=np.int64)
        where[number[::-1]] = np.arange(len(number))[::-1]  # the first place is written last
        return number, where

    two = join(local, np.roll(local, -1))
    three = join(np.roll(two[0], 1), np.roll(local, -1))
    five = join(np.roll(three[0], 1), np.roll(three[0], -1))
    return [two, three, five]


def make_stream(
    texts: Sequence[Sequence[int]],
) -> tuple[IntArray, IntArray]:
    """One stream of texts with gaps between and around them, and where each text begins."""
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    ends = np.cumsum(lengths)
    begins = ends - lengths + REACH * np.arange(1, len(texts) + 1)
    size = int(lengths.sum())
    stream = np.full(size + REACH * (len(texts) + 1), GAP, dtype=np.int64)
    at = np.arange(size) + np.repeat(begins - (ends - lengths), lengths)
    stream[at] = np.fromiter(chain.from_iterable(texts), dtype=np.int64, count=size)
    return stream, begins


def _normalize(x: FloatArray, gain: FloatArray, bias: FloatArray, eps: float) -> None:
    """Layer norm over the last axis, in place."""
    x -= x.mean(axis=-1, keepdims=True)
    variance = np.einsum("ij,ij->i", x, x) / x.shape[-1]
    x *= (1.0 / np.sqrt(variance + eps))[:, None].astype(np.float32)
    x *= gain
    x += bias
