"""Cleaning one memory, whatever its size: kept + removed = read."""

import os
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from align.errors import UsageError
from align.files.atomic import check_outputs
from align.files.spool import spooled
from align.formats.parallel import MemorySource, in_pieces
from align.formats.registry import FORMATS, Format
from align.formats.report import WriteReport, not_kept
from align.formats.write import (
    MemoryOutput,
    Written,
    can_be_discarded,
    memory_format_for,
    output_streams,
)
from align.frames import Shown
from align.memory.clean.rule import RULES, Check, is_plain, pairs_of, texts_of
from align.memory.duplicates import DuplicateFinder, SupersededError, read_until_settled
from align.runners.worker import Ask
from align.unit import Header, Prop, Unit, UnitLike

#: The verdicts on repeated units; processes exchange their indices.
_VERDICTS = ("", "duplicate", "near-duplicate", "translations")


@dataclass
class CleanReport(Shown):
    """The result of cleaning: the units removed by each rule, with the first of them as an example.

    ``written`` and ``rejected`` are the writers' reports of the two files, ``left_out`` is what was
    not read (:attr:`align.unit.Memory.left_out`).
    """

    read: int = 0
    kept: int = 0
    removed: dict[str, int] = field(default_factory=dict)
    examples: dict[str, str] = field(default_factory=dict)
    written: WriteReport = field(default_factory=WriteReport)
    rejected: WriteReport | None = None
    left_out: Mapping[str, int] = field(default_factory=dict)

    def remove(self, unit: UnitLike, name: str) -> None:
        """Count a unit that a rule removes."""
        self.removed[name] += 1
        if name not in self.examples:
            self.examples[name] = " | ".join(v.text for v in unit.unit().variants)

    def add(self, other: "CleanReport") -> None:
        """Add the counts of further units."""
        self.read += other.read
        self.kept += other.kept
        for name, number in other.removed.items():
            self.removed[name] += number
        self.examples = other.examples | self.examples

    def lines(self, *, dry_run: bool = False) -> list[str]:
        """The report as printed by the command; ``dry_run``: nothing was written."""
        out = []
        for name, number in self.removed.items():
            example = self.examples.get(name, "").replace("\n", " ")
            example = example if len(example) <= 70 else example[:69] + "…"
            out.append(f"{name:<16}{number:>10,}   {example}".rstrip())
        would = "would be " if dry_run else ""
        out.append(f"{'read':<16}{self.read:>10,}")
        out.append(f"{would + 'removed':<16}{sum(self.removed.values()):>10,}")
        out.append(f"{would + 'kept':<16}{self.kept:>10,}")
        if left_out := self.written.nulls_left_out + self.written.empty:
            why = "kept, but the format cannot hold units without two texts"
            out.append(f"{'left out':<16}{left_out:>10,}   {why}")
        for name, report in (("output", self.written), ("rejected", self.rejected)):
            if report and (report.illegal or report.lost):
                out.append(f"{name:<16}{report.units + report.nulls:>10,}   {report}")
        if self.left_out:
            out.append(not_kept(self.left_out, "not read"))
        return out

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def to_json(self) -> dict[str, Any]:
        """The report as JSON data."""
        left_out = self.written.nulls_left_out + self.written.empty
        return {
            "read": self.read,
            "kept": self.kept,
            "removed": self.removed,
            "examples": self.examples,
            "left_out_by_format": left_out,
            "illegal_characters": self.written.illegal,
            "lost": dict(self.written.lost),
            "not_read": dict(self.left_out),
        }


