"""Paths of beads over the likely places: the best path, and the probability of each bead.

Places are nodes, candidates are edges. The scores are those of a conditional random field:
P(path) ∝ exp(sum of its scores), and the probability of a bead is the share of the paths that
contain it. There are only a few edges per sentence, so plain loops are fast enough.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from align.embed.encoder import IntArray
from align.score.bead_types import STEPS

_NEVER = -1e30
Scores = npt.NDArray[np.floating]


@dataclass(frozen=True)
class Step:
    """One bead of a path, at English ``i`` and Chinese ``j``; ``kind`` indexes ``STEPS``."""

    i: int
    j: int
    kind: int

    @property
    def en(self) -> tuple[int, ...]:
        return tuple(range(self.i, self.i + STEPS[self.kind][0]))

    @property
    def zh(self) -> tuple[int, ...]:
        return tuple(range(self.j, self.j + STEPS[self.kind][1]))


@dataclass(frozen=True)
class Lattice:
    """Edges in the order of their sources: start ``i``, ``j``, ``kind``, and the numbers of the
    places that they connect. Places are numbered in ascending order along any path.
    """

    i: IntArray
    j: IntArray
    kind: IntArray
    source: IntArray
    target: IntArray
    places: int

    def step(self, edge: int) -> Step:
        return Step(int(self.i[edge]), int(self.j[edge]), int(self.kind[edge]))

    def only(self, kept: npt.NDArray[np.bool_]) -> "Lattice":
        """The same places with some of the edges."""
        i, j, kind = self.i[kept], self.j[kept], self.kind[kept]
        return Lattice(i, j, kind, self.source[kept], self.target[kept], self.places)


def make_lattice(i: IntArray, j: IntArray, firm: npt.NDArray[np.bool_] | None = None) -> Lattice:
    """All steps between these places, which are sorted and include the first and the last one.

    ``firm``, by English place: no step crosses such a place.

    >>> lattice = make_lattice(np.array([0, 0, 1]), np.array([0, 1, 1]))
    >>> sorted(STEPS[k] for k in lattice.kind)
    [(0, 1), (1, 0), (1, 1)]
    """
    width = int(j.max()) + 1
    code = i * width + j
    across = np.zeros(int(i.max()) + 2, dtype=np.int64)
    if firm is not None:
        across[1:] = np.cumsum(firm)
    found: list[tuple[IntArray, IntArray, IntArray]] = []
    for kind, (a, b) in enumerate(STEPS):
        inside = np.flatnonzero(j + b < width)
        aim = code[inside] + a * width + b
        at = np.minimum(np.searchsorted(code, aim), len(code) - 1)
        hit = code[at] == aim
        if a > 1:
            hit &= across[np.minimum(i[inside] + a, len(across) - 1)] == across[i[inside] + 1]
        found.append((inside[hit], at[hit], np.full(int(hit.sum()), kind)))
    source, target, kinds = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.argsort(source, kind="stable")
    source, target, kinds = source[order], target[order], kinds[order]
    return Lattice(i[source], j[source], kinds, source, target, len(i))


def solve(lattice: Lattice, scores: Scores) -> tuple[list[int], npt.NDArray[np.float64]]:
    """The edges of the best path from the first place to the last, and every edge's probability.

    Sums over paths are relative to exp(score of the best path to the same place): this avoids
    logarithms in the loops, and overflow.
    """
    levels, came = _levels(lattice, scores)
    path = []
    place = lattice.places - 1
    while place:
        edge = came[place]
        if edge < 0:
            raise RuntimeError(f"no path leads to place {place}")
        path.append(edge)
        place = int(lattice.source[edge])
    level = np.array(levels)
    share = np.exp(np.maximum(level[lattice.source] + scores - level[lattice.target], -700))
    source, target, factor = lattice.source.tolist(), lattice.target.tolist(), share.tolist()
    before = [0.0] * lattice.places
    before[0] = 1.0
    for s, t, f in zip(source, target, factor, strict=True):
        before[t] += before[s] * f
    after = [0.0] * lattice.places
    after[-1] = 1.0
    for s, t, f in zip(reversed(source), reversed(target), reversed(factor), strict=True):
        after[s] += after[t] * f
    through = np.array(before)[lattice.source] * share * np.array(after)[lattice.target]
    return path[::-1], np.minimum(through / before[-1], 1)


def _levels(lattice: Lattice, scores: Scores) -> tuple[list[float], list[int]]:
    """The best sum of scores to each place, and the last edge of that path."""
    best = [_NEVER] * lattice.places
    came = [-1] * lattice.places
    best[0] = 0.0
    edges = zip(lattice.source.tolist(), lattice.target.tolist(), scores.tolist(), strict=True)
    for edge, (source, target, score) in enumerate(edges):
        value = best[source] + score
        if value > best[target]:
            best[target], came[target] = value, edge
    return best, came
