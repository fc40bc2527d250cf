"""Two documents → their beads, piece by piece, so that memory does not grow with the documents.

Very long documents are cut at places that surely correspond, or between two rows
(:mod:`align.search.rows`). Each piece is encoded and searched on its own. Nothing here accesses
files, and the same documents give the same beads.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from align.alignment import Bead, Rival
from align.document import Document
from align.embed.encoder import Encoders, FloatArray
from align.score.confidence import bead_confidence
from align.score.measures import Pair, make_side
from align.score.weights import Scorer, Weights
from align.search.anchors import Area, Decided, between
from align.search.corridor import find_path
from align.search.rows import SharedRows
from align.search.two_pass import FoundBead, find_beads

#: Target length of a piece, in sentences of one side.
PIECE = 4000
#: Documents up to this many pieces long are not cut.
_UNCUT = 1.5
#: A cut has at least this many consecutive 1–1 pairs on either side.
_SURE = 3
#: How far from even cuts a better place is looked for, as a share of a piece.
_REACH = 0.2

Place = tuple[int, int]
Piece = tuple[range, range]


def document_beads(
    en: Document,
    zh: Document,
    encoders: Encoders,
    weights: Weights,
    anchors: Sequence[Bead] = (),
    *,
    explain: bool = False,
) -> tuple[Bead, ...]:
    """Find the beads of two documents that are not empty.

    The sentences of ``anchors`` are null beads.
    """
    decided = None
    if anchors:
        encode = encoders.sentences.encode
        decided = Decided.of(anchors, (encode(en.texts), encode(zh.texts)))
    pieces = _pieces(en, zh, encoders, decided)
    return tuple(_beads(en, zh, pieces, encoders, weights, decided, explain=explain))


def row_beads(
    rows: SharedRows,
    encoders: Encoders,
    weights: Weights,
    anchors: Sequence[Bead] = (),
    *,
    explain: bool = False,
) -> tuple[Bead, ...]:
    """Find the beads of two documents with rows; text without a key is aligned like a document."""
    alone = bead_confidence(weights.calibration, 1.0, null=True)
    shared, free = rows.shared, rows.free
    decided = rows.decided(anchors) if anchors else None
    pieces = rows.pieces(PIECE)
    found = _beads(
        shared.en, shared.zh, pieces, encoders, weights, decided, explain=explain, rows=True
    )
    beside: tuple[Bead, ...] = ()
    if free.en.sentences and free.zh.sentences:
        inside = free.anchors(anchors)
        beside = document_beads(free.en, free.zh, encoders, weights, inside, explain=explain)
    return rows.restore(found, beside, alone, anchors)


def _pieces(
    en: Document, zh: Document, encoders: Encoders, decided: Decided | None = None
) -> Iterator[Piece]:
    """Pairs of ranges of sentences to align with each other; a single one if possible.

    Documents are cut in the areas between anchors, or at an anchor.
    """
    whole: Area = (0, len(en), 0, len(zh))
    i = j = 0
    for top, bottom, left, right in between([whole], decided.chain if decided else ()):
        places: list[Place] = []
        if max(bottom - top, right - left) > _UNCUT * PIECE and bottom > top and right > left:
            encode = encoders.sentences.encode
            texts = en.texts[top:bottom], zh.texts[left:right]
            cuts = cut_places(encode(texts[0]), encode(texts[1]), PIECE)
            places = [(top + a, left + b) for a, b in cuts]
        corner = (bottom, right)
        for place in (*places, corner):
            inside = i < place[0] < len(en) and j < place[1] < len(zh)
            if place is not corner or (inside and max(bottom - i, right - j) >= PIECE):
                yield range(i, place[0]), range(j, place[1])
                i, j = place
    yield range(i, len(en)), range(j, len(zh))


def cut_places(en: FloatArray, zh: FloatArray, piece: int = PIECE) -> list[Place]:
    """Places (English, Chinese) to cut at, in order; none for a document of one piece.

    ``en``, ``zh``: sentence vectors (n, d) and (m, d). Cuts are inside sequences of similar 1–1
    pairs; where there are none (one side lacks a long passage) the piece grows.

    >>> eye = np.eye(40, dtype=np.float32)
    >>> [i == j for i, j in cut_places(eye, eye, piece=10)]
    [True, True, True]
    """
    count = round(max(len(en), len(zh)) / piece)
    if count < 2:
        return []
    path = find_path(en, zh)
    inside = np.minimum(path[:-1], len(zh) - 1)
    similar = np.einsum("ij,ij->i", en, zh[inside])
    similar[np.diff(path) != 1] = -1  # not a step of one sentence on both sides
    # the certainty of a place: the least similar of the pairs around it
    edge = np.full(_SURE, -1, np.float32)
    padded = np.concatenate([edge, similar, edge])
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * _SURE).min(axis=1)
    typical = np.median(similar[similar > -1]) if (similar > -1).any() else 0.0
    size = len(en) / count
    places: list[Place] = []
    for k in range(1, count):
        begin, end = round((k - _REACH) * size), round((k + _REACH) * size)
        at = begin + int(around[begin : end + 1].argmax())
        if around[at] > 0.5 * typical:
            places.append((at, int(path[at])))
    return places


def _beads(
    en: Document,
    zh: Document,
    pieces: Iterable[Piece],
    encoders: Encoders,
    weights: Weights,
    decided: Decided | None = None,
    *,
    explain: bool,
    rows: bool = False,
) -> Iterator[Bead]:
    """The beads of each piece, in order."""
    scorer = Scorer(weights)
    for part_en, part_zh in pieces:
        pair = Pair.make(make_side(en, encoders, part_en), make_side(zh, encoders, part_zh))
        part = decided and decided.part(part_en, part_zh)
        found = find_beads(pair, scorer, explain=explain, rows=rows, decided=part)
        for bead in found.beads:
            yield _bead(bead, part_en.start, part_zh.start, weights)


def _bead(found: FoundBead, i: int, j: int, weights: Weights) -> Bead:
    """A bead of the piece that begins at sentences ``i`` and ``j``."""
    null = not (found.en and found.zh)
    rival = found.rival and Rival(
        _shift(found.rival[0].en, i), _shift(found.rival[0].zh, j), found.rival[1]
    )
    return Bead(
        _shift(found.en, i),
        _shift(found.zh, j),
        found.score,
        bead_confidence(weights.calibration, found.posterior, null=null),
        found.parts,
        found.crossing,
        rival=rival,
    )


def _shift(numbers: tuple[int, ...], by: int) -> tuple[int, ...]:
    return tuple(n + by for n in numbers)
