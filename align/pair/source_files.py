"""The source files of a run: which files there are, their languages, and each loaded only once."""

import os
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import IO

from align.document import Document
from align.errors import InputError
from align.files.load import load
from align.files.spool import Spool
from align.formats.read import is_bilingual
from align.languages import get_language
from align.languages.file_names import language_of_folder
from align.pair.by_name import FileName, parse_name
from align.readers import read
from align.readers.mixed import separate
from align.segment.document_reader import DocumentReader

Failed = list[tuple[Path, str]]
# A text is in both languages if the shorter part is at least this share of it.
_BOTH = 0.25


class SourceFile:
    """A file that is loaded once, and from which a document is made once.

    ``name`` is its name in messages, ``digest`` identifies its content.
    """

    def __init__(self, path: Path) -> None:
        """Raises :class:`align.errors.InputError` for a file that cannot be read."""
        self.path = path
        self.name, self._data = load(path)
        self.digest = sha256(self._data).hexdigest()[:16]
        self._document: Document | None = None

    def open(self) -> IO[bytes]:
        """The content as a binary file; not available after :meth:`read`, which drops it."""
        return NamedBytes(self._data, self.name)

    def read(self, language: str, reader: DocumentReader) -> Document:
        """The document in the file; it can only be read as one language."""
        if self._document is None:
            self._document = reader.read(self.open(), language)
            self._data = b""
        return self._document


class NamedBytes(BytesIO):
    """Bytes as an open file with a name."""

    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(data)
        self.name = name


class SourceFiles:
    """The files of one run. What is needed again is kept in a temporary file, not in memory."""

    def __init__(self, reader: DocumentReader) -> None:
        self.reader = reader
        self._spool = Spool[SourceFile]()
        self._numbers: dict[Path, int] = {}

    def __enter__(self) -> "SourceFiles":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._spool.close()

    def load(self, path: Path) -> SourceFile:
        """Get a file as it was kept, or load it.

        Raises :class:`align.errors.InputError` when it cannot be read.
        """
        number = self._numbers.get(path)
        if number is None:
            return SourceFile(path)
        return self._spool[number]

    def keep(self, source: SourceFile) -> None:
        """Keep a file for a later :meth:`load`."""
        self._numbers[source.path] = self._spool.add(source)


@dataclass
class FolderFiles:
    """The files below ``root``, in order, and those that cannot be used, with a line each."""

    root: Path
    files: list[Path] = field(default_factory=list)
    failed: list[tuple[Path, str]] = field(default_factory=list)


@dataclass
class Sides:
    """The files of each language, those with both languages, and those that cannot be used."""

    en: list[FileName] = field(default_factory=list)
    zh: list[FileName] = field(default_factory=list)
    bilingual: list[FileName] = field(default_factory=list)
    failed: Failed = field(default_factory=list)


def sides_of(folder: Path, folder_zh: Path | None, sources: SourceFiles) -> Sides:
    """The documents of two folders, of ``folder/en`` and ``folder/zh``, or of one mixed folder.

    In a mixed folder, only files whose names and folders do not show the language are opened.

    Raises :class:`align.errors.InputError` for a folder that is missing or empty.
    """
    if folder_zh is None or folder_zh.resolve() == folder.resolve():
        two = folders_of(folder)
        if two is None:
            return _mixed(folder, sources)
        folder, folder_zh = two
    for path, other in ((folder, folder_zh), (folder_zh, folder)):
        check_folder(path)
        if other.resolve() in path.resolve().parents:
            raise InputError(f"{path} is inside {other}; give two separate folders")
    en, zh = walk(folder), walk(folder_zh)
    return Sides(
        [parse_name(path, folder, "en") for path in en.files],
        [parse_name(path, folder_zh, "zh") for path in zh.files],
        failed=en.failed + zh.failed,
    )