def with_reason(unit: Unit, name: str, found: str) -> Unit:
    """Add the reason for the removal of a unit as the property ``x-rejected``.

    >>> with_reason(Unit([]), "short", "1 characters").prop("x-rejected")
    'short: 1 characters'
    """
    reason = f"{name}: {found}" if found else name
    before = tuple(p for p in unit.props if p.type != "x-rejected")
    return replace(unit, props=(*before, Prop("x-rejected", reason)))


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

    ``out`` may be ``path`` itself; None only counts. ``rejected`` (a ``.tmx``) gets the removed
    units, with the rule and its finding as the property ``x-rejected``; it is complete before
    ``out`` is replaced. ``rules`` are names in :data:`RULES`, by default all; ``parameters`` are
    theirs (``ratio_factor=3``). The first rule that fires counts, in the order of :data:`RULES`; of
    equal units the newest is kept, in its place. ``jobs`` is the number of processes for a large
    TMX, by default one per core.

    >>> import tempfile
    >>> from align.memory import write
    >>> from align.memory.clean.rule import example_unit
    >>> from align.unit import Header, Memory
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     texts = ("Hello.", "你好。"), ("12 %", "12%"), ("Hello.", "你好。")
    ...     units = [example_unit(en, zh) for en, zh in texts]
    ...     _ = write(Memory(Header(), units), f"{folder}/a.tmx")
    ...     report = clean_memory(f"{folder}/a.tmx", f"{folder}/b.tmx")
    >>> report.read, report.kept, report.removed["no-words"], report.removed["duplicate"]
    (3, 1, 1, 1)

    Raises :class:`align.errors.UsageError` for an unknown rule or parameter,
    :class:`align.errors.InputError` for a file that is
    not a memory, :class:`align.errors.OutputError` if a file cannot be written.
    """
    chosen = [name for name in RULES if rules is None or name in set(rules)]
    _check_names("rule", rules or (), RULES)
    judge = Judge(chosen, with_defaults(parameters))
    kept = None if out is None else _Target(memory_format_for(out, format), os.fspath(out), {})
    removed = None
    if rejected is not None:
        removed = _Target(FORMATS[".tmx"], os.fspath(rejected), {"incomplete": True})
        if not removed.path.lower().endswith(".tmx"):
            raise UsageError(
                f"{rejected}: the removed units need a .tmx, which can hold the reasons"
            )
    outs = kept.format.paths(kept.path) if kept else []
    check_outputs([*outs, rejected])
    check_outputs([*outs[1:], rejected], [path])  # only the kept units can replace the memory
    targets = [target for target in (kept, removed) if target]
    discardable = all(can_be_discarded(target.format, target.path) for target in targets)

    def job(source: MemorySource) -> CleanReport:
        cleaning = _Cleaning(source, judge, kept, removed, jobs, progress)
        return read_until_settled(
            cleaning.read, writes=bool(targets), discardable=discardable or not judge.whole
        )

    with spooled(path) as real:
        return in_pieces(real, job, stream=not discardable)


def _check_names(what: str, names: Iterable[str], there: Iterable[str]) -> None:
    listed = list(there)
    for name in names:
        if name not in listed:
            raise UsageError(f"unknown {what} {name!r}; there are: {', '.join(listed)}")


def with_defaults(given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the parameters of each rule, by the parameter names of its function."""
    _check_names("parameter", given, [name for rule in RULES.values() for name in rule.options])
    out: dict[str, dict[str, Any]] = {}
    for rule in RULES.values():
        out[rule.name] = {}
        for outside, parameter in rule.options.items():
            value = given.get(outside)
            value = parameter.default if value is None else value
            if parameter.choices:
                _check_names(outside, [str(value)], parameter.choices)
            out[rule.name][parameter.name] = value
    return out


class _Target(NamedTuple):
    """A file to write."""

    format: Format
    path: str
    options: dict[str, Any]

    def open(self, stack: ExitStack, header: Header) -> MemoryOutput:
        streams = stack.enter_context(output_streams(self.format, self.path))
        return stack.enter_context(MemoryOutput(self.format, header, streams, self.options))


class Judge:
    """Returns the rule that removes a unit, and its finding; None if no rule for single units does.

    ``whole``: there are rules for the whole memory, see :meth:`repeats`.
    """

    def __init__(self, rules: list[str], parameters: dict[str, dict[str, Any]]) -> None:
        self._rules, self._parameters = rules, parameters
        self._target = parameters["variety"]["target"] if "variety" in rules else ""
        self.whole = any(RULES[name].make is None for name in rules)
        self._always: list[tuple[str, Check]] = []
        unless_plain: list[tuple[str, Check]] = []
        for name in rules:
            rule = RULES[name]
            if rule.make and (check := rule.make(**parameters[name])):
                (unless_plain if rule.plain else self._always).append((name, check))
        self._all = unless_plain + self._always

    def __call__(self, unit: UnitLike) -> tuple[str, str] | None:
        if self._target and unit.size > 2:
            return self._of_pairs(unit)
        texts = texts_of(unit)
        for name, check in self._always if is_plain(texts) else self._all:
            if found := check(texts, unit):
                return (name, found) if unit.size < 3 else self._of_pairs(unit)
        return None

    def _of_pairs(self, unit: UnitLike) -> tuple[str, str] | None:
        """The verdict on a unit with several texts: one good pair is enough to keep it."""
        first = None
        for texts in pairs_of(unit, self._target):
            found = ((name, why) for name, check in self._all if (why := check(texts, unit)))
            if (fate := next(found, None)) is None:
                return None
            first = first or fate
        return first

    def repeats(self) -> DuplicateFinder:
        """Return a finder of repeated units."""
        rules = self._rules
        return DuplicateFinder(
            exact="duplicate" in rules,
            near="near-duplicate" in rules,
            keep=self._parameters["translations"]["keep"] if "translations" in rules else "all",
        )

    def report(self) -> CleanReport:
        """An empty report."""
        return CleanReport(removed=dict.fromkeys(self._rules, 0))


