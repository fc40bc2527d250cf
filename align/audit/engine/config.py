"""``tmxalign.toml``: which checks run, with which severity and parameters, by path."""

import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from align.audit.engine.check import CHECKS, INTERNAL, SEVERITIES, Check, Severity
from align.audit.engine.patterns import Pattern, pattern_of
from align.errors import UsageError
from align.files.load import find_settings, load_settings

#: Keys of ``[audit]`` that are options of the command, which reads them itself.
OPTIONS = frozenset(
    """
    alignments batch-size compare decisions device encoding force format json keep-boilerplate lang
    limit list model no-check no-decisions no-pager only out overlap prompt quiet segmented
    semicolons srx verbose verify weights write-baseline
    """.split()
)


@dataclass(frozen=True)
class Setting:
    """How a check runs; without a severity it is off."""

    severity: Severity | None
    parameters: Mapping[str, Any] = field(default_factory=dict)


#: What can be set by path for any check.
_BY_PATH = {"severity", "enabled"}
#: Every check's setting, by id.
Settings = dict[str, Setting]


@dataclass(frozen=True)
class Config:
    """The settings of an audit.

    ``kind`` is the kind of text, which sets severities (:func:`kinds`). ``checks`` are changes to
    them by check id: False, True, a severity, or a table with ``severity``, ``enabled`` and
    parameters. ``paths`` are such changes for the documents whose name matches a pattern; the last
    match wins. ``only``: no other check runs. ``patterns`` are checks besides :data:`CHECKS`.
    ``once``: what looks like the style of a text is told once.
    Raises :class:`align.errors.UsageError` for changes by path that make no sense.

    >>> config = Config(checks={"untranslated": "warning"}, paths=(("old/*", {"*": False}),))
    >>> config.settings("new/a")["untranslated"].severity
    'warning'
    >>> config.settings("old/a")["untranslated"].severity is None
    True
    """

    checks: Mapping[str, Any] = field(default_factory=dict)
    paths: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    only: tuple[str, ...] = ()
    fail_on: str = "error"
    jobs: int | None = None
    glossaries: tuple[str, ...] = ()
    baseline: str | None = None
    source: str = ""
    kind: str = "release"
    patterns: tuple[Pattern, ...] = ()
    once: bool = True

    def __post_init__(self) -> None:
        plain = Config.settings(replace(self, checks={}, paths=())) if self.paths else {}
        for _, changes in self.paths:  # report a mistake now, not when a document matches
            self._apply(changes, dict(plain), by_path=True)

    @property
    def known(self) -> Mapping[str, Check]:
        """All checks by id, in the order of a report: those of the patterns come last."""
        return {**CHECKS, **{pattern.id: pattern.check() for pattern in self.patterns}}

    def settings(self, document: str = "") -> Settings:
        """Every check's setting for the segments of a document."""
        known = self.known
        found = {
            id: Setting(check.severity if check.on else None, check.defaults())
            for id, check in known.items()
        }
        self._apply(_kind(self.kind), found)
        if self.only:
            found = {
                id: replace(s, severity=s.severity or known[id].severity)
                if id in self.only
                else replace(s, severity=None)
                for id, s in found.items()
            }
        self._apply(self.checks, found)
        for pattern, changes in self.paths:
            if fnmatchcase(document, pattern):
                self._apply(changes, found)
        return found

    def with_checks(self, *, only: Iterable[str] = (), off: Iterable[str] = ()) -> "Config":
        """A copy with checks chosen by hand, which takes precedence over the file.

        Raises :class:`align.errors.UsageError` for a check that does not exist.
        """
        only, off = tuple(only), tuple(off)
        for id in (*only, *off):
            self._check_of(id, "")
        checks = {id: change for id, change in self.checks.items() if id not in only}
        return replace(self, only=only or self.only, checks={**checks, **dict.fromkeys(off, False)})

    def of_kind(self, kind: str | None) -> "Config":
        """A copy with another kind of text; the same if there is none."""
        return replace(self, kind=kind) if kind else self

    def _apply(self, changes: Mapping[str, Any], to: Settings, *, by_path: bool = False) -> None:
        """Change settings; ``"*"`` is every check and comes before changes to single ones.

        A check of the whole memory runs once, so it cannot have other parameters ``by_path``.
        """
        for id, change in sorted(changes.items(), key=lambda item: item[0] != "*"):
            where = " in the configuration"
            for check in self.known.values() if id == "*" else [self._check_of(id, where)]:
                to[check.id] = _changed(to[check.id], change, check)
                own = isinstance(change, Mapping) and set(change) - _BY_PATH
                if by_path and check.whole and own:
                    raise UsageError(
                        f"{check.id} looks at the whole memory at once: by path it can be off or "
                        f"have another severity, but its parameters are those of "
                        f"[audit.checks.{check.id}]"
                    )

    def _check_of(self, id: str, where: str) -> Check:
        known = self.known
        if id not in known:
            close = get_close_matches(id, known, 1)
            hint = f"did you mean {close[0]!r}?" if close else "tmxalign audit --list shows all"
            raise UsageError(f"unknown check {id!r}{where}; {hint}")
        return known[id]


def kinds() -> list[str]:
    """The names of the kinds, the default first.

    >>> kinds()
    ['release', 'technical', 'legal', 'subtitle']
    """
    return list(_kinds())


@cache
def _kinds() -> dict[str, dict[str, Any]]:
    text = files("align.audit.engine").joinpath("kinds.toml").read_text("utf-8")
    return tomllib.loads(text)


