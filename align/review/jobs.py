"""What is dropped on the start page: kept, paired, aligned in the background, and then open.

Files come one by one into a folder for temporary files. When the job starts they move into a folder
of their own, ``NAME/documents``, and :func:`align.batch.build` makes ``NAME/NAME.tmx`` of them. So
the command line can go on with what the page began, and the page with what that built.
"""

import os
import re
import secrets
import shutil
import threading
import unicodedata
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from os import PathLike, fspath
from pathlib import Path, PurePosixPath
from typing import Any

from align.errors import InputError, OutputError, TmxalignError
from align.files.load import LARGEST
from align.files.temporary import TemporaryFolder, no_room
from align.languages.file_names import language_of_folder
from align.review.project import NotThereError, Place, ReviewProject, Workplace

#: What a job may hold: files, and bytes of all of them.
MOST_FILES, MOST_BYTES = 5_000, 4 * LARGEST
#: So many jobs are remembered.
_REMEMBERED = 50
_PAIRS = ".pairs.tsv"  # names are relative to it; hidden, so it is no document
_RESERVED = re.compile(r'[<>:"|?*\\]')  # by Windows


@dataclass
class ReviewJob:
    """Files that somebody dropped, and how far their alignment is.

    ``stage`` is ``uploading``, ``waiting``, ``reading``, ``aligning``, ``done`` or ``failed``.
    ``done`` of ``total`` are read, or aligned; ``name`` is the last one. ``failed`` are names with
    a line each that says why, ``alone`` the files without a counterpart.
    """

    id: str
    uploads: TemporaryFolder | None = None
    files: list[str] = field(default_factory=list)
    size: int = 0
    stage: str = "uploading"
    done: int = 0
    total: int = 0
    name: str = ""
    error: str = ""
    failed: list[tuple[str, str]] = field(default_factory=list)
    alone: list[str] = field(default_factory=list)
    units: int = 0
    project: ReviewProject | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def state(self) -> dict[str, Any]:
        """The job as JSON data."""
        found = {
            name: getattr(self, name)
            for name in ("stage", "done", "total", "name", "error", "failed", "alone", "units")
        }
        found["failed"] = [list(pair) for pair in self.failed]
        project = self.project.listing() if self.project and self.stage == "done" else None
        return {"job": self.id, **found, "files": len(self.files), "project": project}

    def step(self, done: int, total: int, name: str) -> None:
        """Take note that some are done."""
        self.done, self.total, self.name = done, total, name


