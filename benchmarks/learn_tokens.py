"""Learn the projections of tokens, align/embed/token_space.npz, from pairs of sentences.

    python benchmarks/learn_tokens.py            # learn, and test on documents left out
    python benchmarks/learn_tokens.py --write    # … and write the file

Late interaction (Khattab and Zaharia 2020, "ColBERT"): a text is covered by another as far as the
weighted mean, over its tokens, of the best cosine with a token of the other. A matrix and a gate
for each language are learned so that

* a sentence and its translation cover each other more than the other sentences of a batch do, which
  are its neighbours and some of other documents;
* each clause is covered by the translation of its own sentence more than by the others;
* one threshold tells whether a sentence is translated.

The best cosine is a soft maximum while learning. Documents on which benchmarks/token_tests.py tests
are left out, and so are the pairs whose words were linked by hand.
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from token_tests import SIDES, SOURCES, Run, first_pairs, read_runs, report
from word_gold import read_gold

from align.embed.encoder import FloatArray, IntArray
from align.embed.token_space import SPACE, load_token_space
from align.embed.use import embedded_model
from align.embed.use_network import make_stream

SAMPLE, TOGETHER = 1_500, 400  # texts: to find directions by, at a time
COORDINATES = 512  # of 1,280 principal directions: 99.4 % of the variance
WIDTH = 128
BATCH, EPOCHS, RATE = 4, 2, 0.004  # runs; learning rate of the matrices
SHARP = 15  # of the soft maximum
NULLS = 1.5  # weight of the third loss

Model = dict[str, FloatArray]


# ------------------------------------------------------------------ features


class RawFeatures:
    """Takes the features of tokens from the network, before they are added up."""

    def __init__(self) -> None:
        self.found: list[FloatArray] = []

    def add(self, places: IntArray, features: FloatArray, scale: FloatArray) -> None:
        """Features before the last layer norm, and its scale."""
        self.found.append((features - features.mean(axis=1, keepdims=True)) * scale[:, None])


def raw_features(ids: Sequence[Sequence[int]]) -> FloatArray:
    """Features of all tokens of some texts, without their marks, shape (tokens, 1280)."""
    encoder = embedded_model()
    bos, eos = encoder._marks
    stream, begins = make_stream([[bos, *some, eos] for some in ids])
    raw = RawFeatures()
    sizes = np.array([len(some) for some in ids])
    encoder._network.token_sums(stream, begins + 1, begins + 1 + sizes, raw)
    return np.concatenate(raw.found)


class Tokens:
    """The tokens of one side of all pairs, in coordinates that are better to learn in.

    These are principal directions, scaled so that the large ones are less large.
    """

    def __init__(self, ids: Sequence[Sequence[int]]) -> None:
        some = raw_features(ids[:SAMPLE])
        self.mean = some.mean(axis=0)
        self.covariance = np.cov(some.T, bias=True)
        values, vectors = np.linalg.eigh(self.covariance)
        values, vectors = values[: -COORDINATES - 1 : -1], vectors[:, : -COORDINATES - 1 : -1]
        scale = values**-0.25 * (values.mean() / (values**0.5).mean()) ** 0.5
        self.basis = (vectors * scale).astype(np.float32)
        self.inverse = (vectors / scale).T
        self.begins = np.cumsum([0, *map(len, ids)])
        self.features = np.empty((self.begins[-1], COORDINATES), dtype=np.float16)
        for begin in range(0, len(ids), TOGETHER):
            raw = raw_features(ids[begin : begin + TOGETHER]) - self.mean
            at = self.begins[begin]
            self.features[at : at + len(raw)] = raw @ self.basis


class Side(NamedTuple):
    """The tokens of one side of a batch: where texts and clauses begin, and each clause's text."""

    features: FloatArray
    begins: IntArray
    clauses: IntArray
    owner: IntArray


def make_side(tokens: Tokens, runs: Sequence[tuple[int, Run]], side: int) -> Side:
    """Gather the tokens of runs, each given with the number of its first pair."""
    ranges = [tokens.begins[first : first + len(run) + 1] for first, run in runs]
    begins = np.cumsum(np.concatenate([[0], *map(np.diff, ranges)]))
    clauses = [pair.clauses[side] for _, run in runs for pair in run]
    owner = np.repeat(np.arange(len(clauses)), [len(some) for some in clauses])
    return Side(
        np.concatenate([tokens.features[r[0] : r[-1]] for r in ranges]).astype(np.float32),
        begins,
        begins[owner] + np.concatenate(clauses),
        owner,
    )


# ------------------------------------------------------------------ learning


