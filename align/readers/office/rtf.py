"""Rich Text Format (.rtf): what its control words say of paragraphs, tables, notes and fields."""

from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from align.document import Paragraph
from align.files.load import Source
from align.readers.base import Reader
from align.readers.office.rtf_tokens import WHAT, TokenReader
from align.readers.office.story import Found
from align.readers.office.word_styles import reason_of_field, shown_by_code

#: Groups whose text is set aside, and why.
_ASIDE = {
    "listtext": "list marks",
    "pntext": "list marks",
    "atnid": "metadata",
    "atnauthor": "metadata",
    "momath": "formulas",
    "momathpara": "formulas",
    "xe": "hidden text",
    "tc": "hidden text",
}


def read_rtf(source: Source) -> tuple[Paragraph, ...]:
    """Return the paragraphs with all tracked changes accepted; notes come after the text.

    What pages do not show as text is set aside, as in a Word document. ``where`` is the number of
    the paragraph, or table and row.

    >>> found = read_rtf(Source(rb"{\\rtf1\\ansi The quay{\\v  (draft)} is open.\\par}", "a.rtf"))
    >>> [(p.text, p.aside) for p in found]
    [('The quay is open.', ''), ('(draft)', 'hidden text')]

    Raises :class:`align.errors.InputError` for a file that is not RTF, or is cut off.
    """
    if not source.data.strip():
        raise source.error("the file is empty")
    if not source.data.lstrip(BOM_UTF8 + b" \r\n").startswith(b"{\\rtf"):
        raise source.error(f"not {WHAT}, whatever its name says")
    reader = _Reader(source)
    reader.walk()
    return reader.story.result()


@dataclass
class _Table:
    """An open table: whether a row and a cell are open."""

    row: bool = False
    cell: bool = False


