"""The result of a validation: counts and places."""

from array import array
from dataclasses import dataclass, field
from typing import Any

from align.frames import Shown

#: The most violations of the specification that are kept with their text; all are counted.
KEPT = 1000


@dataclass
class AffectedUnits:
    """Reasons, and the units that each applies to: numbers (from 1) and lines.

    It takes about eight bytes per unit, so even a million bad units can be reported.
    """

    units: "dict[str, array[int]]" = field(default_factory=dict)
    lines: "dict[str, array[int]]" = field(default_factory=dict)

    def add(self, reason: str, unit: int, line: int) -> None:
        """Add a unit that the reason applies to."""
        if reason not in self.units:
            self.units[reason], self.lines[reason] = array("L"), array("L")
        self.units[reason].append(unit)
        self.lines[reason].append(line)

    def __len__(self) -> int:
        return sum(map(len, self.units.values()))

    def lines_of(self, what: str, shown: int) -> list[str]:
        """Return a line for each reason, with the first ``shown`` places.

        >>> found = AffectedUnits()
        >>> found.add("no date", 1, 5)
        >>> found.lines_of("not imported", 10)
        ['  1 not imported: no date (line 5)']
        """
        out = []
        for reason, lines in self.lines.items():
            named = ", ".join(map(str, lines[:shown])) + " …" * (len(lines) > shown)
            plural = "s" if len(lines) > 1 else ""
            out.append(f"  {len(lines):,} {what}: {reason} (line{plural} {named})")
        return out

    def to_list(self) -> list[dict[str, Any]]:
        """The reasons as JSON data."""
        return [
            {"reason": reason, "units": list(units), "lines": list(self.lines[reason])}
            for reason, units in self.units.items()
        ]


@dataclass
class Reception:
    """What one receiver would do with the file.

    ``refused`` is why it imports nothing at all; ``lost`` are the units that it would not import,
    ``changed`` those that it would import with changes.
    """

    receiver: str
    evidence: str
    imported: int = 0
    refused: str = ""
    lost: AffectedUnits = field(default_factory=AffectedUnits)
    changed: AffectedUnits = field(default_factory=AffectedUnits)

    def refuse(self, why: str) -> None:
        """Record that the receiver imports nothing, whatever the units; the first reason counts."""
        if not self.refused:
            self.refused, self.imported = why, 0
            self.lost, self.changed = AffectedUnits(), AffectedUnits()


@dataclass(frozen=True)
class Violation:
    """A violation of TMX 1.4; ``unit`` 0: outside of the units."""

    line: int
    unit: int
    message: str


@dataclass
class Validation(Shown):
    """The result of :func:`align.memory.validate.validate`.

    ``broken`` is why the file is not TMX at all (then nothing is imported), ``advice`` what to do;
    ``violations`` are
    the first 1,000 of ``violated`` violations of the specification. ``source`` and ``target`` are
    the languages of the importing project.
    """

    name: str
    source: str = ""
    target: str = ""
    units: int = 0
    broken: str = ""
    advice: str = ""
    violated: int = 0
    violations: list[Violation] = field(default_factory=list)
    outcomes: dict[str, Reception] = field(default_factory=dict)

    @property
    def valid(self) -> bool:
        """Whether the file is well-formed and follows the specification of TMX 1.4."""
        return not self.broken and not self.violated

    def violate(self, message: str, line: int, unit: int = 0) -> None:
        """Add a violation of the specification."""
        self.violated += 1
        if len(self.violations) < KEPT:
            self.violations.append(Violation(line, unit, message))

    def loses(self, receiver: str) -> int:
        """Return the number of units that a receiver would not import."""
        return self.units - self.outcomes[receiver].imported

    def lines(self, shown: int = 10) -> list[str]:
        """The report as printed by the command, with ``shown`` places for each reason."""
        if self.broken:
            advice = f"; {self.advice}" if self.advice else ""
            return [f"{self.name}: {self.broken}; no receiver imports any of it{advice}"]
        verdict = (
            "valid"
            if self.valid
            else (f"not valid, {self.violated:,} place{'s'[: self.violated != 1]}")
        )
        out = [f"TMX 1.4: {verdict}"]
        out += [f"  line {found.line}: {found.message}" for found in self.violations[:shown]]
        if self.violated > shown:
            out.append(f"  … and {self.violated - shown:,} more (--json lists them)")
        out.append(f"units:   {self.units:,}, for a project {self.source} → {self.target}")
        width = max(map(len, self.outcomes))
        for name, outcome in self.outcomes.items():
            counts = f"{outcome.imported:>9,} imported  {self.loses(name):>7,} not"
            out.append(f"{name:<{width}}  {counts}   {outcome.evidence}")
            if outcome.refused:
                out.append(f"  the whole file is refused: {outcome.refused}")
            out += outcome.lost.lines_of("not imported", shown)
            out += outcome.changed.lines_of("imported, but", shown)
        return out

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def to_dict(self) -> dict[str, Any]:
        """The data of ``tmxalign validate --json``."""
        return {
            "file": self.name,
            "well_formed": not self.broken,
            "broken": self.broken or None,
            "advice": self.advice or None,
            "valid": self.valid,
            "units": self.units,
            "violations": [vars(violation) for violation in self.violations],
            "violations_total": self.violated,
            "source": self.source,
            "target": self.target,
            "receivers": {
                name: {
                    "imported": outcome.imported,
                    "evidence": outcome.evidence,
                    "refused": outcome.refused or None,
                    "lost": outcome.lost.to_list(),
                    "changed": outcome.changed.to_list(),
                }
                for name, outcome in self.outcomes.items()
            },
        }
