"""What all commands have: ``-q``, ``-v``, and options that are set elsewhere.

The command line counts most, then the variable ``TMXALIGN_COMMAND_OPTION``, then the table
``[command]`` of ``tmxalign.toml``, then the default. Only commands look there;
:mod:`align.library` does not.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from align.commands.examples import examples_of, examples_text
from align.commands.options import format_groups
from align.errors import UsageError
from align.files.screen import page_output

_log = logging.getLogger(__name__)
#: Keys of a command's table that its function in the library reads.
_OF_LIBRARY = {
    "audit": {"baseline", "checks", "fail-on", "glossary", "jobs", "kind", "paths", "pattern"}
}


class Command(click.Command):
    """A command, with the options that all have; all its options can also be set elsewhere."""

    def __init__(self, name: str, params: list[click.Parameter] | None = None, **rest: Any) -> None:
        shared = [*verbosity_options(), *_settings_options(name)]
        epilog = (
            f"Any option can also be set as {variable(name, 'option')} in the environment, or in "
            f"the table [{name}] of tmxalign.toml."
        )
        super().__init__(name, params=[*(params or ()), *shared], **{"epilog": epilog, **rest})

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the command does, then its examples."""
        super().format_help_text(ctx, formatter)
        with formatter.section("Examples"):
            formatter.write(examples_text(examples_of(self.name or "")))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options by group."""
        format_groups(ctx, formatter)

    def invoke(self, ctx: click.Context) -> Any:
        """Set the level of the log, say which options were set elsewhere, and run."""
        if quiet() or verbose():
            log = logging.getLogger("align")
            ctx.call_on_close(partial(log.setLevel, log.level))
            log.setLevel(logging.ERROR if quiet() else logging.INFO)
        for name, origin in ctx.meta.get("origins", {}).items():
            if ctx.get_parameter_source(name) is ParameterSource.DEFAULT_MAP:
                _log.info("set by %s", origin)
        return super().invoke(ctx)


#: Makes a function a command.
command = partial(click.command, cls=Command)


def verbosity_options() -> list[click.Parameter]:
    """``-q``, ``-v`` and ``--no-pager``; also before the command's name."""
    options = {
        "quiet": "Print no progress and no summary, only errors and results.",
        "verbose": "Also print what was detected, and each document as it is done.",
        "no-pager": "Print long results on the terminal at once, not page by page.",
    }
    return [
        click.Option(
            [f"--{name}"] if "-" in name else [f"-{name[0]}", f"--{name}"],
            is_flag=True,
            expose_value=False,
            callback=_rank,
            help=text,
        )
        for name, text in options.items()
    ]


def _rank(context: click.Context, option: click.Parameter, wanted: bool) -> None:
    """On the command line, each counts more than the other does elsewhere."""
    if wanted and option.name:
        given = context.get_parameter_source(option.name) is ParameterSource.COMMANDLINE
        context.meta[option.name] = max(context.meta.get(option.name, 0), 1 + given)


def _ranks() -> tuple[int, int]:
    context = click.get_current_context(silent=True)
    meta = context.meta if context else {}
    return meta.get("quiet", 0), meta.get("verbose", 0)


def quiet() -> bool:
    """Whether only errors and results are wanted."""
    quiet, verbose = _ranks()
    return 0 < quiet >= verbose


def verbose() -> bool:
    """Whether what was detected is wanted, too."""
    quiet, verbose = _ranks()
    return verbose > quiet


def paged() -> AbstractContextManager[None]:
    """Show what is printed on standard output page by page, unless ``--no-pager`` is given."""
    context = click.get_current_context(silent=True)
    return page_output(wanted=not (context and context.meta.get("no_pager")))


def settings_file() -> str | None:
    """The file with settings for the command that runs, if there is one."""
    found: str | None = click.get_current_context().meta.get("config")
    return found


def variable(command: str, option: str) -> str:
    """The name of the variable that sets an option.

    >>> variable("build", "min-confidence")
    'TMXALIGN_BUILD_MIN_CONFIDENCE'
    """
    return "_".join(["TMXALIGN", *command.split("-"), *option.split("-")]).upper()


def _settings_options(command: str) -> list[click.Parameter]:
    def variables(option: str) -> list[str]:
        return [variable(command, option), f"TMXALIGN_{option}".replace("-", "_").upper()]

    return [
        click.Option(
            ["--no-config"],
            is_flag=True, is_eager=True, expose_value=False, callback=_without_file,
            envvar=variables("no-config"), help="Ignore any tmxalign.toml.",
        ),
        click.Option(
            ["--config"],
            type=click.Path(), is_eager=True, expose_value=False, callback=_read_settings,
            envvar=variables("config"), metavar="FILE",
            help="File with settings. Default: the nearest tmxalign.toml, if any.",
        ),
    ]  # fmt: skip


def _without_file(context: click.Context, option: click.Parameter, wanted: bool) -> None:
    if wanted and context.meta.get("config"):
        raise UsageError("--config and --no-config cannot be combined")
    context.meta["no_config"] = wanted


