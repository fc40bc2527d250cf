"""What the formats that hold both languages share: codes of languages, inline codes, units."""

import logging
import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from html import unescape
from typing import Any

from align.files.load import Source
from align.files.xml import local
from align.readers.base import Row

_CODES = {"en": {"en", "eng"}, "zh": {"zh", "cmn", "zho", "chi", "chs", "cht"}}
# .NET programs like to declare UTF-16 in files that they then save as UTF-8
_WRONG = re.compile(rb"(<\?xml[^>]{0,80}?)\s+encoding\s*=\s*[\"']utf-16(?:le|be)?[\"']", re.I)
_LOG = logging.getLogger(__name__)


def side_of(code: str | None) -> str | None:
    """Which side a language code stands for, if any.

    >>> side_of("ZH_tw"), side_of("en-GB"), side_of("cmn-Hans-CN"), side_of("de")
    ('zh', 'en', 'zh', None)
    """
    primary = re.split("[-_]", (code or "").strip().lower())[0]
    return next((side for side, codes in _CODES.items() if primary in codes), None)


def text_of(element: Any, codes: Collection[str], source: Source) -> str:
    r"""The text of an element without its inline codes.

    ``codes`` names the elements whose content is code. Text for the reader inside of a code
    (``sub``) stays, set off by spaces; a code that is a line break becomes one.

    >>> from lxml import etree
    >>> seg = etree.fromstring('<seg>A <bpt i="">&lt;b></bpt>good<ept i="">&lt;/b></ept> one</seg>')
    >>> text_of(seg, {"bpt", "ept"}, Source(b"", "a.tmx"))
    'A good one'
    """
    if not len(element):
        return element.text or ""
    out: list[str] = []
    todo: list[str | tuple[Any, bool]] = [(element, True)]  # no recursion: the nesting is not ours
    while todo:
        item = todo.pop()
        if isinstance(item, str):
            out.append(item)
            continue
        node, kept = item
        if kept and node is not element and node.tail:
            todo.append(node.tail)
        name = local(node)
        if not name:
            if kept and str(node.text or "").startswith("&"):
                out.append(_entity(node, source))
            continue
        if name == "sub":
            todo.append(" ")
            out.append(" ")
        inner = name == "sub" or (kept and name not in codes)
        if kept and _is_break(node):
            out.append("\n")
        elif inner and node.text:
            out.append(node.text)
        todo += [(child, inner) for child in reversed(node)]
    return "".join(out)


def _is_break(node: Any) -> bool:
    kinds = (node.get("ctype"), node.get("type"), node.get("subType"))
    return any(kind in ("lb", "xlf:lb", "x-html-br") for kind in kinds)


def _entity(node: Any, source: Source) -> str:
    """An entity of HTML; others are not looked up: they are how XML is made to explode."""
    text = unescape(node.text) if node.tag.__name__ == "Entity" else ""
    if text.startswith("&") and len(text) > 1:
        raise source.error(
            f"line {node.getparent().sourceline}: the entity {node.text} is not read; "
            "put the text itself there"
        )
    return text


def readable(source: Source) -> Source:
    """The same XML, without a declaration of UTF-16 that is not true."""
    if not source.data[:100].lstrip(b"\xef\xbb\xbf").startswith(b"<?xml"):
        return source
    head, rest = source.data[:200], source.data[200:]
    return replace(source, data=_WRONG.sub(rb"\1", head, count=1) + rest)


def complete(rows: Iterable[Row], source: Source, languages: Collection[str]) -> tuple[Row, ...]:
    """The units that have text in both languages; the others are counted in the log.

    A file that is read for one side needs no translations: then what that side has is kept.

    Raises :class:`align.errors.InputError`, with the languages that were found, when none is left.
    """
    found, left = [], 0
    for row in rows:
        sides = {"en": row.en.strip(), "zh": row.zh.strip()}
        if all(sides.values()) or (source.language and sides[source.language]):
            found.append(row)
        else:
            left += 1
    if left:
        _LOG.info("%s: %d units without text in both languages, left out", source.name, left)
    if not found:
        said = ", ".join(sorted(languages)[:8]) or "none"
        raise source.error(f"no unit with text in English and in Chinese (languages in it: {said})")
    return tuple(found)
