"""Word documents (.docx): the text with its headings, lists, tables and notes.

WordprocessingML is read here, part by part, without a tree of it: libraries that turn Word into
HTML drop what is no HTML (fields, formulas, hidden text), and do not say what they drop.
"""

from collections import Counter
from dataclasses import replace
from posixpath import basename, dirname

from align.document import Paragraph
from align.files.load import Source
from align.readers.base import Reader
from align.readers.office.package import Package
from align.readers.office.story import Found, Story
from align.readers.office.word_part import PartReader
from align.readers.office.word_styles import Styles

WHAT = "a Word document"


def read_docx(source: Source) -> tuple[Paragraph, ...]:
    """Return the paragraphs with all tracked changes accepted; notes come after the text.

    Heads and feet of pages, comments, deletions, hidden text, displayed formulas, contents and
    whatever else the pages do not show as text are set aside. ``where`` is the number of the
    paragraph, or table and row, since Word documents have no lines.

    Raises :class:`align.errors.InputError` for a file that is not a Word document, is damaged or
    protected.
    """
    package = Package(source, WHAT, ".docx", ("[Content_Types].xml", "word"))
    main = next(package.related("", "officeDocument"), "word/document.xml")
    if main not in package.names:
        raise source.error(f"{WHAT} that is damaged; open it and save it again")
    return _Document(package, main).read()


class _Document:
    """The parts of a document, told to one story."""

    def __init__(self, package: Package, main: str) -> None:
        self.package, self.main = package, main
        self.story = Story(package.source)
        self.styles = Styles(package, main)
        #: Notes and comments by type and identifier.
        self.notes: dict[tuple[str, str], list[Found]] = {}
        self.counts: Counter[str] = Counter()

    def read(self) -> tuple[Paragraph, ...]:
        for kind in ("footnotes", "endnotes", "comments"):
            for part in self.package.related(self.main, kind):
                self.walk(part)
        self._furniture("header", self.story.front)
        self.walk(self.main)
        self._furniture("footer", self.story.back)
        self._others()
        for found in self.notes.values():
            for one in found:
                one.aside = one.aside or "hidden text"  # nothing refers to it
            self.story.back += found
        return self.story.result()

    def walk(self, part: str, *, known: bool = True) -> None:
        reader = PartReader(self, self.package.relations(part) if known else None)
        self.package.walk(part, reader.start, reader.end, reader.data)

    def _furniture(self, kind: str, found: list[Found]) -> None:
        for part in self.package.related(self.main, kind):
            if part not in self.package.read:
                self.story.open(place=f"page {kind}", reason="running heads")
                self.walk(part)
                found += self.story.close()

    def _others(self) -> None:
        """Set aside the text of parts that the document does not show: building blocks, copies."""
        folder = f"{dirname(self.main)}/"
        for part in self.package.names:
            if part.startswith(folder) and part.endswith(".xml") and part not in self.package.read:
                copy = basename(part).startswith("drawing")  # of a diagram
                self.story.open(
                    place=basename(part), reason="repeated text" if copy else "hidden text"
                )
                self.walk(part, known=False)
                self.story.back += self.story.close()

    def include(self, part: str) -> None:
        from align.readers import reader_for  # which finds the readers of other formats

        source = replace(self.package.source, data=self.package.content(part), name=part)
        found = reader_for(part, source.data).read(source)
        self.story.after(Found(p.text, p.kind, p.aside, p.where) for p in found)

    def refer(self, kind: str, identifier: str) -> None:
        """Put a note after the text, or a comment after the open paragraph."""
        found = self.notes.pop((kind, identifier), [])
        reason = self.story.reason
        if reason == "note marks":  # of the reference itself
            reason = ""
        if found and kind != "comment":
            self.counts[kind] += 1
        for one in found:
            one.aside = one.aside or reason
            if kind != "comment":
                one.place = f"{kind} {self.counts[kind]}"
        if kind == "comment":
            self.story.after(found)
        else:
            self.story.notes += found


READER = Reader("Word", (".docx", ".docm", ".dotx", ".dotm"), read_docx)
