"""XLIFF 1.2 and 2.x, read as a stream, with inline codes, notes and properties."""

import os
from collections.abc import Iterator
from typing import Any

from align.files.load import Source
from align.files.xml import elements, local
from align.formats.xliff.codes import Numbers, parts_of
from align.languages import LANGUAGES
from align.languages.detection import dominant
from align.readers.xliff import segments
from align.unit import Header, Memory, Prop, Unit, Variant

_UNITS = ("trans-unit", "unit")
_FINAL = {"final", "signed-off"}


def read_xliff(path: str | os.PathLike[str]) -> Memory:
    """The memory in an XLIFF file: a unit a segment, the source first.

    A segment without a translation is a unit with one text; what is not to be translated is passed
    over. What tmxalign wrote comes back as it was.

    Raises :class:`align.errors.InputError` for what is no XLIFF, also while units are read.
    """
    name = os.fspath(path)
    return Memory(Header(), _units(path, Source(b"", name)), name)


def _units(path: str | os.PathLike[str], source: Source) -> Iterator[Unit]:
    codes = ("", "")
    whole = codes
    document = ""
    found = elements(
        path, "an XLIFF file", root=("xliff",), starts=("xliff", "file"), ends=(*_UNITS, "file")
    )
    for tag, element in found:
        if tag == "xliff":
            whole = (element.get("srcLang", ""), element.get("trgLang", ""))
        elif tag == "file":
            document = element.get("original", "")
            codes = (
                element.get("source-language") or whole[0],
                element.get("target-language") or whole[1],
            )
        elif element.get("translate") != "no":
            yield from _segments(element, codes, document, source)


def _segments(unit: Any, codes: tuple[str, str], document: str, source: Source) -> Iterator[Unit]:
    about = _About(unit)
    props = about.props["unit"]
    if document and not any(prop.type == "x-document" for prop in props):
        props.append(Prop("x-document", document))
    data = {e.get("id"): e for e in unit.iterfind("{*}originalData/{*}data")}
    for pair in segments(unit):
        numbers = Numbers()
        variants = []
        for element, code, side in zip(pair, codes, ("source", "target"), strict=True):
            if element is None:
                continue
            numbers.text()
            parts = parts_of(element, numbers, data, source)
            if not parts:
                continue
            variant = Variant(
                code,
                parts,
                about.attributes[side],
                tuple(about.props[side]),
                tuple(about.notes[side]),
            )
            if not code and (script := dominant(variant.text)):
                variant.lang = LANGUAGES[script].locale
            variants.append(variant)
        if not variants:
            continue
        mine = list(props)
        if not any(prop.type == "x-status" for prop in props) and _approved(unit, pair):
            mine.append(Prop("x-status", "approved"))
        yield Unit(
            variants,
            unit.get("resname") or unit.get("name") or "",
            about.attributes["unit"],
            tuple(mine),
            tuple(about.notes["unit"]),
            unit.sourceline or 0,
        )


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

    def __init__(self, unit: Any) -> None:
        sides = ("unit", "source", "target")
        self.props: dict[str, list[Prop]] = {side: [] for side in sides}
        self.attributes: dict[str, dict[str, str]] = {side: {} for side in sides}
        self.notes: dict[str, list[str]] = {side: [] for side in sides}
        groups = [(e.get("name"), e, "prop-type") for e in unit.iterchildren("{*}prop-group")] + [
            (e.get("category"), e, "type") for e in unit.iterfind("{*}metadata/{*}metaGroup")
        ]
        for name, group, kind in groups:
            side, _, attributes = (name or "unit").partition(".")
            if side not in sides or attributes not in ("", "attributes"):
                side, attributes = "unit", ""
            for element in group.iterchildren("{*}prop", "{*}meta"):
                type_, text = element.get(kind, ""), "".join(element.itertext())
                if attributes:
                    self.attributes[side][type_] = text
                else:
                    self.props[side].append(Prop(type_, text))
        for note in [*unit.iterchildren("{*}note"), *unit.iterfind("{*}notes/{*}note")]:
            to = note.get("annotates") or note.get("appliesTo") or ""
            if text := "".join(note.itertext()):
                self.notes[to if to in ("source", "target") else "unit"].append(text)
