"""Fills translations into an XLIFF file; everything else of it stays as it is.

The units keep their numbers, codes and notes, so the file can go back to the tool that made it.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any, NamedTuple, cast

from align.errors import InputError
from align.files.load import File, Source, load
from align.files.xml import XML_LANG, elements, local, parse_xml
from align.formats.xliff.inline_codes import InlineCodes
from align.formats.xliff.read import UnitText, pairs_of_unit
from align.formats.xliff.status import is_translatable, segments_of_trados
from align.unit import Variant, fits

_UNITS = ("{*}trans-unit", "{*}unit")
#: Attributes of a target that is exact or is not.
STATES = {
    True: {"state": "translated", "state-qualifier": "exact-match"},
    False: {"state": "needs-review-translation", "state-qualifier": "fuzzy-match"},
}


class Suggestion(NamedTuple):
    """A match beside a segment: its quality in per cent, where it is from, its texts.

    ``lang`` is the code of the target if that is not the one of the file.
    """

    percent: int
    origin: str
    source: str
    target: str
    lang: str = ""


class Filling(NamedTuple):
    """What is filled in for a segment: its source, the target, whether it needs no review.

    An empty ``target`` leaves the one that is there. So does one that is not ``exact``, or lacks
    the inline codes of the source, if that is somebody's draft. ``finished``: it is translated
    already.
    """

    source: str
    target: str = ""
    exact: bool = False
    percent: int = 0
    note: str = ""
    suggestions: Sequence[Suggestion] = ()
    finished: bool = False


def languages_of_xliff(file: File) -> tuple[str, str]:
    """Return the codes of source and target that an XLIFF names first; empty where it does not.

    >>> import io
    >>> languages_of_xliff(io.BytesIO(b"<xliff srcLang='en' trgLang='zh-TW'><file/></xliff>"))
    ('en', 'zh-TW')

    Raises :class:`align.errors.InputError` for a file that is not XLIFF.
    """
    source = target = ""
    starts = ("xliff", "file")
    for tag, element in elements(file, "an XLIFF file", root=("xliff",), starts=starts, ends=()):
        source = element.get("srcLang") or element.get("source-language") or source
        target = element.get("trgLang") or element.get("target-language") or target
        if tag == "file":
            break
    return source, target


class _Segment(NamedTuple):
    unit: Any
    source: Any
    target: Any
    status: str
    text: str
    has_codes: bool
    trados: dict[str, Any]


def fill_xliff(file: File, fillings: Sequence[Filling], target: str = "") -> tuple[bytes, int]:
    """Return an XLIFF file with translations filled in, and how many drafts were kept instead.

    ``target`` is the language code of the translations, which the file then has if its own is
    missing or another. There is a filling for each segment with a text to be translated, in order.

    >>> import io
    >>> text = "<trans-unit id='7'><source>Yes.</source></trans-unit>"
    >>> file = io.BytesIO(f"<xliff version='1.2'><file>{text}</file></xliff>".encode())
    >>> file.name = "a.xlf"
    >>> fill_xliff(file, [Filling("Yes.", "是。")])[0].decode().splitlines()[1][67:-28]
    '<target state="needs-review-translation" state-qualifier="fuzzy-match">是。</target>'

    Raises :class:`align.errors.InputError` if the file does not have these segments.
    """
    from lxml import etree

    name, data = load(file)
    root = parse_xml(Source(data, name), what="an XLIFF file", entities=False, pi=True)
    kept = 0
    plain = name.lower().endswith((".xlf", ".xliff"))
    waiting = list(reversed(fillings))
    for segment in list(_segments(root, name)):
        if not waiting or waiting[-1].source != segment.text:
            continue  # in another language
        filling = waiting.pop()
        if filling.finished:
            continue
        draft = segment.status not in ("", "new") and "".join(segment.target.itertext()).strip()
        if filling.target and draft and (not filling.exact or segment.has_codes):
            kept += 1
        elif filling.target:
            _put(segment, filling)
        elif plain:
            _stand_in(segment)
        if plain and local(segment.unit) == "trans-unit":
            _suggest(segment, filling)
        if filling.note:
            _note(segment.unit, filling.note)
    if waiting:
        raise InputError(f"{name}: the file has changed since it was read")
    for element in root.iter("{*}xliff", "{*}file") if target else ():
        _name_target(element, target)
    encoding = root.getroottree().docinfo.encoding or "utf-8"
    done = etree.tostring(root.getroottree(), encoding=encoding, xml_declaration=True)
    return cast("bytes", done), kept


def _name_target(element: Any, target: str) -> None:
    """Set the target language of a file that names none, or another one."""
    name = "target-language" if local(element) == "file" else "trgLang"
    source = "source-language" if local(element) == "file" else "srcLang"
    if source in element.attrib and not fits(element.get(name, ""), target):
        element.set(name, target)


def _segments(root: Any, name: str) -> Iterator[_Segment]:
    """Yield the segments that have text to translate."""
    phrase = any("memsource" in uri for uri in root.nsmap.values())
    for unit in root.iter(*_UNITS):
        if unit.tag.rpartition("}")[0] != root.tag.rpartition("}")[0] or not is_translatable(unit):
            continue
        trados = segments_of_trados(unit)
        for source, target in pairs_of_unit(unit):
            codes = InlineCodes({}, name)
            parts = codes.parts_of(source.element)
            parts = codes.of_phrase(parts) if phrase else parts
            if text := Variant("", parts).text.strip():
                there, coded = target or UnitText(None), len(parts) > 1
                yield _Segment(
                    unit, source.element, there.element, there.status, text, coded, trados
                )


def _put(segment: _Segment, filling: Filling) -> None:
    """Set the target; without the codes that the source has, it needs a review."""
    exact = filling.exact and not segment.has_codes
    target = segment.target if segment.target is not None else _new_target(segment)
    for child in list(target):
        target.remove(child)
    target.text = filling.target
    if local(segment.unit) == "unit":
        target.getparent().set("state", "translated" if exact else "initial")
        return
    if local(target) == "target":
        target.attrib.update(STATES[exact])
        for attribute in segment.unit.attrib:
            if attribute[0] == "{" and attribute.endswith("}status"):  # memoQ
                segment.unit.set(attribute, "Pretranslated")
    if (seg := segment.trados.get(target.get("mid"))) is not None:
        seg.set("conf", "Translated" if exact else "Draft")
        seg.set("origin", "tm")
        seg.set("percent", str(filling.percent))


def _new_target(segment: _Segment) -> Any:
    """Make an empty target where there is none, and return what takes the text."""
    source, unit = segment.source, segment.unit
    if local(source) == "source":
        return _after(source, "target")
    around = next(unit.iterchildren("{*}seg-source"))
    target = next(unit.iterchildren("{*}target"), None)
    if target is None:
        target = _after(around, "target")
    if not [mark for mark in target.iter("{*}mrk") if mark.get("mtype") == "seg"]:
        copied = deepcopy(around)
        for mark in list(copied.iter("{*}mrk")):
            if mark.get("mtype") == "seg":
                for child in list(mark):
                    mark.remove(child)
                mark.text = None
        target.text = copied.text
        target.extend(list(copied))
    places = [mark for mark in around.iter("{*}mrk") if mark.get("mtype") == "seg"]
    marks = [mark for mark in target.iter("{*}mrk") if mark.get("mtype") == "seg"]
    same = [mark for mark in marks if mark.get("mid") == source.get("mid")]
    earlier = [one for one in places[: places.index(source)] if one.get("mid") == source.get("mid")]
    return same[len(earlier)]


def _after(element: Any, name: str) -> Any:
    """Make an element after another one, or after the seg-source that follows it."""
    from lxml import etree

    following = next(element.itersiblings("{*}seg-source"), None)
    place = following if following is not None and name == "target" else element
    space = element.tag.rpartition("}")
    made = etree.Element(f"{space[0]}{space[1]}{name}")
    made.tail = place.tail
    place.addnext(made)
    made.tail, place.tail = place.tail, made.tail
    return made


def _stand_in(segment: _Segment) -> None:
    """Put the source where there is no target: OmegaT shows only units with one."""
    source, unit = segment.source, segment.unit
    is_unit = local(unit) == "trans-unit" and local(source) == "source"
    there = segment.target is not None and "".join(segment.target.itertext()).strip()
    if not is_unit or there or next(unit.iterchildren("{*}seg-source"), None) is not None:
        return
    target = segment.target if segment.target is not None else _after(source, "target")
    copied = deepcopy(source)
    target.text = copied.text
    target.extend(list(copied))
    target.set("state", "needs-translation")


def _suggest(segment: _Segment, filling: Filling) -> None:
    """Add the matches as ``alt-trans``."""
    from lxml import etree

    space = segment.unit.tag.removesuffix("trans-unit")
    for one in filling.suggestions:
        attributes = {"match-quality": f"{one.percent}%"}
        if one.origin:
            attributes["origin"] = one.origin
        if local(segment.source) == "mrk":
            attributes["mid"] = segment.source.get("mid", "")
        alternative = etree.SubElement(segment.unit, f"{space}alt-trans", attributes)
        alternative.tail = "\n"
        etree.SubElement(alternative, f"{space}source").text = one.source
        target = etree.SubElement(alternative, f"{space}target")
        target.text = one.target
        if one.lang:
            target.set(XML_LANG, one.lang)


def _note(unit: Any, text: str) -> None:
    from lxml import etree

    space = unit.tag[: -len(local(unit))]
    if local(unit) == "unit":
        notes = next(unit.iterchildren("{*}notes"), None)
        if notes is None:
            notes = etree.Element(f"{space}notes")
            before = ("{*}originalData", "{*}segment", "{*}ignorable")
            next(unit.iterchildren(*before)).addprevious(notes)
        etree.SubElement(notes, f"{space}note").text = text
    else:
        note = etree.SubElement(unit, f"{space}note", {"from": "tmxalign"})
        note.text, note.tail = text, "\n"
