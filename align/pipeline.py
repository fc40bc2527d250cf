"""Read → segment → embed → align, in that order."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from align.alignment import Alignment, Bead, Rival
from align.document import Document
from align.embed import DEFAULT_MODEL, Encoder, load_encoder
from align.readers import read, read_segments
from align.score.confidence import confidence
from align.score.context import Pair, make_side
from align.score.scorer import Scorer
from align.score.weights import Weights, shipped_weights
from align.search.find import FoundBead, find_beads
from align.search.pieces import PIECE, cut_places
from align.segment import mark_boilerplate, segment_paragraphs
from align.suitability import check_documents, check_not_empty
from align.version import __version__

File = str | PathLike[str]


@dataclass(frozen=True)
class Aligner:
    """Everything that is loaded once and used for many pairs.

    ``model``, ``device``, ``batch_size``, ``prompt``, ``overlap``: see
    :func:`align.embed.load_encoder`; ``encoder`` takes the place of all five.
    ``weights`` replaces the shipped ones.
    ``segmented``: files hold a segment a line; ``semicolons``: they end a sentence, too;
    ``keep_boilerplate``: navigation and footers of web pages are text like any other;
    ``force``: align documents that do not look like two versions of one;
    ``explain``: beads carry ``parts`` and ``rival``.

    >>> aligner = Aligner()
    >>> a = aligner.align_texts("I like tea. She likes coffee.", "我喜欢茶。她喜欢咖啡。")
    >>> [(a.text(b), b.type) for b in a]
    [(('I like tea.', '我喜欢茶。'), '1-1'), (('She likes coffee.', '她喜欢咖啡。'), '1-1')]
    """

    model: str = DEFAULT_MODEL
    device: str | None = None
    batch_size: int = 32
    prompt: str | None = None
    overlap: str = "exact"
    encoding: str | None = None
    segmented: bool = False
    semicolons: bool = False
    keep_boilerplate: bool = False
    force: bool = False
    explain: bool = False
    weights: Weights = field(default_factory=shipped_weights)
    encoder: Encoder | None = None

    @cached_property
    def _encoder(self) -> Encoder:
        return self.encoder or load_encoder(
            self.model,
            device=self.device,
            batch_size=self.batch_size,
            prompt=self.prompt,
            overlap=self.overlap,
        )

    @property
    def settings(self) -> dict[str, Any]:
        """What a result depends on, beside the documents; alignments carry it."""
        settings = {
            "tmxalign": __version__,
            "model": self.encoder.name if self.encoder else self.model,
            "prompt": self.prompt,
            "weights": self.weights.fingerprint,
            "segmented": self.segmented,
            "semicolons": self.semicolons,
            "keep_boilerplate": self.keep_boilerplate,
            "encoding": self.encoding,
        }
        # the embedded model knows no other way: its settings stay what they always were
        if self.overlap != "exact" and not self.encoder and self.model != DEFAULT_MODEL:
            settings["overlap"] = self.overlap
        return settings

    def read(self, path: File, language: str, *, name: str | None = None) -> Document:
        """One side from a file (``-``: standard input), split into sentences."""
        called = name if name is not None else Path(fspath(path)).name
        if self.segmented:
            lines = read_segments(path, encoding=self.encoding)
            return Document.from_sentences(lines, language, name=called)
        paragraphs = read(
            path,
            encoding=self.encoding,
            language=language,
            keep_boilerplate=self.keep_boilerplate,
        )
        if not self.keep_boilerplate:
            paragraphs = mark_boilerplate(paragraphs, language)
        sentences = segment_paragraphs(paragraphs, language, semicolons=self.semicolons)
        return Document(paragraphs, sentences, language, called)

    def align_files(self, en: File, zh: File) -> Alignment:
        """Align an English file with its Chinese version; see :meth:`align_documents`."""
        return self.align_documents(self.read(en, "en"), self.read(zh, "zh"))

    def align_texts(self, en: str, zh: str) -> Alignment:
        """Align two texts as they stand, a paragraph a line."""
        sides = []
        for text, language in ((en, "en"), (zh, "zh")):
            lines = text.splitlines()
            whole = Document.from_sentences(lines, language, name=f"{language} text")
            sentences = segment_paragraphs(whole.paragraphs, language, semicolons=self.semicolons)
            sides.append(Document(whole.paragraphs, sentences, language, whole.name))
        return self.align_documents(*sides)

    def align_documents(self, en: Document, zh: Document) -> Alignment:
        """The beads of two documents. Touches no disk, prints nothing, gives the same answer twice.

        Raises :class:`align.errors.InputError` when they cannot be two versions of one document.
        """
        check_not_empty(en, zh)
        if not self.force:
            check_documents(en, zh)
        beads: list[Bead] = []
        with self._threads():
            for part_en, part_zh in self._pieces(en, zh):
                sides = (
                    make_side(side, self._encoder, part)
                    for side, part in ((en, part_en), (zh, part_zh))
                )
                found = find_beads(Pair.make(*sides), Scorer(self.weights), explain=self.explain)
                beads += [self._bead(b, part_en.start, part_zh.start) for b in found.beads]
        return Alignment(en, zh, tuple(beads), self.settings)

    def _threads(self) -> AbstractContextManager[Any]:
        """One BLAS thread, unless the user says otherwise: on small matrices more of them mostly

        wait for each other. Other models than the embedded one see to their threads themselves.
        """
        if self.encoder or self.model != DEFAULT_MODEL or "OPENBLAS_NUM_THREADS" in os.environ:
            return nullcontext()
        from threadpoolctl import threadpool_limits

        limited: AbstractContextManager[Any] = threadpool_limits(limits=1, user_api="blas")
        return limited

    def _pieces(self, en: Document, zh: Document) -> Iterator[tuple[range, range]]:
        """The sentences of both sides that are aligned with each other: all, if not very many."""
        places: list[tuple[int, int]] = []
        if max(len(en), len(zh)) > 1.5 * PIECE:
            places = cut_places(self._encoder.encode(en.texts), self._encoder.encode(zh.texts))
        i = j = 0
        for next_i, next_j in [*places, (len(en), len(zh))]:
            yield range(i, next_i), range(j, next_j)
            i, j = next_i, next_j

    def _bead(self, found: FoundBead, i: int, j: int) -> Bead:
        """A bead of the pieces that begin at sentences ``i`` and ``j``."""
        null = not (found.en and found.zh)
        curve = self.weights.calibration.get("null" if null else "bead", ())
        rival = found.rival and Rival(
            _moved(found.rival[0].en, i), _moved(found.rival[0].zh, j), found.rival[1]
        )
        return Bead(
            _moved(found.en, i),
            _moved(found.zh, j),
            found.score,
            round(confidence(curve, found.posterior), 4),
            found.parts,
            found.crossing,
            rival=rival,
        )


def _moved(numbers: tuple[int, ...], by: int) -> tuple[int, ...]:
    return tuple(n + by for n in numbers)


def align_files(en: File, zh: File, **options: Any) -> Alignment:
    """Align two files; ``options`` are those of :class:`Aligner`."""
    return Aligner(**options).align_files(en, zh)


def align_documents(en: Document, zh: Document, **options: Any) -> Alignment:
    """Align two documents; ``options`` are those of :class:`Aligner`.

    >>> en = Document.from_sentences(["Good morning.", "See you tomorrow."], "en")
    >>> zh = Document.from_sentences(["早上好。", "明天见。"], "zh")
    >>> [bead.type for bead in align_documents(en, zh)]
    ['1-1', '1-1']
    """
    return Aligner(**options).align_documents(en, zh)
