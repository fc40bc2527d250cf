"""A tree of HTML elements → paragraphs, as a browser would show them.

Web pages, Markdown, Word documents and EPUB books are all read this way. Nothing here is recursive,
so the depth of a page does not matter.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from html.entities import html5
from typing import Any

from align.document import Paragraph
from align.languages.characters import WIDE
from align.readers.html.elements import (
    BLOCKS,
    KINDS,
    is_code,
    is_footnote,
    is_hidden,
    is_note_mark,
    tag_name,
)
from align.readers.wrapped import join_lines

#: A table cell with at least this many paragraphs is layout of a page, not a cell of data.
LAYOUT = 4
#: Most wrapped lines that are joined to one paragraph.
WRAPPED = 200

_WRAPPED = re.compile(rf"(?<=[{WIDE}])(?<!\u3000)[^\S\u3000\n]*\n\s*(?=[{WIDE}])")
_SPACE = re.compile(r"[^\S\u3000]+")
# Control and zero-width characters, marks of direction; the joiners stay, for emoji and Persian.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069"
    "\ufeff\ufffe\uffff]"
)
# Inside a sentence: a long line without a stop at its end, then a small letter that is not the
# number of an item; …
_OPEN_LINE = re.compile(r".{40,}[^.!?;:。！？；：…\s]", re.DOTALL)
_SMALL = re.compile(r"(?!\w{1,3}[.)、）])[a-z]")
# … in Chinese, a comma.
_OPEN_LINE_ZH = re.compile(r".{12,}[，、]", re.DOTALL)


def paragraphs_of(
    root: Any,
    *,
    kept: Collection[Any] | None = None,
    line_of: Callable[[Any], int] = lambda element: element.sourceline or 0,
) -> tuple[Paragraph, ...]:
    """Return the visible text below ``root``, one paragraph per block.

    ``kept``: only the text directly in these elements. ``line_of`` returns the line of an element,
    0 if unknown. Footnotes keep their place; marks of footnotes are dropped. In a source without
    lines, paragraphs in a table have a ``where`` ("table 1, row 2").

    >>> from lxml.html import fromstring
    >>> page = fromstring("<div><h1>证书</h1>CQC\\nissued<br>It <b>did</b>.<ul><li>One</ul></div>")
    >>> [(p.kind, p.text) for p in paragraphs_of(page)]
    [('heading', '证书'), ('text', 'CQC issued'), ('text', 'It did.'), ('list', 'One')]
    """
    writer = _Writer(kept, line_of)
    for what, element, text in _walk(root):
        if what == "text":
            writer.text(element, text)
        elif what == "start":
            writer.start(element)
        else:
            writer.end(element)
    writer.flush()
    return writer.result()


def _walk(root: Any) -> Iterator[tuple[str, Any, str]]:
    """Yield start and end of every visible element, and the text directly in it, in order."""
    if is_hidden(root):
        return
    yield "start", root, ""
    yield "text", root, root.text or ""
    stack = [(root, iter(root))]
    while stack:
        element, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            yield "end", element, ""
            if stack:
                yield "text", stack[-1][0], element.tail or ""
        elif not tag_name(
            child
        ):  # a comment, an instruction, or an entity that the XML parser left
            entity = html5.get(f"{getattr(child, 'name', '')};", "")
            yield "text", element, entity + (child.tail or "")
        elif is_hidden(child) or is_note_mark(child) or is_code(child):
            yield "text", element, child.tail or ""
        else:
            yield "start", child, ""
            yield "text", child, child.text or ""
            stack.append((child, iter(child)))


@dataclass
class _Line:
    """The text between two line breaks: its pieces, and the line number of the first one."""

    pieces: list[str] = field(default_factory=list)
    number: int = 0


@dataclass
class _Table:
    """A table and the number of its current row."""

    number: int
    row: int = 0


@dataclass
class _Frame:
    """An open block; ``cell`` is the number of the table cell that it is in, 0 for none."""

    element: Any
    kind: str
    table: _Table | None = None
    cell: int = 0


class _Writer:
    """Collects lines, and ends paragraphs at the boundaries of blocks."""

    def __init__(self, kept: Collection[Any] | None, line_of: Callable[[Any], int]) -> None:
        self.kept = kept
        self.line_of = line_of
        self.line = 0
        self.lines = [_Line()]
        self.frames = [_Frame(None, "text")]
        self.tables = self.cells = 0
        self.found: list[tuple[Paragraph, int]] = []

    def start(self, element: Any) -> None:
        self.line = self.line_of(element) or self.line
        name = tag_name(element)
        if name == "br":
            self.lines.append(_Line())
        elif name in BLOCKS:
            self.flush()
            self._open(element, name)

    def _open(self, element: Any, name: str) -> None:
        above = self.frames[-1]
        kind = KINDS.get(name, above.kind)
        if above.kind == "footnote" or is_footnote(element):
            kind = "footnote"
        frame = _Frame(element, kind, above.table, above.cell)
        if name == "table":
            self.tables += 1
            frame.table = _Table(self.tables)
        elif name == "tr" and frame.table:
            frame.table.row += 1
        elif name in ("td", "th"):
            self.cells += 1
            frame.cell = self.cells
        self.frames.append(frame)

    def text(self, element: Any, text: str) -> None:
        if self.kept is None or element in self.kept:
            if tag_name(element) == "pre":
                self._preformatted(text)
            else:
                self._add(text)
        self.line += text.count("\n")

    def _add(self, text: str) -> None:
        line = self.lines[-1]
        if not line.number and self.line and (stripped := text.lstrip()):
            line.number = self.line + text.count("\n", 0, len(text) - len(stripped))
        line.pieces.append(text)

    def _preformatted(self, text: str) -> None:
        before = self.line
        for number, line in enumerate(text.split("\n")):
            if number:
                self.flush()
                self.line += 1
            self._add(line)
        self.line = before

    def end(self, element: Any) -> None:
        if self.frames[-1].element is element:
            self.flush()
            self.frames.pop()

    def flush(self) -> None:
        lines, self.lines = self.lines, [_Line()]
        frame = self.frames[-1]
        for text, number in _unwrapped(lines):
            where = ""
            if not number and frame.cell and frame.table:
                where = f"table {frame.table.number}, row {frame.table.row}"
            self.found.append((Paragraph(text, number, frame.kind, where), frame.cell))

    def result(self) -> tuple[Paragraph, ...]:
        sizes: dict[int, int] = {}
        for _, cell in self.found:
            sizes[cell] = sizes.get(cell, 0) + 1
        return tuple(
            Paragraph(p.text, p.line, "text" if p.kind == "cell" else p.kind)
            if cell and sizes[cell] >= LAYOUT
            else p
            for p, cell in self.found
        )


def _unwrapped(lines: list[_Line]) -> Iterator[tuple[str, int]]:
    """Yield the lines that have text; one that clearly continues is joined to the next.

    Chinese pages have one or two ``<br>`` between paragraphs; some editors also wrap lines by them.
    """
    open_lines: list[str] = []
    number = 0
    for line in lines:
        text = normalised("".join(line.pieces))
        if text and open_lines and len(open_lines) < WRAPPED and goes_on(open_lines[-1], text):
            open_lines.append(text)
            continue
        if open_lines:
            yield join_lines(open_lines), number
        open_lines, number = [text] if text else [], line.number
    if open_lines:
        yield join_lines(open_lines), number


def goes_on(text: str, following: str) -> bool:
    """Whether a line that a break ends is inside a sentence, and ``following`` is its next line.

    >>> goes_on("The ship that was to have left on Monday with the", "first load is still here.")
    True
    """
    if _OPEN_LINE_ZH.fullmatch(text):
        return True
    return bool(_OPEN_LINE.fullmatch(text) and _SMALL.match(following))


def invisible(text: str) -> str:
    """Return the characters of a text that nobody sees.

    >>> invisible("one\\u200b two")
    '\\u200b'
    """
    return "".join(_INVISIBLE.findall(text))


def normalised(text: str) -> str:
    """Collapse white space as a browser does; a line end between wide characters is removed.

    Characters that nobody sees are dropped.

    >>> normalised("one\\n  two\\u200b")
    'one two'
    """
    text = _INVISIBLE.sub("", text)
    return _SPACE.sub(" ", _WRAPPED.sub("", text)).strip()
