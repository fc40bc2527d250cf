"""The review sheet, read back; other workbooks are for :mod:`align.readers.xlsx`."""

import io
import os
from collections.abc import Iterator, Sequence
from typing import Any

from align.memory.formats.rows import memory_of_rows
from align.memory.formats.table_read import own_columns, units_of
from align.memory.unit import Header, Memory
from align.readers.base import Source
from align.readers.load import load
from align.readers.xlsx import WHAT, checked, text_of_cell


def read_xlsx(path: str | os.PathLike[str]) -> Memory:
    """The memory in the first sheet with columns called English and Chinese, and others.

    The format has to be read at once. In a workbook without such a sheet the two columns are found
    by their text, and only they are read.

    Raises :class:`align.errors.InputError` for what is no workbook.
    """
    import python_calamine

    name, data = load(path)
    source = Source(data, name)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(checked(source)))
        for number, about in enumerate(book.sheets_metadata):
            if "WorkSheet" not in str(about.typ):
                continue
            sheet = book.get_sheet_by_index(number)
            table = _table(sheet) if sheet.start is not None else iter(())
            names = own_columns(next(table, (0, ()))[1])
            if names:
                return Memory(Header(), units_of(names, table, name), name)
    except (python_calamine.CalamineError, ValueError) as error:
        raise source.error(f"{WHAT} that is damaged ({error}); save it again") from error
    return memory_of_rows(path)


def _table(sheet: Any) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows, from the first one with a cell on; columns that are empty before it, too."""
    before = [""] * sheet.start[1]
    for number, values in enumerate(sheet.iter_rows(), start=1):
        yield number, before + [text_of_cell(value) for value in values]
