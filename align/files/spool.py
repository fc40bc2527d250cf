"""Keeps records and inputs in temporary files, so that memory use does not grow with them."""

import marshal
import os
import pickle
import stat
import sys
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from tempfile import TemporaryFile, mkstemp
from typing import Any, Generic, TypeVar

from align.errors import InputError, TmxalignError
from align.files.load import check_endless, check_standard_input, name_of
from align.files.temporary import Closing, TemporaryFolder, no_room

Record = TypeVar("Record")
#: Number of records read at a time in iteration.
BLOCK = 500
#: The most that is copied from a pipe, in bytes.
LARGEST_STREAM = 16 * 2**30


class Spool(Closing, Generic[Record]):
    """Records in a temporary file, read by number or in order; 8 bytes of memory per record.

    A record is anything that pickles; with ``plain``, anything that :mod:`marshal` accepts (tuples
    of texts and numbers), which is faster. Without a ``folder`` the file has no name and cannot
    outlive this process. With one, other processes can read it: a spool is pickled as the file's
    name and the records that it has so far. :meth:`close` removes the file.

    >>> with Spool[str]() as spool:
    ...     spool.add("a"), spool.add("b")
    ...     spool[1], list(spool)
    (0, 1)
    ('b', ['a', 'b'])
    """

    def __init__(
        self, folder: str | os.PathLike[str] | None = None, *, plain: bool = False
    ) -> None:
        self._dump: Callable[[Any], bytes] = marshal.dumps if plain else pickle.dumps
        self._load: Callable[[Any], Record] = marshal.loads if plain else pickle.loads
        self._places = array("q", [0])  # start of each record, and end of the last
        self._buffered = False
        self._path = ""
        self._file: Any
        if folder is None:
            with _reported():
                self._file = TemporaryFile(buffering=2**20)  # noqa: SIM115 - see close()
        else:
            with _reported():
                handle, self._path = mkstemp(dir=folder)
            self._file = os.fdopen(handle, "w+b", buffering=2**20)

    def __getstate__(self) -> dict[str, Any]:
        if not self._path:
            raise TypeError("other processes cannot read a spool without a folder")
        self._flush()
        return {**self.__dict__, "_file": None}

    def __len__(self) -> int:
        return len(self._places) - 1

    def add(self, record: Record) -> int:
        """Append a record; return its number."""
        data = self._dump(record)
        try:
            self._file.write(data)
        except OSError as error:
            no_room(error)
        self._buffered = True
        places = self._places
        places.append(places[-1] + len(data))
        return len(places) - 2

    def __getitem__(self, number: int) -> Record:
        places = self._places
        return self._load(self._read(places[number], places[number + 1] - places[number]))

    def __iter__(self) -> Iterator[Record]:
        return self.part(0, len(self))._records()

    def part(self, start: int, stop: int) -> "Spool[Record]":
        """Return the records ``start`` … ``stop - 1``; others may be added meanwhile.

        >>> with Spool[str]() as spool:
        ...     numbers = [spool.add(text) for text in "abc"]
        ...     list(spool.part(1, 3))
        ['b', 'c']
        """
        self._flush()
        part = object.__new__(type(self))
        part.__dict__ = {**self.__dict__, "_places": self._places[start : stop + 1]}
        return part

    def clear(self) -> None:
        """Remove all records."""
        self._file.seek(0)
        self._file.truncate()
        self._buffered = False
        del self._places[1:]

    def close(self) -> None:
        """Close and remove the file."""
        if self._file:
            with suppress(OSError):  # what could not be written is not needed any more
                self._file.close()
        if self._path:
            Path(self._path).unlink(missing_ok=True)

    def _records(self) -> Iterator[Record]:
        places = self._places
        for first in range(0, len(self), BLOCK):
            ends = [place - places[first] for place in places[first : first + BLOCK + 1]]
            data = memoryview(self._read(places[first], ends[-1]))
            # an audit makes many passes: avoid Python code per record
            yield from map(self._load, map(data.__getitem__, map(slice, ends, ends[1:])))

    def _read(self, begin: int, size: int) -> bytes:
        if self._buffered:
            self._flush()
        if self._file is None:
            self._file = Path(self._path).open("rb", buffering=0)  # noqa: SIM115
        # pread does not move the position: forked processes can share the file
        return os.pread(self._file.fileno(), size, begin)

    def _flush(self) -> None:
        if self._buffered:
            with _reported():
                self._file.flush()
            self._buffered = False


@contextmanager
def _reported() -> Iterator[None]:
    """Errors of writing temporary files: they say where those are."""
    try:
        yield
    except OSError as error:
        no_room(error)


@contextmanager
def spooled(path: str | os.PathLike[str]) -> Iterator[str]:
    """Return a path that can be read twice: standard input (``-``) and pipes become a file.

    >>> with spooled("memory.tmx") as name:
    ...     name
    'memory.tmx'
    """
    name = os.fspath(path)
    if name == "-":
        check_standard_input()
    elif not _is_pipe(name):
        yield name
        return
    suffix = "".join(Path(name).suffixes) or ".tmx"
    with TemporaryFolder() as folder:
        copy = folder.path / f"memory{suffix}"
        stdin = nullcontext(sys.stdin.buffer)
        with stdin if name == "-" else Path(name).open("rb") as pipe, copy.open("wb") as out:
            size = 0
            while some := pipe.read(1 << 20):
                size += len(some)
                if size > LARGEST_STREAM:
                    raise InputError(f"{name_of(name)}: it does not end; refused")
                with _reported():
                    out.write(some)
        try:
            yield os.fspath(copy)
        except TmxalignError as error:  # its message names the copy
            message = str(error).replace(os.fspath(copy), name_of(name))
            raise type(error)(message) from error


def _is_pipe(name: str) -> bool:
    """Whether a file can be read only once; a device that never ends is refused."""
    try:
        mode = Path(name).stat().st_mode
    except (OSError, ValueError):
        return False  # the reader will report what is wrong
    if stat.S_ISCHR(mode):
        check_endless(name)
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)
