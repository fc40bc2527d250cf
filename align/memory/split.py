"""Splits memories by number, document or confidence, and draws random samples."""

import os
import random
import re
from array import array
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import chain, count, islice
from pathlib import Path
from typing import TypeAlias

from align.errors import OutputError, UsageError
from align.files.atomic import check_outputs, check_writable, put_in_place
from align.files.remote import is_remote
from align.files.spool import Spool, spooled
from align.files.temporary import held_beside
from align.formats.read import read_memory
from align.formats.report import WriteReport
from align.formats.write import memory_format_for
from align.unit import Memory, Unit

_STEPS = ((0.9, "0.9-1.0"), (0.7, "0.7-0.9"), (0.5, "0.5-0.7"), (0.0, "0.0-0.5"))
#: The part of units without a confidence.
UNKNOWN = "unknown"


def band(unit: Unit) -> str:
    """Return the range of the unit's confidence.

    >>> from align.memory.clean.rule import example_unit
    >>> [band(example_unit("Hello.", "你好。", confidence=value)) for value in ("0.83", "")]
    ['0.7-0.9', 'unknown']
    """
    confidence = unit.confidence
    if confidence is None:
        return UNKNOWN
    return next((name for least, name in _STEPS if confidence >= least), _STEPS[-1][1])


#: The ways to split a memory, with the name of a unit's part.
BY: dict[str, Callable[[Unit], str]] = {
    "document": lambda unit: unit.document or "no-document",
    "confidence": band,
}
_NOT_IN_A_NAME = re.compile(r"[^\w.-]+")


def split_memory(
    path: str | os.PathLike[str],
    pattern: str,
    *,
    units: int | None = None,
    by: str | None = None,
    format: str | None = None,
) -> list[tuple[str, WriteReport]]:
    """Write the units to several files with the same header; return names and reports.

    The files appear together at the end; after an error, there is none.

    ``pattern`` contains ``{}``, which is replaced by the number of the part (from 1), the name of
    the document, or the range of confidence. Either ``units`` (per part) or ``by`` (``"document"``,
    ``"confidence"``) says how. Units without the property are in a part of their own
    (``no-document``, ``unknown``).

    >>> import tempfile
    >>> from align.memory import write
    >>> from align.memory.clean.rule import example_unit
    >>> from align.unit import Header
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     units = [example_unit(f"Hello {n}.", f"你好{n}。") for n in range(5)]
    ...     _ = write(Memory(Header(), units), f"{folder}/a.tmx")
    ...     parts = split_memory(f"{folder}/a.tmx", f"{folder}/a-{{}}.tmx", units=2)
    ...     [(Path(name).name, report.units) for name, report in parts]
    [('a-1.tmx', 2), ('a-2.tmx', 2), ('a-3.tmx', 1)]

    Raises :class:`align.errors.UsageError` for a pattern without ``{}``, or no way to split;
    :class:`align.errors.InputError` and :class:`align.errors.OutputError` for files.
    """
    if pattern.count("{}") != 1:
        raise UsageError(
            f"{pattern}: write {{}} once in place of the part's name, e.g. part-{{}}.tmx"
        )
    if (units is None) == (by is None):
        raise UsageError("give either the number of units per part, or what to split by")
    if by is not None and by not in BY:
        raise UsageError(f"cannot split by {by!r}; there are: {', '.join(BY)}")
    if is_remote(pattern):
        raise UsageError(f"{pattern}: parts are written on this machine; give a folder here")
    beside = Path(os.path.realpath(f"{pattern.partition('{}')[0]}x"))
    check_writable(pattern)  # fail early
    with spooled(path) as real:
        memory = read_memory(real)
        beside.parent.mkdir(parents=True, exist_ok=True)
        with (
            held_beside(beside) as place,
            closing(
                _by_number(memory, units or 1) if by is None else _by_name(memory, BY[by])
            ) as parts,
        ):
            place.mkdir()
            staged = _Staged(place, format)
            for part, some in parts:
                staged.write(pattern.replace("{}", part), Memory(memory.header, some))
            staged.finish(path, memory.left_out)
    return staged.parts


class _Staged:
    """Parts that are complete but not in their places yet: all appear at the end, or none."""

    def __init__(self, place: Path, format: str | None) -> None:
        self._place, self._format = place, format
        self.parts: list[tuple[str, WriteReport]] = []
        self._files: list[tuple[Path, str]] = []

    def write(self, name: str, memory: Memory) -> None:
        """Write a part."""
        from align.memory import write

        chosen = memory_format_for(name, self._format)
        folder = self._place / str(len(self.parts))
        folder.mkdir()
        aside = folder / Path(name).name
        try:
            report = write(memory, aside, format=self._format)
        except OutputError as error:
            raise OutputError(str(error).replace(str(aside), name)) from error
        self.parts.append((name, report))
        self._files += zip(map(Path, chosen.paths(aside)), chosen.paths(name), strict=True)

    def finish(self, memory: str | os.PathLike[str], left_out: Counter[str]) -> None:
        """Move all parts to their places, if none is the memory itself.

        ``left_out`` is what was not read of it, for the last report.
        """
        for name, report in self.parts[-1:]:
            self.parts[-1] = name, replace(report, left_out=dict(+left_out))
        names = [name for _, name in self._files]
        check_outputs(names, [memory])
        for name in names:
            check_writable(name)
        for file, name in self._files:
            put_in_place(file, name)


