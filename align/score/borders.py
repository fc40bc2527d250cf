"""Tables that say where clauses pull the border between two beads.

"Cut" is the side whose sentences are cut in two, "whole" the other side. All tables have
shape (whole sentences, cut sentences); a sentence of one clause says nothing (zero).
"""

from dataclasses import dataclass

import numpy as np

from align.score.arrays import FloatArray, IntArray
from align.score.clauses import Clauses


@dataclass(frozen=True)
class Borders:
    """The best split's evidence, as differences of cosines.

    ``after[w, c]``: how much better the end of c fits whole sentence w + 1 than w;
    ``after_rest``: the same, plus how much better the beginning of c alone fits w than all
    of c does; ``ahead``, ``ahead_rest``: the beginning of c and sentence w − 1, likewise;
    ``between``: how well a split of c puts its beginning with w and its end with w + 1;
    ``part``: cosine of w with its best piece of c; ``one``: (cut,), whether c is one clause.
    """

    after: FloatArray
    after_rest: FloatArray
    ahead: FloatArray
    ahead_rest: FloatArray
    between: FloatArray
    part: FloatArray
    one: FloatArray


def borders(cut: Clauses, numbers: IntArray, whole: FloatArray) -> Borders:
    """Tables for the cut sentences ``numbers`` and the vectors of the whole ones."""
    counts = cut.begins[numbers + 1] - cut.begins[numbers]
    many = np.flatnonzero(counts)
    shape = (len(whole), len(numbers))
    after, after_rest, ahead, ahead_rest, between = tables = [
        np.zeros(shape, dtype=np.float32) for _ in range(5)
    ]
    full: FloatArray = whole @ cut.whole[numbers].T
    part = full.copy()
    if len(many):
        ends = np.cumsum(counts[many])
        starts = ends - counts[many]
        within = np.arange(ends[-1]) - np.repeat(starts, counts[many])
        at = np.repeat(cut.begins[numbers[many]], counts[many]) + within
        begin, end = whole @ cut.before[at].T, whole @ cut.behind[at].T
        own = np.repeat(full[:, many], counts[many], axis=1)
        on = np.zeros_like(begin)  # how much better the end fits the next whole sentence
        on[:-1] = end[1:] - end[:-1]
        back = np.zeros_like(begin)  # how much better the beginning fits the one before
        back[1:] = begin[:-1] - begin[1:]
        both = np.zeros_like(begin)
        both[:-1] = on[:-1] + back[1:]
        evidence = (on, on + begin - own, back, back + end - own, both)
        for table, values in zip(tables, evidence, strict=True):
            table[:, many] = np.maximum.reduceat(values, starts, axis=1)
        best = np.maximum.reduceat(np.maximum(begin, end), starts, axis=1)
        part[:, many] = np.maximum(part[:, many], best)
    one = (counts == 0).astype(np.float32)
    return Borders(after, after_rest, ahead, ahead_rest, between, part, one)
