"""What cleaning did, and what becomes of a unit that goes."""

from dataclasses import dataclass, field, replace
from typing import Any

from align.formats.report import WriteReport
from align.unit import Prop, Unit


@dataclass
class CleanReport:
    """What cleaning did: units by rule, and for each rule the first one that it removed.

    ``written`` and ``rejected`` are what the writers say of the two files.
    """

    read: int = 0
    kept: int = 0
    removed: dict[str, int] = field(default_factory=dict)
    examples: dict[str, str] = field(default_factory=dict)
    written: WriteReport = field(default_factory=WriteReport)
    rejected: WriteReport | None = None

    def remove(self, unit: Unit, name: str) -> None:
        """Count a unit that a rule removes."""
        self.removed[name] += 1
        if name not in self.examples:
            self.examples[name] = " | ".join(v.text for v in unit.variants)

    def add(self, other: "CleanReport") -> None:
        """Count what was done with the units that follow."""
        self.read += other.read
        self.kept += other.kept
        for name, number in other.removed.items():
            self.removed[name] += number
        self.examples = other.examples | self.examples

    def to_json(self) -> dict[str, Any]:
        """As JSON holds it."""
        left_out = self.written.nulls_left_out + self.written.empty
        return {
            "read": self.read,
            "kept": self.kept,
            "removed": self.removed,
            "examples": self.examples,
            "left_out_by_format": left_out,
            "illegal_characters": self.written.illegal,
        }


def marked(unit: Unit, name: str, found: str) -> Unit:
    """The unit with the reason why it goes.

    >>> marked(Unit([]), "short", "1 characters").prop("x-rejected")
    'short: 1 characters'
    """
    reason = f"{name}: {found}" if found else name
    before = tuple(p for p in unit.props if p.type != "x-rejected")
    return replace(unit, props=(*before, Prop("x-rejected", reason)))
