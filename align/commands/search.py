"""``tmxalign search`` and ``tmxalign leverage``: find a text or documents in a memory."""

import os
from typing import TYPE_CHECKING, Any

import click

from align.commands.options import (
    encoding_option,
    input_option,
    jobs_option,
    json_option,
    method_option,
    output_option,
    rare_option,
    segmented_option,
)
from align.commands.progress import Progress
from align.commands.settings import command, paged, quiet
from align.files.screen import say, say_json

if TYPE_CHECKING:
    from align.memory.matching.hits import Concordance


def _text(context: click.Context, option: click.Parameter, value: str) -> str:
    """What was typed, also where the locale has no Chinese."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(value).decode("utf-8", "replace")
    return value


@command("search", short_help="Find a text in a memory.")
@click.argument("memory", type=click.Path())
@click.argument("text", default="", callback=_text)
@method_option("--en", metavar="TEXT", default="", callback=_text, help="The English side has it.")
@method_option("--zh", metavar="TEXT", default="", callback=_text, help="The Chinese side has it.")
@input_option(
    "--in",
    "language",
    metavar="LANGUAGE",
    help="The side to search for TEXT: en, zh, or a country's (zh-TW). Default: the language of "
    "TEXT; both if it has no letters.",
)
@method_option(
    "--mode",
    type=click.Choice(["exact", "fuzzy", "meaning"]),
    default="exact",
    show_default=True,
    help="The exact text, passages similar to it, or segments that mean the same.",
)
@method_option("--regex", is_flag=True, help="The texts are regular expressions.")
@method_option(
    "--any-order", is_flag=True, help='The words, in any order; "some words" stay together.'
)
@method_option("--case", is_flag=True, help="Upper and lower case make a difference.")
@method_option("--whole-word", is_flag=True, help="Not within a longer word.")
@method_option(
    "--min-match",
    "minimum",
    type=click.IntRange(0, 100),
    metavar="PERCENT",
    help="Least percentage of a match. Default: 70 for fuzzy, 20 for meaning.",
)
@output_option(
    "-n",
    "--number",
    type=click.IntRange(1),
    metavar="N",
    default=20,
    show_default=True,
    help="Units to show.",
)
@rare_option(
    "--index/--no-index",
    default=None,
    help="Build an index beside MEMORY, or use none. Default: use it; build it for a large memory.",
)
@json_option
def search_command(
    memory: str,
    text: str,
    number: int,
    index: bool | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Show the units of MEMORY that contain TEXT, best first, with the matches highlighted.

    With --en and --zh as well or instead, a unit must have all of them. MEMORY is a TMX or any
    other memory; - is a TMX on standard input. If nothing is found, the exit status is still 0.
    Beside a large MEMORY an index is built (for meaning, of vectors), so that the next search is
    instant.
    """
    from align.library import search

    once = (
        "embedding {total:,} texts once, for the next searches by meaning: about {left}; an "
        "interrupted run continues where it stopped"
    )
    with (
        Progress("searching", "units") as progress,
        Progress("embedding", "texts", once=once) as embedding,
    ):
        found = search(
            memory,
            text,
            limit=number,
            index=index,
            progress=progress.step,
            embedding=embedding.step,
            **options,
        )
    if as_json:
        say_json(found.to_dict())
        return
    if found.hits:
        from align.commands.display import show_hits

        with paged():
            show_hits(found)
    if not quiet():
        plain = not any(options[name] for name in ("regex", "any_order", "case", "whole_word"))
        say(f"{found}{_hint(found, plain=plain)}", err=True)
        if note := _note(found, memory, wanted=bool(index)):
            say(note, err=True)


def _hint(found: "Concordance", *, plain: bool) -> str:
    """A hint at an option that finds or shows more; ``plain``: no option makes it find less."""
    if not found.fitting:
        hints = {
            "exact": "; --mode fuzzy finds similar passages" if plain else "",
            "fuzzy": "; a lower --min-match finds more",
        }
        return hints.get(found.mode, "")
    shown = len(found.hits)
    return "" if shown == found.fitting else f"; the best {shown:,} are shown, -n shows more"


