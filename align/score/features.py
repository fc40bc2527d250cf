"""The features of a candidate bead, for whole blocks of candidates at once.

A candidate is a start (i, j) and a type (a, b): English sentences i … i+a−1 against
Chinese j … j+b−1. Features come as one array each of shape (types, rows, columns),
rows being starts in English and columns starts in Chinese, so that scoring a block
and collecting training data are the same code. Null candidates have their own
features, shape (rows, columns): the sentence at the row (or column) is skipped there.

Similarity, margin, length and edge features follow what Vecalign (Thompson & Koehn
2019) and Bertalign (Liu & Zhu 2022) showed to matter; that they are measured against
the manner of the document pair is our own.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from align.languages.marks import MARKS
from align.score.context import BEAD_TYPES, MAX_RUN, FloatArray, Pair, Side
from align.score.lexical import coverage

#: Names and values, one feature after the other.
Features = Iterator[tuple[str, npt.NDArray[np.floating[Any]]]]

_HALO = MAX_RUN + 1


@dataclass(frozen=True)
class Block:
    """A rectangle of starts: English ``top … bottom``, Chinese ``left … right`` (half open)."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def shape(self) -> tuple[int, int]:
        return self.bottom - self.top, self.right - self.left


class BlockFeatures:
    """All features of one block of candidates."""

    def __init__(self, pair: Pair, block: Block) -> None:
        self.pair, self.block = pair, block
        self.rows, self.cols = block.shape
        self._en = _Window(pair.en, block.top, block.bottom)
        self._zh = _Window(pair.zh, block.left, block.right)
        runs_en, runs_zh = self._en.runs, self._zh.runs
        size = runs_en.shape[2]
        self._coverage = coverage(
            pair.en.words, pair.zh.words, self._en.inside, self._zh.inside, MAX_RUN
        )
        # beyond the documents' ends there is nothing to find
        self._coverage.en[:, ~self._en.exists] = 0
        self._coverage.zh[:, :, ~self._zh.exists] = 0
        product = runs_en.reshape(-1, size) @ runs_zh.reshape(-1, size).T
        #: cosine of run (a, i) with run (b, j), on the block and a margin around it
        self._cosine = product.reshape(*runs_en.shape[:2], *runs_zh.shape[:2])

    def similarity(self, a: int, b: int, down: int = 0, right: int = 0) -> FloatArray:
        """Cosine of ``a`` sentences at row + down with ``b`` at column + right, (rows, cols)."""
        i, j = 1 + down, 1 + right
        return self._cosine[a - 1, i : i + self.rows, b - 1, j : j + self.cols]

    def beads(self) -> Features:
        """Names and arrays (types, rows, columns) of the features of beads with two sides."""
        types, manner = BEAD_TYPES, self.pair.manner
        shape = (len(types), self.rows, self.cols)
        size = np.array([(a + b) / 2 for a, b in types], dtype=np.float32)[:, None, None]
        many = size > 1
        literal = np.float32(manner.literalness)

        cosine = np.stack([self.similarity(a, b) for a, b in types])
        z = (cosine - manner.similarity) / manner.spread
        margin = (cosine - self._neighbours()) / manner.spread
        for name, test in _TYPE_GROUPS.items():
            flag = np.array([test(a, b) for a, b in types], dtype=np.float32)[:, None, None]
            yield f"type {name}", np.broadcast_to(flag, shape)
        extra = np.broadcast_to(2 * size - 2, shape)
        yield "extra sentences", extra
        yield "extra sentences × literalness", extra * literal
        yield "bead × literalness", np.broadcast_to(literal, shape)
        yield "similarity", z
        yield "similarity × size", z * size
        yield "similarity × literalness", z * literal
        yield "raw similarity × size", cosine * size
        yield "margin", margin
        yield "margin × size", margin * size
        yield "margin × literalness", margin * literal
        for name, values in self._edges(cosine):
            yield name, values / np.float32(manner.spread)

        fit = np.abs(self._log_ratio()) / np.float32(manner.misfit)
        fit = np.minimum(fit, 8.0)
        yield "length misfit", fit
        yield "length misfit × size", fit * size
        yield "length misfit, merged", np.where(many, fit, 0)
        yield "length misfit, squared", fit * fit / 4
        yield "length misfit × literalness", fit * literal
        yield from self._paragraphs()
        yield from self._shared_words(size, literal)
        yield from self._marks()

    def _neighbours(self) -> FloatArray:
        """Mean cosine of each side with the sentences next to the other, (types, rows, cols)."""
        en_before, zh_before = self._en.exists[:, None], self._zh.exists[None, :]
        out = np.empty((len(BEAD_TYPES), self.rows, self.cols), dtype=np.float32)
        for t, (a, b) in enumerate(BEAD_TYPES):
            total = self.similarity(a, 1, 0, -1) + self.similarity(a, 1, 0, b)
            total = total + self.similarity(1, b, -1, 0) + self.similarity(1, b, a, 0)
            count = (
                zh_before[:, 0 : self.cols]
                + zh_before[:, 1 + b : 1 + b + self.cols].astype(np.float32)
                + en_before[0 : self.rows]
                + en_before[1 + a : 1 + a + self.rows]
            )
            out[t] = total / np.maximum(count, 1)
        return out

    def _edges(self, cosine: FloatArray) -> Features:
        """Whether each outer sentence belongs to the bead, and whether one outside it does."""
        weakest_en, weakest_zh, gain_en, gain_zh = (np.zeros_like(cosine) for _ in range(4))
        grow_en, grow_zh = (np.zeros_like(cosine) for _ in range(2))
        for t, (a, b) in enumerate(BEAD_TYPES):
            own = cosine[t]
            if a > 1:
                first, last = self.similarity(1, b), self.similarity(1, b, a - 1)
                weakest_en[t] = np.minimum(first, last) - own
                without = np.maximum(self.similarity(a - 1, b), self.similarity(a - 1, b, 1))
                gain_en[t] = own - without
            if b > 1:
                first, last = self.similarity(a, 1), self.similarity(a, 1, 0, b - 1)
                weakest_zh[t] = np.minimum(first, last) - own
                without = np.maximum(self.similarity(a, b - 1), self.similarity(a, b - 1, 0, 1))
                gain_zh[t] = own - without
            if a < MAX_RUN:
                more = np.maximum(self.similarity(a + 1, b), self.similarity(a + 1, b, -1))
                grow_en[t] = np.maximum(more - own, 0)
            if b < MAX_RUN:
                more = np.maximum(self.similarity(a, b + 1), self.similarity(a, b + 1, 0, -1))
                grow_zh[t] = np.maximum(more - own, 0)
        yield "weakest edge, English", weakest_en
        yield "weakest edge, Chinese", weakest_zh
        yield "gain of edge, English", gain_en
        yield "gain of edge, Chinese", gain_zh
        yield "gain left outside, English", grow_en
        yield "gain left outside, Chinese", grow_zh

    def _log_ratio(self) -> FloatArray:
        """Log of English over Chinese length about the pair's ratio, (types, rows, cols)."""
        en = {a: self._en.run_sums(a) for a in {a for a, _ in BEAD_TYPES}}
        zh = {b: self._zh.run_sums(b) * self.pair.manner.ratio for b in {b for _, b in BEAD_TYPES}}
        # a few characters are added to both: in very short sentences a ratio says little
        return np.stack(
            [np.log(en[a] + 8)[:, None] - np.log(zh[b] + 8)[None, :] for a, b in BEAD_TYPES]
        )

    def _paragraphs(self) -> Features:
        known = self._en.many_paragraphs and self._zh.many_paragraphs
        shape = (len(BEAD_TYPES), self.rows, self.cols)
        breaks, starts = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        both = np.zeros(shape, np.float32)
        if known:
            en, zh = self._en.starts_paragraph, self._zh.starts_paragraph
            for t, (a, b) in enumerate(BEAD_TYPES):
                inside_en = np.array([en[1 + k : 1 + k + self.rows] for k in range(1, a)])
                inside_zh = np.array([zh[1 + k : 1 + k + self.cols] for k in range(1, b)])
                n_en = inside_en.sum(axis=0) if a > 1 else np.zeros(self.rows)
                n_zh = inside_zh.sum(axis=0) if b > 1 else np.zeros(self.cols)
                breaks[t] = n_en[:, None] + n_zh[None, :]
            here_en = en[1 : 1 + self.rows, None]
            here_zh = zh[None, 1 : 1 + self.cols]
            starts[:] = here_en != here_zh
            both[:] = here_en & here_zh
        yield "paragraph break inside", breaks
        yield "paragraph begins on one side", starts
        yield "paragraph begins on both sides", both

    def _shared_words(self, size: FloatArray, literal: np.float32) -> Features:
        """How much of each side's words the other side has; and so for its outer sentences."""
        shape = (len(BEAD_TYPES), self.rows, self.cols)
        covered_en, covered_zh, missing_en, missing_zh = (
            np.zeros(shape, np.float32) for _ in "4444"
        )
        edge_en, edge_zh, beyond_en, beyond_zh = (np.zeros(shape, np.float32) for _ in "4444")
        for t, (a, b) in enumerate(BEAD_TYPES):
            found = sum((self._found_en(b, d) for d in range(1, a)), self._found_en(b, 0))
            mass = self._en.run_mass(a)[:, None]
            covered_en[t] = found / (mass + 1)
            missing_en[t] = (mass - found) / self._en.mass_mean
            found = sum((self._found_zh(a, d) for d in range(1, b)), self._found_zh(a, 0))
            mass = self._zh.run_mass(b)[None, :]
            covered_zh[t] = found / (mass + 1)
            missing_zh[t] = (mass - found) / self._zh.mass_mean
            if a > 1:
                edge_en[t] = np.minimum(self._share_en(b, 0), self._share_en(b, a - 1))
            if b > 1:
                edge_zh[t] = np.minimum(self._share_zh(a, 0), self._share_zh(a, b - 1))
            beyond_en[t] = np.maximum(self._share_en(b, -1), self._share_en(b, a))
            beyond_zh[t] = np.maximum(self._share_zh(a, -1), self._share_zh(a, b))
        for side, covered, missing, edge, beyond in (
            ("English", covered_en, missing_en, edge_en, beyond_en),
            ("Chinese", covered_zh, missing_zh, edge_zh, beyond_zh),
        ):
            yield f"words covered, {side}", covered
            yield f"words covered × size, {side}", covered * size
            yield f"words missing, {side}", missing
            yield f"words covered at the edge, {side}", edge
            yield f"words covered outside, {side}", beyond
        both = np.minimum(covered_en, covered_zh)
        yield "words covered, weaker side", both
        yield "words covered, weaker side × size", both * size
        yield "words covered × literalness", both * literal

    def _found_en(self, b: int, down: int, right: int = 0) -> FloatArray:
        i, j = 1 + down, 1 + right
        return self._coverage.en[b - 1, i : i + self.rows, j : j + self.cols]

    def _found_zh(self, a: int, right: int, down: int = 0) -> FloatArray:
        i, j = 1 + down, 1 + right
        return self._coverage.zh[a - 1, i : i + self.rows, j : j + self.cols]

    def _share_en(self, b: int, down: int, right: int = 0) -> FloatArray:
        """Covered share of the English sentence ``down`` from the row, by ``b`` Chinese ones."""
        found = self._found_en(b, down, right)
        share: FloatArray = found / (self._en.mass[1 + down : 1 + down + self.rows, None] + 1)
        return share

    def _share_zh(self, a: int, right: int, down: int = 0) -> FloatArray:
        found = self._found_zh(a, right, down)
        share: FloatArray = found / (self._zh.mass[None, 1 + right : 1 + right + self.cols] + 1)
        return share

    def _marks(self) -> Features:
        """Punctuation that one side has and the other has not."""
        for m, name in enumerate(MARKS):
            values = np.empty((len(BEAD_TYPES), self.rows, self.cols), dtype=np.float32)
            for t, (a, b) in enumerate(BEAD_TYPES):
                en = self._en.run_marks(a)[:, m, None]
                zh = self._zh.run_marks(b)[None, :, m]
                values[t] = np.minimum(np.abs(en - zh), 3)
            yield f"marks: {name}", values

    def nulls(self, english: bool) -> Features:
        """Names and arrays (rows, columns) of the features of skipping one sentence.

        Row i, column j: English sentence i is skipped between Chinese j − 1 and j
        (or Chinese sentence j between English i − 1 and i).
        """
        manner, shape = self.pair.manner, (self.rows, self.cols)
        side = "English" if english else "Chinese"
        window = self._en if english else self._zh
        here = self.similarity(1, 1)
        beside = self.similarity(1, 1, 0, -1) if english else self.similarity(1, 1, -1, 0)
        near = np.maximum(here, beside)
        # a sentence that has a good counterpart anywhere was probably not left out
        best = window.best[:, None] if english else window.best[None, :]
        length = window.run_sums(1)
        typical = window.side.lengths.mean()
        size = np.log((length + 8) / (typical + 8)).astype(np.float32)
        size = size[:, None] if english else size[None, :]
        literal = np.float32(manner.literalness)
        yield f"null {side}", np.ones(shape, np.float32)
        yield "null × literalness", np.full(shape, literal)
        yield "null: similar neighbour", (near - manner.similarity) / manner.spread
        similar = (best - manner.similarity) / manner.spread
        yield "null: similar anywhere", np.broadcast_to(similar, shape)
        yield "null: length", np.broadcast_to(size, shape)
        found = self._share_en(2, 0, -1) if english else self._share_zh(2, 0, -1)
        yield "null: words covered beside", found
        yield "null: words covered beside × literalness", found * literal
        yield "null: length × literalness", np.broadcast_to(size * literal, shape)


