"""Count the key presses that repair alignments at the review page until they equal the gold.

    python benchmarks/effort.py                                  # ours and two others
    python benchmarks/effort.py corpora --peers length-only
    python benchmarks/effort.py --cross-validate --json benchmarks/results/effort.json

Who presses the keys knows the gold, sees the rows in order, and takes a short way
(``effort_plan.py``); keys that move the cursor count. ``n`` stops at rows below the page's
threshold. Peers have neither confidence nor a runner-up, so that ``n`` and ``r`` do nothing in
theirs; *plain* counts keys in ours without these two. All aligners get the same sentences and
vectors (see ``accuracy.py``). The shipped weights were trained on mac-dev and ntrex-dev, so
figures for these need --cross-validate.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from accuracy import OURS, learn_held_out
from effort_page import Line, Pair, Screen, members, proposals
from effort_plan import Repair
from peers.environments import PEERS
from peers.run import Field, SharedVectors
from text_sets import CORPORA, DATA, Text, read_set

from align.alignment import Bead
from align.embed import load_encoder
from align.pipeline import Aligner
from align.review.view import DOUBTFUL
from align.score.weights import Weights, shipped_weights

SETS = ("mac-dev", "ntrex-dev", "corpora")
SHOWN = ("bertalign", "length-only")


@dataclass(frozen=True)
class Effort:
    """What it takes to repair texts with so many ``beads`` in the gold.

    ``rows`` of the alignment, of which ``wrong`` ones are no beads of the gold, and ``doubtful``
    ones are where ``n`` stops; ``met`` are the wrong ones where it stops, ``second`` those whose
    runner-up is a bead of the gold. ``keys`` of the plan, and those of a ``plain`` one.
    """

    beads: int = 0
    rows: int = 0
    wrong: int = 0
    doubtful: int = 0
    met: int = 0
    second: int = 0
    keys: int = 0
    plain: int = 0

    def __add__(self, other: "Effort") -> "Effort":
        pairs = zip(asdict(self).values(), asdict(other).values(), strict=True)
        return Effort(*(a + b for a, b in pairs))


def effort(text: Text, lines: Sequence[Line]) -> Effort:
    """What it takes to repair one text."""
    gold = set(text.gold)
    wrong = [line for line in lines if line.pair not in gold]
    propose = proposals(text.documents)
    screens = [Screen.of(some, propose) for some in (lines, [Line(line.pair) for line in lines])]
    keys, plain = (len(list(Repair(screen, gold))) for screen in screens)
    return Effort(
        beads=len(gold),
        rows=len(lines),
        wrong=len(wrong),
        doubtful=sum(line.doubtful for line in lines),
        met=sum(line.doubtful for line in wrong),
        second=sum(line.rival in gold for line in wrong),
        keys=keys,
        plain=plain,
    )


def line_of(bead: Bead) -> Line:
    """A row as the page gets it from our aligner."""
    rival = (bead.rival.en, bead.rival.zh) if bead.rival else None
    return Line((bead.en, bead.zh), bead.confidence < DOUBTFUL, rival)


def complete(beads: Iterable[Pair], text: Text) -> Iterator[Line]:
    """The rows of a peer's alignment; a sentence that it left out has no counterpart."""
    left = {(k, n) for k, side in enumerate(text.documents) for n in range(len(side))}
    for pair in beads:
        left -= set(members(pair))
        yield Line(pair)
    for side, n in sorted(left):
        yield Line(((), (n,)) if side else ((n,), ()))


def measure(
    texts: Sequence[Text], aligner: Aligner, field: Field | None, held_out: dict[str, Weights]
) -> dict[str, Effort]:
    """The effort on one set, by aligner."""
    total = {OURS: Effort()}
    for text in texts:
        own = replace(aligner, weights=held_out.get(text.source, aligner.weights))
        total[OURS] += effort(text, [line_of(b) for b in own.align_documents(*text.documents)])
    answers = field.align([text.documents for text in texts]) if field else {}
    for name, found in answers.items():
        if found is not None:
            some = (effort(t, [*complete(b, t)]) for t, b in zip(texts, found, strict=True))
            total[name] = sum(some, Effort())
    return total


def table(sets: dict[str, dict[str, Effort]]) -> str:
    lines = [f"{'':12}{'':12}{'wrong':>12}{'keys':>6}{'per 100':>9}{'plain':>7}  met  second"]
    for name, row in sets.items():
        for who, e in row.items():
            some = f"{e.wrong:>6} of {e.rows:>4} {e.keys:>5} {100 * e.keys / e.beads:>8.1f}"
            lines.append(f"{name:12}{who:12}{some} {e.plain:>6} {e.met:>4} {e.second:>7}")
    return "\n".join(lines)


def calibrated(held_out: dict[str, Weights]) -> dict[str, Weights]:
    """Weights with the shipped calibration: ``n`` needs one."""
    shipped = shipped_weights().calibration
    return {source: replace(weights, calibration=shipped) for source, weights in held_out.items()}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="*", default=SETS, help="sets to measure, by name")
    parser.add_argument("--peers", nargs="*", choices=PEERS, default=SHOWN, metavar="NAME")
    parser.add_argument(
        "--cross-validate", action="store_true", help="use weights that never saw the text"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures as JSON")
    parser.add_argument("--data", type=Path, default=DATA)
    args = parser.parse_args()
    encoder = SharedVectors(load_encoder())
    aligner = Aligner(encoder=encoder, force=True, explain=True)
    field = Field(args.peers, encoder) if args.peers else None
    held_out = calibrated(learn_held_out(args.data)) if args.cross_validate else {}
    sets = {}
    for name in args.sets:
        print(f"{name} …", file=sys.stderr, flush=True)
        texts = read_set(CORPORA if name == "corpora" else args.data / name)
        sets[name] = measure(texts, aligner, field, held_out)
    print(table(sets))
    if args.json:
        data = {
            "cross-validated": args.cross_validate,
            "peers": {name: PEERS[name].version for name in args.peers},
            "sets": {
                name: {who: asdict(e) for who, e in row.items()} for name, row in sets.items()
            },
        }
        args.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
