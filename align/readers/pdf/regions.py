"""Runs of a PDF page → rows, and regions of them with what their text runs around."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from align.readers.pdf.runs import Run

#: The bullet before a list item.
BULLET = re.compile(r"[•·▪▫●○◦◆◇■□▶►❖➢✓✔∙‣⁃]\s*")
_MARK = re.compile(
    rf"{BULLET.pattern}|[(（]?(?:\d{{1,2}}|[a-zA-Z])[.)）、．]|[(（][一二三四五六七八九十]+[)）]"
)
# Pictures of a page that are looked at.
_PICTURES = 50
Row = list[Run]
#: Horizontal lines: height, begin and end.
Rules = Sequence[tuple[float, float, float]]
#: Left, bottom, right, top.
Box = tuple[float, float, float, float]


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
    return [_with_marks(sorted(row, key=lambda run: run.x0)) for row in rows]


def _with_marks(row: Row) -> Row:
    """Join bullets to their text, from which they are often far away: they are no cells."""
    found: Row = []
    for run in row:
        last = found[-1] if found else None
        if last and _MARK.fullmatch(last.text) and run.x0 - last.x1 < 4 * last.size:
            text = f"{last.text} {run.text}"
            found[-1] = replace(run, text=text, x0=last.x0, space=last.space, hang=run.x0)
        else:
            found.append(run)
    return found


@dataclass
class Region:
    """Rows of one column, from top to bottom; ``floats``: what they run around."""

    rows: list[Row]
    floats: list[list[Row]] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    def beside(self, y: float) -> int:
        """Return the number (from 1) of the float beside a height; 0: none."""
        found = (n for n, box in enumerate(self.boxes, 1) if box[1] < y < box[3])
        return next(found, 0)


def add_float(region: Region, rows: list[Row]) -> None:
    """Add a float, to one at its side if there is one: they are columns of one table."""
    box = _box(rows)
    for number, other in enumerate(region.boxes):
        if min(box[3], other[3]) - max(box[1], other[1]) > 0.7 * (box[3] - box[1]):
            rows = rows_of([run for row in (*region.floats[number], *rows) for run in row])
            region.floats[number], region.boxes[number] = rows, _box(rows)
            return
    region.floats.append(rows)
    region.boxes.append(box)


def _box(rows: Sequence[Row]) -> Box:
    above, below = rows[0][0].size, 1.5 * rows[-1][0].size
    return (
        min(row[0].x0 for row in rows),
        rows[-1][0].y - below,
        max(row[-1].x1 for row in rows),
        rows[0][0].y + above,
    )


def with_captions(rows: list[Row], pictures: Sequence[Box]) -> Region:
    """Take captions of pictures beside the text out of its rows."""
    region = Region(rows)
    for picture in pictures[:_PICTURES] if rows else ():
        if not _is_beside(picture, rows):
            continue
        left, low, right, high = picture
        size = rows[0][0].size
        caption = _caption(region.rows, picture)
        taken = {id(run) for line in caption for run in line}
        text = [[run for run in row if id(run) not in taken] for row in region.rows]
        low = min([low, *(line[0].y - 0.3 * line[0].size for line in caption)])
        near = [run for row in text for run in row if low < run.y < high]
        if not near or any(r.x0 < right - size and r.x1 > left + size for r in near):
            continue  # nothing beside it, or it lies behind the text
        region.rows = [row for row in text if row]
        region.floats += [caption] if caption else []
        region.boxes.append((left, low - 0.8 * size, right, high - 0.2 * size))
    return region


def _is_beside(picture: Box, rows: Sequence[Row]) -> bool:
    """Whether a picture is of a size and in a place that rows may run around."""
    left, low, right, high = picture
    size = rows[0][0].size
    x0, x1 = min(row[0].x0 for row in rows), max(row[-1].x1 for row in rows)
    top, bottom = rows[0][0].y + size, rows[-1][0].y
    if not 3 * size < right - left < 0.85 * (x1 - x0) or high - low < 2 * size:
        return False
    return right > x0 and left < x1 + 2 * size and high > bottom and low < top + 3 * size


def _caption(rows: Sequence[Row], picture: Box) -> list[Row]:
    """Return the runs just below a picture and not wider than it."""
    left, low, right, _ = picture
    found: list[Row] = []
    y = low
    for row in rows:
        size = row[0].size
        if row[0].y > low + 0.3 * size:
            continue
        inside = [r for r in row if left - size < r.x0 and r.x1 < right + size]
        across = any(r.x0 < right and r.x1 > left for r in row if r not in inside)
        if across or (inside and y - row[0].y > (1.7 if found else 3) * size):
            break
        if inside:
            found.append(inside)
            y = row[0].y
    return found
