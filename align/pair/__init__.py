"""Pairing English and Chinese documents: by name, by content, or by a table."""

from typing import TYPE_CHECKING, Any

from align.lazy import make_callable, public

if TYPE_CHECKING:
    from align.pair.by_content import DocumentMatch as DocumentMatch
    from align.pair.by_content import pair_documents as pair_documents
    from align.pair.folders import check_pairs as check_pairs
    from align.pair.folders import pair_by_name as pair_by_name
    from align.pair.folders import pair_files as pair_files
    from align.pair.pairing import Pairing as Pairing
    from align.pair.pairing import PairOfFiles as PairOfFiles
    from align.pair.pairing import read_pairs as read_pairs
    from align.pair.pairing import write_pairs as write_pairs

# Imported on first use: a command that aligns two files compares no names.
_PUBLIC = {
    **dict.fromkeys(("DocumentMatch", "pair_documents"), "align.pair.by_content"),
    **dict.fromkeys(("check_pairs", "pair_by_name", "pair_files"), "align.pair.folders"),
    **dict.fromkeys(("PairOfFiles", "Pairing", "read_pairs", "write_pairs"), "align.pair.pairing"),
}

__all__ = sorted(_PUBLIC)


def __getattr__(name: str) -> Any:
    return public(__name__, _PUBLIC, name)


make_callable(__name__)
