"""A document for the aligner: paragraphs as they were read, sentences that point into them.

All objects are immutable, so that documents can be shared between threads, cached and compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha1

#: Kinds of paragraphs.
KINDS = ("text", "heading", "list", "cell", "caption", "footnote", "resource")

#: Why text of a source is set aside: it is in no sentence, but it is not lost.
REASONS = {
    "code": "program code in blocks of its own",
    "comments": "remarks of authors and reviewers",
    "datelines": "place, date and source of a release, and marks of its end",
    "deleted text": "tracked deletions",
    "figures": "rows and columns of a table without words",
    "formulas": "mathematics",
    "heading row": "names of the columns of a bilingual table, and its title",
    "hidden text": "text that the document does not show",
    "hyphens": "hyphens that divided a word at the end of a line",
    "invisible characters": "control characters, zero-width characters, marks of direction",
    "keys": "names of resources, and settings beside them",
    "list marks": "bullets, numbers and boxes of lists that are not part of the text",
    "markup": "marks of the format that are not shown to a reader",
    "metadata": "front matter, properties, page titles, headers of a message",
    "navigation": "menus, links, buttons, dates and footers of a page",
    "note marks": "numbers and signs that refer to a note",
    "other columns": "columns of a table beside the English and the Chinese one",
    "other languages": "further languages of a bilingual file, and second texts in one",
    "other sheets": "sheets of a workbook beside the one that is read",
    "page numbers": "numbers of pages",
    "pictures": "alternative texts and texts in pictures",
    "readings": "pronunciation beside or above characters",
    "repeated text": "a second copy of a text, for other programs",
    "running heads": "heads and feet that pages have in common",
    "scripts": "programs and styles of a page",
    "separators": "lines of signs between parts of a text",
    "suggestions": "matches and machine translations beside a text",
    "time codes": "numbers and times of subtitles",
    "turned text": "text in another direction: watermarks, stamps in the margin",
    "unreadable characters": "letters that their font does not map to characters",
    "untranslated units": "units of a bilingual file without a translation that counts",
}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A piece of text whose borders no sentence crosses, exactly as read.

    With a reason ``aside``, usually one of :data:`REASONS`, it is set aside: it has no sentences.
    Paragraphs of both sides with the same ``key`` belong together: a row of a bilingual table, a
    cue of subtitles, a resource. ``line`` is the 1-based line of the source where it begins (0: the
    source has no lines); ``where`` is its place for a person where a line number is not enough
    (``page 3``, ``row 12``, ``0:01:25``). No sentence ends within ``code``, the pieces of program
    code in it.

    >>> Paragraph("CQC issued 60,000 certificates. It is proud.", line=3).kind
    'text'
    """

    text: str
    line: int = 0
    kind: str = "text"
    where: str = ""
    aside: str = ""
    key: str = ""
    code: tuple[str, ...] = field(default=(), repr=False, compare=False)

    def line_at(self, offset: int) -> int:
        """The 1-based line of the source of a character of the text; 0: unknown."""
        return self.line and self.line + self.text.count("\n", 0, offset)

    def place(self, offset: int = 0) -> str:
        """The place in the source of a character of the text, for a person; empty: unknown."""
        line = self.line_at(offset)
        return self.where or (f"line {line}" if line else "")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A segment: ``text`` is ``paragraphs[paragraph].text[start:end]`` of its document.

    ``start`` and ``end`` count code points. A sentence has no white space at its ends.
    """

    text: str
    paragraph: int
    start: int
    end: int


@dataclass(frozen=True)
class Document:
    """One side of a bitext.

    ``language`` is a key of :data:`align.languages.LANGUAGES` (``"en"``, ``"zh"``);
    ``name`` is its name in reports, usually the file's; ``locale`` the language code with its
    region where the text shows it (``"zh-TW"``).

    >>> doc = Document.from_sentences(["Hello.", "How are you?"], "en", name="x")
    >>> [s.text for s in doc.sentences], doc.line_of(1)
    (['Hello.', 'How are you?'], 2)
    """

    paragraphs: tuple[Paragraph, ...]
    sentences: tuple[Sentence, ...]
    language: str
    name: str = ""
    locale: str = ""

    @classmethod
    def from_sentences(
        cls, sentences: Sequence[str], language: str, *, name: str = ""
    ) -> "Document":
        """Make a document of segments, one per line; an empty string is a paragraph break.

        :meth:`line_of` a sentence is its 1-based position in ``sentences``.
        """
        paragraphs: list[Paragraph] = []
        found: list[Sentence] = []
        block: list[str] = []
        for number, raw in enumerate([*sentences, ""], start=1):
            line = raw.strip()
            if line:
                start = sum(len(t) + 1 for t in block)
                found.append(Sentence(line, len(paragraphs), start, start + len(line)))
                block.append(line)
            elif block:
                paragraphs.append(Paragraph("\n".join(block), number - len(block)))
                block = []
        return cls(tuple(paragraphs), tuple(found), language, name)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The texts of the sentences."""
        return tuple(s.text for s in self.sentences)

    @property
    def aside(self) -> tuple[Paragraph, ...]:
        """The paragraphs that are set aside: text of the source that is in no sentence.

        >>> menu = Paragraph("Home | News", 1, aside="navigation")
        >>> [p.text for p in Document((menu, Paragraph("CQC grows.", 2)), (), "en").aside]
        ['Home | News']
        """
        return tuple(p for p in self.paragraphs if p.aside)

    @cached_property
    def digest(self) -> str:
        """A short digest of the paragraphs; the same if some are set aside or brought back."""
        found = sha1(usedforsecurity=False)
        for paragraph in self.paragraphs:
            if paragraph.aside != "scripts":  # of these, only the beginning is kept
                found.update(paragraph.text.encode("utf-8", "replace") + b"\0")
        return found.hexdigest()[:12]

    @property
    def characters(self) -> int:
        """Total length of the sentences, in code points."""
        return sum(map(len, self.texts))

    def line_of(self, sentence: int) -> int:
        """The 1-based line of the source where a sentence (0-based number) begins; 0: unknown."""
        s = self.sentences[sentence]
        return self.paragraphs[s.paragraph].line_at(s.start)

    def place_of(self, sentence: int) -> str:
        """The place of a sentence (0-based number) in the source, for a person; empty: unknown.

        >>> Document.from_sentences(["Hello."], "en").place_of(0)
        'line 1'
        """
        s = self.sentences[sentence]
        return self.paragraphs[s.paragraph].place(s.start)

    def __len__(self) -> int:
        return len(self.sentences)
