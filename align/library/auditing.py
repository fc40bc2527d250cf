"""``audit`` and ``terms``: the errors and the terms of a memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from os import PathLike
from typing import TYPE_CHECKING

from align.frames import Shown
from align.library.aligning import CountProgress, File, StepProgress, listed

if TYPE_CHECKING:
    from align.audit import AuditReport, Config
    from align.audit.terms import TermPair
    from align.formats.report import WriteReport
    from align.pipeline import Aligner


@dataclass(frozen=True)
class TermsReport(Shown):
    """The terms found in ``sampled`` of ``units``; ``failed`` are the inputs that were not read."""

    terms: tuple[TermPair, ...]
    sampled: int
    units: int
    failed: tuple[str, ...]
    written: WriteReport

    def __str__(self) -> str:
        return f"{len(self.terms):,} terms from {self.sampled:,} of {self.units:,} units"


def audit(
    paths: File | Iterable[File],
    outs: File | Iterable[File | tuple[File, str]] = (),
    *,
    format: str | None = None,
    glossaries: Iterable[File] = (),
    config: Config | File | None = None,
    no_config: bool = False,
    kind: str | None = None,
    only: Sequence[str] = (),
    no_check: Sequence[str] = (),
    baseline: File | None = None,
    write_baseline: File | None = None,
    decisions: File | None = None,
    no_decisions: bool = False,
    fail_on: str | None = None,
    compare: File | Iterable[File] = (),
    lang: str | None = None,
    jobs: int | None = None,
    alignments: File | None = None,
    aligner: Aligner | None = None,
    reading: CountProgress | None = None,
    pairs: StepProgress | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> AuditReport:
    """Check memories, alignments or folders of documents, and write reports.

    ``outs`` are files for reports, or pairs of a file and its format; ``compare`` are earlier
    reports in JSON. ``config`` is by default the nearest ``tmxalign.toml``, unless ``no_config``;
    ``kind`` of text sets severities (:func:`align.audit.engine.config.kinds`),
    ``only`` and ``no_check`` choose checks. Findings in ``baseline`` are known and not reported
    again; those of this run are written to ``write_baseline``. Nor are those that people accepted
    or called a false alarm in ``decisions``, by default the files of decisions beside what is
    audited, unless ``no_decisions``; texts that they corrected are audited as corrected.
    ``fail_on`` is the lowest severity with which the audit fails, see :attr:`AuditReport.failing`.
    ``lang`` is the language of the reports, ``en`` or ``zh``; by default they are in English, and
    an HTML page is in the browser's. Close the report after use.

    >>> with audit("corpora/terms.csv", no_config=True) as report:
    ...     print(report)
    0 errors, 0 warnings, 1 note in 7 units
    """
    from align.audit import Config, audit, read_config
    from align.audit.engine.baseline import write_baseline as keep
    from align.audit.reports import read_summary, write_report
    from align.files.atomic import check_outputs, check_writable
    from align.languages import get_language

    reports = _reports(outs, format)
    names = [out for out, _ in reports]
    inputs, known = listed(paths), list(glossaries)
    language = get_language(lang).code if lang else ""
    for out in [*names, *([write_baseline] if write_baseline else [])]:
        check_writable(out)
    own = _config(config, no_config)
    settings = own if isinstance(own, Config) else read_config(own) if own else Config()
    chosen = settings.of_kind(kind).with_checks(only=tuple(only), off=tuple(no_check))
    check_outputs(
        [*names, write_baseline],
        [
            *_read(inputs, [*names, write_baseline]),
            *(known or chosen.glossaries),
            None if isinstance(own, Config) else own,
        ],
    )
    # an earlier report and a baseline can be replaced by the new ones, not by each other
    in_use = chosen.baseline if baseline is None else baseline
    check_outputs(names, [in_use])
    if _same(in_use, write_baseline):
        baseline, chosen = None, replace(chosen, baseline=None)  # it is to hold all there is now
    before = listed(compare)
    check_outputs([write_baseline], before)
    formers = sorted(map(read_summary, before), key=lambda summary: str(summary.get("date", "")))
    logs = _logs(inputs, alignments, decisions, no_decisions)
    beside = [n for n in (*names, write_baseline, baseline, *before) if n is not None]
    fails = fail_on or chosen.fail_on
    with ExitStack() as stack:
        report = stack.enter_context(
            audit(
                inputs, config=chosen, glossaries=known, baseline=baseline, jobs=jobs,
                aligner=aligner, alignments=alignments, reading=reading, pairs=pairs,
                progress=progress, skip=beside, decisions=logs,
            )
        )  # fmt: skip
        report.formers, report.language = tuple(formers), language
        report.fail_on = "never" if write_baseline else fails
        for out, named in reports:
            write_report(report, out, format=named, fail_on=fails)
        if write_baseline:
            keep(report.findings, write_baseline)
        stack.pop_all()  # the caller closes it
    return report


def _reports(
    outs: File | Iterable[File | tuple[File, str]], format: str | None
) -> list[tuple[File, str | None]]:
    """The reports to write, each with the name of its format; fails early if there is no such."""
    from align.audit.reports import check_report

    files = [outs] if isinstance(outs, str | PathLike) else list(outs)
    found: list[tuple[File, str | None]] = []
    for out in files:
        found.append((out, format) if isinstance(out, str | PathLike) else out)
        check_report(*found[-1])
    return found


def _same(one: File | None, other: File | None) -> bool:
    """Whether two names are those of one file, which need not be there."""
    if not one or not other:
        return False
    return os.path.realpath(one) == os.path.realpath(other)


def terms(
    paths: File | Iterable[File],
    out: File,
    *,
    format: str | None = None,
    min_count: int = 2,
    min_score: float = 0.5,
    limit: int | None = None,
    sample: int = 25_000,
    jobs: int | None = None,
    progress: CountProgress | None = None,
) -> TermsReport:
    """Write the terms of a memory in both languages, the surest and most frequent ones first.

    A term is in at least ``min_count`` units and has at least the score ``min_score``, 0 to 1; the
    best ``limit`` are written. Of a memory with more than ``sample`` units, evenly spaced ones are
    read. ``jobs`` is the number of processes that align a folder of documents.

    >>> from tempfile import mkdtemp
    >>> folder = mkdtemp()
    >>> print(terms("corpora/terms.csv", f"{folder}/found.csv"))
    1 terms from 7 of 7 units
    """
    from align.audit.engine.sources import collect_segments
    from align.audit.terms import extract_terms, glossary_of
    from align.embed import load_encoder
    from align.files.atomic import check_outputs
    from align.memory import format_for, write

    outs = format_for(out, format).paths(out)  # fail early
    inputs = listed(paths)
    check_outputs(outs, _read(inputs, outs))
    with collect_segments(inputs, progress=progress, jobs=jobs) as store:
        found = extract_terms(
            store, min_count=min_count, min_score=min_score, limit=limit, sample=sample,
            encode=load_encoder().encode,
        )  # fmt: skip
        written = write(glossary_of(found, store), out, format=format)
        looked_at = min(len(store), sample)
        return TermsReport(tuple(found), looked_at, len(store), tuple(store.failed), written)


def _read(paths: list[File], outs: Iterable[File | None]) -> list[File]:
    """The files that are read, with those in folders if an output exists that may be one.

    An earlier report in a folder is no input.
    """
    from pathlib import Path

    from align.audit.engine.sources import files_of
    from align.audit.reports.registry import is_report

    there = [Path(out) for out in outs if out is not None and Path(out).is_file()]
    if not there:
        return paths
    reports = {out.resolve() for out in there if is_report(out)}
    found: list[File] = []
    for path in paths:
        files = files_of(path)
        inside = files if Path(path).is_dir() else []
        found += [f for f in files if f not in inside or Path(f).resolve() not in reports]
    return found


def _logs(
    paths: list[File], alignments: File | None, decisions: File | None, none: bool
) -> Sequence[File]:
    """The files of decisions that count."""
    from align.audit.engine.baseline import decisions_beside
    from align.errors import UsageError
    from align.files.load import unopened

    if decisions is None:
        return [] if none else decisions_beside(paths, alignments)
    if none:
        raise UsageError("--decisions and --no-decisions cannot be combined")
    if not os.path.lexists(decisions):
        raise unopened(os.fspath(decisions))
    return [decisions]


def _config(config: Config | File | None, none: bool) -> Config | File | None:
    """The configuration, or the name of its file."""
    from align.audit import Config, find_config
    from align.errors import UsageError

    if isinstance(config, Config):
        return config
    if config and none:
        raise UsageError("--config and --no-config cannot be combined")
    return config or (None if none else find_config())
