"""``tmxalign clean``: its options come from the rules, which are data."""

import json
from typing import TYPE_CHECKING, Any

import click

from align.commands.counting import Counting
from align.commands.options import jobs_option

if TYPE_CHECKING:
    from align.memory.clean import CleanReport


class _FromRules(click.Command):
    """A command that asks the rules for their parameters when somebody asks for its options.

    Not before: ``tmxalign --help`` loads no rules.
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
            # of all rules one keeps: its option needs no rule's name
            flag = "--keep" if name == "translations_keep" else f"--{name.replace('_', '-')}"
            out.append(
                click.Option(
                    [flag, name],
                    type=kind,
                    default=parameter.default,
                    show_default=True,
                    help=f"{rule.name}: {parameter.help}.",
                )
            )
    return out


def _list(context: click.Context, option: click.Parameter, wanted: bool) -> None:
    if not wanted or context.resilient_parsing:
        return
    from align.memory.clean import RULES

    for rule in RULES.values():
        click.echo(f"{rule.name:<16}{rule.summary}")
        for name, parameter in rule.options.items():
            flag = "--keep" if name == "translations_keep" else f"--{name.replace('_', '-')}"
            choices = f" ({', '.join(parameter.choices)})" if parameter.choices else ""
            click.echo(f"{'':16}{flag} {parameter.default}: {parameter.help}{choices}")
    context.exit()


@click.command("clean", cls=_FromRules, short_help="Remove what does a memory no good.")
@click.argument("memory", metavar="IN", type=click.Path())
@click.option("-o", "--out", type=click.Path(), help="The cleaned memory; may be IN itself.")
@click.option("--rejected", type=click.Path(), help="A .tmx for what is removed, with the reasons.")
@click.option("--only", multiple=True, metavar="RULE", help="Ask this rule only. Repeatable.")
@click.option("--no-rule", multiple=True, metavar="RULE", help="Do not ask this one. Repeatable.")
@click.option("--dry-run", is_flag=True, help="Write nothing, say what would be removed.")
@click.option("--json", "as_json", is_flag=True, help="The summary as JSON on standard output.")
@click.option("--format", "format_", help="Output format, if the suffix does not say it.")
@jobs_option
@click.option("-q", "--quiet", is_flag=True, help="No progress and no summary, only errors.")
@click.option(
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
    quiet: bool,
    **parameters: Any,
) -> None:
    """Remove duplicates and bad units from a memory, and say how many each rule removed.

    IN is a TMX or any other memory; - is a TMX on standard input. What is removed and what
    is kept add up to what was read; --rejected keeps what was removed.
    """
    from align.errors import UsageError
    from align.memory.clean import RULES, clean_memory

    if dry_run and rejected:
        raise UsageError("--dry-run writes nothing, so --rejected FILE gets nothing")
    if not dry_run and not out:
        raise UsageError("say where the cleaned memory goes: -o FILE (or --dry-run)")
    unknown = sorted({*only, *no_rule} - set(RULES))
    if unknown:
        raise UsageError(f"unknown rule {unknown[0]!r}; there are: {', '.join(RULES)}")
    rules = [name for name in (only or RULES) if name not in no_rule]
    with Counting("cleaning", hidden=quiet) as progress:
        report = clean_memory(
            memory,
            None if dry_run else out,
            rejected=rejected,
            rules=rules,
            format=format_,
            jobs=jobs,
            progress=progress.step,
            **parameters,
        )
    if as_json:
        click.echo(json.dumps(report.to_json(), ensure_ascii=False))
    elif not quiet:
        _show(report, dry_run=dry_run)


def _show(report: "CleanReport", *, dry_run: bool) -> None:
    removed = sum(report.removed.values())
    for name, number in report.removed.items():
        example = report.examples.get(name, "").replace("\n", " ")
        example = example if len(example) <= 70 else example[:69] + "…"
        click.echo(f"{name:<16}{number:>10,}   {example}".rstrip(), err=True)
    click.echo(f"{'read':<16}{report.read:>10,}", err=True)
    would = "would be " if dry_run else ""
    click.echo(f"{would + 'removed':<16}{removed:>10,}", err=True)
    click.echo(f"{would + 'kept':<16}{report.kept:>10,}", err=True)
    left_out = report.written.nulls_left_out + report.written.empty
    if left_out:
        why = "kept, but the format takes no unit without two texts"
        click.echo(f"{'left out':<16}{left_out:>10,}   {why}", err=True)
