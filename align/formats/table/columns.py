"""The English and the Chinese column of a table, and the units of its rows."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TypeAlias

from align.errors import InputError
from align.files.load import Source
from align.formats.profiles import locale_in
from align.languages import LANGUAGES, get_language
from align.languages.detection import dominant, letters
from align.readers.tables import column_code, column_name
from align.unit import Header, Memory, Prop, Unit, Variant

#: The rows of a table: first line (0: unknown), name in messages, cells.
Table: TypeAlias = Iterator[tuple[int, str, Sequence[str]]]

#: Rows that are examined to find the columns.
SAMPLE = 2000
#: A second column with this share of the letters of the first makes the choice ambiguous.
_AS_GOOD = 0.8
# So does one with this share of them, if this share of its cells is filled and different.
_SHORTER, _FULL = 0.3, 0.8
#: The heading row is among so many rows with text.
_TITLES = 10

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Columns:
    """The 0-based numbers of the two columns, and the 1-based number of the heading row, or 0.

    ``locales`` are the language codes of the two texts.
    """

    en: int
    zh: int
    heading: int
    locales: tuple[str, str] = field(
        default=(LANGUAGES["en"].locale, LANGUAGES["zh"].locale), repr=False
    )

    def texts(self, cells: Sequence[str]) -> tuple[str, str]:
        """Return the English and the Chinese cell of a row."""
        return _cell(cells, self.en), _cell(cells, self.zh)

    def unit(self, cells: Sequence[str]) -> Unit | None:
        """Return the unit of a row; None if it has no text in the two columns.

        >>> [v.text for v in Columns(1, 0, 0).unit(["是", "Yes", "x"]).variants]
        ['Yes', '是']
        """
        en, zh = self.texts(cells)
        if not (en.strip() or zh.strip()):
            return None
        sides = zip(self.locales, (en, zh), strict=True)
        return Unit([Variant(locale, (text,)) for locale, text in sides if text])

    def is_above(self, number: int, cells: Sequence[str]) -> bool:
        """Whether a row (counted from 1) is the heading row, or a title above it.

        A row in both languages is none.
        """
        if number < self.heading:
            return [dominant(text) for text in self.texts(cells)] != list(LANGUAGES)
        return number == self.heading


class UnclearColumnsError(InputError):
    """Two columns of one language look alike."""


def find_columns(rows: Sequence[Sequence[str]], source: Source, what: str = "it") -> Columns:
    """Find the English and the Chinese column of a table: by the heading row, else by script.

    The heading row may stand below a title. ``what`` names the table in messages (``sheet
    'Terms'``).

    >>> source = Source(b"", "a.csv")
    >>> find_columns([["No.", "译文 (zh-CN)", "English"], ["1", "是", "Yes"]], source)
    Columns(en=2, zh=1, heading=1)
    >>> find_columns([["是", "Yes"], ["否", "No"]], source)
    Columns(en=1, zh=0, heading=0)

    Raises :class:`align.errors.InputError` if there are no such columns.
    """
    rows = rows[:SAMPLE]
    heading = heading_of(rows)
    head = rows[heading - 1] if heading else []
    named, plain = _named(head), _plain(head)
    below = rows[heading:]
    weights = _weights(below, max(map(len, rows), default=0))
    taken: dict[str, int] = {}
    for side in ("en", "zh"):
        other = taken.get("en")
        choice = [n for n in named[side] if n != other]
        if not choice:
            fits = _fitting(side, weights, plain, other)
            taken[side] = _best(side, fits, weights, source, what)
            continue
        found = taken[side] = choice[0]
        if weights[found] and _speaks(weights[found]) not in (side, ""):
            raise source.error(
                f"{what} calls column {found + 1} {head[found].strip()!r}, "
                f"but the text in it is not {get_language(side).name}; correct the heading row"
            )
    for side in taken:
        if not named[side]:
            [other] = {*taken.values()} - {taken[side]}
            fits = _fitting(side, weights, plain, other)
            rival = _rival(side, fits, weights, below)
            if rival is not None:
                pair = " and ".join(called_column(n, head) for n in sorted((fits[0], rival)))
                name = get_language(side).name
                raise UnclearColumnsError(
                    f"{source.name}: {pair} of {what} both look {name}; "
                    f"write {name!r} above the right one, in a heading row"
                )
    codes = [locale_in(side, column_code(_cell(head, column))) for side, column in taken.items()]
    columns = Columns(taken["en"], taken["zh"], heading, (codes[0], codes[1]))
    if not heading:
        columns = replace(columns, heading=_unnamed_heading(rows, columns))
    _LOG.info(
        "%s: %s: English in column %d, Chinese in column %d, %s header row",
        source.name, what, columns.en + 1, columns.zh + 1, "a" if columns.heading else "no",
    )  # fmt: skip
    return columns


def memory_of_pair(
    columns: Columns, table: Iterable[tuple[int, str, Sequence[str]]], source: Source
) -> Memory:
    """Return the memory in a table from elsewhere; cells of its other columns are counted.

    >>> rows = [(1, "row 1", ["Yes", "是", "Reply"]), (2, "row 2", ["No", "否", ""])]
    >>> memory = memory_of_pair(Columns(0, 1, 0), rows, Source(b"", "a.csv"))
    >>> len(list(memory)), dict(memory.left_out)
    (2, {'column 3': 1})

    Raises :class:`align.errors.InputError` if there are no units.
    """
    left_out: Counter[str] = Counter()
    units = _units(columns, table, left_out)
    first = next(units, None)
    if first is None:
        raise source.error("contains only a header row")
    return Memory(Header(), chain([first], units), source.name, left_out)


def _units(
    columns: Columns, table: Iterable[tuple[int, str, Sequence[str]]], left_out: Counter[str]
) -> Iterator[Unit]:
    head: Sequence[str] = ()
    for number, (line, where, cells) in enumerate(table, start=1):
        if columns.is_above(number, cells):
            head = cells
            continue
        for n, cell in enumerate(cells):
            if cell.strip() and n not in (columns.en, columns.zh):
                left_out[called_column(n, head)] += 1
        if unit := columns.unit(cells):
            unit.line, unit.where, unit.props = line, where, (Prop("x-position", where),)
            yield unit


def _cell(cells: Sequence[str], column: int) -> str:
    return cells[column] if column < len(cells) else ""


def _named(cells: Sequence[str]) -> dict[str, list[int]]:
    """The columns that are named by a language."""
    names = [column_name(cell) for cell in cells]
    return {side: [n for n, name in enumerate(names) if name == side] for side in LANGUAGES}


def _plain(cells: Sequence[str]) -> list[int]:
    """The columns that are named as texts, without a language."""
    return [n for n, cell in enumerate(cells) if column_name(cell) == "text"]


def heading_of(rows: Sequence[Sequence[str]]) -> int:
    """Return the 1-based number of the row that names columns; 0 if there is none.

    One name suffices in the first row; below a title there must be two.

    >>> heading_of([["Terms of trade"], ["原文", "译文"], ["Good", "货物"]])
    2
    """
    for number, cells in enumerate(rows[:_TITLES], start=1):
        named, plain = _named(cells), _plain(cells)
        languages = {n for columns in named.values() for n in columns}
        if all(named.values()) and len(languages) > 1:
            return number
        if len(plain) > 1 and len({dominant(cells[n]) for n in plain}) == 1:
            return number
    first = rows[0] if rows else []
    return 1 if _plain(first) or any(_named(first).values()) else 0


def _unnamed_heading(rows: Sequence[Sequence[str]], columns: Columns) -> int:
    """Like :func:`heading_of`, for names that are not known."""
    for number, cells in enumerate(rows[:_TITLES], start=1):
        if all(map(str.strip, columns.texts(cells))):
            alike = _looks_like_header(cells, {"en": columns.en, "zh": columns.zh})
            return number if alike and len(rows) - number > 1 else 0
        if sum(1 for cell in cells if cell.strip()) != 1:  # not a title
            return 0
    return 0


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


def _fitting(
    side: str, weights: list[dict[str, int]], plain: list[int], other: int | None
) -> list[int]:
    """Return the columns in a language, most letters first, preferably those named as texts."""
    fits = [n for n, w in enumerate(weights) if _speaks(w) == side and n != other]
    fits = [n for n in fits if n in plain] or fits
    return sorted(fits, key=lambda n: -weights[n][side])


def _best(
    side: str, fits: list[int], weights: list[dict[str, int]], source: Source, what: str
) -> int:
    if not fits:
        columns = f"{len(weights)} columns" if len(weights) != 1 else "one column"
        raise source.error(
            f"no column with {get_language(side).name} text in {what} ({columns} with text in the "
            "first rows); a table needs an English and a Chinese column"
        )
    return fits[0]


def _rival(
    side: str, fits: list[int], weights: list[dict[str, int]], rows: Sequence[Sequence[str]]
) -> int | None:
    """Return a column that may be meant as well as the first; None if there is none.

    It has as many letters (another version), or it is a text of its own beside nearly every text of
    the first (a modern version of an old text); notes are sparse, and keys are short.
    """
    for rival in fits[1:]:
        share = weights[rival][side] / weights[fits[0]][side]
        pairs = [(_cell(row, fits[0]).strip(), _cell(row, rival).strip()) for row in rows]
        beside = [two for one, two in pairs if one and two]
        full = len(beside) >= _FULL * sum(1 for one, _ in pairs if one)
        if share > _AS_GOOD or (
            share > _SHORTER and full and len(set(beside)) >= _FULL * len(beside)
        ):
            return rival
    return None


def called_column(column: int, head: Sequence[str]) -> str:
    """Return the number of a column (from 0), with its name if it has one, for messages."""
    name = _cell(head, column).strip()
    return f"column {column + 1} ({name})" if name else f"column {column + 1}"


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
