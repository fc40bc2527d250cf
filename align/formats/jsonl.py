"""JSON lines: a plain record a unit, or the whole unit."""

import json
import os
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from align.errors import InputError
from align.formats.loss import Keeps
from align.formats.registry import register
from align.formats.table.records import number, plain, record_of, unit_of
from align.formats.text import open_text
from align.formats.writer import Lines, RowWriter
from align.unit import Header, Memory, Unit

_FIELDS = ("confidence", "bead", "document", "position", "crossing")


def read_jsonl(path: str | os.PathLike[str]) -> Memory:
    """The memory in a file with a JSON object a line, as a stream.

    ``en`` and ``zh`` are the texts, or those of a ``translation``, as data sets have them; what
    else an object holds becomes properties.

    Raises :class:`align.errors.InputError` for what is no such file, also while units are read.
    """
    name = os.fspath(path)
    units = (unit_of_json(value, line, name) for line, value in json_lines(path))
    return Memory(Header(), (unit for unit in units if unit.variants), name)


@register(
    ".jsonl",
    "a JSON object a unit: the texts as read, confidence, bead, document, position",
    read=read_jsonl,
)
class JsonlWriter(RowWriter):
    """A JSON object a unit, a line each, UTF-8.

    The texts are as they were read: JSON can hold every character, so nothing is
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
        # UTF-8 has no lone surrogates; as \udXXX they are an escape that JSON reads back
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
        for name in ("status", "note"):
            if name in known:
                record[name] = known[name]
        self._out.add(self._dumps(record) + "\n")
        self._out.flush_some()

    def flush(self) -> None:
        self._out.flush()


def unit_of_json(value: Any, line: int, name: str) -> Unit:
    """The unit of a JSON object, or of another record.

    >>> unit_of_json({"translation": {"en": "Hi.", "zh": "嗨。"}}, 1, "a.jsonl").text("zh")
    '嗨。'

    Raises :class:`align.errors.InputError` when it has no texts.
    """
    texts = value.get("translation", value) if isinstance(value, Mapping) else None
    if not isinstance(texts, Mapping) or not {"en", "zh"} & texts.keys():
        raise InputError(f'{name}: record {line} has no texts "en" and "zh"')
    pair = [texts.get(side) or "" for side in ("en", "zh")]
    if not all(isinstance(text, str) for text in pair):
        raise InputError(f'{name}: record {line}: "en" and "zh" must be text')
    others = {k: plain(v) for k, v in value.items() if k not in ("en", "zh", "translation")}
    return unit_of(others, pair[0], pair[1], line)


def json_lines(path: str | os.PathLike[str]) -> Iterator[tuple[int, Any]]:
    """The values of a file with one in a line, and the lines; empty lines are passed over.

    Raises :class:`align.errors.InputError`.
    """
    name = os.fspath(path)
    with open_text(path) as stream:
        for line, text in enumerate(stream, start=1):
            if not text.strip():
                continue
            try:
                yield line, json.loads(text)
            except RecursionError as error:
                raise InputError(f"{name}: line {line} is nested too deeply") from error
            except ValueError as error:
                what = str(error).partition(": line 1")[0]
                raise InputError(f"{name}: line {line} is not JSON ({what})") from error
