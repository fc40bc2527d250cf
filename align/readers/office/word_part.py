"""One part of a Word document: its notes, boxes, drawings and tables around the text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from align.readers.office.package import value
from align.readers.office.story import Found, Story
from align.readers.office.word_styles import Styles, is_on
from align.readers.office.word_text import Attributes, Done, TextReader


class Host(Protocol):
    """The document that a part belongs to.

    ``notes`` are the paragraphs of notes and comments by type and identifier; ``refer`` puts one
    where it belongs, ``walk`` reads another part, ``include`` a file of any format within this one.
    """

    story: Story
    styles: Styles
    notes: dict[tuple[str, str], list[Found]]

    def refer(self, kind: str, identifier: str) -> None: ...
    def walk(self, part: str) -> None: ...
    def include(self, part: str) -> None: ...


@dataclass(slots=True)
class _Row:
    column: int = 0
    span: int = 1
    pushed: int = 0
    reason: str = ""


class PartReader(TextReader):
    """What the elements of a part mean.

    Without ``relations``, no other parts belong to this one.
    """

    def __init__(self, host: Host, relations: Mapping[str, tuple[str, str]] | None) -> None:
        super().__init__(host.story, host.styles)
        self.host, self.relations = host, relations
        self.rows = [_Row()]
        self.blocks: list[int] = []
        self.choices: list[bool] = []
        self.figures = False
        self.drawn: set[str] = set()
        self.categories: set[str] = set()
        notes = ("footnote", "endnote", "comment")
        self.methods |= {
            **{f"w:{kind}": self._note(kind) for kind in notes},
            **{f"w:{kind}Reference": self._refer(kind) for kind in notes},
            "w:sdt": self._block,
            "w:docPartGallery": self._gallery,
            "mc:AlternateContent": self._alternatives,
            "mc:Choice": self._choice,
            "mc:Fallback": self._choice,
            "w:txbxContent": self._box,
            "a:p": self._drawn,
            "wp:docPr": self._picture,
            "v:textpath": self._picture,
            "c:chart": self._drawing,
            "dgm:relIds": self._drawing,
            "w:altChunk": self._chunk,
            "c:plotArea": self._plot,
            "c:cat": self._categories,
            "c:numCache": self._numbers,
            "c:numLit": self._numbers,
            "c:v": self._value,
            "w:tbl": self._table,
            "w:tr": self._row,
            "w:trPr": self._row_properties,
            "w:tc": self._cell,
            "w:gridSpan": self._span,
        }

    # --- stories in the story ----------------------------------------------------------------

    def _block(self, _: Attributes) -> Done:
        self.blocks.append(0)

        def end() -> None:
            if self.blocks.pop():
                self.story.pop()

        return end

    def _gallery(self, attributes: Attributes) -> None:
        if self.blocks and not self.blocks[-1] and value(attributes) == "Table of Contents":
            self.blocks[-1] = 1
            self.story.push("navigation")

    def _note(self, kind: str) -> Callable[[Attributes], Done]:
        def start(attributes: Attributes) -> Done:
            if self.relations is None:
                return None
            comment, separator = kind == "comment", value(attributes, "type") not in ("", "normal")
            reason = "comments" if comment else "hidden text" if separator else ""
            self.story.open("" if comment else "footnote", place=kind, reason=reason)

            def end() -> None:
                self.host.notes[kind, value(attributes, "id")] = self.story.close()

            return end

        return start

    def _refer(self, kind: str) -> Callable[[Attributes], Done]:
        def start(attributes: Attributes) -> Done:
            if self.relations is not None:
                self.host.refer(kind, value(attributes, "id"))
            if value(attributes, "customMarkFollows") and is_on(
                {"val": value(attributes, "customMarkFollows")}
            ):
                self._set_run_aside("note marks")
            return None

        return start

    def _alternatives(self, _: Attributes) -> Done:
        self.choices.append(False)
        return self.choices.pop

    def _choice(self, _: Attributes) -> Done:
        """The first with text is the text, all others are copies of it for other programs."""
        if not self.choices:
            return None
        self.story.push("repeated text" if self.choices[-1] else "")
        size = self.story.size

        def end() -> None:
            self.story.pop()
            self.choices[-1] = self.choices[-1] or self.story.size > size

        return end

    def _box(self, _: Attributes) -> Done:
        goes_on, self.goes_on = self.goes_on, False
        self.story.open()

        def end() -> None:
            self.story.after(self.story.close())
            self.goes_on = goes_on

        return end

    def _drawn(self, _: Attributes) -> Done:
        """A paragraph in a drawing, a diagram, a chart."""
        self.story.open()
        return self._end_of_drawing

    def _end_of_drawing(self) -> None:
        self.story.after(self.story.close())

    def _picture(self, attributes: Attributes) -> None:
        self.story.add(value(attributes, "descr") or value(attributes, "string"), "pictures")

    def _drawing(self, attributes: Attributes) -> None:
        """A chart or diagram in a part of its own."""
        name = value(attributes, "dm") or value(attributes, "id")
        if self.relations and (found := self.relations.get(name)) and found[1] not in self.drawn:
            self.drawn.add(found[1])
            self.story.open()
            self.host.walk(found[1])
            self._end_of_drawing()

    def _chunk(self, attributes: Attributes) -> None:
        """A file in the document, often a web page that Word is to read."""
        name = value(attributes, "id")
        if self.relations and (found := self.relations.get(name)):
            self.story.end()
            self.host.include(found[1])

    def _plot(self, _: Attributes) -> None:
        self.categories = set()

    def _categories(self, _: Attributes) -> Done:
        """The names of values, which each series of a chart has anew."""
        self.story.open()

        def end() -> None:
            found = self.story.close()
            names = {f.text for f in found if not f.aside}
            for f in found:
                if not f.aside and f.text in self.categories:
                    f.aside = "repeated text"
            self.categories |= names
            self.story.after(found)

        return end

    def _numbers(self, _: Attributes) -> Done:
        """The values of a chart, as far as they are numbers."""
        self.story.open(reason="figures")
        self.figures = True

        def end() -> None:
            self.figures = False
            self._end_of_drawing()

        return end

    def _value(self, _: Attributes) -> Done:
        self.text = []
        if not self.figures:
            self.story.open("caption")

        def end() -> None:
            self._end_text()
            if self.figures:
                self.story.add(" ")
            else:
                self._end_of_drawing()

        return end

    # --- tables ------------------------------------------------------------------------------

    def _table(self, _: Attributes) -> Done:
        self.goes_on = False
        self.story.table()
        return self.story.end_table

    def _row(self, _: Attributes) -> Done:
        self.story.row()
        self.rows.append(_Row())

        def end() -> None:
            for _ in range(self.rows.pop().pushed):
                self.story.pop()

        return end

    def _row_properties(self, _: Attributes) -> Done:
        row, methods = self.rows[-1], self.methods

        def set_aside(attributes: Attributes, reason: str) -> None:
            if is_on(attributes) and not row.pushed:
                row.pushed = 1
                row.reason = reason

        self.methods = {
            "w:hidden": lambda attributes: set_aside(attributes, "hidden text"),
            "w:del": lambda attributes: set_aside({}, "deleted text"),
            "w:gridBefore": self._before,
            "w:trPrChange": self._skip,
        }

        def end() -> None:
            self.methods = methods
            if row.pushed:
                self.story.push(row.reason)

        return end

    def _before(self, attributes: Attributes) -> None:
        self.rows[-1].column += _count(attributes)

    def _cell(self, _: Attributes) -> Done:
        row = self.rows[-1]
        row.span = 1
        self.story.cell(row.column)

        def end() -> None:
            self.goes_on = False
            self.story.end_cell()
            row.column += row.span

        return end

    def _span(self, attributes: Attributes) -> None:
        self.rows[-1].span = max(_count(attributes), 1)


def _count(attributes: Attributes) -> int:
    number = value(attributes)
    return int(number) if number.isdecimal() and len(number) < 4 else 0
