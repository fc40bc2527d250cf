"""Runs of a PDF page → blocks of lines in reading order: columns, and tables in them."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median

from align.readers.pdf.lines import Block, Line, Row, line_of, rows_of
from align.readers.pdf.text import Run

# Columns of a page: so many lines beside each other, so far apart (in ems), so well filled.
_LINES, _GUTTER, _FILLED = 4, 0.7, 0.7
# At so many places of a page a gutter is looked for.
_STEPS = 120
# A row of a table has at most so many cells.
_CELLS = 40
# A page with more runs than this is a drawing.
_RUNS = 5_000

_Rules = Sequence[tuple[float, float, float]]


def blocks_of(runs: Sequence[Run], page: int, rules: _Rules) -> list[Block]:
    """The blocks of a page in the order in which they are read."""
    return [
        block
        for column in _columns(runs, depth=2)
        for block in _with_tables(rows_of(column), page, rules)
    ]


def _columns(runs: Sequence[Run], depth: int) -> Iterator[Sequence[Run]]:
    """The runs, column after column, bands of the page's full width between them."""
    rows = rows_of(runs)
    gutter = _gutter(rows) if depth and len(runs) < _RUNS else None
    if gutter is None:
        yield runs
        return
    whole: list[Run] = []
    for band in _bands(rows, gutter):
        if not _weight(band, gutter, lines=1):
            whole += band
            continue
        if whole:
            yield from _columns(whole, depth - 1)
            whole = []
        yield from _columns([run for run in band if run.x0 < gutter], depth - 1)
        yield from _columns([run for run in band if run.x0 >= gutter], depth - 1)
    if whole:
        yield whole


def _bands(rows: Sequence[Row], gutter: float) -> Iterator[Row]:
    """Rows that cross the gutter, and those between them that do not, together."""
    usual = median(row[0].size for row in rows)

    def crosses(row: Row) -> bool:
        title = row[0].size > 1.15 * usual and row[0].x0 < gutter < row[-1].x1
        return title or any(run.x0 < gutter < run.x1 for run in row)

    for _, band in groupby(rows, key=crosses):
        yield [run for row in band for run in row]


def _gutter(rows: Sequence[Row]) -> float | None:
    """Where the page is cut into two columns, if it is."""
    if len(rows) < _LINES:
        return None
    left = min(row[0].x0 for row in rows)
    right = max(run.x1 for row in rows for run in row)
    places = [left + (right - left) * (0.2 + 0.6 * step / _STEPS) for step in range(_STEPS)]
    weights = [sum(_weight(band, at) for band in _bands(rows, at)) for at in places]
    best = [at for at, weight in zip(places, weights, strict=True) if weight == max(weights)]
    return best[len(best) // 2] if max(weights) else None


def _weight(band: Row, at: float, lines: int = _LINES) -> int:
    """How many lines a gutter separates; 0 if what stands beside it are no columns of text."""
    if len(band) < 2 * lines:
        return 0
    left = rows_of([run for run in band if run.x0 < at])
    right = rows_of([run for run in band if run.x0 >= at])
    if min(len(left), len(right)) < lines:
        return 0
    beside = left[-1][0].y <= right[0][0].y and right[-1][0].y <= left[0][0].y
    gutter = min(row[0].x0 for row in right) - max(row[-1].x1 for row in left)
    filled = _is_filled(left) and _is_filled(right)
    return len(left) + len(right) if beside and filled and gutter > _GUTTER * band[0].size else 0


def _is_filled(rows: Sequence[Row]) -> bool:
    """Whether most lines reach from edge to edge: a column of text, not of a table."""
    x0 = min(row[0].x0 for row in rows)
    x1 = max(row[-1].x1 for row in rows)
    full = sum(row[-1].x1 - row[0].x0 > _FILLED * (x1 - x0) for row in rows)
    return 2 * full > len(rows) and x1 - x0 > 8 * rows[0][0].size


def _with_tables(rows: Sequence[Row], page: int, rules: _Rules) -> Iterator[Block]:
    """The rows of a column as blocks of lines, and the tables among them."""
    lines: list[Line] = []
    start = 0
    while start < len(rows):
        end, gutters = _table(rows, start, rules)
        if end - start > 1 and gutters:
            if lines:
                yield Block(page, lines)
                lines = []
            yield Block(page, cells=list(_cells(rows[start:end], gutters, rules)))
            start = end
        else:
            lines.append(line_of(rows[start]))
            start += 1
    if lines:
        yield Block(page, lines)


_Gaps = list[tuple[float, float]]


def _table(rows: Sequence[Row], start: int, rules: _Rules) -> tuple[int, _Gaps]:
    """Where a table that begins with a row ends, and the gaps that all of its rows have."""
    gutters = _gaps(rows[start])
    wide = any(b - a > 1.2 * rows[start][0].size for a, b in gutters)
    end = start + 1
    while gutters and end < len(rows):
        row, size = rows[end], rows[end][0].size
        if len(row) == 1 and not _is_below(rows[end - 1], row, rules):
            break
        if rows[end - 1][0].y - row[0].y > 4 * size:
            break
        outer = [(-1e9, row[0].x0), *_gaps(row), (row[-1].x1, 1e9)]
        common = [
            (max(a, c), min(b, d))
            for a, b in gutters
            for c, d in outer
            if min(b, d) - max(a, c) > 0.4 * size
        ]
        if not common:
            break
        gutters = common
        wide = wide or any(b - a > 1.2 * size for a, b in _gaps(row))
        end += 1
    while end > start + 1 and len(rows[end - 1]) == 1 and end - start == 2:
        end -= 1  # a line below one row: no table
    return (end, gutters) if wide else (start + 1, [])


def _gaps(row: Row) -> _Gaps:
    """The gaps of a row that can be those of a table's columns."""
    if len(row) > _CELLS:
        return []
    return [(a.x1, b.x0) for a, b in pairwise(row) if b.x0 - a.x1 > 0.5 * b.size]


def _is_below(above: Row, row: Row, rules: _Rules) -> bool:
    """Whether a row can be the next line of a cell of the row above."""
    close = above[0].y - row[0].y < 1.45 * row[0].size
    return close and not _ruled(above, row, rules)


def _ruled(above: Row, row: Row, rules: _Rules) -> bool:
    x = row[0].x0
    return any(row[0].y < y < above[0].y and a - 5 <= x <= b for y, a, b in rules)


def _cells(rows: Sequence[Row], gutters: _Gaps, rules: _Rules) -> Iterator[list[Line]]:
    """The cells, row by row, each a list of lines."""
    edges = [(a + b) / 2 for a, b in gutters]
    lined = any(_ruled(a, b, rules) for a, b in pairwise(rows))
    table: list[dict[int, list[Line]]] = []
    for number, row in enumerate(rows):
        parts: dict[int, Row] = {}
        for run in row:
            parts.setdefault(sum(run.x0 > edge for edge in edges), []).append(run)
        above = rows[number - 1] if number else None
        more = above is not None and not _ruled(above, row, rules) and (lined or len(row) == 1)
        if not more:
            table.append({})
        for column, part in parts.items():
            table[-1].setdefault(column, []).append(line_of(part))
    for cells in table:
        for column in sorted(cells):
            yield cells[column]
