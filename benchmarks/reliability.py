"""Fit the calibration from posteriors to confidence, and measure how reliable it is.

    python benchmarks/reliability.py --plot docs/images/reliability.svg

Reads the results of the cross-validation of ``benchmarks/train.py``: for every bead of every
text, the posterior under networks that never saw the text, and whether the bead was right.
The calibration is fitted on four fifths of the documents and measured on the rest, in turn.
"""

import argparse
import json
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from text_sets import CORPORA, Text, read_set

from align.alignment import Bead
from align.pipeline import Aligner
from align.score.confidence import CURVES, read_curve
from align.search.two_pass import FoundBead

JUDGED = Path(__file__).with_name("judged.json")
#: What the curves are of.
KINDS = {"bead": "units", "null": "nulls"}
Curve = list[tuple[float, float]]
LEAST = 1e-4
#: Posteriors of the points of a curve, close together where it bends.
GRID = np.array([0, 0.02, 0.05, *np.linspace(0.1, 0.9, 9), 0.95, 0.98, 0.99, 0.995, 0.999, 1.0])


@dataclass(frozen=True)
class Judged:
    """One bead found in a held-out text."""

    texts: str  # name of the set
    source: str  # the document that the text is or was derived from
    curve: str
    posterior: float
    right: bool


def judge(texts: str, text: Text, beads: Sequence[FoundBead | Bead]) -> list[Judged]:
    """Decide which beads are right: strictly; a null bead, if its sentence has no counterpart."""
    gold = set(text.gold)
    lost = {(0, i) for a, b in gold if not b for i in a}
    lost |= {(1, j) for a, b in gold if not a for j in b}
    found = []
    for bead in beads:
        full = bool(bead.en and bead.zh)
        right = (bead.en, bead.zh) in gold
        if not full:
            right = ((0, bead.en[0]) if bead.en else (1, bead.zh[0])) in lost
        curve = CURVES[0] if full else CURVES[1]
        posterior = bead.posterior if isinstance(bead, FoundBead) else bead.confidence
        found.append(Judged(texts, text.source, curve, round(posterior, 5), right))
    return found


def calibrate(judged: list[Judged], curve: str) -> Curve:
    """Fit the share that is right by posterior: logistic in the posterior's log odds, as points.

    Every set weighs √ of its beads, as in training. Two numbers follow the shares as closely as
    isotonic regression does, and few nulls do not bend them.
    """
    from sklearn.linear_model import LogisticRegression

    own = [j for j in judged if j.curve == curve]
    sizes: dict[str, int] = {}
    for j in own:
        sizes[j.texts] = sizes.get(j.texts, 0) + 1
    weights = [sizes[j.texts] ** -0.5 for j in own]

    def odds(posteriors: Sequence[float] | np.ndarray) -> np.ndarray:
        inside = np.clip(posteriors, LEAST, 1 - LEAST)
        return (np.log(inside) - np.log1p(-inside))[:, None]

    model = LogisticRegression(C=10)
    model.fit(odds([j.posterior for j in own]), [j.right for j in own], sample_weight=weights)
    points = np.clip(model.predict_proba(odds(GRID))[:, 1], 0.02, 0.995)
    points = np.maximum.accumulate(points)
    return [(round(float(p), 4), round(float(q), 4)) for p, q in zip(GRID, points, strict=True)]


def out_of_fold(judged: list[Judged], count: int = 5) -> list[tuple[Judged, float]]:
    """Give each bead a confidence from a calibration that did not see its document."""
    sources = sorted({j.source for j in judged})
    random.Random(11).shuffle(sources)
    found = []
    for k in range(count):
        out = set(sources[k::count])
        known = [j for j in judged if j.source not in out]
        curves = {curve: calibrate(known, curve) for curve in CURVES}
        for j in judged:
            if j.source in out:
                found.append((j, read_curve(curves[j.curve], j.posterior)))
    return found


def calibration_error(pairs: list[tuple[bool, float]], bins: int = 10) -> float:
    """Return the expected calibration error: mean distance of confidence and share right, by bin.

    >>> calibration_error([(True, 0.9), (False, 0.9)])
    0.4
    """
    right = np.array([r for r, _ in pairs], dtype=float)
    sure = np.array([c for _, c in pairs])
    at = np.minimum((sure * bins).astype(int), bins - 1)
    total = 0.0
    for k in np.unique(at):
        mine = at == k
        total += mine.mean() * abs(right[mine].mean() - sure[mine].mean())
    return round(float(total), 6)


def by_chance(confidences: Sequence[float], times: int = 200) -> float:
    """The mean calibration error that exact confidences of this number would have by chance."""
    rng, sure = np.random.default_rng(5), np.array(confidences)
    errors = [
        calibration_error(list(zip(rng.random(len(sure)) < sure, sure, strict=True)))
        for _ in range(times if len(sure) < 500 else 20)
    ]
    return float(np.mean(errors))


