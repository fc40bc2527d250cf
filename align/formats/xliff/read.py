"""Reads XLIFF 1.2 and 2.x, with the dialects of Trados, memoQ, Phrase and Wordfast.

Units are a stream, with inline codes, notes and properties; the codes become those of TMX.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, ClassVar, NamedTuple

from align.document import Paragraph
from align.files.load import File, name_of
from align.files.xml import elements, inner_text, local
from align.formats.registry import FormatReader
from align.formats.xliff.inline_codes import InlineCodes, character_of
from align.formats.xliff.metadata import SIDES, UnitMetadata
from align.formats.xliff.status import DRAFTS, Statuses, is_deletion, is_translatable
from align.formats.xml_remainder import AsidePiece, Remainder
from align.languages import LANGUAGES
from align.languages.detection import dominant
from align.unit import Header, Memory, Prop, Unit, Variant, language_of

_UNITS = ("trans-unit", "unit")


def read_xliff(file: File, *, drafts: bool = False) -> Memory:
    """Read a memory from an XLIFF file: one unit per segment, the source first.

    A segment without a translation is a unit with one text; so is one whose translation does not
    count: rejected, a draft, made by a machine and accepted by nobody. ``drafts``: these are read,
    too, with the property ``x-status``; ``new`` targets never are. Tracked deletions, alternatives
    and untranslatable text are left out; ``Memory.left_out`` counts them. If a file does not name
    its languages, the script decides. Files written by tmxalign are restored exactly.

    >>> import io
    >>> unit = "<trans-unit><source>是。</source><target>Yes.</target></trans-unit>"
    >>> text = f"<file source-language='zh' target-language='en'><body>{unit}</body></file>"
    >>> [unit] = read_xliff(io.BytesIO(f"<xliff version='1.2'>{text}</xliff>".encode()))
    >>> unit.text("en"), unit.where
    ('Yes.', 'unit 1')

    Raises :class:`align.errors.InputError` for a file that is not XLIFF, also while units are read.
    """
    name = name_of(file)
    reading = _Reading(name, drafts)
    return Memory(Header(), _units(file, reading), name, reading.left_out)


class _Open(NamedTuple):
    """The ``file`` around a unit: the two languages, its document, whether Phrase wrote it."""

    codes: tuple[str, str] = ("", "")
    document: str = ""
    phrase: bool = False

    @classmethod
    def whole(cls, xliff: Any) -> "_Open":
        """What the root element says."""
        codes = xliff.get("srcLang", ""), xliff.get("trgLang", "")
        return cls(codes, phrase=any("memsource" in uri for uri in xliff.nsmap.values()))

    def inside(self, file: Any) -> "_Open":
        """What a ``file`` element says more exactly."""
        codes = (
            file.get("source-language") or self.codes[0],
            file.get("target-language") or self.codes[1],
        )
        return self._replace(codes=codes, document=file.get("original", ""))


@dataclass
class _Reading:
    """How a file is read: with drafts or without; and what is left out, by name.

    ``comments`` are those of Trados, which stand before the units, by number. ``resolve``: inline
    codes get the native codes they refer to.
    """

    name: str
    drafts: bool = False
    resolve: bool = True
    left_out: Counter[str] = field(default_factory=Counter)
    comments: dict[str, str] = field(default_factory=dict)

    def begin(self, file: Any) -> None:
        """A ``file`` begins."""
        for element in file.itersiblings("{*}doc-info", preceding=True):
            for comment in element.iterfind("{*}cmt-defs/{*}cmt-def"):
                if text := inner_text(comment, self.name).strip():
                    self.comments[comment.get("id", "")] = text


def _units(file: File, reading: _Reading) -> Iterator[Unit]:
    whole = around = _Open()
    found = elements(
        file, "an XLIFF file", root=("xliff",), starts=("xliff", "file"), ends=(*_UNITS, "file")
    )
    number = 0
    for tag, element in found:
        if tag == "xliff":
            whole = _Open.whole(element)
        elif tag == "file":
            around = whole.inside(element)
            reading.begin(element)
        else:
            number += 1
            for unit in _segments(element, around, reading):
                unit.where = f"unit {number}"
                yield unit


class _Account(Remainder):
    """The units of a file, and all its other text."""

    reasons: ClassVar[Mapping[str, str]] = {
        "Comment": "comments",
        "alt-trans": "suggestions",
        "changeTrack": "deleted text",
        "comment": "comments",
        "data": "markup",
        "ignorable": "markup",
        "matches": "suggestions",
        "note": "comments",
        "seg-source": "repeated text",
        "target": "untranslated units",
    } | dict.fromkeys(("bpt", "content", "ept", "internal-file", "ph", "skeleton", "st"), "markup")

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._number = 0
        self._reading = _Reading(name, resolve=False)
        self._whole = self._around = _Open()
        self._space = ""
        # A unit has its source in segments, too.
        self._doubled = False

    def reason(self, tag: str) -> str:
        """A source that is not read is repeated in segments that are, or has no translation."""
        if tag == "source":
            return "repeated text" if self._doubled else "untranslated units"
        return super().reason(tag)

    def text(self, element: Any) -> str:
        """Return the text before the first child of an element; that of ``cp`` is a character."""
        return character_of(element, self.name) if local(element) == "cp" else super().text(element)

    def units(self, element: Any) -> Iterator[Unit | AsidePiece]:
        """Yield the units of the segments of an element; what they contain is taken."""
        tag = local(element)
        if tag == "xliff":
            self._whole = self._around = _Open.whole(element)
            self._space = _space(element)
        elif element.get("form") == "base64":
            self.taken.add(element)
        elif _space(element) != self._space:
            return  # of the same name, but not of this format
        elif tag == "file":
            self._around = self._whole.inside(element)
        elif tag in _UNITS:
            self._number += 1
            self.where = f"unit {self._number}"
            self._doubled = False
            yield from self._segments(element)

    def _segments(self, element: Any) -> Iterator[Unit | AsidePiece]:
        pairs = [*pairs_of_unit(element)] if is_translatable(element) else []
        for unit in _segments(element, self._around, self._reading):
            unit.where = self.where
            yield unit
        for text in chain(*pairs):
            if text is not None and text.status not in DRAFTS:
                self.taken.add(text.element)
                for marker in filter(is_deletion, text.element.iter("{*}mrk")):
                    yield AsidePiece(
                        marker, "deleted text", self.where, inner_text(marker, self.name)
                    )
        self._doubled = any(local(source.element) == "mrk" for source, _ in pairs)


def _space(element: Any) -> str:
    return str(element.tag).rpartition("}")[0]


def account_of_xliff(file: File) -> Iterator[Unit | Paragraph]:
    """Yield the units like :func:`read_xliff` and, between them, all other text of the file.

    Binary content (``form="base64"``) is no text.

    >>> import io
    >>> unit = "<trans-unit><source>Yes.</source><target state='new'>Yes.</target></trans-unit>"
    >>> text = f"<file source-language='en' target-language='zh'><body>{unit}</body></file>"
    >>> [_, rest] = account_of_xliff(io.BytesIO(f"<xliff version='1.2'>{text}</xliff>".encode()))
    >>> rest.text, rest.aside
    ('Yes.', 'untranslated units')

    Raises :class:`align.errors.InputError` like :func:`read_xliff`.
    """
    return _Account(name_of(file)).read(file, "an XLIFF file", ("xliff",))


READER = FormatReader(
    (".xlf", ".xliff", ".xliff2", ".sdlxliff", ".mqxliff", ".mxliff", ".txlf"),
    read_xliff,
    bilingual=True,
    has_drafts=True,
    account=account_of_xliff,
)


class UnitText(NamedTuple):
    """The element of a source or target; a target has a status."""

    element: Any
    status: str = ""


def _segments(unit: Any, around: _Open, reading: _Reading) -> Iterator[Unit]:
    """Yield the units of a unit, and count what is left out of it."""
    left_out = reading.left_out
    if not is_translatable(unit):
        texts = (source.element for source, _ in pairs_of_unit(unit))
        left_out['unit with translate="no"'] += any(map(_has_text, texts))
        return
    about = UnitMetadata(unit, reading.name)
    if around.document and not any(p.type == "x-document" for p in about.props["unit"]):
        about.props["unit"].append(Prop("x-document", around.document))
    data = {}
    if reading.resolve and local(unit) == "unit":
        data = {e.get("id"): e for e in unit.iterfind("{*}originalData/{*}data")}
    for element in unit.iterchildren("{*}alt-trans", "{*}matches"):
        left_out["suggestion"] += sum(map(_has_text, element.iter("{*}target")))
    for source, found in pairs_of_unit(unit):
        target = _counted(source, found, reading) if found else None
        codes = InlineCodes(data, reading.name)
        variants = [*_variants((source, target), about, codes, around, reading)]
        left_out["deleted text"] += codes.deleted
        if variants:
            _name_languages(variants)
            mine = [Prop("x-status", target.status)] if target and target.status else []
            yield Unit(
                variants,
                unit.get("resname") or unit.get("name") or "",
                about.attributes["unit"],
                (*about.props["unit"], *mine),
                tuple(about.notes["unit"]),
                source.element.sourceline or 0,
            )


def _variants(
    pair: tuple[UnitText, UnitText | None],
    about: UnitMetadata,
    codes: InlineCodes,
    around: _Open,
    reading: _Reading,
) -> Iterator[Variant]:
    """Yield the texts of a segment that are not empty."""
    for text, lang, side in zip(pair, around.codes, SIDES, strict=True):
        if text is None:
            continue
        codes.begin_text()
        parts = codes.parts_of(text.element)
        if around.phrase:
            parts = codes.of_phrase(parts)
        if parts:
            notes = (*about.notes[side], *_remarks(text.element, reading))
            yield Variant(lang, parts, about.attributes[side], tuple(about.props[side]), notes)


def _counted(source: UnitText, target: UnitText, reading: _Reading) -> UnitText | None:
    """Return a target that counts; None for any other one, which is counted as left out."""
    status = target.status
    if status not in DRAFTS or (reading.drafts and status != "new"):
        return target
    texts = ["".join(text.element.itertext()) for text in (source, target)]
    if status != "new" or texts[0] != texts[1]:  # else an empty place for a translation
        reading.left_out[DRAFTS[status]] += _has_text(target.element)
    return None


def _has_text(element: Any) -> bool:
    return element is not None and any(map(str.strip, element.itertext()))


def _remarks(text: Any, reading: _Reading) -> Iterator[str]:
    """Yield the comments of Trados on a text, or on words in it."""
    for marker in text.iter("{*}mrk") if reading.comments else ():
        for name, value in marker.items():
            if name.endswith("}cid") and value in reading.comments:
                yield reading.comments[value]


def pairs_of_unit(unit: Any) -> Iterator[tuple[UnitText, UnitText | None]]:
    """Yield source and target of each segment of a unit; a missing target is None.

    >>> from lxml import etree
    >>> unit = etree.XML("<unit><segment><source>Yes.</source></segment></unit>")
    >>> [(source.element.text, target) for source, target in pairs_of_unit(unit)]
    [('Yes.', None)]
    """
    statuses = Statuses(unit)

    def status(target: Any) -> UnitText | None:
        if target is None:
            return None
        found = statuses.of(target)
        return UnitText(target, "" if found not in ("", "new") and _is_ours(unit) else found)

    if local(unit) == "unit":  # XLIFF 2
        for segment in unit.iterchildren("{*}segment"):
            if (found := _child(segment, "source")) is not None:
                yield UnitText(found), status(_child(segment, "target"))
        return
    target = _child(unit, "target")
    sources, targets = (_marked(e) for e in (_child(unit, "seg-source"), target))
    if sources and (targets or target is None or not _has_text(target)):
        for key, source in sources.items():
            yield UnitText(source), status(targets.get(key))
    elif (found := _child(unit, "source")) is not None:
        yield UnitText(found), status(target)


def _is_ours(unit: Any) -> bool:
    """Whether a unit has a status of its own memory, which counts."""
    return any(
        "x-status" in (mark.get("prop-type"), mark.get("type"))
        for name in ("{*}prop-group/{*}prop", "{*}metadata/{*}metaGroup/{*}meta")
        for mark in unit.iterfind(name)
    )


def _child(element: Any, name: str) -> Any:
    return next(element.iterchildren(f"{{*}}{name}"), None)


def _marked(element: Any) -> dict[tuple[str, int], Any]:
    """Return the segments of an XLIFF 1.2 unit by number; and which one of that number it is."""
    found: dict[tuple[str, int], Any] = {}
    if element is None or not len(element):
        return found
    times: Counter[str] = Counter()
    for mark in element.iter("{*}mrk"):
        if mark.get("mtype") == "seg":
            number = mark.get("mid", "")
            times[number] += 1
            found[number, times[number]] = mark
    return found


def _name_languages(variants: list[Variant]) -> None:
    """Set the language of texts for which the file names none, by their script.

    If the script does not show it, the text is in the other of the two languages.
    """
    silent = []
    for variant in variants:
        if variant.lang:
            continue
        if script := dominant(variant.text):
            variant.lang = LANGUAGES[script].locale
        else:
            silent.append(variant)
    known = {language_of(variant.lang) for variant in variants} & set(LANGUAGES)
    if len(silent) == len(known) == 1:
        [other] = set(LANGUAGES) - known
        silent[0].lang = LANGUAGES[other].locale
