"""Fit the weights of word links to the ``learn`` part of the gold links.

    python benchmarks/learn_links.py            # cross-validated: F1, and how right links are
    python benchmarks/learn_links.py --write    # align/linking/link_weights.json

Logistic regressions by Newton's method with a small ridge. A possible link counts as right. The
document's judgement is fitted to the same pairs with up to 2 × 30 beads around each.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from datasets import CORPORA, DATA
from word_gold import GoldPair, _documents, _lines, read_gold

from align.linking import word_links as w
from align.linking.link_evidence import BeadSide

TARGET = Path(w.__file__).with_name("link_weights.json")
#: The ridges of the three judgements; folds; beads around a pair.
RIDGE = {"first": 1.0, "second": 3.0, "document": 3.0}
FOLDS, AROUND = 5, 30
Weights = dict[str, dict[str, float]]


class Sample(NamedTuple):
    """A pair of gold: what speaks for its links, and which are right (1, 0; possible ones, too)."""

    pair: GoldPair
    en: BeadSide
    zh: BeadSide
    columns: w.Columns
    right: Any
    around: list[tuple[str, str]]
    number: int


def sample(pair: GoldPair, around: tuple[list[tuple[str, str]], int]) -> Sample:
    """The evidence of a pair."""
    en, zh = BeadSide([pair.en], "en"), BeadSide([pair.zh], "zh")
    right = np.zeros((len(en.tokens), len(zh.tokens)), dtype=np.float32)
    for cell in pair.possible:
        right[cell] = 1
    return Sample(pair, en, zh, w.own_evidence(en, zh), right, *around)


def fitted(columns: list[w.Columns], rights: list[Any], ridge: float) -> dict[str, float]:
    """The weights of a logistic regression on all pairs of words."""
    names = list(columns[0])
    rows = [
        np.stack([np.broadcast_to(some[n], right.shape).ravel() for n in names], axis=1)
        for some, right in zip(columns, rights, strict=True)
    ]
    x, y = np.concatenate(rows).astype(np.float64), np.concatenate([r.ravel() for r in rights])
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-6
    x = np.concatenate([(x - mean) / spread, np.ones((len(x), 1))], axis=1)
    weights = np.zeros(x.shape[1])
    penalty = np.append(np.full(len(names), ridge), 1e-6)
    for _ in range(20):
        chance = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (chance - y) + penalty * weights
        bend = (x * np.maximum(chance * (1 - chance), 1e-6)[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(bend, slope)
        weights -= step * min(1, 3 / abs(step).max())
        if abs(step).max() < 1e-4:
            break
    found = weights[:-1] / spread
    rounded = {name: round(float(v), 4) for name, v in zip(names, found, strict=True)}
    return {"": round(float(weights[-1] - mean @ found), 4), **rounded}


def learn(samples: list[Sample]) -> Weights:
    """The weights of the judgements of a pair."""
    rights = [s.right for s in samples]
    found: Weights = {"first": fitted([s.columns for s in samples], rights, RIDGE["first"])}
    use(found)
    second = [s.columns | w.context_evidence(w.score_of(s.columns, "first")) for s in samples]
    return found | {"second": fitted(second, rights, RIDGE["second"])}


def use(weights: Weights) -> None:
    """Judge by these weights from now on."""
    w.shipped = lambda: weights  # type: ignore[assignment]


def in_document(s: Sample) -> w.Columns:
    """What the rest of a pair's document says of its links."""
    beads = [(BeadSide([en], "en"), BeadSide([zh], "zh")) for en, zh in s.around]
    tables = [w.probabilities(*both) for both in beads]
    keys = [[[token.key for token in side.tokens] for side in both] for both in beads]
    counts = w.Counterparts([(*some, t) for some, t in zip(keys, tables, strict=True)])
    return counts.evidence(s.number, tables[s.number])


def beads_around(pair: GoldPair, data: Path) -> tuple[list[tuple[str, str]], int]:
    """The beads around a pair in its document, and which of them it is."""
    folder, name = pair.source.split("/")
    some: list[tuple[str, str]]
    if folder == "parallel":
        rows = [line.split("\t") for line in _lines(data / folder, name) if "\t" in line]
        some = [(en, zh) for en, zh, *_ in rows]
    else:
        text = _documents(CORPORA if folder == "corpora" else data / folder)[name]
        en, zh = ([line for line in side if line.strip()] for side in (text.en, text.zh))
        some = [(" ".join(en[n] for n in a), "".join(zh[n] for n in b)) for a, b in text.gold]
    at = some.index((pair.en, pair.zh))
    around = [both for both in some[max(0, at - AROUND) : at + AROUND] if all(both)]
    return around, around.index((pair.en, pair.zh))


def measures(samples: list[Sample], tables: list[Any]) -> str:
    """F1 at two thresholds, and the share of right links by probability."""
    out = []
    for least in (0.4, 0.5):
        found = sum(int((t >= least).sum()) for t in tables)
        right = sum(int(s.right[t >= least].sum()) for s, t in zip(samples, tables, strict=True))
        hit = sum(
            sum(t[cell] >= least for cell in s.pair.sure)
            for s, t in zip(samples, tables, strict=True)
        )
        precision, recall = right / found, hit / sum(len(s.pair.sure) for s in samples)
        f1 = 2 * precision * recall / (precision + recall)
        out.append(f"from {least}: P {precision:.3f} R {recall:.3f} F1 {f1:.3f}")
    chance = np.concatenate([t.ravel() for t in tables])
    right = np.concatenate([s.right.ravel() for s in samples])
    for low, high in ((0.1, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01)):
        here = (chance >= low) & (chance < high)
        out.append(f"{chance[here].mean():.2f} → {right[here].mean():.2f} of {here.sum()}")
    return "; ".join(out)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--write", action="store_true", help="fit to all, and write the weights")
    args = parser.parse_args()
    samples = [sample(pair, beads_around(pair, args.data)) for pair in read_gold("learn", args.data)]
    random = np.random.default_rng(18)
    samples = [samples[n] for n in random.permutation(len(samples))]
    tables, logits = [], []
    for k in range(FOLDS):
        use(learn([s for n, s in enumerate(samples) if n % FOLDS != k]))
        tables.append([w.probabilities(s.en, s.zh) for s in samples[k::FOLDS]])
    ordered = [tables[n % FOLDS][n // FOLDS] for n in range(len(samples))]
    print("pairs:", measures(samples, ordered))
    weights = learn(samples)
    use(weights)
    third = [in_document(s) for s in samples]
    held_out = []
    for columns, table in zip(third, ordered, strict=True):
        chance = np.clip(table, 1e-6, 1 - 1e-6)
        held_out.append(columns | {"logit": np.log(chance / (1 - chance))})
    tables = []
    for k in range(FOLDS):
        rest = [n for n in range(len(samples)) if n % FOLDS != k]
        some = fitted([held_out[n] for n in rest], [samples[n].right for n in rest], RIDGE["document"])
        use({"document": some})
        tables.append([1 / (1 + np.exp(-w.score_of(c, "document"))) for c in held_out[k::FOLDS]])
    ordered = [tables[n % FOLDS][n // FOLDS] for n in range(len(samples))]
    print("in documents:", measures(samples, ordered))
    weights["document"] = fitted(held_out, [s.right for s in samples], RIDGE["document"])
    if args.write:
        TARGET.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
