"""Measure precision and recall of crossing beads.

    python benchmarks/crossings.py          # corpora/ and k8s-perturbed, shipped configuration

The shipped weights were trained on k8s-perturbed; ``benchmarks/train.py`` prints its
cross-validated figures.
"""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from text_sets import CORPORA, DATA, Beads, read_set

from align.alignment import Bead
from align.evaluation import Figures
from align.pipeline import Aligner
from align.search.two_pass import FoundBead


def crossing_figures(beads: Iterable[Bead | FoundBead], gold: Beads) -> Figures:
    """Return precision and recall of the beads marked as crossing.

    A crossing bead is right if it is a gold bead. The expected number is that of the gold beads
    outside the longest sequence in order: which of two passages moved is undetermined.

    >>> gold = [((0,), (1,)), ((1,), (0,)), ((2,), (2,))]
    >>> crossing_figures([Bead((0,), (1,), crossing=True), Bead((1,), (0,))], gold).recall
    1.0
    """
    found = [(bead.en, bead.zh) for bead in beads if bead.crossing]
    right = sum(bead in set(gold) for bead in found)
    full = sorted((a, b) for a, b in gold if a and b)
    chain: list[int] = []  # length of the longest ordered sequence that ends with this bead
    for k, (_, b) in enumerate(full):
        before = [chain[q] for q in range(k) if full[q][1][-1] < b[0]]
        chain.append(max(before, default=0) + 1)
    wanted = len(full) - max(chain, default=0)
    return Figures(right, len(found), min(right, wanted), wanted)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    args = parser.parse_args()
    aligner = Aligner(force=True)
    for folder in (CORPORA, args.data / "k8s-perturbed"):
        total = Figures()
        for text in read_set(folder):
            total += crossing_figures(aligner.align_documents(*text.documents), text.gold)
        name = "corpora" if folder == CORPORA else folder.name
        print(f"{name:16} {total}, {total.gold} in the gold")


if __name__ == "__main__":
    main()
