"""XLSX: a sheet for reviewing a memory."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from types import TracebackType
from typing import Any, BinaryIO

from align.errors import OutputError
from align.files.temporary import TemporaryFolder, no_room
from align.formats.from_alignments import time_stamp
from align.formats.registry import register
from align.formats.table.records import FIELDS, KEEPS, number, record_of, row_digest
from align.formats.table.workbook import RECORD
from align.formats.writer import RowWriter
from align.unit import Header, Unit

COLUMNS = ("English", "Chinese", *FIELDS)
#: The choices in the status column. (Other words are accepted too.)
STATUSES = ("approved", "wrong", "unsure", "excluded")
#: Confidences from the first one on are green, those below the second one red.
SURE, UNSURE = 0.9, 0.7
#: The longest text of a cell, in UTF-16 code units.
CHARACTERS = 32_767
_WIDTHS = {"English": 60, "Chinese": 45, "note": 30, "document": 24, "position": 12, "id": 18}
_COLOURS = {"green": "#C6EFCE", "amber": "#FFEB9C", "red": "#FFC7CE"}
_SURROGATES = re.compile("[\ud800-\udfff]")
# The beginning of what the format takes for an escape.
_ESCAPE = re.compile("_(?=x[0-9a-fA-F]{4}_)")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
#: The most rows of a sheet.
ROWS = 1_048_576


@register(
    ".xlsx",
    "review sheet for Excel and LibreOffice: colours by confidence, a column for the status",
)
class XlsxWriter(RowWriter):
    """A workbook with one sheet and one row per unit; no text becomes a formula.

    The rows are kept in a temporary file, so memory use does not grow with their number.
    :func:`align.memory.read_memory` reads what the reviewer writes in the columns status and note.

    >>> import io
    >>> from align.unit import Header, Memory, Unit, Variant
    >>> unit = Unit([Variant("en-US", ("=1+1",)), Variant("zh-CN", ("二",))])
    >>> out = io.BytesIO()
    >>> print(XlsxWriter.write(Memory(Header(), [unit]), out))
    1 unit written

    Raises :class:`align.errors.OutputError` if there is too much for a sheet or a cell.
    """

    keeps = KEEPS

    def __init__(self, stream: BinaryIO, *, include_nulls: bool = True) -> None:
        super().__init__(stream)
        self.nulls = include_nulls
        self._workbook = workbook(stream)
        self._book: Any = None
        self._row = 0
        self._record: list[str] = []

    def begin(self, header: Header, first: Unit | None) -> None:
        book = self._book = self._workbook.__enter__()
        sheet = self._sheet = book.add_worksheet("Memory")
        head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#DDEBF7"})
        top = {"valign": "top"}
        text, plain = book.add_format({**top, "text_wrap": True}), book.add_format(top)
        self._share = book.add_format({**top, "num_format": "0.000"})
        wrapped = {"English", "Chinese", "note"}
        self._formats = [text if name in wrapped else plain for name in COLUMNS]
        for column, name in enumerate(COLUMNS):
            sheet.set_column(column, column, _WIDTHS.get(name, 10), self._formats[column])
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(COLUMNS):
            sheet.write_string(0, column, name, head)

    def row(self, unit: Unit, en: str, zh: str) -> None:
        row = self._row = self._row + 1
        if row >= ROWS:
            raise OutputError(
                f"more than {ROWS - 1:,} units: a sheet cannot hold more; "
                "split the memory first (tmxalign split), or write .csv"
            )
        record = record_of(unit)
        for column, cell in enumerate((en, zh, *[record.get(name, "") for name in FIELDS])):
            if not cell:
                continue
            if COLUMNS[column] == "confidence" and (value := number(cell)) is not None:
                self._sheet.write_number(row, column, value, self._share)
                continue
            text, halves = _SURROGATES.subn("", cell)
            self.report.illegal += halves
            _check(text, row, COLUMNS[column])
            self._sheet.write_string(row, column, text, self._formats[column])
        if unit.id.isprintable() and len(unit.id.split()) == 1:
            digest = row_digest(en, zh, record.get("status", ""), record.get("note", ""))
            self._record.append(f"{unit.id} {digest}")

    def end(self) -> None:
        _write_record(self._book, self._record)
        _aids(self._book, self._sheet, self._row)
        self._workbook.__exit__(None, None, None)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        if kind and self._book:
            self._workbook.__exit__(kind, error, trace)


def _check(text: str, row: int, column: str) -> None:
    length = len(text) + sum(c > "\uffff" for c in text) if len(text) > CHARACTERS // 2 else 0
    if length > CHARACTERS:
        raise OutputError(
            f"unit {row:,}: its {column} has {length:,} characters, and a cell holds "
            f"{CHARACTERS:,}; write .csv or .tsv"
        )


def _write_record(book: Any, record: Sequence[str]) -> None:
    """Keep what was written on a hidden sheet: what a person changed shows when it is read."""
    sheet = book.add_worksheet(RECORD)
    sheet.very_hidden()
    lines: list[str] = []
    size = row = 0
    for line in [*record, ""]:
        if lines and (not line or size + len(line) >= CHARACTERS):
            sheet.write_string(row, 0, "\n".join(lines))
            lines, size, row = [], 0, row + 1
        lines.append(line)
        size += len(line) + 1


def _aids(book: Any, sheet: Any, last: int) -> None:
    """Add the filter, the colours and the list of statuses, for all rows."""
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    if not last:
        return
    sure, status = COLUMNS.index("confidence"), COLUMNS.index("status")
    colour = {name: book.add_format({"bg_color": code}) for name, code in _COLOURS.items()}
    for name, rule in (
        ("green", {"criteria": ">=", "value": SURE}),
        ("amber", {"criteria": "between", "minimum": UNSURE, "maximum": SURE}),
        ("red", {"criteria": "<", "value": UNSURE}),
    ):
        about = {"type": "cell", "format": colour[name], "stop_if_true": True, **rule}
        sheet.conditional_format(1, sure, last, sure, about)
    for name, word in (("green", "approved"), ("red", "wrong"), ("amber", "unsure")):
        about = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": colour[name]}
        sheet.conditional_format(1, status, last, status, about)
    choices = {"validate": "list", "source": list(STATUSES), "error_type": "information"}
    sheet.data_validation(1, status, last, status, choices)


@contextmanager
def workbook(stream: BinaryIO) -> Iterator[Any]:
    """Open a workbook that is written to ``stream`` at the end, unless there is an error.

    Its rows are kept in a temporary file, so memory use does not grow with their number. Write
    texts with ``write_string``, so that nothing becomes a formula.

    >>> import io
    >>> out = io.BytesIO()
    >>> with workbook(out) as book:
    ...     _ = book.add_worksheet("A").write_string(0, 0, "=1+1")
    >>> out.getvalue()[:2]
    b'PK'
    """
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

    class Sheet(Worksheet):  # type: ignore[misc]
        """A sheet whose texts come back as they were."""

        @staticmethod
        def _escape_control_characters(data: Any) -> Any:
            if not isinstance(data, str):
                return data
            # "_x0041_x0042_" is two escapes, of which the original sees one
            data = _ESCAPE.sub("_x005F_", data)
            return _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", data)

        def _write_cell(self, row: int, col: int, cell: Any) -> None:
            self._is_rich = type(cell).__name__ == "RichString"
            super()._write_cell(row, col, cell)

        def _xml_rich_inline_string(self, string: str, attributes: Any = ()) -> None:
            if self._is_rich:
                super()._xml_rich_inline_string(string, attributes)
            else:  # a text like <r>…</r> is a text, not XML
                self._xml_inline_string(string, preserve=True, attributes=attributes)

    out = _Output(stream)
    with TemporaryFolder() as folder:
        book = xlsxwriter.Workbook(out, {"constant_memory": True, "tmpdir": str(folder.path)})
        try:
            book.worksheet_class = Sheet
            book.use_zip64()
            book.set_properties({"created": datetime.strptime(time_stamp(), "%Y%m%dT%H%M%SZ")})
            yield book
            book.close()
        except BaseException as error:
            out.close()
            book.fileclosed = True  # otherwise it would be written when it is garbage-collected
            for sheet in book.worksheets():
                with suppress(OSError):  # closing flushes again: a full disk is still full
                    sheet._opt_close()
            if isinstance(error, xlsxwriter.exceptions.FileCreateError):
                error = error.args[0]
            if isinstance(error, OSError) and error.filename is None and not out.failed:
                no_room(error)
            raise error from None


class _Output:
    """The stream that a workbook goes to, and whether that is where writing failed.

    A ZIP file writes its end also when it is garbage-collected: after an error that goes nowhere.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.failed, self._closed, self._place = stream, False, False, 0

    def close(self) -> None:
        """From now on, nothing is written."""
        self._closed = True

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._stream, name)

        def call(*given: Any) -> Any:
            try:
                return None if self._closed else found(*given)
            except OSError:
                self.failed = True
                raise

        return call if callable(found) else found

    def write(self, data: bytes) -> int:
        """Write to the stream."""
        self._place += len(data)
        return len(data) if self._closed else self.__getattr__("write")(data)

    def seek(self, place: int, whence: int = 0) -> int:
        """Move to a place."""
        self._place = place if self._closed else self.__getattr__("seek")(place, whence)
        return self._place

    def tell(self) -> int:
        """The place that the next bytes go to."""
        if not self._closed:
            self._place = self.__getattr__("tell")()
        return self._place
