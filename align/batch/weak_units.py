"""Units that are not sure enough for the memory go to a file of their own (``--weak``)."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from math import ceil
from pathlib import Path
from typing import Any, TypeAlias

from align.alignment import Alignment
from align.batch.pair_records import WEAK, PairRecord
from align.document import Document
from align.errors import UsageError
from align.files.load import stamp_of
from align.formats.report import WriteReport
from align.formats.write import memory_format_for
from align.memory import write
from align.memory.deciding import DecideReport, decide_about
from align.memory.decisions import decisions_path
from align.memory.journal import Journal
from align.memory.update import Part, renewed

#: The units of a pair, and whether some of them are weak.
WeakPair: TypeAlias = tuple[bool, Part]
#: How the file was when it was written, in the journal.
FACT = "weak"


@dataclass(frozen=True)
class WeakFile:
    """The file of the units whose confidence is below ``below``: a memory of any format.

    They are in it instead of in the memory, so that people can look at them apart; each has its
    confidence, document and position. What they approve or correct there is taken in by the next
    build, and then it is in the memory. Like the memory, a TMX is updated (units of other documents
    stay), any other format is written anew. Units below ``minimum`` are in neither. Without a
    ``path`` there is no such file, and all others are in the memory.

    >>> WeakFile("weak.xlsx", 0.7).state("memory.tmx"), WeakFile(None, 0.7).state("memory.tmx")
    ({'minimum': 0.7, 'weak': 'weak.xlsx', 'least': 0.0}, {'minimum': 0.0})

    Raises :class:`align.errors.UsageError` for a file that holds no memory, and if no unit could be
    in it.
    """

    path: str | os.PathLike[str] | None
    below: float = WEAK
    minimum: float = 0.0

    def __post_init__(self) -> None:
        if self.path is not None and self.below <= self.minimum:
            raise UsageError(
                f"{self.path}: units below {self.minimum:g} are left out (--min-confidence), so "
                f"none would be there; raise --weak-below, which is {self.below:g}"
            )
        _ = self.paths

    @property
    def paths(self) -> list[str]:
        """The names of its files."""
        return [] if self.path is None else memory_format_for(self.path).paths(self.path)

    def state(self, out: str | os.PathLike[str]) -> dict[str, Any]:
        """What decides which units are in a memory: the least confidence, and where others are."""
        if self.path is None:
            return {"minimum": self.minimum}
        weak = Path(os.path.relpath(self.path, Path(out).parent)).as_posix()
        return {"minimum": self.below, "weak": weak, "least": self.minimum}

    def take_in(self, out: str | os.PathLike[str], journal: Journal) -> DecideReport:
        """Take in what people decided in the file since it was written, before the next build."""
        if self.path is None or self.holds(journal) or not Path(self.path).is_file():
            return DecideReport("")
        if decisions_path(out) is None or journal.path is None:
            return DecideReport("")
        return decide_about(out, edited=[self.path], alignments=journal.path.parent)

    def write(
        self,
        pairs: Iterable[WeakPair],
        journal: Journal,
        options: Mapping[str, Any],
        *,
        complete: bool,
        **how: Any,
    ) -> WriteReport | None:
        """Write the weak units of pairs, before the memory is written: no unit is ever in neither.

        ``complete``: all that people wrote there was taken in. ``how``: see
        :func:`align.memory.update.renewed`; ``options`` are those of the memory, and count if this
        format has them.
        """
        if self.path is None:
            return None
        format = memory_format_for(self.path)
        other = complete and not self.holds(journal)  # perhaps an older one was put back
        weak = [
            replace(
                part,
                alignment=partial(self._side, part, some, weak=True),
                changed=None if other and part.made else part.changed,
            )
            for some, part in pairs
        ]
        memory, _ = renewed(self.path, format, weak, minimum=self.minimum, **how)
        given = {name: value for name, value in options.items() if name in format.options}
        report = write(memory, self.path, **given)
        journal.put_fact(FACT, {"stamp": stamp_of(self.path), "units": report.units})
        return report

    def holds(self, journal: Journal) -> bool:
        """Whether the file is as it was written."""
        known = journal.fact(FACT) or {}
        return self.path is None or known.get("stamp", "") == stamp_of(self.path) != ""

    def written(self, journal: Journal) -> WriteReport | None:
        """The report of the file as it was written."""
        return None if self.path is None else WriteReport(units=journal.fact(FACT)["units"])

    def others(self, pairs: Iterable[WeakPair]) -> list[Part]:
        """The units of pairs that are for the memory."""
        if self.path is None:
            return [part for _, part in pairs]
        return [
            replace(part, alignment=partial(self._side, part, some, weak=False))
            for some, part in pairs
        ]

    def wants(self, record: PairRecord) -> bool:
        """Whether some units of a pair may be weak."""
        return self.path is not None and any(record.bands[: ceil(10 * self.below)])

    def _side(self, part: Part, some: bool, *, weak: bool) -> Alignment:
        """The weak units of a pair, if there are some, or all else."""
        if weak and not some:
            return _NOTHING
        made = part.alignment()
        beads = (b for b in made if (not b.is_null and b.confidence < self.below) == weak)
        return replace(made, beads=tuple(beads))


_NOTHING = Alignment(Document((), (), "en"), Document((), (), "zh"), ())
