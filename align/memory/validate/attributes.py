"""Which attribute of an element is wrong, and what to do: the schema library does not say it."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from align.files.xml import XML, local

_RNG = "{http://relaxng.org/ns/structure/1.0}"
_SHOWN = 40  # characters of a wrong value
#: By type of the schema: the form of a value, what it is called, and what to do.
_FORMS = {
    "language": (
        re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*"),
        "a language code",
        "write one such as en-US or zh-CN",
    ),
    "NMTOKEN": (
        re.compile(r"[\w.:·-]+"),
        "one word",
        "use letters, digits and . - _ : only",
    ),
    "nonNegativeInteger": (re.compile(r"\+?\d+"), "a number", "write it in digits, or remove it"),
    "date": (
        re.compile(r"[0-9]{8}T[0-9]{6}Z"),
        "a date of TMX",
        "write it as 20260131T120000Z, or remove it",
    ),
}


class _Attribute(NamedTuple):
    """An attribute of the schema: whether it must be there, what it may be (all, if neither)."""

    required: bool
    values: tuple[str, ...]
    form: str


class AttributeModel:
    """The attributes of each element, as in a schema.

    >>> from lxml import etree
    >>> from align.memory.validate.validator import schema_text
    >>> model = AttributeModel(etree.fromstring(schema_text()))
    >>> list(model.troubles(etree.fromstring("<tu creationdate='2026-01-31'/>")))
    ['creationdate="2026-01-31" is not a date of TMX; write it as 20260131T120000Z, or remove it']
    """

    def __init__(self, grammar: Any) -> None:
        self._defined = {found.get("name"): found for found in grammar.iter(f"{_RNG}define")}
        self._known: dict[str, dict[str, _Attribute]] = {}
        for element in grammar.iter(f"{_RNG}element"):
            self._known[element.get("name")] = dict(self._attributes(element, required=True))

    def _attributes(self, node: Any, *, required: bool) -> Iterator[tuple[str, _Attribute]]:
        for child in node:
            tag = local(child)
            if tag == "attribute":
                yield child.get("name"), _Attribute(required, *self._content(child))
            elif tag == "optional":
                yield from self._attributes(child, required=False)
            elif tag == "ref":
                yield from self._attributes(self._defined[child.get("name")], required=required)

    def _content(self, node: Any) -> tuple[tuple[str, ...], str]:
        """Return the values of an attribute, and the type of other ones."""
        values: list[str] = []
        form = ""
        for child in node.iter(f"{_RNG}value", f"{_RNG}data", f"{_RNG}ref"):
            tag = local(child)
            if tag == "value":
                values.append(child.text)
            elif tag == "data":
                form = child.get("type")
                if form == "string":  # with a pattern: the name of the definition says of what
                    form = child.getparent().get("name")
            else:
                more, other = self._content(self._defined[child.get("name")])
                values += more
                form = form or other
        return tuple(values), form

    def troubles(self, element: Any) -> Iterator[str]:
        """Yield what is wrong with the attributes of an element; nothing if it is unknown."""
        known = self._known.get(local(element))
        if known is None:
            return
        there = {_name(name, element): value for name, value in element.items()}
        for name, attribute in known.items():
            if attribute.required and name not in there:
                advice = self._advice(name, attribute, there)
                yield f"the attribute {name} is missing; {advice}"
        for name, value in there.items():
            if name == "lang" and "xml:lang" in known and "xml:lang" not in there:
                continue
            if name not in known:
                yield f'the attribute {name}="{_short(value)}" is none of TMX 1.4; remove it'
            elif why := _wrong(known[name], value):
                yield f'{name}="{_short(value)}" is {why}'

    @staticmethod
    def _advice(name: str, attribute: _Attribute, there: dict[str, str]) -> str:
        if name == "xml:lang" and "lang" in there:
            return f'write lang="{_short(there["lang"])}" as xml:lang'
        if attribute.values:
            return f'add it, for example {name}="{attribute.values[-1]}"'
        example = {"language": "en-US", "date": "20260131T120000Z"}.get(attribute.form)
        return f'add it, for example {name}="{example}"' if example else "add it"


def _wrong(attribute: _Attribute, value: str) -> str:
    """Return what a value is not, and what to do; empty if it is right."""
    values, form = attribute.values, attribute.form
    if (not values and not form) or value in values:
        return ""
    if not form:
        return f"not {' or '.join(values)}"
    pattern, what, advice = _FORMS[form]
    return "" if pattern.fullmatch(value) else f"not {what}; {advice}"


def _name(name: str, element: Any) -> str:
    """Return the name of an attribute as written."""
    if name[:1] != "{":
        return name
    if name.startswith(XML):
        return f"xml:{name.removeprefix(XML)}"
    space, _, own = name[1:].partition("}")
    prefix = next((known for known, of in element.nsmap.items() if of == space and known), None)
    return f"{prefix}:{own}" if prefix else own


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
