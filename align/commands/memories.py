"""Commands about memories: ``convert``, ``merge``, ``clean``, ``stats`` and more."""

from dataclasses import asdict
from typing import Any

import click

from align.commands.options import (
    METHOD,
    Option,
    encoding_option,
    format_option,
    input_option,
    jobs_option,
    json_option,
    locales_of,
    method_option,
    output_option,
    profile_option,
    rare_option,
    tmx_encoding_option,
)
from align.commands.progress import Progress
from align.commands.settings import Command, command, paged, quiet
from align.files.screen import say, say_json


@command("convert", short_help="Convert a memory to another format.")
@click.argument("memory", metavar="IN", type=click.Path())
@click.argument("out", metavar="OUT", type=click.Path())
@input_option("--from-format", metavar="NAME", help="Format of IN, if the suffix does not say it.")
@encoding_option
@rare_option(
    "--drafts",
    is_flag=True,
    help="XLIFF, PO: also take drafts, rejected and machine translations; the property x-status "
    "says which they are.",
)
@format_option
@output_option(
    "--source",
    type=click.Choice(["en", "zh"]),
    help="Source language. Default: as in IN.",
)
@output_option("--en-locale", metavar="CODE", help="Language code of English. Default: as in IN.")
@output_option("--zh-locale", metavar="CODE", help="Language code of Chinese. Default: as in IN.")
@tmx_encoding_option
@profile_option
@output_option(
    "--xliff-version",
    type=click.Choice(["1.2", "2.1"]),
    help="Version of an XLIFF. Default: 1.2.",
)
@rare_option(
    "--tbx-version",
    type=click.Choice(["2", "3"]),
    help="Version of a TBX: 2 is ISO 30042:2008, 3 is ISO 30042:2019. Default: 2.",
)
@rare_option(
    "--bom", is_flag=True, default=None, help="Begin a CSV with a byte order mark, for Excel."
)
@input_option(
    "--repair",
    is_flag=True,
    help="IN is a broken TMX: mend it, keep what can be kept, and list every change.",
)
@jobs_option
@json_option
def convert_command(
    memory: str,
    out: str,
    from_format: str | None,
    encoding: str | None,
    tmx_encoding: str | None,
    drafts: bool,
    format_: str | None,
    source: str | None,
    en_locale: str | None,
    zh_locale: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Convert the memory IN to OUT; the suffixes say the formats.

    IN is a TMX (also .gz or .zip; - is a TMX on standard input), an XLIFF, a table, or any other
    file with pairs of texts. If OUT is -, standard output, it has the format of IN. The summary
    counts what OUT's format cannot hold.
    """
    from align.errors import UsageError
    from align.library import convert

    if as_json and out == "-":
        raise UsageError("--json uses standard output; give a file as OUT")
    with Progress("converting", "units") as progress:
        report = convert(
            memory,
            out,
            from_format=from_format,
            from_encoding=encoding,
            encoding=tmx_encoding,
            drafts=drafts,
            format=format_,
            source=source,
            locales=locales_of(en_locale, zh_locale),
            progress=progress.step,
            **options,
        )
    if as_json:
        say_json(asdict(report))
    elif not quiet():
        for line in report.mends.lines() if report.mends else ():
            say(f"{memory}: {line}", err=True)
        say(report if out == "-" else f"{out}: {report}", err=True)


@command("merge", short_help="Merge memories into one, without duplicates.")
@click.argument("memories", metavar="MEMORY...", nargs=-1, required=True, type=click.Path())
@output_option("-o", "--out", required=True, type=click.Path(), help="The merged memory.")
@format_option
def merge_command(memories: tuple[str, ...], out: str, format_: str | None) -> None:
    """Merge the units of several memories into one, in their order.

    Of units with the same texts in the same languages, the newest by date is kept.
    """
    from align.library import merge

    with Progress("merging", "units") as progress:
        report = merge(memories, out, format=format_, progress=progress.step)
    if not quiet():
        say(report, err=True)


@command("split", short_help="Split a memory into several files.")
@click.argument("memory", metavar="IN", type=click.Path())
@output_option(
    "-o",
    "--out",
    required=True,
    type=click.Path(),
    help="The parts, with {} for the number or the name: part-{}.tmx.",
)
@method_option("--units", type=click.IntRange(1), metavar="N", help="Number of units in each part.")
@method_option(
    "--by",
    type=click.Choice(["document", "confidence"]),
    help="Write one part per document or range of confidence.",
)
@format_option
def split_command(
    memory: str,
    out: str,
    units: int | None,
    by: str | None,
    format_: str | None,
) -> None:
    """Split a memory into several files: by number of units, by document or by confidence."""
    from align.library import split

    report = split(memory, out, units=units, by=by, format=format_)
    if not quiet():
        say(report, err=True)


@command("diff", short_help="List the differences between two memories.")
@click.argument("before", metavar="A", type=click.Path())
@click.argument("after", metavar="B", type=click.Path())
@json_option
def diff_command(before: str, after: str, as_json: bool) -> None:
    """List the units that were added, removed or changed between A and B.

    The exit status is 0 whether or not there are any; the last line on standard error counts them.
    """
    from align.library import diff

    changes = diff(before, after)
    with paged():
        for change in changes:
            say_json(change.to_json()) if as_json else say(change)
    if not quiet():
        say(changes, err=True)


@command("stats", short_help="Print statistics of a memory.")
@click.argument("memory", metavar="FILE", type=click.Path())
@json_option
@jobs_option
def stats_command(memory: str, as_json: bool, jobs: int | None) -> None:
    """Count the units, languages, words, documents and duplicates of a memory, and say how sure its
    pairs are."""
    from align.library import stats

    with Progress("reading", "units") as progress:
        report = stats(memory, jobs=jobs, progress=progress.step)
    with paged():
        say_json(report.to_json()) if as_json else say(report)


@command("sample", short_help="Draw a random sample of units.")
@click.argument("memory", metavar="IN", type=click.Path())
@output_option("-o", "--out", required=True, type=click.Path(), help="The sample.")
@output_option(
    "-n",
    "--number",
    type=click.IntRange(1),
    metavar="N",
    default=100,
    show_default=True,
    help="Units to draw.",
)
@rare_option(
    "--seed",
    type=int,
    default=0,
    show_default=True,
    help="Another number draws another sample; the same one draws the same.",
)
@method_option(
    "--stratify",
    type=click.Choice(["confidence"]),
    help="Draw the same number from each range of confidence.",
)
@format_option
def sample_command(
    memory: str,
    out: str,
    number: int,
    seed: int,
    stratify: str | None,
    format_: str | None,
) -> None:
    """Draw units at random, each with the same probability, to judge a memory by reading little.

    They keep their order.
    """
    from align.library import sample

    report = sample(memory, out, number, seed=seed, stratify=stratify, format=format_)
    if not quiet():
        say(report, err=True)


class _FromRules(Command):
    """A command with the rules' parameters as options.

    The rules are loaded when the options are needed; ``tmxalign --help`` does not load them.
    """

    _own: list[click.Parameter]
    _all: list[click.Parameter] | None = None

    @property
    def params(self) -> list[click.Parameter]:
        if self._all is None:
            self._all = [*self._own, *_rule_options()]
        return self._all

    @params.setter
    def params(self, own: list[click.Parameter]) -> None:
        self._own = own


def _rule_options() -> list[click.Parameter]:
    from align.memory.clean import RULES

    out: list[click.Parameter] = []
    for rule in RULES.values():
        for name, parameter in rule.options.items():
            kind = click.Choice(parameter.choices) if parameter.choices else type(parameter.default)
            out.append(
                Option(
                    [_flag(name), name],
                    group=METHOD,
                    type=kind,
                    default=parameter.default,
                    show_default=True,
                    help=f"{rule.name}: {parameter.help}.",
                )
            )
    return out


#: Options that need no rule's name: only one rule has anything like them.
RULE_FLAGS = {"translations_keep": "--keep", "variety_target": "--target"}


def _flag(parameter: str) -> str:
    """The option of a rule's parameter."""
    return RULE_FLAGS.get(parameter, f"--{parameter.replace('_', '-')}")


def _list(context: click.Context, option: click.Parameter, wanted: bool) -> None:
    if not wanted or context.resilient_parsing:
        return
    from align.memory.clean import RULES

    for rule in RULES.values():
        say(f"{rule.name:<16}{rule.summary}")
        for name, parameter in rule.options.items():
            choices = f" ({', '.join(parameter.choices)})" if parameter.choices else ""
            usual = f"{_flag(name)} {parameter.default}".strip()
            say(f"{'':16}{usual}: {parameter.help}{choices}")
    context.exit()


@command("clean", cls=_FromRules, short_help="Remove duplicates and bad units from a memory.")
@click.argument("memory", metavar="IN", type=click.Path())
@output_option("-o", "--out", type=click.Path(), help="The cleaned memory; can be IN itself.")
@output_option(
    "--rejected", type=click.Path(), help="A .tmx for the removed units, with the reasons."
)
@method_option("--only", multiple=True, metavar="RULE", help="Apply this rule only. Repeatable.")
@method_option(
    "--no-rule", multiple=True, metavar="RULE", help="Do not apply this rule. Repeatable."
)
@method_option("--dry-run", is_flag=True, help="Write nothing, say what would be done.")
@json_option
@format_option
@jobs_option
@output_option(
    "--list", is_flag=True, is_eager=True, expose_value=False, callback=_list,
    help="List the rules and their options.",
)  # fmt: skip
def clean_command(
    memory: str,
    out: str | None,
    rejected: str | None,
    only: tuple[str, ...],
    no_rule: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
    format_: str | None,
    jobs: int | None,
    **parameters: Any,
) -> None:
    """Remove duplicates and bad units from a memory, and count what each rule removed.

    IN is a TMX or any other memory; - is a TMX on standard input. The units kept and the units
    removed add up to the units read; --rejected writes the removed ones to a file.
    """
    from align.errors import UsageError
    from align.library import clean

    if dry_run and rejected:
        raise UsageError("--dry-run cannot be combined with --rejected")
    if not dry_run and not out:
        raise UsageError("give -o FILE or --dry-run")
    with Progress("cleaning", "units") as progress:
        report = clean(
            memory,
            None if dry_run else out,
            rejected=rejected,
            only=only,
            no_rule=no_rule,
            format=format_,
            jobs=jobs,
            progress=progress.step,
            **parameters,
        )
    if as_json:
        say_json(report.to_json())
    elif not quiet():
        say("\n".join(report.lines(dry_run=dry_run)), err=True)
