"""``tmxalign align``: one pair."""

from typing import Any

import click

from align.commands.options import Output, aligner_options, make_aligner, output_options


@click.command("align", short_help="Align one pair of documents.")
@click.argument("en", type=click.Path())
@click.argument("zh", type=click.Path(), required=False)
@click.option(
    "-o", "--out", type=click.Path(), help="Output file; its suffix is the format; - is stdout."
)
@click.option(
    "--explain", is_flag=True, help="Say for each bead what spoke for it, and the runner-up."
)
@output_options
@aligner_options
def align_command(
    en: str,
    zh: str | None,
    out: str | None,
    output: Output,
    **options: Any,
) -> None:
    """Align the English document EN with its Chinese version ZH.

    ZH can be left out when one file holds both languages: a TMX, XLIFF, PO, CSV, TSV or XLSX file
    (aligned unit by unit), or any document with English and Chinese by turns.

    Without -o the result is a table on the terminal. With -o it goes to a file:
    .tmx, .tsv, .jsonl, .beads.tsv or .align.json. One of EN and ZH may be - (stdin).
    """
    from align.batch import select
    from align.errors import UsageError
    from align.memory import format_for, write

    if en == zh == "-":
        raise UsageError("only one of EN and ZH can be standard input")
    if output.format and not out:
        out = "-"
    if out:
        format_for(out, output.format)  # before the work, not after it
    aligner = make_aligner(**options)
    whole = aligner.align_bitext(en) if zh is None else aligner.align_files(en, zh)
    alignment = select(whole, output.minimum)
    if not out:
        from align.commands.table import show

        show(alignment)
        return
    report = write(alignment, out, format=output.format, **output.writer)
    if out != "-":
        click.echo(f"{out}: {report}", err=True)
