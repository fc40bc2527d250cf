"""Train the score: a conditional random field over paths, scored by a network.

All networks of an ensemble are trained side by side: they share the order of the texts, but begin
with and leave out different units. The gradient is written out, for a network this small numpy is
faster than a framework.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from crf import marginals
from scipy.optimize import minimize
from threadpoolctl import threadpool_limits

from align.score.weights import KINDS, Network
from examples import Example

BEADS_A_STEP = 400
PRUNED_AFTER = 4  # epochs
HOPELESS = 1e-5  # less probable candidates are dropped then


@dataclass(frozen=True)
class Settings:
    """Hyperparameters, chosen by cross-validation on the sets named in train.py."""

    hidden: int = 24
    dropout: float = 0.1
    decay: float = 0.01
    rate: float = 0.003
    epochs: int = 30
    members: int = 4  # networks with different random initializations, averaged
    seed: int = 0


def set_weights(examples: Sequence[Example]) -> list[float]:
    """Balance the sets: each set weighs as much as 30 × √ of its beads."""
    size: dict[str, int] = {}
    for x in examples:
        kind = x.text.name.split("/")[0]
        size[kind] = size.get(kind, 0) + len(x.text.gold)
    return [30 / size[x.text.name.split("/")[0]] ** 0.5 for x in examples]


@dataclass(frozen=True)
class Candidates:
    """The candidates of a text or of several texts one behind the other.

    ``begins``: the first node of each text, and the number of nodes; ``share``: the weight of
    each candidate's text; by kind of network ``rows``, the candidates of this kind, and ``inputs``,
    their centred and scaled features, the last one always 1.
    """

    source: np.ndarray
    target: np.ndarray
    begins: np.ndarray
    gold: np.ndarray
    share: np.ndarray
    rows: dict[str, np.ndarray]
    inputs: dict[str, np.ndarray]

    @classmethod
    def of(cls, x: Example, share: float, scale: dict, columns: dict) -> "Candidates":
        lattice, inputs = x.lattice, {}
        for kind in KINDS:
            values, (mean, spread) = x.values[kind], scale[kind]
            if values is None:
                values = np.zeros((0, len(mean)), np.float32)
            inputs[kind] = np.ones((len(values), len(columns[kind]) + 1), np.float32)
            centred = (values[:, columns[kind]] - mean) / spread
            np.clip(centred, -6, 6, out=inputs[kind][:, :-1])
        shares = np.full((len(x.gold), 1), share, np.float32)
        begins = np.array([0, lattice.nodes])
        rows = {kind: np.asarray(x.places[kind], int) for kind in KINDS}
        return cls(lattice.source, lattice.target, begins, x.gold, shares, rows, inputs)

    @classmethod
    def joined(cls, parts: Sequence["Candidates"]) -> "Candidates":
        nodes = np.cumsum([0, *(p.begins[-1] for p in parts)])
        edges = np.cumsum([0, *(len(p.gold) for p in parts)])
        shifted = list(zip(parts, nodes, edges, strict=False))
        return cls(
            np.concatenate([p.source + n for p, n, _ in shifted]),
            np.concatenate([p.target + n for p, n, _ in shifted]),
            nodes,
            np.concatenate([p.gold for p in parts]),
            np.concatenate([p.share for p in parts]),
            {k: np.concatenate([p.rows[k] + n for p, _, n in shifted]) for k in KINDS},
            {k: np.concatenate([p.inputs[k] for p in parts]) for k in KINDS},
        )

    def only(self, kept: np.ndarray) -> "Candidates":
        number = np.cumsum(kept) - 1
        on = {kind: kept[rows] for kind, rows in self.rows.items()}
        return Candidates(
            self.source[kept],
            self.target[kept],
            self.begins,
            self.gold[kept],
            self.share[kept],
            {kind: number[rows[on[kind]]] for kind, rows in self.rows.items()},
            {kind: values[on[kind]] for kind, values in self.inputs.items()},
        )


class Nets:
    """The networks of one kind of all members, with gradients and Adam's moments.

    ``first``: (features + 1, members × hidden + members), the hidden units and, as the last
    columns, the linear parts; ``out``: (members, hidden).
    """

    def __init__(self, features: int, settings: Settings, rng: np.random.Generator) -> None:
        self.settings, self.rng = settings, rng
        self.units = settings.members * settings.hidden
        bound = features**-0.5
        self.first = np.zeros((features + 1, self.units + settings.members), np.float32)
        self.first[:, : self.units] = rng.uniform(-bound, bound, (features + 1, self.units))
        bound = settings.hidden**-0.5
        shape = settings.members, settings.hidden
        self.out = rng.uniform(-bound, bound, shape).astype(np.float32)
        self.moments = [np.zeros_like(p) for p in (self.first, self.first, self.out, self.out)]

    def forward(self, x: np.ndarray, *, dropout: bool) -> np.ndarray:
        """Scores (candidates, members)."""
        both = x @ self.first
        self.x, bent = x, both[:, : self.units]
        self.on = bent > 0
        if dropout:
            chance = round(256 * self.settings.dropout)
            self.on &= self.rng.integers(0, 256, bent.shape, np.uint8) >= chance
        self.kept = 1 - chance / 256 if dropout else 1.0
        self.bent = bent * self.on
        self.bent /= self.kept
        return both[:, self.units :] + self.bent @ self._wide()

    def _wide(self) -> np.ndarray:
        """The last layer as a matrix (members × hidden, members) with zeros between members."""
        members = np.eye(len(self.out), dtype=np.float32)
        return (self.out[:, :, None] * members[:, None]).reshape(self.units, -1)

    def backward(self, pull: np.ndarray) -> None:
        """Compute the gradients, from the gradient (candidates, members) of the scores."""
        back = np.empty((len(pull), self.first.shape[1]), np.float32)
        np.matmul(pull, self._wide().T / self.kept, out=back[:, : self.units])
        back[:, : self.units] *= self.on
        back[:, self.units :] = pull
        outer = (self.bent.T @ pull).reshape(*self.out.shape, -1)
        self.gradients = [self.x.T @ back, np.einsum("mhm->mh", outer)]

    def squares(self) -> np.ndarray:
        """The squared length of each member's gradient."""
        first, out = (g**2 for g in self.gradients)
        hidden = first[:, : self.units].sum(axis=0).reshape(out.shape).sum(axis=1)
        return hidden + first[:, self.units :].sum(axis=0) + out.sum(axis=1)

    def step(self, n: int, rate: float, shrink: np.ndarray) -> None:
        """AdamW with gradients that are shrunk by member; ``n`` counts the steps from 1."""
        wide = np.concatenate([np.repeat(shrink, self.settings.hidden), shrink])
        for k, (own, by) in enumerate(((self.first, wide), (self.out, shrink[:, None]))):
            gradient = self.gradients[k] * by
            mean, square = self.moments[2 * k : 2 * k + 2]
            mean += 0.1 * (gradient - mean)
            square += 0.001 * (gradient**2 - square)
            own *= 1 - rate * self.settings.decay
            own -= rate / (1 - 0.9**n) * mean / (np.sqrt(square / (1 - 0.999**n)) + 1e-8)

    def network(self, names: Sequence[str], mean: np.ndarray, scale: np.ndarray) -> Network:
        """The mean of the members as one network that has all their hidden units."""
        members = len(self.out)
        linear = self.first[:, self.units :].mean(axis=1)
        hidden = self.first[:, : self.units].T
        return Network(
            tuple(names),
            mean,
            scale,
            linear[:-1],
            linear[-1],
            np.ascontiguousarray(hidden[:, :-1]),
            hidden[:, -1].copy(),
            self.out.reshape(-1) / members,
        )


