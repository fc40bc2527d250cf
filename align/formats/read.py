"""A file → the memory in it, whatever its format."""

import os

from align.errors import InputError, UsageError
from align.formats.tmx.read import read_tmx
from align.unit import Memory


def read_memory(path: str | os.PathLike[str], *, format: str | None = None) -> Memory:
    """The memory in a file: TMX (``.gz`` and ``.zip`` too), any other format that can be read

    back, an ``.align.json``, or a bilingual file (XLIFF, PO, a table …). The units come as a
    stream where the format allows it. ``format`` is the suffix to go by in place of the name's.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with open(f"{folder}/a.csv", "w", encoding="utf-8") as file:
    ...         _ = file.write("English,Chinese\\nHello.,你好。\\n")
    ...     [unit.text("zh") for unit in read_memory(f"{folder}/a.csv")]
    ['你好。']

    Raises :class:`align.errors.InputError` for what is no memory, and
    :class:`align.errors.UsageError` for a ``format`` that cannot be read.
    """
    name = os.fspath(path)
    if name == "-":
        raise InputError("-: a memory is read from a file, not from standard input")
    lowered = name.lower()
    if format is not None:
        lowered = "." + format.lower().removeprefix(".")
    if lowered.endswith((".tmx", ".tmx.gz", ".gz", ".zip")):
        return read_tmx(path)
    if lowered.endswith(".align.json"):
        from align.formats.from_alignments import memory_of
        from align.formats.read_alignment import read_alignment

        return memory_of(read_alignment(path))
    # that is what few read: the other formats are imported when they are asked for
    from align.formats.registry import FORMATS
    from align.formats.table.rows import memory_of_rows

    fitting = [
        suffix for suffix, known in FORMATS.items() if known.read and lowered.endswith(suffix)
    ]
    if fitting and (read := FORMATS[max(fitting, key=len)].read):
        return read(path)
    if format is not None:
        readable = sorted(suffix for suffix, known in FORMATS.items() if known.read)
        raise UsageError(
            f"format {format!r} cannot be read; there are: .align.json, {', '.join(readable)}"
        )
    return memory_of_rows(path)
