"""Two short lines at one place that translate each other are one bead, not two omissions."""

from pathlib import Path

import pytest

from align.document import Document
from align.pipeline import Aligner

GOLD = Path(__file__).parents[2] / "corpora" / "gold"
NAME = "2024-01-12-annual-work-conference"
LINES = [
    ("For more information, see documentation.", "更多信息，请参考官方文档。"),
    ("Was this page helpful?", "本页面对您有帮助吗？"),
    ("Keep out of reach of children.", "请放在儿童接触不到的地方。"),
]


@pytest.fixture(scope="module")
def sides():
    return {
        side: (GOLD / f"{NAME}.{side}.txt").read_text(encoding="utf-8").splitlines()
        for side in ("en", "zh")
    }


@pytest.mark.parametrize("where", ["at the end", "at the beginning"])
def test_formulas_of_manuals_that_face_each_other_are_linked(sides, where):
    en, zh = ([line[n] for line in LINES] for n in (0, 1))
    if where == "at the end":
        en, zh = [*sides["en"], *en], [*sides["zh"], *zh]
    else:
        en, zh = [*en, *sides["en"]], [*zh, *sides["zh"]]
    documents = Document.from_sentences(en, "en"), Document.from_sentences(zh, "zh")
    linked = {
        (documents[0].texts[bead.en[0]], documents[1].texts[bead.zh[0]])
        for bead in Aligner(force=True).align_documents(*documents)
        if bead.type == "1-1"
    }
    assert linked >= set(LINES)
