"""Reads TMX 1.1 … 1.4 as a stream: memory use does not grow with the file."""

from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any, ClassVar

from align.document import Paragraph
from align.errors import InputError
from align.files.load import File, name_of
from align.files.xml import XML_LANG, elements, entity_text, inner_text, local, strip_namespaces
from align.formats.registry import FormatReader
from align.formats.xml_remainder import Remainder
from align.unit import Code, Header, Memory, Parts, Prop, Unit, Variant, add_text

#: No real file has inline codes nested deeper than this.
_DEEPEST = 50
#: Before the names of attributes that a variant or unit has of its segment, or of a note (with its
#: number), and of texts of elements that TMX does not have. No name in XML has a blank.
SEG, NOTE, _ELEMENT = "seg ", "note ", "element "
#: What to do with a broken file.
ADVICE = "save what can be saved with: tmxalign convert --repair"


def read_tmx(file: File) -> Memory:
    """Read a memory from a TMX file, or from the one in a ``.gz`` or ``.zip``.

    Units are unchanged, including those that no tool would import (without a language or with a
    single text): :mod:`align.memory.validate` reports them.

    >>> import io
    >>> memory = read_tmx(io.BytesIO(
    ...     b'<tmx version="1.4"><header srclang="en"/><body><tu>'
    ...     b'<tuv xml:lang="en"><seg>Hi.</seg></tuv></tu></body></tmx>'
    ... ))
    >>> memory.header.attributes["srclang"], [unit.text("en") for unit in memory]
    ('en', ['Hi.'])

    Raises :class:`align.errors.InputError` for a file that is not TMX: at once, or while units
    are read if the file is broken further on.
    """
    name = name_of(file)
    events = _events(file, name)
    first = next(events, None)
    if isinstance(first, Header):
        header, rest = first, events
    else:
        header, rest = Header(), chain([first] if first else (), events)
    return Memory(header, (unit for unit in rest if isinstance(unit, Unit)), name)


class _Account(Remainder):
    """The units of a file, and all its other text."""

    reasons: ClassVar[Mapping[str, str]] = {
        "note": "comments",
        "prop": "metadata",
        "seg": "untranslated units",
    }
    number = 0

    def units(self, element: Any) -> Iterator[Unit]:
        """Yield the unit of a ``tu``; the first text of each variant is in it."""
        if local(element) != "tu":
            return
        self.number += 1
        if element.tag != "tu":
            strip_namespaces(element)
        unit = unit_of_element(element, self.name)
        unit.where = self.where = f"unit {self.number}"
        for tuv in element.iterchildren("tuv"):
            texts = (seg for seg in tuv.iterchildren("seg") if seg.text or len(seg))
            self.taken.update(islice(texts, 1))
        yield unit


def account_of_tmx(file: File) -> Iterator[Unit | Paragraph]:
    """Yield the units like :func:`read_tmx` and, between them, all other text of the file.

    >>> import io
    >>> unit = "<tu><note>Formal.</note><tuv xml:lang='en'><seg>Hi.</seg></tuv></tu>"
    >>> file = io.BytesIO(f"<tmx version='1.4'><body>{unit}</body></tmx>".encode())
    >>> [item.aside for item in account_of_tmx(file) if isinstance(item, Paragraph)]
    ['comments']

    Raises :class:`align.errors.InputError` like :func:`read_tmx`.
    """
    return _Account(name_of(file)).read(file, "a TMX file", ("tmx",), ADVICE)


READER = FormatReader((".tmx", ".gz", ".zip"), read_tmx, bilingual=True, account=account_of_tmx)


def _events(file: File, name: str) -> Iterator[Header | Unit]:
    """Yield the header, if there is one, and the units, in the order of the file."""
    number = 0
    found = elements(file, "a TMX file", root=("tmx",), ends=("header", "tu"), advice=ADVICE)
    for tag, element in found:
        if tag == "tu":
            number += 1
            if element.tag != "tu":
                strip_namespaces(element)
            unit = unit_of_element(element, name)
            unit.where = f"unit {number}"
            yield unit
        else:
            yield _header(element, name)


