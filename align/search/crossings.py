"""Crossings: beads out of order.

A monotone path cannot link a paragraph that was moved: it has no counterpart on either side. So
every run of unlinked English sentences is compared with every run of unlinked Chinese ones, by the
same scores and the same search, and pairs that score clearly better than two omissions are linked
and marked.
"""

from dataclasses import dataclass

import numpy as np

from align.score.bead_types import NULL_EN, STEPS
from align.score.measures import Pair
from align.score.weights import Scorer
from align.search.lattice import Step, make_lattice, solve

#: The margin (in log odds) by which a link must beat the two omissions that it replaces. Sentences
#: in different places rarely belong together: the prior of the path is too weak.
EVIDENCE = 5.0
#: Longer runs of unlinked sentences are divided.
_LONGEST = 200
#: The number of pairs of runs that are tried, most similar first.
_TRIED = 400
#: The number of places in runs that are tried, per unlinked sentence.
_PLACES = 1000


@dataclass(frozen=True)
class Crossing:
    """A bead off the path, its score, and its probability given the two runs of sentences."""

    step: Step
    score: float
    posterior: float


Span = tuple[int, int]  # half open


def find_crossings(pair: Pair, scorer: Scorer, steps: list[Step]) -> list[Crossing]:
    """Find beads between sentences that a path left unlinked; each is used at most once."""
    free_en = _spans([s.i for s in steps if STEPS[s.kind] == (1, 0)])
    free_zh = _spans([s.j for s in steps if STEPS[s.kind] == (0, 1)])
    found: list[Crossing] = []
    tried: dict[tuple[Span, Span], tuple[float, list[Crossing]]] = {}
    places = _PLACES * sum(b - a for a, b in free_en + free_zh)
    while free_en and free_zh:
        best: tuple[float, list[Crossing]] = (0.0, [])
        for spans in _candidates(pair, free_en, free_zh):
            if spans not in tried:
                places -= _places_of(*spans)
                tried[spans] = _link(pair, scorer, *spans) if places >= 0 else (0.0, [])
            best = max(best, tried[spans], key=lambda item: item[0])
        if not best[1]:
            break
        found += best[1]
        free_en = _left(free_en, {i for c in best[1] for i in c.step.en})
        free_zh = _left(free_zh, {j for c in best[1] for j in c.step.zh})
    return sorted(found, key=lambda c: c.step.i)


def _left(spans: list[Span], used: set[int]) -> list[Span]:
    """The runs of what is not used."""
    return _spans([n for a, z in spans for n in range(a, z) if n not in used])


def _places_of(en: Span, zh: Span) -> int:
    return (en[1] - en[0] + 1) * (zh[1] - zh[0] + 1)


def _spans(numbers: list[int]) -> list[Span]:
    """Runs of consecutive numbers.

    >>> _spans([1, 2, 3, 7])
    [(1, 4), (7, 8)]
    """
    spans: list[Span] = []
    for n in sorted(numbers):
        if spans and spans[-1][1] == n and n - spans[-1][0] < _LONGEST:
            spans[-1] = (spans[-1][0], n + 1)
        else:
            spans.append((n, n + 1))
    return spans


def _candidates(pair: Pair, free_en: list[Span], free_zh: list[Span]) -> list[tuple[Span, Span]]:
    """Pairs of runs that contain two sentences as similar as translations, best first."""
    en = np.concatenate([np.arange(*span) for span in free_en])
    zh = np.concatenate([np.arange(*span) for span in free_zh])
    group_zh = np.cumsum([0, *(z - a for a, z in free_zh[:-1])])
    floor = pair.manner.similarity - 1.5 * pair.manner.spread
    ranked: list[tuple[float, Span, Span]] = []
    at = 0
    for span in free_en:  # one run at a time: a table of all sentences would be too large
        rows = en[at : at + span[1] - span[0]]
        at += len(rows)
        cosine = (pair.en.runs[0, rows] @ pair.zh.runs[0, zh].T).max(axis=0)
        top = np.maximum.reduceat(cosine, group_zh)
        ranked += [(float(top[k]), span, free_zh[k]) for k in np.flatnonzero(top > floor).tolist()]
    ranked.sort(key=lambda item: -item[0])
    return [(a, b) for _, a, b in ranked[:_TRIED]]


def _link(pair: Pair, scorer: Scorer, en: Span, zh: Span) -> tuple[float, list[Crossing]]:
    """The links between two runs that are good enough, and their total gain over omissions."""
    rows, columns = en[1] - en[0] + 1, zh[1] - zh[0] + 1
    i = np.repeat(np.arange(en[0], en[1] + 1), columns)
    j = np.tile(np.arange(zh[0], zh[1] + 1), rows)
    lattice = make_lattice(i, j)
    scores = scorer.score(pair, lattice.i, lattice.j, lattice.kind)
    path, judged = solve(lattice, scores)
    # the score of each null bead, by place
    null = lattice.kind >= NULL_EN
    cost = {
        (int(k), int(a), int(b)): float(v)
        for k, a, b, v in zip(
            lattice.kind[null], lattice.i[null], lattice.j[null], scores[null], strict=True
        )
    }
    links: list[tuple[float, Crossing]] = []
    for edge in path:
        step, score = lattice.step(edge), float(scores[edge])
        if not (step.en and step.zh):
            continue
        omitted = sum(cost[NULL_EN, x, step.j] for x in step.en)
        omitted += sum(cost[NULL_EN + 1, step.i, y] for y in step.zh)
        links.append((score - omitted, Crossing(step, score, float(judged[edge]))))
    # neighbours that were moved together support each other: one strong link suffices
    if not links or max(gain for gain, _ in links) < EVIDENCE:
        return 0.0, []
    kept = [link for gain, link in links if gain > EVIDENCE / 2]
    return sum(gain for gain, _ in links), kept
