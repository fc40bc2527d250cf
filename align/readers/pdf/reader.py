"""PDF files with a text layer."""

import logging
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from align.document import Paragraph
from align.files.load import Source
from align.readers.base import Reader
from align.readers.pdf.edges import body_size, edge_blocks, edge_runs, split_notes
from align.readers.pdf.glyphs import is_border, is_habit
from align.readers.pdf.gutters import Surroundings
from align.readers.pdf.layout import Block, Line, blocks_of
from align.readers.pdf.paragraphs import TextBlock, text_blocks
from align.readers.pdf.regions import BULLET
from align.readers.pdf.runs import CHARACTERS, PageText, page_text
from align.readers.wrapped import join_lines, words_of

#: Most pages of a document.
PAGES = 20_000
# With a larger share of characters without a Unicode value, the text is unreadable.
_UNREADABLE = 0.1
# Most bytes that a text, font or drawing in a PDF file may unpack to, …
_LARGEST_STREAM = 32 * 1024 * 1024
# … and above this size, the most times that it may be larger than it is packed.
_SMALL_STREAM, _UNPACKED_RATIO = 2 * 1024 * 1024, 100
_STREAM = re.compile(rb"stream\r?\n")
# The parts of a word that a line end divides.
_LEFT = re.compile(r"(?<![\w-])([^\W\d_]+)[-\u2010]$")
_RIGHT = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?(?![\w-])")
# A larger share of such lines than this: the program divides words.
_DIVIDED = 0.04
_log = logging.getLogger(__name__)


def read_pdf(source: Source) -> tuple[Paragraph, ...]:
    """Return the paragraphs in reading order, with their pages; footnotes last.

    What is no text is set aside: running heads, feet and page numbers unless the source says
    ``keep_boilerplate``; turned, hidden and repeated text; note marks. Images are not read.

    >>> read_pdf(Source(b"Hello", "a.pdf"))
    Traceback (most recent call last):
    align.errors.InputError: a.pdf: not a PDF file, whatever its name says

    Raises :class:`align.errors.InputError`, one line, for a file that is not a PDF, is damaged, has
    a password or no readable text.
    """
    pages = _pages(source)
    body = body_size(pages)
    blocks: list[Block] = []
    notes: list[TextBlock] = []
    known: list[float] = []
    running = edge_runs(pages)
    keep = source.keep_boilerplate or all(map(set.issuperset, running, (p.runs for p in pages)))
    for page, edges in zip(pages, running, strict=True):
        runs = [run for run in page.runs if run not in edges]
        inner = blocks_of(runs, page.number, Surroundings(page.drawn, known))
        notes += [TextBlock(page.number, "footnote", n) for n in split_notes(inner, page, body)]
        head, foot = edge_blocks(page, edges, keep)
        blocks += [*head, *inner, *foot]
        for reason, text in page.aside.items():
            lines = [Line(text, 0, 0, page.bottom, body, False)]
            blocks.append(Block(page.number, lines, edge=True, aside=reason))
    texts = text_blocks(blocks, body) + notes
    words = _words(texts)
    spaces = is_habit(*(sum(page.borders[n] for page in pages) for n in (0, 1)))
    found = tuple(p for text in texts for p in _paragraphs(text, words, spaces))
    if all(p.aside for p in found):
        raise source.error("no text in it")
    return found


def _paragraphs(text: TextBlock, words: frozenset[str], spaces: bool) -> Iterator[Paragraph]:
    """Yield a paragraph, and what is no text of it."""
    where = f"page {text.page}"
    written = "".join(line.text for line in text.lines)
    joined = _joined(text.lines, words, spaces)
    aside = {"note marks": "".join(line.marks for line in text.lines)}
    lost = Counter("".join(written.split())) - Counter("".join(joined.split()))
    aside["hyphens"] = "".join(sorted(lost.elements()))
    if text.kind == "list" and (mark := BULLET.match(joined)):
        joined, aside["list marks"] = joined[mark.end() :], mark.group().strip()
    if joined.strip():
        yield Paragraph(joined, kind=text.kind, where=where, aside=text.aside)
    for reason, marks in aside.items():
        if marks.strip():
            yield Paragraph(marks, where=where, aside=reason)


def _words(texts: Sequence[TextBlock]) -> frozenset[str]:
    """Return the words of a document, and compounds that line ends divide.

    They are compounds if both parts are words by themselves elsewhere, and together are none; and
    in a document that does not divide words.
    """
    divides = False
    pairs: set[tuple[str, str]] = set()
    pieces: list[str] = []
    for text in texts:
        start = 0
        for number, line in enumerate(text.lines):
            following = text.lines[number + 1].text if number + 1 < len(text.lines) else ""
            left, right = _LEFT.search(line.text), _RIGHT.match(following)
            if left and right:
                pairs.add((left[1].lower(), right[0].lower()))
                divides |= line.text[-1] == "\u2010"
            pieces.append(line.text[start : left.start() if left and right else None])
            start = right.end() if left and right else 0
    words = words_of("\n".join(pieces))
    joined = {pair for pair in pairs if re.split("['’]", "".join(pair))[0] in words}
    divides = divides or bool(joined) or len(pairs) > _DIVIDED * len(pieces)
    parts = (pair for pair in pairs - joined if not divides or _are_words(pair, words))
    return words | {"-".join(pair) for pair in parts}


