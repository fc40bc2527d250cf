"""Strict and lax F1 on the evaluation sets, by the shipped configuration.

    python benchmarks/accuracy.py                  # every set beside the checkout
    python benchmarks/accuracy.py mac-dev          # one of them

The shipped weights were learned on these sets (corpora/ apart), so these are figures of
fit; `python benchmarks/train.py` prints the cross-validated ones, by which we judge.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from datasets import DATA, read_set

from align.document import Document
from align.evaluation import Score, score_beads
from align.pipeline import Aligner

SETS = ("mac-dev", "ntrex-dev", "k8s-perturbed", "tidb-notes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=SETS, help="folders of the data")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--model", default="use")
    args = parser.parse_args()
    aligner = Aligner(model=args.model, force=True)
    for name in args.sets:
        total = Score()
        for text in read_set(args.data / name):
            en = Document.from_sentences(text.en, "en")
            zh = Document.from_sentences(text.zh, "zh")
            found = aligner.align_documents(en, zh)
            total += score_beads([(b.en, b.zh) for b in found], text.gold)
        print(f"{name:16} {total}", flush=True)


if __name__ == "__main__":
    main()
