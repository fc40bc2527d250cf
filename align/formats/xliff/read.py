"""Reads XLIFF 1.2 and 2.x, with the dialects of SDL Trados (.sdlxliff) and Phrase (.mxliff).

Units are a stream, with inline codes, notes and properties; the codes become those of TMX.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, NamedTuple

from align.document import Paragraph
from align.files.load import File, name_of
from align.files.xml import elements, inner_text, local
from align.formats.registry import FormatReader
from align.formats.xliff.inline_codes import InlineCodes, character_of
from align.formats.xml_remainder import Remainder
from align.languages import LANGUAGES
from align.languages.detection import dominant
from align.unit import Header, Memory, Prop, Unit, Variant, language_of

_UNITS = ("trans-unit", "unit")
_FINAL = frozenset({"final", "signed-off"})
# States of a target that is not translated yet.
_UNTRANSLATED = frozenset({"new", "needs-translation"})


def read_xliff(file: File) -> Memory:
    """Read a memory from an XLIFF file: one unit per segment, the source first.

    A segment without a translation is a unit with one text; alternatives and untranslatable text
    are skipped. If a file does not name its languages, the script decides. Files written by
    tmxalign are restored exactly.

    >>> import io
    >>> unit = "<trans-unit><source>是。</source><target>Yes.</target></trans-unit>"
    >>> text = f"<file source-language='zh' target-language='en'><body>{unit}</body></file>"
    >>> [unit] = read_xliff(io.BytesIO(f"<xliff version='1.2'>{text}</xliff>".encode()))
    >>> unit.text("en"), unit.where
    ('Yes.', 'unit 1')

    Raises :class:`align.errors.InputError` for a file that is not XLIFF, also while units are read.
    """
    name = name_of(file)
    return Memory(Header(), _units(file, name), name)


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


def _units(file: File, name: str) -> Iterator[Unit]:
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
        else:
            number += 1
            if element.get("translate") != "no":
                for unit in _segments(element, around, name):
                    unit.where = f"unit {number}"
                    yield unit


class _Account(Remainder):
    """The units of a file, and all its other text."""

    reasons: ClassVar[Mapping[str, str]] = {
        "Comment": "comments",
        "alt-trans": "suggestions",
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

    def units(self, element: Any) -> Iterator[Unit]:
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
            if element.get("translate") != "no":
                for unit in _segments(element, self._around, self.name, resolve=False):
                    unit.where = self.where
                    yield unit
                pairs = [*_pairs(element)]
                self.taken.update(found for pair in pairs for found in pair if found is not None)
                self._doubled = any(local(source) == "mrk" for source, _ in pairs)


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
    (".xlf", ".xliff", ".sdlxliff", ".mxliff"), read_xliff, bilingual=True, account=account_of_xliff
)


def _segments(unit: Any, around: _Open, name: str, *, resolve: bool = True) -> Iterator[Unit]:
    """Yield the units of a unit; ``resolve``: inline codes get the native codes they refer to."""
    about = _About(unit, name)
    props = about.props["unit"]
    if around.document and not any(prop.type == "x-document" for prop in props):
        props.append(Prop("x-document", around.document))
    data = {e.get("id"): e for e in unit.iterfind("{*}originalData/{*}data")} if resolve else {}
    for pair in _pairs(unit):
        codes = InlineCodes(data, name)
        variants = []
        for element, lang, side in zip(pair, around.codes, ("source", "target"), strict=True):
            if element is None:
                continue
            codes.begin_text()
            parts = codes.parts_of(element)
            if around.phrase:
                parts = codes.of_phrase(parts)
            if parts:
                notes, attributes = tuple(about.notes[side]), about.attributes[side]
                variants.append(Variant(lang, parts, attributes, tuple(about.props[side]), notes))
        if not variants:
            continue
        _name_languages(variants)
        mine = list(props)
        if not any(prop.type == "x-status" for prop in props) and _approved(unit, pair):
            mine.append(Prop("x-status", "approved"))
        yield Unit(
            variants,
            unit.get("resname") or unit.get("name") or "",
            about.attributes["unit"],
            tuple(mine),
            tuple(about.notes["unit"]),
            pair[0].sourceline or 0,
        )


def _pairs(unit: Any) -> Iterator[tuple[Any, Any]]:
    """Yield source and target of each segment; a missing or untranslated target is None."""
    if local(unit) == "unit":  # XLIFF 2
        for segment in unit.iterchildren("{*}segment"):
            if (found := _child(segment, "source")) is not None:
                yield found, _child(segment, "target")
        return
    target = _child(unit, "target")
    if target is not None and target.get("state") in _UNTRANSLATED:
        target = None
    sources, targets = (_marked(e) for e in (_child(unit, "seg-source"), target))
    if sources and (targets or target is None):
        for key, source in sources.items():
            yield source, targets.get(key)
    elif (found := _child(unit, "source")) is not None:
        yield found, target


def _child(element: Any, name: str) -> Any:
    return next(element.iterchildren(f"{{*}}{name}"), None)


def _marked(element: Any) -> dict[str, Any]:
    """Return the segments of an XLIFF 1.2 unit by number."""
    if element is None:
        return {}
    found = [e for e in element.iter("{*}mrk") if e.get("mtype") == "seg"]
    return {e.get("mid", ""): e for e in found}


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


def _approved(unit: Any, pair: tuple[Any, Any]) -> bool:
    if unit.get("approved") == "yes":
        return True
    target = pair[1]
    if target is None:
        return False
    holder = target.getparent() if local(unit) == "unit" else target
    return holder.get("state") in _FINAL


class _About:
    """Properties, other attributes and notes of a unit and of its two texts."""

    def __init__(self, unit: Any, name: str) -> None:
        sides = ("unit", "source", "target")
        self.props: dict[str, list[Prop]] = {side: [] for side in sides}
        self.attributes: dict[str, dict[str, str]] = {side: {} for side in sides}
        self.notes: dict[str, list[str]] = {side: [] for side in sides}
        groups = [(e.get("name"), e, "prop-type") for e in unit.iterchildren("{*}prop-group")] + [
            (e.get("category"), e, "type") for e in unit.iterfind("{*}metadata/{*}metaGroup")
        ]
        for category, group, kind in groups:
            side, _, attributes = (category or "unit").partition(".")
            if side not in sides or attributes not in ("", "attributes"):
                side, attributes = "unit", ""
            for element in group.iterchildren("{*}prop", "{*}meta"):
                type_, text = element.get(kind, ""), inner_text(element, name)
                if attributes:
                    self.attributes[side][type_] = text
                else:
                    self.props[side].append(Prop(type_, text))
        for note in [*unit.iterchildren("{*}note"), *unit.iterfind("{*}notes/{*}note")]:
            to = note.get("annotates") or note.get("appliesTo") or ""
            if text := inner_text(note, name):
                self.notes[to if to in ("source", "target") else "unit"].append(text)
