"""Making the vectors of a memory's side: no text is embedded twice, now or next time.

The file is made with what an older one has, put in its place, and filled there. So whoever
interrupts it loses nothing: the next search finds an older file.
"""

import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from align.embed.encoder import FloatArray
from align.memory.matching.index import Index
from align.memory.matching.vectors import (
    MISSING,
    NO_TEXT,
    About,
    DamagedError,
    Keys,
    Numbers,
    Vectors,
    create,
    key_of,
    to_bytes,
)

Encode = Callable[[Sequence[str]], FloatArray]
#: Texts that are embedded at a time; as much is lost when the machine stops.
TEXTS = 1024
_ROWS = 32_768  # copied at a time


def opened(path: Path, about: About) -> Vectors | None:
    """The file of vectors, if it is of this memory and this encoder, and whole."""
    with suppress(OSError, DamagedError):
        found = Vectors(path)
        if found.about.of == about.of and found.about.same_encoder(about) and found.whole:
            return found
        found.close()
    return None


def made(
    index: Index,
    side: str,
    path: Path,
    about: About,
    encode: Encode,
    told: Callable[[int, int], None] | None = None,
) -> Vectors:
    """Make the file, of what is there and what has to be embedded.

    ``told`` hears how many texts are embedded, and of how many: at first 0, then after each block.

    Raises OSError where it cannot be written, what ``encode`` raises, and
    :class:`align.memory.matching.vectors.DamagedError` when another process changes the file.
    """
    keys = _keys(index, side, about.units)
    part = path.with_name(f".tmxalign-{secrets.token_hex(6)}.tmp")
    try:
        create(part, about)
        new = Vectors(part, writable=True)
        try:
            _fill_known(new, keys, path)
        finally:
            new.close()
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    new = Vectors(path, writable=True)
    try:
        if new.about != about:
            raise DamagedError("another process has put its own in its place")
        missing = np.flatnonzero(new.column("keys") == MISSING)
        _, at = np.unique(keys[missing], return_index=True)
        firsts = missing[np.sort(at)]
        for begin in range(0, len(firsts), TEXTS):
            if told:
                told(begin, len(firsts))
            numbers = firsts[begin : begin + TEXTS]
            texts = [unit.text(side) for unit in index.units(numbers.tolist())]
            new.write(numbers, keys[numbers], *to_bytes(encode(texts)))
        if told and len(firsts):
            told(len(firsts), len(firsts))
        _copy(new, new, keys, np.setdiff1d(missing, firsts, assume_unique=True))
    except BaseException:
        new.close()
        raise
    return new


def _keys(index: Index, side: str, units: int) -> Keys:
    texts = index.database.execute(f"select {side} from unit order by number")
    return np.fromiter((key_of(text) for (text,) in texts), np.uint64, units)


def _fill_known(new: Vectors, keys: Keys, path: Path) -> None:
    """What needs no encoder: units without a text, and the texts that the older file has."""
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
    """Fill rows from those of the same text, where there is one that is not damaged."""
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
