"""XLSX: sheets of a workbook with an English and a Chinese column."""

from collections.abc import Iterator, Sequence
from itertools import chain, dropwhile, islice
from typing import NamedTuple

from align.document import Paragraph
from align.errors import InputError
from align.files.load import File, Source, load
from align.formats.registry import FormatReader
from align.formats.table.account import account_of_own, account_of_pair, cells_aside
from align.formats.table.columns import (
    SAMPLE,
    Columns,
    Table,
    UnclearColumnsError,
    find_columns,
    memory_of_pair,
)
from align.formats.table.records import own_columns, units_of_own
from align.formats.table.workbook import Book, Sheet
from align.unit import Header, Memory, Unit


def read_xlsx(file: File) -> Memory:
    """Read a memory from the first sheet with English and Chinese columns, visible sheets first.

    Columns named English and Chinese are the texts, the others are fields by name; unknown names
    become properties. In a sheet without these names, the two columns are found by their names and
    text, and the others are counted. Numbers, dates and formulas are read as their values. Memory
    holds one row at a time, and the texts that some programs (Excel) store outside the sheets.

    Raises :class:`align.errors.InputError` for a file that is not a workbook, also while units
    are read, and if no sheet fits.
    """
    name, data = load(file)
    source = Source(data, name)
    found = _chosen(Book(source), source)
    if found.columns:
        return memory_of_pair(found.columns, found.rows, source)
    return Memory(Header(), units_of_own(found.names, found.rows, name), name)


def account_of_xlsx(file: File) -> Iterator[Unit | Paragraph]:
    """Yield the units like :func:`read_xlsx` and, between them, all other cells, of all sheets;

    then errors (``#N/A``), comments, texts in drawings, and how words are pronounced.

    Raises :class:`align.errors.InputError` like :func:`read_xlsx`.
    """
    name, data = load(file)
    source = Source(data, name)
    book = Book(source)
    book.failed = {}
    found = _chosen(book, source)
    if found.columns:
        yield from account_of_pair(found.columns, found.rows, source)
    else:
        yield from account_of_own(found.heading, found.names, found.rows, name)
    for sheet in book.sheets:
        if sheet != found.sheet:
            for _, where, cells in book.rows(sheet):
                yield from cells_aside(0, where, cells, "other sheets")
    for (sheet_name, row, _), text in book.failed.items():
        yield from cells_aside(0, f"sheet {sheet_name}, row {row}", [text], "formulas")
    yield from book.others()


def written_rows(file: File) -> dict[str, str]:
    """Return what tmxalign wrote into a workbook: the digest of each row, by the id of its unit.

    Empty for a workbook that it did not write. Rows that are changed or missing show by it: see
    :func:`align.formats.table.records.row_digest`.

    Raises :class:`align.errors.InputError` for a file that is not a workbook.
    """
    name, data = load(file)
    lines = (line.split() for line in Book(Source(data, name)).record())
    return {line[0]: line[1] for line in lines if len(line) == 2}


READER = FormatReader(
    (".xlsx", ".xlsm"),
    read_xlsx,
    bilingual=True,
    keeps_halves=True,
    account=account_of_xlsx,
)


class _Found(NamedTuple):
    """A sheet with both languages; one that tmxalign wrote has ``names`` instead of ``columns``.

    ``rows`` are all of its rows, without the heading row if it is our own.
    """

    sheet: Sheet
    columns: Columns | None
    names: Sequence[str]
    heading: tuple[int, str, Sequence[str]]
    rows: Table


def _chosen(book: Book, source: Source) -> _Found:
    """Find the sheet to be read."""
    reasons: list[InputError] = []
    for sheet in book.sheets:
        table = book.rows(sheet)
        first = list(islice(dropwhile(lambda row: not _has_text(row[2]), table), SAMPLE))
        if own := own_columns(first[0][2] if first else ()):
            return _Found(sheet, None, own, first[0], chain(first[1:], table))
        try:
            sample = [cells for *_, cells in first if _has_text(cells)]
            columns = find_columns(sample, source, f"sheet {sheet.name!r}")
            below = (c for n, c in enumerate(sample, 1) if not columns.is_above(n, c))
            if not any(map(columns.unit, below)):
                raise source.error("contains only a header row")
        except InputError as error:
            reasons.append(error)
            continue
        full = (row for row in chain(first, table) if _has_text(row[2]))
        rows = ((0, where, cells) for _, where, cells in full)
        return _Found(sheet, columns, (), (0, "", ()), rows)
    # what a person has to decide comes first
    reasons.sort(key=lambda reason: not isinstance(reason, UnclearColumnsError))
    if len(reasons) == 1 or (reasons and isinstance(reasons[0], UnclearColumnsError)):
        raise reasons[0]
    names = ", ".join(sheet.name for sheet in book.sheets[:8]) or "none"
    raise source.error(
        f"no sheet with an English and a Chinese column (sheets: {names}); "
        "put the two languages side by side, named English and Chinese in the first row"
    )


def _has_text(cells: Sequence[str]) -> bool:
    return any(map(str.strip, cells))
