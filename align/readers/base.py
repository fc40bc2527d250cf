"""What a reader is, and what it gets and gives."""

from collections.abc import Callable
from dataclasses import dataclass

from align.document import Paragraph
from align.errors import InputError
from align.files.load import Source


@dataclass(frozen=True)
class Reader:
    """A file format: its name, the suffixes by which it is known, and how to read it.

    ``read`` gives the paragraphs of a document, and raises :class:`align.errors.InputError`, one
    line, for a file that is not what it should be. ``begins`` are bytes with which every file of
    the format begins: such a file is known under any name.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[Source], tuple[Paragraph, ...]]
    begins: tuple[bytes, ...] = ()


def missing(source: Source, what: str, extra: str) -> InputError:
    """The error for a format whose library is not installed.

    >>> print(missing(Source(b"", "a.pdf"), "PDF files", "pdf"))
    a.pdf: reading PDF files needs one more package: pip install 'tmxalign[pdf]'
    """
    return source.error(f"reading {what} needs one more package: pip install 'tmxalign[{extra}]'")
