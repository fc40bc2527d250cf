"""What a writer did, in numbers, so that nothing is found out only when the file is imported."""

from collections.abc import Mapping
from dataclasses import dataclass, field

#: Kinds of losses that are named.
_NAMED = 10


@dataclass
class WriteReport:
    """The result of writing alignments to a file.

    ``units`` are the written beads with text on both sides, ``nulls`` the written null
    beads, ``nulls_left_out`` those that the format does not take, ``empty`` the beads left
    out because a side had no text once it was cleaned, ``illegal`` the characters that the
    format cannot hold and that were dropped. ``lost``: what else the format cannot hold of the
    units, by name (``"inline code"``, ``"creationdate"`` …). ``cut_off``: the reader of standard
    output went away, the numbers are not to be trusted.

    >>> print(WriteReport(units=12, nulls_left_out=1, illegal=2))
    12 units written; 1 null bead left out; 2 illegal characters dropped
    """

    units: int = 0
    nulls: int = 0
    nulls_left_out: int = 0
    empty: int = 0
    illegal: int = 0
    cut_off: bool = False
    lost: Mapping[str, int] = field(default_factory=dict)

    @property
    def read(self) -> int:
        """The units that the writer was given."""
        return self.units + self.nulls + self.nulls_left_out + self.empty

    def add(self, other: "WriteReport") -> None:
        """Count what was done with the units that follow, all but what was lost of them."""
        self.units += other.units
        self.nulls += other.nulls
        self.nulls_left_out += other.nulls_left_out
        self.empty += other.empty
        self.illegal += other.illegal

    def __str__(self) -> str:
        if self.cut_off:
            return "stopped: the reader of standard output went away"
        parts = [f"{_count(self.units, 'unit')} written"]
        if self.nulls:
            parts.append(f"{_count(self.nulls, 'null bead')} written")
        if self.nulls_left_out:
            parts.append(f"{_count(self.nulls_left_out, 'null bead')} left out")
        if self.empty:
            parts.append(f"{_count(self.empty, 'unit')} left out, empty after cleaning")
        if self.illegal:
            parts.append(f"{_count(self.illegal, 'illegal character')} dropped")
        if self.lost:
            most = sorted(self.lost.items(), key=lambda item: -item[1])
            named = [f"{number:,} × {name}" for name, number in most[:_NAMED]]
            more = [f"{len(most) - _NAMED} kinds more"] if len(most) > _NAMED else []
            parts.append(f"not kept: {', '.join(named + more)}")
        return "; ".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
