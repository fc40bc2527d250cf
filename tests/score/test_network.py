"""The network: its arithmetic, its shares, its file."""

import numpy as np
import pytest

from align.score.weights import Network


def network(seed=0, features=5, hidden=4):
    rng = np.random.default_rng(seed)

    def some(*shape):
        return rng.normal(size=shape).astype(np.float32)

    names = tuple(f"feature {n}" for n in range(features))
    scale = np.abs(some(features)) + 0.1
    one = np.float32(0.5)
    return Network(
        names, some(features), scale, some(features), one, some(hidden, features), some(hidden),
        some(hidden),
    )  # fmt: skip


def values(seed=1, features=5, count=50):
    return np.random.default_rng(seed).normal(size=(features, count)).astype(np.float32)


def test_the_score_follows_the_formula():
    n, x = network(), values()
    z = np.clip((x - n.mean[:, None]) / n.scale[:, None], -6, 6)
    bent = np.maximum(n.hidden @ z + n.hidden_bias[:, None], 0)
    np.testing.assert_allclose(n.score(x), n.linear @ z + n.out @ bent + n.bias, rtol=1e-4)


def test_shares_and_rest_sum_up_to_the_score():
    n, x = network(), values()
    for candidate, score in zip(x.T, n.score(x), strict=True):
        shares, rest = n.shares(candidate)
        assert shares.sum() + rest == pytest.approx(score, abs=1e-3)


def test_a_round_trip_keeps_scores():
    n, x = network(), values()
    again = Network.from_dict(n.to_dict())
    np.testing.assert_allclose(again.score(x), n.score(x), rtol=1e-3, atol=1e-2)
    assert Network.from_dict(again.to_dict()).to_dict() == again.to_dict()


@pytest.mark.parametrize("field", ["mean", "linear", "hidden", "hidden_bias", "out"])
def test_mismatched_sizes_are_refused(field):
    data = network().to_dict()
    data[field] = data[field][:-1]
    with pytest.raises(ValueError, match="shape"):
        Network.from_dict(data)
