"""The index of a memory: a file beside it that is searched instead of the memory.

It can be deleted at any time. It is an SQLite file: the units' texts; the folded texts, in
blocks that are scanned by an exact search; and the words of each unit, for a fuzzy search.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from align.files.temporary import held_beside
from align.memory.matching.folding import fold_text
from align.memory.matching.fuzzy import search_key, tokens
from align.memory.matching.hits import SIDES
from align.unit import Prop, Unit, Variant, language_of
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
#: The word that represents all numbers.
NUMBER = "#"
# Increase this when the layout, the folding or the tokenization changes.
_FORMAT = 3
_STEP = 10_000
_TABLES = """
pragma page_size = 16384;
pragma journal_mode = off;
pragma synchronous = off;
pragma locking_mode = exclusive;
create table about (of text, others text, units integer);
create table unit
    (number integer primary key, en text, zh text, id text, props text, codes text);
create table more (number integer primary key, unit integer, side text, code text, text text);
"""
# Between the folded texts of a unit on one side: a space, so in none of them.
_BESIDE = "\x1f"
_TABLES_OF_A_SIDE = """
create table folded_{0} (block integer primary key, texts blob);
create virtual table words_{0} using fts5
    (words, content='', columnsize=0, detail=none, tokenize="ascii tokenchars '#''-.:,’'");
"""
_PROPS = ("x-document", "x-confidence")


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

    @cached_property
    def further(self) -> int:
        """The number of further texts: units rarely have two texts on a side."""
        [texts] = self.database.execute("select count(*) from more").fetchone()
        return int(texts)

    @property
    def rows(self) -> int:
        """The number of rows of vectors on a side: one for each unit, then the further texts."""
        return self.count + self.further

    def texts(self, side: str) -> Iterator[str]:
        """Yield the text of each row on a side; it is empty if it has none."""
        for (text,) in self.database.execute(f"select {side} from unit order by number"):
            yield text
        for own, text in self.database.execute("select side, text from more order by number"):
            yield text if own == side else ""

    def codes(self, side: str) -> Iterator[str]:
        """Yield the language code of each row on a side."""
        column = SIDES.index(side)
        for (codes,) in self.database.execute("select codes from unit order by number"):
            yield codes.split("\n")[column]
        for (code,) in self.database.execute("select code from more order by number"):
            yield code

    def texts_at(self, side: str, rows: Sequence[int]) -> list[str]:
        """Return the texts of some rows on a side."""
        own = f"select {side} from unit where number = ?"
        further = "select text from more where number = ?"
        found = []
        for row in rows:
            asked = (own, row) if row < self.count else (further, row - self.count)
            [text] = self.database.execute(asked[0], asked[1:]).fetchone()
            found.append(text)
        return found

    def units_of_further(self) -> Iterator[int]:
        """Yield the unit of each further text."""
        for (unit,) in self.database.execute("select unit from more order by number"):
            yield unit

    def units(self, numbers: Iterable[int]) -> Iterable[Unit]:
        """Yield units with their texts, id, document and confidence.

        ``numbers`` are in the order of the memory.
        """
        query = "select number, en, zh, id, props, codes from unit"
        query += " where number in ({}) order by number"
        further = "select unit, code, text from more where unit in ({}) order by number"
        numbers = iter(numbers)
        while some := list(islice(numbers, 500)):
            asked = ", ".join(map(str, some))
            beside: dict[int, list[Variant]] = {}
            if self.further:
                for unit, code, text in self.database.execute(further.format(asked)):
                    beside.setdefault(unit, []).append(Variant(code, (text,)))
            for number, en, zh, id_, props, codes in self.database.execute(query.format(asked)):
                texts = zip(codes.split("\n"), (en, zh), strict=True)
                values = zip(_PROPS, props.split("\n"), strict=True)
                yield Unit(
                    [Variant(code, (text,)) for code, text in texts if text]
                    + beside.get(number, []),
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
    ['#', '12', 'certificat', 'issued', 'it']
    """
    found = set()
    for token in tokens(text):
        if token[0].isalnum():
            word = search_key(token)
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

    count = further = 0
    units = iter(read_memory(memory))
    while block := list(islice(units, BLOCK)):
        numbers = range(count, count + len(block))
        rows: list[tuple[Any, ...]] = []
        texts: dict[str, list[list[str]]] = {side: [] for side in SIDES}
        for number, unit in zip(numbers, block, strict=True):
            first, codes = [], []
            for side, some in texts.items():
                mine = _on_side(unit, side)
                first.append(mine[0].text if mine else "")
                codes.append(" ".join(mine[0].lang.split()) if mine else "")
                for one in mine[1:]:
                    row = (further, number, side, one.lang, one.text)
                    database.execute("insert into more values (?, ?, ?, ?, ?)", row)
                    further += 1
                some.append([one.text for one in mine])
            props = "\n".join([unit.prop(p).replace("\n", " ") for p in _PROPS])
            rows.append((number, *first, unit.id, props, "\n".join(codes)))
        database.executemany("insert into unit values (?, ?, ?, ?, ?, ?)", rows)
        for side, some in texts.items():
            lines = [_BESIDE.join(map(fold_text, mine)) + "\n" for mine in some]
            folded = "".join(lines).encode()
            database.execute(f"insert into folded_{side} values (?, ?)", (count // BLOCK, folded))
            database.executemany(
                f"insert into words_{side} (rowid, words) values (?, ?)",
                [
                    (number, " ".join(set().union(*map(index_words, mine))))
                    for number, mine in zip(numbers, some, strict=True)
                    if mine
                ],
            )
        count += len(block)
        if progress and count % _STEP == 0:
            progress(count)
    return count


def _on_side(unit: Unit, side: str) -> list[Variant]:
    """The texts of a unit on a side that are not empty."""
    return [one for one in unit.variants if language_of(one.lang) == side and one.text]
