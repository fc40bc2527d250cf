"""Match analysis: how much of new documents a memory covers, as agencies bill it.

Also pretranslation: the documents as XLIFF 1.2, with the matches filled in.
"""

import csv
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from align.document import Document
from align.errors import InputError, UsageError
from align.files.atomic import atomic_write
from align.formats.read import is_bilingual, read_memory
from align.formats.xml_text import clean_text
from align.languages import LANGUAGES
from align.languages.detection import dominant
from align.languages.words.content import count_characters, count_words
from align.memory.matching.fuzzy import FuzzyMatch, Lookup, normal
from align.unit import Memory
from align.version import __version__

if TYPE_CHECKING:
    from align.pipeline import Aligner

File = str | os.PathLike[str]

#: The rows of an analysis, in order, with the lowest percentage of each.
BANDS = {"repetitions": 0, "100": 100, "95-99": 95, "85-94": 85, "75-84": 75, "50-74": 50}
NO_MATCH = "no match"
ROWS = (*BANDS, NO_MATCH)
#: The language that a document is translated into.
OTHER = {"en": "zh", "zh": "en"}
_STEP = 10_000
SUFFIXES = (".xlf", ".xliff")
_NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
_EXACT = {"state": "translated", "state-qualifier": "exact-match"}
_FUZZY = {"state": "needs-review-translation", "state-qualifier": "fuzzy-match"}


class Count(NamedTuple):
    """An amount of text: segments, English words, Chinese characters."""

    segments: int = 0
    words: int = 0
    characters: int = 0

    def plus(self, other: "Count") -> "Count":
        """The sum of both.

        >>> Count(1, 5, 0).plus(Count(1, 0, 8))
        Count(segments=2, words=5, characters=8)
        """
        return Count(*(a + b for a, b in zip(self, other, strict=True)))


@dataclass(frozen=True, slots=True)
class AnalysedSegment:
    """A segment of a document: its text, its row in the analysis (of :data:`ROWS`), its count.

    ``match`` is the best match in the memory, None below 50 %. A repetition has that of its first
    occurrence.
    """

    text: str
    row: str
    count: Count
    match: FuzzyMatch | None = None


@dataclass(frozen=True, slots=True)
class AnalysedDocument:
    """A document and its segments, in order."""

    document: Document
    segments: tuple[AnalysedSegment, ...]

    @property
    def counts(self) -> dict[str, Count]:
        """The count in each row of the analysis, from repetitions to no match."""
        counts = dict.fromkeys(ROWS, Count())
        for segment in self.segments:
            counts[segment.row] = counts[segment.row].plus(segment.count)
        return counts


@dataclass
class Pretranslated:
    """What was written: segments, how many of them have a target, characters dropped.

    >>> print(Pretranslated(12, 5, 1))
    12 segments, 5 with a target; 1 illegal character dropped
    """

    segments: int = 0
    filled: int = 0
    illegal: int = 0

    def __str__(self) -> str:
        said = f"{self.segments:,} segments, {self.filled:,} with a target"
        if self.illegal:
            said += f"; {self.illegal:,} illegal character{'s'[: self.illegal > 1]} dropped"
        return said

    def clean(self, text: str) -> str:
        """Return text that XML can hold, on one line."""
        found = clean_text(text)
        self.illegal += found.illegal
        return found.text


@dataclass(frozen=True, slots=True)
class Leverage:
    """The analysis of documents against ``units`` of memories, and what was ``written`` of it."""

    documents: tuple[AnalysedDocument, ...]
    units: int
    written: Pretranslated | None = None

    @property
    def counts(self) -> dict[str, Count]:
        """The count in each row, for all documents."""
        counts = dict.fromkeys(ROWS, Count())
        for analysed in self.documents:
            for row, count in analysed.counts.items():
                counts[row] = counts[row].plus(count)
        return counts

    @property
    def total(self) -> Count:
        """The sum of all rows."""
        return total(self.counts)

    def tables(self) -> Iterator[tuple[str, dict[str, Count]]]:
        """Yield name and rows of each document, then of all together if there are several."""
        for analysed in self.documents:
            yield analysed.document.name, analysed.counts
        if len(self.documents) > 1:
            yield "total", self.counts

    def __str__(self) -> str:
        compared = f"{self.units:,} units compared"
        return compared if self.written is None else f"{compared}; {self.written}"

    def write_csv(self, path: File) -> None:
        """Write a line for each document and row; ``-`` is standard output."""
        with atomic_write(path, "w") as stream:
            stream.write("" if os.fspath(path) == "-" else "\ufeff")  # for Excel
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(["document", "match", "segments", "words", "characters"])
            for name, counts in self.tables():
                for row, count in [*counts.items(), ("total", total(counts))]:
                    writer.writerow([name, row, *count])

    def to_dict(self) -> dict[str, Any]:
        """The analysis as JSON data."""
        return {
            "units": self.units,
            "documents": [
                {
                    "name": one.document.name,
                    "language": one.document.language,
                    "rows": _rows(one.counts),
                }
                for one in self.documents
            ],
            "total": _rows(self.counts),
        }


