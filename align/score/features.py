"""The features of candidate beads.

A candidate is a start (i, j) and a bead type: English sentences i … i + a − 1 against Chinese
j … j + b − 1. A feature is an array with one value per candidate. The ``cheap`` features suffice to
find the likely places of the corridor; the ``rich`` ones decide. The names of the features are the
keys of the weights.

Similarity, margin, length and edge features follow Vecalign (Thompson & Koehn 2019) and Bertalign
(Liu & Zhu 2022). Measuring them against the manner of the document pair, and the evidence of
clauses, are our own.
"""

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np

from align.embed.encoder import FloatArray, IntArray
from align.languages.typography.marks import MARKS
from align.score.bead_types import MAX_RUN, STEPS, TYPE_GROUPS
from align.score.borders import Borders
from align.score.evidence import Evidence
from align.score.measures import Slice, Window

#: (name, values) of one feature after the other.
Features: TypeAlias = Iterator[tuple[str, FloatArray]]

_SIZES = np.array(STEPS, dtype=np.int64)
_FAR = 4.0  # spreads; values farther off are clipped


class BeadFeatures:
    """Features of candidates with text on both sides; ``kind`` indexes ``STEPS``."""

    def __init__(self, window: Window, i: IntArray, j: IntArray, kind: IntArray) -> None:
        self.window, self.manner = window, window.pair.manner
        self.a, self.b = _SIZES[kind, 0], _SIZES[kind, 1]
        self._i, self._j = i, j
        self.r, self.c = i - window.top + 1, j - window.left + 1
        self._cosine = window.cosine.ravel()
        self._own = self.similarity(self.a, self.b)

    def similarity(
        self,
        a: IntArray | int,
        b: IntArray | int,
        down: IntArray | int = 0,
        right: IntArray | int = 0,
    ) -> FloatArray:
        """Cosine of ``a`` sentences, ``down`` from the start, with ``b``, ``right`` of it."""
        # one flat index is much faster than four
        _, rows, longest, columns = self.window.cosine.shape
        at = ((a - 1) * rows + self.r + down) * longest + (b - 1)
        values: FloatArray = self._cosine.take(at * columns + self.c + right)
        return values

    def cheap(self) -> Features:
        """The features that only need similarities and lengths."""
        a, b, manner = self.a, self.b, self.manner
        size = ((a + b) / 2).astype(np.float32)
        literal = np.float32(manner.literalness)
        for name, test in TYPE_GROUPS.items():
            yield f"type {name}", test(a, b).astype(np.float32)
        extra = (a + b - 2).astype(np.float32)
        yield "extra sentences", extra
        yield "extra sentences × literalness", extra * literal
        yield "bead × literalness", np.full(len(size), literal, dtype=np.float32)
        z = (self._own - np.float32(manner.similarity)) / np.float32(manner.spread)
        yield "similarity", z
        yield "similarity × size", z * size
        yield "similarity × literalness", z * literal
        yield "raw similarity × size", self._own * size
        margin = (self._own - self._neighbours()) / np.float32(manner.spread)
        yield "margin", margin
        yield "margin × size", margin * size
        yield "margin × literalness", margin * literal
        fit = np.minimum(np.abs(self._log_ratio()) / np.float32(manner.misfit), 8)
        yield "length misfit", fit
        yield "length misfit × size", fit * size
        yield "length misfit, merged", np.where(extra > 0, fit, np.float32(0))
        yield "length misfit, squared", fit * fit * np.float32(0.25)
        yield "length misfit × literalness", fit * literal

    def rich(self) -> Features:
        """All features."""
        yield from self.cheap()
        for name, values in self._edges():
            yield name, values / np.float32(self.manner.spread)
        yield from self._paragraphs()
        yield from self._words()
        if tokens := self.window.tokens:
            yield from Evidence(tokens, self._i, self._j).of_beads(self.a, self.b)
        yield from self._marks()
        yield from self._quotes()
        zh, en = self.window.borders
        yield from self._borders("Chinese", zh, self.r, self.c, self.a, self.b)
        yield from self._borders("English", en, self.c, self.r, self.b, self.a)

    def _neighbours(self) -> FloatArray:
        """Mean cosine of each side with the sentences next to the other side."""
        a, b, en, zh = self.a, self.b, self.window.en.exists, self.window.zh.exists
        total = self.similarity(a, 1, 0, -1) + self.similarity(a, 1, 0, b)
        total = total + self.similarity(1, b, -1, 0) + self.similarity(1, b, a, 0)
        count = zh[self.c - 1].astype(np.float32) + zh[self.c + b] + en[self.r - 1]
        mean: FloatArray = total / np.maximum(count + en[self.r + a], 1)
        return mean

    def _log_ratio(self) -> FloatArray:
        """Log of the English over the Chinese length, relative to the pair's ratio."""
        en, zh = self.window.en.lengths, self.window.zh.lengths
        long_en = en[self.r + self.a] - en[self.r]
        long_zh = (zh[self.c + self.b] - zh[self.c]) * np.float32(self.manner.ratio)
        # a few characters are added to both: the ratio of very short sentences says little
        ratio: FloatArray = np.log(long_en + 8) - np.log(long_zh + 8)
        return ratio

    def _edges(self) -> Features:
        """Whether each outer sentence belongs to the bead, and whether one next to it does."""
        a, b, own = self.a, self.b, self._own
        less_a, less_b = np.maximum(a - 1, 1), np.maximum(b - 1, 1)
        more_a, more_b = np.minimum(a + 1, MAX_RUN), np.minimum(b + 1, MAX_RUN)
        near, far = self.similarity, np.minimum
        many = a > 1
        yield "weakest edge, English", np.where(many, far(near(1, b), near(1, b, a - 1)) - own, 0)
        without = np.maximum(near(less_a, b), near(less_a, b, 1))
        yield "gain of edge, English", np.where(many, own - without, 0)
        more = np.maximum(near(more_a, b), near(more_a, b, -1))
        yield "gain left outside, English", np.where(a < MAX_RUN, np.maximum(more - own, 0), 0)
        many = b > 1
        last = near(a, 1, 0, b - 1)
        yield "weakest edge, Chinese", np.where(many, far(near(a, 1), last) - own, 0)
        without = np.maximum(near(a, less_b), near(a, less_b, 0, 1))
        yield "gain of edge, Chinese", np.where(many, own - without, 0)
        more = np.maximum(near(a, more_b), near(a, more_b, 0, -1))
        yield "gain left outside, Chinese", np.where(b < MAX_RUN, np.maximum(more - own, 0), 0)

    def _paragraphs(self) -> Features:
        en, zh = self.window.en, self.window.zh
        known = _many_paragraphs(en) and _many_paragraphs(zh)
        inside = en.paragraphs[self.r + self.a] - en.paragraphs[self.r + 1]
        inside = inside + zh.paragraphs[self.c + self.b] - zh.paragraphs[self.c + 1]
        here_en, here_zh = en.opens_paragraph[self.r], zh.opens_paragraph[self.c]
        yield "paragraph break inside", inside * np.float32(known)
        yield "paragraph begins on one side", (here_en != here_zh) * np.float32(known)
        yield "paragraph begins on both sides", (here_en & here_zh) * np.float32(known)

    def _words(self) -> Features:
        """The shares of words of each side, and of its outer sentences, that the other covers."""
        found, a, b, r, c = self.window.coverage, self.a, self.b, self.r, self.c
        en, zh = self.window.en, self.window.zh
        whole_en = np.zeros(len(r), dtype=np.float32)
        whole_zh = np.zeros(len(r), dtype=np.float32)
        for k in range(MAX_RUN):
            whole_en += np.where(k < a, found.en[b - 1, r + np.minimum(k, a), c], 0)
            whole_zh += np.where(k < b, found.zh[a - 1, r, c + np.minimum(k, b)], 0)

        def share_en(down: IntArray | int) -> FloatArray:
            share: FloatArray = found.en[b - 1, r + down, c] / (en.mass[r + down] + 1)
            return share

        def share_zh(right: IntArray | int) -> FloatArray:
            share: FloatArray = found.zh[a - 1, r, c + right] / (zh.mass[c + right] + 1)
            return share

        size = ((a + b) / 2).astype(np.float32)
        both: list[FloatArray] = []
        for name, side, at, count, whole, share in (
            ("English", en, r, a, whole_en, share_en),
            ("Chinese", zh, c, b, whole_zh, share_zh),
        ):
            mass = side.masses[at + count] - side.masses[at]
            covered = whole / (mass + 1)
            both.append(covered)
            yield f"words covered, {name}", covered
            yield f"words covered × size, {name}", covered * size
            yield f"words missing, {name}", (mass - whole) / np.float32(side.side.mean_mass)
            yield f"words covered at the edge, {name}", np.minimum(share(0), share(count - 1))
            yield f"words covered outside, {name}", np.maximum(share(-1), share(count))
        weaker = np.minimum(*both)
        yield "words covered, weaker side", weaker
        yield "words covered, weaker side × size", weaker * size
        yield "words covered × literalness", weaker * np.float32(self.manner.literalness)

    def _marks(self) -> Features:
        """Differences in punctuation."""
        en, zh = self.window.en.marks, self.window.zh.marks
        counts = en[self.r + self.a] - en[self.r] - zh[self.c + self.b] + zh[self.c]
        differences = np.minimum(np.abs(counts), 3)
        for m, name in enumerate(MARKS):
            yield f"marks: {name}", differences[:, m]

    def _quotes(self) -> Features:
        """Whether the bead begins or ends inside a quotation, on one side or both."""
        en, zh = self.window.en.quoted, self.window.zh.quoted
        here_en, here_zh = en[self.r], zh[self.c]
        ends = en[self.r + self.a] != zh[self.c + self.b]
        yield "begins inside a quotation on one side", (here_en != here_zh).astype(np.float32)
        yield "begins inside a quotation on both sides", (here_en & here_zh).astype(np.float32)
        yield "ends inside a quotation on one side", ends.astype(np.float32)

    def _borders(
        self,
        name: str,
        tables: Borders,
        w: IntArray,
        c: IntArray,
        count_whole: IntArray,
        count_cut: IntArray,
    ) -> Features:
        """Whether clauses at the borders of the bead belong to the bead before or after it."""
        spread = np.float32(self.manner.spread)
        last_w, last_c = w + count_whole - 1, c + count_cut - 1
        for what, values in (
            ("end belongs behind", tables.after[last_w, last_c]),
            ("end belongs behind, rest here", tables.after_rest[last_w, last_c]),
            ("beginning belongs before", tables.ahead[w, c]),
            ("beginning belongs before, rest here", tables.ahead_rest[w, c]),
        ):
            yield f"{what}, {name}", np.clip(values / spread, -_FAR, _FAR)
        # one sentence against several: does it have a part for each of them?
        single = (count_cut == 1) & (count_whole > 1)
        weakest = np.full(len(w), np.inf, dtype=np.float32)
        for k in range(MAX_RUN - 1):
            value = tables.between[w + np.minimum(k, count_whole - 1), c]
            weakest = np.where(k < count_whole - 1, np.minimum(weakest, value), weakest)
        clauses = single & (tables.one[c] == 0)
        fit = np.where(clauses, np.clip(weakest / (2 * spread), -_FAR, _FAR), 0)
        yield f"a clause for each, {name}", fit.astype(np.float32)
        yield f"one clause for several, {name}", (single & ~clauses).astype(np.float32)


