"""``tmxalign validate``: is it valid TMX, and what would receivers import of it?"""

import json

import click

from align.commands.options import locales_of


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
