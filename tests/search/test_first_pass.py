"""The first pass: few places are left, and the right ones are among them."""

import numpy as np
import pytest

from align.document import Document
from align.embed.models import encoders_of, load_encoder
from align.score.measures import Pair, make_side
from align.score.weights import Scorer, shipped_weights
from align.search.corridor import full_band
from align.search.first_pass import _Grid, best_similarities, likely_places

EN = """The museum opened in May.
Its first show was about rivers.
It drew 12,000 visitors.
Nobody had expected that.
The second show is about rain.
It will run until December."""
ZH = """博物馆于五月开馆。
首个展览以河流为主题，吸引了1.2万名观众。
这出乎所有人的意料。
门票免费。
第二个展览的主题是雨。
展览将持续到十二月。"""
GOLD = [(0, 0), (1, 1), (3, 2), (4, 3), (4, 4), (5, 5), (6, 6)]


@pytest.fixture(scope="module")
def pair():
    encoders = encoders_of(load_encoder())
    en = Document.from_sentences(EN.splitlines(), "en")
    zh = Document.from_sentences(ZH.splitlines(), "zh")
    return Pair.make(make_side(en, encoders), make_side(zh, encoders))


def test_the_right_places_and_few_others_remain(pair):
    band = full_band(6, 6)
    pair, manner = best_similarities(pair, band)
    places = likely_places(pair.with_manner(manner), Scorer(shipped_weights()), band)
    left = set(zip(places.i.tolist(), places.j.tolist(), strict=True))
    assert set(GOLD) <= left
    assert len(left) < 0.7 * 49


def test_the_slack_decides_how_many(pair):
    band = full_band(6, 6)
    pair, manner = best_similarities(pair, band)
    scorer = Scorer(shipped_weights())
    counts = [len(likely_places(pair.with_manner(manner), scorer, band, s).i) for s in (0, 5, 1e6)]
    assert counts[0] < counts[1] < counts[2] == 49


def test_both_sweeps_agree_on_the_best_path(pair):
    band = full_band(6, 6)
    grid = _Grid(pair, Scorer(shipped_weights()), band)
    assert grid.down()[0][grid.size - 1] == pytest.approx(grid.up()[0], abs=1e-4)


def test_each_sentence_knows_its_most_similar_one(pair):
    found, _ = best_similarities(pair, full_band(6, 6))
    cosine = pair.en.runs[0] @ pair.zh.runs[0].T
    np.testing.assert_allclose(found.best_en, cosine.max(axis=1), atol=1e-6)
    np.testing.assert_allclose(found.best_zh, cosine.max(axis=0), atol=1e-6)
