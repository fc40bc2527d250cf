"""Runs of a PDF page → lines, and blocks of lines in reading order: columns, tables in them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from statistics import median

from align.readers.pdf.runs import Run

#: The bullet before a list item.
BULLET = re.compile(r"[•·▪▫●○◦◆◇■□▶►❖➢✓✔∙‣⁃]\s*")
_MARK = re.compile(
    rf"{BULLET.pattern}|[(（]?(?:\d{{1,2}}|[a-zA-Z])[.)）、．]|[(（][一二三四五六七八九十]+[)）]"
)
# Columns: fewest lines beside each other, their distance in ems, the share of the width they fill.
_LINES, _GUTTER, _FILLED = 4, 0.7, 0.7
# Number of positions on a page where a gutter is searched.
_STEPS = 120
# Most cells of a table row.
_CELLS = 40
# A page with more runs than this is a drawing.
_RUNS = 5_000
Row = list[Run]
_Rules = Sequence[tuple[float, float, float]]
_Gaps = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one column. Coordinates as in :class:`align.readers.pdf.runs.Run`."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool


@dataclass
class Block:
    """Consecutive lines of one column; or the cells of a table, each a list of lines."""

    page: int
    lines: list[Line] = field(default_factory=list)
    cells: list[list[Line]] = field(default_factory=list)
    edge: bool = False  # a running head or foot


def rows_of(runs: Sequence[Run]) -> list[Row]:
    """Group runs by baseline, from top to bottom, each row from left to right.

    >>> runs = Run("b", 50, 60, 99, 10), Run("c", 0, 9, 80, 10), Run("a", 0, 9, 100, 10)
    >>> ["".join(run.text for run in row) for row in rows_of(runs)]
    ['ab', 'c']
    """
    rows: list[Row] = []
    for run in sorted(runs, key=lambda run: -run.y):
        if rows and abs(rows[-1][0].y - run.y) < 0.25 * min(run.size, rows[-1][0].size):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [_with_mark(sorted(row, key=lambda run: run.x0)) for row in rows]


def _with_mark(row: Row) -> Row:
    """Join a bullet to its text, from which it is often far away; it is not a cell of a table."""
    if len(row) > 1 and _MARK.fullmatch(row[0].text) and row[1].x0 - row[0].x1 < 4 * row[0].size:
        mark, text = row[:2]
        return [
            Run(f"{mark.text} {text.text}", mark.x0, text.x1, text.y, text.size, text.bold),
            *row[2:],
        ]
    return row


def line_of(row: Row) -> Line:
    """Join the runs of a row to a line."""
    text = row[0].text
    for last, run in pairwise(row):
        far = run.x0 - last.x1 > 2 * run.size
        text += (run.space or " " * far) + run.text
    text = text[:-1].replace("\u00ad", "") + text[-1]  # invisible hyphens
    sizes: Counter[float] = Counter()
    bold: Counter[bool] = Counter()
    for run in row:
        sizes[run.size] += len(run.text)
        bold[run.bold] += len(run.text)
    return Line(
        text,
        row[0].x0,
        max(run.x1 for run in row),
        row[0].y,
        sizes.most_common(1)[0][0],
        bold[False] == 0,
    )


def blocks_of(runs: Sequence[Run], page: int, rules: _Rules) -> list[Block]:
    """Return the blocks of a page in reading order."""
    return [
        block
        for column in _columns(runs, depth=2)
        for block in _with_tables(rows_of(column), page, rules)
    ]


def _columns(runs: Sequence[Run], depth: int) -> Iterator[Sequence[Run]]:
    """Yield the runs of each column, and of each full-width band between columns."""
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
    """Yield the runs of consecutive rows that cross the gutter, and of those that do not."""
    usual = median(row[0].size for row in rows)

    def crosses(row: Row) -> bool:
        title = row[0].size > 1.15 * usual and row[0].x0 < gutter < row[-1].x1
        return title or any(run.x0 < gutter < run.x1 for run in row)

    for _, band in groupby(rows, key=crosses):
        yield [run for row in band for run in row]


def _gutter(rows: Sequence[Row]) -> float | None:
    """Return the position between two columns, if there are two."""
    if len(rows) < _LINES:
        return None
    left = min(row[0].x0 for row in rows)
    right = max(run.x1 for row in rows for run in row)
    places = [left + (right - left) * (0.2 + 0.6 * step / _STEPS) for step in range(_STEPS)]
    weights = [sum(_weight(band, at) for band in _bands(rows, at)) for at in places]
    best = [at for at, weight in zip(places, weights, strict=True) if weight == max(weights)]
    return best[len(best) // 2] if max(weights) else None


def _weight(band: Row, at: float, lines: int = _LINES) -> int:
    """Return how many lines a gutter separates; 0 if they are not columns of text."""
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
    """Whether most lines extend from edge to edge: a column of text, not of a table."""
    x0 = min(row[0].x0 for row in rows)
    x1 = max(row[-1].x1 for row in rows)
    full = sum(row[-1].x1 - row[0].x0 > _FILLED * (x1 - x0) for row in rows)
    return 2 * full > len(rows) and x1 - x0 > 8 * rows[0][0].size


def _with_tables(rows: Sequence[Row], page: int, rules: _Rules) -> Iterator[Block]:
    """Yield the rows of a column as blocks of lines and tables."""
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


def _table(rows: Sequence[Row], start: int, rules: _Rules) -> tuple[int, _Gaps]:
    """Return the end of a table that begins at a row, and the gaps that all its rows have."""
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
        end -= 1  # a line below a single row is not a table
    return (end, gutters) if wide else (start + 1, [])


def _gaps(row: Row) -> _Gaps:
    """Return the gaps of a row that may separate columns of a table."""
    if len(row) > _CELLS:
        return []
    return [(a.x1, b.x0) for a, b in pairwise(row) if b.x0 - a.x1 > 0.5 * b.size]


def _is_below(above: Row, row: Row, rules: _Rules) -> bool:
    """Whether a row may be the next line of a cell in the row above."""
    close = above[0].y - row[0].y < 1.45 * row[0].size
    return close and not _ruled(above, row, rules)


def _ruled(above: Row, row: Row, rules: _Rules) -> bool:
    x = row[0].x0
    return any(row[0].y < y < above[0].y and a - 5 <= x <= b for y, a, b in rules)


def _cells(rows: Sequence[Row], gutters: _Gaps, rules: _Rules) -> Iterator[list[Line]]:
    """Yield the cells, row by row, each a list of lines."""
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
