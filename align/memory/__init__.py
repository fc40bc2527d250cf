"""Translation memories and the other outputs of alignments.

Here is what is done with memories: read, write, convert, merge, split, compare. Their formats are
in ``formats``, what is found in them is in ``matching``, the rules of cleaning are in ``clean``,
and what receivers make of a file is in ``validate``.
"""

from typing import TYPE_CHECKING, Any

from align.lazy import public

if TYPE_CHECKING:
    from align.memory.conversion import convert as convert
    from align.memory.files import atomic_write as atomic_write
    from align.memory.from_alignments import memory_of as memory_of
    from align.memory.load import read_memory as read_memory
    from align.memory.matching.analysis import leverage as leverage
    from align.memory.matching.concordance import search as search
    from align.memory.read import read_alignment as read_alignment
    from align.memory.registry import FORMATS as FORMATS
    from align.memory.registry import Format as Format
    from align.memory.registry import format_for as format_for
    from align.memory.registry import register as register
    from align.memory.report import WriteReport as WriteReport
    from align.memory.unit import Header as Header
    from align.memory.unit import Memory as Memory
    from align.memory.unit import Unit as Unit
    from align.memory.unit import Variant as Variant
    from align.memory.writing import write as write

# name → module. Nothing is imported before it is asked for: a search answers in a fraction of the
# second that all formats take. (No module may have the name of a function that is here.)
_PUBLIC = {
    "FORMATS": "align.memory.registry",
    "Format": "align.memory.registry",
    "Header": "align.memory.unit",
    "Memory": "align.memory.unit",
    "Unit": "align.memory.unit",
    "Variant": "align.memory.unit",
    "WriteReport": "align.memory.report",
    "atomic_write": "align.memory.files",
    "convert": "align.memory.conversion",
    "format_for": "align.memory.registry",
    "leverage": "align.memory.matching.analysis",
    "memory_of": "align.memory.from_alignments",
    "read_alignment": "align.memory.read",
    "read_memory": "align.memory.load",
    "register": "align.memory.registry",
    "search": "align.memory.matching.concordance",
    "write": "align.memory.writing",
}

__all__ = sorted(_PUBLIC)


def __getattr__(name: str) -> Any:
    return public(__name__, _PUBLIC, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_PUBLIC})
