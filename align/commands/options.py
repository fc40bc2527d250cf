"""Options that several commands share, and what they become."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from align.pipeline import Aligner

Command = TypeVar("Command", bound=Callable[..., Any])
#: The names in align.formats.profiles, which takes longer to import than --help may.
PROFILES = ("omegat", "trados", "memoq", "poedit", "okapi", "weblate", "xtm", "phrase")

#: Commands that read large memories.
jobs_option = click.option(
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    help="Processes for a large TMX. Default: one a core.",
)

_ALIGNER = (
    click.option(
        "-m",
        "--model",
        default="use",
        show_default=True,
        help="'use' is the embedded model; or the name or folder of a sentence-transformers model.",
    ),
    click.option("--device", help="Where a sentence-transformers model runs: cpu, cuda, mps."),
    click.option(
        "--batch-size",
        type=click.IntRange(1),
        default=32,
        show_default=True,
        help="Sentences at a time, for a sentence-transformers model.",
    ),
    click.option(
        "--prompt", help="Name of the model's prompt to use; '' for none. Default: a fitting one."
    ),
    click.option(
        "--overlap",
        type=click.Choice(["exact", "approximate"]),
        default="exact",
        show_default=True,
        help="Runs of sentences, for a sentence-transformers model: encoded, or added up (faster).",
    ),
    click.option("--encoding", help="Encoding of the input texts, where it is not recognized."),
    click.option("--segmented", is_flag=True, help="The inputs are already a segment a line."),
    click.option("--semicolons", is_flag=True, help="A semicolon ends a sentence, too."),
    click.option(
        "--srx",
        type=click.Path(),
        help="Segmentation rules in SRX 2.0 for both languages, in place of the built-in ones.",
    ),
    click.option(
        "--keep-boilerplate",
        is_flag=True,
        help="Align navigation lines, dates and footers of web pages like text.",
    ),
    click.option(
        "--weights",
        type=click.Path(exists=True, dir_okay=False),
        help="A weights file of one's own instead of the shipped one.",
    ),
    click.option(
        "--force", is_flag=True, help="Align even what does not look like two language versions."
    ),
)

_OUTPUT = (
    click.option("--format", "format_", help="Output format, if the suffix does not say it."),
    click.option(
        "--min-confidence",
        type=click.FloatRange(0, 1),
        default=0.0,
        show_default=True,
        help="Leave units below this confidence out.",
    ),
    click.option(
        "--source",
        type=click.Choice(["en", "zh"]),
        help="TMX: the source language. Default: en.",
    ),
    click.option("--en-locale", help="TMX: language code of the English side. Default: en-US."),
    click.option(
        "--zh-locale",
        help="TMX: language code of the Chinese side. Default: zh-CN, zh-TW or zh-HK by the text.",
    ),
    click.option(
        "--tmx-encoding",
        type=click.Choice(["utf-8", "utf-16"]),
        help="TMX: encoding of the file. Default: utf-8.",
    ),
    click.option(
        "--profile",
        type=click.Choice(PROFILES),
        help="TMX: the tool that it is for: its language codes, encoding, properties.",
    ),
)


def aligner_options(command: Command) -> Command:
    """Add the options that choose how documents are read and aligned."""
    for option in reversed(_ALIGNER):
        command = option(command)
    return command


@dataclass(frozen=True)
class Output:
    """What the options say of the output; ``writer``: options of the format's writer."""

    format: str | None
    minimum: float
    writer: dict[str, Any]


def output_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that choose what is written; the command gets them as ``output``."""

    @wraps(command)
    def run(
        format_: str | None,
        min_confidence: float,
        source: str | None,
        en_locale: str | None,
        zh_locale: str | None,
        tmx_encoding: str | None,
        profile: str | None,
        **options: Any,
    ) -> Any:
        locales = {k: v for k, v in (("en", en_locale), ("zh", zh_locale)) if v}
        if locales:  # said before the work, not after it
            from align.formats.from_alignments import check_locales

            check_locales(source or "en", locales)
        writer = {
            "source": source,
            "locales": locales or None,
            "encoding": tmx_encoding,
            "profile": profile,
        }
        return command(output=Output(format_, min_confidence, writer), **options)

    for option in reversed(_OUTPUT):
        run = option(run)
    return run


def make_aligner(*, weights: str | None, model: str, **options: Any) -> "Aligner":
    """The aligner that the options ask for."""
    from align.pipeline import Aligner
    from align.score.weights import load_weights

    if weights:
        options["weights"] = load_weights(weights)
    return Aligner(model=model, **options)
