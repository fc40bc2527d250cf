"""Paths of beads over the likely places: the best path, and the probability of each bead.

Places are nodes, candidates are edges. The scores are those of a conditional random field:
P(path) ∝ exp(sum of its scores), and the probability of a bead is the share of the paths that
contain it. There are only a few edges per sentence, so plain loops are fast enough.

Where sentences of both sides have no counterpart at one place, their null beads could be put in any
order: n English and m Chinese ones in (n + m choose n), all of them the same alignment. So that it
counts once, English null beads come first: each place is two nodes, and only from the first node do
English null beads begin.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from align.embed.encoder import IntArray
from align.score.bead_types import NULL_EN, NULL_ZH, STEPS

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
class Moves:
    """From node to node in the order of the sources, by an edge or to the second node of a place.

    ``edge``: numbers of the edges, then those of the moves without an edge, which score 0.
    """

    source: IntArray
    target: IntArray
    edge: IntArray
    edges: int

    def gains(self, scores: Scores) -> npt.NDArray[np.float64]:
        gains = np.zeros(len(self.edge))
        gains[: self.edges] = scores
        return gains[self.edge]


@dataclass(frozen=True)
class Lattice:
    """Edges in the order of their sources: start ``i``, ``j``, ``kind``, and the nodes that they
    connect.

    Nodes are numbered in ascending order along any path. Place p is the nodes 2p and 2p + 1; one
    gets from the first to the second one without an edge. A path leads from node 0 to the last one.
    """

    i: IntArray
    j: IntArray
    kind: IntArray
    source: IntArray
    target: IntArray
    nodes: int

    def step(self, edge: int) -> Step:
        return Step(int(self.i[edge]), int(self.j[edge]), int(self.kind[edge]))

    @cached_property
    def moves(self) -> Moves:
        """Its edges, and the moves from the first node of each place to the second one."""
        first = np.arange(0, self.nodes, 2)
        source = np.concatenate([self.source, first])
        order = np.argsort(source, kind="stable")
        target = np.concatenate([self.target, first + 1])
        return Moves(source[order], target[order], order, len(self.source))

    def only(self, kept: npt.NDArray[np.bool_]) -> "Lattice":
        """The same places with some of the edges."""
        i, j, kind = self.i[kept], self.j[kept], self.kind[kept]
        return Lattice(i, j, kind, self.source[kept], self.target[kept], self.nodes)


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
    # an English null bead could only come first where the two places of the other order exist
    turned = np.isin(code[source] + width - 1, code) & (j[source] > 0)
    later = np.where(kinds == NULL_EN, ~(turned & np.isin(code[source] - 1, code)), True)
    nodes = 2 * source + later
    order = np.argsort(nodes, kind="stable")
    source, target, kinds = source[order], target[order], kinds[order]
    target = 2 * target + (kinds == NULL_ZH)
    return Lattice(i[source], j[source], kinds, nodes[order], target, 2 * len(i))


def solve(lattice: Lattice, scores: Scores) -> tuple[list[int], npt.NDArray[np.float64]]:
    """The edges of the best path from the first place to the last, and every edge's probability.

    Sums over paths are relative to exp(score of the best path to the same node): this avoids
    logarithms in the loops, and overflow.
    """
    moves = lattice.moves
    gains = moves.gains(scores)
    levels, came = _levels(moves, gains, lattice.nodes)
    path = _followed_back(moves, came)
    level = np.array(levels)
    share = np.exp(np.maximum(level[moves.source] + gains - level[moves.target], -700))
    source, target, factor = moves.source.tolist(), moves.target.tolist(), share.tolist()
    before = [0.0] * lattice.nodes
    before[0] = 1.0
    for s, t, f in zip(source, target, factor, strict=True):
        before[t] += before[s] * f
    after = [0.0] * lattice.nodes
    after[-1] = 1.0
    for s, t, f in zip(reversed(source), reversed(target), reversed(factor), strict=True):
        after[s] += after[t] * f
    through = np.empty(len(gains))
    through[moves.edge] = np.array(before)[moves.source] * share * np.array(after)[moves.target]
    return path, np.minimum(through[: len(scores)] / before[-1], 1)


def best_path(lattice: Lattice, scores: Scores) -> list[int]:
    """The edges of the best path from the first place to the last."""
    moves = lattice.moves
    return _followed_back(moves, _levels(moves, moves.gains(scores), lattice.nodes)[1])


def _followed_back(moves: Moves, came: list[int]) -> list[int]:
    """The edges of the path that ends with the last of these moves by node."""
    path = []
    node = len(came) - 1
    while node:
        move = came[node]
        if move < 0:
            raise RuntimeError(f"no path leads to place {node // 2}")
        if (edge := int(moves.edge[move])) < moves.edges:
            path.append(edge)
        node = int(moves.source[move])
    return path[::-1]


def _levels(
    moves: Moves, gains: npt.NDArray[np.float64], nodes: int
) -> tuple[list[float], list[int]]:
    """The best sum of scores to each node, and the last move of that path."""
    best = [_NEVER] * nodes
    came = [-1] * nodes
    best[0] = 0.0
    every = zip(moves.source.tolist(), moves.target.tolist(), gains.tolist(), strict=True)
    for move, (source, target, gain) in enumerate(every):
        value = best[source] + gain
        if value > best[target]:
            best[target], came[target] = value, move
    return best, came
