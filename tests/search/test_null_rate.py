"""How often a pair leaves sentences out is inferred from the pair."""

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from align.document import Document
from align.embed import load_encoder
from align.embed.models import encoders_of
from align.errors import InputError
from align.score.bead_types import NULL_EN, NULL_ZH, STEPS
from align.score.measures import Pair, make_side
from align.score.weights import Scorer, Weights, shipped_weights
from align.search.lattice import make_lattice
from align.search.null_rate import NullRate
from align.search.two_pass import RATE, expected_path, find_beads

LEARNED = {"trained": 0.06, "usual": 0.1, "prior": 300, "whole": 30}
ONE = STEPS.index((1, 1))


def text(size, doubtful=(), sure=()):
    """A pair of ``size`` lines and their scores: a few are doubtful, others surely omitted.

    The Chinese side lacks the latter; a doubtful line is either a 1–1 bead or two null beads.
    """
    kept = [i for i in range(size) if i not in sure]
    places = sorted(
        set(
            itertools.chain.from_iterable(
                [(i, j), (i + 1, j), (i, j + 1), (i + 1, j + 1)] for j, i in enumerate(kept)
            )
        )
        | {(i + 1, sum(k < i for k in kept)) for i in sure}
        | {(0, 0)}
    )
    places = [(i, j) for i, j in places if i <= size and j <= len(kept)]
    lattice = make_lattice(*(np.array(side) for side in zip(*places, strict=True)))
    scores = np.full(len(lattice.i), -12.0)
    for edge, (i, j, kind) in enumerate(zip(lattice.i, lattice.j, lattice.kind, strict=True)):
        if kind in (NULL_EN, NULL_ZH):
            scores[edge] = -4.0
        if kind == NULL_EN and i in sure:
            scores[edge] = 4.0
        if kind == ONE and i in kept and kept[j] == i:
            scores[edge] = -8.2 if i in doubtful else 8.0
    free = np.ones(size, bool), np.ones(len(kept), bool)
    return lattice, scores, free


def nulls(lattice, scores, free, learned=LEARNED):
    rate = NullRate(lattice, free, learned)
    judged, _ = rate.settle(scores)
    return rate.posteriors(judged)[0]


def test_where_nothing_is_left_out_a_doubtful_sentence_is_linked():
    found = nulls(*text(400, doubtful=[200]))
    assert nulls(*text(400, doubtful=[200]), {})[200] > 0.5 > found[200]


def test_where_much_is_left_out_a_sure_omission_stays_and_a_doubtful_one_grows():
    sure = range(3, 400, 9)
    found, plain = (nulls(*text(400, [200], sure), own) for own in (LEARNED, {}))
    assert found[list(sure)].min() > 0.99
    assert found[200] > plain[200]


def test_a_short_document_stays_near_the_prior():
    few, many = (nulls(*text(size, doubtful=[5]))[5] for size in (10, 400))
    assert many < 0.6 * few


def test_a_passage_that_one_side_lacks_stays_however_complete_the_rest():
    """A doubtful sentence inside a passage without counterparts, and the same one elsewhere."""
    sure = [i for i in range(380, 400) if i != 390]
    found = nulls(*text(400, [100, 390], sure))
    assert found[390] > 1.5 * found[100]
    assert found[sure].min() > 0.99


def test_sentences_that_a_person_decided_do_not_count():
    lattice, scores, (en, zh) = text(60, doubtful=[30], sure=range(40, 50))
    without = np.ones(60, bool)
    without[40:50] = False
    assert nulls(lattice, scores, (without, zh))[30] < nulls(lattice, scores, (en, zh))[30]


def test_a_few_rounds_reach_the_fixed_point(monkeypatch):
    case = text(400, doubtful=range(5, 400, 40), sure=range(3, 400, 60))
    found = nulls(*case)
    monkeypatch.setattr("align.search.null_rate.ROUNDS", 12)
    np.testing.assert_allclose(found, nulls(*case), atol=0.03)


def test_the_path_prefers_beads_that_are_probably_right():
    """Two ways to cut share a bead: it is better than the most probable single path without it."""
    lattice = make_lattice(np.array([0, 1, 1, 2]), np.array([0, 0, 1, 1]))
    judged = np.zeros(len(lattice.i))
    steps = [(lattice.step(edge).en, lattice.step(edge).zh) for edge in range(len(judged))]
    for step, share in {
        ((0,), (0,)): 0.45,
        ((1,), ()): 0.45,
        ((0,), ()): 0.55,
        ((1,), (0,)): 0.55,
    }.items():
        judged[steps.index(step)] = share
    assert [steps[edge] for edge in expected_path(lattice, judged)] == [((0,), ()), ((1,), (0,))]


GOLD = Path(__file__).parents[2] / "corpora" / "gold"


@pytest.fixture(scope="module")
def pair():
    name = "2024-01-12-annual-work-conference"
    encoders = encoders_of(load_encoder())
    lines = [(GOLD / f"{name}.{side}.txt").read_text("utf-8").split("\n") for side in ("en", "zh")]
    documents = (
        Document.from_sentences(t, side) for t, side in zip(lines, ("en", "zh"), strict=True)
    )
    return Pair.make(*(make_side(document, encoders) for document in documents))


def test_the_rate_is_shown_as_a_part_of_the_score(pair):
    weights = replace(shipped_weights(), nulls=LEARNED)
    beads = find_beads(pair, Scorer(weights), explain=True).beads
    for bead in beads:
        assert sum(bead.parts.values()) == pytest.approx(bead.score, abs=0.02)
        assert bool(bead.en and bead.zh) or RATE in bead.parts


def test_weights_without_these_numbers_still_load(pair):
    old = replace(shipped_weights(), nulls={})
    again = Weights.from_json(old.to_json())
    assert again.nulls == {}
    assert all(RATE not in b.parts for b in find_beads(pair, Scorer(again), explain=True).beads)


BROKEN = [{"trained": 0.1}, {**LEARNED, "usual": 2}, {**LEARNED, "prior": 0}]


@pytest.mark.parametrize("broken", BROKEN)
def test_a_file_with_other_numbers_is_refused(broken):
    text = replace(shipped_weights(), nulls=broken).to_json()
    with pytest.raises(InputError, match="not a weights file"):
        Weights.from_json(text)


def test_the_numbers_survive_the_file():
    text = replace(shipped_weights(), nulls=LEARNED).to_json()
    assert Weights.from_json(text).nulls == LEARNED
