"""The index of a memory: a file beside it that is searched instead of the memory.

It can be deleted at any time. It is an SQLite file: the units' texts; the folded texts, in
blocks that are scanned by an exact search; and the words of each unit, for a fuzzy search.
"""

import json
import os
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from functools import cached_property
from heapq import nlargest
from itertools import chain, islice
from math import log
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from align.files.temporary import held_beside
from align.memory.matching.fuzzy import normal, tokens, word_key
from align.memory.matching.hits import fold_text, may_lack
from align.unit import Prop, Unit, Variant
from align.version import __version__

if TYPE_CHECKING:
    import sqlite3

T = TypeVar("T")
SUFFIX = ".tmxalign-index"
#: Suffix (before the side) of the files of vectors, see :mod:`align.memory.matching.vectors`.
VECTORS = ".tmxalign-vectors-"
#: A memory file of this many bytes (about 20,000 units) gets an index automatically.
LARGE = 8_000_000
#: Units whose folded texts are stored together.
BLOCK = 1000
SIDES = ("en", "zh")
#: The word that represents all numbers.
NUMBER = "#"
# Increase this when the layout, the folding or the tokenization changes.
_FORMAT = 2
_STEP = 10_000
_TABLES = """
pragma page_size = 16384;
pragma journal_mode = off;
pragma synchronous = off;
pragma locking_mode = exclusive;
create table about (of text, others text, units integer);
create table unit (number integer primary key, en text, zh text, id text, props text);
"""
_TABLES_OF_A_SIDE = """
create table folded_{0} (block integer primary key, texts blob);
create virtual table words_{0} using fts5
    (words, content='', columnsize=0, detail=none, tokenize="ascii tokenchars '#''-.:,’'");
"""
_PROPS = ("x-document", "x-confidence")
#: A word in more units than this is common: not all of its units are looked up.
COMMON = 30_000
#: If words are common, about this many units per side are compared.
MOST = 3000


class Index:
    """An open index. ``built``: it has just been made.

    Defects of the file cause :data:`BROKEN` errors, at any time.
    """

    def __init__(self, path: Path, *, built: bool) -> None:
        import sqlite3

        self.built = built
        name = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self.database = sqlite3.connect(name, uri=True)
        self.database.executescript("pragma trusted_schema = off; pragma mmap_size = 2147483648")

    @cached_property
    def count(self) -> int:
        """The number of units in the memory."""
        [units] = self.database.execute("select units from about").fetchone()
        return int(units)

    @cached_property
    def of(self) -> str:
        """A fingerprint of the memory and of how it is indexed."""
        [of] = self.database.execute("select of from about").fetchone()
        return str(of)

    def is_of(self, memory: Path) -> bool:
        """Whether the index matches the current memory."""
        [others] = self.database.execute("select others from about").fetchone()
        files = [memory, *(memory.with_name(name) for name in json.loads(others))]
        return self.of == _fingerprint(files)

    def units(self, numbers: Iterable[int]) -> Iterable[Unit]:
        """Yield units with their texts, id, document and confidence.

        ``numbers`` are in the order of the memory.
        """
        query = "select en, zh, id, props from unit where number in ({}) order by number"
        numbers = iter(numbers)
        while some := list(islice(numbers, 500)):
            asked = query.format(", ".join(map(str, some)))
            for en, zh, id_, props in self.database.execute(asked):
                texts = zip(SIDES, (en, zh), strict=True)
                values = zip(_PROPS, props.split("\n"), strict=True)
                yield Unit(
                    [Variant(side, (text,)) for side, text in texts if text],
                    id_,
                    props=tuple(Prop(name, value) for name, value in values if value),
                )


def answer(
    path: str | os.PathLike[str],
    ask: Callable[[Index], T],
    *,
    build: bool = False,
    progress: Callable[[int], None] | None = None,
) -> T | None:
    """Return what ``ask`` returns for the memory's index; None if there can be no index.

    A stale or broken index is rebuilt. One that is missing is built for a large memory
    (:data:`LARGE`) and with ``build``. If no file can be written, the result is None.

    Raises :class:`align.errors.InputError` for a file that is not a memory.
    """
    import sqlite3

    broken = (sqlite3.Error, ValueError, TypeError, AttributeError)
    memory, beside = Path(path), Path(f"{os.fspath(path)}{SUFFIX}")
    if not memory.is_file():
        return None
    if beside.is_file():
        build = True
        with suppress(*broken, OSError):
            index = Index(beside, built=False)
            with closing(index.database):
                if index.is_of(memory):
                    return ask(index)
    if not build and memory.stat().st_size < LARGE:
        return None
    try:
        _build(memory, beside, progress)
        index = Index(beside, built=True)
        with closing(index.database):
            return ask(index)
    except (OSError, sqlite3.Error, UnicodeEncodeError):
        return None  # a read-only folder, a full disk, no FTS5, half a surrogate pair


