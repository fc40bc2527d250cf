"""Records: the rows of tables that tmxalign wrote, with named fields; and the values of cells."""

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha1
from typing import Any

from align.errors import InputError
from align.formats.report import Keeps
from align.formats.xml_text import clean_text
from align.languages import LANGUAGES
from align.unit import Prop, Unit, Variant

#: The fields of a record besides the two texts; all but ``note`` and ``id`` are properties ``x-…``.
FIELDS = ("confidence", "status", "note", "bead", "document", "position", "id")


_PROPS = {f"x-{name}": name for name in FIELDS if name not in ("note", "id")}
#: What formats with such records keep.
KEEPS = Keeps(props=frozenset(_PROPS), id=True, notes=True)
#: Other field names become names of properties, reduced to these characters.
_NAME = re.compile(r"[^\w.-]+")
#: Text that a spreadsheet takes for a formula, perhaps after apostrophes or after what it skips:
#: white space, control and invisible characters; also with full-width signs.
_FORMULA = re.compile(
    "'*(?:[\t\n\r]|[\\s\x00-\x20\x7f-\x9f\xad\u200b-\u200f\u2060\ufeff]*[=+\\-@＝＋－＠])"
)


def own_columns(cells: Sequence[str]) -> list[str]:
    """Return the column names of a table that tmxalign wrote; empty for any other table.

    >>> own_columns(["English", "Chinese", "status"]), own_columns(["A", "B"])
    (['english', 'chinese', 'status'], [])
    """
    names = [cell.strip().lower() for cell in cells]
    ours = names.count("english") == names.count("chinese") == 1 and len(names) > 2
    return names if ours and len(set(names)) == len(names) else []


def units_of_own(
    names: Sequence[str], table: Iterable[tuple[int, str, Sequence[str]]], file: str
) -> Iterator[Unit]:
    """Yield the units of the rows below :func:`own_columns`; rows without text are skipped.

    Raises :class:`align.errors.InputError` for a row with more cells than columns.
    """
    en, zh = names.index("english"), names.index("chinese")
    others = [(n, name) for n, name in enumerate(names) if n not in (en, zh) and name]
    width = len(names)
    for line, where, cells in table:
        if len(cells) != width:
            if any(cells[width:]):
                raise InputError(
                    f"{file}: {where} has {len(cells)} cells instead of {width}; "
                    "do its texts contain a separator?"
                )
            cells = [*cells, *[""] * width]
        if cells[en] or cells[zh]:
            unit = unit_of_record(
                {name: cells[n] for n, name in others}, cells[en], cells[zh], line
            )
            unit.where = where
            yield unit


def record_of(unit: Unit) -> dict[str, str]:
    """Return the fields of a unit, without its texts; several notes are joined by line breaks.

    >>> record_of(Unit([], "7", props=(Prop("x-bead", "1-1"),), notes=("See", "A.")))
    {'bead': '1-1', 'note': 'See\\nA.', 'id': '7'}
    """
    record = {}
    for prop in unit.props:
        if (name := _PROPS.get(prop.type)) and name not in record:
            record[name] = prop.value
    if unit.notes:
        record["note"] = "\n".join(unit.notes)
    if unit.id:
        record["id"] = unit.id
    return record


def unit_of_record(record: Mapping[str, str], en: str, zh: str, line: int = 0) -> Unit:
    """Make a unit from a record; empty texts are left out. Unknown fields become properties.

    >>> unit = unit_of_record({"confidence": "0.9", "client": "CQC", "note": ""}, "Good.", "好。")
    >>> unit.confidence, unit.prop("x-client"), unit.notes
    (0.9, 'CQC', ())
    """
    sides = (("en", en), ("zh", zh))
    variants = [Variant(LANGUAGES[side].locale, (text,)) for side, text in sides if text]
    props = []
    notes: tuple[str, ...] = ()
    id_ = ""
    for name, value in record.items():
        if not value:
            continue
        if name == "note":
            notes = (value,)
        elif name == "id":
            id_ = value
        else:
            props.append(Prop("x-" + (_NAME.sub("-", name).strip("-") or "field"), value))
    return Unit(variants, id_, {}, tuple(props), notes, line)


def row_digest(en: str, zh: str, status: str, note: str) -> str:
    """A short digest of a row as it was written, to see later whether somebody changed it.

    >>> row_digest("A", "甲", "", "") == row_digest(" A", "甲\\n", "", "")
    True
    """
    parts = (clean_text(en).text, clean_text(zh).text, status.strip(), " ".join(note.split()))
    text = "\0".join(parts).encode("utf-8", "replace")
    return sha1(text, usedforsecurity=False).hexdigest()[:6]


def number(text: str) -> float | None:
    """Return a confidence as a number, if every format can represent it.

    >>> number("0.980"), number("high"), number("nan")
    (0.98, None, None)
    """
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def plain(value: Any) -> str:
    """Return a JSON value, or the value of a cell, as text.

    >>> plain(0.5), plain(True), plain(None), plain([1])
    ('0.5', 'yes', '', '[1]')
    """
    if isinstance(value, str):
        return value
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def guarded(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would take for a formula.

    >>> guarded("=1+1"), guarded("'=1"), guarded(" =1"), guarded("a=b")
    ("'=1+1", "''=1", "' =1", 'a=b')
    """
    return "'" + text if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Undo :func:`guarded`.

    >>> unguarded("'=1+1"), unguarded("''=1"), unguarded("'tis")
    ('=1+1', "'=1", "'tis")
    """
    return text[1:] if text[:1] == "'" and _FORMULA.match(text) else text
