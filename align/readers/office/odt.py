"""Texts of LibreOffice and other programs in the OpenDocument format (.odt, .ott, .fodt)."""

import posixpath
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from align.document import Paragraph
from align.files.load import Source
from align.readers.base import Reader
from align.readers.office.package import Package, value, walk_xml
from align.readers.office.story import Story

WHAT = "an OpenDocument text"
_HEADING = re.compile(r"Heading(?:_20_\d+)?|(?:Sub)?[Tt]itle")
_CAPTION = "Caption"
#: Elements whose text is set aside, and why; all of it has a place of its own.
_ASIDE = {
    "text:note-citation": "note marks",
    "text:ruby-text": "readings",
    "text:number": "list marks",
    "text:script": "scripts",
    "svg:title": "pictures",
    "svg:desc": "pictures",
    "math:math": "formulas",
    "office:change-info": "metadata",
    "dc:creator": "metadata",
    "dc:date": "metadata",
    "meta:creator-initials": "metadata",
    "meta:date-string": "metadata",
}
#: Indexes that list what the document has.
_CONTENTS = ("text:table-of-content", "text:illustration-index", "text:table-index")
_PAGES = ("text:page-number", "text:page-count")
_FURNITURE = re.compile(r"style:(header|footer)(?:-left|-first)?")


def read_odt(source: Source) -> tuple[Paragraph, ...]:
    """Return the paragraphs with all tracked changes accepted; notes come after the text.

    What pages do not show as text is set aside, as in a Word document. ``where`` is the number of
    the paragraph, or table and row.

    Raises :class:`align.errors.InputError` for a file that is not an OpenDocument text, is damaged
    or protected.
    """
    document = _Document(source)
    if source.data.lstrip()[:1] == b"<":
        if b"opendocument" not in source.data[:4000]:
            raise source.error(f"not {WHAT} but a web page or XML; rename it, or save it anew")
        walk_xml(source.data, document.start, document.end, document.data, source, WHAT, "it")
    else:
        package = Package(source, WHAT, ".odt", ("content.xml",))
        document.package = package
        if package.holds("META-INF/manifest.xml", b"encryption-data"):
            raise source.error(f"{WHAT} with a password; save it without one")
        for part in ("styles.xml", "content.xml"):
            if part in package.names:
                package.walk(part, document.start, document.end, document.data)
        for part in package.names:
            if part.endswith("/content.xml"):
                document.story.open(place=part, reason="hidden text")  # if it is shown nowhere
                document.walk_object(part)
                document.story.back += document.story.close()
    return document.story.result()


@dataclass
class _Style:
    parent: str = ""
    hidden: bool | None = None


@dataclass
class _Open:
    """An element: what is to be undone at its end."""

    captures: bool
    reasons: int = 0
    story: str = ""
    ends: str = ""


