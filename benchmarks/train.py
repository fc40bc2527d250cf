"""Learn the weights of the bead score: a conditional random field over paths of beads.

    python benchmarks/train.py                 # cross-validate, print a table
    python benchmarks/train.py --write         # learn on everything and ship it

The likelihood of the gold paths is maximised (L-BFGS, L2). Every set counts alike
per bead, and no text is ever scored by weights that saw it (or a version of it).
"""

import argparse
import datetime
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from crf import NEVER, TYPES, marginals
from datasets import DATA, Beads, Text, folds, read_set, with_deletions

from align.document import Document
from align.embed import load_encoder
from align.score.band import Band
from align.score.context import BEAD_TYPES, Manner, Pair, make_side
from align.score.features import BlockFeatures
from align.score.scorer import Scorer, band_block
from align.score.weights import Weights, shipped_weights
from align.search.corridor import find_band
from align.search.dynamic import STEPS, Step
from align.search.find import FoundBead, find_beads, manner_of

RADIUS = 10


@dataclass
class Example:
    """One text, its candidates' features around the gold path, and the gold path."""

    text: Text
    pair: Pair
    band: Band
    shapes: list[tuple[int, ...]]  # of the scores: beads, English nulls, Chinese nulls
    kept: list[np.ndarray]  # flat places of the candidates that are not hopeless
    features: list[np.ndarray]  # their features, (candidates, features)
    gold: list[Step]


def gold_path(beads: Beads, n: int, m: int) -> list[Step]:
    """The gold as a monotone path of known steps: what does not fit in (crossings) becomes null."""
    usable = sorted(
        (a, b)
        for a, b in beads
        if a
        and b
        and (len(a), len(b)) in BEAD_TYPES
        and a[-1] - a[0] == len(a) - 1
        and b[-1] - b[0] == len(b) - 1
    )
    best = [0] * len(usable)  # the heaviest chain of beads that do not cross
    came = [-1] * len(usable)
    for k, (a, b) in enumerate(usable):
        for q in range(k):
            if usable[q][1][-1] < b[0] and best[q] > best[k]:
                best[k], came[k] = best[q], q
        best[k] += len(a) + len(b)
    chain = []
    k = max(range(len(usable)), key=best.__getitem__)
    while k >= 0:
        chain.append(usable[k])
        k = came[k]
    steps, i, j = [], 0, 0
    ends = [*reversed(chain), ((n,), (m,))]
    for a, b in ends:
        while i < a[0]:
            steps.append(Step(i, j, STEPS.index((1, 0))))
            i += 1
        while j < b[0]:
            steps.append(Step(i, j, STEPS.index((0, 1))))
            j += 1
        if (a, b) != ((n,), (m,)):
            steps.append(Step(i, j, STEPS.index((len(a), len(b)))))
            i, j = i + len(a), j + len(b)
    return steps


def band_around(steps: list[Step], n: int, m: int) -> Band:
    low, high = np.full(n + 1, m), np.zeros(n + 1, dtype=int)
    for step in [*steps, Step(n, m, 0)]:
        low[step.i] = min(low[step.i], step.j)
        high[step.i] = max(high[step.i], step.j)
    for i in range(n + 1):  # inside a bead: where it began
        if low[i] > high[i]:
            low[i], high[i] = low[i - 1], high[i - 1]
    low = np.maximum(low - RADIUS, 0)
    high = np.minimum(high + RADIUS, m)
    low[0], high[-1] = 0, m
    low = np.minimum.accumulate(low[::-1])[::-1]
    width = int((high - low).max()) + 1
    return Band(np.clip(low, 0, max(0, m + 1 - width)).astype(np.int64), width, m)


def collect(pair: Pair, band: Band) -> list[dict[str, np.ndarray]]:
    """Features of the whole band by name: of beads, of null beads on either side."""
    bottom = band.rows + 1
    block, columns = band_block(band, 0, bottom)
    features = BlockFeatures(pair, block)
    r = np.arange(bottom)[:, None]

    def stack(found, types: bool) -> np.ndarray:
        out = {}
        for name, values in found:
            out[name] = (values[:, r, columns] if types else values[r, columns]).astype(np.float32)
        return out

    return [
        stack(features.beads(), True),
        stack(features.nulls(english=True), False),
        stack(features.nulls(english=False), False),
    ]


class Model:
    """Which features each kind of candidate has, as columns of the weight vector."""

    def __init__(self) -> None:
        self.bead, self.en, self.zh = [], [], []

    def stack(self, parts):
        out = []
        for part, names in zip(parts, (self.bead, self.en, self.zh), strict=True):
            if not names:
                names.extend(part)
            out.append(np.stack([part[n] for n in names], axis=-1))
        return out


