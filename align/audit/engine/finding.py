"""What an audit found, one by one; kept on disk, so that a million of them can be told about."""

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha1
from typing import Any, NamedTuple

from align.audit.engine.check import SEVERITIES, Check, Severity, Span
from align.files.spool import Spool


class Finding(NamedTuple):
    """A :class:`align.audit.engine.check.Hit` with what it takes to find the place again.

    ``number`` is the segment's (from 0), −1 for a finding about a document as a whole.
    ``source`` is the audited file, ``line`` the line in it (0: unknown).
    ``fingerprint`` stays the same when other segments come and go: baselines go by it.
    """

    check: str
    severity: Severity
    message: str
    number: int
    document: str = ""
    place: str = ""
    line: int = 0
    id: str = ""
    en: str = ""
    zh: str = ""
    en_spans: tuple[Span, ...] = ()
    zh_spans: tuple[Span, ...] = ()
    suggestion: str = ""
    group: str = ""
    en_place: str = ""
    zh_place: str = ""
    fingerprint: str = ""
    source: str = ""

    def to_json(self) -> dict[str, Any]:
        """As JSON holds it: what is empty is left out; ``segment`` counts from 1."""
        data: dict[str, Any] = self._asdict()
        data["segment"] = data.pop("number") + 1
        data["en_spans"] = [list(span) for span in self.en_spans]
        data["zh_spans"] = [list(span) for span in self.zh_spans]
        return {k: v for k, v in data.items() if v or k in ("check", "severity", "message")}


def fingerprint(check: str, document: str, en: str, zh: str, detail: str) -> str:
    """What tells a finding from all others, for baselines.

    >>> fingerprint("numbers", "a", "12", "13", "12")
    '6b529d6945ecd2b4'
    """
    text = "\0".join((check, document, en, zh, detail))
    return sha1(text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()[:16]


class Findings:
    """Findings on disk, read in the order of the segments; counted by check and severity.

    >>> with Findings() as found:
    ...     found.add(Finding("numbers", "error", "12 is missing", 7))
    ...     found.add(Finding("spaces", "note", "two spaces", 2))
    ...     [f.check for f in found], found.count("error")
    (['spaces', 'numbers'], 1)
    """

    def __init__(self) -> None:
        self._spool: Spool[tuple[Any, ...]] = Spool(plain=True)
        self._numbers = array("q")
        self.by_check: dict[str, int] = {}
        self.by_severity: dict[str, int] = dict.fromkeys(SEVERITIES, 0)
        #: how many of a check and a severity
        self.by_both: Counter[tuple[str, str]] = Counter()

    def __enter__(self) -> "Findings":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Forget them."""
        self._spool.close()

    def add(self, finding: Finding) -> None:
        """Keep one more."""
        self._spool.add(tuple(finding))
        self._numbers.append(finding.number)
        self.by_check[finding.check] = self.by_check.get(finding.check, 0) + 1
        self.by_severity[finding.severity] += 1
        self.by_both[finding.check, finding.severity] += 1

    def count(self, severity: str) -> int:
        """How many there are of a severity."""
        return self.by_severity[severity]

    def __len__(self) -> int:
        return len(self._spool)

    def __iter__(self) -> Iterator[Finding]:
        import numpy as np

        order = np.argsort(np.array(self._numbers, dtype=np.int64), kind="stable")
        for n in order.tolist():
            yield Finding(*self._spool[n])


class RepeatedFindings:
    """Knows what was found, where a check is not to say it again (:attr:`Check.unless`).

    The findings of the checks that know more have to come first.

    >>> from align.audit import CHECKS
    >>> repeats = RepeatedFindings(CHECKS)
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
