"""``tmxalign clean`` and ``tmxalign validate``: a memory before it is delivered."""

import json
from typing import Any

import click

from align.commands.display import Counting
from align.commands.options import jobs_option, locales_of


class _FromRules(click.Command):
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
                click.Option(
                    [_flag(name), name],
                    type=kind,
                    default=parameter.default,
                    show_default=True,
                    help=f"{rule.name}: {parameter.help}.",
                )
            )
    return out


def _flag(parameter: str) -> str:
    """The option of a rule's parameter."""
    # only one rule keeps anything: its option needs no rule's name
    return "--keep" if parameter == "translations_keep" else f"--{parameter.replace('_', '-')}"


def _list(context: click.Context, option: click.Parameter, wanted: bool) -> None:
    if not wanted or context.resilient_parsing:
        return
    from align.memory.clean import RULES

    for rule in RULES.values():
        click.echo(f"{rule.name:<16}{rule.summary}")
        for name, parameter in rule.options.items():
            choices = f" ({', '.join(parameter.choices)})" if parameter.choices else ""
            click.echo(f"{'':16}{_flag(name)} {parameter.default}: {parameter.help}{choices}")
    context.exit()


@click.command("clean", cls=_FromRules, short_help="Remove duplicates and bad units from a memory.")
@click.argument("memory", metavar="IN", type=click.Path())
@click.option("-o", "--out", type=click.Path(), help="The cleaned memory; can be IN itself.")
@click.option(
    "--rejected", type=click.Path(), help="A .tmx for the removed units, with the reasons."
)
@click.option("--only", multiple=True, metavar="RULE", help="Apply this rule only. Repeatable.")
@click.option(
    "--no-rule", multiple=True, metavar="RULE", help="Do not apply this rule. Repeatable."
)
@click.option("--dry-run", is_flag=True, help="Write nothing, report what would be removed.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.option("--format", "format_", help="Output format, if the suffix does not say it.")
@jobs_option
@click.option("-q", "--quiet", is_flag=True, help="Print no progress and no summary, only errors.")
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
    with Counting("cleaning", hidden=quiet) as progress:
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
        click.echo(json.dumps(report.to_json(), ensure_ascii=False))
    elif not quiet:
        click.echo("\n".join(report.lines(dry_run=dry_run)), err=True)


@click.command("validate", short_help="Validate a TMX and predict what other tools would import.")
@click.argument("file", metavar="FILE", type=click.Path())
@click.option(
    "--profile",
    "profiles",
    metavar="NAME",
    multiple=True,
    help="Check for this receiver only, e.g. omegat. Repeatable. Default: all.",
)
@click.option("--en-locale", help="English in the receiver's project. Default: as in FILE.")
@click.option("--zh-locale", help="Chinese in the receiver's project. Default: as in FILE.")
@click.option("--source", type=click.Choice(["en", "zh"]), help="The project's source language.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def validate_command(
    file: str,
    profiles: tuple[str, ...],
    en_locale: str | None,
    zh_locale: str | None,
    source: str | None,
    as_json: bool,
) -> int:
    """Check FILE against TMX 1.4, and count what each receiver would import of it.

    Receivers: omegat, trados, memoq, poedit, okapi, weblate, xtm, phrase, translate-toolkit.

    Exit status 3: FILE is not well-formed, not TMX, or not valid; or a receiver named with
    --profile would not import every unit.
    """
    from align.library import validate

    locales = locales_of(en_locale, zh_locale)
    found = validate(file, profiles=profiles, source=source, locales=locales)
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
    else:
        click.echo(found)
    lost = any(found.loses(name) for name in profiles)
    return 0 if found.valid and not lost else 3