class Jobs:
    """The jobs of a server; one at a time is aligned."""

    def __init__(self, work: Workplace) -> None:
        self._work = work
        self._jobs: dict[str, ReviewJob] = {}
        self._turn = threading.Lock()

    def begin(self) -> ReviewJob:
        """A new job, into which files are uploaded."""
        job = ReviewJob(secrets.token_urlsafe(9), TemporaryFolder())
        for old in list(self._jobs)[: -_REMEMBERED + 1]:
            if (uploads := self._jobs.pop(old).uploads) is not None:
                uploads.close()
        self._jobs[job.id] = job
        return job

    def job(self, job: str) -> ReviewJob:
        """A job by its id.

        Raises :class:`align.review.project.NotThereError`.
        """
        if job not in self._jobs:
            raise NotThereError("no such job; drop the files again")
        return self._jobs[job]

    async def receive(self, job: str, name: str, chunks: AsyncIterator[bytes]) -> None:
        """Keep a file of a job.

        Raises :class:`align.errors.InputError` for a name that leads elsewhere, and for too much.
        """
        found = self.job(job)
        path = safe_path(name)
        if found.uploads is None or found.stage != "uploading":
            raise InputError(f"{path}: these files are being aligned already; drop it anew")
        target = found.uploads.path / path
        if len(found.files) >= MOST_FILES:
            raise InputError(f"{path}: more than {MOST_FILES:,} files at once; take fewer")
        size = 0
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:
                async for chunk in chunks:
                    size += len(chunk)
                    found.size += len(chunk)
                    if size > LARGEST or found.size > MOST_BYTES:
                        most = LARGEST if size > LARGEST else MOST_BYTES
                        what = "for one document" if size > LARGEST else "at once"
                        raise InputError(f"{path}: more than {most / 1e6:,.0f} MB {what}; split it")
                    file.write(chunk)
        except FileExistsError:
            raise InputError(f"{path}: dropped twice; rename one") from None
        except BaseException as error:
            target.unlink(missing_ok=True)
            found.size -= size
            if isinstance(error, OSError):
                no_room(error)
            raise
        found.files.append(path)

    def start(self, job: str, into: str = "") -> ReviewJob:
        """Align the files of a job in the background; ``into``: a project whose files they renew.

        Raises :class:`align.errors.InputError` without files.
        """
        found = self.job(job)
        project = self._work.project(into) if into else None
        with found.lock:
            if found.stage != "uploading":
                return found
            if not found.files:
                raise InputError("no files were dropped; choose some")
            found.stage = "waiting"
        with suppress(OSError):
            self._work.folder.mkdir(parents=True, exist_ok=True)
        self._run(found, lambda: self._moved(found, project))
        return found

    def align(self, what: str | PathLike[str]) -> ReviewJob:
        """Align the documents of a folder, which stay where they are, or a copy of one file."""
        job = ReviewJob(secrets.token_urlsafe(9), files=[fspath(what)], stage="waiting")
        self._jobs[job.id] = job
        source = Path(what).resolve()

        def prepare() -> tuple[Path, Place]:
            if source.is_dir():
                return source, self._place(source.name)
            place = self._place(work_name([source.name]))
            documents = place.memory.parent / "documents"
            try:
                documents.mkdir()
                shutil.copyfile(source, documents / source.name)
            except OSError as error:
                raise _not_kept(documents, error) from error
            return documents, place

        self._run(job, prepare)
        return job

    def _place(self, name: str) -> Place:
        """The place of a new memory in the folder of work."""
        folder, number = self._work.folder / name, 1
        while True:
            with suppress(FileExistsError):
                try:
                    folder.mkdir(parents=True)
                    return Place.of(folder / f"{folder.name}.tmx")
                except FileExistsError:
                    raise
                except OSError as error:
                    raise OutputError(
                        f"{folder}: cannot be made ({error.strerror}); choose another with --folder"
                    ) from error
            number += 1
            folder = folder.with_name(f"{name} ({number})")

    def _moved(self, job: ReviewJob, project: ReviewProject | None) -> tuple[Path, Place]:
        """The documents of a job in the folder where they stay."""
        assert job.uploads
        place = project.place if project else self._place(work_name(job.files))
        documents = place.memory.parent / "documents"
        try:
            for name in job.files:
                target = documents / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(job.uploads.path / name, target)
        except OSError as error:
            raise _not_kept(documents, error) from error
        job.uploads.close()
        return documents, place

    def _run(self, job: ReviewJob, prepare: Callable[[], tuple[Path, Place]]) -> None:
        def work() -> None:
            with self._turn:
                made: tuple[Path, ...] = ()
                try:
                    documents, place = prepare()
                    made = documents, place.memory.parent
                    job.project = self._work.add(place)
                    self._build(job, documents, place)
                    self._work.remember(job.project)
                    job.stage = "done"
                except TmxalignError as error:
                    job.error = _inside(str(error), *made)
                except Exception as error:  # a bug must not leave the page waiting
                    job.error = f"internal error: {type(error).__name__}: {error}"
                if job.error:
                    self._clear(job)
                    job.stage = "failed"

        threading.Thread(target=work, daemon=True, name=f"job {job.id}").start()

    def _build(self, job: ReviewJob, documents: Path, place: Place) -> None:
        """Pair and align; one project's documents are closed while they are made again."""
        from align.batch import build
        from align.pair.sides import documents_below

        def reading(done: int, total: int, name: str) -> None:
            job.stage = "reading"
            job.step(done, total, name)

        def progress(done: int, total: int, name: str, failed: int = 0) -> None:
            job.stage = "aligning"
            job.step(done, total, name)

        job.stage = "reading"
        options: dict[str, Any] = {
            "aligner": self._work.aligner,
            "alignments": place.store,
            "jobs": 1,  # this process has threads
            "wait": True,
        }
        if table := self._pairs_table(documents, place):
            options["pairs"] = table
        first, second = (None, None) if table else two_folders(documents)
        report = build(
            first, place.memory, folder_zh=second, progress=progress, reading=reading, **options
        )
        job.failed = [
            (_inside(n, documents), _inside(said, documents)) for n, said in report.failed
        ]
        alone = [_inside(path, documents) for path in report.unpaired]
        if job.uploads:  # beside folders of two languages, nobody looks at files
            looked = {*documents_below(first or documents, second), *report.passed}
            alone += [name for name in job.files if documents / name not in looked]
        job.alone = alone
        job.units = report.units
        assert job.project
        job.project.forget()

    def _pairs_table(self, documents: Path, place: Place) -> Path | None:
        """Two files are a pair, and one file has both languages, whatever they are called."""
        from align.pair import Pairing, PairOfFiles, write_pairs
        from align.pair.sides import documents_below, sides_of
        from align.pair.source_files import SourceFiles
        from align.runners import InProcess

        if documents.parent != place.memory.parent:
            return None  # somebody's own folder: nothing is written there
        files = documents_below(documents)
        if len(files) > 2 or not files:
            return None
        en = zh = files[0]
        if len(files) == 2:
            with SourceFiles(self._work.aligner.reader) as sources:
                sides = sides_of(documents, None, sources, InProcess())
            if len(sides.en) != 1 or len(sides.zh) != 1:
                return None
            en, zh = sides.en[0].path, sides.zh[0].path
        table = documents / _PAIRS
        write_pairs(Pairing((PairOfFiles("", en, zh),)), table)
        return table

    def _clear(self, job: ReviewJob) -> None:
        """Leave nothing of a job that made nothing."""
        if job.project and not job.project.place.exists:
            self._work.drop(job.project)
            shutil.rmtree(job.project.folder, ignore_errors=True)  # made by _place


