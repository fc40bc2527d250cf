"""What the score of a bead needs to know about the two documents."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import numpy.typing as npt

from align.document import Document
from align.embed.encoder import Encoder, Runs, load_encoder
from align.languages import get_language
from align.languages.marks import count_marks
from align.score.band import Band
from align.score.lexical import Words, make_words

#: Longest run of sentences on one side of a bead.
MAX_RUN = 6
#: The bead types that are considered, null beads apart: (English, Chinese) sentences.
BEAD_TYPES: tuple[tuple[int, int], ...] = tuple(
    (a, b)
    for a in range(1, MAX_RUN + 1)
    for b in range(1, MAX_RUN + 1)
    if min(a, b) <= 3 and a + b <= 8
)

_ROWS = 128  # at a time

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Manner:
    """How one pair of documents translates: what a similarity or a length is measured against.

    ``similarity`` and ``spread``: centre and spread of the cosine over 1–1 beads (free
    translation has a low centre); ``ratio``: English characters a Chinese one; ``misfit``:
    typical absolute log of the length ratio about ``ratio``. The defaults stand for a text
    of which nothing is known yet.
    """

    similarity: float = 0.60
    spread: float = 0.13
    ratio: float = 3.4
    misfit: float = 0.20

    @property
    def literalness(self) -> float:
        """0 for a middling translation; about −1.5 for free prose, +1.5 for a literal text."""
        return (self.similarity - 0.6) / 0.1

    @classmethod
    def estimate(cls, similarity: FloatArray, length_ratio: FloatArray) -> "Manner":
        """From the 1–1 beads of a first pass; few of them leave it near the defaults.

        ``similarity``: cosines; ``length_ratio``: English over Chinese characters.

        >>> Manner.estimate(np.zeros(0, np.float32), np.zeros(0, np.float32)) == Manner()
        True
        """
        if not len(similarity):
            return cls()
        prior, n, doubt = cls(), len(similarity), 6.0
        logs = np.log(np.clip(length_ratio, 0.1, 60))
        ratio = (n * float(np.median(logs)) + doubt * np.log(prior.ratio)) / (n + doubt)
        centre = float(np.median(similarity))
        spread = 1.4826 * float(np.median(np.abs(similarity - centre)))
        misfit = float(np.median(np.abs(logs - ratio)))
        return cls(
            (n * centre + doubt * prior.similarity) / (n + doubt),
            max(0.06, (n * spread + doubt * prior.spread) / (n + doubt)),
            float(np.exp(ratio)),
            max(0.08, (n * misfit + doubt * prior.misfit) / (n + doubt)),
        )


@dataclass(frozen=True)
class Side:
    """One document, ready to be scored: run embeddings, and facts by sentence (arrays of n)."""

    runs: Runs
    lengths: FloatArray
    paragraphs: IntArray
    #: cosine with the most similar sentence across, found by :func:`with_best`
    best: FloatArray
    words: Words
    #: counts of :data:`align.languages.marks.MARKS`, (n, marks)
    marks: FloatArray

    def __len__(self) -> int:
        return len(self.lengths)


@dataclass(frozen=True)
class Pair:
    """Both sides and the manner of translation."""

    en: Side
    zh: Side
    manner: Manner = Manner()

    def with_manner(self, manner: Manner) -> "Pair":
        """The same pair, measured against another manner."""
        return replace(self, manner=manner)

    def with_best(self, band: Band) -> "Pair":
        """The same pair, with each sentence's best cosine inside the corridor."""
        best_en = np.full(len(self.en), -1, dtype=np.float32)
        best_zh = np.full(len(self.zh), -1, dtype=np.float32)
        en, zh = self.en.runs[0], self.zh.runs[0]
        for i in range(0, len(en), _ROWS):
            last = min(i + _ROWS, len(en))
            left = int(band.low[i])
            right = min(int(band.low[last]) + band.width, len(zh))
            cosine = en[i:last] @ zh[left:right].T
            if cosine.size:
                best_en[i:last] = cosine.max(axis=1)
                best_zh[left:right] = np.maximum(best_zh[left:right], cosine.max(axis=0))
        return replace(self, en=replace(self.en, best=best_en), zh=replace(self.zh, best=best_zh))


def make_side(document: Document, encoder: Encoder) -> Side:
    """Embed one document and take its measures."""
    language = get_language(document.language)
    return Side(
        encoder.encode_runs(document.texts, language.joiner, MAX_RUN),
        lengths_of(document.texts),
        np.array([s.paragraph for s in document.sentences], dtype=np.int64),
        np.full(len(document), -1, dtype=np.float32),
        make_words(document.texts, language.words, word_encoder().encode),
        np.array([count_marks(text) for text in document.texts], dtype=np.float32),
    )


@cache
def word_encoder() -> Encoder:
    """The embedded model: it links words, whatever model embeds the sentences."""
    return load_encoder()


def lengths_of(texts: Sequence[str]) -> FloatArray:
    """Lengths in characters, white space apart (so that joining adds nothing)."""
    return np.array([sum(map(len, text.split())) for text in texts], dtype=np.float32)
