"""The inline codes of XLIFF → those of a memory."""

import re
from collections.abc import Mapping
from typing import Any

from align.errors import InputError
from align.files.xml import XML, entity_text, local
from align.formats.xliff.status import is_deletion
from align.formats.xliff.v12 import TMX
from align.unit import Code, Parts, add_text

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


class InlineCodes:
    """Reads the inline codes of a segment: those of the target get the numbers of the source's.

    ``data`` are the native codes of an XLIFF 2 unit, by identifier.
    """

    def __init__(self, data: Mapping[str | None, Any], name: str) -> None:
        self._data, self._name = data, name
        self._numbers: dict[str, str] = {}
        self._open: set[str] = set()
        #: The number of tracked deletions, which are not read.
        self.deleted = 0

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
                add_text(out, character_of(child, self._name))
            elif tag in _SPANS and is_deletion(child):
                self.deleted += 1
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
        kind = element.get("subType") or element.get("ctype") or ""
        kind = kind.removeprefix("tmx:" if kind.startswith("tmx:") else "x-")
        about = [("type", kind)] if kind else []
        if tag == "sub":
            return (Code("sub", tuple(about), inside),)
        if tag == "pc" and element.get("dataRefStart"):
            number = self._number(element.get("id"))
            begin = self._native(element, "dataRefStart", ())
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

    def of_phrase(self, parts: Parts) -> Parts:
        """Turn the codes that Phrase writes as text into codes.

        >>> codes = InlineCodes({}, "a.mxliff")
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


def character_of(element: Any, name: str) -> str:
    """Return the character of a ``cp`` element, which XML cannot hold; U+FFFD for half of one.

    >>> from lxml import etree
    >>> character_of(etree.XML('<cp hex="0041"/>'), "a.xlf")
    'A'

    Raises :class:`align.errors.InputError` if its code is not a number.
    """
    try:
        character = chr(int(element.get("hex", ""), 16))
        return "\ufffd" if "\ud800" <= character <= "\udfff" else character
    except (ValueError, OverflowError) as error:
        raise InputError(
            f"{name}: a character in line {element.sourceline} whose code is not a number"
        ) from error
