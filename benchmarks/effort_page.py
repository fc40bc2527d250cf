"""The review page as far as keys go: rows of sentence numbers, a cursor, what each key does.

:class:`Screen` needs neither server nor files, so that plans can be tried on it; :class:`Typist`
presses the same keys on a session.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from align.document import Document
from align.review.bead_rows import SIDES
from align.review.cuts import best_split
from align.review.session import Session
from align.review.view import DOUBTFUL

Numbers = tuple[int, ...]
Pair = tuple[Numbers, Numbers]
#: A row, the side and the piece before which it is cut → how many pieces of the other side go
#: along.
Proposal = Callable[[Pair, int, int], int]


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
class Screen:
    """The review page without texts: ``row``, ``side`` and ``piece`` are where the cursor is.

    >>> screen = Screen.of([((0,), (0,)), ((1,), (1,))])
    >>> screen.press("m").pairs
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
    def of(cls, rows: Iterable[Pair | Line], propose: Proposal = in_proportion) -> "Screen":
        """The page as it opens."""
        lines = in_order([row if isinstance(row, Line) else Line(row) for row in rows])
        return cls(lines, propose=propose).at(0, 0)

    @property
    def pairs(self) -> list[Pair]:
        """The sentences of each row."""
        return [line.pair for line in self.lines]

    def at(self, row: int, side: int | None = None, piece: int = 0) -> "Screen":
        """The same with the cursor elsewhere: on this side, if the row has it."""
        row = min(max(row, 0), len(self.lines) - 1)
        side = self.side if side is None else side
        own = self.lines[row].pair
        if self.lines[row].place:
            side, piece = self.lines[row].aside, 0
        elif not own[side]:
            side, piece = 1 - side, 0
        piece = max(0, min(piece, len(own[side]) - 1))
        return Screen(self.lines, row, side, piece, self.mark, self.first, self.propose)

    def press(self, key: str) -> "Screen":
        """The page after a key. Raises :class:`Refused`."""
        if key in _MOVES:
            return _MOVES[key](self)
        if key not in _ACTIONS:
            raise Refused(key)
        return _ACTIONS[key](self)

    def _with(self, taken: Iterable[int], new: Iterable[Line]) -> "Screen":
        """New rows in place of some, in the page's order; the cursor goes to the first of them."""
        gone = set(taken)
        made = [line for line in new if any(line.pair)]
        lines = in_order([*(line for n, line in enumerate(self.lines) if n not in gone), *made])
        page = Screen(lines, 0, self.side, 0, None, self.first, self.propose)
        return page.at(next(n for n, line in enumerate(lines) if any(line is m for m in made)))

    def _arranged(self, taken: Iterable[int], new: Iterable[Pair]) -> "Screen":
        return self._with(taken, [Line(pair, decided=True) for pair in new])

    def merge(self, step: int) -> "Screen":
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

    def split(self) -> "Screen":
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

    def move(self, step: int) -> "Screen":
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

    def unlink(self) -> "Screen":
        """The sentences of both sides have no counterpart."""
        en, zh = self.lines[self.row].pair
        if not (en and zh):
            raise Refused("unlink")
        return self._arranged([self.row], [(en, ()), ((), zh)])

    def link(self) -> "Screen":
        """Mark a row, or make one of it and the marked one."""
        own = self.lines[self.row].pair
        if self.mark is None:
            return replace(self, mark=own)
        if self.mark == own:
            raise Refused("link")
        return self._united(self.marked, self.row)

    @property
    def marked(self) -> int:
        """The row that waits to be linked."""
        return next(n for n, line in enumerate(self.lines) if line.pair == self.mark)

    def runner_up(self) -> "Screen":
        """The aligner's second choice; what is left of other rows is undecided."""
        rival = self.lines[self.row].rival
        touched = [n for n, line in enumerate(self.lines) if rival and share(line.pair, rival)]
        if rival is None or any(self.lines[n].decided for n in touched):
            raise Refused("runner-up")
        new = [Line(rival, decided=True)]
        for n in touched:
            en, zh = rest = without(self.lines[n].pair, rival)
            if en and zh:
                new.append(Line(rest, doubtful=True))
            else:
                new += [Line(((n,), ()), doubtful=True) for n in en]
                new += [Line(((), (n,)), doubtful=True) for n in zh]
        return self._with(touched, new)

    def _united(self, first: int, second: int) -> "Screen":
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


def share(one: Pair, other: Pair) -> bool:
    return any(not set(a).isdisjoint(b) for a, b in zip(one, other, strict=True))


def without(pair: Pair, other: Pair) -> Pair:
    en, zh = (tuple(n for n in a if n not in b) for a, b in zip(pair, other, strict=True))
    return en, zh


def _next_doubtful(screen: Screen, step: int) -> Screen:
    row = screen.row + step
    while 0 <= row < len(screen.lines):
        if screen.lines[row].doubtful:
            return screen.at(row)
        row += step
    raise Refused("doubtful")


def _along(screen: Screen, step: int) -> Screen:
    """The cursor to the next sentence of the row: English ones, then Chinese ones."""
    en, zh = screen.lines[screen.row].pair
    here = screen.piece + len(en) * screen.side + step
    if not 0 <= here < len(en) + len(zh):
        raise Refused("end of the row")
    return screen.at(screen.row, int(here >= len(en)), here - len(en) * (here >= len(en)))


def _go(screen: Screen, step: int) -> Screen:
    if not 0 <= screen.row + step < len(screen.lines):
        raise Refused("end of the document")
    return screen.at(screen.row + step)


