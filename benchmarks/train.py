"""Train the bead score: a conditional random field over paths of beads.

    python benchmarks/train.py                          # cross-validate, print a table
    python benchmarks/train.py --seeds 3                # mean and spread of three trainings
    python benchmarks/train.py --ablate tokens words    # also without these features, or without
                                                        # the "rate" of nulls
    python benchmarks/train.py --write                  # also train on everything and write the
                                                        # shipped weights and judged.json

No text is ever scored by networks that saw it or a version of it. (The weights of the first
pass, which only selects positions for the search, are trained on everything.)
"""

import argparse
import datetime
import json
import math
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from learn import Settings, learn, learn_first
from null_rates import fit_nulls
from reliability import CURVES, calibrate, keep
from text_sets import DATA, Text, read_set, with_deletions, with_merges, with_paragraphs
from validate import HeldOut, cross_validate, figures, judged_beads, table

from align.embed import load_encoder
from align.score.weights import Scorer, Weights, shipped_weights
from align.search.two_pass import GROUPS
from examples import load_pair, make_example

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "align" / "score" / "weights.json"
#: Parts of the evidence to do without, and the beginnings of the names of their features.
PARTS = {**GROUPS, "tokens": ("tokens", "null: tokens"), "words": ("words", "null: words")}
RATE = "rate"


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

    def cross_validate(self, settings: Settings, **how: Any) -> dict[str, HeldOut]:
        return cross_validate(self.examples, self.names, settings, first=self.first, **how)


def say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--first", type=Path, help="JSON of first-pass weights to start from")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--seeds", type=int, default=1, help="how many, from --seed on")
    parser.add_argument("--ablate", nargs="+", default=[], metavar="PREFIX")
    parser.add_argument("--json", type=Path, help="write the figures of all seeds to this file")
    defaults = Settings()
    for name, value in vars(defaults).items():
        parser.add_argument(f"--{name}", type=type(value), default=value)
    args = parser.parse_args()
    settings = Settings(**{name: getattr(args, name) for name in vars(defaults)})
    first = json.loads(args.first.read_text()) if args.first else dict(shipped_weights().first)
    prepared = Prepared(args.data, first)
    examples = prepared.examples
    seeds = [replace(settings, seed=settings.seed + n) for n in range(args.seeds)]
    how = {"parts": args.folds, "jobs": args.jobs}

    runs = [prepared.cross_validate(own, search=True, **how) for own in seeds]
    rows = [figures(examples, run) for run in runs]
    print(table(rows), flush=True)
    every = {"": rows}
    for name in args.ablate:
        part: dict[str, Any] = (
            {"rated": False} if name == RATE else {"drop": PARTS.get(name, (name,))}
        )
        found = [prepared.cross_validate(own, search=True, **part, **how) for own in seeds]
        every[name] = [figures(examples, run) for run in found]
        print(f"\nwithout {name}\n{table(every[name])}", flush=True)
    if args.json:
        data = {
            name: [{k: rounded(r) for k, r in run.items()} for run in v]
            for name, v in every.items()
        }
        args.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    if args.write:
        judged = [j for j, _, _ in judged_beads(examples, runs[0])]
        keep(judged)
        origin = {
            "date": datetime.date.today().isoformat(),
            "method": "conditional random field over paths of beads, scores by small networks",
            "settings": vars(settings),
            "encoder": prepared.encoder.name,
            "texts": sorted(rows[0]),
            "cross-validated": {kind: rounded(row) for kind, row in sorted(rows[0].items())},
        }
        networks = learn(list(examples.values()), prepared.names, settings)
        nulls = fit_nulls(examples.values(), runs[0])
        calibration = {curve: calibrate(judged, curve) for curve in CURVES}
        shipped = Weights(prepared.first, networks, calibration, origin, nulls=nulls)
        TARGET.write_text(shipped.to_json(), encoding="utf-8")
        print(f"wrote {TARGET.name}")


def rounded(row: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in row.items() if not math.isnan(value)}


if __name__ == "__main__":
    main()
