"""Slides (.pptx): their titles, texts and tables in order, each with the notes of the speaker."""

from collections.abc import Mapping
from posixpath import basename

from align.document import Paragraph
from align.files.load import Source
from align.readers.base import Reader
from align.readers.office.package import Package, value
from align.readers.office.story import Found, Story
from align.readers.office.word_part import PartReader
from align.readers.office.word_styles import Styles
from align.readers.office.word_text import Attributes, Done

WHAT = "a presentation"
_TITLES = ("title", "ctrTitle", "subTitle")
#: Placeholders that are the same on every slide.
_FURNITURE = {"sldNum": "page numbers", "ftr": "running heads", "hdr": "running heads"} | {
    "dt": "running heads"
}
_MASTERS = ("/slideMasters/", "/slideLayouts/", "/notesMasters/", "/handoutMasters/")


def read_pptx(source: Source) -> tuple[Paragraph, ...]:
    """Return the paragraphs slide by slide; the notes of the speaker follow each slide.

    Hidden slides, numbers, dates and feet of slides, comments, formulas and texts of masters are
    set aside. ``where`` is the slide, or table and row.

    Raises :class:`align.errors.InputError` for a file that is not a presentation, is damaged or
    protected.
    """
    package = Package(source, WHAT, ".pptx", ("[Content_Types].xml", "ppt"))
    main = next(package.related("", "officeDocument"), "ppt/presentation.xml")
    if main not in package.names:
        raise source.error(f"{WHAT} that is damaged; open it and save it again")
    return _Presentation(package, main).read()


class _Presentation:
    """The parts of a presentation, told to one story."""

    def __init__(self, package: Package, main: str) -> None:
        self.package, self.main = package, main
        self.story = Story(package.source)
        self.styles = Styles(package, main)
        self.notes: dict[tuple[str, str], list[Found]] = {}
        self.slides: list[str] = []
        self.master = False

    def read(self) -> tuple[Paragraph, ...]:
        relations = self.package.relations(self.main)
        self.package.walk(self.main, self._start, lambda name: None, lambda text: None)
        for number, identifier in enumerate(self.slides, start=1):
            if identifier in relations:
                self._slide(relations[identifier][1], f"slide {number}")
        self.story.end()
        self._others()
        return self.story.result()

    def _start(self, name: str, attributes: Attributes) -> None:
        if name == "p:sldId":
            found = (v for key, v in attributes.items() if key.endswith("relationships}id"))
            self.slides.append(next(found, ""))

    def _slide(self, part: str, place: str) -> None:
        hidden = self._tell(part, place)
        for note in self.package.related(part, "notesSlide"):
            self._tell(note, f"{place}, notes", "hidden text" if hidden else "")
        for comments in self.package.related(part, "comments"):
            self._tell(comments, f"{place}, comment", "comments")

    def _tell(self, part: str, place: str, reason: str = "") -> bool:
        """Tell a part as a story; return whether it is a hidden slide."""
        self.story.open(place=place, reason=reason, tables=True)
        reader = _SlideReader(self, self.package.relations(part), self.master)
        self.package.walk(part, reader.start, reader.end, reader.data)
        self.story.after(self.story.close())
        return reader.hidden

    def walk(self, part: str) -> None:
        reader = _SlideReader(self, self.package.relations(part), self.master)
        self.package.walk(part, reader.start, reader.end, reader.data)

    def refer(self, kind: str, identifier: str) -> None:
        """Slides have no notes at their foot."""

    def include(self, part: str) -> None:
        """Slides include no files of other formats."""

    def _others(self) -> None:
        """Set aside the text of masters, and of parts that no slide shows."""
        for part in self.package.names:
            if part.startswith("ppt/") and part.endswith(".xml") and part not in self.package.read:
                self.master = any(folder in f"/{part}" for folder in _MASTERS)
                copy = basename(part).startswith("drawing")
                reason = "repeated text" if copy else "hidden text"
                self.story.open(place=basename(part), reason="" if self.master else reason)
                self.walk(part)
                self.story.back += self.story.close()


class _SlideReader(PartReader):
    """What the elements of a slide mean."""

    def __init__(
        self, host: _Presentation, relations: Mapping[str, tuple[str, str]], master: bool
    ) -> None:
        super().__init__(host, relations)
        self.master, self.hidden = master, False
        self.kind = "text"
        self.placeholder = ""
        self.methods |= {
            "p:sld": self._sld,
            "p:sp": self._sp,
            "p:ph": self._ph,
            "p:txBody": self._body,
            "a:p": self._a_p,
            "a:fld": self._fld,
            "a:tbl": self._table,
            "a:tr": self._row,
            "a:tc": self._tc,
            "p:cNvPr": self._picture,
            "p:text": self._comment_text,
        }

    def _sld(self, attributes: Attributes) -> Done:
        self.hidden = value(attributes, "show").lower() in ("0", "false")
        self.story.push("hidden text" if self.hidden else "")
        return self.story.pop

    def _sp(self, _: Attributes) -> None:
        self.kind, self.placeholder = "text", ""

    def _ph(self, attributes: Attributes) -> None:
        self.placeholder = value(attributes, "type") or "body"
        self.kind = "heading" if self.placeholder in _TITLES else "text"

    def _body(self, _: Attributes) -> Done:
        reason = _FURNITURE.get(self.placeholder, "")
        if self.master:  # what is to be written there, or what is the same on all slides
            reason = "markup" if self.placeholder else "running heads"
        self.story.push(reason)
        return self.story.pop

    def _a_p(self, _: Attributes) -> Done:
        self.story.begin(self.kind)
        return self.story.end

    def _fld(self, attributes: Attributes) -> Done:
        number = value(attributes, "type") == "slidenum"
        self.story.push("page numbers" if number and not self.story.reason else "")
        return self.story.pop

    def _tc(self, _: Attributes) -> Done:
        self.kind = "text"
        self.story.cell()
        return self.story.end_cell

    def _comment_text(self, attributes: Attributes) -> Done:
        self.story.begin()
        return self._text(attributes)


READER = Reader("PowerPoint", (".pptx", ".pptm", ".ppsx", ".potx"), read_pptx)
