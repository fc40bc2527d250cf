"""Train the bead score: a conditional random field over paths of beads.

    python benchmarks/train.py                 # cross-validate, print a table
    python benchmarks/train.py --write         # train on everything and write the shipped weights

No text is ever scored by networks that saw it or a version of it. (The weights of the first
pass, which only selects positions for the search, are trained on everything.)
"""

import argparse
import datetime
import json
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from crossings import crossing_figures
from datasets import DATA, Text, folds, read_set, with_deletions, with_merges, with_paragraphs
from examples import load_pair, make_example
from learn import Settings, learn, learn_first
from reliability import CURVES, calibrate, judge, keep

from align.embed import load_encoder
from align.evaluation import Figures, Score, score_beads
from align.score.weights import Scorer, Weights, shipped_weights
from align.search.two_pass import find_beads

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "align" / "score" / "weights.json"


def all_texts(data: Path) -> list[Text]:
    """Return every training text, and versions with deletions, merges and paragraphs."""
    texts: list[Text] = []
    for own in read_set(data / "mac-dev"):
        texts += [
            own,
            with_paragraphs(with_deletions(own, 1), 1),
            with_deletions(own, 2, longest=4, suffix="runs"),
            mixed(own, 1),
        ]
    for own in read_set(data / "ntrex-dev"):
        runs = with_deletions(own, 3, longest=3, suffix="runs")
        texts += [own, with_paragraphs(runs, 3), *(mixed(own, seed) for seed in (1, 2, 3))]
    for own in read_set(data / "k8s-perturbed"):
        texts += [own, with_deletions(own, 5, longest=5, suffix="runs")]
    for own in read_set(data / "tidb-notes"):
        texts += [own, mixed(own, 1)]
    return texts


def mixed(text: Text, seed: int) -> Text:
    """Merge lines and delete sentences on both sides, as in ntrex-dev."""
    both = with_deletions(with_merges(text, seed), seed, share=0.05, longest=2)
    return Text(f"{text.name}+mix{seed}", text.source, both.en, both.zh, both.gold)


def kind_of(text: Text) -> str:
    folder = text.name.split("/")[0]
    return folder + ("+" + text.name.split("+")[1] if "+" in text.name else "")


class Prepared:
    """All texts with their features, shared by cross-validation and the final training."""

    def __init__(self, data: Path, first: dict[str, float]) -> None:
        self.texts = all_texts(data)
        self.encoder = load_encoder()
        self.pairs = {t.name: load_pair(t, self.encoder) for t in self.texts}
        say(f"{len(self.texts)} texts")
        self.names: dict[str, list[str]] = {}
        begun = Scorer(Weights(first, {}))
        found = [make_example(t, self.pairs[t.name], begun, self.names, True) for t in self.texts]
        self.first = learn_first(found, self.names, l2=1.0)
        lost = sum(x.lost for x in found)
        say(f"first pass trained; it began with {lost} gold places outside the corridor")
        begun = Scorer(Weights(self.first, {}))
        self.examples = {
            t.name: make_example(t, self.pairs[t.name], begun, self.names, False)
            for t in self.texts
        }
        every = self.examples.values()
        lost = sum(x.lost for x in every)
        edges, steps = sum(len(x.gold) for x in every), sum(int(x.gold.sum()) for x in every)
        say(f"{edges} candidates for {steps} beads, {lost} gold places outside the search")

    def learn(self, texts: list[Text], settings: Settings) -> Weights:
        networks = learn([self.examples[t.name] for t in texts], self.names, settings)
        return Weights(self.first, networks)

    def held_out(self, count: int, settings: Settings) -> Iterator[tuple[Weights, list[Text]]]:
        """Yield weights and the texts held out from them; every text is held out once."""
        for k, (train, held) in enumerate(folds(self.texts, count), start=1):
            say(f"part {k} of {count}")
            yield self.learn(train, settings), held


def say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--first", type=Path, help="JSON of first-pass weights to start from")
    defaults = Settings()
    for name, value in vars(defaults).items():
        parser.add_argument(f"--{name}", type=type(value), default=value)
    args = parser.parse_args()
    settings = Settings(**{name: getattr(args, name) for name in vars(defaults)})
    first = json.loads(args.first.read_text()) if args.first else dict(shipped_weights().first)
    prepared = Prepared(args.data, first)

    scores: dict[str, Score] = {}
    crossings = Figures()
    judged = []
    for weights, held in prepared.held_out(args.folds, settings):
        scorer = Scorer(weights)
        for t in held:
            beads = find_beads(prepared.pairs[t.name], scorer).beads
            score = score_beads([(b.en, b.zh) for b in beads], t.gold)
            scores[kind_of(t)] = scores.get(kind_of(t), Score()) + score
            judged += judge(kind_of(t), t, beads)
            if kind_of(t) == "k8s-perturbed":
                crossings += crossing_figures(beads, t.gold)
    for kind, score in sorted(scores.items()):
        print(f"{kind:20} {score}; nulls {score.nulls}")
    print(f"crossings of k8s-perturbed: {crossings}")
    keep(judged)
    calibration = {curve: calibrate(judged, curve) for curve in CURVES}
    if args.write:
        weights = prepared.learn(prepared.texts, settings)
        origin = {
            "date": datetime.date.today().isoformat(),
            "method": "conditional random field over paths of beads, scores by small networks",
            "settings": vars(settings),
            "encoder": prepared.encoder.name,
            "texts": sorted(scores),
            "cross-validated": {
                kind: {
                    "strict F1": round(s.strict.f1, 4),
                    "lax F1": round(s.lax.f1, 4),
                    "null F1": round(s.nulls.f1, 4),
                    "null precision": round(s.nulls.precision, 4),
                    "null recall": round(s.nulls.recall, 4),
                }
                for kind, s in sorted(scores.items())
            },
            "crossings of k8s-perturbed, cross-validated": {
                "precision": round(crossings.precision, 4),
                "recall": round(crossings.recall, 4),
            },
        }
        shipped = Weights(weights.first, weights.networks, calibration, origin)
        TARGET.write_text(shipped.to_json(), encoding="utf-8")
        print(f"wrote {TARGET.name}")


if __name__ == "__main__":
    main()
