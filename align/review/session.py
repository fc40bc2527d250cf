"""One document under review, and every action that a person takes on its rows."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from align.alignment import Alignment
from align.errors import UsageError
from align.memory.decisions import Decision
from align.memory.places import aside_before
from align.review.arranging import (
    Arranging,
    Part,
    RowPiece,
    checked_number,
    cut_pieces,
    joined_piece,
    pieces_of_row,
    side_number,
)
from align.review.bead_rows import BeadRow, Change
from align.review.replacing import ReplaceHit, find_text

if TYPE_CHECKING:
    from align.pipeline import Aligner


class Session(Arranging):
    """A document under review.

    >>> from tempfile import mkdtemp
    >>> from align.alignment import Bead
    >>> from align.document import Document
    >>> from align.formats.write import write
    >>> en = Document.from_sentences(["One.", "Two."], "en", name="a")
    >>> zh = Document.from_sentences(["一。", "二。"], "zh", name="a")
    >>> made = Alignment(en, zh, (Bead((0,), (0,), confidence=0.9), Bead((1,), (1,))))
    >>> folder = mkdtemp()
    >>> _ = write(made, f"{folder}/a.align.json")
    >>> session = Session.open(f"{folder}/a.align.json", f"{folder}/m.decisions.jsonl")
    >>> [row.id for row in session.table]
    ['e0z0', 'e1z1']
    >>> change = session.merge(["e0z0", "e1z1"])
    >>> [(row.en, row.zh, row.decided) for row in session.table]
    [(('One.', 'Two.'), ('一。', '二。'), True)]
    >>> _ = session.undo()
    >>> len(session.table)
    2
    """

    @classmethod
    def open(
        cls,
        alignment: str | os.PathLike[str],
        decisions: str | os.PathLike[str],
        *,
        document: str | None = None,
        aligner: "Aligner | None" = None,
        who: str = "",
    ) -> "Session":
        """Open the alignment of a document, and the file of the decisions about its memory.

        ``document`` is the name in the decisions, by default that of the alignment; ``who``
        decides.

        Raises :class:`align.errors.InputError` for files that cannot be read.
        """
        return cls(Path(alignment), Path(decisions), document, aligner, who)

    # ------------------------------------------------------------------ about the beads

    def approve(self, rows: Sequence[str]) -> Change:
        """The pairs are right as they stand."""
        return self._mark("approve", rows)

    def approve_above(self, confidence: float) -> Change:
        """All pairs with this confidence, in [0, 1], about which nobody said anything are right."""
        if not 0 <= confidence <= 1:
            raise UsageError("approve: a confidence is between 0 and 1")
        with self._lock:
            self.refresh()
            return self._mark("approve", self.above(confidence))

    def above(self, confidence: float) -> list[str]:
        """The ids of the rows that :meth:`approve_above` approves."""
        return [
            row.id
            for row in self.table
            if not (row.aside or row.decided or row.status) and row.confidence >= confidence
        ]

    def reject(self, rows: Sequence[str]) -> Change:
        """The pairs are wrong, and left out; the aligner may find others for their sentences."""
        return self._mark("reject", rows)

    def exclude(self, rows: Sequence[str]) -> Change:
        """The pairs are not for the memory."""
        return self._out(rows, out=True)

    def include(self, rows: Sequence[str]) -> Change:
        """The pairs are for the memory, after all."""
        return self._out(rows, out=False)

    def comment(self, row: str, text: str) -> Change:
        """Note something about a pair; an empty text removes the note."""
        with self._action() as before:
            one = self._bead(row, before)
            return self._put("comment", [self._about("comment", one.numbers, note=text)], before)

    # ------------------------------------------------------------------ what belongs together

    def merge(self, rows: Sequence[str]) -> Change:
        """Several pairs are one; they follow each other."""
        with self._action() as before:
            found = self._beads(rows, before)
            if len(found) < 2:
                raise UsageError("merge: two rows are needed")
            places = sorted(self._order[row.id] for row in found)
            between = self.table[places[0] : places[-1] + 1]
            if sum(not row.aside for row in between) != len(found):
                raise UsageError("merge: these rows do not follow each other; link them")
            return self._united("merge", found, before)

    def link(self, rows: Sequence[str]) -> Change:
        """The sentences of two rows belong together, wherever they stand."""
        with self._action() as before:
            found = self._beads(rows, before)
            if len(found) < 2:
                raise UsageError("link: two rows are needed")
            return self._united("link", found, before)

    def unlink(self, row: str) -> Change:
        """The sentences of a row have no counterpart."""
        with self._action() as before:
            one = self._bead(row, before)
            en, zh = pieces_of_row(one)
            if not (en and zh):
                raise UsageError("unlink: one side is empty already")
            return self._rearrange("unlink", {one: [(en, []), ([], zh)]}, before)

    def split(self, row: str, en: int | None = None, zh: int | None = None) -> Change:
        """A row is two: so many pieces of each side are in the first; None is proposed."""
        with self._action() as before:
            one = self._bead(row, before)
            given = [en, zh]
            for side, number in enumerate(given):
                if number is None:
                    given[side] = self._proposed_split(one, 1 - side, given[1 - side])
            ours = pieces_of_row(one)
            at = [checked_number(n, len(some)) for n, some in zip(given, ours, strict=True)]
            first = ours[0][: at[0]], ours[1][: at[1]]
            second = ours[0][at[0] :], ours[1][at[1] :]
            if not (any(first) and any(second)):
                raise UsageError("split: nothing is left for one of the two rows")
            return self._rearrange("split", {one: [first, second]}, before)

    def move(self, row: str, side: str, to: str) -> Change:
        """The last sentence of a side goes to the ``next`` row, or the first to ``previous``."""
        with self._action() as before:
            one, k = self._bead(row, before), side_number(side)
            if to not in ("next", "previous"):
                raise UsageError("move: a sentence goes to the next or the previous row")
            forward = to == "next"
            other = self.neighbour(one, forward=forward)
            if other is None:
                raise UsageError("move: there is no row beyond")
            ours, theirs = pieces_of_row(one), pieces_of_row(other)
            if not ours[k]:
                raise UsageError("move: this side is empty")
            if forward:
                theirs[k].insert(0, ours[k].pop())
            else:
                theirs[k].append(ours[k].pop(0))
            before.append(other)
            return self._rearrange("move", {one: [ours], other: [theirs]}, before)

    def cut(
        self, row: str, side: str, piece: int, offset: int, other: Sequence[int] | None = None
    ) -> Change:
        """Cut a sentence at an offset (code points), and the row there in two.

        ``other`` is where the other side is cut, as piece and offset; by default at the best place.
        """
        with self._action() as before:
            one, k = self._bead(row, before), side_number(side)
            places: list[Any] = [None, None]
            places[k] = (piece, offset)
            places[1 - k] = (
                other if other is not None else self._proposed_cut(one, k, piece, offset)
            )
            halves = [
                cut_pieces(some, *at) for some, at in zip(pieces_of_row(one), places, strict=True)
            ]
            first, second = (halves[0][0], halves[1][0]), (halves[0][1], halves[1][1])
            if not (any(first) and any(second)):
                raise UsageError("cut: there is no text before or after this place")
            return self._rearrange("split", {one: [first, second]}, before, said="cut")

    def join(self, row: str, side: str, piece: int) -> Change:
        """A sentence and the next one are one; if that is in another row, so are the rows."""
        with self._action() as before:
            one, k = self._bead(row, before), side_number(side)
            pieces = pieces_of_row(one)
            rows = [one]
            if piece == len(pieces[k]) - 1:
                other = self.neighbour(one, forward=True)
                if other is None or not other.sides[k]:
                    raise UsageError("join: there is no sentence after it in the next row")
                before.append(other)
                rows.append(other)
                for some, more in zip(pieces, pieces_of_row(other), strict=True):
                    some += more
            if not 0 <= piece < len(pieces[k]) - 1:
                raise UsageError("join: there is no such sentence")
            joined = joined_piece(pieces[k][piece : piece + 2], side)
            pieces[k][piece : piece + 2] = [joined]
            parts: dict[BeadRow, list[Part]] = {one: [pieces]}
            parts |= {other: [] for other in rows[1:]}
            return self._rearrange("merge", parts, before, said="join")

    def swap(self, row: str) -> Change:
        """The texts of a row are on the wrong sides."""
        with self._action() as before:
            one = self._bead(row, before)
            en, zh = ([p._replace(number=-1) for p in side] for side in pieces_of_row(one))
            return self._rearrange("correct", {one: [(zh, en)]}, before, said="swap")

    def runner_up(self, row: str) -> Change:
        """Take the bead that the aligner had in mind instead."""
        with self._action() as before:
            one = self._bead(row, before)
            if self._rivals is None:
                made = self.aligner.align_documents(*self.documents, anchors=self.settled.anchors)
                self._rivals = {(b.en, b.zh): (b.rival.en, b.rival.zh) for b in made if b.rival}
            key = self.rival(one)
            if key is None:
                raise UsageError("there is no runner-up for this row")
            taken = [set(side) for side in key]
            before += [
                row for row in self.table
                if row is not one and any(taken[k] & {*row.numbers[k]} for k in (0, 1))
            ]  # fmt: skip
            kind = "link" if all(key) else "unlink"
            return self._put("runner_up", [self._about(kind, key)], before)

    def edit(self, row: str, side: str, text: str) -> Change:
        """A side of a row has another text."""
        with self._action() as before:
            one, k = self._bead(row, before), side_number(side)
            pieces = pieces_of_row(one)
            line = text.strip()
            if line == self.text(one)[k]:
                raise UsageError("edit: the text is the same")
            pieces[k][:] = [RowPiece(line, -1, one.numbers)] if line else []
            if not any(pieces):
                raise UsageError("edit: a row needs a text; exclude it instead")
            return self._rearrange("correct", {one: [pieces]}, before, said="edit")

    def restore(self, aside: str) -> Change:
        """Text that was set aside belongs to the document."""
        with self._action() as before:
            one = self.row(aside)
            if not one.aside:
                raise UsageError("restore: this is no text that was set aside")
            before.append(one)
            extra = {"paragraph": str(one.at)}
            found = Decision("restore", self.document, one.en, one.zh, extra=extra)
            return self._put("restore", [(found, None)], before)

    # ------------------------------------------------------------------ find and replace

    def find(
        self,
        text: str,
        replacement: str = "",
        *,
        side: str | None = None,
        case: bool = False,
        regex: bool = False,
    ) -> list[ReplaceHit]:
        """Where a text stands in the beads, and what it would be replaced with.

        See :func:`align.review.replacing.find_text`.
        """
        with self._lock:
            texts = ((row.id, self.text(row)) for row in self.table if not row.aside)
            return find_text(texts, text, replacement, side=side, case=case, expression=regex)

    def replace(
        self,
        text: str,
        replacement: str,
        *,
        side: str | None = None,
        case: bool = False,
        regex: bool = False,
        chosen: Sequence[Sequence[str]] | None = None,
    ) -> Change:
        """Replace a text wherever :meth:`find` finds it, or in the ``chosen`` rows and sides."""
        with self._action() as before:
            wanted = None if chosen is None else {tuple(pair) for pair in chosen}
            parts: dict[BeadRow, list[Part]] = {}
            count = 0
            for hit in self.find(text, replacement, side=side, case=case, regex=regex):
                place = (hit["row"], hit["side"])
                after = hit["after"].strip()
                if (wanted is not None and place not in wanted) or after == hit["before"]:
                    continue
                row = self._bead(hit["row"], [])
                before += [] if row in parts else [row]
                pieces = parts.setdefault(row, [pieces_of_row(row)])[0]
                pieces[side_number(hit["side"])][:] = (
                    [RowPiece(after, -1, row.numbers)] if after else []
                )
                count += 1
            if not parts:
                raise UsageError("replace: nothing to replace")
            parts = {
                row: found if any(found[0]) else [pieces_of_row(row)]
                for row, found in parts.items()
            }
            return self._rearrange("correct", parts, before, said="replace", n=count)

    # ------------------------------------------------------------------ align again, undo, redo

    def align_again(self) -> Change:
        """Align what nobody decided anew, between what was decided."""
        with self._action() as before:
            former = self._kept
            self._rebase(self._realigned(self.decisions))
            back = [*map(aside_before, (former.en, former.zh), (self._kept.en, self._kept.zh))]
            entry = Decision("align", self.document, extra={"aside": back} if any(back) else {})
            change = self._put("align_again", [(entry, None)], before)
            self._bases[self._steps()[0][-1][0].digest] = former
            return change

    def undo(self) -> Change:
        """Take back the last action."""
        with self._action() as before:
            done, _ = self._steps()
            if not done:
                raise UsageError("there is nothing to undo")
            self._exchange(done[-1][0], self._before)
            return self._withdraw("undo", done[-1], done[-1][0], before)

    def redo(self) -> Change:
        """Take the last action again that was undone."""
        with self._action() as before:
            _, undone = self._steps()
            if not undone:
                raise UsageError("there is nothing to redo")
            step, entry = undone[-1]
            self._exchange(step[0], lambda _: self._realigned(self.decisions))
            return self._withdraw("redo", [entry], step[0], before)

    def _exchange(self, first: Decision, otherwise: Callable[[Decision], Alignment]) -> None:
        """Take the alignment before or after a step, if it made it again."""
        if first.kind == "align":
            present = self._kept
            self._rebase(self._bases.get(first.digest) or otherwise(first))
            self._bases[first.digest] = present

    def _withdraw(
        self, said: str, what: Sequence[Decision], first: Decision, before: Sequence[BeadRow]
    ) -> Change:
        """Write that decisions do not count; ``first`` is one of the action that is meant."""
        entry = Decision("undo", self.document, extra={"of": [d.digest for d in what]})
        return self._put(said, [(entry, None)], before, of=first.extra.get("said", first.kind))
