"""Measure pairing by content: accuracy, calibration and speed.

    python benchmarks/pairing.py             precision and recall of the shipped coefficients
    python benchmarks/pairing.py --fit       fit the coefficients and print them
    python benchmarks/pairing.py --folds     fit and measure three times, each third in turn
    python benchmarks/pairing.py --scale 5000    5,000 × 5,000 documents: seconds and memory

Documents are cut from the evaluation texts at bead boundaries, with meaningless names and random
order, and some have no counterpart. The texts are divided into thirds, by document; the
coefficients are fitted on one third and measured on the other two.
"""

import argparse
import random
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from text_sets import DATA, Text, read_set

from align.document import Document
from align.embed import load_encoder
from align.pair.by_content import (
    SHIPPED,
    Coefficients,
    assign,
    bounded,
    leads,
    measure,
    pair_profiles,
    scores,
)
from align.pair.shortlist import DocumentProfile, candidate_pairs, make_profile, make_sides

SETS = ("mac-dev", "ntrex-dev", "k8s-perturbed", "tidb-notes", "bible")
Pairs = set[tuple[int, int]]


@dataclass(frozen=True)
class Setting:
    """Documents of ``least`` … ``most`` beads, ``size`` per side, a share ``alone`` unpaired."""

    least: int
    most: int
    size: int
    alone: float

    def __str__(self) -> str:
        return f"{self.size:>4} per side, of {self.least}–{self.most} beads, {self.alone:.0%} alone"


LEARN = [
    *[Setting(8, 40, 70, 0.35), Setting(8, 30, 60, 0.6)] * 4,
    *[Setting(3, 6, 140, 0.35), Setting(2, 3, 100, 0.35)] * 4,
    *[Setting(8, 40, 10, 0.3), Setting(3, 6, 10, 0.3), Setting(3, 8, 4, 0.4)] * 12,
    *[Setting(8, 40, 3, 0.5)] * 12,
]
MEASURED = (
    Setting(8, 40, 200, 0.2),
    Setting(8, 40, 100, 0.2),
    Setting(3, 6, 200, 0.2),
    Setting(2, 3, 200, 0.2),
    Setting(8, 40, 20, 0.3),
    Setting(3, 6, 5, 0.4),
)


class Remembering:
    """The embedded model with a cache: each sentence is encoded once."""

    name, dimensions = "use", 512

    def __init__(self) -> None:
        self._encoder = load_encoder()
        self._known: dict[str, np.ndarray] = {}

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known |= zip(new, self._encoder.encode(new), strict=True)
        return np.array([self._known[text] for text in texts], np.float32).reshape(-1, 512)


ENCODER = Remembering()


@dataclass(frozen=True)
class Collection:
    """Shuffled documents of both sides, and the true pairs."""

    en: list[DocumentProfile]
    zh: list[DocumentProfile]
    gold: Pairs


def thirds(which: int) -> tuple[list[Text], list[Text]]:
    """Return one third of the texts for fitting, and the others for measuring."""
    learn, rest = [], []
    for name in SETS:
        texts = read_set(DATA / name)
        if len(texts) == 1:  # the Bible: by position
            whole, size = texts[0], len(texts[0].gold) // 3
            parts = [whole.gold[k * size : (k + 1) * size] for k in range(3)]
            texts = [Text(f"{name}{k}", name, whole.en, whole.zh, g) for k, g in enumerate(parts)]
        else:
            random.Random(3).shuffle(texts)
        for k, text in enumerate(texts):
            (learn if k % 3 == which else rest).append(text)
    return learn, rest


def cut(text: Text, least: int, most: int, rng: random.Random) -> Iterator[tuple[Document, ...]]:
    """Cut a text into pieces of ``least`` … ``most`` consecutive beads, each a document pair."""
    lines = [[line for line in side if line.strip()] for side in (text.en, text.zh)]
    at = 0
    while at < len(text.gold):
        beads = text.gold[at : at + rng.randint(least, most)]
        at += len(beads)
        numbers = [sorted({n for bead in beads for n in bead[side]}) for side in (0, 1)]
        if len(beads) >= least and all(numbers):
            yield tuple(
                Document.from_sentences([own[n] for n in chosen], language)
                for own, chosen, language in zip(lines, numbers, ("en", "zh"), strict=True)
            )


def collect(texts: Sequence[Text], setting: Setting, seed: int) -> Collection:
    """Cut texts into a shuffled collection."""
    rng = random.Random(f"{seed} {setting}")
    pool = [pair for text in texts for pair in cut(text, setting.least, setting.most, rng)]
    rng.shuffle(pool)
    alone = round(setting.size * setting.alone)
    paired = setting.size - alone
    if len(pool) < paired + 2 * alone:
        sys.exit(f"{setting}: only {len(pool)} pieces of text")
    documents = (
        [pair[0] for pair in pool[:paired] + pool[paired : paired + alone]],
        [pair[1] for pair in pool[:paired] + pool[paired + alone : paired + 2 * alone]],
    )
    orders = [rng.sample(range(setting.size), setting.size) for _ in documents]
    sides = [
        [make_profile(side[n], ENCODER) for n in order]
        for side, order in zip(documents, orders, strict=True)
    ]
    gold = {(orders[0].index(n), orders[1].index(n)) for n in range(paired)}
    return Collection(sides[0], sides[1], gold)


