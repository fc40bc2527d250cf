"""Inline codes of XLIFF as a memory has them (TMX's)."""

from collections.abc import Mapping
from typing import Any

from align.files.load import Source
from align.files.xml import local
from align.formats.xliff.v12 import TMX
from align.unit import Code, Parts

_OWN = f"{{{TMX}}}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_DEEPEST = 50
#: Elements of XLIFF 1.2 and 2 with text inside that are no codes; and marks that are nothing else.
_THROUGH, _MARKS = frozenset({"mrk"}), frozenset({"sm", "em"})
_BEGIN = frozenset({"bpt", "bx", "sc"})
_END = frozenset({"ept", "ex", "ec"})


class Numbers:
    """Small numbers for the identifiers of codes, the same in the source and the target."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self.open: set[str] = set()

    def text(self) -> None:
        """Another text begins."""
        self.open.clear()

    def of(self, identifier: str | None) -> str:
        """The number for an identifier."""
        return self._known.setdefault(identifier or "", str(len(self._known) + 1))


def parts_of(
    element: Any, numbers: Numbers, data: Mapping[str | None, Any], source: Source, depth: int = 0
) -> Parts:
    """The text and the codes of a source or target; ``data`` are the native codes of XLIFF 2.

    Raises :class:`align.errors.InputError` for entities and absurd nesting.
    """
    if depth > _DEEPEST:
        line = element.sourceline
        raise source.error(f"inline codes nested too deeply (line {line})")
    out: list[str | Code] = []
    _add(out, element.text)
    for child in element:
        tag = local(child)
        if not tag:
            raise source.error(f"an entity in line {element.sourceline}; refused")
        if tag == "cp":
            _add(out, _character(child, source))
        elif tag in _MARKS:
            pass
        else:
            inside = parts_of(child, numbers, data, source, depth + 1)
            for part in _code(child, tag, inside, numbers, data, source):
                if isinstance(part, str):
                    _add(out, part)
                else:
                    out.append(part)
        _add(out, child.tail)
    return tuple(out)


def _add(out: list[str | Code], text: str | None) -> None:
    if text:
        if out and isinstance(out[-1], str):
            out[-1] += text
        else:
            out.append(text)


def _code(
    element: Any,
    tag: str,
    inside: Parts,
    numbers: Numbers,
    data: Mapping[str | None, Any],
    source: Source,
) -> Parts:
    """What an element of XLIFF is in a memory."""
    if own := element.get(f"{_OWN}tag"):
        attributes = [
            (name.removeprefix(_OWN), value)
            for name, value in element.items()
            if name.startswith((_OWN, _XML)) and name != f"{_OWN}tag"
        ]
        return (Code(own, tuple(attributes), inside),)
    if tag in _THROUGH:
        return inside

    def native(name: str) -> Parts:
        found = data.get(element.get(name))
        return inside if found is None else parts_of(found, numbers, {}, source, _DEEPEST - 1)

    kind = (element.get("subType") or element.get("ctype") or "").removeprefix("tmx:")
    about = [("type", kind.removeprefix("x-"))] if kind else []
    if tag == "pc" and element.get("dataRefStart"):
        number = numbers.of(element.get("id"))
        begin = Code("bpt", (("i", number), ("x", number), *about), native("dataRefStart"))
        end = native("dataRefEnd") if element.get("dataRefEnd") else ()
        return (begin, *inside, Code("ept", (("i", number),), end))
    if tag in ("g", "pc"):
        return (Code("hi", (("x", numbers.of(element.get("id"))), *about), inside),)
    if tag == "sub":
        return (Code("sub", tuple(about), inside),)
    paired = element.get("startRef") or element.get("rid") or element.get("id")
    number = numbers.of(paired)
    if tag in _BEGIN and element.get("isolated") != "yes":
        numbers.open.add(number)
        return (Code("bpt", (("i", number), ("x", number), *about), native("dataRef")),)
    if tag in _END and number in numbers.open:
        numbers.open.discard(number)
        return (Code("ept", (("i", number),), native("dataRef")),)
    number = numbers.of(element.get("id") or paired)
    if tag in _BEGIN or tag in _END or tag == "it":
        closes = tag in _END or element.get("pos") == "close"
        pos = ("pos", "end" if closes else "begin")
        return (Code("it", (pos, ("x", number), *about), native("dataRef")),)
    return (Code("ph", (("x", number), *about), native("dataRef")),)


def _character(element: Any, source: Source) -> str:
    try:
        return chr(int(element.get("hex", ""), 16))
    except (ValueError, OverflowError) as error:
        line = element.sourceline
        raise source.error(f"a character in line {line} whose code is no number") from error
