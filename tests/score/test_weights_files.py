"""Files of weights that no training gives are refused, by whatever number or name is wrong."""

import json
from importlib.resources import files

import pytest

from align.errors import InputError
from align.score.weights import load_weights

SHIPPED = files("align.score").joinpath("weights.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("bias", float("nan")),
        ("bias", 1e30),
        ("linear", float("inf")),
        ("scale", 0.0),
        ("scale", -1.0),
        ("features", "no such feature"),
        ("mean", "x"),
    ],
)
def test_numbers_and_names_that_no_training_gives(tmp_path, field, value):
    data = json.loads(SHIPPED)
    network = data["networks"]["bead"]
    if isinstance(network[field], list):
        network[field][0] = value
    else:
        network[field] = value
    (tmp_path / "w.json").write_text(json.dumps(data))
    with pytest.raises(InputError, match=r"w\.json: not a weights file"):
        load_weights(tmp_path / "w.json")


def test_the_shipped_ones_are_accepted(tmp_path):
    (tmp_path / "w.json").write_text(SHIPPED)
    assert load_weights(tmp_path / "w.json").networks
