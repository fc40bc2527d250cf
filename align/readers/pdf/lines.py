"""Runs of a PDF page → rows, lines, and blocks of lines."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from align.readers.pdf.text import Run

#: What stands before an item of a list.
BULLET = re.compile(r"[•·▪▫●○◦◆◇■□▶►❖➢✓✔∙‣⁃]\s*")
_MARK = re.compile(
    rf"{BULLET.pattern}|[(（]?(?:\d{{1,2}}|[a-zA-Z])[.)）、．]|[(（][一二三四五六七八九十]+[)）]"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one column. Coordinates as in :class:`align.readers.pdf.text.Run`."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool


@dataclass
class Block:
    """Lines that follow each other in one column; or the cells of a table, a list of lines each."""

    page: int
    lines: list[Line] = field(default_factory=list)
    cells: list[list[Line]] = field(default_factory=list)
    edge: bool = False  # a running head or foot


Row = list[Run]


def rows_of(runs: Sequence[Run]) -> list[Row]:
    """The runs by baseline, from the top, each row from the left.

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
    """A bullet stands far from its text, and is no cell of a table."""
    if len(row) > 1 and _MARK.fullmatch(row[0].text) and row[1].x0 - row[0].x1 < 4 * row[0].size:
        mark, text = row[:2]
        return [
            Run(f"{mark.text} {text.text}", mark.x0, text.x1, text.y, text.size, text.bold),
            *row[2:],
        ]
    return row


def line_of(row: Row) -> Line:
    """A row of runs as one line."""
    text = row[0].text
    for last, run in pairwise(row):
        far = run.x0 - last.x1 > 2 * run.size
        text += (run.space or " " * far) + run.text
    text = text[:-1].replace("\u00ad", "") + text[-1]  # hyphens that do not show
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
