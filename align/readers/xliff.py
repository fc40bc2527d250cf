"""XLIFF 1.2 and 2.x, with the dialects of SDL Trados (.sdlxliff) and Phrase (.mxliff)."""

import re
from collections.abc import Iterator
from typing import Any

from align.files.load import Source
from align.files.xml import local, parse_xml
from align.languages.detection import dominant
from align.readers.base import Reader, Row
from align.readers.bitext import complete, readable, side_of, text_of

#: Elements whose content is code. The text of ``g``, ``mrk``, ``pc`` and ``sub`` is text.
CODES = frozenset({"bpt", "ept", "ph", "it", "x", "bx", "ex", "sc", "ec", "sm", "em", "cp"})
# States of a target that is still a copy of its source, or nobody's translation yet.
_UNTRANSLATED = {"new", "needs-translation"}
# Phrase writes its inline codes as text: {1}, {1>…<1}, {b>…<b}
_PHRASE = re.compile(r"\{\d+\}|\{[0-9a-z]{1,4}>|<[0-9a-z]{1,4}\}")

Pair = tuple[Any, Any]  # the source element and the target element


def read_xliff(source: Source) -> tuple[Row, ...]:
    """The segments that have a translation; which side is English the languages say.

    Notes, alternatives and what is marked as not to be translated are passed over. Where a file
    does not name its languages, their script decides.

    >>> unit = "<trans-unit><source>是。</source><target>Yes.</target></trans-unit>"
    >>> file = f"<file source-language='zh' target-language='en'><body>{unit}</body></file>"
    >>> read_xliff(Source(f"<xliff version='1.2'>{file}</xliff>".encode(), "a.xlf"))
    (Row(en='Yes.', zh='是。', line=1, where='unit 1'),)

    Raises :class:`align.errors.InputError` for broken XML and when there is no such segment.
    """
    root = parse_xml(readable(source), what="an XLIFF file")
    if local(root) != "xliff":
        raise source.error(f"not an XLIFF file: its outermost element is <{local(root)}>")
    languages: set[str] = set()
    return complete(_rows(root, source, languages), source, languages)


def _rows(root: Any, source: Source, languages: set[str]) -> Iterator[Row]:
    phrase = any("memsource" in uri for uri in root.nsmap.values())
    number = 0
    for file in root.iter("{*}file"):
        codes = (
            file.get("source-language") or root.get("srcLang"),
            file.get("target-language") or root.get("trgLang"),
        )
        languages.update(filter(None, codes))
        for unit in file.iter("{*}trans-unit", "{*}unit"):
            number += 1
            if unit.get("translate") == "no":
                continue
            for pair in segments(unit):
                texts = [text_of(e, CODES, source) if e is not None else "" for e in pair]
                if phrase:
                    texts = [_PHRASE.sub("", text) for text in texts]
                if sides := _sides(codes, texts):
                    named = dict(zip(sides, texts, strict=True))
                    line = pair[0].sourceline or 0
                    yield Row(named["en"], named["zh"], line, f"unit {number}")


def segments(unit: Any) -> Iterator[Pair]:
    """The pairs of elements of a unit; a target that is missing, or not translated, is None."""
    if local(unit) == "unit":  # XLIFF 2
        for segment in unit.iterchildren("{*}segment"):
            if (found := _child(segment, "source")) is not None:
                yield found, _child(segment, "target")
        return
    target = _child(unit, "target")
    if target is not None and target.get("state") in _UNTRANSLATED:
        target = None
    parts = [_marked(e) for e in (_child(unit, "seg-source"), target)]
    if parts[0] and (parts[1] or target is None):
        for key, part in parts[0].items():
            yield part, parts[1].get(key)
    elif (found := _child(unit, "source")) is not None:
        yield found, target


def _child(element: Any, name: str) -> Any:
    return next(element.iterchildren(f"{{*}}{name}"), None)


def _marked(element: Any) -> dict[str, Any]:
    """The segments inside of a unit of XLIFF 1.2, by their number."""
    if element is None:
        return {}
    found = [e for e in element.iter("{*}mrk") if e.get("mtype") == "seg"]
    return {e.get("mid", ""): e for e in found}


def _sides(codes: tuple[str | None, str | None], texts: list[str]) -> tuple[str, str] | None:
    """Which sides source and target are; None when they are not English and Chinese."""
    found = tuple(side_of(c) if c else dominant(t) for c, t in zip(codes, texts, strict=True))
    if found in (("en", "zh"), ("zh", "en")):
        return found
    # a side that is not named and says nothing by its script is the other one
    for k, other in ((0, 1), (1, 0)):
        if found[k] and not codes[other] and (not texts[other].strip() or not found[other]):
            return ("en", "zh") if (found[k] == "en") == (k == 0) else ("zh", "en")
    return None


READER = Reader("XLIFF", (".xlf", ".xliff", ".mxliff", ".sdlxliff"), rows=read_xliff)
