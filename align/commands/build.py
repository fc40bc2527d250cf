"""``tmxalign build``: a folder of pairs."""

from typing import Any

import click

from align.commands.options import Output, aligner_options, make_aligner, output_options
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
    help="Align the pairs of this table, as 'tmxalign pair -o' writes it; DIR is not needed.",
)
@click.option("--by-name", is_flag=True, help="Pair by name only, not by content what is left.")
@click.option(
    "--alignments",
    type=click.Path(),
    help="Folder for the alignment of each pair. Default: OUT's name with .alignments.",
)
@click.option(
    "--fresh", is_flag=True, help="Align every pair again and write OUT anew, changed or not."
)
@click.option(
    "--prune", is_flag=True, help="Remove units of documents that are not among the pairs from OUT."
)
@click.option("-q", "--quiet", is_flag=True, help="No progress and no summary, only errors.")
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
    output: Output,
    **options: Any,
) -> int:
    """Align all pairs of documents into one memory.

    DIR holds folders en and zh, or documents of both languages; or DIR and DIR_ZH are the two
    sides. Names tell which documents are pairs, and the content what names do not tell.

    The alignment of each pair is kept beside the memory, and a second run only does
    what changed: in a TMX that is there already, changed pairs replace their own units and
    all others stay as they are. A pair that fails is listed and the others go on (exit status 3).
    """
    from align.batch import build

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
            aligner=make_aligner(**options),
            alignments=alignments,
            format=output.format,
            minimum=output.minimum,
            fresh=fresh,
            prune=prune,
            progress=progress.step,
            reading=reading.step,
            **output.writer,
        )
    if not quiet:
        click.echo("\n".join(report.lines()), err=True)
        if out != "-":
            click.echo(f"wrote       {out}", err=True)
    elif report.failed:
        for _, message in report.failed:
            click.echo(f"tmxalign: {message}", err=True)
    return 3 if report.failed else 0
