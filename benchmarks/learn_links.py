"""Fit the weights of word links to the ``learn`` part of the gold links.

    python benchmarks/learn_links.py            # cross-validated: F1, and how right links are
    python benchmarks/learn_links.py --write    # align/linking/link_weights.json

Logistic regressions by Newton's method with a small ridge. A possible link counts as right. The
document's judgement is fitted to the same pairs with up to 2 × 30 beads around each.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import links
from text_sets import CORPORA, DATA
from word_gold import GoldPair, _documents, _lines, read_gold

from align.languages.base import Token
from align.linking import word_links as w
from align.linking.link_evidence import BeadSide
from align.linking.lone_words import lone_evidence

TARGET = Path(w.__file__).with_name("link_weights.json")
#: The ridges of the three judgements; folds; beads around a pair.
RIDGE = {"first": 1.0, "second": 3.0, "document": 3.0, "alone": 1.0}
FOLDS, AROUND = 5, 30
#: The share of words in whole translations that may be said to have no counterpart.
SAID = 0.03
#: How much a pair with a sentence more on one side counts.
MORE = 0.3
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
    more: bool


def samples_of(pair: GoldPair, around: tuple[list[tuple[str, str]], int]) -> list[Sample]:
    """The evidence of a pair: alone, and with the next sentence on one side, whose words have no
    links."""
    texts = [[pair.en], [pair.zh]]
    beads, number = around
    more = beads[number + 1] if number + 1 < len(beads) else beads[number - 1]
    found = []
    for added in ((), (0,), (1,)) if len(beads) > 1 else ((),):
        sides = [[*side, more[k]] if k in added else side for k, side in enumerate(texts)]
        en, zh = BeadSide(sides[0], "en"), BeadSide(sides[1], "zh")
        right = np.zeros((len(en.tokens), len(zh.tokens)), dtype=np.float32)
        for cell in pair.possible:
            right[cell] = 1
        found.append(Sample(pair, en, zh, w.own_evidence(en, zh), right, *around, bool(added)))
    return found


def fitted(
    columns: list[w.Columns], rights: list[Any], ridge: float, counts: Sequence[float] = ()
) -> dict[str, float]:
    """The weights of a logistic regression on all pairs of words; a sample can count less."""
    names = list(columns[0])
    rows = [
        np.stack([np.broadcast_to(some[n], right.shape).ravel() for n in names], axis=1)
        for some, right in zip(columns, rights, strict=True)
    ]
    x, y = np.concatenate(rows).astype(np.float64), np.concatenate([r.ravel() for r in rights])
    sizes = [right.size for right in rights]
    count = np.repeat(counts or np.ones(len(sizes)), sizes)
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-6
    x = np.concatenate([(x - mean) / spread, np.ones((len(x), 1))], axis=1)
    weights = np.zeros(x.shape[1])
    penalty = np.append(np.full(len(names), ridge), 1e-6)
    for _ in range(20):
        chance = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (count * (chance - y)) + penalty * weights
        bend = (x * (count * np.maximum(chance * (1 - chance), 1e-6))[:, None]).T @ x + np.diag(
            penalty
        )
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
    counts = [MORE if s.more else 1.0 for s in samples]
    first = fitted([s.columns for s in samples], rights, RIDGE["first"], counts)
    found: Weights = {"first": first}
    use(found)
    second = [s.columns | w.context_evidence(w.score_of(s.columns, "first")) for s in samples]
    return found | {"second": fitted(second, rights, RIDGE["second"], counts)}


def use(weights: Weights) -> None:
    """Judge by these weights from now on."""
    w.shipped = lambda: weights  # type: ignore[assignment]


def in_document(s: Sample) -> w.Columns:
    """What the rest of a pair's document says of its links."""
    beads = [(BeadSide([en], "en"), BeadSide([zh], "zh")) for en, zh in s.around]
    tables = [w.probabilities(*both) for both in beads]
    counts = w.Counterparts(beads, tables)
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


