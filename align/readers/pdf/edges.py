"""Running heads, running feet and page numbers of a PDF, and its footnotes."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from align.readers.pdf.layout import Block, Line, line_of
from align.readers.pdf.regions import Row, rows_of
from align.readers.pdf.runs import PageText, Run

# Share of the page's height for heads and for feet, and the most lines of each.
_EDGE, _ROWS = 0.15, 4

_NUMBER = r"(?:\d{1,4}|[ivxlcIVXLC]{1,7}|[一二三四五六七八九十百〇零]{1,5})"
# A page number, even if nothing like it is on other pages.
_PAGE_NUMBER = re.compile(
    rf"(?i:page)\s*{_NUMBER}(?:\s*(?:of|/)\s*\d+)?"
    rf"|[-–—·•~]+\s*{_NUMBER}\s*[-–—·•~]+"
    rf"|第\s*{_NUMBER}\s*页(?:\s*[,，/]?\s*[（(]?共\s*{_NUMBER}\s*页[)）]?)?"
    rf"|共\s*{_NUMBER}\s*页\s*[,，/]?\s*第\s*{_NUMBER}\s*页"
)
_NOTE = re.compile(
    r"(?P<mark>[⁰¹²³⁴-⁹]+|[①-⑳*†‡§]+|\d{1,3}(?=[^\d.,%])|[\[〔]\d{1,3}[\]〕])[.)、．]?\s*(?=\S)"
)
# A raised number is a mark, unless it follows a unit (m², km³).
_REFERENCE = re.compile(r"(?<!m)[⁰¹²³⁴-⁹]+")
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")

_Place = tuple[str, float, int]


def body_size(pages: Sequence[PageText]) -> float:
    """Return the size of most characters, in points."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for run in page.runs:
            sizes[round(run.size, 1)] += len(run.text)
    return sizes.most_common(1)[0][0]


def edge_runs(pages: Sequence[PageText]) -> list[set[Run]]:
    """Return the runs of each page's running head and foot.

    A line belongs to them if it is at the edge with only others of them beyond it, and another page
    has the same line (except for numbers) at the same height, or it is a page number.
    """
    found: list[set[Run]] = [set() for _ in pages]
    rows = [rows_of(page.runs) for page in pages]
    for top in (True, False):
        edges = [_outer(page, r, top) for page, r in zip(pages, rows, strict=True)]
        seen = Counter(place for edge in edges for _, places in edge for place in places)
        for page, edge, running in zip(pages, edges, found, strict=True):
            for row, places in edge:
                if all(seen[place] < 2 for place in places) and not _is_number(row, page):
                    break
                running.update(row)
    return found


def _outer(page: PageText, rows: Sequence[Row], top: bool) -> list[tuple[Row, set[_Place]]]:
    """Return the rows at an edge of a page, from outside, with their text and rough height.

    The height is in two overlapping steps, so that rows at nearly the same height share one.
    """
    outer: list[tuple[Row, set[_Place]]] = []
    for row in rows[:_ROWS] if top else rows[: -_ROWS - 1 : -1]:
        away = page.top - row[0].y if top else row[0].y - page.bottom
        if away > _EDGE * (page.top - page.bottom):
            break
        text = re.sub(r"\d+", "#", "".join(line_of(row).text.split()).casefold())
        outer.append((row, {(text, away // 4, 0), (text, (away + 2) // 4, 1)}))
    return outer


def _is_number(row: Row, page: PageText) -> bool:
    text = line_of(row).text.strip()
    return bool(_PAGE_NUMBER.fullmatch(text)) or text == str(page.number)


def edge_blocks(page: PageText, edges: set[Run], keep: bool) -> tuple[list[Block], list[Block]]:
    """Return the running heads of a page and its feet, to be kept as text or set aside."""
    blocks: tuple[list[Block], list[Block]] = ([], [])
    for row in rows_of([run for run in page.runs if run in edges]):
        line = line_of(row)
        number = re.fullmatch(rf"{_NUMBER}|{_PAGE_NUMBER.pattern}", line.text.strip())
        aside = "" if keep else "page numbers" if number else "running heads"
        foot = 2 * line.y < page.top + page.bottom
        blocks[foot].append(Block(page.number, [line], edge=True, aside=aside))
    return blocks


def split_notes(blocks: Sequence[Block], page: PageText, body: float) -> list[list[Line]]:
    """Remove the footnotes from a page's blocks, and return the lines of each.

    They are at the foot of a column, in small print or below a line, and begin with a mark; a mark
    that occurs in the text as well is removed in both places.
    """
    text = " ".join(line.text for block in blocks for line in block.lines)
    references = {mark.translate(_LOWERED) for mark in _REFERENCE.findall(text)}
    lines: list[Line] = []
    for block in blocks:
        start = _first_note(block.lines, page, body, references)
        lines += block.lines[start:]
        del block.lines[start:]
    marks = {mark for line in lines if (mark := _mark(line)) in references}
    for block in blocks:
        block.lines = [_without(line, marks) for line in block.lines]
    notes: list[list[Line]] = []
    for line in lines:
        mark = _mark(line)
        if not notes or (mark and (mark in marks or not mark.isdigit())):
            notes.append([])
        notes[-1].append(_unmarked(line, marks))
    return notes


def _mark(line: Line) -> str:
    found = _NOTE.match(line.text)
    return found["mark"].translate(_LOWERED).strip("[]〔〕") if found else ""


def _first_note(lines: Sequence[Line], page: PageText, body: float, references: set[str]) -> int:
    """Return the index of the first line of footnotes; the number of lines if there are none."""
    foot = page.bottom + 0.6 * (page.top - page.bottom)
    small = len(lines)
    while small and lines[small - 1].size < 0.93 * body:
        small -= 1
    for number, line in enumerate(lines):
        if line.y > foot:
            continue
        ruled = _is_ruled(lines[number - 1] if number else None, line, page)
        mark = _mark(line)
        marked = bool(mark) and (ruled or mark in references or not line.text[0].isdigit())
        if (marked or ruled) if number >= small else (marked and ruled):
            return number
    return len(lines)


def _is_ruled(above: Line | None, line: Line, page: PageText) -> bool:
    """Whether a short rule separates two lines of text."""
    high = min(above.y if above else 1e9, line.y + 4 * line.size)
    return any(
        line.y < y < high and abs(x0 - line.x0) < 2 * line.size and x1 - x0 < 250
        for y, x0, x1 in page.drawn.rules
    )


def _without(line: Line, marks: set[str]) -> Line:
    text = _REFERENCE.sub(
        lambda found: "" if found.group().translate(_LOWERED) in marks else found.group(), line.text
    )
    dropped = "".join(m for m in _REFERENCE.findall(line.text) if m.translate(_LOWERED) in marks)
    return replace(line, text=text, marks=line.marks + dropped) if dropped else line


def _unmarked(line: Line, marks: set[str]) -> Line:
    found = _NOTE.match(line.text)
    if not found or _mark(line) not in marks:
        return line
    return replace(line, text=line.text[found.end() :], marks=line.marks + found.group())
