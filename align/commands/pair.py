"""``tmxalign pair``: which documents belong together."""

from pathlib import Path
from typing import Any

import click

from align.commands.options import aligner_options, make_aligner
from align.commands.progress import Progress


@click.command("pair", short_help="Pair English and Chinese documents.")
@click.argument("folder", metavar="DIR_EN", type=click.Path())
@click.argument("folder_zh", metavar="[DIR_ZH]", type=click.Path(), required=False)
@click.option(
    "-o",
    "--out",
    type=click.Path(),
    help="Table of the pairs (.tsv), to be corrected by hand and used with 'build --pairs'; "
    "- is stdout.",
)
@click.option("--by-name", is_flag=True, help="Pair by name only; do not compare contents.")
@click.option(
    "--min-confidence",
    "minimum",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="Minimum confidence of a pair by content.",
)
@click.option(
    "-q", "--quiet", is_flag=True, help="Print no table, progress or summary, only errors."
)
@aligner_options
def pair_command(
    folder: str,
    folder_zh: str | None,
    out: str | None,
    by_name: bool,
    minimum: float,
    quiet: bool,
    **options: Any,
) -> int:
    """Find which English document of DIR_EN belongs to which Chinese one of DIR_ZH.

    DIR_EN alone holds folders en and zh, or documents of both languages. Documents are paired by
    name first, and what is left by content. Files that cannot be read are listed and the others
    are still paired (exit status 3).
    """
    from align.library import pair

    with Progress("reading", hidden=quiet) as progress:
        found = pair(
            folder,
            folder_zh,
            out,
            by_name=by_name,
            minimum=minimum,
            aligner=make_aligner(**options),
            progress=progress.step,
        )
    if not quiet:
        if out != "-":
            from align.commands.table import show_pairs

            show_pairs(found, [Path(name) for name in (folder, folder_zh) if name])
        click.echo(found, err=True)
    for _, message in found.failed:
        click.echo(f"tmxalign: {message}", err=True)
    return 3 if found.failed else 0
