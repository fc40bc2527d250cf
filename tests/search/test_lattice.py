"""The sums over a lattice against the enumeration of every path there is."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from align.score.bead_types import STEPS
from align.search.lattice import Step, make_lattice, solve

SHAPES = [*itertools.product(range(5), range(5)), (1, 9), (9, 1), (6, 3)]
SMALL = [(n, m) for n, m in SHAPES if (n, m) != (0, 0) and n * m <= 18]


def rectangle(n, m):
    places = list(itertools.product(range(n + 1), range(m + 1)))
    return np.array([i for i, _ in places]), np.array([j for _, j in places])


def some_places(n, m, seed):
    """A staircase from end to end, and half of the other places."""
    rng = np.random.default_rng(seed)
    i, j = rectangle(n, m)
    steps = np.linspace(0, m, n + 1).round().astype(int)
    keep = (rng.random(len(i)) < 0.5) | (j == steps[i])
    keep[0] = keep[-1] = True
    for a in range(n):  # skips lead from one stair to the next
        keep |= (i == a) & (j >= steps[a]) & (j <= steps[a + 1])
    return i[keep], j[keep]


def paths(lattice, node=0):
    """Every path from a node to the last one."""
    if node == lattice.nodes - 1:
        yield []
        return
    if node % 2 == 0:
        yield from paths(lattice, node + 1)
    for edge in np.flatnonzero(lattice.source == node):
        for rest in paths(lattice, lattice.target[edge]):
            yield [int(edge), *rest]


CASES = [pytest.param(rectangle(n, m), id=f"{n}x{m}") for n, m in SMALL] + [
    pytest.param(some_places(5, 6, seed), id=f"some of 5x6, {seed}") for seed in range(4)
]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("places", CASES)
def test_the_best_path_and_the_posteriors_are_those_of_all_paths(places, seed):
    lattice = make_lattice(*places)
    scores = np.random.default_rng(seed).normal(0, 2, len(lattice.i))
    every = list(paths(lattice))
    totals = np.array([scores[path].sum() for path in every])
    path, judged = solve(lattice, scores)
    assert path == every[int(totals.argmax())]
    share = np.exp(totals - np.logaddexp.reduce(totals))
    expected = np.zeros(len(scores))
    for weight, path in zip(share, every, strict=True):
        expected[path] += weight
    np.testing.assert_allclose(judged, expected, atol=1e-9)


def alignments(n, m, i=0, j=0):
    """Every division of two texts into beads, those without a counterpart in any order."""
    if (i, j) == (n, m):
        yield frozenset()
    for a, b in STEPS:
        if i + a <= n and j + b <= m:
            one = tuple(range(i, i + a)), tuple(range(j, j + b))
            yield from (rest | {one} for rest in alignments(n, m, i + a, j + b))


@pytest.mark.parametrize(("n", "m"), [(1, 1), (2, 3), (3, 2), (4, 3)])
def test_an_alignment_is_one_path_whatever_the_order_of_its_nulls(n, m):
    lattice = make_lattice(*rectangle(n, m))
    found = [
        frozenset((lattice.step(edge).en, lattice.step(edge).zh) for edge in path)
        for path in paths(lattice)
    ]
    assert sorted(map(sorted, found)) == sorted(map(sorted, set(alignments(n, m))))


@pytest.mark.parametrize("seed", range(20))
def test_where_places_are_missing_a_path_is_left(seed):
    lattice = make_lattice(*some_places(5, 5, seed))
    nulls_last = np.where(lattice.kind == STEPS.index((0, 1)), 2.0, 0.0)
    steps = [lattice.step(edge) for edge in solve(lattice, nulls_last)[0]]
    assert sum(len(step.en) for step in steps) == sum(len(step.zh) for step in steps) == 5


@pytest.mark.parametrize(("n", "m"), [(0, 7), (7, 0), (40, 25), (25, 40)])
def test_every_sentence_is_in_exactly_one_bead(n, m):
    lattice = make_lattice(*rectangle(n, m))
    scores = np.random.default_rng(n).normal(0, 1, len(lattice.i))
    steps = [lattice.step(edge) for edge in solve(lattice, scores)[0]]
    assert [i for step in steps for i in step.en] == list(range(n))
    assert [j for step in steps for j in step.zh] == list(range(m))


def test_the_probabilities_of_a_sentence_sum_to_one():
    lattice = make_lattice(*some_places(30, 33, 1))
    scores = np.random.default_rng(2).normal(0, 3, len(lattice.i))
    _, judged = solve(lattice, scores)
    covered = np.zeros(30)
    for edge, probability in enumerate(judged):
        covered[list(lattice.step(edge).en)] += probability
    np.testing.assert_allclose(covered, 1, atol=1e-9)


def test_nothing_on_both_sides_is_an_empty_path():
    lattice = make_lattice(np.array([0]), np.array([0]))
    assert solve(lattice, np.zeros(0))[0] == []


def test_places_may_begin_anywhere():
    """A block inside two documents: what crossings are looked for in."""
    i, j = rectangle(1, 2)
    lattice = make_lattice(i + 10, j + 20)
    assert Step(10, 20, STEPS.index((1, 2))) in {lattice.step(e) for e in range(len(lattice.i))}


def test_no_path_is_an_error_not_a_wrong_answer():
    with pytest.raises(RuntimeError, match="no path"):
        solve(make_lattice(np.array([0, 9]), np.array([0, 9])), np.zeros(0))


@pytest.mark.parametrize("seed", range(3))
def test_training_sums_agree_with_the_search(seed, monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "benchmarks")
    from crf import marginals

    lattice = make_lattice(*some_places(12, 9, seed))
    scores = np.random.default_rng(seed).normal(0, 2, len(lattice.i))
    begins = np.array([0, lattice.nodes])
    _, found = marginals(lattice.source, lattice.target, scores[:, None], begins)
    np.testing.assert_allclose(found[:, 0], solve(lattice, scores)[1], atol=1e-6)
