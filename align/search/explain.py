"""Why a bead was chosen: what speaks for it, and what else it might have been."""

import numpy as np
import numpy.typing as npt

from align.score.pair import Pair
from align.score.scorer import Scorer
from align.search.lattice import Lattice, Step

#: The kinds of evidence, and what the names of their features begin with.
GROUPS: dict[str, tuple[str, ...]] = {
    "meaning": ("similarity", "raw similarity", "margin", "weakest edge", "gain", "null: similar"),
    "clauses": ("end belongs", "beginning belongs", "a clause", "one clause", "null: like a part"),
    "words": ("words", "null: words"),
    "length": ("length", "null: length"),
    "punctuation": ("marks", "begins inside", "ends inside"),
    "paragraphs": ("paragraph",),
}
#: Everything else: what kind of bead it is, before any evidence.
REST = "bead type"


_SEEN = 1e-4  # less likely beads are nobody's rivals


def parts_of(pair: Pair, scorer: Scorer, step: Step) -> dict[str, float]:
    """What each kind of evidence adds to a bead's score; the values sum up to the score.

    Evidence is measured against an average candidate: above zero it speaks for the bead.
    """
    shares, rest = scorer.shares(pair, step.i, step.j, step.kind)
    parts = dict.fromkeys((*GROUPS, REST), 0.0)
    parts[REST] = rest
    for feature, share in shares.items():
        parts[group_of(feature)] += share
    return {name: round(value, 4) for name, value in parts.items() if value}


def rivals_of(
    lattice: Lattice, judged: npt.NDArray[np.float64], path: list[int]
) -> list[tuple[Step, float] | None]:
    """For each edge of a path the likeliest other bead that has one of its sentences."""
    best: dict[tuple[int, int], list[int]] = {}  # (side, sentence): its two likeliest edges
    likely = np.flatnonzero(judged > _SEEN)
    for edge in likely[np.argsort(-judged[likely], kind="stable")].tolist():
        step = lattice.step(edge)
        for key in (*((0, i) for i in step.en), *((1, j) for j in step.zh)):
            if len(found := best.setdefault(key, [])) < 2:
                found.append(edge)
    rivals: list[tuple[Step, float] | None] = []
    for edge in path:
        step = lattice.step(edge)
        keys = (*((0, i) for i in step.en), *((1, j) for j in step.zh))
        others = {other for key in keys for other in best.get(key, ()) if other != edge}
        top = max(others, key=lambda other: float(judged[other]), default=None)
        rivals.append(None if top is None else (lattice.step(top), float(judged[top])))
    return rivals


def group_of(feature: str) -> str:
    """The kind of evidence that a feature is.

    >>> group_of("margin × size"), group_of("type 1-1")
    ('meaning', 'bead type')
    """
    return next((name for name, starts in GROUPS.items() if feature.startswith(starts)), REST)
