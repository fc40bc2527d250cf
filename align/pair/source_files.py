"""The source files of a run, each loaded, read and kept only once."""

import time
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from os import PathLike
from pathlib import Path
from shlex import quote
from typing import IO

from align.document import Document, Paragraph
from align.errors import InputError, NotADocumentError
from align.files.load import NamedBytes, load, stamp_of
from align.files.remote import path_of
from align.files.spool import Spool
from align.files.temporary import Closing
from align.languages import get_language
from align.readers.mixed import separate
from align.segment.document_reader import DocumentReader
from align.segment.suitability import names_of_sides, sides_in_order

# A text is in both languages if the shorter part is at least this share of it.
_BOTH = 0.25
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
        return self.kept(path) or SourceFile(path)

    def kept(self, path: Path) -> SourceFile | None:
        """Get a file as it was kept, if it was."""
        number = self._numbers.get(path)
        return None if number is None else self._spool[number]

    def keep(self, source: SourceFile) -> None:
        """Keep a file for a later :meth:`load`."""
        self._numbers[source.path] = self._spool.add(source)


def read_sides(
    en: SourceFile, zh: SourceFile, reader: DocumentReader
) -> tuple[Document, Document, tuple[str, str]]:
    """As :meth:`align.segment.document_reader.DocumentReader.read_sides`."""
    one, other = (partial(file.read, reader=reader) for file in (en, zh))
    return sides_in_order(names_of_sides(en.name, zh.name), one, other)


def check_files(en: str | PathLike[str], zh: str | PathLike[str] | None = None) -> None:
    """Raise :class:`align.errors.InputError` for folders: another command aligns what is in them.

    >>> check_files("corpora")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    align.errors.InputError: corpora: a folder; to align what is in it: tmxalign build corpora ...
    """
    given = [path_of(path) for path in (en, zh) if path is not None]
    folders = [path for path in given if path.is_dir()]
    if not folders:
        return
    what = " and ".join(map(str, folders))
    if len(folders) < len(given):
        (file,) = (path for path in given if path not in folders)
        inside = folders[0] / file.name
        example = f", such as {inside}" if inside.is_file() and not inside.samefile(file) else ""
        raise InputError(f"{what}: a folder; give the file in it that belongs to {file}{example}")
    raise InputError(
        f"{what}: {'a folder' if len(folders) == 1 else 'folders'}; to align what is in "
        f"{'it' if len(folders) == 1 else 'them'}: tmxalign build "
        f"{' '.join(quote(str(path)) for path in folders)} -o memory.tmx"
    )


@dataclass(frozen=True)
class ReadsLanguage:
    """Reads a file and says in which language it is; None for a file that is no document."""

    reader: DocumentReader

    def __call__(self, item: tuple[Path, str | None]) -> tuple[str, SourceFile] | None:
        path, expected = item
        try:
            source = SourceFile(path)
            return language_in(source, self.reader, expected), source
        except NotADocumentError:
            return None


def language_in(source: SourceFile, reader: DocumentReader, expected: str | None = None) -> str:
    """``"en"``, ``"zh"`` or ``"both"``, by the text of a file.

    One that is ``expected`` in a language is not in both: programs' documents in Chinese are half
    in English, such as ``README.md`` beside ``README.en.md``.
    """
    paragraphs = source.paragraphs(reader, expected)
    sides = separate(paragraphs)
    length = {
        code: get_language(code).length_ratio * sum(len(p.text) for p in texts if not p.aside)
        for code, texts in sides.items()
    }
    en, zh = length["en"], length["zh"]
    if not en + zh:
        raise InputError(f"{source.path}: contains neither English nor Chinese text")
    if min(en, zh) >= _BOTH * (en + zh):
        return expected or "both"
    return "en" if en > zh else "zh"
