"""Sentences, and parts of them, in other rows → decisions about whole sentences."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from align.errors import UsageError
from align.languages import get_language
from align.memory.decisions import Texts, cut
from align.memory.places import Key
from align.review.bead_rows import SIDES, BeadRow, Change
from align.review.state import Entry
from align.review.view import ReviewView


class RowPiece(NamedTuple):
    """A text of a row: the sentence ``number``; −1: a part of one, or a new text, of ``group``."""

    text: str
    number: int
    group: Key


#: English and Chinese pieces that become a row.
Part: TypeAlias = tuple[list[RowPiece], list[RowPiece]]


class Arranged(NamedTuple):
    """Sentences that stay together, the pairs that become of them, and which are not written."""

    key: Key
    result: tuple[Texts, ...]
    out: tuple[int, ...]


def pieces_of_row(row: BeadRow) -> Part:
    """The pieces of a row.

    >>> pieces_of_row(BeadRow("e0", ("One.",), (), ((0,), ()), ((0,), ())))[0][0].number
    0
    """
    en, zh = (
        [RowPiece(text, n, row.numbers) for text, n in zip(texts, numbers, strict=True)]
        for texts, numbers in zip(row.sides, row.whole, strict=True)
    )
    return en, zh


def cut_pieces(
    pieces: Sequence[RowPiece], piece: int, offset: int
) -> tuple[list[RowPiece], list[RowPiece]]:
    """The pieces before and after a place in one of them.

    >>> whole = RowPiece("Yes, he said.", 0, ((0,), ()))
    >>> [[p.text for p in half] for half in cut_pieces([whole], 0, 5)]
    [['Yes,'], ['he said.']]

    Raises :class:`align.errors.UsageError` for a place that is not there.
    """
    before, after = list(pieces[:piece]), list(pieces[piece + 1 :])
    if 0 <= piece < len(pieces):
        one = pieces[piece]
        halves = one.text[:offset].rstrip(), one.text[offset:].lstrip()
        if 0 <= offset <= len(one.text):
            if all(halves):
                return [*before, one._replace(text=halves[0], number=-1)], [
                    one._replace(text=halves[1], number=-1),
                    *after,
                ]
            return ([*before, one], after) if halves[0] else (before, [one, *after])
    elif piece == len(pieces) and offset == 0:
        return before, []
    raise UsageError(f"cut: there is no place {offset} in sentence {piece + 1}")


def joined_piece(pieces: Sequence[RowPiece], language: str) -> RowPiece:
    """Pieces as one."""
    joiner = get_language(language).joiner
    return RowPiece(joiner.join(piece.text for piece in pieces), -1, pieces[0].group)


def sorted_pieces(pieces: list[RowPiece]) -> list[RowPiece]:
    """Whole sentences in the order of the document; others as they are."""
    return sorted(pieces, key=lambda p: p.number) if all(p.number >= 0 for p in pieces) else pieces


def arranged(parts: Iterable[tuple[BeadRow, Part]], groups: Iterable[Key]) -> list[Arranged]:
    """What becomes of the sentences of ``groups``, all of whose rows are arranged as ``parts``.

    ``parts`` are in order, each with the row that it comes from. Those that share a sentence of
    which they have only parts are decided together; so is a text that was replaced, with the
    sentences that it replaces.
    """
    made = [
        (row, (sorted_pieces(part[0]), sorted_pieces(part[1]))) for row, part in parts if any(part)
    ]
    ties, lost = _ties_and_losses(made, groups)
    return [_arrangement([made[n] for n in numbers],
                         [lost[group] for group, some in ties.items() if some[0] in numbers])
            for numbers in _together(len(made), ties.values())]  # fmt: skip


def _arrangement(parts: Sequence[tuple[BeadRow, Part]], lost: Sequence[Key]) -> Arranged:
    """Parts that are decided together, with those of their sentences that are in none of them."""
    sides = []
    for side in (0, 1):
        ours = _numbers(part[side] for _, part in parts)
        sides.append(tuple(sorted(ours.union(*(group[side] for group in lost)))))
    result = tuple((_texts(en), _texts(zh)) for _, (en, zh) in parts)
    gone = [row.parts > 1 and row.status == "excluded" for row, _ in parts]
    out = tuple(n for n, is_gone in enumerate(gone) if is_gone and len(parts) > 1)
    return Arranged((sides[0], sides[1]), result, out)


def _texts(pieces: Iterable[RowPiece]) -> tuple[str, ...]:
    return tuple(piece.text for piece in pieces)


def _numbers(lists: Iterable[Iterable[RowPiece]]) -> set[int]:
    """The whole sentences among pieces."""
    return {piece.number for pieces in lists for piece in pieces if piece.number >= 0}


def _sentence_beside(parts: Sequence[Part], some: Sequence[int], group: Key) -> list[int]:
    """If no sentence is in some parts: the number of a part with one of the group.

    A text that somebody wrote beside a sentence is decided with it.
    """
    if any(_has_sentences(parts[n]) for n in some):
        return []
    return [n for n, part in enumerate(parts) if _has_sentences(part, group)][:1]


def _has_sentences(part: Part, group: Key | None = None) -> bool:
    """Whether whole sentences are in a part, or some of a group."""
    return any(
        piece.number >= 0 and (group is None or piece.number in group[side])
        for side in (0, 1)
        for piece in part[side]
    )


def _ties_and_losses(
    made: Sequence[tuple[BeadRow, Part]], groups: Iterable[Key]
) -> tuple[dict[Key, list[int]], dict[Key, Key]]:
    """By group, the numbers of parts that are decided together, and its sentences in no part."""
    whole = [_numbers(part[side] for _, part in made) for side in (0, 1)]
    ties = _ties(made)
    lost: dict[Key, Key] = {}
    for group in dict.fromkeys(groups):
        en, zh = (tuple(n for n in group[side] if n not in whole[side]) for side in (0, 1))
        lost[group] = (en, zh)
        if (en or zh) and group not in ties:  # the text of a side is gone
            own = [n for n, (row, _) in enumerate(made) if row.numbers == group]
            ties[group] = own[:1] or [0]
        if not (en or zh) and group in ties:
            ties[group] += _sentence_beside([part for _, part in made], ties[group], group)
    return ties, lost


def _ties(made: Iterable[tuple[BeadRow, Part]]) -> dict[Key, list[int]]:
    """By group, the numbers of the parts that have pieces of its sentences."""
    found: dict[Key, list[int]] = {}
    for number, (_, part) in enumerate(made):
        for piece in (*part[0], *part[1]):
            if piece.number < 0 and number not in (same := found.setdefault(piece.group, [])):
                same.append(number)
    return found


def _together(size: int, ties: Iterable[Sequence[int]]) -> list[list[int]]:
    """Numbers below a size in groups: those of a tie are together."""
    first = list(range(size))

    def root(n: int) -> int:
        while first[n] != n:
            n = first[n]
        return n

    for tie in ties:
        for number in tie[1:]:
            a, b = sorted((root(tie[0]), root(number)))
            first[b] = a
    found: dict[int, list[int]] = {}
    for n in range(size):
        found.setdefault(root(n), []).append(n)
    return list(found.values())


def as_extra(arrangement: Arranged) -> Mapping[str, Any]:
    """What a decision says besides its texts."""
    return {"out": list(arrangement.out)} if arrangement.out else {}


class Arranging(ReviewView):
    """Actions on rows of a document, for :class:`align.review.session.Session`."""

    def siblings(self, row: BeadRow) -> list[BeadRow]:
        """All rows of the same sentences."""
        first = self._order[row.id] - row.part
        return list(self.table[first : first + row.parts])

    def neighbour(self, row: BeadRow, *, forward: bool) -> BeadRow | None:
        """The next or the previous row that is not set aside."""
        step = 1 if forward else -1
        at = self._order[row.id] + step
        while 0 <= at < len(self.table) and self.table[at].aside:
            at += step
        return self.table[at] if 0 <= at < len(self.table) else None

    # ------------------------------------------------------------------ rows → decisions

    def _bead(self, name: str, before: list[BeadRow]) -> BeadRow:
        """A row that is a bead or a part of one."""
        row = self.row(name)
        if row.aside:
            raise UsageError("this text was set aside; bring it back first")
        before.append(row)
        return row

    def _beads(self, names: Sequence[str], before: list[BeadRow]) -> list[BeadRow]:
        """Such rows, in the order of the document."""
        if isinstance(names, str):
            raise UsageError("a list of rows is needed")
        found = [self._bead(name, before) for name in dict.fromkeys(names)]
        return sorted(found, key=lambda row: self._order[row.id])

    def _mark(self, kind: str, names: Sequence[str]) -> Change:
        """Decide the same about rows as they stand."""
        with self._action() as before:
            rows = self._beads(names, before)
            if not rows:
                raise UsageError(f"{kind}: no rows")
            keys = dict.fromkeys(row.numbers for row in rows)
            entries = [self._about(kind, key) for key in keys]
            return self._put(kind, entries, before, n=len(rows))

    def _out(self, names: Sequence[str], *, out: bool) -> Change:
        """Leave rows out of the memory, or not."""
        with self._action() as before:
            rows = self._beads(names, before)
            if not rows:
                raise UsageError("no rows")
            kind = "exclude" if out else "approve"
            entries: dict[Key, Entry] = {}
            for row in rows:
                if row.numbers in entries:
                    continue
                own = self.siblings(row)
                now = {one.id: out if one in rows else one.status == "excluded" for one in own}
                if out == all(now.values()) and (out or len(own) == 1):
                    entries[row.numbers] = self._about(kind, row.numbers)
                    continue
                numbers = [n for n, gone in enumerate(now.values()) if gone]
                entries[row.numbers] = self._about(
                    "correct",
                    row.numbers,
                    result=tuple(one.sides for one in own),
                    extra={"out": numbers},
                )
            said = "exclude" if out else "include"
            return self._put(said, entries.values(), before, n=len(rows))

    def _united(self, kind: str, rows: Sequence[BeadRow], before: list[BeadRow]) -> Change:
        """Rows become one."""
        first, *others = rows
        pieces = pieces_of_row(first)
        for row in others:
            for some, more in zip(pieces, pieces_of_row(row), strict=True):
                some += more
        parts: dict[BeadRow, list[Part]] = {first: [pieces], **{row: [] for row in others}}
        return self._rearrange(kind, parts, before, n=len(rows))

    def _rearrange(
        self,
        kind: str,
        parts: Mapping[BeadRow, Sequence[Part]],
        before: list[BeadRow],
        *,
        said: str = "",
        **values: Any,
    ) -> Change:
        """The pieces of rows are in other rows now; other rows of the same sentences stay."""
        rows = {row: found for row in parts for row, found in self._with_siblings(row, parts)}
        order = sorted(rows, key=lambda row: self._order[row.id])
        made = arranged(
            ((row, part) for row in order for part in rows[row]),
            [row.numbers for row in order],
        )
        entries = [
            self._about(kind, one.key, result=one.result, extra=dict(as_extra(one))) for one in made
        ]
        return self._put(said or kind, entries, before, **values)

    def _with_siblings(
        self, row: BeadRow, parts: Mapping[BeadRow, Sequence[Part]]
    ) -> Iterator[tuple[BeadRow, Sequence[Part]]]:
        for one in self.siblings(row):
            yield one, parts.get(one, [pieces_of_row(one)])

    # ------------------------------------------------------------------ proposals

    def place(self, row: str, side: str, piece: int, offset: int) -> tuple[int, int]:
        """The best place to cut the other side of a row, if this side is cut there."""
        with self._lock:
            return self._proposed_cut(self.row(row), side_number(side), piece, offset)

    def _proposed_cut(self, row: BeadRow, k: int, piece: int, offset: int) -> tuple[int, int]:
        from align.review.cuts import best_cut

        return best_cut(row.en, row.zh, SIDES[k], piece, offset)

    def _proposed_split(self, row: BeadRow, k: int, number: int | None) -> int:
        """How many pieces of the other side go with so many of this one."""
        from align.review.cuts import best_split

        at = len(row.sides[k]) // 2 if number is None else number
        return best_split(row.en, row.zh, SIDES[k], at)


def side_number(name: str) -> int:
    if name not in SIDES:
        raise UsageError(f"{cut(str(name))}: a side is one of {', '.join(SIDES)}")
    return SIDES.index(name)


def checked_number(number: int | None, most: int) -> int:
    if number is None or not 0 <= number <= most:
        raise UsageError("split: there are not so many sentences")
    return number