MODEL = Model()


def prepare(text: Text, encoder, manner: Manner | None, scorer: Scorer | None, sides) -> Example:
    if text.name not in sides:
        en = Document.from_sentences(text.en, "en")
        zh = Document.from_sentences(text.zh, "zh")
        sides[text.name] = (make_side(en, encoder), make_side(zh, encoder))
    en, zh = sides[text.name]
    pair = Pair(en, zh)
    pair = pair.with_best(find_band(en.runs[0], zh.runs[0]))
    gold = gold_path(text.gold, len(en), len(zh))
    if scorer is None:
        pair = pair.with_manner(manner_of(pair, gold))
    else:
        pair = pair.with_manner(find_beads(pair, scorer).manner)
    band = band_around(gold, len(en), len(zh))
    arrays = MODEL.stack(collect(pair, band))
    return prune(Example(text, pair, band, [], [], arrays, gold))


def prune(x: Example) -> Example:
    """Keep the candidates that the shipped weights find possible at all, and those of the gold.

    Nearly all others have probabilities of 1e-9 and less under any weights; training on
    the rest is ten times faster. Evaluation sees every candidate.
    """
    shapes = [a.shape[:-1] for a in x.features]
    flat = [a.reshape(-1, a.shape[-1]) for a in x.features]
    shipped = shipped_weights().features
    scores = []
    for values, names, shape in zip(flat, (MODEL.bead, MODEL.en, MODEL.zh), shapes, strict=True):
        # at half their weight: what is unlikely now may become likelier
        weights = np.array([0.5 * shipped.get(n, 0.0) for n in names], dtype=np.float32)
        scores.append((values @ weights).reshape(shape))
    _, *found = marginals(*scores, x.band.low, x.band.columns, TYPES)
    wanted = [p.ravel() > 1e-5 for p in found]
    for kind, place in gold_places(x, shapes):
        wanted[kind][place] = True
    kept = [np.flatnonzero(w) for w in wanted]
    features = [np.ascontiguousarray(f[k]) for f, k in zip(flat, kept, strict=True)]
    return Example(x.text, x.pair, x.band, shapes, kept, features, x.gold)


def gold_places(x: Example, shapes: list[tuple[int, ...]]) -> list[tuple[int, int]]:
    """For each step of the gold path which array it is in, and its flat place there."""
    places = []
    for step in x.gold:
        c = step.j - int(x.band.low[step.i])
        a, b = STEPS[step.kind]
        kind = 0 if a and b else (1 if a else 2)
        index = (step.kind, step.i, c) if kind == 0 else (step.i, c)
        places.append((kind, int(np.ravel_multi_index(index, shapes[kind]))))
    return places


def weight_index() -> list[str]:
    names: list[str] = []
    for group in (MODEL.bead, MODEL.en, MODEL.zh):
        names += [n for n in group if n not in names]
    return names


def gradient(x: Example, w: np.ndarray, names: list[str]) -> tuple[float, np.ndarray]:
    """Negative log likelihood of the gold path, and its gradient."""
    index = {n: k for k, n in enumerate(names)}
    where = [np.array([index[n] for n in g]) for g in (MODEL.bead, MODEL.en, MODEL.zh)]
    scores = []
    for shape, kept, values, columns in zip(x.shapes, x.kept, x.features, where, strict=True):
        full = np.full(shape, NEVER, dtype=np.float32)
        full.ravel()[kept] = values @ w[columns].astype(np.float32)
        scores.append(full)
    total, *found = marginals(*scores, x.band.low, x.band.columns, TYPES)
    gold_score = 0.0
    for kind, place in gold_places(x, x.shapes):
        found[kind].ravel()[place] -= 1
        gold_score += float(scores[kind].ravel()[place])
    g = np.zeros(len(w))
    for p, kept, values, columns in zip(found, x.kept, x.features, where, strict=True):
        g[columns] += p.ravel()[kept] @ values
    return total - gold_score, g


def learn(examples: list[Example], start: np.ndarray | None, l2: float, steps: int) -> np.ndarray:
    names = weight_index()
    scale = scales(examples, names)
    w0 = np.zeros(len(names)) if start is None else start * scale
    shares = set_weights([x.text for x in examples])

    def objective(w: np.ndarray) -> tuple[float, np.ndarray]:
        total, g = l2 * float(w @ w), 2 * l2 * w
        for x, share in zip(examples, shares, strict=True):
            loss, gx = gradient(x, w / scale, names)
            total += share * loss
            g = g + share * gx / scale
        return total, g

    result = minimize(objective, w0, jac=True, method="L-BFGS-B", options={"maxiter": steps})
    return result.x / scale