def index_words(text: str) -> set[str]:
    """Return the words of a text for the index; a number is included twice.

    >>> sorted(index_words("It issued 12 certificates."))
    ['#', '12', 'certificates', 'issued', 'it']
    """
    found = set()
    for token in tokens(text):
        if token[0].isalnum():
            word = word_key(token)
            if token[0].isdecimal():
                found.add(token)
                word = NUMBER
            found.add(word)
    return found


def _files(memory: Path) -> list[Path]:
    """Return the memory's file, and the one beside it if the format has two."""
    from align.formats.registry import FORMATS

    name = os.fspath(memory)
    others = [
        Path(known.beside(name))
        for suffix, known in FORMATS.items()
        if known.beside and name.lower().endswith(suffix)
    ]
    return [memory, *others]


def _fingerprint(files: Iterable[Path]) -> str:
    """A fingerprint of the files and of how they are indexed."""
    stats = [file.stat() for file in files]
    return "; ".join([f"{_FORMAT} {__version__}", *(f"{s.st_size} {s.st_mtime_ns}" for s in stats)])


def _build(memory: Path, beside: Path, progress: Callable[[int], None] | None) -> None:
    """Write the index atomically."""
    import sqlite3

    files = _files(memory)
    of, others = _fingerprint(files), json.dumps([file.name for file in files[1:]])
    with held_beside(beside) as part:
        with closing(sqlite3.connect(part)) as database:
            database.executescript(_TABLES)
            for side in SIDES:
                database.executescript(_TABLES_OF_A_SIDE.format(side))
            count = _fill(database, memory, progress)
            database.execute("insert into about values (?, ?, ?)", (of, others, count))
            database.commit()
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(beside)


def _fill(
    database: "sqlite3.Connection", memory: Path, progress: Callable[[int], None] | None
) -> int:
    from align.formats.read import read_memory  # not needed if there is an index

    count = 0
    units = iter(read_memory(memory))
    while block := list(islice(units, BLOCK)):
        texts = {side: [unit.text(side) for unit in block] for side in SIDES}
        props = ["\n".join([unit.prop(p).replace("\n", " ") for p in _PROPS]) for unit in block]
        numbers, ids = range(count, count + len(block)), [unit.id for unit in block]
        rows = zip(numbers, *texts.values(), ids, props, strict=True)
        database.executemany("insert into unit values (?, ?, ?, ?, ?)", rows)
        for side, some in texts.items():
            folded = "".join([fold_text(text) + "\n" for text in some]).encode()
            database.execute(f"insert into folded_{side} values (?, ?)", (count // BLOCK, folded))
            database.executemany(
                f"insert into words_{side} (rowid, words) values (?, ?)",
                [(n, " ".join(index_words(text))) for n, text in enumerate(some, count) if text],
            )
        count += len(block)
        if progress and count % _STEP == 0:
            progress(count)
    return count


class PossibleUnits(NamedTuple):
    """Numbers of units in the order of the memory: ``all`` that may fit, or the likeliest."""

    numbers: Sequence[int]
    all: bool


class Having(NamedTuple):
    """Units that contain a text: the numbers of the first ones, and the total."""

    numbers: Sequence[int]
    fitting: int


def with_text(index: Index, text: str, sides: Sequence[str], limit: int) -> Having:
    """Find the units that have the text on one of the sides; the first ``limit`` by number."""
    wanted = fold_text(text).strip().encode("utf-8", "surrogatepass")
    count_in = _counter(wanted)
    select = ", ".join(f"folded_{side}.texts" for side in sides)
    tables = " join ".join(f"folded_{side}" for side in sides)
    using = " using (block)" if len(sides) > 1 else ""
    numbers: list[int] = []
    count = 0
    for block, *texts in index.database.execute(
        f"select block, {select} from {tables}{using} order by block"
    ):
        having = [some for some in texts if wanted in some]  # rarely any
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


def like_text(index: Index, text: str, sides: Sequence[str], lowest: int) -> PossibleUnits:
    """Find the units that may have a passage like the text.

    A fitting passage lacks at most a few words. So it has at least one of the n + 1 rarest, if
    it may lack n. If those are rare, no unit is overlooked.
    """
    if index.count <= MOST:
        return PossibleUnits(range(index.count), True)
    chosen = [_of_side(index, text, side, lowest) for side in sides]
    numbers = sorted(set(chain.from_iterable(some.numbers for some in chosen)))
    return PossibleUnits(numbers, all(some.all for some in chosen))


def _of_side(index: Index, text: str, side: str, lowest: int) -> PossibleUnits:
    cut = tokens(normal(text))
    marks = {token for token in cut if not token[0].isalnum()}
    look = _Words(index, side)
    counts = {word: look.count(word) for word in index_words(normal(text))}
    rarest = sorted(counts, key=lambda word: (counts[word], word))
    # for fitting passages, all numbers are alike
    asked = [word for word in rarest if not word[0].isdecimal()]
    enough = may_lack(len(cut), lowest) + len(marks) + 1
    if len(asked) >= enough and sum(counts[word] for word in asked[:enough]) < COMMON // 3:
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
