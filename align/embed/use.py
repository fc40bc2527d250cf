"""The embedded default: Universal Sentence Encoder Multilingual v3, offline, without torch.

All runs of sentences, and both sides of every cut of a sentence, are encoded exactly at little more
than the cost of one pass over the tokens: see :mod:`align.embed.use_passage`.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import pairwise
from threading import Lock
from typing import Any

import numpy as np

from align.embed.encoder import (
    DEFAULT_MODEL,
    FloatArray,
    IntArray,
    Model,
    Parts,
    Runs,
    Spans,
    TokenVectors,
    spans_from,
)
from align.embed.token_space import Collector, Projection, join_tokens, load_token_space, no_tokens
from align.embed.use_files import preload_tokenizer
from align.embed.use_network import (
    DIMENSIONS,
    FEATURES,
    REACH,
    UseNetwork,
    make_stream,
)
from align.embed.use_passage import Passage
from align.embed.use_tables import load_tensors
from align.embed.use_words import FrequentWords

_WORDS = 20_000  # to remember, 2 KB each
_SENTENCES = 512  # per block, which bounds memory on long documents
_TEXTS_FOR_THREADS = 256
_TOKENS = 16384  # per stream of separate texts
_TOGETHER = 1024  # vectors at a time


class UniversalSentenceEncoder:
    """Google's Universal Sentence Encoder Multilingual v3 (512 dimensions, 16 languages).

    >>> encoder = UniversalSentenceEncoder()
    >>> en, zh = encoder.encode(["The cat sleeps.", "猫在睡觉。"])
    >>> bool(en @ zh > 0.6)
    True
    """

    name = "use-multilingual-v3"
    dimensions = DIMENSIONS

    def __init__(self) -> None:
        #: the projections of tokens by language; experiments set others
        self.token_space: Mapping[str, Projection] = load_token_space()
        self._words: dict[str, FloatArray] = {}
        self._lock = Lock()

    @cached_property
    def _network(self) -> UseNetwork:
        preload_tokenizer()  # loads in the background
        return UseNetwork(load_tensors())

    @cached_property
    def _pieces(self) -> Any:
        return preload_tokenizer().result()

    @cached_property
    def _frequent(self) -> FrequentWords:
        return FrequentWords(self._pieces, self.encode)

    def _cut(self, texts: list[str]) -> list[list[int]]:
        """Token ids of each text. Threads only pay for many texts."""
        threads = 1 if len(texts) < _TEXTS_FOR_THREADS else -1
        pieces: list[list[int]] = self._pieces.encode(texts, num_threads=threads)
        return pieces

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of the texts, shape (texts, 512), float32, of length one."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        network, (bos, eos) = self._network, self._marks
        tokens = [[bos, *ids, eos] for ids in self._cut(list(texts))]
        # in the given order: sorting by length would gain nothing
        out = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        for begin, end in _lots(tokens):
            stream, begins = make_stream(tokens[begin:end])
            lengths = np.fromiter(map(len, tokens[begin:end]), dtype=np.int64)
            sums = network.token_sums(stream, begins, begins + lengths)
            out[begin:end] = network.head(network.project(sums), lengths)
        return out

    def encode_tokens(
        self, texts: Sequence[str], language: str
    ) -> tuple[TokenVectors, list[Spans]] | None:
        """What :func:`align.embed.encoder.encode_tokens` promises."""
        projection = self.token_space.get(language)
        if projection is None:
            return None
        found = self._pieces.encode(list(texts), num_threads=1, return_type="offset_mapping")
        bos, eos = self._marks
        tokens = [[bos, *some["ids"], eos] for some in found]
        lots = [no_tokens(projection)]
        for begin, end in _lots(tokens):
            stream, low = make_stream(tokens[begin:end])
            high = low + np.fromiter(map(len, tokens[begin:end]), dtype=np.int64)
            collector = Collector(projection, _unmarked(low, high)[:, None])
            self._network.token_sums(stream, low, high, collector)
            lots.append(collector.vectors())
        spans = [
            spans_from(text, [begin for begin, _ in some["offsets"]])
            for text, some in zip(texts, found, strict=True)
        ]
        return join_tokens(lots), spans

    def encode_words(self, words: Sequence[str]) -> FloatArray:
        """What :meth:`encode` returns. Words are remembered, for all threads."""
        with self._lock:
            new = [word for word in dict.fromkeys(words) if word not in self._words]
            if len(self._words) + len(new) > _WORDS:
                self._words.clear()
                new = list(dict.fromkeys(words))
            self._words |= self._frequent.find(new)
            new = [word for word in new if word not in self._words]
            self._words.update(zip(new, self.encode(new), strict=True))
            known = [self._words[word] for word in words]
            return np.array(known, dtype=np.float32).reshape(-1, DIMENSIONS)

    def forget(self) -> None:
        """Free what is remembered of words and tokens."""
        with self._lock:
            self._words.clear()
            self._network.forget()

    def encode_runs(self, texts: Sequence[str], joiner: str, longest: int) -> Runs:
        """Vectors of all runs of 1 … ``longest`` texts, shape (longest, texts, 512).

        Equal to :meth:`encode` of the joined texts, to about 1e-6.
        """
        return self.encode_parts([[text] for text in texts], joiner, longest)[0]

    def encode_parts(
        self,
        parts: Sequence[Sequence[str]],
        joiner: str,
        longest: int,
        language: str | None = None,
    ) -> Parts:
        """What :func:`align.embed.encoder.encode_parts` promises, in little more than one pass."""
        texts = ["".join(some) for some in parts]
        cuts = np.cumsum([0, *(len(some) - 1 for some in parts)])
        runs = np.zeros((longest, len(texts), DIMENSIONS), dtype=np.float32)
        before, behind = np.empty((2, int(cuts[-1]), DIMENSIONS), dtype=np.float32)
        projection = self.token_space.get(language) if language else None
        lots = [no_tokens(projection)] if projection else []
        for begin in range(0, len(texts), _SENTENCES):
            end = min(begin + _SENTENCES, len(texts))
            more = min(end + longest - 1, len(texts))  # runs that begin here may end there
            passage = Passage(texts[begin:more], joiner, self._cut, self._marks)
            where = []
            for k in range(1, min(longest, more - begin) + 1):
                where.append(runs[k - 1, begin : min(end, more - k + 1)])
                passage.add_runs(k, len(where[-1]))
            passage.add_cuts(parts[begin:end])
            vectors, tokens = self._parts(passage, end - begin, projection)
            lots += [tokens] if tokens else []
            done = 0
            for some in where:
                some[:] = vectors[done : done + len(some)]
                done += len(some)
            before[cuts[begin] : cuts[end]] = vectors[done::2]
            behind[cuts[begin] : cuts[end]] = vectors[done + 1 :: 2]
        return Parts(runs, before, behind, join_tokens(lots) if lots else None)

    @cached_property
    def _marks(self) -> tuple[int, int]:
        """The tokens that mark the beginning and the end of a text."""
        return self._pieces.bos_id(), self._pieces.eos_id()

    def _parts(
        self, passage: Passage, singles: int, projection: Projection | None
    ) -> tuple[FloatArray, TokenVectors | None]:
        """Vectors of the parts of a passage, (parts, 512), and the tokens of the first of them."""
        network, flat, heads, tails = self._network, passage.flat, passage.heads, passage.tails
        fits = passage.fits
        inner = np.flatnonzero(fits)
        others = np.flatnonzero(~fits)
        texts = passage.whole(others)
        first, last = (np.array(n, dtype=np.int64) for n in (passage.first, passage.last))
        used_first, to_first = np.unique(first[inner], return_inverse=True)
        used_last, to_last = np.unique(last[inner], return_inverse=True)
        from_ = np.array(heads.at)[used_first] + REACH
        to = np.array(tails.at)[used_last] - REACH

        # the stream from mark to mark, the strips, and the parts that are too short for them
        marks = np.unique(np.concatenate([passage.begins, from_, to, [len(flat)]]))
        strips = [heads.own[n] + flat[heads.at[n] : heads.at[n] + 2 * REACH] for n in used_first]
        ends = [flat[tails.at[n] - 2 * REACH : tails.at[n]] + tails.own[n] for n in used_last]
        stream, begins = make_stream([flat, *strips, *ends, *texts])
        sizes = np.array([len(some) for some in (*strips, *ends, *texts)], dtype=np.int64)
        low, high = begins[1:].copy(), begins[1:] + sizes
        high[: len(strips)] -= REACH  # the rest is context
        low[len(strips) : len(strips) + len(ends)] += REACH
        low = np.concatenate([begins[0] + marks[:-1], low])
        high = np.concatenate([begins[0] + marks[1:], high])
        collector = None
        if projection:
            own = int(np.searchsorted(inner, singles))
            front, back, rest = np.cumsum([len(marks) - 1, len(strips), len(ends)])
            at_first, at_last = to_first[:own], to_last[:own]
            ranges = np.stack([low, high], axis=-1)
            wanted = np.zeros((singles, 3, 2), dtype=np.int64)
            wanted[inner[:own], 0] = ranges[front + at_first] + [1, 0]
            wanted[inner[:own], 1] = begins[0] + np.stack([from_[at_first], to[at_last]], axis=-1)
            wanted[inner[:own], 2] = ranges[back + at_last] - [0, 1]
            whole = ranges[rest : rest + singles - own]
            wanted[others[: singles - own], 0] = _unmarked(*whole.T)
            collector = Collector(projection, wanted)
        # in the order of the text: what is near each other shares work
        near = np.concatenate([marks[:-1], from_, to, np.array(heads.at)[first[others]]])
        order = np.argsort(near, kind="stable")
        sums = np.empty((len(order), FEATURES), dtype=np.float32)
        sums[order] = network.token_sums(stream, low[order], high[order], collector)
        inside, head, tail, short = np.split(
            sums, np.cumsum([len(marks) - 1, len(strips), len(ends)])
        )

        # sums from the beginning of its text to each mark, and those of all texts before it
        group = np.cumsum(np.diff(np.searchsorted(passage.begins, marks, "right"), prepend=-1) > 0)
        bounds = np.searchsorted(group, np.arange(1, group[-1] + 2))
        since = np.zeros((len(marks), FEATURES), dtype=np.float32)
        totals = np.zeros((len(bounds) - 1, FEATURES), dtype=np.float32)
        for number, (begin, end) in enumerate(pairwise(bounds.tolist())):
            np.cumsum(inside[begin : end - 1], axis=0, out=since[begin + 1 : end])
            totals[number] = since[end - 1] + inside[end - 1 : end].sum(axis=0)
        until = np.cumsum(network.project(totals), axis=0, dtype=np.float64)
        until = np.concatenate([np.zeros((1, until.shape[1])), until])
        at = np.searchsorted(marks, from_)
        head = network.project(head - since[at]) - until[group[at] - 1]
        at = np.searchsorted(marks, to)
        tail = network.project(tail + since[at]) + until[group[at] - 1]

        lengths = np.array([len(own) for own in heads.own])[first] - np.array(heads.at)[first]
        lengths += np.array([len(own) for own in tails.own])[last] + np.array(tails.at)[last]
        vectors = np.empty((len(fits), DIMENSIONS), dtype=np.float32)
        for begin in range(0, len(inner), _TOGETHER):
            now = slice(begin, begin + _TOGETHER)
            total = (head[to_first[now]] + tail[to_last[now]]).astype(np.float32)
            vectors[inner[now]] = network.head(total, lengths[inner[now]])
        lengths = np.array([len(some) for some in texts], dtype=np.int64)
        vectors[others] = network.head(network.project(short), lengths)
        return vectors, collector.vectors() if collector else None


def _lots(tokens: Sequence[Sequence[int]]) -> Iterator[tuple[int, int]]:
    """Begin and end of the texts that go into a stream together."""
    begin = 0
    while begin < len(tokens):
        end, size = begin, 0
        while end < len(tokens) and (end == begin or size + len(tokens[end]) <= _TOKENS):
            size += len(tokens[end])
            end += 1
        yield begin, end
        begin = end


def _unmarked(low: IntArray, high: IntArray) -> IntArray:
    """Where the tokens of whole texts stand between their marks, (texts, 2).

    The begin mark stands for a text that has none.
    """
    return np.stack([low + (high - low > 2), high - 1], axis=-1)


@cache
def embedded_model() -> UniversalSentenceEncoder:
    """The embedded model, once per process."""
    return UniversalSentenceEncoder()


#: The embedded model as one of :data:`align.embed.encoder.MODELS`. It has no settings.
MODEL = Model(DEFAULT_MODEL, lambda **_: embedded_model())
