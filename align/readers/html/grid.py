"""Tables of a page: the grid of a table's cells, and rows that are pairs of translations."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from align.document import Paragraph
from align.files.load import Source
from align.readers.tables import judged

#: Most columns or rows that one cell takes: browsers have the same limit for columns.
WIDEST = 1000


@dataclass
class Grid:
    """A table, while it is read: its number, and the row and columns that are taken in it.

    >>> from lxml.html import fromstring
    >>> grid = Grid(1)
    >>> for html in ("<td rowspan=2>a", "<td>b", "", "<td>c"):
    ...     print(grid.add(fromstring(html)) if html else grid.next_row())
    (0, 0)
    (0, 1)
    None
    (1, 1)
    """

    number: int
    row: int = 0
    column: int = 0
    #: The row after the one in which a cell from above ends, by column.
    taken: dict[int, int] = field(default_factory=dict)
    begun: bool = False

    def next_row(self) -> None:
        """Begin a row."""
        self.row += self.begun
        self.begun, self.column = True, 0

    def add(self, cell: Any) -> tuple[int, int]:
        """Put a cell into the row; return the numbers of its row and column, from 0."""
        self.begun = True
        while self.taken.get(self.column, 0) > self.row:
            self.column += 1
        place = self.row, self.column
        below = self.row + _span(cell, "rowspan")
        for _ in range(_span(cell, "colspan")):
            self.taken[self.column] = below
            self.column += 1
        return place


def _span(cell: Any, name: str) -> int:
    value = cell.get(name) or ""
    return min(int(value), WIDEST) if value.isdecimal() and int(value) else 1


@dataclass(frozen=True)
class Cell:
    """A cell: the number of its table, and its row and column from 0."""

    table: int
    row: int
    column: int

    @property
    def place(self) -> str:
        """Its row, for a person."""
        return f"table {self.table}, row {self.row + 1}"


def with_keys(
    found: Sequence[tuple[Paragraph, Cell | None]], source: Source
) -> list[tuple[Paragraph, Cell | None]]:
    """Give the paragraphs of bilingual tables the keys of their rows; set aside what is no text.

    >>> row = [Paragraph("The quay is closed."), Paragraph("码头已经关闭。"), Paragraph("7")]
    >>> cells = [(paragraph, Cell(1, 0, n)) for n, paragraph in enumerate(row)]
    >>> [(p.key, p.aside) for p, _ in with_keys(cells, Source(b"", "a.html"))]
    [('table 1, row 1', ''), ('table 1, row 1', ''), ('', 'figures')]
    """
    tables: dict[int, list[dict[int, str]]] = {}
    for paragraph, cell in found:
        if cell and not paragraph.aside:
            rows = tables.setdefault(cell.table, [])
            rows += ({} for _ in range(cell.row + 1 - len(rows)))
            before = rows[cell.row].get(cell.column)
            text = paragraph.text if before is None else f"{before} {paragraph.text}"
            rows[cell.row][cell.column] = text
    whole = sum(len(p.text) for p, _ in found if not p.aside)
    judgements = {
        number: judged(rows, source, f"table {number}", main=2 * _length(rows) > whole)
        for number, rows in tables.items()
    }
    result = []
    for paragraph, cell in found:
        known = judgements.get(cell.table, {}) if cell else {}
        judgement = known.get((cell.row, cell.column)) if cell else None
        if cell and judgement and not paragraph.aside:
            key = judgement.key(cell.place)
            paragraph = replace(paragraph, aside=judgement.aside, key=key)
        result.append((paragraph, cell))
    return result


def _length(rows: Sequence[dict[int, str]]) -> int:
    return sum(len(text) for row in rows for text in row.values())
