"""The command ``review``: a page in the browser, served by this computer for itself."""

import click

from align.commands.options import (
    input_option,
    output_option,
    rare_option,
    who_option,
)
from align.commands.settings import command, quiet
from align.files.screen import say


@command("review", short_help="Look, mend and approve in the browser.")
@click.argument("what", metavar="[WHAT]", type=click.Path(), required=False)
@input_option(
    "--folder",
    type=click.Path(file_okay=False),
    help="Where files that are dropped on the page are kept. Default: tmxalign in your home "
    "folder.",
)
@rare_option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="N",
    default=0,
    help="Port of the address. Default: any that is free.",
)
@output_option(
    "--no-browser", "browser", is_flag=True, flag_value=False, default=True,
    help="Only print the address.",
)  # fmt: skip
@output_option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    help="Language of the page. Default: that of the browser.",
)
@who_option
def review_command(
    what: str | None,
    folder: str | None,
    port: int,
    browser: bool,
    lang: str | None,
    who: str | None,
) -> None:
    """Show both texts side by side in the browser; mend, approve, export.

    WHAT is an .align.json, a memory or a folder with the alignments that 'build' keeps, a JSON
    report of 'audit', or what is aligned first: a folder of documents, or a file with both
    languages. Without it, a start page takes files that are dropped on it.

    The page is served on this computer for this computer only, until Ctrl-C. Each action is on
    disk before the page confirms it.
    """
    from align.library import review

    with review(what, folder=folder, port=port, browser=browser, lang=lang, who=who) as running:
        try:
            say(running.address)
            if not quiet():
                say(
                    "open this address in a browser on this computer; Ctrl-C here ends it", err=True
                )
            running.wait()
        except KeyboardInterrupt as ended:
            if hasattr(ended, "signal"):  # by another program: that has a status of its own
                raise
            if not quiet():
                say("ended; everything is saved", err=True, start="\n")
