"""A file → paragraphs. One module a format, found by its suffix.

A module of this package that has a ``READER`` is a format: to add one, add a file. What it needs
beyond the standard library it imports when it reads.
"""

import errno
import importlib
import pkgutil
import sys
from os import PathLike, fspath
from pathlib import Path
from typing import IO

from align.document import Paragraph
from align.errors import InputError
from align.readers.base import Reader
from align.readers.text import READER as TEXT
from align.readers.text import lines_of


def _discover() -> dict[str, Reader]:
    found: dict[str, Reader] = {}
    for module in pkgutil.iter_modules(__path__):
        reader = getattr(importlib.import_module(f"{__name__}.{module.name}"), "READER", None)
        if isinstance(reader, Reader):
            found.update(dict.fromkeys(reader.suffixes, reader))
    return found


#: Suffix → reader. A suffix that is not here is read as plain text.
READERS: dict[str, Reader] = _discover()

Source = str | PathLike[str] | IO[bytes]


def read(source: Source, *, encoding: str | None = None) -> tuple[Paragraph, ...]:
    """The paragraphs of a file, of an open binary file, or of standard input (``-``).

    >>> import io
    >>> read(io.BytesIO("你好。\\n\\n再见。".encode()))[1]
    Paragraph(text='再见。', line=3, kind='text')

    Raises :class:`align.errors.InputError` (one line: which file, what is wrong, what to do) and
    :class:`align.errors.UsageError` for an encoding that does not exist.
    """
    name, data = _load(source)
    reader = READERS.get(Path(name).suffix.lower(), TEXT)
    return reader.read(data, name, encoding)


def read_segments(source: Source, *, encoding: str | None = None) -> list[str]:
    """The lines of a file that has a segment a line; an empty line stays, as a paragraph break.

    >>> import io
    >>> read_segments(io.BytesIO(b"One.\\n\\nTwo.\\n"))
    ['One.', '', 'Two.']
    """
    name, data = _load(source)
    return lines_of(data, name, encoding)


def _load(source: Source) -> tuple[str, bytes]:
    """Name and content."""
    if not isinstance(source, str | PathLike):
        return str(getattr(source, "name", "<stream>")), source.read()
    name = fspath(source)
    if name == "-":
        return "<stdin>", sys.stdin.buffer.read()
    try:
        return name, Path(name).read_bytes()
    except OSError as error:
        what = _REASONS.get(error.errno or 0) or (error.strerror or str(error)).lower()
    except ValueError:
        what = "not a file name"
    raise InputError(f"{name}: {what}")


_REASONS = {
    errno.ENOENT: "no such file",
    errno.EISDIR: "a directory, not a file",
    errno.EACCES: "no permission to read it",
}

__all__ = ["READERS", "Reader", "read", "read_segments"]
