"""Match analysis: what of new documents a memory holds already, as agencies bill it."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from align.document import Document
from align.errors import InputError, UsageError
from align.formats.read import is_bilingual, read_memory
from align.languages.detection import dominant
from align.languages.words.content import count_characters, count_words
from align.memory.matching.fuzzy import normal
from align.memory.matching.lookup import Lookup, Match
from align.unit import Memory

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


class Count(NamedTuple):
    """So much text: segments, English words, Chinese characters."""

    segments: int = 0
    words: int = 0
    characters: int = 0

    def plus(self, other: "Count") -> "Count":
        """Both together.

        >>> Count(1, 5, 0).plus(Count(1, 0, 8))
        Count(segments=2, words=5, characters=8)
        """
        return Count(*(a + b for a, b in zip(self, other, strict=True)))


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment of a document: its text, its row in the analysis (of :data:`ROWS`), its count.

    ``match`` is the best one in the memory, None below 50 %. A repetition has that of the first
    occurrence.
    """

    text: str
    row: str
    count: Count
    match: Match | None = None


@dataclass(frozen=True, slots=True)
class Analysed:
    """A document and its segments, in order."""

    document: Document
    segments: tuple[Segment, ...]

    @property
    def counts(self) -> dict[str, Count]:
        """What stands in each row of the analysis, from repetitions to no match."""
        counts = dict.fromkeys(ROWS, Count())
        for segment in self.segments:
            counts[segment.row] = counts[segment.row].plus(segment.count)
        return counts


@dataclass(frozen=True, slots=True)
class Leverage:
    """The analysis of documents against memories; ``units`` of them were compared."""

    documents: tuple[Analysed, ...]
    units: int

    @property
    def counts(self) -> dict[str, Count]:
        """What stands in each row, all documents together."""
        counts = dict.fromkeys(ROWS, Count())
        for analysed in self.documents:
            for row, count in analysed.counts.items():
                counts[row] = counts[row].plus(count)
        return counts

    @property
    def total(self) -> Count:
        """All rows together."""
        return total(self.counts)

    def tables(self) -> Iterator[tuple[str, dict[str, Count]]]:
        """The name and the rows of each document, then of all together where there are several."""
        for analysed in self.documents:
            yield analysed.document.name, analysed.counts
        if len(self.documents) > 1:
            yield "total", self.counts

    def to_dict(self) -> dict[str, Any]:
        """The same for JSON."""
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

    Files are read and segmented by ``aligner`` in ``language``, which is recognized where it is
    not named. A segment that occurred before in these documents is a repetition; any other one goes
    into the row of its best match. ``progress`` is told now and then how many units were read.

    >>> from align.unit import Header, Unit, Variant
    >>> unit = Unit([Variant("en-US", ("Good morning.",)), Variant("zh-CN", ("早上好。",))])
    >>> new = Document.from_sentences(["Good morning.", "Good evening.", "Good morning."], "en")
    >>> found = leverage(new, Memory(Header(), [unit]))
    >>> [(row, count.segments, count.words) for row, count in found.counts.items() if any(count)]
    [('repetitions', 1, 2), ('100', 1, 2), ('50-74', 1, 2)]

    Raises :class:`align.errors.InputError` for what cannot be read, a document without text, and a
    memory without a unit in both languages.
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
    """A document, segmented; its language is recognized by its letters where it is not named.

    Raises :class:`align.errors.InputError`, also when it has no text.
    """
    from align.pipeline import Aligner
    from align.readers import read

    aligner = aligner or Aligner()
    name = os.fspath(path)
    if language is None:
        if name == "-":
            raise UsageError("standard input: name its language, --language en or zh")
        if is_bilingual(path):
            raise InputError(f"{name}: a bilingual file; give it alone, or name the language")
        texts = (p.text for p in read(path, encoding=aligner.encoding))
        language = dominant("\n".join(islice(texts, 2000)))
        if not language:
            raise InputError(f"{name}: neither English nor Chinese text in it")
    document = aligner.read(path, language, name="stdin" if name == "-" else None)
    if not document.sentences:
        raise InputError(f"{name}: no text in it")
    return document


def _first_occurrences(documents: Iterable[Document]) -> dict[str, dict[str, None]]:
    """The different segments of each language, as :func:`normal` sees them."""
    found: dict[str, dict[str, None]] = {}
    for document in documents:
        found.setdefault(document.language, {}).update(dict.fromkeys(map(normal, document.texts)))
    return found


def _analysed(
    documents: Iterable[Document], best: dict[str, dict[str, Match | None]]
) -> Iterator[Analysed]:
    seen: set[tuple[str, str]] = set()
    for document in documents:
        segments = []
        for text in document.texts:
            key = normal(text)
            match = best[document.language][key]
            repeated = (document.language, key) in seen
            row = "repetitions" if repeated else row_of(match.percent if match else 0)
            seen.add((document.language, key))
            count = Count(1, count_words(text), count_characters(text))
            segments.append(Segment(text, row, count, match))
        yield Analysed(document, tuple(segments))


def row_of(percent: int) -> str:
    """The row of a percentage.

    >>> row_of(100), row_of(84), row_of(49)
    ('100', '75-84', 'no match')
    """
    return next((row for row, low in BANDS.items() if low and percent >= low), NO_MATCH)


def _rows(counts: dict[str, Count]) -> list[dict[str, Any]]:
    everything = chain(counts.items(), [("total", total(counts))])
    return [{"match": row, **count._asdict()} for row, count in everything]
