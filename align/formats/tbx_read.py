"""TBX, read as a stream: concepts of both dialects, and of Microsoft's and others' like them."""

import os
from collections.abc import Iterator
from typing import Any

from align.files.load import Source
from align.files.xml import elements, local
from align.readers.bitext import text_of
from align.unit import Header, Memory, Prop, Unit, Variant

_CONCEPTS = ("termEntry", "conceptEntry")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read_tbx(path: str | os.PathLike[str]) -> Memory:
    """The memory in a termbase: a unit a concept, a text a term, the languages in their order.

    Notes of all levels become notes of the unit, the first source its document, other descriptions
    properties by their type (``x-subjectField``).

    Raises :class:`align.errors.InputError` for what is no TBX, also while units are read.
    """
    name = os.fspath(path)
    return Memory(Header(), _units(path, Source(b"", name)), name)


def concepts(path: str | os.PathLike[str], source: Source) -> Iterator[Any]:
    """The elements of the concepts, each whole, and empty when the next one is asked for.

    Raises :class:`align.errors.InputError` for what is no TBX, and for an entity.
    """
    found = elements(path, "a TBX file", root=("martif", "tbx", "TBX"), ends=_CONCEPTS)
    for tag, concept in found:
        if tag in _CONCEPTS:
            for element in concept.iter():
                if not local(element) and str(element.text or "").startswith("&"):
                    raise source.error(f"an entity in line {concept.sourceline}; refused")
            yield concept


def _units(path: str | os.PathLike[str], source: Source) -> Iterator[Unit]:
    for concept in concepts(path, source):
        yield _unit(concept, source)


def _unit(concept: Any, source: Source) -> Unit:
    variants: list[Variant] = []
    props: list[Prop] = []
    notes: list[str] = []
    lang = ""
    for element in concept.iter():
        tag = local(element)
        if tag in ("langSet", "langSec"):
            lang = element.get(_LANG) or element.get("lang") or ""
        elif tag == "term":
            if text := text_of(element, (), source):
                variants.append(Variant(lang, (text,)))
        elif tag == "note":
            notes.append(text_of(element, (), source))
        elif tag in ("descrip", "admin") and (kind := element.get("type")):
            text = text_of(element, (), source)
            known = any(prop.type == "x-document" for prop in props)
            name = "x-document" if kind == "source" and not known else f"x-{kind}"
            props.append(Prop(name, text))
    return Unit(variants, "", {}, tuple(props), tuple(notes), concept.sourceline or 0)
