"""What people changed in a file that was written from a memory → decisions about one document."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from align.alignment import Alignment
from align.formats.from_alignments import unit_id
from align.formats.table.records import row_digest
from align.memory.applying import STATUSES, Settled, around
from align.memory.decisions import Decision
from align.memory.edited_rows import EditedRow, Edits, base_id, flat, kind_of_status
from align.memory.places import Key, Sentences, stripped


@dataclass
class _Bead:
    """A bead of the alignment that the file was written from."""

    key: Key
    texts: tuple[str, str]
    expected: tuple[tuple[str, str], ...]
    status: str
    note: str
    id: str = ""
    rows: list[EditedRow] = field(default_factory=list)
    there: bool = False
    written: bool = False

    @property
    def edited(self) -> bool:
        """Whether the texts of its rows are not those that were written."""
        found = [row.pair for row in self.rows]
        return bool(found) and found != list(self.expected)


class _Made(NamedTuple):
    """A pair that a person made: the sentences of each side, None where the text is a new one."""

    row: EditedRow
    sides: tuple[tuple[int, ...] | None, tuple[int, ...] | None]
    beads: tuple[int, ...]


class EditReader:
    """Reads decisions from an edited file, given what it was written from.

    ``alignment`` has every bead, ``settled`` what had been decided before; ``ids`` are those of the
    beads, if they are not made of their texts. ``unplaced`` are the rows that nothing can be said
    about.
    """

    def __init__(
        self,
        alignment: Alignment,
        settled: Settled,
        decisions: Iterable[Decision],
        *,
        document: str,
        origin: str,
        ids: Sequence[str] | None = None,
    ) -> None:
        self._alignment, self._document, self._origin = alignment, document, origin
        log = list(decisions)
        self._last = max((d.when for d in log), default="")
        self._log_of: dict[tuple[str, str], list[Decision]] = {}
        for decision in log:
            key = (stripped("".join(decision.en)), stripped("".join(decision.zh)))
            self._log_of.setdefault(key, []).append(decision)
        self._sides = (Sentences(alignment.en), Sentences(alignment.zh))
        self._beads = [self._bead(bead, settled) for bead in alignment]
        self._of: dict[str, list[int]] = {}
        self._positions: dict[str, int] = {}
        self._owners: tuple[dict[int, int], dict[int, int]] = ({}, {})
        for number, (bead, own) in enumerate(zip(alignment, self._beads, strict=True)):
            base = base_id(ids[number]) if ids else unit_id(document, *own.texts)
            same = self._of.setdefault(base, [])
            same.append(number)
            own.id = base if len(same) == 1 else f"{base}-{len(same)}"
            self._positions[alignment.position(bead)] = number
            for owners, numbers in zip(self._owners, own.key, strict=True):
                owners.update(dict.fromkeys(numbers, number))
        self.unplaced: list[EditedRow] = []

    def _bead(self, bead: Any, settled: Settled) -> _Bead:
        key = (bead.en, bead.zh)
        group = settled.groups.get(key)
        en, zh = map(flat, self._alignment.text(bead))
        texts = group.texts if group and group.texts else ((en, zh),)
        status = group.status if group and group.status else bead.status
        notes = [note for note in (bead.note, group.note if group else "") if note]
        expected = tuple((flat(a), flat(b)) for a, b in texts)
        return _Bead(key, (en, zh), expected, status, "\n".join(notes))

    def decisions(self, edits: Edits) -> list[Decision]:
        """The decisions that the edits are, in an order in which they can be taken."""
        new = self._matched(edits)
        changed = {number for number, bead in enumerate(self._beads) if bead.edited}
        made, later = self._made(edits, changed, new)
        found: list[Decision] = []
        for beads, parts in _components(made):
            found += self._restructured(sorted(beads), parts)
        touched = {number for part in made for number in part.beads}
        for number, bead in enumerate(self._beads):
            if number not in touched:
                for row in bead.rows:
                    found += self._remarks(row, bead.key, bead.status, bead.note, edits)
                if edits.complete and bead.written and not bead.there:
                    found.append(self._decision("exclude", bead.key, None))
        self.unplaced += later
        return found

    # ------------------------------------------------------------------ rows → beads

    def _matched(self, edits: Edits) -> list[tuple[EditedRow, int]]:
        """Give each bead its rows; return those that are new, with the bead before them."""
        for bead in self._beads:
            bead.there, bead.written = bead.id in edits.present, bead.id in edits.written
        new: list[tuple[EditedRow, int]] = []
        last = -1
        for row in edits.rows:
            if (number := self._number(row)) is None:
                new.append((row, last))
                continue
            last, bead = number, self._beads[number]
            bead.there = True
            row = self._as_it_is_now(row, bead, edits.written.get(row.id))
            if not self._untouched(row, bead, edits.written.get(row.id)):
                bead.rows.append(row)
        return new

    def _number(self, row: EditedRow) -> int | None:
        numbers = self._of.get(base_id(row.id), ())
        if len(numbers) > 1 and self._positions.get(row.position) in numbers:
            return self._positions[row.position]
        if numbers:
            _, _, nth = row.id.partition("-")
            return numbers[min(len(numbers), int(nth) if nth.isdigit() else 1) - 1]
        if row.who or not row.id:  # tools that drop the ids
            at = self._positions.get(row.position)
            if at is not None and not self._beads[at].there and not row.id:
                pairs = zip(row.pair, self._beads[at].texts, strict=True)
                if any(text and text == former for text, former in pairs):
                    return at
            for side, text in enumerate(row.pair):
                fitting = [
                    n for n, bead in enumerate(self._beads) if text and bead.texts[side] == text
                ]
                if len(fitting) == 1 and not self._beads[fitting[0]].there:
                    self._beads[fitting[0]].there = True
                    return fitting[0]
        return None

    def _untouched(self, row: EditedRow, bead: _Bead, written: str | None) -> bool:
        log = self._about(bead)
        known = {bead.texts, *bead.expected}
        known |= {(flat(" ".join(en)), flat("".join(zh))) for d in log for en, zh in d.result}
        texts = row.pair
        if texts not in known:
            return False
        if written is not None:
            return written == row.digest
        newest = max((d.when for d in log), default="")
        if texts not in bead.expected and row.who and row.when > newest:
            return False  # changed back
        said = row.status and not any(d.kind in ("approve", "reject", "exclude") for d in log)
        noted = row.note not in bead.note and not any(d.note for d in log)
        return not (said and kind_of_status(row.status)) and not noted

    def _as_it_is_now(self, row: EditedRow, bead: _Bead, written: str | None) -> EditedRow:
        """A row with the texts of today, if only its status or note is another one than written.

        Somebody else may have corrected the texts since; this row says nothing about them.
        """
        if not written or len(bead.expected) != 1 or row.pair == bead.expected[0]:
            return row
        log = self._about(bead)
        statuses = {"", row.status, bead.status, *STATUSES.values()}
        statuses |= {str(d.extra.get("status", "")) for d in log}
        notes = {"", row.note, bead.note, *(d.note for d in log)}
        digests = (row_digest(row.en, row.zh, said, note) for said in statuses for note in notes)
        if written not in digests or written == row.digest:
            return row
        en, zh = bead.expected[0]
        return row._replace(en=en, zh=zh)

    def _about(self, bead: _Bead) -> list[Decision]:
        """The decisions about the texts of a bead, also former ones."""
        en, zh = bead.texts
        return self._log_of.get((stripped(en), stripped(zh)), [])

    # ------------------------------------------------------------------ texts → sentences

    def _made(
        self, edits: Edits, changed: set[int], new: Sequence[tuple[EditedRow, int]]
    ) -> tuple[list[_Made], list[EditedRow]]:
        """The pairs that people made, and rows that fit nowhere."""
        free = changed | {
            n for n, bead in enumerate(self._beads)
            if not bead.there or not (bead.key[0] and bead.key[1])
        }  # fmt: skip
        made, unplaced = [], []
        rows = [(row, number) for number in sorted(changed) for row in self._beads[number].rows]
        for row, number in rows:
            bead = self._beads[number]
            sides = tuple(self._resolved(side, row, bead, free) for side in (0, 1))
            beads = {number, *self._beads_of(sides)}
            made.append(_Made(row, (sides[0], sides[1]), tuple(sorted(beads))))
        for row, number in new:
            sides = tuple(self._resolved(side, row, None, free, number) for side in (0, 1))
            beads = self._beads_of(sides)
            if None in sides and number in changed and self._is_piece(row, self._beads[number]):
                beads = beads | {number}  # cut from the row before
            if beads and (None not in sides or number in beads):
                made.append(_Made(row, (sides[0], sides[1]), tuple(sorted(beads))))
            else:
                unplaced.append(row)
        return made, unplaced

    def _resolved(
        self, side: int, row: EditedRow, bead: _Bead | None, free: set[int], last: int = -1
    ) -> tuple[int, ...] | None:
        """The sentences that a text is made of, all of them free; None: it is a new text."""
        text = row.pair[side]
        if not text:
            return ()
        if bead and text == bead.texts[side]:
            return bead.key[side]
        if bead and text in {pair[side] for pair in bead.expected} and len(bead.rows) == 1:
            return None  # corrected before, and not now
        own = set(bead.key[side]) if bead else set()
        near = bead or (self._beads[last] if last >= 0 else None)
        start = near.key[side][0] if near and near.key[side] else 0
        return self._sentences(side, text, free, own, start)

    def _sentences(
        self, side: int, text: str, free: set[int], own: set[int], start: int
    ) -> tuple[int, ...] | None:
        """The sentences that are this text, near to a place; None if there are none."""
        owners = self._owners[side]
        runs = [
            run for run in self._sides[side].find([text])
            if all(n in own or owners.get(n) in free for n in run)
        ]  # fmt: skip
        if runs:
            return min(runs, key=lambda run: abs(run[0] - start))
        among = own | {n for number in free for n in self._beads[number].key[side]}
        return self._sides[side].composed(text, among) or None

    def _beads_of(self, sides: Sequence[tuple[int, ...] | None]) -> set[int]:
        return {
            owners[n] for owners, run in zip(self._owners, sides, strict=True) for n in run or ()
        }

    @staticmethod
    def _is_piece(row: EditedRow, bead: _Bead) -> bool:
        pieces = zip(row.pair, bead.texts, strict=True)
        return any(piece and stripped(piece) in stripped(text) for piece, text in pieces)

    # ------------------------------------------------------------------ beads → decisions

    def _restructured(self, beads: Sequence[int], parts: Sequence[_Made]) -> Iterator[Decision]:
        """What became of some beads."""
        before = [self._beads[number] for number in beads]
        whole = _union(bead.key for bead in before)
        sides = [_distinct([part.sides[side] for part in parts]) for side in (0, 1)]
        exact = all(sides)
        first = parts[0].row
        if exact:
            result = tuple(
                (self._texts(0, part.sides[0]), self._texts(1, part.sides[1])) for part in parts
            )
        else:
            result = tuple(((part.row.en,), (part.row.zh,)) for part in parts)
        keys = [(part.sides[0] or (), part.sides[1] or ()) for part in parts]
        kind = _kind([bead.key for bead in before], keys if exact else [whole] * len(parts))
        yield self._decision(kind, whole, first, result=result)
        if exact:
            for part, key in zip(parts, keys, strict=True):
                yield from self._remarks(part.row, key, "", "", None)
        else:
            status = before[0].status if len(before) == 1 else ""
            note = before[0].note if len(before) == 1 else ""
            yield from self._remarks(first, whole, status, note, None)

    def _texts(self, side: int, numbers: tuple[int, ...] | None) -> tuple[str, ...]:
        return tuple(self._sides[side].document.texts[n] for n in numbers or ())

    def _remarks(
        self, row: EditedRow, key: Key, status: str, note: str, edits: Edits | None
    ) -> Iterator[Decision]:
        """The decisions in the columns for the status and the note."""
        clears = edits is not None and edits.clears and row.id in edits.written
        noted = row.note if row.note != note and (row.note or clears) else None
        if row.status.lower() != status.lower() and (row.status or clears):
            kind = kind_of_status(row.status)
            if kind != kind_of_status(status) or not kind:
                if kind:
                    yield self._decision(kind, key, row, note=noted or "")
                    noted = None
                else:
                    said = {"status": row.status}
                    yield self._decision(
                        "comment", key, row, note=note if noted is None else noted, extra=said
                    )
                    noted = None
        if noted is not None:
            yield self._decision("comment", key, row, note=noted)

    def _decision(self, kind: str, key: Key, row: EditedRow | None, **about: Any) -> Decision:
        where = around(self._alignment.en, self._alignment.zh, key)
        about["extra"] = {**where.pop("extra", {}), **about.get("extra", {})}
        found = Decision(kind, self._document, origin=self._origin, **where, **about)
        if row is None:
            return found
        # a time before that of other decisions would not count: it is taken in now
        return replace(found, who=row.who, when=row.when if row.when > self._last else "")


def restructured(
    alignment: Alignment, former: Sequence[Key], document: str, origin: str
) -> list[Decision]:
    """What people changed in the beads of an alignment, whose beads were ``former``.

    >>> from align.alignment import Bead
    >>> from align.document import Document
    >>> en = Document.from_sentences(["One.", "Two."], "en")
    >>> zh = Document.from_sentences(["一。", "二。"], "zh")
    >>> now = Alignment(en, zh, (Bead((0, 1), (0, 1)),))
    >>> [d.kind for d in restructured(now, [((0,), (0,)), ((1,), (1,))], "a", "align.json")]
    ['merge']
    """
    owners: tuple[dict[int, int], dict[int, int]] = ({}, {})
    for number, key in enumerate(former):
        for side in (0, 1):
            owners[side].update(dict.fromkeys(key[side], number))
    there = set(former)
    made = []
    for bead in alignment:
        key = (bead.en, bead.zh)
        if key not in there:
            beads = {owners[side][n] for side in (0, 1) for n in key[side] if n in owners[side]}
            made.append(_Made(EditedRow("", "", ""), key, tuple(sorted(beads))))
    texts = (alignment.en.texts, alignment.zh.texts)
    found = []
    for beads, parts in _components(made):
        before = [former[number] for number in sorted(beads)]
        keys = [(part.sides[0] or (), part.sides[1] or ()) for part in parts]
        result = [
            (tuple(texts[0][n] for n in en), tuple(texts[1][n] for n in zh)) for en, zh in keys
        ]
        where = around(alignment.en, alignment.zh, _union([*before, *keys]))
        kind = _kind(before, keys)
        found.append(Decision(kind, document, origin=origin, result=tuple(result), **where))
    return found


def _kind(before: Sequence[Key], after: Sequence[Key]) -> str:
    """What a person did who made these beads of those."""
    if len(before) == len(after) == 1 and before[0] == after[0]:
        return "correct"
    if all(key[0] and key[1] for key in before) and not any(key[0] and key[1] for key in after):
        return "unlink"
    if len(after) == 1 and before:
        return "merge" if any(key[0] and key[1] for key in before) else "link"
    if len(before) == 1:
        return "split"
    return "move"


def _components(made: Sequence[_Made]) -> Iterator[tuple[set[int], list[_Made]]]:
    """Pairs that share beads, directly or by others, with these beads."""
    found: list[tuple[set[int], list[_Made]]] = []
    of: dict[int, tuple[set[int], list[_Made]]] = {}
    for part in made:
        together = {id(of[n]): of[n] for n in part.beads if n in of}
        beads, parts = set(part.beads), [part]
        for other in together.values():
            beads |= other[0]
            parts = other[1] + parts
            found = [some for some in found if some is not other]
        new = (beads, parts)
        found.append(new)
        of.update(dict.fromkeys(beads, new))
    yield from found


def _union(keys: Iterable[Key]) -> Key:
    some = list(keys)
    return (
        tuple(sorted({n for key in some for n in key[0]})),
        tuple(sorted({n for key in some for n in key[1]})),
    )


def _distinct(runs: Sequence[tuple[int, ...] | None]) -> bool:
    """Whether all are known and none shares a sentence with another."""
    numbers = [n for run in runs for n in run or ()]
    return None not in runs and len(numbers) == len(set(numbers))