def total(counts: dict[str, Count]) -> Count:
    """The sum of the rows."""
    found = Count()
    for count in counts.values():
        found = found.plus(count)
    return found


def leverage(
    documents: File | Document | Iterable[File | Document],
    memories: File | Memory | Iterable[File | Memory],
    *,
    language: str | None = None,
    aligner: "Aligner | None" = None,
    progress: Callable[[int], None] | None = None,
) -> Leverage:
    """Compare new documents with memories; each memory is read once, as a stream.

    Files are read and segmented by ``aligner`` in ``language``, which is detected by default.
    A segment that occurred before in these documents is a repetition; any other one is
    counted in the row of its best match. ``progress`` is called with the number of units read so
    far.

    >>> from align.unit import Header, Unit, Variant
    >>> unit = Unit([Variant("en-US", ("Good morning.",)), Variant("zh-CN", ("早上好。",))])
    >>> new = Document.from_sentences(["Good morning.", "Good evening.", "Good morning."], "en")
    >>> found = leverage(new, Memory(Header(), [unit]))
    >>> [(row, count.segments, count.words) for row, count in found.counts.items() if any(count)]
    [('repetitions', 1, 2), ('100', 1, 2), ('50-74', 1, 2)]

    Raises :class:`align.errors.InputError` for a file that cannot be read, a document without text,
    and a memory without units in both languages.
    """
    if isinstance(documents, str | os.PathLike | Document):
        documents = [documents]
    if isinstance(memories, str | os.PathLike | Memory):
        memories = [memories]
    read = [
        one if isinstance(one, Document) else read_document(one, language, aligner)
        for one in documents
    ]
    if not read:
        raise UsageError("no document to analyse")
    first = _first_occurrences(read)
    lookups = {code: Lookup(list(some)) for code, some in first.items()}
    units = 0
    for memory in memories:
        opened = memory if isinstance(memory, Memory) else read_memory(memory)
        before = units
        for unit in opened:
            texts = {"en": unit.text("en"), "zh": unit.text("zh")}
            if not (texts["en"].strip() and texts["zh"].strip()):
                continue
            units += 1
            for code, lookup in lookups.items():
                lookup.add(unit, texts[code], texts[OTHER[code]], opened.name)
            if progress and units % _STEP == 0:
                progress(units)
        if units == before:
            raise InputError(f"{opened.name or 'memory'}: no unit with English and Chinese text")
    for lookup in lookups.values():
        lookup.finish()
    best = {
        code: dict(zip(first[code], lookup.found, strict=True)) for code, lookup in lookups.items()
    }
    return Leverage(tuple(_analysed(read, best)), units)


def read_document(
    path: File, language: str | None = None, aligner: "Aligner | None" = None
) -> Document:
    """Read and segment a document; its language is detected by its letters if not given.

    Raises :class:`align.errors.InputError`, also if it has no text.
    """
    from align.pipeline import Aligner
    from align.readers import read

    aligner = aligner or Aligner()
    name = os.fspath(path)
    if language is None:
        if name == "-":
            raise UsageError("standard input: specify its language with --language en or zh")
        if is_bilingual(path):
            raise InputError(f"{name}: a bilingual file; pass it alone, or specify the language")
        texts = (p.text for p in read(path, encoding=aligner.encoding) if not p.aside)
        language = dominant("\n".join(islice(texts, 2000)))
        if not language:
            raise InputError(f"{name}: contains neither English nor Chinese text")
    document = aligner.read(path, language, name="stdin" if name == "-" else None)
    if not document.sentences:
        raise InputError(f"{name}: no text in it")
    return document


def _first_occurrences(documents: Iterable[Document]) -> dict[str, dict[str, None]]:
    """Return the different segments of each language, normalised by :func:`normal`."""
    found: dict[str, dict[str, None]] = {}
    for document in documents:
        found.setdefault(document.language, {}).update(dict.fromkeys(map(normal, document.texts)))
    return found


