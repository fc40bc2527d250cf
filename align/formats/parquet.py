"""Parquet: columns for data frames and data sets. Needs the extra ``parquet``."""

import os
import re
from collections.abc import Iterator
from types import TracebackType
from typing import Any, BinaryIO

from align.errors import InputError, OutputError
from align.files.load import Source, load
from align.formats.jsonl import unit_of_json
from align.formats.registry import register
from align.formats.table.records import FIELDS, KEEPS, number, record_of
from align.formats.writer import RowWriter
from align.unit import Header, Memory, Unit

_BATCH = 20_000
_SURROGATES = re.compile("[\ud800-\udfff]")
_MISSING = "Parquet files need one more package: pip install 'tmxalign[parquet]'"


def read_parquet(path: str | os.PathLike[str]) -> Memory:
    """Read a memory from a Parquet file with columns ``en`` and ``zh``, or ``translation``.

    Other columns become properties.

    Raises :class:`align.errors.InputError` for any other file, and if the extra is not installed.
    """
    name = os.fspath(path)
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise InputError(f"{name}: {_MISSING}") from error
    if not os.path.isfile(name):  # noqa: PTH113 (a name for messages)
        load(path)  # reports the problem
    try:
        file = parquet.ParquetFile(name)
    except (OSError, ValueError, pyarrow.ArrowException) as error:
        raise Source(b"", name).error("not a complete Parquet file") from error
    if not {"en", "zh", "translation"} & set(file.schema_arrow.names):
        columns = ", ".join(file.schema_arrow.names[:8])
        raise InputError(f"{name}: no columns 'en' and 'zh' in it (columns: {columns})")
    return Memory(Header(), _units(file, name), name)


def _units(file: Any, name: str) -> Iterator[Unit]:
    from pyarrow import ArrowException

    line = 0
    try:
        for batch in file.iter_batches(batch_size=_BATCH):
            for record in batch.to_pylist():
                line += 1
                unit = unit_of_json(record, line, name)
                if unit.variants:
                    yield unit
    except (OSError, ArrowException, UnicodeDecodeError) as error:
        raise InputError(f"{name}: the Parquet file is damaged after record {line}") from error
    finally:
        file.close()


@register(".parquet", "columns for data frames (needs tmxalign[parquet])", read=read_parquet)
class ParquetWriter(RowWriter):
    """Writes the columns en, zh, confidence, status, note, bead, document, position, id.

    Confidence is a number; any other value is left out and counted.

    Raises :class:`align.errors.OutputError` if the extra is not installed.
    """

    keeps = KEEPS

    def __init__(self, stream: BinaryIO, *, include_nulls: bool = True) -> None:
        super().__init__(stream)
        self.nulls = include_nulls
        self._waiting: list[dict[str, Any]] = []
        self._file: Any = None
        self._schema: Any = None

    def begin(self, header: Header, first: Unit | None) -> None:
        try:
            import pyarrow
            from pyarrow import parquet
        except ImportError as error:
            raise OutputError(_MISSING) from error
        names = ("en", "zh", *FIELDS)
        self._schema = pyarrow.schema(
            [(n, pyarrow.float64() if n == "confidence" else pyarrow.string()) for n in names]
        )
        self._file = parquet.ParquetWriter(self.streams[0], self._schema, compression="zstd")

    def row(self, unit: Unit, en: str, zh: str) -> None:
        row: dict[str, Any] = {}
        for name, text in {"en": en, "zh": zh, **record_of(unit)}.items():
            row[name], dropped = _SURROGATES.subn("", text)
            self.report.illegal += dropped
        if sure := row.get("confidence"):
            row["confidence"] = number(sure)
            if row["confidence"] is None:
                self.losses.lose("confidence that is not a number")
        self._waiting.append(row)
        if len(self._waiting) >= _BATCH:
            self._write_batch()

    def end(self) -> None:
        self._write_batch()
        self._file.close()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        if kind and self._file:
            self._file.close()

    def _write_batch(self) -> None:
        from pyarrow import RecordBatch

        self._file.write_batch(RecordBatch.from_pylist(self._waiting, schema=self._schema))
        self._waiting.clear()
