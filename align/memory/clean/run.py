"""Cleaning one memory, as a stream: kept + removed = read."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from align.errors import UsageError
from align.files.spool import Spool, spooled
from align.formats.read import read_memory
from align.formats.registry import FORMATS, format_for
from align.formats.tmx.pieces import Whole, pieces_of
from align.memory.clean.by_pieces import Outs, clean_in_pieces
from align.memory.clean.judge import Judge
from align.memory.clean.report import CleanReport, marked
from align.memory.clean.rule import RULES, texts_of
from align.memory.duplicates import Again, write_settled
from align.unit import Memory, Unit

#: Progress is told once for so many units.
EVERY = 10_000


def clean_memory(
    path: str | os.PathLike[str],
    out: str | os.PathLike[str] | None,
    *,
    rejected: str | os.PathLike[str] | None = None,
    rules: Iterable[str] | None = None,
    format: str | None = None,
    jobs: int | None = None,
    progress: Callable[[int], None] | None = None,
    **parameters: Any,
) -> CleanReport:
    """Write the memory in ``path`` to ``out`` without the units that a rule removes.

    ``out`` may be ``path`` itself; None only counts. ``rejected`` (a ``.tmx``) gets what was
    removed, with the rule and what it found as the property ``x-rejected``; it is whole before
    ``out`` is replaced. ``rules`` are names of :data:`RULES`, by default all; ``parameters`` are
    theirs (``ratio_factor=3``). The first rule that fires counts, in the order of
    :data:`RULES`; of units that are the same the newest stays, where it stands. ``jobs`` is the
    number of processes for a large TMX; by default there is one a core.

    >>> import tempfile
    >>> from align.memory import write
    >>> from align.memory.clean.rule import pair
    >>> from align.unit import Header, Memory
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     units = [pair("Hello.", "你好。"), pair("12 %", "12%"), pair("Hello.", "你好。")]
    ...     _ = write(Memory(Header(), units), f"{folder}/a.tmx")
    ...     report = clean_memory(f"{folder}/a.tmx", f"{folder}/b.tmx")
    >>> report.read, report.kept, report.removed["no-words"], report.removed["duplicate"]
    (3, 1, 1, 1)

    Raises :class:`align.errors.UsageError` for an unknown rule or parameter,
    :class:`align.errors.InputError` for what is no memory,
    :class:`align.errors.OutputError` when a file cannot be written.
    """
    chosen = [name for name in RULES if rules is None or name in set(rules)]
    _known("rule", rules or (), RULES)
    judge = Judge(chosen, _parameters(parameters))
    _check_files(out, rejected)
    with spooled(path) as real, Spool[Unit]() as removed:
        with suppress(Whole):
            outs = _outs(out, rejected, format)
            return clean_in_pieces(pieces_of(real), judge, outs, jobs=jobs, progress=progress)
        job = _Job(real, judge, removed, rejected, progress)
        dry = out is None
        job.report.written = write_settled(
            job.memory, os.fspath(out or ""), dry=dry, **({} if dry else {"format": format})
        )
        return job.report


def _outs(
    out: str | os.PathLike[str] | None, rejected: str | os.PathLike[str] | None, format: str | None
) -> Outs:
    return Outs(
        None if out is None else (format_for(out, format), os.fspath(out)),
        None if rejected is None else (FORMATS[".tmx"], os.fspath(rejected)),
    )


def _known(what: str, names: Iterable[str], there: Iterable[str]) -> None:
    listed = list(there)
    for name in names:
        if name not in listed:
            raise UsageError(f"unknown {what} {name!r}; there are: {', '.join(listed)}")


def _parameters(given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The parameters of each rule, by the names that its function has for them."""
    _known("parameter", given, [name for rule in RULES.values() for name in rule.options])
    out: dict[str, dict[str, Any]] = {}
    for rule in RULES.values():
        out[rule.name] = {}
        for outside, parameter in rule.options.items():
            value = given.get(outside)
            value = parameter.default if value is None else value
            if parameter.choices:
                _known(outside, [str(value)], parameter.choices)
            out[rule.name][parameter.name] = value
    return out


def _check_files(
    out: str | os.PathLike[str] | None, rejected: str | os.PathLike[str] | None
) -> None:
    if rejected is None:
        return
    if not os.fspath(rejected).lower().endswith(".tmx"):
        raise UsageError(f"{rejected}: what was removed goes to a .tmx, which holds the reasons")
    if out is not None and Path(out).resolve() == Path(rejected).resolve():
        raise UsageError(f"{rejected}: the same file for what is kept and what is removed")


class _Job:
    """One cleaning as a stream: what was found out, and the units that stay."""

    def __init__(
        self,
        path: str,
        judge: Judge,
        removed: Spool[Unit],
        rejected: str | os.PathLike[str] | None,
        progress: Callable[[int], None] | None,
    ) -> None:
        self.report = CleanReport()
        self._path, self._judge, self._removed = path, judge, removed
        self._rejected, self._progress = rejected, progress
        self._repeats = judge.repeats()

    def memory(self, final: bool) -> Memory:
        """The units that stay, as far as is known (``final``: all is known)."""
        memory = read_memory(self._path)
        return Memory(memory.header, self._units(memory, final), memory.name)

    def _units(self, memory: Memory, final: bool) -> Iterator[Unit]:
        report, repeats, judge = self._begin(), self._repeats, self._judge
        number = 0
        for unit in memory:
            report.read += 1
            if self._progress and report.read % EVERY == 0:
                self._progress(report.read)
            texts = texts_of(unit)
            if found := judge(texts, unit):
                self._remove(unit, *found)
                continue
            if judge.whole:
                if not final:
                    repeats.add(unit, texts.source, texts.target)
                name = repeats.verdict(number)
                number += 1
                if name:
                    self._remove(unit, name, "")
                    continue
                if repeats.superseded and not final:
                    continue  # written again later, with all known
            report.kept += 1
            yield unit
        if repeats.superseded and not final:
            repeats.settle()
            raise Again
        self._write_rejected(memory)

    def _begin(self) -> CleanReport:
        self.report = self._judge.report()
        self._removed.clear()
        return self.report

    def _remove(self, unit: Unit, name: str, found: str) -> None:
        self.report.remove(unit, name)
        if self._rejected is not None:
            self._removed.add(marked(unit, name, found))

    def _write_rejected(self, memory: Memory) -> None:
        """Here, before the last of what is kept is written: no moment at which a unit is lost."""
        if self._rejected is None:
            return
        from align.memory import write

        self.report.rejected = write(
            Memory(memory.header, self._removed), self._rejected, incomplete=True
        )
