"""Train the score: a conditional random field over paths, scored by a network."""

import random
from dataclasses import dataclass

import numpy as np
import torch
from crf import marginals
from examples import Example
from scipy.optimize import minimize

from align.score.weights import KINDS, Network

torch.set_num_threads(1)
BEADS_A_STEP = 400


@dataclass(frozen=True)
class Settings:
    """Hyperparameters, chosen by cross-validation on the sets named in train.py."""

    hidden: int = 24
    dropout: float = 0.1
    decay: float = 0.01
    rate: float = 0.003
    epochs: int = 30
    members: int = 4  # networks with different random initializations, averaged


def set_weights(examples: list[Example]) -> list[float]:
    """Balance the sets: each set weighs as much as 30 × √ of its beads."""
    size: dict[str, int] = {}
    for x in examples:
        kind = x.text.name.split("/")[0]
        size[kind] = size.get(kind, 0) + len(x.text.gold)
    return [30 / size[x.text.name.split("/")[0]] ** 0.5 for x in examples]


class Member(torch.nn.Module):
    def __init__(self, features: int, settings: Settings) -> None:
        super().__init__()
        self.linear = torch.nn.Linear(features, 1)
        torch.nn.init.zeros_(self.linear.weight)
        torch.nn.init.zeros_(self.linear.bias)
        self.hidden = torch.nn.Linear(features, settings.hidden)
        self.dropout = torch.nn.Dropout(settings.dropout)
        self.out = torch.nn.Linear(settings.hidden, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        bent = self.dropout(torch.relu(self.hidden(x)))
        return (self.linear(x) + self.out(bent))[:, 0]


def learn(
    examples: list[Example], names: dict[str, list[str]], settings: Settings
) -> dict[str, Network]:
    """Train networks by kind, each the mean of ``settings.members``."""
    scale = {}
    for kind in KINDS:
        every = np.concatenate([x.values[kind] for x in examples if x.values[kind] is not None])
        scale[kind] = every.mean(axis=0), every.std(axis=0) + 0.01
    inputs = [
        {
            kind: torch.from_numpy(
                np.clip((x.values[kind] - scale[kind][0]) / scale[kind][1], -6, 6)
            )
            for kind in KINDS
            if x.values[kind] is not None
        }
        for x in examples
    ]
    members = [_member(examples, inputs, names, settings, n) for n in range(settings.members)]
    return {kind: _merge(names[kind], *scale[kind], [m[kind] for m in members]) for kind in KINDS}


def _member(examples, inputs, names, settings: Settings, seed: int) -> torch.nn.ModuleDict:
    torch.manual_seed(seed)
    rng = random.Random(seed)
    nets = torch.nn.ModuleDict({k: Member(len(names[k]), settings) for k in KINDS})
    shares = set_weights(examples)
    total = sum(s * len(x.text.gold) for s, x in zip(shares, examples, strict=True))
    batches = max(1, sum(len(x.text.gold) for x in examples) // BEADS_A_STEP)
    optimizer = torch.optim.AdamW(nets.parameters(), lr=settings.rate, weight_decay=settings.decay)
    step, steps = 0, settings.epochs * batches
    order = list(range(len(examples)))
    size = -(-len(order) // batches)
    nets.train()
    for _ in range(settings.epochs):
        rng.shuffle(order)
        for begin in range(0, len(order), size):
            warm = min(1, (step + 1) / 20)
            for group in optimizer.param_groups:
                group["lr"] = settings.rate * warm * 0.5 * (1 + np.cos(np.pi * step / steps))
            optimizer.zero_grad()
            for n in order[begin : begin + size]:
                x = examples[n]
                scores = torch.zeros(len(x.gold))
                for kind, values in inputs[n].items():
                    at = (torch.from_numpy(x.places[kind]),)
                    scores = scores.index_put(at, nets[kind](values))
                given = scores.detach().numpy().astype(np.float64)
                lattice = x.lattice
                _, found = marginals(lattice.source, lattice.target, given, lattice.places)
                pull = (found - x.gold) * (shares[n] / total * batches)
                scores.backward(torch.from_numpy(pull.astype(np.float32)))
            torch.nn.utils.clip_grad_norm_(nets.parameters(), 1.0)
            optimizer.step()
            step = min(step + 1, steps)
    return nets.eval()


def _merge(names, mean, scale, members) -> Network:
    """Average networks into one that has all their hidden units."""
    count = len(members)

    def numbers(tensor) -> np.ndarray:
        return tensor.detach().numpy()

    return Network(
        tuple(names),
        mean,
        scale,
        sum(numbers(m.linear.weight)[0] for m in members) / count,
        np.float32(sum(numbers(m.linear.bias + m.out.bias)[0] for m in members) / count),
        np.concatenate([numbers(m.hidden.weight) for m in members]),
        np.concatenate([numbers(m.hidden.bias) for m in members]),
        np.concatenate([numbers(m.out.weight)[0] for m in members]) / count,
    )


def learn_first(examples: list[Example], names: dict[str, list[str]], l2: float) -> dict:
    """Train linear weights of the cheap features by L-BFGS; return them by name."""
    every = list(dict.fromkeys(n for kind in KINDS for n in names[kind]))
    where = {kind: np.array([every.index(n) for n in names[kind]]) for kind in KINDS}
    squares, count = np.zeros(len(every)), np.zeros(len(every))
    for x in examples:
        for kind in KINDS:
            if x.values[kind] is not None:
                squares[where[kind]] += np.einsum("ij,ij->j", x.values[kind], x.values[kind])
                count[where[kind]] += len(x.values[kind])
    scale = np.sqrt(squares / np.maximum(count, 1)) + 1e-3
    shares = set_weights(examples)

    def objective(w: np.ndarray) -> tuple[float, np.ndarray]:
        loss, slope = l2 * float(w @ w), 2 * l2 * w
        for x, share in zip(examples, shares, strict=True):
            scores = np.zeros(len(x.gold))
            for kind, at in x.places.items():
                if len(at):
                    scores[at] = x.values[kind] @ (w / scale)[where[kind]].astype(np.float32)
            lattice = x.lattice
            total, found = marginals(lattice.source, lattice.target, scores, lattice.places)
            loss += share * (total - scores[x.gold].sum())
            pull = found - x.gold
            for kind, at in x.places.items():
                if len(at):
                    slope[where[kind]] += share * (pull[at] @ x.values[kind]) / scale[where[kind]]
        return loss, slope

    w = minimize(
        objective, np.zeros(len(every)), jac=True, method="L-BFGS-B", options={"maxiter": 80}
    ).x
    return dict(zip(every, (w / scale).tolist(), strict=True))
