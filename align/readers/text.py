"""Plain text: each line is a paragraph, unless the lines are wrapped at a fixed width."""

import re

from align.document import Paragraph
from align.errors import InputError
from align.files.encoding import decode
from align.files.load import Source
from align.languages.page_furniture import SEPARATOR
from align.readers.base import Reader
from align.readers.remainder import account
from align.readers.wrapped import unwrap

#: Longest line, in characters.
LONGEST = 1_000_000
_LINE_END = re.compile(r"\r\n|\n|\r")
# These end a paragraph, but editors do not count them as line ends.
_BREAK = re.compile(r"[\u2028\u2029\f]")


def read_text(source: Source) -> tuple[Paragraph, ...]:
    r"""Return the non-empty lines with their numbers, unchanged except for the line ends.

    Lines that a program wrapped at a fixed width are joined to paragraphs
    (:func:`align.readers.wrapped.unwrap`); the hyphens of words that it divided are set aside, and
    so are lines of signs that separate parts of the text.

    >>> [(p.line, p.text) for p in read_text(Source(b"One.\r\n\r\n  Two.\n", "a.txt"))]
    [(1, 'One.'), (3, '  Two.')]

    Raises :class:`align.errors.InputError` for a file that is empty or not text in this encoding.
    """
    lines = _lines(source)
    pieces = [
        (number, text) for number, line in enumerate(lines, start=1) for text in _BREAK.split(line)
    ]
    found = unwrap([text for _, text in pieces])
    paragraphs = [
        Paragraph(text, pieces[first][0], aside="separators" if SEPARATOR.fullmatch(text) else "")
        for first, text in found
    ]
    if not paragraphs:
        raise _empty(source)
    return account("\n".join(lines), paragraphs, lambda *_: "hyphens")


def lines_of(source: Source) -> list[str]:
    r"""Return all lines, including empty ones, so that indices are line numbers.

    >>> lines_of(Source(b"One.\n\nTwo.\n", "a.txt"))
    ['One.', '', 'Two.']
    """
    lines = _lines(source)
    if not any(line.strip() for line in lines):
        raise _empty(source)
    return lines


def _empty(source: Source) -> InputError:
    return source.error("the file is empty" + (" (white space only)" if source.data else ""))


def _lines(source: Source) -> list[str]:
    """Split into lines; a line end at the end of the text does not begin another line."""
    lines = _LINE_END.split(decode(source))
    for number, line in enumerate(lines, start=1):
        if len(line) > LONGEST:
            raise source.error(
                f"line {number} has {len(line):,} characters, too many for a text "
                f"(at most {LONGEST:,}); break it into paragraphs"
            )
    return lines if lines[-1] else lines[:-1]


READER = Reader("plain text", (".txt", ".text"), read_text)
