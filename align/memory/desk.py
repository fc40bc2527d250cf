"""The decisions about a memory while it is made again, and what became of them."""

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha1
from itertools import chain
from pathlib import Path
from textwrap import wrap
from typing import Any

from align.alignment import Alignment
from align.document import Document
from align.errors import InputError
from align.files.load import stamp_of
from align.files.spool import Spool
from align.formats.registry import format_reader_for
from align.memory.applying import Settled, settle
from align.memory.decision_log import Decisions, append_decisions, read_decisions
from align.memory.decisions import Decision, decisions_path, quoted
from align.memory.edited_rows import EditedRow, Edits
from align.memory.edits import EditReader
from align.memory.journal import Journal, WrittenRows
from align.memory.places import digest_of, stripped
from align.memory.written import (
    ALIGNMENT,
    edits_of_alignment,
    origin_of,
    read_edits,
)
from align.unit import Memory, Unit


@dataclass
class DecisionReport:
    """What became of the decisions about a memory.

    ``taken`` were taken in from edited files, ``kept`` count, ``replaced`` ones gave way to later
    ones, ``unfit`` ones did not find their texts, ``elsewhere`` are about documents that were not
    among those that were aligned, ``renamed`` the documents whose decisions count for those of
    another name now. ``left_out`` counts pairs by the reason; ``unplaced`` are edited
    rows that could not be understood, and ``warnings`` say what is wrong with the file.
    """

    taken: list[Decision] = field(default_factory=list)
    kept: list[Decision] = field(default_factory=list)
    replaced: int = 0
    unfit: list[Decision] = field(default_factory=list)
    elsewhere: list[Decision] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    unplaced: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The lines of a report.

        >>> kept = [Decision("approve", "a", "Hi.", "嗨。")]
        >>> unfit = [Decision("reject", "a", "Bye.")]
        >>> print("\\n".join(DecisionReport(kept=kept, unfit=unfit).lines()))
        decisions         1   kept: 1 approve
        no longer fit     1   decisions, whose texts are gone; they stay in the file:
            a: reject “Bye.” = nothing
        """
        out = []
        if self.taken:
            out.append(f"taken in    {len(self.taken):>7,}   edits: {_counted(self.taken)}")
        if self.kept or self.replaced:
            later = f"; {self.replaced:,} replaced by later ones" if self.replaced else ""
            left = ", ".join(f"{n:,} {name}" for name, n in sorted(self.left_out.items()))
            left = f"; left out: {left}" if left else ""
            line = f"decisions   {len(self.kept):>7,}   kept: {_kinds(self.kept)}{later}{left}"
            out += wrap(line, 80, subsequent_indent=" " * 22, break_long_words=False)
        if self.unfit:
            out.append(
                f"no longer fit {len(self.unfit):>5,}   decisions, whose texts are gone; "
                "they stay in the file:"
            )
            out += [f"    {decision}" for decision in self.unfit]
        if self.elsewhere:
            names = sorted({decision.document for decision in self.elsewhere})
            shown = ", ".join(names[:5]) + (", …" if names[5:] else "")
            out.append(
                f"elsewhere   {len(self.elsewhere):>7,}   decisions on documents that were not "
                f"aligned: {shown}"
            )
        if self.renamed:
            out.append(f"renamed     {len(self.renamed):>7,}   documents, and their decisions:")
            out += [f"    {old} → {new}" for old, new in self.renamed.items()]
        if self.unplaced:
            out.append(f"not taken   {len(self.unplaced):>7,}   edited rows that fit nowhere:")
            out += [f"    {row}" for row in self.unplaced]
        return [*out, *self.warnings]


def _kinds(decisions: Iterable[Decision]) -> str:
    kinds = Counter(decision.kind for decision in decisions)
    return ", ".join(f"{number:,} {kind}" for kind, number in kinds.items()) or "none"


def _counted(decisions: Sequence[Decision]) -> str:
    """Kinds by origin."""
    origins = dict.fromkeys(decision.origin for decision in decisions)
    return "; ".join(
        f"{_kinds(d for d in decisions if d.origin == origin)} ({origin})" for origin in origins
    )


def stray_in(strays: Mapping[str, Sequence[Decision]], en: Document, zh: Document) -> str:
    """The first of some documents that are gone whose decisions stand in these texts; or none.

    >>> from align.memory.applying import around
    >>> sides = (["Hi.", "Bye."], "en"), (["嗨。", "再见。"], "zh")
    >>> en, zh = (Document.from_sentences(*side) for side in sides)
    >>> said = Decision("approve", "old", **around(en, zh, ((0,), (0,))))
    >>> stray_in({"old": [said]}, en, zh)
    'old'
    """
    if not strays:
        return ""
    there = [{stripped(text) for text in side.texts} for side in (en, zh)]
    digests = [{digest_of(text) for text in side} for side in there]
    for stray, log in strays.items():
        found = [
            stripped(t) in some
            for d in log
            for some, texts in zip(there, (d.en, d.zh), strict=True)
            for t in texts
        ]
        near = [digest in some for d in log
                for some, around in zip(digests, d.near, strict=False) for digest in around
                if digest]  # fmt: skip
        if all(2 * sum(some) > len(some) for some in (found, near)):
            return stray
    return ""


def _but_document(decision: Decision) -> str:
    return repr(replace(decision, document="").matter)


class Desk:
    """The decisions about a memory ``out`` while it is made again.

    ``store`` is the folder of its alignments, if there is one. What people edited in ``out`` since
    it was written is taken in, document by document (:meth:`take_in`); what is written is recorded
    (:meth:`watch`) in the ``journal``, that of the store by default. Without ``edited`` the file is
    not read, nor if the journal knows that it is as it was written.

    Raises :class:`align.errors.InputError` for a file of decisions that cannot be read, and if
    ``strict`` for such an output; otherwise there is a warning that it is overwritten.
    """

    def __init__(
        self,
        out: str | os.PathLike[str],
        store: Path | None = None,
        *,
        edited: bool = True,
        strict: bool = True,
        journal: Journal | None = None,
    ) -> None:
        self.out = os.fspath(out)
        self._path = decisions_path(out)
        self.log = read_decisions(self._path) if self._path else Decisions()
        self.done = DecisionReport(warnings=self.log.warnings())
        self._store = store
        self.journal = journal or Journal(store)
        #: the same memory by the same name, also when all of it is moved
        name = Path(os.path.relpath(self.out, store)).as_posix() if store else ""
        self.name = name.encode("utf-8", "backslashreplace").decode()  # not every name is UTF-8
        self._written = self.journal.written(self.name)
        self._edits: dict[str, Edits] = {}
        #: documents of which there are other units than were written: an older memory was put back
        self._other: set[str] = set()
        self._origin = origin_of(self.out)
        self._rows = Spool[str]()
        self._new: dict[str, list[int]] = {}
        #: whether the memory is as it was written
        self.untouched = stamp_of(self.out) == self.journal.about(self.name).get("stamp", None)
        there = edited and self._path is not None and os.path.isfile(self.out)  # noqa: PTH113
        there = there and not self.untouched
        if there and self._origin != ALIGNMENT and format_reader_for(self.out):
            try:
                there_now = read_edits(self.out, self._rows_of)
                self._edits = {name: edits for name, edits in there_now.items() if edits.any}
                self._other = {name for name, edits in there_now.items() if edits.is_other}
            except InputError as error:
                if strict:
                    raise
                self.done.warnings.append(f"overwritten: {error}")
        self._states: dict[str, str] = {}
        self._strays: list[str] = []
        self._seen: set[str] = set()
        self._expected: set[str] = set()

    @property
    def edited(self) -> set[str]:
        """The documents of which units may have been edited, which was not taken in yet."""
        return set(self._edits)

    def expect(self, documents: Iterable[str]) -> None:
        """Say which documents are aligned.

        Decisions on others are those of a new document in which their texts stand: it was renamed.
        """
        self._expected = {*documents}
        self._strays = sorted(self.log.documents - self._expected - {""})
        self._seen = self.log.documents

    def about(self, document: str) -> list[Decision]:
        """The decisions about a document, in the order of time."""
        return self.log.of(document)

    def settle(self, document: str, en: Document, zh: Document) -> Settled:
        """What they come to in the two versions of a document."""
        if self._strays and document not in self._seen:
            self._seen.add(document)
            self._rename(document, en, zh)
        return settle(en, zh, self.about(document))

    @property
    def strays(self) -> dict[str, list[Decision]]:
        """The decisions about documents that are gone, by document."""
        return {name: [d for d in self.log.of(name) if d.document] for name in self._strays}

    def _rename(self, document: str, en: Document, zh: Document) -> None:
        """Give a document the decisions on one that is gone, if their texts stand in it."""
        strays = self.strays
        if stray := stray_in(strays, en, zh):
            self._strays.remove(stray)
            self.done.renamed[stray] = document
            self._put(replace(d, document=document) for d in strays[stray])

    def take(self, decisions: Iterable[Decision], *, who: str = "") -> list[Decision]:
        """Put decisions into the file, at once; ``who`` decided if they do not say it."""
        new = self._put(d if d.who or not who else replace(d, who=who) for d in decisions)
        self.done.taken += new
        return new

    def _put(self, decisions: Iterable[Decision]) -> list[Decision]:
        new = list(decisions)
        if new and self._path:
            new = append_decisions(self._path, new, after=self.log.last)
            self.log.add(new)
        return new

    def take_in(self, document: str, alignment: Alignment) -> bool:
        """Take in what was edited in the memory of a document, which was written from this

        alignment, or if that is lost, of the same text. Says whether there was anything.
        """
        edits, unplaced = self._edits.pop(document, None), len(self.done.unplaced)
        found = edits is not None and self.take_in_edits(document, alignment, edits)
        if len(self.done.unplaced) > unplaced:
            self._other.discard(document)  # these rows are nowhere else
        return found

    def edits_in(self, file: str | os.PathLike[str]) -> dict[str, Edits]:
        """What was edited in another file that was made from this memory, by document."""
        return read_edits(file, self._rows_of, named=False)

    def _rows_of(self, document: str) -> Mapping[str, str]:
        """The ids and digests that were written about a document."""
        found = self.journal.rows(self.name, document)
        return found.written if found else {}

    def take_in_edits(
        self,
        document: str,
        alignment: Alignment,
        edits: Edits,
        *,
        origin: str = "",
        ids: Sequence[str] | None = None,
        who: str = "",
    ) -> bool:
        """Take in edits of a document; ``ids`` are those of the beads, if their texts do not say.

        Says whether there was anything.
        """
        if not edits.any:
            return False
        log = self.about(document)
        settled = settle(alignment.en, alignment.zh, log)
        reader = EditReader(
            alignment, settled, log, document=document, origin=origin or self._origin, ids=ids
        )
        in_force = {decision.matter for decision in settled.kept}
        new = [d for d in reader.decisions(edits) if d.matter not in in_force]
        found = self.take(new, who=who)
        said = {quoted(*pair) for decision in log for pair in decision.result}
        rows = {
            row.quoted: row for row in reader.unplaced if quoted((row.en,), (row.zh,)) not in said
        }
        self.done.unplaced += [f"{document}: {shown}" for shown in rows]
        return bool(found)

    def take_in_alignment(self, document: str, former: Alignment, *, who: str = "") -> bool:
        """Take in what was edited in a kept alignment. Says whether there was anything."""
        found = edits_of_alignment(former, document, self.about(document))
        return bool(self.take(found, who=who))

    def state(self, document: str, settings: Mapping[str, Any]) -> str:
        """A digest of all that what is written about a document depends on.

        ``settings`` are those of its alignment, with digests of the files, and of the output.
        """
        about = [d.to_json() for d in self.about(document)]
        text = json.dumps([dict(settings), about], sort_keys=True, default=str)
        return sha1(text.encode(), usedforsecurity=False).hexdigest()[:16]

    def same_state(self, document: str, state: str) -> bool | None:
        """Whether the memory was written in this state; None if that is not known."""
        if document in self._other:
            return False
        before = self._written.get(document)
        return before == state if before is not None else None

    def count(
        self, document: str, settled: Settled, left_out: Counter[str], state: str = ""
    ) -> None:
        """Count what became of the decisions about a document, which is written in a state."""
        self._states[document] = state
        self.done.kept += settled.kept
        self.done.replaced += settled.replaced
        self.done.unfit += settled.unfit
        self.done.left_out += left_out

    def finish(self) -> None:
        """Count the decisions on documents that were not there."""
        known = {id(d) for name in self._states for d in self.about(name)}
        # one about any document fits if it fits one of them
        fitting = {id(decision) for decision in self.done.kept}
        unfit = {id(d): d for d in self.done.unfit if d.document or id(d) not in fitting}
        self.done.unfit = list(unfit.values())
        here = self.log.in_force
        self.done.elsewhere = [d for d in here if d.document and id(d) not in known]
        if self.done.elsewhere:  # not those that were given to a renamed one
            twins = {_but_document(d) for d in here if id(d) in known}
            others = self.done.elsewhere
            self.done.elsewhere = [d for d in others if _but_document(d) not in twins]

    def record(self, **about: Any) -> None:
        """Record what was written, now that it is complete; ``about`` are further facts."""
        if self._store and self._path and self._store.is_dir():
            states = {**self._written, **self._states}
            # what was edited about a pair that failed is taken in when it is aligned
            late = self._edits.keys() & self._expected
            former = {name: self.journal.rows(self.name, name) for name in late}
            made = (
                (name, WrittenRows(states.get(name, ""), "\n".join(self._rows[n] for n in at)))
                for name in dict.fromkeys([*self._new, *self._states])
                if name not in late
                for at in [self._new.get(name, [])]
            )
            as_before = ((name, rows) for name, rows in former.items() if rows)
            facts = {"stamp": "" if late else stamp_of(self.out), **about}
            self.journal.put_written(self.name, chain(as_before, made), facts)
        self._rows.close()

    def watch(self, memory: Memory) -> Memory:
        """The memory, whose units are recorded as they are written."""
        return replace(memory, units=self._watched(memory))

    def _watched(self, units: Iterable[Unit]) -> Iterator[Unit]:
        lines: list[str] = []
        last = ""
        for unit in units:
            if unit.id and unit.document and len(unit.variants) > 1:
                if unit.document != last and lines:
                    self._new.setdefault(last, []).append(self._rows.add("\n".join(lines)))
                    lines = []
                last = unit.document
                lines.append(f"{unit.id} {EditedRow.of(unit).digest}")
            yield unit
        if lines:
            self._new.setdefault(last, []).append(self._rows.add("\n".join(lines)))
