"""All cells of a table: those in units, and the others, set aside."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from align.document import Paragraph
from align.files.load import Source
from align.formats.table.columns import Columns
from align.formats.table.records import unguarded, units_of_own
from align.unit import Unit

Rows = Iterable[tuple[int, str, Sequence[str]]]


def account_of_pair(columns: Columns, table: Rows, source: Source) -> Iterator[Unit | Paragraph]:
    """Yield the units of a table from elsewhere and its other cells; rows of figures are no units.

    >>> rows = [(1, "row 1", ["Yes", "是", "x"]), (2, "row 2", ["1987", "1987"])]
    >>> found = account_of_pair(Columns(0, 1, 0), rows, Source(b"", "a.csv"))
    >>> [type(item).__name__ for item in found]
    ['Unit', 'Paragraph', 'Paragraph']

    Raises :class:`align.errors.InputError` if there are none.
    """
    empty = True
    for number, (line, where, cells) in enumerate(table, start=1):
        if columns.is_above(number, cells):
            yield from cells_aside(line, where, cells, "heading row")
            continue
        texts = columns.texts(cells)
        unit = columns.unit(cells)
        empty = empty and not unit
        if unit and any(map(str.isalpha, chain(*texts))):
            unit.line, unit.where = line, where
            yield unit
        else:
            yield from cells_aside(line, where, texts, "figures")
        others = [c for n, c in enumerate(cells) if n not in (columns.en, columns.zh)]
        yield from cells_aside(line, where, others, "other columns")
    if empty:
        raise source.error("contains only a header row")


def account_of_own(
    heading: tuple[int, str, Sequence[str]], names: Sequence[str], table: Rows, file: str
) -> Iterator[Unit | Paragraph]:
    """Yield the units of a table that tmxalign wrote, and its other cells.

    Apostrophes that guard cells against spreadsheets are set aside.

    Raises :class:`align.errors.InputError` like
    :func:`align.formats.table.records.units_of_own`.
    """
    yield from cells_aside(*heading, "heading row")
    for line, where, raw in table:
        cells = [unguarded(cell) for cell in raw]
        yield from units_of_own(names, [(line, where, cells)], file)
        for name, cell in zip(names, cells, strict=False):
            if name not in ("english", "chinese"):
                reason = "comments" if name == "note" else "other columns"
                yield from cells_aside(line, where, [cell], reason)
        marks = sum(map(len, raw)) - sum(map(len, cells))
        yield from cells_aside(line, where, ["'" * marks], "markup")


def cells_aside(line: int, where: str, cells: Iterable[str], reason: str) -> Iterator[Paragraph]:
    """Set cells with text aside, as a paragraph.

    >>> [p.text for p in cells_aside(1, "row 1", ["a", "", "b"], "figures")]
    ['a\\tb']
    """
    if text := "\t".join(cell for cell in cells if cell.strip()):
        yield Paragraph(text, line, where=where, aside=reason)
