"""Findings of the audit for the page: cards beside rows, and what people say of them.

A verdict on a finding is a line of the decisions file, by the finding's fingerprint: it holds in
the next audit, here and on the command line.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from align.audit.engine.baseline import VERDICTS, settled_findings, write_baseline
from align.audit.engine.check import FAMILIES, SEVERITIES, Check
from align.audit.engine.finding import Finding
from align.errors import UsageError
from align.languages.phrases import translated
from align.memory.decision_log import read_decisions
from align.memory.decisions import Decision, Texts, cut
from align.review.project import NotThereError, Workplace
from align.review.project_audit import ProjectAudit

if TYPE_CHECKING:
    from align.review.session import Session

#: So many findings of a document go to the page.
MOST = 5_000
_NONE: Texts = ((), ())


class AuditViews:
    """What the page asks about findings, in any project."""

    def __init__(self, work: Workplace) -> None:
        self._work = work
        self._audits: dict[str, ProjectAudit] = {}

    def of(self, project: str) -> ProjectAudit:
        """The audit of a project."""
        found = self._audits.get(project)
        if found is None:
            found = self._audits.setdefault(project, ProjectAudit(self._work.project(project)))
        return found

    def findings(self, project: str, document: str, **query: Any) -> dict[str, Any]:
        """``GET …/findings?lang=zh``: what is known about a document.

        The audit is started if that is not enough; of a large project, only with ``ask=1``.
        """
        audit, language = self.of(project), query.get("lang", ["en"])[-1]
        with self._work.project(project).session(document) as session:
            log = session.log
            looked = audit.documents.get(document)
            fresh = looked is not None and looked.version == session.version
            found = looked.found[:MOST] if looked else []
            rows = {row.id: row.sides for row in session.table} if found else {}
        waiting = looked is None and "ask" not in query and not audit.running and audit.large
        if not (fresh or audit.error or waiting):
            audit.start(document)
        card = _Cards(log.verdicts(), looked.began if looked else "", language)
        for row, finding in found:
            if not row or row in rows:
                card.add(row, finding, rows.get(row, _NONE))
        for finding in audit.elsewhere:
            card.add("", finding, _NONE)
        whole = card.cards.pop("", [])
        open_ = (row for row, some in card.cards.items() if any(not one["verdict"] for one in some))
        session.found = frozenset(open_)
        return {
            "state": _state(audit, waiting=waiting),
            "progress": list(audit.progress),
            "error": translated(audit.error, language, "page"),
            "stale": not fresh,
            "partial": audit.partial,
            "known": audit.known,
            "checks": card.checks(audit.checks),
            "whole": whole,
            "cards": [{"row": row, "findings": some} for row, some in card.cards.items()],
        }

    def verdict(self, project: str, document: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """``POST …/verdict {"version", "key", "verdict"}``: what somebody says of a finding.

        The answer is that of an action, with what is said now of the finding.
        """
        key, verdict, seen = (data.get(name) for name in ("key", "verdict", "version"))
        if not (isinstance(key, str) and isinstance(verdict, str)):
            raise UsageError("a verdict needs the key of a finding")
        with self._work.project(project).session(document) as session:
            judge(session, self.of(project).findings(document), key, verdict)
            news = session.changes(seen if isinstance(seen, int) else session.version)
        return {**news, "said": ["verdict", {"verdict": verdict}]}

    def audit(self, project: str, document: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """``POST …/audit``: audit all documents of the project again."""
        self.of(project).start()
        return self.findings(project, document, lang=[str(data.get("lang", "en"))])

    def baseline(self, project: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """``POST /api/{project}/baseline``: write what people settled as a baseline."""
        found = self._work.project(project)
        path = found.folder / f"{found.name}.audit-known.json"
        known = settled_findings(read_decisions(found.place.decisions))
        return {"file": str(path), "written": write_baseline(known, path)}


def _state(audit: ProjectAudit, *, waiting: bool) -> str:
    if audit.running:
        return "running"
    return "failed" if audit.error else "waiting" if waiting else "done"


def judge(session: "Session", findings: Iterable[Finding], key: str, verdict: str) -> None:
    """Say something of a finding, by its fingerprint; it is on disk when this returns.

    Raises :class:`align.errors.UsageError` for another verdict than
    :data:`align.audit.engine.baseline.VERDICTS`, and
    :class:`align.review.project.NotThereError` for a finding that is not there.
    """
    if verdict not in VERDICTS:
        raise UsageError(f"{cut(verdict)}: no such verdict; there are: {', '.join(VERDICTS)}")
    found = next((f for f in findings if f.fingerprint == key), None)
    if found is None:
        raise NotThereError("this finding is no longer there; look at the new ones")
    extra = {"fingerprint": key, "check": found.check, "verdict": verdict}
    about = Decision(
        "finding", session.document, (found.en,), (found.zh,), note=found.message, extra=extra
    )
    session.write_lines("verdict", [about])


class _Cards:
    """Findings as JSON data, by row, in the order in which they are added."""

    def __init__(self, said: Mapping[str, Decision], began: str, language: str) -> None:
        self._said, self._began, self._language = said, began, language
        self._ids: set[str] = set()
        self.cards: dict[str, list[dict[str, Any]]] = {}

    def add(self, row: str, finding: Finding, texts: Texts) -> None:
        """Add a finding to the card of a row; ``texts`` are the pieces of the row."""
        said = self._said.get(finding.fingerprint)
        verdict = str(said.extra.get("verdict", "")) if said else ""
        again = bool(said and verdict == "mended" and said.when <= self._began)
        self._ids.add(finding.check)
        card = self.cards.setdefault(row, [])
        card.append(
            {
                "key": finding.fingerprint,
                "check": finding.check,
                "severity": finding.severity,
                "message": translated(finding.message, self._language),
                "suggestion": finding.suggestion,
                "en": piece_spans(finding.en, texts[0], finding.en_spans),
                "zh": piece_spans(finding.zh, texts[1], finding.zh_spans),
                "verdict": "" if again or verdict == "open" else verdict,
                "again": again,
                "who": said.who if said else "",
            }
        )
        card.sort(key=lambda one: SEVERITIES.index(one["severity"]))

    def checks(self, known: Mapping[str, Check]) -> list[dict[str, str]]:
        """What the checks look for, in the order of a report."""
        return [
            {
                "id": check.id,
                "name": translated(check.id, self._language, "check"),
                "family": translated(FAMILIES[check.family], self._language, "family"),
                "summary": translated(check.summary, self._language, "summary"),
                "rationale": translated(check.rationale, self._language, "rationale"),
            }
            for check in known.values()
            if check.id in self._ids
        ]


def piece_spans(
    text: str, pieces: Sequence[str], spans: Iterable[tuple[int, int]]
) -> list[list[int]]:
    """Spans of a text as ``[piece, start, end]`` of the pieces that it is joined of.

    >>> piece_spans("One. Two.", ["One.", "Two."], [(2, 8)])
    [[0, 2, 4], [1, 0, 3]]
    """
    places, at = [], 0
    for piece in pieces:
        start = text.find(piece, at)
        if start < 0:
            return []
        at = start + len(piece)
        places.append((start, at))
    return [
        [number, max(start, first) - first, min(end, last) - first]
        for start, end in spans
        for number, (first, last) in enumerate(places)
        if max(start, first) < min(end, last)
    ]
