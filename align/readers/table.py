"""CSV and TSV: tables as text. The separator and the quoting are found out."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from align.files.encoding import decode
from align.files.load import Source
from align.languages.detection import letters
from align.readers.base import Reader, Row
from align.readers.columns import SAMPLE, find_columns, pick

#: Separators, the likelier first; and whether quotation marks enclose fields.
_DIALECTS = (("\t", True), ("\t", False), (",", True), (";", True), (",", False), (";", False))
# How our own .tsv begins: nothing is quoted in it.
_OWN = "English\tChinese\tconfidence\t"
# The first line of a CSV for Excel may name the separator.
_SEP = re.compile(r'"?sep=(.)"?(?:\r\n|\n|\r)')

Record = tuple[int, list[str]]  # the line where it begins, and its cells


def read_table(source: Source) -> tuple[Row, ...]:
    """The rows of the English and the Chinese column, texts on one side alone included.

    >>> read_table(Source('id;en;zh\\n7;"Yes; sir.";是。\\n'.encode(), "a.csv"))
    (Row(en='Yes; sir.', zh='是。', line=2, where='row 2'),)

    Raises :class:`align.errors.InputError` for what is no table, for a row that has more cells than
    the others (its texts hold the separator), and when a language has no column.
    """
    table = table_of(source)
    columns = find_columns([cells for _, _, cells in table[:SAMPLE]], source)
    _check_widths([(where, cells) for _, where, cells in table], source)
    return pick(table, columns, source)


def table_of(source: Source) -> list[tuple[int, str, list[str]]]:
    """All rows with text: the line where it begins, what messages call it, its cells.

    Raises :class:`align.errors.InputError` for what is no table.
    """
    if source.name.lower().endswith(".beads.tsv"):
        raise source.error(
            "sentence numbers without the texts; give the two documents, or the .tsv or .tmx"
        )
    text = decode(source).removeprefix("\ufeff")
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
    """The separator and the quoting that make the most regular table of the beginning."""
    best: tuple[float, tuple[str, bool]] = (0.0, ("", False))
    if text.startswith(_OWN):
        return "\t", False
    dialects = ((separator, True), (separator, False)) if separator else _DIALECTS
    for delimiter, quoted in dialects:
        try:
            rows = [c for _, c in islice(_records(text, delimiter, quoted), SAMPLE) if any(c)]
        except csv.Error:
            continue
        if quoted and delimiter == "\t" and _quotes_are_text(text):
            continue
        # a little must speak for a dialect that is tried later
        best = max(best, (round(_regularity(rows), 2), (delimiter, quoted)), key=lambda b: b[0])
    if not best[0]:
        raise source.error(
            "no table with two columns: neither tabs nor commas nor semicolons separate its texts"
        )
    return best[1]


def _regularity(rows: list[list[str]]) -> float:
    """Share of rows with the commonest number of cells, by how well cells keep languages apart."""
    width, count = Counter(map(len, rows)).most_common(1)[0] if rows else (0, 0)
    if width < 2:
        return 0.0
    weights = [letters(cell) for row in rows for cell in row]
    total = sum(sum(weight.values()) for weight in weights)
    mixed = sum(min(weight.values()) for weight in weights)
    return count / len(rows) * (1 - mixed / (total + 1))


def _quotes_are_text(text: str) -> bool:
    """Whether quotation marks in a table with tabs are somebody's words and not syntax.

    Programs that quote do so everywhere, or where a text holds a comma, a quotation mark
    (then doubled) or a line's end.
    """
    cells = [cell for _, row in islice(_records(text, "\t", False), SAMPLE) for cell in row]
    closed = [len(cell) > 1 and cell[0] == cell[-1] == '"' for cell in cells if cell]
    if all(closed) or any(cell.count('"') % 2 for cell in cells):
        return False  # …, or open: a line's end, or a tab, is inside of the quotation
    return any(
        closed and not re.search('[,;]|""', cell[1:-1])
        for cell, closed in zip(filter(None, cells), closed, strict=True)
    )


def _check_widths(rows: list[tuple[str, list[str]]], source: Source) -> None:
    """Refuse a row with more cells than the others: its texts are cut at a separator."""
    common = Counter(len(cells) for _, cells in rows).most_common(1)[0][0]
    width = max(common, len(rows[0][1]))
    for where, cells in rows:
        if any(map(str.strip, cells[width:])):
            raise source.error(
                f"{where} has {len(cells)} cells and not {width}; "
                "put texts that hold the separator into quotation marks"
            )


READER = Reader("table", (".csv", ".tsv"), rows=read_table)
