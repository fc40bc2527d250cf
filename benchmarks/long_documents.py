"""Check that time is linear and memory bounded at 10,000 and 100,000 sentences per side.

    python benchmarks/long_documents.py                  # a quarter of an hour
    python benchmarks/long_documents.py --sizes 1000 4000

The documents are the chapters (about 50 verses each) of ../shared/data/bible, shuffled and
repeated, in the same order on both sides, and aligned like any document. "Search" is
everything but embedding: the cuts, the corridor, both passes. Times are CPU times, which other
work on the machine affects less.
"""

import argparse
import ctypes
import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as on the command line

from text_sets import DATA, Text, read_set

from align.document import Document
from align.pipeline import Aligner
from align.search import beads

SIZES = (10_000, 100_000)
VERSES = 50  # one chapter
MB = 1e6
Lines = list[tuple[str, int]]  # with the number of the (repeated) chapter


@dataclass(frozen=True)
class Measured:
    """One measurement. ``right``: share of the units that link the same chapter on both sides."""

    sentences: int
    search: float  # CPU seconds
    total: float
    peak: float  # bytes, whole process
    right: float


def read_chapters(text: Text) -> list[tuple[list[str], list[str]]]:
    """Read chapters and give both sides the same number of lines.

    The Chinese has more lines: lines of some verses are joined until both sides are equal.
    """
    rng = random.Random(0)
    chapters = []
    for at in range(0, len(text.gold), VERSES):
        verses = text.gold[at : at + VERSES]
        en = [text.en[i] for a, _ in verses for i in a]
        zh = [[text.zh[j] for j in b] for _, b in verses]
        while sum(map(len, zh)) > len(en):
            verse = rng.choice([v for v in zh if len(v) > 1])
            verse[-2:] = ["".join(verse[-2:])]
        chapters.append((en, [line for verse in zh for line in verse]))
    return chapters


def make_documents(
    chapters: Sequence[tuple[list[str], list[str]]], size: int
) -> tuple[Lines, Lines]:
    """Make two documents of ``size`` sentences."""
    rng, order = random.Random(1), []
    en: Lines = []
    zh: Lines = []
    number = 0
    while min(len(en), len(zh)) < size:
        if not order:
            order = rng.sample(range(len(chapters)), len(chapters))
        own = chapters[order.pop()]
        en += [(line, number) for line in own[0]]
        zh += [(line, number) for line in own[1]]
        number += 1
    return en[:size], zh[:size]


def memory(field: str) -> float:
    """Return VmRSS or VmHWM (the peak) of this process in bytes; 0 if the system has neither."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    found = [line for line in status.read_text().splitlines() if line.startswith(field)]
    return float(found[0].split()[1]) * 1024


def forget_peak() -> None:
    """Reset the peak, if the system can."""
    try:
        ctypes.CDLL(None).malloc_trim(0)  # or freed memory that the allocator keeps would count
        Path("/proc/self/clear_refs").write_text("5")
    except (AttributeError, OSError, TypeError):
        print("memory: the peak cannot be reset here; it is that of all sizes", file=sys.stderr)


@contextmanager
def searching() -> Iterator[list[float]]:
    """Within the context, add up the seconds of the parts of the search."""
    spent: list[float] = []

    def timed(function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **options: Any) -> Any:
            begin = time.process_time()
            try:
                return function(*args, **options)
            finally:
                spent.append(time.process_time() - begin)

        return run

    kept = {name: getattr(beads, name) for name in ("cut_places", "find_beads")}
    try:
        for name, function in kept.items():
            setattr(beads, name, timed(function))
        yield spent
    finally:
        for name, function in kept.items():
            setattr(beads, name, function)


def measure(chapters: Sequence[tuple[list[str], list[str]]], size: int) -> Measured:
    en, zh = make_documents(chapters, size)
    sides = (
        Document.from_sentences([line for line, _ in lines], language)
        for lines, language in ((en, "en"), (zh, "zh"))
    )
    aligner = Aligner()
    aligner.align_texts("Load everything.", "先加载一切。")
    forget_peak()
    with searching() as spent:
        begin = time.process_time()
        units = aligner.align_documents(*sides).units
        total = time.process_time() - begin
    right = sum(en[b.en[0]][1] == zh[b.zh[0]][1] for b in units) / len(units)
    return Measured(size, sum(spent), total, memory("VmHWM"), right)


def run(sizes: Sequence[int] = SIZES, data: Path = DATA) -> list[Measured]:
    """Measure all sizes; the smallest before and after the others, averaged."""
    chapters = read_chapters(read_set(data / "bible")[0])
    done = [measure(chapters, size) for size in sizes]
    again = measure(chapters, sizes[0])
    first = done[0]
    search, total = (first.search + again.search) / 2, (first.total + again.total) / 2
    done[0] = Measured(first.sentences, search, total, first.peak, first.right)
    return done


def growth(done: Sequence[Measured]) -> float:
    """Return the ratio of search time per sentence, largest document to smallest."""
    first, last = done[0], done[-1]
    return (last.search / last.sentences) / (first.search / first.sentences)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--data", type=Path, default=DATA)
    args = parser.parse_args()
    done = run(sorted(args.sizes), args.data)
    print("sentences  search s   total s  search ms/sentence  peak MB  right chapter")
    for m in done:
        print(
            f"{m.sentences:9d} {m.search:9.2f} {m.total:9.1f} "
            f"{1000 * m.search / m.sentences:19.3f} {m.peak / MB:8.0f} {m.right:14.4f}"
        )
    print(f"time per sentence, largest against smallest: {growth(done):.2f} (≤ 1.3 wanted)")


if __name__ == "__main__":
    main()
