"""The characters of a broken TMX: references that are none, and what XML cannot hold."""

import re
from collections.abc import Callable
from html.entities import html5
from typing import Any, TypeAlias

from align.files.xml import safe_parser
from align.formats.xml_text import is_legal, value_text

#: Records a change: what it was, and the text that it was about.
Add: TypeAlias = Callable[[str, str], None]
#: Stands for bytes that are no text; no file can contain it.
BAD = "\udcff"
_ILLEGAL = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
#: What text cannot contain as it is, besides a tag.
SPECIAL = re.compile(f"[<&]|]]>|({_ILLEGAL})\\1*")
_IN_VALUE = re.compile(f"&|({_ILLEGAL})\\1*")
_REFERENCE = re.compile(r"&(?:#(\d{1,9})|#[xX]([0-9A-Fa-f]{1,8})|(\w{1,40}));")
_NEAR = re.compile(r"[<&]?[^<>&\n]{0,20}")
_XML = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def reference(text: str, at: int, add: Add) -> tuple[str, int]:
    """Return what the ``&`` at a place stands for, and where that ends.

    >>> said = []
    >>> reference("a &eacute; b", 2, lambda *what: said.append(what)), said
    (('é', 10), [('entity replaced by its character', '&eacute;')])
    """
    found = _REFERENCE.match(text, at)
    if not found:
        add("& that begins no reference, kept as text", glimpse(text, at))
        return "&", at + 1
    whole, end, name = found[0], found.end(), found[3]
    if name in _XML:
        return _XML[name], end
    if name:
        known = html5.get(f"{name};")
        add("entity replaced by its character" if known else "unknown entity, kept as text", whole)
        return known or whole, end
    number = _number(found)
    if 0xD800 <= number < 0xDC00 and (low := _REFERENCE.match(text, end)):
        second = _number(low)  # two halves of a character of UTF-16
        if 0xDC00 <= second < 0xE000:
            add("two references joined to one character", whole + low[0])
            return chr(0x10000 + ((number - 0xD800) << 10) + second - 0xDC00), low.end()
    if number > 0x10FFFF or not is_legal(chr(number)):
        add("reference to an illegal character dropped", whole)
        return instead_of(number), end
    return chr(number), end


def glimpse(text: str, at: int) -> str:
    """Return the beginning of what stands at a place, for a list of changes.

    >>> glimpse("<seg>R&D unit</seg>", 6)
    '&D unit'
    """
    found = _NEAR.match(text, at)
    return found[0] if found else ""


def _number(found: re.Match[str]) -> int:
    return int(found[1]) if found[1] else int(found[2] or "0", 16)


def instead_of(number: int) -> str:
    """Return what replaces an illegal character: a line break for those of Word, else nothing."""
    return "\n" if number in (0x0B, 0x0C) else ""


def code_of(run: str) -> str:
    """Return the name of a character that may be there several times.

    >>> code_of("\\0"), code_of("\\0\\0\\0")
    ('U+0000', 'U+0000, 3 times')
    """
    return f"U+{ord(run[0]):04X}" + (f", {len(run):,} times" if len(run) > 1 else "")


def plain_value(value: str, add: Add) -> str:
    """Return the value of an attribute, mended and escaped.

    >>> plain_value("R&D\\0 &quot;", lambda *what: None)
    'R&amp;D &quot;'
    """
    out, at = [], 0
    while found := _IN_VALUE.search(value, at):
        out.append(value[at : found.start()])
        if found[0] == "&":
            text, at = reference(value, found.start(), add)
            out.append(text)
        else:
            add("illegal character dropped", code_of(found[0]))
            at = found.end()
    return value_text("".join([*out, value[at:]]))


def parsed(text: str) -> Any:
    """Return the root element of some XML; None if it is broken."""
    from lxml import etree

    try:
        return etree.fromstring(text, safe_parser())
    except (etree.XMLSyntaxError, ValueError):
        return None


def is_xml(text: str) -> bool:
    """Whether some XML is well formed.

    >>> is_xml("<a/>"), is_xml("<a>&nbsp;</a>")
    (True, False)
    """
    return parsed(text) is not None
