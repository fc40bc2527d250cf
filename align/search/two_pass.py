"""The whole search: the corridor, its likely places, the beads between them, and the reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from align.score.bead_types import NULL_EN, STEPS
from align.score.measures import Manner, Pair
from align.score.weights import Scorer
from align.search.anchors import Decided, Limits, between
from align.search.corridor import find_band
from align.search.crossings import Crossing, find_crossings
from align.search.first_pass import best_similarities, likely_places
from align.search.lattice import Lattice, Step, best_path, make_lattice
from align.search.null_rate import NullRate
from align.search.rows import doubt, matching, row_areas

#: Kinds of evidence, and the beginnings of the names of their features.
GROUPS: dict[str, tuple[str, ...]] = {
    "meaning": ("similarity", "margin", "weakest edge", "gain", "null: similar"),
    "clauses": ("end belongs", "beginning belongs", "a clause", "one clause", "null: like a part"),
    "words": ("words", "null: words", "tokens", "null: tokens"),
    "length": ("length", "null: length"),
    "punctuation": ("marks", "begins inside", "ends inside"),
    "paragraphs": ("paragraph",),
}
#: The remainder: the type of the bead, before any evidence.
REST = "bead type"
#: What the rate of the pair's sentences without a counterpart adds to the score of one.
RATE = "omissions in these documents"
# A path is worth the sum of its beads' probabilities less these prices. The first is about half the
# F1 that is aimed at: that maximizes the expected F1 (a bead adds 1 to the number of beads found).
_PRICE, _NULL_PRICE = 0.4, 0.55
_NOTHING = 0.005  # what is left by rounding
_SEEN = 1e-4  # less probable beads are not rivals

#: The sentences of a bead, English and Chinese.
_Sides: TypeAlias = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True)
class FoundBead:
    """A bead that the search found; ``posterior`` is its probability given the scores."""

    step: Step
    score: float
    posterior: float
    crossing: bool = False
    parts: Mapping[str, float] = field(default_factory=dict)
    rival: tuple[Step, float] | None = None

    @property
    def en(self) -> tuple[int, ...]:
        return self.step.en

    @property
    def zh(self) -> tuple[int, ...]:
        return self.step.zh


@dataclass(frozen=True)
class SearchResult:
    """The beads of a pair in English order, and the estimated manner."""

    beads: list[FoundBead]
    manner: Manner


def find_beads(
    pair: Pair,
    scorer: Scorer,
    *,
    cross: bool = True,
    explain: bool = False,
    rows: bool = False,
    decided: Decided | None = None,
) -> SearchResult:
    """Find beads in two passes: first the likely places and the manner, then the beads.

    With ``cross``, crossings are searched afterwards. With ``explain``, each bead has the evidence
    for it (``parts``) and the runner-up (``rival``). With ``rows``, paragraphs with the same number
    belong together (and all have sentences on both sides): no bead crosses their borders, and there
    are no crossings. Sentences in anchors (``decided``) are null beads; those out of order cross.
    """
    pair, lattice = candidate_beads(pair, scorer, rows=rows, decided=decided)
    scores = scorer.score(pair, lattice.i, lattice.j, lattice.kind)
    rate = null_rate(pair, lattice, {} if rows else scorer.weights.nulls, decided)
    favoured = scores + doubt(pair, lattice) if rows else scores
    judged, added = rate.settle(favoured)
    path = best_path(lattice, favoured) if rows else expected_path(lattice, judged)
    scores = scores + added.astype(np.float32)
    nulls = rate.posteriors(judged)
    cross = cross and not rows
    steps = [lattice.step(edge) for edge in path]
    crossings = find_crossings(pair, scorer, _free(steps, decided)) if cross else []
    rivals = rivals_of(lattice, judged, path) if explain else []
    beads = _in_order(lattice, path, scores, judged, nulls, crossings, rivals)
    if decided:
        moved_en, moved_zh = decided.moved
        moved = [moved_en[list(b.en)].any() or moved_zh[list(b.zh)].any() for b in beads]
        beads = [replace(b, crossing=True) if m else b for b, m in zip(beads, moved, strict=True)]
    if explain:
        beads = [replace(b, parts=_all_parts(pair, scorer, b)) for b in beads]
    return SearchResult(beads, pair.manner)


def candidate_beads(
    pair: Pair, scorer: Scorer, *, rows: bool = False, decided: Decided | None = None
) -> tuple[Pair, Lattice]:
    """The candidates to score in full, and the pair with its estimated manner."""
    limits = _limits(pair, decided, rows=rows)
    vectors = pair.en.runs[0], pair.zh.runs[0]
    band = limits.band(*vectors) if limits else find_band(*vectors)
    pair, manner = best_similarities(pair, band, limits)
    places = likely_places(pair.with_manner(manner), scorer, band, limits=limits)
    lattice = make_lattice(places.i, places.j, places.firm)
    if limits:
        sizes = np.array(STEPS)[lattice.kind].T
        lattice = lattice.only(limits.allow(lattice.i, lattice.j, *sizes))
    return pair.with_manner(matching(places.manner) if rows else places.manner), lattice


def _limits(pair: Pair, decided: Decided | None, *, rows: bool) -> Limits | None:
    if not rows and decided is None:
        return None
    n, m = len(pair.en), len(pair.zh)
    areas = row_areas(pair.en.paragraphs, pair.zh.paragraphs) if rows else [(0, n, 0, m)]
    return Limits(tuple(between(areas, decided.chain if decided else ())), decided, (n, m))


def _free(steps: list[Step], decided: Decided | None) -> list[Step]:
    """The steps without those of sentences in anchors."""
    if decided is None:
        return steps
    en, zh = decided.taken_en, decided.taken_zh
    return [s for s in steps if not (en[list(s.en)].any() or zh[list(s.zh)].any())]


def null_rate(
    pair: Pair, lattice: Lattice, learned: Mapping[str, float], decided: Decided | None = None
) -> NullRate:
    """The rate of the pair's sentences without a counterpart; those in anchors do not count."""
    if decided:
        return NullRate(lattice, (~decided.taken_en, ~decided.taken_zh), learned)
    return NullRate(lattice, (np.ones(len(pair.en), bool), np.ones(len(pair.zh), bool)), learned)