class Cover:
    """How far the texts of one side are covered by those of the other; and gradients back."""

    def __init__(self, cosines: FloatArray, weights: FloatArray, across: IntArray) -> None:
        self.sizes = np.diff(across)
        self.raised = np.exp(SHARP * (cosines - 1))
        self.sums = np.add.reduceat(self.raised, across[:-1], axis=1)
        self.best = 1 + np.log(self.sums) / SHARP
        self.weights = weights
        self.best_gradient = np.zeros_like(self.best)
        self.weights_gradient = np.zeros_like(weights)

    def means(self, begins: IntArray) -> FloatArray:
        """Weighted means of the best cosine over ranges of tokens, shape (ranges, texts)."""
        total = np.add.reduceat(self.weights, begins)
        weighed: FloatArray = np.add.reduceat(self.best * self.weights[:, None], begins)
        return weighed / total[:, None]

    def pull(self, begins: IntArray, means: FloatArray, gradient: FloatArray) -> None:
        """Add the gradient of such means."""
        range_of = np.repeat(np.arange(len(begins)), np.diff(begins, append=len(self.best)))
        total = np.add.reduceat(self.weights, begins)
        each = (gradient / total[:, None])[range_of]
        self.best_gradient += each * self.weights[:, None]
        self.weights_gradient += (each * (self.best - means[range_of])).sum(axis=1)

    def cosines_gradient(self) -> FloatArray:
        """The gradient of the cosines."""
        return self.raised * np.repeat(self.best_gradient / self.sums, self.sizes, axis=1)


def cross_entropy(scores: FloatArray, right: IntArray) -> tuple[float, FloatArray]:
    """The mean over rows, and its gradient."""
    rows = np.arange(len(scores))
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    loss = -float(np.log(shares[rows, right] + 1e-30).mean())
    shares[rows, right] -= 1
    return loss, shares / len(scores)


def loss_and_gradients(model: Model, batch: Sequence[Side]) -> tuple[float, Model]:
    """The three losses of a batch together."""
    raw = [side.features @ model[f"matrix{s}"] + model[f"bias{s}"] for s, side in enumerate(batch)]
    norms = [np.linalg.norm(some, axis=1, keepdims=True) for some in raw]
    vectors = [some / norm for some, norm in zip(raw, norms, strict=True)]
    gates = [side.features @ model[f"gate{s}"] + model[f"shift{s}"] for s, side in enumerate(batch)]
    cosines = vectors[0] @ vectors[1].T
    covers = [
        Cover(table, np.logaddexp(0, gate), other.begins)
        for table, gate, other in zip(
            (cosines, np.ascontiguousarray(cosines.T)), gates, batch[::-1], strict=True
        )
    ]
    means = [c.means(side.begins[:-1]) for c, side in zip(covers, batch, strict=True)]
    own = np.arange(len(means[0]))
    heat, threshold = float(np.exp(model["heat"][0])), float(model["threshold"][0])

    scores = heat * (means[0] + means[1].T)
    loss, there = cross_entropy(scores, own)
    more, back = cross_entropy(scores.T, own)
    loss += more
    both = there + back.T
    heat_gradient, threshold_gradient = (both * scores).sum(), 0.0
    for cover, side, mean, gradient in zip(covers, batch, means, (both, both.T), strict=True):
        gradient = heat * gradient
        rival = (mean - 2 * np.eye(len(own))).argmax(axis=1)
        for column, sign in ((own, -1), (rival, 1)):
            margin = sign * heat / 2 * (mean[own, column] - threshold)
            loss += NULLS * float(np.logaddexp(0, margin).mean())
            slope = NULLS / (1 + np.exp(-margin)) / len(own)
            gradient[own, column] += sign * heat / 2 * slope
            heat_gradient += (slope * margin).sum()
            threshold_gradient -= (sign * heat / 2 * slope).sum()
        cover.pull(side.begins[:-1], mean, gradient)
        clauses = cover.means(side.clauses)
        more, gradient = cross_entropy(2 * heat * clauses, side.owner)
        loss += more
        heat_gradient += (gradient * 2 * heat * clauses).sum()
        cover.pull(side.clauses, clauses, 2 * heat * gradient)

    table = covers[0].cosines_gradient() + covers[1].cosines_gradient().T
    gradients = {"heat": np.array([heat_gradient]), "threshold": np.array([threshold_gradient])}
    for s, of_vectors in enumerate((table @ vectors[1], table.T @ vectors[0])):
        along = (of_vectors * vectors[s]).sum(axis=1, keepdims=True)
        of_raw = (of_vectors - vectors[s] * along) / norms[s]
        of_gate = covers[s].weights_gradient / (1 + np.exp(-gates[s]))
        gradients |= {
            f"matrix{s}": batch[s].features.T @ of_raw,
            f"bias{s}": of_raw.sum(axis=0),
            f"gate{s}": batch[s].features.T @ of_gate,
            f"shift{s}": of_gate.sum(keepdims=True),
        }
    return loss, gradients


