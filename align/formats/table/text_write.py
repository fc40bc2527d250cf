"""Writers of tables as plain text (TSV, CSV) and of the native file.

All of them include null beads: an auditor looks for omissions and additions.
"""

import csv
import re
from codecs import BOM_UTF8
from collections.abc import Iterable
from io import StringIO
from itertools import islice
from typing import BinaryIO

from align.alignment import Alignment
from align.errors import UsageError
from align.formats.registry import register
from align.formats.report import Keeps, WriteReport
from align.formats.table.records import FIELDS, KEEPS, guarded, record_of
from align.formats.writer import Lines, RowWriter
from align.formats.xml_text import each, encodable
from align.unit import Header, Unit

Alignments = Alignment | Iterable[Alignment]

#: The header line of the TSV.
COLUMNS = ("English", "Chinese", "confidence", "bead", "document", "position")
_LINE_END = re.compile("\r\n|[\t\n\r]")
_NONE = ("",) * len(COLUMNS[2:])
_PROPS = tuple(f"x-{name}" for name in COLUMNS[2:])
#: The header line of the CSV.
CSV_COLUMNS = ("English", "Chinese", *FIELDS)


@register(
    ".tsv",
    "table: English, Chinese, confidence, bead, document, position",
)
class TsvWriter(RowWriter):
    """A tab-separated table in UTF-8, with a header line and one line per unit.

    The missing side of a null bead is an empty field. Nothing is quoted: a tab or a line end in a
    text becomes a space, so every line is a row; such characters are counted. All others stay. A
    text that begins with ``=``, ``+``, ``-`` or ``@`` is unchanged: a plain table is data for
    programs; only the spreadsheet formats guard against formulas.

    >>> import io
    >>> from align.unit import Header, Memory, Prop, Unit, Variant
    >>> unit = Unit([Variant("en", ("Good\\tmorning.",))], props=(Prop("x-bead", "1-0"),))
    >>> out = io.BytesIO()
    >>> print(TsvWriter.write(Memory(Header(), [unit]), out))
    0 units written; 1 without a counterpart written; not kept: 1 × tab or line end
    >>> out.getvalue().decode().splitlines()[1].split("\\t")
    ['Good morning.', '', '', '1-0', '', '']
    """

    keeps = Keeps(frozenset(_PROPS))
    independent = True

    def __init__(self, stream: BinaryIO, *, include_nulls: bool = True) -> None:
        super().__init__(stream)
        self.nulls = include_nulls
        self._out = Lines(stream)

    def begin(self, header: Header, first: Unit | None) -> None:
        self._out.add("\t".join(COLUMNS) + "\n")

    def row(self, unit: Unit, en: str, zh: str) -> None:
        cells = [en, zh]
        if props := unit.props:
            known = {prop[0]: prop[1] for prop in props[::-1]}
            cells += [known.get(name, "") for name in _PROPS]
        else:
            cells += _NONE
        if not "".join(cells).isprintable():  # seldom
            cells = [self._on_a_line(cell) for cell in cells]
        self._out.add("\t".join(cells) + "\n")
        self._out.flush_some()

    def _on_a_line(self, text: str) -> str:
        text, illegal = encodable(text)
        text, ends = _LINE_END.subn(" ", text)
        self.report.illegal += illegal
        self.losses.lose_some("tab or line end", ends)
        return text

    def flush(self) -> None:
        self._out.flush()


