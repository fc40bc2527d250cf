"""Options that several commands share."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from align.pipeline import Aligner

Command = TypeVar("Command", bound=Callable[..., Any])
#: Those of align.formats.profiles, which takes longer to import than --help may.
PROFILES = ("omegat", "trados", "memoq", "poedit", "okapi", "weblate", "xtm", "phrase")

#: For commands that can do several things at a time.
jobs_option = click.option(
    "--jobs",
    type=click.IntRange(1),
    metavar="N",
    help="Number of processes. Default: one per core, if there is much to do.",
)

_ALIGNER = (
    click.option(
        "-m",
        "--model",
        type=click.Path(),
        metavar="MODEL",
        default="use",
        show_default=True,
        help="'use' (the embedded model), or a sentence-transformers model's name or folder.",
    ),
    click.option("--device", help="Device for a sentence-transformers model: cpu, cuda, mps."),
    click.option(
        "--batch-size",
        type=click.IntRange(1),
        default=32,
        show_default=True,
        help="Sentences per batch, for a sentence-transformers model.",
    ),
    click.option(
        "--prompt", help="Name of the model's prompt to use; '' for none. Default: one that suits."
    ),
    click.option(
        "--overlap",
        type=click.Choice(["exact", "approximate"]),
        default="exact",
        show_default=True,
        help="Vectors of runs of sentences, for a sentence-transformers model: encoded, or summed "
        "(faster).",
    ),
    click.option("--encoding", help="Encoding of the input texts. Default: detected."),
    click.option("--segmented", is_flag=True, help="The inputs have one segment per line."),
    click.option("--semicolons", is_flag=True, help="Also end sentences at semicolons."),
    click.option(
        "--srx",
        type=click.Path(),
        help="Segmentation rules (SRX 2.0) for both languages, instead of the built-in ones.",
    ),
    click.option(
        "--keep-boilerplate",
        is_flag=True,
        help="Align navigation, dates and footers of web pages like text.",
    ),
    click.option(
        "--weights",
        type=click.Path(),
        help="A weights file instead of the shipped one.",
    ),
    click.option(
        "--force",
        is_flag=True,
        help="Align documents even if they do not look like two versions of one.",
    ),
)

_OUTPUT = (
    click.option("--format", "format_", help="Output format, if the suffix does not say it."),
    click.option(
        "--min-confidence",
        type=click.FloatRange(0, 1),
        default=0.0,
        show_default=True,
        help="Leave out units below this confidence.",
    ),
    click.option(
        "--source",
        type=click.Choice(["en", "zh"]),
        help="TMX: the source language. Default: en.",
    ),
    click.option("--en-locale", help="TMX: language code of the English side. Default: en-US."),
    click.option(
        "--zh-locale",
        help="TMX: language code of the Chinese side. Default: as detected: zh-CN, zh-TW, zh-HK, "
        "zh-MO, or zh-Hant where the text does not show the region.",
    ),
    click.option(
        "--tmx-encoding",
        type=click.Choice(["utf-8", "utf-16"]),
        help="TMX: encoding of the file. Default: utf-8.",
    ),
    click.option(
        "--profile",
        type=click.Choice(PROFILES),
        help="TMX: write the language codes, encoding and properties for this tool.",
    ),
)


def aligner_options(command: Command) -> Command:
    """Add the options that choose how documents are read and aligned."""
    for option in reversed(_ALIGNER):
        command = option(command)
    return command


def output_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that choose what is written.

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

    for option in reversed(_OUTPUT):
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
