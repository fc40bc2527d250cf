"""Which files are there: the two sides of a folder, and what is no document."""

import os
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from align.errors import InputError
from align.formats.read import is_bilingual
from align.pair.names import FileName, language_of_folder, parse_name
from align.readers import read
from align.readers.mixed import separate
from align.suitability import RATIO

if TYPE_CHECKING:
    from align.pipeline import Aligner

Failed = list[tuple[Path, str]]
# A text is in both languages when the shorter part is at least this share of the whole.
_BOTH = 0.25


@dataclass
class FolderFiles:
    """Files below ``root``, in order, and what stands in their way, a line each."""

    root: Path
    files: list[Path] = field(default_factory=list)
    failed: list[tuple[Path, str]] = field(default_factory=list)


@dataclass
class Sides:
    """The files of each language, those with both in one, and what could not be read."""

    en: list[FileName] = field(default_factory=list)
    zh: list[FileName] = field(default_factory=list)
    bilingual: list[FileName] = field(default_factory=list)
    failed: Failed = field(default_factory=list)


def sides_of(folder: Path, folder_zh: Path | None, aligner: "Aligner") -> Sides:
    """The documents of two folders, of ``folder/en`` and ``folder/zh``, or of one mixed folder.

    In a mixed folder names and folders tell the language; only what they do not tell is opened.

    Raises :class:`align.errors.InputError` when there is no such folder, or nothing in it.
    """
    if folder_zh is None or folder_zh.resolve() == folder.resolve():
        two = folders_of(folder)
        if two is None:
            return _mixed(folder, aligner)
        folder, folder_zh = two
    for path, other in ((folder, folder_zh), (folder_zh, folder)):
        check_folder(path)
        if other.resolve() in path.resolve().parents:
            raise InputError(f"{path} lies inside of {other}; name two folders side by side")
    en, zh = walk(folder), walk(folder_zh)
    return Sides(
        [parse_name(path, folder, "en") for path in en.files],
        [parse_name(path, folder_zh, "zh") for path in zh.files],
        failed=en.failed + zh.failed,
    )


def walk(root: Path) -> FolderFiles:
    """All files below a folder, without hidden ones; links to folders are not followed.

    Nothing is opened. What is no regular file, or cannot be looked into, is listed as failed.
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

    Raises :class:`align.errors.InputError` when only one is there, or two for one language.
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
                f"{root}: no folder {language!r} in it; put the English documents into {root}/en "
                f"and the Chinese ones into {root}/zh"
            )
        if len(folders) > 1:
            raise InputError(
                f"{root}: two folders for one language: {', '.join(p.name for p in folders)}; "
                "keep one, or name the two folders to pair"
            )
    return found["en"][0], found["zh"][0]


def check_folder(path: Path) -> None:
    """Refuse what is no folder."""
    if not path.is_dir():
        raise InputError(f"{path}: no such folder")


def _mixed(folder: Path, aligner: "Aligner") -> Sides:
    found = walk(folder)
    sides = Sides(failed=found.failed)
    if not found.files and not found.failed:
        raise InputError(
            f"{folder}: no documents in it; put the English ones into {folder}/en "
            f"and the Chinese ones into {folder}/zh"
        )
    for path in found.files:
        name = parse_name(path, folder)
        try:
            # zh_CN.po and en-zh.tmx hold both languages, whatever their names say
            bilingual = is_bilingual(path)
            language = "both" if bilingual else name.language or _language_of(path, aligner)
        except InputError as error:
            sides.failed.append((path, str(error)))
            continue
        {"en": sides.en, "zh": sides.zh, "both": sides.bilingual}[language].append(name)
    return sides


def _language_of(path: Path, aligner: "Aligner") -> str:
    """``"en"``, ``"zh"`` or ``"both"``, from what the file says."""
    sides = separate(read(path, encoding=aligner.encoding))
    length = {language: sum(len(p.text) for p in texts) for language, texts in sides.items()}
    en, zh = length["en"], length["zh"] * RATIO
    if not en + zh:
        raise InputError(f"{path}: neither English nor Chinese text in it")
    if min(en, zh) >= _BOTH * (en + zh):
        return "both"
    return "en" if en > zh else "zh"


def _visible(names: Iterable[str]) -> list[str]:
    # ~$: what Word keeps beside a document that is open
    return [name for name in names if not name.startswith((".", "~$"))]


def _no_document(path: Path) -> str:
    """Why a file is none that can be read; empty when it can."""
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
