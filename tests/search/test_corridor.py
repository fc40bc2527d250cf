"""The corridor: narrow, and the true path is inside."""

import numpy as np
import pytest

from align.search.corridor import RADIUS, background, find_band

SIZE = 64


def unit(vectors):
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def sentences(count, seed=0):
    return unit(np.random.default_rng(seed).normal(size=(count, SIZE)))


def noisy(vectors, noise, seed=1):
    """Translations: cosine with the original about 1 / sqrt(1 + noise²)."""
    rng = np.random.default_rng(seed)
    return unit(vectors + noise / np.sqrt(SIZE) * rng.normal(size=vectors.shape))


def lost(band, pairs):
    """Which of these sentence pairs the corridor does not let a bead join."""
    return [
        (i, j)
        for i, j in pairs
        if not (band.low[i] <= j <= band.high[i] and band.low[i + 1] <= j + 1 <= band.high[i + 1])
    ]


def sound(band, n, m):
    assert (band.rows, band.columns) == (n, m)
    assert band.low[0] == 0
    assert band.high[-1] == m
    assert np.all(np.diff(band.low) >= 0)
    assert np.all(np.diff(band.high) >= 0)
    assert np.all(band.low[1:] <= band.high[:-1])  # a path can go on from row to row


def test_small_documents_are_searched_in_full():
    band = find_band(sentences(30), sentences(31))
    sound(band, 30, 31)
    assert (band.width, set(band.low)) == (32, {0})


@pytest.mark.parametrize("n", [200, 501, 1000])
def test_a_document_and_itself(n):
    vectors = sentences(n)
    band = find_band(vectors, vectors)
    sound(band, n, n)
    assert lost(band, [(i, i) for i in range(n)]) == []
    assert band.width <= 4 * RADIUS


@pytest.mark.parametrize("noise", [0.5, 1.0, 1.5])
@pytest.mark.parametrize("seed", range(3))
def test_a_translation_far_from_literal(noise, seed):
    en = sentences(600, seed)
    zh = noisy(en, noise, seed + 100)
    band = find_band(en, zh)
    assert lost(band, [(i, i) for i in range(600)]) == []


@pytest.mark.parametrize(
    ("side", "begin"),
    [
        ("en", 0),
        ("en", 1),
        ("en", 333),
        ("en", 700),
        ("zh", 0),
        ("zh", 1),
        ("zh", 333),
        ("zh", 700),
    ],
)
def test_three_hundred_sentences_that_one_side_lacks(begin, side):
    whole = sentences(1000)
    kept = [k for k in range(1000) if not begin <= k < begin + 300]
    part = noisy(whole, 0.7)[kept]
    pairs = [(k, n) for n, k in enumerate(kept)]
    if side == "en":
        band = find_band(part, whole)
        sound(band, 700, 1000)
        pairs = [(n, k) for k, n in pairs]
    else:
        band = find_band(whole, part)
        sound(band, 1000, 700)
    assert lost(band, pairs) == []


@pytest.mark.parametrize("seed", range(3))
def test_sentences_missing_here_and_there(seed):
    rng = np.random.default_rng(seed)
    whole = sentences(900, seed)
    keep_en, keep_zh = rng.random(900) > 0.1, rng.random(900) > 0.1
    en, zh = whole[keep_en], noisy(whole, 0.8, seed)[keep_zh]
    at_en, at_zh = np.cumsum(keep_en) - 1, np.cumsum(keep_zh) - 1
    pairs = [(int(at_en[k]), int(at_zh[k])) for k in np.flatnonzero(keep_en & keep_zh)]
    band = find_band(en, zh)
    sound(band, len(en), len(zh))
    assert lost(band, pairs) == []


def test_split_sentences_throughout():
    """Every Chinese sentence is two English ones: the corridor climbs at half the pace."""
    en = sentences(1200)
    zh = noisy(unit(en[0::2] + en[1::2]), 0.5)
    band = find_band(en, zh)
    sound(band, 1200, 600)
    assert lost(band, [(i, i // 2) for i in range(0, 1200, 2)]) == []


def test_the_width_does_not_grow_with_the_length():
    widths = []
    for n in (2000, 8000):
        en = sentences(n)
        band = find_band(en, noisy(en, 0.8))
        assert lost(band, [(i, i) for i in range(n)]) == []
        widths.append(band.width)
    assert widths[1] <= 1.25 * widths[0]
    assert max(widths) <= 5 * RADIUS


@pytest.mark.parametrize(("n", "m"), [(1, 30_000), (30_000, 1), (2000, 180), (180, 2000)])
def test_lopsided_documents_have_a_corridor_from_end_to_end(n, m):
    band = find_band(sentences(n), sentences(m, 1))
    sound(band, n, m)


def test_unrelated_documents_also_have_a_corridor():
    band = find_band(sentences(400), sentences(500, 1))
    sound(band, 400, 500)


def test_empty_vectors_do_no_harm():
    """A sentence of unknown characters may have no direction at all."""
    en = sentences(400)
    zh = noisy(en, 0.5)
    en[::40] = 0
    band = find_band(en, zh)
    assert lost(band, [(i, i) for i in range(400)]) == []


def test_a_smaller_radius_makes_a_narrower_corridor():
    en = sentences(800)
    zh = noisy(en, 0.5)
    assert find_band(en, zh, radius=8).width < find_band(en, zh, radius=40).width


def test_a_table_of_figures_has_its_corridor():
    # most cells are much alike: the mean similarity is high, and its spread wide
    cells = unit(sentences(1, seed=2) + 0.2 * sentences(160))
    vectors = np.concatenate([sentences(40, seed=1), cells])
    assert background(vectors, vectors) < 1
    band = find_band(vectors, vectors)
    assert lost(band, [(i, i) for i in range(200)]) == []
