"""Training examples: texts as lattices with a gold path."""

from dataclasses import dataclass

import numpy as np
from text_sets import Beads, Text

from align.embed.encoder import Encoder, FloatArray
from align.embed.models import encoders_of
from align.score.bead_types import BEAD_TYPES, STEPS
from align.score.measures import Pair, make_side
from align.score.weights import KINDS, Scorer, collect_features
from align.search.lattice import Lattice, Step, make_lattice
from align.search.two_pass import candidate_beads


@dataclass
class Example:
    """One text: its lattice, the edges of the gold path, and features by kind of network."""

    text: Text
    pair: Pair
    lattice: Lattice
    gold: np.ndarray  # bool, by edge
    places: dict[str, np.ndarray]  # edges by kind of network
    values: dict[str, FloatArray]  # (edges, features)
    lost: int  # positions of the gold path that the search would have pruned


def load_pair(text: Text, encoder: Encoder) -> Pair:
    encoders = encoders_of(encoder)
    return Pair.make(*(make_side(document, encoders) for document in text.documents))


def make_example(text: Text, pair: Pair, scorer: Scorer, names: dict, cheap: bool) -> Example:
    """Build the example of a text.

    ``names`` receives the feature names by kind of network; ``cheap``: the cheap features only.
    """
    steps = gold_path(text.gold, len(pair.en), len(pair.zh))
    pair, lattice = candidate_beads(pair, scorer)
    m = len(pair.zh) + 1
    found = np.unique(lattice.i * m + lattice.j)
    found = np.union1d(found, [len(pair.en) * m + m - 1])
    wanted = np.array([s.i * m + s.j for s in steps])
    lost = int((~np.isin(wanted, found)).sum())
    code = np.union1d(found, wanted)
    lattice = make_lattice(code // m, code % m)
    path = {(s.i, s.j, s.kind) for s in steps}
    edges = zip(lattice.i.tolist(), lattice.j.tolist(), lattice.kind.tolist(), strict=True)
    gold = np.array([edge in path for edge in edges])
    assert gold.sum() == len(steps)
    parts: dict[str, list] = {kind: [] for kind in KINDS}
    groups = collect_features(pair, lattice.i, lattice.j, lattice.kind, rich=not cheap)
    for kind, at, features, values in groups:
        names[kind] = list(features)
        parts[kind].append((at, values.T))
    places = {
        k: np.concatenate([p for p, _ in v]) if v else np.zeros(0, int) for k, v in parts.items()
    }
    values = {k: np.concatenate([x for _, x in v]) if v else None for k, v in parts.items()}
    return Example(text, pair, lattice, gold, places, values, lost)


def gold_path(beads: Beads, n: int, m: int) -> list[Step]:
    """Return the gold as a monotone path of known steps; beads that cross become null."""
    usable = sorted(
        (a, b)
        for a, b in beads
        if a
        and b
        and (len(a), len(b)) in BEAD_TYPES
        and a[-1] - a[0] == len(a) - 1
        and b[-1] - b[0] == len(b) - 1
    )
    best = [0] * len(usable)  # the heaviest chain of non-crossing beads
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
