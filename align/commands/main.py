"""The command ``tmxalign``: its subcommands, and how errors are reported."""

import errno
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, TypeGuard

import click

from align.commands.align import (
    align_command,
    build_command,
    decide_command,
    evaluate_command,
    pair_command,
)
from align.commands.audit import audit_command, terms_command
from align.commands.memories import (
    clean_command,
    convert_command,
    diff_command,
    merge_command,
    sample_command,
    split_command,
    stats_command,
    validate_command,
)
from align.commands.search import leverage_command, search_command
from align.errors import TmxalignError
from align.version import __version__

#: What the exit statuses mean. A test compares docs/exit-statuses.md with it.
EXIT_STATUSES = {
    0: "done",
    1: "audit: findings at or above --fail-on",
    2: "the command line is wrong, a model that it names cannot be found, "
    "or two extensions have one name",
    3: "a file cannot be read, has invalid content, or cannot be written; "
    "in a batch: at least one pair failed, the others are in the output",
    70: "an error in tmxalign itself; please report it (--debug shows where)",
    130: "interrupted (Ctrl-C); existing files are unchanged",
}


class CommandGroup(click.Group):
    """Reports an error as one line on stderr and exits with a documented status."""

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        with _interruptions():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        with _interruptions():
            return super().invoke(ctx)

    def main(self, *args: Any, **kwargs: Any) -> Any:
        kwargs["standalone_mode"] = False
        debug = "--debug" in sys.argv or bool(os.environ.get("TMXALIGN_DEBUG"))
        try:
            result = super().main(*args, **kwargs)
        except click.exceptions.Exit as stop:
            sys.exit(stop.exit_code)
        except click.Abort:
            _report("interrupted")
            sys.exit(130)
        except KeyboardInterrupt:
            _report("interrupted")
            sys.exit(130)
        except click.ClickException as error:
            error.show()
            sys.exit(2)
        except TmxalignError as error:
            if debug:
                raise
            _report(str(error))
            sys.exit(error.status)
        except Exception as error:
            if debug:
                raise
            if _is_of_output(error):
                _discard_output()
                _report(f"standard output: cannot be written: {error.strerror}")
                sys.exit(3)
            _report(f"internal error: {type(error).__name__}: {error}; --debug shows where")
            sys.exit(70)
        sys.exit(result if isinstance(result, int) else 0)


# Errors of printing to a redirected standard output; writers report their own.
_WRITE_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}


def _is_of_output(error: Exception) -> TypeGuard[OSError]:
    return isinstance(error, OSError) and error.filename is None and error.errno in _WRITE_ERRORS


@contextmanager
def _interruptions() -> Iterator[None]:
    """Handle Ctrl-C and a closed pipe (``| head``) before click does."""
    try:
        yield
    except KeyboardInterrupt:
        if sys.stderr.isatty():
            click.echo(err=True)  # the terminal has written ^C on the line
        raise click.Abort from None
    except BrokenPipeError:
        _discard_output()
        raise click.exceptions.Exit(0) from None


def _discard_output() -> None:
    """Discard what the interpreter flushes at exit, which would fail again."""
    with suppress(OSError, ValueError):  # a stream without a descriptor
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)


def _report(text: str) -> None:
    line = " ".join(text.split())
    click.echo(f"tmxalign: {line}", err=True)


class _LogLines(logging.Handler):
    """Writes the log to stderr, one line per record."""

    def emit(self, record: logging.LogRecord) -> None:
        level = "warning: " if record.levelno >= logging.WARNING else ""
        _report(level + record.getMessage())


@click.group(
    cls=CommandGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 done; 2 wrong usage; 3 a file cannot be read or written, or a pair of "
    "a batch failed; 1 audit findings; 70 a bug; 130 interrupted.",
)
@click.version_option(__version__, message="tmxalign %(version)s")
@click.option("--debug", is_flag=True, help="Show a traceback on errors.")
@click.option(
    "-v", "--verbose", is_flag=True, help="Report what was detected about the files: encodings, ..."
)
@click.pass_context
def main(context: click.Context, debug: bool, verbose: bool) -> None:
    """Align English and Chinese versions of documents and write a translation memory."""
    log = logging.getLogger("align")
    handler = _LogLines()
    before = log.level
    log.setLevel(logging.INFO if verbose else logging.WARNING)
    log.addHandler(handler)
    # restore the logging of a program that calls commands
    context.call_on_close(partial(log.removeHandler, handler))
    context.call_on_close(partial(log.setLevel, before))


for _command in (
    align_command,
    build_command,
    decide_command,
    audit_command,
    evaluate_command,
    pair_command,
    clean_command,
    merge_command,
    split_command,
    diff_command,
    stats_command,
    sample_command,
    validate_command,
    search_command,
    leverage_command,
    terms_command,
    convert_command,
):
    main.add_command(_command)
