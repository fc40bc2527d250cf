"""Pairing English and Chinese documents: by name, by content, or by a table."""

from align.lazy import make_callable
from align.pair.by_content import DocumentMatch, pair_documents
from align.pair.folders import check_pairs, pair_by_name, pair_files
from align.pair.pairing import Pairing, PairOfFiles, read_pairs, write_pairs

__all__ = [
    "DocumentMatch",
    "PairOfFiles",
    "Pairing",
    "check_pairs",
    "pair_by_name",
    "pair_documents",
    "pair_files",
    "read_pairs",
    "write_pairs",
]

make_callable(__name__)
