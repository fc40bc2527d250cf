"""XLSX: a sheet in which a person reviews a memory."""

from typing import Any, BinaryIO

from align.errors import OutputError
from align.formats.registry import register
from align.formats.report import WriteReport
from align.formats.table.records import FIELDS, KEEPS, number, record_of, rows
from align.formats.table.workbook import ROWS, workbook
from align.formats.text import legal
from align.unit import Memory

COLUMNS = ("English", "Chinese", *FIELDS)
#: What the status column offers. (Another word is taken, too.)
STATUSES = ("approved", "wrong", "unsure")
#: From here on a confidence is green, below the other one red.
SURE, UNSURE = 0.9, 0.7
#: What a cell holds, in characters of UTF-16.
CHARACTERS = 32_767
_WIDTHS = {"English": 60, "Chinese": 45, "note": 30, "document": 24, "position": 12, "id": 18}
_COLOURS = {"green": "#C6EFCE", "amber": "#FFEB9C", "red": "#FFC7CE"}


@register(
    ".xlsx",
    "review sheet for Excel and LibreOffice: colours by confidence, a column for the status",
    keeps=KEEPS,
)
def write_xlsx(memory: Memory, stream: BinaryIO, *, include_nulls: bool = True) -> WriteReport:
    """Write a workbook with a sheet, a unit a row; texts are text whatever they begin with.

    The rows wait in a temporary file, so memory use does not grow with their number. What the
    reviewer writes into the columns status and note comes back with
    :func:`align.memory.read_memory`.

    >>> import io
    >>> from align.unit import Header, Unit, Variant
    >>> unit = Unit([Variant("en-US", ("=1+1",)), Variant("zh-CN", ("二",))])
    >>> out = io.BytesIO()
    >>> print(write_xlsx(Memory(Header(), [unit]), out))
    1 unit written

    Raises :class:`align.errors.OutputError` for more than a sheet or a cell holds.
    """
    report = WriteReport()
    with workbook(stream) as book:
        _sheet(book, memory, report, include_nulls)
    return report


def _sheet(book: Any, memory: Memory, report: WriteReport, include_nulls: bool) -> None:
    sheet = book.add_worksheet("Memory")
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#DDEBF7"})
    top = {"valign": "top"}
    text, plain = book.add_format({**top, "text_wrap": True}), book.add_format(top)
    share = book.add_format({**top, "num_format": "0.000"})
    wrapped = {"English", "Chinese", "note"}
    formats = [text if name in wrapped else plain for name in COLUMNS]
    for column, name in enumerate(COLUMNS):
        sheet.set_column(column, column, _WIDTHS.get(name, 10), formats[column])
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(COLUMNS):
        sheet.write_string(0, column, name, head)
    row = 0
    for row, (unit, en, zh) in enumerate(rows(memory, report, nulls=include_nulls), start=1):
        if row >= ROWS:
            raise OutputError(
                f"more than {ROWS - 1:,} units: a sheet holds no more; "
                "split the memory first (tmxalign split), or write .csv"
            )
        record = record_of(unit)
        for column, cell in enumerate((en, zh, *[record.get(name, "") for name in FIELDS])):
            if not cell:
                continue
            if COLUMNS[column] == "confidence" and (value := number(cell)) is not None:
                sheet.write_number(row, column, value, share)
                continue
            found = legal(cell)
            report.illegal += found.illegal
            _check(found.text, row, COLUMNS[column])
            sheet.write_string(row, column, found.text, formats[column])
    _aids(book, sheet, row)


def _check(text: str, row: int, column: str) -> None:
    length = len(text) + sum(c > "\uffff" for c in text) if len(text) > CHARACTERS // 2 else 0
    if length > CHARACTERS:
        raise OutputError(
            f"unit {row:,}: its {column} has {length:,} characters, and a cell holds "
            f"{CHARACTERS:,}; write .csv or .tsv"
        )


def _aids(book: Any, sheet: Any, last: int) -> None:
    """Filter, colours and the list of statuses, for all rows."""
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
