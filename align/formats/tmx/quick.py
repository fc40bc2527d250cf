"""The units in a piece of a TMX file that is in memory: most by one regular expression.

What the expression matches is a small part of XML, where it means the same: no entities, no
codes, no notes. Every other unit goes to lxml. That takes half the time of lxml alone.
"""

import re
from collections.abc import Iterator
from typing import Any

from align.files.xml import safe_parser
from align.formats.tmx.plain_unit import PLAIN, plain_unit
from align.formats.tmx.read import unit_of
from align.unit import Unit

#: The end of a unit: without comments and the like, "<" stands for nothing but mark-up.
END = re.compile(r"</tu[ \n\t]*>[ \n\t]*")
_SPECIAL = ("<!", "<?", "]]>", "xmlns")
#: UTF-8 holds them, XML does not.
_NONE = ("\ufffe", "\uffff")
_CONTROLS = bytes(n for n in range(32) if n not in b"\t\n")
#: So many characters at a time go to lxml at most, where nothing is plain.
_MOST = 30_000


class NotByItself(ValueError):
    """A piece that cannot be read without the rest of the file, or is no XML."""


def quick_units(data: bytes) -> Iterator[Unit]:
    """The units in a run of whole ``tu`` elements, as :func:`~.tmx_read.read_tmx` gives

    them; their lines count from its beginning.

    >>> data = b'<tu><tuv xml:lang="en"><seg>Hi &amp; bye.</seg></tuv></tu>'
    >>> [unit.text("en") for unit in quick_units(data)]
    ['Hi & bye.']

    Raises :class:`NotByItself`, also while units are read.
    """
    if b"\r" in data:  # the end of a line in XML is one character
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if len(data.translate(None, _CONTROLS)) != len(data):
        raise NotByItself
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise NotByItself from error
    if any(sign in text for sign in _NONE):
        raise NotByItself
    match, chunk = PLAIN.match, 0
    place = len(text) - len(text.lstrip(" \n\t"))
    line = 1 + text.count("\n", 0, place)
    while found := match(text, place) or END.search(text, min(place + chunk, len(text))):
        end = found.end()
        if found.re is PLAIN:
            chunk = 0
            try:
                yield plain_unit(found.groups(), line)  # type: ignore[arg-type]
            except ValueError as error:
                raise NotByItself from error
        else:
            chunk = min(2 * chunk + 1000, _MOST)
            yield from _by_lxml(text[place:end], line)
        line += text.count("\n", place, end)
        place = end
    yield from _by_lxml(text[place:], line)


def _by_lxml(text: str, line: int) -> Iterator[Unit]:
    from lxml import etree

    if any(sign in text for sign in _SPECIAL):
        raise NotByItself
    try:
        body: Any = etree.fromstring(f"<body>{text}</body>", safe_parser())
    except etree.XMLSyntaxError as error:
        raise NotByItself from error
    for tu in body.iter("tu"):
        unit = unit_of(tu)
        unit.line += line - 1
        yield unit
