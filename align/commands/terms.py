"""``tmxalign terms``: candidates to start a glossary from."""

import click

from align.commands.progress import Counting


@click.command("terms", short_help="Extract bilingual terms from a memory.")
@click.argument(
    "paths", metavar="MEMORY|ALIGNMENT|DIR...", nargs=-1, required=True, type=click.Path()
)
@click.option("-o", "--out", required=True, type=click.Path(), help="The terms: .tbx, .csv, .xlsx.")
@click.option("--format", "format_", help="Output format, if the suffix does not say it.")
@click.option(
    "--min-count",
    type=click.IntRange(2),
    default=2,
    show_default=True,
    help="Minimum number of different units that a term occurs in.",
)
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="Minimum score of a term, 0 to 1.",
)
@click.option("--limit", type=click.IntRange(1), help="Write at most this many terms, the best.")
@click.option(
    "--sample",
    type=click.IntRange(1),
    default=25_000,
    show_default=True,
    help="Units to read; from a longer memory, evenly spaced ones.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print no progress and no summary.")
def terms_command(
    paths: tuple[str, ...],
    out: str,
    format_: str | None,
    min_count: int,
    min_score: float,
    limit: int | None,
    sample: int,
    quiet: bool,
) -> None:
    """Extract the terms of a memory in both languages, to be edited into a glossary.

    The surest and most frequent ones come first. Each has a score (the column confidence), the
    number of units that it occurs in, and an example (the note).
    """
    from align.library import terms

    with Counting("reading", hidden=quiet) as progress:
        report = terms(
            paths,
            out,
            format=format_,
            min_count=min_count,
            min_score=min_score,
            limit=limit,
            sample=sample,
            progress=progress.step,
        )
    for message in report.failed:
        click.echo(f"tmxalign: warning: {message}", err=True)
    if not quiet:
        click.echo(report, err=True)
