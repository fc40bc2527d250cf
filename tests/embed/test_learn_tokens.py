"""What the projections of tokens are learned by (benchmarks/learn_tokens.py)."""

from pathlib import Path

import numpy as np
import pytest

from align.embed.token_space import SPACE

RNG = np.random.default_rng(1)
FEATURES = 20


@pytest.fixture
def learn_tokens(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[2] / "benchmarks"))
    import learn_tokens

    return learn_tokens


@pytest.fixture
def token_tests(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[2] / "benchmarks"))
    import token_tests

    return token_tests


def random_side(clauses: list[list[int]]) -> tuple[np.ndarray, ...]:
    """Texts whose clauses have so many tokens: features, begins of both, each clause's text."""
    sizes = [size for text in clauses for size in text]
    return (
        RNG.normal(size=(sum(sizes), FEATURES)),
        np.cumsum([0, *map(sum, clauses)]),
        np.cumsum([0, *sizes[:-1]]),
        np.repeat(np.arange(len(clauses)), [len(text) for text in clauses]),
    )


def test_gradients_are_those_of_the_loss(learn_tokens) -> None:
    batch = [
        learn_tokens.Side(*random_side(clauses))
        for clauses in ([[2, 3], [4], [1, 2, 2]], [[3], [2, 2], [5]])
    ]
    model = {"heat": np.array([1.0]), "threshold": np.array([0.2])}
    for s in (0, 1):
        model[f"matrix{s}"] = RNG.normal(size=(FEATURES, 8))
        model[f"bias{s}"] = RNG.normal(size=8)
        model[f"gate{s}"] = RNG.normal(size=FEATURES)
        model[f"shift{s}"] = np.array([0.5])
    _, gradients = learn_tokens.loss_and_gradients(model, batch)
    for name, value in model.items():
        direction = RNG.normal(size=value.shape)
        up, down = (
            learn_tokens.loss_and_gradients(model | {name: value + step * direction}, batch)[0]
            for step in (1e-6, -1e-6)
        )
        assert np.vdot(gradients[name], direction) == pytest.approx((up - down) / 2e-6, rel=1e-4)


def test_a_clause_ends_after_its_mark_and_what_closes_it(token_tests) -> None:
    assert token_tests.clause_begins(["▁Stop", ",", "▁he", "▁said", "▁to", "▁me", "."]) == [0, 2]
    assert token_tests.clause_begins(["3", ",", "000", "▁men"]) == [0]  # a number
    assert token_tests.clause_begins(["▁No", ".", "”", "▁He", "▁left", "▁us"]) == [0]


def test_translations_of_one_document_are_left_out_together(token_tests) -> None:
    names = [f"campaign/{n}.cfg" for n in range(200)]
    left_out = [token_tests.is_left_out(f"wesnoth/{name}") for name in names]
    assert left_out == [token_tests.is_left_out(f"wesnoth_tw/{name}") for name in names]
    assert 0 < sum(left_out) < 30


def test_the_area_under_the_curve_counts_pairs_in_order(token_tests) -> None:
    assert token_tests.area([3.0, 2.0], [1.0, 2.5]) == 0.75
    assert token_tests.area([1.0], [0.0]) == 1


def test_the_shipped_projections_are_small_and_say_what_they_were_learned_from() -> None:
    assert SPACE.stat().st_size <= 700_000
    with np.load(SPACE, allow_pickle=False) as stored:
        assert any("public domain" in line for line in stored["origin"])
        assert stored["en_matrix"].shape == stored["zh_matrix"].shape == (1280, 128)
