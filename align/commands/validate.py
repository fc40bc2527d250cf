"""``tmxalign validate``: is it valid TMX, and who imports how much of it?"""

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from align.memory.validate import AffectedUnits, Validation

#: So many lines are named for each reason; --json names all.
_SHOWN = 10


@click.command("validate", short_help="Check a TMX, and what its receivers would import.")
@click.argument("file", metavar="FILE", type=click.Path())
@click.option(
    "--profile",
    "profiles",
    metavar="NAME",
    multiple=True,
    help="Ask about this receiver alone, e.g. omegat; can be given several times. Default: all.",
)
@click.option("--en-locale", help="English in the receiver's project. Default: as in FILE.")
@click.option("--zh-locale", help="Chinese in the receiver's project. Default: as in FILE.")
@click.option("--source", type=click.Choice(["en", "zh"]), help="The project's source language.")
@click.option("--json", "as_json", is_flag=True, help="Everything, as JSON.")
def validate_command(
    file: str,
    profiles: tuple[str, ...],
    en_locale: str | None,
    zh_locale: str | None,
    source: str | None,
    as_json: bool,
) -> int:
    """Check FILE against TMX 1.4, then say what each receiver would import of it.

    Receivers: omegat, trados, memoq, poedit, okapi, weblate, xtm, phrase, translate-toolkit.

    Exit status 3: FILE is not well-formed, not TMX, or not valid; or a receiver that --profile
    names would not import every unit.
    """
    from align.languages import LANGUAGES
    from align.memory.validate import validate

    locales = {"en": en_locale, "zh": zh_locale}
    if source or any(locales.values()):  # the rest of the pair is then the usual
        first = source or "en"
        codes = {side: locales[side] or LANGUAGES[side].locale for side in LANGUAGES}
        pair = codes.pop(first), next(iter(codes.values()))
    else:
        pair = "", ""
    found = validate(file, profiles=profiles, source=pair[0], target=pair[1])
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
    else:
        _show(found)
    lost = any(found.loses(name) for name in profiles)
    return 0 if found.valid and not lost else 3


def _show(found: "Validation") -> None:
    if found.broken:
        click.echo(f"{found.name}: {found.broken}; nobody imports any of it")
        return
    click.echo(f"TMX 1.4: {'valid' if found.valid else f'not valid, {found.violated:,} places'}")
    for violation in found.violations[:_SHOWN]:
        click.echo(f"  line {violation.line}: {violation.message}")
    _more(found.violated)
    click.echo(f"units:   {found.units:,}, for a project {found.source} → {found.target}")
    width = max(map(len, found.outcomes))
    for name, outcome in found.outcomes.items():
        lost = found.loses(name)
        click.echo(
            f"{name:<{width}}  {outcome.imported:>9,} imported  {lost:>7,} not   {outcome.evidence}"
        )
        if outcome.refused:
            click.echo(f"  the whole file is refused: {outcome.refused}")
        _reasons(outcome.lost, "not imported")
        _reasons(outcome.changed, "imported, but")


def _reasons(findings: "AffectedUnits", what: str) -> None:
    for reason, lines in findings.lines.items():
        named = ", ".join(map(str, lines[:_SHOWN]))
        more = " …" if len(lines) > _SHOWN else ""
        plural = "s" if len(lines) > 1 else ""
        click.echo(f"  {len(lines):,} {what}: {reason} (line{plural} {named}{more})")


def _more(number: int) -> None:
    if number > _SHOWN:
        click.echo(f"  … and {number - _SHOWN:,} more (--json lists them)")
