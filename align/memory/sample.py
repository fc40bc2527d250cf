"""Some units of a memory, drawn at random: to look at, to judge by hand."""

import os
import random
from collections.abc import Iterator
from itertools import count

from align.errors import UsageError
from align.formats.read import read_memory
from align.formats.report import WriteReport
from align.memory.split import band
from align.unit import Memory, Unit

#: What a sample can be stratified by.
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
    """Write ``number`` units, each as likely as any other, in their order in the memory.

    The same ``seed`` draws the same ones. ``stratify="confidence"`` draws the same number from each
    range of confidence as far as there are any, so that the rare unsure ones are seen.

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
        raise UsageError("a sample has at least one unit")
    if stratify is not None and stratify not in STRATA:
        raise UsageError(f"cannot stratify by {stratify!r}; there are: {', '.join(STRATA)}")
    memory = read_memory(path)
    rng = random.Random(seed)
    drawn: dict[str, _Reservoir] = {}
    for place, unit in enumerate(memory):
        name = STRATA[stratify](unit) if stratify else ""
        if name not in drawn:
            drawn[name] = _Reservoir(number, rng)
        drawn[name].offer(place, unit)
    chosen = sorted(_balanced([r.units for r in drawn.values()], number, rng), key=lambda u: u[0])
    return write(Memory(memory.header, [unit for _, unit in chosen]), out, format=format)


class _Reservoir:
    """A random sample of a fixed size of all units offered (algorithm R)."""

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
    """The same number of each; what a small one has too few of, the others give."""
    strata = sorted(strata, key=len)
    for left, units in zip(range(len(strata), 0, -1), strata, strict=True):
        share = min(len(units), -(-number // left))
        number -= share
        yield from rng.sample(units, share)
