"""Operations on translation memories: read, write, convert, merge, split, compare.

Formats are in :mod:`align.formats`; ``matching`` searches memories, ``clean`` has the cleaning
rules, and ``validate`` predicts what receivers import.
"""

from typing import TYPE_CHECKING, Any

from align.lazy import public

if TYPE_CHECKING:
    from align.files.atomic import atomic_write as atomic_write
    from align.formats.from_alignments import memory_of as memory_of
    from align.formats.read import read_alignment as read_alignment
    from align.formats.read import read_memory as read_memory
    from align.formats.registry import FORMATS as FORMATS
    from align.formats.registry import Format as Format
    from align.formats.registry import format_for as format_for
    from align.formats.registry import register as register
    from align.formats.report import WriteReport as WriteReport
    from align.formats.write import write as write
    from align.memory.conversion import convert as convert
    from align.memory.matching.analysis import leverage as leverage
    from align.memory.matching.concordance import search as search
    from align.unit import Header as Header
    from align.unit import Memory as Memory
    from align.unit import Unit as Unit
    from align.unit import Variant as Variant

# name → module, imported on first use: a search takes a fraction of the second that importing all
# formats would. (No module may have the name of a function listed here.)
_PUBLIC = {
    "FORMATS": "align.formats.registry",
    "Format": "align.formats.registry",
    "Header": "align.unit",
    "Memory": "align.unit",
    "Unit": "align.unit",
    "Variant": "align.unit",
    "WriteReport": "align.formats.report",
    "atomic_write": "align.files.atomic",
    "convert": "align.memory.conversion",
    "format_for": "align.formats.registry",
    "leverage": "align.memory.matching.analysis",
    "memory_of": "align.formats.from_alignments",
    "read_alignment": "align.formats.read",
    "read_memory": "align.formats.read",
    "register": "align.formats.registry",
    "search": "align.memory.matching.concordance",
    "write": "align.formats.write",
}

__all__ = sorted(_PUBLIC)


def __getattr__(name: str) -> Any:
    return public(__name__, _PUBLIC, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_PUBLIC})
