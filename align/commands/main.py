"""The command ``tmxalign``: its groups, and how errors reach a user."""

import os
import sys
from typing import Any

import click

from align.commands.align import align_command
from align.commands.build import build_command
from align.commands.evaluate import evaluate_command
from align.errors import TmxalignError
from align.version import __version__

#: What the exit statuses mean; the documentation is checked against it.
EXIT_STATUSES = {
    0: "done",
    1: "an error in tmxalign itself; please report it (--debug shows where)",
    2: "the command line is wrong, or a model that it names cannot be found",
    3: "a file cannot be read, is not what it should be, or cannot be written; "
    "in a batch: at least one pair failed, the others are in the output",
    130: "interrupted (Ctrl-C); what was there before is untouched",
}


class Front(click.Group):
    """One clear line on stderr for what goes wrong, and a documented exit status."""

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
        except BrokenPipeError:
            sys.stderr.close()  # the reader went away (| head): nothing to say to nobody
            sys.exit(0)
        except Exception as error:
            if debug:
                raise
            _say(f"internal error: {type(error).__name__}: {error}; --debug shows where")
            sys.exit(1)
        sys.exit(result if isinstance(result, int) else 0)


def _say(text: str) -> None:
    line = " ".join(text.split())
    click.echo(f"tmxalign: {line}", err=True)


@click.group(
    cls=Front,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 done; 2 wrong usage; 3 a file cannot be read or written, or a pair of "
    "a batch failed; 1 a bug; 130 interrupted.",
)
@click.version_option(__version__, message="tmxalign %(version)s")
@click.option("--debug", is_flag=True, help="Show a traceback when something goes wrong.")
def main(debug: bool) -> None:
    """Align English and Chinese versions of documents; write a translation memory."""


main.add_command(align_command)
main.add_command(build_command)
main.add_command(evaluate_command)
