"""Collects the text of an office document, and what is set aside of it.

Readers tell a :class:`Story` what they meet, in the order of the file: paragraphs and the text in
them, tables, and stories within the story (notes, boxes, comments). Nothing here knows a format.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from align.document import Paragraph
from align.files.load import Source
from align.readers.html.tree import INVISIBLE, LAYOUT, goes_on, normalised
from align.readers.tables import Cells, Judgement, judged
from align.readers.wrapped import join_lines

#: What is text when the user wants to keep boilerplate.
FURNITURE = ("navigation", "running heads", "page numbers")


@dataclass(slots=True)
class _Cell:
    """A cell of a table: its row and column, counted from 0, and what is in it."""

    table: "_Table"
    row: int
    column: int
    texts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    """A table; ``number`` is 0 in stories whose tables are not counted."""

    number: int
    rows: list[list[_Cell]] = field(default_factory=list)


@dataclass(slots=True)
class Found:
    """A paragraph to be."""

    text: str
    kind: str = "text"
    aside: str = ""
    place: str = ""
    cell: _Cell | None = None


@dataclass(slots=True)
class _Level:
    """A story: the document, or a note, a box, a comment in it."""

    kind: str = ""
    place: str = ""
    counted: bool = True  # whether its tables are
    found: list[Found] = field(default_factory=list)
    # the open paragraph: its kind, its lines, what is set aside, and what comes after it
    open: str = "text"
    lines: list[list[str]] = field(default_factory=lambda: [[]])
    aside: list[tuple[str, list[str]]] = field(default_factory=list)
    after: list[Found] = field(default_factory=list)
    tables: list[_Table] = field(default_factory=list)
    cells: list[_Cell] = field(default_factory=list)


class Story:
    """The paragraphs of a document in the making.

    >>> story = Story(Source(b"", "a.docx"))
    >>> story.begin("heading")
    >>> story.add("Terms of ")
    >>> story.add("sail", "deleted text")
    >>> story.add("sale")
    >>> story.end()
    >>> [(p.kind, p.text, p.aside) for p in story.result()]
    [('heading', 'Terms of sale', ''), ('heading', 'sail', 'deleted text')]
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        #: Number of characters so far, white space aside.
        self.size = 0
        self.front: list[Found] = []
        self.notes: list[Found] = []
        self.back: list[Found] = []
        self._levels = [_Level()]
        self._reasons: list[str] = []
        self._tables = 0

    # --- why text is set aside ---------------------------------------------------------------

    def push(self, reason: str) -> None:
        """Set aside what follows, until :meth:`pop`; an empty reason changes nothing."""
        if reason in FURNITURE and self.source.keep_boilerplate:
            reason = ""
        self._reasons.append(reason or self.reason)

    def pop(self) -> None:
        """End what :meth:`push` began."""
        self._reasons.pop()

    @property
    def reason(self) -> str:
        """Why text is set aside here; empty if it is not."""
        return self._reasons[-1] if self._reasons else ""

    # --- paragraphs --------------------------------------------------------------------------

    def begin(self, kind: str = "text") -> None:
        """Begin a paragraph; one that is open ends."""
        self.end()
        self._levels[-1].open = kind

    def kind(self, kind: str) -> None:
        """Say of which kind the open paragraph is."""
        self._levels[-1].open = kind

    def add(self, text: str, reason: str = "") -> None:
        """Add text to the open paragraph, or set it aside for a reason."""
        if reason in FURNITURE and self.source.keep_boilerplate:
            reason = ""
        reason = reason or self.reason
        level = self._levels[-1]
        self.size += len(text) - text.count(" ")
        if not reason:
            level.lines[-1].append(text)
            if level.aside and level.aside[-1][0]:
                level.aside.append(("", []))
        elif text:
            self._set_aside(level, text, reason)

    @staticmethod
    def _set_aside(level: _Level, text: str, reason: str) -> None:
        if level.aside and level.aside[-1][0] == reason:
            level.aside[-1][1].append(text)
            return
        if level.aside and not level.aside[-1][0]:  # there is text between
            level.aside.pop()
            if level.aside and level.aside[-1][0] == reason:
                level.aside[-1][1].append(f" {text}")
                return
        level.aside.append((reason, [text]))

    def line(self) -> None:
        """Begin a new line within the paragraph."""
        level = self._levels[-1]
        if not self.reason:
            level.lines.append([])
        elif level.aside:
            level.aside[-1][1].append(" ")

    def after(self, found: Iterable[Found]) -> None:
        """Put paragraphs of another story after the open one."""
        self._levels[-1].after += found

    def end(self) -> None:
        """End the open paragraph, if there is one."""
        level = self._levels[-1]
        cell = level.cells[-1] if level.cells else None
        kind = level.kind or ("cell" if cell and level.open == "text" else level.open)
        found: list[Found] = []
        for text, unseen, reason in _unbroken("".join(pieces) for pieces in level.lines):
            if text:
                found.append(Found(text, kind, "", level.place, cell))
            if unseen:
                found.append(Found(unseen, kind, reason, level.place, cell))
        for reason, pieces in level.aside:
            raw = "".join(pieces)
            if reason and (text := " ".join(raw.split())):
                found.append(Found(text, kind, reason, level.place, cell))
        if cell:
            cell.texts += [f.text for f in found if not f.aside]
        level.found += found
        level.found += level.after
        level.open, level.lines, level.aside, level.after = "text", [[]], [], []

    # --- tables ------------------------------------------------------------------------------

    def table(self) -> None:
        """Begin a table; one within a cell is a table of its own."""
        self.end()
        level = self._levels[-1]
        counted = level.counted
        self._tables += counted
        level.tables.append(_Table(self._tables if counted else 0))

    def row(self) -> None:
        """Begin a row."""
        if tables := self._levels[-1].tables:
            tables[-1].rows.append([])

    def cell(self, column: int | None = None) -> None:
        """Begin a cell; ``column`` is its number from 0, by default the next."""
        self.end()
        level = self._levels[-1]
        if not level.tables:
            return
        table = level.tables[-1]
        if not table.rows:
            table.rows.append([])
        row = table.rows[-1]
        if column is None:
            column = row[-1].column + 1 if row else 0
        row.append(_Cell(table, len(table.rows) - 1, column))
        level.cells.append(row[-1])

    def end_cell(self) -> None:
        """End a cell."""
        self.end()
        if self._levels[-1].cells:
            self._levels[-1].cells.pop()

    def end_table(self) -> None:
        """End a table: see whether it is a bilingual one."""
        self.end()
        if self._levels[-1].tables:
            self._levels[-1].tables.pop()

    # --- stories within the story ------------------------------------------------------------

    def open(
        self, kind: str = "", *, place: str = "", reason: str = "", tables: bool = False
    ) -> None:
        """Begin a story of its own within the open paragraph: a note, a box, a comment.

        All its paragraphs are of the ``kind``, if one is given, and set aside for the ``reason``.
        Its tables are counted if it has no place of its own, or if ``tables`` says so.
        """
        above = self._levels[-1]
        counted = tables or (above.counted and not place)
        self._levels.append(_Level(kind, place or above.place, counted))
        self.push(reason)

    def close(self) -> list[Found]:
        """End a story; return its paragraphs, for :meth:`after` or one of the lists."""
        self.end()
        self.pop()
        return self._levels.pop().found

    @property
    def depth(self) -> int:
        """Number of stories that are open within the document."""
        return len(self._levels) - 1

    # --- the result --------------------------------------------------------------------------

    def result(self) -> tuple[Paragraph, ...]:
        """Return the paragraphs: heads of pages, the text, its notes, whatever is at the back.

        Raises :class:`align.errors.InputError` if there is no text, or if it cannot be told which
        columns of a table are translations.
        """
        self.end()
        found = [*self.front, *self._levels[0].found, *self.notes, *self.back]
        if not any(not f.aside for f in found):
            raise self.source.error("no text in this document (pictures only?)")
        tables: dict[int, dict[tuple[int, int], Judgement]] = {}
        whole = sum(len(f.text) for f in self._levels[0].found if not f.aside)
        number, result = 1, []
        for f in found:
            kind, key, aside = f.kind, "", f.aside
            place = f.place or f"paragraph {max(number - bool(aside), 1)}"
            if f.cell:
                table = f.cell.table
                if id(table) not in tables:
                    tables[id(table)] = self._judged(table, whole)
                name = f"table {table.number}, row {f.cell.row + 1}"
                judgement = tables[id(table)].get((f.cell.row, f.cell.column), Judgement())
                aside, key = aside or judgement.aside, "" if aside else judgement.key(name)
                if kind == "cell" and len(f.cell.texts) >= LAYOUT:
                    kind = "text"
                elif table.number:
                    place = name
            number += not aside
            result.append(Paragraph(f.text, 0, kind, place, aside, key))
        return tuple(result)

    def _judged(self, table: _Table, whole: int) -> dict[tuple[int, int], Judgement]:
        if not table.number:
            return {}
        cells: Cells = [{cell.column: " ".join(cell.texts) for cell in row} for row in table.rows]
        inside = sum(len(text) for row in cells for text in row.values())
        return judged(cells, self.source, f"table {table.number}", main=2 * inside > whole)


def _unbroken(lines: Iterable[str]) -> Iterable[tuple[str, str, str]]:
    """Yield paragraphs, or what was dropped and why; lines that go on are joined."""
    open_lines: list[str] = []
    unseen = ""
    for line in [*lines, ""]:
        text = normalised(line)
        if text and open_lines and goes_on(open_lines[-1], text):
            open_lines.append(text)
        else:
            if open_lines:
                joined = join_lines(open_lines)
                yield joined, "", ""
                if len(open_lines) > 1:
                    yield "", _less(open_lines, joined), "hyphens"
            open_lines = [text] if text else []
        unseen += "".join(INVISIBLE.findall(line))
    yield "", unseen, "invisible characters"


def _less(lines: list[str], joined: str) -> str:
    """Return the hyphens that were dropped when lines were joined."""
    return "".join(
        mark * (sum(line.count(mark) for line in lines) - joined.count(mark)) for mark in "-\u2010"
    )
