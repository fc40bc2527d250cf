"""Accuracy on a public benchmark beside the checkout, if present."""

from pathlib import Path

import pytest

from align.evaluation import Score, read_beads, score_beads
from align.pipeline import Aligner

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "mac-dev"


@pytest.mark.slow
@pytest.mark.needs_data
def test_novels_of_mac_dev():
    """Six chapters of Chinese novels, aligned by hand; free translation, many merges."""
    if not FOLDER.is_dir():
        pytest.skip(f"NOT MEASURED: the evaluation texts are not at {FOLDER}")
    aligner, total = Aligner(segmented=True), Score()
    for gold in sorted(FOLDER.glob("*.gold.tsv")):
        name = gold.name.removesuffix(".gold.tsv")
        alignment = aligner.align_files(FOLDER / f"{name}.en.txt", FOLDER / f"{name}.zh.txt")
        beads = [(bead.en, bead.zh) for bead in alignment]
        total += score_beads(beads, read_beads(gold), name=name)
    assert total.documents == 6
    assert total.strict.f1 >= 0.85, total.table()
