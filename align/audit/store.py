"""Segments on disk: written once, then read by number, by any process, in a few bytes of memory."""

import marshal
import os
from array import array
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from types import TracebackType
from typing import Any

from align.audit.segment import Segment


class SegmentStore:
    """All that is audited. Filled with :meth:`add`, then closed to writing by :meth:`finish`.

    ``unpaired`` are documents that have no counterpart, with their language (``""``: unknown) and
    their file; ``failed`` are messages about inputs that could not be read. It pickles as the name
    of its file, so that workers read the same segments; only the one who made it removes the file.

    >>> with SegmentStore() as store:
    ...     store.add(Segment(0, "Hello.", "你好。"))
    ...     store.finish()
    ...     len(store), store[0].zh, [s.en for s in store]
    (1, '你好。', ['Hello.'])
    """

    def __init__(self) -> None:
        self._folder = Path(mkdtemp(prefix="tmxalign-audit-"))
        self._path = self._folder / "segments"
        self._owner = os.getpid()
        self._file: Any = self._path.open("w+b", buffering=2**20)
        self._places = array("q", [0])
        self._end = 0
        self.unpaired: list[tuple[str, str, str]] = []
        self.failed: list[str] = []

    def __enter__(self) -> "SegmentStore":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; its maker removes it."""
        self._file.close()
        if os.getpid() == self._owner and self._folder.exists():
            for path in self._folder.iterdir():
                path.unlink()
            self._folder.rmdir()

    def add(self, segment: Segment) -> None:
        """Append a segment; its ``number`` should be ``len(store)``."""
        data = marshal.dumps(tuple(segment))
        self._file.write(data)
        self._end += len(data)
        self._places.append(self._end)

    def finish(self) -> None:
        """From here on the store is read."""
        self._file.close()
        self._file = self._path.open("rb", buffering=2**12)  # one segment here, one there

    def __len__(self) -> int:
        return len(self._places) - 1

    def __getitem__(self, number: int) -> Segment:
        self._file.seek(self._places[number])
        return Segment(*marshal.loads(self._file.read(self._size(number))))

    def __iter__(self) -> Iterator[Segment]:
        return self.range(0, len(self))

    def range(self, start: int, stop: int) -> Iterator[Segment]:
        """The segments ``start`` … ``stop - 1``. Readers of one store do not disturb each other."""
        if stop <= start:
            return
        with self._path.open("rb", buffering=2**18) as file:
            file.seek(self._places[start])
            read, loads, make = file.read, marshal.loads, Segment._make
            for number in range(start, stop):
                yield make(loads(read(self._size(number))))

    def _size(self, number: int) -> int:
        return self._places[number + 1] - self._places[number]

    def __getstate__(self) -> dict[str, Any]:
        state = self.__dict__.copy()
        del state["_file"]
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._owner = 0
        self._file = self._path.open("rb", buffering=2**16)


def stored(segments: list[Segment]) -> SegmentStore:
    """A few segments as a store, for examples and tests.

    >>> from align.audit.segment import case
    >>> with stored([case("A", "甲"), case("B", "乙")]) as store:
    ...     store[1].number, store[1].en
    (1, 'B')
    """
    store = SegmentStore()
    for number, segment in enumerate(segments):
        store.add(segment._replace(number=number))
    store.finish()
    return store
