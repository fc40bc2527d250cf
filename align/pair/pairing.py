"""What a pairing of files is."""

import csv
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from os import PathLike, fspath
from pathlib import Path

from align.errors import InputError
from align.files.atomic import atomic_write
from align.pair.by_name import parse_name
from align.readers import read_segments

#: How a pair came about: by name, by content, one file with both languages, written by somebody.
HOW = ("name", "content", "bilingual", "table")
#: Pairs below this confidence are marked: somebody should look at them.
UNSURE = 0.8
COLUMNS = ("en", "zh", "confidence", "how")
_NOTE = (
    "# A row pairs two files; with one side empty, the file has no counterpart.",
    "# The same file on both sides holds both languages. Rows may be changed, added, removed.",
)
Row = dict[str, str]


@dataclass(frozen=True)
class PairOfFiles:
    """Two files that belong together; ``name`` is what the pair is called.

    ``how`` is one of :data:`HOW`. Where ``en`` and ``zh`` are the same file, it holds both
    languages. ``parts`` explain a pair by content: they sum up to the log-odds of ``confidence``.
    """

    name: str
    en: Path
    zh: Path
    confidence: float = 1.0
    how: str = "name"
    parts: Mapping[str, float] = field(default_factory=dict, compare=False)

    @property
    def unsure(self) -> bool:
        """Whether somebody should look at it."""
        return self.confidence < UNSURE


@dataclass(frozen=True)
class Pairing:
    """Pairs in the order of their names; files without a counterpart; what could not be read.

    ``failed``: files that are no documents, cannot be read, or whose name fits several others; each
    with one line that says so.
    """

    pairs: tuple[PairOfFiles, ...]
    alone_en: tuple[Path, ...] = ()
    alone_zh: tuple[Path, ...] = ()
    failed: tuple[tuple[Path, str], ...] = ()

    @property
    def unpaired(self) -> tuple[Path, ...]:
        """All files without a counterpart, in order."""
        return tuple(sorted((*self.alone_en, *self.alone_zh)))


def unique_names(pairs: Iterable[PairOfFiles]) -> tuple[PairOfFiles, ...]:
    """The pairs in the order of their names; a name that comes again gets a number."""
    found = []
    taken: set[str] = set()
    for pair in sorted(pairs, key=lambda pair: (pair.name.lower(), pair.en, pair.zh)):
        name, number = pair.name, 1
        while name.lower() in taken:
            number += 1
            name = f"{pair.name} ({number})"
        taken.add(name.lower())
        found.append(replace(pair, name=name))
    return tuple(sorted(found, key=lambda pair: pair.name.lower()))


def write_pairs(pairing: Pairing, path: str | PathLike[str]) -> None:
    """Write a pairing as UTF-8 with tabs; ``-`` is standard output.

    File names are relative to the table's folder.

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
    """Read a table of pairs (``-``: standard input). Only its columns ``en`` and ``zh`` are needed.

    Lines that are empty or begin with ``#`` are passed over. Whether the files are there shows
    when they are read.

    Raises :class:`align.errors.InputError` with the line for what is wrong.
    """
    name = "<stdin>" if fspath(path) == "-" else fspath(path)
    base = _base(path)
    pairs: list[PairOfFiles] = []
    alone: dict[str, list[Path]] = {"en": [], "zh": []}
    lines: dict[tuple[Path, Path], int] = {}
    for line, row in _rows(read_segments(path), name):
        sides = {side: row[side].strip() for side in ("en", "zh")}
        files = {side: base / text for side, text in sides.items() if text}
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
            raise InputError(f"{name}: line {line}: no file in it; remove it, or begin it with #")
    if not pairs:
        raise InputError(f"{name}: no pairs in it; a row has a file under en and one under zh")
    paired = {file for pair in lines for file in pair}
    left = {side: tuple(f for f in files if f not in paired) for side, files in alone.items()}
    return Pairing(unique_names(pairs), left["en"], left["zh"])


def _rows(lines: Sequence[str], name: str) -> Iterator[tuple[int, Row]]:
    """The rows by column, with their lines; the first one names the columns."""
    header: list[str] = []
    for number, text in enumerate(lines, start=1):
        if not text.strip() or text.startswith("#"):
            continue
        try:
            (cells,) = csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True)
        except (csv.Error, ValueError) as error:
            raise InputError(f"{name}: line {number}: quotes that do not pair up") from error
        if not header:
            header = [cell.strip().lower() for cell in cells]
            if not {"en", "zh"} <= set(header):
                raise InputError(
                    f"{name}: line {number}: the columns must be named first: "
                    f"en and zh, with a tab between them (found: {text.strip()[:60]})"
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
        raise InputError(f"{where}: the confidence {text} is no number between 0 and 1")
    return value


def _base(path: str | PathLike[str]) -> Path:
    return Path() if fspath(path) == "-" else Path(path).parent


def _relative(path: Path, base: Path) -> str:
    try:
        found = Path(os.path.relpath(path, base)).as_posix()
    except ValueError:  # another drive
        found = path.absolute().as_posix()
    # a line that begins with # would be a comment; blanks at the edges would be lost
    return f"./{found}" if found[0] in "# " else found


def _name(text: str) -> str:
    """What a pair is called: the English file's name, without what leads out of a folder."""
    path = Path(text)
    inside = [part for part in path.parts if part not in ("..", path.anchor)]
    return parse_name(Path(*inside), Path()).bare
