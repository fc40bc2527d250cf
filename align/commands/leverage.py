"""``tmxalign leverage``: match analysis, and an XLIFF with the matches filled in."""

import csv
import json
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from align.commands.counting import Counting

if TYPE_CHECKING:
    from align.memory.matching.analysis import Leverage


@click.command("leverage", short_help="What of new documents a memory holds already.")
@click.argument("documents", metavar="DOC ...", nargs=-1, required=True, type=click.Path())
@click.option(
    "--memory",
    "memories",
    multiple=True,
    required=True,
    type=click.Path(),
    help="The memory. Repeatable: of equal matches that of the first counts.",
)
@click.option("-o", "--out", type=click.Path(), help="An XLIFF 1.2 (.xlf) with matches filled in.")
@click.option(
    "--min-match",
    type=click.IntRange(50, 100),
    default=75,
    show_default=True,
    help="Fill in matches from this percentage on.",
)
@click.option("--csv", "csv_path", type=click.Path(), help="The table as CSV; - is stdout.")
@click.option("--json", "as_json", is_flag=True, help="The table as JSON on standard output.")
@click.option(
    "--language",
    type=click.Choice(["en", "zh"]),
    help="Language of the documents. Default: by their letters.",
)
@click.option("--encoding", help="Encoding of the documents, where it is not recognized.")
@click.option("--segmented", is_flag=True, help="The documents are already a segment a line.")
@click.option("-q", "--quiet", is_flag=True, help="No table, progress or summary, only errors.")
def leverage_command(
    documents: tuple[str, ...],
    memories: tuple[str, ...],
    out: str | None,
    min_match: int,
    csv_path: str | None,
    as_json: bool,
    language: str | None,
    encoding: str | None,
    segmented: bool,
    quiet: bool,
) -> None:
    """Count the segments, words and characters of each DOC by how well a memory knows them.

    Rows: repetitions within the documents, 100 %, 95-99, 85-94, 75-84, 50-74, no match. DOC may
    have any format that tmxalign reads.
    """
    from align.errors import UsageError
    from align.files.spool import spooled
    from align.memory.matching.analysis import check_suffix, leverage, pretranslate
    from align.pipeline import Aligner

    if (out, csv_path, as_json).count("-") + as_json > 1:
        raise UsageError("only one of -o -, --csv - and --json can have standard output")
    if [*documents, *memories].count("-") > 1:
        raise UsageError("standard input (-) can only be read once")
    if out:
        check_suffix(out)
    with Counting("comparing", hidden=quiet) as progress, ExitStack() as stack:
        found = leverage(
            documents,
            [stack.enter_context(spooled(memory)) for memory in memories],
            language=language,
            aligner=Aligner(encoding=encoding, segmented=segmented),
            progress=progress.step,
        )
    said = [f"{found.units:,} units compared"]
    if out:
        said.append(str(pretranslate(found, out, min_match=min_match)))
    if csv_path:
        _write_csv(found, csv_path)
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False))
    elif not quiet and "-" not in (out, csv_path):
        _show(found)
    if not quiet:
        click.echo("; ".join(said), err=True)


def _write_csv(found: "Leverage", path: str) -> None:
    """A line a document and row."""
    from align.files.atomic import atomic_write
    from align.memory.matching.analysis import total

    with atomic_write(path, "w") as stream:
        stream.write("" if path == "-" else "\ufeff")  # or Excel mistakes the encoding
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["document", "match", "segments", "words", "characters"])
        for name, counts in found.tables():
            for row, count in [*counts.items(), ("total", total(counts))]:
                writer.writerow([name, row, *count])


def _show(found: "Leverage") -> None:
    """A table a document, then one of all."""
    from rich.table import Table
    from rich.text import Text

    from align.commands.table import make_console
    from align.memory.matching.analysis import total

    console = make_console()
    for name, counts in found.tables():
        table = Table(show_edge=False, pad_edge=False, header_style="bold", title_justify="left")
        table.title = Text(name, style="bold")
        table.add_column("match")
        for title in ("segments", "English words", "Chinese characters", "of the text"):
            table.add_column(title, justify="right", no_wrap=True)
        whole = total(counts)
        volume = whole.words + whole.characters
        for row, count in [*counts.items(), ("total", whole)]:
            share = (count.words + count.characters) / volume if volume else 0
            cells = [*(f"{number:,}" for number in count), f"{share:.0%}"]
            label = f"{row} %" if row[0].isdigit() else row
            table.add_row(label, *cells, style="bold" if row == "total" else None)
        console.print(table)
        console.print()
