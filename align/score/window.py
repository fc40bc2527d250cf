"""A rectangle of starts and what surrounds it: the tables from which features are read.

Rows are English sentences, columns Chinese ones; one more stands before the rectangle and
``HALO`` behind it, and what lies outside the documents is zero.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from align.score.arrays import FloatArray, IntArray
from align.score.borders import Borders, borders
from align.score.lexical import Coverage, coverage
from align.score.pair import MAX_RUN, Pair, Side

HALO = MAX_RUN + 1


@dataclass(frozen=True)
class Slice:
    """One side of a window: sentence numbers, clipped to the document where they leave it."""

    side: Side
    begin: int
    numbers: IntArray
    exists: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, side: Side, begin: int, end: int) -> "Slice":
        at = np.arange(begin - 1, end + HALO)
        return cls(side, begin, np.clip(at, 0, len(side) - 1), (at >= 0) & (at < len(side)))

    def runs(self, longest: int) -> FloatArray:
        """Vectors of runs that begin here, (longest, sentences, d)."""
        runs = self.side.runs[:longest, self.numbers]
        runs[:, ~self.exists] = 0
        return runs.astype(np.float32, copy=False)

    def take(self, values: FloatArray) -> FloatArray:
        """Facts by sentence, zero outside."""
        taken = values[self.numbers]
        taken[~self.exists] = 0
        return taken

    @cached_property
    def lengths(self) -> FloatArray:
        """Cumulative characters: a run's are a difference of two."""
        return _cumulative(self.take(self.side.lengths))

    @cached_property
    def mass(self) -> FloatArray:
        """Weight of each sentence's words."""
        return self.take(self.side.mass)

    @cached_property
    def masses(self) -> FloatArray:
        """Cumulative weight of words."""
        return _cumulative(self.mass)

    @cached_property
    def marks(self) -> FloatArray:
        """Cumulative counts of marks, (sentences + 1, marks)."""
        return _cumulative(self.take(self.side.marks))

    @cached_property
    def opens_paragraph(self) -> npt.NDArray[np.bool_]:
        """Whether a paragraph begins with the sentence."""
        paragraphs = self.side.paragraphs
        before = paragraphs[np.maximum(self.numbers - 1, 0)]
        opens: npt.NDArray[np.bool_] = (paragraphs[self.numbers] != before) | (self.numbers == 0)
        return opens

    @cached_property
    def paragraphs(self) -> FloatArray:
        """Cumulative count of paragraphs that begin."""
        return _cumulative(self.take_all(self.opens_paragraph))

    def take_all(self, values: npt.NDArray[np.bool_]) -> FloatArray:
        """Facts that are by place of the window already, zero outside."""
        return np.where(self.exists, values, 0).astype(np.float32)

    @cached_property
    def quoted(self) -> npt.NDArray[np.bool_]:
        """Whether the sentence begins inside a quotation."""
        at = np.arange(self.begin - 1, self.begin - 1 + len(self.numbers))
        quoted: npt.NDArray[np.bool_] = self.side.quoted[np.clip(at, 0, len(self.side))]
        return quoted


class Window:
    """The rectangle of starts: English ``top … bottom − 1``, Chinese ``left … right − 1``."""

    def __init__(
        self, pair: Pair, top: int, bottom: int, left: int, right: int, longest: int = MAX_RUN
    ) -> None:
        self.pair, self.top, self.left, self.longest = pair, top, left, longest
        self.en = Slice.of(pair.en, top, bottom)
        self.zh = Slice.of(pair.zh, left, right)

    @cached_property
    def cosine(self) -> FloatArray:
        """Cosine of the run of a at row r with the run of b at column c: [a − 1, r, b − 1, c]."""
        en, zh = self.en.runs(self.longest), self.zh.runs(self.longest)
        product = en.reshape(-1, en.shape[2]) @ zh.reshape(-1, zh.shape[2]).T
        table: FloatArray = product.reshape(*en.shape[:2], *zh.shape[:2])
        return table

    @cached_property
    def coverage(self) -> Coverage:
        """Weight of words that find a counterpart."""
        en, zh = self.pair.en.words, self.pair.zh.words
        found = coverage(en, zh, self.pair.links, self.en.numbers, self.zh.numbers, MAX_RUN)
        found.en[:, ~self.en.exists] = 0
        found.zh[:, :, ~self.zh.exists] = 0
        return found

    @cached_property
    def borders(self) -> tuple[Borders, Borders]:
        """What the clauses of the Chinese sentences, and of the English ones, say of borders."""
        en, zh = self.pair.en.clauses, self.pair.zh.clauses
        return (
            borders(zh, self.zh.numbers, en.whole[self.en.numbers]),
            borders(en, self.en.numbers, zh.whole[self.zh.numbers]),
        )


def _cumulative(values: FloatArray) -> FloatArray:
    total = np.cumsum(values, axis=0, dtype=np.float64)
    zero = np.zeros((1, *values.shape[1:]))
    return np.concatenate([zero, total]).astype(np.float32)
