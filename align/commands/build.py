"""``tmxalign build``: a folder of pairs."""

from typing import Any

import click

from align.commands.options import aligner_options, make_aligner, output_options
from align.commands.progress import Progress


@click.command("build", short_help="Align a folder of pairs into one memory.")
@click.argument("folder", metavar="DIR", type=click.Path(), required=False)
@click.argument("folder_zh", metavar="[DIR_ZH]", type=click.Path(), required=False)
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(),
    help="Output file, e.g. memory.tmx; - is stdout.",
)
@click.option(
    "--pairs",
    type=click.Path(),
    help="Align the pairs in this table (from 'tmxalign pair -o') instead of those in DIR.",
)
@click.option("--by-name", is_flag=True, help="Pair by name only; do not compare contents.")
@click.option(
    "--alignments",
    type=click.Path(),
    help="Folder for the alignment of each pair. Default: beside OUT, with the suffix .alignments.",
)
@click.option("--fresh", is_flag=True, help="Align all pairs again and overwrite OUT.")
@click.option(
    "--prune",
    is_flag=True,
    help="Remove from OUT the units of documents that are not among the pairs.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print no progress and no summary, only errors.")
@output_options
@aligner_options
def build_command(
    folder: str | None,
    folder_zh: str | None,
    out: str,
    pairs: str | None,
    by_name: bool,
    alignments: str | None,
    fresh: bool,
    prune: bool,
    quiet: bool,
    format_: str | None,
    output: dict[str, Any],
    **options: Any,
) -> int:
    """Align all pairs of documents into one memory.

    DIR holds folders en and zh, or documents of both languages; or DIR and DIR_ZH are the two
    sides. Documents are paired by name, and what is left by content.

    The alignment of each pair is kept beside the memory, and a second run only aligns what
    changed: in an existing TMX, changed pairs replace their own units and all others stay as
    they are. A pair that fails is listed and the others are still aligned (exit status 3).
    """
    from align.library import build

    with (
        Progress("reading", hidden=quiet) as reading,
        Progress("aligning", hidden=quiet) as progress,
    ):
        report = build(
            folder,
            out,
            folder_zh=folder_zh,
            pairs=pairs,
            by_name=by_name,
            alignments=alignments,
            fresh=fresh,
            prune=prune,
            format=format_,
            aligner=make_aligner(**options),
            progress=progress.step,
            reading=reading.step,
            **output,
        )
    if not quiet:
        click.echo(report, err=True)
        if out != "-":
            click.echo(f"wrote       {out}", err=True)
    elif report.failed:
        for _, message in report.failed:
            click.echo(f"tmxalign: {message}", err=True)
    return 3 if report.failed else 0
