"""Takes decisions about a memory, from a program or from edited files, and lists them."""

import getpass
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from align.alignment import Alignment, Bead
from align.document import Document, Paragraph, Sentence
from align.errors import InputError, UsageError
from align.formats.read import read_alignment, read_memory
from align.formats.xml_text import document_name
from align.frames import Shown
from align.memory.applying import around
from align.memory.decision_log import read_decisions
from align.memory.decisions import KINDS, SUFFIX, Decision, decisions_path
from align.memory.desk import Desk
from align.memory.edited_rows import EditedRow, Edits
from align.memory.kept import kept_path, store_of
from align.memory.places import Locator, Sentences
from align.memory.written import ALIGNMENT, as_made, as_written, origin_of
from align.unit import Unit


@dataclass
class DecideReport(Shown):
    """The ``decisions`` about a memory, in the order of time, and those that are new.

    ``unplaced`` are edited rows that could not be understood, ``warnings`` say what is wrong with
    the ``file`` of the decisions.
    """

    file: str
    decisions: list[Decision] = field(default_factory=list)
    taken: list[Decision] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The summary that the command prints."""
        out = [f"{self.file}: {len(self.decisions):,} decisions, {len(self.taken):,} of them new"]
        if self.unplaced:
            out.append(f"not taken: {len(self.unplaced):,} edited rows that fit nowhere:")
            out += [f"    {row}" for row in self.unplaced]
        return [*out, *self.warnings]

    def __str__(self) -> str:
        return "\n".join(self.lines())


def decide_about(
    memory: str | os.PathLike[str],
    decisions: Iterable[Decision] = (),
    *,
    edited: Sequence[str | os.PathLike[str]] = (),
    alignments: str | os.PathLike[str] | None = None,
    who: str | None = None,
) -> DecideReport:
    """Put decisions into the file beside a memory, and return all that are there.

    ``edited`` are files that were made from the memory and then edited: what people changed there
    are decisions, too. ``alignments`` is the folder of the alignments, by default beside the
    memory; without it, the texts of the memory say what was edited. ``who`` decided, if they do not
    say it themselves: by default the user of this computer.

    Raises :class:`align.errors.UsageError` for a decision about nothing or of an unknown kind,
    :class:`align.errors.InputError` and :class:`align.errors.OutputError` for files.
    """
    path = decisions_path(memory)
    if path is None:
        raise UsageError("decisions are kept beside a memory; give its file, not -")
    store = store_of(memory, alignments)
    desk = Desk(memory, store, edited=False)
    name = who if who is not None else user_name()
    given = [_checked(decision) for decision in decisions]
    if (given or edited) and not path.parent.is_dir():
        raise InputError(f"{path.parent}: no such folder")
    if not (given or edited or path.exists() or Path(memory).exists()):
        raise InputError(f"{os.fspath(memory)}: no such file")
    bases = _Bases(memory, store)
    desk.take(replace(_placed(d, bases), who=d.who or name) for d in given)
    for file in edited:
        _take_in(file, desk, bases, name)
    done = desk.done
    return DecideReport(str(path), desk.log.in_force, done.taken, done.unplaced, done.warnings)


def user_name() -> str:
    """The user of this computer; empty if it does not say."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no name for this number
        return ""


def _checked(decision: Decision) -> Decision:
    if decision.kind not in KINDS:
        raise UsageError(f"unknown decision {decision.kind!r}; there are: {', '.join(KINDS)}")
    if not (decision.en or decision.zh):
        raise UsageError(f"{decision.kind}: a decision needs the texts that it is about")
    if decision.kind in ("correct", "split", "move") and not decision.result:
        raise UsageError(f"{decision.kind}: a result is needed: what becomes of the texts")
    return decision if decision.origin else replace(decision, origin="library")


