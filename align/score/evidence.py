"""Evidence below the sentence: what of one side stands opposite, and what a cut parts.

Every token has a vector in its context (:class:`align.embed.encoder.TokenVectors`), in a space
that both languages share. A sentence *covers* a token of the other side as well as its most similar
token does. A token *leans* to one side of a cut between two sentences of the other side if its
counterparts there are more similar. Tables are for a rectangle of starts like that of
:class:`align.score.measures.Window`, with margins so wide that no value depends on the rectangle.

Comparing each token with its best counterpart follows ColBERT (Khattab & Zaharia 2020); what leans
across a cut, in both languages, is our own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from align.embed.encoder import FloatArray, IntArray, TokenVectors
from align.score.bead_types import MAX_RUN
from align.score.lexical import maxima_of_runs, row_maxima

#: Sentences on either side of a cut that are compared.
_NEAR = 2
#: Sentences before the first start and after the last one that any value needs.
_BEFORE, _AFTER = _NEAR + 1, MAX_RUN + _NEAR + 1
#: How sharply a token prefers its most similar counterparts, and the cosine of no counterpart.
_SHARP, _NONE = np.float32(12), np.float32(0.35)
_END = 6  # tokens at either end of a sentence
_LITTLE = np.float32(1)  # weight of tokens that is added to a sentence's: few tokens say little
_ZERO = np.float32(0)


@dataclass(frozen=True)
class SideEvidence:
    """Tables of one side, "own", against sentences of the other, "across".

    ``mass``: (own,), total weight of the tokens of each sentence; ``mean``: its mean over the
    document. ``covered[b - 1, r, c]``: weight of tokens of sentence r that sentences c … c + b − 1
    across cover. By sentence r and the cut before sentence c across: ``late[r, c]`` is the greatest
    weight of tokens at the end of r that lean behind the cut, ``early[r, c]`` that of tokens at its
    beginning that lean before it.
    """

    mean: np.float32
    mass: FloatArray
    covered: FloatArray
    late: FloatArray
    early: FloatArray


@dataclass(frozen=True)
class TokenEvidence:
    """The tables of both sides; ``top``, ``left``: the first English and Chinese sentence in them.

    ``first[r, c]``: how similar the first tokens of English r and Chinese c are; ``last``: the same
    for the last ones.
    """

    top: int
    left: int
    en: SideEvidence
    zh: SideEvidence
    first: FloatArray
    last: FloatArray


def token_evidence(
    en: TokenVectors, zh: TokenVectors, rows: tuple[int, int], columns: tuple[int, int]
) -> TokenEvidence:
    """The tables for starts at English ``rows`` and Chinese ``columns`` (first, one after last)."""
    one, other = _Part(en, *rows), _Part(zh, *columns)
    cosine = one.vectors @ other.vectors.T
    # the best of each token by sentence across; along rows, transposing takes as long as maxima
    best_en = np.maximum.reduceat(cosine, other.begins[:-1], axis=1).T
    best_zh = np.empty((len(one.begins) - 1, cosine.shape[1]), dtype=np.float32)
    row_maxima(cosine, one.begins[:-1], best_zh)
    return TokenEvidence(
        rows[0] - _BEFORE,
        columns[0] - _BEFORE,
        _side(one, other, best_en),
        _side(other, one, best_zh),
        _ends(one, other, cosine, last=False),
        _ends(one, other, cosine, last=True),
    )


class _Part:
    """The tokens of a range of sentences; positions outside the document have none."""

    def __init__(self, tokens: TokenVectors, first: int, stop: int) -> None:
        begin, end = first - _BEFORE, stop + _AFTER
        self.size = end - begin
        low, high = max(begin, 0), min(end, len(tokens.begins) - 1)
        self.at = slice(low - begin, high - begin)
        span = slice(int(tokens.begins[low]), int(tokens.begins[high]))
        self.begins = tokens.begins[low : high + 1] - span.start
        self.vectors = tokens.vectors[span].astype(np.float32, copy=False)
        self.weights = tokens.weights[span]
        self.mean = np.float32(tokens.weights.sum() / (len(tokens.begins) - 1))

    def spread(self, values: npt.NDArray[np.floating], axis: int) -> FloatArray:
        """Values of the sentences that exist at their positions, zero elsewhere."""
        shape = list(values.shape)
        shape[axis] = self.size
        out = np.zeros(shape, dtype=np.float32)
        out[(slice(None),) * axis + (self.at,)] = values
        return out


def _ends(en: _Part, zh: _Part, cosine: FloatArray, *, last: bool) -> FloatArray:
    """Mean cosine of the first or last tokens of sentences with their best counterparts there."""
    numbers = []
    for part in (en, zh):
        starts, ends = part.begins[:-1, None], part.begins[1:, None]
        step = np.arange(_END)
        some = np.maximum(ends - 1 - step, starts) if last else np.minimum(starts + step, ends - 1)
        numbers.append(some.ravel())
    shape = len(numbers[0]) // _END, _END, -1, _END
    table = cosine[np.ix_(*numbers)].reshape(shape)
    mean = (table.max(axis=3).mean(axis=1) + table.max(axis=1).mean(axis=2)) / 2
    return zh.spread(en.spread(mean, 0), 1)


def _side(own: _Part, across: _Part, best: FloatArray) -> SideEvidence:
    """``best``: the cosine of each own token with each sentence across, (across, own tokens)."""
    starts, ends = own.begins[:-1], own.begins[1:]
    weighted = np.maximum(maxima_of_runs(best, MAX_RUN), 0) * own.weights
    covered = np.add.reduceat(weighted, starts, axis=2).transpose(0, 2, 1)
    near = across.spread(np.exp(_SHARP * (best - _NONE)), 0)
    pad = np.zeros((_NEAR, near.shape[1]), dtype=np.float32)
    near = np.concatenate([pad, near, pad])
    before, behind = np.zeros((2, across.size, near.shape[1]), dtype=np.float32)
    for k in range(_NEAR):
        before += near[k : k + across.size]
        behind += near[k + _NEAR : k + _NEAR + across.size]
    lean = (behind - before) / (behind + before + 1) * own.weights
    # sums of what leans behind, from the first token; the least sum in a sentence is before the
    # tokens at its end that lean behind, and after those at its beginning that lean before
    heap = np.zeros((len(lean), lean.shape[1] + 1))
    np.cumsum(lean, axis=1, out=heap[:, 1:])
    least = np.minimum(np.minimum.reduceat(heap[:, :-1], starts, axis=1), heap[:, ends])

    def table(values: npt.NDArray[np.floating]) -> FloatArray:
        return own.spread(values.T, 0)

    return SideEvidence(
        own.mean,
        own.spread(np.add.reduceat(own.weights, starts), 0),
        across.spread(own.spread(covered, 1), 2),
        table(heap[:, ends] - least),
        table(heap[:, starts] - least),
    )


#: A side as the own one: name, tables, first own sentence and first across, numbers of sentences.
View: TypeAlias = tuple[str, SideEvidence, IntArray, IntArray, IntArray, IntArray]


class Evidence:
    """The tables at given starts, as features of candidates."""

    def __init__(self, tokens: TokenEvidence, i: IntArray, j: IntArray) -> None:
        self._sides, self._ends = (tokens.en, tokens.zh), (tokens.first, tokens.last)
        self._r, self._c = i - tokens.top, j - tokens.left

    def of_beads(self, a: IntArray, b: IntArray) -> Iterator[tuple[str, FloatArray]]:
        """Features of beads of ``a`` English and ``b`` Chinese sentences."""
        shares = []
        for name, side, x, y, m, n in self._both(a, b):
            whole, mass = self._whole(side, x, y, m, n), self._mass(side, x, m)
            share = whole / (mass + _LITTLE)
            shares.append(share)
            yield f"tokens covered, {name}", share
            yield f"tokens missing, {name}", (mass - whole) / side.mean
            first, last = (self._share(side, at, y, n) for at in (x, x + m - 1))
            yield f"tokens covered at the edge, {name}", np.minimum(first, last)
            # what only the outer sentences across cover, and what those beside the bead would add
            less, more = np.maximum(n - 1, 1), np.minimum(n + 1, MAX_RUN)
            without = np.maximum(
                self._whole(side, x, y, m, less), self._whole(side, x, y + (n > 1), m, less)
            )
            due: FloatArray = np.where(n > 1, whole - without, _ZERO)
            yield f"tokens due to the edge, {name}", due / side.mean
            wider = np.maximum(
                self._whole(side, x, y, m, more), self._whole(side, x, y - 1, m, more)
            )
            due = np.where(n < MAX_RUN, np.maximum(wider - whole, 0), _ZERO)
            yield f"tokens due to outside, {name}", due / side.mean
        yield "tokens covered, weaker side", np.minimum(*shares)
        yield from self._alike(a, b)
        yield from self._cuts(a, b)

    def of_nulls(self, english: bool) -> Iterator[tuple[str, FloatArray]]:
        """Features of null beads."""
        one = np.ones(len(self._r), dtype=np.int64)
        (_, own, x, y, _, _), (_, across, *_) = tuple(self._both(one, one))[:: 1 if english else -1]
        near = np.stack([self._share(own, x, y + d, one) for d in range(-_NEAR, _NEAR)])
        yield "null: tokens covered near", near.max(axis=0)
        # what it covers of the sentences beside it that their own counterparts do not
        gain: FloatArray = np.maximum(
            across.covered[1, y - 1, x - 1] - across.covered[0, y - 1, x - 1],
            across.covered[1, y, x] - across.covered[0, y, x + 1],
        )
        yield "null: tokens due to it", gain / (own.mass[x] + _LITTLE)

    def _both(self, a: IntArray, b: IntArray) -> Iterator[View]:
        """Both sides as the own one."""
        en, zh = self._sides
        yield "English", en, self._r, self._c, a, b
        yield "Chinese", zh, self._c, self._r, b, a

    @staticmethod
    def _whole(
        side: SideEvidence, x: IntArray, y: IntArray, m: IntArray, n: IntArray
    ) -> FloatArray:
        """The weight of ``m`` sentences that ``n`` across cover."""
        whole = np.zeros(len(x), dtype=np.float32)
        for k in range(MAX_RUN):
            covered = side.covered[n - 1, x + np.minimum(k, m - 1), y]
            whole += np.where(k < m, covered, _ZERO)
        return whole

    @staticmethod
    def _mass(side: SideEvidence, x: IntArray, m: IntArray) -> FloatArray:
        """The weight of all tokens of ``m`` sentences."""
        mass = np.zeros(len(x), dtype=np.float32)
        for k in range(MAX_RUN):
            mass += np.where(k < m, side.mass[x + np.minimum(k, m - 1)], _ZERO)
        return mass

    @staticmethod
    def _share(side: SideEvidence, x: IntArray, y: IntArray, n: IntArray) -> FloatArray:
        share: FloatArray = side.covered[n - 1, x, y] / (side.mass[x] + _LITTLE)
        return share

    def _alike(self, a: IntArray, b: IntArray) -> Iterator[tuple[str, FloatArray]]:
        """Whether both sides begin and end alike, and whether they would better beside."""
        ends = self._r + a - 1, self._c + b - 1
        for table, where, (r, c) in zip(
            self._ends, ("beginning", "end"), ((self._r, self._c), ends), strict=True
        ):
            here = table[r, c]
            beside = [table[r + k, c + q] for k, q in ((-1, 0), (1, 0), (0, -1), (0, 1))]
            yield f"tokens alike at the {where}", here
            yield f"tokens more alike beside the {where}", np.maximum.reduce(beside) - here

    def _cuts(self, a: IntArray, b: IntArray) -> Iterator[tuple[str, FloatArray]]:
        """Whether cuts at either end of the bead and inside it part what belongs together."""
        r, c = self._r, self._c
        for where, at in (("beginning", (r, c)), ("end", (r + a, c + b))):
            behind, before = self._parted(*at)
            yield f"tokens: behind the {where}", behind
            yield f"tokens: before the {where}", before
        least = np.full(len(a), np.inf, dtype=np.float32)
        most = np.zeros(len(a), dtype=np.float32)
        for k, q in product(range(1, MAX_RUN), repeat=2):
            inside = np.flatnonzero((k < a) & (q < b))
            if len(inside):
                both = self._parted(r[inside] + k, c[inside] + q)
                least[inside] = np.minimum(least[inside], both[0] + both[1])
                most[inside] = np.maximum(most[inside], np.maximum(*both))
        yield "tokens: parted by the best inner cut", np.where(least < np.inf, least, _ZERO)
        yield "tokens: parted by an inner cut", most

    def _parted(self, r: IntArray, c: IntArray) -> tuple[FloatArray, FloatArray]:
        """What a cut parts, if both languages agree: a clause before it that leans behind it, and
        one behind it that leans before it; as shares of a sentence."""
        en, zh = self._sides
        return (
            np.minimum(en.late[r - 1, c] / en.mean, zh.early[c, r] / zh.mean),
            np.minimum(en.early[r, c] / en.mean, zh.late[c - 1, r] / zh.mean),
        )
