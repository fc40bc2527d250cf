"""The passage of a text that nothing on the other side accounts for, and how surely it is missing.

Words are linked (:mod:`align.linking`), and of the longer side the stretch of words is sought that
have the least chance of a counterpart. A logistic regression says whether it was left out: by how
many words they are and how surely each stands alone, by what is left over elsewhere in the text (a
free translation leaves words over everywhere), and by how far the lengths are from what is usual in
the document. It is fitted to 3,900 good pairs, and to those with a passage between commas or an
item of a list taken out of one side (``benchmarks/learn_missing.py``).
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

import numpy as np

from align.embed.encoder import FloatArray
from align.linking.link_evidence import BeadSide, sentence_words
from align.linking.lone_words import lone_evidence
from align.linking.word_links import probabilities, score_of

#: A word with a smaller chance of a counterpart may be part of what is missing.
_LONE = 0.45
_WEIGHTS = {
    "": -3.98,
    "words": 0.42,
    "chance": -1.96,
    "alone": 0.52,
    "rest": -0.8,
    "size": 1.07,
    "longer": 2.46,
}
#: Pairs whose words get their vectors together.
_BLOCK = 100


class Lacking(NamedTuple):
    """A passage of the longer side, ``[start, end)``, and the log-odds that it is missing."""

    start: int
    end: int
    score: float


def lacking(
    pairs: Iterable[tuple[str, str, float]],
) -> Iterator[Lacking | None]:
    """What each pair of an English and a Chinese text lacks, if anything.

    The third is how much longer than usual the Chinese text is, in standard deviations.

    >>> en = "The mayor of Xi'an, who had come by bicycle, opened the new laboratory."
    >>> ((start, end, score),) = lacking([(en, "西安市市长为新实验室揭幕。", -3.0)])
    >>> en[start:end], score > 0
    ('bicycle', True)
    """
    stream = iter(pairs)
    while some := list(islice(stream, _BLOCK)):
        words_en = sentence_words([en for en, _, _ in some], "en")
        words_zh = sentence_words([zh for _, zh, _ in some], "zh")
        for (en, zh, longer), one, other in zip(some, words_en, words_zh, strict=True):
            sides = BeadSide([en], "en", known=[one]), BeadSide([zh], "zh", known=[other])
            evidence = missing_evidence(sides, longer)
            yield evidence and _judged(*evidence)


def _judged(start: int, end: int, columns: dict[str, float]) -> Lacking:
    score = _WEIGHTS[""] + sum(_WEIGHTS[name] * value for name, value in columns.items())
    return Lacking(start, end, score)


def missing_evidence(
    sides: tuple[BeadSide, BeadSide], longer: float
) -> tuple[int, int, dict[str, float]] | None:
    """The passage of the longer side with the loneliest words, and what says that it is missing."""
    table = probabilities(*sides)
    if not table.size:
        return None
    which = int(longer > 0)
    evidence = lone_evidence(sides, table)[which]
    tokens = sides[which].tokens
    telling = np.flatnonzero([bool(token.telling and token.weight) for token in tokens])
    best = evidence["best"][telling]
    begin, end = _loneliest(best)
    if begin == end:
        return None
    run, rest = best[begin:end], np.concatenate([best[:begin], best[end:]])
    lone = score_of(evidence, "alone")[telling[begin:end]]
    columns = {
        "words": float(np.log(end - begin)),
        "chance": float(run.mean()),
        "alone": float(lone.mean()),
        "rest": float(np.log1p((1 - rest).sum())),
        "size": float(np.log(len(best))),
        "longer": abs(longer) ** 0.5,
    }
    return tokens[telling[begin]].start, tokens[telling[end - 1]].end, columns


def _loneliest(best: FloatArray) -> tuple[int, int]:
    """The stretch of words whose chances of a counterpart are the furthest below :data:`_LONE`.

    >>> _loneliest(np.array([0.9, 0.1, 0.6, 0.1, 0.9]))
    (1, 4)
    """
    most, found = 0.0, (0, 0)
    total, start = 0.0, 0
    for at, value in enumerate((_LONE - best).tolist()):
        if total <= 0:
            total, start = 0.0, at
        total += value
        if total > most:
            most, found = total, (start, at + 1)
    return found
