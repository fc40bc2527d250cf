"""Plain text: a line is a paragraph."""

import codecs
import re

from align.document import Paragraph
from align.errors import InputError, UsageError
from align.readers.base import Reader, Source

_LINE_END = re.compile(r"\r\n|\n|\r")
# These end a paragraph, but editors do not count them as ends of lines.
_BREAK = re.compile(r"[\u2028\u2029\f]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read_text(source: Source) -> tuple[Paragraph, ...]:
    r"""The non-empty lines with their numbers; the text as it stands, without the line's end.

    >>> [(p.line, p.text) for p in read_text(Source(b"One.\r\n\r\n  Two.\n", "a.txt"))]
    [(1, 'One.'), (3, '  Two.')]

    Raises :class:`align.errors.InputError` for what is no text in this encoding, and for no text.
    """
    paragraphs = tuple(
        Paragraph(text, number)
        for number, line in enumerate(_lines(decode(source)), start=1)
        for text in _BREAK.split(line)
        if text.strip()
    )
    if not paragraphs:
        raise _empty(source)
    return paragraphs


def lines_of(source: Source) -> list[str]:
    r"""All lines, empty ones included, so that an index is a line number.

    >>> lines_of(Source(b"One.\n\nTwo.\n", "a.txt"))
    ['One.', '', 'Two.']
    """
    lines = _lines(decode(source))
    if not any(line.strip() for line in lines):
        raise _empty(source)
    return lines


def _empty(source: Source) -> InputError:
    return source.error("the file is empty" + (" (white space only)" if source.data else ""))


def decode(source: Source) -> str:
    r"""The text of a file: UTF-8, UTF-16 or UTF-32 by its BOM, or what ``encoding`` says.

    >>> decode(Source("认证".encode("gb18030"), "a.txt", "gb18030"))
    '认证'
    >>> decode(Source("认证".encode("gb18030"), "a.txt"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    align.errors.InputError: a.txt: not UTF-8 (byte 0xc8 at offset 0); name the encoding, for ...
    """
    data, name, encoding = source.data, source.name, source.encoding
    if encoding is not None:
        try:
            encoding = codecs.lookup(encoding).name
            "".encode(encoding)  # hex, rot13 and the like are codecs but no encodings
        except (LookupError, ValueError, TypeError):
            raise UsageError(
                f"unknown encoding {encoding!r}; try utf-8, gb18030, big5 or cp1252"
            ) from None
    bom = next(((mark, bom) for mark, bom in _BOMS if data.startswith(mark)), None)
    if bom and (encoding is None or encoding.startswith(bom[1][:6])):
        data, offset, codec = data[len(bom[0]) :], len(bom[0]), bom[1]
    else:
        offset, codec = 0, encoding or "utf-8"
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        at = error.start
        if encoding is None and b"\0" in data[:4096]:
            raise InputError(f"{name}: not a text file (it holds NUL bytes)") from None
        advice = "name the encoding, for example --encoding gb18030"
        if encoding is not None:
            advice = "name another one with --encoding, or save the file as UTF-8"
        raise InputError(
            f"{name}: not {codec.upper()} (byte 0x{data[at]:02x} at offset {at + offset}); {advice}"
        ) from None
    except UnicodeError as error:  # UTF-7 and its kind give no position
        raise InputError(f"{name}: not {codec.upper()} ({error})") from None
    if "\0" in text:
        raise InputError(f"{name}: not a text file (it holds NUL characters)")
    return text


def _lines(text: str) -> list[str]:
    """The lines; the end of the last one begins no new line."""
    lines = _LINE_END.split(text)
    return lines if lines[-1] else lines[:-1]


READER = Reader("plain text", (".txt", ".text"), read_text)
