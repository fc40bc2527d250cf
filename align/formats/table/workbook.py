"""The workbooks of Excel and LibreOffice (XLSX), read one row at a time.

The XML is parsed here because no library is both faithful and bounded in memory: ``openpyxl`` turns
the text ``_x000D_`` (escaped as ``_x005F_x000D_``) into a carriage return, drops rows whose numbers
go back, and keeps the attributes of every row; ``python-calamine`` holds all cells in memory.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from align.document import Paragraph
from align.errors import InputError
from align.files.archive import open_archive, read_member
from align.files.load import Source
from align.files.xml import (
    BoundedXml,
    check_tree,
    forget_before,
    inner_text,
    local,
    safe_events,
    safe_parser,
)
from align.formats.table.columns import Table

_WHAT = "an Excel workbook (.xlsx)"
#: The hidden sheet on which tmxalign keeps what it wrote: see ``written_rows``.
RECORD = "tmxalign"
#: The most rows of a sheet.
ROWS = 1_048_576

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CELL = re.compile(r"([A-Za-z]{1,3})(\d{1,10})")
# Escapes for characters that XML cannot hold or would change, and for the escape itself.
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
#: Built-in number formats that are dates or times, and those that are durations.
_DATES = frozenset([*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)])
_SPANS = frozenset({46})
# Literal text in a format, and conditions, colours and languages
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.I)
# Parts with other texts: name, element, why it is set aside
_OTHERS = (
    (re.compile(r"xl/comments[^/]*\.xml"), "comment", "comments"),
    (re.compile(r"xl/threadedComments/"), "text", "comments"),
    (re.compile(r"xl/drawings/[^/]+\.xml"), "p", "pictures"),
    (re.compile(r"xl/(?:sharedStrings|worksheets/[^/]+)\.xml"), "rPh", "readings"),
)
_BATCH = 64  # number of rows kept before they are dropped


def sheets_of(source: Source) -> Iterator[tuple[str, Table]]:
    """Return the sheets by name, visible ones first: their non-empty rows by number.

    Raises :class:`align.errors.InputError` for a file that is not a workbook, also while rows are
    read.
    """
    book = Book(source)
    for sheet in book.sheets:
        yield sheet.name, book.rows(sheet)


class Sheet(NamedTuple):
    """A sheet: its name, and the part of the workbook that it is."""

    name: str
    hidden: bool
    member: str


def _is_record(sheet: Sheet) -> bool:
    return sheet.hidden and sheet.name == RECORD


class Book:
    """The parts of a workbook: its sheets, the shared texts, which number formats are dates.

    Raises :class:`align.errors.InputError` for a file that is not a workbook.
    """

    def __init__(self, source: Source) -> None:
        if source.data.startswith(_OLE):
            raise source.error(
                "a workbook with a password, or one of an old format (.xls); "
                "save it as .xlsx, without a password"
            )
        self._archive, self._source = open_archive(source, _WHAT), source
        #: What cells show whose formula failed, by sheet, row and column; None: it is not kept.
        self.failed: dict[tuple[str, int, int], str] | None = None
        root = self._parse("xl/workbook.xml")
        related = self._related()
        sheets = []
        for element in root.iter("{*}sheet"):
            id_ = next((value for key, value in element.items() if key.endswith("}id")), "")
            kind, member = related.get(id_, ("", ""))
            if kind == "worksheet":
                hidden = element.get("state", "visible") != "visible"
                sheets.append(Sheet(element.get("name", ""), hidden, member))
        #: Visible ones first.
        self.sheets = sorted(
            (sheet for sheet in sheets if not _is_record(sheet)), key=lambda sheet: sheet.hidden
        )
        self._record = next(filter(_is_record, sheets), None)
        about = next(root.iter("{*}workbookPr"), None)
        from_1904 = about is not None and about.get("date1904") in ("1", "true")
        self._epoch = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)
        parts = dict(related.values())
        self._dates, self._spans = self._formats(parts.get("styles"))
        self._strings = list(self._shared(parts.get("sharedStrings")))

    def _damaged(self, error: Exception | str) -> InputError:
        why = " ".join(str(error).split()) or type(error).__name__
        return self._source.error(f"{_WHAT} that is damaged ({why}); save it again")

    def _parse(self, name: str) -> Any:
        from lxml import etree

        data = read_member(self._archive, name, self._source, _WHAT)
        check_tree(self._source, data)
        try:
            return etree.fromstring(data, safe_parser())
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self._damaged(f"{name}: {error}") from error

    def _related(self) -> dict[str, tuple[str, str]]:
        """Return the kind and the name of the parts, by their identifiers."""
        found = {}
        for element in self._parse("xl/_rels/workbook.xml.rels").iter("{*}Relationship"):
            kind = element.get("Type", "").rpartition("/")[2]
            target = PurePosixPath("/xl", element.get("Target", ""))
            found[element.get("Id", "")] = kind, str(target).removeprefix("/")
        return found

    def _formats(self, member: str | None) -> tuple[set[int], set[int]]:
        """Return the numbers of the cell styles that are dates or times, and durations."""
        if member is None:
            return set(), set()
        root = self._parse(member)
        dates, spans = set(_DATES), set(_SPANS)
        for element in root.iter("{*}numFmt"):
            code = _LITERAL.sub("", element.get("formatCode", "")).partition(";")[0].lower()
            number = int(element.get("numFmtId", "-1"))
            dates.discard(number)
            if "[" in code:
                spans.add(number)
            elif "general" not in code and re.search("[ymdhs]", code):
                dates.add(number)
        styles = next(root.iter("{*}cellXfs"), ())
        kinds = [int(style.get("numFmtId", "0")) for style in styles]
        return (
            {n for n, kind in enumerate(kinds) if kind in dates},
            {n for n, kind in enumerate(kinds) if kind in spans},
        )

    def _shared(self, member: str | None) -> Iterator[str]:
        """Return the shared texts."""
        if member is not None and member in self._archive.namelist():
            for element in self._elements(member, "si"):
                yield self._text(element)

    def _elements(self, member: str, tag: str) -> Iterator[Any]:
        """Yield the elements of a part; earlier ones are dropped."""
        try:
            with self._archive.open(member) as stream:
                packed = self._archive.getinfo(member).compress_size
                bounded = BoundedXml(stream, packed, self._source.name, {tag})
                events = safe_events(bounded, tag=f"{{*}}{tag}")
                for number, (_, element) in enumerate(events, start=1):
                    if bounded.root is None:
                        bounded.root = element.getroottree().getroot()
                    yield element
                    if not number % _BATCH:
                        forget_before(element)
        except InputError:
            raise
        except Exception as error:  # zipfile does not wrap the errors of its decompressors
            raise self._damaged(error) from error

    def _text(self, element: Any) -> str:
        """Return a text, also one with formatting; phonetic guides are left out."""
        found = [
            inner_text(t, self._source.name)
            for t in element.iter("{*}t")
            if local(t.getparent()) != "rPh"
        ]
        return _unescaped("".join(found))

    def others(self) -> Iterator[Paragraph]:
        """Yield comments, texts in drawings, and how words are pronounced, set aside."""
        for member in sorted(self._archive.namelist()):
            for part, tag, reason in _OTHERS:
                if part.match(member):
                    for element in self._elements(member, tag):
                        if (text := _unescaped(inner_text(element, self._source.name))).strip():
                            yield Paragraph(text, where=element.get("ref", ""), aside=reason)

    def record(self) -> Iterator[str]:
        """Yield the lines about the rows as tmxalign wrote them, if it did."""
        if self._record:
            for *_, cells in self.rows(self._record):
                yield from cells[0].splitlines()

    def rows(self, sheet: Sheet) -> Table:
        """Yield the non-empty rows: number, name in messages, cells."""
        number = 0
        for row in self._elements(sheet.member, "row"):
            number = int(row.get("r") or number + 1)
            if number > ROWS:
                raise self._source.error(
                    f"a sheet extends to row {number:,}; delete the cells far from the table"
                )
            cells: list[str] = []
            for cell in row.iterchildren("{*}c"):
                place = cell.get("r")
                column = self._column(place, number) if place else len(cells)
                cells += [""] * (column - len(cells))  # empty cells are left out
                try:
                    cells.append(self._value(cell))
                except (ValueError, IndexError, OverflowError) as error:
                    raise self._damaged(error) from error
                if self.failed is not None and cell.get("t") == "e":
                    self.failed[sheet.name, number, column] = cell.findtext("{*}v") or ""
            if any(cells):
                yield number, f"sheet {sheet.name}, row {number}", cells

    def _column(self, place: str, row: int) -> int:
        """Return the 0-based column of a cell."""
        found = _CELL.fullmatch(place)
        if not found or int(found[2]) != row:
            raise self._damaged(f"a cell {place} in row {row}")
        return _number_of(found[1]) - 1

    def _value(self, cell: Any) -> str:
        """Return what a cell shows, as text; empty for an error (``#N/A``)."""
        kind = cell.get("t", "n")
        value = ""
        for child in cell:
            tag = local(child)
            if tag == "v":
                value = inner_text(child, self._source.name)
            elif tag == "is":
                return self._text(child)
        if not value or kind == "e":
            return ""
        if kind == "s":
            return self._strings[int(value)]
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind == "n":
            return self._number(float(value), int(cell.get("s") or 0))
        if kind == "d":
            return _text_of_date(datetime.fromisoformat(value))
        return _unescaped(value)

    def _number(self, value: float, style: int) -> str:
        if style in self._dates or style in self._spans:
            try:
                span = timedelta(milliseconds=round(value * 86_400_000))
                if style in self._spans:
                    return str(span)
                if 0 <= value < 1:
                    return (datetime.min + span).time().isoformat()
                if self._epoch.year == 1899 and value < 60:  # 29 February 1900, which did not exist
                    span += timedelta(days=1)
                return _text_of_date(self._epoch + span)
            except OverflowError:
                pass
        return f"{value:.15g}" if abs(value) < 1e15 else str(value)


def _unescaped(text: str) -> str:
    """Replace ``_x000D_`` and the like by their characters."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _text_of_date(value: datetime) -> str:
    """Format a date for a person.

    >>> _text_of_date(datetime(2024, 3, 1)), _text_of_date(datetime(2024, 3, 1, 9, 30))
    ('2024-03-01', '2024-03-01 09:30:00')
    """
    return value.isoformat(" ").removesuffix(" 00:00:00")


def _number_of(letters: str) -> int:
    """Return the 1-based number of a column.

    >>> _number_of("A"), _number_of("AB")
    (1, 28)
    """
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - ord("A") + 1
    return number
