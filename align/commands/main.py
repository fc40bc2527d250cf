"""The command ``tmxalign``: its subcommands, and how errors are reported."""

import errno
import io
import logging
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import chain
from types import FrameType
from typing import Any, TypeGuard

import click

from align.commands.align import align_command, build_command, decide_command, pair_command
from align.commands.audit import audit_command, terms_command
from align.commands.checking import doctor_command, evaluate_command, validate_command
from align.commands.examples import examples_of, examples_text
from align.commands.memories import (
    clean_command,
    convert_command,
    diff_command,
    merge_command,
    sample_command,
    split_command,
    stats_command,
)
from align.commands.review import review_command
from align.commands.search import leverage_command, search_command
from align.commands.settings import quiet, verbosity_options
from align.errors import TmxalignError
from align.files.screen import brief, complain, fit_streams, lost_encoding, say
from align.lazy import NOTICE
from align.version import __version__

#: What the exit statuses mean. A test compares docs/en/exit-statuses.md with it.
EXIT_STATUSES = {
    0: "done",
    1: "audit: findings at or above --fail-on, or an example of a check that is not as it says; "
    "doctor: something that tmxalign always needs does not work",
    2: "the command line or a setting is wrong, a model that it names cannot be found, "
    "or two extensions have one name",
    3: "a file cannot be read, has invalid content, or cannot be written; "
    "in a batch: at least one pair failed, the others are in the output",
    70: "an error in tmxalign itself; please report it (--debug shows where). "
    "audit: a check failed, the report is whole",
    129: "ended because the terminal was closed (SIGHUP); existing files are unchanged",
    130: "interrupted (Ctrl-C); existing files are unchanged",
    143: "ended by another program (SIGTERM); existing files are unchanged",
}
#: The commands by what a user wants to do.
_TASKS: dict[str, tuple[click.Command, ...]] = {
    "Align documents": (
        review_command, align_command, build_command, pair_command, decide_command,
    ),
    "Check": (audit_command, validate_command, evaluate_command),
    "Use a memory": (search_command, leverage_command, terms_command),
    "Change a memory": (
        convert_command, clean_command, merge_command, split_command, diff_command, stats_command,
        sample_command,
    ),
    "Help": (doctor_command,),
}  # fmt: skip
#: What most users want, and how.
_START = (
    ("two documents side by side in the browser: look, mend, approve, export", "tmxalign review"),
    (
        "one pair of documents into a translation memory",
        "tmxalign align report-en.docx report-zh.docx -o report.tmx",
    ),
    (
        "a folder of documents in both languages into one memory",
        "tmxalign build releases -o memory.tmx",
    ),
)


