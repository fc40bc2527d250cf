"""The command ``tmxalign``: its groups, and how errors reach a user."""

import errno
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

import click

from align.commands.align import align_command, evaluate_command
from align.commands.audit import audit_command
from align.commands.build import build_command
from align.commands.clean import clean_command
from align.commands.leverage import leverage_command
from align.commands.memories import (
    convert_command,
    diff_command,
    merge_command,
    sample_command,
    split_command,
    stats_command,
)
from align.commands.pair import pair_command
from align.commands.search import search_command
from align.commands.terms import terms_command
from align.commands.validate import validate_command
from align.errors import TmxalignError
from align.version import __version__

#: What the exit statuses mean; the documentation is checked against it.
EXIT_STATUSES = {
    0: "done",
    1: "audit: there are findings at or above --fail-on",
    2: "the command line is wrong, or a model that it names cannot be found",
    3: "a file cannot be read, is not what it should be, or cannot be written; "
    "in a batch: at least one pair failed, the others are in the output",
    70: "an error in tmxalign itself; please report it (--debug shows where)",
    130: "interrupted (Ctrl-C); what was there before is untouched",
}


class Front(click.Group):
    """One clear line on stderr for what goes wrong, and a documented exit status."""

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        with _ended():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        with _ended():
            return super().invoke(ctx)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        kwargs["standalone_mode"] = False
        debug = "--debug" in sys.argv or bool(os.environ.get("TMXALIGN_DEBUG"))
        try:
            result = super().main(*args, **kwargs)
        except click.exceptions.Exit as stop:
            sys.exit(stop.exit_code)
        except click.Abort:
            _say("interrupted")
            sys.exit(130)
        except KeyboardInterrupt:
            _say("interrupted")
            sys.exit(130)
        except click.ClickException as error:
            error.show()
            sys.exit(2)
        except TmxalignError as error:
            if debug:
                raise
            _say(str(error))
            sys.exit(error.status)
        except Exception as error:
            if debug:
                raise
            if isinstance(error, OSError) and error.filename is None and error.errno in _FULL:
                _silence()
                _say(f"standard output: cannot be written: {error.strerror}")
                sys.exit(3)
            _say(f"internal error: {type(error).__name__}: {error}; --debug shows where")
            sys.exit(70)
        sys.exit(result if isinstance(result, int) else 0)


# What printing raises when standard output is a file. (The writers say for themselves.)
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}


@contextmanager
def _ended() -> Iterator[None]:
    """Ctrl-C and a reader that went away (``| head``), before click makes its own of them."""
    try:
        yield
    except KeyboardInterrupt:
        if sys.stderr.isatty():
            click.echo(err=True)  # the terminal has written ^C on the line
        raise click.Abort from None
    except BrokenPipeError:
        _silence()
        raise click.exceptions.Exit(0) from None


def _silence() -> None:
    """Let the interpreter's own flush at exit go nowhere, instead of failing once more."""
    with suppress(OSError, ValueError):  # a stream without a descriptor needs nothing
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)


def _say(text: str) -> None:
    line = " ".join(text.split())
    click.echo(f"tmxalign: {line}", err=True)


class _Lines(logging.Handler):
    """The log on stderr, a line a record."""

    def emit(self, record: logging.LogRecord) -> None:
        level = "warning: " if record.levelno >= logging.WARNING else ""
        _say(level + record.getMessage())


@click.group(
    cls=Front,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 done; 2 wrong usage; 3 a file cannot be read or written, or a pair of "
    "a batch failed; 1 an audit's findings; 70 a bug; 130 interrupted.",
)
@click.version_option(__version__, message="tmxalign %(version)s")
@click.option("--debug", is_flag=True, help="Show a traceback when something goes wrong.")
@click.option(
    "-v", "--verbose", is_flag=True, help="Report what was detected about the files: encodings, ..."
)
@click.pass_context
def main(context: click.Context, debug: bool, verbose: bool) -> None:
    """Align English and Chinese versions of documents; write a translation memory."""
    log = logging.getLogger("align")
    handler = _Lines()
    before = log.level
    log.setLevel(logging.INFO if verbose else logging.WARNING)
    log.addHandler(handler)
    # commands that a program calls leave its logging as it was
    context.call_on_close(partial(log.removeHandler, handler))
    context.call_on_close(partial(log.setLevel, before))


main.add_command(align_command)
main.add_command(build_command)
main.add_command(audit_command)
main.add_command(evaluate_command)
main.add_command(pair_command)
main.add_command(clean_command)
main.add_command(merge_command)
main.add_command(split_command)
main.add_command(diff_command)
main.add_command(stats_command)
main.add_command(sample_command)
main.add_command(validate_command)
main.add_command(search_command)
main.add_command(leverage_command)
main.add_command(terms_command)
main.add_command(convert_command)
