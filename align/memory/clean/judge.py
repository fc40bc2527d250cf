"""The rules of one cleaning, ready to be asked."""

from typing import Any

from align.memory.clean.plain import is_plain
from align.memory.clean.report import CleanReport
from align.memory.clean.rule import RULES, Check, Texts
from align.memory.duplicates import Repeats
from align.unit import Unit


class Judge:
    """Says which rule removes a unit, and what it found; None: no rule that looks at one unit does.

    ``whole``: there are rules that look at the memory as a whole, see :meth:`repeats`.
    """

    def __init__(self, rules: list[str], parameters: dict[str, dict[str, Any]]) -> None:
        self._rules, self._parameters = rules, parameters
        self.whole = any(RULES[name].make is None for name in rules)
        self._always: list[tuple[str, Check]] = []
        unless_plain: list[tuple[str, Check]] = []
        for name in rules:
            rule = RULES[name]
            if rule.make is not None:
                check = rule.make(**parameters[name])
                (unless_plain if rule.plain else self._always).append((name, check))
        self._all = unless_plain + self._always

    def __call__(self, texts: Texts, unit: Unit) -> tuple[str, str] | None:
        for name, check in self._always if is_plain(texts) else self._all:
            if found := check(texts, unit):
                return name, found
        return None

    def repeats(self) -> Repeats:
        """What tells units that are met again."""
        rules = self._rules
        return Repeats(
            exact="duplicate" in rules,
            near="near-duplicate" in rules,
            keep=self._parameters["translations"]["keep"] if "translations" in rules else "all",
        )

    def report(self) -> CleanReport:
        """A report of nothing yet."""
        return CleanReport(removed=dict.fromkeys(self._rules, 0))
