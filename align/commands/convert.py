"""``tmxalign convert``: a memory in another format."""

import json
from dataclasses import asdict
from typing import Any

import click

from align.commands.counting import Counting
from align.commands.options import PROFILES, jobs_option


@click.command("convert", short_help="A memory in another format.")
@click.argument("memory", metavar="IN", type=click.Path())
@click.argument("out", metavar="OUT", type=click.Path())
@click.option("--from", "from_format", help="Format of IN, if the suffix does not say it.")
@click.option("--format", "format_", help="Output format, if the suffix does not say it.")
@click.option(
    "--source", type=click.Choice(["en", "zh"]), help="The side to make the source language."
)
@click.option("--en-locale", help="Language code of the English texts. Default: as it is.")
@click.option("--zh-locale", help="Language code of the Chinese texts. Default: as it is.")
@click.option(
    "--tmx-encoding",
    type=click.Choice(["utf-8", "utf-16"]),
    help="TMX: encoding of the file. Default: utf-8.",
)
@click.option(
    "--profile",
    type=click.Choice(PROFILES),
    help="TMX: the tool that it is for: its language codes, encoding, properties.",
)
@click.option(
    "--xliff-version",
    type=click.Choice(["1.2", "2.1"]),
    help="XLIFF: version of the file. Default: 1.2.",
)
@click.option(
    "--tbx-version",
    type=click.Choice(["2", "3"]),
    help="TBX: 2 is ISO 30042:2008, 3 is that of 2019. Default: 2.",
)
@click.option("--bom", is_flag=True, default=None, help="CSV: a byte order mark first, for Excel.")
@jobs_option
@click.option("--json", "as_json", is_flag=True, help="The summary as JSON on standard output.")
@click.option("-q", "--quiet", is_flag=True, help="No progress and no summary, only errors.")
def convert_command(
    memory: str,
    out: str,
    from_format: str | None,
    format_: str | None,
    source: str | None,
    en_locale: str | None,
    zh_locale: str | None,
    tmx_encoding: str | None,
    profile: str | None,
    xliff_version: str | None,
    tbx_version: str | None,
    bom: bool | None,
    jobs: int | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Write the memory IN as OUT; the suffixes say the formats.

    IN is a TMX (.gz and .zip, too; - is one on standard input), an XLIFF, a table, or
    whatever else holds pairs of texts. The summary counts what OUT's format cannot hold.
    """
    from align.errors import UsageError
    from align.files.spool import spooled
    from align.memory.conversion import convert

    if as_json and out == "-":
        raise UsageError("--json needs standard output for itself; name a file as OUT")
    options: dict[str, Any] = {
        "encoding": tmx_encoding,
        "profile": profile,
        "xliff_version": xliff_version,
        "tbx_version": tbx_version,
        "bom": bom,
    }
    locales = {side: code for side, code in (("en", en_locale), ("zh", zh_locale)) if code}
    with Counting("converting", hidden=quiet) as progress, spooled(memory) as path:
        report = convert(
            path,
            out,
            from_format=from_format,
            format=format_,
            source=source,
            locales=locales,
            jobs=jobs,
            progress=progress.step,
            **options,
        )
    if as_json:
        click.echo(json.dumps(asdict(report), ensure_ascii=False))
    elif not quiet:
        click.echo(f"{report}" if out == "-" else f"{out}: {report}", err=True)
