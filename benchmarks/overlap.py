"""Measure the cost of `--overlap approximate`: strict F1 with exact and with summed run vectors.

    python benchmarks/overlap.py                   # mac-dev and ntrex-dev
    python benchmarks/overlap.py ntrex-dev

Measured with the embedded model, whose own runs are always exact: this is the loss of the
method with weights trained on exact runs, not the loss with any other model.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from text_sets import DATA, read_set

from align.embed.encoder import Encoder, FloatArray, Runs
from align.embed.models import load_encoder
from align.embed.sbert import add_up
from align.evaluation import Score, score_beads
from align.pipeline import Aligner

SETS = ("mac-dev", "ntrex-dev")


class Approximate:
    """An encoder whose run vectors are sums of sentence vectors."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.name, self.dimensions = f"{encoder.name}, approximate", encoder.dimensions

    def encode(self, texts: Sequence[str]) -> FloatArray:
        return self._encoder.encode(texts)

    def encode_runs(self, texts: Sequence[str], joiner: str, longest: int) -> Runs:
        return add_up(self.encode(texts), texts, longest)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=SETS, help="folders of the data")
    parser.add_argument("--data", type=Path, default=DATA)
    args = parser.parse_args()
    encoder = load_encoder()
    for name in args.sets:
        texts = read_set(args.data / name)
        f1 = {}
        for overlap, used in (("exact", encoder), ("approximate", Approximate(encoder))):
            aligner = Aligner(encoder=used, force=True)
            total = Score()
            for text in texts:
                found = aligner.align_documents(*text.documents)
                total += score_beads([(b.en, b.zh) for b in found], text.gold)
            f1[overlap] = total.strict.f1
            print(f"{name:12} {overlap:12} {total}", flush=True)
        print(f"{name:12} loss         {f1['exact'] - f1['approximate']:.3f}", flush=True)


if __name__ == "__main__":
    main()
