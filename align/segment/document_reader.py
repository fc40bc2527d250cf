"""A file → the document in it, or the two documents of a file with both languages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from os import PathLike, fspath
from pathlib import Path

from align.document import Document, Paragraph, Sentence
from align.errors import InputError, UsageError
from align.files.load import File, NamedBytes, load
from align.formats.read import Row, is_bilingual, read_column, read_rows
from align.languages import get_language
from align.readers import one_side, read, read_segments, reader_for
from align.readers.mixed import separate
from align.segment import SrxRules, mark_boilerplate, segment_paragraphs
from align.segment.suitability import (
    document_language,
    names_of_sides,
    sides_in_order,
    with_locale,
)


@dataclass(frozen=True)
class DocumentReader:
    """Reads paragraphs, marks page furniture and splits the rest into sentences.

    ``encoding`` of the files where it is not recognized; ``segmented``: they hold one segment a
    line; ``semicolons`` end a sentence, too; ``srx``: a file with segmentation rules that replace
    the built-in ones; ``keep_boilerplate``: navigation and footers of web pages are text.

    A file is a path, ``-`` for standard input, or an open binary file.
    """

    encoding: str | None = None
    segmented: bool = False
    semicolons: bool = False
    srx: str | PathLike[str] | None = None
    keep_boilerplate: bool = False

    @cached_property
    def rules(self) -> SrxRules | None:
        """The segmentation rules of the file ``srx``."""
        if self.srx is None:
            return None
        if self.semicolons:
            raise UsageError(
                "semicolons and srx cannot be combined; put the rule into the SRX file"
            )
        return SrxRules.load(self.srx)

    def read(
        self,
        file: File,
        language: str,
        *,
        name: str | None = None,
        known: Sequence[Paragraph] | None = None,
    ) -> Document:
        """Read one side of a bitext; ``name`` is what the document is called.

        Its paragraphs, as :meth:`paragraphs` gives them without a language, may be ``known``.

        Raises :class:`align.errors.InputError` for a file that cannot be read.
        """
        label = _label(file)
        called = name if name is not None else Path(label).name
        bilingual = is_bilingual(file)
        if self.segmented and not bilingual:
            lines = read_segments(file, encoding=self.encoding)
            return with_locale(Document.from_sentences(lines, language, name=called))
        if bilingual:
            found = read_column(file, language, encoding=self.encoding)
        elif known is not None:
            found = one_side(known, reader_for(*load(file)))
        else:
            found = self.paragraphs(file, language)
        if not (self.keep_boilerplate or bilingual or self.segmented):
            found = mark_boilerplate(found, language)
        return with_locale(self._document(found, language, called))

    def paragraphs(self, file: File, language: str | None = None) -> tuple[Paragraph, ...]:
        """Read the paragraphs of a file that is not bilingual; ``language`` as in :func:`read`."""
        keep = self.keep_boilerplate
        return read(file, encoding=self.encoding, language=language, keep_boilerplate=keep)

    def read_sides(self, en: File, zh: File) -> tuple[Document, Document, tuple[str, str]]:
        """Read both sides; return them and what messages call them.

        They are exchanged, with a warning in the log, if each is in the language of the other.
        """
        files = [
            f if isinstance(f, str | PathLike) and fspath(f) != "-" else NamedBytes(*load(f))
            for f in (en, zh)
        ]

        def side(file: File, language: str) -> Document:
            if isinstance(file, NamedBytes):
                file.seek(0)
            return self.read(file, language)

        one, other = (partial(side, file) for file in files)
        return sides_in_order(names_of_sides(*map(_label, files)), one, other)

    def read_bitext(
        self, file: File, known: Sequence[Paragraph] | None = None
    ) -> tuple[Document, Document]:
        """Read the two languages of one file; its paragraphs may be ``known``.

        The units of a bilingual format (TMX, XLIFF, PO, a table) are rows: both sides have the same
        key. The text of any other file is separated by script.

        Raises :class:`align.errors.InputError` when it holds one language only.
        """
        label = _label(file)
        name = Path(label).name
        if is_bilingual(file):
            rows = read_rows(file, encoding=self.encoding)
            en, zh = self.from_rows(rows, name)
            return with_locale(en), with_locale(zh)
        if self.segmented:
            lines = enumerate(read_segments(file, encoding=self.encoding), start=1)
            paragraphs = tuple(Paragraph(line, n) for n, line in lines if line.strip())
        else:
            paragraphs = tuple(known) if known is not None else self.paragraphs(file)
        en, zh = self.from_mixed(paragraphs, name)
        return with_locale(en), with_locale(zh)

    def from_text(self, text: str, language: str) -> Document:
        """Make a document of a text, a paragraph a line."""
        name = f"{language} text"
        lines = Document.from_sentences(text.splitlines(), language, name=name)
        return with_locale(self._document(lines.paragraphs, language, name))

    def from_rows(self, rows: Sequence[Row], name: str) -> tuple[Document, Document]:
        """Make two documents with a paragraph a row; a missing text is an empty paragraph.

        What is set aside is a paragraph on its side alone.

        Raises :class:`align.errors.InputError` when the languages are swapped, or no row has text
        in both.

        >>> note = Row("Formal.", "", aside="comments")
        >>> rows = [Row("Yes. Sure.", "是。"), note, Row("", "再见。")]
        >>> en, zh = DocumentReader().from_rows(rows, "a.tmx")
        >>> [(s.text, s.paragraph) for s in en.sentences], [p.key for p in zh.paragraphs]
        ([('Yes.', 0), ('Sure.', 0)], ['1', '2'])
        >>> [p.text for p in en.aside]
        ['Formal.']
        """
        en, zh = (
            self._document(tuple(_paragraphs_of(rows, language)), language, name)
            for language in ("en", "zh")
        )
        if (document_language(en), document_language(zh)) == ("zh", "en"):
            raise InputError(
                f"{name}: English and Chinese are swapped; "
                "correct the language codes or the column names"
            )
        keys = ({side.paragraphs[s.paragraph].key for s in side.sentences} for side in (en, zh))
        if not set.intersection(*keys):
            raise InputError(f"{name}: no row has text in both languages")
        return en, zh

    def from_mixed(self, paragraphs: Sequence[Paragraph], name: str) -> tuple[Document, Document]:
        """Make two documents of the paragraphs of one, separated by script.

        Raises :class:`align.errors.InputError` when there is only one language.

        >>> paragraphs = [Paragraph("Yes.", 1), Paragraph("是。", 2)]
        >>> en, zh = DocumentReader().from_mixed(paragraphs, "a.txt")
        >>> en.texts, zh.texts, zh.line_of(0)
        (('Yes.',), ('是。',), 2)
        """
        found = separate(paragraphs)
        sides = []
        for language, other in (("en", "zh"), ("zh", "en")):
            texts = found[language]
            if all(p.aside for p in texts):
                raise InputError(
                    f"{name}: contains only "
                    f"{get_language(other).name}; also give the {get_language(language).name} file"
                )
            if not (self.keep_boilerplate or self.segmented):
                texts = mark_boilerplate(texts, language)
            sides.append(self._document(texts, language, name))
        return sides[0], sides[1]

    def _document(self, paragraphs: tuple[Paragraph, ...], language: str, name: str) -> Document:
        return Document(paragraphs, self.sentences(paragraphs, language), language, name)

    def sentences(self, paragraphs: Sequence[Paragraph], language: str) -> tuple[Sentence, ...]:
        """Split the paragraphs that are text; if ``segmented``, each is one sentence."""
        if self.segmented:
            return tuple(_whole_paragraphs(paragraphs))
        return segment_paragraphs(
            paragraphs, language, semicolons=self.semicolons, rules=self.rules
        )


def _paragraphs_of(rows: Iterable[Row], language: str) -> Iterable[Paragraph]:
    """One side of rows."""
    number = 0
    for row in rows:
        text = row.text(language)
        number += not row.aside
        if not row.aside:
            yield Paragraph(text, row.line, where=row.where, key=str(number))
        elif text.strip():
            yield Paragraph(text, row.line, where=row.where, aside=row.aside)


def _whole_paragraphs(paragraphs: Sequence[Paragraph]) -> Iterable[Sentence]:
    """Each paragraph as one sentence, without white space at its ends.

    >>> [s.text for s in _whole_paragraphs([Paragraph(" One. Two.")])]
    ['One. Two.']
    """
    for number, paragraph in enumerate(paragraphs):
        text = paragraph.text.strip()
        if text and not paragraph.aside:
            start = paragraph.text.index(text)
            yield Sentence(text, number, start, start + len(text))


def _label(file: File) -> str:
    return fspath(file) if isinstance(file, str | PathLike) else str(getattr(file, "name", ""))
