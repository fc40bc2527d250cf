"""Read → segment → embed → align: the settings of a run, and the aligner that carries it out."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from os import PathLike
from typing import Any

from align.alignment import Alignment, Bead
from align.document import Document
from align.embed import DEFAULT_MODEL, Encoder, load_encoder
from align.embed.encoder import Encoders, FloatArray
from align.embed.models import encoders_of, one_thread
from align.files.load import File
from align.score.weights import Weights, shipped_weights
from align.search.anchors import (
    check_anchors,
    inside_anchors,
    members,
    renumbered,
    taken,
    with_anchors,
)
from align.search.asides import brought_back, confirmed, likely_text, nulls
from align.search.beads import document_beads, row_beads
from align.search.rows import SharedRows
from align.segment.document_reader import DocumentReader
from align.segment.suitability import check_documents, check_not_empty
from align.version import __version__


@dataclass(frozen=True)
class Settings:
    """The settings for aligning any number of documents.

    Models: ``model``, ``device``, ``batch_size``, ``prompt``, ``overlap`` (see
    :func:`align.embed.load_encoder`); ``encoder`` replaces all five: an encoder of sentences (words
    stay with the embedded model), or :class:`align.embed.Encoders` of both.

    Reading: ``encoding``, ``segmented``, ``semicolons``, ``srx`` and ``keep_boilerplate`` (see
    :class:`align.segment.document_reader.DocumentReader`).

    Aligning: ``force`` also aligns documents that do not look like versions of each other;
    ``explain`` gives beads their ``parts`` and ``rival``; ``weights`` replace the shipped ones.
    """

    model: str = DEFAULT_MODEL
    device: str | None = None
    batch_size: int = 32
    prompt: str | None = None
    overlap: str = "exact"
    encoding: str | None = None
    segmented: bool = False
    semicolons: bool = False
    srx: str | PathLike[str] | None = None
    keep_boilerplate: bool = False
    force: bool = False
    explain: bool = False
    weights: Weights = field(default_factory=shipped_weights)
    encoder: Encoder | Encoders | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Without what is loaded: another process does that itself."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @property
    def embedded(self) -> bool:
        """Whether the embedded model encodes the sentences."""
        return not self.encoder and self.model == DEFAULT_MODEL

    @cached_property
    def reader(self) -> DocumentReader:
        """The reader of documents."""
        return DocumentReader(
            self.encoding, self.segmented, self.semicolons, self.srx, self.keep_boilerplate
        )

    @cached_property
    def encoders(self) -> Encoders:
        """The encoders of sentences and of words, loaded at first use."""
        return encoders_of(
            self.encoder
            or load_encoder(
                self.model,
                device=self.device,
                batch_size=self.batch_size,
                prompt=self.prompt,
                overlap=self.overlap,
            )
        )

    def record(self) -> dict[str, Any]:
        """Everything besides the documents that a result depends on, as recorded in alignments."""
        record = {
            "tmxalign": __version__,
            "model": self.encoder.name if self.encoder else self.model,
            "prompt": self.prompt,
            "weights": self.weights.fingerprint,
            "segmented": self.segmented,
            "semicolons": self.semicolons,
            "keep_boilerplate": self.keep_boilerplate,
            "encoding": self.encoding,
        }
        # the embedded model ignores it; kept alignments of former versions stay valid
        if self.overlap != "exact" and not (self.encoder or self.embedded):
            record["overlap"] = self.overlap
        if rules := self.reader.rules:
            record["srx"] = rules.fingerprint
        return record


@dataclass(frozen=True)
class Aligner(Settings):
    """Reads and aligns documents with the same :class:`Settings`; a model is loaded at first use.

    >>> aligner = Aligner()
    >>> a = aligner.align_texts("I like tea. She likes coffee.", "我喜欢茶。她喜欢咖啡。")
    >>> [(a.text(b), b.type) for b in a]
    [(('I like tea.', '我喜欢茶。'), '1-1'), (('She likes coffee.', '她喜欢咖啡。'), '1-1')]
    """

    @property
    def settings(self) -> dict[str, Any]:
        """Everything besides the documents that a result depends on, as recorded in alignments."""
        return self.record()

    def read(self, file: File, language: str, *, name: str | None = None) -> Document:
        """Read one side from a file (``-``: standard input), split into sentences."""
        return self.reader.read(file, language, name=name)

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Return the sentence vectors of the texts, with length one."""
        with self._threads():
            return self.encoders.sentences.encode(texts)

    def align_files(self, en: File, zh: File) -> Alignment:
        """Align an English file with its Chinese version; see :meth:`align_documents`.

        Files in the wrong order are exchanged, with a warning in the log.
        """
        one, other, names = self.reader.read_sides(en, zh)
        return self.align_documents(one, other, names=names)

    def align_bitext(self, file: File) -> Alignment:
        """Align the two languages of one file (``-``: standard input).

        Raises :class:`align.errors.InputError` when it holds one language only.
        """
        return self.align_documents(*self.reader.read_bitext(file))

    def align_texts(self, en: str, zh: str) -> Alignment:
        """Align two texts with one paragraph per line."""
        return self.align_documents(
            self.reader.from_text(en, "en"), self.reader.from_text(zh, "zh")
        )

    def align_documents(
        self,
        en: Document,
        zh: Document,
        *,
        names: tuple[str, str] | None = None,
        anchors: Sequence[Bead] = (),
    ) -> Alignment:
        """Align two documents. Deterministic, without file access or output.

        Errors call them by their ``names``, by default those of the documents.

        Paragraphs of both sides with the same key are a row: no bead reaches across its border, and
        text with a key that the other side lacks has no counterpart.

        ``anchors`` are beads that a person decided, null beads too. They are in the result as they
        are, with confidence 1 and, if they have no status, the status ``approved``; those out of
        order are marked ``crossing``. The rest is aligned between them, each part as if it stood
        alone, but what is estimated of a document (manner of translation, rarity of words) is the
        same for all. Where text that was set aside comes back (:mod:`align.search.asides`), numbers
        are those of the documents of the result.

        >>> en = Document.from_sentences(["Good morning.", "See you tomorrow."], "en")
        >>> zh = Document.from_sentences(["早上好。", "明天见。"], "zh")
        >>> [bead.type for bead in Aligner().align_documents(en, zh)]
        ['1-1', '1-1']
        >>> found = Aligner().align_documents(en, zh, anchors=[Bead((0, 1), (0, 1))])
        >>> [(bead.type, bead.status) for bead in found]
        [('2-2', 'approved')]

        Raises :class:`align.errors.InputError` if they cannot be two versions of one document, and
        :class:`align.errors.UsageError` for anchors that they cannot have.
        """
        check_not_empty(en, zh, names)
        check_anchors(anchors, en, zh)
        rows = SharedRows.of(en, zh)
        if not self.force:
            check_documents(*((rows.shared.en, rows.shared.zh) if rows else (en, zh)), names)
        with self._threads():
            beads = self._beads(en, zh, anchors)
            if rows is None or rows.has_free_text:
                en, zh, beads = self._with_asides(en, zh, beads, anchors)
        return Alignment(en, zh, beads, {**self.settings, "rows": True} if rows else self.settings)

    def _beads(self, en: Document, zh: Document, anchors: Sequence[Bead]) -> tuple[Bead, ...]:
        models, explain = (self.encoders, self.weights), self.explain
        if rows := SharedRows.of(en, zh):
            found = row_beads(rows, *models, anchors, explain=explain)
        else:
            found = document_beads(en, zh, *models, anchors, explain=explain)
        return with_anchors(found, anchors)

    def _with_asides(
        self, en: Document, zh: Document, beads: tuple[Bead, ...], anchors: Sequence[Bead]
    ) -> tuple[Document, Document, tuple[Bead, ...]]:
        """Bring back text that one side set aside and the other kept, and align again with it."""
        split, encode = self.reader.sentences, self.encoders.sentences.encode
        decided = taken(anchors)
        alone_en, alone_zh = nulls(b for b in beads if decided.isdisjoint(members(b)))
        back_en = likely_text(en, [zh.texts[n] for n in alone_zh], encode, split)
        back_zh = likely_text(zh, [en.texts[n] for n in alone_en], encode, split)
        back_en -= inside_anchors(en, anchors)
        back_zh -= inside_anchors(zh, anchors)
        while back_en or back_zh:
            new = brought_back(en, back_en, split), brought_back(zh, back_zh, split)
            found = self._beads(*new, renumbered(anchors, (en, zh), new))
            kept = confirmed(new[0], back_en, found), confirmed(new[1], back_zh, found)
            if kept == (back_en, back_zh):
                return *new, found
            back_en, back_zh = kept
        return en, zh, beads

    def _threads(self) -> AbstractContextManager[Any]:
        """Use one thread for the embedded model; other models manage their own threads."""
        return one_thread() if self.embedded else nullcontext()


def align_files(en: File, zh: File, **options: Any) -> Alignment:
    """Align two files; ``options`` are those of :class:`Settings`."""
    return Aligner(**options).align_files(en, zh)


def align_documents(
    en: Document, zh: Document, *, anchors: Sequence[Bead] = (), **options: Any
) -> Alignment:
    """Align two documents, between ``anchors``; ``options`` are those of :class:`Settings`.

    >>> en = Document.from_sentences(["Good morning.", "See you tomorrow."], "en")
    >>> zh = Document.from_sentences(["早上好。", "明天见。"], "zh")
    >>> [bead.type for bead in align_documents(en, zh)]
    ['1-1', '1-1']
    """
    return Aligner(**options).align_documents(en, zh, anchors=anchors)
