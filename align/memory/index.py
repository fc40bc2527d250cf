"""The index of a memory: a file beside it that answers a search without reading the memory.

It can be thrown away at any time. It is SQLite: the units' texts; the same folded, in blocks
that are scanned for an exact search; and which words are in which unit, for a fuzzy one.
"""

import os
import secrets
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from align.memory.folding import fold
from align.memory.fuzzy import key, tokens
from align.memory.load import read_memory
from align.memory.registry import FORMATS
from align.memory.unit import Prop, Unit, Variant
from align.version import __version__

if TYPE_CHECKING:
    import sqlite3

T = TypeVar("T")
SUFFIX = ".tmxalign-index"
#: A memory file of so many bytes (about 20,000 units) gets an index without being asked.
LARGE = 8_000_000
#: Units whose folded texts are kept together.
BLOCK = 1000
SIDES = ("en", "zh")
#: The word that stands for all numbers.
NUMBER = "#"
# Another layout, or another way to fold or to cut words, needs another number.
_FORMAT = 1
_STEP = 10_000
_TABLES = """
pragma page_size = 16384;
pragma journal_mode = off;
pragma synchronous = off;
pragma locking_mode = exclusive;
create table about (of text, units integer);
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

    def about(self) -> tuple[str, int]:
        """What memory it is of, and how many units that has."""
        of, units = self.database.execute("select of, units from about").fetchone()
        return str(of), int(units)

    def units(self, numbers: Iterable[int]) -> Iterable[Unit]:
        """Units with the texts, id, document and confidence that they have in the memory."""
        query = "select en, zh, id, props from unit where number = ?"
        for number in numbers:
            en, zh, id_, props = self.database.execute(query, (number,)).fetchone()
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
    of = _fingerprint(memory)
    if not of:
        return None
    if beside.is_file():
        build = True
        with suppress(*broken, OSError):
            index = Index(beside, built=False)
            with closing(index.database):
                if index.about()[0] == of:
                    return ask(index)
    if not build and memory.stat().st_size < LARGE:
        return None
    try:
        _build(memory, beside, of, progress)
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


def _fingerprint(memory: Path) -> str:
    """What changes when the memory does, or what is made of it; empty when it is no file."""
    name = os.fspath(memory)
    files = [name]
    for suffix, known in FORMATS.items():
        if known.beside and known.read and name.lower().endswith(suffix):
            files.append(known.beside(name))
    stats = []
    for file in files:
        if not Path(file).is_file():
            return ""
        about = Path(file).stat()
        stats.append(f"{about.st_size} {about.st_mtime_ns}")
    return "; ".join([f"{_FORMAT} {__version__}", *stats])


def _build(memory: Path, beside: Path, of: str, progress: Callable[[int], None] | None) -> None:
    """Write the index, whole or not at all."""
    import sqlite3

    part = beside.with_name(f".tmxalign-{secrets.token_hex(6)}.tmp")
    try:
        part.touch(exist_ok=False)
        with closing(sqlite3.connect(part)) as database:
            database.executescript(_TABLES)
            for side in SIDES:
                database.executescript(_TABLES_OF_A_SIDE.format(side))
            count = _fill(database, memory, progress)
            database.execute("insert into about values (?, ?)", (of, count))
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
