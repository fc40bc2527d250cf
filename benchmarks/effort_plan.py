"""Plan the key presses that turn an alignment into the gold at the review page.

:class:`Desk` is the page as far as keys go: rows of sentence numbers and a cursor. :func:`plan`
repairs one tangle of rows after the other: a tangle is what rows and gold beads that share
sentences have in common. Small ones are solved by A*, long ones bead by bead. Every key press
counts, those that move the cursor, too.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from functools import cache
from itertools import count
from typing import Any

from align.review.bead_rows import SIDES
from align.review.cuts import best_split
from align.review.session import Session
from align.review.view import DOUBTFUL

Numbers = tuple[int, ...]
Pair = tuple[Numbers, Numbers]
#: A row, the side and the piece before which it is cut → how many pieces of the other side go along.
Proposal = Callable[[Pair, int, int], int]

_TANGLE = 6  # rows and gold beads of a tangle that is solved at once
_LIMIT = 1000
_WEIGHT = 1.5  # keys a missing bead is expected to cost  # states of one search


class Refused(Exception):
    """The page refuses this key here."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row: the numbers of its sentences; ``rival`` is the aligner's runner-up.

    A ``decided`` one is as a person left it. One with a ``place`` is text of a side that was set
    aside: the cursor passes it.
    """

    pair: Pair
    doubtful: bool = False
    rival: Pair | None = None
    decided: bool = False
    place: tuple[int, ...] = ()
    aside: int = 0


def in_proportion(pair: Pair, side: int, piece: int) -> int:
    """As large a share of the other side as of this one.

    >>> in_proportion(((0, 1), (0, 1, 2, 3)), 0, 1)
    2
    """
    return round(len(pair[1 - side]) * piece / len(pair[side]))


@dataclass(frozen=True)
class Desk:
    """The review page: ``row``, ``side`` and ``piece`` are where the cursor is.

    >>> desk = Desk.of([((0,), (0,)), ((1,), (1,))])
    >>> desk.press("m").pairs
    [((0, 1), (0, 1))]
    """

    lines: tuple[Line, ...]
    row: int = 0
    side: int = 0
    piece: int = 0
    mark: Pair | None = None
    first: int = 0  # the number of the first of these rows, if they are a part of the page
    propose: Proposal = field(default=in_proportion, compare=False)

    @classmethod
    def of(cls, rows: Iterable[Pair | Line], propose: Proposal = in_proportion) -> "Desk":
        """The page as it opens."""
        lines = in_order([row if isinstance(row, Line) else Line(row) for row in rows])
        return cls(lines, propose=propose).at(0, 0)

    @property
    def pairs(self) -> list[Pair]:
        """The sentences of each row."""
        return [line.pair for line in self.lines]

    def at(self, row: int, side: int | None = None, piece: int = 0) -> "Desk":
        """The same with the cursor elsewhere: on this side, if the row has it."""
        row = min(max(row, 0), len(self.lines) - 1)
        side = self.side if side is None else side
        own = self.lines[row].pair
        if self.lines[row].place:
            side, piece = self.lines[row].aside, 0
        elif not own[side]:
            side, piece = 1 - side, 0
        piece = max(0, min(piece, len(own[side]) - 1))
        return Desk(self.lines, row, side, piece, self.mark, self.first, self.propose)

    def press(self, key: str) -> "Desk":
        """The page after a key. Raises :class:`Refused`."""
        if key in _MOVES:
            return _MOVES[key](self)
        if key not in _ACTIONS:
            raise Refused(key)
        return _ACTIONS[key](self)

    def _with(self, taken: Iterable[int], new: Iterable[Line]) -> "Desk":
        """New rows in place of some, in the page's order; the cursor goes to the first of them."""
        gone = set(taken)
        made = [line for line in new if any(line.pair)]
        lines = in_order([*(line for n, line in enumerate(self.lines) if n not in gone), *made])
        page = Desk(lines, 0, self.side, 0, None, self.first, self.propose)
        return page.at(next(n for n, line in enumerate(lines) if any(line is m for m in made)))

    def _arranged(self, taken: Iterable[int], new: Iterable[Pair]) -> "Desk":
        return self._with(taken, [Line(pair, decided=True) for pair in new])

    def merge(self, step: int) -> "Desk":
        """This row and the next or the previous one are one."""
        return self._united(self.row, self.neighbour(step))

    def neighbour(self, step: int) -> int:
        """The next or the previous bead."""
        row = self.row + step
        while 0 <= row < len(self.lines) and self.lines[row].place:
            row += step
        if not 0 <= row < len(self.lines) or self.lines[self.row].place:
            raise Refused("no row there")
        return row

    def split(self) -> "Desk":
        """The row is cut before the current sentence."""
        pair = self.lines[self.row].pair
        if not self.piece:
            raise Refused("split")
        ends = [0, 0]
        ends[self.side] = self.piece
        if pair[1 - self.side]:
            ends[1 - self.side] = self.propose(pair, self.side, self.piece)
        first = pair[0][: ends[0]], pair[1][: ends[1]]
        second = pair[0][ends[0] :], pair[1][ends[1] :]
        return self._arranged([self.row], [first, second])

    def move(self, step: int) -> "Desk":
        """The last sentence goes to the next row (``step`` 1), or the first to the one before."""
        other = self.neighbour(step)
        mine = list(self.lines[self.row].pair)
        numbers = mine[self.side]
        if not numbers:
            raise Refused("move")
        theirs = list(self.lines[other].pair)
        moved, rest = (numbers[-1:], numbers[:-1]) if step > 0 else (numbers[:1], numbers[1:])
        mine[self.side], theirs[self.side] = rest, tuple(sorted(moved + theirs[self.side]))
        return self._arranged([self.row, other], [(mine[0], mine[1]), (theirs[0], theirs[1])])

    def unlink(self) -> "Desk":
        """The sentences of both sides have no counterpart."""
        en, zh = self.lines[self.row].pair
        if not (en and zh):
            raise Refused("unlink")
        return self._arranged([self.row], [(en, ()), ((), zh)])

    def link(self) -> "Desk":
        """Mark a row, or make one of it and the marked one."""
        own = self.lines[self.row].pair
        if self.mark is None:
            return replace(self, mark=own)
        if self.mark == own:
            raise Refused("link")
        return self._united(self.pairs.index(self.mark), self.row)

    def runner_up(self) -> "Desk":
        """The aligner's second choice; what is left of other rows is undecided."""
        rival = self.lines[self.row].rival
        touched = [n for n, line in enumerate(self.lines) if rival and _share(line.pair, rival)]
        if rival is None or any(self.lines[n].decided for n in touched):
            raise Refused("runner-up")
        new = [Line(rival, decided=True)]
        for n in touched:
            en, zh = rest = _without(self.lines[n].pair, rival)
            if en and zh:
                new.append(Line(rest, doubtful=True))
            else:
                new += [Line(((n,), ()), doubtful=True) for n in en]
                new += [Line(((), (n,)), doubtful=True) for n in zh]
        return self._with(touched, new)

    def _united(self, first: int, second: int) -> "Desk":
        one, other = self.lines[first].pair, self.lines[second].pair
        en, zh = (tuple(sorted(a + b)) for a, b in zip(one, other, strict=True))
        return self._arranged([first, second], [(en, zh)])


