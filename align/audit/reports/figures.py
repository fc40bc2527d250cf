"""Common to all report formats: counts, changes, places, and texts cut at their spans."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from math import floor
from typing import Any, NamedTuple

from align.audit.engine.check import FAMILIES, SEVERITIES, Check, Span
from align.audit.engine.finding import AuditReport, Finding
from align.languages.phrases import translated

#: Notes about what was not audited that a short report names.
NOTES = 10


class CountChange(NamedTuple):
    """A count in this report and in an earlier one (None: there is none)."""

    now: int
    before: int | None

    @property
    def delta(self) -> str:
        """The change with its sign.

        >>> CountChange(3, 5).delta, CountChange(5, 5).delta, CountChange(5, None).delta
        ('−2', '±0', '')
        """
        if self.before is None:
            return ""
        change = self.now - self.before
        return f"+{change:,}" if change > 0 else f"−{-change:,}" if change else "±0"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> count(1, "finding"), count(1200, "finding"), count(0, "entry", "entries")
    ('1 finding', '1,200 findings', '0 entries')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def headline(report: AuditReport) -> str:
    """The numbers of findings in a few words.

    >>> headline(AuditReport((), 0, 0, 0, {}))
    'nothing found'
    """
    found = report.findings
    if not len(found):
        return report.said("nothing found")
    return joined(report, [count(found.count(s), s) for s in SEVERITIES if found.count(s)])


def joined(report: AuditReport, parts: Iterable[str]) -> str:
    """Texts of ours in a row, in the language of the report."""
    return report.said(", ").join(map(report.said, parts))


def summary_rows(report: AuditReport) -> Iterator[tuple[str, str]]:
    """The totals at the top of a report: a name and a value each."""
    for name, value in _totals(report):
        yield report.said(name), value


def _totals(report: AuditReport) -> Iterator[tuple[str, str]]:
    summary = report.summary()
    one_sided = f" ({report.nulls:,} one-sided)" if report.nulls else ""
    yield "units", report.said(f"{report.units:,}{one_sided}")
    yield "documents", f"{report.documents:,}"
    yield "checks run", f"{len(report.checks):,}"
    if said := str(report.audited):
        yield "audited", joined(report, said.split(", "))
    yield "findings", f"{len(report.findings):,}"
    yield "per 1,000 units", f"{summary['per_thousand']:,.1f}"
    if report.words:
        yield "words", f"{report.words:,}"
        yield "score", " → ".join(shown_score(s["score"]) for s in trend(report))
    for name in ("known", "ignored", "mended"):
        if summary[name]:
            yield name, f"{summary[name]:,}"
    if report.audited.notes:
        yield "not audited", f"{len(report.audited.notes):,}"
    if report.failed:
        yield "not read", f"{len(report.failed):,}"


def trend(report: AuditReport) -> list[dict[str, Any]]:
    """The summaries of the earlier reports that have a score, and of this one, in that order."""
    return [*(s for s in report.formers if "score" in s), report.summary()]


def shown_score(score: float) -> str:
    """A score with one decimal, rounded down: what is not perfect is not shown as 100.

    >>> shown_score(99.97), shown_score(100.0), shown_score(97)
    ('99.9', '100', '97.0')
    """
    return "100" if score == 100 else f"{floor(10 * score) / 10:.1f}"


def severities(report: AuditReport) -> dict[str, CountChange]:
    """Findings by severity, and those of the earlier report."""
    former = (report.former or {}).get("by_severity")
    return {
        s: CountChange(report.findings.count(s), None if former is None else former.get(s, 0))
        for s in SEVERITIES
    }


def by_check(report: AuditReport) -> dict[str, CountChange]:
    """Findings by check in the order of the report, and those of the earlier report.

    A check that did not run then has no earlier number.
    """
    former = (report.former or {}).get("by_check", {})
    found = report.findings.by_check
    return {id: CountChange(found.get(id, 0), former.get(id)) for id in checks_of(report)}


def checks_of(report: AuditReport) -> dict[str, Check]:
    """The checks by family."""
    families = list(FAMILIES)
    checks = sorted(report.checks.items(), key=lambda item: families.index(item[1].family))
    return dict(checks)


class Room:
    """Selects the findings of a report limited to ``limit`` per check: the most severe ones.

    Of equal severity, the first ones. Each finding must be passed to :meth:`has` once.
    """

    def __init__(self, report: AuditReport, limit: int) -> None:
        self._left: dict[tuple[str, str], int] = {}
        self.missing: dict[str, int] = {}
        for id in checks_of(report):
            room = limit
            for severity in SEVERITIES:
                found = report.findings.by_both[id, severity]
                self._left[id, severity] = min(found, room)
                room -= self._left[id, severity]
            if (missing := report.findings.by_check.get(id, 0) - (limit - room)) > 0:
                self.missing[id] = missing

    def has(self, finding: Finding) -> bool:
        """Whether the report has room for a finding."""
        key = finding.check, finding.severity
        self._left[key] -= 1
        return self._left[key] >= 0


def first_of_each(report: AuditReport, limit: int) -> dict[str, list[Finding]]:
    """The first findings of every check, the most severe first; empty for checks without any."""
    room = Room(report, limit)
    kept: dict[str, list[Finding]] = {id: [] for id in checks_of(report)}
    for finding in filter(room.has, report):
        kept[finding.check].append(finding)
    for found in kept.values():
        found.sort(key=lambda f: SEVERITIES.index(f.severity))
    return kept


def where(finding: Finding, language: str = "", *, labelled: bool = False) -> str:
    """The place of a finding in one line; ``labelled``: the line of a file is called so.

    >>> where(Finding("numbers", "error", "", 7, "a", "3-4:4", 12, source="out/m.tmx"))
    'a · English sentences 3–4 · Chinese sentence 4 · out/m.tmx:12'
    >>> found = Finding("numbers", "error", "", 7, source="m.tmx", line=12)
    >>> where(found, labelled=True), where(found, "zh", labelled=True)
    ('m.tmx · line 12 · unit 8', 'm.tmx · 第 12 行 · 第 8 个单元')
    >>> where(Finding("numbers", "error", "", 7, "b/a", "3:3", 12, source="en/b/a.txt"))
    'sentence 3 · en/b/a.txt:12'
    """
    name = finding.document
    if f"/{name}." in f"/{finding.source}.":  # the file says it
        name = ""
    said = positions_of(finding, language)
    unit = finding.number + 1
    if unit and not said and (labelled or not name):
        said = [translated(f"unit {unit:,}", language, "place")]
    line = f"line {finding.line:,}" if finding.line else ""
    file = [finding.source, translated(line, language, "place")]
    if not labelled and finding.source:
        file = [file_and_line(finding)]
    order = [name, *file, *said] if labelled else [name, *said, *file]
    return " · ".join(part for part in [*order, finding.id * labelled] if part)


def positions_of(finding: Finding, language: str = "") -> list[str]:
    """Where in its documents a finding is.

    >>> positions_of(Finding("numbers", "error", "", 7, place="3:3", en_place="page 2"), "zh")
    ['第 3 句', '英文第 2 页']
    """
    found = _sentences(finding.place)
    # the line of the audited file is shown already
    own = "English" if finding.en_place else "Chinese"
    for side, place in {"English": finding.en_place, "Chinese": finding.zh_place}.items():
        if place and not (side == own and place == f"line {finding.line}"):
            found.append(f"{side} {place}")
    return [translated(place, language, "place") for place in found]


def _sentences(place: str) -> list[str]:
    """What a position in an alignment (``3-4:4``) means; other positions as they are."""
    match = re.fullmatch(r"([\d-]*):([\d-]*)", place)
    if not match:
        return [place] if place else []
    if match[1] == match[2]:
        return [_sentence(match[1])]
    sides = {"English": match[1], "Chinese": match[2]}
    return [f"{side} {_sentence(numbers)}" for side, numbers in sides.items() if numbers]


def _sentence(numbers: str) -> str:
    return f"sentence{'s' * ('-' in numbers)} {numbers.replace('-', '–')}"


def file_and_line(finding: Finding) -> str:
    """The audited file and the line, as editors and terminals open them.

    >>> file_and_line(Finding("numbers", "error", "", 7, line=1200, source="out/a.tmx"))
    'out/a.tmx:1200'
    >>> file_and_line(Finding("numbers", "error", "", 7, line=1200))
    'line 1,200'
    """
    if not finding.line:
        return finding.source
    return f"{finding.source}:{finding.line}" if finding.source else f"line {finding.line:,}"


def moment(stamp: Any) -> datetime | None:
    """The time of a report, if it has one.

    >>> moment("20260131T120000Z").isoformat()
    '2026-01-31T12:00:00+00:00'
    """
    try:
        return datetime.strptime(str(stamp), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


#: Characters that steer terminals or the text direction, and noncharacters.


class Piece(NamedTuple):
    """A part of a text; ``marked`` if it is at fault."""

    text: str
    marked: bool


def pieces(text: str, spans: Iterable[Span]) -> list[Piece]:
    """Cut a text at its spans; the pieces together are the text.

    >>> pieces("12 of 30", [(0, 2), (6, 8)])
    [Piece(text='12', marked=True), Piece(text=' of ', marked=False), Piece(text='30', marked=True)]

    Overlapping spans are joined; parts outside of the text are cut off.
    """
    found, end = [], 0
    for start, stop in sorted(spans):
        start, stop = max(start, end, 0), min(stop, len(text))
        if start >= stop:
            continue
        if start > end:
            found.append(Piece(text[end:start], False))
        elif found:  # they touch
            start -= len(found.pop().text)
        found.append(Piece(text[start:stop], True))
        end = stop
    if end < len(text):
        found.append(Piece(text[end:], False))
    return found


def shortened(text: str, spans: Iterable[Span], width: int) -> list[Piece]:
    """As :func:`pieces`, about ``width`` characters long, with ``…`` for text far from a span.

    >>> text = "The first of May " * 9 + "12 " + "and so on " * 9
    >>> "".join(piece.text for piece in shortened(text, [(153, 155)], 40))
    '…y The first of May 12 and so on and so o…'
    """
    spans = sorted(spans)
    if len(text) <= width:
        return pieces(text, spans)
    spans = spans[: max(1, width // 20)]  # few enough to keep some context around each
    share = max(8, (width - sum(z - a for a, z in spans)) // (2 * len(spans) or 1))
    found: list[Piece] = []
    end = 0
    for start, stop in spans or [(0, width - share)]:
        stop = min(stop + share, max(start, end) + width, len(text))
        start = max(start - share, end)
        if start >= stop:
            continue
        if start > end:
            found.append(Piece("…", False))
        found += pieces(text[start:stop], [(a - start, z - start) for a, z in spans])
        end = stop
    return [*found, Piece("…", False)] if end < len(text) else found