def learn(
    examples: Sequence[Example],
    names: dict[str, list[str]],
    settings: Settings,
    dropped: Sequence[str] = (),
) -> dict[str, Network]:
    """Train networks by kind, each the mean of ``settings.members``.

    ``dropped``: beginnings of the names of features to do without.
    """
    columns = {
        kind: [k for k, name in enumerate(names[kind]) if not name.startswith(tuple(dropped))]
        for kind in KINDS
    }
    scale = {}
    for kind in KINDS:
        every = np.concatenate([x.values[kind] for x in examples if x.values[kind] is not None])
        every = every[:, columns[kind]]
        scale[kind] = every.mean(axis=0), every.std(axis=0) + 0.01
    shares = set_weights(examples)
    total = sum(s * len(x.text.gold) for s, x in zip(shares, examples, strict=True))
    batches = max(1, sum(len(x.text.gold) for x in examples) // BEADS_A_STEP)
    parts = [
        Candidates.of(x, share / total * batches, scale, columns)
        for x, share in zip(examples, shares, strict=True)
    ]
    with threadpool_limits(1):
        nets = _train(parts, batches, settings)
    return {
        kind: nets[kind].network([names[kind][k] for k in columns[kind]], *scale[kind])
        for kind in KINDS
    }


def _train(parts: list[Candidates], batches: int, settings: Settings) -> dict[str, Nets]:
    rng = np.random.default_rng(settings.seed)
    nets = {k: Nets(parts[0].inputs[k].shape[1] - 1, settings, rng) for k in KINDS}
    size = -(-len(parts) // batches)
    steps = settings.epochs * -(-len(parts) // size)
    step = 0
    for epoch in range(settings.epochs):
        if epoch == PRUNED_AFTER:
            parts = [_prune(part, nets) for part in parts]
        order = rng.permutation(len(parts))
        for begin in range(0, len(parts), size):
            batch = Candidates.joined([parts[n] for n in order[begin : begin + size]])
            found = _probabilities(batch, nets, dropout=True)
            pull = (found - batch.gold[:, None]) * batch.share
            for kind, net in nets.items():
                net.backward(pull[batch.rows[kind]])
            length = np.sqrt(sum(net.squares() for net in nets.values()))
            rate = settings.rate * min(1, (step + 1) / 20)
            rate *= 0.5 * (1 + np.cos(np.pi * step / steps))
            step += 1
            for net in nets.values():
                net.step(step, rate, 1 / np.maximum(length, 1))
    return nets


def _probabilities(batch: Candidates, nets: dict[str, Nets], *, dropout: bool) -> np.ndarray:
    """Every candidate's probability by every member: (candidates, members)."""
    scores = np.zeros((len(batch.gold), len(nets[KINDS[0]].out)), np.float32)
    for kind, net in nets.items():
        scores[batch.rows[kind]] = net.forward(batch.inputs[kind], dropout=dropout)
    return marginals(batch.source, batch.target, scores, batch.begins)[1]


def _prune(part: Candidates, nets: dict[str, Nets]) -> Candidates:
    found = _probabilities(part, nets, dropout=False)
    return part.only(part.gold | (found.max(axis=1) > HOPELESS))


def learn_first(examples: Sequence[Example], names: dict[str, list[str]], l2: float) -> dict:
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
            scores = np.zeros((len(x.gold), 1))
            for kind, at in x.places.items():
                if len(at):
                    scores[at, 0] = x.values[kind] @ (w / scale)[where[kind]].astype(np.float32)
            lattice = x.lattice
            begins = np.array([0, lattice.nodes])
            total, found = marginals(lattice.source, lattice.target, scores, begins)
            loss += share * (total[0, 0] - scores[x.gold].sum())
            pull = found[:, 0] - x.gold
            for kind, at in x.places.items():
                if len(at):
                    slope[where[kind]] += share * (pull[at] @ x.values[kind]) / scale[where[kind]]
        return loss, slope

    w = minimize(
        objective, np.zeros(len(every)), jac=True, method="L-BFGS-B", options={"maxiter": 80}
    ).x
    return dict(zip(every, (w / scale).tolist(), strict=True))
