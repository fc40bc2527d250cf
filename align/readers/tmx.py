"""TMX 1.1 to 1.4: translation memories, of any program."""

import io
from collections.abc import Iterator
from typing import Any

from align.files.load import Source
from align.files.xml import local
from align.readers.base import Reader, Row
from align.readers.bitext import complete, readable, side_of, text_of

#: Elements whose content is code; the text of ``hi`` and ``sub`` is text.
CODES = frozenset({"bpt", "ept", "ph", "it", "ut"})
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read_tmx(source: Source) -> tuple[Row, ...]:
    """The units with an English and a Chinese text, the first of each where there are several.

    A unit at a time is in memory beside the file. Entities are not expanded and no DTD is read.

    >>> unit = '<tu><tuv lang="EN"><seg>Yes</seg></tuv><tuv lang="zh-tw"><seg>是</seg></tuv></tu>'
    >>> read_tmx(Source(f"<tmx><body>{unit}</body></tmx>".encode(), "a.tmx"))
    (Row(en='Yes', zh='是', line=1, where='unit 1'),)

    Raises :class:`align.errors.InputError` for broken XML and when there is no such unit.
    """
    languages: set[str] = set()
    return complete(_rows(readable(source), languages), source, languages)


def _rows(source: Source, languages: set[str]) -> Iterator[Row]:
    for number, unit in enumerate(_units(source), start=1):
        texts: dict[str, str] = {}
        for tuv in unit.iterchildren("{*}tuv"):
            code = tuv.get(_LANG) or tuv.get("lang") or tuv.get("LANG") or ""
            languages.add(code)
            side, seg = side_of(code), next(tuv.iterchildren("{*}seg"), None)
            if side and seg is not None and not texts.get(side, "").strip():
                texts[side] = text_of(seg, CODES, source)
        yield Row(texts.get("en", ""), texts.get("zh", ""), unit.sourceline or 0, f"unit {number}")


def _units(source: Source) -> Iterator[Any]:
    """The ``tu`` elements, each forgotten when the next is asked for."""
    from lxml import etree

    events = etree.iterparse(
        io.BytesIO(source.data),
        tag="{*}tu",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, unit in events:
            yield unit
            unit.clear()
            while unit.getprevious() is not None:
                del unit.getparent()[0]
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise source.error(f"not a TMX file: broken XML in line {line} ({error.msg})") from error
    if local(events.root) != "tmx":
        raise source.error(f"not a TMX file: its outermost element is <{local(events.root)}>")


READER = Reader("TMX", (".tmx",), rows=read_tmx)
