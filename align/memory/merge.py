"""Merges several memories into one, every unit once."""

import os
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from align.errors import UsageError
from align.files.atomic import check_outputs
from align.files.spool import spooled
from align.formats.read import read_memory
from align.formats.report import Losses, WriteReport, not_kept
from align.formats.write import MemoryOutput, can_be_discarded, memory_format_for, output_streams
from align.frames import Shown
from align.memory.duplicates import DuplicateFinder, SupersededError, about, read_until_settled
from align.unit import Header, Unit, canonical_code

#: Attributes of a header that hold for all units of its memory that have none of their own.
_INHERITED = ("srclang", "segtype", "datatype")


@dataclass
class MergeReport(Shown):
    """Units read from each file, in order, and the number of repeated units.

    ``lost`` counts what the memory does not have of repeated units, as the unit kept for them says
    something else or nothing, and of headers after the first, by name.
    """

    read: list[tuple[str, int]] = field(default_factory=list)
    repeated: int = 0
    written: WriteReport = field(default_factory=WriteReport)
    lost: Losses = field(default_factory=Losses)

    def lines(self) -> list[str]:
        """The report as printed by the command.

        >>> print(MergeReport([("a.tmx", 2), ("b.tmx", 1)], 1, WriteReport(units=2)))
        read              2   a.tmx
        read              1   b.tmx
        repeated          1
        2 units written
        """
        read = [f"read     {number:>10,}   {name}" for name, number in self.read]
        lost = f"   {not_kept(self.lost)}" if self.lost else ""
        return [*read, f"repeated {self.repeated:>10,}{lost}", f"{self.written}"]

    def __str__(self) -> str:
        return "\n".join(self.lines())


def merge_memories(
    paths: Sequence[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    format: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> MergeReport:
    """Write the units of several memories, in order, to one with the first one's header.

    Units are the same by :func:`align.memory.duplicates.identity`: texts, language codes and inline
    codes. Of these, the newest by :func:`align.tmx_dates.last_change` is written, or the first of
    equally new ones, as it is; what the others say besides is counted by name. A unit from a memory
    whose header has another source language, data type or kind of segment says so itself.

    >>> import tempfile
    >>> from align.memory import write
    >>> from align.memory.clean.rule import example_unit
    >>> from align.unit import Header, Memory
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     names = [f"{folder}/{name}.tmx" for name in "abc"]
    ...     for name, zh in zip(names, ("你好。", "您好。"), strict=False):
    ...         units = [example_unit("Hello.", zh), example_unit("Bye.", "再见。")]
    ...         _ = write(Memory(Header(), units), name)
    ...     report = merge_memories(names[:2], names[2])
    >>> report.written.units, report.repeated
    (3, 1)

    Raises :class:`align.errors.UsageError` without a file, :class:`align.errors.InputError` and
    :class:`align.errors.OutputError` for files.
    """
    if not paths:
        raise UsageError("nothing to merge; pass at least one memory")
    chosen = memory_format_for(out, format)
    check_outputs(chosen.paths(out)[1:], paths)  # the memory itself may be one of them
    with ExitStack() as stack:
        real = [(os.fspath(p), stack.enter_context(spooled(p))) for p in paths]
        repeats, said = DuplicateFinder(), _Said()

        def read(final: bool, write: bool) -> MergeReport:
            report, left_out = MergeReport(), Counter[str]()
            header = read_memory(real[0][1]).header
            with ExitStack() as outputs:
                output = None
                if write:
                    streams = outputs.enter_context(output_streams(chosen, out))
                    output = outputs.enter_context(MemoryOutput(chosen, header, streams))
                number = 0
                for name, path in real:
                    before, memory = number, read_memory(path)
                    inherited = _differences(memory.header, header, report.lost)
                    for unit in memory:
                        if not final:
                            repeats.add(unit)
                            said.add(unit)
                        stays = not repeats.verdict(number)
                        if not stays:
                            report.repeated += 1
                            said.count(unit, repeats.winner(number), report.lost)
                        number += 1
                        if progress and number % 10_000 == 0:
                            progress(number)
                        if output and stays and (final or not repeats.superseded):
                            if inherited:
                                unit = replace(unit, attributes={**inherited, **unit.attributes})
                            output.add(unit)
                    report.read.append((name, number - before))
                    left_out += memory.left_out
                if repeats.superseded and not final:
                    raise SupersededError
            if output:
                report.written = replace(output.report, left_out=dict(left_out))
            return report

        return read_until_settled(read, discardable=can_be_discarded(chosen, out))


class _Said:
    """What each unit says besides its texts, in 8 bytes per property."""

    def __init__(self) -> None:
        self._hashes, self._ends = array("q"), array("q", [0])

    def add(self, unit: Unit) -> None:
        """Add the next unit."""
        self._hashes.extend(map(hash, about(unit)))
        self._ends.append(len(self._hashes))

    def count(self, unit: Unit, kept: int, lost: Losses) -> None:
        """Count what a unit says and the kept one, given by its number, does not."""
        there = self._hashes[self._ends[kept] : self._ends[kept + 1]]
        for fact in about(unit):
            if hash(fact) not in there:
                lost.lose(fact[0])


def _differences(header: Header, first: Header, lost: Losses) -> dict[str, str]:
    """Return what units inherit from another header than the first; count what else is lost."""
    lost.lose_some("note of a header", len(set(header.notes) - set(first.notes)))
    lost.lose_some("element of a header", len(set(header.others) - set(first.others)))
    for prop in header.props:
        if prop not in first.props:
            lost.lose(f"{prop.type} of a header")
    return {
        name: value
        for name in _INHERITED
        if (value := header.attributes.get(name, ""))
        and canonical_code(value) != canonical_code(first.attributes.get(name, ""))
    }
