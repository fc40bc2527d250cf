"""Commands about documents: ``align``, ``build``, ``pair``, ``decide``."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from align.commands.options import (
    aligner_options,
    input_option,
    jobs_option,
    json_option,
    make_aligner,
    memory_options,
    method_option,
    output_option,
    rare_option,
    who_option,
)
from align.commands.progress import Progress
from align.commands.settings import command, paged, quiet, verbose
from align.files.screen import complain, say, say_json
from align.languages import get_language

if TYPE_CHECKING:
    from align.library import AlignReport

#: For commands that read documents.
aside_option = output_option(
    "--aside",
    type=click.Path(),
    help="Table (.tsv) of the text that is in no sentence, with its place and the reason.",
)


@command("align", short_help="Align one pair of documents.")
@click.argument("en", type=click.Path())
@click.argument("zh", type=click.Path(), required=False)
@output_option(
    "-o",
    "--out",
    type=click.Path(),
    help="Output file; its suffix selects the format; - is stdout.",
)
@aside_option
@output_option(
    "--links",
    type=click.Path(),
    help="Which words translate each other (.tsv, .json, .pharaoh); - is stdout.",
)
@output_option("--explain", is_flag=True, help="Show why each pair was made, and what came second.")
@memory_options
@aligner_options
def align_command(
    en: str,
    zh: str | None,
    out: str | None,
    format_: str | None,
    output: dict[str, Any],
    aside: str | None,
    links: str | None,
    **options: Any,
) -> None:
    """Align the English document EN with its Chinese version ZH.

    ZH can be left out when one file holds both languages: a TMX, XLIFF, PO, CSV, TSV or XLSX file
    (aligned unit by unit), or any document in which English and Chinese alternate.

    Without -o the result is shown as a table on the terminal. With -o it is written to a file,
    in the format of its suffix: .tmx, .xlsx, .csv, .tsv, .xlf ... One of EN and ZH may be -
    (stdin).
    """
    from align.library import align

    if format_ and not out:
        out = "-"
    report = align(
        en, zh, out, format=format_, aligner=make_aligner(**options), aside=aside, links=links,
        **output,
    )  # fmt: skip
    if not out and links != "-":
        from align.commands.display import show

        with paged():
            show(report.alignment)
    elif out and out != "-" and not quiet():
        say(f"{out}: {report}", err=True)
    if not quiet():
        for line in report.decided.lines() if report.decided else ():
            say(line, err=True)
        _show_aside(report, piped="-" in (out, links))


def _show_aside(report: "AlignReport", *, piped: bool) -> None:
    """Print what was set aside: all in a line, or a line for each document; and warnings.

    In a pipe, only if asked for.
    """
    from align.ledger import Ledger, worry

    documents = report.alignment.en, report.alignment.zh
    for document in documents if verbose() else ():
        ledger = Ledger()
        ledger.add(document)
        name = get_language(document.language).name
        say(f"{document.name or 'text'} ({name}): {ledger}", err=True)
    if not (verbose() or piped) and report.ledger.places:
        say(f"{report.ledger}", err=True)
    for line in filter(None, map(worry, documents)):
        complain(f"warning: {line}; see --aside")


@command("build", short_help="Align a folder of documents into one memory.")
@click.argument("folder", metavar="DIR", type=click.Path(), required=False)
@click.argument("folder_zh", metavar="[DIR_ZH]", type=click.Path(), required=False)
@output_option(
    "-o",
    "--out",
    required=True,
    type=click.Path(),
    help="Output file, e.g. memory.tmx; - is stdout.",
)
@input_option(
    "--pairs",
    type=click.Path(),
    help="Align the pairs in this table (from 'tmxalign pair -o') instead of those in DIR.",
)
@method_option("--by-name", is_flag=True, help="Pair by name only; do not compare contents.")
@input_option(
    "--alignments",
    type=click.Path(),
    help="Folder for the alignment of each pair. Default: beside OUT, with the suffix .alignments.",
)
@rare_option("--fresh", is_flag=True, help="Align all pairs again and overwrite OUT.")
@rare_option(
    "--prune",
    is_flag=True,
    help="Remove from OUT the units of documents that are not among the pairs.",
)
@input_option("--limit", type=click.IntRange(1), metavar="N", help="Take N pairs only, the first.")
@rare_option(
    "--shuffle",
    type=int,
    is_flag=False,
    flag_value=0,
    metavar="[SEED]",
    help="Take the pairs in a random order: with --limit, a first look. Default of SEED: 0.",
)
@method_option("--dry-run", is_flag=True, help="Write nothing, say what would be done.")
@rare_option("--wait", is_flag=True, help="Wait while another build writes to the same output.")
@method_option(
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    help="Pairs that are aligned at a time. Default: one per core; a few pairs, one by one.",
)
@rare_option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    metavar="SECONDS",
    help="Give up a pair that takes longer; it is listed as failed.",
)
@rare_option(
    "--runner",
    type=click.Choice(["local", "ray"]),
    default="local",
    show_default=True,
    help="Where pairs are aligned: on this computer, or on a Ray cluster (extra ray).",
)
@rare_option(
    "--address",
    metavar="ADDRESS",
    help="Address of the Ray cluster. Default: one on this computer.",
)
@aside_option
@output_option(
    "--log",
    type=click.Path(),
    help="Append a line (JSON) to this file for each pair as it finishes; tail -f shows it.",
)
@output_option(
    "--report",
    type=click.Path(),
    help="At the end, say what was done, what is weak, what failed and why: .html or .json.",
)
@output_option(
    "--weak",
    type=click.Path(),
    help="Put units of little confidence into this memory (.xlsx, .tmx ...) instead of OUT.",
)
@output_option(
    "--weak-below",
    type=click.FloatRange(0, 1),
    metavar="NUMBER",
    default=0.5,
    show_default=True,
    help="How little confidence that is.",
)
@memory_options
@aligner_options
def build_command(
    folder: str | None,
    folder_zh: str | None,
    out: str,
    pairs: str | None,
    by_name: bool,
    alignments: str | None,
    fresh: bool,
    prune: bool,
    limit: int | None,
    shuffle: int | None,
    dry_run: bool,
    wait: bool,
    jobs: int | None,
    timeout: float | None,
    runner: str,
    address: str | None,
    aside: str | None,
    log: str | None,
    report: str | None,
    weak: str | None,
    weak_below: float,
    format_: str | None,
    output: dict[str, Any],
    **options: Any,
) -> int:
    """Align all pairs of documents in a folder into one memory.

    DIR holds folders en and zh, or documents of both languages; or DIR and DIR_ZH are the two
    sides. Documents are paired by name, and what is left by content.

    The alignment of each pair is kept beside the memory, and a second run only aligns what
    changed: in an existing TMX, changed pairs replace their own units and all others stay as
    they are. What people corrected and decided stays (see 'tmxalign decide'). A pair that fails
    is listed and the others are still aligned (exit status 3).
    """
    from align.library import build

    with (
        Progress("reading", "files") as reading,
        Progress("aligning") as progress,
    ):
        done = build(
            folder,
            out,
            folder_zh=folder_zh,
            pairs=pairs,
            by_name=by_name,
            alignments=alignments,
            fresh=fresh,
            prune=prune,
            limit=limit,
            shuffle=shuffle,
            dry_run=dry_run,
            wait=wait,
            jobs=jobs,
            timeout=timeout,
            runner=runner,
            address=address,
            aside=aside,
            log=log,
            report=report,
            weak=weak,
            weak_below=weak_below,
            format=format_,
            aligner=make_aligner(**options),
            progress=progress.step,
            reading=reading.step,
            **output,
        )
    if not quiet():
        say(done, err=True)
        for file in (out, report):
            if file and file != "-" and not dry_run:
                say(f"wrote       {file}", err=True)
    else:
        for cause in done.ranked_causes():
            complain(cause)
    return 3 if done.failed else 0


@command("decide", short_help="Take in what people corrected, and list it.")
@click.argument("memory", metavar="MEMORY", type=click.Path())
@input_option(
    "--from",
    "edited",
    multiple=True,
    metavar="FILE",
    type=click.Path(),
    help="Take in the edits in FILE (.xlsx, .tmx, .align.json ...), which was made from MEMORY.",
)
@input_option(
    "--alignments",
    type=click.Path(),
    help="Folder with the alignment of each pair. Default: beside MEMORY, as 'build' leaves it.",
)
@who_option
@json_option
def decide_command(
    memory: str,
    edited: tuple[str, ...],
    alignments: str | None,
    who: str | None,
    as_json: bool,
) -> None:
    """List what people decided about MEMORY, or take in what they edited.

    Decisions are kept beside the memory (memory.decisions.jsonl): pairs that were approved,
    corrected, rejected, merged, split or commented on. 'build' applies them each time, by
    their texts, also after a document changed. With --from, those that an edited file contains
    are added and listed.
    """
    from align.library import decide

    report = decide(memory, edited=edited, alignments=alignments, who=who)
    with paged():
        for decision in report.taken if edited else report.decisions:
            say_json(decision.to_json()) if as_json else say(decision)
    if not quiet():
        say(report, err=True)


@command("pair", short_help="Find out which documents belong together.")
@click.argument("folder", metavar="DIR", type=click.Path())
@click.argument("folder_zh", metavar="[DIR_ZH]", type=click.Path(), required=False)
@output_option(
    "-o",
    "--out",
    type=click.Path(),
    help="Table of the pairs (.tsv), to be corrected by hand and used with 'build --pairs'; "
    "- is stdout.",
)
@method_option("--by-name", is_flag=True, help="Pair by name only; do not compare contents.")
@output_option(
    "--min-confidence",
    "minimum",
    type=click.FloatRange(0, 1),
    metavar="NUMBER",
    default=0.5,
    show_default=True,
    help="Leave out pairs below this confidence.",
)
@jobs_option
@aligner_options
def pair_command(
    folder: str,
    folder_zh: str | None,
    out: str | None,
    by_name: bool,
    minimum: float,
    jobs: int | None,
    **options: Any,
) -> int:
    """Find which English document belongs to which Chinese one.

    DIR holds folders en and zh, or documents of both languages; or DIR and DIR_ZH are the two
    sides. Documents are paired by name first, and what is left by content. Files that cannot be
    read are listed and the others are still paired (exit status 3).
    """
    from align.library import pair

    with Progress("reading", "files") as progress:
        found = pair(
            folder,
            folder_zh,
            out,
            by_name=by_name,
            minimum=minimum,
            jobs=jobs,
            aligner=make_aligner(**options),
            progress=progress.step,
        )
    if not out or not (quiet() or out == "-"):
        from align.commands.display import show_pairs

        with paged():
            show_pairs(found, [Path(name) for name in (folder, folder_zh) if name])
    if not quiet():
        say(found, err=True)
    for _, message in found.failed:
        complain(message)
    return 3 if found.failed else 0