class _Part(NamedTuple):
    """The result for a piece."""

    report: CleanReport
    kept: Written | None
    removed: Written | None


class _Cleaning:
    """The cleaning of a memory, piece by piece."""

    def __init__(
        self,
        source: MemorySource,
        judge: Judge,
        kept: _Target | None,
        removed: _Target | None,
        jobs: int | None,
        progress: Callable[[int], None] | None,
    ) -> None:
        self._source, self._judge, self._jobs, self._progress = source, judge, jobs, progress
        self._targets = kept, removed
        self._repeats = judge.repeats()
        self._final = False
        self._kept: MemoryOutput | None = None
        self._removed: MemoryOutput | None = None
        self._numbers: Iterator[int] = iter(())

    def read(self, final: bool, write: bool) -> CleanReport:
        """Read the memory once; ``final``: everything is known about repeated units.

        Raises :class:`SupersededError` if a unit that was kept must be removed.
        """
        repeats, report = self._repeats, self._judge.report()
        self._final, self._numbers = final, iter(range(len(repeats)))
        with ExitStack() as stack:
            # the file of removed units is completed first: no unit is ever in neither file
            self._kept, self._removed = [
                target.open(stack, self._source.header) if target and write else None
                for target in self._targets
            ]
            outputs = [output for output in (self._kept, self._removed) if output]
            jobs = self._jobs if all(output.independent for output in outputs) else 1
            for part in self._source.each(self._clean_piece, jobs=jobs, answer=self._verdicts):
                if part is None:
                    continue
                report.add(part.report)
                if self._kept:
                    self._kept.join(part.kept)
                if self._removed:
                    self._removed.join(part.removed)
                if self._progress:
                    self._progress(report.read)
            if repeats.superseded and not final:
                repeats.settle()
                raise SupersededError
        report.written = self._kept.report if self._kept else WriteReport()
        report.left_out = dict(+self._source.left_out)
        report.rejected = self._removed.report if self._removed else None
        return report

    def _verdicts(self, question: Any) -> bytes | None:
        """Return the verdicts on the units of a piece that no rule for single units removes."""
        repeats = self._repeats
        if self._final:
            numbers = [next(self._numbers) for _ in range(question)]
            return bytes(_VERDICTS.index(repeats.verdict(number)) for number in numbers)
        verdicts = bytearray()
        values = iter(question)
        for date, exact, key, source in zip(values, values, values, values, strict=True):
            repeats.note(date, exact, key, source)
            verdicts.append(_VERDICTS.index(repeats.verdict(len(repeats) - 1)))
        # once a unit that was kept must be removed, nothing more is written
        return None if repeats.superseded else bytes(verdicts)

    def _clean_piece(self, units: Iterable[UnitLike], ask: Ask) -> _Part | None:
        """Clean the units of a piece; None if nothing is to be written."""
        judge, repeats = self._judge, self._repeats
        keys = array("q")
        found: list[tuple[UnitLike, tuple[str, str] | None]] = []
        passed = 0
        for unit in units:
            fate = judge(unit)
            found.append((unit, fate))
            if fate is None:
                passed += 1
                if judge.whole and not self._final:
                    keys.extend(repeats.keys(unit))
        verdicts = ask(passed if self._final else keys) if judge.whole else bytes(passed)
        if verdicts is None:
            return None
        report = judge.report()
        kept = self._kept.piece() if self._kept else None
        removed = self._removed.piece() if self._removed else None
        for unit, fate in _with_verdicts(found, verdicts):
            report.read += 1
            if fate is None:
                report.kept += 1
                if kept:
                    kept.add(unit)
            else:
                report.remove(unit, fate[0])
                if removed:
                    removed.add(with_reason(unit.unit(), *fate))
        return _Part(report, kept.take() if kept else None, removed.take() if removed else None)


def _with_verdicts(
    found: Iterable[tuple[UnitLike, tuple[str, str] | None]], verdicts: bytes
) -> Iterator[tuple[UnitLike, tuple[str, str] | None]]:
    rest = iter(verdicts)
    for unit, fate in found:
        if fate is None and (verdict := next(rest)):
            yield unit, (_VERDICTS[verdict], "")
        else:
            yield unit, fate
