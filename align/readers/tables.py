"""Bilingual tables in documents: which columns are translations of each other, and what is neither.

Used by every reader whose format has tables. A table with an English and a Chinese column is a list
of pairs; any other table is left to itself.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple, TypeAlias

from align.files.load import Source
from align.languages import get_language
from align.languages.detection import letters, line_language
from align.unit import canonical_code

#: The cells of a table: by row, the texts by number of the column, from 0.
Cells: TypeAlias = Sequence[Mapping[int, str]]
#: Rows in which the names of the columns may stand: below a title and a note.
_HEADS = 3
#: Least share of a column's cells that are in its language.
_PURE = 0.75
#: Least share of rows with text in one of two columns that have text in both.
_FILLED = 0.5
#: Least and greatest weight of the letters of an English column per letter of its translation.
_RATIO = (0.4, 2.6)
#: Least full rows of a table whose columns are asked about.
_ASKED = 3
#: A second column with this share of the letters of the first makes the choice ambiguous.
_AS_GOOD = 0.5

_KIND = (
    r"source|target|src|tgt|original|translation|text"
    r"|原文|源文|源语言?|源語言?|译文|譯文|译语|譯語|今译|今譯|目标(?:语言?|文本?)?|目標(?:語言?|文本?)?|文本"
)
_NOTE = r"(?:\s*[(（\[].{0,30}[)）\]])?"
_REGION = r"(?:[-_ ](?:hans|hant|[a-z]{2}|\d{3})){0,2}"
_TAIL = rf"(?:\W*(?:{_KIND}|version|sentences?|segments?|句子|内容|版本?))?"
_LANGUAGES = {
    "en": r"(?:en|eng|english|英文|英语|英語|英译|英譯)",
    "zh": r"(?:zh|cn|chs|cht|chi|zho|cmn|chinese|mandarin|中文|汉语|漢語|华语|汉译|漢譯|中译|中譯"
    r"|简体(?:中文)?|繁体(?:中文)?|繁體(?:中文)?|简中|繁中)(?:\W*(?:simplified|traditional))?",
}
_NAMES = {
    side: re.compile(
        rf"\W*(?:(?:{_KIND}|simplified|traditional)\W+)?"
        rf"{name}{_REGION}{_NOTE}{_TAIL}{_NOTE}(?:\W*{name}{_TAIL})?\W*",
        re.I,
    )
    for side, name in _LANGUAGES.items()
}
_CODE = re.compile(
    r"(?<![a-z])(?:en|eng|zh|chi|zho|cmn)(?:[-_](?:hans|hant|[a-z]{2}|\d{3})){1,2}(?![a-z])", re.I
)
_TRADITIONAL = re.compile(r"traditional|繁|(?<![a-z])cht(?![a-z])", re.I)
# Names for a text without its language.
_PLAIN = re.compile(rf"\W*(?:{_KIND})(?:\W*(?:{_KIND}|segment|内容|句段|\d))?\W*", re.I)


class Judgement(NamedTuple):
    """Of one cell: why it is set aside, if it is; and which pair of its row it is in, from 1."""

    aside: str = ""
    pair: int = 0

    def key(self, row: str) -> str:
        """Return the key of the cell's paragraphs; ``row`` names its row.

        >>> Judgement("", 1).key("table 1, row 2"), Judgement("figures").key("table 1, row 2")
        ('table 1, row 2', '')
        """
        return "" if not self.pair else row if self.pair == 1 else f"{row}, pair {self.pair}"


def column_name(cell: str) -> str:
    """Return what the first cell of a column says that the column holds.

    A language, ``"text"`` for a text in some language, or nothing.

    >>> [column_name(cell) for cell in ("English", "译文 (zh-CN)", "原文", "No.")]
    ['en', 'zh', 'text', '']
    """
    cell = cell.strip()
    if len(cell) >= 60:
        return ""
    named = [side for side, pattern in _NAMES.items() if pattern.fullmatch(cell)]
    return named[0] if named else "text" if _PLAIN.fullmatch(cell) else ""


def column_code(cell: str) -> str:
    """Return the language code that the name of a column has, or that its words stand for.

    >>> [column_code(cell) for cell in ("译文 (zh_HK)", "en-GB", "繁體中文", "English")]
    ['zh-HK', 'en-GB', 'zh-Hant', '']
    """
    if found := _CODE.search(cell):
        return canonical_code(found[0])
    return "zh-Hant" if _TRADITIONAL.search(cell) else ""


def judged(
    rows: Cells, source: Source, table: str, *, main: bool = True
) -> dict[tuple[int, int], Judgement]:
    """Return, by row and column, the cells of a bilingual table that are more than text.

    The two cells of a row are a pair. The row with the names of the columns and cells of figures
    are set aside; cells of other columns, and rows above the names, are left out of the answer.
    For any other table, and for a document in one known language, the answer is empty. ``table`` is
    the name of the table in messages; ``main``: it has most of the text of the document.

    >>> rows = [{0: "Terms of sale"}, {0: "No.", 1: "English", 2: "中文"}]
    >>> rows += [{0: "1", 1: "The quay is closed.", 2: "码头已经关闭。"}]
    >>> found = judged(rows, Source(b"", "a.docx"), "table 1")
    >>> [(cell, judgement.aside or judgement.pair) for cell, judgement in found.items()]
    [((1, 0), 'heading row'), ((1, 1), 'heading row'), ((1, 2), 'heading row'), \
((2, 0), 'figures'), ((2, 1), 1), ((2, 2), 1)]

    Raises :class:`align.errors.InputError` if two columns of the main table may be the translation
    of a third; in any other table, and in one of two rows, none is.
    """
    if source.language or not any(len(row) > 1 for row in rows):
        return {}
    head = next((n for n, row in enumerate(rows[:_HEADS]) if _is_heading(row)), -1)
    names = {column: column_name(cell) for column, cell in rows[head].items()} if head >= 0 else {}
    pairs = _pairs(rows[head + 1 :], names, source, table if main else "")
    if not pairs:
        return {}
    found = {(head, column): Judgement("heading row") for column in names}
    numbers = {column: n for n, pair in enumerate(pairs, start=1) for column in pair}
    for n, row in enumerate(rows[head + 1 :], start=head + 1):
        if head >= 0 and row == rows[head]:  # again, at the top of a page
            found |= {(n, column): Judgement("heading row") for column in row}
        else:
            found |= {(n, column): judgement for column, judgement in _row(row, numbers)}
    return found


def _row(row: Mapping[int, str], pairs: Mapping[int, int]) -> Iterator[tuple[int, Judgement]]:
    """Judge the cells of a row; ``pairs`` are the numbers of pairs by column."""
    words = {column for column, cell in row.items() if line_language(cell)}
    worded = {pairs[column] for column in words if column in pairs}
    for column, cell in row.items():
        if pairs.get(column) in worded:
            yield column, Judgement("", pairs[column])
        elif cell.strip() and column not in words:
            yield column, Judgement("figures")


def _is_heading(row: Mapping[int, str]) -> bool:
    """Whether a row names two columns of text."""
    names = [column_name(cell) for cell in row.values()]
    return {"en", "zh"} <= set(names) or (
        names.count("text") > 1 or ("text" in names and ("en" in names or "zh" in names))
    )


def _pairs(
    rows: Cells, names: Mapping[int, str], source: Source, table: str
) -> list[tuple[int, int]]:
    """Return the numbers of the English and the Chinese column of each pair, the first one first.

    Tables of terms often have two pairs side by side.
    """
    sides: dict[str, list[int]] = {"en": [], "zh": []}
    for column in sorted({column for row in rows for column in row}):
        language = _language([row.get(column, "") for row in rows])
        if language and names.get(column, "") in (language, "text", ""):
            sides[language].append(column)
    sides = {side: _named(columns, names) for side, columns in sides.items()}
    fits = [pair for pair in product(sides["en"], sides["zh"]) if _fits(rows, *pair)]
    if len(fits) < 2:
        return fits
    order = sorted(sides["en"] + sides["zh"])
    beside = [
        (a, b) if a in sides["en"] else (b, a)
        for a, b in zip(order[::2], order[1::2], strict=False)
    ]
    if len(order) % 2 == 0 and set(beside) <= set(fits):
        return beside
    return _best(fits, rows, source, table)


def _named(columns: list[int], names: Mapping[int, str]) -> list[int]:
    """Return the columns of one language that are named as text, if there are any."""
    for wanted in (("en", "zh"), ("text",)):
        if named := [column for column in columns if names.get(column) in wanted]:
            return named
    return columns


def _best(
    fits: Sequence[tuple[int, int]], rows: Cells, source: Source, table: str
) -> list[tuple[int, int]]:
    """Return the pair of columns with most letters, if no other has about as many."""
    size = {
        column: sum(sum(letters(row.get(column, "")).values()) for row in rows)
        for pair in fits
        for column in pair
    }
    first, second = sorted(fits, key=lambda pair: -size[pair[0]] - size[pair[1]])[:2]
    for side, a, b in zip(("en", "zh"), first, second, strict=True):
        if a != b and size[b] > _AS_GOOD * size[a]:
            full = sum(all(row.get(column, "").strip() for column in size) for row in rows)
            if not table or full < _ASKED:
                return []
            left, right = sorted((a, b))
            raise source.error(
                f"columns {left + 1} and {right + 1} of {table} are both "
                f"{get_language(side).name}; delete one, "
                "or name the right ones in the first row: English, 中文"
            )
    return [first]


def _language(cells: Sequence[str]) -> str:
    """Return the language of a column; empty if it is mixed or has no letters."""
    found = [language for cell in cells if (language := line_language(cell))]
    for language in ("en", "zh"):
        if found and found.count(language) >= _PURE * len(found):
            return language
    return ""


def _fits(rows: Cells, en: int, zh: int) -> bool:
    """Whether the texts of two columns may be translations: in the same rows, of like length."""
    filled = [(bool(row.get(en, "").strip()), bool(row.get(zh, "").strip())) for row in rows]
    both = sum(all(pair) for pair in filled)
    if not both or both < _FILLED * sum(any(pair) for pair in filled):
        return False
    english, chinese = (
        sum(letters(row.get(column, ""))[side] for row in rows)
        for column, side in ((en, "en"), (zh, "zh"))
    )
    return _RATIO[0] * chinese <= english <= _RATIO[1] * chinese
