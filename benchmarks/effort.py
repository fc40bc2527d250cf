"""Count the key presses that repair alignments at the review page until they equal the gold.

    python benchmarks/effort.py                        # ours, Bertalign's and one by length only
    python benchmarks/effort.py corpora --no-peers
    python benchmarks/effort.py --json benchmarks/results/effort.json

The keys are those of ``effort_plan.py``: a person who knows the gold and presses few keys. Going
to a row counts. Rows below the page's threshold are doubtful: ``n`` stops there; peers give no
confidence and no runner-up, so that for theirs, ``n`` and ``r`` do nothing. All aligners get the same
sentences and vectors (see ``accuracy.py``). The shipped weights were trained on mac-dev and ntrex-dev,
but not on corpora; --cross-validate trains weights that saw no version of a text, which takes long.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from accuracy import OURS, learn_held_out
from datasets import CORPORA, DATA, Beads, Text, read_set
from effort_plan import Line, Pair, Repair
from effort_plan import Desk as Page
from peers.environments import PEERS
from peers.run import Field, SharedVectors

from align.alignment import Bead
from align.embed import load_encoder
from align.pipeline import Aligner
from align.score.weights import Weights

SETS = ("mac-dev", "ntrex-dev", "corpora")
DOUBTFUL = 0.8  # as the page has it


@dataclass(frozen=True)
class Effort:
    """What it takes to repair some texts.

    ``wrong`` counts rows that are not beads of the gold, ``doubtful`` the rows where ``n`` stops,
    ``seen`` the wrong ones among them, ``second`` the wrong ones whose runner-up is a bead of the gold.
    """

    beads: int = 0
    rows: int = 0
    wrong: int = 0
    doubtful: int = 0
    seen: int = 0
    second: int = 0
    keys: int = 0
    moves: int = 0

    def __add__(self, other: "Effort") -> "Effort":
        return Effort(*(a + b for a, b in zip(asdict(self).values(), asdict(other).values(), strict=True)))


MOVES = {"j", "k", "n", "N", "g", "Enter", "ArrowLeft", "ArrowRight", *"0123456789"}


def effort(rows: Sequence[Line], gold: Iterable[Pair]) -> Effort:
    right = set(gold)
    wrong = [row for row in rows if row.pair not in right]
    keys = list(Repair(Page.of(rows), right))
    return Effort(
        len(right), len(rows), len(wrong), sum(row.doubtful for row in rows), sum(row.doubtful for row in wrong),
        sum(row.rival in right for row in wrong), len(keys), sum(key in MOVES for key in keys),
    )


def line(bead: Bead) -> Line:
    rival = bead.rival and (bead.rival.en, bead.rival.zh)
    return Line((bead.en, bead.zh), bead.confidence < DOUBTFUL, rival)


def measure(texts, aligner, field, held_out):
    total = {}
    for text in texts:
        own = replace(aligner, weights=held_out.get(text.source, aligner.weights))
        found = own.align_documents(*text.documents)
        total[OURS] = total.get(OURS, Effort()) + effort([line(b) for b in found], text.gold)
    pairs = [text.documents for text in texts]
    for name, beads in (field.align(pairs) if field else {}).items():
        if beads:
          for text, some in zip(texts, beads):
            total[name] = total.get(name, Effort()) + effort([Line(b) for b in some], text.gold)
    return total

if __name__=="__main__":
    import time
    enc = SharedVectors(load_encoder("use"))
    al = Aligner(encoder=enc, force=True, explain=True)
    field = Field(["bertalign","length-only"], enc)
    for name in SETS:
        t=time.time()
        for k,v in measure(read_set(CORPORA if name=="corpora" else DATA/name), al, field, {}).items():
            print(name,k,v, round(100*v.keys/v.beads,1), round(time.time()-t,1), flush=True)
