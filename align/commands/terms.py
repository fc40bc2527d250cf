"""``tmxalign terms``: candidates to start a glossary from."""

import click

from align.commands.counting import Counting


@click.command("terms", short_help="Find terms to start a glossary from.")
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
    help="Terms that are in so many different units at least.",
)
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="Terms that are so sure at least, 0 to 1.",
)
@click.option("--limit", type=click.IntRange(1), help="So many terms at most, the best ones.")
@click.option(
    "--sample",
    type=click.IntRange(1),
    default=25_000,
    show_default=True,
    help="Units to look at; of a longer memory, evenly spaced ones.",
)
@click.option("-q", "--quiet", is_flag=True, help="No progress and no summary.")
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
    """Write the terms of a memory in both languages: a person goes through them, then they are a
    glossary.

    The first are the surest, most frequent ones. Each comes with a score (the column confidence),
    with the number of units that have it and with an example (the note).
    """
    from align.audit.engine.sources import collect_segments
    from align.audit.terms import extract_terms, glossary_of
    from align.embed import load_encoder
    from align.memory import format_for, write

    format_for(out, format_)  # a wrong suffix is said before the work, not after it
    with Counting("reading", hidden=quiet) as progress:
        store = collect_segments(paths, progress=progress.step)
    with store:
        for message in store.failed:
            click.echo(f"tmxalign: warning: {message}", err=True)
        terms = extract_terms(
            store,
            min_count=min_count,
            min_score=min_score,
            limit=limit,
            sample=sample,
            encode=load_encoder().encode,
        )
        write(glossary_of(terms, store), out, format=format_)
        if not quiet:
            looked = min(len(store), sample)
            click.echo(f"{len(terms):,} terms from {looked:,} of {len(store):,} units", err=True)
