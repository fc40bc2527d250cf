"""Which units of an index may fit what is searched for."""

import re
from collections.abc import Callable, Sequence
from heapq import nlargest
from itertools import chain
from math import log
from typing import NamedTuple

from align.memory.matching.fits import may_lack
from align.memory.matching.folding import fold
from align.memory.matching.fuzzy import normal, tokens
from align.memory.matching.index import BLOCK, Index, words

#: A word in more units than this is a common one: not all of its units are looked up.
COMMON = 30_000
#: Where words are common, about so many units of a side are compared.
MOST = 3000


class Candidates(NamedTuple):
    """Numbers of units in the order of the memory; ``all`` that may fit, or the likeliest."""

    numbers: Sequence[int]
    all: bool


class Having(NamedTuple):
    """Units that have a text: the numbers of the first, and how many there are in all."""

    numbers: Sequence[int]
    fitting: int


def with_text(index: Index, text: str, sides: Sequence[str], limit: int) -> Having:
    """The units that have the text on one of the sides; the first ``limit`` of them by number."""
    wanted = fold(text).strip().encode("utf-8", "surrogatepass")
    count_in = _counter(wanted)
    select = ", ".join(f"folded_{side}.texts" for side in sides)
    tables = " join ".join(f"folded_{side}" for side in sides)
    using = " using (block)" if len(sides) > 1 else ""
    numbers: list[int] = []
    count = 0
    for block, *texts in index.database.execute(
        f"select block, {select} from {tables}{using} order by block"
    ):
        having = [some for some in texts if wanted in some]  # seldom any
        if having and len(numbers) < limit:
            lines = zip(*(some.split(b"\n") for some in having), strict=True)
            first = int(block) * BLOCK
            found = [n for n, some in enumerate(lines, first) if any(wanted in one for one in some)]
            numbers += found[: limit - len(numbers)]
            count += len(found)
        elif having:
            count += count_in(*having)
    return Having(numbers, count)


def _counter(wanted: bytes) -> Callable[..., int]:
    """Counts the lines of one or two texts that have what is wanted, without a look at each."""
    to_the_end = re.compile(re.escape(wanted) + rb"()[^\n]*")  # so a line counts once

    def count(some: bytes, other: bytes = b"") -> int:
        if not other:
            return len(to_the_end.findall(some))
        lines = some.split(b"\n")
        pairs = zip(lines, other.split(b"\n"), strict=True)
        rest = [line for before, line in pairs if wanted not in before]
        return len(lines) - len(rest) + len(to_the_end.findall(b"\n".join(rest)))

    return count


def like_text(index: Index, text: str, sides: Sequence[str], lowest: int) -> Candidates:
    """The units that may have a passage like the text.

    A passage that fits lacks a few of the words at most. So it has one of the rarest of them, if
    one more of these is asked for than it may lack. When those are rare, no unit is overlooked.
    """
    if index.count <= MOST:
        return Candidates(range(index.count), True)
    chosen = [_of_side(index, text, side, lowest) for side in sides]
    numbers = sorted(set(chain.from_iterable(some.numbers for some in chosen)))
    return Candidates(numbers, all(some.all for some in chosen))


def _of_side(index: Index, text: str, side: str, lowest: int) -> Candidates:
    cut = tokens(normal(text))
    marks = {token for token in cut if not token[0].isalnum()}
    look = _Words(index, side)
    counts = {word: look.count(word) for word in words(normal(text))}
    rarest = sorted(counts, key=lambda word: (counts[word], word))
    # numbers are all alike for a passage that fits
    asked = [word for word in rarest if not word[0].isdecimal()]
    enough = may_lack(len(cut), lowest) + len(marks) + 1
    if len(asked) >= enough and sum(counts[word] for word in asked[:enough]) < COMMON // 3:
        return Candidates(list(set(chain.from_iterable(map(look.units, asked[:enough])))), True)
    return Candidates(_likeliest(look, rarest, counts), False)


def _likeliest(look: "_Words", rarest: Sequence[str], counts: dict[str, int]) -> list[int]:
    """The units that share most of the words, a rare word weighing more."""
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
    # of common words: units with all of them, then with all but one
    asked = [word for word in rarest if not word[0].isdecimal() and counts[word]][:16]
    for lacking in (None, *asked):
        if len(found) >= MOST or (lacking and len(asked) < 2):
            break
        some = [word for word in asked if word != lacking]
        if some:
            found.update(look.units(*some, most=MOST // 2))
    return list(found)


class _Words:
    """Which units have a word on one side."""

    def __init__(self, index: Index, side: str) -> None:
        self._database, self._table = index.database, f"words_{side}"

    def units(self, *some: str, most: int = COMMON) -> list[int]:
        """The first units that have all of some words."""
        wanted = " AND ".join(map(_quoted, some))
        query = f"select rowid from {self._table} where {self._table} match ? limit ?"
        return [number for (number,) in self._database.execute(query, (wanted, most))]

    def count(self, word: str) -> int:
        """In how many units a word is; :data:`COMMON` at most."""
        query = (
            "select count(*) from"
            f" (select rowid from {self._table} where {self._table} match ? limit ?)"
        )
        [number] = self._database.execute(query, (_quoted(word), COMMON)).fetchone()
        return int(number)


def _quoted(word: str) -> str:
    """A word in quotation marks is nothing but a word for FTS5."""
    return '"' + word.replace('"', '""') + '"'