def _note(found: "Concordance", memory: str, *, wanted: bool) -> str:
    """A note on what happened to the index."""
    from align.memory.matching.hits import SIDES
    from align.memory.matching.index import SUFFIX, VECTORS
    from align.unit import language_of

    if found.index == "built" and found.mode == "meaning":
        sides = [language_of(found.language)] if found.language else SIDES
        made = " and ".join(f"{memory}{VECTORS}{side}" for side in sides)
        return f"built an index of vectors for the next searches: {made}"
    if found.index == "built":
        return f"built an index for the next searches: {memory}{SUFFIX}"
    if wanted and not found.index:
        return f"no index could be built beside {memory}; the memory was read"
    return ""


@command("leverage", short_help="Count how much of new documents a memory translates.")
@click.argument("documents", metavar="DOC...", nargs=-1, required=True, type=click.Path())
@input_option(
    "--memory",
    "memories",
    multiple=True,
    required=True,
    type=click.Path(),
    help="The memory. Repeatable; equal matches are taken from the first.",
)
@output_option(
    "-o", "--out", type=click.Path(), help="An XLIFF 1.2 (.xlf) with the matches filled in."
)
@method_option(
    "--min-match",
    type=click.IntRange(50, 100),
    metavar="PERCENT",
    default=75,
    show_default=True,
    help="Least percentage of a match. Worse ones are not filled in.",
)
@output_option(
    "--matches",
    type=click.IntRange(1),
    metavar="N",
    default=50,
    show_default=True,
    help="Matches of 50 % or more that each segment of the XLIFF has beside it, at most.",
)
@method_option(
    "--target",
    metavar="LANGUAGE",
    help="The variety to translate into, such as zh-TW. Matches in another one cost 10 % and are "
    "not filled in. Default: the document's own, else any.",
)
@method_option(
    "--tags",
    type=click.Choice(["penalise", "ignore", "text"]),
    default="penalise",
    show_default=True,
    help="Tags in the text (<f0>, {1}): 1 % less if they differ, no difference, or compared as "
    "text.",
)
@method_option(
    "--numbers",
    is_flag=True,
    help="Put the segment's numbers into a match that differs in nothing else.",
)
@output_option("--csv", "csv_path", type=click.Path(), help="Write the table as CSV; - is stdout.")
@json_option
@input_option(
    "--language",
    type=click.Choice(["en", "zh"]),
    help="Language of the documents. Default: detected.",
)
@encoding_option
@segmented_option
@jobs_option
def leverage_command(
    documents: tuple[str, ...],
    memories: tuple[str, ...],
    out: str | None,
    min_match: int,
    matches: int,
    target: str | None,
    tags: str,
    numbers: bool,
    csv_path: str | None,
    as_json: bool,
    language: str | None,
    jobs: int | None,
    **options: Any,
) -> None:
    """Count the segments, words and characters of each DOC by how well a memory matches them.

    Rows: repetitions within the documents, 100 %, 95-99, 85-94, 75-84, 50-74, no match, and
    finished if DOC is an XLIFF, a PO file or a table with translations. DOC can be in any format
    that tmxalign reads.
    """
    from align.errors import UsageError
    from align.library import leverage
    from align.pipeline import Aligner

    if (out, csv_path, as_json).count("-") + as_json > 1:
        raise UsageError("only one of -o -, --csv - and --json can use standard output")
    with Progress("comparing", "units") as progress:
        found = leverage(
            documents,
            memories,
            out,
            min_match=min_match,
            matches=matches,
            csv=csv_path,
            language=language,
            target=target,
            tags=tags,
            numbers=numbers,
            jobs=jobs,
            aligner=Aligner(**options),
            progress=progress.step,
        )
    if as_json:
        say_json(found.to_dict())
    elif not (quiet() and (out or csv_path)) and "-" not in (out, csv_path):
        from align.commands.display import show_leverage

        with paged():
            show_leverage(found)
    if not quiet():
        say(found, err=True)
