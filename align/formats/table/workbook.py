"""A workbook that is written a row at a time."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

#: What a sheet holds.
ROWS = 1_048_576


@contextmanager
def workbook(stream: BinaryIO) -> Iterator[Any]:
    """A workbook of :mod:`xlsxwriter` that goes to ``stream`` at the end; nothing does on an error.

    Its rows wait in a temporary file, so memory use does not grow with their number. Texts are
    to be written by ``write_string``: nothing is a formula then.

    >>> import io
    >>> out = io.BytesIO()
    >>> with workbook(out) as book:
    ...     _ = book.add_worksheet("A").write_string(0, 0, "=1+1")
    >>> out.getvalue()[:2]
    b'PK'
    """
    import xlsxwriter

    with tempfile.TemporaryDirectory(prefix="tmxalign-") as folder:
        book = xlsxwriter.Workbook(stream, {"constant_memory": True, "tmpdir": folder})
        try:
            book.use_zip64()
            yield book
        except BaseException:
            book.fileclosed = True  # or it would write itself when it is thrown away
            for sheet in book.worksheets():
                sheet._opt_close()
            raise
        book.close()
