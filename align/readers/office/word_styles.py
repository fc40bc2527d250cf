"""Styles of Word documents: what a paragraph is, and which text is hidden."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from align.readers.office.package import Package, value

# Names of styles: in every edition of Word the built-in ones are English, not so elsewhere.
_HEADING = re.compile(
    r"(?:heading|überschrift|标题|標題)\s?\d?|(?:sub)?title|副标题|副標題|大标题|章标题", re.I
)
_CAPTION = re.compile(r"caption|题注|題注|标号|圖表標題", re.I)
_NOTE_MARK = re.compile(r"(?:foot|end)note (?:reference|symbol|anchor|characters)", re.I)
# An equation that prints characters over each other, and the commands in it.
_OVERPRINT = re.compile(r"\\o\b[^(]*\((?P<above>.*)[,;](?P<base>[^(),;\\]+)\)\s*$", re.DOTALL)
_COMMAND = re.compile(r"\\[a-z]+\s*\d*|[(),;]", re.I)


def kind_of_name(name: str) -> str:
    """Return the kind of paragraphs with a style of that name; empty if it does not say.

    >>> kind_of_name("heading 2"), kind_of_name("题注"), kind_of_name("Body Text")
    ('heading', 'caption', '')
    """
    return "heading" if _HEADING.fullmatch(name) else "caption" if _CAPTION.fullmatch(name) else ""


def reason_of_field(codes: Sequence[str], furniture: bool) -> str:
    """Return why the result of a field is no text; empty if it is text.

    ``codes`` are those of the field and of the fields that it is in; ``furniture``: it stands in
    the head or foot of pages.

    >>> reason_of_field([" TOC 1-3 ", "PAGEREF _Toc1"], False), reason_of_field(["PAGE"], False)
    ('page numbers', '')
    """
    names = {(code.upper().split() or [""])[0] for code in codes}
    if "TOC" in names:
        return "page numbers" if "PAGEREF" in names else "navigation"
    pages = furniture and not names.isdisjoint(("PAGE", "NUMPAGES", "SECTIONPAGES"))
    return "page numbers" if pages else ""


def shown_by_code(code: str) -> list[tuple[str, str]]:
    """Return the texts that stand in the code of a field itself, with reasons to set them aside.

    Old files have readings above characters, and characters in circles, as equations.

    >>> shown_by_code(r" EQ \\* jc2 \\o\\ad(\\s\\up 9(gǎng),港)"), shown_by_code("REF a")
    ([('港', ''), ('gǎng', 'readings')], [])
    """
    name, _, equation = code.strip().partition(" ")
    if name.upper() != "EQ":
        return []
    over = _OVERPRINT.search(equation)
    if not over:
        return [(equation, "formulas")]
    return [(over["base"], ""), (" ".join(_COMMAND.sub(" ", over["above"]).split()), "readings")]


def is_on(attributes: Mapping[str, str]) -> bool:
    """Whether a property that stands there is on.

    >>> is_on({}), is_on({"val": "0"})
    (True, False)
    """
    return value(attributes).lower() not in ("0", "false", "off", "none")


@dataclass
class Style:
    """A style: its name and what it says itself; ``None`` if it says nothing."""

    name: str = ""
    based_on: str = ""
    level: int | None = None
    listed: bool | None = None
    hidden: bool | None = None


class Styles:
    """The styles of a document by their identifiers.

    ``kinds`` are known kinds by identifier of the style.
    """

    def __init__(self, package: Package, part: str) -> None:
        self._styles: dict[str, Style] = {}
        self._default = ""
        self._kinds: dict[str, str] = {}
        self._hidden: dict[str, bool] = {}
        self._open = Style()
        for target in package.related(part, "styles"):
            package.walk(target, self._start, lambda name: None, lambda text: None)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        style = self._open
        match name:
            case "w:style":
                self._open = self._styles[value(attributes, "styleId")] = Style()
                if value(attributes, "type") == "paragraph" and value(attributes, "default") in (
                    "1", "true", "on",
                ):  # fmt: skip
                    self._default = value(attributes, "styleId")
            case "w:name":
                style.name = value(attributes)
            case "w:basedOn":
                style.based_on = value(attributes)
            case "w:outlineLvl":
                style.level = _number(value(attributes))
            case "w:numId":
                style.listed = value(attributes) != "0"
            case "w:vanish":
                style.hidden = is_on(attributes)

    def _chain(self, style: str) -> list[Style]:
        """Return a style and those that it is based on."""
        found: list[Style] = []
        while style in self._styles and len(found) < 20:
            found.append(self._styles[style])
            style = found[-1].based_on
        return found

    def kind(self, style: str, level: int | None = None, listed: bool | None = None) -> str:
        """Return the kind of a paragraph with a style, and with properties of its own."""
        if level is not None:
            return "heading" if level < 9 else "list" if listed else "text"
        style = style or self._default
        if style not in self._kinds:
            self._kinds[style] = self._found_kind(style)
        kind = self._kinds[style]
        if kind in ("text", "list") and listed is not None:
            return "list" if listed else "text"
        return kind

    def _found_kind(self, style: str) -> str:
        chain = self._chain(style)
        level = next((s.level for s in chain if s.level is not None), 9)
        kinds = {kind_of_name(style.name) for style in chain}
        if "heading" in kinds or level < 9:
            return "heading"
        if "caption" in kinds:
            return "caption"
        return "list" if next((s.listed for s in chain if s.listed is not None), False) else "text"

    def hides(self, run: str, paragraph: str) -> bool:
        """Whether text with a style of its run and one of its paragraph is hidden."""
        return self._hides(run, False) if run else self._hides(paragraph or self._default, False)

    def _hides(self, style: str, otherwise: bool) -> bool:
        if style not in self._hidden:
            chain = self._chain(style)
            self._hidden[style] = next((s.hidden for s in chain if s.hidden is not None), otherwise)
        return self._hidden[style]

    def marks_notes(self, style: str) -> bool:
        """Whether text with the style is the mark of a note."""
        return any(_NOTE_MARK.fullmatch(s.name) for s in self._chain(style))


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None
