"""Units and inputs that wait on disk, so that memory use does not grow with them."""

import os
import pickle
import shutil
import stat
import sys
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from types import TracebackType

from align.unit import Unit


class Spool:
    """Units in a temporary file that only this process sees; each can be had by its number.

    >>> with Spool() as spool:
    ...     number = spool.add(Unit([], id="a"))
    ...     spool[number].id, [unit.id for unit in spool]
    ('a', ['a'])
    """

    def __init__(self) -> None:
        self._file = TemporaryFile(buffering=2**20)  # noqa: SIM115 - closed with the spool
        self._places = array("q", [0])  # where each begins, and where the last ends

    def __enter__(self) -> "Spool":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._places) - 1

    def add(self, unit: Unit) -> int:
        """Keep a unit; its number."""
        data = pickle.dumps(unit, pickle.HIGHEST_PROTOCOL)
        self._file.seek(self._places[-1])
        self._file.write(data)
        self._places.append(self._places[-1] + len(data))
        return len(self) - 1

    def __getitem__(self, number: int) -> Unit:
        begin, end = self._places[number : number + 2]
        self._file.seek(begin)
        # pickle.load would copy what the file has buffered, a megabyte, each time
        unit: Unit = pickle.loads(self._file.read(end - begin))  # what this process has written
        return unit

    def __iter__(self) -> Iterator[Unit]:
        return (self[number] for number in range(len(self)))

    def clear(self) -> None:
        """Forget all of them."""
        self._file.seek(0)
        self._file.truncate()
        del self._places[1:]


@contextmanager
def spooled(path: str | os.PathLike[str]) -> Iterator[str]:
    """A path that can be read twice: standard input (``-``, a TMX) and pipes become a file.

    >>> with spooled("memory.tmx") as name:
    ...     name
    'memory.tmx'
    """
    name = os.fspath(path)
    if name != "-" and not _is_pipe(name):
        yield name
        return
    suffix = "".join(Path(name).suffixes) or ".tmx"
    with NamedTemporaryFile(prefix="tmxalign-", suffix=suffix) as copy:
        if name == "-":
            shutil.copyfileobj(sys.stdin.buffer, copy)
        else:
            with Path(name).open("rb") as pipe:
                shutil.copyfileobj(pipe, copy)
        copy.flush()
        yield copy.name


def _is_pipe(name: str) -> bool:
    try:
        mode = Path(name).stat().st_mode
    except OSError:
        return False  # whoever reads it says what is wrong
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)
