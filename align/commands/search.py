"""``tmxalign search``: concordance."""

import json
from typing import TYPE_CHECKING

import click

from align.commands.counting import Counting, Embedding

if TYPE_CHECKING:
    from align.memory.matching.hits import Concordance


@click.command("search", short_help="Find a text in a memory.")
@click.argument("memory", type=click.Path())
@click.argument("text")
@click.option(
    "--in",
    "language",
    type=click.Choice(["en", "zh"]),
    help="The side to search in. Default: the language of TEXT; both where it has no letters.",
)
@click.option(
    "--mode",
    type=click.Choice(["exact", "fuzzy", "meaning"]),
    default="exact",
    show_default=True,
    help="The text itself, passages like it, or segments that mean the same.",
)
@click.option(
    "--min",
    "minimum",
    type=click.IntRange(0, 100),
    metavar="PERCENT",
    help="The lowest percentage. Default: 70 for fuzzy, 20 for meaning.",
)
@click.option(
    "-n", "--number", type=click.IntRange(1), default=20, show_default=True, help="Units to show."
)
@click.option(
    "--index/--no-index",
    default=None,
    help="Make an index beside MEMORY, or use none. Default: use it; make it for a large memory.",
)
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
@click.option("-q", "--quiet", is_flag=True, help="No progress and no summary.")
def search_command(
    memory: str,
    text: str,
    language: str | None,
    mode: str,
    minimum: int | None,
    number: int,
    index: bool | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Show the units of MEMORY with TEXT in them, best first, with what was found highlighted.

    MEMORY is a TMX or any other memory; - is a TMX on standard input. When nothing is found it says
    so, and the exit status is 0. Beside a large MEMORY an index is made (for meaning, of vectors),
    so that the next search answers at once.
    """
    from align.files.spool import spooled
    from align.memory.matching.concordance import search

    with Counting("searching", hidden=quiet) as progress, spooled(memory) as path:
        found = search(
            path,
            text,
            language=language,
            mode=mode,
            minimum=minimum,
            limit=number,
            index=index if path == memory else False,  # what came in a pipe is not kept
            progress=progress.step,
            embedding=Embedding(hidden=quiet).step,
        )
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False))
        return
    if found.hits:
        _show(found)
    if not quiet:
        click.echo(_summary(found), err=True)
        if note := _note(found, memory, wanted=bool(index)):
            click.echo(note, err=True)


def _show(found: "Concordance") -> None:
    """The hits as a table."""
    from rich.table import Table
    from rich.text import Text

    from align.commands.table import make_console
    from align.formats.text import legal

    table = Table(show_edge=False, pad_edge=False, header_style="bold", row_styles=["", "on grey7"])
    table.add_column("%", justify="right", no_wrap=True)
    table.add_column("English", ratio=1, overflow="fold")
    table.add_column("Chinese", ratio=1, overflow="fold")
    table.add_column("sure", justify="right", no_wrap=True)
    table.add_column("document", max_width=30, overflow="fold")
    for hit in found.hits:
        sides = {side: Text(getattr(hit, side) or "—") for side in ("en", "zh")}
        for start, end in hit.spans:
            sides[hit.language].stylize("bold black on yellow", start, end)
        for side in sides.values():  # a memory may hold what steers a terminal
            side.plain = legal(side.plain).text
        sure = "" if hit.confidence is None else f"{hit.confidence:.0%}"
        name = Text(legal(hit.document).text, style="dim")
        table.add_row(Text(f"{hit.percent}"), sides["en"], sides["zh"], Text(sure), name)
    make_console().print(table)


def _summary(found: "Concordance") -> str:
    where = f"{found.units:,} units"
    if not found.fitting:
        more = {
            "exact": "; --mode fuzzy finds what is like it",
            "fuzzy": "; a lower --min finds more",
        }
        return f"nothing found in {where}{more.get(found.mode, '')}"
    shown = len(found.hits)
    rest = "" if shown == found.fitting else f"; the best {shown:,} are shown, -n shows more"
    least = "" if found.complete else "at least "
    return f"{least}{found.fitting:,} found in {where}{rest}"


def _note(found: "Concordance", memory: str, *, wanted: bool) -> str:
    """What there is to say of the index."""
    from align.memory.matching.index import SIDES, SUFFIX, VECTORS

    if found.index == "built" and found.mode == "meaning":
        sides = [found.language] if found.language else SIDES
        made = " and ".join(f"{memory}{VECTORS}{side}" for side in sides)
        return f"made an index of vectors for the next searches: {made}"
    if found.index == "built":
        return f"made an index for the next searches: {memory}{SUFFIX}"
    if wanted and not found.index:
        return f"no index could be made beside {memory}; the memory was read"
    return ""
