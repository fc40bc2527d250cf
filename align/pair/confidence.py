"""From measures to a probability that two documents belong together.

Two logistic regressions with a handful of coefficients: the first gives any two documents a
*score*; the second takes the score and the lead over the best rivals on both sides, and
gives a pair that was chosen its confidence.

The coefficients come from ``python benchmarks/pairing.py --fit``: collections of cut texts (novels,
news, a project's blog, release notes, the Bible), a third of whose sources were used, with
3 … 140 documents a side, a third of them or more without a counterpart. What the benchmark reports
is measured on the other two thirds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from align.pair.candidates import IntArray
from align.pair.compare import MEASURES

DoubleArray = npt.NDArray[np.float64]
#: Leads count up to about so much (in log-odds): further ahead means nothing more.
FAR = 4.0


@dataclass(frozen=True)
class Coefficients:
    """``measures`` in the order of :data:`MEASURES`, and ``bias``, make the score. A document with
    no rival in sight is held against ``rival``, the score of nine in ten false candidates at most.
    ``score``, ``lead`` and ``least_lead`` (over the rivals of both sides: the larger and the
    smaller one), and ``constant``, make the confidence.
    """

    measures: tuple[float, ...]
    bias: float
    rival: float
    score: float
    least_lead: float
    lead: float
    constant: float


SHIPPED = Coefficients(
    measures=(4.249, 4.465, 3.992, 4.907, 5.151, 0.451, -2.554, -2.652),
    bias=-10.334,
    rival=-4.522,
    score=1.241,
    least_lead=1.295,
    lead=1.968,
    constant=0.332,
)


def scores(measures: npt.NDArray[np.float32], known: Coefficients) -> DoubleArray:
    """The score of each pair, as log-odds."""
    found: DoubleArray = measures.astype(np.float64) @ np.array(known.measures) + known.bias
    return found


def leads(
    score: DoubleArray, rows: IntArray, columns: IntArray, known: Coefficients
) -> DoubleArray:
    """How far each pair is ahead of the best rival of its two documents, a row each:

    the smaller and the larger lead, in log-odds.
    """
    ahead = np.stack(
        [score - _best_other(score, side, known.rival) for side in (rows, columns)], axis=1
    )
    ahead.sort(axis=1)
    return ahead


def log_odds(score: DoubleArray, lead: DoubleArray, known: Coefficients) -> DoubleArray:
    """The log-odds of pairs that were chosen: at most what the lead over the best rival gives.

    Of two copies of a document one is as good as the other, however well they fit.
    """
    found = known.score * score + _of_leads(lead, known) + known.constant
    return np.minimum(found, lead[:, 0])


def bounded(lead: DoubleArray) -> DoubleArray:
    """Leads from −1 to 1: those beyond :data:`FAR` count hardly more."""
    found: DoubleArray = np.tanh(lead / FAR)
    return found


def _of_leads(lead: DoubleArray, known: Coefficients) -> DoubleArray:
    found: DoubleArray = bounded(lead) @ np.array([known.least_lead, known.lead])
    return found


def explained(
    measures: Sequence[float], lead: DoubleArray, known: Coefficients
) -> dict[str, float]:
    """What each measure adds to the log-odds of a chosen pair; the sum is the log-odds.

    >>> list(explained([0.0] * 8, np.zeros(2), SHIPPED))[-2:]
    ['constant', 'rivals']
    """
    parts = {
        name: known.score * weight * float(value)
        for name, weight, value in zip(MEASURES, known.measures, measures, strict=True)
    }
    parts["constant"] = known.score * known.bias + known.constant
    before = sum(parts.values())
    parts["rivals"] = min(float(_of_leads(lead, known)), float(lead[0]) - before)
    return parts


def _best_other(score: DoubleArray, group: IntArray, floor: float) -> DoubleArray:
    """For each pair the best score of another pair in its group; at least ``floor``."""
    order = np.lexsort((-score, group))
    ranked = group[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = ranked[1:] != ranked[:-1]
    begin = np.flatnonzero(first)
    best = np.full(len(order), floor)
    # the best of a group has the second as its rival, all others have the best
    best[~first] = score[order][np.repeat(begin, np.diff([*begin, len(order)]))][~first]
    has_second = np.append(begin[1:], len(order)) - begin > 1
    best[begin[has_second]] = score[order][begin[has_second] + 1]
    found = np.empty(len(order))
    found[order] = np.maximum(best, floor)
    return found
