"""Units that are not sure enough for the memory go to a file of their own (``--weak``)."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from math import ceil
from pathlib import Path
from typing import Any

from align.alignment import Alignment
from align.batch.pair_records import WEAK, PairRecord
from align.document import Document
from align.errors import UsageError
from align.files.load import stamp_of
from align.formats.registry import Format
from align.formats.report import WriteReport
from align.formats.write import memory_format_for
from align.memory import write
from align.memory.deciding import decide_about
from align.memory.decisions import decisions_path
from align.memory.journal import Journal
from align.memory.update import Part, renewed

#: How the file was when it was written, in the journal.
FACT = "weak"


@dataclass(frozen=True)
class WeakFile:
    """The file of the units whose confidence is below ``below``: a memory of any format.

    They are in it instead of in the memory, so that people can look at them apart; each has its
    confidence, document and position. What they approve or correct there is taken in by the next
    build, and then it is in the memory. Like the memory, a TMX is updated (units of other documents
    stay), any other format is written anew. Units below ``minimum`` are in neither.

    >>> WeakFile("weak.xlsx", 0.7).state("memory.tmx")
    {'minimum': 0.7, 'weak': 'weak.xlsx', 'least': 0.0}

    Raises :class:`align.errors.UsageError` for a file that holds no memory, and if no unit could be
    in it.
    """

    path: str | os.PathLike[str]
    below: float = WEAK
    minimum: float = 0.0

    def __post_init__(self) -> None:
        if self.below <= self.minimum:
            raise UsageError(
                f"{self.path}: units below {self.minimum:g} are left out (--min-confidence), so "
                f"none would be there; raise --weak-below, which is {self.below:g}"
            )
        _ = self.format

    @property
    def format(self) -> Format:
        return memory_format_for(self.path)

    @property
    def paths(self) -> list[str]:
        """The names of its files."""
        return self.format.paths(self.path)

    def state(self, out: str | os.PathLike[str]) -> dict[str, Any]:
        """What decides which units are in a memory: the least confidence, and where others are."""
        weak = Path(os.path.relpath(self.path, Path(out).parent)).as_posix()
        return {"minimum": self.below, "weak": weak, "least": self.minimum}

    def take_in(self, out: str | os.PathLike[str], store: Path, journal: Journal) -> list[str]:
        """Take in what people decided in the file since it was written; before the memory is made.

        Returns the edited rows that could not be understood.
        """
        there = decisions_path(out) is not None and Path(self.path).is_file()
        if not there or journal.fact(FACT) == stamp_of(self.path):
            return []
        return decide_about(out, edited=[self.path], alignments=store).unplaced

    def write(
        self,
        parts: Iterable[tuple[PairRecord, Part]],
        journal: Journal,
        *,
        options: Mapping[str, Any],
        **how: Any,
    ) -> WriteReport:
        """Write the weak units of pairs, before the memory is written: no unit is ever in neither.

        ``how``: see :func:`align.memory.update.renewed`; ``options`` are those of the memory, and
        count if this format has them.
        """
        weak = [
            replace(part, alignment=partial(self._side, part, record, weak=True))
            for record, part in parts
        ]
        memory, _ = renewed(self.path, self.format, weak, minimum=self.minimum, **how)
        given = {name: value for name, value in options.items() if name in self.format.options}
        report = write(memory, self.path, **given)
        journal.put_fact(FACT, stamp_of(self.path))
        return report

    def others(self, parts: Iterable[tuple[PairRecord, Part]]) -> list[tuple[PairRecord, Part]]:
        """The pairs with the units that are for the memory."""
        return [
            (record, replace(part, alignment=partial(self._side, part, record, weak=False)))
            for record, part in parts
        ]

    def _side(self, part: Part, record: PairRecord, *, weak: bool) -> Alignment:
        """The weak units of a pair, or all else."""
        if weak and not any(record.bands[: ceil(10 * self.below)]):
            return _NOTHING
        made = part.alignment()
        beads = (b for b in made if (not b.is_null and b.confidence < self.below) == weak)
        return replace(made, beads=tuple(beads))


_NOTHING = Alignment(Document((), (), "en"), Document((), (), "zh"), ())
