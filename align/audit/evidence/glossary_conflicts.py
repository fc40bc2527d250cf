"""Where a glossary contradicts itself."""

from collections.abc import Iterator

from align.audit.engine.check import Hit, Severity
from align.audit.evidence.glossary_use import key_of
from align.languages import LANGUAGES
from align.terminology.glossary import Glossary


def conflicts_of(glossary: Glossary) -> Iterator[Hit]:
    """Terms with two preferred translations, and translations both accepted and forbidden.

    >>> from align.terminology.glossary import Entry, Term
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
            key = key_of(side, term.text)
            names.setdefault(key, term.text)
            for target in entry.accepted(other):
                if target.status == "preferred":
                    where = f"“{target.text}” ({entry.where})"
                    found.setdefault(key, {}).setdefault(key_of(other, target.text), where)
    for key, targets in found.items():
        if len(targets) > 1:
            yield Hit(
                f"“{names[key]}” has {len(targets)} preferred {LANGUAGES[other].name} terms: "
                + ", ".join(targets.values()),
                group=names[key],
                severity=severity,
            )


def _both(glossary: Glossary) -> Iterator[Hit]:
    """Pairs that one entry accepts and the same or another one forbids."""
    accepted: dict[tuple[str, str], str] = {}
    forbidden: dict[tuple[str, str], tuple[str, str, str]] = {}
    for entry in glossary.entries:
        for en in entry.accepted("en"):
            for zh in entry.zh:
                pair = key_of("en", en.text), key_of("zh", zh.text)
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
