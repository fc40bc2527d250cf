"""The columns of a table, and the conversion of its rows to units and back."""

import json
import logging
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeAlias

from align.errors import InputError
from align.files.load import Source
from align.formats.report import Keeps
from align.languages import LANGUAGES, get_language
from align.languages.detection import dominant, letters
from align.readers.tables import column_name
from align.unit import Prop, Unit, Variant

#: The rows of a table: first line (0: unknown), name in messages, cells.
Table: TypeAlias = Iterator[tuple[int, str, Sequence[str]]]

#: Rows that are examined to find the columns.
SAMPLE = 2000
#: A second column with this share of the letters of the first makes the choice ambiguous.
_AS_GOOD = 0.8

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Columns:
    """The 0-based numbers of the two columns, and whether the first row is a header."""

    en: int
    zh: int
    header: bool


def find_columns(rows: Sequence[Sequence[str]], source: Source, what: str = "it") -> Columns:
    """Find the English and the Chinese column of a table: by the first row, else by script.

    ``what`` names the table in messages (``sheet 'Terms'``).

    >>> source = Source(b"", "a.csv")
    >>> find_columns([["No.", "译文 (zh-CN)", "English"], ["1", "是", "Yes"]], source)
    Columns(en=2, zh=1, header=True)
    >>> find_columns([["是", "Yes"], ["否", "No"]], source)
    Columns(en=1, zh=0, header=False)

    Raises :class:`align.errors.InputError` if there are no such columns.
    """
    rows = rows[:SAMPLE]
    first = rows[0] if rows else []
    names = [column_name(cell) for cell in first]
    named = {side: [n for n, name in enumerate(names) if name == side] for side in LANGUAGES}
    plain = [n for n, name in enumerate(names) if name == "text"]
    header = bool(plain) or any(named.values())
    weights = _weights(rows[1:] if header else rows, max(map(len, rows), default=0))
    taken: dict[str, int] = {}
    for side in ("en", "zh"):
        other = taken.get("en")
        choice = [n for n in named[side] if n != other]
        found = choice[0] if choice else _by_script(side, weights, plain, other, source, what)
        if choice and weights[found] and _speaks(weights[found]) not in (side, ""):
            raise source.error(
                f"{what} calls column {found + 1} {first[found].strip()!r}, "
                f"but the text in it is not {get_language(side).name}; correct the first row"
            )
        taken[side] = found
    if not header:
        header = _looks_like_header(first, taken) and len(rows) > 2
    columns = Columns(taken["en"], taken["zh"], header)
    _LOG.info(
        "%s: %s: English in column %d, Chinese in column %d, %s header row",
        source.name, what, columns.en + 1, columns.zh + 1, "a" if header else "no",
    )  # fmt: skip
    return columns


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


def units_of_pair(
    columns: Columns, table: Iterable[tuple[int, str, Sequence[str]]], source: Source
) -> Iterator[Unit]:
    """Return the units of a table from elsewhere; its other columns are ignored.

    Raises :class:`align.errors.InputError` if there are none.
    """
    units = _units(columns, table)
    first = next(units, None)
    if first is None:
        raise source.error("contains only a header row")
    return chain([first], units)


def _units(columns: Columns, table: Iterable[tuple[int, str, Sequence[str]]]) -> Iterator[Unit]:
    for number, (line, where, cells) in enumerate(table):
        en, zh = (cells[n] if n < len(cells) else "" for n in (columns.en, columns.zh))
        if (number or not columns.header) and (en.strip() or zh.strip()):
            sides = (("en", en), ("zh", zh))
            variants = [Variant(LANGUAGES[side].locale, (text,)) for side, text in sides if text]
            yield Unit(variants, props=(Prop("x-position", where),), line=line, where=where)


def _weights(rows: Sequence[Sequence[str]], width: int) -> list[dict[str, int]]:
    """Return, by column, the number of letters of each language."""
    weights = [dict.fromkeys(LANGUAGES, 0) for _ in range(width)]
    for row in rows:
        for weight, cell in zip(weights, row, strict=False):
            if side := dominant(cell):
                weight[side] += letters(cell)[side]
    return weights


def _speaks(weight: dict[str, int]) -> str:
    """Return the language of a column; a Chinese one also has names and codes in Latin letters."""
    return "zh" if 4 * weight["zh"] > weight["en"] else "en" if weight["en"] else ""


def _by_script(
    side: str,
    weights: list[dict[str, int]],
    plain: list[int],
    other: int | None,
    source: Source,
    what: str,
) -> int:
    """Return the column with most letters of a language, preferably one named as a text."""
    fits = [n for n, w in enumerate(weights) if _speaks(w) == side and n != other]
    fits = [n for n in fits if n in plain] or fits
    fits.sort(key=lambda n: -weights[n][side])
    name = get_language(side).name
    if not fits:
        columns = f"{len(weights)} columns" if len(weights) != 1 else "one column"
        raise source.error(
            f"no column with {name} text in {what} ({columns} with text in the first "
            "rows); a table needs an English and a Chinese column"
        )
    if len(fits) > 1 and weights[fits[1]][side] > _AS_GOOD * weights[fits[0]][side]:
        raise source.error(
            f"columns {fits[0] + 1} and {fits[1] + 1} of {what} both look {name}; "
            f"write {name!r} above the right one, in the first row"
        )
    return fits[0]


def _looks_like_header(first: Sequence[str], taken: dict[str, int]) -> bool:
    """Whether they are two short names in one script, above columns in two scripts."""
    cells = [first[n].strip() if n < len(first) else "" for n in taken.values()]
    scripts = {dominant(cell) for cell in cells}
    return (
        len(scripts) == 1
        and "" not in scripts
        and cells[0] != cells[1]
        and (max(map(len, cells)) < 30)
    )


#: The fields of a record besides the two texts; all but ``note`` and ``id`` are properties ``x-…``.
FIELDS = ("confidence", "status", "note", "bead", "document", "position", "id")


_PROPS = {f"x-{name}": name for name in FIELDS if name not in ("note", "id")}


#: What formats with such records keep.
KEEPS = Keeps(props=frozenset(_PROPS), id=True, notes=True)


#: Other field names become names of properties, reduced to these characters.
_NAME = re.compile(r"[^\w.-]+")


#: Text that a spreadsheet takes for a formula, perhaps after apostrophes; also with full-width
#: signs.
_FORMULA = re.compile("'*[=+\\-@\t\r＝＋－＠]")


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

    >>> guarded("=1+1"), guarded("'=1"), guarded("a=b")
    ("'=1+1", "''=1", 'a=b')
    """
    return "'" + text if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Undo :func:`guarded`.

    >>> unguarded("'=1+1"), unguarded("''=1"), unguarded("'tis")
    ('=1+1', "'=1", "'tis")
    """
    return text[1:] if text[:1] == "'" and _FORMULA.match(text) else text
