"""CSV: the review table as text."""

import csv
from codecs import BOM_UTF8
from io import StringIO
from typing import BinaryIO

from align.formats.registry import register
from align.formats.report import WriteReport
from align.formats.table.records import FIELDS, KEEPS, guarded, record_of, rows
from align.formats.text import legal
from align.unit import Memory

#: The header line.
COLUMNS = ("English", "Chinese", *FIELDS)


@register(
    ".csv",
    "table with commas: English, Chinese, confidence, status, note and more",
    keeps=KEEPS,
    tail=b"",
)
def write_csv(
    memory: Memory, stream: BinaryIO, *, bom: bool = False, include_nulls: bool = True
) -> WriteReport:
    """Write a table as RFC 4180 has it, in UTF-8; line breaks within texts stay.

    A text never becomes a formula: one that begins with ``=``, ``+``, ``-``, ``@``, a tab or a
    carriage return gets an apostrophe before it, which reading takes away again. ``bom`` puts a
    byte order mark first: without it Excel takes the file for another encoding.

    >>> import io
    >>> from align.unit import Header, Unit, Variant
    >>> unit = Unit([Variant("en-US", ("=1+1",)), Variant("zh-CN", ("二",))], "7")
    >>> out = io.BytesIO()
    >>> _ = write_csv(Memory(Header(), [unit]), out)
    >>> out.getvalue().decode().splitlines()[1]
    "'=1+1,二,,,,,,,7"
    """
    report = WriteReport()
    waiting = StringIO(newline="")
    table = csv.writer(waiting)
    stream.write(BOM_UTF8 if bom else b"")
    table.writerow(COLUMNS)
    for unit, en, zh in rows(memory, report, nulls=include_nulls):
        record = record_of(unit)
        cells = []
        for text in (en, zh, *[record.get(name, "") for name in FIELDS]):
            found = legal(text)
            report.illegal += found.illegal
            cells.append(guarded(found.text))
        table.writerow(cells)
        if waiting.tell() > 65536:
            stream.write(waiting.getvalue().encode())
            waiting.seek(0)
            waiting.truncate()
    stream.write(waiting.getvalue().encode())
    return report
