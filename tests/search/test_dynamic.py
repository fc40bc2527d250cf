"""The dynamic programme against the enumeration of every path there is."""

import itertools

import numpy as np
import pytest

from align.score.band import Band, full_band
from align.score.context import BEAD_TYPES
from align.score.scorer import BandScores
from align.search.dynamic import (
    STEPS,
    Step,
    backward,
    best_path,
    forward,
    null_posteriors,
    path_posteriors,
)

KIND = {step: kind for kind, step in enumerate(STEPS)}
SHAPES = [*itertools.product(range(5), range(5)), (1, 9), (9, 1), (6, 3)]
SMALL = [(n, m) for n, m in SHAPES if (n, m) != (0, 0)]


class Table:
    """A random score for every candidate of a band."""

    def __init__(self, band, seed, rows_a_block=2):
        self.band, self.size = band, rows_a_block
        rng = np.random.default_rng(seed)
        shape = (band.rows + 1, band.width)
        self.beads = rng.normal(0, 2, (len(BEAD_TYPES), *shape)).astype(np.float32)
        self.null_en = rng.normal(-1, 1, shape).astype(np.float32)
        self.null_zh = rng.normal(-1, 1, shape).astype(np.float32)

    def blocks(self, *, backwards=False):
        tops = range(0, self.band.rows + 1, self.size)
        for top in reversed(tops) if backwards else tops:
            rows = slice(top, min(top + self.size, self.band.rows + 1))
            yield BandScores(top, self.beads[:, rows], self.null_en[rows], self.null_zh[rows])

    def inside(self, i, j):
        low = int(self.band.low[i])
        return low <= j < low + self.band.width and j <= self.band.columns

    def score(self, step):
        column = step.j - int(self.band.low[step.i])
        a, b = STEPS[step.kind]
        if (a, b) == (1, 0):
            return float(self.null_en[step.i, column])
        if (a, b) == (0, 1):
            return float(self.null_zh[step.i, column])
        return float(self.beads[step.kind, step.i, column])

    def total(self, path):
        return sum(map(self.score, path))

    def all_paths(self, i=0, j=0):
        """Every path from (i, j) to the end that stays inside the band."""
        end = (self.band.rows, self.band.columns)
        if (i, j) == end:
            yield []
        for kind, (a, b) in enumerate(STEPS):
            if i + a <= end[0] and j + b <= end[1] and self.inside(i + a, j + b):
                for rest in self.all_paths(i + a, j + b):
                    yield [Step(i, j, kind), *rest]


