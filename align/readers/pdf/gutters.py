"""The columns of a PDF page, and what text runs around: found by the white between them.

A gutter is white that consecutive rows have in common. Between the columns of a text, most lines
on its right begin at the same place and the lines on both sides fill their column; the words of
justified text, or the cells of a table, do not.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from align.readers.pdf.regions import Region, Row, Rules, add_float, with_captions
from align.readers.pdf.runs import Drawn, Run

# Columns: fewest lines beside each other, their distance in ems, the share of the width they fill.
_LINES, _GUTTER, _FILLED = 4, 0.7, 0.7
# Half of the lines are longer than this, in ems; the share of its area that lines take.
_WIDTH, _COVERED = 7, 0.55
# That of longer lines.
_LONG, _COVERED_LEAST = 12, 0.4
# A page with more runs than this is a drawing.
_RUNS = 5_000
_DEPTH = 12
# The foot of a page is farther from its text than this, in ems.
_FOOT = 4
_Gap = tuple[float, float]


@dataclass(frozen=True)
class _Cut:
    """A gutter that separates the rows from ``start`` to ``end``."""

    at: float
    start: int
    end: int
    right: float
    floating: str = ""  # the side that the text of the other runs around
    weight: tuple[float, ...] = ()


@dataclass(frozen=True)
class Surroundings:
    """What is on a page beside its text; ``known``: where columns of the document begin."""

    drawn: Drawn = field(default_factory=Drawn)
    known: list[float] = field(default_factory=list)

    def knows(self, x: float) -> bool:
        """Whether a column of the document begins at a place."""
        return any(abs(x - other) < 2 for other in self.known)


def regions_of(rows: Sequence[Row], around: Surroundings) -> list[Region]:
    """Return the columns of a page in reading order, and bands of full width between them.

    >>> heights = range(60, 0, -12)
    >>> rows = [[Run("left", 0, 100, y, 10), Run("right", 120, 220, y, 10)] for y in heights]
    >>> [len(region.rows) for region in regions_of(rows, Surroundings())]
    [5, 5]
    """
    if sum(map(len, rows)) > _RUNS:
        return [Region(list(rows))]
    return [region for region in _regions(list(rows), around, _DEPTH) if region.rows]


def _regions(rows: list[Row], around: Surroundings, depth: int) -> Iterator[Region]:
    cut = _best_cut(rows, around) if depth else None
    if cut is None:
        yield with_captions(rows, around.drawn.pictures)
        return
    left = _part(rows[cut.start : cut.end], -1e9, cut.at)
    right = _part(rows[cut.start : cut.end], cut.at, 1e9)
    above, below = rows[: cut.start], rows[cut.end :]
    if cut.floating:
        text, float_ = (left, right) if cut.floating == "right" else (right, left)
        beside, placed = {id(run) for row in text for run in row}, False
        for region in _regions([*above, *text, *below], around, depth - 1):
            if not placed and any(id(run) in beside for row in region.rows for run in row):
                add_float(region, float_)
                placed = True
            yield region
        if not placed:
            yield Region(float_)
        return
    around.known.append(cut.right)
    for part in (above, left, right, below):
        if part:
            yield from _regions(part, around, depth - 1)


def _part(rows: Sequence[Row], x0: float, x1: float) -> list[Row]:
    parts = ([run for run in row if x0 <= run.x0 < x1] for row in rows)
    return [part for part in parts if part]


def _best_cut(rows: Sequence[Row], around: Surroundings) -> _Cut | None:
    if len(rows) < 2:
        return None
    cuts = []
    for (a, b), start, end in _white(rows):
        if (cut := _cut(rows, (a, b), start, end, around)) is not None:
            cuts.append(cut)
    return max(cuts, key=lambda cut: cut.weight, default=None)


def _white(rows: Sequence[Row]) -> Iterator[tuple[_Gap, int, int]]:
    """Yield white that consecutive rows have in common, as tall as it can be."""
    active: dict[_Gap, int] = {}
    for number, row in enumerate(rows):
        least = _GUTTER * row[0].size
        free = [(-1e9, row[0].x0), *_free(row, least), (max(map(_end, row)), 1e9)]
        going: dict[_Gap, int] = {}
        for gap, start in active.items():
            whole = False
            for c, d in free:
                common = max(gap[0], c), min(gap[1], d)
                if common[1] - common[0] >= least:
                    whole |= common == gap
                    going[common] = min(start, going.get(common, start))
            if not whole and gap[0] > -1e8 and gap[1] < 1e8:
                yield gap, start, number
        for gap in free:
            going.setdefault(gap, number)
        active = going
    for gap, start in active.items():
        if gap[0] > -1e8 and gap[1] < 1e8:
            yield gap, start, len(rows)


def _free(row: Row, least: float) -> Iterator[_Gap]:
    end = _end(row[0])
    for run in row[1:]:
        if run.x0 - end >= least:
            yield end, run.x0
        end = max(end, _end(run))


def _end(run: Run) -> float:
    """Return where the ink ends: Chinese marks may hang into the margin with an empty half."""
    return run.x1 - 0.5 * run.size * (run.text[-1] in "，。、；：！？）》」』”’")


def _cut(rows: Sequence[Row], gap: _Gap, start: int, end: int, around: Surroundings) -> _Cut | None:
    """Judge a gap between rows: columns of text, text beside a float, or neither."""
    at = (gap[0] + gap[1]) / 2
    start, end = _trimmed(rows, at, start, end)
    left = _part(rows[start:end], -1e9, at)
    right = _part(rows[start:end], at, 1e9)
    if not _beside(left, right) or _is_ruled(left, right, around.drawn.rules):
        return None
    begin = min(row[0].x0 for row in right)
    few = min(len(left), len(right)) < _LINES
    weight = (float(min(len(left), len(right))), len(left) + len(right), gap[1] - gap[0])
    fills = [_is_filled(side, around) for side in (left, right)]
    alike = _are_alike(left, right)
    if _are_aligned(right) and (all(fills) or (any(fills) and alike and not few)):
        known = alike or around.knows(begin)
        return _Cut(at, start, end, begin, weight=weight) if known or not few else None
    tables = [framed(side, around.drawn.rules) for side in (left, right)]
    first = tables[1] or fills[0]  # the text is on the left
    text, other = (left, right) if first else (right, left)
    if not all(tables) and _floats(text, other, any(tables), any(fills) and not few):
        return _Cut(at, start, end, begin, "right" if first else "left", (0.7 * weight[0], 0, 0))
    return None


def _floats(text: Sequence[Row], other: Sequence[Row], table: bool, filled: bool) -> bool:
    """Whether text runs around a table with lines, or around rows at other heights."""
    short = other[0][0].y - other[-1][0].y <= 1.1 * (text[0][0].y - text[-1][0].y)
    return (table or (filled and short)) and not _are_level(text, other)


def _are_aligned(rows: Sequence[Row]) -> bool:
    """Whether many lines of a column begin where it does."""
    begin = min(row[0].x0 for row in rows)
    begins = [row[0].x0 for row in rows if row[0].x0 < begin + 6 * row[0].size]
    aligned = sum(x < begin + 1 for x in begins)
    return aligned >= min(len(begins) / 2, max(len(begins) / 4, 4))


def _are_level(rows: Sequence[Row], others: Sequence[Row]) -> bool:
    """Whether most of the others are at the heights of rows."""
    same = sum(near < 0.1 * row[0].size for row, near in _distances(others, rows))
    return 2 * same > len(others)


def _distances(rows: Sequence[Row], others: Sequence[Row]) -> Iterator[tuple[Row, float]]:
    """Yield rows, each with how far above or below it the next of the others is."""
    heights = sorted(row[0].y for row in others)
    for row in rows:
        at = bisect_left(heights, row[0].y)
        yield row, min(abs(y - row[0].y) for y in heights[max(at - 1, 0) : at + 1])


def _trimmed(rows: Sequence[Row], at: float, start: int, end: int) -> tuple[int, int]:
    """Leave out what stands above columns, a heading of the text below, the foot of the page."""
    start = _without_title(rows, at, start, end)
    right = [n for n in range(start, end) if rows[n][-1].x0 > at]
    if not right:
        return start, end
    wide = [n for n in range(start + 1, end) if _step(rows, n) > 1.6]
    top = _below_head(rows, start, right[0], [n for n in wide if n <= right[0]])
    below = [n for n in wide if n > right[-1]]
    if below and end < len(rows) and _step(rows, end) < 3:
        end = below[-1]
    return top, next((n for n in below if n < end and _step(rows, n) > _FOOT), end)


def _below_head(rows: Sequence[Row], start: int, first: int, wide: Sequence[int]) -> int:
    """Return where columns begin; ``first``: with a line on the right, ``wide``: after a gap."""
    if start and first > start and _step(rows, start) < 1.6:
        # the last line of the text above
        return wide[0] if wide and wide[0] < first else start + 1
    return wide[-1] if wide else start  # below running head and heading of the page


def _without_title(rows: Sequence[Row], at: float, start: int, end: int) -> int:
    """Return the first row after a title, which happens to be in the middle of three columns."""
    x0, x1 = min(row[0].x0 for row in rows), max(row[-1].x1 for row in rows)
    usual = median(row[0].size for row in rows[start:end])
    for number in range(start, end - 1):
        row = rows[number]
        centred = abs(row[0].x0 + row[-1].x1 - x0 - x1) < 2 * usual
        if row[0].size < 1.15 * usual or not centred or row[0].x0 < at < row[-1].x0:
            return number
    return start


def _step(rows: Sequence[Row], number: int) -> float:
    """Return the distance of a row from the one above, in ems."""
    return (rows[number - 1][0].y - rows[number][0].y) / rows[number][0].size


def _beside(left: Sequence[Row], right: Sequence[Row]) -> bool:
    """Whether most lines of the shorter side have a line beside them."""
    if not left or not right:
        return False
    short, long = sorted((left, right), key=lambda side: side[0][0].y - side[-1][0].y)
    beside = sum(near < 1.1 * row[0].size for row, near in _distances(short, long))
    return 2 * beside > len(short)


def _are_alike(left: Sequence[Row], right: Sequence[Row]) -> bool:
    """Whether the right side is the short end of a column like the left one."""
    if len(left) < 8 or len(right) < 2:
        return False
    begins = [min(row[0].x0 for row in side) for side in (left, right)]
    ends = [max(_end(row[-1]) for row in side) for side in (left, right)]
    width, other = (end - begin for begin, end in zip(begins, ends, strict=True))
    return begins[1] - ends[0] < 3.5 * left[0][0].size and abs(width - other) < 0.1 * width


def framed(rows: Sequence[Row], rules: Rules) -> bool:
    """Whether lines that underline nothing are above, below and between rows."""
    size = rows[0][0].size
    x0, x1 = min(row[0].x0 for row in rows), max(row[-1].x1 for row in rows)
    heights = {
        round(y)
        for y, a, b in rules
        if rows[-1][0].y - 2 * size < y < rows[0][0].y + 2 * size
        and min(b, x1) - max(a, x0) > 0.3 * (x1 - x0)
        and not any(-0.05 * size < row[0].y - y < 0.22 * size for row in rows)
    }
    ends = rows[0][0].y, rows[-1][0].y - 2 * size
    closed = all(any(y <= h <= y + 2 * size for h in heights) for y in ends)
    return closed and len(heights) > max(1, len(rows) / 4)


def _is_filled(rows: Sequence[Row], around: Surroundings) -> bool:
    """Whether rows are a text, in one column or more, not of a table: lines fill their width."""
    x0 = min(row[0].x0 for row in rows)
    x1 = max(row[-1].x1 for row in rows)
    size = rows[0][0].size
    longest = median(map(_longest, rows))
    if longest < _WIDTH * size or framed(rows, around.drawn.rules):
        return False
    full = sum(row[-1].x1 - row[0].x0 > _FILLED * (x1 - x0) for row in rows)
    if 2 * full > len(rows):
        return True
    inked = sum(b.x1 - a.x1 for row in rows for a, b in pairwise(row) if b.x0 - a.x1 < 1.5 * size)
    inked += sum(row[0].x1 - row[0].x0 for row in rows)
    inked += sum(b.x1 - b.x0 for row in rows for a, b in pairwise(row) if b.x0 - a.x1 >= 1.5 * size)
    leading = _leading(rows)
    top, bottom = rows[0][0].y + size, rows[-1][0].y
    area = (x1 - x0) * (top - bottom + leading - size)
    for left, low, right, high in around.drawn.pictures:
        area -= max(min(right, x1) - max(left, x0), 0) * max(min(high, top) - max(low, bottom), 0)
    # a column may have tables in it
    return inked * leading > (_COVERED if longest < _LONG * size else _COVERED_LEAST) * area


def _longest(row: Row) -> float:
    """Return the length of the longest piece of a row without a wide gap."""
    longest, begin = 0.0, row[0].x0
    for a, b in pairwise(row):
        if b.x0 - a.x1 > 1.2 * b.size:
            longest, begin = max(longest, a.x1 - begin), b.x0
    return max(longest, row[-1].x1 - begin)


def _leading(rows: Sequence[Row]) -> float:
    """Return the usual distance of a line to the next line below it."""
    steps = []
    for number, row in enumerate(rows):
        for below in rows[number + 1 : number + 8]:
            if any(run.x0 < row[0].x1 and run.x1 > row[0].x0 for run in below):
                steps.append(row[0].y - below[0].y)
                break
    return max(median(steps), 1) if steps else 1


def _is_ruled(left: Sequence[Row], right: Sequence[Row], rules: Rules) -> bool:
    """Whether lines go through both sides: the rows of a table."""
    top, bottom = (f(left[n][0].y, right[n][0].y) for f, n in ((max, 0), (min, -1)))
    ends = [(min(r[0].x0 for r in side), max(r[-1].x1 for r in side)) for side in (left, right)]
    heights: dict[int, set[int]] = {}
    for y, a, b in rules:
        if bottom < y < top:
            for side, (x0, x1) in enumerate(ends):
                if min(b, x1) - max(a, x0) > 0.5 * (x1 - x0):
                    heights.setdefault(round(y / 2), set()).add(side)
    through = sum(len(sides) == 2 for sides in heights.values())
    return through > 0 and 2 * through >= len(heights)
