"""What was written to a memory and to its kept alignments, and what people edited there since."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from align.alignment import Alignment, Bead
from align.errors import InputError
from align.formats.from_alignments import unit_id
from align.formats.read import read_memory
from align.memory.applying import around, settle
from align.memory.decisions import Decision
from align.memory.edited_rows import EditedRow, Edits, kind_of_status
from align.memory.edits import restructured
from align.memory.places import Key

#: The native format of alignments.
ALIGNMENT = "align.json"
_TABLES = (".xlsx", ".xlsm")


def origin_of(name: str) -> str:
    """The format of a file that was edited, as the origin of decisions.

    >>> origin_of("out/review.xlsx"), origin_of("a.align.json")
    ('xlsx', 'align.json')
    """
    lowered = name.lower()
    return ALIGNMENT if lowered.endswith(f".{ALIGNMENT}") else Path(lowered).suffix.lstrip(".")


# ------------------------------------------------------------------ what is there now


def read_edits(
    path: str | os.PathLike[str],
    written: Callable[[str], Mapping[str, str]] = lambda document: {},
    *,
    named: bool = True,
) -> dict[str, Edits]:
    """Read what may be edited in a file, by document.

    ``written`` gives the ids and digests of what was written to it about a document; a workbook has
    its own. ``named``: units without a document are left out. Of a memory, documents that are as
    they were written may not be among them.

    Raises :class:`align.errors.InputError` for a file that is not a memory.
    """
    name = os.fspath(path).lower()
    own: Mapping[str, str] = {}
    if name.endswith(_TABLES):
        from align.formats.table.xlsx_read import written_rows

        own = written_rows(path)
    table = bool(own) or not name.endswith((".tmx", ".tmx.gz", ".zip"))
    found: dict[str, Edits] = {}
    same: set[str] = set()  # as written, and not kept: memory does not grow with the file
    last = ""
    for unit in read_memory(path):
        document = unit.document or (last if table else "")
        if named and not document:
            continue
        if document != last and not own and last in found and found[last].is_same:
            del found[last]
            same.add(last)
        last = document
        if (edits := found.get(document)) is None:
            record = own or written(document)
            edits = found[document] = Edits(written=record, clears=bool(own), complete=bool(own))
        _look_at(EditedRow.of(unit), document, edits)
    if not own:
        for document, edits in found.items():
            edits.complete = document not in same and _is_complete(edits)
    return found


def _look_at(row: EditedRow, document: str, edits: Edits) -> None:
    """Keep a row that may have been edited."""
    if row.id:
        edits.present.add(row.id)
    as_before = (
        edits.written.get(row.id) == row.digest
        if row.id in edits.written
        else not (row.status or row.note or row.who)
    )
    if not (as_before and as_written(document, row)):
        edits.rows.append(row)


def as_written(document: str, row: EditedRow) -> bool:
    """Whether the id, which is made of the texts, shows that they are as they were."""
    return row.id[:16] == unit_id(document, *row.pair)


def _is_complete(edits: Edits) -> bool:
    """Whether what is not there was surely deleted by somebody.

    Not if much is missing, or there is what was not written: it is another version of the file.
    """
    there = edits.present & edits.written.keys()
    return bool(there) and 2 * len(there) >= len(edits.written) and there == edits.present


# ------------------------------------------------------------------ kept alignments


def with_record(alignment: Alignment) -> Alignment:
    """The alignment with a record of its beads, so that one can see later what was edited.

    >>> from align.document import Document
    >>> empty = Document((), (), "en")
    >>> with_record(Alignment(empty, empty, (Bead((0, 1), (0,), status="approved"),))).extra["made"]
    '0,1:0=approved'
    """
    made = ";".join(_entry(bead) for bead in alignment)
    return replace(alignment, extra={**alignment.extra, "made": made})


def _entry(bead: Bead) -> str:
    key = ":".join(",".join(map(str, side)) for side in (bead.en, bead.zh))
    return f"{key}={bead.status.replace(';', ',')}" if bead.status else key


def _made(alignment: Alignment) -> dict[Key, str] | None:
    """The beads as they were written, with the status of each; None if that is not known."""
    text = alignment.extra.get("made")
    if not isinstance(text, str):
        return None
    found: dict[Key, str] = {}
    try:
        for entry in filter(None, text.split(";")):
            key, _, status = entry.partition("=")
            en, zh = (tuple(int(n) for n in side.split(",") if n) for side in key.split(":"))
            found[en, zh] = status
    except ValueError:
        return None
    return found


def as_made(alignment: Alignment) -> Alignment:
    """A kept alignment as the aligner made it: without what people changed, or decided before."""
    beads: Iterable[Bead] = alignment
    if made := _made(alignment):
        there = {(bead.en, bead.zh): bead for bead in alignment}
        beads = [there.get(key) or Bead(*key) for key in made]
    plain = tuple(
        replace(bead, status="", note="") if bead.status or bead.note else bead for bead in beads
    )
    extra = {name: value for name, value in alignment.extra.items() if name != "made"}
    return replace(alignment, beads=plain, extra=extra)


def edits_of_alignment(
    alignment: Alignment, document: str, log: Sequence[Decision]
) -> list[Decision]:
    """What people changed in a kept alignment: its beads, their status and notes.

    Raises :class:`align.errors.InputError` if it no longer has every sentence once.
    """
    for side, document_ in ((0, alignment.en), (1, alignment.zh)):
        numbers = sorted(n for bead in alignment for n in (bead.en, bead.zh)[side])
        if numbers != list(range(len(document_))):
            raise InputError(
                f"{document}: its alignment was edited, and now has a sentence twice or not at "
                "all; mend it, or delete it to have it made again"
            )
    made = _made(alignment)
    found = restructured(alignment, list(made), document, ALIGNMENT) if made else []
    settled = settle(alignment.en, alignment.zh, log)
    noted = {line for decision in log for line in decision.note.splitlines()}
    for bead in alignment:
        if bead.status or bead.note:
            group = settled.groups.get((bead.en, bead.zh))
            before = ((made or {}).get((bead.en, bead.zh)), group.status if group else "")
            notes = [line for line in bead.note.splitlines() if line not in noted]
            if notes and group:
                notes = [*group.note.splitlines(), *notes]
            found += _remarks(alignment, document, bead, before, "\n".join(notes))
    return found


def _remarks(
    alignment: Alignment, document: str, bead: Bead, before: tuple[str | None, str], note: str
) -> Iterator[Decision]:
    """The decisions in the status of a bead, which was one of these before, and in its note."""
    where = around(alignment.en, alignment.zh, (bead.en, bead.zh))
    if bead.status and bead.status not in before:
        kind = kind_of_status(bead.status) or "comment"
        said = {} if kind != "comment" else {"status": bead.status}
        about = {**where, "extra": {**where.get("extra", {}), **said}}
        yield Decision(kind, document, origin=ALIGNMENT, **about)
    if note:
        yield Decision("comment", document, note=note, origin=ALIGNMENT, **where)
