"""The vectors of a memory's texts on one side: a file beside the memory's index.

Row n is unit n of the index. The file can be thrown away at any time. A line of JSON says what it
is of; then come, for all rows, the keys (a hash of the text), the scales, the checks, and the
vectors, one byte a number.

A vector of length one and its bytes, times their scale, differ by half a scale in each number at
most. So the cosine of two texts is off by :data:`DOUBT` scales at most, in all but one of 15,000
cases (four standard deviations of a sum of evenly spread errors); that is some 0.002.
"""

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from hashlib import blake2b
from io import FileIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from align.embed.encoder import FloatArray
from align.memory.matching.index import VECTORS

#: In scales: how far a cosine can be from that of the vectors as they were.
DOUBT = 4 / 12**0.5
#: The key of a row that is not filled yet, and that of a unit without a text.
MISSING, NO_TEXT = 0, 1
#: Rows that are read at a time: they stay in the processor's cache.
BLOCK = 1024
_THREADS = min(4, os.cpu_count() or 1)
_FORMAT = 1
_LONGEST = 1 << 20  # of the first line
_COLUMNS = {"keys": "<u8", "scales": "<f4", "checks": "<f4"}

Keys = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]


class DamagedError(Exception):
    """The file is not what it was when it was written."""


@dataclass(frozen=True)
class About:
    """What vectors are of: the memory (as its index says it), and the encoder.

    ``probe`` is what the encoder makes of a certain text: two models may have one name.
    """

    of: str
    encoder: str
    probe: tuple[float, ...]
    units: int

    def same_encoder(self, other: "About") -> bool:
        """Whether the vectors of the two can be compared."""
        alike = self.encoder == other.encoder and len(self.probe) == len(other.probe)
        return alike and bool(np.allclose(self.probe, other.probe, atol=1e-3))


def beside(memory: str | os.PathLike[str], side: str) -> Path:
    """Where the vectors of a memory's side are kept.

    >>> beside("m.tmx", "en").name
    'm.tmx.tmxalign-vectors-en'
    """
    return Path(f"{os.fspath(memory)}{VECTORS}{side}")


def key_of(text: str) -> int:
    """64 bits that stand for a text.

    >>> key_of(""), key_of("A lamp.") == key_of("A lump.")
    (1, False)
    """
    if not text:
        return NO_TEXT
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return max(int.from_bytes(digest, "little"), NO_TEXT + 1)


