"""What a reader is."""

from collections.abc import Callable
from dataclasses import dataclass

from align.document import Paragraph


@dataclass(frozen=True)
class Reader:
    """A file format: its name, the suffixes by which it is known, and how to read it.

    ``read(data, name, encoding)`` gets the whole file, the name by which messages call it and the
    encoding that the user named, if any. It gives the paragraphs or raises
    :class:`align.errors.InputError`.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[bytes, str, str | None], tuple[Paragraph, ...]]
