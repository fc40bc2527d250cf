"""The interface of encoders, and the arrays that they return."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from align.registry import Registry

FloatArray: TypeAlias = npt.NDArray[np.float32]
IntArray: TypeAlias = npt.NDArray[np.int64]
#: Vectors of runs of sentences, shape (longest, sentences, dimensions): ``runs[k - 1, i]`` is that
#: of sentences ``i … i + k - 1`` joined; runs that would reach past the end are zero.
Runs: TypeAlias = FloatArray

#: The name of the embedded model: Google's Universal Sentence Encoder Multilingual v3.
DEFAULT_MODEL = "use"


class Encoder(Protocol):
    """A multilingual sentence encoder.

    All vectors are float32 and have length one, so that a dot product is a cosine.
    """

    @property
    def name(self) -> str:
        """The name of the model in settings and reports."""

    @property
    def dimensions(self) -> int:
        """The length of a vector."""

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of the texts, shape (texts, dimensions)."""

    def encode_runs(self, texts: Sequence[str], joiner: str, longest: int) -> Runs:
        """Vectors of all runs of 1 … ``longest`` consecutive texts, joined with ``joiner``."""


@dataclass(frozen=True)
class Model:
    """An encoder by name; ``load(device=…, batch_size=…, prompt=…, overlap=…)`` makes it."""

    name: str
    load: Callable[..., Encoder]


#: The embedded model and those of installed packages, by name. A package adds one by an entry point
#: in the group ``tmxalign.encoders`` that names a :class:`Model`.
MODELS = Registry(
    Model, names=lambda model: (model.name,), package="align.embed", group="tmxalign.encoders"
)


@dataclass(frozen=True)
class Encoders:
    """The two encoders of an alignment.

    ``sentences`` encodes runs of sentences, ``words`` the words and clauses inside them. They can
    be one and the same; their vectors are never compared with each other.
    """

    sentences: Encoder
    words: Encoder

    @property
    def name(self) -> str:
        """The names of both in settings and reports."""
        names = self.sentences.name, self.words.name
        return " + ".join(dict.fromkeys(names))


def all_runs(texts: Sequence[str], joiner: str, longest: int) -> list[list[str]]:
    """Join all runs of consecutive texts: element ``k - 1`` holds the runs of ``k`` texts.

    >>> all_runs(["a", "b", "c"], " ", 2)
    [['a', 'b', 'c'], ['a b', 'b c']]
    """
    return [
        [joiner.join(texts[i : i + k]) for i in range(len(texts) - k + 1)]
        for k in range(1, min(longest, len(texts)) + 1)
    ]


def encode_parts(
    encoder: Encoder, parts: Sequence[Sequence[str]], joiner: str, longest: int
) -> tuple[Runs, FloatArray, FloatArray]:
    """Vectors of runs of texts, and of both sides of each cut between the parts of a text.

    Each element of ``parts`` is a text in parts that are joined with nothing; it has at least one.
    Returns the runs, see :meth:`Encoder.encode_runs`, and the vectors of what is before and of what
    is behind each cut, stripped, both of shape (cuts, dimensions), in the order of the texts. An
    encoder with a faster way has a method of this name.
    """
    if own := getattr(encoder, "encode_parts", None):
        runs, before, behind = own(parts, joiner, longest)
        return runs, before, behind
    cuts = [(some, k) for some in parts for k in range(1, len(some))]
    return (
        encoder.encode_runs(["".join(some) for some in parts], joiner, longest),
        encoder.encode(["".join(some[:k]).strip() for some, k in cuts]),
        encoder.encode(["".join(some[k:]).strip() for some, k in cuts]),
    )


def encode_words(encoder: Encoder, words: Sequence[str]) -> FloatArray:
    """What :meth:`Encoder.encode` returns, from an encoder that may remember words."""
    vectors: FloatArray = getattr(encoder, "encode_words", encoder.encode)(words)
    return vectors
