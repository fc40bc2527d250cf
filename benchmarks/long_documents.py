"""Does the search stay linear? Time a sentence and memory at 10,000 and 100,000 sentences a side.

    python benchmarks/long_documents.py                  # 10000 and 100000
    python benchmarks/long_documents.py --sizes 1000 4000 --dtype float16

The documents are the chapters (about 50 verses each) of ../shared/data/bible, shuffled and
repeated, in the same order on both sides. Only the search is measured: each sentence is
embedded once, and the long documents are put together from the arrays. Times are those of the
processor: what else runs on the machine counts less.
"""

import argparse
import ctypes
import os
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as on the command line

import numpy as np
from datasets import DATA, Text, read_set

from align.document import Document
from align.embed import load_encoder
from align.score.clauses import Clauses
from align.score.context import Pair, Side, make_side
from align.score.lexical import Words
from align.score.scorer import Scorer
from align.score.weights import shipped_weights
from align.search.find import find_beads

SIZES = (10_000, 100_000)
VERSES = 50  # a chapter
MB = 1e6


@dataclass(frozen=True)
class Chapters:
    """Both sides of the whole text, and where each chapter begins on them (ends included)."""

    en: Side
    zh: Side
    begins_en: list[int]
    begins_zh: list[int]


@dataclass(frozen=True)
class Measured:
    """One search: ``increment`` is the memory that it took beyond what was there before it."""

    sentences: int
    seconds: float  # of the processor
    wall: float
    sides: float  # bytes
    increment: float
    peak: float
    right: float  # share of two-sided beads that link the same chapter on both sides


def read_chapters(text: Text, verses: int = VERSES) -> Chapters:
    """Cut, even out and embed the text."""
    en, zh = [], []
    begins_en, begins_zh = [], []
    rng = random.Random(0)
    for at in range(0, len(text.gold), verses):
        begins_en.append(len(en))
        begins_zh.append(len(zh))
        lines = [[text.zh[j] for j in b] for _, b in text.gold[at : at + verses]]
        own = [text.en[i] for a, _ in text.gold[at : at + verses] for i in a]
        # the Chinese has more lines: those of some verses are joined until both sides are equal,
        # so that n × n is n × n and the corridor runs along the diagonal
        surplus = sum(map(len, lines)) - len(own)
        while surplus > 0:
            verse = rng.choice([v for v in lines if len(v) > 1])
            verse[-2:] = ["".join(verse[-2:])]
            surplus -= 1
        en += own
        zh += [line for verse in lines for line in verse]
    encoder = load_encoder()
    return Chapters(
        make_side(Document.from_sentences(en, "en"), encoder),
        make_side(Document.from_sentences(zh, "zh"), encoder),
        [*begins_en, len(en)],
        [*begins_zh, len(zh)],
    )


def make_pair(chapters: Chapters, size: int, dtype: str) -> tuple[Pair, np.ndarray, np.ndarray]:
    """Two documents of ``size`` sentences, and the (repeated) chapter of each sentence."""
    count = len(chapters.begins_en) - 1
    rng, order = random.Random(1), []
    en: list[np.ndarray] = []
    zh: list[np.ndarray] = []
    while sum(map(len, en)) < size or sum(map(len, zh)) < size:
        if not order:
            order = rng.sample(range(count), count)
        c = order.pop()
        en.append(np.arange(chapters.begins_en[c], chapters.begins_en[c + 1]))
        zh.append(np.arange(chapters.begins_zh[c], chapters.begins_zh[c + 1]))
    chapter_en, chapter_zh = (
        np.repeat(np.arange(len(parts)), [len(p) for p in parts])[:size] for parts in (en, zh)
    )
    pair = Pair.make(
        take(chapters.en, np.concatenate(en)[:size], dtype),
        take(chapters.zh, np.concatenate(zh)[:size], dtype),
    )
    return pair, chapter_en, chapter_zh


def take(side: Side, at: np.ndarray, dtype: str) -> Side:
    """The sentences ``at`` as a document of their own.

    Runs across a chapter's end keep the vectors that they had where the chapter stood
    first: they join a sentence to one that is not there, as a run that has no translation.
    """
    runs = np.empty((len(side.runs), len(at), side.runs.shape[2]), dtype=dtype)
    for k, row in enumerate(side.runs):
        runs[k] = row[at]
        runs[k, len(at) - k :] = 0
    return replace(
        side,
        runs=runs,
        lengths=side.lengths[at],
        paragraphs=side.paragraphs[at],
        words=take_words(side.words, at),
        clauses=take_clauses(side.clauses, at),
        marks=side.marks[at],
        quoted=np.append(side.quoted[at], False),
    )


