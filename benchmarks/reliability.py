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

from datasets import CORPORA, Text, read_set

from align.alignment import Bead
from align.pipeline import Aligner
from align.score.confidence import CURVES, read_curve
from align.search.two_pass import FoundBead

JUDGED = Path(__file__).with_name("judged.json")
Curve = list[tuple[float, float]]


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
    """Fit the share that is right by posterior: isotonic regression, reduced to few points.

    Every set weighs √ of its beads, as in training.
    """
    from sklearn.isotonic import IsotonicRegression

    own = [j for j in judged if j.curve == curve]
    sizes: dict[str, int] = {}
    for j in own:
        sizes[j.texts] = sizes.get(j.texts, 0) + 1
    weights = [sizes[j.texts] ** -0.5 for j in own]
    model = IsotonicRegression(y_min=0.02, y_max=0.995, out_of_bounds="clip")
    model.fit([j.posterior for j in own], [j.right for j in own], sample_weight=weights)
    grid = np.concatenate([np.linspace(0, 0.9, 10), [0.95, 0.98, 0.99, 0.995, 0.999, 1.0]])
    # take the middle of each step: a line through these points follows the steps closely
    around = [model.predict(np.clip(grid + d, 0, 1)) for d in (-0.02, -0.01, 0, 0.01, 0.02)]
    fine = np.where(grid < 0.93, np.mean(around, axis=0), around[2])
    points = np.maximum.accumulate(fine)
    return [(round(float(p), 4), round(float(q), 4)) for p, q in zip(grid, points, strict=True)]


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


def rows(judged: list[Judged]) -> list[tuple[str, int, float, float, int, float]]:
    """Return figures by set and overall.

    Beads, calibration error before and after, units at 0.9 or more and the share of these that is
    right.
    """
    pairs = out_of_fold(judged)
    table = []
    for name in [*sorted({j.texts for j in judged}), "all"]:
        own = [(j, c) for j, c in pairs if name in ("all", j.texts)]
        sure = [j.right for j, c in own if c >= 0.9 and j.curve == CURVES[0]]
        table.append(
            (
                name,
                len(own),
                calibration_error([(j.right, j.posterior) for j, _ in own]),
                calibration_error([(j.right, c) for j, c in own]),
                len(sure),
                float(np.mean(sure)) if sure else float("nan"),
            )
        )
    return table


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


def unseen() -> tuple[str, int, float, float, int, float]:
    """Return a row for corpora/, which neither weights nor calibration saw, as shipped."""
    aligner = Aligner(force=True)
    plain = replace(aligner, weights=replace(aligner.weights, calibration={}))
    found: list[list[tuple[bool, float]]] = [[], []]
    sure: list[bool] = []
    for text in read_set(CORPORA):
        for pairs, used in zip(found, (plain, aligner), strict=True):
            beads = used.align_documents(*text.documents).beads
            right = [j.right for j in judge("corpora", text, beads)]
            pairs += zip(right, (b.confidence for b in beads), strict=True)
        units = zip(right, beads, strict=True)
        sure += [r for r, b in units if b.confidence >= 0.9 and not b.is_null]
    errors = [calibration_error(pairs) for pairs in found]
    return ("corpora (never seen)", len(found[0]), *errors, len(sure), float(np.mean(sure)))


def table(judged: list[Judged]) -> str:
    """Format :func:`rows` and :func:`unseen` as a Markdown table."""
    lines = [
        "| texts | beads | calibration error of the posterior | of the confidence "
        "| units at 90 % or more | of these right |",
        "|---|---|---|---|---|---|",
    ]
    for name, n, before, after, sure, right in [*rows(judged), unseen()]:
        lines.append(f"| {name} | {n} | {before:.3f} | {after:.3f} | {sure} | {right:.1%} |")
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
