"""One fault that two checks find is told once, by the one that knows more about it."""

from collections.abc import Mapping

from align.audit.engine.check import SEVERITIES, Check
from align.audit.engine.finding import Finding


class Repeats:
    """Knows what was found, where a check is not to say it again (:attr:`Check.unless`).

    The findings of the checks that know more have to come first.

    >>> from align.audit import CHECKS
    >>> repeats = Repeats(CHECKS)
    >>> where = {"number": 7, "zh_spans": ((3, 5),), "message": ""}
    >>> first = Finding("same-source-different-target", "error", **where)
    >>> again = Finding("boilerplate-drift", "warning", **where)
    >>> [repeats.has(f) for f in (again, first, again, again._replace(zh_spans=((8, 9),)))]
    [False, False, True, False]
    """

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._unless = {id: set(check.unless) for id, check in checks.items() if check.unless}
        self._first = set().union(*self._unless.values()) & set(checks)
        # numbers, not texts: there may be hundreds of thousands
        self._told: dict[int, int] = {}

    def has(self, finding: Finding) -> bool:
        """Whether the same words were told as gravely by a check that knows more."""
        if finding.check in self._first:
            key, severity = _key(finding, finding.check), SEVERITIES.index(finding.severity)
            self._told[key] = min(severity, self._told.get(key, severity))
        return any(
            self._told.get(_key(finding, id), len(SEVERITIES)) <= SEVERITIES.index(finding.severity)
            for id in self._unless.get(finding.check, ())
        )


def _key(finding: Finding, check: str) -> int:
    return hash((check, finding.number, finding.en_spans, finding.zh_spans))
