"""Hits: the units that a search found, the best first."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from heapq import heappush, heappushpop
from typing import Any, ClassVar, NamedTuple

from align.frames import Framed
from align.memory.matching.folding import Span
from align.memory.matching.matchers import Condition, Fit
from align.unit import Unit, canonical_code, language_of

SIDES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class HitText:
    """A text of a unit that was found: ``lang`` is its code.

    ``percent`` says how well it fits, None if it does not, ``spans`` where.
    """

    lang: str
    text: str
    percent: int | None = None
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A unit that was found: ``language`` is the side that fits, ``percent`` says how well.

    ``texts`` are all of its English and Chinese texts, of any country, that are not empty;
    ``document``, ``confidence`` and ``id`` are those of the unit.

    >>> texts = HitText("en", "A lamp."), HitText("zh-CN", "灯。"), HitText("zh-TW", "燈。", 100)
    >>> hit = SearchHit(100, "zh", texts)
    >>> hit.en, hit.zh
    ('A lamp.', '燈。')
    """

    percent: int
    language: str
    texts: tuple[HitText, ...]
    document: str = ""
    confidence: float | None = None
    id: str = ""

    def side(self, language: str) -> tuple[HitText, ...]:
        """The texts on a side."""
        return tuple(one for one in self.texts if language_of(one.lang) == language)

    def best(self, language: str) -> HitText:
        """The text on a side that fits; else the first one that is not empty."""
        some = [one for one in self.side(language) if one.text.strip()]
        best = max((one.percent or 0 for one in some), default=0)
        return next((one for one in some if (one.percent or 0) == best), HitText(language, ""))

    @property
    def en(self) -> str:
        """The English text that fits, or the first."""
        return self.best("en").text

    @property
    def zh(self) -> str:
        """The Chinese text that fits, or the first."""
        return self.best("zh").text

    @property
    def spans(self) -> tuple[Span, ...]:
        """The places that fit in the text of the side :attr:`language`."""
        return self.best(self.language).spans

    def to_dict(self) -> dict[str, Any]:
        """The hit as JSON data."""
        return {
            "percent": self.percent,
            "language": self.language,
            "en": self.en,
            "zh": self.zh,
            "spans": self.spans,
            "texts": [asdict(text) for text in self.texts],
            "document": self.document,
            "confidence": self.confidence,
            "id": self.id,
        }


@dataclass(frozen=True, slots=True, repr=False)
class Concordance(Framed):
    """The result of a search: the best ``hits``, the number of units that fit, and of all units.

    ``text`` was searched on the side ``language``, empty for both; ``en`` and ``zh`` on theirs.
    ``index`` says whether an index was used: ``used``, ``built`` (it or its vectors were made
    first), or empty. If not ``complete``, more units may fit than were counted.
    """

    columns: ClassVar[tuple[str, ...]] = (
        "percent", "language", "en", "zh", "document", "confidence", "id",
    )  # fmt: skip
    shown: ClassVar[tuple[str, ...]] = ("percent", "document", "en", "zh")

    text: str
    mode: str
    language: str
    hits: tuple[SearchHit, ...]
    fitting: int
    units: int
    index: str = ""
    complete: bool = True
    en: str = ""
    zh: str = ""

    def rows(self) -> Iterator[dict[str, Any]]:
        """A row for each hit."""
        return (hit.to_dict() for hit in self.hits)

    def __str__(self) -> str:
        units = f"{self.units:,} unit{'s'[: self.units != 1]}"
        if not self.fitting:
            return f"nothing found in {units}"
        return f"{'' if self.complete else 'at least '}{self.fitting:,} found in {units}"

    def to_dict(self) -> dict[str, Any]:
        """The result as JSON data."""
        return asdict(self) | {"hits": [hit.to_dict() for hit in self.hits]}


class UnitFit(NamedTuple):
    """How well a unit fits: the higher ``rank``, the better; ``texts`` are those that fit."""

    rank: tuple[float, ...]
    percent: int
    side: str
    texts: dict[int, Fit]


class Best:
    """Collects the best hits, at most ``limit``."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._heap: list[tuple[tuple[float, ...], int, Unit, UnitFit]] = []
        self.fitting = 0

    def add(self, unit: Unit, fit: UnitFit) -> None:
        """Count a unit that fits, and keep it if it is among the best."""
        self.fitting += 1
        # the number puts the first of equals ahead, and makes all entries different
        entry = (fit.rank, -self.fitting, unit, fit)
        if len(self._heap) < self._limit:
            heappush(self._heap, entry)
        else:
            heappushpop(self._heap, entry)

    def hits(self) -> tuple[SearchHit, ...]:
        """The best hits, best first."""
        return tuple(_hit(unit, fit) for _, _, unit, fit in sorted(self._heap, reverse=True))


def fit_of(unit: Unit, conditions: Sequence[Condition]) -> UnitFit | None:
    """How well a unit fits all conditions: as well as the one that it fits least."""
    texts: dict[int, Fit] = {}
    ranks, side = [], ""
    for condition in conditions:
        found = condition.of_unit(unit)
        if not found:
            return None
        # of equals the English one, then the first: the same for each order of the texts
        sides = {number: language_of(unit.variants[number].lang) for number in found}
        best = max(found, key=lambda n: (found[n].rank, sides[n] == SIDES[0]))
        side = side or language_of(unit.variants[best].lang)
        ranks.append((found[best].rank, found[best].percent))
        for number, fit in found.items():
            before = texts.get(number)
            texts[number] = fit if before is None else before.joined(fit)
    return UnitFit(*min(ranks), side, texts)


def _hit(unit: Unit, fit: UnitFit) -> SearchHit:
    texts = []
    for side in SIDES:
        for number, variant in enumerate(unit.variants):
            if language_of(variant.lang) != side or not variant.text:
                continue
            mine = fit.texts.get(number)
            about = (mine.percent, mine.spans) if mine else (None, ())
            texts.append(HitText(canonical_code(variant.lang), variant.text, *about))
    return SearchHit(fit.percent, fit.side, tuple(texts), unit.document, unit.confidence, unit.id)
