"""The encoder protocol, and how a model's name becomes an encoder."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from align.registry import Registry

FloatArray: TypeAlias = npt.NDArray[np.float32]
#: Embeddings of runs of sentences, shape (longest, sentences, dimensions): ``runs[k - 1, i]``
#: stands for sentences ``i … i + k - 1`` joined; rows that would reach past the end are zero.
Runs: TypeAlias = FloatArray

#: The name of the embedded model: Google's Universal Sentence Encoder Multilingual v3.
DEFAULT_MODEL = "use"


class Encoder(Protocol):
    """A multilingual sentence encoder.

    All vectors are float32 and of length one, so that a dot product is a cosine.
    """

    @property
    def name(self) -> str:
        """What the model is called in settings and reports."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of the texts, shape (texts, dimensions)."""

    def encode_runs(self, texts: Sequence[str], joiner: str, longest: int) -> Runs:
        """Vectors of all runs of 1 … ``longest`` consecutive texts, joined with ``joiner``."""


@dataclass(frozen=True)
class Model:
    """A model by name. ``load(device=…, batch_size=…, prompt=…, overlap=…)`` gives its encoder."""

    name: str
    load: Callable[..., Encoder]


#: The models of installed packages and the embedded one, by name. To add one, give a package an
#: entry point in the group ``tmxalign.encoders`` that names a :class:`Model`.
MODELS = Registry(
    Model, names=lambda model: (model.name,), package="align.embed", group="tmxalign.encoders"
)


def load_encoder(
    model: str = DEFAULT_MODEL,
    *,
    device: str | None = None,
    batch_size: int = 32,
    prompt: str | None = None,
    overlap: str = "exact",
) -> Encoder:
    """The encoder of this name.

    ``model`` is ``"use"`` for the embedded default, one of :data:`MODELS`, or whatever
    ``sentence_transformers.SentenceTransformer`` takes: a model's name or a local folder.
    ``device``, ``batch_size``, ``prompt`` (the name of one of the prompts that the model's
    configuration defines) and ``overlap`` (``"exact"``, or ``"approximate"``: runs of sentences
    are not encoded, but added up) only mean something to the latter.

    Raises :class:`align.errors.UsageError` for a model that cannot be found.

    >>> load_encoder().dimensions
    512
    """
    if model == DEFAULT_MODEL:  # at once, without a look at all installed packages
        from align.embed.use import embedded_model

        return embedded_model()
    if known := MODELS.get(model):
        load = known.load
    else:
        from align.embed.sbert import SentenceTransformerEncoder

        load = partial(SentenceTransformerEncoder, model)
    return load(device=device, batch_size=batch_size, prompt=prompt, overlap=overlap)


def all_runs(texts: Sequence[str], joiner: str, longest: int) -> list[list[str]]:
    """The texts of all runs: element ``k - 1`` holds the runs of ``k`` texts.

    >>> all_runs(["a", "b", "c"], " ", 2)
    [['a', 'b', 'c'], ['a b', 'b c']]
    """
    return [
        [joiner.join(texts[i : i + k]) for i in range(len(texts) - k + 1)]
        for k in range(1, min(longest, len(texts)) + 1)
    ]
