"""Tokens have the vectors of their text alone, from any pass, and stand where they were written."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from align.document import Document
from align.embed.encoder import Encoders, encode_parts, encode_tokens, spans_from
from align.embed.token_space import Projection, load_token_space
from align.embed.use import UniversalSentenceEncoder
from align.embed.use_network import FEATURES, make_stream
from align.score.measures import make_side

TEXTS = [
    "The delegation visited the laboratory in Guangzhou, where chargers for electric vehicles "
    "are tested, and then went on to the university.",
    "Yes.",
    "",
    "x" * 300,
    "代表团参观了位于广州的电动汽车充电桩检测实验室，随后前往大学。",
    " ",
    "好",
    "CQC issued 60,000 certificates in 2023, more than before, he said.",
    "好",
]


def arrays():
    """What a file of projections holds for one language, by chance."""
    rng = np.random.default_rng(5)
    matrix, bias = rng.normal(size=(FEATURES, 16)) / 36, rng.normal(size=16)
    gate, gate_bias = rng.normal(size=FEATURES) / 36, rng.normal()
    numbers = {"matrix": matrix, "bias": bias, "gate": gate, "gate_bias": gate_bias}
    return {name: np.float16(some) for name, some in numbers.items()}


@pytest.fixture(scope="module")
def encoder():
    encoder = UniversalSentenceEncoder()
    encoder.token_space = {"en": Projection.make(**arrays())}
    return encoder


def plain(encoder, texts):
    """Vectors and weights by the definition, from the features of each token by itself."""
    bos, eos = encoder._marks
    tokens = [[bos, *encoder._pieces.encode(text), eos] for text in texts]
    stream, begins = make_stream(tokens)
    inner = [range(1, len(ids) - 1) or [0] for ids in tokens]
    at = [b + n for b, some in zip(begins, inner, strict=True) for n in some]
    features = encoder._network.token_sums(stream, np.array(at), np.array(at) + 1)
    numbers = {name: some.astype(np.float64) for name, some in arrays().items()}
    vectors = features @ numbers["matrix"] + numbers["bias"]
    weights = np.log1p(np.exp(features @ numbers["gate"] + numbers["gate_bias"]))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return list(map(len, inner)), vectors, weights


def assert_tokens_are_of_their_texts(encoder, parts, joiner, longest):
    texts = ["".join(some) for some in parts]
    sizes, vectors, weights = plain(encoder, texts)
    alone, spans = encode_tokens(encoder, texts, "en")
    for found in (encode_parts(encoder, parts, joiner, longest, "en").tokens, alone):
        assert np.diff(found.begins).tolist() == sizes
        assert found.vectors.dtype == found.weights.dtype == np.float32
        np.testing.assert_allclose(found.vectors, vectors, atol=1e-5)
        np.testing.assert_allclose(found.weights, weights, atol=1e-5)
    assert list(map(len, spans)) == sizes


@pytest.mark.parametrize("longest", [1, 6])
@pytest.mark.parametrize("joiner", ["", " "])
def test_tokens_have_the_vectors_of_their_text_alone(encoder, joiner, longest):
    parts = [text.replace(", ", ", |").replace("，", "，|").split("|") for text in TEXTS]
    assert_tokens_are_of_their_texts(encoder, parts, joiner, longest)


def test_tokens_across_the_blocks_of_a_long_document(encoder, monkeypatch):
    monkeypatch.setattr("align.embed.use._SENTENCES", 2)
    monkeypatch.setattr("align.embed.use._TOKENS", 40)
    monkeypatch.setattr("align.embed.use_network._BLOCK", 32)
    assert_tokens_are_of_their_texts(encoder, [[t] for t in TEXTS[:3] + TEXTS[4:]], "", 6)


PIECES = st.sampled_from(
    ["认证", "，", "“", "ﬁ", "certif", "icate", " ", "CQC", "3.5", "2024年", "é"]
)


@settings(max_examples=10, deadline=None)
@given(
    st.lists(
        st.lists(st.lists(PIECES, max_size=6).map("".join) | st.text(max_size=9), min_size=1),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from(["", " "]),
)
def test_tokens_of_any_texts(encoder, parts, joiner):
    assert_tokens_are_of_their_texts(encoder, parts, joiner, 2)


def test_tokens_change_nothing_else(encoder):
    parts = [text.split(", ") for text in TEXTS]
    without, with_tokens = (encode_parts(encoder, parts, " ", 4, code) for code in (None, "en"))
    assert without.tokens is None
    assert all(map(np.array_equal, without[:3], with_tokens[:3]))


def test_no_text_has_no_tokens(encoder):
    alone, spans = encode_tokens(encoder, [], "en")
    assert spans == []
    for tokens in (alone, encode_parts(encoder, [], "", 6, "en").tokens):
        assert (tokens.begins.tolist(), tokens.vectors.shape) == ([0], (0, 16))


def test_a_language_without_a_projection_has_no_tokens(encoder):
    assert encode_parts(encoder, [["Yes."]], "", 1, "zh").tokens is None
    assert encode_tokens(encoder, ["Yes."], "zh") is None


def test_projections_are_read_from_a_file(tmp_path, encoder):
    path = tmp_path / "space.npz"
    np.savez(path, **{f"en_{name}": some for name, some in arrays().items()})
    (read,) = load_token_space(path).values()
    assert np.array_equal(read.matrix, encoder.token_space["en"].matrix)
    assert load_token_space(Path(tmp_path / "none.npz")) == {}


def test_each_sentence_of_a_side_has_tokens(encoder):
    texts = ["The cat sleeps.", "It rains."]
    side = make_side(Document.from_sentences(texts, "en"), Encoders(encoder, encoder))
    alone, _ = encode_tokens(encoder, texts, "en")
    assert np.array_equal(side.tokens.begins, alone.begins)
    np.testing.assert_allclose(side.tokens.vectors, alone.vectors, atol=1e-5)


# ---- where tokens stand -----------------------------------------------------------------------


ODD = "\u3000 \t\u200bＨ㎞½ﷺé\u0301😀👨\u200d👩𠮷野…‘’\ufeff\r\n\x00①Ⅳ１２"


def assert_spans_cover(text, spans):
    assert all(0 <= begin <= end <= len(text) for begin, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    covered = {n for begin, end in spans for n in range(begin, end)}
    assert {n for n, letter in enumerate(text) if not letter.isspace()} <= covered
    assert all(text[begin:end] == text[begin:end].strip() for begin, end in spans)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.text(st.sampled_from(ODD) | st.characters(exclude_categories=["Cs"]), max_size=20),
        min_size=1,
        max_size=9,
    )
)
@example(["  Ｈello ㎞  wörld… ½", "\ufeff\u200b"])
def test_tokens_cover_their_texts(encoder, texts):
    for text, spans in zip(texts, encode_tokens(encoder, texts, "en")[1], strict=True):
        assert_spans_cover(text, spans)


def test_a_token_stands_where_it_was_written(encoder):
    text = "  The ｃａｔ saw 𠮷野家 😀 today."
    (_, (spans,)) = encode_tokens(encoder, [text], "en")
    words = [text[begin:end] for begin, end in spans if end > begin]
    assert words == ["The", "ｃａｔ", "saw", "𠮷", "野", "家", "😀", "today", "."]


@given(st.text(), st.data())
def test_spans_from_any_places(text, data):
    begins = data.draw(st.lists(st.integers(0, len(text)), min_size=1).map(sorted))
    assert_spans_cover(text, spans_from(text, begins))
