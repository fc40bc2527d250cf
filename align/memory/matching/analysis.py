"""Match analysis: how much of new documents a memory covers, as agencies bill it."""

import csv
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from align.document import Document
from align.errors import InputError, UsageError
from align.files.atomic import atomic_write
from align.files.screen import seen
from align.formats.read import read_memory
from align.formats.table.records import guarded
from align.frames import Shown
from align.languages import LANGUAGES, other_language
from align.languages.numbers.rewriting import with_numbers_of
from align.languages.words.content import count_characters, count_words
from align.memory.matching.fuzzy import normal
from align.memory.matching.job import Job, read_jobs
from align.memory.matching.lookup import FOREIGN, Around, FuzzyMatch, Lookup
from align.memory.matching.tags import TAGS, with_tags_of
from align.runners import Runner
from align.unit import Memory, Prop, Unit, Variant, canonical_code, language_of

if TYPE_CHECKING:
    from align.memory.matching.pretranslation import Pretranslated
    from align.pipeline import Aligner

File = str | os.PathLike[str]

REPETITIONS, NO_MATCH = "repetitions", "no match"
#: The rows of an analysis, in order, with the lowest percentage of each.
BANDS = {REPETITIONS: 0, "100": 100, "95-99": 95, "85-94": 85, "75-84": 75, "50-74": 50}
ROWS = (*BANDS, NO_MATCH)
#: The row of what is translated already, in a document that has such segments.
FINISHED = "finished"
_STEP = 10_000


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

    ``matches`` are those in the memory, the best first; there are none below 50 %. A repetition has
    those of its first occurrence. ``finished`` is the translation that the document has already.
    """

    text: str
    row: str
    count: Count
    matches: tuple[FuzzyMatch, ...] = ()
    finished: str = ""

    @property
    def match(self) -> FuzzyMatch | None:
        """The best match."""
        return self.matches[0] if self.matches else None


@dataclass(frozen=True, slots=True)
class AnalysedDocument:
    """A document and its segments, in order; ``target`` is the code of its translation.

    ``units``: the segments are units of the file, as it has them; ``path`` is that of an XLIFF.
    ``foreign_costs`` is what matches in another variety than ``target`` have lost, in per cent.
    """

    document: Document
    segments: tuple[AnalysedSegment, ...]
    target: str = ""
    units: bool = False
    path: str = ""
    foreign_costs: int = 0

    @property
    def counts(self) -> dict[str, Count]:
        """The count in each row of the analysis, from repetitions to no match and finished."""
        counts = dict.fromkeys(ROWS, Count())
        for segment in self.segments:
            counts[segment.row] = counts.get(segment.row, Count()).plus(segment.count)
        return counts


@dataclass(frozen=True, slots=True)
class Leverage(Shown):
    """The analysis of documents against ``units`` of memories, and what was ``written`` of it."""

    documents: tuple[AnalysedDocument, ...]
    units: int
    written: "Pretranslated | None" = None

    @property
    def counts(self) -> dict[str, Count]:
        """The count in each row, for all documents."""
        counts = dict.fromkeys(ROWS, Count())
        for analysed in self.documents:
            for row, count in analysed.counts.items():
                counts[row] = counts.get(row, Count()).plus(count)
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

    @property
    def foreign(self) -> Counter[tuple[str, str]]:
        """How many segments have their best match in another variety: its code and the wanted."""
        return Counter(
            (segment.match.lang, analysed.target)
            for analysed in self.documents
            for segment in analysed.segments
            if segment.match and segment.match.foreign
        )

    def __str__(self) -> str:
        said = [f"{self.units:,} unit{'s'[: self.units != 1]} compared"]
        for (code, wanted), count in sorted(self.foreign.items()):
            segments = f"{count:,} segment{'s'[: count > 1]}"
            said.append(f"the best match of {segments} is in {code}, not {wanted}")
        return "; ".join([*said, str(self.written)] if self.written else said)

    def write_csv(self, path: File) -> None:
        """Write a line for each document and row; ``-`` is standard output."""
        with atomic_write(path, "w") as stream:
            stream.write("" if os.fspath(path) == "-" else "\ufeff")  # for Excel
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(["document", "match", "segments", "words", "characters"])
            for name, counts in self.tables():
                for row, count in [*counts.items(), ("total", total(counts))]:
                    writer.writerow([guarded(seen(name)), row, *count])

    def to_dict(self) -> dict[str, Any]:
        """The analysis as JSON data."""
        return {
            "units": self.units,
            "documents": [
                {
                    "name": one.document.name,
                    "language": one.document.language,
                    "target": one.target,
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
    target: str | None = None,
    tags: str = TAGS[0],
    numbers: bool = False,
    matches: int = 1,
    aligner: "Aligner | None" = None,
    progress: Callable[[int], None] | None = None,
    runner: Runner | None = None,
) -> Leverage:
    """Compare new documents with memories; each memory is read once, as a stream.

    Files are read by :func:`align.memory.matching.job.read_job` in ``language``, which is detected
    by default. A segment that is translated already is finished, one that occurred before in these
    documents is a repetition; any other one is counted in the row of its best match, and gets the
    best ``matches`` of them.

    ``target`` is the variety of the target language, such as ``zh-TW``; by default that of the
    document, if it names one. A match in another variety costs
    :data:`align.memory.matching.lookup.FOREIGN` per cent. If none is named, any variety counts, and
    the one that most units have comes first. ``tags``: see
    :data:`align.memory.matching.tags.TAGS`. With ``numbers``, a match that differs in numbers only
    is offered with those of the segment, where that is certain:
    :func:`align.languages.numbers.rewriting.with_numbers_of`. ``progress`` is called with the
    number of units read so far. ``runner`` reads the documents (:mod:`align.runners`), by default
    here.

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
    if tags not in TAGS:
        raise UsageError(f"unknown way to compare tags {tags!r}; there are: {', '.join(TAGS)}")
    jobs = read_jobs(documents, language, aligner, runner)
    if not jobs:
        raise UsageError("no document to analyse")
    _check_target(target, jobs)
    occurrences = _occurrences(jobs)
    lookups = {
        code: Lookup(list(some), around=list(some.values()), most=matches, tags=tags)
        for code, some in occurrences.items()
    }
    for job in jobs:
        _add_finished(job, lookups[job.document.language])
    units = _compare(memories, lookups, progress)
    for lookup in lookups.values():
        lookup.finish()
    numbered = {code: {key: n for n, key in enumerate(some)} for code, some in occurrences.items()}
    targets = [_named_target(job, target) for job in jobs]
    analysed = _analysed(jobs, targets, lookups, numbered, numbers=numbers)
    return Leverage(tuple(analysed), units)


