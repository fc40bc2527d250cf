"""Plan the key presses that turn an alignment into the gold at the review page.

:func:`plan` repairs one tangle of rows after the other: rows and gold beads that share sentences.
Short ones are solved by A*, long ones by their first beads. Every key press counts, those that move
the cursor, too.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from heapq import heappop, heappush
from itertools import count

from effort_page import (
    Line,
    Numbers,
    Pair,
    Proposal,
    Refused,
    Screen,
    in_proportion,
    members,
    pressed,
    share,
    way,
    without,
)

_TANGLE = 6  # rows and gold beads of a tangle that is solved at once
_LIMIT = 1000  # states of one search
_WEIGHT = 1.5  # keys that a missing bead is expected to cost


def plan(
    rows: Iterable[Pair | Line], gold: Iterable[Pair], propose: Proposal = in_proportion
) -> list[str]:
    """The keys that turn these rows into the gold, from the top of the page.

    >>> plan([((0, 1), (0, 1)), ((2,), ())], [((0,), (0,)), ((1, 2), (1,))])
    ['m', 'ArrowRight', 's']
    """
    return list(Repair(Screen.of(rows, propose), gold))


class Repair:
    """The keys of a plan, one tangle after the other; ``screen`` is the page after those given.

    Where the page will split the other side of a row is known only after it was tried; until then,
    it is thought to be in proportion.
    """

    def __init__(self, screen: Screen, gold: Iterable[Pair]) -> None:
        self._tried: dict[tuple[Pair, int, int], int] = {}
        self._propose = screen.propose
        self.screen = replace(screen, propose=self._try)
        self._right = frozenset(gold)
        self._of: dict[tuple[int, int], Pair] = {
            sentence: pair for pair in self._right for sentence in members(pair)
        }

    def __iter__(self) -> Iterator[str]:
        while (first := self._first_wrong()) is not None:
            keys, after = self._solved(first)
            self.screen = after
            yield from keys

    def _try(self, pair: Pair, side: int, piece: int) -> int:
        if (pair, side, piece) not in self._tried:
            self._tried[pair, side, piece] = self._propose(pair, side, piece)
        return self._tried[pair, side, piece]

    def _guess(self, pair: Pair, side: int, piece: int) -> int:
        found = self._tried.get((pair, side, piece))
        return in_proportion(pair, side, piece) if found is None else found

    def _first_wrong(self) -> int | None:
        lines = self.screen.lines
        return next((n for n, line in enumerate(lines) if self._wrong(line)), None)

    def _wrong(self, line: Line) -> bool:
        return not line.place and line.pair not in self._right

    def _solved(self, first: int) -> tuple[list[str], "Screen"]:
        """The next tangle, or if it is long its first beads, and as a last resort one of them."""
        goals = self._tangle(first)
        near = self._touching([self.screen.lines[first].pair])
        for some in (goals, near[:3], near[:2], near[:1]):
            if some and (found := self._search(some)):
                return found
        return self._by_force(near[0])

    def _tangle(self, first: int) -> list[Pair]:
        """All gold beads of a tangle; none if it is long."""
        where = {s: line.pair for line in self.screen.lines for s in members(line.pair)}
        rows, goals = {self.screen.lines[first].pair}, dict[Pair, None]()
        while len(rows) + len(goals) <= 2 * _TANGLE:
            more = dict.fromkeys(self._touching(rows))
            grown = rows | {where[s] for pair in more for s in members(pair)}
            if grown == rows and more.keys() == goals.keys():
                return list(goals)
            rows, goals = grown, more
        return []

    def _touching(self, pairs: Iterable[Pair]) -> list[Pair]:
        """The gold beads with sentences of these, in order."""
        found = {self._of[s] for pair in pairs for s in members(pair)}
        return sorted(found, key=_mean_place)

    def _search(self, goals: Sequence[Pair]) -> tuple[list[str], "Screen"] | None:
        """The fewest keys (nearly) after which these beads are there: A* over the rows between."""
        lines = self.screen.lines
        touched = [n for n, line in enumerate(lines) if any(share(line.pair, g) for g in goals)]
        low, high = touched[0], touched[-1] + 1
        small = replace(self.screen, lines=lines[low:high], first=low, propose=self._guess)
        wide = frozenset(self._touching(line.pair for line in small.lines))
        queue: list[tuple[float, int, int, list[str], Screen]] = []
        order = count()
        seen: dict[tuple[object, ...], int] = {}

        def push(keys: list[str], screen: Screen) -> None:
            state = screen.pairs, screen.row, screen.side, screen.piece
            known = (tuple(state[0]), *state[1:])
            if seen.get(known, len(keys) + 1) > len(keys):
                seen[known] = len(keys)
                left = len(wide.difference(state[0]))
                heappush(queue, (len(keys) + left * _WEIGHT, next(order), len(keys), keys, screen))

        for n in range(low, high):
            if self._wrong(lines[n]):
                keys = way(self.screen, n)
                there = pressed(self.screen, keys)
                push(keys, replace(small, row=n - low, side=there.side, piece=there.piece))
        while queue and len(seen) < _LIMIT:
            _, _, _, keys, screen = heappop(queue)
            if set(screen.pairs).issuperset(goals):
                with suppress(Refused):  # rows elsewhere have a say, too
                    sure, whole = self._until_surprise(keys)
                    if len(sure) < len(keys) or set(whole.pairs).issuperset(goals):
                        return sure, whole
                continue
            for more, after in self._next(screen):
                push(keys + more, after)
        return None

    def _until_surprise(self, keys: Sequence[str]) -> tuple[list[str], Screen]:
        """As many of these keys as do what was thought, and the page after them."""
        screen = self.screen
        for n, key in enumerate(keys):
            if key == "s":
                here = pressed(screen, keys[:n])
                pair = here.lines[here.row].pair
                about = pair, here.side, here.piece
                if all(pair) and self._guess(*about) != self._try(*about):
                    return [*keys[: n + 1]], pressed(screen, keys[: n + 1])
        return [*keys], pressed(screen, keys)

    def _next(self, screen: Screen) -> Iterator[tuple[list[str], Screen]]:
        """What may help with the rows that are wrong, and how to go there."""
        wrong = [n for n, line in enumerate(screen.lines) if self._wrong(line)]
        goals = {
            n: [self._goals(screen.lines[n].pair[side], side) for side in (0, 1)] for n in wrong
        }
        for row in wrong:
            for key, side, piece in self._mendings(screen, row, goals):
                yield from _done(screen, way(screen, row, side, piece), key)
            for other in wrong:
                if other != row and not _all(goals[row]).isdisjoint(_all(goals[other])):
                    there = way(screen, row)
                    marked = pressed(screen, [*there, "l"])
                    yield from _done(screen, [*there, "l", *way(marked, other)], "l")

    def _mendings(
        self, screen: Screen, row: int, goals: dict[int, list[list[Pair]]]
    ) -> Iterator[tuple[str, int | None, int | None]]:
        """Keys that part what the gold has apart, or put together what it has in one bead."""
        own = goals[row]
        if screen.lines[row].rival:
            yield "r", None, None
        if all(own) and set(own[0]).isdisjoint(own[1]):
            yield "u", None, None
        for side in (0, 1):
            for piece in range(1, len(own[side])):
                if own[side][piece] != own[side][piece - 1]:
                    yield "s", side, piece
        here = replace(screen, row=row)
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

    def _by_force(self, goal: Pair) -> tuple[list[str], "Screen"]:
        """A bead from its sentences, whatever rows they are in: unlink, split, link."""
        keys: list[str] = []
        screen = self.screen

        def press(*more: str) -> None:
            nonlocal screen
            screen = pressed(screen, more)
            keys.extend(more)

        while (row := _mixed(screen, goal)) is not None:
            pair = screen.lines[row].pair
            if all(pair):
                press(*way(screen, row), "u")
            else:
                side = 0 if pair[0] else 1
                inside = [n in goal[side] for n in pair[side]]
                piece = next(k for k in range(1, len(inside)) if inside[k] != inside[k - 1])
                press(*way(screen, row, side, piece), "s")
        while len(parts := [n for n, p in enumerate(screen.pairs) if share(p, goal)]) > 1:
            press(*way(screen, parts[0]), "l")
            press(*way(screen, parts[1]), "l")
        return keys, screen


def _all(goals: Iterable[Iterable[Pair]]) -> set[Pair]:
    return {pair for side in goals for pair in side}


def _done(screen: Screen, keys: list[str], key: str) -> Iterator[tuple[list[str], Screen]]:
    with suppress(Refused):
        yield [*keys, key], pressed(screen, [*keys, key])


def _mixed(screen: Screen, goal: Pair) -> int | None:
    """A row with sentences of a bead and others."""
    return next(
        (n for n, p in enumerate(screen.pairs) if share(p, goal) and any(without(p, goal))), None
    )


def _mean_place(pair: Pair) -> tuple[float, ...]:
    first = [side[0] for side in pair if side]
    return (sum(first) / len(first), *first)