def learn(collections: Sequence[Collection]) -> Coefficients:
    """Fit the coefficients; each collection weighs √ of its pairs."""
    from sklearn.linear_model import LogisticRegression

    looked_at = []
    for c in collections:
        sides = make_sides(c.en, c.zh)
        rows, columns = candidate_pairs(*sides)
        right = np.array([pair in c.gold for pair in zip(rows, columns, strict=True)])
        looked_at.append((rows, columns, measure(*sides, (rows, columns)), right))
    every = np.concatenate([m for *_, m, _ in looked_at])
    right = np.concatenate([r for *_, r in looked_at])
    weights = np.concatenate([np.full(len(r), len(r) ** -0.5) for *_, r in looked_at])
    first = LogisticRegression(C=10, max_iter=5000).fit(every, right, weights)
    wrong = first.decision_function(every[~right])
    found = Coefficients(
        measures=tuple(round(float(x), 3) for x in first.coef_[0]),
        bias=round(float(first.intercept_[0]), 3),
        rival=round(float(np.percentile(wrong, 90)), 3),
        **dict.fromkeys(("score", "least_lead", "lead", "constant"), 0.0),
    )
    # confidence applies to selected pairs, so it is fitted on those only
    inputs, outcomes, weights = [], [], []
    for c, (rows, columns, measures, right) in zip(collections, looked_at, strict=True):
        score = scores(measures, found)
        chosen = assign(score - found.rival, rows, columns)
        inputs.append(np.column_stack([score, bounded(leads(score, rows, columns, found))])[chosen])
        outcomes.append(right[chosen])
        weights.append(np.full(len(chosen), len(c.gold) ** -0.5))
    second = LogisticRegression(C=10, max_iter=5000)
    second.fit(np.concatenate(inputs), np.concatenate(outcomes), np.concatenate(weights))
    score, least_lead, lead = (round(float(x), 3) for x in second.coef_[0])
    constant = round(float(second.intercept_[0]), 3)
    return Coefficients(found.measures, found.bias, found.rival, score, least_lead, lead, constant)


@dataclass
class Count:
    """Counts of pairs found, pairs found that are right, and true pairs."""

    found: int = 0
    right: int = 0
    gold: int = 0

    def __str__(self) -> str:
        precision, recall = self.right / max(self.found, 1), self.right / max(self.gold, 1)
        return f"precision {self.right:>4} / {self.found:<4} = {precision:.4f}   " + (
            f"recall {self.right:>4} / {self.gold:<4} = {recall:.4f}"
        )


def judged(collection: Collection, known: Coefficients) -> list[tuple[float, bool]]:
    """Return the confidence of each pair found, and whether it is right."""
    found = pair_profiles(collection.en, collection.zh, known=known)
    return [(match.confidence, (match.en, match.zh) in collection.gold) for match in found]


def show(results: dict[str, Count], sure: list[tuple[float, bool]]) -> None:
    """Print precision, recall and calibration."""
    for name, count in results.items():
        print(f"{name:<50} {count}")
    print("\nconfidence     pairs   mean    right")
    for low, high in ((0.5, 0.7), (0.7, 0.9), (0.9, 0.99), (0.99, 1.01)):
        own = [(c, right) for c, right in sure if low <= c < high]
        if own:
            mean, share = np.mean(np.array(own, dtype=float), axis=0)
            print(f"{low:.2f} – {min(high, 1):.2f}  {len(own):>6}  {mean:.3f}    {share:.3f}")


def evaluate(texts: Sequence[Text], known: Coefficients, seeds: int) -> None:
    results: dict[str, Count] = {}
    sure: list[tuple[float, bool]] = []
    for setting in MEASURED:
        count = results.setdefault(str(setting), Count())
        for seed in range(seeds):
            collection = collect(texts, setting, seed)
            found = judged(collection, known)
            sure += found
            count.found += len(found)
            count.right += sum(right for _, right in found)
            count.gold += len(collection.gold)
    show(results, sure)


def scale(size: int) -> None:
    """Time the pairing of documents of 8–40 sentences, with cached vectors."""
    rng = random.Random(1)
    pieces = [pair for part in thirds(0) for text in part for pair in cut(text, 2, 5, rng)]
    sides: list[list[DocumentProfile]] = [[], []]
    begun = time.perf_counter()
    for _ in range(size):
        chosen = rng.sample(pieces, rng.randint(3, 11))
        for side, language in ((0, "en"), (1, "zh")):
            texts = [text for pair in chosen for text in pair[side].texts]
            document = Document.from_sentences(texts, language)
            sides[side].append(make_profile(document, ENCODER))
    order = rng.sample(range(size), size)
    zh = [sides[1][n] for n in order]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ready = time.perf_counter()
    print(f"{size:,} × {size:,}: reading and embedding {ready - begun:.0f} s, ", end="")
    found = pair_profiles(sides[0], zh)
    seconds = time.perf_counter() - ready
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    right = sum(order[match.zh] == match.en for match in found)
    print(f"pairing {seconds:.1f} s")
    print(f"peak memory {peak / 1024:,.0f} MB, {(peak - before) / 1024:,.0f} MB of it for pairing")
    print(Count(len(found), right, size))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--fit", action="store_true", help="fit and print the coefficients")
    parser.add_argument("--folds", action="store_true", help="fit on each third in turn")
    parser.add_argument("--scale", type=int, metavar="N", help="time N × N documents")
    parser.add_argument("--seeds", type=int, default=5, help="collections of each kind")
    args = parser.parse_args()
    if args.scale:
        scale(args.scale)
        return
    if args.fit or args.folds:
        for which in range(3 if args.folds else 1):
            texts, rest = thirds(which)
            known = learn([collect(texts, setting, n) for n, setting in enumerate(LEARN)])
            print(known)
            evaluate(rest, known, args.seeds)
        return
    evaluate(thirds(0)[1], SHIPPED, args.seeds)


if __name__ == "__main__":
    main()
