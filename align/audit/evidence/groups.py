"""Segments with equal texts, found over any memory: 64-bit keys in arrays, 8 bytes a key.

Texts are told apart by Python's own hash: among a million segments two different ones are taken
for one with a probability of 1 in 37 million.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

from align.audit.engine.store import SegmentStore
from align.memory.duplicates import near

#: A numpy array of numbers (numpy itself is imported where it is used).
Numbers: TypeAlias = Any

#: What may stand at the end of a text without making it another one; ! and ? do.
_ENDINGS = ".,;:…·、"


def alike(text: str) -> str:
    """A text without what sets near equals apart: case, width, spaces, the mark at its end.

    >>> alike("Product  Certification."), alike("产品认证。") == alike("产品认证")
    ('productcertification', True)
    """
    return near(text).rstrip(_ENDINGS)


@dataclass(frozen=True)
class Keys:
    """A number for each segment's text: equal for equal texts. 0: no text.

    ``exact`` compares trimmed texts, ``near`` what :func:`alike` leaves of them; by language.
    ``documents`` are numbers of the documents; a segment without one is a document of its own.
    """

    exact: dict[str, Numbers]
    near: dict[str, Numbers]
    documents: Numbers


_KEYS: WeakKeyDictionary[SegmentStore, Keys] = WeakKeyDictionary()


def keys_of(store: SegmentStore) -> Keys:
    """The keys of a store, worked out once for all checks that want them."""
    found = _KEYS.get(store)
    if found is None:
        found = _KEYS[store] = _read(store)
    return found


def _read(store: SegmentStore) -> Keys:
    import numpy as np

    columns = [array("q") for _ in range(5)]
    en_exact, zh_exact, en_near, zh_near, documents = (column.append for column in columns)
    for segment in store:
        en, zh, document = segment.en.strip(), segment.zh.strip(), segment.document
        en_exact(hash(en))  # of an empty text: 0
        zh_exact(hash(zh))
        en_near(hash(alike(en)))
        zh_near(hash(alike(zh)))
        documents(hash(document) if document else segment.number)
    numbers = [np.frombuffer(c, dtype=np.int64) if c else np.zeros(0, np.int64) for c in columns]
    return Keys(
        {"en": numbers[0], "zh": numbers[1]}, {"en": numbers[2], "zh": numbers[3]}, numbers[4]
    )


def conflicts(source: Numbers, target: Numbers) -> Iterator[list[int]]:
    """Groups of places with one source and more than one target, those with the first place first.

    >>> import numpy as np
    >>> list(conflicts(np.array([5, 7, 5, 7, 0, 0, 5]), np.array([1, 2, 3, 2, 4, 6, 1])))
    [[0, 2, 6]]
    """
    import numpy as np

    places = np.flatnonzero((source != 0) & (target != 0))
    order = places[np.lexsort((places, target[places], source[places]))]
    if not len(order):
        return
    new_source = np.r_[True, np.diff(source[order]) != 0]
    new_target = new_source | np.r_[True, np.diff(target[order]) != 0]
    starts = np.flatnonzero(new_source)
    several = np.add.reduceat(new_target, starts, dtype=np.int64) > 1
    ends = np.r_[starts[1:], len(order)]
    groups = [
        order[a:b] for a, b in zip(starts[several].tolist(), ends[several].tolist(), strict=True)
    ]
    for group in sorted(groups, key=lambda g: int(g.min())):
        yield sorted(group.tolist())