def _kind(name: str) -> dict[str, Any]:
    found = _kinds().get(name)
    if found is None:
        raise UsageError(f"kind is {name!r}; there are: {', '.join(kinds())}")
    return found


def read_config(path: str | os.PathLike[str]) -> Config:
    """Read the table ``[audit]`` of a TOML file. Paths in it are relative to the file.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "tmxalign.toml")
    ...     _ = file.write_text('[audit.checks]\\nuntranslated = "note"\\n', encoding="utf-8")
    ...     read_config(file).settings()["untranslated"].severity
    'note'

    Raises :class:`align.errors.InputError` for a file that is not TOML, and
    :class:`align.errors.UsageError` for a name or a value that is not known.
    """
    name = os.fspath(path)
    try:
        return _config(load_settings(path).get("audit", {}), name)
    except UsageError as error:
        raise UsageError(f"{name}: {error}") from error


#: Finds the configuration that is used by itself.
find_config = find_settings


def _config(table: Any, name: str) -> Config:
    table = _table(table, "audit")
    known = {
        "checks",
        "paths",
        "pattern",
        "kind",
        "fail-on",
        "jobs",
        "glossary",
        "baseline",
        "once",
    }
    _known({key: table[key] for key in table if key not in OPTIONS}, known, "[audit]")
    checks = _table(table.get("checks", {}), "audit.checks")
    patterns: dict[str, Pattern] = {}
    for entry in table.get("pattern", []):
        pattern = pattern_of(_table(entry, "audit.pattern"), {*CHECKS, INTERNAL.id, *patterns})
        patterns[pattern.id] = pattern
    paths = []
    for entry in table.get("paths", []):
        entry = _table(entry, "audit.paths")
        _known(entry, {"match", "checks"}, "[[audit.paths]]")
        changes = _table(entry.get("checks", {}), "audit.paths.checks")
        paths.append((_text(entry.get("match"), "match in [[audit.paths]]"), changes))
    fail_on = table.get("fail-on", "error")
    if fail_on not in (*SEVERITIES, "never"):
        raise UsageError(f"fail-on is {fail_on!r}; it must be error, warning, note or never")
    jobs = table.get("jobs")
    if jobs is not None and (not isinstance(jobs, int) or jobs < 1):
        raise UsageError(f"jobs is {jobs!r}; it must be an integer of at least 1")
    folder = Path(name).parent
    glossary = table.get("glossary", [])
    glossary = [glossary] if isinstance(glossary, str) else glossary
    baseline = table.get("baseline")
    once = table.get("once", True)
    if not isinstance(once, bool):
        raise UsageError(f"once is {once!r}; it must be true or false")
    config = Config(
        checks,
        tuple(paths),
        (),
        fail_on,
        jobs,
        tuple(str(folder / _text(one, "glossary")) for one in glossary),
        None if baseline is None else str(folder / _text(baseline, "baseline")),
        name,
        _text(table.get("kind", Config.kind), "kind"),
        tuple(patterns.values()),
        once,
    )
    config.settings()  # raises if something is wrong
    return config


def _changed(before: Setting, change: Any, check: Check) -> Setting:
    if isinstance(change, bool):
        return replace(before, severity=(before.severity or check.severity) if change else None)
    if isinstance(change, str):
        return replace(before, severity=_severity(change, check.id))
    parameters = dict(_table(change, f"audit.checks.{check.id}"))
    if "severity" in parameters:
        before = replace(before, severity=_severity(parameters.pop("severity"), check.id))
    if "enabled" in parameters:
        enabled = parameters.pop("enabled")
        if not isinstance(enabled, bool):
            raise UsageError(f"enabled of {check.id} is {enabled!r}; it must be true or false")
        before = _changed(before, enabled, check)
    values = dict(before.parameters)
    known = {p.name: p for p in check.parameters}
    for name, value in parameters.items():
        parameter = known.get(name) or known.get(name.replace("-", "_"))
        if parameter is None:
            there = ", ".join(known) or "none"
            raise UsageError(f"{check.id} has no parameter {name!r}; there are: {there}")
        if not _alike(value, parameter.default):
            raise UsageError(
                f"{name} of {check.id} is {value!r}; it must be like {parameter.default!r}"
            )
        if parameter.choices and value not in parameter.choices:
            there = ", ".join(parameter.choices)
            raise UsageError(f"{name} of {check.id} is {value!r}; there are: {there}")
        values[parameter.name] = value
    return replace(before, parameters=values)


def _alike(value: Any, default: Any) -> bool:
    """Whether a value has the type of a default: any number for a number, but not a boolean."""
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(default, bool) and isinstance(value, bool)
    if isinstance(default, int | float):
        return isinstance(value, int | float)
    return isinstance(value, type(default))


def _severity(value: Any, id: str) -> Severity | None:
    if value == "off":
        return None
    for severity in SEVERITIES:
        if value == severity:
            return severity
    raise UsageError(f"severity of {id} is {value!r}; it must be error, warning, note or off")


def _table(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UsageError(f"{name} is {value!r}; it must be a table")
    return value


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value:
        raise UsageError(f"{name} is {value!r}; it must be a string")
    return value


def _known(table: Mapping[str, Any], names: set[str], where: str) -> None:
    for name in table:
        if name not in names:
            raise UsageError(f"unknown {name!r} in {where}; there are: {', '.join(sorted(names))}")
