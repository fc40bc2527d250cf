"""Translation memories and the other outputs of alignments.

To add a format, add a module with a writer under :func:`align.memory.registry.register`;
nothing else has to change.
"""

import os
from collections.abc import Iterable
from contextlib import ExitStack
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from align.alignment import Alignment
from align.errors import UsageError
from align.memory.conversion import convert
from align.memory.files import atomic_write
from align.memory.from_alignments import memory_of
from align.memory.joined import write_units
from align.memory.leverage import leverage
from align.memory.load import read_memory
from align.memory.read import read_alignment
from align.memory.registry import CODES, FORMATS, Format, format_for, register
from align.memory.report import WriteReport
from align.memory.search import search
from align.memory.unit import Header, Memory, Unit, Variant

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")


def write(
    what: Memory | Alignment | Iterable[Alignment],
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    **options: Any,
) -> WriteReport:
    """Write a memory, or alignments, to a file, whole or not at all; say in numbers what went in.

    The format comes from the suffix, or from ``format``; ``-`` is standard output. The
    alignments may be an iterator: formats that hold many write them as they come.
    ``options`` go to the format's writer; one that is None counts as not given. ``source``,
    ``locales`` and ``date`` say how alignments become units with language codes, see
    :func:`align.memory.from_alignments.memory_of`.

    >>> import tempfile
    >>> from align.alignment import Bead
    >>> from align.document import Document
    >>> en = Document.from_sentences(["Good morning."], "en")
    >>> zh = Document.from_sentences(["早上好。"], "zh")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     print(write(Alignment(en, zh, (Bead((0,), (0,)),)), f"{folder}/a.tmx"))
    1 unit written

    Raises :class:`align.errors.UsageError` for an unknown format or an option that it does
    not take, :class:`align.errors.OutputError` when the file cannot be written.
    """
    chosen = format_for(path, format)
    given = chosen.given(options)
    own = isinstance(what, Memory)  # of alignments nobody expects what they do not hold
    if not isinstance(what, Memory):
        if not chosen.single:
            what = memory_of(what, **{name: given.pop(name) for name in CODES if name in given})
    elif chosen.single:
        raise UsageError(f"{path}: a {chosen.suffix} file holds an alignment, not a memory")
    with ExitStack() as stack:
        streams = [stack.enter_context(atomic_write(one, "wb")) for one in chosen.paths(path)]
        if own and isinstance(what, Memory):
            report = write_units(chosen, what, streams, given)
        else:
            report = chosen.write(what, *streams, **given)
        for stream in streams:
            stream.flush()  # here, so that a closed pipe shows before the report is believed
        return report
    # Standard output's reader went away: atomic_write has ended the block quietly.
    return WriteReport(cut_off=True)


__all__ = [
    "FORMATS",
    "Format",
    "Header",
    "Memory",
    "Unit",
    "Variant",
    "WriteReport",
    "atomic_write",
    "convert",
    "format_for",
    "leverage",
    "memory_of",
    "read_alignment",
    "read_memory",
    "register",
    "search",
    "write",
]