def in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Rows as the page has them: by their English; Chinese alone stands after what it follows.

    >>> rows = [((1,), (1,)), ((), (0,)), ((0,), ()), ((), (2,))]
    >>> [line.pair for line in in_order(map(Line, rows))]
    [((), (0,)), ((0,), ()), ((1,), (1,)), ((), (2,))]
    """
    own = list(lines)
    owner: dict[int, int] = {}
    for line in own:
        owner |= dict.fromkeys(line.pair[1], line.pair[0][0] if line.pair[0] else -1)
    before, last = {}, -1
    for n in sorted(owner):
        before[n] = last
        last = owner[n] if owner[n] >= 0 else last

    def place(line: Line) -> tuple[int, ...]:
        en, zh = line.pair
        if line.place:
            return line.place
        return (en[0], 0, 0) if en else (before[zh[0]], 1, zh[0])

    return tuple(sorted(own, key=place))


def _share(one: Pair, other: Pair) -> bool:
    return any(not set(a).isdisjoint(b) for a, b in zip(one, other, strict=True))


def _without(pair: Pair, other: Pair) -> Pair:
    en, zh = (tuple(n for n in a if n not in b) for a, b in zip(pair, other, strict=True))
    return en, zh


def _next_doubtful(desk: Desk, step: int) -> Desk:
    row = desk.row + step
    while 0 <= row < len(desk.lines):
        if desk.lines[row].doubtful:
            return desk.at(row)
        row += step
    raise Refused("doubtful")


def _along(desk: Desk, step: int) -> Desk:
    """The cursor to the next sentence of the row: English ones, then Chinese ones."""
    en, zh = desk.lines[desk.row].pair
    here = desk.piece + len(en) * desk.side + step
    if not 0 <= here < len(en) + len(zh):
        raise Refused("end of the row")
    return desk.at(desk.row, int(here >= len(en)), here - len(en) * (here >= len(en)))


def _go(desk: Desk, step: int) -> Desk:
    if not 0 <= desk.row + step < len(desk.lines):
        raise Refused("end of the document")
    return desk.at(desk.row + step)


_MOVES: dict[str, Callable[[Desk], Desk]] = {
    "j": lambda desk: _go(desk, 1),
    "k": lambda desk: _go(desk, -1),
    "ArrowRight": lambda desk: _along(desk, 1),
    "ArrowLeft": lambda desk: _along(desk, -1),
    "n": lambda desk: _next_doubtful(desk, 1),
    "N": lambda desk: _next_doubtful(desk, -1),
}
_ACTIONS: dict[str, Callable[[Desk], Desk]] = {
    "m": lambda desk: desk.merge(1),
    "M": lambda desk: desk.merge(-1),
    "s": Desk.split,
    ".": lambda desk: desk.move(1),
    ",": lambda desk: desk.move(-1),
    "u": Desk.unlink,
    "l": Desk.link,
    "r": Desk.runner_up,
}


# ------------------------------------------------------------------ going there


def way(desk: Desk, row: int, side: int | None = None, piece: int | None = None) -> list[str]:
    """The fewest keys to a row, a side of it, a sentence of it.

    >>> desk = Desk.of([((n,), (n,)) for n in range(20)])
    >>> way(desk, 2, 1), way(desk, 14)
    (['j', 'j', 'ArrowRight'], ['g', '1', '5', 'Enter'])
    """
    if side is None:
        return _to_row(desk, row)
    later = _to_row(desk, row)
    later += _within(_pressed(desk, later), side, piece)
    if side == desk.side or not desk.lines[desk.row].pair[side]:
        return later
    sooner = [*_within(desk, side, None), *_to_row(desk, row)]
    sooner += _within(_pressed(desk, sooner), side, piece)
    return min(later, sooner, key=len)


def _to_row(desk: Desk, row: int) -> list[str]:
    far = abs(row - desk.row)
    plans = [["j" if row > desk.row else "k"] * far]
    if far > 2:
        key, step = ("n", 1) if row > desk.row else ("N", -1)
        last = min(max(row + far * step, -1), len(desk.lines))
        stops = [n for n in range(desk.row + step, last, step) if desk.lines[n].doubtful]
        for presses, stop in enumerate(stops, start=1):
            plans.append([key] * presses + ["j" if row > stop else "k"] * abs(row - stop))
            if step * (stop - row) >= 0:
                break
        plans.append(["g", *str(desk.first + row + 1), "Enter"])
    return min(plans, key=len)


def _within(desk: Desk, side: int, piece: int | None) -> list[str]:
    pair = desk.lines[desk.row].pair
    if piece is None:  # any: the nearest one
        piece = desk.piece if side == desk.side else 0 if side else len(pair[0]) - 1
    far = piece + len(pair[0]) * side - desk.piece - len(pair[0]) * desk.side
    return ["ArrowRight" if far > 0 else "ArrowLeft"] * abs(far)


# ------------------------------------------------------------------ the plan


def plan(
    rows: Iterable[Pair | Line], gold: Iterable[Pair], propose: Proposal = in_proportion
) -> list[str]:
    """The keys that turn these rows into the gold, from the top of the page.
    >>> plan([((0, 1), (0, 1)), ((2,), ())], [((0,), (0,)), ((1, 2), (1,))])
    ['m', 'ArrowRight', 's']
    """
    return list(Repair(Desk.of(rows, propose), gold))


class Repair:
    """The keys of a plan, one tangle after the other; ``desk`` is the page after those given."""

    def __init__(self, desk: Desk, gold: Iterable[Pair]) -> None:
        self.desk = desk
        self._right = frozenset(gold)
        self._of: dict[tuple[int, int], Pair] = {
            sentence: pair for pair in self._right for sentence in _members(pair)
        }

    def __iter__(self) -> Iterator[str]:
        while (first := self._first_wrong()) is not None:
            keys, after = self._solved(first)
            self.desk = after
            yield from keys

    def _first_wrong(self) -> int | None:
        lines = self.desk.lines
        return next((n for n, line in enumerate(lines) if self._wrong(line)), None)

    def _wrong(self, line: Line) -> bool:
        return not line.place and line.pair not in self._right

    def _solved(self, first: int) -> tuple[list[str], "Desk"]:
        """The next tangle, or if it is long its first beads, and as a last resort one of them."""
        goals = self._tangle(first)
        near = self._touching([self.desk.lines[first].pair])
        for some in (goals, near[:3], near[:2], near[:1]):
            if some and (found := self._search(some)):
                return found
        return self._by_force(near[0])

    def _tangle(self, first: int) -> list[Pair]:
        """All gold beads of a tangle; none if it is long."""
        where = {s: line.pair for line in self.desk.lines for s in _members(line.pair)}
        rows, goals = {self.desk.lines[first].pair}, dict[Pair, None]()
        while len(rows) + len(goals) <= 2 * _TANGLE:
            more = dict.fromkeys(self._touching(rows))
            grown = rows | {where[s] for pair in more for s in _members(pair)}
            if grown == rows and more.keys() == goals.keys():
                return list(goals)
            rows, goals = grown, more
        return []

    def _touching(self, pairs: Iterable[Pair]) -> list[Pair]:
        """The gold beads with sentences of these, in order."""
        found = {self._of[s] for pair in pairs for s in _members(pair)}
        return sorted(found, key=_mean_place)

    def _search(self, goals: Sequence[Pair]) -> tuple[list[str], "Desk"] | None:
        """The fewest keys (nearly) after which these beads are there: A* over the rows between."""
        lines = self.desk.lines
        touched = [n for n, line in enumerate(lines) if any(_share(line.pair, g) for g in goals)]
        low, high = touched[0], touched[-1] + 1
        small = replace(self.desk, lines=lines[low:high], first=low)
        wide = frozenset(self._touching(line.pair for line in small.lines))
        queue: list[tuple[float, int, int, list[str], Desk]] = []
        order = count()
        seen: dict[tuple[object, ...], int] = {}

        def push(keys: list[str], desk: Desk) -> None:
            state = desk.pairs, desk.row, desk.side, desk.piece
            known = (tuple(state[0]), *state[1:])
            if seen.get(known, len(keys) + 1) > len(keys):
                seen[known] = len(keys)
                left = len(wide.difference(state[0]))
                heappush(queue, (len(keys) + left * _WEIGHT, next(order), len(keys), keys, desk))

        for n in range(low, high):
            if self._wrong(lines[n]):
                keys = way(self.desk, n)
                there = _pressed(self.desk, keys)
                push(keys, replace(there, lines=small.lines, row=n - low, first=low))
        while queue and len(seen) < _LIMIT:
            _, _, _, keys, desk = heappop(queue)
            if set(desk.pairs).issuperset(goals):
                with suppress(Refused):  # rows elsewhere have a say, too
                    whole = _pressed(self.desk, keys)
                    if set(whole.pairs).issuperset(goals):
                        return keys, whole
                continue
            for more, after in self._next(desk):
                push(keys + more, after)
        return None

    def _next(self, desk: Desk) -> Iterator[tuple[list[str], Desk]]:
        """What may help with the rows that are wrong, and how to go there."""
        wrong = [n for n, line in enumerate(desk.lines) if self._wrong(line)]
        goals = {n: [self._goals(desk.lines[n].pair[side], side) for side in (0, 1)] for n in wrong}
        for row in wrong:
            for key, side, piece in self._mendings(desk, row, goals):
                yield from _done(desk, way(desk, row, side, piece), key)
            for other in wrong:
                if other != row and not _all(goals[row]).isdisjoint(_all(goals[other])):
                    there = way(desk, row)
                    marked = _pressed(desk, [*there, "l"])
                    yield from _done(desk, [*there, "l", *way(marked, other)], "l")

    def _mendings(
        self, desk: Desk, row: int, goals: dict[int, list[list[Pair]]]
    ) -> Iterator[tuple[str, int | None, int | None]]:
        """Keys that part what the gold has apart, or put together what it has in one bead."""
        own = goals[row]
        if desk.lines[row].rival:
            yield "r", None, None
        if all(own) and set(own[0]).isdisjoint(own[1]):
            yield "u", None, None
        for side in (0, 1):
            for piece in range(1, len(own[side])):
                if own[side][piece] != own[side][piece - 1]:
                    yield "s", side, piece
        here = replace(desk, row=row)
        for step, join, move, end in ((1, "m", ".", -1), (-1, "M", ",", 0)):
            theirs: set[Pair] = set()
            with suppress(Refused):
                theirs = _all(goals.get(here.neighbour(step), []))
            if not theirs.isdisjoint(_all(own)):
                yield join, None, None
            for side in (0, 1):
                if own[side] and own[side][end] in theirs:
                    yield move, side, None

    def _goals(self, numbers: Numbers, side: int) -> list[Pair]:
        return [self._of[side, n] for n in numbers]

    def _by_force(self, goal: Pair) -> tuple[list[str], "Desk"]:
        """A bead from its sentences, whatever rows they are in: unlink, split, link."""
        keys: list[str] = []
        desk = self.desk

        def press(*more: str) -> None:
            nonlocal desk
            desk = _pressed(desk, more)
            keys.extend(more)

        while (row := _mixed(desk, goal)) is not None:
            pair = desk.lines[row].pair
            if all(pair):
                press(*way(desk, row), "u")
            else:
                side = 0 if pair[0] else 1
                inside = [n in goal[side] for n in pair[side]]
                piece = next(k for k in range(1, len(inside)) if inside[k] != inside[k - 1])
                press(*way(desk, row, side, piece), "s")
        while len(parts := [n for n, p in enumerate(desk.pairs) if _share(p, goal)]) > 1:
            press(*way(desk, parts[0]), "l")
            press(*way(desk, parts[1]), "l")
        return keys, desk


def _all(goals: Iterable[Iterable[Pair]]) -> set[Pair]:
    return {pair for side in goals for pair in side}


def _done(desk: Desk, keys: list[str], key: str) -> Iterator[tuple[list[str], Desk]]:
    with suppress(Refused):
        yield [*keys, key], _pressed(desk, [*keys, key])


def _pressed(desk: Desk, keys: Iterable[str]) -> Desk:
    """The page after these keys, among them ``g`` with a number."""
    number: str | None = None
    for key in keys:
        if key == "g":
            number = ""
        elif number is None:
            desk = desk.press(key)
        elif key == "Enter":
            desk, number = desk.at(int(number) - 1 - desk.first), None
        else:
            number += key
    return desk


def _mixed(desk: Desk, goal: Pair) -> int | None:
    """A row with sentences of a bead and others."""
    return next(
        (n for n, p in enumerate(desk.pairs) if _share(p, goal) and any(_without(p, goal))), None
    )


def _members(pair: Pair) -> list[tuple[int, int]]:
    return [(side, n) for side in (0, 1) for n in pair[side]]


def _mean_place(pair: Pair) -> tuple[float, ...]:
    first = [side[0] for side in pair if side]
    return (sum(first) / len(first), *first)


# ------------------------------------------------------------------ on a session


def desk_of(session: Session) -> Desk:
    """The page of a session as it opens."""
    lines: list[Line] = []
    last: tuple[int, ...] = (-1, 0, 0)
    for row in session.table:
        if row.aside:
            lines.append(Line(((), ()), place=(*last, 1), aside=int(not row.en)))
            continue
        en, zh = row.numbers
        last = (en[0], 0, 0) if en else (last[0], 1, zh[0])
        doubtful = not row.decided and row.confidence < DOUBTFUL
        lines.append(Line(row.numbers, doubtful, session.rival(row), row.decided))
    documents = session.documents

    @cache
    def propose(pair: Pair, side: int, piece: int) -> int:
        texts = [[d.texts[n] for n in ns] for d, ns in zip(documents, pair, strict=True)]
        return best_split(*texts, SIDES[side], piece)

    return Desk(tuple(lines), propose=propose).at(0, 0)


class Typist:
    """Presses keys as the page takes them: moves are those of a :class:`Desk`, actions a session's."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.desk = desk_of(session)

    def press(self, keys: Iterable[str]) -> None:
        """Press keys, one after the other."""
        number: str | None = None
        for key in keys:
            if key == "g":
                number = ""
            elif number is not None and key != "Enter":
                number += key
            elif number is not None:
                self.desk, number = self.desk.at(int(number) - 1), None
            elif key in _MOVES or (key == "l" and self.desk.mark is None):
                self.desk = self.desk.press(key)
            else:
                self._act(key)

    def _act(self, key: str) -> None:
        desk, rows = self.desk, [row.id for row in self.session.table]
        row, side = rows[desk.row], SIDES[desk.side]
        actions: dict[str, tuple[str, Callable[[], dict[str, Any]]]] = {
            "m": ("merge", lambda: {"rows": [row, rows[desk.neighbour(1)]]}),
            "M": ("merge", lambda: {"rows": [rows[desk.neighbour(-1)], row]}),
            "s": ("split", lambda: {"row": row, side: desk.piece}),
            ".": ("move", lambda: {"row": row, "side": side, "to": "next"}),
            ",": ("move", lambda: {"row": row, "side": side, "to": "previous"}),
            "u": ("unlink", lambda: {"row": row}),
            "l": ("link", lambda: {"rows": [row, rows[desk.pairs.index(desk.mark)]]}),
            "r": ("runner_up", lambda: {"row": row}),
        }
        action, arguments = actions[key]
        answer = self.session.answer(action, {"version": self.session.version, **arguments()})
        ids = [row.id for row in self.session.table]
        self.desk = replace(desk_of(self.session), side=desk.side).at(ids.index(answer["focus"]))