def learn(runs: Sequence[Run], tokens: Sequence[Tokens]) -> Model:
    """Learn with Adam; the rate rises at first, and then falls to zero."""
    values, vectors = np.linalg.eigh(sum(side.covariance for side in tokens) / 2)
    start = vectors[:, : -WIDTH - 1 : -1] / values[: -WIDTH - 1 : -1] ** 0.5  # common directions
    model = {"heat": np.array([3.0]), "threshold": np.array([0.4])}
    for s, side in enumerate(tokens):
        model |= {f"matrix{s}": side.inverse @ start, f"bias{s}": np.zeros(WIDTH)}
        model |= {f"gate{s}": np.zeros(COORDINATES), f"shift{s}": np.full(1, 0.5)}
    model = {name: value.astype(np.float32) for name, value in model.items()}
    rates = {"matrix": RATE, "bias": RATE, "gate": 1e-3, "shift": 1e-2, "heat": 1e-2}
    rate_of = {name: rates.get(name.rstrip("01"), 3e-3) for name in model}
    first = {name: np.zeros_like(value) for name, value in model.items()}
    second = {name: np.zeros_like(value) for name, value in model.items()}
    rng = np.random.default_rng(0)
    numbers = np.cumsum([0, *map(len, runs)])
    a_round = len(runs) // BATCH
    steps = int(a_round * EPOCHS)
    recent = []
    for step in range(steps):
        if step % a_round == 0:
            order = rng.permutation(len(runs))
        some = order[step % a_round * BATCH :][:BATCH]
        chosen = [(int(numbers[k]), runs[k]) for k in some]
        batch = [make_side(side, chosen, s) for s, side in enumerate(tokens)]
        loss, gradients = loss_and_gradients(model, batch)
        recent.append(loss)
        rate = min(1, (step + 1) / 50) * (1 - step / steps)
        for name, gradient in gradients.items():
            first[name] += 0.1 * (gradient - first[name])
            second[name] += 0.001 * (gradient * gradient - second[name])
            down = (first[name] / (1 - 0.9 ** (step + 1))) / (
                np.sqrt(second[name] / (1 - 0.999 ** (step + 1))) + 1e-8
            )
            model[name] -= np.float32(rate * rate_of[name]) * down.astype(np.float32)
        if step % 500 == 499:
            print(f"step {step + 1} of {steps}: {np.mean(recent[-500:]):.3f}", flush=True)
    return model


def save(path: Path, model: Model, tokens: Sequence[Tokens], origin: Sequence[str]) -> None:
    """Write what align/embed/token_space.py reads, and what it was learned from."""
    arrays = {"origin": np.array(origin)}
    for s, (language, side) in enumerate(zip(SIDES, tokens, strict=True)):
        matrix, gate = side.basis @ model[f"matrix{s}"], side.basis @ model[f"gate{s}"]
        arrays |= {
            f"{language}_matrix": matrix.astype(np.float16),
            f"{language}_bias": (model[f"bias{s}"] - side.mean @ matrix).astype(np.float32),
            f"{language}_gate": gate.astype(np.float32),
            f"{language}_gate_bias": np.float32(model[f"shift{s}"][0] - side.mean @ gate),
        }
    np.savez(path, **arrays)


def chosen_runs() -> tuple[list[Run], list[str]]:
    """The runs to learn from, and where they are from."""
    gold = {(pair.en, pair.zh) for part in ("learn", "test") for pair in read_gold(part)}
    runs, origin = [], []
    for name, (most, licence) in SOURCES.items():
        found = read_runs(name, left_out=False)
        found = [run for run in found if gold.isdisjoint(pair.texts for pair in run)]
        runs += (some := first_pairs(found, most))
        origin.append(f"{name}: {sum(map(len, some))} pairs, {licence}")
    random.Random(0).shuffle(runs)
    return runs, origin


def main() -> None:
    parser = argparse.ArgumentParser(description="Learn the projections of tokens.")
    parser.add_argument("--write", action="store_true", help="write align/embed/token_space.npz")
    path = SPACE if parser.parse_args().write else Path(tempfile.mkdtemp()) / SPACE.name
    runs, origin = chosen_runs()
    print(*origin, sep="\n", flush=True)
    pairs = [pair for run in runs for pair in run]
    tokens = [Tokens([pair.ids[side] for pair in pairs]) for side in (0, 1)]
    print(f"{sum(len(side.features) for side in tokens)} tokens", flush=True)
    save(path, learn(runs, tokens), tokens, origin)
    print(f"{path}: {path.stat().st_size / 1e6:.2f} MB")
    embedded_model().token_space = load_token_space(path)
    report()


if __name__ == "__main__":
    main()
