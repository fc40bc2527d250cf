"""Large workbooks, a row at a time."""

import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

from align.errors import InputError
from align.files.archive import open_archive
from align.files.load import Source
from align.formats.table.workbook import ROWS
from align.readers.xlsx import WHAT, refuse_old, text_of_cell

#: The rows of a sheet with their numbers.
Table: TypeAlias = Iterator[tuple[int, Sequence[str]]]


def streamed(source: Source) -> Iterator[Table]:
    """The rows of each sheet; memory use does not grow with their number.

    Raises :class:`align.errors.InputError` for what is no workbook, also while rows are read.
    """
    import openpyxl

    refuse_old(source)
    open_archive(source, WHAT).close()  # it checks how much there is
    try:
        with _no_warnings():
            book = openpyxl.load_workbook(
                io.BytesIO(source.data), read_only=True, data_only=True, keep_links=False
            )
    except Exception as error:  # it lets through whatever its parsers raise
        raise damaged(source, error) from error
    for sheet in book.worksheets:
        yield _rows(sheet, source)


def _rows(sheet: Any, source: Source) -> Table:
    from openpyxl.utils.escape import unescape  # _x000D_ and the like

    sheet.reset_dimensions()  # some programs write wrong ones
    rows = sheet.iter_rows()
    for number in range(1, ROWS + 1):
        try:
            with _no_warnings():
                row = next(rows, None)
            if row is None:
                return
            texts = ["" if _is_empty(cell) else text_of_cell(cell.value) for cell in row]
        except Exception as error:
            raise damaged(source, error) from error
        yield number, [unescape(text) if "_x" in text else text for text in texts]
    if next(rows, None) is not None:
        raise source.error(f"a sheet has more than {ROWS:,} rows; save it again")


def _is_empty(cell: Any) -> bool:
    """Whether it has nothing in it, or an error (``#N/A``)."""
    return cell.value is None or cell.data_type == "e"


@contextmanager
def _no_warnings() -> Iterator[None]:
    """The library warns of what it would not write again; nothing is written."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def damaged(source: Source, error: Exception) -> InputError:
    """What is said of a workbook that cannot be read to its end."""
    why = (str(error) or type(error).__name__).splitlines()[0]  # some have advice in more lines
    return source.error(f"{WHAT} that is damaged ({why}); save it again")
