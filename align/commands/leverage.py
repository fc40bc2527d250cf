"""``tmxalign leverage``: match analysis, and an XLIFF with the matches filled in."""

import json
from typing import Any

import click

from align.commands.progress import Counting


@click.command("leverage", short_help="Analyse how much of new documents a memory matches.")
@click.argument("documents", metavar="DOC ...", nargs=-1, required=True, type=click.Path())
@click.option(
    "--memory",
    "memories",
    multiple=True,
    required=True,
    type=click.Path(),
    help="The memory. Repeatable; equal matches are taken from the first.",
)
@click.option(
    "-o", "--out", type=click.Path(), help="An XLIFF 1.2 (.xlf) with the matches filled in."
)
@click.option(
    "--min-match",
    type=click.IntRange(50, 100),
    default=75,
    show_default=True,
    help="Minimum percentage of the matches that are filled in.",
)
@click.option("--csv", "csv_path", type=click.Path(), help="Write the table as CSV; - is stdout.")
@click.option("--json", "as_json", is_flag=True, help="Print the table as JSON.")
@click.option(
    "--language",
    type=click.Choice(["en", "zh"]),
    help="Language of the documents. Default: detected.",
)
@click.option("--encoding", help="Encoding of the documents. Default: detected.")
@click.option("--segmented", is_flag=True, help="The documents have one segment per line.")
@click.option(
    "-q", "--quiet", is_flag=True, help="Print no table, progress or summary, only errors."
)
def leverage_command(
    documents: tuple[str, ...],
    memories: tuple[str, ...],
    out: str | None,
    min_match: int,
    csv_path: str | None,
    as_json: bool,
    language: str | None,
    quiet: bool,
    **options: Any,
) -> None:
    """Count the segments, words and characters of each DOC by how well a memory matches them.

    Rows: repetitions within the documents, 100 %, 95-99, 85-94, 75-84, 50-74, no match. DOC can
    be in any format that tmxalign reads.
    """
    from align.errors import UsageError
    from align.library import leverage
    from align.pipeline import Aligner

    if (out, csv_path, as_json).count("-") + as_json > 1:
        raise UsageError("only one of -o -, --csv - and --json can use standard output")
    with Counting("comparing", hidden=quiet) as progress:
        found = leverage(
            documents,
            memories,
            out,
            min_match=min_match,
            csv=csv_path,
            language=language,
            aligner=Aligner(**options),
            progress=progress.step,
        )
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False))
    elif not quiet and "-" not in (out, csv_path):
        from align.commands.table import show_leverage

        show_leverage(found)
    if not quiet:
        click.echo(found, err=True)