def _not_kept(folder: Path, error: OSError) -> OutputError:
    return OutputError(
        f"{folder}: files cannot be kept there ({error.strerror or error}); "
        "choose another folder with --folder"
    )


#: What stands before the reason in messages about the only pair, or the only file of a side.
_BEFORE = re.compile(
    rf"^({re.escape(_PAIRS)}: (no pair could be aligned: [^:]*: )?|no pairs of .* files\): )"
)


def _inside(said: str, *folders: Path) -> str:
    """A line without the names of these folders and of our table, which nobody dropped.

    >>> _inside(f"docs{os.sep}{_PAIRS}: no pair could be aligned: a: a.txt: empty", Path("docs"))
    'a.txt: empty'
    >>> _inside(f"visit{os.sep}documents: too large", Path("visit/documents"), Path("visit"))
    'too large'
    """
    for folder in folders:
        said = said.replace(f"{folder}{os.sep}", "")
    for folder in folders:
        said = said.removeprefix(f"{folder}: ").removeprefix(f"{folder.name}: ")
    return _BEFORE.sub("", said)


def two_folders(documents: Path) -> tuple[Path, Path | None]:
    """The folders to pair: two that were dropped, whatever they are called, or the one of all."""
    inside = [path for path in documents.iterdir() if not path.name.startswith(".")]
    if len(inside) == 2 and all(path.is_dir() for path in inside):
        inside.sort(key=lambda path: (language_of_folder(path.name) or "m", path.name))
        return inside[0], inside[1]
    return documents, None


def safe_path(name: str) -> str:
    r"""The name of an uploaded file, with the folders that it was dropped in.

    >>> safe_path("en/合同 (1).docx")
    'en/合同 (1).docx'
    >>> safe_path("../x")
    Traceback (most recent call last):
    align.errors.InputError: ../x: not the name of a file in a folder; rename it

    Raises :class:`align.errors.InputError` for any that leads elsewhere, or cannot be a file.
    """
    parts = name.split("/")
    strange = any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in name)
    wrong = [p for p in parts if not p or p.startswith(".") or p != p.strip() or p.endswith(".")]
    long = any(len(part.encode("utf-8", "replace")) > 240 for part in parts) or len(name) > 1_000
    if strange or wrong or long or "\\" in name or len(parts) > 20:
        shown = "".join(c if c.isprintable() else "\ufffd" for c in name[:80])
        raise InputError(f"{shown}: not the name of a file in a folder; rename it")
    return _RESERVED.sub("_", name)


def work_name(files: Sequence[str]) -> str:
    """What a new piece of work is called: as what was dropped.

    >>> work_name(["visit.en.docx", "visit.zh.docx"]), work_name(["合同.txt"])
    ('visit', '合同')
    >>> work_name(["novel/en/1.txt", "novel/zh/1.txt"]), work_name(["a.txt", "b.txt", "c.txt"])
    ('novel', 'a and 2 more')
    """
    from align.pair.by_name import parse_name

    folders = {PurePosixPath(name).parts[0] for name in files if "/" in name}
    if len(folders) == 1 and all("/" in name for name in files):
        found = folders.pop()
    else:
        bare = sorted({parse_name(Path(PurePosixPath(n).name), Path()).bare for n in files})
        found = bare[0] if len(files) < 3 else f"{bare[0][:40]} and {len(files) - 1} more"
    return found[:80].strip(" .") or "documents"
