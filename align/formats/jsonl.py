"""JSON lines: one plain record per unit (``.jsonl``), or the complete memory (``.units.jsonl``)."""

import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, BinaryIO

from align.errors import InputError
from align.formats.registry import register
from align.formats.report import Keeps
from align.formats.table.records import number, plain, record_of, unit_of_record
from align.formats.writer import Lines, RowWriter, Writer
from align.formats.xml_text import open_text
from align.unit import Code, Header, Memory, Parts, Prop, Unit, Variant

_FIELDS = ("confidence", "bead", "document", "position", "crossing")
_DEEPEST = 50
# The escape of half of a character, perhaps beside the other half.
_HALF = re.compile(r"\\ud[89a-f]", re.IGNORECASE)
_SURROGATES = re.compile("[\ud800-\udfff]")


def read_jsonl(path: str | os.PathLike[str], *, encoding: str | None = None) -> Memory:
    """Read a memory from a file with one JSON object per line, as a stream.

    ``en`` and ``zh`` are the texts, at the top level or, as in data sets, within ``translation``;
    other members become properties.

    Raises :class:`align.errors.InputError` for any other file, also while units are read.
    """
    name = os.fspath(path)
    left_out: Counter[str] = Counter()
    lines = json_lines(path, encoding=encoding, left_out=left_out)
    units = (unit_of_json(value, line, name) for line, value in lines)
    return Memory(Header(), (unit for unit in units if unit.variants), name, left_out)


@register(
    ".jsonl",
    "one JSON object per unit: the texts as read, confidence, bead, document, position",
    read=read_jsonl,
)
class JsonlWriter(RowWriter):
    """One JSON object per unit and line, in UTF-8.

    The texts are as they were read: JSON can represent every character, so nothing is
    dropped, and line breaks within a text are kept.

    >>> import io
    >>> from align.unit import Header, Unit, Variant
    >>> unit = Unit([Variant("en-US", ("Hi.",)), Variant("zh-CN", ("嗨。",))])
    >>> out = io.BytesIO()
    >>> _ = JsonlWriter.write(Memory(Header(), [unit]), out)
    >>> json.loads(out.getvalue())["zh"]
    '嗨。'
    """

    keeps = Keeps(frozenset(f"x-{name}" for name in (*_FIELDS, "status")), notes=True)
    independent = True

    def __init__(self, stream: BinaryIO, *, include_nulls: bool = True) -> None:
        super().__init__(stream)
        self.nulls = include_nulls
        # UTF-8 has no lone surrogates; JSON can represent them as the escape \udXXX
        self._out = Lines(stream, "backslashreplace")
        self._dumps = json.JSONEncoder(ensure_ascii=False).encode

    def row(self, unit: Unit, en: str, zh: str) -> None:
        known = record_of(unit)
        record: dict[str, Any] = {"en": en, "zh": zh}
        if sure := known.get("confidence"):
            value = number(sure)
            record["confidence"] = sure if value is None else value
        for name in ("bead", "document", "position"):
            record[name] = known.get(name, "")
        record["crossing"] = unit.prop("x-crossing") == "yes"
        self.losses.lose_some("x-crossing", unit.prop("x-crossing", "yes") != "yes")
        for name in ("status", "note"):
            if name in known:
                record[name] = known[name]
        self._out.add(self._dumps(record) + "\n")
        self._out.flush_some()

    def flush(self) -> None:
        self._out.flush()


def unit_of_json(value: Any, line: int, name: str) -> Unit:
    """Make a unit from a JSON object, or from another record.

    >>> unit_of_json({"translation": {"en": "Hi.", "zh": "嗨。"}}, 1, "a.jsonl").text("zh")
    '嗨。'

    Raises :class:`align.errors.InputError` if it has no texts.
    """
    texts = value.get("translation", value) if isinstance(value, Mapping) else None
    if not isinstance(texts, Mapping) or not {"en", "zh"} & texts.keys():
        raise InputError(f'{name}: record {line} has no texts "en" and "zh"')
    pair = [texts.get(side) or "" for side in ("en", "zh")]
    if not all(isinstance(text, str) for text in pair):
        raise InputError(f'{name}: record {line}: "en" and "zh" must be text')
    others = {k: plain(v) for k, v in value.items() if k not in ("en", "zh", "translation")}
    return unit_of_record(others, pair[0], pair[1], line)


def json_lines(
    path: str | os.PathLike[str],
    *,
    encoding: str | None = None,
    left_out: Counter[str] | None = None,
) -> Iterator[tuple[int, Any]]:
    """Yield the JSON value of each line, with the line number; empty lines are skipped.

    ``left_out`` counts halves of characters, see :func:`without_halves`.

    Raises :class:`align.errors.InputError`.
    """
    name = os.fspath(path)
    with open_text(path, encoding=encoding) as stream:
        for line, text in enumerate(stream, start=1):
            if not text.strip():
                continue
            try:
                value, halves = without_halves(text)
                if halves and left_out is not None:
                    left_out["half of a character"] += halves
                yield line, value
            except RecursionError as error:
                raise InputError(f"{name}: line {line} is nested too deeply") from error
            except ValueError as error:
                what = str(error).partition(": line 1")[0]
                raise InputError(f"{name}: line {line} is not JSON ({what})") from error


def without_halves(text: str) -> tuple[Any, int]:
    r"""Parse JSON; halves of characters (``"\ud83d"`` alone) become U+FFFD and are counted.

    Nothing but JSON can hold them.

    >>> without_halves('["\\ud83d", "\\ud83d\\ude00"]')
    (['\ufffd', '😀'], 1)

    Raises :class:`ValueError` and :class:`RecursionError` like :func:`json.loads`.
    """
    value = json.loads(text)
    if not _HALF.search(text):
        return value, 0
    text, halves = _SURROGATES.subn("\ufffd", json.dumps(value, ensure_ascii=False))
    return json.loads(text), halves


def read_units(path: str | os.PathLike[str], *, encoding: str | None = None) -> Memory:
    """Read a memory from a ``.units.jsonl``, as a stream.

    Raises :class:`align.errors.InputError` for any other file, also while units are read.
    """
    name = os.fspath(path)
    left_out: Counter[str] = Counter()
    lines = json_lines(path, encoding=encoding, left_out=left_out)
    first = next(lines, None)
    if first is None:
        return Memory(Header(), (), name)
    header = Header()
    if isinstance(first[1], dict) and "header" in first[1]:
        value = _checked(_header, first[1]["header"], name, first[0])
        header, rest = value, lines
    else:
        rest = chain([first], lines)
    return Memory(header, (_checked(_unit, v, name, line) for line, v in rest), name, left_out)


@register(
    ".units.jsonl",
    "one JSON object per unit with everything known about it, codes included",
    read=read_units,
)
class UnitsWriter(Writer):
    """The header and the units as JSON, one per line; nothing is lost.

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
        raise InputError(f"{name}: line {line} is not a unit as in a .units.jsonl") from error


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