class _Document:
    """The parts of a document, told element by element to one story."""

    def __init__(self, source: Source) -> None:
        self.story = Story(source)
        self.package: Package | None = None
        self.styles: dict[str, _Style] = {}
        self.style = _Style()
        self.open = [_Open(False)]
        self.counts: Counter[str] = Counter()
        self.note = "footnote"
        self.lists = [0]
        self.furniture = False
        self.chart = False

    # --- the three calls of the parser -------------------------------------------------------

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        here = _Open(self.open[-1].captures)
        self.open.append(here)
        reason = _ASIDE.get(name) or self._reason(name, attributes)
        if reason:
            if here.captures:
                self.story.add(" ", reason)
            self.story.push(reason)
            here.reasons = 1
            here.captures = here.captures or name in _ASIDE
        if name in ("text:p", "text:h"):
            self._paragraph(name, attributes, here)
        elif name.startswith("style:"):
            self._style(name, attributes, here)
        elif name.startswith("table:"):
            self._table(name, attributes, here)
        elif name.startswith(("draw:", "office:", "text:note", "text:tracked")) and not reason:
            self._story(name, attributes, here)
        elif name in ("text:list-item", "text:list-header"):
            self.lists[-1] += 1
            here.ends = "list"
        elif here.captures:
            self._sign(name, attributes)

    def data(self, text: str) -> None:
        if self.open[-1].captures:
            self.story.add(text)

    def end(self, name: str) -> None:
        here = self.open.pop()
        match here.ends:
            case "paragraph":
                self.story.end()
            case "table":
                self.story.end_table()
            case "cell":
                self.story.end_cell()
            case "list":
                self.lists[-1] -= 1
            case "chart":
                self.chart = False
        if here.story:
            self._close(here.story)
        for _ in range(here.reasons):
            self.story.pop()

    # --- what elements mean ------------------------------------------------------------------

    def _reason(self, name: str, attributes: Mapping[str, str]) -> str:
        """Why the text of an element is set aside, if it depends on more than its name."""
        if name in _CONTENTS:
            return "navigation"
        if name in _PAGES and self.furniture:
            return "page numbers"
        if name == "text:deletion":
            return "deleted text"
        hidden = (
            (name == "text:section" and value(attributes, "display") == "none")
            or (name == "table:table-row" and value(attributes, "visibility") == "collapse")
            or (name == "text:hidden-text" and value(attributes, "is-hidden") == "true")
            or (name in ("text:span", "text:p", "text:h") and self._hides(attributes))
        )
        return "hidden text" if hidden else ""

    def _sign(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "text:line-break":
            self.story.line()
        elif name in ("text:s", "text:tab"):
            self.story.add(" ")

    def _paragraph(self, name: str, attributes: Mapping[str, str], here: _Open) -> None:
        here.captures, here.ends = True, "paragraph"
        kind = "list" if self.lists[-1] else "text"
        chain = self._chain(value(attributes, "style-name"))
        if name == "text:h" or any(_HEADING.fullmatch(style) for style in chain):
            kind = "heading"
        elif _CAPTION in chain or self.chart:
            kind = "caption"
        self.story.begin(kind)

    def _style(self, name: str, attributes: Mapping[str, str], here: _Open) -> None:
        if name == "style:style":
            self.style = _Style(value(attributes, "parent-style-name"))
            self.styles[value(attributes, "name")] = self.style
        elif name == "style:text-properties" and (display := value(attributes, "display")):
            self.style.hidden = display == "none"
        elif page := _FURNITURE.fullmatch(name):
            self.furniture = True
            self._begin(here, page[1], place=f"page {page[1]}", reason="running heads")

    def _chain(self, style: str) -> list[str]:
        """Return a style and those that it is based on."""
        found: list[str] = []
        while style and len(found) < 20:
            found.append(style)
            style = self.styles[style].parent if style in self.styles else ""
        return found

    def _hides(self, attributes: Mapping[str, str]) -> bool:
        chain = self._chain(value(attributes, "style-name"))
        known = (self.styles[s].hidden for s in chain if s in self.styles)
        return next((hidden for hidden in known if hidden is not None), False)

    def _table(self, name: str, attributes: Mapping[str, str], here: _Open) -> None:
        here.captures = False
        match name:
            case "table:table" if not self.chart:
                self.story.table()
                here.ends = "table"
            case "table:table-row" if not self.chart:
                self.story.row()
            case "table:table-cell" | "table:covered-table-cell":
                if self.chart:
                    if value(attributes, "value-type") == "float":
                        self.story.push("figures")
                        here.reasons += 1
                else:
                    self.story.cell()
                    here.ends = "cell"

    # --- stories in the story ----------------------------------------------------------------

    def _story(self, name: str, attributes: Mapping[str, str], here: _Open) -> None:
        inside, here.captures = here.captures, False
        if name.startswith("draw:") and inside:
            self._begin(here, "box")
        match name:
            case "text:note":
                here.captures = True
                self.note = (
                    "endnote" if value(attributes, "note-class") == "endnote" else "footnote"
                )
            case "text:note-body":
                self._begin(here, "note", kind="footnote", place="footnote")
            case "office:annotation":
                self._begin(here, "box", place="comment", reason="comments")
            case "draw:object" if target := value(attributes, "href"):
                self.walk_object(posixpath.normpath(posixpath.join(target, "content.xml")))
            case "office:chart":
                self.chart, here.ends = True, "chart"

    def _begin(
        self, here: _Open, story: str, *, kind: str = "", place: str = "", reason: str = ""
    ) -> None:
        here.story = story
        self.lists.append(0)
        self.story.open(kind, place=place, reason=reason)

    def _close(self, what: str) -> None:
        found = self.story.close()
        self.lists.pop()
        match what:
            case "header":
                self.story.front += found
                self.furniture = False
            case "footer":
                self.story.back += found
                self.furniture = False
            case "note":
                self.counts[self.note] += 1
                for one in found:
                    one.place = f"{self.note} {self.counts[self.note]}"
                self.story.notes += found
            case _:
                self.story.after(found)

    def walk_object(self, part: str) -> None:
        """Read a formula or a chart in a part of its own, unless it has been read."""
        package = self.package
        if package and part in package.names and part not in package.read:
            self.open.append(_Open(False))
            self.lists.append(0)
            self.story.open()
            package.walk(part, self.start, self.end, self.data)
            self.story.after(self.story.close())
            self.lists.pop()
            self.open.pop()


READER = Reader("OpenDocument", (".odt", ".ott", ".fodt"), read_odt)