_Parts: TypeAlias = Generator[tuple[str, Iterable[Unit]], None, None]


def _by_number(memory: Memory, size: int) -> _Parts:
    units = iter(memory)
    for number in count(1):
        first = next(units, None)
        if first is None and number > 1:
            return
        yield str(number), islice(chain([first] if first else (), units), size)


def _by_name(memory: Memory, part_of: Callable[[Unit], str]) -> _Parts:
    with Spool[Unit]() as spool:
        parts: dict[str, array[int]] = {}
        for unit in memory:
            parts.setdefault(part_of(unit), array("q")).append(spool.add(unit))
        taken: set[str] = set()
        for part, numbers in parts.items():
            yield _free(part, taken), (spool[number] for number in numbers)


def _free(part: str, taken: set[str]) -> str:
    """Return a file name like that of the part, which no other part has."""
    # cannot lead out of the folder, and short enough for any file system
    stem = _NOT_IN_A_NAME.sub("-", Path(part).name).strip(".-")[:60] or "part"
    name, number = stem, 1
    while name.lower() in taken:
        number += 1
        name = f"{stem}-{number}"
    taken.add(name.lower())
    return name


#: The properties by which a sample can be stratified.
STRATA = {"confidence": band}


def sample_memory(
    path: str | os.PathLike[str],
    out: str | os.PathLike[str],
    number: int,
    *,
    seed: int = 0,
    stratify: str | None = None,
    format: str | None = None,
) -> WriteReport:
    """Write ``number`` units drawn at random, in their order in the memory.

    The same ``seed`` draws the same ones. ``stratify="confidence"`` draws equally from each range
    of confidence if possible, so that the rare uncertain units are included.

    >>> import tempfile
    >>> from align.memory import write
    >>> from align.memory.clean.rule import example_unit
    >>> from align.unit import Header
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     units = [example_unit(f"Hello {n}.", f"你好{n}。") for n in range(50)]
    ...     _ = write(Memory(Header(), units), f"{folder}/a.tmx")
    ...     print(sample_memory(f"{folder}/a.tmx", f"{folder}/b.tmx", 5))
    5 units written

    Raises :class:`align.errors.UsageError`, :class:`align.errors.InputError`,
    :class:`align.errors.OutputError`.
    """
    from align.memory import write

    if number < 1:
        raise UsageError("a sample needs at least one unit")
    if stratify is not None and stratify not in STRATA:
        raise UsageError(f"cannot stratify by {stratify!r}; there are: {', '.join(STRATA)}")
    check_outputs(memory_format_for(out, format).paths(out), [path])
    rng = random.Random(seed)
    drawn: dict[str, _Reservoir] = {}
    with spooled(path) as real:
        memory = read_memory(real)
        for place, unit in enumerate(memory):
            name = STRATA[stratify](unit) if stratify else ""
            if name not in drawn:
                drawn[name] = _Reservoir(number, rng)
            drawn[name].offer(place, unit)
    chosen = sorted(_balanced([r.units for r in drawn.values()], number, rng), key=lambda u: u[0])
    units = [unit for _, unit in chosen]
    return write(Memory(memory.header, units, left_out=memory.left_out), out, format=format)


class _Reservoir:
    """A random sample of fixed size of all units offered (algorithm R)."""

    def __init__(self, size: int, rng: random.Random) -> None:
        self.units: list[tuple[int, Unit]] = []
        self._size, self._rng, self._seen = size, rng, count(1)

    def offer(self, place: int, unit: Unit) -> None:
        seen = next(self._seen)
        if len(self.units) < self._size:
            self.units.append((place, unit))
        elif (index := int(self._rng.random() * seen)) < self._size:
            self.units[index] = place, unit


def _balanced(
    strata: list[list[tuple[int, Unit]]], number: int, rng: random.Random
) -> Iterator[tuple[int, Unit]]:
    """Return equal numbers of each; what small ones lack is taken from the others."""
    strata = sorted(strata, key=len)
    for left, units in zip(range(len(strata), 0, -1), strata, strict=True):
        share = min(len(units), -(-number // left))
        number -= share
        yield from rng.sample(units, share)
