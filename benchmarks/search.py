"""Measure searches of an indexed memory: ``python benchmarks/search.py --units 1000000``.

The memory is that of ``memories.py``. The index is built once; then every search is run as a
command, start-up included, and the median of the rounds is printed. The vectors of the units are
synthetic, because embedding a million texts takes over half an hour: those of the sentences of
``corpora/`` with noise. They are stored and read like real ones; the matches are meaningless.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from memories import ROOT, generate

from align.embed.encoder import DEFAULT_MODEL, FloatArray
from align.embed.models import load_encoder
from align.memory import search
from align.pipeline import Aligner

SEARCHES = {
    "exact": [
        "123456",
        "2",
        "certificates in the quarter",
        "本季度颁发证书",
        "rise of 13 p",
        "斑马",
    ],
    "fuzzy": [
        "The company issued 123456 certificates in a quarter, a rise of 13 percent.",
        "该公司本季度颁发证书123456张，同比下降",
        "certificates",
        "a zebra in the quarter",
        "2023",
    ],
    "meaning": [
        "The company issued more certificates than in the quarter before.",
        "本季度颁发证书",
        "a zebra in the quarter",
        "2023",
    ],
}


class MadeUp:
    """An encoder that returns synthetic vectors, except for small batches."""

    name = DEFAULT_MODEL

    def __init__(self) -> None:
        self._real = load_encoder()
        self.dimensions = self._real.dimensions
        files = sorted((ROOT / "corpora" / "gold").glob("*.??.txt"))
        texts = [line for path in files for line in path.read_text("utf-8").splitlines()]
        self._known = self._real.encode(texts)
        self._random = np.random.default_rng(1)

    def encode(self, texts: Sequence[str]) -> FloatArray:
        if len(texts) < 100:  # the query
            return self._real.encode(texts)
        vectors = self._known[self._random.integers(len(self._known), size=len(texts))]
        vectors += self._random.standard_normal(vectors.shape, np.float32) * np.float32(0.02)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


def keep_vectors(path: Path) -> float:
    """Write the vector files of both sides, without embedding; return the seconds."""
    began = time.perf_counter()
    aligner = Aligner(encoder=MadeUp())
    search(path, "2023", mode="meaning", index=True, aligner=aligner)
    return time.perf_counter() - began


def run(path: Path, mode: str, text: str) -> tuple[float, str]:
    """Run a search; return its seconds and summary."""
    line = [sys.executable, ROOT / "cli.py", "search", path, text, "--mode", mode, "-n", "5"]
    began = time.perf_counter()
    done = subprocess.run(line, check=True, capture_output=True, text=True)
    return time.perf_counter() - began, done.stderr.splitlines()[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "m.tmx")
        generate(path, options.units)
        seconds, _ = run(path, "exact", "zebra")
        sizes = [file.stat().st_size / 1e6 for file in (path, *path.parent.glob("*-index"))]
        print("index built in {:.0f} s; MB: memory {:.0f}, index {:.0f}".format(seconds, *sizes))
        seconds = keep_vectors(path)
        size = sum(file.stat().st_size for file in path.parent.glob("*-vectors-*")) / 1e6
        print(
            f"synthetic vectors written in {seconds:.0f} s; {size:.0f} MB",
            flush=True,
        )
        for mode, texts in SEARCHES.items():
            for text in texts:
                rounds = [run(path, mode, text) for _ in range(options.rounds)]
                took = statistics.median(seconds for seconds, _ in rounds)
                print(f"{mode} {took:5.2f} s  {text}: {rounds[0][1]}", flush=True)


if __name__ == "__main__":
    main()
