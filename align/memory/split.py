"""One memory → several, by number, by document or by confidence."""

import os
import re
from array import array
from collections.abc import Callable, Iterator
from itertools import chain, islice
from pathlib import Path

from align.errors import OutputError, UsageError
from align.files.spool import Spool
from align.formats.read import read_memory
from align.formats.report import WriteReport
from align.unit import Memory, Unit

_STEPS = ((0.9, "0.9-1.0"), (0.7, "0.7-0.9"), (0.5, "0.5-0.7"), (0.0, "0.0-0.5"))
#: What units without a confidence are called.
UNKNOWN = "unknown"


def band(unit: Unit) -> str:
    """The range that the unit's confidence is in.

    >>> from align.memory.clean.rule import example_unit
    >>> [band(example_unit("Hello.", "你好。", confidence=value)) for value in ("0.83", "")]
    ['0.7-0.9', 'unknown']
    """
    confidence = unit.confidence
    if confidence is None:
        return UNKNOWN
    return next((name for least, name in _STEPS if confidence >= least), _STEPS[-1][1])


#: What a memory can be split by, and the name of a unit's part.
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
    """Write the units to several files with the same header; each file's name and report.

    ``pattern`` holds ``{}``, which becomes the number of the part (from 1), the name of the
    document, or the range of confidence. Either ``units`` (per part) or ``by``
    (``"document"``, ``"confidence"``) says how. Units that the memory says nothing of are in a part
    of their own (``no-document``, ``unknown``).

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

    Raises :class:`align.errors.UsageError` for a pattern without a place, or no way to split;
    :class:`align.errors.InputError` and :class:`align.errors.OutputError` for files.
    """
    if pattern.count("{}") != 1:
        raise UsageError(
            f"{pattern}: write {{}} once where the part's name goes, e.g. part-{{}}.tmx"
        )
    if (units is None) == (by is None):
        raise UsageError("say either how many units a part gets, or what to split by")
    if by is not None and by not in BY:
        raise UsageError(f"cannot split by {by!r}; there are: {', '.join(BY)}")
    folder = Path(pattern).parent
    if "{}" not in str(folder) and not folder.is_dir():  # said before the work, not after it
        raise OutputError(f"{folder}: no such folder; make it first")
    memory = read_memory(path)
    if by is None:
        return list(_by_number(memory, pattern, units or 1, format))
    return list(_by_name(memory, pattern, BY[by], format))


def _by_number(
    memory: Memory, pattern: str, size: int, format: str | None
) -> Iterator[tuple[str, WriteReport]]:
    from align.memory import write

    units = iter(memory)
    number = 0
    while (first := next(units, None)) or not number:
        number += 1
        part = islice(chain([first] if first else (), units), size)
        name = pattern.replace("{}", str(number))
        yield name, write(Memory(memory.header, part), name, format=format)


def _by_name(
    memory: Memory, pattern: str, part_of: Callable[[Unit], str], format: str | None
) -> Iterator[tuple[str, WriteReport]]:
    from align.memory import write

    with Spool[Unit]() as spool:
        parts: dict[str, array[int]] = {}
        for unit in memory:
            parts.setdefault(part_of(unit), array("q")).append(spool.add(unit))
        taken: set[str] = set()
        for part, numbers in parts.items():
            name = pattern.replace("{}", _free(part, taken))
            units = (spool[number] for number in numbers)
            yield name, write(Memory(memory.header, units), name, format=format)


def _free(part: str, taken: set[str]) -> str:
    """A name for a file, like the part's, that no other part has."""
    # never a way out of the folder, and short enough for any file system
    stem = _NOT_IN_A_NAME.sub("-", Path(part).name).strip(".-")[:60] or "part"
    name, number = stem, 1
    while name.lower() in taken:
        number += 1
        name = f"{stem}-{number}"
    taken.add(name.lower())
    return name
