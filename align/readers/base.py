"""The interface of a reader of documents."""

from collections.abc import Callable
from dataclasses import dataclass

from align.document import Paragraph
from align.errors import InputError
from align.files.load import Source


@dataclass(frozen=True)
class Reader:
    """A document format: its name, its file suffixes, and how to read it.

    ``read`` returns the paragraphs of a document, and raises :class:`align.errors.InputError`, one
    line, for a file that is not in the format. A file that begins with one of ``begins`` is
    recognized whatever its suffix. ``keyed``: the keys of paragraphs mean the same in every file;
    those of other formats (a row of a table, a cue) hold within one file.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[Source], tuple[Paragraph, ...]]
    begins: tuple[bytes, ...] = ()
    keyed: bool = False


def missing(source: Source, what: str, extra: str) -> InputError:
    """Return the error for a format whose library is not installed.

    >>> print(missing(Source(b"", "a.srx"), "SRX files", "srx"))
    a.srx: reading SRX files needs one more package: pip install 'tmxalign[srx]'
    """
    return source.error(f"reading {what} needs one more package: pip install 'tmxalign[{extra}]'")
