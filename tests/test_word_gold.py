"""The gold links of words: what the file promises, and that a changed text voids them."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"


@pytest.fixture
def word_gold(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import word_gold

    return word_gold


def gold_line(word_gold, links: str, digest: str | None = None) -> str:
    """A gold file of one pair, a bead of corpora/."""
    source, number = "corpora/2024-08-15-green-product-standards-seminar", 15
    digest = digest or word_gold.digest_of(*word_gold._texts(source, number, DATA))
    return f"head\ntest\tnews\t{source}\t{number}\t{digest}\t{links}\n"


def read_one(word_gold, monkeypatch, tmp_path, line):
    monkeypatch.setattr(word_gold, "GOLD", tmp_path / "gold.tsv")
    word_gold.GOLD.write_text(line, encoding="utf-8")
    return word_gold.read_gold("test")[0]


def test_links_are_read_as_words_sure_ones_are_possible_too(word_gold, monkeypatch, tmp_path):
    line = gold_line(word_gold, "0-7=3-5 12-19=7-9?")
    pair = read_one(word_gold, monkeypatch, tmp_path, line)
    assert [pair.en[a:b] for a, b in pair.words[0]][:3] == ["Improve", "the", "quality"]
    assert (pair.sure, pair.possible) == ({(0, 1)}, {(0, 1), (2, 3)})
    # a longer passage stands for all its words, but for particles
    assert pair.between_words([(0, 19, 3, 5)]) == {(0, 1), (2, 1)}


def test_a_changed_text_stops_the_benchmark(word_gold, monkeypatch, tmp_path):
    with pytest.raises(SystemExit, match="not the text whose words were linked"):
        read_one(word_gold, monkeypatch, tmp_path, gold_line(word_gold, "0-7=3-5", "00000000"))


def test_missing_texts_stop_the_benchmark(word_gold, tmp_path):
    with pytest.raises(SystemExit, match="no such"):
        word_gold.read_gold("test", tmp_path)


@pytest.mark.needs_data
def test_the_gold_is_whole(word_gold):
    """150 pairs, three kinds, no digest out of date; nearly every link sure."""
    if not (DATA / "mac-dev").is_dir():
        pytest.skip(f"NOT MEASURED: the evaluation texts are not at {DATA}")
    learn, test = (word_gold.read_gold(part) for part in ("learn", "test"))
    assert (len(learn), len(test)) == (50, 100)
    kinds = [pair.kind for pair in learn + test]
    assert [kinds.count(kind) for kind in ("news", "novels", "manuals")] == [50, 50, 50]
    for pair in learn + test:
        assert pair.sure or pair.possible, pair.source
        assert pair.sure <= pair.possible
