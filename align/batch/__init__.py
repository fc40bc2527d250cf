"""Many pairs of documents → one memory: the journal, the work on a pair, and what became of it."""

from align.batch.build import build
from align.batch.pair_records import PairRecord
from align.batch.report import BuildReport

__all__ = ["BuildReport", "PairRecord", "build"]
