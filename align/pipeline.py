"""Read → segment → embed → align, in that order."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from align.alignment import Alignment, Bead, Rival
from align.bitext import Halves, document_of, sides_of_mixed, sides_of_rows
from align.document import Document, Paragraph, Sentence
from align.embed import DEFAULT_MODEL, Encoder, load_encoder
from align.embed.encoder import FloatArray
from align.embed.load import encoders_of, one_thread
from align.errors import UsageError
from align.formats.read import is_bilingual, read_column, read_rows
from align.languages.variant import with_locale
from align.readers import read, read_segments
from align.score.confidence import bead_confidence
from align.score.pair import Pair, make_side
from align.score.scorer import Scorer
from align.score.weights import Weights, shipped_weights
from align.search.long_documents import PIECE, cut_places
from align.search.two_pass import FoundBead, find_beads
from align.segment import SrxRules, mark_boilerplate, segment_paragraphs
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
    ``srx``: a file with segmentation rules that take the place of our own;
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
    srx: File | None = None
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

    @cached_property
    def _rules(self) -> SrxRules | None:
        if self.srx is None:
            return None
        if self.semicolons:
            raise UsageError("semicolons and srx exclude each other: say it in the SRX file")
        return SrxRules.load(self.srx)

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
        if self._rules:
            settings["srx"] = self._rules.fingerprint
        return settings

    def read(self, path: File, language: str, *, name: str | None = None) -> Document:
        """One side from a file (``-``: standard input), split into sentences."""
        called = name if name is not None else Path(fspath(path)).name
        return with_locale(self._read(path, language, called))

    def _read(self, path: File, language: str, called: str) -> Document:
        bilingual = is_bilingual(path)
        if self.segmented and not bilingual:
            lines = read_segments(path, encoding=self.encoding)
            return Document.from_sentences(lines, language, name=called)
        if bilingual:
            paragraphs = read_column(path, language, encoding=self.encoding)
        else:
            paragraphs = read(
                path,
                encoding=self.encoding,
                language=language,
                keep_boilerplate=self.keep_boilerplate,
            )
        if self.segmented:
            return document_of(paragraphs, language, called, segmented=True)
        if not self.keep_boilerplate and not bilingual:
            paragraphs = mark_boilerplate(paragraphs, language)
        sentences = self._sentences(paragraphs, language)
        return Document(paragraphs, sentences, language, called)

    def _sentences(self, paragraphs: Sequence[Paragraph], language: str) -> tuple[Sentence, ...]:
        return segment_paragraphs(
            paragraphs, language, semicolons=self.semicolons, rules=self._rules
        )

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of the texts, of length one, from the aligner's model."""
        with self._threads():
            return self._encoder.encode(texts)

    def align_files(self, en: File, zh: File) -> Alignment:
        """Align an English file with its Chinese version; see :meth:`align_documents`."""
        return self.align_documents(self.read(en, "en"), self.read(zh, "zh"))

    def align_bitext(self, path: File) -> Alignment:
        """Align the two languages of one file (``-``: standard input).

        The units of a bilingual format (TMX, XLIFF, PO, a table) are aligned each within itself,
        see :meth:`align_rows`; any other file is separated by script and aligned as a whole.

        Raises :class:`align.errors.InputError` when it holds one language only.
        """
        name = Path(fspath(path)).name
        split: dict[str, Any] = {"segmented": self.segmented, "semicolons": self.semicolons}
        split["rules"] = self._rules
        if is_bilingual(path):
            rows = read_rows(path, encoding=self.encoding)
            return self.align_rows(*map(with_locale, sides_of_rows(rows, name, **split)))
        if self.segmented:
            lines = enumerate(read_segments(path, encoding=self.encoding), start=1)
            paragraphs = tuple(Paragraph(line, n) for n, line in lines if line.strip())
        else:
            keep = self.keep_boilerplate
            paragraphs = read(path, encoding=self.encoding, keep_boilerplate=keep)
        keep = self.keep_boilerplate or self.segmented
        sides = sides_of_mixed(paragraphs, name, keep_boilerplate=keep, **split)
        return self.align_documents(*map(with_locale, sides))

    def align_texts(self, en: str, zh: str) -> Alignment:
        """Align two texts as they stand, a paragraph a line."""
        sides = []
        for text, language in ((en, "en"), (zh, "zh")):
            lines = text.splitlines()
            whole = Document.from_sentences(lines, language, name=f"{language} text")
            sentences = self._sentences(whole.paragraphs, language)
            sides.append(Document(whole.paragraphs, sentences, language, whole.name))
        return self.align_documents(*map(with_locale, sides))

    def align_documents(self, en: Document, zh: Document) -> Alignment:
        """The beads of two documents. Touches no disk, prints nothing, gives the same answer twice.

        Raises :class:`align.errors.InputError` when they cannot be two versions of one document.
        """
        check_not_empty(en, zh)
        if not self.force:
            check_documents(en, zh)
        with self._threads():
            beads = tuple(self._beads(en, zh, self._pieces(en, zh)))
        return Alignment(en, zh, beads, self.settings)

    def align_rows(self, en: Document, zh: Document) -> Alignment:
        """The beads of two documents whose paragraphs belong together: those of the same number.

        No bead reaches across the border of a row. What stands in a row without text on the other
        side has no counterpart.

        >>> en = Document.from_sentences(["I like tea.", "", "Hello."], "en")
        >>> zh = Document.from_sentences(["我喜欢茶。", "", "你好。"], "zh")
        >>> [bead.type for bead in Aligner().align_rows(en, zh)]
        ['1-1', '1-1']

        Raises :class:`align.errors.InputError` when no row has text on both sides, or the languages
        are not English and Chinese.
        """
        halves = Halves.of(en, zh)
        if not self.force:
            check_documents(halves.en, halves.zh)
        with self._threads():
            found = list(self._beads(halves.en, halves.zh, halves.pieces(PIECE), rows=True))
        alone = bead_confidence(self.weights.calibration, 1.0, null=True)
        beads = halves.restore(found, en, zh, alone)
        return Alignment(en, zh, beads, {**self.settings, "rows": True})

    def _beads(
        self,
        en: Document,
        zh: Document,
        pieces: Iterable[tuple[range, range]],
        *,
        rows: bool = False,
    ) -> Iterator[Bead]:
        """The beads of the sentences of each piece."""
        for part_en, part_zh in pieces:
            sides = (
                make_side(side, encoders_of(self._encoder), part)
                for side, part in ((en, part_en), (zh, part_zh))
            )
            pair = Pair.make(*sides)
            found = find_beads(pair, Scorer(self.weights), explain=self.explain, rows=rows)
            for bead in found.beads:
                yield self._bead(bead, part_en.start, part_zh.start)

    def _threads(self) -> AbstractContextManager[Any]:
        """One, of the embedded model; other models see to their threads themselves."""
        if self.encoder or self.model != DEFAULT_MODEL:
            return nullcontext()
        return one_thread()

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
        rival = found.rival and Rival(
            _moved(found.rival[0].en, i), _moved(found.rival[0].zh, j), found.rival[1]
        )
        return Bead(
            _moved(found.en, i),
            _moved(found.zh, j),
            found.score,
            bead_confidence(self.weights.calibration, found.posterior, null=null),
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
