"""What documents say tells which belong together, whatever they are called."""

import math
import random
from pathlib import Path

import numpy as np
import pytest

from align.document import Document
from align.embed import load_encoder
from align.pair.by_content import assign, pair_documents, pair_profiles
from align.pair.shortlist import SENTENCES, candidate_pairs, make_profile, make_sides

CORPORA = Path(__file__).resolve().parents[2] / "corpora" / "gold"


@pytest.fixture(scope="module")
def releases():
    """The releases of corpora/, in two lists of the same order."""
    sides = []
    for language in ("en", "zh"):
        texts = [
            path.read_text(encoding="utf-8").splitlines()
            for path in sorted(CORPORA.glob(f"*.{language}.txt"))
        ]
        sides.append([Document.from_sentences(lines, language) for lines in texts])
    return sides


@pytest.fixture(scope="module")
def profiles(releases):
    return [[make_profile(document, load_encoder()) for document in side] for side in releases]


def places(matches):
    return [(match.en, match.zh) for match in matches]


def test_shuffled_releases_find_each_other(profiles):
    en, zh = profiles
    order = random.Random(1).sample(range(len(zh)), len(zh))
    found = pair_profiles(en, [zh[n] for n in order])
    assert [(m.en, order[m.zh]) for m in found] == [(n, n) for n in range(len(en))]
    assert all(match.confidence > 0.9 for match in found)


def test_documents_without_a_counterpart_stay_alone(profiles):
    en, zh = profiles
    # 0 … 3 have no Chinese version here, 4 … 7 no English one
    found = pair_profiles(en[:4] + en[8:], zh[4:])
    assert places(found) == [(4 + n, 4 + n) for n in range(len(en) - 8)]
    assert not pair_profiles(en[:4], zh[4:8])


def test_one_document_of_each_side_is_enough(profiles):
    en, zh = profiles
    assert places(pair_profiles(en[:1], zh[:1])) == [(0, 0)]
    assert not pair_profiles(en[:1], zh[1:2])


def test_empty_collections_have_no_pairs(profiles):
    en, zh = profiles
    empty = make_profile(Document((), (), "en"), load_encoder())
    assert pair_profiles([], zh) == pair_profiles(en, []) == pair_profiles([empty], zh) == []
    assert places(pair_profiles([empty, en[0]], zh)) == [(1, 0)]


def test_the_same_answer_twice_and_in_any_order(profiles):
    en, zh = profiles
    first = pair_profiles(en, zh)
    assert pair_profiles(en, zh) == first
    back = pair_profiles(en[::-1], zh[::-1])
    last = len(en) - 1
    assert sorted((last - m.en, last - m.zh) for m in back) == places(first)


def test_the_parts_sum_up_to_the_confidence(profiles):
    for match in pair_profiles(*profiles):
        odds = sum(match.parts.values())
        assert match.confidence == pytest.approx(1 / (1 + math.exp(-odds)), abs=1e-4)


def test_neither_of_two_copies_is_certain(profiles):
    en, zh = profiles
    (match,) = pair_profiles([en[0], en[0]], zh[:1], minimum=0.0)
    assert match.confidence == pytest.approx(0.5)


def test_minimum_confidence(profiles):
    en, zh = profiles
    for match in pair_profiles(en, zh[:8], minimum=0.0):
        again = pair_profiles(en, zh[:8], minimum=match.confidence + 1e-3)
        assert (match.en, match.zh) not in places(again)


def test_boilerplate_has_little_weight():
    encoder = load_encoder()
    foot_en = ["All rights reserved.", "Contact us by mail or phone at any time."] * 6
    foot_zh = ["版权所有。", "欢迎随时来信来电与我们联系。"] * 6
    texts = [
        ("The cat sleeps on the sofa.", "猫睡在沙发上。"),
        ("The factory makes bicycles.", "工厂生产自行车。"),
        ("It snowed in the mountains.", "山里下了雪。"),
        ("The bank raised its interest rate.", "银行提高了利率。"),
        ("My grandmother bakes bread.", "我奶奶烤面包。"),
    ]
    en = [Document.from_sentences([a, *foot_en], "en") for a, _ in texts]
    zh = [Document.from_sentences([b, *foot_zh], "zh") for _, b in reversed(texts)]
    found = pair_documents(en, zh, encoder, minimum=0.0)
    assert places(found) == [(n, 4 - n) for n in range(5)]


def test_numbers_decide_where_vectors_cannot():
    en = [f"The certificate number {n} was issued." for n in (4711, 90210, 31337)]
    zh = [f"颁发了第{n}号证书。" for n in (31337, 4711, 90210)]
    sides = [
        [Document.from_sentences([text], language) for text in texts]
        for language, texts in (("en", en), ("zh", zh))
    ]
    assert places(pair_documents(*sides, load_encoder(), minimum=0.0)) == [(0, 1), (1, 2), (2, 0)]


def test_both_ends_of_a_long_document_are_used():
    document = Document.from_sentences([f"Sentence {n}." for n in range(500)], "en")
    profile = make_profile(document, load_encoder())
    assert len(profile.vectors) == len(profile.texts) == SENTENCES
    assert {"#0", "#499"} <= profile.keys
    assert "#250" not in profile.keys
    assert profile.size == document.characters


def test_candidates_are_few_and_have_the_counterpart(profiles):
    en, zh = ([p for p in side for _ in range(8)] for side in profiles)
    rows, columns = candidate_pairs(*make_sides(en, zh))
    assert len(rows) <= 28 * len(en)
    pairs = set(zip(rows.tolist(), columns.tolist(), strict=True))
    assert all(
        any((i, j) in pairs for j in range(i - i % 8, i - i % 8 + 8)) for i in range(len(en))
    )


@pytest.mark.parametrize("seed", range(20))
def test_the_assignment_is_optimal(seed):
    from scipy.optimize import linear_sum_assignment

    rng = np.random.default_rng(seed)
    n, m = rng.integers(1, 9, 2)
    rows, columns = np.nonzero(rng.random((n, m)) < 0.6)
    gain = rng.normal(1, 2, len(rows))
    chosen = assign(gain, rows, columns)
    assert len({rows[k] for k in chosen}) == len({columns[k] for k in chosen}) == len(chosen)
    table = np.zeros((n, m))
    table[rows, columns] = np.maximum(gain, 0)
    assert sum(gain[k] for k in chosen) == pytest.approx(table[linear_sum_assignment(-table)].sum())


@pytest.mark.slow
@pytest.mark.needs_data
def test_texts_of_all_kinds_with_meaningless_names(monkeypatch):
    """A smaller version of benchmarks/pairing.py: texts that the coefficients never saw."""
    root = Path(__file__).resolve().parents[2]
    if not (root.parent / "shared" / "data" / "mac-dev").is_dir():
        pytest.skip("NOT MEASURED: the evaluation texts are not beside the checkout")
    monkeypatch.syspath_prepend(str(root / "benchmarks"))
    import pairing

    texts = pairing.thirds(0)[1]
    right = found = gold = 0
    for seed in range(2):
        collection = pairing.collect(texts, pairing.Setting(8, 40, 100, 0.2), 100 + seed)
        pairs = set(places(pair_profiles(collection.en, collection.zh)))
        right += len(pairs & collection.gold)
        found += len(pairs)
        gold += len(collection.gold)
    assert gold == 160
    assert right / found >= 0.99
    assert right / gold >= 0.97
