"""The source files of a run, each loaded, read and kept only once."""

import time
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import IO

from align.document import Document, Paragraph
from align.errors import InputError
from align.files.load import NamedBytes, load, stamp_of
from align.files.spool import Spool
from align.files.temporary import Closing
from align.segment.document_reader import DocumentReader
from align.segment.suitability import names_of_sides, sides_in_order

#: Seconds within which some file systems give two changes the same time.
_RECENT = 2.0


class SourceFile:
    """A file that is loaded once, and from which a document is made once.

    ``name`` is its name in messages, ``digest`` identifies its content. While ``stamp``
    (:func:`align.files.load.stamp_of`) is the same, so is the content; it is empty for a file that
    may still be changing.
    """

    def __init__(self, path: Path) -> None:
        """Raises :class:`align.errors.InputError` for a file that cannot be read."""
        self.path = path
        for _ in range(2):
            self.stamp = stamp_of(path)
            self.name, self._data = load(path)
            if stamp_of(path) == self.stamp:
                break
        else:
            raise InputError(
                f"{self.name}: was changed while it was read; run this again when it is complete"
            )
        if _is_new(path):
            self.stamp = ""
        self.digest = sha256(self._data).hexdigest()[:16]
        self._paragraphs: tuple[Paragraph, ...] | None = None
        self._document: Document | None = None

    def open(self) -> IO[bytes]:
        """The content as a binary file; :meth:`read` drops it, it is loaded again."""
        if not self._data:
            _, self._data = load(self.path)
        return NamedBytes(self.name, self._data)

    def paragraphs(
        self, reader: DocumentReader, language: str | None = None
    ) -> tuple[Paragraph, ...]:
        """The paragraphs of a file that is not bilingual, in whatever language, if unknown."""
        if self._paragraphs is None:
            self._paragraphs = reader.paragraphs(self.open(), language)
        return self._paragraphs

    def read(self, language: str, reader: DocumentReader) -> Document:
        """The document in the file."""
        if self._document is None or self._document.language != language:
            self._document = reader.read(self.open(), language, known=self._paragraphs)
            self._data, self._paragraphs = b"", None
        return self._document

    def read_bitext(self, reader: DocumentReader) -> tuple[Document, Document]:
        """Both languages of the file."""
        return reader.read_bitext(self.open(), self._paragraphs)


def _is_new(path: Path) -> bool:
    """Whether a file changed so recently that a further change might leave its time the same."""
    with suppress(OSError):
        return time.time() - path.stat().st_mtime < _RECENT
    return True


class SourceFiles(Closing):
    """The files of one run. What is needed again is kept in a temporary file, not in memory."""

    def __init__(self, reader: DocumentReader) -> None:
        self.reader = reader
        self._spool = Spool[SourceFile]()
        self._numbers: dict[Path, int] = {}
        self._uses = Counter[Path]()

    def close(self) -> None:
        """Remove what is kept."""
        self._spool.close()

    def __contains__(self, path: Path) -> bool:
        """Whether a file is kept."""
        return path in self._numbers

    def load(self, path: Path) -> SourceFile:
        """Get a file as it was kept, or load it.

        Raises :class:`align.errors.InputError` when it cannot be read.
        """
        self._uses[path] -= 1
        number = self._numbers.get(path)
        if number is None:
            return SourceFile(path)
        return self._spool[number]

    def digest(self, path: Path) -> str:
        """What identifies the content of a file; raises as :meth:`load`."""
        number = self._numbers.get(path)
        return (SourceFile(path) if number is None else self._spool[number]).digest

    def keep(self, source: SourceFile) -> None:
        """Keep a file for a later :meth:`load`."""
        self._numbers[source.path] = self._spool.add(source)

    def expect(self, paths: Iterable[Path]) -> None:
        """Announce the files that will be loaded, as often as they will be."""
        self._uses = Counter(paths)

    def done_with(self, source: SourceFile) -> None:
        """Keep a file if it will be loaded again."""
        if self._uses[source.path] > 0 and source.path not in self._numbers:
            self.keep(source)


def read_sides(
    en: SourceFile, zh: SourceFile, reader: DocumentReader
) -> tuple[Document, Document, tuple[str, str]]:
    """As :meth:`align.segment.document_reader.DocumentReader.read_sides`."""
    one, other = (partial(file.read, reader=reader) for file in (en, zh))
    return sides_in_order(names_of_sides(en.name, zh.name), one, other)
