"""What an XLIFF unit has besides its texts: properties, other attributes, notes."""

from typing import Any

from align.files.xml import inner_text, local
from align.unit import Prop

#: The texts of a unit.
SIDES = ("source", "target")
_HOLDERS = ("unit", *SIDES)


class UnitMetadata:
    """Properties, other attributes and notes of a unit and of its two texts, by side.

    >>> from lxml import etree
    >>> unit = etree.XML("<unit><note annotates='source'>See page 3.</note></unit>")
    >>> UnitMetadata(unit, "a.xlf").notes["source"]
    ['See page 3.']
    """

    def __init__(self, unit: Any, name: str) -> None:
        self._name = name
        self.props: dict[str, list[Prop]] = {side: [] for side in _HOLDERS}
        self.attributes: dict[str, dict[str, str]] = {side: {} for side in _HOLDERS}
        self.notes: dict[str, list[str]] = {side: [] for side in _HOLDERS}
        for child in unit:
            tag = local(child)
            if tag == "prop-group":
                self._group(child, child.get("name"), "prop-type")
            elif tag == "note":
                self._note(child)
            elif tag == "metadata":
                for group in child.iterchildren("{*}metaGroup"):
                    self._group(group, group.get("category"), "type")
            elif tag == "notes":
                for note in child.iterchildren("{*}note"):
                    self._note(note)

    def _group(self, group: Any, category: str | None, kind: str) -> None:
        side, _, attributes = (category or "unit").partition(".")
        if side not in _HOLDERS or attributes not in ("", "attributes"):
            side, attributes = "unit", ""
        for element in group.iterchildren("{*}prop", "{*}meta"):
            type_, text = element.get(kind, ""), inner_text(element, self._name)
            if attributes:
                self.attributes[side][type_] = text
            else:
                self.props[side].append(Prop(type_, text))

    def _note(self, note: Any) -> None:
        to = note.get("annotates") or note.get("appliesTo") or ""
        if text := inner_text(note, self._name):
            self.notes[to if to in SIDES else "unit"].append(text)
