"""Tables that tmxalign wrote, edited or not; other tables are for :mod:`align.readers.table`."""

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from align.errors import InputError
from align.formats.table.records import unguarded, unit_of
from align.formats.table.rows import memory_of_rows
from align.formats.text_file import open_text
from align.unit import Header, Memory, Unit


def read_table(path: str | os.PathLike[str]) -> Memory:
    """The memory in a ``.tsv`` or ``.csv``, as a stream.

    Columns that are called English and Chinese hold the texts, the others become what their names
    say; a column with a name of one's own is a property. In a table without such names the two
    columns are found by their text, and only they are read.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with open(f"{folder}/a.tsv", "w", encoding="utf-8") as file:
    ...         _ = file.write("English\\tChinese\\tconfidence\\nHello.\\t你好。\\t0.9\\n")
    ...     [(unit.text("zh"), unit.confidence) for unit in read_table(f"{folder}/a.tsv")]
    [('你好。', 0.9)]

    Raises :class:`align.errors.InputError` for what is no table, also while units are read.
    """
    name = os.fspath(path)
    stream = open_text(path, newline="\n" if name.lower().endswith(".tsv") else "")
    first = stream.readline(10_000).rstrip("\r\n")
    if names := own_columns(first.split("\t")):
        table: Iterable[tuple[int, Sequence[str]]] = _tabbed(stream)
    else:
        delimiter = ";" if first.count(";") > first.count(",") else ","
        names = own_columns([cell.strip('"') for cell in first.split(delimiter)])
        table = _quoted(stream, delimiter, name)
    if not names:
        stream.close()
        return memory_of_rows(path)
    return Memory(Header(), _closing(stream, units_of(names, table, name)), name)


def own_columns(cells: Sequence[str]) -> list[str]:
    """The names of the columns, when they are a table's of ours; else nothing.

    >>> own_columns(["English", "Chinese", "status"]), own_columns(["A", "B"])
    (['english', 'chinese', 'status'], [])
    """
    names = [cell.strip().lower() for cell in cells]
    ours = names.count("english") == names.count("chinese") == 1 and len(names) > 2
    return names if ours and len(set(names)) == len(names) else []


def units_of(
    names: Sequence[str], table: Iterable[tuple[int, Sequence[str]]], where: str
) -> Iterator[Unit]:
    """The units of a table's rows of (line, cells); empty rows are none.

    Raises :class:`align.errors.InputError` for a row with more cells than columns.
    """
    en, zh = names.index("english"), names.index("chinese")
    others = [(n, name) for n, name in enumerate(names) if n not in (en, zh) and name]
    width = len(names)
    for line, cells in table:
        if len(cells) != width:
            if any(cells[width:]):
                raise InputError(
                    f"{where}: row {line} has {len(cells)} cells and not {width}; "
                    "is there a separator within its texts?"
                )
            cells = [*cells, *[""] * width]
        if cells[en] or cells[zh]:
            yield unit_of({name: cells[n] for n, name in others}, cells[en], cells[zh], line)


def _tabbed(stream: TextIO) -> Iterator[tuple[int, Sequence[str]]]:
    for number, line in enumerate(stream, start=2):
        yield number, line.rstrip("\r\n").split("\t")


def _quoted(stream: TextIO, delimiter: str, name: str) -> Iterator[tuple[int, Sequence[str]]]:
    lines = csv.reader(stream, delimiter=delimiter, strict=True)
    before = 1
    try:
        for cells in lines:
            yield before + 1, [unguarded(cell) for cell in cells]
            before = lines.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"{name}: the row in line {before + 1} is broken ({error}); "
            "is a quotation mark missing?"
        ) from error


def _closing(stream: TextIO, units: Iterator[Unit]) -> Iterator[Unit]:
    with stream:
        yield from units
