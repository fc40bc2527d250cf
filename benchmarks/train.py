"""Learn the bead score: a conditional random field over paths of beads.

    python benchmarks/train.py                 # cross-validate, print a table
    python benchmarks/train.py --write         # learn on everything and ship it

No text is ever scored by networks that saw it or a version of it. (The weights of the first
pass, which only choose the places that are looked at, are learned on everything.)
"""

import argparse
import datetime
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from datasets import DATA, Text, folds, read_set, with_deletions, with_paragraphs
from examples import load_pair, make_example
from learn import Settings, learn, learn_first
from reliability import CURVES, calibrate, judge, keep

from align.embed import load_encoder
from align.evaluation import Score, score_beads
from align.score.scorer import Scorer
from align.score.weights import Weights, shipped_weights
from align.search.find import find_beads

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "align" / "score" / "weights.json"


def all_texts(data: Path) -> list[Text]:
    """Every text to learn from, and versions with deletions and paragraphs."""
    texts: list[Text] = []
    for name in ("mac-dev", "ntrex-dev", "k8s-perturbed", "tidb-notes"):
        own = read_set(data / name)
        texts += own
        if name == "mac-dev":
            texts += [with_paragraphs(with_deletions(t, 1), 1) for t in own]
            texts += [with_deletions(t, 2, longest=4, suffix="runs") for t in own]
        elif name == "ntrex-dev":
            texts += [
                with_paragraphs(with_deletions(t, 3, longest=3, suffix="runs"), 3) for t in own
            ]
    return texts


def kind_of(text: Text) -> str:
    folder = text.name.split("/")[0]
    return folder + ("+" + text.name.split("+")[1] if "+" in text.name else "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--first", type=Path, help="JSON of first-pass weights to begin with")
    defaults = Settings()
    for name, value in vars(defaults).items():
        parser.add_argument(f"--{name}", type=type(value), default=value)
    args = parser.parse_args()
    settings = Settings(**{name: getattr(args, name) for name in vars(defaults)})

    texts = all_texts(args.data)
    encoder = load_encoder()
    pairs = {t.name: load_pair(t, encoder) for t in texts}
    print(f"{len(texts)} texts", flush=True)

    first = json.loads(args.first.read_text()) if args.first else dict(shipped_weights().first)
    cheap: dict[str, list[str]] = {}
    begun = Scorer(Weights(first, {}))
    found = [make_example(t, pairs[t.name], begun, cheap, True) for t in texts]
    first = learn_first(found, cheap, l2=1.0)
    lost = sum(x.lost for x in found)
    print(f"first pass learned; it began with {lost} gold places out of sight", flush=True)

    names: dict[str, list[str]] = {}
    begun = Scorer(Weights(first, {}))
    examples = {t.name: make_example(t, pairs[t.name], begun, names, False) for t in texts}
    lost = sum(x.lost for x in examples.values())
    edges = sum(len(x.gold) for x in examples.values())
    steps = sum(int(x.gold.sum()) for x in examples.values())
    print(f"{edges} candidates for {steps} beads, {lost} gold places out of sight", flush=True)

    scores: dict[str, Score] = {}
    judged = []
    for train, held in folds(texts, args.folds):
        networks = learn([examples[t.name] for t in train], names, settings)
        scorer = Scorer(Weights(first, networks))
        for t in held:
            beads = find_beads(pairs[t.name], scorer).beads
            score = score_beads([(b.en, b.zh) for b in beads], t.gold)
            scores[kind_of(t)] = scores.get(kind_of(t), Score()) + score
            judged += judge(kind_of(t), t, beads)
        print(".", end="", flush=True)
    print()
    for kind, score in sorted(scores.items()):
        print(f"{kind:20} {score}")
    keep(judged)
    calibration = {curve: calibrate(judged, curve) for curve in CURVES}
    if args.write:
        networks = learn(list(examples.values()), names, settings)
        origin = {
            "date": datetime.date.today().isoformat(),
            "method": "conditional random field over paths of beads, scores by small networks",
            "settings": vars(settings),
            "encoder": encoder.name,
            "texts": sorted({kind_of(t) for t in texts}),
            "cross-validated": {
                kind: {
                    "strict F1": round(s.strict.f1, 4),
                    "lax F1": round(s.lax.f1, 4),
                    "null F1": round(s.nulls.f1, 4),
                }
                for kind, s in sorted(scores.items())
            },
        }
        TARGET.write_text(Weights(first, networks, calibration, origin).to_json())
        print(f"wrote {TARGET.name}")


if __name__ == "__main__":
    main()
