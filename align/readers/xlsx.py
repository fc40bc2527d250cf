"""XLSX: the workbooks of Excel and LibreOffice."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from align.errors import InputError
from align.files.archive import open_archive, read_member
from align.files.load import Source
from align.readers.base import Reader, Row
from align.readers.columns import SAMPLE, find_columns, pick

WHAT = "an Excel workbook (.xlsx)"
#: No sheet may reach so far that it has more cells than this, empty ones included.
CELLS = 20_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CELL = re.compile(r"([A-Za-z]{1,7})(\d{1,10})")


def read_xlsx(source: Source) -> tuple[Row, ...]:
    """The pairs of the first sheet that has an English and a Chinese column.

    Visible sheets go before hidden ones; numbers, dates and formulas are read as their values.
    Raises :class:`align.errors.InputError` for what is no workbook, and when no sheet fits.
    """
    names: list[str] = []
    reasons: list[InputError] = []
    for name, table in sheets_of(source):
        names.append(name)
        try:
            columns = find_columns([c for *_, c in table[:SAMPLE]], source, f"sheet {name!r}")
            return pick(table, columns, source)
        except InputError as error:
            reasons.append(error)
    if len(reasons) == 1:
        raise reasons[0]
    raise source.error(
        f"no sheet with an English and a Chinese column (sheets: {', '.join(names[:8]) or 'none'});"
        " put the two languages side by side, named English and Chinese in the first row"
    )


def sheets_of(source: Source) -> Iterator[tuple[str, list[tuple[int, str, list[str]]]]]:
    """The sheets by name, visible ones first: rows with text, as :func:`read_xlsx` names them.

    Raises :class:`align.errors.InputError` for what is no workbook.
    """
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(checked(source)))
        for name in _sheets(book):
            yield name, list(_table(book.get_sheet_by_name(name)))
    except (python_calamine.CalamineError, ValueError) as error:
        raise source.error(f"{WHAT} that is damaged ({error}); save it again") from error


def _sheets(book: Any) -> list[str]:
    """Names of the sheets with cells, hidden ones last."""
    found = [sheet for sheet in book.sheets_metadata if "WorkSheet" in str(sheet.typ)]
    return [s.name for s in sorted(found, key=lambda s: not str(s.visible).endswith(".Visible"))]


def _table(sheet: Any) -> Iterator[tuple[int, str, list[str]]]:
    """The rows with text: no line, where it stands, its cells."""
    if sheet.start is None:
        return
    before = [""] * sheet.start[1]
    for number, values in enumerate(sheet.iter_rows(), start=1):
        cells = [text_of_cell(value) for value in values]
        if any(map(str.strip, cells)):
            yield 0, f"sheet {sheet.name}, row {number}", before + cells


def text_of_cell(value: Any) -> str:
    """A cell as a person reads it.

    >>> text_of_cell(3.0), text_of_cell(0.1), text_of_cell(True), text_of_cell(datetime(2024, 3, 1))
    ('3', '0.1', 'TRUE', '2024-03-01')
    """
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.15g}" if abs(value) < 1e15 else str(value)
    if isinstance(value, datetime):
        return value.isoformat(" ").removesuffix(" 00:00:00")
    return str(value)


def refuse_old(source: Source) -> None:
    """Raises :class:`align.errors.InputError` for a workbook that is no archive at all."""
    if source.data.startswith(_OLE):
        raise source.error(
            "a workbook with a password, or one of an old format (.xls); "
            "save it as .xlsx, without a password"
        )


def checked(source: Source) -> bytes:
    """The workbook's XML in an archive of our own.

    The library takes a member for as long as it turns out to be, and makes room for every cell up
    to the last one: so what it gets has the sizes that were checked, and no cell far away.
    """
    refuse_old(source)
    out = io.BytesIO()
    with open_archive(source, WHAT) as archive, zipfile.ZipFile(out, "w") as copy:
        names = dict.fromkeys(
            n for n in archive.namelist() if n.lower().endswith((".xml", ".rels"))
        )
        if not any(name.lower() == "xl/workbook.xml" for name in names):
            raise source.error(f"not {WHAT}: xl/workbook.xml is missing in it")
        for name in names:
            data = read_member(archive, name, source, WHAT)
            _check_span(name, data, source)
            copy.writestr(name, data)
    return out.getvalue()


def _check_span(name: str, data: bytes, source: Source) -> None:
    """Refuse a sheet of which a cell with content, or a row, stands absurdly far away."""
    from lxml import etree

    rows, columns = 0, 1
    events = etree.iterparse(
        io.BytesIO(data),
        tag=("{*}c", "{*}row"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    try:
        for _, element in events:
            if element.tag.endswith("row"):
                if len(element):
                    rows = max(rows, _number(element.get("r")))
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
            elif len(element) and (cell := _CELL.fullmatch(element.get("r") or "")):
                rows = max(rows, int(cell[2]))
                columns = max(columns, _column(cell[1]))
    except etree.XMLSyntaxError as error:
        raise source.error(f"{WHAT} that is damaged ({name}: {error.msg})") from error
    if rows * columns > CELLS:
        raise source.error(
            f"a sheet reaches to row {rows:,} and column {columns:,}; "
            "delete the cells that stand far from the table"
        )


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 20 else 0


def _column(letters: str) -> int:
    """The 1-based number of a column.

    >>> _column("A"), _column("AB")
    (1, 28)
    """
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


READER = Reader("Excel", (".xlsx", ".xlsm"), rows=read_xlsx)