def null_features(
    window: Window, i: IntArray, j: IntArray, *, english: bool, rich: bool
) -> Features:
    """Features of a null bead: English i between Chinese j − 1 and j, or the reverse."""
    pair, manner = window.pair, window.pair.manner
    side = "English" if english else "Chinese"
    r, c = i - window.top + 1, j - window.left + 1
    cosine = window.cosine[0, :, 0, :]
    beside = cosine[r, c - 1] if english else cosine[r - 1, c]
    own, at = (window.en, r) if english else (window.zh, c)
    literal = np.float32(manner.literalness)
    spread = np.float32(manner.spread)
    typical = np.float32(own.side.lengths.mean())
    size = np.log((own.lengths[at + 1] - own.lengths[at] + 8) / (typical + 8))
    ones = np.ones(len(i), dtype=np.float32)
    yield f"null {side}", ones
    yield "null × literalness", ones * literal
    near = np.maximum(cosine[r, c], beside)
    yield "null: similar neighbour", (near - np.float32(manner.similarity)) / spread
    yield "null: length", size
    yield "null: length × literalness", size * literal
    if not rich:
        return
    # a sentence with a good counterpart anywhere was probably not omitted
    best = pair.best_en if english else pair.best_zh
    if best is None:
        raise ValueError("best similarities are missing; see Pair.with_best")
    similar = best[own.numbers[at]] - np.float32(manner.similarity)
    yield "null: similar anywhere", similar / spread
    if english:
        found = window.coverage.en[1, r, c - 1] / (own.mass[r] + 1)
        part = np.maximum(window.borders[0].part[r, c], window.borders[0].part[r, c - 1])
    else:
        found = window.coverage.zh[1, r - 1, c] / (own.mass[c] + 1)
        part = np.maximum(window.borders[1].part[c, r], window.borders[1].part[c, r - 1])
    yield "null: words covered beside", found
    yield "null: words covered beside × literalness", found * literal
    yield "null: like a part beside", (part - np.float32(manner.similarity)) / spread
    if window.tokens:
        yield from Evidence(window.tokens, i, j).of_nulls(english)


def _many_paragraphs(side: Slice) -> bool:
    paragraphs = side.side.paragraphs
    return bool(paragraphs[-1] != paragraphs[0])
