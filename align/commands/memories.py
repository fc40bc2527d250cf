"""``tmxalign merge``, ``split``, ``diff``, ``stats``, ``sample``."""

import json
from typing import TYPE_CHECKING

import click

from align.commands.counting import Counting
from align.commands.options import jobs_option

if TYPE_CHECKING:
    from align.memory.diff import UnitChange
    from align.memory.stats import Stats

_quiet = click.option("-q", "--quiet", is_flag=True, help="No progress and no summary.")
_format = click.option("--format", "format_", help="Output format, if the suffix says none.")


@click.command("merge", short_help="Several memories to one, every unit once.")
@click.argument("memories", metavar="A B ...", nargs=-1, required=True, type=click.Path())
@click.option("-o", "--out", required=True, type=click.Path(), help="The merged memory.")
@_format
@_quiet
def merge_command(memories: tuple[str, ...], out: str, format_: str | None, quiet: bool) -> None:
    """Write the units of several memories to one, in their order.

    Units with the same texts in the same languages become one: the newest by its date.
    """
    from align.memory.merge import merge_memories

    with Counting("merging", hidden=quiet) as progress:
        report = merge_memories(memories, out, format=format_, progress=progress.step)
    if not quiet:
        for name, number in report.read:
            click.echo(f"read     {number:>10,}   {name}", err=True)
        click.echo(f"repeated {report.repeated:>10,}", err=True)
        click.echo(f"{report.written}", err=True)


@click.command("split", short_help="One memory to several.")
@click.argument("memory", metavar="IN", type=click.Path())
@click.option(
    "-o",
    "--out",
    "pattern",
    required=True,
    type=click.Path(),
    help="The parts, with {} where the number or the name goes: part-{}.tmx.",
)
@click.option("--units", type=click.IntRange(1), help="So many units a part.")
@click.option("--by", type=click.Choice(["document", "confidence"]), help="A part for each.")
@_format
@_quiet
def split_command(
    memory: str,
    pattern: str,
    units: int | None,
    by: str | None,
    format_: str | None,
    quiet: bool,
) -> None:
    """Write the units of a memory to several files: so many each, or by document or confidence."""
    from align.memory.split import split_memory

    for name, report in split_memory(memory, pattern, units=units, by=by, format=format_):
        if not quiet:
            click.echo(f"{name}: {report}", err=True)


@click.command("diff", short_help="What sets two memories apart.")
@click.argument("before", metavar="A", type=click.Path())
@click.argument("after", metavar="B", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="A JSON object a line and difference.")
@click.option("-q", "--quiet", is_flag=True, help="The differences only, no summary.")
def diff_command(before: str, after: str, as_json: bool, quiet: bool) -> None:
    """List the units that B has and A has not, the other way round, and those that changed.

    The exit status is 0 whether or not there are any; the last line on standard error counts them.
    """
    from align.memory.diff import KINDS, diff_memories

    count = dict.fromkeys(KINDS, 0)
    for change in diff_memories(before, after):
        count[change.kind] += 1
        record = change.to_json()
        click.echo(json.dumps(record, ensure_ascii=False) if as_json else _lines(change))
    if not quiet:
        changed = count["source"] + count["target"] + count["both"]
        click.echo(
            f"{count['added']:,} added, {count['removed']:,} removed, {changed:,} changed"
            if any(count.values())
            else "no differences",
            err=True,
        )


def _lines(change: "UnitChange") -> str:
    """``+`` is new, ``-`` is gone, ``~`` changed; the text that stays the same stands once."""
    record = change.to_json()
    before, after = (
        [" ".join(text.split()) for text in record[side] or ()] for side in ("before", "after")
    )
    if change.kind == "added":
        return f"+ {' | '.join(after)}"
    if change.kind == "removed":
        return f"- {' | '.join(before)}"
    if change.kind == "target":
        return f"~ {after[0]}\n  - {before[1]}\n  + {after[1]}"
    if change.kind == "source":
        return f"~ {after[1]}\n  - {before[0]}\n  + {after[0]}"
    return f"~ {record['id']}\n  - {' | '.join(before)}\n  + {' | '.join(after)}"


@click.command("stats", short_help="A memory in numbers.")
@click.argument("memory", metavar="FILE", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
@jobs_option
@_quiet
def stats_command(memory: str, as_json: bool, jobs: int | None, quiet: bool) -> None:
    """Count units, languages, words, documents, duplicates, and how sure the units are."""
    from align.files.spool import spooled
    from align.memory.stats import stats_of

    with Counting("reading", hidden=quiet) as progress, spooled(memory) as path:
        stats = stats_of(path, jobs=jobs, progress=progress.step)
    if as_json:
        click.echo(json.dumps(stats.to_json(), ensure_ascii=False))
    else:
        click.echo("\n".join(_table(stats)))


def _table(stats: "Stats") -> list[str]:
    out = [
        f"units        {stats.units:>12,}",
        f"incomplete   {stats.incomplete:>12,}   without two texts",
        f"duplicates   {stats.duplicates:>12,}   the same texts again",
        f"inline codes {stats.inline_codes:>12,}",
        f"documents    {stats.documents:>12,}",
    ]
    if stats.first_date:
        out.append(f"dates        {stats.first_date} to {stats.last_date}")
    for language in stats.languages.values():
        out.append(
            f"{language.code or '(no language)':<12} {language.units:>12,} units, "
            f"{language.words:,} {language.counted}, {language.characters:,} characters; "
            f"longest {language.longest:,}"
        )
    if stats.mean_confidence is not None:
        out.append(f"confidence   {stats.mean_confidence:>12.3f} on average")
        most = max(stats.confidence)
        for step, number in enumerate(stats.confidence):
            bar = "█" * round(40 * number / most)
            out.append(f"  {step / 10:.1f}-{(step + 1) / 10:.1f}    {number:>12,}   {bar}".rstrip())
    if stats.without_confidence:
        out.append(f"  unknown    {stats.without_confidence:>12,}")
    return out


@click.command("sample", short_help="Some units of a memory, drawn at random.")
@click.argument("memory", metavar="IN", type=click.Path())
@click.option("-o", "--out", required=True, type=click.Path(), help="The sample.")
@click.option(
    "-n", "--number", type=click.IntRange(1), default=100, show_default=True, help="Units to draw."
)
@click.option("--seed", type=int, default=0, show_default=True, help="Another one draws others.")
@click.option(
    "--stratify", type=click.Choice(["confidence"]), help="The same number from each range of it."
)
@_format
@_quiet
def sample_command(
    memory: str,
    out: str,
    number: int,
    seed: int,
    stratify: str | None,
    format_: str | None,
    quiet: bool,
) -> None:
    """Draw units at random, each as likely as any other; they keep their order."""
    from align.files.spool import spooled
    from align.memory.sample import sample_memory

    with spooled(memory) as path:
        report = sample_memory(path, out, number, seed=seed, stratify=stratify, format=format_)
    if not quiet:
        click.echo(f"{report}", err=True)
