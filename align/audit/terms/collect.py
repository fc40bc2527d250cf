"""All names of a memory, in 24 bytes a mention: hashes; texts are read again on demand."""

from array import array
from collections.abc import Iterator
from functools import cached_property
from weakref import WeakKeyDictionary

from align.audit.engine.segment import Segment
from align.audit.engine.store import SegmentStore
from align.audit.evidence.groups import Numbers, conflicts
from align.audit.terms.mentions import KINDS, Mention, mentions


class Table:
    """The mentions of one kind: hashes of key and rendering, and the segment's number."""

    def __init__(self) -> None:
        self._keys, self._renderings, self._numbers = array("q"), array("q"), array("q")

    def add(self, mention: Mention, number: int) -> None:
        """The next mention."""
        self._keys.append(hash(mention.key))
        self._renderings.append(hash(mention.rendering))
        self._numbers.append(number)

    def conflicts(self) -> list[int]:
        """The keys (their hashes) that have several renderings, in the order of the memory."""
        groups = conflicts(_array(self._keys), _array(self._renderings))
        return [self._keys[places[0]] for places in groups]

    def numbers(self, key: int) -> Numbers:
        """For each mention of a key (its hash) the number of the segment."""
        import numpy as np

        keys, numbers = self._sorted
        begin, end = (np.searchsorted(keys, key, side=side) for side in ("left", "right"))
        return numbers[begin:end]

    @cached_property
    def _sorted(self) -> tuple[Numbers, Numbers]:
        import numpy as np

        keys = _array(self._keys)
        order = np.argsort(keys, kind="stable")
        return keys[order], _array(self._numbers)[order]


def _array(column: "array[int]") -> Numbers:
    import numpy as np

    return np.frombuffer(column, dtype=np.int64) if column else np.zeros(0, np.int64)


class Names:
    """The names of a memory, by kind."""

    def __init__(self, store: SegmentStore) -> None:
        self._tables = {kind: Table() for kind in KINDS}
        for segment in store:
            for mention in mentions(segment):
                self._tables[mention.kind].add(mention, segment.number)

    def conflicts(self, kind: str) -> list[int]:
        """What has several renderings: hashes of the keys."""
        return self._tables[kind].conflicts()

    def count(self, kind: str, key: str) -> int:
        """How often something is mentioned."""
        return len(self._tables[kind].numbers(hash(key)))

    def places(
        self, store: SegmentStore, kind: str, key: str | int
    ) -> Iterator[tuple[Segment, Mention]]:
        """The mentions of something (by its key or the hash of it), with their segments."""
        wanted = key if isinstance(key, int) else hash(key)
        before = -1
        for number in self._tables[kind].numbers(wanted).tolist():
            if number == before:  # both were given with the first
                continue
            before = number
            segment = store[number]
            for mention in mentions(segment):
                if mention.kind == kind and hash(mention.key) == wanted:
                    yield segment, mention


_NAMES: WeakKeyDictionary[SegmentStore, Names] = WeakKeyDictionary()


def names_of(store: SegmentStore) -> Names:
    """The names of a store, worked out once for all checks that want them."""
    found = _NAMES.get(store)
    if found is None:
        found = _NAMES[store] = Names(store)
    return found
