"""Which files of a folder are English, which Chinese, and which both."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from align.errors import InputError
from align.pair.marks import Name, name_of
from align.pair.walk import check_folder, folders_of, walk
from align.readers import read, read_rows, reader_for
from align.readers.mixed import separate
from align.suitability import RATIO

if TYPE_CHECKING:
    from align.pipeline import Aligner

Failed = list[tuple[Path, str]]
# A text is in both languages when the shorter part is at least this share of the whole.
_BOTH = 0.25


@dataclass
class Sides:
    """The files of each language, those with both in one, and what could not be read."""

    en: list[Name] = field(default_factory=list)
    zh: list[Name] = field(default_factory=list)
    bilingual: list[Name] = field(default_factory=list)
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
        [name_of(path, folder, "en") for path in en.files],
        [name_of(path, folder_zh, "zh") for path in zh.files],
        failed=en.failed + zh.failed,
    )


def _mixed(folder: Path, aligner: "Aligner") -> Sides:
    found = walk(folder)
    sides = Sides(failed=found.failed)
    if not found.files and not found.failed:
        raise InputError(
            f"{folder}: no documents in it; put the English ones into {folder}/en "
            f"and the Chinese ones into {folder}/zh"
        )
    for path in found.files:
        name = name_of(path, folder)
        try:
            # zh_CN.po and en-zh.tmx hold both languages, whatever their names say
            bilingual = reader_for(path.name).rows is not None
            language = "both" if bilingual else name.language or _language_of(path, aligner)
        except InputError as error:
            sides.failed.append((path, str(error)))
            continue
        {"en": sides.en, "zh": sides.zh, "both": sides.bilingual}[language].append(name)
    return sides


def _language_of(path: Path, aligner: "Aligner") -> str:
    """``"en"``, ``"zh"`` or ``"both"``, from what the file says."""
    if read_rows(path, encoding=aligner.encoding) is not None:
        return "both"
    sides = separate(read(path, encoding=aligner.encoding))
    length = {language: sum(len(p.text) for p in texts) for language, texts in sides.items()}
    en, zh = length["en"], length["zh"] * RATIO
    if not en + zh:
        raise InputError(f"{path}: neither English nor Chinese text in it")
    if min(en, zh) >= _BOTH * (en + zh):
        return "both"
    return "en" if en > zh else "zh"