def _compare(
    memories: Iterable[File | Memory],
    lookups: Mapping[str, Lookup],
    progress: Callable[[int], None] | None,
) -> int:
    """Compare the segments with all units of memories; return how many there are."""
    units = 0
    for memory in memories:
        opened = memory if isinstance(memory, Memory) else read_memory(memory)
        before = units
        for unit in opened:
            texts = _texts(unit)
            if not all(texts.values()):
                continue
            units += 1
            for code, lookup in lookups.items():
                for source in texts[code]:
                    for other in texts[other_language(code)]:
                        lang = canonical_code(other.lang)
                        lookup.add(unit, source.text, other.text, opened.name, lang)
            if progress and units % _STEP == 0:
                progress(units)
        if units == before:
            raise InputError(f"{opened.name or 'memory'}: no unit with English and Chinese text")
    return units


def _texts(unit: Unit) -> dict[str, list[Variant]]:
    """The texts of a unit by language."""
    found: dict[str, list[Variant]] = {code: [] for code in LANGUAGES}
    for variant in unit.variants:
        language = language_of(variant.lang)
        if language in found and variant.text.strip():
            found[language].append(variant)
    return found


def _check_target(target: str | None, jobs: Sequence[Job]) -> None:
    for job in jobs if target is not None else ():
        if language_of(target or "") != other_language(job.document.language):
            language = LANGUAGES[job.document.language].name
            raise UsageError(f"{target!r} is no target for a document in {language}")