def take_words(words: Words, at: np.ndarray) -> Words:
    # every chapter is repeated alike, so that the words' shares, and so their weights, stay
    lengths = np.diff(words.begins)[at]
    begins = np.concatenate([[0], np.cumsum(lengths)])
    flat = np.repeat(words.begins[at] - begins[:-1], lengths) + np.arange(begins[-1])
    return replace(words, flat=words.flat[flat], begins=begins)


def take_clauses(clauses: Clauses, at: np.ndarray) -> Clauses:
    counts = np.diff(clauses.begins)[at]
    begins = np.concatenate([[0], np.cumsum(counts)])
    splits = np.repeat(clauses.begins[at] - begins[:-1], counts) + np.arange(begins[-1])
    return Clauses(begins, clauses.before[splits], clauses.behind[splits], clauses.whole[at])


def memory(field: str) -> float:
    """VmRSS or VmHWM (its peak) of this process, bytes; 0 where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    found = [line for line in status.read_text().splitlines() if line.startswith(field)]
    return float(found[0].split()[1]) * 1024


def forget_peak() -> None:
    """Let the peak begin anew (ru_maxrss would still hold an older one); where it can be done."""
    try:
        ctypes.CDLL(None).malloc_trim(0)  # what was freed but kept would hide what is taken next
        Path("/proc/self/clear_refs").write_text("5")
    except (AttributeError, OSError, TypeError):
        print("memory: the peak cannot be reset here; increments say nothing", file=sys.stderr)


def measure(pair: Pair, chapter_en: np.ndarray, chapter_zh: np.ndarray) -> Measured:
    scorer = Scorer(shipped_weights())
    forget_peak()
    before = memory("VmRSS")
    begin, wall = time.process_time(), time.perf_counter()
    found = find_beads(pair, scorer).beads
    seconds, wall = time.process_time() - begin, time.perf_counter() - wall
    peak = memory("VmHWM")
    full = [(b.en[0], b.zh[0]) for b in found if b.en and b.zh]
    right = np.mean([chapter_en[i] == chapter_zh[j] for i, j in full])
    sides = sum(side.runs.nbytes + side.words.flat.nbytes for side in (pair.en, pair.zh))
    return Measured(len(pair.en), seconds, wall, sides, peak - before, peak, float(right))


def run(sizes: Sequence[int] = SIZES, dtype: str = "float32", data: Path = DATA) -> list[Measured]:
    """Small ones before and after the large one, and their median: noise disturbs them most."""
    chapters = read_chapters(read_set(data / "bible")[0])
    pairs = [make_pair(chapters, size, dtype) for size in sizes]
    del chapters
    small = [[measure(*pair)] for pair in pairs[:-1]]
    large = measure(*pairs[-1])
    for _ in range(2):
        for done, pair in zip(small, pairs, strict=False):
            done.append(measure(*pair))
    return [*(sorted(d, key=lambda m: m.seconds)[1] for d in small), large]


def growth(done: Sequence[Measured]) -> float:
    """Time a sentence in the largest document over that in the smallest."""
    first, last = done[0], done[-1]
    return (last.seconds / last.sentences) / (first.seconds / first.sentences)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--dtype", choices=["float32", "float16"], default="float32")
    parser.add_argument("--data", type=Path, default=DATA)
    args = parser.parse_args()
    done = run(sorted(args.sizes), args.dtype, args.data)
    print(
        "sentences     CPU s    wall s  ms/sentence  sides MB  increment MB  peak MB  right chapter"
    )
    for m in done:
        print(
            f"{m.sentences:9d} {m.seconds:9.2f} {m.wall:9.2f} "
            f"{1000 * m.seconds / m.sentences:12.3f} {m.sides / MB:9.0f} "
            f"{m.increment / MB:13.0f} {m.peak / MB:8.0f} {m.right:14.4f}"
        )
    print(f"time a sentence, largest against smallest: {growth(done):.2f} (≤ 1.3 wanted)")


if __name__ == "__main__":
    main()