_TYPE_GROUPS: dict[str, Callable[[int, int], bool]] = {
    "1-1": lambda a, b: a == b == 1,
    "2-1": lambda a, b: (a, b) == (2, 1),
    "1-2": lambda a, b: (a, b) == (1, 2),
    "2-2": lambda a, b: (a, b) == (2, 2),
    "n-1": lambda a, b: a > 2 and b == 1,
    "1-n": lambda a, b: a == 1 and b > 2,
    "n-m": lambda a, b: min(a, b) > 1 and a + b > 4,
}


class _Window:
    """A slice of one side, one sentence more before and ``_HALO`` behind; zero outside."""

    def __init__(self, side: Side, begin: int, end: int) -> None:
        self.side, self.begin, self.end = side, begin, end
        at = np.arange(begin - 1, end + _HALO)
        self.exists: npt.NDArray[np.bool_] = (at >= 0) & (at < len(side))
        inside = np.clip(at, 0, max(len(side) - 1, 0))
        self.runs = side.runs[:, inside]
        self.runs[:, ~self.exists] = 0
        self.inside = inside
        self.mass = np.where(self.exists, side.words.mass[inside], 0).astype(np.float32)
        self.mass_mean = np.float32(max(1.0, float(side.words.mass.mean())))
        self._marks = np.where(self.exists[:, None], side.marks[inside], 0)
        self._lengths = np.where(self.exists, side.lengths[inside], 0)
        self.best = np.where(self.exists, side.best[inside], 0)[1 : 1 + end - begin]
        before = side.paragraphs[np.maximum(inside - 1, 0)]
        self.starts_paragraph = (side.paragraphs[inside] != before) | (inside == 0)
        self.many_paragraphs = bool(len(side) and side.paragraphs[-1] != side.paragraphs[0])

    def run_sums(self, k: int) -> FloatArray:
        """Characters in the ``k`` sentences from each place of the window, margins left out."""
        return self._sum(self._lengths, k)

    def run_mass(self, k: int) -> FloatArray:
        """Weight of the words in the ``k`` sentences from each place."""
        return self._sum(self.mass, k)

    def run_marks(self, k: int) -> FloatArray:
        """Counts of marks in the ``k`` sentences from each place, (places, marks)."""
        return self._sum(self._marks, k)

    def _sum(self, values: FloatArray, k: int) -> FloatArray:
        count = self.end - self.begin
        total = values[1 : 1 + count].astype(np.float32)
        for d in range(1, k):
            total += values[1 + d : 1 + d + count]
        return total