def _named_target(job: Job, target: str | None) -> str:
    """The variety that a document is translated into, as asked or as it says; empty for any."""
    return canonical_code(target or job.target) if target or "-" in job.target else ""


def _usual_target(job: Job, lookup: Lookup) -> str:
    """The variety that most units have."""
    usual = LANGUAGES[other_language(job.document.language)].locale
    known = {code: count for code, count in lookup.languages.items() if "-" in code}
    return max(known, key=lambda code: (known[code], code == usual), default=usual)


def _add_finished(job: Job, lookup: Lookup) -> None:
    """What is finished of a job is its first memory."""
    for number, text in enumerate(job.document.texts):
        if translation := job.translation(number):
            unit = Unit([], props=(Prop("x-document", job.document.name),))
            lang = job.target or other_language(job.document.language)
            lookup.add(unit, text, translation, job.document.name, lang)


def _occurrences(jobs: Iterable[Job]) -> dict[str, dict[str, set[Around]]]:
    """The different segments of each language, normalised, and what is around each of them."""
    found: dict[str, dict[str, set[Around]]] = {}
    for job in jobs:
        some = found.setdefault(job.document.language, {})
        for text, around in _in_context(job.document):
            some.setdefault(text, set()).add(around)
    return found


def _in_context(document: Document) -> Iterator[tuple[str, Around]]:
    texts = [normal(text) for text in document.texts]
    yield from zip(texts, zip(["", *texts], [*texts[1:], ""], strict=False), strict=True)


def _analysed(
    jobs: Iterable[Job],
    targets: Iterable[str],
    lookups: Mapping[str, Lookup],
    numbered: Mapping[str, Mapping[str, int]],
    *,
    numbers: bool,
) -> Iterator[AnalysedDocument]:
    seen: set[tuple[str, str]] = set()
    for job, named in zip(jobs, targets, strict=True):
        document, segments = job.document, []
        language = document.language
        target = named or _usual_target(job, lookups[language])
        costs = FOREIGN if named else 0
        for place, (key, around) in enumerate(_in_context(document)):
            text = document.texts[place]
            number = numbered[language][key]
            found = lookups[language].matches(number, target, around, foreign_costs=costs)
            fitted = tuple(_fitted(match, text, language, numbers=numbers) for match in found)
            row = band_of(found[0].percent if found else 0)
            if (language, key) in seen:
                row = REPETITIONS
            seen.add((language, key))
            if finished := job.translation(place):
                row, fitted = FINISHED, ()
            count = Count(1, count_words(text), count_characters(text))
            segments.append(AnalysedSegment(text, row, count, fitted, finished))
        units = bool(job.finished)
        yield AnalysedDocument(document, tuple(segments), target, units, job.path, costs)


def _fitted(match: FuzzyMatch, text: str, language: str, *, numbers: bool) -> FuzzyMatch:
    """A match with the tags of the segment and, if asked, its numbers."""
    target = with_tags_of(text, match.source, match.target)
    changed: tuple[tuple[str, str], ...] = ()
    if numbers and match.percent < 100 and not match.foreign:
        source = with_tags_of(text, match.source, match.source)
        if found := with_numbers_of(text, source, target, language):
            target, changed = found
    if target == match.target:
        return match
    return replace(match, filled=target, numbers=changed)


def band_of(percent: int) -> str:
    """Return the row of a percentage.

    >>> band_of(100), band_of(84), band_of(49)
    ('100', '75-84', 'no match')
    """
    return next((row for row, low in BANDS.items() if low and percent >= low), NO_MATCH)


def _rows(counts: dict[str, Count]) -> list[dict[str, Any]]:
    everything = chain(counts.items(), [("total", total(counts))])
    return [{"match": row, **count._asdict()} for row, count in everything]
