"""``tmxalign align`` and ``tmxalign evaluate``: one pair, and how well it was aligned."""

import json
from typing import Any

import click

from align.commands.options import aligner_options, make_aligner, output_options


@click.command("align", short_help="Align one pair of documents.")
@click.argument("en", type=click.Path())
@click.argument("zh", type=click.Path(), required=False)
@click.option(
    "-o",
    "--out",
    type=click.Path(),
    help="Output file; its suffix selects the format; - is stdout.",
)
@click.option("--explain", is_flag=True, help="Show the evidence for each bead and the runner-up.")
@output_options
@aligner_options
def align_command(
    en: str,
    zh: str | None,
    out: str | None,
    format_: str | None,
    output: dict[str, Any],
    **options: Any,
) -> None:
    """Align the English document EN with its Chinese version ZH.

    ZH can be left out when one file holds both languages: a TMX, XLIFF, PO, CSV, TSV or XLSX file
    (aligned unit by unit), or any document in which English and Chinese alternate.

    Without -o the result is shown as a table on the terminal. With -o it is written to a file:
    .tmx, .tsv, .jsonl, .beads.tsv or .align.json. One of EN and ZH may be - (stdin).
    """
    from align.library import align

    if format_ and not out:
        out = "-"
    report = align(en, zh, out, format=format_, aligner=make_aligner(**options), **output)
    if not out:
        from align.commands.table import show

        show(report.alignment)
    elif out != "-":
        click.echo(f"{out}: {report}", err=True)


@click.command("evaluate", short_help="Compare an alignment with gold.")
@click.argument("test", type=click.Path())
@click.argument("gold", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option("--short", is_flag=True, help="Print one line.")
def evaluate_command(test: str, gold: str, as_json: bool, short: bool) -> None:
    """Compare the alignment TEST with the hand-made GOLD: strict and lax precision, recall, F1.

    TEST is an .align.json or .beads.tsv file, GOLD a .gold.tsv file; or both are folders of
    them, matched by name. A gold file has one bead per line: English sentence numbers, a tab,
    Chinese sentence numbers; 0-based, comma-separated, either side may be empty.
    """
    from align.library import evaluate

    score = evaluate(test, gold)
    if as_json:
        click.echo(json.dumps(score.to_dict(), ensure_ascii=False, indent=1))
    else:
        click.echo(str(score) if short else score.table())