class _Bases:
    """What files were written from: kept alignments; where these are gone, the memory itself."""

    def __init__(self, memory: str | os.PathLike[str], store: Path | None) -> None:
        self._memory, self._store = memory, store
        self._units: dict[str, list[Unit]] | None = None

    def documents(self) -> list[str]:
        """The names of the documents of the kept alignments."""
        found = sorted(self._store.rglob("*.align.json")) if self._store else []
        return [
            path.relative_to(self._store).as_posix().removesuffix(".align.json")
            for path in found
            if self._store
        ]

    def kept(self, document: str) -> Alignment | None:
        """The kept alignment of a document."""
        path = kept_path(self._store, document) if self._store else None
        return as_made(read_alignment(path)) if path and os.path.isfile(path) else None  # noqa: PTH113

    def of(
        self, document: str, log: Sequence[Decision], rows: Sequence[EditedRow]
    ) -> tuple[Alignment, list[str] | None]:
        """The alignment of a document, and the ids of its beads if they do not follow from it.

        If even the memory does not have the document, those rows that still have its texts.
        """
        if (kept := self.kept(document)) is not None:
            return kept, None
        if self._units is None:
            self._units = {}
            if os.path.isfile(self._memory):  # noqa: PTH113
                for unit in read_memory(self._memory):
                    self._units.setdefault(unit.document, []).append(unit)
        found = [EditedRow.of(unit) for unit in self._units.get(document, [])]
        found = found or [row for row in rows if as_written(document, row)]
        return _alignment_of(found, document, log), [row.id for row in found]


def _alignment_of(rows: Sequence[EditedRow], document: str, log: Sequence[Decision]) -> Alignment:
    """Rows as beads, with the texts that they had before somebody corrected them."""
    before = {
        (" ".join(en), "".join(zh)): (d.en, d.zh) for d in log for en, zh in d.result
    }  # fmt: skip
    sides: tuple[list[str], list[str]] = ([], [])
    beads = []
    for row in rows:
        texts = before.get((row.en, row.zh), ((row.en,), (row.zh,)))
        numbers = []
        for side, some in zip(sides, texts, strict=True):
            some = tuple(text for text in some if text)
            numbers.append(tuple(range(len(side), len(side) + len(some))))
            side += some
        beads.append(Bead(numbers[0], numbers[1]))
    en, zh = (
        Document(
            tuple(Paragraph(text) for text in side),
            tuple(Sentence(text, n, 0, len(text)) for n, text in enumerate(side)),
            language,
            document,
        )
        for side, language in zip(sides, ("en", "zh"), strict=True)
    )
    return Alignment(en, zh, tuple(beads))


def _placed(decision: Decision, bases: _Bases) -> Decision:
    """A decision with the place of its texts, if it has none and the alignment is there."""
    if decision.at != (-1, -1) or (kept := bases.kept(decision.document)) is None:
        return decision
    place = Locator(Sentences(kept.en), Sentences(kept.zh)).of([decision])[0]
    if place is None:
        return decision
    about = around(kept.en, kept.zh, place)
    return replace(decision, at=about["at"], near=about["near"])


def _take_in(file: str | os.PathLike[str], desk: Desk, bases: _Bases, who: str) -> None:
    """Take in what was edited in a file."""
    if origin_of(os.fspath(file)) == ALIGNMENT:
        alignment = read_alignment(file)
        desk.take_in_alignment(document_name(alignment), alignment, who=who)
        return
    if os.fspath(file).lower().endswith(SUFFIX):  # somebody else's
        there = set(map(repr, desk.log))
        desk.take(d for d in read_decisions(file) if repr(d) not in there)
        return
    edits = desk.edits_in(file)
    complete = next((e for e in edits.values() if e.complete and e.clears), None)
    for document in dict.fromkeys([*edits, *(bases.documents() if complete else ())]):
        # of a document that was written and is not there, all rows were deleted
        log = desk.about(document)
        own = edits.get(document)
        if own is None:
            own = Edits(written=complete.written if complete else {}, complete=True)
        base, ids = bases.of(document, log, own.rows)
        desk.take_in_edits(document, base, own, origin=origin_of(os.fspath(file)), ids=ids, who=who)
