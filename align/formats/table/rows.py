"""A bilingual file of any kind → a memory: its texts, and where they stood."""

import os
from collections.abc import Iterable, Iterator

from align.errors import InputError
from align.languages import LANGUAGES
from align.readers import read_rows
from align.readers.base import Row
from align.unit import Header, Memory, Prop, Unit, Variant


def memory_of_rows(path: str | os.PathLike[str]) -> Memory:
    """The memory in a bilingual file that another program wrote (PO, a table …), read at once.

    Raises :class:`align.errors.InputError` for what is no such file.
    """
    name = os.fspath(path)
    rows = read_rows(path)
    if rows is None:
        raise InputError(
            f"{name}: not a memory; give a .tmx, an .align.json or a bilingual file "
            "(align two documents first with: tmxalign align EN ZH -o memory.tmx)"
        )
    return Memory(Header(), _units(rows), name)


def _units(rows: Iterable[Row]) -> Iterator[Unit]:
    for row in rows:
        sides = (("en", row.en), ("zh", row.zh))
        variants = [Variant(LANGUAGES[side].locale, (text,)) for side, text in sides if text]
        props = (Prop("x-position", row.where),) if row.where else ()
        yield Unit(variants, props=props, line=row.line)
