"""A document → paragraphs. One module per format, found by its suffix.

To add a format, add a module with a top-level :class:`Reader` to this package, or to another one
that has an entry point in the group ``tmxalign.readers``. What a reader needs beyond the standard
library it imports when it reads.
"""

import logging
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from align.document import Paragraph
from align.errors import InputError, NotADocumentError
from align.files.kinds import is_by_product, is_text_format, kind_of, suffix_by_content
from align.files.load import File, Source, load
from align.readers.base import Reader
from align.readers.text import READER as TEXT
from align.readers.text import lines_of
from align.registry import Registry

_log = logging.getLogger(__name__)
_HALF = re.compile("[\ud800-\udfff]")

#: Suffix → reader. A file with another suffix is read as plain text.
READERS = Registry(
    Reader,
    names=lambda reader: reader.suffixes,
    package="align.readers",
    group="tmxalign.readers",
)


def reader_for(name: str, data: bytes = b"") -> Reader:
    """Return the reader of a file: by what its content surely is, else by suffix, else plain text.

    >>> reader_for("a.TXT").name, reader_for("a.txt", b"%PDF-1.7").name
    ('plain text', 'PDF')

    Raises :class:`align.errors.InputError` for a file that no reader reads, and
    :class:`align.errors.NotADocumentError` for one that neither is a document nor is called one.
    """
    suffix = Path(name).suffix.lower()
    own = None if is_by_product(name) else READERS.get(suffix)
    content = suffix_by_content(data)
    # a Markdown file may begin with HTML; a Word document that does is a page
    may = content == ".xml" or kind_of(f"a{suffix}") is None
    if own and own is not TEXT and is_text_format(content) and may:
        return own
    if content != ".xml" and (found := READERS.get(content)):
        if found is not own:
            _log.info("%s: read as %s, which its content is", name, found.name)
        return found
    if own and not content:
        return own
    if own is None or content != ".zip":
        _refuse(name, data, own)
    begun = (r for r in READERS.values() if r.begins and data.startswith(r.begins))
    return own or next(begun, TEXT)


def _refuse(name: str, data: bytes, own: Reader | None) -> None:
    """Raise the error for a file of a kind that has no reader."""
    if not (kind := kind_of(name, data)):
        return
    if own:
        raise InputError(f"{name}: {kind.what}, whatever its name says; {kind.advice}")
    error = InputError if kind.text else NotADocumentError
    raise error(f"{name}: {kind.what}, which is not read; {kind.advice}")


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
    name, data = load(file)
    source = Source(data, name, encoding, language, keep_boilerplate)
    reader = reader_for(name, data)
    found = tuple(map(_without_halves, reader.read(source)))
    return found if language is None else one_side(found, reader)


def _without_halves(paragraph: Paragraph) -> Paragraph:
    """Replace halves of characters, which escapes can name and nothing can write.

    >>> _without_halves(Paragraph("a\\ud800b")).text
    'a\ufffdb'
    """
    fields = paragraph.text, paragraph.where, paragraph.key
    if not any(_HALF.search(text) for text in fields):
        return paragraph
    text, where, key = (_HALF.sub("\ufffd", text) for text in fields)
    return replace(paragraph, text=text, where=where, key=key)


def one_side(paragraphs: Sequence[Paragraph], reader: Reader) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a file in one language: without keys that hold within it only."""
    if reader.keyed:
        return tuple(
            replace(p, kind="resource") if p.key and not p.aside else p for p in paragraphs
        )
    return tuple(replace(p, key="") if p.key else p for p in paragraphs)


def read_segments(file: File, *, encoding: str | None = None) -> list[str]:
    """Return the lines of a file with one segment per line; empty lines are paragraph breaks.

    >>> import io
    >>> read_segments(io.BytesIO(b"One.\\n\\nTwo.\\n"))
    ['One.', '', 'Two.']
    """
    name, data = load(file)
    if (content := suffix_by_content(data)) and not is_text_format(content):
        what = kind.what if (kind := kind_of(name, data)) else content
        raise InputError(f"{name}: {what}, not lines of text; save it as .txt")
    return lines_of(Source(data, name, encoding))


__all__ = ["READERS", "Reader", "Source", "one_side", "read", "read_segments", "reader_for"]
