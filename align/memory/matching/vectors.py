"""The vectors of a memory's texts on one side: a file beside the memory's index.

No text is embedded twice. A new file takes over the rows of the old one, replaces it, and
is then filled; so an interruption loses nothing: the next search continues from it.

Row n is unit n of the index; the further texts of units follow. The file can be deleted at any
time. A line of JSON identifies memory and encoder; then come, for all rows, the keys (a hash of the
text), the scales, the checksums, and the vectors, one byte per number.

A vector of length one and its bytes, times their scale, differ by at most half a scale in each
number. So the cosine of two texts is off by at most :data:`DOUBT` scales in all but one of 15,000
cases (four standard deviations of a sum of uniform errors), or about 0.002.
"""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import blake2b
from io import FileIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from align.embed.encoder import FloatArray
from align.files.temporary import held_beside
from align.memory.matching.index import VECTORS, Index

#: In scales: how far a cosine can be from that of the original vectors.
DOUBT = 4 / 12**0.5
#: The key of a row that is not filled yet, and that of a unit without a text.
MISSING, NO_TEXT = 0, 1
#: Rows that are read at a time: they fit in the processor's cache.
BLOCK = 1024
_THREADS = min(4, os.cpu_count() or 1)
_FORMAT = 1
_LONGEST = 1 << 20  # of the first line
_COLUMNS = {"keys": "<u8", "scales": "<f4", "checks": "<f4"}

Keys = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]
Encode = Callable[[Sequence[str]], FloatArray]
#: Texts that are embedded at a time: at most these are lost if the machine stops.
TEXTS = 1024
_ROWS = 32_768  # copied at a time


class DamagedError(Exception):
    """The file has changed since it was written."""


@dataclass(frozen=True)
class About:
    """The origin of vectors: the memory (by the fingerprint in its index), and the encoder.

    ``probe`` is the encoder's vector of a fixed text: two models may have the same name.
    """

    of: str
    encoder: str
    probe: tuple[float, ...]
    units: int

    def same_encoder(self, other: "About") -> bool:
        """Whether the vectors of both can be compared."""
        alike = self.encoder == other.encoder and len(self.probe) == len(other.probe)
        return alike and bool(np.allclose(self.probe, other.probe, atol=1e-3))


def vectors_path(memory: str | os.PathLike[str], side: str) -> Path:
    """Return the path of the vectors of a memory's side.

    >>> vectors_path("m.tmx", "en").name
    'm.tmx.tmxalign-vectors-en'
    """
    return Path(f"{os.fspath(memory)}{VECTORS}{side}")


def text_key(text: str) -> int:
    """Hash a text to 64 bits.

    >>> text_key(""), text_key("A lamp.") == text_key("A lump.")
    (1, False)
    """
    if not text:
        return NO_TEXT
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return max(int.from_bytes(digest, "little"), NO_TEXT + 1)


class Vectors:
    """An open file of vectors.

    Raises :class:`DamagedError` for any other file, here and whenever it is read.
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
        """Return all ``keys``, ``scales`` or ``checks``."""
        column = np.empty(self.units, _COLUMNS[name])
        _read(self._file, self._starts[name], column)
        return column

    @property
    def whole(self) -> bool:
        """Whether every row is filled."""
        return bool((self.column("keys") != MISSING).all())

    def cosines(self, wanted: FloatArray) -> FloatArray:
        """Return the cosines with a vector, (units,); each within :data:`DOUBT` scales."""
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
                    np.dot(real[:size], ones, out=sums[begin:end])  # integers: exact

        with ThreadPoolExecutor(_THREADS) as threads:
            blocks = range(0, self.units, BLOCK)
            list(threads.map(multiply, [blocks[n::_THREADS] for n in range(_THREADS)]))
        scales = self.column("scales")
        if not np.array_equal(sums * scales, self.column("checks")):
            raise DamagedError("the vectors have changed")
        out *= scales
        return out

    def rows(self, numbers: Numbers) -> tuple[npt.NDArray[np.int8], FloatArray]:
        """Return the bytes and the scales of some rows, in ascending order.

        Damaged rows have the scale nan.
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
        """Fill rows, numbers ascending.

        The keys are written last, so that rows with keys are complete whenever writing stops.
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
    """Create a file of the final size with all rows missing: a full disk shows at once."""
    line = json.dumps({"format": _FORMAT, **asdict(about)}).encode() + b"\n"
    row = len(about.probe) + sum(np.dtype(kind).itemsize for kind in _COLUMNS.values())
    size = about.units * row
    with path.open("wb") as file:
        file.write(line)
        some = bytes(1 << 20)
        while size > 0:
            size -= file.write(some[:size])


def to_bytes(vectors: FloatArray) -> tuple[npt.NDArray[np.int8], FloatArray]:
    """Return vectors as bytes, (n, dimensions), one per number, and their scales, (n,).

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
            raise DamagedError("it is truncated")
        done += more


