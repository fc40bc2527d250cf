"""Which files are there: the two sides of a folder, and what is no document."""

import os
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from align.errors import InputError
from align.pair.marks import language_of_folder


@dataclass
class Found:
    """Files below ``root``, in order, and what stands in their way, a line each."""

    root: Path
    files: list[Path] = field(default_factory=list)
    failed: list[tuple[Path, str]] = field(default_factory=list)


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


def walk(root: Path) -> Found:
    """All files below a folder, without hidden ones; links to folders are not followed.

    Nothing is opened. What is no regular file, or cannot be looked into, is listed as failed.
    """
    found = Found(root)

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
