"""The units of an index that a search may find: those with a text, and those with a likeness."""

import re
from collections.abc import Callable, Iterable, Sequence
from heapq import nlargest
from itertools import chain
from math import log
from typing import Any, NamedTuple

from align.memory.matching.folding import fold_text
from align.memory.matching.fuzzy import normal, tokens
from align.memory.matching.hits import SIDES
from align.memory.matching.index import BLOCK, Index, index_words
from align.memory.matching.matchers import Condition, may_lack

#: A word in more units than this is common: not all of its units are looked up.
COMMON = 30_000
#: At most so many units that have a text are all compared.
RARE = 10_000
#: If words are common, about this many units per side are compared.
MOST = 3000


class PossibleUnits(NamedTuple):
    """Numbers of units in the order of the memory: ``all`` that may fit, or the likeliest."""

    numbers: Sequence[int]
    all: bool


class Having(NamedTuple):
    """Units that may fit: the numbers of the first ones, and the total."""

    numbers: Sequence[int]
    fitting: int


def with_texts(index: Index, conditions: Sequence[Condition], limit: int | None) -> Having:
    """Find the units that have the needles of all conditions; the first ``limit`` by number."""
    wanted = [
        (condition.sides, [text.encode("utf-8", "surrogatepass") for text in condition.needles])
        for condition in conditions
    ]
    if not any(needles for _, needles in wanted):
        return Having(range(index.count)[:limit], index.count)
    if len(wanted) == len(wanted[0][1]) == 1:
        return _with_text(index, wanted[0][1][0], wanted[0][0], limit)
    numbers: list[int] = []
    count = 0
    for block, *texts in _folded(index, SIDES):
        some = dict(zip(SIDES, texts, strict=True))
        if not all(_has(some, *condition) for condition in wanted):
            continue
        lines = zip(*(texts.split(b"\n") for texts in some.values()), strict=True)
        for number, line in enumerate(lines, int(block) * BLOCK):
            unit = dict(zip(SIDES, line, strict=True))
            if all(_has(unit, *condition) for condition in wanted):
                count += 1
                if limit is None or len(numbers) < limit:
                    numbers.append(number)
    return Having(numbers, count)


def _has(texts: dict[str, bytes], sides: Iterable[str], needles: Sequence[bytes]) -> bool:
    return any(all(needle in texts[side] for needle in needles) for side in sides)


def _folded(index: Index, sides: Sequence[str]) -> Iterable[Any]:
    """Yield blocks of folded texts: number, and the texts of each side."""
    select = ", ".join(f"folded_{side}.texts" for side in sides)
    tables = " join ".join(f"folded_{side}" for side in sides)
    using = " using (block)" if len(sides) > 1 else ""
    query = f"select block, {select} from {tables}{using} order by block"
    return index.database.execute(query)


def _with_text(index: Index, wanted: bytes, sides: Sequence[str], limit: int | None) -> Having:
    """Find the units that have one text on one of the sides: the usual case, quick."""
    count_in = _counter(wanted)
    numbers: list[int] = []
    count = 0
    for block, *texts in _folded(index, sides):
        having = [some for some in texts if wanted in some]  # rarely any
        if having and (limit is None or len(numbers) < limit):
            lines = zip(*(some.split(b"\n") for some in having), strict=True)
            first = int(block) * BLOCK
            found = [n for n, some in enumerate(lines, first) if any(wanted in one for one in some)]
            numbers += found if limit is None else found[: limit - len(numbers)]
            count += len(found)
        elif having:
            count += count_in(*having)
    return Having(numbers, count)


def _counter(wanted: bytes) -> Callable[..., int]:
    """Return a function that counts matching lines of one or two texts without splitting."""
    to_the_end = re.compile(re.escape(wanted) + rb"()[^\n]*")  # so a line counts once

    def count(some: bytes, other: bytes = b"") -> int:
        if not other:
            return len(to_the_end.findall(some))
        lines = some.split(b"\n")
        pairs = zip(lines, other.split(b"\n"), strict=True)
        rest = [line for before, line in pairs if wanted not in before]
        return len(lines) - len(rest) + len(to_the_end.findall(b"\n".join(rest)))

    return count


