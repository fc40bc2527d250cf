"""``tmxalign audit`` and ``tmxalign terms``: the consistency of a memory, and its terms."""

import json
import shutil
import sys
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import click

from align.commands.options import (
    aligner_options,
    format_option,
    input_option,
    jobs_option,
    json_option,
    make_aligner,
    method_option,
    output_option,
    rare_option,
)
from align.commands.progress import Progress
from align.commands.settings import command, paged, quiet, settings_file
from align.files.screen import complain, say, say_json
from align.files.widths import breaks

if TYPE_CHECKING:
    from align.audit import Check, Config
    from align.audit.engine.check import Severity

#: Findings of each check that the terminal shows.
_SHOWN = 5
_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}
#: Columns of the list of checks where the width of the terminal is unknown, and at most.
_WIDTH = 100
_INDENT = " " * 6


@command("audit", short_help="Find what is missing, inconsistent or wrong.")
@click.argument("paths", metavar="MEMORY|ALIGNMENT|DIR...", nargs=-1, type=click.Path())
@output_option(
    "-o",
    "--out",
    "outs",
    multiple=True,
    type=click.Path(),
    help="A report: .html, .json, .sarif, .xml (JUnit), .xlsx, .csv, .md, .annotations (GitHub). "
    "Repeatable.",
)
@format_option
@method_option(
    "--glossary",
    "glossaries",
    multiple=True,
    type=click.Path(),
    help="Glossary to check against: .tbx, .csv, .tsv, .xlsx. Repeatable.",
)
@method_option(
    "--kind",
    metavar="NAME",
    help="Kind of text, which decides how severe a finding is: release (the default), technical, "
    "legal or subtitle.",
)
@method_option("--only", multiple=True, metavar="CHECK", help="Run this check only. Repeatable.")
@method_option(
    "--no-check",
    multiple=True,
    metavar="CHECK",
    help="Do not run this check. Repeatable.",
)
@input_option(
    "--baseline",
    type=click.Path(),
    help="Do not report the findings in this file, which --write-baseline wrote.",
)
@output_option(
    "--write-baseline", type=click.Path(), help="Save all findings of this run as a baseline."
)
@rare_option(
    "--decisions",
    type=click.Path(),
    help="Do not report what people accepted in this file. Default: the one beside the input.",
)
@rare_option("--no-decisions", is_flag=True, help="Report what people accepted, too.")
@method_option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note", "never"]),
    help="Lowest severity that makes the exit status 1. Default: error.",
)
@input_option(
    "--compare",
    multiple=True,
    type=click.Path(),
    help="An earlier JSON report: show what got better and worse. Repeatable, for the trend.",
)
@output_option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    help="Language of the reports. Default: en; an HTML report is in the browser's.",
)
@jobs_option
@output_option(
    "--limit",
    type=click.IntRange(0),
    metavar="N",
    default=_SHOWN,
    show_default=True,
    help="Findings shown for each check on the terminal.",
)
@output_option(
    "--alignments",
    type=click.Path(),
    help="Folder to keep the alignments of DIR's documents in, for the next run.",
)
@output_option(
    "--list", "listed", is_flag=True, help="List the checks with their reasons and parameters."
)
@rare_option(
    "--verify", is_flag=True, help="With --list: test every check, own ones too, on its examples."
)
@json_option
@aligner_options
def audit_command(
    paths: tuple[str, ...],
    outs: tuple[str, ...],
    format_: str | None,
    glossaries: tuple[str, ...],
    kind: str | None,
    only: tuple[str, ...],
    no_check: tuple[str, ...],
    baseline: str | None,
    write_baseline: str | None,
    decisions: str | None,
    no_decisions: bool,
    fail_on: str | None,
    compare: tuple[str, ...],
    lang: str | None,
    jobs: int | None,
    limit: int,
    alignments: str | None,
    listed: bool,
    verify: bool,
    as_json: bool,
    **options: Any,
) -> int:
    """Check translations for completeness, consistency, numbers, names, terms and form.

    The input is a memory (TMX or any other; - is a TMX on standard input), an .align.json (with
    the sentences left out on one side), or a folder of documents in both languages, which are
    paired, and aligned unless the folder has alignments of just these files; of alignments alone;
    or of memories.

    Exit status: 0 nothing at or above --fail-on; 1 findings, or an example of a check that is not
    so (--verify); 2 wrong usage; 3 a file could not be read or written; 70 a check failed.
    """
    from align.audit.engine.config import Config, read_config
    from align.audit.reports.terminal import print_report
    from align.errors import UsageError
    from align.library import audit

    config = settings_file()
    if listed or verify:
        settings = read_config(config) if config else Config()
        with paged():
            return list_checks(settings.of_kind(kind), lang, as_json=as_json, verify=verify)
    if not paths:
        raise UsageError("give something to audit: a memory, an .align.json or a folder")
    if as_json and "-" in outs:
        raise UsageError("only one report can use standard output")
    with (
        Progress("reading", "units") as reading,
        Progress("aligning") as pairs,
        Progress("checking", "parts") as progress,
        audit(
            paths,
            [*outs, *([("-", "json")] if as_json else [])],
            format=format_,
            glossaries=glossaries,
            config=config,
            no_config=config is None,
            kind=kind,
            only=only,
            no_check=no_check,
            baseline=baseline,
            write_baseline=write_baseline,
            decisions=decisions,
            no_decisions=no_decisions,
            fail_on=fail_on,
            compare=compare,
            lang=lang,
            jobs=jobs,
            alignments=alignments,
            aligner=make_aligner(**options),
            reading=reading.step,
            pairs=pairs.step,
            progress=progress.step,
        ) as report,
    ):
        if not (as_json or "-" in outs or (quiet() and outs)):
            with paged():
                print_report(report, sys.stdout, limit=limit)
        for failure in report.failed:
            complain(failure)
        if report.failed:
            return 3
        if report.has_failed_checks:
            complain("a check failed: see the findings of the check internal; please report it")
            return 70
        return 1 if report.failing else 0


