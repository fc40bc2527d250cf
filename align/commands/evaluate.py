"""``tmxalign evaluate``: how good an alignment is, against gold."""

import json

import click


@click.command("evaluate", short_help="Compare an alignment with gold.")
@click.argument("test", type=click.Path())
@click.argument("gold", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option("--short", is_flag=True, help="Print one line.")
def evaluate_command(test: str, gold: str, as_json: bool, short: bool) -> None:
    """Compare the alignment TEST with the hand-made GOLD: strict and lax precision, recall, F1.

    TEST is an .align.json or .beads.tsv file, GOLD a .gold.tsv file; or both are folders of
    them, matched by name. A gold file has a line a bead: English sentence numbers, a tab,
    Chinese sentence numbers; 0-based, comma-separated, either side may be empty.
    """
    from align.evaluation import evaluate

    score = evaluate(test, gold)
    if as_json:
        click.echo(json.dumps(score.to_dict(), ensure_ascii=False, indent=1))
    else:
        click.echo(str(score) if short else score.table())
