"""The characters of a broken TMX: references that are none, and what XML cannot hold."""

import re
from collections.abc import Callable
from html.entities import html5
from typing import Any, TypeAlias

from align.files.xml import safe_parser
from align.formats.xml_text import is_legal, value_text

#: Records a change: what it was, and the text that it was about.
Add: TypeAlias = Callable[[str, str], None]
#: Stands for bytes that are no text; no file can contain it. A byte between ASCII characters is
#: U+DC00 and its value instead.
BAD = "\udfff"
_ILLEGAL = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
#: What text cannot contain as it is, besides a tag.
_RUN = re.compile(rf"({_ILLEGAL})\1*")
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
        return _instead_of(number), end
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


def replaced(run: str, add: Add) -> str:
    """Return what replaces a character that XML cannot hold, once or several times.

    A line break replaces those of Word. A byte that is no text in the encoding of the file, alone
    among plain letters, is usually a quotation mark of Windows.

    >>> said = []
    >>> [replaced(run, lambda *what: said.append(what)) for run in ("\\0\\0", "\\udc92")]
    ['', '’']
    >>> said[0]
    ('illegal character dropped', 'U+0000, 2 times')
    """
    code, times = ord(run[0]), f", {len(run):,} times" if len(run) > 1 else ""
    if run[0] == BAD:
        add("bytes that are no text, written as �", times[2:])
        return "\ufffd" * len(run)
    if 0xDC80 <= code < 0xDD00:
        sign = bytes([code - 0xDC00]).decode("cp1252", "replace")
        add("byte of Windows-1252 read as such", f"{sign}{times}")
        return sign * len(run)
    add("illegal character dropped", f"U+{code:04X}{times}")
    return _instead_of(code)


def _instead_of(number: int) -> str:
    """Return what replaces an illegal character: a line break for those of Word, else nothing."""
    return "\n" if number in (0x0B, 0x0C) else ""


def legal_text(text: str, add: Add) -> str:
    """Return a text with what XML can hold.

    >>> legal_text("a\\0b", lambda *_: None)
    'ab'
    """
    return _RUN.sub(lambda found: replaced(found[0], add), text)


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
            out.append(replaced(found[0], add))
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
