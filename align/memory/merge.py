"""Merges several memories into one, every unit once."""

import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from align.errors import UsageError
from align.files.spool import spooled
from align.formats.read import read_memory
from align.formats.report import WriteReport
from align.formats.write import MemoryOutput, can_be_discarded, memory_format_for, output_streams
from align.memory.duplicates import DuplicateFinder, SupersededError, read_until_settled
from align.unit import Unit


@dataclass
class MergeReport:
    """Units read from each file, in order, and the number of repeated units."""

    read: list[tuple[str, int]] = field(default_factory=list)
    repeated: int = 0
    written: WriteReport = field(default_factory=WriteReport)

    def lines(self) -> list[str]:
        """The report as printed by the command.

        >>> print(MergeReport([("a.tmx", 2), ("b.tmx", 1)], 1, WriteReport(units=2)))
        read              2   a.tmx
        read              1   b.tmx
        repeated          1
        2 units written
        """
        read = [f"read     {number:>10,}   {name}" for name, number in self.read]
        return [*read, f"repeated {self.repeated:>10,}", f"{self.written}"]

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

    A unit with the same texts in the same languages is written once: the newest by
    :func:`align.unit.last_change`, or the first of equally new ones, with its own properties.

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
    with ExitStack() as stack:
        real = [(os.fspath(p), stack.enter_context(spooled(p))) for p in paths]
        repeats = DuplicateFinder()

        def read(final: bool, write: bool) -> MergeReport:
            report = MergeReport()
            header = read_memory(real[0][1]).header
            with ExitStack() as outputs:
                output = None
                if write:
                    streams = outputs.enter_context(output_streams(chosen, out))
                    output = outputs.enter_context(MemoryOutput(chosen, header, streams))
                number = 0
                for name, path in real:
                    before = number
                    for unit in read_memory(path):
                        if not final:
                            repeats.add(unit, *_key(unit))
                        stays = not repeats.verdict(number)
                        number += 1
                        report.repeated += not stays
                        if progress and number % 10_000 == 0:
                            progress(number)
                        if output and stays and (final or not repeats.superseded):
                            output.add(unit)
                    report.read.append((name, number - before))
                if repeats.superseded and not final:
                    raise SupersededError
            if output:
                report.written = output.report
            return report

        return read_until_settled(read, discardable=can_be_discarded(chosen, out))


def _key(unit: Unit) -> tuple[str, str]:
    """Locales count here: a translation for Taiwan is not the one for the mainland."""
    texts = sorted((v.lang.lower(), v.text) for v in unit.variants)
    return "\0".join(lang for lang, _ in texts), "\0".join(text for _, text in texts)
