"""Options: the groups that a help page shows them in, and those that several commands share."""

from collections.abc import Callable
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from align.pipeline import Aligner

Command = TypeVar("Command", bound=Callable[..., Any])
#: Those of align.formats.profiles, which takes longer to import than --help may.
PROFILES = ("omegat", "trados", "memoq", "poedit", "okapi", "weblate", "xtm", "phrase")

#: The groups, in the order of a help page.
METHOD, EVERYWHERE = "How it is done", "In every command"
_GROUPS = "What goes in", METHOD, "What comes out", "Model", "Rarely needed", EVERYWHERE
#: Cells of a help page for the names of options; a longer name has a line of its own.
_COLUMN = 24


class Option(click.Option):
    """An option, and the group of a help page that it stands in."""

    def __init__(self, *names: Any, group: str = EVERYWHERE, **settings: Any) -> None:
        super().__init__(*names, **settings)
        self.group = group

    def get_help_extra(self, ctx: click.Context) -> click.types.OptionHelpExtra:
        """The default and the range, in words; that a number is at least 1 goes without saying."""
        extra = super().get_help_extra(ctx)
        low, high = getattr(self.type, "min", None), getattr(self.type, "max", None)
        if extra.pop("range", "") and high is not None:
            extra["range"] = f"{low} to {high}"
        return extra


input_option, method_option, output_option, model_option, rare_option = (
    partial(click.option, cls=Option, group=group) for group in _GROUPS[:-1]
)


def format_groups(context: click.Context, formatter: click.HelpFormatter) -> None:
    """Write the options of a command by group, all descriptions in one column."""
    groups: dict[str, list[tuple[str, str]]] = {name: [] for name in _GROUPS}
    for option in context.command.get_params(context):
        record = option.get_help_record(context) if isinstance(option, click.Option) else None
        if record:
            groups[getattr(option, "group", EVERYWHERE)].append(record)
    for group, records in groups.items():
        if records:
            with formatter.section(group):
                rows = [(f"{name:<{_COLUMN}}", text) for name, text in records]
                formatter.write_dl(rows, col_max=_COLUMN)


#: For commands that can do several things at a time.
jobs_option = method_option(
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    help="Number of processes. Default: one per core, if there is much to do.",
)

#: For commands that read documents.
encoding_option = input_option(
    "--encoding", metavar="NAME", help="Encoding of the input, if it is text. Default: detected."
)
segmented_option = input_option(
    "--segmented", is_flag=True, help="The input has one segment per line."
)
#: For commands that write a file.
format_option = output_option(
    "--format", "format_", metavar="NAME", help="Output format, if the suffix does not say it."
)
json_option = output_option(
    "--json", "as_json", is_flag=True, help="Print the result as JSON, for other programs."
)
#: For commands that take decisions in.
who_option = method_option(
    "--who", metavar="NAME", help="Who decides. Default: the user of this computer."
)
#: For commands that write a TMX.
tmx_encoding_option = output_option(
    "--tmx-encoding",
    type=click.Choice(["utf-8", "utf-16"]),
    help="Encoding of a TMX. Default: utf-8.",
)
profile_option = output_option(
    "--profile",
    type=click.Choice(PROFILES),
    help="The tool that a TMX is for: its language codes, encoding and properties.",
)

_ALIGNER = (
    model_option(
        "-m",
        "--model",
        type=click.Path(),
        metavar="MODEL",
        default="use",
        show_default=True,
        help="'use', the model that is part of tmxalign, or the name or folder of a "
        "sentence-transformers model.",
    ),
    model_option(
        "--device", metavar="NAME", help="Device for a sentence-transformers model: cpu, cuda, mps."
    ),
    rare_option(
        "--batch-size",
        type=click.IntRange(1),
        metavar="N",
        default=32,
        show_default=True,
        help="Sentences that a sentence-transformers model encodes at a time.",
    ),
    rare_option(
        "--prompt",
        metavar="NAME",
        help="Name of the model's prompt to use; '' for none. Default: one that suits.",
    ),
    rare_option(
        "--overlap",
        type=click.Choice(["exact", "approximate"]),
        default="exact",
        show_default=True,
        help="How a sentence-transformers model encodes sentences in a row: together, or one by "
        "one and summed (faster).",
    ),
    encoding_option,
    segmented_option,
    rare_option("--semicolons", is_flag=True, help="Also end sentences at semicolons."),
    rare_option(
        "--srx",
        type=click.Path(),
        help="Segmentation rules (SRX 2.0) for both languages, instead of the built-in ones.",
    ),
    rare_option(
        "--keep-boilerplate",
        is_flag=True,
        help="Align navigation, dates and footers of web pages like text.",
    ),
    rare_option(
        "--weights",
        type=click.Path(),
        help="A file of weights for the score, instead of the one that is part of tmxalign.",
    ),
    rare_option(
        "--force",
        is_flag=True,
        help="Align documents even if they do not look like two versions of one.",
    ),
)

_MEMORY = (
    format_option,
    output_option(
        "--min-confidence",
        type=click.FloatRange(0, 1),
        metavar="NUMBER",
        default=0.0,
        show_default=True,
        help="Leave out pairs below this confidence.",
    ),
    output_option(
        "--source",
        type=click.Choice(["en", "zh"]),
        help="Source language. Default: en.",
    ),
    output_option("--en-locale", metavar="CODE", help="Language code of English. Default: en-US."),
    output_option(
        "--zh-locale",
        metavar="CODE",
        help="Language code of Chinese. Default: as detected: zh-CN, zh-TW, zh-HK, zh-MO, or "
        "zh-Hant where the text does not show the region.",
    ),
    tmx_encoding_option,
    profile_option,
)


def aligner_options(command: Command) -> Command:
    """Add the options that choose how documents are read and aligned."""
    for option in reversed(_ALIGNER):
        command = option(command)
    return command


def memory_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a memory that is written.

    The command gets ``format_`` and, as a dictionary ``output``, the others under their names in
    :mod:`align.library`.
    """

    @wraps(command)
    def run(
        min_confidence: float,
        source: str | None,
        en_locale: str | None,
        zh_locale: str | None,
        tmx_encoding: str | None,
        profile: str | None,
        **options: Any,
    ) -> Any:
        output = {
            "minimum": min_confidence,
            "source": source,
            "locales": locales_of(en_locale, zh_locale),
            "encoding": tmx_encoding,
            "profile": profile,
        }
        return command(output=output, **options)

    for option in reversed(_MEMORY):
        run = option(run)
    return run


def locales_of(en: str | None, zh: str | None) -> dict[str, str]:
    """The language codes that were given, by side.

    >>> locales_of(None, "zh-TW")
    {'zh': 'zh-TW'}
    """
    return {side: code for side, code in (("en", en), ("zh", zh)) if code}


def make_aligner(*, weights: str | None, model: str, **options: Any) -> "Aligner":
    """The aligner with the options' settings."""
    from align.pipeline import Aligner
    from align.score.weights import load_weights

    if weights:
        options["weights"] = load_weights(weights)
    return Aligner(model=model, **options)
