"""The formats of reports, by name and suffix.

To add one, decorate a writer with :func:`report_format` in a module of this package, or in one of
another package that has an entry point in the group ``tmxalign.reports``.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from inspect import Parameter, signature
from pathlib import Path
from typing import Any, TypeVar
from zipfile import ZipFile

from align.audit.engine.finding import AuditReport
from align.errors import UsageError
from align.files.atomic import atomic_write
from align.languages import LANGUAGES
from align.languages.phrases import translated
from align.registry import Registry

Writer = TypeVar("Writer", bound=Callable[..., None])


@dataclass(frozen=True)
class ReportFormat:
    """One way to write the result of an audit.

    ``write(report, stream, **options)`` writes to a binary stream; ``options`` are the names of
    its options. The first of ``suffixes`` is the usual one.
    """

    name: str
    suffixes: tuple[str, ...]
    summary: str
    write: Callable[..., None]
    options: tuple[str, ...]


#: Every report format, by name.
REPORTS = Registry(
    ReportFormat,
    names=lambda format: (format.name,),
    package="align.audit.reports",
    group="tmxalign.reports",
    order=lambda format: format.name,
)


def report_format(name: str, suffixes: tuple[str, ...], summary: str) -> Callable[[Writer], Writer]:
    """Make the decorated function the writer of a format; its keyword-only arguments are options.

    >>> REPORTS["html"].suffixes, REPORTS["html"].options
    (('.html', '.htm'), ('limit',))
    """

    def add(writer: Writer) -> Writer:
        parameters = signature(writer).parameters.values()
        options = tuple(p.name for p in parameters if p.kind is Parameter.KEYWORD_ONLY)
        REPORTS.add(ReportFormat(name, suffixes, summary, writer, options), writer.__module__)
        return writer

    return add


# How the reports of this package begin: those that are in the same form in every language, and,
# with words of ours, text and CSV.
_REPORT = re.compile(
    rb"\{\"schema\": \"tmxalign/audit-report/"
    rb"|\{\"\$schema\": \"[^\"]*sarif.{0,200}\"name\": \"tmxalign\""
    rb"|<\?xml.{0,60}<testsuites name=\"tmxalign audit\""
    rb"|<!DOCTYPE html>.{0,400}<meta name=\"generator\" content=\"tmxalign\">"
    rb"|### tmxalign audit\b",
    re.DOTALL | re.IGNORECASE,
)
_IN_WORDS = (
    r"{units} \d[^\n]*   {documents} \d[\d,]*   {checks run} \d",
    r"\ufeff{severity},{check},{message},",
)


@cache
def _in_words() -> re.Pattern[str]:
    """How text and CSV begin in any language."""
    forms = "|".join(_IN_WORDS)
    words = re.findall("{([a-z ]+)}", forms)
    said = [{word: translated(word, code, "report") for word in words} for code in LANGUAGES]
    return re.compile("|".join(map(forms.format_map, said)))


def is_report(path: str | os.PathLike[str]) -> bool:
    """Whether a file is the report of an earlier audit: it may lie in a folder that is audited.

    >>> is_report("README.md")
    False
    """
    with Path(path).open("rb") as file:
        start = file.read(2000)
        if _REPORT.match(start) or _in_words().match(start.decode("utf-8", "ignore")):
            return True
        try:
            with ZipFile(file) as book, book.open("docProps/core.xml") as about:
                return b"<dc:title>tmxalign audit</dc:title>" in about.read(10_000)
        except Exception:  # damaged, or none: the reader of the file will say so
            return False


def check_report(path: str | os.PathLike[str], format: str | None = None) -> ReportFormat:
    """The format of a report: the one that is named, else by the longest matching suffix.

    A suffix also names its format. ``-`` (standard output) is text unless another is named.

    >>> check_report("out/a.sarif.json").name, check_report("-").name, check_report("-", "md").name
    ('sarif', 'text', 'markdown')

    Raises :class:`align.errors.UsageError`, which lists the formats.
    """
    name, formats = os.fspath(path), REPORTS
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
    """Write a report atomically; ``-`` is standard output.

    ``format`` is a name or a suffix, by default the suffix of ``path``. Options are ``limit``
    (findings shown per check: text, html, markdown, junit) and ``fail_on`` (the least severity that
    is a failure: junit). A format ignores options that it does not have, so that one call serves
    all; None is the default.

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
    known = {option for one in REPORTS.values() for option in one.options}
    for option in options:
        if option not in known:
            raise UsageError(f"no report takes {option!r}; there are: {', '.join(sorted(known))}")
    given = {k: v for k, v in options.items() if k in chosen.options and v is not None}
    with atomic_write(path, "wb") as stream:
        chosen.write(report, stream, **given)
