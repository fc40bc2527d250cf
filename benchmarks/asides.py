"""Measure what comes back after it was set aside: ``python benchmarks/asides.py``.

From one side of each text, sentences of two consecutive beads are set aside as navigation; at the
head of both sides stand eight sentences of another text, set aside as well. The first should come
back, because the other side kept their translation; the others should not.
"""

import argparse
import random
import sys
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from text_sets import CORPORA, DATA, Text, read_set

from align.document import Document, Paragraph
from align.pipeline import Aligner

SETS = ("ntrex-dev", "k8s-perturbed", "tidb-notes", "corpora")
_OWN, _FOREIGN = "own", "foreign"


def side(text: Text, other: Text, language: str, rng: random.Random, *, lossy: bool) -> Document:
    """One side: foreign sentences, then its own, each a paragraph; ``lossy``: some set aside."""
    number = ("en", "zh").index(language)
    lines = [line for line in getattr(text, language) if line.strip()]
    foreign = [line for line in getattr(other, language) if line.strip()]
    own = [Paragraph(line) for line in lines]
    if lossy:
        pairs = [bead for bead in text.gold if all(bead)]
        at = rng.randrange(len(pairs) - 1)
        for n in {n for bead in pairs[at : at + 2] for n in bead[number]}:
            own[n] = replace(own[n], aside="navigation", where=_OWN)
    head = [
        Paragraph(line, aside="navigation", where=_FOREIGN)
        for line in rng.sample(foreign, min(8, len(foreign)))
    ]
    paragraphs = (*head, *own)
    sentences = Aligner(segmented=True).reader.sentences(paragraphs, language)
    return Document(paragraphs, sentences, language, text.name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--documents", type=int, default=15, help="at most so many of each set")
    parser.add_argument("--seed", type=int, default=2)
    options = parser.parse_args()
    aligner = Aligner(segmented=True)
    print("set             own  came back  foreign  came back")
    for name in SETS:
        rng = random.Random(f"{options.seed} {name}")
        texts = read_set(CORPORA if name == "corpora" else options.data / name)
        rng.shuffle(texts)
        texts = texts[: options.documents]
        counts = dict.fromkeys((_OWN, _FOREIGN), 0)
        back = dict(counts)
        for text, other in zip(texts, [*texts[1:], texts[0]], strict=True):
            lossy = rng.choice(("en", "zh"))
            before = [side(text, other, s, rng, lossy=s == lossy) for s in ("en", "zh")]
            found = aligner.align_documents(*before)
            for document in before:
                for paragraph in document.aside:
                    counts[paragraph.where] += 1
            for paragraph in (*found.en.paragraphs, *found.zh.paragraphs):
                if paragraph.where and not paragraph.aside:
                    back[paragraph.where] += 1
        print(
            f"{name:14} {counts[_OWN]:4}  {back[_OWN]:9}  {counts[_FOREIGN]:7}  {back[_FOREIGN]:9}"
        )


if __name__ == "__main__":
    main()
