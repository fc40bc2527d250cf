"""Words of a bead that say something and have no counterpart: left out, or added.

A word is judged by its own links, by those of the words around it, and by what the other side has
left over at about the same place: a free translation leaves words over on both sides, a sentence
that was left out only on one.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from align.embed.encoder import FloatArray
from align.linking.link_evidence import BeadSide, Kind, Place, certain, similarities
from align.linking.word_links import (
    LIKELY,
    Columns,
    Sides,
    links_from,
    probabilities,
    score_of,
)

#: How far around a word others count: in words, and in the share of the text.
_WORDS, _SHARE = 3.0, 0.15
#: No probability of a link, no words left over; and words that are not alike.
_NONE, _UNLIKE = 0.1, 0.3
#: Characters that a difference in length is measured beside.
_SLACK = 5


class BeadWords(NamedTuple):
    """The words of both sides, links between them (by number), and telling words without one."""

    en: tuple[Place, ...]
    zh: tuple[Place, ...]
    links: tuple[tuple[int, int, Kind], ...]
    alone_en: tuple[Place, ...]
    alone_zh: tuple[Place, ...]


def bead_words(en: Sequence[str], zh: Sequence[str]) -> BeadWords:
    """The words of the English and the Chinese sentences of a bead, and their links.

    >>> found = bead_words(["CQC issued three certificates."], ["CQC颁发了", "三张证书。"])
    >>> en, zh = found.en, found.zh
    >>> [(en[i], zh[j], kind) for i, j, kind in found.links][:2]
    [((0, 0, 3), (0, 0, 3), 'name'), ((0, 4, 10), (0, 3, 5), 'word')]
    """
    sides = BeadSide(en, "en"), BeadSide(zh, "zh")
    table = probabilities(*sides)
    every = [side.places(range(len(side.tokens))) for side in sides]
    links = [link[:3] for link in links_from(*sides, table, LIKELY)]
    lone = [side.places(n) for side, n in zip(sides, lone_words(sides, table), strict=True)]
    return BeadWords(every[0], every[1], tuple(links), lone[0], lone[1])


def lone_words(sides: Sides, table: FloatArray) -> tuple[list[int], list[int]]:
    """The numbers of the telling words of both sides that have no counterpart.

    Numbers and codes that the other side lacks are always among them.

    ``table`` are the probabilities of links. Where a side has no words, none of the other is alone.
    """
    if not table.size:
        return [], []
    found = []
    lacking = certain(*sides)[1]
    for side, columns, atoms in zip(sides, lone_evidence(sides, table), lacking, strict=True):
        alone = score_of(columns, "alone") > 0
        alone |= columns["nothing like it"] * columns["name"] > 0
        numbers = {n for a in atoms if a.quantity.sure for n in side.at(*a.quantity[:2], "number")}
        codes = {n for n in side.at(0, len(side.text), "code") if columns["best"][n] < LIKELY}
        found.append(
            [
                n
                for n, token in enumerate(side.tokens)
                if n in numbers | codes
                or (alone[n] and token.telling and token.weight and token.kind != "number")
            ]
        )
    return found[0], found[1]


def lone_evidence(sides: Sides, table: FloatArray) -> tuple[Columns, Columns]:
    """What says that a word of a side has no counterpart, by word, for either side."""
    near = similarities(*sides)
    sizes = [(len(side.text) * side.language.length_ratio) + _SLACK for side in sides]
    excess = float(np.log(sizes[0] / sizes[1]))
    return (
        _evidence(sides, table, near, excess),
        _evidence((sides[1], sides[0]), table.T, near.T, -excess),
    )


def _evidence(sides: Sides, table: FloatArray, near: FloatArray, excess: float) -> Columns:
    own, other = sides
    best, theirs = table.max(axis=1), table.max(axis=0)
    content = np.array([token.weight for token in own.tokens], dtype=np.float32)
    away = np.arange(len(best))[:, None] - np.arange(len(best))
    close = np.exp(-abs(away) / _WORDS) * content
    np.fill_diagonal(close, 0)
    middle = own.middles()[:, None]
    alike = near.max(axis=1)
    left_over = _left_over(middle, other, theirs)
    columns = {
        "best": best,
        "none": np.log(np.clip(1 - table, 1e-4, 1)).sum(axis=1),
        "near": alike,
        "nothing like it": (best < _NONE) & (alike < _UNLIKE) & (left_over < _NONE),
        "around": (close @ best) / (close.sum(axis=1) + 1e-6),
        "left over there": left_over,
        "left over here": _left_over(middle, own, best),
        "longer": np.full_like(best, excess),
        "name": np.array([token.kind in ("name", "code") for token in own.tokens]),
    }
    return {name: values.astype(np.float32) for name, values in columns.items()}


def _left_over(middle: FloatArray, side: BeadSide, best: FloatArray) -> FloatArray:
    """How much of the telling words about the same place has no link, log(1 + words)."""
    telling = np.array([t.weight * t.telling for t in side.tokens], dtype=np.float32)
    around = np.exp(-abs(middle - side.middles()) / _SHARE)
    found: FloatArray = np.log1p(around @ (telling * (1 - best)))
    return found