class Vectors:
    """A file of vectors that is open.

    Raises :class:`DamagedError` for what is no such file, here and whenever it is read.
    """

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        with path.open("rb") as file:
            line = file.readline(_LONGEST)
        try:
            about = json.loads(line)
            if about.pop("format") != _FORMAT:
                raise ValueError("another layout")
            self.about = About(**{**about, "probe": tuple(map(float, about["probe"]))})
            start = len(line)
            units = self.units = int(self.about.units)
        except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError) as error:
            raise DamagedError(str(error)) from error
        self._path = path
        self.dimensions = len(self.about.probe)
        self._starts = {}
        for name, kind in _COLUMNS.items():
            self._starts[name] = start
            start += np.dtype(kind).itemsize * units
        self._rows = start
        self._file = path.open("r+b" if writable else "rb", buffering=0)
        if os.fstat(self._file.fileno()).st_size != start + units * self.dimensions:
            self.close()
            raise DamagedError("another length")

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def column(self, name: str) -> npt.NDArray[Any]:
        """All ``keys``, ``scales`` or ``checks``."""
        column = np.empty(self.units, _COLUMNS[name])
        _read(self._file, self._starts[name], column)
        return column

    @property
    def whole(self) -> bool:
        """Whether every row is filled."""
        return bool((self.column("keys") != MISSING).all())

    def cosines(self, wanted: FloatArray) -> FloatArray:
        """The cosines with a vector, (units,); each within :data:`DOUBT` of its scale."""
        ones = np.ones(self.dimensions, np.float32)
        out, sums = np.empty(self.units, np.float32), np.empty(self.units, np.float32)

        def multiply(part: range) -> None:
            rows = np.empty((BLOCK, self.dimensions), np.int8)
            real = np.empty(rows.shape, np.float32)
            with self._path.open("rb", buffering=0) as file:
                for begin in part:
                    end = min(begin + BLOCK, self.units)
                    size = end - begin
                    _read(file, self._rows + begin * self.dimensions, rows[:size])
                    np.copyto(real[:size], rows[:size])
                    np.dot(real[:size], wanted, out=out[begin:end])
                    np.dot(real[:size], ones, out=sums[begin:end])  # whole numbers: exact

        with ThreadPoolExecutor(_THREADS) as threads:
            blocks = range(0, self.units, BLOCK)
            list(threads.map(multiply, [blocks[n::_THREADS] for n in range(_THREADS)]))
        scales = self.column("scales")
        if not np.array_equal(sums * scales, self.column("checks")):
            raise DamagedError("the vectors are not those that were written")
        out *= scales
        return out

    def rows(self, numbers: Numbers) -> tuple[npt.NDArray[np.int8], FloatArray]:
        """The bytes and the scales of some rows, in ascending order.

        What is damaged has a scale that is no number.
        """
        rows = np.empty((len(numbers), self.dimensions), np.int8)
        for at, number in _runs(numbers):
            _read(self._file, self._rows + number * self.dimensions, rows[at.start : at.stop])
        scales = self.column("scales")[numbers]
        good = _checks(rows, scales) == self.column("checks")[numbers]
        return rows, np.where(good, scales, np.float32("nan"))

    def write(
        self, numbers: Numbers, keys: Keys, rows: npt.NDArray[np.int8], scales: FloatArray
    ) -> None:
        """Fill rows, their numbers in ascending order; the keys come last, so that what is there

        is whole, whenever the writing ends.
        """
        for at, number in _runs(numbers):
            self._write(self._rows + number * self.dimensions, rows[at])
        self._write_column("scales", numbers, scales)
        self._write_column("checks", numbers, _checks(rows, scales))
        self._write_column("keys", numbers, keys)

    def _write_column(self, name: str, numbers: Numbers, values: npt.NDArray[Any]) -> None:
        values = np.ascontiguousarray(values, _COLUMNS[name])
        for at, number in _runs(numbers):
            self._write(self._starts[name] + number * values.itemsize, values[at])

    def _write(self, place: int, what: npt.NDArray[Any]) -> None:
        self._file.seek(place)
        view = what.data.cast("B")
        done = 0
        while done < len(view):
            done += self._file.write(view[done:]) or 0


def create(path: Path, about: About) -> None:
    """A file with all rows missing, as large as it will be: a full disk shows now."""
    line = json.dumps({"format": _FORMAT, **asdict(about)}).encode() + b"\n"
    row = len(about.probe) + sum(np.dtype(kind).itemsize for kind in _COLUMNS.values())
    size = about.units * row
    with path.open("xb") as file:
        file.write(line)
        some = bytes(1 << 20)
        while size > 0:
            size -= file.write(some[:size])


def to_bytes(vectors: FloatArray) -> tuple[npt.NDArray[np.int8], FloatArray]:
    """Vectors, shape (n, dimensions), one byte a number, and the scales, (n,).

    >>> to_bytes(np.array([[0.5, -0.25]], np.float32))[0].tolist()
    [[127, -64]]
    """
    scales = np.abs(vectors).max(axis=1) / np.float32(127)
    real = vectors / np.where(scales > 0, scales, np.float32(1))[:, None]
    return np.rint(real).astype(np.int8), scales.astype(np.float32)


def _read(file: FileIO, place: int, into: npt.NDArray[Any]) -> None:
    file.seek(place)
    view = into.data.cast("B") if into.size else memoryview(b"")
    done = 0
    while done < len(view):
        if not (more := file.readinto(view[done:])):
            raise DamagedError("it ends too early")
        done += more


def _checks(rows: npt.NDArray[np.int8], scales: FloatArray) -> FloatArray:
    """What tells whether a row and its scale are those that were written."""
    sums = rows.sum(axis=1, dtype=np.int64).astype(np.float32)
    return np.asarray(sums * scales, np.float32)


def _runs(numbers: Numbers) -> Iterator[tuple[slice, int]]:
    """Runs of consecutive numbers: where each stands, and its first number.

    >>> list(_runs(np.array([3, 4, 9])))
    [(slice(0, 2, None), 3), (slice(2, 3, None), 9)]
    """
    if len(numbers):
        borders = [0, *(np.flatnonzero(np.diff(numbers) != 1) + 1).tolist(), len(numbers)]
        for begin, end in pairwise(borders):
            yield slice(begin, end), int(numbers[begin])
