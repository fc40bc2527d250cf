"""Alignments as tables and as JSON: for auditors, scripts and other tools.

Null beads are in all of them: what was left out or added is what an auditor looks for.
"""

import json
from collections.abc import Iterable
from itertools import islice
from typing import Any, BinaryIO

from align.alignment import Alignment
from align.errors import UsageError
from align.memory.registry import register
from align.memory.report import WriteReport
from align.memory.text import clean, each
from align.memory.unit import Memory, Unit

Alignments = Alignment | Iterable[Alignment]

#: The header line of the TSV.
COLUMNS = ("English", "Chinese", "confidence", "bead", "document", "position")


@register(".tsv", "table: English, Chinese, confidence, bead, document, position")
def write_tsv(memory: Memory, stream: BinaryIO, *, include_nulls: bool = True) -> WriteReport:
    """Write a table of tab-separated UTF-8, a unit a line under a header line.

    The missing side of a null bead is an empty field. Tabs and line breaks in a text
    become a space, so a line is always a row; nothing is quoted. A text that begins with
    ``=``, ``+``, ``-`` or ``@`` stays as it is: a plain table is data for programs, and
    the guard against formulas belongs to the spreadsheet formats.

    >>> import io
    >>> from align.memory.unit import Header, Prop, Unit, Variant
    >>> unit = Unit([Variant("en", ("Good\\tmorning.",))], props=(Prop("x-bead", "1-0"),))
    >>> out = io.BytesIO()
    >>> print(write_tsv(Memory(Header(), [unit]), out))
    0 units written; 1 null bead written
    >>> out.getvalue().decode().splitlines()[1].split("\\t")
    ['Good morning.', '', '', '1-0', '', '']
    """
    report = WriteReport()
    stream.write(("\t".join(COLUMNS) + "\n").encode())
    for unit in memory:
        if not _counted(report, unit, include_nulls):
            continue
        en, zh = clean(unit.text("en")), clean(unit.text("zh"))
        report.illegal += en.illegal + zh.illegal
        row = [en.text, zh.text, *(clean(unit.prop(f"x-{name}")).text for name in COLUMNS[2:])]
        stream.write(("\t".join(row) + "\n").encode())
    return report


@register(".jsonl", "a JSON object a bead: the texts as read, confidence, score, position")
def write_jsonl(memory: Memory, stream: BinaryIO, *, include_nulls: bool = True) -> WriteReport:
    """Write a JSON object a unit, a line each, UTF-8.

    The texts are as they were read: JSON can hold every character, so nothing is
    dropped, and line breaks within a text are kept.

    >>> import io
    >>> from align.memory.unit import Header, Unit, Variant
    >>> unit = Unit([Variant("en-US", ("Hi.",)), Variant("zh-CN", ("嗨。",))])
    >>> out = io.BytesIO()
    >>> _ = write_jsonl(Memory(Header(), [unit]), out)
    >>> json.loads(out.getvalue())["zh"]
    '嗨。'
    """
    report = WriteReport()
    for unit in memory:
        if not _counted(report, unit, include_nulls):
            continue
        record: dict[str, Any] = {"en": unit.text("en"), "zh": unit.text("zh")}
        if unit.confidence is not None:
            record["confidence"] = unit.confidence
        for name in ("bead", "document", "position"):
            record[name] = unit.prop(f"x-{name}")
        record["crossing"] = unit.prop("x-crossing") == "yes"
        stream.write(_json_bytes(json.dumps(record, ensure_ascii=False) + "\n"))
    return report


@register(
    ".beads.tsv", "sentence numbers only, 0-based: the format of gold alignments", single=True
)
def write_beads(alignments: Alignments, stream: BinaryIO) -> WriteReport:
    """Write the beads of one alignment as sentence numbers: ``3,4 TAB 5``, 0-based.

    Raises :class:`align.errors.UsageError` when there are several: the file has no
    place for a document's name.

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


@register(".align.json", "the native file: documents, beads, review status, settings", single=True)
def write_native(alignments: Alignments, stream: BinaryIO) -> WriteReport:
    """Write one alignment as the native file, which loses nothing.

    Raises :class:`align.errors.UsageError` when there are several.

    >>> import io
    >>> from align.document import Document
    >>> a = Alignment(Document((), (), "en"), Document((), (), "zh"), ())
    >>> out = io.BytesIO()
    >>> _ = write_native([a], out)
    >>> Alignment.from_json(out.getvalue().decode()) == a
    True
    """
    alignment = _only(alignments, ".align.json")
    stream.write(_json_bytes(alignment.to_json()))
    report = WriteReport()
    for bead in alignment:
        _count(report, bead.is_null)
    return report


def _counted(report: WriteReport, unit: Unit, include_nulls: bool) -> bool:
    """Count a unit; whether it is written."""
    if unit.variant("en") and unit.variant("zh"):
        report.units += 1
    elif include_nulls:
        report.nulls += 1
    else:
        report.nulls_left_out += 1
        return False
    return True


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
            f"a {suffix} file holds exactly one alignment, and there are {number}; "
            "write one file a document, or all of them to one .tmx, .tsv or .jsonl"
        )
    return found[0]


def _json_bytes(text: str) -> bytes:
    # UTF-8 has no lone surrogates; as \udXXX they are an escape that JSON reads back.
    return text.encode("utf-8", "backslashreplace")
