"""The interface of encoders, and the arrays that they return."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, Protocol, TypeAlias

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
class TokenVectors:
    """Vectors of the tokens of some texts, each text alone.

    ``begins``: (texts + 1,), the tokens of text i are ``begins[i] … begins[i + 1] - 1``, at least
    one; ``vectors``: (tokens, d), float32, of length one; ``weights``: (tokens,), positive, how
    much a token tells.
    """

    begins: IntArray
    vectors: FloatArray
    weights: FloatArray


class Parts(NamedTuple):
    """Vectors of what texts and their parts make, see :func:`encode_parts`."""

    runs: Runs
    before: FloatArray
    behind: FloatArray
    tokens: TokenVectors | None = None


#: Where a token stands in its text: begin and end, in code points.
Spans: TypeAlias = list[tuple[int, int]]


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
    encoder: Encoder,
    parts: Sequence[Sequence[str]],
    joiner: str,
    longest: int,
    language: str | None = None,
) -> Parts:
    """Vectors of runs of texts, of both sides of each cut between their parts, and of their tokens.

    Each element of ``parts`` is a text in parts that are joined with nothing; it has at least one.
    Returns the runs, see :meth:`Encoder.encode_runs`, the vectors of what is before and of what
    is behind each cut, stripped, both of shape (cuts, dimensions), in the order of the texts. An
    encoder with a faster way has a method of this name; it also gives, if it has the language's
    projection (:mod:`align.embed.token_space`), the tokens of each text alone. Those of any other
    encoder are not comparable with what scores were learned from.
    """
    if own := getattr(encoder, "encode_parts", None):
        return Parts(*own(parts, joiner, longest, language))
    texts = ["".join(some) for some in parts]
    cuts = [(some, k) for some in parts for k in range(1, len(some))]
    return Parts(
        encoder.encode_runs(texts, joiner, longest),
        encoder.encode(["".join(some[:k]).strip() for some, k in cuts]),
        encoder.encode(["".join(some[k:]).strip() for some, k in cuts]),
    )


def encode_tokens(
    encoder: Encoder, texts: Sequence[str], language: str
) -> tuple[TokenVectors, list[Spans]] | None:
    """Vectors of the tokens of each text, and where each stands in it.

    The spans of a text ascend, do not overlap, and together cover all characters but white space.
    One may be empty: that of a token for which no character is left. Cosines of tokens of both
    languages say how well one translates the other; those of the embedded model are learned for
    that. Nothing is returned for an encoder that gives no tokens.
    """
    own = getattr(encoder, "encode_tokens", None)
    found: tuple[TokenVectors, list[Spans]] | None = own(texts, language) if own else None
    return found


def spans_from(text: str, begins: Sequence[int]) -> Spans:
    """Spans of tokens that begin at these places: each goes on until the next one.

    White space at either end is left out; what is before the first token belongs to it.

    >>> spans_from(" no, never", [1, 3, 4])
    [(1, 3), (3, 4), (5, 10)]
    """
    spans = []
    for begin, end in pairwise([0, *begins[1:], len(text)]):
        piece = text[begin:end].lstrip()
        spans.append((end - len(piece), end - len(piece) + len(piece.rstrip())))
    return spans


def encode_words(encoder: Encoder, words: Sequence[str]) -> FloatArray:
    """What :meth:`Encoder.encode` returns, from an encoder that may remember words."""
    vectors: FloatArray = getattr(encoder, "encode_words", encoder.encode)(words)
    return vectors
