"""CSV and TSV: tables as text. The separator and the quoting are detected."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, nullcontext
from itertools import islice
from os import PathLike
from typing import NamedTuple, TextIO, TypeVar

from align.document import Paragraph
from align.errors import InputError
from align.files.encoding import decode
from align.files.load import File, Source, load, name_of
from align.formats.registry import FormatReader
from align.formats.table.account import account_of_own, account_of_pair, cells_aside
from align.formats.table.columns import SAMPLE, Columns, Table, find_columns, memory_of_pair
from align.formats.table.records import own_columns, unguarded, units_of_own
from align.formats.xml_text import open_text
from align.languages.detection import letters
from align.unit import Header, Memory, Unit

#: Separators, likeliest first; and whether quotation marks enclose fields.
_DIALECTS = (("\t", True), ("\t", False), (",", True), (";", True), (",", False), (";", False))
# The beginning of our own .tsv, in which nothing is quoted.
_OWN = "English\tChinese\tconfidence\t"
# The first line of a CSV for Excel may name the separator.
_SEP = re.compile(r'"?sep=(.)"?(?:\r\n|\n|\r)')

# A cell may hold more than the 128 kB that Python's reader expects.
csv.field_size_limit(max(csv.field_size_limit(), 2**24))

Item = TypeVar("Item")
Record = tuple[int, list[str]]  # first line and cells


def read_table(file: File, *, encoding: str | None = None) -> Memory:
    """Read a memory from a ``.tsv`` or ``.csv``, including texts on one side only.

    Columns named English and Chinese are the texts, the others are fields by name; unknown names
    become properties. Such a table is a stream. In a table without these names, the two columns are
    found by their names and text, and the others are counted.

    >>> table = io.BytesIO("English\\tChinese\\tconfidence\\nHello.\\t你好。\\t0.9\\n".encode())
    >>> [(unit.text("zh"), unit.confidence, unit.where) for unit in read_table(table)]
    [('你好。', 0.9, 'row 2')]

    Raises :class:`align.errors.InputError` for a file that is not a table, for a row that has
    more cells than the others (its texts contain the separator), and if a language has no column;
    also while units are read.
    """
    name = name_of(file)
    found = _found(file, name, encoding, raw=False)
    if isinstance(found, _Own):
        return Memory(Header(), _closing(found.stream, found.units(name)), name)
    columns, table, source, _ = found
    return memory_of_pair(columns, table, source)


def account_of_table(file: File, *, encoding: str | None = None) -> Iterator[Unit | Paragraph]:
    """Yield the units like :func:`read_table` and, between them, all other cells.

    >>> table = io.BytesIO("No.,English,Chinese\\n1,Hello.,你好。\\n".encode())
    >>> [item.aside for item in account_of_table(table) if isinstance(item, Paragraph)]
    ['heading row', 'other columns']

    Raises :class:`align.errors.InputError` like :func:`read_table`.
    """
    name = name_of(file)
    found = _found(file, name, encoding, raw=True)
    if isinstance(found, _Own):
        items = account_of_own(found.heading, found.names, found.table, name)
        yield from _closing(found.stream, items)
        return
    columns, table, source, separator = found
    yield from cells_aside(1, "row 1", [separator], "markup")
    yield from account_of_pair(columns, table, source)


READER = FormatReader(
    (".csv", ".tsv"),
    read_table,
    bilingual=True,
    keeps_halves=True,
    takes_encoding=True,
    account=account_of_table,
)


class _Own(NamedTuple):
    """A table written by tmxalign, below its heading row; ``stream`` is to be closed."""

    heading: tuple[int, str, Sequence[str]]
    names: Sequence[str]
    table: Iterable[tuple[int, str, Sequence[str]]]
    stream: TextIO | None = None

    def units(self, name: str) -> Iterator[Unit]:
        return units_of_own(self.names, self.table, name)


class _Pair(NamedTuple):
    """A table from elsewhere; ``separator`` is the line that names its separator."""

    columns: Columns
    table: Sequence[tuple[int, str, Sequence[str]]]
    source: Source
    separator: str


def _found(file: File, name: str, encoding: str | None, *, raw: bool) -> _Own | _Pair:
    """Find the columns of a table; ``raw``: with the marks that guard cells."""
    _refuse_beads(name)
    if not isinstance(file, str | PathLike):
        file = io.BytesIO(file.read())
        file.name = name
    with ExitStack() as stack:
        stream = stack.enter_context(open_text(file, encoding=encoding, newline=""))
        if streamed := _streamed(stream.readline(10_000), stream, name, raw=raw):
            stack.pop_all()
            return streamed
    if isinstance(file, io.BytesIO):
        file.seek(0)
    source = Source(load(file)[1], name, encoding)
    text = decode(source).removeprefix("\ufeff")
    table = _table(text, source)
    if own := own_columns(table[0][2] if table else ()):
        return _Own(table[0], own, table[1:])
    columns = find_columns([cells for _, _, cells in table[:SAMPLE]], source)
    _check_widths([(where, cells) for _, where, cells in table], max(columns.heading, 1), source)
    separator = _SEP.match(text)
    return _Pair(columns, table, source, separator[0] if separator else "")


def _streamed(first: str, stream: TextIO, name: str, *, raw: bool) -> _Own | None:
    """Return a table written by tmxalign; None for an unknown dialect."""
    head = first.rstrip("\r\n")
    if head.startswith(_OWN):
        cells = head.split("\t")
        return _Own((1, "row 1", cells), own_columns(cells), _tabbed(stream), stream)
    delimiter = max(",", ";", "\t", key=head.count)
    cells = [cell.strip('"') for cell in head.split(delimiter)]
    names = own_columns(cells)
    if not names or delimiter == "\t":  # its quotation marks may be text
        return None
    return _Own((1, "row 1", cells), names, _quoted(stream, delimiter, name, raw=raw), stream)


def _tabbed(stream: TextIO) -> Table:
    """Yield the rows of a table without quoting."""
    for number, line in enumerate(stream, start=2):
        yield number, f"row {number}", line.rstrip("\r\n").split("\t")


def _quoted(stream: TextIO, delimiter: str, name: str, *, raw: bool) -> Table:
    lines = csv.reader(stream, delimiter=delimiter, strict=True)
    before = 1
    try:
        for number, cells in enumerate(lines, start=2):
            yield before + 1, f"row {number}", cells if raw else [unguarded(cell) for cell in cells]
            before = lines.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"{name}: the row in line {before + 1} is broken ({error}); "
            "is a quotation mark missing?"
        ) from error


def _closing(stream: TextIO | None, items: Iterator[Item]) -> Iterator[Item]:
    with stream or nullcontext():
        yield from items


def table_of(source: Source) -> list[tuple[int, str, list[str]]]:
    """Return all rows with text: first line, name in messages, cells.

    Raises :class:`align.errors.InputError` for a file that is not a table.
    """
    _refuse_beads(source.name)
    return _table(decode(source).removeprefix("\ufeff"), source)


def _refuse_beads(name: str) -> None:
    if name.lower().endswith(".beads.tsv"):
        raise InputError(
            f"{name}: contains sentence numbers, not texts; "
            "give the two documents, or the .tsv or .tmx"
        )


def _table(text: str, source: Source) -> list[tuple[int, str, list[str]]]:
    if not text.strip():
        raise source.error("the file is empty")
    skipped = 0
    if named := _SEP.match(text):
        skipped, text = 1, text[named.end() :]
    delimiter, quoted = _dialect(text, named[1] if named else None, source)
    table, number = [], skipped
    try:
        for number, (line, cells) in enumerate(_records(text, delimiter, quoted), skipped + 1):
            if any(map(str.strip, cells)):
                table.append((line + skipped, f"row {number}", cells))
    except csv.Error as error:
        raise source.error(
            f"row {number + 1} is broken ({error}); is a quotation mark missing?"
        ) from error
    return table


def _records(text: str, delimiter: str, quoted: bool) -> Iterator[Record]:
    lines = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        strict=True,
    )
    before = 0
    for cells in lines:
        yield before + 1, cells
        before = lines.line_num


def _dialect(text: str, separator: str | None, source: Source) -> tuple[str, bool]:
    """Return the separator and the quoting that give the most regular table at the beginning."""
    for delimiter in separator or ",;\t":
        if _quotes_every_cell(text, delimiter):
            return delimiter, True
    best: tuple[float, tuple[str, bool]] = (0.0, ("", False))
    dialects = ((separator, True), (separator, False)) if separator else _DIALECTS
    for delimiter, quoted in dialects:
        try:
            rows = [c for _, c in islice(_records(text, delimiter, quoted), SAMPLE) if any(c)]
        except csv.Error:
            continue
        if quoted and delimiter == "\t" and _quotes_are_text(text):
            continue
        # a dialect that is tried later must be clearly better
        best = max(best, (round(_regularity(rows), 2), (delimiter, quoted)), key=lambda b: b[0])
    if not best[0]:
        raise source.error(
            "no table with two columns: neither tabs nor commas nor semicolons separate its texts"
        )
    return best[1]


def _quotes_every_cell(text: str, delimiter: str) -> bool:
    """Whether the beginning is what a program writes that quotes every cell, in several columns."""
    cell = re.compile(rf'"(?:[^"]|"")*"({delimiter}|\r?\n|\r|\Z)')
    place, ends = 0, set()
    for _ in range(SAMPLE):
        if place == len(text):
            break
        if not (found := cell.match(text, place)):
            return False
        place = found.end()
        ends.add(found[1])
    return delimiter in ends


def _regularity(rows: list[list[str]]) -> float:
    """Rate how many rows are of the usual width, and how well cells separate languages."""
    width, count = Counter(map(len, rows)).most_common(1)[0] if rows else (0, 0)
    if width < 2:
        return 0.0
    weights = [letters(cell) for row in rows for cell in row]
    total = sum(sum(weight.values()) for weight in weights)
    mixed = sum(min(weight.values()) for weight in weights)
    return count / len(rows) * (1 - mixed / (total + 1))


def _quotes_are_text(text: str) -> bool:
    """Whether quotation marks in a table with tabs belong to the texts.

    Programs that quote do so everywhere, or for texts that contain a comma, a quotation mark
    (then doubled) or a line end.
    """
    cells = [cell for _, row in islice(_records(text, "\t", False), SAMPLE) for cell in row]
    closed = [len(cell) > 1 and cell[0] == cell[-1] == '"' for cell in cells if cell]
    if all(closed) or any(cell.count('"') % 2 for cell in cells):
        return False  # …, or open: a line end or a tab is inside the quotation
    return any(
        closed and not re.search('[,;]|""', cell[1:-1])
        for cell, closed in zip(filter(None, cells), closed, strict=True)
    )


def _check_widths(rows: list[tuple[str, list[str]]], heading: int, source: Source) -> None:
    """Reject a row with more cells than the others: its texts were cut at a separator."""
    common = Counter(len(cells) for _, cells in rows).most_common(1)[0][0]
    width = max(common, *(len(cells) for _, cells in rows[:heading]))
    for where, cells in rows:
        if any(map(str.strip, cells[width:])):
            raise source.error(
                f"{where} has {len(cells)} cells instead of {width}; "
                "put texts that contain the separator in quotation marks"
            )
