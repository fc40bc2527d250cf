"""The files of folders by language: what is a document, what is not, and which side it is on."""

import os
import re
import stat
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from shlex import quote
from zipfile import ZipFile

from align.errors import InputError
from align.files.kinds import is_by_product, kind_of
from align.files.load import load, unopened
from align.files.remote import RemotePath, path_of
from align.formats.read import is_bilingual
from align.languages.file_names import language_of_folder, may_be_folder_of
from align.pair.by_name import FileName, parse_name
from align.pair.source_files import ReadsLanguage, SourceFiles, language_in
from align.readers import READERS, reader_for
from align.runners.base import Runner
from align.segment.suitability import warn_of_swap

Failed = list[tuple[Path, str]]
#: Called after each file that was read: how many are done, of how many, and its name.
Progress = Callable[[int, int, str], None]
_NAMED = 8  # suffixes


@dataclass
class FolderFiles:
    """The files below ``root``, in order, and those that cannot be used, with a line each.

    ``passed`` are pictures, programs and the like, which are no documents.
    """

    root: Path
    files: list[Path] = field(default_factory=list)
    failed: Failed = field(default_factory=list)
    passed: list[Path] = field(default_factory=list)


@dataclass
class Sides:
    """The files of each language, those with both languages, and those that cannot be used.

    ``passed`` are no documents.
    """

    en: list[FileName] = field(default_factory=list)
    zh: list[FileName] = field(default_factory=list)
    bilingual: list[FileName] = field(default_factory=list)
    failed: Failed = field(default_factory=list)
    passed: list[Path] = field(default_factory=list)


def sides_of(
    folder: Path,
    folder_zh: Path | None,
    sources: SourceFiles,
    runner: Runner,
    *,
    skip: Collection[Path] = (),
    progress: Progress | None = None,
) -> Sides:
    """The documents of two folders, of ``folder/en`` and ``folder/zh``, or of one mixed folder.

    In a mixed folder, only files whose names and folders do not show the language are read. Two
    folders in the wrong order are exchanged, with a warning in the log. The files ``skip``
    are none of the documents.

    Raises :class:`align.errors.InputError` for a folder that is missing or empty.
    """
    check_folders(folder, folder_zh)
    if folder_zh is None or folder_zh.resolve() == folder.resolve():
        two = folders_of(folder)
        if two is None:
            return _mixed(walk(folder, skip=skip), sources, runner, progress)
        folder, folder_zh = two
    for path, other in ((folder, folder_zh), (folder_zh, folder)):
        if other.resolve() in path.resolve().parents:
            raise InputError(f"{path} is inside {other}; give two separate folders")
    en, zh = walk(folder, skip=skip), walk(folder_zh, skip=skip)
    if _swapped(en, zh, sources):
        warn_of_swap(str(folder), str(folder_zh))
        en, zh = zh, en
    return Sides(
        [parse_name(path, en.root, "en") for path in en.files],
        [parse_name(path, zh.root, "zh") for path in zh.files],
        failed=en.failed + zh.failed,
        passed=en.passed + zh.passed,
    )


def documents_below(
    folder: str | PathLike[str], folder_zh: str | PathLike[str] | None = None
) -> list[Path]:
    """The files that :func:`sides_of` takes for documents, with those that cannot be read.

    >>> len(documents_below("corpora"))
    32

    Raises :class:`align.errors.InputError` as :func:`sides_of`.
    """
    first, second = path_of(folder), None if folder_zh is None else path_of(folder_zh)
    check_folders(first, second)
    found = [walk(root) for root in ((first, second) if second else folders_of(first) or [first])]
    return [path for side in found for path in (*side.files, *(p for p, _ in side.failed))]


def walk(root: Path, *, skip: Collection[Path] = ()) -> FolderFiles:
    """All files below a folder except hidden ones and ``skip``; links to folders are not followed.

    Special files, folders without permission, and documents that no reader reads are listed as
    failed; only files that may be such are opened.
    """
    found = FolderFiles(root)
    skipped = {path.name: path.resolve() for path in skip}

    def refused(error: OSError) -> None:
        path = path_of(error.filename)
        found.failed.append((path, f"{path}: cannot be read ({error.strerror})"))

    for path in _files_below(root, refused):
        if what := _no_document(path):
            found.failed.append((path, f"{_printable(path)}: {what}"))
        elif path.name not in skipped or path.resolve() != skipped[path.name]:
            _sort_in(path, found)
    found.files.sort()
    found.failed.sort()
    found.passed.sort()
    return found


