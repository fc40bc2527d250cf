"""The account of documents: what was set aside, why, and whether that should worry anybody.

Every character of a source is in a unit, in a sentence without a counterpart, or set aside for a
reason of :data:`align.document.REASONS`. Readers keep that account; here it is summed up.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from os import PathLike

from align.alignment import Alignment
from align.document import Document, Paragraph
from align.files.atomic import atomic_write, begins_with
from align.files.load import File
from align.files.widths import percent
from align.formats.xml_text import clean_text
from align.languages import get_language
from align.languages.characters import HAN

#: The header line of the table that :func:`write_aside` writes.
COLUMNS = ("document", "language", "place", "reason", "text")
#: More running text than this share of the letters is reported by itself.
SHARE = 0.25
# Text that ends like a sentence; a Chinese character says as much as three letters.
_RUNNING = re.compile(r".*[.!?。！？…][\"'”’」』）)\]]*", re.DOTALL)
_HAN = re.compile(f"[{HAN}]")
_LONG = 100
_BLOCK = 400
# What nobody takes for the text of a document, however long it is.
_NO_TEXT = frozenset(
    "code,comments,deleted text,figures,formulas,invisible characters,keys,list marks,"
    "markup,metadata,other columns,other languages,repeated text,scripts,separators,"
    "suggestions,time codes,untranslated units".split(",")
)


@dataclass
class Ledger:
    """How much of documents is text, and how much is set aside, by reason.

    ``places`` counts paragraphs, ``letters`` characters without white space; ``kept`` is the number
    of characters in text.

    >>> menu = Paragraph("Home | News", aside="navigation")
    >>> ledger = Ledger()
    >>> ledger.add(Document((menu, menu, Paragraph("3", aside="page numbers")), (), "en"))
    >>> print(ledger)
    set aside 3: navigation 2, page numbers 1
    """

    kept: int = 0
    places: Counter[str] = field(default_factory=Counter)
    letters: Counter[str] = field(default_factory=Counter)

    def add(self, *documents: Document) -> None:
        """Add documents."""
        for paragraph in (p for document in documents for p in document.paragraphs):
            size = sum(map(len, paragraph.text.split()))
            if paragraph.aside:
                self.places[paragraph.aside] += 1
                self.letters[paragraph.aside] += size
            else:
                self.kept += size

    @property
    def reasons(self) -> str:
        """The reasons with their numbers of places, most frequent first; empty for none."""
        ranked = sorted(self.places.items(), key=lambda item: (-item[1], item[0]))
        return ", ".join(f"{reason} {count:,}" for reason, count in ranked)

    def __str__(self) -> str:
        if not self.places:
            return "nothing set aside"
        return f"set aside {self.places.total():,}: {self.reasons}"


def worry(document: Document) -> str:
    """What a person should look at, in a line: running text that was set aside; mostly empty.

    Menus, scripts and the like are set aside in every web page. Sentences are not: more than
    :data:`SHARE` of the letters, or a whole block with its heading.

    >>> text = "The supplier shall deliver the goods to the buyer before the first day of June. "
    >>> lost = Paragraph(text * 2, 7, aside="navigation")
    >>> worry(Document((Paragraph("Contract"), lost), (), "en", "a.html"))
    'a.html: 95% of its letters are sentences that were set aside (navigation, first at line 7)'
    """
    running = _running_text(document.paragraphs)
    if not running:
        return ""
    aside = sum(len(p.text) for p in running)
    share = aside / (aside + sum(len(p.text) for p in document.paragraphs if not p.aside))
    if share > SHARE:
        what, found = f"{percent(share)} of its letters are sentences that were set aside", running
    elif block := _headed_block(document.paragraphs):
        what, found = (
            f"a block of text with a heading, {block[0].text[:40]!r}, was set aside",
            block,
        )
    else:
        return ""
    place = f", first at {found[0].place()}" if found[0].place() else ""
    return f"{document.name}: {what} ({_reasons(found)}{place})"


def _running_text(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The sentences set aside that stand together: two paragraphs of them, or a long one.

    Single ones between titles and dates are teasers of other pages.
    """
    running = [p if _is_running(p) else None for p in paragraphs]
    lost = [p for p in running if p and p.aside]
    if len(lost) == sum(map(bool, running)):  # nothing else is running text
        return lost
    found = []
    for is_lost, group in groupby(running, key=lambda p: bool(p and p.aside)):
        block = [p for p in group if p]
        if is_lost and (len(block) > 1 or _size(block[0].text) > _BLOCK):
            found += block
    return found


def _size(text: str) -> int:
    return len(text) + 2 * len(_HAN.findall(text))


def _reasons(paragraphs: Iterable[Paragraph]) -> str:
    return ", ".join(dict.fromkeys(p.aside for p in paragraphs))


def _is_running(paragraph: Paragraph) -> bool:
    """Whether it is a sentence of some length."""
    text = paragraph.text.strip()
    if paragraph.aside in _NO_TEXT or not _RUNNING.fullmatch(text):
        return False
    return _size(text) >= _LONG


def _headed_block(paragraphs: Iterable[Paragraph]) -> list[Paragraph]:
    """The first heading that is set aside together with two paragraphs of running text after it."""
    block: list[Paragraph] = []
    for paragraph in paragraphs:
        if not paragraph.aside or (block and paragraph.aside != block[0].aside):
            block = []
        elif paragraph.kind == "heading" and paragraph.aside not in _NO_TEXT:
            block = [paragraph]
        elif block and _is_running(paragraph):
            block.append(paragraph)
            if len(block) == 3:
                return block
    return []


def is_aside_table(file: str | PathLike[str]) -> bool:
    """Whether a file is a table that :func:`write_aside` wrote.

    >>> is_aside_table("corpora/terms.csv")
    False
    """
    return begins_with(file, ["\t".join(COLUMNS) + "\n"])


@contextmanager
def aside_table(file: File | None) -> Iterator[Callable[[Alignment], None]]:
    """Open a table (TSV) of what is set aside; the block gets a function that adds an alignment.

    Without a file the function does nothing.
    """
    if file is None:
        yield lambda alignment: None
        return
    with atomic_write(str(file), "w") as stream:
        stream.write("\t".join(COLUMNS) + "\n")

        def add(alignment: Alignment) -> None:
            for document in (alignment.en, alignment.zh):
                language = get_language(document.language).name
                for p in document.aside:
                    cells = document.name, language, p.place(), p.aside, p.text
                    stream.write("\t".join(clean_text(cell).text for cell in cells) + "\n")

        yield add


def write_aside(alignments: Iterable[Alignment], file: File) -> None:
    """Write what is set aside to a table (TSV): document, language, place, reason, text.

    >>> from tempfile import mkdtemp
    >>> menu = Paragraph("Home | News", 1, aside="navigation")
    >>> en = Document((menu,), (), "en", "a.html")
    >>> table = f"{mkdtemp()}/aside.tsv"
    >>> write_aside([Alignment(en, Document((), (), "zh"), ())], table)
    >>> print(open(table, encoding="utf-8").read().splitlines()[1].split("\\t"))
    ['a.html', 'English', 'line 1', 'navigation', 'Home | News']
    """
    with aside_table(file) as add:
        for alignment in alignments:
            add(alignment)
