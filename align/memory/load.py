"""A file → the memory in it, whatever its format."""

import os
from collections.abc import Iterator

from align.errors import InputError
from align.languages import LANGUAGES
from align.memory.from_alignments import memory_of
from align.memory.read import read_alignment
from align.memory.registry import FORMATS
from align.memory.tmx_read import read_tmx
from align.memory.unit import Header, Memory, Prop, Unit, Variant
from align.readers import read_rows
from align.readers.base import Row


def read_memory(path: str | os.PathLike[str]) -> Memory:
    """The memory in a file: TMX (``.gz`` and ``.zip`` too), any other format that can be read

    back, an ``.align.json``, or a bilingual file (XLIFF, PO, a table …). The units come as a
    stream where the format allows it.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with open(f"{folder}/a.csv", "w", encoding="utf-8") as file:
    ...         _ = file.write("English,Chinese\\nHello.,你好。\\n")
    ...     [unit.text("zh") for unit in read_memory(f"{folder}/a.csv")]
    ['你好。']

    Raises :class:`align.errors.InputError` for what is no memory.
    """
    name = os.fspath(path)
    lowered = name.lower()
    if lowered.endswith((".tmx", ".tmx.gz", ".gz", ".zip")):
        return read_tmx(path)
    if lowered.endswith(".align.json"):
        return memory_of(read_alignment(path))
    fitting = [
        suffix for suffix, known in FORMATS.items() if known.read and lowered.endswith(suffix)
    ]
    if fitting and (read := FORMATS[max(fitting, key=len)].read):
        return read(path)
    rows = read_rows(path)
    if rows is None:
        raise InputError(
            f"{name}: not a memory; give a .tmx, an .align.json or a bilingual file "
            "(align two documents first with: tmxalign align EN ZH -o memory.tmx)"
        )
    return Memory(Header(), _units(rows), name)


def _units(rows: tuple[Row, ...]) -> Iterator[Unit]:
    for row in rows:
        sides = (("en", row.en), ("zh", row.zh))
        variants = [Variant(LANGUAGES[side].locale, (text,)) for side, text in sides if text]
        props = (Prop("x-position", row.where),) if row.where else ()
        yield Unit(variants, props=props, line=row.line)
