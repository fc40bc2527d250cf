"""Segments on disk: written once, then read by number, by any process, in a few bytes of memory."""

import marshal
import os
from array import array
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from types import TracebackType
from typing import Any

from align.audit.engine.segment import Segment

#: Segments that are read at a time.
BLOCK = 500

_segment = partial(tuple.__new__, Segment)


class SegmentStore:
    """All that is audited. Filled with :meth:`add`, then closed to writing by :meth:`finish`.

    ``unpaired`` are documents that have no counterpart, with their language (``""``: unknown) and
    their file; ``failed`` are messages about inputs that could not be read; ``nulls`` is the number
    of segments with one side empty, ``documents`` are the names of the documents. It pickles as the
    name of its folder, so that workers read the same segments: any part that is written already
    (:meth:`places`, :func:`read_part`), and all of them after :meth:`reopen`. Only the one who
    made it removes the folder.

    >>> with SegmentStore() as store:
    ...     store.add(Segment(0, "Hello.", "你好。"))
    ...     store.finish()
    ...     len(store), store[0].zh, [s.en for s in store]
    (1, '你好。', ['Hello.'])
    """

    def __init__(self) -> None:
        self._folder = Path(mkdtemp(prefix="tmxalign-audit-"))
        self.path = self._folder / "segments"
        self._owner = self._reader = os.getpid()
        self._file: Any = self.path.open("w+b", buffering=2**20)
        self._places = array("q", [0])
        self._end = 0
        self.unpaired: list[tuple[str, str, str]] = []
        self.failed: list[str] = []
        self.nulls = 0
        self.documents: set[str] = set()

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
        """Append a segment; its ``number`` becomes its place."""
        data = marshal.dumps((len(self._places) - 1, *segment[1:]))
        self._file.write(data)
        self._end += len(data)
        self._places.append(self._end)
        self.nulls += not (segment.en and segment.zh)
        self.documents.add(segment.document)

    def finish(self) -> None:
        """From here on the store is read."""
        self._file.close()
        index = marshal.dumps((self._places.tobytes(), self.unpaired, self.failed, self.nulls))
        (self._folder / "index").write_bytes(index)
        self._open()

    def reopen(self) -> None:
        """In another process: learn what its maker had written at the end."""
        if not self._places:
            index = (self._folder / "index").read_bytes()
            places, self.unpaired, self.failed, self.nulls = marshal.loads(index)
            self._places.frombytes(places)
            self._open()

    def __len__(self) -> int:
        return len(self._places) - 1

    def __getitem__(self, number: int) -> Segment:
        if self._reader != os.getpid():  # a forked process reads through a file of its own
            self._open()
        size = self._places[number + 1] - self._places[number]
        self._file.seek(self._places[number])
        return _segment(marshal.loads(self._file.read(size)))

    def __iter__(self) -> Iterator[Segment]:
        return read_part(self.path, self._places)

    def places(self, start: int, stop: int) -> "array[int]":
        """Where the segments ``start`` … ``stop - 1`` are in the file, for :func:`read_part`.

        They may be read from now on, also while others are written.
        """
        if not self._file.closed and self._file.writable():
            self._file.flush()
        return self._places[start : stop + 1]

    def __getstate__(self) -> dict[str, Any]:
        return {"folder": self._folder}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._folder = state["folder"]
        self.path = self._folder / "segments"
        self._places = array("q")
        self._owner = 0

    def _open(self) -> None:
        self._file = self.path.open("rb", buffering=2**12)  # one segment here, one there
        self._reader = os.getpid()


def read_part(path: Path, places: "array[int]") -> Iterator[Segment]:
    """Segments that lie one behind the other. Readers of one store do not disturb each other.

    >>> with stored([Segment(0, "A", "甲"), Segment(1, "B", "乙")]) as store:
    ...     [s.en for s in read_part(store.path, store.places(1, 2))]
    ['B']
    """
    if len(places) < 2:
        return
    with path.open("rb") as file:
        file.seek(places[0])
        for first in range(0, len(places) - 1, BLOCK):
            ends = [place - places[first] for place in places[first : first + BLOCK + 1]]
            data = memoryview(file.read(ends[-1]))
            # a pass is made for many a check: no Python code for each segment
            records = map(data.__getitem__, map(slice, ends, ends[1:]))
            yield from map(_segment, map(marshal.loads, records))


def stored(segments: list[Segment]) -> SegmentStore:
    """A few segments as a store, for examples and tests.

    >>> from align.audit.engine.segment import case
    >>> with stored([case("A", "甲"), case("B", "乙")]) as store:
    ...     store[1].number, store[1].en
    (1, 'B')
    """
    store = SegmentStore()
    for segment in segments:
        store.add(segment)
    store.finish()
    return store
