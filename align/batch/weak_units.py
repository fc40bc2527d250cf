"""Units that are not sure enough for the memory go to a file of their own (``--weak``)."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from pathlib import Path
from typing import Any

from align.alignment import Alignment
from align.batch.pair_records import WEAK, PairRecord
from align.document import Document
from align.errors import UsageError
from align.files.load import stamp_of
from align.formats.from_alignments import memory_of
from align.formats.report import WriteReport
from align.formats.write import memory_format_for
from align.memory import write
from align.memory.deciding import decide_about
from align.memory.decisions import decisions_path
from align.memory.journal import Journal
from align.memory.update import Part, update

#: What the journal knows about such files, by name.
FACT = "weak"


@dataclass
class WeakFile:
    """The file of the units whose confidence is below ``below``: a memory of any format.

    They are in it instead of in the memory, so that people can look at them apart; each has its
    confidence, document and position. What they approve or correct there is taken in by the next
    build, and then it is in the memory. Like the memory, a TMX is updated (units of other documents
    stay), any other format is written anew.

    >>> WeakFile("weak.xlsx").minimum(0.3), WeakFile("weak.xlsx", 0.8).minimum(0.3)
    (0.5, 0.8)

    Raises :class:`align.errors.UsageError` for a file that holds no memory.
    """

    path: str | os.PathLike[str]
    below: float = WEAK
    _parts: list[Part] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._format = memory_format_for(self.path)

    @property
    def paths(self) -> list[str]:
        """The names of its files."""
        return self._format.paths(self.path)

    def minimum(self, least: float) -> float:
        """The least confidence of the units of the memory; those below ``least`` are nowhere.

        Raises :class:`align.errors.UsageError` if no unit could be in this file.
        """
        if self.below <= least:
            raise UsageError(
                f"{self.path}: units below {least:g} are left out (--min-confidence), so none "
                f"below {self.below:g} would be there; raise --weak-below"
            )
        return max(least, self.below)

    def state(self, out: str | os.PathLike[str]) -> dict[str, Any]:
        """What the units of the memory depend on: where the others are, seen from there."""
        folder = Path(out).parent
        return {"weak": Path(os.path.relpath(self.path, folder)).as_posix(), "below": self.below}

    def take_in(self, out: str | os.PathLike[str], store: Path, journal: Journal) -> Sequence[str]:
        """Take in what people decided in the file since it was written; before the memory is made.

        Returns the edited rows that could not be understood.
        """
        if decisions_path(out) is None or not Path(self.path).is_file():
            return []
        if (journal.fact(FACT) or {}).get(self._name(store)) == stamp_of(self.path):
            return []
        return decide_about(out, edited=[self.path], alignments=store).unplaced

    def _name(self, store: Path) -> str:
        return Path(os.path.relpath(self.path, store)).as_posix()

    def divide(self, record: PairRecord, part: Part) -> Part:
        """Keep the weak units of a pair for the file; returns the part with the others."""
        made, some = part.alignment, any(record.bands[: ceil(10 * self.below)])
        self._parts.append(
            replace(part, alignment=lambda: _side(made(), self.below, weak=True))
            if some
            else replace(part, alignment=lambda: _NOTHING)
        )
        return replace(part, alignment=lambda: _side(made(), self.below, weak=False))

    def write(
        self,
        store: Path,
        journal: Journal,
        *,
        minimum: float = 0.0,
        fresh: bool = False,
        prune: bool = False,
        codes: Mapping[str, Any] | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> WriteReport:
        """Write the file, before the memory is: no unit is ever in neither.

        ``codes`` and ``options`` are those of the memory; what this format has of them counts.
        """
        given = dict(codes or {})
        if fresh or self._format.suffix != ".tmx" or not Path(self.path).is_file():
            memory = memory_of((part.alignment() for part in self._parts if part.made), **given)
        else:
            memory, _ = update(self.path, self._parts, minimum=minimum, prune=prune, **given)
        known = {k: v for k, v in (options or {}).items() if k in self._format.options}
        report = write(memory, self.path, **known)
        facts = {**(journal.fact(FACT) or {}), self._name(store): stamp_of(self.path)}
        journal.put_fact(FACT, facts)
        return report


_NOTHING = Alignment(Document((), (), "en"), Document((), (), "zh"), ())


def _side(alignment: Alignment, below: float, *, weak: bool) -> Alignment:
    """The weak units of an alignment, or all else."""
    beads: Iterable[Any] = (
        bead for bead in alignment if (not bead.is_null and bead.confidence < below) == weak
    )
    return replace(alignment, beads=tuple(beads))
