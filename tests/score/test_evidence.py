"""What of one side stands opposite, token by token, and what a cut parts."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from align.embed.encoder import TokenVectors
from align.score.evidence import Evidence, TokenEvidence, token_evidence


def tokens(*sentences: list[int], words: int = 12) -> TokenVectors:
    """Sentences of words that are each like themselves and like no other; all weigh 1."""
    flat = [word for sentence in sentences for word in sentence]
    begins = np.cumsum([0, *map(len, sentences)])
    return TokenVectors(begins, np.eye(words, dtype=np.float32)[flat], np.ones(len(flat), "f4"))


def features(found: TokenEvidence, i: int, j: int, a: int, b: int) -> dict[str, float]:
    """Features of one bead."""
    one = Evidence(found, np.array([i]), np.array([j]))
    return {k: round(float(v[0]), 3) for k, v in one.of_beads(np.array([a]), np.array([b]))}


def test_a_clause_that_moved_to_the_next_sentence_leans_across_the_cut():
    en, zh = tokens([0, 1, 2, 3], [4, 5]), tokens([0, 1], [2, 3, 4, 5])
    found = token_evidence(en, zh, (0, 2), (0, 2))
    i, j = 0 - found.top, 0 - found.left
    assert found.en.late[i, j + 1] > 1.9  # tokens 2 and 3 at the end of the first sentence
    assert found.zh.early[j + 1, i + 1] > 1.9  # … are at the beginning of the second one
    assert found.en.early[i + 1, j + 1] == 0
    together, cut = features(found, 0, 0, 2, 2), features(found, 0, 0, 1, 1)
    assert together["tokens: parted by the best inner cut"] > 0.5
    assert together["tokens: behind the end"] == together["tokens: before the end"] == 0
    assert cut["tokens: behind the end"] > 0.5 and cut["tokens: before the end"] == 0
    assert cut["tokens covered, English"] < together["tokens covered, English"]


def test_a_pair_that_can_be_cut_has_nothing_that_moves():
    en, zh = tokens([0, 1], [2, 3], [4, 5]), tokens([0, 1], [2, 3], [5, 4])
    found = token_evidence(en, zh, (0, 3), (0, 3))
    assert features(found, 0, 0, 2, 2)["tokens: parted by an inner cut"] == 0
    assert features(found, 1, 1, 1, 1)["tokens due to outside, Chinese"] == 0


def test_one_sentence_has_something_for_each_of_several():
    en, zh = tokens([0, 1, 2, 3]), tokens([0, 1], [2, 3])
    whole = token_evidence(en, zh, (0, 1), (0, 2))
    extra = token_evidence(tokens([0, 1, 8, 9]), zh, (0, 1), (0, 2))
    name = "tokens for each, English"
    assert features(whole, 0, 0, 1, 2)[name] > features(extra, 0, 0, 1, 2)[name] == 0
    edge = "tokens due to the edge, English"
    assert features(whole, 0, 0, 1, 2)[edge] > features(extra, 0, 0, 1, 2)[edge] == 0


def test_a_sentence_without_a_counterpart_covers_nothing_beside_it():
    en, zh = tokens([0, 1], [6, 7], [2, 3]), tokens([0, 1], [2, 3])
    found = Evidence(token_evidence(en, zh, (0, 3), (0, 3)), np.array([0, 1]), np.array([0, 1]))
    values = dict(found.of_nulls(english=True))
    assert values["null: tokens covered near"][0] > 0.6
    assert not any(value[1] for value in values.values())


@given(
    st.integers(0, 4), st.integers(1, 5), st.integers(0, 4), st.integers(1, 5), st.integers(0, 9)
)
def test_values_do_not_depend_on_the_rectangle(top, rows, left, columns, seed):
    rng = np.random.default_rng(seed)
    sides = []
    for _ in range(2):
        begins = np.cumsum([0, *rng.integers(1, 5, 12)])
        vectors = rng.standard_normal((begins[-1], 8)).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        sides.append(TokenVectors(begins, vectors, rng.random(begins[-1]).astype(np.float32)))
    part = token_evidence(*sides, (top, top + rows), (left, left + columns))
    whole = token_evidence(*sides, (0, 12), (0, 12))
    for a, b in ((1, 1), (2, 2), (1, 6), (6, 1), (3, 2)):
        i, j = top + rows - 1, left + columns - 1
        assert features(part, i, j, a, b) == features(whole, i, j, a, b)
    for english in (True, False):
        at = np.array([top]), np.array([left])
        one, other = (dict(Evidence(t, *at).of_nulls(english)) for t in (part, whole))
        for name, values in one.items():
            np.testing.assert_allclose(values, other[name], rtol=1e-3, atol=1e-4)