def _are_words(parts: tuple[str, str], words: frozenset[str]) -> bool:
    return words.issuperset(parts) and min(map(len, parts)) > 3


def _joined(lines: Sequence[Line], words: frozenset[str], spaces: bool) -> str:
    """Join lines; between Chinese and Latin letters with a space if the text does so elsewhere."""
    lines = [line for line in lines if line.text]
    pieces = [line.text for line in lines[:1]]
    for last, line in pairwise(lines):
        if is_border(last.text[-1], line.text[0]) and (last.spaced or spaces):
            pieces[-1] += f" {line.text}"
        else:
            pieces.append(line.text)
    pieces = [piece[:-1].replace("\u00ad", "") + piece[-1:] for piece in pieces]
    return join_lines(pieces, words)


def _pages(source: Source) -> list[PageText]:
    """Return the pages that have text."""
    pages: list[PageText] = []
    room = CHARACTERS
    with _opened(source) as document:
        count = len(document)
        if count > PAGES:
            raise source.error(f"{count:,} pages are too many for one document; split it")
        for number in range(1, count + 1):
            page = _page(document, number, source)
            try:
                pages.append(page_text(page, number, source, room))
            finally:
                page.close()
            room -= pages[-1].characters
    _check(pages, source)
    return [page for page in pages if page.runs or page.aside]


def _check(pages: list[PageText], source: Source) -> None:
    characters = sum(page.characters for page in pages)
    unmapped = sum(page.unmapped for page in pages)
    if unmapped > _UNREADABLE * characters:
        raise source.error(
            "its text cannot be read (the fonts do not say which letters they show): "
            "run OCR over it, or look for another version"
        )
    empty = [page.number for page in pages if not page.runs]
    if len(empty) == len(pages):
        pictures = any(page.drawn.pictures for page in pages)
        raise source.error(
            "no text in it, only pictures: run OCR over it first" if pictures else "no text in it"
        )
    if unmapped:
        _log.warning("%s: %d characters without a Unicode value", source.name, unmapped)
    for number in empty:
        if pages[number - 1].drawn.pictures:
            _log.warning("%s: page %d is a picture, its text is not read", source.name, number)


@contextmanager
def _opened(source: Source) -> Iterator[Any]:
    import pypdfium2

    if b"%PDF-" not in source.data[:1024]:
        raise source.error("not a PDF file, whatever its name says")
    if not any(mark in source.data[-4096:] for mark in (b"%%EOF", b"startxref")):
        raise source.error("a PDF file that is cut off; copy it again")
    check_streams(source)
    try:
        document = pypdfium2.PdfDocument(source.data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise source.error("a PDF file with a password; save it without one") from error
        raise source.error("a PDF file that is damaged; copy it again") from error
    try:
        yield document
    finally:
        document.close()


def _page(document: Any, number: int, source: Source) -> Any:
    import pypdfium2

    try:
        return document[number - 1]
    except pypdfium2.PdfiumError as error:
        raise source.error(f"a PDF file that is damaged (page {number}); copy it again") from error


def check_streams(source: Source) -> None:
    """Raise :class:`align.errors.InputError` if a packed part of the file unpacks to too much.

    Pictures are ignored: they are large, and never unpacked for text.
    """
    data = source.data
    for found in _STREAM.finditer(data):
        if data[found.start() - 3 : found.start()] == b"end":
            continue
        begin = data.rfind(b"obj", max(found.start() - 2000, 0), found.start())
        header = data[max(begin, 0) : found.start()]
        if b"/Image" in header or not (times := header.count(b"/FlateDecode")):
            continue
        if _unpacks_to_too_much(data, found.end(), times):
            raise source.error(
                "a PDF file that unpacks to far more text or drawing than a document has, refused"
            )


def _unpacks_to_too_much(data: bytes, start: int, times: int) -> bool:
    end = data.find(b"endstream", start)
    part = memoryview(data)[start : end if end >= 0 else len(data)]
    for _ in range(min(times, 4)):
        packed = len(part)
        unpacker = zlib.decompressobj()
        try:
            part = memoryview(unpacker.decompress(part, _LARGEST_STREAM + 1))
        except zlib.error:  # encrypted or damaged: pdfium reports it
            return False
        if len(part) > _LARGEST_STREAM or len(part) > max(_SMALL_STREAM, _UNPACKED_RATIO * packed):
            return True
    return False


READER = Reader("PDF", (".pdf",), read_pdf, begins=(b"%PDF-",))
