"""Statistics of a memory."""

import os
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from align.formats.parallel import MemorySource, in_pieces
from align.formats.report import not_kept
from align.frames import Shown
from align.languages import LANGUAGES
from align.memory.duplicates import identity
from align.runners.worker import Ask
from align.tmx_dates import dates_in, tmx_date
from align.unit import UnitLike, Variant, language_of

_BILLION = 10**9


@dataclass
class LanguageStats:
    """The texts in one language. ``words`` counts characters in Chinese, else words."""

    code: str
    units: int = 0
    words: int = 0
    characters: int = 0
    longest: int = 0
    longest_text: str = ""

    @property
    def counted(self) -> str:
        """The unit of ``words``."""
        known = LANGUAGES.get(language_of(self.code))
        return "Chinese characters" if known and not known.joiner else "words"


@dataclass
class Stats(Shown):
    """Statistics of a memory; see :func:`stats_of`.

    ``duplicates`` are units that occurred before (:func:`align.memory.duplicates.identity`),
    ``confidence`` counts the units in ten steps of 0.1 (the last includes 1.0), ``incomplete`` are
    units without two texts, ``left_out`` is what was not read
    (:attr:`align.unit.Memory.left_out`).
    """

    units: int = 0
    incomplete: int = 0
    duplicates: int = 0
    inline_codes: int = 0
    documents: int = 0
    without_confidence: int = 0
    confidence: list[int] = field(default_factory=lambda: [0] * 10)
    mean_confidence: float | None = None
    first_date: str = ""
    last_date: str = ""
    languages: dict[str, LanguageStats] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """The report as printed by the command."""
        out = [
            f"units        {self.units:>12,}",
            f"incomplete   {self.incomplete:>12,}   without two texts",
            f"duplicates   {self.duplicates:>12,}   the same texts again",
            f"inline codes {self.inline_codes:>12,}",
            f"documents    {self.documents:>12,}",
        ]
        if self.first_date:
            out.append(f"dates        {self.first_date} to {self.last_date}")
        for language in self.languages.values():
            out.append(
                f"{language.code or '(no language)':<12} {language.units:>12,} units, "
                f"{language.words:,} {language.counted}, {language.characters:,} characters; "
                f"longest {language.longest:,}"
            )
        if self.mean_confidence is not None:
            out.append(f"confidence   {self.mean_confidence:>12.3f} on average")
            most = max(self.confidence)
            for step, number in enumerate(self.confidence):
                bar = "█" * round(30 * number / most)
                out.append(
                    f"  {step / 10:.1f}-{(step + 1) / 10:.1f}    {number:>12,}   {bar}".rstrip()
                )
        if self.without_confidence:
            out.append(f"  unknown    {self.without_confidence:>12,}")
        if self.left_out:
            out.append(not_kept(self.left_out, "not read"))
        return out

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def to_json(self) -> dict[str, Any]:
        """The statistics as JSON data."""
        out = asdict(self)
        for code, language in self.languages.items():
            out["languages"][code]["counted"] = language.counted
        return out


