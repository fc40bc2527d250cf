"""Very long documents: cut at the same place on both sides, and aligned as if they were whole."""

import numpy as np
import pytest

from align.document import Document
from align.pipeline import Aligner
from align.search import beads
from align.search.beads import cut_places


def unit(vectors):
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def sentences(count, seed=0):
    return unit(np.random.default_rng(seed).normal(size=(count, 64)))


def noisy(vectors):
    return unit(vectors + 0.08 * np.random.default_rng(1).normal(size=vectors.shape))


def test_cuts_are_at_corresponding_places():
    whole = sentences(3000)
    lost = set(range(500, 700)) | set(range(1500, 1900))  # all around an even place
    kept = [k for k in range(3000) if k not in lost]
    places = cut_places(whole, noisy(whole)[kept], piece=300)
    assert 6 <= len(places) <= 9
    assert all(kept[j] == i for i, j in places)


def test_unlike_documents_are_not_cut():
    assert cut_places(sentences(900), sentences(900, 5)[::-1], piece=10_000) == []


@pytest.mark.parametrize("n", [0, 1, 50])
def test_a_short_document_is_one_piece(n):
    assert cut_places(sentences(60)[:n], sentences(60)) == []


def test_pieces_give_the_same_beads(monkeypatch):
    nouns = "river,河流 train,火车 school,学校 doctor,医生 flower,花 city,城市 letter,信 ship,船"
    pairs = []
    for noun, name in (w.split(",") for w in nouns.split()):
        for verb, what in (
            ("is very old", "很旧"),
            ("was sold yesterday", "昨天卖掉了"),
            ("comes from Spain", "来自西班牙"),
            ("costs a lot of money", "要花很多钱"),
        ):
            pairs.append((f"The {noun} {verb}.", f"{name}{what}。"))
    en = Document.from_sentences([a for a, _ in pairs], "en")
    zh = Document.from_sentences([b for k, (_, b) in enumerate(pairs) if k != 5], "zh")
    whole = Aligner().align_documents(en, zh)
    monkeypatch.setattr(beads, "PIECE", 8)
    parts = Aligner(explain=True).align_documents(en, zh)
    assert len(list(beads._pieces(en, zh, Aligner().encoders))) > 2
    assert [(b.en, b.zh) for b in parts] == [(b.en, b.zh) for b in whole]
    assert all(set(b.rival.en) <= set(range(len(en))) for b in parts if b.rival)
