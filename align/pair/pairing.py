"""A pairing of files, and its table ``pairs.tsv``, which a person can read and edit."""

import csv
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from os import PathLike, fspath
from pathlib import Path
from typing import Any, ClassVar

from align.errors import InputError
from align.files.atomic import atomic_write, begins_with
from align.files.remote import is_remote, path_of
from align.frames import Framed
from align.pair.by_name import parse_name
from align.pair.sides import passed_over
from align.readers import read_segments

#: How a pair was found: by name, by content, in one file with both languages, in a table.
HOW = ("name", "content", "bilingual", "table")
#: Pairs below this confidence are marked for review.
UNSURE = 0.8
COLUMNS = ("en", "zh", "confidence", "how")
_NOTE = (
    "# A row pairs two files; with one side empty, the file has no counterpart.",
    "# The same file on both sides holds both languages. Rows may be changed, added, removed.",
)
Row = dict[str, str]


@dataclass(frozen=True)
class PairOfFiles:
    """Two files that belong together; ``name`` is the name of the pair.

    ``how`` is one of :data:`HOW`. If ``en`` and ``zh`` are the same file, it has both languages.
    ``parts`` explain a pair by content: their sum is the log-odds of ``confidence``.
    """

    name: str
    en: Path
    zh: Path
    confidence: float = 1.0
    how: str = "name"
    parts: Mapping[str, float] = field(default_factory=dict, compare=False)

    @property
    def unsure(self) -> bool:
        """Whether a person should review it."""
        return self.confidence < UNSURE


@dataclass(frozen=True, repr=False)
class Pairing(Framed):
    """Pairs in the order of their names, files without a counterpart, and files that failed.

    ``failed``: files that are not documents, cannot be read, or share their name with others, each
    with a line that says why. ``passed``: pictures, programs and the like, which are no documents.
    """

    columns: ClassVar[tuple[str, ...]] = ("name", "en", "zh", "confidence", "how")
    shown: ClassVar[tuple[str, ...]] = columns

    pairs: tuple[PairOfFiles, ...]
    alone_en: tuple[Path, ...] = ()
    alone_zh: tuple[Path, ...] = ()
    failed: tuple[tuple[Path, str], ...] = ()
    passed: tuple[Path, ...] = ()

    @property
    def unpaired(self) -> tuple[Path, ...]:
        """All files without a counterpart, in order."""
        return tuple(sorted((*self.alone_en, *self.alone_zh)))

    def rows(self) -> Iterator[dict[str, Any]]:
        """A row for each pair."""
        for pair in self.pairs:
            paths = {"en": str(pair.en), "zh": str(pair.zh)}
            yield {name: getattr(pair, name) for name in self.columns} | paths

    def lines(self) -> list[str]:
        """The numbers as the command prints them."""
        counts = {
            how: sum(pair.how == how for pair in self.pairs)
            for how in ("name", "content", "bilingual")
        }
        unsure = sum(pair.unsure for pair in self.pairs)
        out = [
            f"pairs       {len(self.pairs):>7,}   {counts['name']:,} by name, "
            f"{counts['content']:,} by content, {unsure:,} of them unsure (?)",
        ]
        if counts["bilingual"]:
            out.append(f"bilingual   {counts['bilingual']:>7,}   files that hold both languages")
        out.append(
            f"alone       {len(self.unpaired):>7,}   without a counterpart (∅): "
            f"{len(self.alone_en):,} English, {len(self.alone_zh):,} Chinese"
        )
        if self.passed:
            out.append(f"passed over {len(self.passed):>7,}   {passed_over(self.passed)}")
        if self.failed:
            out.append(f"failed      {len(self.failed):>7,}   files that could not be paired:")
        return out

    def __str__(self) -> str:
        return "\n".join(self.lines())


def unique_names(pairs: Iterable[PairOfFiles]) -> tuple[PairOfFiles, ...]:
    """The pairs in the order of their names; repeated names get a number."""
    found = []
    taken: set[str] = set()
    for pair in sorted(pairs, key=lambda pair: (pair.name.lower(), pair.en, pair.zh)):
        name, number = pair.name, 1
        while name.lower() in taken:
            number += 1
            name = f"{pair.name} ({number})"
        taken.add(name.lower())
        found.append(pair if name == pair.name else replace(pair, name=name))
    return tuple(sorted(found, key=lambda pair: pair.name.lower()))


def is_pairs_table(path: str | PathLike[str]) -> bool:
    """Whether a file is a table that :func:`write_pairs` wrote, with its note or without.

    >>> is_pairs_table("corpora/terms.csv")
    False
    """
    starts = (_NOTE[0], "\t".join(COLUMNS))
    return begins_with(path, [mark + start for mark in ("", "\ufeff") for start in starts])


