"""Very long documents, cut where both sides surely stand at the same place.

Each piece is embedded and searched by itself, so that the memory that is needed does not
grow with the document (but for one vector a sentence, by which the cuts are found).
"""

import numpy as np

from align.embed.encoder import FloatArray
from align.search.corridor import find_path

#: Sentences a side about which a document is cut.
PIECE = 4000
#: A cut stands between so many 1–1 pairs that follow each other, at the least.
_SURE = 3
#: How far from the even places a better cut is looked for, as a share of a piece.
_REACH = 0.2

Place = tuple[int, int]


def cut_places(en: FloatArray, zh: FloatArray, piece: int = PIECE) -> list[Place]:
    """Places (English, Chinese) to cut at, in order; none for a document of one piece.

    ``en``, ``zh``: sentence vectors (n, d) and (m, d). A cut is made in the midst of sentences
    that follow each other on both sides and are alike; where there are none
    (one side lacks a long passage) the piece grows.

    >>> eye = np.eye(40, dtype=np.float32)
    >>> [i == j for i, j in cut_places(eye, eye, piece=10)]
    [True, True, True]
    """
    count = round(max(len(en), len(zh)) / piece)
    if count < 2:
        return []
    path = find_path(en, zh)
    inside = np.minimum(path[:-1], len(zh) - 1)
    alike = np.einsum("ij,ij->i", en, zh[inside])
    alike[np.diff(path) != 1] = -1  # no step on in both
    # how sure a place is: the least alike of the pairs around it
    padded = np.concatenate([np.full(_SURE, -1, np.float32), alike, np.full(_SURE, -1, np.float32)])
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * _SURE).min(axis=1)
    sure = np.median(alike[alike > -1]) if (alike > -1).any() else 0.0
    size = len(en) / count
    places: list[Place] = []
    for k in range(1, count):
        begin, end = round((k - _REACH) * size), round((k + _REACH) * size)
        at = begin + int(around[begin : end + 1].argmax())
        if around[at] > 0.5 * sure:
            places.append((at, int(path[at])))
    return places
