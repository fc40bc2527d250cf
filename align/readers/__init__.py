"""A document → paragraphs. One module per format, found by its suffix.

To add a format, add a module with a top-level :class:`Reader` to this package, or to another one
that has an entry point in the group ``tmxalign.readers``. What a reader needs beyond the standard
library it imports when it reads.
"""

from dataclasses import replace
from pathlib import Path

from align.document import Paragraph
from align.files.load import File, Source, load
from align.readers.base import Reader
from align.readers.text import READER as TEXT
from align.readers.text import lines_of
from align.registry import Registry

#: Suffix → reader. A file with another suffix is read as plain text.
READERS = Registry(
    Reader,
    names=lambda reader: reader.suffixes,
    package="align.readers",
    group="tmxalign.readers",
)


def reader_for(name: str, data: bytes = b"") -> Reader:
    """Return the reader of a file: by suffix, else by how it begins, else plain text.

    >>> reader_for("a.TXT").name
    'plain text'
    """
    if found := READERS.get(Path(name).suffix.lower()):
        return found
    return next((r for r in READERS.values() if r.begins and data.startswith(r.begins)), TEXT)


def read(
    file: File,
    *,
    encoding: str | None = None,
    language: str | None = None,
    keep_boilerplate: bool = False,
) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a file, of an open binary file, or of standard input (``-``).

    ``language`` is that of a file in one language. It helps to recognize the encoding; and keys
    that only hold within a file are dropped, as the other language is in another one. Bilingual
    files are read by :mod:`align.formats.read`.

    >>> import io
    >>> read(io.BytesIO("你好。\\n\\n再见。".encode()))[1]
    Paragraph(text='再见。', line=3, kind='text', where='', aside='', key='')

    Raises :class:`align.errors.InputError` (one line: which file, what is wrong, what to do) and
    :class:`align.errors.UsageError` for an encoding that does not exist.
    """
    source = Source(b"", "", encoding, language, keep_boilerplate)
    reader, source = _opened(file, source)
    found = reader.read(source)
    if language is None or reader.keyed:
        return found
    return tuple(replace(p, key="") if p.key else p for p in found)


def read_segments(file: File, *, encoding: str | None = None) -> list[str]:
    """Return the lines of a file with one segment per line; empty lines are paragraph breaks.

    >>> import io
    >>> read_segments(io.BytesIO(b"One.\\n\\nTwo.\\n"))
    ['One.', '', 'Two.']
    """
    name, data = load(file)
    return lines_of(Source(data, name, encoding))


def _opened(file: File, options: Source) -> tuple[Reader, Source]:
    name, data = load(file)
    source = Source(data, name, options.encoding, options.language, options.keep_boilerplate)
    return reader_for(name, data), source


__all__ = ["READERS", "Reader", "Source", "read", "read_segments"]
