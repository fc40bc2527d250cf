"""What a task finds, on its way to the report: most of it on disk, if it is much."""

import marshal
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkstemp
from typing import Any

#: Findings that are held in memory at a time.
BLOCK = 2_000


class Found:
    """Data of findings, in order; it pickles, and is read once.

    ``folder`` is where they are kept until then.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     found = Found(Path(folder))
    ...     for n in range(5000):
    ...         found.append(("numbers", n))
    ...     len(list(Path(folder).iterdir())), [n for _, n in found] == list(range(5000))
    (1, True)
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = ""
        self._rest: list[tuple[Any, ...]] = []

    def append(self, data: tuple[Any, ...]) -> None:
        """One more."""
        self._rest.append(data)
        if len(self._rest) == BLOCK:
            if not self._path:
                handle, self._path = mkstemp(dir=self._folder)
                os.close(handle)
            with Path(self._path).open("ab") as file:
                marshal.dump(self._rest, file)
            self._rest = []

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        if self._path:
            with Path(self._path).open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                while file.tell() < size:
                    yield from marshal.load(file)
            Path(self._path).unlink()
        yield from self._rest
