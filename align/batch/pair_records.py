"""What became of each pair of a batch: a row of the journal, of the log, of the report."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from align.alignment import Alignment
from align.ledger import Ledger, worry
from align.pair import PairOfFiles
from align.pair.pairing import UNSURE

#: Units below this confidence are counted as weak.
WEAK = 0.5
#: What became of a pair: aligned in this run, used again as it was kept, or neither.
STATES = ("aligned", "unchanged", "failed")


@dataclass(frozen=True)
class PairRecord:
    """One pair of files, and what became of it.

    ``state`` is one of :data:`STATES`; ``seconds`` is how long aligning it took, perhaps in a
    former run; ``sentences`` and ``nulls`` (those without a counterpart) are English, Chinese.
    ``units`` are written, ``confidence`` is their mean, ``weak`` of them are below 0.50, ``bands``
    counts them by tenths of confidence; ``below`` are left out because of the least confidence that
    was asked for. ``aside`` counts what was set aside, by reason; ``worry`` is a line about what a
    person should look at. ``how`` and ``pair_confidence`` say how the pair was found. Of a failed
    pair, ``kind`` is that of its :class:`align.runners.Failure`, ``error`` its line and ``trace``
    its traceback, if it is a bug.
    """

    name: str
    en: str
    zh: str
    state: str = "aligned"
    seconds: float = 0.0
    sentences: tuple[int, int] = (0, 0)
    units: int = 0
    confidence: float = 0.0
    weak: int = 0
    bands: tuple[int, ...] = (0,) * 10
    below: int = 0
    nulls: tuple[int, int] = (0, 0)
    crossings: int = 0
    aside: Mapping[str, int] = field(default_factory=dict)
    worry: str = ""
    how: str = "name"
    pair_confidence: float = 1.0
    kind: str = ""
    error: str = ""
    trace: str = ""

    @property
    def unsure(self) -> bool:
        """Whether the pair was found by content, and a person should check it."""
        return self.how == "content" and self.pair_confidence < UNSURE

    @classmethod
    def of(cls, pair: PairOfFiles, written: Alignment, minimum: float = 0.0) -> "PairRecord":
        """The figures of a pair, of which this is written.

        >>> from align.alignment import Bead
        >>> from align.document import Document
        >>> sides = Document.from_sentences(["Hi."], "en"), Document.from_sentences(["嗨。"], "zh")
        >>> made = Alignment(*sides, (Bead((0,), (0,), confidence=0.4),))
        >>> from pathlib import Path
        >>> record = PairRecord.of(PairOfFiles("a", Path("a.txt"), Path("b.txt")), made)
        >>> record.units, record.weak, record.confidence
        (1, 1, 0.4)
        """
        units = [bead.confidence for bead in written.units if bead.confidence >= minimum]
        tenths = Counter(min(int(10 * confidence), 9) for confidence in units)
        ledger = Ledger()
        ledger.add(written.en, written.zh)
        return cls.about(
            pair,
            sentences=(len(written.en), len(written.zh)),
            units=len(units),
            confidence=sum(units) / len(units) if units else 0.0,
            weak=sum(confidence < WEAK for confidence in units),
            bands=tuple(tenths[n] for n in range(10)),
            below=len(written.units) - len(units),
            nulls=written.nulls,
            crossings=sum(
                bead.crossing and (bead.is_null or bead.confidence >= minimum) for bead in written
            ),
            aside=dict(ledger.places),
            worry="\n".join(filter(None, map(worry, (written.en, written.zh)))),
        )

    @classmethod
    def about(cls, pair: PairOfFiles, **more: Any) -> "PairRecord":
        """A record of a pair with these fields."""
        names = str(pair.en), str(pair.zh)
        return cls(pair.name, *names, how=pair.how, pair_confidence=pair.confidence, **more)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "PairRecord":
        """The record that :meth:`to_json` gave; fields of later versions are ignored."""
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        for name in ("sentences", "nulls", "bands"):
            if name in known:
                known[name] = tuple(known[name])
        return cls(**known)

    def to_json(self) -> dict[str, Any]:
        """The record as JSON data."""
        return {**vars(self), "aside": dict(self.aside)}

    def as_unchanged(self) -> "PairRecord":
        """The record of a pair that is used again."""
        return replace(self, state="unchanged")