class CommandGroup(click.Group):
    """Reports an error as one line on stderr and exits with a documented status."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What tmxalign does, then how most people use it."""
        super().format_help_text(ctx, formatter)
        with formatter.section("Examples"):
            formatter.write(examples_text(_START))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands by task, then the options."""
        for task, commands in _TASKS.items():
            with formatter.section(task):
                rows = [(f"{c.name:<10}", c.get_short_help_str(90)) for c in commands]
                formatter.write_dl(rows)
        click.Command.format_options(self, ctx, formatter)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """``help COMMAND`` is ``COMMAND --help``, as in other programs."""
        if args[0] == "help":
            if not args[1:]:
                say(ctx.get_help())
                ctx.exit()
            args = [args[1], "--help"]
        return super().resolve_command(ctx, args)

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        with _interruptions():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        with _interruptions():
            result = super().invoke(ctx)
            _hint_at_encoding()
            return result

    def main(self, *args: Any, **kwargs: Any) -> Any:
        kwargs["standalone_mode"] = False
        fit_streams()
        try:
            with _endings():
                result = super().main(*args, **kwargs)
        except click.exceptions.Exit as stop:
            sys.exit(stop.exit_code)
        except (click.Abort, KeyboardInterrupt):
            complain("interrupted")
            sys.exit(130)
        except click.ClickException as error:
            shown = io.StringIO()
            error.show(shown)
            for line in shown.getvalue().splitlines():
                say(brief(line), err=True)
            _show_example(error)
            sys.exit(2)
        except TmxalignError as error:
            _fail(str(error), error.status)
        except Exception as error:
            if _is_of_output(error):
                _discard_output()
                _fail(f"standard output: cannot be written: {error.strerror}", 3)
            what = f"{type(error).__name__}: {error}"
            _fail(f"internal error: {brief(what)}; --debug shows where", 70)
        sys.exit(result if isinstance(result, int) else 0)


def _hint_at_encoding() -> None:
    """Say once how Chinese can be seen that this terminal, or the pipe, cannot take."""
    if (encoding := lost_encoding()) and not quiet():
        complain(f"Chinese cannot be shown in {encoding}: set PYTHONIOENCODING=utf-8")


def _show_example(error: click.ClickException) -> None:
    """Show how the command is used, if what is wrong is not just the value of an option."""
    value = isinstance(error, click.BadParameter) and not isinstance(error, click.MissingParameter)
    if isinstance(error, click.UsageError) and error.ctx and not value:
        for _, line in examples_of(error.ctx.command.name or "")[:1]:
            say(f"Example: {line}", err=True)


def _fail(text: str, status: int) -> None:
    """Report the exception that is handled, and exit."""
    if "--debug" in sys.argv or os.environ.get("TMXALIGN_DEBUG"):
        say(traceback.format_exc().rstrip(), err=True)
    else:
        complain(text)
    sys.exit(status)


class EndedError(KeyboardInterrupt):
    """Another program ends this one: handled like Ctrl-C, so that everything is cleared away."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.signal = number


@contextmanager
def _endings() -> Iterator[None]:
    """Handle the signals that end a program politely, unless they are ignored (``nohup``)."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_IGN)  # nothing interrupts the clearing away
        raise EndedError(number)

    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    ours = [n for n in (getattr(signal, name) for name in names)
            if signal.getsignal(n) is signal.SIG_DFL]  # fmt: skip
    for number in ours:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


# Errors of printing to a redirected standard output; writers report their own.
_WRITE_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}


def _is_of_output(error: Exception) -> TypeGuard[OSError]:
    return isinstance(error, OSError) and error.filename is None and error.errno in _WRITE_ERRORS


@contextmanager
def _interruptions() -> Iterator[None]:
    """Handle Ctrl-C and a closed pipe (``| head``) before click does."""
    try:
        yield
    except EndedError as ended:
        complain(f"ended ({signal.Signals(ended.signal).name})")
        raise click.exceptions.Exit(128 + ended.signal) from None
    except KeyboardInterrupt:
        if sys.stderr.isatty():
            say(err=True)  # the terminal has written ^C on the line
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


class _LogLines(logging.Handler):
    """Writes the log to stderr, one line per record."""

    def emit(self, record: logging.LogRecord) -> None:
        level = "warning: " if record.levelno >= logging.WARNING else ""
        complain(level + record.getMessage())


@click.group(
    cls=CommandGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    invoke_without_command=True,
    epilog="tmxalign COMMAND --help explains a command, with examples. Exit status: 0 done; 1 "
    "audit findings; 2 wrong usage; 3 a file cannot be read or written, or a pair of a batch "
    "failed; 70 a bug; 129, 130, 143 interrupted.",
)
@click.version_option(__version__, message="tmxalign %(version)s")
@click.option("--debug", is_flag=True, help="Show a traceback on errors.")
@click.pass_context
def main(context: click.Context, debug: bool) -> None:
    """Align English and Chinese versions of documents and write a translation memory."""
    if context.invoked_subcommand is None:
        say(f"{context.command.help}\n\n{examples_text(_START)}")
        say("All commands: tmxalign --help. One of them: tmxalign build --help")
    log = logging.getLogger("align")
    handler = _LogLines()
    before = log.level
    log.setLevel(NOTICE)
    log.addHandler(handler)
    # restore the logging of a program that calls commands
    context.call_on_close(partial(log.removeHandler, handler))
    context.call_on_close(partial(log.setLevel, before))


main.params += verbosity_options()
for _command in chain(*_TASKS.values()):
    main.add_command(_command)