def _analysed(
    documents: Iterable[Document], best: dict[str, dict[str, FuzzyMatch | None]]
) -> Iterator[AnalysedDocument]:
    seen: set[tuple[str, str]] = set()
    for document in documents:
        segments = []
        for text in document.texts:
            key = normal(text)
            match = best[document.language][key]
            repeated = (document.language, key) in seen
            row = "repetitions" if repeated else band_of(match.percent if match else 0)
            seen.add((document.language, key))
            count = Count(1, count_words(text), count_characters(text))
            segments.append(AnalysedSegment(text, row, count, match))
        yield AnalysedDocument(document, tuple(segments))


def band_of(percent: int) -> str:
    """Return the row of a percentage.

    >>> band_of(100), band_of(84), band_of(49)
    ('100', '75-84', 'no match')
    """
    return next((row for row, low in BANDS.items() if low and percent >= low), NO_MATCH)


def _rows(counts: dict[str, Count]) -> list[dict[str, Any]]:
    everything = chain(counts.items(), [("total", total(counts))])
    return [{"match": row, **count._asdict()} for row, count in everything]


def check_suffix(path: str | os.PathLike[str]) -> None:
    """Raise :class:`align.errors.UsageError` for a file without an XLIFF suffix."""
    name = os.fspath(path)
    if name != "-" and not name.lower().endswith(SUFFIXES):
        raise UsageError(f"{name}: the pretranslated file is XLIFF; give it the suffix .xlf")


def pretranslate(
    found: Leverage, path: str | os.PathLike[str], *, min_match: int = 75
) -> Pretranslated:
    """Write the documents of an analysis as XLIFF 1.2 atomically; ``-`` is standard output.

    A segment gets a target if its match is at least ``min_match``: ``translated`` at 100 %,
    else ``needs-review-translation``. Every match, even a lower one, is included as an
    ``alt-trans`` with its ``match-quality`` and its own source.

    >>> import tempfile
    >>> from align.document import Document
    >>> from align.memory.matching.analysis import leverage
    >>> from align.unit import Header, Memory, Unit, Variant
    >>> unit = Unit([Variant("en-US", ("Good morning.",)), Variant("zh-CN", ("早上好。",))])
    >>> new = Document.from_sentences(["Good morning.", "See you soon."], "en", name="a.txt")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     print(pretranslate(leverage(new, Memory(Header(), [unit])), f"{folder}/a.xlf"))
    2 segments, 1 with a target

    Raises :class:`align.errors.UsageError` for another suffix, :class:`align.errors.OutputError`
    if the file cannot be written.
    """
    from lxml import etree

    check_suffix(path)
    report = Pretranslated()
    root = etree.Element("xliff", {"xmlns": _NAMESPACE, "version": "1.2"})
    for analysed in found.documents:
        body = _file(root, analysed, report)
        for number, segment in enumerate(analysed.segments, start=1):
            _unit(etree.SubElement(body, "trans-unit", id=str(number)), segment, min_match, report)
    with atomic_write(path, "wb") as stream:
        whole = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
        stream.write(whole)
    return report


def _file(root: Any, analysed: AnalysedDocument, report: Pretranslated) -> Any:
    """Return the ``file`` of a document, and its ``body`` for the units."""
    from lxml import etree

    document = analysed.document
    attributes = {
        "original": report.clean(document.name) or "text",
        "source-language": document.locale or LANGUAGES[document.language].locale,
        "target-language": LANGUAGES[OTHER[document.language]].locale,
        "datatype": "plaintext",
    }
    tool = {"tool-id": "tmxalign", "tool-name": "tmxalign", "tool-version": __version__}
    file = etree.SubElement(root, "file", attributes)
    etree.SubElement(etree.SubElement(file, "header"), "tool", tool)
    return etree.SubElement(file, "body")


def _unit(unit: Any, segment: AnalysedSegment, min_match: int, report: Pretranslated) -> None:
    match = segment.match
    report.segments += 1
    _text(unit, "source", segment.text, report)
    if match is None:
        return
    if match.percent >= min_match:
        report.filled += 1
        states = _EXACT if match.percent == 100 else _FUZZY
        _text(unit, "target", match.target, report).attrib.update(states)
    _alternative(unit, match, report)


def _alternative(unit: Any, match: FuzzyMatch, report: Pretranslated) -> None:
    from lxml import etree

    attributes = {"match-quality": f"{match.percent}%", "tool-id": "tmxalign"}
    names = (Path(match.memory).name, match.document)
    if origin := report.clean(" | ".join(filter(None, names))):
        attributes["origin"] = origin
    alternative = etree.SubElement(unit, "alt-trans", attributes)
    _text(alternative, "source", match.source, report)
    _text(alternative, "target", match.target, report)


def _text(parent: Any, name: str, text: str, report: Pretranslated) -> Any:
    from lxml import etree

    element = etree.SubElement(parent, name)
    element.text = report.clean(text)
    return element