def expected_path(lattice: Lattice, judged: npt.NDArray[np.float64]) -> list[int]:
    """The path with the most beads that are probably right, given every edge's probability.

    A bead that is likelier than not is better than one that only the most probable path has: the
    choice between three ways to cut a passage does not depend on a sentence far away.
    """
    return best_path(lattice, judged - np.where(lattice.kind < NULL_EN, _PRICE, _NULL_PRICE))


def _in_order(
    lattice: Lattice,
    path: list[int],
    scores: npt.NDArray[np.float32],
    judged: npt.NDArray[np.float64],
    nulls: Sequence[npt.NDArray[np.float64]],
    crossings: list[Crossing],
    rivals: list[tuple[Step, float] | None],
) -> list[FoundBead]:
    """The beads of the path, with crossings in place of the omissions that they explain."""
    at_en = {c.step.en[0]: c for c in crossings}
    linked_en = {i for c in crossings for i in c.step.en}
    linked_zh = {j for c in crossings for j in c.step.zh}
    beads = []
    for edge, rival in zip_longest(path, rivals):
        step = lattice.step(edge)
        posterior = float(judged[edge])
        if STEPS[step.kind] == (1, 0):
            if step.i in at_en:
                c = at_en[step.i]
                beads.append(FoundBead(c.step, c.score, c.posterior, True))
            if step.i in linked_en:
                continue
            posterior = float(nulls[0][step.i])
        elif STEPS[step.kind] == (0, 1):
            if step.j in linked_zh:
                continue
            posterior = float(nulls[1][step.j])
        beads.append(FoundBead(step, float(scores[edge]), posterior, rival=rival))
    return beads


def _all_parts(pair: Pair, scorer: Scorer, bead: FoundBead) -> dict[str, float]:
    """The contributions to a bead's score; what evidence does not account for is the rate's."""
    parts = evidence_parts(pair, scorer, bead.step)
    rate = 0.0 if bead.en and bead.zh else round(bead.score - sum(parts.values()), 4)
    return {**parts, RATE: rate} if abs(rate) > _NOTHING else parts


def evidence_parts(pair: Pair, scorer: Scorer, step: Step) -> dict[str, float]:
    """The contribution of each kind of evidence to the score of a bead; their sum is the score.

    Evidence is relative to an average candidate: above zero it supports the bead.
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
    """For each edge of a path, the most probable other bead with one of its sentences.

    A sentence has no counterpart at one place or at another: that is the same bead.
    """
    steps: dict[_Sides, Step] = {}
    chance: dict[_Sides, float] = {}
    for edge in np.flatnonzero(judged > _SEEN).tolist():
        step = lattice.step(edge)
        steps.setdefault(sides := (step.en, step.zh), step)
        chance[sides] = min(1.0, chance.get(sides, 0.0) + float(judged[edge]))
    best: dict[tuple[int, int], list[_Sides]] = {}  # (side, sentence): its two most probable beads
    for sides in sorted(chance, key=lambda sides: -chance[sides]):
        for key in _sentences(sides):
            if len(found := best.setdefault(key, [])) < 2:
                found.append(sides)
    rivals: list[tuple[Step, float] | None] = []
    for edge in path:
        step = lattice.step(edge)
        own = step.en, step.zh
        others = {other for key in _sentences(own) for other in best.get(key, ()) if other != own}
        top = max(others, key=lambda other: chance[other], default=None)
        rivals.append(None if top is None else (steps[top], chance[top]))
    return rivals


def _sentences(sides: _Sides) -> list[tuple[int, int]]:
    return [(side, sentence) for side in (0, 1) for sentence in sides[side]]


def group_of(feature: str) -> str:
    """The kind of evidence that a feature belongs to.

    >>> group_of("margin × size"), group_of("type 1-1")
    ('meaning', 'bead type')
    """
    return next((name for name, starts in GROUPS.items() if feature.startswith(starts)), REST)
