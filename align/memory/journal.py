"""The journal of a memory: what was made of which files, and what was written, in SQLite.

It lies in the folder of the alignments, and every entry is there as soon as it is made, whatever
ends the process. What is in it can be found out again from the files, only slowly; so a journal
that is damaged or gone costs time, and nothing else.
"""

import json
import logging
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from align.errors import OutputError
from align.files.atomic import check_writable
from align.files.temporary import Closing

_LOG = logging.getLogger(__name__)
#: Hidden, so that a folder that is built or audited may hold it.
NAME = ".journal.sqlite"
_VERSION = 1
_TABLES = """
CREATE TABLE pairs (name TEXT PRIMARY KEY, {columns}) WITHOUT ROWID;
CREATE TABLE written (
    output TEXT, document TEXT, state TEXT, rows TEXT, PRIMARY KEY (output, document)
) WITHOUT ROWID;
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class PairEntry:
    """What is known about a pair.

    ``en_stamp``, ``zh_stamp`` and ``kept_stamp`` are those of the files and of the kept alignment
    (:func:`align.files.load.stamp_of`), ``en`` and ``zh`` digests of the content of the files;
    ``settings`` are those of the alignment, ``decisions`` a digest of what was decided about it;
    ``strays`` are the documents that were gone then, with decisions.
    ``record`` is the JSON of an :class:`align.batch.PairRecord` for the least confidence
    ``minimum``; ``run`` is the build that made it.
    """

    name: str
    en_stamp: str = ""
    zh_stamp: str = ""
    en: str = ""
    zh: str = ""
    settings: str = ""
    anchors: str = ""
    decisions: str = ""
    kept_stamp: str = ""
    strays: str = ""
    minimum: float = 0.0
    run: str = ""
    record: str = "{}"


@dataclass(frozen=True)
class WrittenRows:
    """What was written about a document: in which state, and the ids with digests."""

    state: str
    rows: str

    @property
    def written(self) -> dict[str, str]:
        pairs = (line.rpartition(" ") for line in self.rows.splitlines())
        return {id_: digest for id_, _, digest in pairs}


_COLUMNS = [field.name for field in fields(PairEntry)]
_PUT = f"INSERT OR REPLACE INTO pairs VALUES ({', '.join('?' * len(_COLUMNS))})"


class Journal(Closing):
    """The journal in a folder; without one, or before anything is written to it, it is empty.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, Journal(Path(folder)) as journal:
    ...     journal.put(PairEntry("visit", en="0123"))
    ...     journal.get("visit").en, journal.get("other")
    ('0123', None)

    Raises :class:`align.errors.OutputError` if it cannot be written.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._base: sqlite3.Connection | None = None

    def close(self) -> None:
        if self._base is not None:
            self._base.close()
            self._base = None

    # -------------------------------------------------------------- pairs

    def get(self, name: str) -> PairEntry | None:
        """What is known about a pair."""
        found = self._rows("SELECT * FROM pairs WHERE name = ?", name)
        return PairEntry(*found[0]) if found else None

    def put(self, entry: PairEntry) -> None:
        """Write what is known about a pair, at once."""
        self._do(lambda base: base.execute(_PUT, astuple(entry)))

    # -------------------------------------------------------------- what was written to a file

    def written(self, output: str) -> dict[str, str]:
        """The documents that were written to a file, and the state of each."""
        return dict(self._rows("SELECT document, state FROM written WHERE output = ?", output))

    def rows(self, output: str, document: str) -> WrittenRows | None:
        """What was written about a document."""
        found = self._rows(
            "SELECT state, rows FROM written WHERE output = ? AND document = ?", output, document
        )
        return WrittenRows(*found[0]) if found else None

    def put_written(
        self, output: str, documents: Iterable[tuple[str, WrittenRows]], about: Mapping[str, Any]
    ) -> None:
        """Write what a file consists of now, and other facts about it, in one step."""

        def put(base: sqlite3.Connection) -> None:
            base.execute("DELETE FROM written WHERE output = ?", (output,))
            base.executemany(
                "INSERT INTO written VALUES (?, ?, ?, ?)",
                ((output, name, found.state, found.rows) for name, found in documents),
            )
            _put_fact(base, f"output {output}", about)

        self._do(put)

    def about(self, output: str) -> dict[str, Any]:
        """The facts about a file; empty without any."""
        return self.fact(f"output {output}") or {}

    # -------------------------------------------------------------- facts

    def fact(self, name: str) -> Any:
        """A fact as JSON data; None if there is none."""
        found = self._rows("SELECT value FROM facts WHERE name = ?", name)
        return json.loads(found[0][0]) if found else None

    def put_fact(self, name: str, value: Any) -> None:
        """Write a fact; None removes it."""
        self._do(lambda base: _put_fact(base, name, value))

    # -------------------------------------------------------------- the file

    @property
    def path(self) -> Path | None:
        return self._folder / NAME if self._folder else None

    def _rows(self, command: str, *values: str) -> list[Any]:
        if self._base is None:
            if self.path is None or not self.path.is_file():
                return []
            self._base = self._opened()  # another process made it
        with self._reported():
            return self._base.execute(command, values).fetchall()

    def _do(self, work: Callable[[sqlite3.Connection], object]) -> None:
        if self._folder is None:
            return
        if self._base is None:
            self._base = self._opened()
        base = self._base
        with self._reported():
            base.execute("BEGIN IMMEDIATE")
            try:
                work(base)
                base.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    base.execute("ROLLBACK")
                raise

    def _opened(self) -> sqlite3.Connection:
        """Open the file; one that is damaged, or of another version, is begun anew."""
        assert self.path
        try:
            return _open(self.path)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):  # locked, read-only, full
                raise self._error(error) from error
        damaged = self.path.with_name(f"{self.path.name}.damaged")
        with suppress(OSError):
            self.path.replace(damaged)
            _LOG.warning("%s: damaged; begun anew, the old one is %s", self.path, damaged.name)
        with self._reported():
            return _open(self.path)

    @contextmanager
    def _reported(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._error(error) from error

    def _error(self, error: sqlite3.Error) -> OutputError:
        """What is in the way, in better words than SQLite's if there are any."""
        try:
            check_writable(str(self.path))
        except OutputError as found:
            return found
        return OutputError(f"{self.path}: cannot be used: {error}")


def _open(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path, timeout=60, isolation_level=None, check_same_thread=False)
    try:
        (version,) = base.execute("PRAGMA user_version").fetchone()
        if version != _VERSION:
            _begin(base)
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = NORMAL")
    except BaseException:
        base.close()
        raise
    return base


def _begin(base: sqlite3.Connection) -> None:
    """Make the tables; those of another version hold nothing that cannot be found out again."""
    base.execute("BEGIN IMMEDIATE")
    if base.execute("PRAGMA user_version").fetchone() == (_VERSION,):  # another process was first
        base.execute("COMMIT")
        return
    for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        base.execute(f'DROP TABLE "{name}"')
    for command in _TABLES.format(columns=", ".join(_COLUMNS[1:])).split(";"):
        base.execute(command)
    base.execute(f"PRAGMA user_version = {_VERSION}")
    base.execute("COMMIT")


def _put_fact(base: sqlite3.Connection, name: str, value: Any) -> None:
    if value is None:
        base.execute("DELETE FROM facts WHERE name = ?", (name,))
    else:
        text = json.dumps(value)  # names of files may hold what is no text
        base.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, text))
