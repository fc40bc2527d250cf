"""The units in a piece of a TMX file that is in memory: most by one regular expression.

What the expression matches is a small part of XML, where it means the same: no entities, no
codes, no notes. Every other unit goes to lxml. That takes half the time of lxml alone.
"""

import re
from collections.abc import Iterator
from typing import Any

from align.memory.tmx_read import unit_of
from align.memory.unit import Prop, Unit, Variant

_VALUE = r'"[^"<&\n\t]*"'
_TEXT = r"[^<&]*"
_TUV = rf'<tuv xml:lang="([\w-]*)">[ \n\t]*<seg>({_TEXT})</seg>[ \n\t]*</tuv>[ \n\t]*'
_PLAIN = re.compile(
    rf"[ \n\t]*<tu((?: [a-z-]+={_VALUE})*)>[ \n\t]*"
    rf"((?:<prop type={_VALUE}>{_TEXT}</prop>[ \n\t]*)*){_TUV}{_TUV}</tu>",
    re.ASCII,
)
_ATTRIBUTES = re.compile(r' ([a-z-]+)="([^"]*)"').findall
_PROPS = re.compile(r'<prop type="([^"]*)">([^<]*)').findall
#: The end of a unit: without comments and the like, "<" stands for nothing but mark-up.
END = re.compile(r"</tu[ \n\t]*>")
_SPECIAL = (b"<!", b"<?", b"]]>", b"xmlns", b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_CONTROLS = bytes(n for n in range(32) if n not in b"\t\n")
#: So many characters at a time go to lxml at most, where nothing is plain.
_MOST = 30_000


class NotByItself(ValueError):
    """A piece that cannot be read without the rest of the file, or is no XML."""


def quick_units(data: bytes) -> Iterator[Unit]:
    """The units in a run of whole ``tu`` elements, as :func:`~align.memory.tmx_read.read_tmx`

    gives them; their lines count from its beginning.

    >>> data = b'<tu><tuv xml:lang="en"><seg>Hi &amp; bye.</seg></tuv></tu>'
    >>> [unit.text("en") for unit in quick_units(data)]
    ['Hi & bye.']

    Raises :class:`NotByItself`, also while units are read.
    """
    if b"\r" in data:  # the end of a line in XML is one character
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if any(sign in data for sign in _SPECIAL) or len(data.translate(None, _CONTROLS)) != len(data):
        raise NotByItself
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise NotByItself from error
    match, place, line, chunk = _PLAIN.match, 0, 1, 0
    new = tuple.__new__  # a third of the time of Prop(…)
    while found := match(text, place) or END.search(text, min(place + chunk, len(text))):
        end = found.end()
        if found.re is _PLAIN:
            chunk = 0
            about, inside, one, first, two, second = found.groups()
            pairs = _ATTRIBUTES(about)
            attributes = dict(pairs)
            if len(attributes) != len(pairs):
                raise NotByItself
            id_ = attributes.pop("tuid", "")
            yield Unit(
                [
                    Variant(one, (first,) if first else (), {}),
                    Variant(two, (second,) if second else (), {}),
                ],
                id_,
                attributes,
                tuple([new(Prop, (*pair, ())) for pair in _PROPS(inside)]) if inside else (),
                (),
                line + text.count("\n", place, found.start(1)),
            )
        else:
            chunk = min(2 * chunk + 1000, _MOST)
            yield from _by_lxml(text[place:end], line)
        line += text.count("\n", place, end)
        place = end
    yield from _by_lxml(text[place:], line)


def _by_lxml(text: str, line: int) -> Iterator[Unit]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    try:
        body: Any = etree.fromstring(f"<body>{text}</body>", parser)
    except etree.XMLSyntaxError as error:
        raise NotByItself from error
    for tu in body.iter("tu"):
        unit = unit_of(tu)
        unit.line += line - 1
        yield unit