@register(
    ".csv",
    "comma-separated table: English, Chinese, confidence, status, note and more",
)
class CsvWriter(RowWriter):
    """A table as in RFC 4180, in UTF-8; line breaks within texts are kept.

    A text never becomes a formula: one that begins with ``=``, ``+``, ``-``, ``@``, also after
    spaces, or with a tab or a line end, gets an apostrophe before it, which the reader removes.
    ``bom`` puts a byte order mark first: without it, Excel assumes another encoding.

    >>> import io
    >>> from align.unit import Header, Memory, Unit, Variant
    >>> unit = Unit([Variant("en-US", ("=1+1",)), Variant("zh-CN", ("二",))], "7")
    >>> out = io.BytesIO()
    >>> _ = CsvWriter.write(Memory(Header(), [unit]), out)
    >>> out.getvalue().decode().splitlines()[1]
    "'=1+1,二,,,,,,,7"
    """

    keeps = KEEPS
    independent = True

    def __init__(self, stream: BinaryIO, *, bom: bool = False, include_nulls: bool = True) -> None:
        super().__init__(stream)
        self.nulls, self._bom = include_nulls, bom
        self._waiting = StringIO(newline="")
        self._table = csv.writer(self._waiting)

    def begin(self, header: Header, first: Unit | None) -> None:
        self.streams[0].write(BOM_UTF8 if self._bom else b"")
        self._table.writerow(CSV_COLUMNS)

    def row(self, unit: Unit, en: str, zh: str) -> None:
        record = record_of(unit)
        cells = []
        for text in (en, zh, *[record.get(name, "") for name in FIELDS]):
            found, illegal = encodable(text)
            self.report.illegal += illegal
            cells.append(guarded(found))
        self._table.writerow(cells)
        if self._waiting.tell() > 65536:
            self.flush()

    def flush(self) -> None:
        self.streams[0].write(self._waiting.getvalue().encode())
        self._waiting.seek(0)
        self._waiting.truncate()


@register(".beads.tsv", "sentence numbers only, 0-based: the format of gold alignments")
def write_beads(alignments: Alignments, stream: BinaryIO) -> WriteReport:
    """Write the beads of one alignment as sentence numbers: ``3,4 TAB 5``, 0-based.

    Raises :class:`align.errors.UsageError` if there are several: the file has no
    place for document names.

    >>> import io
    >>> from align.alignment import Bead
    >>> from align.document import Document
    >>> en, zh = Document.from_sentences(["a", "b"], "en"), Document.from_sentences(["甲"], "zh")
    >>> out = io.BytesIO()
    >>> _ = write_beads([Alignment(en, zh, (Bead((0, 1), (0,)),))], out)
    >>> out.getvalue()
    b'0,1\\t0\\n'
    """
    report = WriteReport()
    for bead in _only(alignments, ".beads.tsv"):
        sides = (",".join(map(str, ids)) for ids in (bead.en, bead.zh))
        stream.write(("\t".join(sides) + "\n").encode())
        _count(report, bead.is_null)
    return report


@register(".align.json", "the native file: documents, beads, review status, settings")
def write_native(alignments: Alignments, stream: BinaryIO) -> WriteReport:
    """Write one alignment as the native file, which loses nothing.

    Raises :class:`align.errors.UsageError` if there are several.

    >>> import io
    >>> from align.document import Document
    >>> a = Alignment(Document((), (), "en"), Document((), (), "zh"), ())
    >>> out = io.BytesIO()
    >>> _ = write_native([a], out)
    >>> Alignment.from_json(out.getvalue().decode()) == a
    True
    """
    alignment = _only(alignments, ".align.json")
    # UTF-8 has no lone surrogates; as \udXXX they are an escape that JSON reads back
    stream.write(alignment.to_json().encode("utf-8", "backslashreplace"))
    report = WriteReport()
    for bead in alignment:
        _count(report, bead.is_null)
    return report


def _count(report: WriteReport, is_null: bool) -> None:
    if is_null:
        report.nulls += 1
    else:
        report.units += 1


def _only(alignments: Alignments, suffix: str) -> Alignment:
    found = list(islice(each(alignments), 2))
    if len(found) != 1:
        number = "several" if found else "none"
        raise UsageError(
            f"a {suffix} file holds exactly one alignment, not {number}; "
            "write one file per document, or all of them to one .tmx, .tsv or .jsonl"
        )
    return found[0]