@dataclass(frozen=True)
class Reliability:
    """The figures of one curve in one set: ``sure`` are the beads at 0.9 or more."""

    beads: int
    before: float  # calibration error of the posterior
    error: float  # … of the confidence
    chance: float  # … of exact confidences, by chance
    sure: int
    right: float  # share of the sure ones

    @classmethod
    def of(cls, pairs: Sequence[tuple[bool, float]], raw: Sequence[float]) -> "Reliability":
        right = [r for r, _ in pairs]
        sure = [r for r, c in pairs if c >= 0.9]
        return cls(
            len(pairs),
            calibration_error(list(zip(right, raw, strict=True))),
            calibration_error(list(pairs)),
            by_chance([c for _, c in pairs]),
            len(sure),
            float(np.mean(sure)) if sure else float("nan"),
        )

    def cells(self) -> str:
        share = f"{self.right:.1%}" if self.sure else "–"
        return (
            f"{self.beads} | {self.before:.3f} | {self.error:.3f} | {self.chance:.3f} "
            f"| {self.sure} | {share}"
        )


def rows(judged: list[Judged]) -> list[tuple[str, str, Reliability]]:
    """The figures by set and overall, of units and of nulls."""
    pairs = out_of_fold(judged)
    found = []
    for name in [*sorted({j.texts for j in judged}), "all"]:
        for curve in CURVES:
            own = [(j, c) for j, c in pairs if name in ("all", j.texts) and j.curve == curve]
            if own:
                both = [(j.right, c) for j, c in own]
                found.append((name, curve, Reliability.of(both, [j.posterior for j, _ in own])))
    return found


def keep(judged: list[Judged]) -> None:
    """Save the results of the cross-validation beside this script, one line per document."""
    lines: dict[tuple[str, str], dict[str, list[tuple[float, int]]]] = {}
    for j in judged:
        curves = lines.setdefault((j.texts, j.source), {curve: [] for curve in CURVES})
        curves[j.curve].append((round(j.posterior, 4), int(j.right)))
    rows = [json.dumps([*key, curves], separators=(",", ":")) for key, curves in lines.items()]
    JUDGED.write_text("[\n" + ",\n".join(rows) + "\n]\n", encoding="utf-8")


def kept() -> list[Judged]:
    """Load the results that :func:`keep` saved."""
    return [
        Judged(texts, source, curve, posterior, bool(right))
        for texts, source, curves in json.loads(JUDGED.read_text(encoding="utf-8"))
        for curve, pairs in curves.items()
        for posterior, right in pairs
    ]


def unseen() -> list[tuple[str, str, Reliability]]:
    """Rows for corpora/, which neither weights nor calibration saw, as shipped."""
    aligner = Aligner(force=True)
    plain = replace(aligner, weights=replace(aligner.weights, calibration={}))
    found: dict[str, list[tuple[bool, float, float]]] = {curve: [] for curve in CURVES}
    for text in read_set(CORPORA):
        beads = aligner.align_documents(*text.documents).beads
        raw = plain.align_documents(*text.documents).beads
        for j, bead, before in zip(judge("corpora", text, beads), beads, raw, strict=True):
            found[j.curve].append((j.right, bead.confidence, before.confidence))
    name = "corpora (never seen)"
    return [
        (name, curve, Reliability.of([(r, c) for r, c, _ in own], [p for _, _, p in own]))
        for curve, own in found.items()
    ]


def table(judged: list[Judged]) -> str:
    """Format :func:`rows` and :func:`unseen` as a Markdown table."""
    lines = [
        "| texts | | beads | calibration error of the posterior | of the confidence "
        "| of exact ones, by chance | at 90 % or more | of these right |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, curve, figures in [*rows(judged), *unseen()]:
        lines.append(f"| {name} | {KINDS[curve]} | {figures.cells()} |")
    return "\n".join(lines) + "\n"


def plot(judged: list[Judged], path: Path) -> None:
    """Draw the reliability diagram: share right by confidence, and the number of beads."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "tmxalign"
    from matplotlib import pyplot

    pairs = out_of_fold(judged)
    figure, (above, below) = pyplot.subplots(
        2, 1, figsize=(5.2, 5.6), height_ratios=(3, 1), sharex=True, layout="constrained"
    )
    above.plot([0, 1], [0, 1], color="0.75", linewidth=1, label="ideal")
    edges = np.linspace(0, 1, 11)
    for curve, color in zip(CURVES, ("tab:blue", "tab:orange"), strict=True):
        right = np.array([j.right for j, _ in pairs if j.curve == curve])
        sure = np.array([c for j, c in pairs if j.curve == curve])
        at = np.minimum((sure * 10).astype(int), 9)
        bins = [k for k in range(10) if (at == k).sum() >= 10]
        above.plot(
            [sure[at == k].mean() for k in bins],
            [right[at == k].mean() for k in bins],
            marker="o",
            color=color,
            label={"bead": "units", "null": "sentences without a counterpart"}[curve],
        )
        below.hist(sure, edges, histtype="step", color=color)
    above.set(ylabel="share that is right", ylim=(0, 1.02))
    above.legend(loc="upper left", frameon=False)
    below.set(xlabel="confidence", ylabel="beads", yscale="log", xlim=(0, 1))
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plot", type=Path, metavar="SVG", help="also draw the diagram")
    args = parser.parse_args()
    print(table(kept()), end="")
    if args.plot:
        plot(kept(), args.plot)


if __name__ == "__main__":
    main()
