"""``tmxalign pair``: which documents belong together."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from align.commands.options import aligner_options, make_aligner
from align.commands.progress import Progress

if TYPE_CHECKING:
    from align.pair import Pairing


@click.command("pair", short_help="Find out which documents belong together.")
@click.argument("folder", metavar="DIR_EN", type=click.Path())
@click.argument("folder_zh", metavar="[DIR_ZH]", type=click.Path(), required=False)
@click.option(
    "-o",
    "--out",
    type=click.Path(),
    help="Table of the pairs (.tsv), for a person to mend and for 'build --pairs'; - is stdout.",
)
@click.option("--by-name", is_flag=True, help="By name only, not by content what is left.")
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="Make no pair by content below this confidence.",
)
@click.option("-q", "--quiet", is_flag=True, help="No table, progress or summary, only errors.")
@aligner_options
def pair_command(
    folder: str,
    folder_zh: str | None,
    out: str | None,
    by_name: bool,
    min_confidence: float,
    quiet: bool,
    **options: Any,
) -> int:
    """Say which English document of DIR_EN belongs to which Chinese one of DIR_ZH.

    One folder alone holds folders en and zh, or documents of both languages. Names decide first,
    then, for what is left, what the documents say. Files that cannot be read are listed and the
    others go on (exit status 3).
    """
    from align.pair import pair_files, write_pairs

    with Progress("reading", hidden=quiet) as progress:
        found = pair_files(
            folder,
            folder_zh,
            aligner=make_aligner(**options),
            by_name=by_name,
            minimum=min_confidence,
            progress=progress.step,
        )
    if out:
        write_pairs(found, out)
    if not quiet:
        if out != "-":
            _show(found, [Path(folder), *([Path(folder_zh)] if folder_zh else [])])
        click.echo("\n".join(_summary(found)), err=True)
    for _, message in found.failed:
        click.echo(f"tmxalign: {message}", err=True)
    return 3 if found.failed else 0


def _show(found: "Pairing", folders: list[Path]) -> None:
    """The pairs as a table; what nobody needs to look at is dim."""
    from rich.table import Table
    from rich.text import Text

    from align.commands.table import make_console

    def name(path: Path | None) -> Text:
        if path is None:
            return Text("—")
        root = next((f for f in folders if path.is_relative_to(f)), None)
        return Text(path.relative_to(root).as_posix() if root else str(path))

    table = Table(show_edge=False, pad_edge=False, header_style="bold")
    table.add_column("English", ratio=1, overflow="fold")
    table.add_column("Chinese", ratio=1, overflow="fold")
    table.add_column("sure", justify="right", no_wrap=True)
    table.add_column("how", no_wrap=True)
    for pair in found.pairs:
        mark, style = ("? ", "bold red") if pair.unsure else ("  ", "green")
        sure = Text(f"{mark}{pair.confidence:4.0%}", style=style)
        table.add_row(name(pair.en), name(pair.zh), sure, pair.how)
    for en, zh in [(p, None) for p in found.alone_en] + [(None, p) for p in found.alone_zh]:
        table.add_row(name(en), name(zh), Text("∅ ", style="yellow"), "")
    make_console().print(table)


def _summary(found: "Pairing") -> list[str]:
    counts = {
        how: sum(pair.how == how for pair in found.pairs)
        for how in ("name", "content", "bilingual")
    }
    unsure = sum(pair.unsure for pair in found.pairs)
    out = [
        f"pairs       {len(found.pairs):>7,}   {counts['name']:,} by name, "
        f"{counts['content']:,} by content, {unsure:,} of them unsure (?)",
    ]
    if counts["bilingual"]:
        out.append(f"bilingual   {counts['bilingual']:>7,}   files that hold both languages")
    out.append(
        f"alone       {len(found.unpaired):>7,}   without a counterpart (∅): "
        f"{len(found.alone_en):,} English, {len(found.alone_zh):,} Chinese"
    )
    if found.failed:
        out.append(f"failed      {len(found.failed):>7,}   files that could not be paired:")
    return out