def _checks(rows: npt.NDArray[np.int8], scales: FloatArray) -> FloatArray:
    """Return checksums of rows and their scales."""
    sums = rows.sum(axis=1, dtype=np.int64).astype(np.float32)
    return np.asarray(sums * scales, np.float32)


def _runs(numbers: Numbers) -> Iterator[tuple[slice, int]]:
    """Yield the runs of consecutive numbers: position and first number.

    >>> list(_runs(np.array([3, 4, 9])))
    [(slice(0, 2, None), 3), (slice(2, 3, None), 9)]
    """
    if len(numbers):
        borders = [0, *(np.flatnonzero(np.diff(numbers) != 1) + 1).tolist(), len(numbers)]
        for begin, end in pairwise(borders):
            yield slice(begin, end), int(numbers[begin])


def open_vectors(path: Path, about: About) -> Vectors | None:
    """Open the file of vectors, if it is complete, and of this memory and encoder."""
    with suppress(OSError, DamagedError):
        found = Vectors(path)
        if found.about.of == about.of and found.about.same_encoder(about) and found.whole:
            return found
        found.close()
    return None


def build_vectors(
    index: Index,
    side: str,
    path: Path,
    about: About,
    encode: Encode,
    progress: Callable[[int, int], None] | None = None,
) -> Vectors:
    """Make the file from the rows of an older one, and embed the rest.

    ``progress`` is called with the number of texts embedded and to embed, first with 0.

    Raises OSError if it cannot be written, whatever ``encode`` raises, and
    :class:`align.memory.matching.vectors.DamagedError` if another process changes the file.
    """
    keys = _keys(index, side, about.units)
    with held_beside(path) as part:
        create(part, about)
        new = Vectors(part, writable=True)
        try:
            _fill_known(new, keys, path)
        finally:
            new.close()
        part.replace(path)
    new = Vectors(path, writable=True)
    try:
        if new.about != about:
            raise DamagedError("another process has replaced it")
        missing = np.flatnonzero(new.column("keys") == MISSING)
        _, at = np.unique(keys[missing], return_index=True)
        firsts = missing[np.sort(at)]
        for begin in range(0, len(firsts), TEXTS):
            if progress:
                progress(begin, len(firsts))
            numbers = firsts[begin : begin + TEXTS]
            texts = index.texts_at(side, numbers.tolist())
            new.write(numbers, keys[numbers], *to_bytes(encode(texts)))
        if progress and len(firsts):
            progress(len(firsts), len(firsts))
        _copy(new, new, keys, np.setdiff1d(missing, firsts, assume_unique=True))
    except BaseException:
        new.close()
        raise
    return new


def _keys(index: Index, side: str, units: int) -> Keys:
    return np.fromiter(map(text_key, index.texts(side)), np.uint64, units)


def _fill_known(new: Vectors, keys: Keys, path: Path) -> None:
    """Fill what needs no encoder: units without a text, and texts in the older file."""
    empty = np.flatnonzero(keys == NO_TEXT)
    for begin in range(0, len(empty), _ROWS):
        numbers = empty[begin : begin + _ROWS]
        vectors = np.zeros((len(numbers), new.dimensions), np.float32)
        new.write(numbers, keys[numbers], *to_bytes(vectors))
    with suppress(FileNotFoundError, DamagedError):
        old = Vectors(path)
        try:
            if old.about.same_encoder(new.about):
                _copy(old, new, keys, np.flatnonzero(keys != NO_TEXT))
        finally:
            old.close()


def _copy(old: Vectors, new: Vectors, keys: Keys, numbers: Numbers) -> None:
    """Fill rows from undamaged rows of the same text."""
    known = old.column("keys")
    if not len(known):
        return
    order = np.argsort(known)
    for begin in range(0, len(numbers), _ROWS):
        some = numbers[begin : begin + _ROWS]
        places = order[np.searchsorted(known, keys[some], sorter=order).clip(max=len(known) - 1)]
        there = known[places] == keys[some]
        sources, back = np.unique(places[there], return_inverse=True)
        rows, scales = old.rows(sources)
        good = ~np.isnan(scales)[back]
        to, back = some[there][good], back[good]
        new.write(to, keys[to], rows[back], scales[back])
