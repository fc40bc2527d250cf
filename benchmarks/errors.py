"""List what is wrong in alignments, by kind, and what each kind costs.

    python benchmarks/errors.py mac-dev --cross-validate
    python benchmarks/errors.py corpora --show over-split --count 5   # with texts, surest first

A place is a group of sentences that beads of the gold and of ours, where they differ, tie
together. Sets and weights are those of ``benchmarks/accuracy.py``; confidences are by the shipped
calibration.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from accuracy import learn_held_out, load
from text_sets import DATA, Beads, Text

from align.evaluation import Score, score_beads
from align.pipeline import Aligner

SURE = 0.9
Bead = tuple[tuple[int, ...], tuple[int, ...]]
Confidences = dict[Bead, float]
#: Kinds of errors and what they are.
KINDS = {
    "over-split": "one bead cut into several",
    "over-merged": "several beads made one",
    "border": "as many beads, other borders",
    "null false": "a sentence left out that belongs to a bead",
    "null glued": "a sentence without a counterpart in a bead",
    "null moved": "both at one place",
    "other": "the rest",
}


@dataclass(frozen=True)
class Place:
    """Beads of the gold and of ours that differ, about the same sentences."""

    gold: Beads
    ours: Beads

    @property
    def kind(self) -> str:
        false = nulls(self.ours) - nulls(self.gold)
        glued = nulls(self.gold) - nulls(self.ours)
        if false or glued:
            return "null moved" if false and glued else "null false" if false else "null glued"
        if 1 in (len(self.gold), len(self.ours)):
            return "over-split" if len(self.gold) < len(self.ours) else "over-merged"
        return "border" if len(self.gold) == len(self.ours) else "other"

    @property
    def shape(self) -> str:
        """The sizes of its beads.

        >>> Place([((0, 1), (0, 1))], [((0,), (0,)), ((1,), (1,))]).shape
        '2-2 → 1-1 1-1'
        """
        both = (
            " ".join(f"{len(a)}-{len(b)}" for a, b in beads) for beads in (self.gold, self.ours)
        )
        return " → ".join(both)


def nulls(beads: Beads) -> set[tuple[int, int]]:
    """The sentences without a counterpart, as (side, number)."""
    en = {(0, i) for a, b in beads if not b for i in a}
    return en | {(1, j) for a, b in beads if not a for j in b}


def places(ours: Beads, gold: Beads) -> list[Place]:
    """The places of a text where ours is not the gold.

    >>> [place.kind for place in places([((0,), (0,)), ((1,), ())], [((0, 1), (0,))])]
    ['null false']
    """
    found: list[tuple[set[tuple[int, int]], Place]] = []
    for n, (beads, others) in enumerate(((gold, ours), (ours, gold))):
        for bead in sorted(set(beads) - set(others)):
            sentences = {(0, i) for i in bead[0]} | {(1, j) for j in bead[1]}
            place = Place([], [])
            for tied in [f for f in found if f[0] & sentences]:
                found.remove(tied)
                sentences |= tied[0]
                place = Place(place.gold + tied[1].gold, place.ours + tied[1].ours)
            (place.ours if n else place.gold).append(bead)
            found.append((sentences, place))
    return [place for _, place in sorted(found, key=lambda item: min(item[0]))]


def table(texts: list[tuple[Text, Confidences]]) -> str:
    """By kind: places, the strict F1 if they were right, sure units in them, the usual shapes."""
    lines = [f"{'':12}{'places':>8}{'F1 if right':>13}{f'units ≥ {SURE}':>13}  shapes"]
    found = [(t, c, places(list(c), t.gold)) for t, c in texts]
    for kind, meaning in KINDS.items():
        own = [(t, c, [p for p in wrong if p.kind == kind]) for t, c, wrong in found]
        sure = sum(c[bead] >= SURE for _, c, some in own for bead in units(some))
        shapes = Counter(p.shape for _, _, some in own for p in some)
        count = sum(len(some) for _, _, some in own)
        f1 = sum((mended(t, c, some) for t, c, some in own), Score()).strict.f1
        usual = ", ".join(f"{shape} ({n})" for shape, n in shapes.most_common(3))
        lines.append(f"{kind:12}{count:8}{f1:13.4f}{sure:13}  {usual or meaning}")
    return "\n".join(lines)


def units(some: Iterable[Place]) -> Beads:
    """Our beads with both sides in some places."""
    return [bead for place in some for bead in place.ours if all(bead)]


def mended(text: Text, ours: Confidences, some: list[Place]) -> Score:
    """The score of a text if these places were right."""
    wrong = {bead for place in some for bead in place.ours}
    right = [bead for place in some for bead in place.gold]
    return score_beads([bead for bead in ours if bead not in wrong] + right, text.gold)


def shown(text: Text, ours: Confidences, place: Place) -> str:
    en, zh = ([line for line in side if line.strip()] for side in (text.en, text.zh))
    lines = [f"{text.name}: {place.kind}, {place.shape}"]
    for who, beads in (("gold", place.gold), ("ours", place.ours)):
        for a, b in beads:
            sure = f" {ours[a, b]:.2f}" if who == "ours" else ""
            lines.append(f"  {who}{sure}\n    {' | '.join(en[i] for i in a)}")
            lines.append(f"    {' | '.join(zh[j] for j in b)}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--cross-validate", action="store_true")
    parser.add_argument("--show", nargs="+", default=[], choices=KINDS, metavar="KIND")
    parser.add_argument("--count", type=int, default=10, help="places to show")
    parser.add_argument("--data", type=Path, default=DATA)
    args = parser.parse_args()
    held_out = learn_held_out(args.data) if args.cross_validate else {}
    aligner = Aligner(force=True)
    for name in args.sets:
        texts = []
        for text in load(name, args.data).texts:
            weights = held_out.get(text.source, aligner.weights)
            weights = replace(weights, calibration=aligner.weights.calibration)
            beads = replace(aligner, weights=weights).align_documents(*text.documents)
            texts.append((text, {(bead.en, bead.zh): bead.confidence for bead in beads}))
        print(f"{name}: {sum((mended(t, c, []) for t, c in texts), Score())}\n{table(texts)}")
        some = [(t, c, p) for t, c in texts for p in places(list(c), t.gold) if p.kind in args.show]
        some.sort(key=lambda item: -max((item[1][bead] for bead in units([item[2]])), default=0))
        for example in some[: args.count]:
            print("\n" + shown(*example))


if __name__ == "__main__":
    main()
