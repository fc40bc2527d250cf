"""Learn the numbers of the rate of nulls, and measure it where other shares are left out.

    python benchmarks/null_rates.py            # texts of corpora/ and mac-dev at nine rates

The four numbers (``Weights.nulls``) maximize the likelihood of the gold of held-out texts: scores
are from networks that never saw the text (``validate.cross_validate``), and every set weighs √ of
its beads. ``train.py`` learns them.
"""

import argparse
import random
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from text_sets import CORPORA, DATA, Text, read_set

from align.evaluation import Score, score_beads
from align.pipeline import Aligner
from align.score.weights import NULLS
from align.search.lattice import Lattice
from align.search.null_rate import ROUNDS, NullRate

BEGUN = {"trained": 0.06, "usual": 0.1, "prior": 300.0, "whole": 30.0}
HOPELESS = 1e-6  # less probable candidates are dropped
#: What is left out of a text: the share of its 1–1 beads, the longest run, on which sides, where.
CHANGES: dict[str, dict] = {
    "0.5 %": {"share": 0.005},
    "1 %": {"share": 0.01},
    "3 %": {"share": 0.03},
    "10 %": {"share": 0.1},
    "20 %": {"share": 0.2},
    "10 %, runs": {"share": 0.1, "longest": 6},
    "6 %, English only": {"share": 0.06, "sides": ("zh",)},
    "6 %, Chinese only": {"share": 0.06, "sides": ("en",)},
    "an imprint in English": {"share": 0.1, "longest": 30, "sides": ("zh",), "begin": 0.8},
}


@dataclass(frozen=True)
class Case:
    """A held-out text: its set, its likely candidates with their scores, and the gold ones."""

    kind: str
    lattice: Lattice
    scores: np.ndarray
    gold: np.ndarray
    sizes: tuple[int, int]

    def loss(self, learned: Mapping[str, float]) -> float:
        """The negative log likelihood of the gold."""
        rate = NullRate(self.lattice, [np.ones(size, bool) for size in self.sizes], learned)
        added = np.zeros(len(self.scores))
        for _ in range(ROUNDS):
            added = rate.corrections(self._sums(added)[1])
        total, _ = self._sums(added)
        return total - float((self.scores + added)[self.gold].sum())

    def _sums(self, added: np.ndarray) -> tuple[float, np.ndarray]:
        from crf import marginals

        begins, scores = np.array([0, self.lattice.nodes]), (self.scores + added)[:, None]
        total, found = marginals(self.lattice.source, self.lattice.target, scores, begins)
        return float(total[0, 0]), found[:, 0].astype(np.float64)


def make_case(
    kind: str, lattice: Lattice, scores: np.ndarray, gold: np.ndarray, sizes: tuple[int, int]
) -> Case:
    whole = Case(kind, lattice, scores.astype(np.float64), gold, sizes)
    kept = gold | (whole._sums(np.zeros(len(gold)))[1] > HOPELESS)
    return replace(whole, lattice=lattice.only(kept), scores=whole.scores[kept], gold=gold[kept])


def fit_nulls(examples: Iterable, results: Mapping, evaluations: int = 70) -> dict[str, float]:
    """``Weights.nulls`` from examples and what networks that never saw them say of them.

    ``examples``: :class:`examples.Example`; ``results``: :class:`validate.HeldOut` by name.
    """
    from validate import kind_of

    cases = []
    for x in examples:
        sizes, scores = (len(x.pair.en), len(x.pair.zh)), results[x.text.name].scores
        cases.append(make_case(kind_of(x.text), x.lattice, scores, x.gold, sizes))
    return fit_cases(cases, evaluations)


def fit_cases(cases: Sequence[Case], evaluations: int) -> dict[str, float]:
    from scipy.optimize import minimize

    beads: dict[str, int] = {}
    for case in cases:
        beads[case.kind] = beads.get(case.kind, 0) + int(case.gold.sum())

    def numbers(x: np.ndarray) -> dict[str, float]:
        rates = 1 / (1 + np.exp(-np.clip(x[:2], -9, 2)))
        values = (*rates, *np.exp(np.clip(x[2:], 0, 9)))
        return {name: float(value) for name, value in zip(NULLS, values, strict=True)}

    def loss(x: np.ndarray) -> float:
        learned = numbers(x)
        return sum(case.loss(learned) / beads[case.kind] ** 0.5 for case in cases)

    begin = np.array([BEGUN[name] for name in NULLS])
    begin = np.concatenate([np.log(begin[:2] / (1 - begin[:2])), np.log(begin[2:])])
    corners = np.vstack([begin, begin + 0.6 * np.eye(4)])
    options = {"maxfev": evaluations, "initial_simplex": corners}
    return numbers(minimize(loss, begin, method="Nelder-Mead", options=options).x)


def with_nulls(
    text: Text,
    name: str,
    share: float,
    longest: int = 1,
    sides: Sequence[str] = ("en", "zh"),
    begin: float = 0.0,
) -> Text:
    """Delete one side of ``share`` of all beads, of 1–1 beads in runs, from a place on.

    ``sides``: on which sides sentences are deleted; ``begin``: the place, as a share of the beads.
    """
    rng = random.Random(f"{name} {text.name}")
    lines = [[line for line in side if line.strip()] for side in (text.en, text.zh)]
    gold = sorted(text.gold, key=lambda bead: (bead[0] or (10**9,), bead[1]))
    ones = [k for k, (a, b) in enumerate(gold) if len(a) == len(b) == 1 and k >= begin * len(gold)]
    want, gone = int(share * len(gold) + rng.random()), dict[int, str]()
    while want > 0 and ones:
        run = min(rng.randint((longest + 1) // 2, longest), want)
        at, side = rng.randrange(len(ones)), rng.choice(sides)
        for k in ones[at : at + run]:
            gone.setdefault(k, side)
        want -= run
    new: list[dict[int, int]] = []
    for n, side in enumerate(("en", "zh")):
        lost = {gold[k][n][0] for k, where in gone.items() if where == side}
        left = [i for i in range(len(lines[n])) if i not in lost]
        new.append({i: number for number, i in enumerate(left)})
        lines[n] = [lines[n][i] for i in left]
    beads = [
        tuple(tuple(new[n][i] for i in bead[n] if i in new[n]) for n in (0, 1)) for bead in gold
    ]
    return Text(f"{text.name}+{name}", text.source, *lines, [b for b in beads if b != ((), ())])


def figures(texts: Iterable[Text], aligner: Callable[[Text], list]) -> Score:
    total = Score()
    for text in texts:
        total += score_beads(aligner(text), text.gold)
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    args = parser.parse_args()
    aligner = Aligner(force=True)
    plain = replace(aligner, weights=replace(aligner.weights, nulls={}))
    print(f"{'strict F1 / nulls F1':40} without the rate   with it")
    for folder in (CORPORA, args.data / "mac-dev"):
        texts = read_set(folder)
        for name, change in CHANGES.items():
            changed = [with_nulls(text, name, **change) for text in texts]
            both = []
            for own in (plain, aligner):
                score = figures(
                    changed,
                    lambda t, a=own: [(b.en, b.zh) for b in a.align_documents(*t.documents)],
                )
                both.append(f"{score.strict.f1:.3f} / {score.nulls.f1:.3f}")
            print(f"{folder.parent.name}/{folder.name}, {name:22} {both[0]:>18} {both[1]:>18}")


if __name__ == "__main__":
    main()