def scales(examples: list[Example], names: list[str]) -> np.ndarray:
    """Size of each feature over all candidates, so that one step suits all weights."""
    squares, count = np.zeros(len(names)), np.zeros(len(names))
    index = {n: k for k, n in enumerate(names)}
    for x in examples:
        for flat, group in zip(x.features, (MODEL.bead, MODEL.en, MODEL.zh), strict=True):
            where = [index[n] for n in group]
            squares[where] += np.einsum("ij,ij->j", flat, flat)
            count[where] += len(flat)
    return np.sqrt(squares / np.maximum(count, 1)) + 1e-3


def set_weights(texts: list[Text]) -> list[float]:
    """So that no set drowns another: each set counts as many beads as √ of what it has (×30)."""
    size: dict[str, int] = {}
    for t in texts:
        kind = t.name.split("/")[0]
        size[kind] = size.get(kind, 0) + len(t.gold)
    return [30 / size[t.name.split("/")[0]] ** 0.5 for t in texts]


def measure(text: Text, steps: list[FoundBead], tally: dict[str, float]) -> None:
    gold = {(tuple(a), tuple(b)) for a, b in text.gold}
    test = [(s.en, s.zh) for s in steps]
    tally["proposed"] += len(test)
    tally["right"] += sum(bead in gold for bead in test)
    full = {bead for bead in gold if bead[0] and bead[1]}
    tally["gold"] += len(full)
    tally["found"] += sum(bead in full for bead in test)
    nulls = {(0, i) for a, b in gold if not b for i in a} | {
        (1, j) for a, b in gold if not a for j in b
    }
    mine = {(0, i) for a, b in test if not b for i in a} | {
        (1, j) for a, b in test if not a for j in b
    }
    tally["null gold"] += len(nulls)
    tally["null test"] += len(mine)
    tally["null hit"] += len(nulls & mine)


def f1(right_p: float, total_p: float, right_r: float, total_r: float) -> float:
    p, r = right_p / max(total_p, 1), right_r / max(total_r, 1)
    return 2 * p * r / (p + r) if p + r else 0.0


def report(tallies: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    out = {}
    for name, t in sorted(tallies.items()):
        strict = f1(t["right"], t["proposed"], t["found"], t["gold"])
        null = f1(t["null hit"], t["null test"], t["null hit"], t["null gold"])
        out[name] = {"strict F1": round(strict, 4), "null F1": round(null, 4)}
        print(f"{name:28} strict F1 {strict:.3f}   null F1 {null:.3f} ({int(t['null gold'])})")
    return out


def kind_of(text: Text) -> str:
    folder = text.name.split("/")[0]
    return folder + ("+" + text.name.split("+")[1] if "+" in text.name else "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--l2", type=float, default=0.03)
    parser.add_argument("--steps", type=int, default=150)
    args = parser.parse_args()

    texts: list[Text] = []
    for name in ("mac-dev", "ntrex-dev", "k8s-perturbed", "tidb-notes"):
        own = read_set(args.data / name)
        texts += own
        if name == "mac-dev":
            texts += [with_deletions(t, 1) for t in own]
            texts += [with_deletions(t, 2, longest=4, suffix="runs") for t in own]
    encoder = load_encoder()
    sides: dict = {}
    examples = {t.name: prepare(t, encoder, None, None, sides) for t in texts}
    names = weight_index()
    print(f"{len(texts)} texts, {len(names)} features", flush=True)

    tallies: dict[str, dict[str, float]] = {}
    for train, held in folds(texts, args.folds):
        w = learn([examples[t.name] for t in train], None, args.l2, args.steps)
        scorer = Scorer(Weights(dict(zip(names, w, strict=True))))
        for t in held:
            found = find_beads(Pair(*sides[t.name]), scorer)
            empty = dict.fromkeys(
                ("proposed", "right", "gold", "found", "null gold", "null test", "null hit"), 0.0
            )
            measure(t, found.beads, tallies.setdefault(kind_of(t), empty))
        print(".", end="", flush=True)
    print()
    scores = report(tallies)
    if args.write:
        w = learn([examples[t.name] for t in texts], None, args.l2, args.steps)
        origin = {
            "date": datetime.date.today().isoformat(),
            "method": "conditional random field over paths of beads, L-BFGS",
            "l2": args.l2,
            "encoder": encoder.name,
            "texts": sorted({kind_of(t) for t in texts}),
            "cross-validated": scores,
        }
        target = Path(__file__).resolve().parents[1] / "align" / "score" / "weights.json"
        target.write_text(Weights(dict(zip(names, map(float, w), strict=True)), origin).to_json())
        print(f"wrote {target.name}")


if __name__ == "__main__":
    main()