def stats_of(
    path: str | os.PathLike[str],
    *,
    jobs: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Stats:
    """Compute the statistics of a memory in one reading.

    ``jobs`` is the number of processes for a large TMX, by default one per core.

    >>> import tempfile
    >>> from align.memory import write
    >>> from align.memory.clean.rule import example_unit
    >>> from align.unit import Header, Memory
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     units = [example_unit("Good morning.", "早上好。", confidence="0.95")] * 2
    ...     _ = write(Memory(Header(), units), f"{folder}/a.tmx")
    ...     stats = stats_of(f"{folder}/a.tmx")
    >>> stats.units, stats.duplicates, stats.confidence[9]
    (2, 1, 2)
    >>> [(s.code, s.words, s.counted) for s in stats.languages.values()]
    [('en-US', 4, 'words'), ('zh-CN', 6, 'Chinese characters')]

    Raises :class:`align.errors.InputError` for a file that is not a memory.
    """

    def job(source: MemorySource) -> Stats:
        counting = _Counting()
        for part in source.each(_count, jobs=jobs):
            counting.merge(part)
            if progress:
                progress(counting.stats.units)
        counting.stats.left_out = dict(+source.left_out)
        return counting.end()

    return in_pieces(path, job)


def _count(units: Iterable[UnitLike], ask: Ask) -> "_Counting":
    counting = _Counting()
    for unit in units:
        counting.add(unit)
    counting.flush()
    return counting


class _Counting:
    """Collects the values of each unit of a piece, and counts them all at once, which is faster."""

    def __init__(self) -> None:
        self.stats = Stats()
        self._texts: dict[str, list[str]] = {}
        self._values: list[str] = []
        self._dates: list[str] = []
        self._seen: set[int] = set()
        self._documents: set[int] = set()
        self._sum = 0  # in billionths, so that the order of addition does not matter

    def add(self, like: UnitLike) -> None:
        """Add a unit."""
        self.stats.units += 1
        self._seen.add(hash(identity(like)))
        unit, found = like.unit(), 0
        for variant in unit.variants:
            if variant.attributes:
                self._dates += dates_in(variant.attributes)
            parts = variant.parts
            text = parts[0] if len(parts) == 1 else self._with_codes(variant)
            if not isinstance(text, str):
                text = self._with_codes(variant)
            if text:
                found += 1
                texts = self._texts.get(variant.lang)
                if texts is None:
                    texts = self._texts[variant.lang] = []
                texts.append(text)
        if found < 2:
            self.stats.incomplete += 1
        for prop in unit.props:
            kind = prop.type
            if kind == "x-confidence":
                self._values.append(prop.value)
            elif kind == "x-document":
                self._documents.add(hash(prop.value))
        if unit.attributes:
            self._dates += dates_in(unit.attributes)

    def _with_codes(self, variant: Variant) -> str:
        self.stats.inline_codes += len(variant.codes)
        return variant.text

    def flush(self) -> None:
        """Count the collected values."""
        for code, texts in self._texts.items():
            self._language(code, texts)
        self._texts.clear()
        for value, times in Counter(self._values).items():
            try:
                confidence = min(max(float(value), 0.0), 1.0)
                self.stats.confidence[min(int(confidence * 10 + 1e-9), 9)] += times
            except ValueError:  # not a number, or nan
                continue
            self._sum += round(confidence * _BILLION) * times
        self._values.clear()
        if dates := [date for text in set(self._dates) if (date := tmx_date(text))]:
            self._span(min(dates), max(dates))
        self._dates.clear()

    def _span(self, first: str, last: str) -> None:
        stats = self.stats
        stats.first_date = min(first, stats.first_date) if stats.first_date else first
        stats.last_date = max(last, stats.last_date)

    def _language(self, code: str, texts: list[str]) -> None:
        stats = self.stats.languages.setdefault(code, LanguageStats(code))
        stats.units += len(texts)
        stats.characters += sum(map(len, texts))
        together = "\n".join(texts)
        known = LANGUAGES.get(language_of(code))
        if known and not known.joiner:  # written without spaces
            stats.words += len(known.script.findall(together))
        else:
            stats.words += len(together.split())
        longest = max(texts, key=len)
        if len(longest) > stats.longest:
            stats.longest, stats.longest_text = len(longest), longest

    def merge(self, other: "_Counting") -> None:
        """Add the counts of further units."""
        stats, more = self.stats, other.stats
        stats.units += more.units
        stats.incomplete += more.incomplete
        stats.inline_codes += more.inline_codes
        stats.confidence = [a + b for a, b in zip(stats.confidence, more.confidence, strict=True)]
        if more.first_date:
            self._span(more.first_date, more.last_date)
        for code, found in more.languages.items():
            language = stats.languages.setdefault(code, LanguageStats(code))
            language.units += found.units
            language.words += found.words
            language.characters += found.characters
            if found.longest > language.longest:
                language.longest, language.longest_text = found.longest, found.longest_text
        self._seen |= other._seen
        self._documents |= other._documents
        self._sum += other._sum

    def end(self) -> Stats:
        """Return the statistics, after the last unit."""
        stats = self.stats
        stats.documents = len(self._documents)
        stats.duplicates = stats.units - len(self._seen)
        known = sum(stats.confidence)
        stats.without_confidence = stats.units - known
        stats.mean_confidence = round(self._sum / _BILLION / known, 4) if known else None
        return stats