def list_checks(config: "Config", lang: str | None, *, as_json: bool, verify: bool) -> int:
    """Print every check with its rationale and its parameters, by family; the exit status.

    ``verify`` tests them on their examples instead, and prints those with which they fail.
    """
    from align.audit.engine.check import FAMILIES, wrong_examples
    from align.languages.phrases import translated

    said = partial(translated, language=lang or "en")
    checks, settings = config.known, config.settings()
    if verify:
        wrong = [line for check in checks.values() for line in wrong_examples(check)]
        count = sum(len(check.fires) + len(check.silent) for check in checks.values())
        for line in wrong:
            say(line)
        say(f"{len(checks):,} checks, {count:,} examples, {len(wrong):,} wrong")
        return 1 if wrong else 0
    if as_json:
        found = [_data(check, settings[check.id].severity, said) for check in checks.values()]
        say_json({"checks": found}, indent=1)
        return 0
    width = min(_WIDTH, shutil.get_terminal_size((_WIDTH, 24)).columns)
    family = ""
    for check in checks.values():
        if check.family != family:
            name = said(FAMILIES[check.family], kind="family")
            say((("\n" if family else "") + name, "bold"))
            family = check.family
        _show(check, settings[check.id].severity, max(40, width), said)
    return 0


def _show(check: "Check", given: "Severity | None", width: int, said: Callable[..., str]) -> None:
    """Show a check, with the severity that the settings give it (None: off)."""
    severity = given or check.severity
    more = [] if given else ["off"]
    more += ["looks at the whole memory"] if check.whole else []
    shown = said(severity, kind="severity"), _COLOURS[severity]
    name = said(check.id, kind="check")
    also = "".join(said(", ", kind="report") + said(text, kind="report") for text in more)
    say("  ", (check.id, "bold"), f" {name}" if name != check.id else "", "  ", shown, also)
    summary = said(check.summary, kind="summary")
    why = said(". ", kind="report") + said(check.rationale, kind="rationale")
    _print(summary[:1].upper() + summary[1:] + why, width, _INDENT)
    for parameter in check.parameters:
        choices = f" ({', '.join(parameter.choices)})" if parameter.choices else ""
        default = json.dumps(parameter.default, ensure_ascii=False)  # as TOML writes it
        about = f"{parameter.name} = {default}  # {said(parameter.help, kind='parameter')}{choices}"
        _print(about, width, _INDENT + "  ", hanging="    ")


def _print(text: str, width: int, indent: str, hanging: str = "") -> None:
    at = [0, *breaks(text, width - len(indent), len(hanging)), len(text)]
    for begin, end in pairwise(at):
        say(indent + hanging * (begin > 0) + text[begin:end].rstrip())


def _data(
    check: "Check", severity: "Severity | None", said: Callable[..., str]
) -> dict[str, object]:
    return {
        "id": check.id,
        "family": check.family,
        "severity": severity or check.severity,
        "on": severity is not None,
        "whole_memory": check.whole,
        "summary": said(check.summary, kind="summary"),
        "rationale": said(check.rationale, kind="rationale"),
        "parameters": [
            {
                "name": p.name,
                "default": p.default,
                "choices": list(p.choices),
                "help": said(p.help, kind="parameter"),
            }
            for p in check.parameters
        ],
    }


@command("terms", short_help="Extract bilingual terms from a memory.")
@click.argument(
    "paths", metavar="MEMORY|ALIGNMENT|DIR...", nargs=-1, required=True, type=click.Path()
)
@output_option(
    "-o", "--out", required=True, type=click.Path(), help="The terms: .tbx, .csv, .xlsx."
)
@format_option
@method_option(
    "--min-count",
    type=click.IntRange(2),
    metavar="N",
    default=2,
    show_default=True,
    help="Leave out terms that occur in fewer different units.",
)
@method_option(
    "--min-score",
    type=click.FloatRange(0, 1),
    metavar="NUMBER",
    default=0.5,
    show_default=True,
    help="Leave out terms below this score.",
)
@output_option(
    "--limit", type=click.IntRange(1), metavar="N", help="Write at most N terms, the best."
)
@input_option(
    "--sample",
    type=click.IntRange(1),
    metavar="N",
    default=25_000,
    show_default=True,
    help="Units to read; from a longer memory, evenly spaced ones.",
)
@jobs_option
def terms_command(
    paths: tuple[str, ...],
    out: str,
    format_: str | None,
    min_count: int,
    min_score: float,
    limit: int | None,
    sample: int,
    jobs: int | None,
) -> None:
    """Extract the terms of a memory in both languages, to be edited into a glossary.

    The surest and most frequent ones come first. Each has a score (the column confidence), the
    number of units that it occurs in, and an example (the note).
    """
    from align.library import terms

    with Progress("reading", "units") as progress:
        report = terms(
            paths,
            out,
            format=format_,
            min_count=min_count,
            min_score=min_score,
            limit=limit,
            sample=sample,
            jobs=jobs,
            progress=progress.step,
        )
    for message in report.failed:
        complain(f"warning: {message}")
    if not quiet():
        say(report, err=True)