def unit_of_element(tu: Any, name: str = "") -> Unit:
    """Make a unit from a ``tu`` element."""
    # this runs a million times per memory: the commonest cases come first
    variants: list[Variant] = []
    props: list[Prop] = []
    notes: tuple[str, ...] = ()
    others: dict[str, str] = {}
    for child in tu:
        tag = child.tag
        if tag == "prop":
            props.append(_prop(child, name))
        elif tag == "tuv":
            found = child.items()
            if len(child) == 1 and len(found) == 1 and found[0][0] == XML_LANG:
                seg = child[0]
                if seg.tag == "seg" and not len(seg) and not seg.keys():
                    text = seg.text
                    variants.append(Variant(found[0][1], (text,) if text else (), {}))
                    continue
            variants.append(_variant(child, name))
        elif tag == "note":
            notes = _with_note(notes, child, others, name)
        elif isinstance(tag, str) and tag != "tu":  # a unit in a unit is one of its own
            _keep(f"{_ELEMENT}{tag}", inner_text(child, name), others)
    attributes = dict(tu.items())
    if others:
        attributes |= others
    id_ = attributes.pop("tuid", "")
    return Unit(variants, id_, attributes, tuple(props), notes, tu.sourceline or 0)


def _variant(tuv: Any, name: str) -> Variant:
    parts: Parts | None = None
    props: list[Prop] = []
    notes: tuple[str, ...] = ()
    others: dict[str, str] = {}
    for child in tuv:
        tag = child.tag
        if tag == "seg" and not parts:
            parts = _parts(child, name)
            others |= {f"{SEG}{about}": value for about, value in child.items()}
        elif tag == "prop":
            props.append(_prop(child, name))
        elif tag == "note":
            notes = _with_note(notes, child, others, name)
        elif isinstance(tag, str):
            _keep(f"{_ELEMENT}{tag}", inner_text(child, name), others)
    attributes = dict(tuv.items()) | others
    pop = attributes.pop
    lang = pop(XML_LANG, "") or pop("lang", "") or pop("LANG", "")
    return Variant(lang, parts or (), attributes, tuple(props), notes)


def _with_note(
    notes: tuple[str, ...], element: Any, others: dict[str, str], name: str
) -> tuple[str, ...]:
    """Add a note to those of an element, and its attributes to the others."""
    for about, value in element.items():
        others[f"{NOTE}{len(notes) + 1} {about}"] = value
    return (*notes, inner_text(element, name))


def _keep(name: str, value: str, others: dict[str, str]) -> None:
    """Keep the text of an element that has no place, after others of the same name."""
    others[name] = f"{others[name]}\n{value}" if name in others else value


def _prop(element: Any, name: str) -> Prop:
    text = inner_text(element, name) if len(element) else element.text or ""
    attributes = element.items()
    if len(attributes) == 1 and attributes[0][0] == "type":  # nearly always
        return Prop(attributes[0][1], text)
    kind = element.get("type", "")
    return Prop(kind, text, tuple(a for a in attributes if a[0] != "type"))


def _parts(element: Any, name: str, depth: int = 0) -> Parts:
    """Return the text and inline codes."""
    if depth > _DEEPEST:
        raise InputError(f"{name}: inline codes nested too deeply (line {element.sourceline})")
    parts: list[str | Code] = []
    add_text(parts, element.text)
    for child in element:
        if isinstance(child.tag, str):
            attributes = tuple(child.attrib.items())
            parts.append(Code(local(child), attributes, _parts(child, name, depth + 1)))
        else:
            add_text(parts, entity_text(child, name))
        add_text(parts, child.tail)
    return tuple(parts)


def _header(element: Any, name: str) -> Header:
    from lxml import etree

    children = [(local(child), child) for child in element]
    others = [child for tag, child in children if tag and tag not in ("prop", "note")]
    attributes = dict(element.attrib)
    root = element.getparent()
    for key, value in () if root is None else root.items():
        if key != "version":
            attributes[f"tmx {key}"] = value  # it has no place: writers count it
    notes: tuple[str, ...] = ()
    for tag, child in children:
        if tag == "note":
            notes = _with_note(notes, child, attributes, name)
    return Header(
        attributes,
        tuple(_prop(child, name) for tag, child in children if tag == "prop"),
        notes,
        tuple(etree.tostring(_plain(e), encoding="unicode", with_tail=False) for e in others),
    )


def _plain(element: Any) -> Any:
    """Return the element, or a copy of it without its namespace."""
    from lxml import etree

    if not isinstance(element.tag, str) or element.tag[0] != "{":
        return element
    copy = etree.Element(local(element), dict(element.attrib))
    copy.text, copy.tail = element.text, element.tail
    copy.extend(map(_plain, element))
    return copy
