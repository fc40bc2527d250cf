"""Reads XLIFF 1.2 and 2.x, with the dialects of SDL Trados (.sdlxliff) and Phrase (.mxliff).

Units are a stream, with inline codes, notes and properties; the codes become those of TMX.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from align.errors import InputError
from align.files.load import File, name_of
from align.files.xml import XML, elements, entity_text, inner_text, local
from align.formats.registry import FormatReader
from align.formats.xliff.v12 import TMX
from align.languages import LANGUAGES
from align.languages.detection import dominant
from align.unit import Code, Header, Memory, Parts, Prop, Unit, Variant, add_text, language_of

_UNITS = ("trans-unit", "unit")
_FINAL = frozenset({"final", "signed-off"})
# States of a target that is not translated yet.
_UNTRANSLATED = frozenset({"new", "needs-translation"})
# Phrase writes its inline codes as text: {1}, {1>…<1}, {b>…<b}
_PHRASE = re.compile(r"\{(\d+)\}|\{([0-9a-z]{1,4})>|<([0-9a-z]{1,4})\}")
#: No real file has inline codes nested deeper than this.
_DEEPEST = 50

_OWN = f"{{{TMX}}}"
#: Markers are not codes; those of XLIFF 1.2 contain text, those of XLIFF 2 are points in it.
_SPANS, _POINTS = frozenset({"mrk"}), frozenset({"sm", "em"})
_BEGIN = frozenset({"bpt", "bx", "sc"})
_END = frozenset({"ept", "ex", "ec"})
_SINGLE, _SPANNING = frozenset({"ph", "x"}), frozenset({"g", "pc"})


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


READER = FormatReader((".xlf", ".xliff", ".sdlxliff", ".mxliff"), read_xliff, bilingual=True)


class _Open(NamedTuple):
    """The ``file`` around a unit: the two languages, its document, whether Phrase wrote it."""

    codes: tuple[str, str] = ("", "")
    document: str = ""
    phrase: bool = False


def _units(file: File, name: str) -> Iterator[Unit]:
    whole = around = _Open()
    found = elements(
        file, "an XLIFF file", root=("xliff",), starts=("xliff", "file"), ends=(*_UNITS, "file")
    )
    number = 0
    for tag, element in found:
        if tag == "xliff":
            codes = element.get("srcLang", ""), element.get("trgLang", "")
            phrase = any("memsource" in uri for uri in element.nsmap.values())
            whole = _Open(codes, phrase=phrase)
        elif tag == "file":
            codes = (
                element.get("source-language") or whole.codes[0],
                element.get("target-language") or whole.codes[1],
            )
            around = whole._replace(codes=codes, document=element.get("original", ""))
        else:
            number += 1
            if element.get("translate") != "no":
                for unit in _segments(element, around, name):
                    unit.where = f"unit {number}"
                    yield unit


def _segments(unit: Any, around: _Open, name: str) -> Iterator[Unit]:
    about = _About(unit, name)
    props = about.props["unit"]
    if around.document and not any(prop.type == "x-document" for prop in props):
        props.append(Prop("x-document", around.document))
    data = {e.get("id"): e for e in unit.iterfind("{*}originalData/{*}data")}
    for pair in _pairs(unit):
        codes = _Codes(data, name)
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


class _Codes:
    """Reads the inline codes of a segment: those of the target get the numbers of the source's.

    ``data`` are the native codes of an XLIFF 2 unit, by identifier.
    """

    def __init__(self, data: Mapping[str | None, Any], name: str) -> None:
        self._data, self._name = data, name
        self._numbers: dict[str, str] = {}
        self._open: set[str] = set()

    def begin_text(self) -> None:
        """Another text begins."""
        self._open.clear()

    def _number(self, identifier: str | None) -> str:
        return self._numbers.setdefault(identifier or "", str(len(self._numbers) + 1))

    def parts_of(self, element: Any, depth: int = 0) -> Parts:
        """Return the text and the codes of a source or target.

        Raises :class:`align.errors.InputError` for entities and excessive nesting.
        """
        if depth > _DEEPEST:
            line = element.sourceline
            raise InputError(f"{self._name}: inline codes nested too deeply (line {line})")
        out: list[str | Code] = []
        add_text(out, element.text)
        for child in element:
            tag = local(child)
            if not tag:
                add_text(out, entity_text(child, self._name))
            elif tag == "cp":
                add_text(out, self._character(child))
            elif tag not in _POINTS:
                inside = self.parts_of(child, depth + 1)
                for part in self._code(child, tag, inside):
                    if isinstance(part, str):
                        add_text(out, part)
                    else:
                        out.append(part)
            add_text(out, child.tail)
        return tuple(out)

    def _native(self, element: Any, name: str, inside: Parts) -> Parts:
        """Return the native code that an attribute refers to; else the content of the element."""
        found = self._data.get(element.get(name))
        return inside if found is None else self.parts_of(found, _DEEPEST - 1)

    def _code(self, element: Any, tag: str, inside: Parts) -> Parts:
        """Return the code of a memory for an XLIFF element."""
        if own := element.get(f"{_OWN}tag"):
            attributes = [
                (name.removeprefix(_OWN), value)
                for name, value in element.items()
                if name.startswith((_OWN, XML)) and name != f"{_OWN}tag"
            ]
            return (Code(own, tuple(attributes), inside),)
        if tag in _SPANS:
            return inside
        kind = (element.get("subType") or element.get("ctype") or "").removeprefix("tmx:")
        about = [("type", kind.removeprefix("x-"))] if kind else []
        if tag == "sub":
            return (Code("sub", tuple(about), inside),)
        if tag == "pc" and element.get("dataRefStart"):
            number = self._number(element.get("id"))
            begin = self._native(element, "dataRefStart", inside)
            end = self._native(element, "dataRefEnd", ()) if element.get("dataRefEnd") else ()
            return (
                Code("bpt", (("i", number), ("x", number), *about), begin),
                *inside,
                Code("ept", (("i", number),), end),
            )
        if tag in _BEGIN or tag in _END or tag == "it":
            return (self._half(element, tag, about, self._native(element, "dataRef", inside)),)
        number = self._number(element.get("id"))
        if tag in _SPANNING or (inside and tag not in _SINGLE):  # including extensions of XLIFF
            return (Code("hi", (("x", number), *about), inside),)
        native = self._native(element, "dataRef", inside)
        return (Code("ph", (("x", number), *about), native),)

    def _half(self, element: Any, tag: str, about: list[tuple[str, str]], native: Parts) -> Code:
        """Return the beginning or the end of a pair of codes, or a standalone code."""
        paired = element.get("startRef") or element.get("rid") or element.get("id")
        number = self._number(paired)
        if tag in _BEGIN and element.get("isolated") != "yes":
            self._open.add(number)
            return Code("bpt", (("i", number), ("x", number), *about), native)
        if tag in _END and number in self._open:
            self._open.discard(number)
            return Code("ept", (("i", number),), native)
        number = self._number(element.get("id") or paired)
        closes = tag in _END or element.get("pos") == "close"
        pos = ("pos", "end" if closes else "begin")
        return Code("it", (pos, ("x", number), *about), native)

    def _character(self, element: Any) -> str:
        try:
            return chr(int(element.get("hex", ""), 16))
        except (ValueError, OverflowError) as error:
            raise InputError(
                f"{self._name}: a character in line {element.sourceline} whose code is not a number"
            ) from error

    def of_phrase(self, parts: Parts) -> Parts:
        """Turn the codes that Phrase writes as text into codes.

        >>> codes = _Codes({}, "a.mxliff")
        >>> [c if isinstance(c, str) else c.tag for c in codes.of_phrase(("{1>Hi<1} {2}.",))]
        ['bpt', 'Hi', 'ept', ' ', 'ph', '.']
        """
        out: list[str | Code] = []
        for part in parts:
            if isinstance(part, Code):
                inside = self.of_phrase(part.parts) if part.tag == "hi" else part.parts
                out.append(part._replace(parts=inside))
                continue
            place = 0
            for found in _PHRASE.finditer(part):
                add_text(out, part[place : found.start()])
                place = found.end()
                out.append(self._phrase_code(*found.groups(), native=(found[0],)))
            add_text(out, part[place:])
        return tuple(out)

    def _phrase_code(
        self, single: str | None, begin: str | None, end: str | None, *, native: Parts
    ) -> Code:
        number = self._number(single or begin or end)
        if single:
            return Code("ph", (("x", number),), native)
        if begin:
            self._open.add(number)
            return Code("bpt", (("i", number), ("x", number)), native)
        if number in self._open:
            self._open.discard(number)
            return Code("ept", (("i", number),), native)
        return Code("it", (("pos", "end"), ("x", number)), native)
