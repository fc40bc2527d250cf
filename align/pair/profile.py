"""What pairing keeps of a document: a few vectors and keys. The text itself can go."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from align.document import Document
from align.embed.encoder import FloatArray
from align.languages import get_language
from align.suitability import RATIO

#: Of a longer document, this many sentences are looked at: half from its beginning, half from its
#: end. Translations begin and end at the same places.
SENTENCES = 192

HalfArray = npt.NDArray[np.float16]


@dataclass(frozen=True, eq=False)
class Profile:
    """A document as pairing sees it.

    ``vectors``: one for each sentence looked at, in half precision; ``texts``: a hash of each;
    ``lengths``: their lengths; ``size``: the length of the whole document, in English characters;
    ``keys``: its content words and its numbers by value. Of these only what both languages write
    alike will ever match: numbers, dates, Latin names.
    """

    vectors: HalfArray
    texts: tuple[int, ...]
    lengths: FloatArray
    size: float
    keys: frozenset[str]


class Encodes(Protocol):
    """An encoder, or an aligner with one."""

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of the texts, of length one."""


def make_profile(document: Document, encoder: Encodes) -> Profile:
    """Read a document for pairing.

    >>> from align.embed import load_encoder
    >>> en = Document.from_sentences(["CQC issued 60,000 certificates."], "en")
    >>> profile = make_profile(en, load_encoder())
    >>> profile.vectors.shape, sorted(profile.keys)
    ((1, 512), ['#60000', 'certificates', 'cqc', 'issued'])
    """
    texts = document.texts
    if len(texts) > SENTENCES:
        texts = texts[: SENTENCES // 2] + texts[-SENTENCES // 2 :]
    # a Chinese character says as much as three English ones
    scale = RATIO if document.language == "zh" else 1.0
    return Profile(
        encoder.encode(texts).astype(np.float16),
        tuple(hash(text) for text in texts),
        np.array([scale * len(text) for text in texts], dtype=np.float32),
        scale * document.characters,
        frozenset(get_language(document.language).words("\n".join(texts))),
    )