def walk(root: Path) -> FolderFiles:
    """All files below a folder except hidden ones; links to folders are not followed.

    Nothing is opened. Special files and folders without permission are listed as failed.
    """
    found = FolderFiles(root)

    def refused(error: OSError) -> None:
        path = Path(error.filename)
        found.failed.append((path, f"{path}: cannot be read ({error.strerror})"))

    for folder, inside, names in os.walk(root, onerror=refused):
        inside[:] = sorted(_visible(inside))
        for name in _visible(names):
            path = Path(folder, name)
            if what := _no_document(path):
                found.failed.append((path, f"{_printable(path)}: {what}"))
            else:
                found.files.append(path)
    found.files.sort()
    found.failed.sort()
    return found


def folders_of(root: Path) -> tuple[Path, Path] | None:
    """The folders ``en`` and ``zh`` (``en-US``, ``zh_TW``, …) in a folder; None if it has neither.

    Raises :class:`align.errors.InputError` if only one is there, or two for one language.
    """
    check_folder(root)
    try:
        inside = sorted(p for p in root.iterdir() if p.is_dir())
    except OSError as error:
        raise InputError(f"{root}: cannot be read ({error.strerror})") from error
    found = {
        language: [p for p in inside if language_of_folder(p.name) == language]
        for language in ("en", "zh")
    }
    if not any(found.values()):
        return None
    for language, folders in found.items():
        if not folders:
            raise InputError(
                f"{root}: contains no folder {language!r}; put the English documents into "
                f"{root}/en and the Chinese ones into {root}/zh"
            )
        if len(folders) > 1:
            raise InputError(
                f"{root}: two folders for one language: {', '.join(p.name for p in folders)}; "
                "remove one, or give the two folders to pair"
            )
    return found["en"][0], found["zh"][0]


def check_folder(path: Path) -> None:
    """Raise :class:`align.errors.InputError` for anything but a folder."""
    if not path.is_dir():
        raise InputError(f"{path}: no such folder")


def _mixed(folder: Path, sources: SourceFiles) -> Sides:
    found = walk(folder)
    sides = Sides(failed=found.failed)
    if not found.files and not found.failed:
        raise InputError(
            f"{folder}: contains no documents; put the English ones into {folder}/en "
            f"and the Chinese ones into {folder}/zh"
        )
    for path in found.files:
        name = parse_name(path, folder)
        try:
            # zh_CN.po and en-zh.tmx have both languages, in spite of their names
            bilingual = is_bilingual(path)
            language = "both" if bilingual else name.language or _language_of(path, sources)
        except InputError as error:
            sides.failed.append((path, str(error)))
            continue
        {"en": sides.en, "zh": sides.zh, "both": sides.bilingual}[language].append(name)
    return sides


def _language_of(path: Path, sources: SourceFiles) -> str:
    """``"en"``, ``"zh"`` or ``"both"``, by the text of a file."""
    source = sources.load(path)
    sources.keep(source)
    encoding = sources.reader.encoding
    sides = separate(read(source.open(), encoding=encoding))
    length = {
        code: get_language(code).length_ratio * sum(len(p.text) for p in texts if not p.aside)
        for code, texts in sides.items()
    }
    en, zh = length["en"], length["zh"]
    if not en + zh:
        raise InputError(f"{path}: contains neither English nor Chinese text")
    if min(en, zh) >= _BOTH * (en + zh):
        return "both"
    return "en" if en > zh else "zh"


def _visible(names: Iterable[str]) -> list[str]:
    # ~$: Word's lock file of an open document
    return [name for name in names if not name.startswith((".", "~$"))]


def _no_document(path: Path) -> str:
    """Why a file cannot be a document; empty if it can."""
    if re.search(r"[\x00-\x1f\x7f]", path.name):
        return "its name holds a tab, a line break or the like; rename it"
    try:
        str(path).encode("utf-8")
        mode = path.stat().st_mode
    except UnicodeEncodeError:
        return "its name is not UTF-8; rename it"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    if stat.S_ISREG(mode):
        return ""
    return f"{'a named pipe' if stat.S_ISFIFO(mode) else 'a device or a socket'}, not a file"


def _printable(path: Path) -> str:
    return re.sub(r"[\ud800-\udfff\x00-\x1f\x7f]", "\ufffd", str(path))
