"""Runs of a PDF page → lines, and blocks of lines in reading order: columns, tables in them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from align.languages.characters import WIDE
from align.readers.pdf.glyphs import is_wide
from align.readers.pdf.gutters import Surroundings, framed, regions_of
from align.readers.pdf.regions import Box, Region, Row, Rules, rows_of
from align.readers.pdf.runs import Drawn, Run

# The first word of a line, or its first Chinese character, with adjacent punctuation; …
_TOKEN = re.compile(r"[（《“‘「『]*(?:[^\s\u2e80-\uffef]+|.)[，。、；：？！）》”’」』]*")
# … for programs that do not break lines after Chinese marks between Latin words.
_LONG_TOKEN = re.compile(
    rf"(?:[（《“‘「『]*[^\s\u2e80-\uffef]+[，。、；：？！）》”’」』]*)+|{_TOKEN.pattern}"
)
_WIDE = re.compile(f"[{WIDE}]")
# How wide letters are, in lower-case letters of the middle sort.
_WIDTHS = {c: w for letters, w in (("iljtf.,;:'|!()[]-/I ", 0.6), ("mwMW@—", 1.6)) for c in letters}
# Most cells of a table row.
_CELLS = 40
_Gaps = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one column. Coordinates as in :class:`align.readers.pdf.runs.Run`.

    ``first`` is the width of its first word, ``long`` at most; ``spaced``: it ends with a space;
    ``hang`` is where the text after a list mark begins; ``marks``: note marks taken out of it;
    ``item``: a bullet is drawn before it.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    first: float = 0
    long: float = 0
    spaced: bool = False
    hang: float | None = None
    marks: str = ""
    item: bool = False


@dataclass
class Block:
    """Consecutive lines of one column; or the cells of a table, each a list of lines.

    ``floats`` are blocks that text runs around; ``aside`` is the reason why it is no text.
    """

    page: int
    lines: list[Line] = field(default_factory=list)
    cells: list[list[Line]] = field(default_factory=list)
    floats: list["Block"] = field(default_factory=list)
    edge: bool = False  # a running head or foot
    aside: str = ""

    @property
    def top(self) -> float:
        """The height of its first line."""
        return max(line.y for lines in (self.lines, *self.cells) for line in lines)


def line_of(row: Row) -> Line:
    """Join the runs of a row to a line."""
    text = row[0].text
    for last, run in pairwise(row):
        far = run.x0 - last.x1 > 2 * run.size
        text += (run.space or " " * far) + run.text
    sizes: Counter[float] = Counter()
    bold: Counter[bool] = Counter()
    for run in row:
        sizes[run.size] += len(run.text)
        bold[run.bold] += len(run.text)
    x0, x1, size = row[0].x0, max(run.x1 for run in row), sizes.most_common(1)[0][0]
    first, long = (_first_word(text, x1 - x0, size, token) for token in (_TOKEN, _LONG_TOKEN))
    if row[0].word and not _WIDE.search(text.split(maxsplit=1)[0]):
        first = long = row[0].word
    bold_face, spaced, hang = bold[False] == 0, row[-1].spaced, row[0].hang
    return Line(text, x0, x1, row[0].y, size, bold_face, first, long, spaced, hang)


def _first_word(text: str, width: float, size: float, token: re.Pattern[str]) -> float:
    """Estimate the width of the first word of a line."""
    wide = sum(map(is_wide, text)) * size
    narrow = sum(_width(char) for char in text if not is_wide(char))
    other = max(width - wide, 0) / narrow if narrow else 0
    found = token.match(text)
    chars = found.group() if found else ""
    return sum(size if is_wide(char) else other * _width(char) for char in chars)


def _width(char: str) -> float:
    return _WIDTHS.get(char) or (1.3 if char.isupper() else 1)


def blocks_of(runs: Sequence[Run], page: int, around: Surroundings) -> list[Block]:
    """Return the blocks of a page in reading order."""
    found: list[Block] = []
    for region in regions_of(rows_of(runs), around):
        blocks = list(_with_tables(region, page, around.drawn))
        floats = [
            block
            for inner in region.floats
            for block in _with_tables(Region(inner), page, around.drawn)
        ]
        with_lines = [block for block in blocks if block.lines]
        for block in floats:
            above = [other for other in with_lines if other.top > block.top - 1]
            if home := above[-1:] or with_lines[:1]:
                home[0].floats.append(block)
            else:
                blocks.append(block)
        found += blocks
    return found


def _with_tables(region: Region, page: int, drawn: Drawn) -> Iterator[Block]:
    """Yield the rows of a column as blocks of lines and tables."""
    rows = region.rows
    prose = _prose(region)
    straight = [_marked(line, drawn.dots) for line in _straightened(region)]
    rules = drawn.rules
    lines: list[Line] = []
    start = 0
    while start < len(rows):
        end, gutters = _table(rows, start, rules, prose)
        if gutters:
            if lines:
                yield Block(page, lines)
                lines = []
            yield Block(page, cells=list(_cells(rows[start:end], gutters, rules)))
            start = end
        else:
            lines.append(straight[start])
            start += 1
    if lines:
        yield Block(page, lines)


def _marked(line: Line, dots: Sequence[tuple[float, float]]) -> Line:
    """Return a line with ``item`` if a bullet is drawn before it."""
    near, size = line.x0 - 3 * line.size, line.size
    item = any(near < x < line.x0 and 0 < y - line.y < 0.8 * size for x, y in dots)
    return replace(line, item=True) if item else line


def _straightened(region: Region) -> list[Line]:
    """Return the lines of a column as if they did not run around anything."""
    lines = [line_of(row) for row in region.rows]
    places = [region.beside(line.y) for line in lines]
    whole = [line for line, place in zip(lines, places, strict=True) if not place]
    if not region.boxes or not whole:
        return lines
    left, right = min(line.x0 for line in whole), max(line.x1 for line in whole)
    for place, box in enumerate(region.boxes, start=1):
        numbers = [n for n, p in enumerate(places) if p == place]
        if not numbers:
            continue
        near = [lines[n] for n in numbers]
        first, last = min(line.x0 for line in near), max(line.x1 for line in near)
        numbers += _going_on(lines, numbers[-1] + 1, box, last)
        before = first - left if box[2] < first + 1 else 0
        after = right - last if box[0] > last - 1 else 0
        if len(near) < 4:
            after = min(after, max(right - box[0] + 1.5 * near[0].size, 0))
        for number in numbers:
            line = lines[number]
            lines[number] = replace(line, x0=line.x0 - before, x1=line.x1 + after)
    return lines


def _going_on(lines: Sequence[Line], start: int, box: Box, right: float) -> list[int]:
    """Return the numbers of lines that are below what the text runs around, but not yet wide."""
    found: list[int] = []
    for number, (line, following) in enumerate(pairwise(lines[start:]), start):
        below = 0 < box[1] - line.y < 2.5 * line.size and line.x1 <= box[0]
        if not below or right - line.x1 > following.first + 0.5 * line.size:
            break
        found.append(number)
    return found


def _prose(region: Region) -> list[bool]:
    """Return which rows may be lines of justified text: stretched because no word more fitted."""
    rows = region.rows
    places = [region.beside(row[0].y) for row in rows]
    edges: dict[int, tuple[float, float]] = {}
    for place in set(places):
        near = [row for row, other in zip(rows, places, strict=True) if other == place]
        ends = sorted((row[-1].x1 for row in near), reverse=True)
        # Chinese marks may hang out of some lines
        right = next((a for a, b in pairwise(ends) if a - b < 0.2 * near[0][0].size), ends[0])
        edges[place] = min(row[0].x0 for row in near), right
    following: list[Row | None] = [*rows[1:], None]
    return [
        _is_stretched(row, below, edges[place])
        for row, below, place in zip(rows, following, places, strict=True)
    ]


def _is_stretched(row: Row, below: Row | None, edges: tuple[float, float]) -> bool:
    size = row[0].size
    wide = [gap for a, b in pairwise(row) if (gap := b.x0 - a.x1) > 0.5 * size]
    whole = row[0].x0 < edges[0] + 5 * size and row[-1].x1 > edges[1] - 0.6 * size
    if not wide or not whole or max(wide) > 2.5 * min(wide):
        return False
    if below is None:  # its paragraph may go on in the next column
        return len(wide) > 1
    return (
        row[0].y - below[0].y < 2.5 * size
        and sum(gap - 0.25 * size for gap in wide) < line_of(below).long + size
    )


def _table(
    rows: Sequence[Row], start: int, rules: Rules, prose: Sequence[bool]
) -> tuple[int, _Gaps]:
    """Return the end of a table that begins at a row, and the gaps that all its rows have."""
    row, size = rows[start], rows[start][0].size
    gutters = _gaps(row) if not prose[start] or framed([row], rules) else []
    wide = any(b - a > 1.2 * size for a, b in gutters)
    end = start + 1
    while gutters and end < len(rows):
        row, size = rows[end], rows[end][0].size
        if prose[end] and not framed([row], rules):
            break
        if not (common := _common(gutters, rows[end - 1], row, rules)):
            break
        gutters = common
        wide = wide or any(b - a > 1.2 * size for a, b in _gaps(row))
        end += 1
    if end == start + 2 and len(rows[end - 1]) == 1:
        end -= 1  # a line below a single row is not a table
    several = sum(b - a > 1.5 * size for a, b in gutters) > 1
    if framed(rows[start:end], rules) or (wide and (end > start + 1 or several)):
        return end, gutters
    return start + 1, []


def _common(gutters: _Gaps, above: Row, row: Row, rules: Rules) -> _Gaps:
    """Return the part of gaps that the next row has as well, if it may be of the same table."""
    size = row[0].size
    if above[0].y - row[0].y > 4 * size or (len(row) == 1 and not _is_below(above, row, rules)):
        return []
    outer = [(-1e9, row[0].x0), *_gaps(row), (row[-1].x1, 1e9)]
    return [
        (max(a, c), min(b, d))
        for a, b in gutters
        for c, d in outer
        if min(b, d) - max(a, c) > 0.4 * size
    ]


def _gaps(row: Row) -> _Gaps:
    """Return the gaps of a row that may separate columns of a table."""
    if len(row) > _CELLS:
        return []
    return [(a.x1, b.x0) for a, b in pairwise(row) if b.x0 - a.x1 > 0.5 * b.size]


def _is_below(above: Row, row: Row, rules: Rules) -> bool:
    """Whether a row may be the next line of a cell in the row above."""
    close = above[0].y - row[0].y < 1.45 * row[0].size
    return close and not _ruled(above, row, rules)


def _ruled(above: Row, row: Row, rules: Rules) -> bool:
    x = row[0].x0
    return any(row[0].y < y < above[0].y and a - 5 <= x <= b for y, a, b in rules)


def _cells(rows: Sequence[Row], gutters: _Gaps, rules: Rules) -> Iterator[list[Line]]:
    """Yield the cells, row by row, each a list of lines."""
    edges = [(a + b) / 2 for a, b in gutters]
    lined = any(_ruled(a, b, rules) for a, b in pairwise(rows))
    steps = [(a[0].y - b[0].y) / b[0].size for a, b in pairwise(rows)]
    # rows have more space between them than the lines of a cell
    close = 1.1 * min(steps) if steps and max(steps) > 1.15 * min(steps) < 1.6 else 0
    table: list[dict[int, list[Line]]] = []
    for number, row in enumerate(rows):
        parts: dict[int, Row] = {}
        for run in row:
            parts.setdefault(sum(run.x0 > edge for edge in edges), []).append(run)
        above = rows[number - 1] if number else None
        step = steps[number - 1] if above else 0
        more = lined or len(row) == 1 or step <= close
        if above is None or not more or _ruled(above, row, rules):
            table.append({})
        for column, part in parts.items():
            table[-1].setdefault(column, []).append(line_of(part))
    for cells in table:
        for column in sorted(cells):
            yield cells[column]
