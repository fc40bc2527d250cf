"""CSV: the review table as text."""

import csv
from codecs import BOM_UTF8
from io import StringIO
from typing import BinaryIO

from align.formats.registry import register
from align.formats.table.records import FIELDS, KEEPS, guarded, record_of
from align.formats.text import legal
from align.formats.writer import RowWriter
from align.unit import Header, Unit

#: The header line.
COLUMNS = ("English", "Chinese", *FIELDS)


@register(
    ".csv",
    "table with commas: English, Chinese, confidence, status, note and more",
)
class CsvWriter(RowWriter):
    """A table as in RFC 4180, in UTF-8; line breaks within texts stay.

    A text never becomes a formula: one that begins with ``=``, ``+``, ``-``, ``@``, a tab or a
    carriage return gets an apostrophe before it, which reading takes away again. ``bom`` puts a
    byte order mark first: without it Excel takes the file for another encoding.

    >>> import io
    >>> from align.unit import Header, Memory, Unit, Variant
    >>> unit = Unit([Variant("en-US", ("=1+1",)), Variant("zh-CN", ("二",))], "7")
    >>> out = io.BytesIO()
    >>> _ = CsvWriter.write(Memory(Header(), [unit]), out)
    >>> out.getvalue().decode().splitlines()[1]
    "'=1+1,二,,,,,,,7"
    """

    keeps = KEEPS
    independent = True

    def __init__(self, stream: BinaryIO, *, bom: bool = False, include_nulls: bool = True) -> None:
        super().__init__(stream)
        self.nulls, self._bom = include_nulls, bom
        self._waiting = StringIO(newline="")
        self._table = csv.writer(self._waiting)

    def begin(self, header: Header, first: Unit | None) -> None:
        self.streams[0].write(BOM_UTF8 if self._bom else b"")
        self._table.writerow(COLUMNS)

    def row(self, unit: Unit, en: str, zh: str) -> None:
        record = record_of(unit)
        cells = []
        for text in (en, zh, *[record.get(name, "") for name in FIELDS]):
            found = legal(text)
            self.report.illegal += found.illegal
            cells.append(guarded(found.text))
        self._table.writerow(cells)
        if self._waiting.tell() > 65536:
            self.flush()

    def flush(self) -> None:
        self.streams[0].write(self._waiting.getvalue().encode())
        self._waiting.seek(0)
        self._waiting.truncate()
