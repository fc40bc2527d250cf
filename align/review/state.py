"""What is known of a document under review: its alignment, the decisions, and the rows they make.

What is shown follows from the two files alone, so that nothing depends on this process: it may be
killed after any action, and other programs may add decisions.
"""

import os
import secrets
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeAlias

from align.alignment import Alignment, Bead
from align.document import Document
from align.formats.read import read_alignment
from align.formats.write import write
from align.formats.xml_text import document_name
from align.memory.applying import Folding, Settled, around, settle
from align.memory.decision_log import (
    Decisions,
    Undone,
    append_decisions,
    done_and_undone,
    read_decisions,
)
from align.memory.decisions import KINDS, Decision
from align.memory.places import Key, Locator, Sentences, put_aside, restored
from align.memory.written import as_made, edits_of_alignment, with_record
from align.review.bead_rows import (
    BeadRow,
    Change,
    ConflictError,
    Known,
    Version,
    laid,
    make_rows,
    rows_of_bead,
    spliced,
    stray_notes,
)
from align.search.anchors import members, renumbered

if TYPE_CHECKING:
    from align.pipeline import Aligner

#: Where decisions of the page come from.
ORIGIN = "page"
#: So many former versions of a document are kept, to tell a page what changed since.
_FORMER = 64
#: So many steps are undone at once, without reading all decisions again.
_UNDOABLE = 12

#: What decisions came to, its rows, and whether there are stray notes, and rows out of order.
_Kept: TypeAlias = tuple[Folding, tuple[BeadRow, ...], bool, bool]
#: A decision, and the sentences that it is about; None: they have to be looked for.
Entry: TypeAlias = tuple[Decision, Key | None]


