"""Compare the accuracy of tmxalign and other aligners on the evaluation sets, in one table.

    python benchmarks/accuracy.py                       # every set beside the checkout
    python benchmarks/accuracy.py mac-dev --no-peers    # one set, tmxalign only
    python benchmarks/accuracy.py bible:300             # its first 300 verses

All aligners get the same sentences and vectors and are scored by the same rules
(``align.evaluation``). A cell is the strict F1 of the beads and the F1 of the sentences
without a counterpart, or – if a peer cannot be installed or fails. The shipped weights were
trained on these sets (except corpora/ and bible), so without --cross-validate our figures
are training figures. With it, five sets of weights are trained in the same run (this needs the
packages of the extra "train"), and each text is aligned with weights that saw no version of it.
"""

import argparse
import json
import math
import sys
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from peers.environments import PEERS
from peers.run import Field, SharedVectors
from text_sets import CORPORA, DATA, Beads, Text, read_set, with_deletions
from verses import by_verse, first_beads, read_verses

from align.embed import load_encoder
from align.evaluation import Figures, Score, score_beads
from align.pipeline import Aligner
from align.score.weights import Weights, load_weights, shipped_weights

SETS = ("mac-dev", "mac-dev+deleted", "ntrex-dev", "k8s-perturbed", "tidb-notes", "corpora")
OURS = "tmxalign"
Row = dict[str, Score | None]


@dataclass(frozen=True)
class TestSet:
    """Texts to align, and how their beads are scored: directly, or verse by verse."""

    name: str
    texts: list[Text]
    verses: tuple[list[str], list[str]] | None = None

    def score(self, found: list[Beads]) -> Score:
        total = Score()
        for text, beads in zip(self.texts, found, strict=True):
            if self.verses:
                beads = by_verse(beads, *self.verses)
            total += score_beads(beads, text.gold, name=text.name)
        return total


def load(name: str, data: Path) -> TestSet:
    """A set by name: a folder of the data, ``corpora``, ``FOLDER+deleted``, ``bible:VERSES``."""
    folder, _, count = name.partition(":")
    folder, _, change = folder.partition("+")
    if change not in ("", "deleted") or not (count.isdecimal() or not count):
        sys.exit(f"{name}: no such set; known are {', '.join(SETS)}, bible and bible:300")
    texts = read_set(CORPORA if folder == "corpora" else data / folder)
    if count:
        texts = [first_beads(text, int(count)) for text in texts]
    if change:
        texts = [with_deletions(text, 1) for text in texts]
    return TestSet(name, texts, read_verses(data / folder) if folder == "bible" else None)


def measure(
    tests: TestSet, aligner: Aligner, field: Field | None, held_out: dict[str, Weights]
) -> Row:
    """Score all aligners on one set; ``held_out``: for each source, weights that never saw it."""
    pairs = [text.documents for text in tests.texts]
    ours: list[Beads] = []
    for text, pair in zip(tests.texts, pairs, strict=True):
        own = replace(aligner, weights=held_out.get(text.source, aligner.weights))
        ours.append([(b.en, b.zh) for b in own.align_documents(*pair)])
    row: Row = {OURS: tests.score(ours)}
    for name, beads in (field.align(pairs) if field else {}).items():
        row[name] = None if beads is None else tests.score(beads)
    return row


def learn_held_out(data: Path) -> dict[str, Weights]:
    """For each source, weights trained without it."""
    from learn import Settings
    from train import Prepared

    prepared = Prepared(data, dict(shipped_weights().first))
    found = prepared.cross_validate(Settings())
    return {prepared.examples[name].text.source: x.weights for name, x in found.items()}


def cell(score: Score | None, *, lax: bool) -> str:
    if score is None:
        return "–"
    measures = (score.strict, score.nulls, score.lax)[: 3 if lax else 2]
    return " / ".join(_rate(figures) for figures in measures)


def _rate(figures: Figures) -> str:
    return "–" if math.isnan(figures.f1) else f"{figures.f1:.3f}"


def summary(score: Score) -> dict[str, object]:
    """The figures of a set, without those of single documents."""
    return {key: score.to_dict()[key] for key in ("strict", "lax", "nulls")}


def table(rows: dict[str, Row], *, lax: bool, markdown: bool) -> str:
    """Format a table: one row per set, one column per aligner."""
    names = list(next(iter(rows.values())))
    heads = [PEERS[name].version if name in PEERS else name for name in names]
    lines = [[f"strict / null{' / lax' * lax} F1", *heads]]
    lines += [[name, *(cell(row[n], lax=lax) for n in names)] for name, row in rows.items()]
    if markdown:
        lines.insert(1, ["---"] * len(heads) + ["---"])
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    padded = ([c.ljust(w) for c, w in zip(line, widths, strict=True)] for line in lines)
    return "\n".join("  ".join(line).rstrip() for line in padded)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="*", default=SETS, help="sets to measure, by name")
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS), metavar="NAME")
    parser.add_argument("--no-peers", action="store_true", help="tmxalign only")
    parser.add_argument("--lax", action="store_true", help="also show the lax F1")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures as JSON")
    parser.add_argument(
        "--cross-validate",
        action="store_true",
        help="use weights that never saw the text",
    )
    parser.add_argument("--weights", type=Path, metavar="FILE", help="weights for tmxalign")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--model", default="use")
    args = parser.parse_args()
    weights = load_weights(args.weights) if args.weights else shipped_weights()
    encoder = load_encoder(args.model)
    if not args.no_peers:
        encoder = SharedVectors(encoder)
    aligner = Aligner(model=args.model, encoder=encoder, force=True, weights=weights)
    tests = [load(name, args.data) for name in args.sets]  # fails early on a wrong name
    field = None if args.no_peers else Field(args.peers, encoder)
    held_out = learn_held_out(args.data) if args.cross_validate else {}
    rows: dict[str, Row] = {}
    for test in tests:
        print(f"{test.name} …", file=sys.stderr, flush=True)
        rows[test.name] = measure(test, aligner, field, held_out)
    print(table(rows, lax=args.lax, markdown=args.markdown))
    if args.json:
        figures = {
            name: {who: score and summary(score) for who, score in row.items()}
            for name, row in rows.items()
        }
        versions = {
            name: PEERS[name].version for row in rows.values() for name in row if name != OURS
        }
        data = {
            "model": args.model,
            "weights": weights.fingerprint,
            "cross-validated": args.cross_validate,
            "peers": versions,
            "sets": figures,
        }
        args.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
