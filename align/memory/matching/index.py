"""The index of a memory: a file beside it that answers a search without reading the memory.

It can be thrown away at any time. It is SQLite: the units' texts; the same folded, in blocks
that are scanned for an exact search; and which words are in which unit, for a fuzzy one.
"""

import json
import os
import secrets
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from align.formats.read import read_memory
from align.memory.matching.folding import fold
from align.memory.matching.fuzzy import key, tokens
from align.unit import Prop, Unit, Variant
from align.version import __version__

if TYPE_CHECKING:
    import sqlite3

T = TypeVar("T")
SUFFIX = ".tmxalign-index"
#: Before the side: files beside it, see :mod:`align.memory.matching.vectors`.
VECTORS = ".tmxalign-vectors-"
#: A memory file of so many bytes (about 20,000 units) gets an index without being asked.
LARGE = 8_000_000
#: Units whose folded texts are kept together.
BLOCK = 1000
SIDES = ("en", "zh")
#: The word that stands for all numbers.
NUMBER = "#"
# Another layout, or another way to fold or to cut words, needs another number.
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


class Index:
    """An index that is open. ``built`` says that it was made just now.

    Whatever is wrong with the file shows as :data:`BROKEN` errors, at any time.
    """

    def __init__(self, path: Path, *, built: bool) -> None:
        import sqlite3

        self.built = built
        name = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self.database = sqlite3.connect(name, uri=True)
        self.database.executescript("pragma trusted_schema = off; pragma mmap_size = 2147483648")

    @cached_property
    def count(self) -> int:
        """How many units the memory has."""
        [units] = self.database.execute("select units from about").fetchone()
        return int(units)

    @cached_property
    def of(self) -> str:
        """What changes with the memory, and with what is made of it."""
        [of] = self.database.execute("select of from about").fetchone()
        return str(of)

    def is_of(self, memory: Path) -> bool:
        """Whether it was made of the memory as that is now."""
        [others] = self.database.execute("select others from about").fetchone()
        files = [memory, *(memory.with_name(name) for name in json.loads(others))]
        return self.of == _fingerprint(files)

    def units(self, numbers: Iterable[int]) -> Iterable[Unit]:
        """Units with the texts, id, document and confidence that they have in the memory.

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
    """What ``ask`` makes of the memory's index; None where there is none and can be none.

    An index that is stale or broken is built again. One that is missing is built for a large memory
    (:data:`LARGE`) and with ``build``. Where no file can be written, there is none.

    Raises :class:`align.errors.InputError` for what is no memory.
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
        return None  # a read-only folder, a full disk, an SQLite without FTS5, half an emoji


def words(text: str) -> set[str]:
    """The words of a text as they stand in the index; a number stands twice.

    >>> sorted(words("It issued 12 certificates."))
    ['#', '12', 'certificates', 'issued', 'it']
    """
    found = set()
    for token in tokens(text):
        if token[0].isalnum():
            word = key(token)
            if token[0].isdecimal():
                found.add(token)
                word = NUMBER
            found.add(word)
    return found


def _files(memory: Path) -> list[Path]:
    """The memory's file; and the one beside it, where a memory of the format is two."""
    from align.formats.registry import FORMATS

    name = os.fspath(memory)
    others = [
        Path(known.beside(name))
        for suffix, known in FORMATS.items()
        if known.beside and name.lower().endswith(suffix)
    ]
    return [memory, *others]


def _fingerprint(files: Iterable[Path]) -> str:
    """What changes when the files do, or what is made of them."""
    stats = [file.stat() for file in files]
    return "; ".join([f"{_FORMAT} {__version__}", *(f"{s.st_size} {s.st_mtime_ns}" for s in stats)])


def _build(memory: Path, beside: Path, progress: Callable[[int], None] | None) -> None:
    """Write the index, whole or not at all."""
    import sqlite3

    files = _files(memory)
    of, others = _fingerprint(files), json.dumps([file.name for file in files[1:]])
    part = beside.with_name(f".tmxalign-{secrets.token_hex(6)}.tmp")
    try:
        part.touch(exist_ok=False)
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
    finally:
        part.unlink(missing_ok=True)


def _fill(
    database: "sqlite3.Connection", memory: Path, progress: Callable[[int], None] | None
) -> int:
    count = 0
    units = iter(read_memory(memory))
    while block := list(islice(units, BLOCK)):
        texts = {side: [unit.text(side) for unit in block] for side in SIDES}
        props = ["\n".join([unit.prop(p).replace("\n", " ") for p in _PROPS]) for unit in block]
        numbers, ids = range(count, count + len(block)), [unit.id for unit in block]
        rows = zip(numbers, *texts.values(), ids, props, strict=True)
        database.executemany("insert into unit values (?, ?, ?, ?, ?)", rows)
        for side, some in texts.items():
            folded = "".join([fold(text) + "\n" for text in some]).encode()
            database.execute(f"insert into folded_{side} values (?, ?)", (count // BLOCK, folded))
            database.executemany(
                f"insert into words_{side} (rowid, words) values (?, ?)",
                [(n, " ".join(words(text))) for n, text in enumerate(some, count) if text],
            )
        count += len(block)
        if progress and count % _STEP == 0:
            progress(count)
    return count
