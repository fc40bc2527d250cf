"""``tmxalign build``: a folder of pairs."""

import sys
from typing import Any

import click

from align.commands.options import Output, aligner_options, make_aligner, output_options


@click.command("build", short_help="Align a folder of pairs into one memory.")
@click.argument("folder", metavar="DIR", type=click.Path())
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(),
    help="Output file, e.g. memory.tmx; - is stdout.",
)
@click.option(
    "--alignments",
    type=click.Path(),
    help="Folder for the alignment of each pair. Default: OUT's name with .alignments.",
)
@click.option("--fresh", is_flag=True, help="Align every pair again, changed or not.")
@click.option("-q", "--quiet", is_flag=True, help="No progress and no summary, only errors.")
@output_options
@aligner_options
def build_command(
    folder: str,
    out: str,
    alignments: str | None,
    fresh: bool,
    quiet: bool,
    output: Output,
    **options: Any,
) -> int:
    """Align all pairs of DIR/en/* and DIR/zh/* (paired by name) into one memory.

    The alignment of each pair is kept beside the memory, and a second run only does
    what changed. A pair that fails is listed and the others go on (exit status 3).
    """
    from align.batch import build

    with _Progress(hidden=quiet) as progress:
        report = build(
            folder,
            out,
            aligner=make_aligner(**options),
            alignments=alignments,
            format=output.format,
            minimum=output.minimum,
            fresh=fresh,
            progress=progress.step,
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


class _Progress:
    """A bar on a terminal's stderr; nothing in a pipe."""

    def __init__(self, *, hidden: bool) -> None:
        self._hidden = hidden or not sys.stderr.isatty()
        self._bar: Any = None

    def __enter__(self) -> "_Progress":
        return self

    def step(self, done: int, total: int, name: str) -> None:
        if self._hidden:
            return
        if self._bar is None:
            self._bar = click.progressbar(
                length=total, file=sys.stderr, label="aligning", item_show_func=lambda item: item
            )
            self._bar.__enter__()
        self._bar.update(1, name)

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.__exit__(*error)