def like_texts(index: Index, conditions: Sequence[Condition], lowest: int) -> PossibleUnits:
    """Find the units that may have passages like the texts of all conditions.

    A fitting passage lacks at most a few words. So it has at least one of the n + 1 rarest, if
    it may lack n. If those are rare, no unit is overlooked. Units that have the text itself fit,
    too, even if it begins or ends within a word.
    """
    if index.count <= MOST:
        return PossibleUnits(range(index.count), True)
    found: PossibleUnits | None = None
    for condition in conditions:
        chosen = [_of_side(index, condition.text, side, lowest) for side in condition.sides]
        folded = fold_text(condition.text).strip()
        numbers = set(chain.from_iterable(some.numbers for some in chosen))
        complete = all(some.all for some in chosen)
        if folded:
            exact = with_texts(index, [condition._replace(needles=(folded,))], RARE)
            numbers.update(exact.numbers)
            complete = complete and exact.fitting <= RARE
        one = PossibleUnits(sorted(numbers), complete)
        # what fits all conditions fits each: any complete list will do
        if found is None or (not one.all, len(one.numbers)) < (not found.all, len(found.numbers)):
            found = one
    return found or PossibleUnits((), True)


def _of_side(index: Index, text: str, side: str, lowest: int) -> PossibleUnits:
    cut = tokens(normal(text))
    marks = {token for token in cut if not token[0].isalnum()}
    look = _Words(index, side)
    counts = {word: look.count(word) for word in index_words(normal(text))}
    rarest = sorted(counts, key=lambda word: (counts[word], word))
    # for fitting passages, all numbers are alike
    asked = [word for word in rarest if not word[0].isdecimal()]
    enough = may_lack(len(cut), lowest) + len(marks) + 1
    if len(asked) >= enough and sum(counts[word] for word in asked[:enough]) < RARE:
        return PossibleUnits(list(set(chain.from_iterable(map(look.units, asked[:enough])))), True)
    return PossibleUnits(_likeliest(look, rarest, counts), False)


def _likeliest(look: "_Words", rarest: Sequence[str], counts: dict[str, int]) -> list[int]:
    """Return the units that share most words, with more weight for rare words."""
    weights: dict[int, float] = {}
    room = 10 * COMMON
    for word in rarest:
        room -= counts[word]
        if counts[word] >= COMMON or room < 0:
            break
        weight = log(2 * COMMON / (1 + counts[word]))
        for number in look.units(word):
            weights[number] = weights.get(number, 0) + weight
    found = set(nlargest(MOST // 2, weights, key=weights.__getitem__))
    # for common words: units with all of them, then with all but one
    asked = [word for word in rarest if not word[0].isdecimal() and counts[word]][:16]
    for lacking in (None, *asked):
        if len(found) >= MOST or (lacking and len(asked) < 2):
            break
        some = [word for word in asked if word != lacking]
        if some:
            found.update(look.units(*some, most=MOST // 2))
    return list(found)


class _Words:
    """Looks up the units that have a word on one side."""

    def __init__(self, index: Index, side: str) -> None:
        self._database, self._table = index.database, f"words_{side}"

    def units(self, *some: str, most: int = COMMON) -> list[int]:
        """Return the first units that have all of these words."""
        wanted = " AND ".join(map(_quoted, some))
        query = f"select rowid from {self._table} where {self._table} match ? limit ?"
        return [number for (number,) in self._database.execute(query, (wanted, most))]

    def count(self, word: str) -> int:
        """Return in how many units a word is, at most :data:`COMMON`."""
        query = (
            "select count(*) from"
            f" (select rowid from {self._table} where {self._table} match ? limit ?)"
        )
        [number] = self._database.execute(query, (_quoted(word), COMMON)).fetchone()
        return int(number)


def _quoted(word: str) -> str:
    """Quote a word, so that FTS5 sees no syntax in it."""
    return '"' + word.replace('"', '""') + '"'
