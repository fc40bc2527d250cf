"""Which English document belongs to which Chinese one: by name, by content, or as somebody says."""

from align.pair.by_content import DocumentMatch, pair_documents
from align.pair.files import check_pairs, pair_by_name, pair_files
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