def learn_alone(data: Path) -> dict[str, float]:
    """Weights for words without a counterpart: pairs with a sentence more, or some words fewer.

    Of the telling words of pairs as they are, :data:`SAID` are said to have none.
    """
    columns: list[w.Columns] = []
    rights: list[Any] = []
    plain: list[w.Columns] = []

    def add(texts: list[list[str]], lone: Callable[[int, int, Token], bool]) -> None:
        sides = BeadSide(texts[0], "en"), BeadSide(texts[1], "zh")
        evidence = lone_evidence(sides, w.probabilities(*sides))
        for k, (side, some) in enumerate(zip(sides, evidence, strict=True)):
            telling = [bool(t.telling and t.weight) for t in side.tokens]
            right = [lone(k, n, token) for n, token in enumerate(side.tokens)]
            columns.append({name: values[telling] for name, values in some.items()})
            rights.append(np.array(right, dtype=np.float32)[telling])

    random = Random(18)
    for text in (text for name in links.FITTED for text in links.texts_of(name, data)):
        for first, second in links.neighbours(text, random, 2):
            add([[one] for one in first], lambda *_: False)
            plain += columns[-2:]
            for k in (0, 1):
                texts = [[one] for one in first]
                texts[k].append(second[k])
                end = len(first[k])
                add(texts, lambda side, _, token, k=k, end=end: side == k and token.start >= end)
                texts = [[one] for one in first]
                texts[k], gone = without_words(first, k, random)
                add(texts, lambda side, n, _, k=k, gone=gone: side != k and n in gone)
    found = fitted(columns, rights, RIDGE["alone"])
    use({"alone": found})
    scores = np.concatenate([w.score_of(some, "alone") for some in plain])
    return found | {"": round(found[""] - float(np.quantile(scores, 1 - SAID)), 4)}


def without_words(pair: links.Pair, k: int, random: Random) -> tuple[list[str], set[int]]:
    """Side ``k`` without one to three words, and the words opposite that lose all links."""
    sides = BeadSide([pair[0]], "en"), BeadSide([pair[1]], "zh")
    table = w.probabilities(*sides)
    table = table.T if k else table
    if not len(table):
        return [pair[k]], set()
    first = random.randrange(len(table))
    last = min(len(table), first + random.randint(1, 3))
    start, end = sides[k].tokens[first].start, sides[k].tokens[last - 1].end
    inside, outside = table[first:last], np.delete(table, np.s_[first:last], axis=0)
    gone = inside.max(axis=0) > 0.85
    if len(outside):
        gone &= outside.max(axis=0) < 0.3
    return [pair[k][:start] + pair[k][end:]], set(np.flatnonzero(gone).tolist())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--write", action="store_true", help="fit to all, and write the weights")
    parser.add_argument("--alone", action="store_true", help="fit words without a counterpart only")
    args = parser.parse_args()
    if args.alone:
        weights = w.shipped() | {"alone": learn_alone(args.data)}
        TARGET.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
        return
    pairs = read_gold("learn", args.data)
    made = [samples_of(pair, beads_around(pair, args.data)) for pair in pairs]
    made = [made[n] for n in np.random.default_rng(18).permutation(len(made))]
    samples = [some[0] for some in made]
    tables = []
    for k in range(FOLDS):
        use(learn([s for n, some in enumerate(made) if n % FOLDS != k for s in some]))
        tables.append([w.probabilities(s.en, s.zh) for s in samples[k::FOLDS]])
    ordered = [tables[n % FOLDS][n // FOLDS] for n in range(len(samples))]
    print("pairs:", measures(samples, ordered))
    weights = learn([s for some in made for s in some])
    use(weights)
    third = [in_document(s) for s in samples]
    held_out = []
    for columns, table in zip(third, ordered, strict=True):
        chance = np.clip(table, 1e-6, 1 - 1e-6)
        held_out.append(columns | {"logit": np.log(chance / (1 - chance))})
    tables = []
    for k in range(FOLDS):
        rest = [n for n in range(len(samples)) if n % FOLDS != k]
        some = fitted(
            [held_out[n] for n in rest], [samples[n].right for n in rest], RIDGE["document"]
        )
        use({"document": some})
        tables.append([1 / (1 + np.exp(-w.score_of(c, "document"))) for c in held_out[k::FOLDS]])
    ordered = [tables[n % FOLDS][n // FOLDS] for n in range(len(samples))]
    print("in documents:", measures(samples, ordered))
    weights["document"] = fitted(held_out, [s.right for s in samples], RIDGE["document"])
    use(weights)
    weights["alone"] = learn_alone(args.data)
    if args.write:
        TARGET.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
