"""The formats of reports, by name and suffix. A module of this package that writes one is found."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from inspect import Parameter, signature
from pkgutil import iter_modules
from typing import Any, TypeVar

from align.audit.engine.report import AuditReport
from align.errors import UsageError
from align.files.atomic import atomic_write

Writer = TypeVar("Writer", bound=Callable[..., None])


@dataclass(frozen=True)
class ReportFormat:
    """One way to tell what an audit found.

    ``write(report, stream, **options)`` writes to a binary stream; ``options`` are the names of
    what it takes. The first of ``suffixes`` is the usual one.
    """

    name: str
    suffixes: tuple[str, ...]
    summary: str
    write: Callable[..., None]
    options: tuple[str, ...]


#: Every format by its name. See :func:`load_formats`.
_FORMATS: dict[str, ReportFormat] = {}


def report_format(name: str, suffixes: tuple[str, ...], summary: str) -> Callable[[Writer], Writer]:
    """Make the decorated function the writer of a format; its keyword-only arguments are options.

    >>> load_formats()["html"].suffixes, load_formats()["html"].options
    (('.html', '.htm'), ('limit',))
    """

    def add(writer: Writer) -> Writer:
        assert name not in _FORMATS, name
        parameters = signature(writer).parameters.values()
        options = tuple(p.name for p in parameters if p.kind is Parameter.KEYWORD_ONLY)
        _FORMATS[name] = ReportFormat(name, suffixes, summary, writer, options)
        return writer

    return add


@cache
def load_formats() -> dict[str, ReportFormat]:
    """Every format, by name.

    >>> sorted(load_formats())
    ['html', 'json', 'junit', 'markdown', 'sarif', 'text', 'xlsx']
    """
    from align.audit import reports

    for module in iter_modules(reports.__path__):
        import_module(f"{reports.__name__}.{module.name}")
    return dict(sorted(_FORMATS.items()))


def check_report(path: str | os.PathLike[str], format: str | None = None) -> ReportFormat:
    """The format of a report to write: the one that is named, else by the longest suffix that fits.

    A format's suffix is a name for it, too. ``-`` (standard output) is text unless another is
    named.

    >>> check_report("out/a.sarif.json").name, check_report("-").name, check_report("-", "md").name
    ('sarif', 'text', 'markdown')

    Raises :class:`align.errors.UsageError` that lists what there is.
    """
    name, formats = os.fspath(path), load_formats()
    found: ReportFormat | None
    if format is not None:
        asked = format.lower().removeprefix(".")
        by_suffix = {s.removeprefix("."): f for f in formats.values() for s in f.suffixes}
        found = formats.get(asked) or by_suffix.get(asked)
        problem = f"unknown report format {format!r}"
    elif name == "-":
        return formats["text"]
    else:
        fitting = {s: f for f in formats.values() for s in f.suffixes if name.lower().endswith(s)}
        found = fitting[max(fitting, key=len)] if fitting else None
        problem = f"{name}: the suffix names no report format"
    if found is None:
        there = ", ".join(f"{f.name} ({', '.join(f.suffixes)})" for f in formats.values())
        raise UsageError(f"{problem}; there are: {there}")
    return found


def write_report(
    report: AuditReport,
    path: str | os.PathLike[str],
    format: str | None = None,
    **options: Any,
) -> None:
    """Write a report: whole or not at all; ``-`` is standard output.

    ``format`` is a name or a suffix, by default what the suffix of ``path`` says. Options are
    ``limit`` (findings of a check that are shown: text, html, markdown, junit) and ``fail_on``
    (the least severity that is a failure: junit). A format that does not have an option ignores it,
    so that one call serves all; what is None is as if it were not given.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder, AuditReport((), 2, 0, 1, {}) as report:
    ...     write_report(report, f"{folder}/a.md")
    ...     Path(folder, "a.md").read_text(encoding="utf-8").splitlines()[0]
    '### tmxalign audit: nothing found'

    Raises :class:`align.errors.UsageError` for a format or an option that does not exist, and
    :class:`align.errors.OutputError` when the file cannot be written.
    """
    chosen = check_report(path, format)
    known = {option for one in load_formats().values() for option in one.options}
    for option in options:
        if option not in known:
            raise UsageError(f"no report takes {option!r}; there are: {', '.join(sorted(known))}")
    given = {k: v for k, v in options.items() if k in chosen.options and v is not None}
    with atomic_write(path, "wb") as stream:
        chosen.write(report, stream, **given)
