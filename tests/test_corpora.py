"""The bundled corpora: complete, well-formed and aligned accurately."""

from pathlib import Path

import pytest

from align.batch import build
from align.document import Document
from align.evaluation import evaluate, read_beads
from align.pipeline import Aligner

CORPORA = Path(__file__).resolve().parents[1] / "corpora"
GOLD = CORPORA / "gold"
NAMES = sorted(path.name.removesuffix(".gold.tsv") for path in GOLD.glob("*.gold.tsv"))
SIDES = ("en", "zh")


def segments(name, side):
    lines = (GOLD / f"{name}.{side}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip()]


def test_releases_are_complete():
    assert len(NAMES) >= 14
    for side in SIDES:
        assert sorted(path.stem for path in (CORPORA / side).iterdir()) == NAMES
        found = sorted(path.name for path in GOLD.glob(f"*.{side}.txt"))
        assert found == [f"{name}.{side}.txt" for name in NAMES]


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("name", NAMES)
def test_a_release_is_segmented_as_in_the_gold(name, side):
    document = Aligner().read(CORPORA / side / f"{name}.txt", side)
    assert list(document.texts) == segments(name, side)


@pytest.mark.parametrize("name", NAMES)
def test_gold_covers_every_sentence_once(name):
    beads = read_beads(GOLD / f"{name}.gold.tsv")
    for number, side in enumerate(SIDES):
        covered = sorted(i for bead in beads for i in bead[number])
        assert covered == list(range(len(segments(name, side))))


@pytest.mark.parametrize("name", NAMES)
def test_releases_have_a_realistic_length(name):
    for side in SIDES:
        assert 10 <= len(segments(name, side)) <= 31


def test_corpora_contain_difficult_beads():
    """Merged, split, omitted and added sentences; without them a good score means little."""
    kinds = {
        (len(en), len(zh)) for name in NAMES for en, zh in read_beads(GOLD / f"{name}.gold.tsv")
    }
    assert {(1, 1), (2, 1), (1, 2), (1, 0), (0, 1)} <= kinds


def test_build_makes_a_memory_of_all_releases(tmp_path):
    out = tmp_path / "memory.tmx"
    report = build(CORPORA, out)
    assert (report.pairs, report.failed, report.unpaired) == (len(NAMES), [], [])
    text = out.read_text(encoding="utf-8")
    assert text.count("</tu>") == report.units
    for name in NAMES:
        assert name in text  # each unit names its release
    score = evaluate(tmp_path / "memory.alignments", GOLD)
    assert score.documents == len(NAMES)
    assert score.unmatched == 0
    assert score.strict.f1 >= 0.85
    assert min(part.strict.f1 for part in score.parts) >= 0.5  # no release is lost


def pairs(name):
    """Return the sentences of the 1–1 beads."""
    en, zh = (segments(name, side) for side in SIDES)
    beads = read_beads(GOLD / f"{name}.gold.tsv")
    return [(en[b[0][0]], zh[b[1][0]]) for b in beads if len(b[0]) == len(b[1]) == 1]


def test_untranslated_text_does_not_disturb_the_alignment():
    translated = [pair for name in NAMES[:6] for pair in pairs(name)]
    left = [(en, en) for name in NAMES[6:] for en, _ in pairs(name) if len(en) > 20]
    both = [pair for two in zip(translated, left, strict=False) for pair in two]
    assert len(both) > 150
    en, zh = (
        Document.from_sentences(texts, side)
        for texts, side in zip(zip(*both, strict=True), SIDES, strict=True)
    )
    found = list(Aligner().align_documents(en, zh))
    assert sum(bead.en == bead.zh for bead in found) >= len(both) - 3