def narrow_band(n, m, width):
    low = np.clip(np.rint(np.linspace(0, m, n + 1)).astype(int) - width // 2, 0, m + 1 - width)
    low[0] = 0
    low[-1] = m + 1 - width
    return Band(np.maximum.accumulate(low).astype(np.int64), width, m)


BANDS = [
    *[pytest.param(full_band(n, m), id=f"{n}x{m}") for n, m in SMALL if n * m <= 16],
    pytest.param(full_band(6, 3), id="6x3"),
    pytest.param(narrow_band(5, 5, 3), id="5x5 narrow"),
    pytest.param(narrow_band(4, 6, 4), id="4x6 narrow"),
    pytest.param(narrow_band(6, 4, 3), id="6x4 narrow"),
    pytest.param(Band(np.array([0, 0, 2, 3, 3]), 3, 5), id="4x5 uneven"),
    pytest.param(Band(np.array([0, 0, 0, 1]), 6, 4), id="3x4 beyond the last column"),
]


def close(value):
    return pytest.approx(value, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("band", BANDS)
def test_the_best_path_is_the_best_of_all(band, seed):
    table = Table(band, seed)
    best = max(table.all_paths(), key=table.total)
    found = best_path(band, table.blocks())
    assert table.total(found) == close(table.total(best))
    assert found == best  # the scores are random: no two paths are equally good


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("band", BANDS)
def test_the_log_sum_is_that_of_all_paths_from_either_end(band, seed):
    table = Table(band, seed)
    totals = [table.total(path) for path in table.all_paths()]
    sums = forward(band, table.blocks())
    after = backward(band, table.blocks(backwards=True))
    assert sums.total == close(np.logaddexp.reduce(totals))
    assert after[0, 0 - band.low[0]] == close(sums.total)
    assert sums.before[0, 0] == 0  # nothing comes before the beginning
    for i in range(band.rows + 1):
        for j in range(band.columns + 1):
            if table.inside(i, j):
                rest = [table.total(path) for path in table.all_paths(i, j)]
                here = after[i, j - int(band.low[i])]
                assert here == close(np.logaddexp.reduce(rest)) if rest else here < -1e20


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("band", BANDS)
def test_posteriors_are_shares_of_all_paths(band, seed):
    table = Table(band, seed)
    paths = list(table.all_paths())
    totals = np.array([table.total(path) for path in paths])
    share = np.exp(totals - np.logaddexp.reduce(totals))
    sums = forward(band, table.blocks())
    after = backward(band, table.blocks(backwards=True))
    best = best_path(band, table.blocks())
    judged = path_posteriors(band, table.blocks(), sums, after, best)
    assert len(judged) == len(best)
    for step, (score, posterior) in zip(best, judged, strict=True):
        assert score == close(table.score(step))
        assert posterior == close(sum(share[k] for k, path in enumerate(paths) if step in path))
    null_en, null_zh = null_posteriors(band, table.blocks(), sums, after)
    expected_en, expected_zh = np.zeros(band.rows), np.zeros(band.columns)
    for weight, path in zip(share, paths, strict=True):
        for step in path:
            if STEPS[step.kind] == (1, 0):
                expected_en[step.i] += weight
            elif STEPS[step.kind] == (0, 1):
                expected_zh[step.j] += weight
    np.testing.assert_allclose(null_en, expected_en, atol=1e-5)
    np.testing.assert_allclose(null_zh, expected_zh, atol=1e-5)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("band", [full_band(4, 4), full_band(12, 9), narrow_band(15, 15, 7)])
def test_what_becomes_of_a_sentence_sums_to_one(band, seed):
    """All candidates that cover one sentence, null or not, share its probability."""
    table = Table(band, seed)
    sums = forward(band, table.blocks())
    after = backward(band, table.blocks(backwards=True))
    candidates = [
        step
        for i in range(band.rows + 1)
        for j in range(band.columns + 1)
        for kind, (a, b) in enumerate(STEPS)
        if table.inside(i, j) and i + a <= band.rows and table.inside(i + a, j + b)
        for step in [Step(i, j, kind)]
    ]
    judged = path_posteriors(band, table.blocks(), sums, after, candidates)
    covered_en, covered_zh = np.zeros(band.rows), np.zeros(band.columns)
    for step, (_, posterior) in zip(candidates, judged, strict=True):
        covered_en[list(step.en)] += posterior
        covered_zh[list(step.zh)] += posterior
    assert covered_en == pytest.approx(1, abs=1e-6)
    assert covered_zh == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("rows_a_block", [1, 3, 100])
@pytest.mark.parametrize(("n", "m"), [*SMALL, (40, 25), (25, 40), (300, 1), (1, 300)])
def test_every_sentence_is_in_exactly_one_bead(n, m, rows_a_block):
    band = full_band(n, m)
    path = best_path(band, Table(band, n * 1000 + m, rows_a_block).blocks())
    assert [i for step in path for i in step.en] == list(range(n))
    assert [j for step in path for j in step.zh] == list(range(m))


@pytest.mark.parametrize("seed", range(5))
def test_the_path_stays_inside_a_narrow_band(seed):
    band = narrow_band(60, 45, 9)
    table = Table(band, seed, rows_a_block=7)
    path = best_path(band, table.blocks())
    for step in path:
        a, b = STEPS[step.kind]
        assert table.inside(step.i, step.j)
        assert table.inside(step.i + a, step.j + b)
    assert [i for step in path for i in step.en] == list(range(60))
    assert [j for step in path for j in step.zh] == list(range(45))


def test_nothing_on_both_sides_is_an_empty_path():
    band = full_band(0, 0)
    table = Table(band, 0)
    assert best_path(band, table.blocks()) == []
    assert forward(band, table.blocks()).total == 0


def test_nothing_on_one_side_leaves_null_beads():
    band = full_band(0, 4)
    path = best_path(band, Table(band, 0).blocks())
    assert [STEPS[step.kind] for step in path] == [(0, 1)] * 4
    band = full_band(4, 0)
    path = best_path(band, Table(band, 0).blocks())
    assert [STEPS[step.kind] for step in path] == [(1, 0)] * 4


def test_the_size_of_a_block_changes_nothing():
    band = narrow_band(30, 30, 11)
    tables = [Table(band, 5, rows_a_block=size) for size in (1, 4, 31)]
    paths = [best_path(band, table.blocks()) for table in tables]
    totals = [forward(band, table.blocks()).total for table in tables]
    assert paths[0] == paths[1] == paths[2]
    assert totals == pytest.approx([totals[0]] * 3)


def test_scores_of_any_size_stay_finite():
    band = full_band(20, 20)
    table = Table(band, 1)
    table.beads *= 400
    sums = forward(band, table.blocks())
    after = backward(band, table.blocks(backwards=True))
    assert np.isfinite(sums.total)
    assert after[0, 0] == close(sums.total)
    judged = path_posteriors(band, table.blocks(), sums, after, best_path(band, table.blocks()))
    assert all(0 <= posterior <= 1 for _, posterior in judged)


def test_steps_hold_what_the_design_promises():
    assert {(1, 1), (1, 2), (2, 1), (2, 2), (1, 0), (0, 1)} <= set(KIND)
    assert all(n + m >= 1 for n, m in STEPS)