def _files_below(root: Path, refused: Callable[[OSError], None]) -> Iterator[Path]:
    """The visible files below a folder, here or elsewhere."""
    if isinstance(root, RemotePath):
        try:
            for path in root.files():
                inside = path.relative_to(root).parts
                if len(_visible(inside)) == len(inside):
                    yield path
        except OSError as error:
            refused(error)
        return
    for folder, below, names in os.walk(root, onerror=refused):
        below[:] = sorted(_visible(below))
        yield from (Path(folder, name) for name in sorted(_visible(names)))


def _sort_in(path: Path, found: FolderFiles) -> None:
    """Add a file to those that may be documents, or to the others."""
    kind = kind_of(path.name)
    known = path.suffix.lower() in READERS and not is_by_product(path.name)
    if kind and not known and not _is_memory(path):
        if not kind.text:
            found.passed.append(path)
            return
        try:
            reader_for(*load(path))  # a web page or a Word document may be called .xls
        except InputError as error:
            found.failed.append((path, str(error)))
            return
    found.files.append(path)


def _is_memory(path: Path) -> bool:
    """Whether a file is bilingual by its name; a ZIP archive if there is a memory in it."""
    name = path.name.lower()
    if not is_bilingual(path) or is_by_product(name):
        return False
    if name.endswith(".gz"):
        return name.endswith(".tmx.gz")
    if not name.endswith(".zip"):
        return True
    try:
        with path.open("rb") as stream, ZipFile(stream) as archive:
            return any(member.lower().endswith(".tmx") for member in archive.namelist())
    except Exception:  # damaged in any way: no memory can be read from it
        return False


def _swapped(en: FolderFiles, zh: FolderFiles, sources: SourceFiles) -> bool:
    """Whether two folders are in the wrong order: by their names, else by their first documents."""
    said = [language_of_folder(found.root.resolve().name) for found in (en, zh)]
    if any(own == right for own, right in zip(said, ("en", "zh"), strict=True)):
        return False
    found = [
        own or _first_language(side, sources) for own, side in zip(said, (en, zh), strict=True)
    ]
    return found == ["zh", "en"]


def _first_language(found: FolderFiles, sources: SourceFiles) -> str | None:
    for path in found.files[:3]:
        with suppress(InputError):
            if not is_bilingual(path):
                source = sources.load(path)
                language = language_in(source, sources.reader)
                sources.keep(source)
                return language
    return None


def folders_of(root: Path) -> tuple[Path, Path] | None:
    """The folders ``en`` and ``zh`` (``en-US``, ``zh_TW``, …) in a folder; None if it has neither.

    If only one is there beside other files, these may be the other language: None, too.

    Raises :class:`align.errors.InputError` if only one is there, or two for one language.
    """
    try:
        everything = sorted(p for p in root.iterdir() if _visible([p.name]))
    except OSError as error:
        raise InputError(f"{root}: cannot be read ({error.strerror})") from error
    inside = [p for p in everything if p.is_dir()]
    found = _by_language(inside)
    if not any(found.values()) or (not all(found.values()) and len(everything) > len(inside)):
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


def _by_language(folders: Sequence[Path]) -> dict[str, list[Path]]:
    """The folders of each language; ``tc`` and the like count beside one of the other language."""
    codes = ("en", "zh")
    found = {code: [p for p in folders if language_of_folder(p.name) == code] for code in codes}
    taken = [path for paths in found.values() for path in paths]
    if not taken:
        return found
    return {
        code: paths or [p for p in folders if p not in taken and may_be_folder_of(p.name, code)]
        for code, paths in found.items()
    }


