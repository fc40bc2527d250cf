"""The review sheet, read back; other workbooks are for :mod:`align.readers.xlsx`."""

import io
import os
from collections.abc import Iterator
from typing import Any

from align.files.load import Source, load
from align.formats.table.own_columns import own_columns, units_of
from align.formats.table.rows import memory_of_rows
from align.formats.table.xlsx_stream import Table, damaged, streamed
from align.readers.xlsx import checked, text_of_cell
from align.unit import Header, Memory

#: A workbook of more bytes (some 100,000 units) is read as a stream, which takes twice the time.
LARGE = 4_000_000


def read_xlsx(path: str | os.PathLike[str]) -> Memory:
    """The memory in the first sheet with columns called English and Chinese, and others.

    Of a large workbook a row at a time is in main memory, and the texts that some programs (Excel)
    keep beside its sheets. In a workbook without such a sheet the two columns are found by their
    text, and only they are read.

    Raises :class:`align.errors.InputError` for what is no workbook, also while units are read.
    """
    name, data = load(path)
    source = Source(data, name)
    for table in streamed(source) if len(data) > LARGE else _at_once(source):
        head = next((cells for _, cells in table if any(cells)), ())
        if names := own_columns(head):
            return Memory(Header(), units_of(names, table, name), name)
    return memory_of_rows(path)


def _at_once(source: Source) -> Iterator[Table]:
    """The rows of each sheet."""
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(checked(source)))
        for number, about in enumerate(book.sheets_metadata):
            if "WorkSheet" in str(about.typ):
                yield _rows(book.get_sheet_by_index(number))
    except (python_calamine.CalamineError, ValueError) as error:
        raise damaged(source, error) from error


def _rows(sheet: Any) -> Table:
    """The rows, from the first one with a cell on; columns that are empty before it, too."""
    if sheet.start is None:
        return
    before = [""] * sheet.start[1]
    for number, values in enumerate(sheet.iter_rows(), start=1):
        yield number, before + [text_of_cell(value) for value in values]
