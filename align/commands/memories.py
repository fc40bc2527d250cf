"""``tmxalign convert``, ``merge``, ``split``, ``diff``, ``stats``, ``sample``."""

import json
from dataclasses import asdict
from typing import Any

import click

from align.commands.display import Counting
from align.commands.options import PROFILES, jobs_option, locales_of

_quiet = click.option("-q", "--quiet", is_flag=True, help="Print no progress and no summary.")
_format = click.option("--format", "format_", help="Output format, if the suffix does not say it.")


@click.command("convert", short_help="Convert a memory to another format.")
@click.argument("memory", metavar="IN", type=click.Path())
@click.argument("out", metavar="OUT", type=click.Path())
@click.option("--from", "from_format", help="Format of IN, if the suffix does not say it.")
@click.option("--format", "format_", help="Output format, if the suffix does not say it.")
@click.option(
    "--source", type=click.Choice(["en", "zh"]), help="The side that becomes the source language."
)
@click.option("--en-locale", help="Language code of the English texts. Default: unchanged.")
@click.option("--zh-locale", help="Language code of the Chinese texts. Default: unchanged.")
@click.option(
    "--tmx-encoding",
    "encoding",
    type=click.Choice(["utf-8", "utf-16"]),
    help="TMX: encoding of the file. Default: utf-8.",
)
@click.option(
    "--profile",
    type=click.Choice(PROFILES),
    help="TMX: write the language codes, encoding and properties for this tool.",
)
@click.option(
    "--xliff-version",
    type=click.Choice(["1.2", "2.1"]),
    help="XLIFF: version of the file. Default: 1.2.",
)
@click.option(
    "--tbx-version",
    type=click.Choice(["2", "3"]),
    help="TBX: 2 is ISO 30042:2008, 3 is ISO 30042:2019. Default: 2.",
)
@click.option(
    "--bom", is_flag=True, default=None, help="CSV: begin with a byte order mark, for Excel."
)
@jobs_option
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Print no progress and no summary, only errors.")
def convert_command(
    memory: str,
    out: str,
    from_format: str | None,
    format_: str | None,
    source: str | None,
    en_locale: str | None,
    zh_locale: str | None,
    as_json: bool,
    quiet: bool,
    **options: Any,
) -> None:
    """Convert the memory IN to OUT; the suffixes say the formats.

    IN is a TMX (also .gz or .zip; - is a TMX on standard input), an XLIFF, a table, or any other
    file with pairs of texts. The summary counts what OUT's format cannot hold.
    """
    from align.errors import UsageError
    from align.library import convert

    if as_json and out == "-":
        raise UsageError("--json uses standard output; give a file as OUT")
    with Counting("converting", hidden=quiet) as progress:
        report = convert(
            memory,
            out,
            from_format=from_format,
            format=format_,
            source=source,
            locales=locales_of(en_locale, zh_locale),
            progress=progress.step,
            **options,
        )
    if as_json:
        click.echo(json.dumps(asdict(report), ensure_ascii=False))
    elif not quiet:
        click.echo(report if out == "-" else f"{out}: {report}", err=True)


@click.command("merge", short_help="Merge memories into one, without duplicates.")
@click.argument("memories", metavar="A B ...", nargs=-1, required=True, type=click.Path())
@click.option("-o", "--out", required=True, type=click.Path(), help="The merged memory.")
@_format
@_quiet
def merge_command(memories: tuple[str, ...], out: str, format_: str | None, quiet: bool) -> None:
    """Merge the units of several memories into one, in their order.

    Of units with the same texts in the same languages, the newest by date is kept.
    """
    from align.library import merge

    with Counting("merging", hidden=quiet) as progress:
        report = merge(memories, out, format=format_, progress=progress.step)
    if not quiet:
        click.echo(report, err=True)


@click.command("split", short_help="Split a memory into several files.")
@click.argument("memory", metavar="IN", type=click.Path())
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(),
    help="The parts, with {} for the number or the name: part-{}.tmx.",
)
@click.option("--units", type=click.IntRange(1), help="Number of units in each part.")
@click.option(
    "--by",
    type=click.Choice(["document", "confidence"]),
    help="Write one part per document or range of confidence.",
)
@_format
@_quiet
def split_command(
    memory: str,
    out: str,
    units: int | None,
    by: str | None,
    format_: str | None,
    quiet: bool,
) -> None:
    """Split a memory into several files: by number of units, by document or by confidence."""
    from align.library import split

    report = split(memory, out, units=units, by=by, format=format_)
    if not quiet:
        click.echo(report, err=True)


@click.command("diff", short_help="List the differences between two memories.")
@click.argument("before", metavar="A", type=click.Path())
@click.argument("after", metavar="B", type=click.Path())
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object per line and difference."
)
@click.option("-q", "--quiet", is_flag=True, help="Print the differences only, no summary.")
def diff_command(before: str, after: str, as_json: bool, quiet: bool) -> None:
    """List the units that were added, removed or changed between A and B.

    The exit status is 0 whether or not there are any; the last line on standard error counts them.
    """
    from align.library import diff

    changes = diff(before, after)
    for change in changes:
        click.echo(json.dumps(change.to_json(), ensure_ascii=False) if as_json else change)
    if not quiet:
        click.echo(changes, err=True)


@click.command("stats", short_help="Print statistics of a memory.")
@click.argument("memory", metavar="FILE", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@jobs_option
@_quiet
def stats_command(memory: str, as_json: bool, jobs: int | None, quiet: bool) -> None:
    """Count units, languages, words, documents and duplicates, and summarize the confidence."""
    from align.library import stats

    with Counting("reading", hidden=quiet) as progress:
        report = stats(memory, jobs=jobs, progress=progress.step)
    click.echo(json.dumps(report.to_json(), ensure_ascii=False) if as_json else report)


@click.command("sample", short_help="Draw a random sample of units.")
@click.argument("memory", metavar="IN", type=click.Path())
@click.option("-o", "--out", required=True, type=click.Path(), help="The sample.")
@click.option(
    "-n", "--number", type=click.IntRange(1), default=100, show_default=True, help="Units to draw."
)
@click.option(
    "--seed",
    type=int,
    default=0,
    show_default=True,
    help="Seed of the random generator.",
)
@click.option(
    "--stratify",
    type=click.Choice(["confidence"]),
    help="Draw the same number from each range of confidence.",
)
@_format
@_quiet
def sample_command(
    memory: str,
    out: str,
    number: int,
    seed: int,
    stratify: str | None,
    format_: str | None,
    quiet: bool,
) -> None:
    """Draw units at random, each with the same probability; they keep their order."""
    from align.library import sample

    report = sample(memory, out, number, seed=seed, stratify=stratify, format=format_)
    if not quiet:
        click.echo(report, err=True)
