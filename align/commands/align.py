"""Commands about documents: ``align``, ``evaluate``, ``build``, ``pair``."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from align.commands.options import aligner_options, jobs_option, make_aligner, output_options
from align.commands.progress import Progress
from align.commands.settings import command, paged, quiet, verbose
from align.files.screen import complain, say, say_json
from align.languages import get_language

if TYPE_CHECKING:
    from align.library import AlignReport

#: For commands that read documents.
aside_option = click.option(
    "--aside",
    type=click.Path(),
    help="Table (.tsv) of the text that is in no sentence, with its place and the reason.",
)


@command("align", short_help="Align one pair of documents.")
@click.argument("en", type=click.Path())
@click.argument("zh", type=click.Path(), required=False)
@click.option(
    "-o",
    "--out",
    type=click.Path(),
    help="Output file; its suffix selects the format; - is stdout.",
)
@aside_option
@click.option(
    "--links",
    type=click.Path(),
    help="Links between words, with probabilities (.tsv, .json, .pharaoh); - is stdout.",
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
    aside: str | None,
    links: str | None,
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


@command("evaluate", short_help="Compare an alignment with gold.")
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
        say_json(score.to_dict(), indent=1)
    else:
        with paged():
            say(str(score) if short else score.table())


@command("build", short_help="Align a folder of pairs into one memory.")
@click.argument("folder", metavar="DIR", type=click.Path(), required=False)
@click.argument("folder_zh", metavar="[DIR_ZH]", type=click.Path(), required=False)
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(),
    help="Output file, e.g. memory.tmx; - is stdout.",
)
@click.option(
    "--pairs",
    type=click.Path(),
    help="Align the pairs in this table (from 'tmxalign pair -o') instead of those in DIR.",
)
@click.option("--by-name", is_flag=True, help="Pair by name only; do not compare contents.")
@click.option(
    "--alignments",
    type=click.Path(),
    help="Folder for the alignment of each pair. Default: beside OUT, with the suffix .alignments.",
)
@click.option("--fresh", is_flag=True, help="Align all pairs again and overwrite OUT.")
@click.option(
    "--prune",
    is_flag=True,
    help="Remove from OUT the units of documents that are not among the pairs.",
)
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Take N pairs only, the first.")
@click.option(
    "--shuffle",
    type=int,
    is_flag=False,
    flag_value=0,
    metavar="[SEED]",
    help="Take the pairs in a random order: with --limit, a first look. Default of SEED: 0.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--wait", is_flag=True, help="Wait while another build writes to the same output.")
@click.option(
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    help="Pairs that are aligned at a time. Default: one per core; a few pairs, one by one.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    metavar="SECONDS",
    help="Give up a pair that takes longer; it is listed as failed.",
)
@click.option(
    "--runner",
    type=click.Choice(["local", "ray"]),
    default="local",
    show_default=True,
    help="Where pairs are aligned: on this computer, or on a Ray cluster (extra ray).",
)
@click.option("--address", help="Address of the Ray cluster. Default: one on this computer.")
@aside_option
@click.option(
    "--log",
    type=click.Path(),
    help="Append a line (JSON) to this file for each pair as it finishes; tail -f shows it.",
)
@click.option(
    "--report",
    type=click.Path(),
    help="At the end, say what was done, what is weak, what failed and why: .html or .json.",
)
@click.option(
    "--weak",
    type=click.Path(),
    help="Put units of little confidence into this memory (.xlsx, .tmx …) instead of OUT.",
)
@click.option(
    "--weak-below",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="How little confidence that is.",
)
@output_options
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
    """Align all pairs of documents into one memory.

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


@command("decide", short_help="Keep what people decided about a memory.")
@click.argument("memory", metavar="MEMORY", type=click.Path())
@click.option(
    "--from",
    "edited",
    multiple=True,
    metavar="FILE",
    type=click.Path(),
    help="Take in the edits in FILE (.xlsx, .tmx, .align.json …), which was made from MEMORY.",
)
@click.option(
    "--alignments",
    type=click.Path(),
    help="Folder with the alignment of each pair. Default: beside MEMORY, as 'build' leaves it.",
)
@click.option("--who", metavar="NAME", help="Who decided. Default: the user of this computer.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per decision.")
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


@command("pair", short_help="Pair English and Chinese documents.")
@click.argument("folder", metavar="DIR_EN", type=click.Path())
@click.argument("folder_zh", metavar="[DIR_ZH]", type=click.Path(), required=False)
@click.option(
    "-o",
    "--out",
    type=click.Path(),
    help="Table of the pairs (.tsv), to be corrected by hand and used with 'build --pairs'; "
    "- is stdout.",
)
@click.option("--by-name", is_flag=True, help="Pair by name only; do not compare contents.")
@click.option(
    "--min-confidence",
    "minimum",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="Minimum confidence of a pair by content.",
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
    """Find which English document of DIR_EN belongs to which Chinese one of DIR_ZH.

    DIR_EN alone holds folders en and zh, or documents of both languages. Documents are paired by
    name first, and what is left by content. Files that cannot be read are listed and the others
    are still paired (exit status 3).
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