class ReviewState:
    """The files of a document under review, and its rows; :class:`Session` has the actions."""

    def __init__(
        self, kept: Path, file: Path, document: str | None, aligner: "Aligner | None", who: str
    ) -> None:
        self._path, self._file, self._aligner, self.who = kept, file, aligner, who
        self._lock = RLock()
        self._seen: int | None = None
        #: the alignments before and after others, by the digest of the step that exchanged them
        self._bases: dict[str, Alignment] = {}
        #: what the decisions came to before the last steps
        self._kept_steps: dict[str, _Kept] = {}
        # tenths of a second, so that numbers go on when a document is opened again
        self.version = int(time.time() * 10) % 10**9
        self.table: tuple[BeadRow, ...] = ()
        self._by_id: dict[str, BeadRow] = {}
        self._order: dict[str, int] = {}
        self._changed: dict[str, int] = {}
        self._former: deque[Version] = deque(maxlen=_FORMER)
        self.document = document or ""
        self._read()

    # ------------------------------------------------------------------ files → rows

    def _read(self) -> None:
        """Read both files; what somebody edited in the alignment is taken in.

        While they cannot be read, nothing is done, so that nothing rests on what they had before.
        """
        stamps = self._stamped()
        self._kept = read_alignment(self._path)
        self.document = self.document or document_name(self._kept)
        self._log = read_decisions(self._file)
        edits = edits_of_alignment(self._kept, self.document, self._log.of(self.document))
        if edits:
            self._log.add(append_decisions(self._file, edits, after=self._log.last))
            stamps = self._stamped()
        self._fold()
        self._show()
        self._stamps = stamps

    def _stamped(self) -> tuple[tuple[int, int], tuple[int, int]]:
        return _stamp(self._path), _stamp(self._file)

    def refresh(self) -> None:
        """Take in what other programs wrote into the files since."""
        with self._lock:
            if self._stamped() != self._stamps:
                self._read()

    def _fold(self) -> None:
        """What all decisions come to in the documents."""
        log = self._log.of(self.document)
        self._base = self._with_restored(as_made(self._kept), log)
        self._rivals: dict[Key, Key] | None = _rivals_of(self._base)
        self._known: Known = {}
        sides = Sentences(self._base.en), Sentences(self._base.zh)
        self._kept_steps.clear()
        self._folding = Folding(*sides)
        for decision, key in zip(log, Locator(*sides).of(log), strict=True):
            self._folding.add(decision, key)

    def _with_restored(self, base: Alignment, log: Sequence[Decision]) -> Alignment:
        """The alignment with the text that was set aside and belongs to the documents."""
        if all(decision.kind != "restore" for decision in log):
            return base
        split = self.aligner.reader.sentences
        en, zh = (restored(side, log, split) for side in (base.en, base.zh))
        if en is base.en and zh is base.zh:
            return base
        plain = [replace(bead, rival=None) for bead in base]
        beads = renumbered(plain, (base.en, base.zh), (en, zh))
        there = {sentence for bead in beads for sentence in members(bead)}
        new = [Bead((n,), ()) for n in range(len(en)) if ("en", n) not in there]
        new += [Bead((), (n,)) for n in range(len(zh)) if ("zh", n) not in there]
        return replace(base, en=en, zh=zh, beads=(*beads, *new))

    def _show(self) -> tuple[BeadRow, ...]:
        """Make the rows; returns those that are new or changed."""
        beads, old = laid(self._base, self.settled), self._by_id
        self._strays = bool(stray_notes(beads, self.settled))
        made = make_rows(*self.documents, beads, self.settled, self._known)
        rows = [same if (same := old.get(row.id)) == row else row for row in made]
        self._crossings = any(row.crossing for row in rows)
        new = tuple(row for row in rows if old.get(row.id) is not row)
        if new or len(rows) != len(self.table):
            self._now_shown(rows, new)
        return new

    def _show_again(self, keys: Iterable[Key], before: Sequence[BeadRow]) -> tuple[BeadRow, ...]:
        """The same, after decisions about these sentences, which were in these rows."""
        made: list[BeadRow] = []
        for key in dict.fromkeys(keys):
            group = self.settled.groups.get(key)
            if self._strays or not (group and group.fixed):
                return self._show()
            made += rows_of_bead(*self.documents, Bead(*key), group)
        if all((old := self._by_id.get(row.id)) and old.parts == row.parts for row in made):
            rows = list(self.table)
            for n, row in enumerate(made):
                at = self._order[row.id]
                made[n] = rows[at] = replace(row, crossing=rows[at].crossing)
        else:
            there = [row for row in before if row.id in self._by_id]
            rows = self._spliced(there, made) or []
        if not rows:
            return self._show()
        new = [row for row in made if self._by_id.get(row.id) != row]
        if new or len(rows) != len(self.table):
            self._now_shown(rows, new)
        return tuple(new)

    def _spliced(self, before: Sequence[BeadRow], made: Sequence[BeadRow]) -> list[BeadRow] | None:
        if self._crossings or not before:
            return None
        first = [self._order[row.id] - row.part for row in before]
        last = max(at + row.parts - 1 for at, row in zip(first, before, strict=True))
        return spliced(self.table, min(first), last, made)

    def _now_shown(self, rows: Iterable[BeadRow], new: Iterable[BeadRow]) -> None:
        self.version += 1
        self._changed.update((row.id, self.version) for row in new)
        self.table = tuple(rows)
        self._by_id = {row.id: row for row in self.table}
        self._order = {row.id: n for n, row in enumerate(self.table)}
        self._former.append(Version(self.version, self.table))

    # ------------------------------------------------------------------ what there is

    @property
    def aligner(self) -> "Aligner":
        """Aligns what is pending."""
        if self._aligner is None:
            from align.pipeline import Aligner

            self._aligner = Aligner(explain=True)
        return self._aligner

    @property
    def settled(self) -> Settled:
        """What all decisions come to."""
        return self._folding.settled

    @property
    def base(self) -> Alignment:
        """The documents as the aligner aligned them, upon which decisions are laid."""
        return self._base

    @property
    def documents(self) -> tuple[Document, Document]:
        """The English and the Chinese document."""
        return self._base.en, self._base.zh

    @property
    def decisions(self) -> list[Decision]:
        """The decisions about the document that count, in the order of time."""
        return self._log.of(self.document)

    @property
    def alignment(self) -> Alignment:
        """The documents, and the beads as people left them, with status and notes."""
        with self._lock:
            order = {row.numbers: n for n, row in reversed([*enumerate(self.table)])}
            crossing = {row.numbers for row in self.table if row.crossing}
            beads = laid(self._base, self.settled)
            ordered = sorted(beads, key=lambda bead: order[bead.en, bead.zh])
            sure = {*self.settled.fixed}
            found = [
                replace(
                    bead,
                    crossing=(key := (bead.en, bead.zh)) in crossing,
                    confidence=1.0 if key in sure else bead.confidence,
                )
                for bead in ordered
            ]
            return self.settled.marked(replace(self._base, beads=tuple(found)))

    def written(self) -> tuple[Alignment, dict[str, int]]:
        """What a memory has of the document, and how many pairs are left out, by status."""
        with self._lock:
            self.refresh()
            found, left_out = self.settled.applied(self.alignment)
            return found, dict(left_out)

    @property
    def log(self) -> Decisions:
        """All lines of the file of decisions, also about other documents of the memory."""
        return self._log

    @property
    def former(self) -> Sequence[Version]:
        """The last versions of the rows, the present one included."""
        return self._former

    def row(self, name: str) -> BeadRow:
        """The row with this id.

        Raises :class:`ConflictError` if it is gone, or was changed since the caller's version.
        """
        found = self._by_id.get(name)
        if found is None:
            raise ConflictError("this row is no longer there: somebody changed it")
        if self._seen is not None and self._changed.get(name, 0) > self._seen:
            raise ConflictError("somebody changed this row meanwhile")
        return found

    # ------------------------------------------------------------------ decisions → files

    @contextmanager
    def _action(self) -> Iterator[list[BeadRow]]:
        """An action: alone, on what the files have now; the list is for the rows it is about."""
        with self._lock:
            self.refresh()
            kept = self._kept
            try:
                yield []
            except BaseException:
                if self._kept is not kept:  # made again, but that could not be said
                    self._rebase(kept)
                raise

    def _about(self, kind: str, key: Key, **about: Any) -> Entry:
        """A decision about some sentences."""
        where = around(*self.documents, key)
        extra = {**where.pop("extra", {}), **about.pop("extra", {})}
        return Decision(kind, self.document, extra=extra, **where, **about), key

    def _put(
        self, said: str, entries: Iterable[Entry], before: Sequence[BeadRow], **values: Any
    ) -> Change:
        """Write the decisions of an action, and show what they come to."""
        about = {"step": secrets.token_hex(6), "said": said}
        keys, decisions = [], []
        for decision, key in entries:
            extra = {**decision.extra, **about}
            decisions.append(replace(decision, who=self.who, origin=ORIGIN, extra=extra))
            keys.append(key)
        size = self._stamps[1][0]
        before_it = self._folding
        found = append_decisions(self._file, decisions, after=self._log.last)
        self._log.add(found)
        self._stamps = self._stamped()
        if self._stamps[1][0] != size + _bytes(found):  # somebody else wrote, too
            self._log = read_decisions(self._file)
            self._fold()
        elif all(key is not None for key in keys):
            self._keep(about["step"], before_it)
            self._folding = before_it.copy()
            for decision, key in zip(found, keys, strict=True):
                if decision.kind in KINDS:
                    self._folding.add(decision, key)
            after = self._show_again((key for key in keys if key and any(key)), before)
            return Change(self.version, (said, values), tuple(before), after)
        elif kept := self._before_step(found[0]):
            self._keep(about["step"], before_it)
            self._folding, rows, self._strays, self._crossings = kept
            after = tuple(row for row in rows if self._by_id.get(row.id) is not row)
            self._now_shown(rows, after)
            return Change(self.version, (said, values), tuple(before), after)
        else:
            self._fold()
        after = self._show()
        return Change(self.version, (said, values), tuple(before), after)

    def write_lines(self, said: str, decisions: Iterable[Decision]) -> Change:
        """An action that decides nothing about rows: verdicts on findings."""
        with self._action() as before:
            return self._put(said, [(decision, ((), ())) for decision in decisions], before)

    # ------------------------------------------------------------------ steps

    def _keep(self, step: str, folding: Folding) -> None:
        """Keep what was before a step: it is likely to be undone soon."""
        self._kept_steps[step] = folding, self.table, self._strays, self._crossings
        for old in list(self._kept_steps)[:-_UNDOABLE]:
            del self._kept_steps[old]

    def _before_step(self, entry: Decision) -> _Kept | None:
        """What decisions came to before the step that an entry takes back, if that was the last."""
        of = {str(digest) for digest in entry.extra.get("of", ())}
        undone = [d for d in self._log.steps(self.document) if d.digest in of]
        steps = {str(d.extra["step"]) for d in undone}
        if len(steps) != 1 or {"align", "restore"} & {d.kind for d in undone}:
            return None
        return self._kept_steps.pop(steps.pop(), None)

    def _steps(self) -> tuple[list[list[Decision]], list[Undone]]:
        """What was done, and what was undone, in order; also before this process."""
        return done_and_undone(self._log.steps(self.document))

    def _realigned(self, log: Sequence[Decision], aside: Sequence[Any] = ()) -> Alignment:
        """The documents aligned anew, between what was decided; ``aside``: without this text."""
        en, zh = map(put_aside, self.documents, aside) if len(aside) == 2 else self.documents
        settled = settle(en, zh, log)
        made = self.aligner.align_documents(en, zh, anchors=settled.anchors)
        again = settle(made.en, made.zh, log)
        former = {k: v for k, v in self._kept.settings.items() if k not in ("anchors", "rows")}
        settings = {**former, **made.settings}
        if again.fingerprint:
            settings["anchors"] = again.fingerprint
        found = replace(again.joined(made), settings=settings, extra=self._kept.extra)
        return with_record(again.marked(found))

    def _rebase(self, kept: Alignment) -> None:
        """Take another alignment as the one that decisions are laid upon."""
        write(kept, self._path, format="align.json")
        self._kept = read_alignment(self._path)  # with numbers as they are in the file
        self._stamps = (_stamp(self._path), self._stamps[1])

    def _before(self, step: Decision) -> Alignment:
        """The alignment before it was made again in a step, made anew: nobody kept it."""
        when = max((d.when for d in self._log.steps(self.document)
                    if d.kind == "align" and d.when < step.when), default="")  # fmt: skip
        former = [d for d in self.decisions if d.when < when]
        return self._realigned(former, step.extra.get("aside", ()))


def _bytes(decisions: Iterable[Decision]) -> int:
    """How long the lines of decisions are in the file."""
    return sum(len(d.line.encode("utf-8", "backslashreplace")) + 1 for d in decisions)


def _stamp(path: Path) -> tuple[int, int]:
    """Size and time of a file."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


def _rivals_of(alignment: Alignment) -> dict[Key, Key] | None:
    """The runner-ups of an alignment; None if it was made without them."""
    found = {(b.en, b.zh): (b.rival.en, b.rival.zh) for b in alignment if b.rival}
    return found or None