def _read_settings(context: click.Context, option: click.Parameter, file: str | None) -> None:
    """Read the settings before the other options, whose defaults they are."""
    if context.resilient_parsing:  # completion
        return
    none = context.meta.get("no_config")
    if file and none:
        raise UsageError("--config and --no-config cannot be combined")
    if not (file or none):
        from align.files.load import find_settings

        found = find_settings()
        file = str(found) if found else None
    context.meta["config"] = file
    name = context.command.name or ""
    options = {_key(option): option for option in _settable(context.command)}
    given = [*(_of_file(file, name, options) if file else ()), *_of_variables(name, options)]
    context.default_map = {option.name or "": value for option, value, _ in given}
    context.meta["origins"] = {option.name: origin for option, _, origin in given}


def _settable(command: click.Command) -> Iterator[click.Option]:
    for option in command.params:
        if isinstance(option, click.Option) and not option.is_eager:
            yield option


def _key(option: click.Option) -> str:
    """The name of an option, as it is in a file: without the dashes."""
    return max(option.opts, key=len).lstrip("-")


_Given = Iterator[tuple[click.Option, Any, str]]


def _of_file(file: str, command: str, options: dict[str, click.Option]) -> _Given:
    """The options that a file sets: their values, and where they are set."""
    from align.files.load import load_settings

    tables = load_settings(file)
    table = tables.get(command, {})
    if command not in tables:
        for near in get_close_matches(command, tables, 1, 0.75):
            _log.warning("%s: [%s] is for no command; did you mean [%s]?", file, near, command)
    if not isinstance(table, dict):
        raise UsageError(f"{file}: {command} is {table!r}; it must be a table, [{command}]")
    others = _OF_LIBRARY.get(command, set())
    for key, value in table.items():
        if key in others:
            continue
        if key not in options:
            close = get_close_matches(key, options, 1)
            hint = f"did you mean {close[0]!r}? " if close else ""
            there = ", ".join(sorted({*options, *others}))
            raise UsageError(f"{file}: unknown {key!r} in [{command}]; {hint}there are: {there}")
        where = f"{file}: {key} in [{command}]"
        yield options[key], _value(options[key], value, where, Path(file).parent), where


def _of_variables(command: str, options: dict[str, click.Option]) -> _Given:
    """The options that the environment sets."""
    names = {variable(command, key): option for key, option in options.items()}
    own = [name for name in os.environ if name.startswith(variable(command, ""))]
    for name in {*own} - {*names, *(variable(command, key) for key in ("config", "no-config"))}:
        close = get_close_matches(name, names, 1)
        hint = f"; did you mean {close[0]}?" if close else ""
        _log.warning("%s sets no option of %s%s", name, command, hint)
    for key in ("quiet", "verbose"):  # for all commands; the command's own comes later and counts
        names = {f"TMXALIGN_{key.upper()}": options[key], **names}
    for name, option in names.items():
        if text := os.environ.get(name):
            yield option, _value(option, text, name, None), name


def _value(option: click.Option, value: Any, where: str, folder: Path | None) -> Any:
    """The value of an option: from a file in a folder, or the text of a variable."""
    try:
        if not option.multiple:
            return _one(option, value, folder)
        if folder is None:
            value = option.type.split_envvar_value(value)
        return [
            _one(option, one, folder) for one in (value if isinstance(value, list) else [value])
        ]
    except (click.BadParameter, TypeError):
        raise UsageError(f"{where} is {value!r}; it must be {_allowed(option)}") from None


def _one(option: click.Option, value: Any, folder: Path | None) -> Any:
    """A value as on the command line. Raises TypeError or what click raises."""
    kind = option.type
    if option.is_flag:
        wanted = click.BOOL.convert(value, None, None) if folder is None else value
        if not isinstance(wanted, bool):
            raise TypeError
        return wanted == bool(option.flag_value)  # --no-browser sets browser to False
    if value is True and getattr(option, "_flag_needs_value", False):  # without a value
        return option.flag_value
    if folder is not None:
        if isinstance(value, bool) or not isinstance(value, _python_type(kind)):
            raise TypeError
        if isinstance(kind, click.Path):
            value = _located(value, folder, option)
    kind.convert(value, option, None)
    return value


def _python_type(kind: "click.ParamType[Any]") -> Any:
    if isinstance(kind, click.types.IntParamType):
        return int
    return int | float if isinstance(kind, click.types.FloatParamType) else str


def _located(name: str, folder: Path, option: click.Option) -> str:
    """A path in a file is relative to it; a model may be a name."""
    below = folder / name
    if name == "-" or "://" in name or (option.name == "model" and not below.exists()):
        return name
    here = Path.cwd()
    return str(below.relative_to(here) if below.is_relative_to(here) else below)


def _allowed(option: click.Option) -> str:
    """What an option takes, in words."""
    kind = option.type
    if option.is_flag:
        said = "true or false"
    elif isinstance(kind, click.Choice):
        said = f"one of {', '.join(kind.choices)}"
    else:
        said = {int: "an integer", str: "a string"}.get(_python_type(kind), "a number")
        low, high = getattr(kind, "min", None), getattr(kind, "max", None)
        if high is not None:
            said += f" from {low} to {high}"
        elif low is not None:
            said += f" above {low}" if getattr(kind, "min_open", False) else f" of at least {low}"
    return f"{said}, or a list" if option.multiple else said
