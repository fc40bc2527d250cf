"""The embedded default: Universal Sentence Encoder Multilingual v3, offline, without torch.

All runs of sentences are encoded exactly at little more than the cost of one pass over the tokens.
The features of a token depend on at most four tokens on each side. Inside a run they are therefore
those of the whole document read as one stream; only a strip of tokens at either end of the run
(next to the begin and end marks, and where the first sentence is tokenized as the beginning of a
text) has to be computed again. The strips depend only on the first and on the last sentence.
"""

from collections.abc import Sequence
from functools import cache, cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from align.embed.encoder import DEFAULT_MODEL, FloatArray, IntArray, Model, Runs
from align.embed.use_files import preload_tokenizer
from align.embed.use_network import DIMENSIONS, REACH, UseNetwork, make_stream
from align.embed.use_tables import load_tensors

_SENTENCES = 512  # per block, which bounds memory on long documents
_TEXTS_FOR_THREADS = 256
_TOKENS = 16384  # per stream of separate texts
_SEAM = 8  # characters before a sentence that can change the tokens at its beginning


class UniversalSentenceEncoder:
    """Google's Universal Sentence Encoder Multilingual v3 (512 dimensions, 16 languages).

    >>> encoder = UniversalSentenceEncoder()
    >>> en, zh = encoder.encode(["The cat sleeps.", "猫在睡觉。"])
    >>> bool(en @ zh > 0.6)
    True
    """

    name = "use-multilingual-v3"
    dimensions = DIMENSIONS

    @cached_property
    def _network(self) -> UseNetwork:
        preload_tokenizer()  # loads in the background
        return UseNetwork(load_tensors())

    @cached_property
    def _pieces(self) -> Any:
        return preload_tokenizer().result()

    def _cut(self, texts: list[str]) -> list[list[int]]:
        """Token ids of each text. Threads only pay for many texts."""
        threads = 1 if len(texts) < _TEXTS_FOR_THREADS else -1
        pieces: list[list[int]] = self._pieces.encode(texts, num_threads=threads)
        return pieces

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of the texts, shape (texts, 512), float32, of length one."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        network = self._network
        bos, eos = self._pieces.bos_id(), self._pieces.eos_id()
        tokens = [[bos, *ids, eos] for ids in self._cut(list(texts))]
        lengths = np.fromiter(map(len, tokens), dtype=np.int64, count=len(tokens))
        # in the given order: sorting by length would gain nothing
        out = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        begin = 0
        while begin < len(tokens):
            end, size = begin, 0
            while end < len(tokens) and (end == begin or size + lengths[end] <= _TOKENS):
                size += int(lengths[end])
                end += 1
            sums = self._sums(tokens[begin:end])
            out[begin:end] = network.head(network.project(sums), lengths[begin:end])
            begin = end
        return out

    def encode_runs(self, texts: Sequence[str], joiner: str, longest: int) -> Runs:
        """Vectors of all runs of 1 … ``longest`` texts, shape (longest, texts, 512).

        Equal to :meth:`encode` of the joined texts, to about 1e-6.
        """
        runs = np.zeros((longest, len(texts), DIMENSIONS), dtype=np.float32)
        for begin in range(0, len(texts), _SENTENCES):
            end = min(begin + _SENTENCES, len(texts))
            more = min(end + longest - 1, len(texts))  # runs that begin here may end there
            self._runs(texts[begin:more], joiner, end - begin, runs[:, begin:more])
        return runs

    def _sums(self, tokens: Sequence[Sequence[int]]) -> FloatArray:
        """Feature sums of separate token sequences."""
        stream, _ = make_stream(tokens)
        keep = stream >= 0
        lengths = np.fromiter(map(len, tokens), dtype=np.int64, count=len(tokens))
        return self._network.token_sums(stream, keep, np.cumsum(lengths) - lengths)

    def _runs(self, texts: Sequence[str], joiner: str, first: int, out: Runs) -> None:
        """All runs from each of the ``first`` first texts, into ``out`` (longest, texts, 512)."""
        longest = min(len(out), len(texts))
        network, bos, eos = self._network, self._pieces.bos_id(), self._pieces.eos_id()
        alone: list[list[int]] = self._cut(list(texts))
        inside, seamless = self._continuations(texts, joiner, alone)

        # the document as one stream
        lengths = np.fromiter(map(len, inside), dtype=np.int64, count=len(inside))
        ends = np.cumsum(lengths)
        begins = ends - lengths
        flat = [piece for ids in inside for piece in ids]

        # where the tokens at the beginning of a text differ from those it has in mid-stream
        changed = [_unlike(a, b) for a, b in zip(alone, inside, strict=True)]
        alone_head = np.array([c[0] for c in changed], dtype=np.int64)
        inside_head = np.array([c[1] for c in changed], dtype=np.int64)

        # marks: where interiors of runs begin and end in the stream
        from_ = begins + inside_head + REACH
        to = ends - REACH
        marks = np.unique(np.clip(np.concatenate([from_, to, [0, len(flat)]]), 0, len(flat)))
        level = self._cumulative(flat, marks)

        # the strips of tokens before and after an interior
        heads, tails, head_keep = [], [], []
        for i in range(len(texts)):
            at = int(begins[i] + inside_head[i])
            own = [bos, *alone[i][: int(alone_head[i])]]
            heads.append(own + flat[at : at + 2 * REACH])
            head_keep.append(len(own) + REACH)
            tails.append([*flat[max(0, int(ends[i]) - 2 * REACH) : int(ends[i])], eos])
        head = self._strip_sums(heads, [(0, k) for k in head_keep])
        tail = self._strip_sums(tails, [(len(t) - 1 - REACH, len(t)) for t in tails])

        short: list[tuple[int, int]] = []  # runs whose strips would overlap: encoded as texts
        for k in range(1, longest + 1):
            starts = np.arange(max(0, min(first, len(texts) - k + 1)))
            stops = starts + k - 1
            fits = ends[stops] - (begins + inside_head)[starts] >= 2 * REACH
            for seam in range(1, k):
                fits &= seamless[starts + seam]
            short += [(int(i), k) for i in starts[~fits]]
            opening, last = starts[fits], stops[fits]
            if not len(opening):
                continue
            inner = level[np.searchsorted(marks, to[last])]
            inner = inner - level[np.searchsorted(marks, from_[opening])]
            total = (inner + head[opening] + tail[last]).astype(np.float32)
            size = ends[last] - begins[opening] + (alone_head - inside_head)[opening] + 2
            out[k - 1, opening] = network.head(total, size)
        if short:
            vectors = self.encode([joiner.join(texts[i : i + k]) for i, k in short])
            for (i, k), vector in zip(short, vectors, strict=True):
                out[k - 1, i] = vector

    def _continuations(
        self, texts: Sequence[str], joiner: str, alone: list[list[int]]
    ) -> tuple[list[list[int]], npt.NDArray[np.bool_]]:
        """The tokens of each text as it follows another; whether no token spans the seam."""
        seams = [texts[i - 1][-_SEAM:] for i in range(1, len(texts))]
        before: list[list[int]] = self._cut(seams)
        both: list[list[int]] = self._cut(
            [s + joiner + t for s, t in zip(seams, texts[1:], strict=True)]
        )
        inside, seamless = [alone[0]], [True]
        for own, b, j in zip(alone[1:], before, both, strict=True):
            clean = len(j) > len(b) and j[: len(b)] == b
            inside.append(j[len(b) :] if clean else own)
            seamless.append(clean)
        return inside, np.array(seamless)

    def _cumulative(self, flat: list[int], marks: IntArray) -> npt.NDArray[np.float64]:
        """Projected feature sums from the beginning of the stream to each mark, (marks, 512)."""
        level = np.zeros((len(marks), DIMENSIONS))
        if len(marks) > 1:
            stream, _ = make_stream([flat])
            sums = self._network.token_sums(stream, stream >= 0, marks[:-1])
            np.cumsum(self._network.project(sums), axis=0, out=level[1:], dtype=np.float64)
        return level

    def _strip_sums(self, strips: list[list[int]], keep: list[tuple[int, int]]) -> FloatArray:
        """Projected feature sums over the part of each strip to keep; the rest is context."""
        stream, begins = make_stream(strips)
        mask = np.zeros(len(stream), dtype=bool)
        sizes = np.zeros(len(strips), dtype=np.int64)
        for n, (begin, strip, (low, high)) in enumerate(zip(begins, strips, keep, strict=True)):
            low, high = max(low, 0), min(high, len(strip))
            mask[begin + low : begin + high] = True
            sizes[n] = high - low
        sums = self._network.token_sums(stream, mask, np.cumsum(sizes) - sizes)
        return self._network.project(sums)


@cache
def embedded_model() -> UniversalSentenceEncoder:
    """The embedded model, once per process."""
    return UniversalSentenceEncoder()


def _unlike(alone: Sequence[int], inside: Sequence[int]) -> tuple[int, int]:
    """Lengths of the two beginnings before the longest common suffix.

    >>> _unlike([9, 1, 2, 3], [1, 2, 3]), _unlike([1, 2], [1, 2])
    ((1, 0), (0, 0))
    """
    common = 0
    for a, b in zip(reversed(alone), reversed(inside), strict=False):
        if a != b:
            break
        common += 1
    return len(alone) - common, len(inside) - common


#: The embedded model as one of :data:`align.embed.encoder.MODELS`. It has no settings.
MODEL = Model(DEFAULT_MODEL, lambda **_: embedded_model())
