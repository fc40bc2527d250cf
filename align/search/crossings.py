"""Beads that stand in another place on the other side.

A monotone path cannot link a paragraph that moved: it leaves it without a counterpart on
both sides. So afterwards every run of unlinked English sentences is held against every run
of unlinked Chinese ones, with the same score and the same search, and what the score
clearly prefers to two omissions is linked and marked.
"""

from dataclasses import dataclass

import numpy as np

from align.score.bead_types import NULL_EN, STEPS
from align.score.measures import Pair
from align.score.scorer import Scorer
from align.search.lattice import Step, make_lattice, solve

#: By how much (in log odds) a link must beat the two omissions that it replaces. Two sentences
#: in unlike places rarely belong together: the path's own prior is not enough.
EVIDENCE = 5.0
#: Runs of unlinked sentences longer than this are only looked at in part.
_LONGEST = 200
#: How many pairs of runs are tried, the most similar first.
_TRIED = 400


@dataclass(frozen=True)
class Crossing:
    """A bead off the path, its score, and its probability among the ways to link its sentences."""

    step: Step
    score: float
    posterior: float


Span = tuple[int, int]  # half open


def find_crossings(pair: Pair, scorer: Scorer, steps: list[Step]) -> list[Crossing]:
    """Beads between sentences that a path leaves unlinked; each sentence is used at most once."""
    free_en = _spans([s.i for s in steps if STEPS[s.kind] == (1, 0)])
    free_zh = _spans([s.j for s in steps if STEPS[s.kind] == (0, 1)])
    found: list[Crossing] = []
    tried: dict[tuple[Span, Span], tuple[float, list[Crossing]]] = {}
    while free_en and free_zh:
        best: tuple[float, list[Crossing]] = (0.0, [])
        for en, zh in _candidates(pair, free_en, free_zh):
            if (en, zh) not in tried:
                tried[en, zh] = _link(pair, scorer, en, zh)
            best = max(best, tried[en, zh], key=lambda item: item[0])
        if not best[1]:
            break
        found += best[1]
        used_en = {i for c in best[1] for i in c.step.en}
        used_zh = {j for c in best[1] for j in c.step.zh}
        free_en = _spans([i for a, z in free_en for i in range(a, z) if i not in used_en])
        free_zh = _spans([j for a, z in free_zh for j in range(a, z) if j not in used_zh])
    return sorted(found, key=lambda c: c.step.i)


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
    """Pairs of runs worth a look: somewhere in them two sentences are as alike as translations."""
    en = np.concatenate([np.arange(*span) for span in free_en])
    zh = np.concatenate([np.arange(*span) for span in free_zh])
    group_zh = np.cumsum([0, *(z - a for a, z in free_zh[:-1])])
    floor = pair.manner.similarity - 1.5 * pair.manner.spread
    ranked: list[tuple[float, Span, Span]] = []
    at = 0
    for span in free_en:  # a row of runs at a time: no table of all against all
        rows = en[at : at + span[1] - span[0]]
        at += len(rows)
        cosine = (pair.en.runs[0, rows] @ pair.zh.runs[0, zh].T).max(axis=0)
        top = np.maximum.reduceat(cosine, group_zh)
        ranked += [(float(top[k]), span, free_zh[k]) for k in np.flatnonzero(top > floor).tolist()]
    ranked.sort(key=lambda item: -item[0])
    return [(a, b) for _, a, b in ranked[:_TRIED]]


def _link(pair: Pair, scorer: Scorer, en: Span, zh: Span) -> tuple[float, list[Crossing]]:
    """The links between two runs that are worth it, and how much they gain over omissions."""
    rows, columns = en[1] - en[0] + 1, zh[1] - zh[0] + 1
    i = np.repeat(np.arange(en[0], en[1] + 1), columns)
    j = np.tile(np.arange(zh[0], zh[1] + 1), rows)
    lattice = make_lattice(i, j)
    scores = scorer.score(pair, lattice.i, lattice.j, lattice.kind)
    path, judged = solve(lattice, scores)
    # what skipping a sentence costs, wherever it is done
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
    # neighbours that moved together support each other: one strong link is enough for all
    if not links or max(gain for gain, _ in links) < EVIDENCE:
        return 0.0, []
    kept = [link for gain, link in links if gain > EVIDENCE / 2]
    return sum(gain for gain, _ in links), kept
