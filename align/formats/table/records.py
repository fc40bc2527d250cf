"""A unit as a flat record, and back: what tables and lines of JSON hold of it."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from align.formats.report import Keeps
from align.languages import LANGUAGES
from align.unit import Prop, Unit, Variant

#: What a record holds beside the two texts; all but ``note`` and ``id`` are properties ``x-…``.
FIELDS = ("confidence", "status", "note", "bead", "document", "position", "id")
_PROPS = {f"x-{name}": name for name in FIELDS if name not in ("note", "id")}
#: What formats of such records keep.
KEEPS = Keeps(props=frozenset(_PROPS), id=True, notes=True)
#: Other names of a field are taken for properties, as far as these characters make a name.
_NAME = re.compile(r"[^\w.-]+")
#: Text that a spreadsheet takes for a formula, perhaps after apostrophes; full-width signs, too.
_FORMULA = re.compile("'*[=+\\-@\t\r＝＋－＠]")


def record_of(unit: Unit) -> dict[str, str]:
    """What is known of a unit by name, without its texts; several notes are lines of one.

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
    """The unit of a record; an empty text is left out. Unknown fields become properties.

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


def number(text: str) -> float | None:
    """A confidence as a number, where it is one that every format can hold.

    >>> number("0.980"), number("high"), number("nan")
    (0.98, None, None)
    """
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def plain(value: Any) -> str:
    """A value of JSON, or of a cell, as text.

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
    """``text`` with an apostrophe before it where a spreadsheet would take it for a formula.

    >>> guarded("=1+1"), guarded("'=1"), guarded("a=b")
    ("'=1+1", "''=1", 'a=b')
    """
    return "'" + text if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The text that was :func:`guarded`.

    >>> unguarded("'=1+1"), unguarded("''=1"), unguarded("'tis")
    ('=1+1', "'=1", "'tis")
    """
    return text[1:] if text[:1] == "'" and _FORMULA.match(text) else text
