"""A tree of HTML elements → paragraphs, as a browser would show them.

Web pages, Markdown, Word documents and EPUB books are all read this way. Nothing here is recursive,
so the depth of a page does not matter.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from html.entities import html5
from typing import Any

from align.document import Paragraph
from align.files.load import Source
from align.languages.characters import WIDE
from align.readers.html.elements import (
    BLOCKS,
    KINDS,
    attribute_texts,
    is_code,
    is_footnote,
    is_note_mark,
    tag_name,
    unseen,
)
from align.readers.html.grid import Cell, Grid, with_keys
from align.readers.wrapped import join_lines

#: A table cell with at least this many paragraphs is layout of a page, not a cell of data.
LAYOUT = 4
#: Most wrapped lines that are joined to one paragraph.
WRAPPED = 200

_WRAPPED = re.compile(rf"(?<=[{WIDE}])(?<!\u3000)[^\S\u3000\n]*\n\s*(?=[{WIDE}])")
_SPACE = re.compile(r"[^\S\u3000]+")
#: Control and zero-width characters, marks of direction; the joiners stay, for emoji and Persian.
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069"
    "\ufeff\ufffe\uffff]"
)
# What is in elements of its own; several of them near each other are one.
_INLINE_CODE = ("code", "kbd", "samp", "tt", "var")
_STOP = re.compile("[.!?;。！？；]")
_APART = ("note marks", "readings", "scripts", "pictures")
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
    source: Source | None = None,
) -> tuple[Paragraph, ...]:
    """Return all text below ``root``, one paragraph per block; what is no text is set aside.

    ``kept``: only what is directly in these elements is text, the rest is navigation. ``line_of``
    returns the line of an element, 0 if unknown. Footnotes keep their place; what is set aside from
    the middle of a paragraph, as the mark of a footnote is, follows it. In a source without lines,
    paragraphs in a table have a ``where`` ("table 1, row 2"). With ``source``, the rows of
    bilingual tables have keys (:func:`align.readers.tables.judged`).

    >>> from lxml.html import fromstring
    >>> page = fromstring("<div><h1>证书</h1>CQC\\nissued<br>It <b>did</b>.<ul><li>One</ul></div>")
    >>> [(p.kind, p.text) for p in paragraphs_of(page)]
    [('heading', '证书'), ('text', 'CQC issued'), ('text', 'It did.'), ('list', 'One')]

    >>> page = fromstring("<p>It did.<sup>[1]</sup><script>go()</script> By far.</p>")
    >>> [(p.aside, p.text) for p in paragraphs_of(page)]
    [('', 'It did. By far.'), ('note marks', '[1]'), ('scripts', 'go()')]
    """
    writer = _Writer(kept, line_of)
    for what, element, text, reason in _walk(root):
        if what == "text":
            writer.text(element, text, reason)
        elif what == "start":
            writer.start(element, reason)
        else:
            writer.end(element, reason)
    writer.flush()
    return writer.result(source)


def _walk(root: Any) -> Iterator[tuple[str, Any, str, str]]:
    """Yield start and end of every element, and the text directly in it, in order.

    The last item is the reason why the text is set aside, if it is.
    """
    reason = _reason(root)
    yield "start", root, "", reason
    yield "text", root, root.text or "", reason
    stack = [(root, iter(root), reason)]
    while stack:
        element, children, reason = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            yield "end", element, "", reason
            if stack:
                yield "text", stack[-1][0], element.tail or "", stack[-1][2]
        elif not tag_name(child):
            # a comment, an instruction, or an entity that the XML parser left
            entity = html5.get(f"{getattr(child, 'name', '')};", "")
            yield "text", element, entity + (child.tail or ""), reason
        else:
            own = _reason(child)
            reason = own if own == "scripts" else reason or own
            yield "start", child, "", reason
            yield "text", child, child.text or "", reason
            for told, why in attribute_texts(child):
                yield "text", child, told, reason or why
            stack.append((child, iter(child), reason))


def _reason(element: Any) -> str:
    if reason := unseen(element):
        return reason
    if is_code(element):
        return "code"
    return "note marks" if is_note_mark(element) else ""


@dataclass
class _Line:
    """The text between two line breaks: its pieces, and the line number of the first one."""

    pieces: list[str] = field(default_factory=list)
    number: int = 0


@dataclass
class _Aside:
    """What is set aside from a block; ``open`` until another element begins."""

    reason: str
    kind: str
    number: int
    pieces: list[str]
    open: bool = True


@dataclass
class _Frame:
    """An open block, and the table and the cell that it is in."""

    element: Any
    kind: str
    table: Grid | None = None
    cell: Cell | None = None


class _Writer:
    """Collects lines, and ends paragraphs at the boundaries of blocks."""

    def __init__(self, kept: Collection[Any] | None, line_of: Callable[[Any], int]) -> None:
        self.kept = kept
        self.line_of = line_of
        self.line = 0
        self.lines = [_Line()]
        self.reason = ""  # why the lines are set aside, if they are
        self.asides: list[_Aside] = []
        self.code: list[str] = []  # of the paragraph
        self.code_begins: tuple[int, int] | None = None
        self.frames = [_Frame(None, "text")]
        self.tables = 0
        self.found: list[tuple[Paragraph, Cell | None]] = []

    def start(self, element: Any, reason: str) -> None:
        self.line = self.line_of(element) or self.line
        name = tag_name(element)
        if name == "br" and not reason:
            self.lines.append(_Line())
        elif name in BLOCKS or name == "br" or reason in _APART:
            self._divide(reason)
        if name in BLOCKS:
            self._open(element, name)
        elif name in _INLINE_CODE:
            self.code_begins = len(self.lines), len(self.lines[-1].pieces)

    def _divide(self, reason: str) -> None:
        """End the paragraph; what is not shown does not divide what is."""
        if reason in ("", "code"):
            self.flush()
        elif self.asides:
            self.asides[-1].open = False

    def _open(self, element: Any, name: str) -> None:
        above = self.frames[-1]
        kind = KINDS.get(name, above.kind)
        if above.kind == "footnote" or is_footnote(element):
            kind = "footnote"
        frame = _Frame(element, kind, above.table, above.cell)
        if name == "table":
            self.tables += 1
            frame.table = Grid(self.tables)
        elif name == "tr" and frame.table:
            frame.table.next_row()
        elif name in ("td", "th") and frame.table:
            frame.cell = Cell(frame.table.number, *frame.table.add(element))
        self.frames.append(frame)

    def text(self, element: Any, text: str, reason: str) -> None:
        furniture = self.kept is not None and element not in self.kept
        if not text.strip():
            furniture = bool(self.reason)  # goes with what is before it
        elif self.reason and not (reason or furniture):
            self.flush()
        if reason or (furniture and not self.reason and self._begun()):
            self._set_aside(text, reason or "navigation")
        else:
            self.reason = "navigation" if furniture else ""
            if tag_name(element) == "pre":
                self._preformatted(text)
            else:
                self._add(text)
        self.line += text.count("\n")

    def _begun(self) -> bool:
        return any(piece.strip() for line in self.lines for piece in line.pieces)

    def _set_aside(self, text: str, reason: str) -> None:
        last = self.asides[-1] if self.asides else None
        if last and last.reason == reason and (last.open or reason in _APART):
            last.pieces += [text] if last.open else [" ", text]
            last.open = reason != "pictures"
        elif text.strip():
            start = text.count("\n", 0, len(text) - len(text.lstrip()))
            number = self.line and self.line + start
            self.asides.append(_Aside(reason, self.frames[-1].kind, number, [text]))
            self.asides[-1].open = reason != "pictures"

    def _add(self, text: str) -> None:
        line = self.lines[-1]
        if not line.number and self.line and (stripped := text.lstrip()):
            line.number = self.line + text.count("\n", 0, len(text) - len(stripped))
        line.pieces.append(text)

    def _preformatted(self, text: str) -> None:
        before, reason = self.line, self.reason
        for number, line in enumerate(text.split("\n")):
            if number:
                self.flush()
                self.line += 1
            self.reason = reason
            self._add(line)
        self.line = before

    def end(self, element: Any, reason: str) -> None:
        if self.frames[-1].element is element:
            self._divide(reason)
            self.frames.pop()
        elif reason in _APART:
            self._divide(reason)
        elif self.code_begins and tag_name(element) in _INLINE_CODE:
            line, piece = self.code_begins
            code = normalised("".join(self.lines[-1].pieces[piece:]))
            if line == len(self.lines) and _STOP.search(code):
                self.code.append(code)

    def flush(self) -> None:
        """End the paragraph, and put what is set aside from it behind it."""
        lines, self.lines = self.lines, [_Line()]
        reason, self.reason = self.reason, ""
        code, self.code, self.code_begins = tuple(self.code), [], None
        for text, number in _unwrapped(lines):
            kind = self.frames[-1].kind
            self._put(Paragraph(text, number, kind, aside=reason, code=code))
        for why, lost in _lost(lines):
            self._put(Paragraph(lost, lines[0].number, aside=why))
        asides, self.asides = self.asides, []
        for aside in asides:
            text = _SPACE.sub(" ", "".join(aside.pieces)).strip()
            self._put(Paragraph(text, aside.number, aside.kind, aside=aside.reason))

    def _put(self, paragraph: Paragraph) -> None:
        cell = self.frames[-1].cell
        if cell and not paragraph.line:
            paragraph = replace(paragraph, where=cell.place)
        self.found.append((paragraph, cell))

    def result(self, source: Source | None) -> tuple[Paragraph, ...]:
        found = with_keys(self.found, source) if source and self.tables else self.found
        sizes = Counter(cell for paragraph, cell in self.found if not paragraph.aside)
        return tuple(
            replace(p, kind="text" if p.kind == "cell" else p.kind, where="")
            if cell and sizes[cell] >= LAYOUT
            else p
            for p, cell in found
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


def _lost(lines: list[_Line]) -> Iterator[tuple[str, str]]:
    """Yield what :func:`_unwrapped` removes, with the reason."""
    raw = "".join(piece for line in lines for piece in line.pieces)
    if invisible := "".join(INVISIBLE.findall(raw)):
        yield "invisible characters", invisible
    for hyphen in "-\u2010":
        if len(lines) > 1 and hyphen in raw:
            joined = sum(text.count(hyphen) for text, _ in _unwrapped(lines))
            if lost := raw.count(hyphen) - joined:
                yield "hyphens", hyphen * lost


def goes_on(text: str, following: str) -> bool:
    """Whether a line is continued by the next one: it is long, and no sentence ends there.

    >>> goes_on("出席会议的有认证监管司、国际合作司、", "实验室"), goes_on("标题", "副标题")
    (True, False)
    """
    if _OPEN_LINE_ZH.fullmatch(text):
        return True
    return bool(_OPEN_LINE.fullmatch(text) and _SMALL.match(following))


def normalised(text: str) -> str:
    """Collapse white space as a browser does; a line end between wide characters is removed.

    >>> normalised(" co\u00adop\\n er "), normalised("中国\\n质量")
    ('coop er', '中国质量')
    """
    text = INVISIBLE.sub("", text)
    return _SPACE.sub(" ", _WRAPPED.sub("", text)).strip()