def write_pairs(pairing: Pairing, path: str | PathLike[str]) -> None:
    """Write a pairing as a UTF-8 table with tabs (``-``: standard output).

    File names are relative to the folder of the table.

    Raises :class:`align.errors.OutputError` when it cannot be written.
    """
    base = _base(path)
    with atomic_write(path, "w") as stream:
        stream.write("\n".join(_NOTE) + "\n")
        table = csv.writer(stream, delimiter="\t", lineterminator="\n")
        table.writerow(COLUMNS)
        for pair in pairing.pairs:
            names = (_relative(pair.en, base), _relative(pair.zh, base))
            table.writerow([*names, f"{pair.confidence:.2f}", pair.how])
        for alone in pairing.alone_en:
            table.writerow([_relative(alone, base), "", "", ""])
        for alone in pairing.alone_zh:
            table.writerow(["", _relative(alone, base), "", ""])


def read_pairs(path: str | PathLike[str]) -> Pairing:
    """Read a table of pairs (``-``: standard input); only columns ``en`` and ``zh`` are required.

    Empty lines and lines that begin with ``#`` are skipped. The files themselves are not opened.

    Raises :class:`align.errors.InputError` with the number of the invalid line.
    """
    name = "<stdin>" if fspath(path) == "-" else fspath(path)
    base = _base(path)
    pairs: list[PairOfFiles] = []
    alone: dict[str, list[Path]] = {"en": [], "zh": []}
    lines: dict[tuple[Path, Path], int] = {}
    for line, row in _rows(read_segments(path), name):
        sides = {side: row[side].strip() for side in ("en", "zh")}
        files = {side: _file(text, base) for side, text in sides.items() if text}
        if len(files) == 2:
            both = (files["en"], files["zh"])
            if both in lines:
                raise InputError(
                    f"{name}: line {line}: the same pair as in line {lines[both]}; remove one"
                )
            lines[both] = line
            confidence = _confidence(row, f"{name}: line {line}")
            how = row.get("how", "")
            how = "bilingual" if both[0] == both[1] else how if how in HOW else "table"
            pairs.append(PairOfFiles(_name(sides["en"]), *both, confidence, how))
        elif files:
            ((side, file),) = files.items()
            alone[side].append(file)
        else:
            raise InputError(
                f"{name}: line {line}: the row has no file; remove it, or start it with #"
            )
    if not pairs:
        raise InputError(f"{name}: contains no pairs; a row needs a file in the columns en and zh")
    paired = {file for pair in lines for file in pair}
    left = {side: tuple(f for f in files if f not in paired) for side, files in alone.items()}
    return Pairing(unique_names(pairs), left["en"], left["zh"])


def _rows(lines: Sequence[str], name: str) -> Iterator[tuple[int, Row]]:
    """The rows as dictionaries, with their line numbers; the first row names the columns."""
    header: list[str] = []
    for number, text in enumerate(lines, start=1):
        if not text.strip() or text.startswith("#"):
            continue
        try:
            (cells,) = csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True)
        except (csv.Error, ValueError) as error:
            raise InputError(f"{name}: line {number}: unbalanced quotes") from error
        if not header:
            header = [cell.strip().lower() for cell in cells]
            if not {"en", "zh"} <= set(header):
                raise InputError(
                    f"{name}: line {number}: missing header: "
                    f"en and zh, separated by a tab (found: {text.strip()[:60]})"
                )
            continue
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            raise InputError(
                f"{name}: line {number}: {len(cells)} columns, but the header has {len(header)}"
            )
        cells += [""] * (len(header) - len(cells))
        yield number, dict(zip(header, cells, strict=False))


def _confidence(row: Row, where: str) -> float:
    text = row.get("confidence", "").strip()
    try:
        value = float(text or 1)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise InputError(f"{where}: the confidence {text} is not a number between 0 and 1")
    return value


def _base(path: str | PathLike[str]) -> Path:
    return Path() if fspath(path) == "-" else path_of(path).parent


def _file(text: str, base: Path) -> Path:
    return path_of(text) if is_remote(text) else base / text


def _relative(path: Path, base: Path) -> str:
    if is_remote(path) or is_remote(base):
        return str(path.absolute())
    try:
        found = Path(os.path.relpath(path, base)).as_posix()
    except ValueError:  # another drive
        found = path.absolute().as_posix()
    # a line that begins with # would be a comment; spaces at the ends would be lost
    return f"./{found}" if found[0] in "# " else found


def _name(text: str) -> str:
    """The name of a pair: that of the English file, without parts leading out of a folder."""
    path = Path(text)
    inside = [part for part in path.parts if part not in ("..", path.anchor)]
    return parse_name(Path(*inside[is_remote(text) :]), Path()).bare
