"""``tmxalign audit``: what is missing, inconsistent or wrong, before it is signed off."""

from typing import TYPE_CHECKING, Any

import click

from align.commands.counting import Counting
from align.commands.options import aligner_options, make_aligner
from align.commands.progress import Progress

if TYPE_CHECKING:
    from align.audit import AuditReport, Config

#: Findings of a check that the terminal shows.
_SHOWN = 5


@click.command("audit", short_help="Check a memory or releases for what is missing or wrong.")
@click.argument("paths", metavar="MEMORY|ALIGNMENT|DIR...", nargs=-1, type=click.Path())
@click.option(
    "-o",
    "--out",
    "outs",
    multiple=True,
    type=click.Path(),
    help="A report: .html, .json, .sarif, .xml (JUnit), .xlsx, .md. Repeatable.",
)
@click.option("--format", "format_", help="Format of the report, if the suffix does not say it.")
@click.option(
    "--glossary",
    "glossaries",
    multiple=True,
    type=click.Path(),
    help="Terms to keep to: .tbx, .csv, .tsv, .xlsx. Repeatable.",
)
@click.option(
    "--config", type=click.Path(), help="Settings. Default: the nearest tmxalign.toml, if any."
)
@click.option("--no-config", is_flag=True, help="Take no tmxalign.toml into account.")
@click.option("--only", multiple=True, metavar="CHECK", help="Ask this check only. Repeatable.")
@click.option("--no-check", multiple=True, metavar="CHECK", help="Do not ask it. Repeatable.")
@click.option("--baseline", type=click.Path(), help="Known findings, which are not reported again.")
@click.option(
    "--write-baseline", type=click.Path(), help="Keep all findings of this run as known ones."
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note", "never"]),
    help="The least severity that makes the exit status 1. Default: error.",
)
@click.option(
    "--compare", type=click.Path(), help="A former JSON report: what got better, what worse."
)
@click.option("--jobs", type=click.IntRange(1), help="Processes. Default: one a core.")
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=_SHOWN,
    show_default=True,
    help="Findings of a check that the terminal shows.",
)
@click.option(
    "--alignments",
    type=click.Path(),
    help="Folder in which the alignments of DIR's documents are kept for the next run.",
)
@click.option("-q", "--quiet", is_flag=True, help="No progress, no summary: only the exit status.")
@click.option(
    "--list", "listed", is_flag=True, help="List the checks with their reasons and parameters."
)
@click.option("--json", "as_json", is_flag=True, help="The report, or the list, as JSON on stdout.")
@aligner_options
def audit_command(
    paths: tuple[str, ...],
    outs: tuple[str, ...],
    format_: str | None,
    glossaries: tuple[str, ...],
    config: str | None,
    no_config: bool,
    only: tuple[str, ...],
    no_check: tuple[str, ...],
    baseline: str | None,
    write_baseline: str | None,
    fail_on: str | None,
    compare: str | None,
    jobs: int | None,
    limit: int,
    alignments: str | None,
    quiet: bool,
    listed: bool,
    as_json: bool,
    **options: Any,
) -> int:
    """Check translations: complete, consistent, right in numbers, names, terms and form.

    What is audited is a memory (TMX or any other), an .align.json with the sentences that one side
    left out, or a folder: of alignments, of memories, or of documents in both languages, which
    are paired and aligned first.

    Exit status: 0 nothing at or above --fail-on; 1 findings; 2 wrong usage; 3 a file could not be
    read or written.
    """
    if listed:
        from align.commands.audit_list import list_checks

        list_checks(as_json=as_json)
        return 0
    from align.audit import audit
    from align.audit.engine.baseline import write_baseline as keep
    from align.audit.reports import check_report, read_summary, write_report
    from align.errors import UsageError
    from align.files.atomic import check_writable

    if not paths:
        raise UsageError("say what to audit: a memory, an .align.json or a folder")
    reports = [(out, format_) for out in outs] + [("-", "json")] * as_json
    if sum(out == "-" for out, _ in reports) > 1:
        raise UsageError("only one report can have standard output")
    for out, asked in reports:  # said before the work, not after it
        check_report(out, asked)
    for path in (*outs, *filter(None, [write_baseline])):
        check_writable(path)
    former = read_summary(compare) if compare else None
    chosen = _config(config, no_config, only, no_check)
    with (
        Counting("reading", hidden=quiet) as reading,
        Progress("aligning", hidden=quiet) as pairs,
        Progress("checking", hidden=quiet) as progress,
        audit(
            paths,
            config=chosen,
            glossaries=glossaries,
            baseline=baseline,
            jobs=jobs,
            aligner=make_aligner(**options),
            alignments=alignments,
            reading=reading.step,
            pairs=pairs.step,
            progress=lambda done, total: progress.step(done, total, ""),
        ) as report,
    ):
        report.former = former
        for out, asked in reports:
            write_report(report, out, format=asked, fail_on=fail_on or chosen.fail_on)
        if write_baseline:
            keep(report, write_baseline)
        if not quiet and "-" not in (out for out, _ in reports):
            write_report(report, "-", format="text", limit=limit)
        for failure in report.failed:
            click.echo(f"tmxalign: {failure}", err=True)
        return _status(report, "never" if write_baseline else fail_on or chosen.fail_on)


def _config(path: str | None, none: bool, only: tuple[str, ...], off: tuple[str, ...]) -> "Config":
    from align.audit import Config, find_config, read_config
    from align.errors import UsageError

    if path and none:
        raise UsageError("--config FILE and --no-config contradict each other")
    found = path or (None if none else find_config())
    config = read_config(found) if found else Config()
    return config.with_checks(only=only, off=off)


def _status(report: "AuditReport", fail_on: str) -> int:
    if report.failed:
        return 3
    return 1 if report.worse_than(fail_on) else 0
