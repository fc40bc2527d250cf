"""Plain text: a line is a paragraph, unless the lines were broken at a width."""

import re

from align.document import Paragraph
from align.errors import InputError
from align.files.encoding import decode
from align.files.load import Source
from align.readers.base import Reader
from align.readers.wrapped import unwrap

#: The longest line that is read, in characters.
LONGEST = 1_000_000
_LINE_END = re.compile(r"\r\n|\n|\r")
# These end a paragraph, but editors do not count them as ends of lines.
_BREAK = re.compile(r"[\u2028\u2029\f]")


def read_text(source: Source) -> tuple[Paragraph, ...]:
    r"""The non-empty lines with their numbers; the text as it stands, without the line's end.

    Where a program has broken the lines at a width, a paragraph is what was one before
    (:func:`align.readers.wrapped.unwrap`).

    >>> [(p.line, p.text) for p in read_text(Source(b"One.\r\n\r\n  Two.\n", "a.txt"))]
    [(1, 'One.'), (3, '  Two.')]

    Raises :class:`align.errors.InputError` for what is no text in this encoding, and for no text.
    """
    pieces = [
        (number, text)
        for number, line in enumerate(_lines(source), start=1)
        for text in _BREAK.split(line)
    ]
    found = unwrap([text for _, text in pieces])
    paragraphs = tuple(Paragraph(text, pieces[first][0]) for first, text in found)
    if not paragraphs:
        raise _empty(source)
    return paragraphs


def lines_of(source: Source) -> list[str]:
    r"""All lines, empty ones included, so that an index is a line number.

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
    """The lines; the end of the last one begins no new line."""
    lines = _LINE_END.split(decode(source))
    for number, line in enumerate(lines, start=1):
        if len(line) > LONGEST:
            raise source.error(
                f"line {number} has {len(line):,} characters: no text that a person wrote "
                f"(at most {LONGEST:,}); break it into paragraphs"
            )
    return lines if lines[-1] else lines[:-1]


READER = Reader("plain text", (".txt", ".text"), read_text)