_MOVES: dict[str, Callable[[Screen], Screen]] = {
    "j": lambda screen: _go(screen, 1),
    "k": lambda screen: _go(screen, -1),
    "ArrowRight": lambda screen: _along(screen, 1),
    "ArrowLeft": lambda screen: _along(screen, -1),
    "n": lambda screen: _next_doubtful(screen, 1),
    "N": lambda screen: _next_doubtful(screen, -1),
}
_ACTIONS: dict[str, Callable[[Screen], Screen]] = {
    "m": lambda screen: screen.merge(1),
    "M": lambda screen: screen.merge(-1),
    "s": Screen.split,
    ".": lambda screen: screen.move(1),
    ",": lambda screen: screen.move(-1),
    "u": Screen.unlink,
    "l": Screen.link,
    "r": Screen.runner_up,
}


# ------------------------------------------------------------------ going there


def way(screen: Screen, row: int, side: int | None = None, piece: int | None = None) -> list[str]:
    """The fewest keys to a row, a side of it, a sentence of it.

    >>> screen = Screen.of([((n,), (n,)) for n in range(20)])
    >>> way(screen, 2, 1), way(screen, 14)
    (['j', 'j', 'ArrowRight'], ['g', '1', '5', 'Enter'])
    """
    if side is None:
        return _to_row(screen, row)
    later = _to_row(screen, row)
    later += _within(pressed(screen, later), side, piece)
    if side == screen.side or not screen.lines[screen.row].pair[side]:
        return later
    sooner = [*_within(screen, side, None), *_to_row(screen, row)]
    sooner += _within(pressed(screen, sooner), side, piece)
    return min(later, sooner, key=len)


def _to_row(screen: Screen, row: int) -> list[str]:
    far = abs(row - screen.row)
    plans = [["j" if row > screen.row else "k"] * far]
    if far > 2:
        key, step = ("n", 1) if row > screen.row else ("N", -1)
        last = min(max(row + far * step, -1), len(screen.lines))
        stops = [n for n in range(screen.row + step, last, step) if screen.lines[n].doubtful]
        for presses, stop in enumerate(stops, start=1):
            plans.append([key] * presses + ["j" if row > stop else "k"] * abs(row - stop))
            if step * (stop - row) >= 0:
                break
        plans.append(["g", *str(screen.first + row + 1), "Enter"])
    return min(plans, key=len)


def _within(screen: Screen, side: int, piece: int | None) -> list[str]:
    pair = screen.lines[screen.row].pair
    if piece is None:  # any: the nearest one
        piece = screen.piece if side == screen.side else 0 if side else len(pair[0]) - 1
    far = piece + len(pair[0]) * side - screen.piece - len(pair[0]) * screen.side
    return ["ArrowRight" if far > 0 else "ArrowLeft"] * abs(far)


def pressed(screen: Screen, keys: Iterable[str]) -> Screen:
    """The page after these keys, among them ``g`` with a number."""
    number: str | None = None
    for key in keys:
        if key == "g":
            number = ""
        elif number is None:
            screen = screen.press(key)
        elif key == "Enter":
            screen, number = screen.at(int(number) - 1 - screen.first), None
        else:
            number += key
    return screen


def members(pair: Pair) -> list[tuple[int, int]]:
    return [(side, n) for side in (0, 1) for n in pair[side]]


# ------------------------------------------------------------------ on a session


def screen_of(session: Session) -> Screen:
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
    return Screen(tuple(lines), propose=proposals(session.documents)).at(0, 0)


def proposals(documents: Sequence[Document]) -> Proposal:
    """Where the page splits the other side, by the texts."""

    @cache
    def propose(pair: Pair, side: int, piece: int) -> int:
        en, zh = ([d.texts[n] for n in ns] for d, ns in zip(documents, pair, strict=True))
        return best_split(en, zh, SIDES[side], piece)

    return propose


class Typist:
    """Presses keys as the page takes them: moves as a :class:`Screen`, actions on a session."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.screen = screen_of(session)

    def press(self, keys: Iterable[str]) -> None:
        """Press keys, one after the other."""
        number: str | None = None
        for key in keys:
            if key == "g":
                number = ""
            elif number is not None and key != "Enter":
                number += key
            elif number is not None:
                self.screen, number = self.screen.at(int(number) - 1), None
            elif key in _MOVES or (key == "l" and self.screen.mark is None):
                self.screen = self.screen.press(key)
            else:
                self._act(key)

    def _act(self, key: str) -> None:
        screen, rows = self.screen, [row.id for row in self.session.table]
        row, side = rows[screen.row], SIDES[screen.side]
        actions: dict[str, tuple[str, Callable[[], dict[str, Any]]]] = {
            "m": ("merge", lambda: {"rows": [row, rows[screen.neighbour(1)]]}),
            "M": ("merge", lambda: {"rows": [rows[screen.neighbour(-1)], row]}),
            "s": ("split", lambda: {"row": row, side: screen.piece}),
            ".": ("move", lambda: {"row": row, "side": side, "to": "next"}),
            ",": ("move", lambda: {"row": row, "side": side, "to": "previous"}),
            "u": ("unlink", lambda: {"row": row}),
            "l": ("link", lambda: {"rows": [row, rows[screen.marked]]}),
            "r": ("runner_up", lambda: {"row": row}),
        }
        action, arguments = actions[key]
        answer = self.session.answer(action, {"version": self.session.version, **arguments()})
        ids = [row.id for row in self.session.table]
        self.screen = replace(screen_of(self.session), side=screen.side).at(
            ids.index(answer["focus"])
        )
