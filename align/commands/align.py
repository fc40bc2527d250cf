"""``tmxalign align``: one pair."""

from typing import Any

import click

from align.commands.options import aligner_options, make_aligner, output_options, writer_options


@click.command("align", short_help="Align one pair of documents.")
@click.argument("en", type=click.Path())
@click.argument("zh", type=click.Path())
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
    zh: str,
    out: str | None,
    format_: str | None,
    min_confidence: float,
    source: str | None,
    en_locale: str | None,
    zh_locale: str | None,
    tmx_encoding: str | None,
    **options: Any,
) -> None:
    """Align the English document EN with its Chinese version ZH.

    Without -o the result is a table on the terminal. With -o it goes to a file:
    .tmx, .tsv, .jsonl, .beads.tsv or .align.json. One of EN and ZH may be - (stdin).
    """
    from align.batch import select
    from align.errors import UsageError
    from align.memory import format_for, write

    if en == zh == "-":
        raise UsageError("only one of EN and ZH can be standard input")
    if format_ and not out:
        out = "-"
    if out:
        format_for(out, format_)  # before the work, not after it
    alignment = select(make_aligner(**options).align_files(en, zh), min_confidence)
    if not out:
        from align.commands.table import show

        show(alignment)
        return
    chosen = writer_options(source, en_locale, zh_locale, tmx_encoding)
    report = write(alignment, out, format=format_, **chosen)
    if out != "-":
        click.echo(f"{out}: {report}", err=True)
