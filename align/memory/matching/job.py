"""The documents of a job: new text in segments, and what of it is translated already."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from align.document import Document, Paragraph, Sentence
from align.errors import InputError, UsageError
from align.files.load import File
from align.formats.read import is_bilingual, read_memory
from align.formats.registry import FormatReader, format_reader_for
from align.formats.xliff.fill import languages_of_xliff
from align.formats.xliff.status import DRAFTS
from align.languages import LANGUAGES, other_language
from align.languages.detection import dominant
from align.runners import InProcess, Runner, in_order_of
from align.unit import Unit, canonical_code, language_of

if TYPE_CHECKING:
    from align.pipeline import Aligner


#: Statuses of translations that do not count; the last is that of a PO file.
_UNFINISHED = frozenset({*DRAFTS, "fuzzy"})


@dataclass(frozen=True, slots=True)
class Job:
    """A document to translate. ``finished`` are the translations of its segments that count, empty

    where there is none; ``target`` is the language code that the document wants, if it says so.
    ``path`` is the XLIFF that it is, which can be filled.
    """

    document: Document
    finished: tuple[str, ...] = ()
    target: str = ""
    path: str = ""

    def translation(self, number: int) -> str:
        """The translation of a segment that counts."""
        return self.finished[number] if self.finished else ""


def read_job(
    path: File | str, language: str | None = None, aligner: "Aligner | None" = None
) -> Job:
    """Read a document; its language is detected if not given.

    The segments of an XLIFF, a PO file or a table are those of the file, and those with a
    translation that counts are finished; any other document is segmented by ``aligner``.

    Raises :class:`align.errors.InputError`, also if it has no text.
    """
    from align.pipeline import Aligner

    aligner = aligner or Aligner()
    name = os.fspath(path) if isinstance(path, str | os.PathLike) else str(path)
    if name == "-" and language is None:
        raise UsageError("standard input: specify its language with --language en or zh")
    reader = None if name == "-" else format_reader_for(name)
    if reader and (reader.has_drafts or reader.keeps_halves):
        job = _read_units(name, reader, language, aligner.encoding)
    else:
        called = "stdin" if name == "-" else readable_name(name)
        job = Job(aligner.read(path, language or _detected(name, aligner), name=called))
    if not job.document.sentences:
        raise InputError(f"{name}: no text in it")
    return job


@dataclass(frozen=True)
class _Reading:
    """:func:`read_job`, in any process."""

    language: str | None
    aligner: "Aligner"

    def prepare(self) -> None:
        """Load what splits sentences."""
        for code in LANGUAGES:
            self.aligner.reader.from_text("1. 2.", code)

    def __call__(self, path: File | str) -> Job:
        return read_job(path, self.language, self.aligner)


def read_jobs(
    documents: Iterable[File | Document],
    language: str | None = None,
    aligner: "Aligner | None" = None,
    runner: Runner | None = None,
) -> list[Job]:
    """Read documents, as :func:`read_job` does; ``runner`` has processes that read files.

    >>> [job.document.language for job in read_jobs(["corpora/README.md"], "en")]
    ['en']
    """
    from align.pipeline import Aligner

    work = _Reading(language, aligner or Aligner())
    given = list(documents)
    files = [one for one in given if isinstance(one, str | os.PathLike) and os.fspath(one) != "-"]
    read = in_order_of((runner or InProcess()).map(work, files))
    jobs = []
    for one in given:
        if isinstance(one, Document):
            jobs.append(Job(one))
        elif isinstance(one, str | os.PathLike) and os.fspath(one) != "-":
            outcome = next(read)
            if outcome.failure:
                raise outcome.failure.error(one)
            assert outcome.result
            jobs.append(outcome.result)
        else:  # a stream, which other processes do not have
            jobs.append(work(one))
    return jobs


def readable_name(path: str) -> str:
    r"""Return the name of a file as text, also if its bytes are none.

    >>> readable_name("files/caf\udce9.txt")
    'caf\ufffd.txt'
    """
    return os.fsencode(Path(path).name).decode("utf-8", "replace")


def _detected(name: str, aligner: "Aligner") -> str:
    from align.readers import read

    if is_bilingual(name):
        raise InputError(f"{name}: a bilingual file; specify the side with --language en or zh")
    texts = (p.text for p in read(name, encoding=aligner.encoding) if not p.aside)
    language = dominant("\n".join(islice(texts, 2000)))
    if not language:
        raise InputError(f"{name}: contains neither English nor Chinese text")
    return language


def _read_units(name: str, reader: FormatReader, language: str | None, encoding: str | None) -> Job:
    """Read a file of units: one segment each."""
    units = list(_units(name, reader, encoding))
    source, target = "", ""
    is_xliff = ".xlf" in reader.suffixes
    if is_xliff:
        source, target = languages_of_xliff(name)
    if language is None and reader.has_drafts:
        source = source or next((unit.variants[0].lang for unit in units if unit.variants), "")
        language = language_of(source)
    if language not in LANGUAGES:
        raise InputError(f"{name}: a bilingual file; specify the side with --language en or zh")
    other = other_language(language)
    if language_of(target) != other:
        targets = (found.lang for unit in units if (found := unit.variant(other)))
        target = next(targets, "")
    paragraphs: list[Paragraph] = []
    sentences: list[Sentence] = []
    finished: list[str] = []
    for unit in units:
        text = unit.text(language)
        if stripped := text.strip():
            start = text.index(stripped)
            place = len(paragraphs)
            paragraphs.append(Paragraph(text, unit.line, where=unit.where))
            sentences.append(Sentence(stripped, place, start, start + len(stripped)))
            counts = unit.prop("x-status") not in _UNFINISHED
            finished.append(unit.text(other).strip() if counts else "")
    document = Document(tuple(paragraphs), tuple(sentences), language, readable_name(name))
    if language_of(source) == language and "-" in canonical_code(source):
        document = replace(document, locale=canonical_code(source))
    path = name if is_xliff and language_of(source) == language else ""
    return Job(document, tuple(finished), canonical_code(target), path)


def _units(name: str, reader: FormatReader, encoding: str | None) -> Iterator[Unit]:
    """Yield the units with all translations, also those that do not count."""
    options = {"encoding": encoding} if reader.takes_encoding and encoding else {}
    yield from read_memory(name, drafts=True, **options)
