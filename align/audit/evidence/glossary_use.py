"""How texts follow a glossary, and where the glossary contradicts itself."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from align.audit.engine.check import Hit, Severity, Span
from align.audit.engine.segment_store import Segment
from align.languages import LANGUAGES, other_language
from align.languages.words.term_finder import ChineseTerms, EnglishTerms, TermMatch, canonical
from align.terminology import Glossary

_SHOWN = 3
#: What programs read: options, names of files and of functions.
_CODE = re.compile(r"(?<![\w-])(?:--?[a-z][\w-]+|\w[\w-]*(?:[./:=@\\_]+\w[\w-]*)+)(?!\w)", re.ASCII)


class _Banned(NamedTuple):
    """A forbidden term: the terms for which it is forbidden, and what to use instead."""

    instead_of: frozenset[str]
    better: tuple[str, ...]


class _Mention(NamedTuple):
    spans: list[Span]
    sure: bool


class GlossaryUse:
    """Checks segments against a glossary.

    ``missing`` is the severity if the Chinese lacks the term for an English one, ``reverse`` if the
    English lacks the term for a Chinese one (None: not reported).
    """

    def __init__(self, glossary: Glossary, missing: Severity, reverse: Severity | None) -> None:
        self._severities = {"en": missing, "zh": reverse}
        #: by language and term: the accepted terms of the other language, preferred ones first
        self._wanted: dict[str, dict[str, dict[str, bool]]] = {"en": {}, "zh": {}}
        self._free: dict[str, set[str]] = {"en": set(), "zh": set()}
        self._banned: dict[str, dict[str, list[_Banned]]] = {"en": {}, "zh": {}}
        #: the spelling of a term in the glossary
        self.written: dict[str, dict[str, str]] = {"en": {}, "zh": {}}
        for side in LANGUAGES:
            self._add(glossary, side, other_language(side))
        self._find: dict[str, Callable[[str], list[TermMatch]]] = {
            "en": EnglishTerms(self.written["en"]),
            "zh": ChineseTerms(self.written["zh"]),
        }

    def _add(self, glossary: Glossary, side: str, other: str) -> None:
        for entry in glossary.entries:
            there = {
                term_key(other, t.text): t.status == "preferred" for t in entry.accepted(other)
            }
            here = sorted(entry.accepted(side), key=lambda t: t.status != "preferred")
            for term in entry.terms(side):
                key = term_key(side, term.text)
                self.written[side].setdefault(key, term.text)
                if term.status == "forbidden":
                    banned = _Banned(frozenset(there), tuple(t.text for t in here))
                    self._banned[side].setdefault(key, []).append(banned)
                elif not there:
                    if not entry.terms(other):
                        self._free[side].add(key)
                else:
                    wanted = self._wanted[side].setdefault(key, {})
                    for text, preferred in there.items():
                        wanted[text] = preferred or wanted.get(text, False)

    def look(self, segment: Segment) -> Iterator[Hit]:
        """Where a segment does not follow the glossary; equal texts are not translated at all."""
        if segment.en == segment.zh:
            return
        here = {
            side: self._mentions(side, text, segment.text(other_language(side)))
            for side, text in segment.sides
        }
        if not here["en"] and not here["zh"]:
            return
        for side in LANGUAGES:
            other = other_language(side)
            for term, mention in here[side].items():
                if term in self._banned[side] and term not in self._wanted[side]:
                    yield self._forbidden(side, other, term, mention, here[other])
                elif wanted := self._wanted[side].get(term):
                    yield from self._missing(side, other, term, mention, here[other], wanted)

    def _mentions(self, side: str, text: str, other: str) -> dict[str, _Mention]:
        mentions: dict[str, _Mention] = {}
        found = self._find[side](text)
        # what both sides have letter for letter, as programs read it, is not said in words
        code = [m.span() for m in _CODE.finditer(text) if m[0] in other] if found else ()
        for start, end, term, sure in found:
            if any(first <= start and end <= last for first, last in code):
                continue
            before = mentions.get(term)
            spans = [*before.spans, (start, end)] if before else [(start, end)]
            mentions[term] = _Mention(spans, sure or bool(before and before.sure))
        return mentions

    def _forbidden(
        self, side: str, other: str, term: str, mention: _Mention, there: dict[str, _Mention]
    ) -> Hit:
        reasons = self._banned[side][term]
        meant = [r for r in reasons if not r.instead_of or not r.instead_of.isdisjoint(there)]
        better = list(dict.fromkeys(text for reason in meant or reasons for text in reason.better))
        for reason in meant:
            for text in sorted(reason.instead_of & there.keys()):
                better += [
                    self.written[side][t] for t in self._first(other, text) if t not in better
                ]
        better = list(dict.fromkeys(better))
        use = f"; use {_listed(better)}" if better else ""
        return self._hit(
            side,
            f"the {LANGUAGES[side].name} has “{self.written[side][term]}”, "
            f"which the glossary forbids{use}",
            mention,
            suggestion=better[0] if better and meant else "",
            term=term,
            severity="error" if meant else "warning",
        )

    def _missing(
        self,
        side: str,
        other: str,
        term: str,
        mention: _Mention,
        there: dict[str, _Mention],
        wanted: dict[str, bool],
    ) -> Iterator[Hit]:
        used = [text for text in wanted if text in there]
        best = [self.written[other][text] for text in self._first(side, term)]
        name = self.written[side][term]
        if used:
            if any(wanted.values()) and not any(wanted[text] for text in used):
                yield self._hit(
                    other,
                    f"“{self.written[other][used[0]]}” for “{name}” is allowed, "
                    f"but {_listed(best)} is preferred",
                    there[used[0]],
                    suggestion=best[0] if len(best) == 1 else "",
                    term=used[0],
                    severity="note",
                )
            return
        severity = self._severities[side]
        if severity is None or not mention.sure or term in self._free[side]:
            return
        banned = self._banned[other]
        if any(term in reason.instead_of for text in there for reason in banned.get(text, ())):
            return  # reported already
        yield self._hit(
            side,
            f"the {LANGUAGES[side].name} has “{name}”, "
            f"the {LANGUAGES[other].name} does not have {_listed(best)}",
            mention,
            suggestion=best[0] if len(best) == 1 else "",
            term=term,
            severity=severity,
        )

    def _first(self, side: str, term: str) -> list[str]:
        """The preferred terms for a term, or else the allowed ones."""
        wanted = self._wanted[side].get(term, {})
        return [text for text, preferred in wanted.items() if preferred] or list(wanted)

    def _hit(
        self,
        side: str,
        message: str,
        mention: _Mention,
        *,
        suggestion: str,
        term: str,
        severity: Severity,
    ) -> Hit:
        group = self.written[side][term]
        return Hit.on(
            side, message, mention.spans, suggestion=suggestion, group=group, severity=severity
        )


#: By language: the same for all forms of a term.
_KEYS: dict[str, Callable[[str], str]] = {"en": canonical, "zh": str.lower}


def term_key(side: str, text: str) -> str:
    """The same for all forms of a term."""
    return _KEYS[side](text)


def _listed(terms: list[str]) -> str:
    more = f" or {len(terms) - _SHOWN} more" if len(terms) > _SHOWN else ""
    return " or ".join(f"“{term}”" for term in terms[:_SHOWN]) + more


def conflicts_of(glossary: Glossary) -> Iterator[Hit]:
    """Terms with several preferred translations, and translations both accepted and forbidden.

    >>> from align.terminology import Entry, Term
    >>> row2 = Entry((Term("body"),), (Term("机构"),), where="row 2")
    >>> row3 = Entry((Term("body"),), (Term("组织"),), where="row 3")
    >>> [hit.message for hit in conflicts_of(Glossary((row2, row3)))]
    ['“body” has 2 preferred Chinese terms: “机构” (row 2), “组织” (row 3)']
    """
    yield from _several(glossary, "en", "zh", "warning")
    yield from _several(glossary, "zh", "en", "note")
    yield from _both(glossary)


def _several(glossary: Glossary, side: str, other: str, severity: Severity) -> Iterator[Hit]:
    found: dict[str, dict[str, str]] = {}
    names: dict[str, str] = {}
    for entry in glossary.entries:
        for term in entry.accepted(side):
            key = term_key(side, term.text)
            names.setdefault(key, term.text)
            for target in entry.accepted(other):
                if target.status == "preferred":
                    where = f"“{target.text}” ({entry.where})"
                    found.setdefault(key, {}).setdefault(term_key(other, target.text), where)
    for key, targets in found.items():
        if len(targets) > 1:
            yield Hit(
                f"“{names[key]}” has {len(targets)} preferred {LANGUAGES[other].name} terms: "
                + ", ".join(targets.values()),
                group=names[key],
                severity=severity,
            )


def _both(glossary: Glossary) -> Iterator[Hit]:
    """Pairs that one entry accepts and the same or another entry forbids."""
    accepted: dict[tuple[str, str], str] = {}
    forbidden: dict[tuple[str, str], tuple[str, str, str]] = {}
    for entry in glossary.entries:
        for en in entry.accepted("en"):
            for zh in entry.zh:
                pair = term_key("en", en.text), term_key("zh", zh.text)
                if zh.status == "forbidden":
                    forbidden.setdefault(pair, (en.text, zh.text, entry.where))
                else:
                    accepted.setdefault(pair, entry.where)
    for pair, (en_text, zh_text, where) in forbidden.items():
        if pair in accepted:
            yield Hit(
                f"“{zh_text}” for “{en_text}” is both accepted ({accepted[pair]}) "
                f"and forbidden ({where})",
                group=en_text,
                severity="warning",
            )
