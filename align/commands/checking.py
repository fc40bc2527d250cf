"""Commands that change nothing: ``evaluate``, ``validate``, ``doctor``."""

import click

from align.commands.options import input_option, json_option, locales_of, output_option
from align.commands.settings import command, paged
from align.files.screen import say, say_json


@command("evaluate", short_help="Compare an alignment with one made by hand.")
@click.argument("test", type=click.Path())
@click.argument("gold", type=click.Path())
@json_option
@output_option("--short", is_flag=True, help="Print one line.")
def evaluate_command(test: str, gold: str, as_json: bool, short: bool) -> None:
    """Compare the alignment TEST with GOLD, which was made by hand: how many pairs are right?

    The table shows precision (the share of the pairs in TEST that are right), recall (the share of
    those in GOLD that were found) and F1 (both in one number): strict for pairs that are exactly
    the same, lax for those that overlap on both sides.

    TEST is an .align.json or .beads.tsv file, GOLD a .gold.tsv file; or both are folders of
    them, matched by name. A gold file has one pair per line: English sentence numbers, a tab,
    Chinese sentence numbers; 0-based, comma-separated, either side may be empty.
    """
    from align.library import evaluate

    score = evaluate(test, gold)
    if as_json:
        say_json(score.to_dict(), indent=1)
    else:
        with paged():
            say(str(score) if short else score.table())


@command("validate", short_help="Say what other tools would import of a TMX.")
@click.argument("file", metavar="FILE", type=click.Path())
@input_option(
    "--profile",
    "profiles",
    metavar="NAME",
    multiple=True,
    help="The tool that the TMX is for, e.g. omegat. Repeatable. Default: all.",
)
@input_option("--en-locale", metavar="CODE", help="Language code of English. Default: as in FILE.")
@input_option("--zh-locale", metavar="CODE", help="Language code of Chinese. Default: as in FILE.")
@input_option(
    "--source",
    type=click.Choice(["en", "zh"]),
    help="Source language. Default: as in FILE.",
)
@json_option
def validate_command(
    file: str,
    profiles: tuple[str, ...],
    en_locale: str | None,
    zh_locale: str | None,
    source: str | None,
    as_json: bool,
) -> int:
    """Check FILE against TMX 1.4, and count what each tool would import of it.

    Tools: omegat, trados, memoq, poedit, okapi, weblate, xtm, phrase, translate-toolkit.
    The languages are those of the project there.

    Exit status 3: FILE is not well-formed, not TMX, or not valid; or a tool named with
    --profile would not import every unit.
    """
    from align.library import validate

    locales = locales_of(en_locale, zh_locale)
    found = validate(file, profiles=profiles, source=source, locales=locales)
    if as_json:
        say_json(found.to_dict(), indent=2)
    else:
        with paged():
            say(found)
    lost = any(found.loses(name) for name in profiles)
    return 0 if found.valid and not lost else 3


@command("doctor", short_help="Say what is installed, and what is missing for what.")
@json_option
def doctor_command(as_json: bool) -> int:
    """Try what tmxalign needs, and say what is missing for what.

    It looks at the versions of Python and of packages, the embedded model (which it runs), the
    cache, optional packages and programs, the terminal, and settings. Nothing is installed, nothing
    is sent anywhere.

    Exit status: 0 everything that is always needed works; 1 something of it does not.
    """
    from align.library import doctor

    found = doctor()
    if as_json:
        say_json(found.to_dict(), indent=1)
    else:
        with paged():
            say(found)
    return 0 if found.works else 1
