"""The data for scoring beads of two documents: facts by sentence, and tables around a place.

A :class:`Window` is a rectangle of starts: rows are English sentences, columns Chinese ones. One
more sentence is before the rectangle and :data:`HALO` after it; outside the documents everything
is zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from align.document import Document
from align.embed.encoder import Encoders, FloatArray, IntArray, Runs, TokenVectors
from align.languages import get_language
from align.languages.typography.marks import count_marks, inside_quotes
from align.score.bead_types import MAX_RUN
from align.score.borders import Borders, Clauses, borders, make_clauses
from align.score.evidence import TokenEvidence, token_evidence
from align.score.lexical import Coverage, Links, Words, coverage, make_links, make_words

#: Texts are identical from this cosine on.
_SAME = 0.995
#: A larger share of identical texts would dominate the medians. (In training it is up to 0.36.)
_MANY = 0.45
HALO = MAX_RUN + 1


@dataclass(frozen=True)
class Manner:
    """How one pair of documents is translated: the scale for similarities and lengths.

    ``similarity`` and ``spread``: median and spread of the cosine of 1–1 beads (low in free
    translations); ``ratio``: English characters per Chinese character; ``misfit``: typical absolute
    log of the length ratio relative to ``ratio``. The defaults are for an unknown text.
    """

    similarity: float = 0.60
    spread: float = 0.13
    ratio: float = 3.4
    misfit: float = 0.20

    @property
    def literalness(self) -> float:
        """0 for an average translation, about −1.5 for free prose, +1.5 for a literal text."""
        return (self.similarity - 0.6) / 0.1

    @classmethod
    def estimate(cls, similarity: FloatArray, length_ratio: FloatArray) -> "Manner":
        """Estimate it from the 1–1 beads of a first pass; with few it stays near the defaults.

        ``similarity``: cosines; ``length_ratio``: English over Chinese characters. If many texts
        are identical on both sides (code, or left in English), they are ignored: they do not show
        how the others are translated.

        >>> half = np.repeat(np.array([1.0, 0.7], np.float32), 50)
        >>> round(Manner.estimate(half, np.repeat(np.array([1.0, 3.0], np.float32), 50)).ratio, 2)
        3.04
        >>> Manner.estimate(np.zeros(0, np.float32), np.zeros(0, np.float32)) == Manner()
        True
        """
        same = similarity >= _SAME
        if same.sum() > _MANY * len(same):
            similarity, length_ratio = similarity[~same], length_ratio[~same]
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
    """One document, ready to be scored: vectors of runs, and facts by sentence (arrays of n)."""

    runs: Runs
    lengths: FloatArray
    paragraphs: IntArray
    words: Words
    clauses: Clauses
    #: counts of :data:`align.languages.typography.marks.MARKS`, (n, marks)
    marks: FloatArray
    #: whether each sentence begins inside a quotation, (n + 1)
    quoted: npt.NDArray[np.bool_]
    #: the tokens of each sentence alone
    tokens: TokenVectors | None = None

    def __len__(self) -> int:
        return len(self.lengths)

    @cached_property
    def mass(self) -> FloatArray:
        """Total weight of the words of each sentence."""
        return self.words.mass

    @cached_property
    def mean_mass(self) -> float:
        """Mean over the sentences of the total weight of their words; at least 1."""
        return max(1.0, float(self.mass.mean()))


@dataclass(frozen=True)
class Pair:
    """Both sides, the links between their words, and the manner of translation.

    ``best_en``, ``best_zh``: the cosine of each sentence with the most similar sentence of the
    other side inside the corridor.
    """

    en: Side
    zh: Side
    links: Links
    manner: Manner = Manner()
    best_en: FloatArray | None = None
    best_zh: FloatArray | None = None

    @classmethod
    def make(cls, en: Side, zh: Side) -> "Pair":
        """Link the words of two sides."""
        return cls(en, zh, make_links(en.words, zh.words))

    def with_manner(self, manner: Manner) -> "Pair":
        """The same pair with another manner."""
        return replace(self, manner=manner)

    def with_best(self, best_en: FloatArray, best_zh: FloatArray) -> "Pair":
        """The same pair with the best cosine of each sentence."""
        return replace(self, best_en=best_en, best_zh=best_zh)


def make_side(document: Document, encoders: Encoders, part: range | None = None) -> Side:
    """Encode one document, or a part of its sentences, and compute its facts."""
    language = get_language(document.language)
    span = slice(part.start, part.stop) if part is not None else slice(None)
    texts = document.texts[span]
    paragraphs = [s.paragraph for s in document.sentences[span]]
    parts = [language.clauses(text) or [text] for text in texts]
    same = encoders.sentences is encoders.words
    runs, clauses, tokens = make_clauses(
        parts, encoders.words, language.joiner, MAX_RUN if same else 1, document.language
    )
    if not same:
        runs = encoders.sentences.encode_runs(texts, language.joiner, MAX_RUN)
    return Side(
        runs,
        lengths_of(texts),
        np.array(paragraphs, dtype=np.int64),
        make_words(texts, language.words, encoders.words),
        clauses,
        np.array([count_marks(text) for text in texts], dtype=np.float32),
        np.array(inside_quotes(texts, paragraphs)),
        tokens,
    )


def lengths_of(texts: Sequence[str]) -> FloatArray:
    """Lengths in characters without white space, so that joining adds nothing."""
    return np.array([sum(map(len, text.split())) for text in texts], dtype=np.float32)


@dataclass(frozen=True)
class Slice:
    """One side of a window: sentence numbers, clipped to the document."""

    side: Side
    begin: int
    numbers: IntArray
    exists: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, side: Side, begin: int, end: int) -> "Slice":
        at = np.arange(begin - 1, end + HALO)
        return cls(side, begin, np.clip(at, 0, len(side) - 1), (at >= 0) & (at < len(side)))

    def runs(self, longest: int) -> FloatArray:
        """Vectors of the runs that begin here, (longest, sentences, d)."""
        runs = self.side.runs[:longest, self.numbers]
        runs[:, ~self.exists] = 0
        return runs.astype(np.float32, copy=False)

    def take(self, values: FloatArray) -> FloatArray:
        """Values by sentence number, zero outside the document."""
        taken = values[self.numbers]
        taken[~self.exists] = 0
        return taken

    @cached_property
    def lengths(self) -> FloatArray:
        """Cumulative characters: the length of a run is a difference of two."""
        return _cumulative(self.take(self.side.lengths))

    @cached_property
    def mass(self) -> FloatArray:
        """Total weight of the words of each sentence."""
        return self.take(self.side.mass)

    @cached_property
    def masses(self) -> FloatArray:
        """Cumulative weight of the words."""
        return _cumulative(self.mass)

    @cached_property
    def marks(self) -> FloatArray:
        """Cumulative counts of marks, (sentences + 1, marks)."""
        return _cumulative(self.take(self.side.marks))

    @cached_property
    def opens_paragraph(self) -> npt.NDArray[np.bool_]:
        """Whether a paragraph begins with each sentence."""
        paragraphs = self.side.paragraphs
        before = paragraphs[np.maximum(self.numbers - 1, 0)]
        opens: npt.NDArray[np.bool_] = (paragraphs[self.numbers] != before) | (self.numbers == 0)
        return opens

    @cached_property
    def paragraphs(self) -> FloatArray:
        """Cumulative number of paragraphs that begin."""
        return _cumulative(self.take_all(self.opens_paragraph))

    def take_all(self, values: npt.NDArray[np.bool_]) -> FloatArray:
        """Values by position in the window, zero outside the document."""
        return np.where(self.exists, values, 0).astype(np.float32)

    @cached_property
    def quoted(self) -> npt.NDArray[np.bool_]:
        """Whether each sentence begins inside a quotation."""
        at = np.arange(self.begin - 1, self.begin - 1 + len(self.numbers))
        quoted: npt.NDArray[np.bool_] = self.side.quoted[np.clip(at, 0, len(self.side))]
        return quoted


class Window:
    """A rectangle of starts: English ``top … bottom − 1``, Chinese ``left … right − 1``."""

    def __init__(
        self, pair: Pair, top: int, bottom: int, left: int, right: int, longest: int = MAX_RUN
    ) -> None:
        self.pair, self.top, self.left, self.longest = pair, top, left, longest
        self._bounds = (top, bottom), (left, right)
        self.en = Slice.of(pair.en, top, bottom)
        self.zh = Slice.of(pair.zh, left, right)

    @cached_property
    def cosine(self) -> FloatArray:
        """Cosines of the run of a at row r and the run of b at column c: [a − 1, r, b − 1, c]."""
        en, zh = self.en.runs(self.longest), self.zh.runs(self.longest)
        product = en.reshape(-1, en.shape[2]) @ zh.reshape(-1, zh.shape[2]).T
        table: FloatArray = product.reshape(*en.shape[:2], *zh.shape[:2])
        return table

    @cached_property
    def coverage(self) -> Coverage:
        """Weights of the words that have a counterpart."""
        en, zh = self.pair.en.words, self.pair.zh.words
        found = coverage(en, zh, self.pair.links, self.en.numbers, self.zh.numbers, MAX_RUN)
        found.en[:, ~self.en.exists] = 0
        found.zh[:, :, ~self.zh.exists] = 0
        return found

    @cached_property
    def tokens(self) -> TokenEvidence | None:
        """What of each sentence stands opposite, token by token; None without token vectors."""
        if self.pair.en.tokens is None or self.pair.zh.tokens is None:
            return None
        return token_evidence(self.pair.en.tokens, self.pair.zh.tokens, *self._bounds)

    @cached_property
    def borders(self) -> tuple[Borders, Borders]:
        """The evidence of the Chinese clauses, and of the English clauses, for borders."""
        en, zh = self.pair.en.clauses, self.pair.zh.clauses
        return (
            borders(zh, self.zh.numbers, en.whole[self.en.numbers]),
            borders(en, self.en.numbers, zh.whole[self.zh.numbers]),
        )


def _cumulative(values: FloatArray) -> FloatArray:
    total = np.cumsum(values, axis=0, dtype=np.float64)
    zero = np.zeros((1, *values.shape[1:]))
    return np.concatenate([zero, total]).astype(np.float32)
