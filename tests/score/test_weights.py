"""The weights: a file that says what it is and where it comes from, and fits the code."""

import json
from datetime import date

import numpy as np
import pytest

from align.document import Document
from align.embed import load_encoder
from align.errors import InputError
from align.score.band import full_band
from align.score.context import Pair, make_side
from align.score.features import Block, BlockFeatures
from align.score.scorer import Scorer
from align.score.weights import Weights, load_weights, shipped_weights

EN = Document.from_sentences(["Good morning.", "", "See you tomorrow.", "Bye."], "en")
ZH = Document.from_sentences(["早上好。", "", "明天见。", "再见。"], "zh")
WHOLE = Block(0, len(EN) + 1, 0, len(ZH) + 1)


@pytest.fixture(scope="module")
def pair():
    encoder = load_encoder()
    sides = Pair(make_side(EN, encoder), make_side(ZH, encoder))
    return sides.with_best(full_band(len(EN), len(ZH)))


def produced(pair):
    """All feature names that the code computes."""
    block = BlockFeatures(pair, WHOLE)
    names = [name for name, _ in block.beads()]
    for english in (True, False):
        names += [name for name, _ in block.nulls(english=english)]
    return names


def test_a_round_trip_through_json_changes_nothing():
    weights = Weights({"similarity": 0.62986, "a × b": -1.5}, {"date": "2026-01-01", "l2": 0.3})
    assert Weights.from_json(weights.to_json()) == weights
    shipped = shipped_weights()
    again = Weights.from_json(shipped.to_json())
    assert again == shipped
    assert again.fingerprint == shipped.fingerprint


def test_the_fingerprint_tells_weights_apart():
    one = Weights({"a": 1.0, "b": 2.0})
    assert one.fingerprint == Weights({"b": 2.0, "a": 1.0}, {"date": "other"}).fingerprint
    assert one.fingerprint != Weights({"a": 1.0, "b": 2.001}).fingerprint
    assert one.fingerprint != Weights({"a": 1.0, "c": 2.0}).fingerprint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        "[]",
        "null",
        "{}",
        '{"schema": "tmxalign/weights/1"}',
        '{"schema": "other/1", "features": {}}',
        '{"schema": "tmxalign/weights/1", "features": []}',
        '{"schema": "tmxalign/weights/1", "features": {"a": "much"}}',
        '{"schema": "tmxalign/weights/1", "features": {"a": null}}',
    ],
)
def test_a_broken_file_is_refused_in_one_line(tmp_path, text):
    path = tmp_path / "own.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_weights(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert "\n" not in message
    assert "train.py" in message  # what to do


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", "folder"])
def test_a_file_that_cannot_be_read_is_named(tmp_path, content):
    path = tmp_path / "own.json"
    if content == "folder":
        path.mkdir()
    elif content:
        path.write_bytes(content)
    with pytest.raises(InputError, match=r"own\.json: cannot read weights"):
        load_weights(path)


def test_a_file_of_ones_own_is_read(tmp_path):
    path = tmp_path / "own.json"
    path.write_text(shipped_weights().to_json(), encoding="utf-8")
    assert load_weights(path) == shipped_weights()


def test_the_shipped_weights_say_where_they_come_from():
    origin = shipped_weights().origin
    date.fromisoformat(origin["date"])
    assert origin["texts"]
    assert origin["encoder"] == load_encoder().name
    scores = origin["cross-validated"]
    assert set(scores) == set(origin["texts"])  # every text that was learned from is judged
    assert all(0.5 < figures["strict F1"] <= 1 for figures in scores.values())


def test_the_shipped_weights_fit_the_code(pair):
    names = produced(pair)
    weights = shipped_weights().features
    assert sorted(set(names) - set(weights)) == []  # every feature has a weight
    assert sorted(set(weights) - set(names)) == []  # every weight has a feature
    assert all(np.isfinite(value) for value in weights.values())


def test_bead_features_and_null_features_share_no_name(pair):
    """A shared name would be one weight for two meanings."""
    block = BlockFeatures(pair, WHOLE)
    beads = [name for name, _ in block.beads()]
    nulls = {name for english in (True, False) for name, _ in block.nulls(english=english)}
    assert len(beads) == len(set(beads))
    assert not nulls & set(beads)


def test_a_score_is_the_sum_of_weighted_features(pair):
    band = full_band(len(EN), len(ZH))
    weights = shipped_weights()
    scores = Scorer(weights).rows(pair, band, 0, len(EN) + 1)
    block = BlockFeatures(pair, WHOLE)
    expected = sum(weights.features[name] * values for name, values in block.beads())
    np.testing.assert_allclose(scores.beads, expected, rtol=1e-3, atol=1e-3)


def test_the_shipped_file_is_json_that_a_person_can_read():
    text = shipped_weights().to_json()
    assert set(json.loads(text)) == {"schema", "origin", "features"}
    assert "\\u" not in text
