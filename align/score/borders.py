"""Clauses as evidence for where one bead ends and the next begins.

If the last clause of a sentence translates the next bead, the border between the two beads is
wrong, however similar the whole sentences are. "Cut" is the side whose sentences are cut in two,
"whole" the other side. All tables have shape (whole sentences, cut sentences); a sentence of one
clause is not evidence (zero).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from align.embed.encoder import Encoder, FloatArray, IntArray, Runs, TokenVectors, encode_parts
from align.score.lexical import row_maxima


@dataclass(frozen=True)
class Clauses:
    """All ways to cut each sentence of a document in two at the end of a clause.

    ``begins``: (sentences + 1,), the cuts of sentence i are ``begins[i] … begins[i + 1] - 1``;
    ``before`` and ``behind``: (cuts, d), vectors of the two pieces; ``whole``: (sentences, d),
    vectors of the whole sentences by the same encoder.
    """

    begins: IntArray
    before: FloatArray
    behind: FloatArray
    whole: FloatArray


def make_clauses(
    parts: Sequence[Sequence[str]],
    encoder: Encoder,
    joiner: str = "",
    longest: int = 1,
    language: str | None = None,
) -> tuple[Runs, Clauses, TokenVectors | None]:
    """Encode runs of sentences, the clauses of each (at least one), and the tokens of each."""
    begins = np.cumsum([0, *(len(p) - 1 for p in parts)])
    runs, before, behind, tokens = encode_parts(encoder, parts, joiner, longest, language)
    return runs, Clauses(begins.astype(np.int64), before, behind, runs[0]), tokens


@dataclass(frozen=True)
class Borders:
    """The evidence of the best cut, as differences of cosines.

    ``after[w, c]``: how much better the end of c fits whole sentence w + 1 than w;
    ``after_rest``: the same, plus how much better the beginning of c alone fits w than all of c
    does; ``ahead``, ``ahead_rest``: the same for the beginning of c and sentence w − 1;
    ``between``: how well the beginning of c fits w and its end w + 1; ``part``: cosine of w with
    the best piece of c; ``one``: (cut sentences,), whether c is a single clause.
    """

    after: FloatArray
    after_rest: FloatArray
    ahead: FloatArray
    ahead_rest: FloatArray
    between: FloatArray
    part: FloatArray
    one: FloatArray


def borders(cut: Clauses, numbers: IntArray, whole: FloatArray) -> Borders:
    """The tables of the cut side's sentences ``numbers`` and the whole side's vectors."""
    counts = cut.begins[numbers + 1] - cut.begins[numbers]
    many = np.flatnonzero(counts)
    full: FloatArray = cut.whole[numbers] @ whole.T
    # by cut sentence, kind of evidence, and whole sentence
    tables = np.zeros((len(numbers), 6, len(whole)), dtype=np.float32)
    tables[:, 5] = full
    if len(many):
        ends = np.cumsum(counts[many])
        starts = ends - counts[many]
        within = np.arange(ends[-1]) - np.repeat(starts, counts[many])
        at = np.repeat(cut.begins[numbers[many]], counts[many]) + within
        begin, end = cut.before[at] @ whole.T, cut.behind[at] @ whole.T
        own = np.repeat(full[many], counts[many], axis=0)
        by_cut = np.zeros((len(at), 6, len(whole)), dtype=np.float32)
        on, on_rest, back, back_rest, both, best = (by_cut[:, n] for n in range(6))
        on[:, :-1] = end[:, 1:] - end[:, :-1]  # the end fits the next whole sentence better
        back[:, 1:] = begin[:, :-1] - begin[:, 1:]  # the beginning fits the one before better
        both[:, :-1] = on[:, :-1] + back[:, 1:]
        np.subtract(on + begin, own, out=on_rest)
        np.subtract(back + end, own, out=back_rest)
        np.maximum(np.maximum(begin, end), own, out=best)
        found = np.empty((len(many), 6, len(whole)), dtype=np.float32)
        row_maxima(by_cut, starts, found)
        tables[many] = found
    after, after_rest, ahead, ahead_rest, between, part = tables.transpose(1, 2, 0)
    one = (counts == 0).astype(np.float32)
    return Borders(after, after_rest, ahead, ahead_rest, between, part, one)
