"""Two real English web pages against Chinese pages with the same structure."""

from pathlib import Path

import pytest

from align.pipeline import Aligner

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT.parent / "shared" / "seeds"
PAGES = [
    ("000_5ae387afa64d2151.txt", "2023-08-11-cb-system-work-conference.txt"),
    ("002_70335e1486be8786.txt", "2023-10-24-belt-and-road-series-events.txt"),
]
FURNITURE = ("Homepage", "Favorites", "中文版", "Exception Clause", "首页", "免责条款", "收藏")

pytestmark = [
    pytest.mark.needs_data,
    pytest.mark.skipif(not SEEDS.is_dir(), reason="NO DATA: the real pages lie beside a checkout"),
]


@pytest.fixture(scope="module")
def aligner() -> Aligner:
    return Aligner()


@pytest.mark.parametrize(("seed", "chinese"), PAGES)
def test_boilerplate_never_becomes_a_unit(aligner: Aligner, seed: str, chinese: str) -> None:
    alignment = aligner.align_files(SEEDS / seed, ROOT / "corpora" / "zh" / chinese)
    assert len(alignment.units) > 12
    for bead in alignment:
        for text in alignment.text(bead):
            assert not any(word in text for word in FURNITURE)


def test_sentences_without_a_space_between_are_split(aligner: Aligner) -> None:
    document = aligner.read(SEEDS / PAGES[0][0], "en")
    starts = {text.split(",")[0][:30] for text in document.texts}
    assert any(start.startswith("Liu Jiang expressed") for start in starts)
    assert any(start.startswith("The meeting included") for start in starts)
    assert any(start.startswith("CQC has issued more than") for start in starts)
    assert not any("opportunities.Liu" in text for text in document.texts)


def test_shared_content_of_the_two_pages_is_found(aligner: Aligner) -> None:
    seed, chinese = PAGES[0]
    alignment = aligner.align_files(SEEDS / seed, ROOT / "corpora" / "zh" / chinese)
    pairs = [alignment.text(bead) for bead in alignment.units]
    assert any("60,000 CB certificates" in en and "6万余张" in zh for en, zh in pairs)
    assert any("August 9th and 10th" in en and "8月9日至10日" in zh for en, zh in pairs)
