"""Cleaning one memory, as a stream: kept + removed = read."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from align.errors import UsageError
from align.memory.clean.plain import is_plain
from align.memory.clean.rule import RULES, Check, texts_of
from align.memory.duplicates import Again, Repeats, write_settled
from align.memory.load import read_memory
from align.memory.report import WriteReport
from align.memory.spool import Spool, spooled
from align.memory.unit import Memory, Prop, Unit

#: Progress is told once for so many units.
EVERY = 10_000


@dataclass
class CleanReport:
    """What cleaning did: units by rule, and for each rule the first one that it removed.

    ``written`` and ``rejected`` are what the writers say of the two files.
    """

    read: int = 0
    kept: int = 0
    removed: dict[str, int] = field(default_factory=dict)
    examples: dict[str, str] = field(default_factory=dict)
    written: WriteReport = field(default_factory=WriteReport)
    rejected: WriteReport | None = None

    def to_json(self) -> dict[str, Any]:
        """As JSON holds it."""
        left_out = self.written.nulls_left_out + self.written.empty
        return {
            "read": self.read,
            "kept": self.kept,
            "removed": self.removed,
            "examples": self.examples,
            "left_out_by_format": left_out,
            "illegal_characters": self.written.illegal,
        }


def clean_memory(
    path: str | os.PathLike[str],
    out: str | os.PathLike[str] | None,
    *,
    rejected: str | os.PathLike[str] | None = None,
    rules: Iterable[str] | None = None,
    format: str | None = None,
    progress: Callable[[int], None] | None = None,
    **parameters: Any,
) -> CleanReport:
    """Write the memory in ``path`` to ``out`` without the units that a rule removes.

    ``out`` may be ``path`` itself; None only counts. ``rejected`` (a ``.tmx``) gets what was
    removed, with the rule and what it found as the property ``x-rejected``; it is whole before
    ``out`` is replaced. ``rules`` are names of :data:`RULES`, by default all; ``parameters`` are
    theirs (``ratio_factor=3``). The first rule that fires counts, in the order of
    :data:`RULES`; of units that are the same the newest stays, where it stands.

    >>> import tempfile
    >>> from align.memory import write
    >>> from align.memory.clean.rule import pair
    >>> from align.memory.unit import Header, Memory
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
    given = _parameters(parameters)
    _check_files(out, rejected)
    with spooled(path) as real, Spool() as removed:
        job = _Job(real, chosen, given, removed, rejected, progress)
        dry = out is None
        job.report.written = write_settled(
            job.memory, os.fspath(out or ""), dry=dry, **({} if dry else {"format": format})
        )
        return job.report


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
    """One cleaning: what was found out, and the units that stay."""

    def __init__(
        self,
        path: str,
        rules: list[str],
        parameters: dict[str, dict[str, Any]],
        removed: Spool,
        rejected: str | os.PathLike[str] | None,
        progress: Callable[[int], None] | None,
    ) -> None:
        self.report = CleanReport()
        self._path, self._rules, self._removed = path, rules, removed
        self._rejected, self._progress = rejected, progress
        self._repeats = Repeats(
            exact="duplicate" in rules,
            near="near-duplicate" in rules,
            keep=parameters["translations"]["keep"] if "translations" in rules else "all",
        )
        self._whole = any(RULES[name].make is None for name in rules)
        self._always: list[tuple[str, Check]] = []
        self._unless_plain: list[tuple[str, Check]] = []
        for name in rules:
            rule = RULES[name]
            if rule.make is not None:
                check = rule.make(**parameters[name])
                (self._unless_plain if rule.plain else self._always).append((name, check))

    def memory(self, final: bool) -> Memory:
        """The units that stay, as far as is known (``final``: all is known)."""
        memory = read_memory(self._path)
        return Memory(memory.header, self._units(memory, final), memory.name)

    def _units(self, memory: Memory, final: bool) -> Iterator[Unit]:
        self._begin()
        report, repeats = self.report, self._repeats
        whole, checks, always = self._whole, self._unless_plain + self._always, self._always
        number = 0
        for unit in memory:
            report.read += 1
            if self._progress and report.read % EVERY == 0:
                self._progress(report.read)
            texts = texts_of(unit)
            for name, check in always if is_plain(texts) else checks:
                if found := check(texts, unit):
                    self._remove(unit, name, found)
                    break
            else:
                if whole:
                    if not final:
                        repeats.add(unit, texts.source, texts.target)
                    if name := repeats.verdict(number):
                        self._remove(unit, name, "")
                        number += 1
                        continue
                    number += 1
                    if repeats.superseded and not final:
                        continue  # written again later, with all known
                report.kept += 1
                yield unit
        if repeats.superseded and not final:
            repeats.settle()
            raise Again
        self._write_rejected(memory)

    def _begin(self) -> None:
        removed = dict.fromkeys(self._rules, 0)
        self.report.read, self.report.kept = 0, 0
        self.report.removed, self.report.examples = removed, {}
        self._removed.clear()

    def _remove(self, unit: Unit, name: str, found: str) -> None:
        report = self.report
        report.removed[name] += 1
        if name not in report.examples:
            report.examples[name] = " | ".join(v.text for v in unit.variants)
        if self._rejected is not None:
            reason = f"{name}: {found}" if found else name
            before = tuple(p for p in unit.props if p.type != "x-rejected")
            self._removed.add(replace(unit, props=(*before, Prop("x-rejected", reason))))

    def _write_rejected(self, memory: Memory) -> None:
        """Here, before the last of what is kept is written: no moment at which a unit is lost."""
        if self._rejected is None:
            return
        from align.memory import write

        self.report.rejected = write(
            Memory(memory.header, self._removed), self._rejected, incomplete=True
        )
