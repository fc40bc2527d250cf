"""JSON lines that hold all of a memory, for programs: its header, then a unit a line."""

import json
import os
from collections.abc import Iterator
from itertools import chain
from typing import Any, BinaryIO

from align.errors import InputError
from align.formats.jsonl import json_lines
from align.formats.registry import register
from align.formats.writer import Lines, Writer
from align.unit import Code, Header, Memory, Parts, Prop, Unit, Variant

_DEEPEST = 50


def read_units(path: str | os.PathLike[str]) -> Memory:
    """The memory in a ``.units.jsonl``, as a stream.

    Raises :class:`align.errors.InputError` for what is no such file, also while units are read.
    """
    name = os.fspath(path)
    lines = json_lines(path)
    first = next(lines, None)
    if first is None:
        return Memory(Header(), (), name)
    header = Header()
    if isinstance(first[1], dict) and "header" in first[1]:
        value = _checked(_header, first[1]["header"], name, first[0])
        header, rest = value, lines
    else:
        rest = chain([first], lines)
    return Memory(header, (_checked(_unit, v, name, line) for line, v in rest), name)


@register(
    ".units.jsonl",
    "a JSON object a unit with all that is known of it, codes too",
    read=read_units,
)
class UnitsWriter(Writer):
    """The header and the units as JSON, a line each; nothing is lost.

    >>> import io
    >>> out = io.BytesIO()
    >>> bold = Code("ph", (("x", "1"),), ("<br>",))
    >>> _ = UnitsWriter.write(Memory(Header(), [Unit([Variant("en", ("A", bold))])]), out)
    >>> out.getvalue().splitlines()[1].decode()  # doctest: +ELLIPSIS
    '{"variants": [{"lang": "en", "parts": ["A", {"tag": "ph", "attributes": {"x": "1"}, ...'
    """

    independent = True

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__(stream)
        self._out = Lines(stream, "backslashreplace")
        self._dumps = json.JSONEncoder(ensure_ascii=False).encode

    def begin(self, header: Header, first: Unit | None) -> None:
        about = _about(header.attributes, header.props, header.notes)
        if header.others:
            about["others"] = header.others
        self._out.add(self._dumps({"header": about}) + "\n")

    def unit(self, unit: Unit) -> None:
        record: dict[str, Any] = {"variants": [_json_variant(v) for v in unit.variants]}
        if unit.id:
            record["id"] = unit.id
        about = _about(unit.attributes, unit.props, unit.notes)
        self._out.add(self._dumps(record | about) + "\n")
        self._out.flush_some()
        if len(unit.variants) < 2:
            self.report.nulls += 1
        else:
            self.report.units += 1

    def flush(self) -> None:
        self._out.flush()


def _json_variant(variant: Variant) -> dict[str, Any]:
    record = {"lang": variant.lang, "parts": _json_parts(variant.parts)}
    return record | _about(variant.attributes, variant.props, variant.notes)


def _json_parts(parts: Parts) -> list[Any]:
    return [
        part
        if isinstance(part, str)
        else {
            "tag": part.tag,
            "attributes": dict(part.attributes),
            "parts": _json_parts(part.parts),
        }
        for part in parts
    ]


def _about(attributes: Any, props: tuple[Prop, ...], notes: tuple[str, ...]) -> dict[str, Any]:
    about: dict[str, Any] = {}
    if attributes:
        about["attributes"] = dict(attributes)
    if props:
        about["props"] = [
            [p.type, p.value, dict(p.attributes)] if p.attributes else [p.type, p.value]
            for p in props
        ]
    if notes:
        about["notes"] = notes
    return about


def _checked(make: Any, value: Any, name: str, line: int) -> Any:
    try:
        return make(value, line)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise InputError(
            f"{name}: line {line} is no unit of a memory as .units.jsonl has them"
        ) from error


def _header(value: Any, _line: int) -> Header:
    return Header(
        _dict(value.get("attributes", {})),
        _props(value),
        _texts(value.get("notes", ())),
        _texts(value.get("others", ())),
    )


def _unit(value: Any, line: int) -> Unit:
    variants = [
        Variant(
            _text(v["lang"]),
            _parts(v["parts"]),
            _dict(v.get("attributes", {})),
            _props(v),
            _texts(v.get("notes", ())),
        )
        for v in value["variants"]
    ]
    return Unit(
        variants,
        _text(value.get("id", "")),
        _dict(value.get("attributes", {})),
        _props(value),
        _texts(value.get("notes", ())),
        line,
    )


def _parts(values: Any, depth: int = 0) -> Parts:
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    return tuple(
        part
        if isinstance(part, str)
        else Code(
            _text(part["tag"]),
            tuple(_dict(part["attributes"]).items()),
            _parts(part["parts"], depth + 1),
        )
        for part in _list(values)
    )


def _props(value: Any) -> tuple[Prop, ...]:
    found: Iterator[Any] = iter(_list(value.get("props", ())))
    return tuple(Prop(_text(t), _text(v), tuple(_dict(*a).items())) for t, v, *a in found)


def _dict(value: Any = None) -> dict[str, str]:
    found = {} if value is None else value
    if not isinstance(found, dict):
        raise TypeError("no object")
    return {_text(k): _text(v) for k, v in found.items()}


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(_text(text) for text in _list(value))


def _list(value: Any) -> Any:
    if not isinstance(value, list | tuple):
        raise TypeError("no list")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value