class _Reader(TokenReader):
    """Tells the story of a file."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.tables: list[list[_Table]] = [[]]
        self.shapes: list[int] = []
        self.counts: Counter[str] = Counter()
        self.note = ""
        self.furniture = False
        properties = ("title", "author", "subject", "operator", "keywords", "doccomm")
        self.methods |= {
            **{f"header{page}": self._page("header", self.story.front) for page in ("", *"lrf")},
            **{f"footer{page}": self._page("footer", self.story.back) for page in ("", *"lrf")},
            **{word: self._aside(reason) for word, reason in _ASIDE.items()},
            **dict.fromkeys(("shptxt", "dptxbxtext"), self._box),
            **dict.fromkeys(("line", "page", "column", "softline", *properties), self._line),
            **dict.fromkeys(("cell", "nestcell"), self._cell),
            **dict.fromkeys(("row", "nestrow"), self._row),
            **dict.fromkeys(("par", "sect"), lambda _: self._end_paragraph()),
            "ls": self._list,
            "pard": self._pard,
            "intbl": self._in_table,
            "itap": self._nesting,
            "footnote": self._footnote,
            "ftnalt": self._endnote,
            "annotation": self._comment,
            "info": self._info,
            "field": self._field,
            "fldrslt": self._result,
            "shp": self._shape,
            "shprslt": self._copy,
        }

    def _text(self, text: str) -> None:
        self._to_table(self.state.table)
        self.story.add(text, self.state.why)

    def _end(self) -> None:
        self._end_paragraph()
        self._to_table(0)

    def _line(self, _: int | None) -> None:
        self.story.line()

    def _list(self, number: int | None) -> None:
        self.state.listed = bool(number)

    def _pard(self, _: int | None) -> None:
        state = self.state
        state.style, state.heading, state.listed, state.table = -1, False, False, 0

    # --- paragraphs and tables ---------------------------------------------------------------

    def _end_paragraph(self) -> None:
        state = self.state
        kind = "heading" if state.heading else self.kinds.get(state.style, "")
        self.story.kind(kind or ("list" if state.listed else "text"))
        self.story.end()

    def _in_table(self, _: int | None) -> None:
        self.state.table = max(self.state.table, 1)

    def _nesting(self, number: int | None) -> None:
        self.state.table = number or 0

    def _to_table(self, depth: int) -> None:
        """Open the cell of a table in tables; close those that are deeper."""
        tables = self.tables[-1]
        while len(tables) > depth:
            if tables.pop().cell:
                self.story.end_cell()
            self.story.end_table()
        for n in range(depth):
            if n == len(tables):
                self.story.table()
                tables.append(_Table())
            if not tables[n].row:
                self.story.row()
            if not tables[n].cell:
                self.story.cell()
            tables[n].row = tables[n].cell = True

    def _cell(self, _: int | None) -> None:
        self._to_table(max(self.state.table, 1))
        self._end_paragraph()
        self.story.end_cell()
        self.tables[-1][-1].cell = False

    def _row(self, _: int | None) -> None:
        tables = self.tables[-1]
        while len(tables) > max(self.state.table, 1):
            self._to_table(len(tables) - 1)
        if tables:
            if tables[-1].cell:
                self.story.end_cell()
            tables[-1] = _Table()

    # --- groups with a text of their own -----------------------------------------------------

    def _aside(self, reason: str) -> Callable[[int | None], None]:
        def start(_: int | None) -> None:
            if reason == "list marks" and self.states:
                self.states[-1].listed = True
            self.story.push(reason)
            self.state.ends.append(self.story.pop)

        return start

    def _open(
        self,
        done: Callable[[list[Found]], object],
        *,
        kind: str = "",
        place: str = "",
        reason: str = "",
    ) -> None:
        """Begin a story of its own; ``done`` takes its paragraphs."""
        self.story.open(kind, place=place, reason=reason or self.state.why)
        self.tables.append([])
        self._pard(None)
        self._plain(None)

        def end() -> None:
            self._end_paragraph()
            self._to_table(0)
            self.tables.pop()
            done(self.story.close())

        self.state.ends.append(end)

    def _box(self, _: int | None) -> None:
        self._open(self.story.after)

    def _comment(self, _: int | None) -> None:
        self._open(self.story.after, place="comment", reason="comments")

    def _info(self, _: int | None) -> None:
        self._open(self.story.back.extend, place="properties", reason="metadata")

    def _page(self, kind: str, found: list[Found]) -> Callable[[int | None], None]:
        def done(more: list[Found]) -> None:
            found.extend(more)
            self.furniture = False

        def start(_: int | None) -> None:
            self.furniture = True
            self._open(done, place=f"page {kind}", reason="running heads")

        return start

    def _footnote(self, _: int | None) -> None:
        self.note = "footnote"
        self._open(self._end_note, kind="footnote", place="footnote")

    def _endnote(self, _: int | None) -> None:
        self.note = "endnote"

    def _end_note(self, found: list[Found]) -> None:
        self.counts[self.note] += 1
        for one in found:
            one.place = f"{self.note} {self.counts[self.note]}"
        self.story.notes += found

    def _field(self, _: int | None) -> None:
        def end() -> None:
            for text, reason in shown_by_code(self.fields.pop()):
                self.story.add(text, reason)

        self.fields.append("")
        self.state.ends.append(end)

    def _result(self, _: int | None) -> None:
        self.story.push(reason_of_field(self.fields, self.furniture))
        self.state.ends.append(self.story.pop)

    def _shape(self, _: int | None) -> None:
        self.shapes.append(self.story.size)
        self.state.ends.append(self.shapes.pop)

    def _copy(self, _: int | None) -> None:
        """What old programs show instead of a shape."""
        told = bool(self.shapes) and self.story.size > self.shapes[-1]
        self.story.push("repeated text" if told else "")
        self.state.ends.append(self.story.pop)


READER = Reader("RTF", (".rtf",), read_rtf, (b"{\\rtf",))