def check_folders(*paths: Path | None) -> None:
    """Raise :class:`align.errors.InputError` for anything but folders; files have a command."""
    given = [path for path in paths if path is not None]
    files = [path for path in given if path.is_file()]
    names = " and ".join(map(str, files))
    if files and len(files) < len(given):
        raise InputError(f"{names}: a file, not a folder; give two folders, or two files to align")
    if files:
        what, them = ("a file", "it") if len(files) == 1 else ("files", "them")
        table = "; if it is a table of pairs, give it with --pairs"
        raise InputError(
            f"{names}: {what}; to align {them}: tmxalign align "
            f"{' '.join(quote(str(path)) for path in files)} -o memory.tmx"
            + (table if [path.suffix.lower() for path in files] == [".tsv"] else "")
        )
    for path in given:
        if not path.is_dir():
            raise InputError(str(unopened(str(path))).replace("no such file", "no such folder"))


def _mixed(
    found: FolderFiles, sources: SourceFiles, runner: Runner, progress: Progress | None
) -> Sides:
    sides = Sides(failed=found.failed, passed=found.passed)
    if not found.files and not found.failed:
        passed = passed_over(found.passed).rpartition(": ")[2]
        only = f", only {passed}" if passed else ""
        raise InputError(
            f"{found.root}: contains no documents{only}; put the English ones into "
            f"{found.root}/en and the Chinese ones into {found.root}/zh"
        )
    names = [parse_name(path, found.root) for path in found.files]
    # zh_CN.po and en-zh.tmx have both languages, in spite of their names
    languages = ["both" if is_bilingual(name.path) else name.language for name in names]
    marked = defaultdict(set)
    for name in names:
        if name.language:
            marked[_version(name)].add(name.language)
    unknown = []
    for name, said in zip(names, languages, strict=True):
        left = {"en", "zh"} - marked.get(_version(name), set())
        if not said:
            unknown.append((name.path, left.pop() if len(left) == 1 else None))
    found_in = dict(zip((name.path for name in names), languages, strict=True))
    outcomes = runner.map(ReadsLanguage(sources.reader), unknown)
    for done, outcome in enumerate(outcomes, start=1):
        path, _ = unknown[outcome.number]
        if outcome.failure:
            sides.failed.append((path, outcome.failure.about(path)))
        elif outcome.result is None:
            sides.passed.append(path)
        else:
            found_in[path], source = outcome.result
            sources.keep(source)
        if progress:
            progress(done, len(unknown), path.name)
    groups = {"en": sides.en, "zh": sides.zh, "both": sides.bilingual}
    for name in names:
        if language := found_in[name.path]:
            groups[language].append(name)
    return sides


def _version(name: FileName) -> tuple[str, str]:
    """What a document's versions in the two languages share."""
    return name.key, name.path.suffix.lower()


def _visible(names: Iterable[str]) -> list[str]:
    # ~$: Word's lock file of an open document; .alignments: what a build keeps
    return [
        name
        for name in names
        if not name.startswith((".", "~$")) and not name.endswith(".alignments")
    ]


def passed_over(paths: Iterable[Path]) -> str:
    """What the files that are no documents are, in words.

    >>> passed_over([Path("a.jpg"), Path("b.JPG"), Path("c.css"), Path("d")])
    'files that are no documents: 2 .jpg, 1 .css, 1 without a suffix'
    """
    counts = Counter(path.suffix.lower() for path in paths).most_common()
    counts.sort(key=lambda item: (not item[0], -item[1], item[0]))
    named = [f"{count:,} {suffix or 'without a suffix'}" for suffix, count in counts[:_NAMED]]
    if rest := sum(count for _, count in counts[_NAMED:]):
        named.append(f"{rest:,} others")
    return f"files that are no documents: {', '.join(named)}"


def _no_document(path: Path) -> str:
    """Why a file cannot be a document; empty if it can."""
    if re.search(r"[\x00-\x1f\x7f]", path.name):
        return "its name holds a tab, a line break or the like; rename it"
    try:
        str(path).encode("utf-8")
        mode = path.stat().st_mode
    except UnicodeEncodeError:
        return "its name is not UTF-8; rename it" + (
            "" if sys.getfilesystemencoding() == "utf-8" else ", or set PYTHONUTF8=1"
        )
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    if stat.S_ISREG(mode):
        return ""
    return f"{'a named pipe' if stat.S_ISFIFO(mode) else 'a device or a socket'}, not a file"


def _printable(path: Path) -> str:
    return re.sub(r"[\ud800-\udfff\x00-\x1f\x7f]", "\ufffd", str(path))
