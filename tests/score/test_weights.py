"""The weights: a file that says what it is and where it comes from, and fits the code."""

import json
from datetime import date

import numpy as np
import pytest

from align.document import Document
from align.embed.models import encoders_of, load_encoder
from align.errors import InputError
from align.score.bead_types import NULL_EN, NULL_ZH
from align.score.measures import Pair, make_side
from align.score.weights import KINDS, Scorer, collect_features, load_weights, shipped_weights
from align.search.two_pass import REST, candidate_beads, evidence_parts, group_of

EN = Document.from_sentences(["Good morning.", "", "See you tomorrow.", "Bye."], "en")
ZH = Document.from_sentences(["早上好。", "", "明天见。", "再见。"], "zh")


@pytest.fixture(scope="module")
def searched():
    encoders = encoders_of(load_encoder())
    pair = Pair.make(make_side(EN, encoders), make_side(ZH, encoders))
    return candidate_beads(pair, Scorer(shipped_weights()))


def test_a_round_trip_through_json_changes_nothing():
    text = shipped_weights().to_json()
    again = type(shipped_weights()).from_json(text)
    assert again.to_json() == text
    assert again.fingerprint == shipped_weights().fingerprint


def test_the_fingerprint_distinguishes_weights():
    shipped = shipped_weights()
    other = json.loads(shipped.to_json())
    other["origin"] = {"date": "other"}
    again = type(shipped).from_json(json.dumps(other))
    assert again.fingerprint == shipped.fingerprint
    other["networks"]["bead"]["linear"][0] += 0.01
    assert type(shipped).from_json(json.dumps(other)).fingerprint != shipped.fingerprint


def without(*path):
    data = json.loads(shipped_weights().to_json())
    at = data
    for key in path[:-1]:
        at = at[key]
    del at[path[-1]]
    return json.dumps(data)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        "[]",
        "null",
        "{}",
        '{"schema": "tmxalign/weights/1", "features": {}}',
        '{"schema": "tmxalign/weights/2"}',
        '{"schema": "tmxalign/weights/2", "first": {"a": "much"}}',
        without("calibration"),
        without("networks", "null English"),
        without("networks", "bead", "linear", 3),
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
    with pytest.raises(InputError, match=r"own\.json: (no such file|not UTF-8 text|a directory)"):
        load_weights(path)


def test_a_custom_file_is_read(tmp_path):
    path = tmp_path / "own.json"
    path.write_text(shipped_weights().to_json(), encoding="utf-8")
    assert load_weights(path).fingerprint == shipped_weights().fingerprint


def test_the_shipped_weights_state_their_origin():
    origin = shipped_weights().origin
    date.fromisoformat(origin["date"])
    assert origin["texts"]
    assert origin["encoder"] == load_encoder().name
    scores = origin["cross-validated"]
    assert set(scores) == set(origin["texts"])  # every text that was learned from is judged
    assert all(0.5 < figures["strict F1"] <= 1 for figures in scores.values())


def test_the_shipped_weights_fit_the_code(searched):
    pair, lattice = searched
    assert {0, NULL_EN, NULL_ZH} <= set(lattice.kind.tolist())
    for kind, _, names, values in collect_features(pair, lattice.i, lattice.j, lattice.kind):
        assert tuple(names) == shipped_weights().networks[kind].features
        assert len(set(names)) == len(names)
        assert np.isfinite(values).all()
    known = {f for n in shipped_weights().networks.values() for f in n.features}
    assert set(shipped_weights().first) <= known


@pytest.mark.parametrize("curve", ["bead", "null"])
def test_the_calibration_is_monotonic(curve):
    points = np.array(shipped_weights().calibration[curve])
    assert (np.diff(points[:, 0]) > 0).all()
    assert (np.diff(points[:, 1]) >= 0).all()
    assert points.min() >= 0
    assert points.max() <= 1


def test_a_score_is_the_sum_of_its_parts(searched):
    pair, lattice = searched
    scorer = Scorer(shipped_weights())
    scores = scorer.score(pair, lattice.i, lattice.j, lattice.kind)
    for edge, score in enumerate(scores):
        parts = evidence_parts(pair, scorer, lattice.step(edge))
        assert sum(parts.values()) == pytest.approx(float(score), abs=0.02)


def test_every_feature_is_some_kind_of_evidence():
    rest = {f for n in shipped_weights().networks.values() for f in n.features}
    rest = {f for f in rest if group_of(f) == REST}
    assert all(f.startswith(("type ", "extra", "bead ×", "null ")) for f in rest), rest


def test_the_shipped_file_is_json_that_a_person_can_read():
    text = shipped_weights().to_json()
    keys = {"schema", "origin", "first", "networks", "calibration"}
    assert set(json.loads(text)) - {"nulls"} == keys
    assert list(json.loads(text)["networks"]) == list(KINDS)
    assert "\\u" not in text
