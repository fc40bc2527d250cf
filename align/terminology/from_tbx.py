"""Glossaries in TBX: 2008 (``martif``) and 2019 (``tbx``), its styles DCA and DCT."""

import os
from typing import Any

from align.files.xml import XML_LANG, inner_text, local
from align.formats.tbx import concepts
from align.terminology.glossary import Entry, Status, with_status
from align.unit import language_of

#: Where a status stands: as the type of a termNote (DCA), or as an element's own name (DCT).
_KINDS = frozenset({"administrativestatus", "normativeauthorization", "status", "usagestatus"})
_STATUSES: dict[str, Status] = {
    "preferred": "preferred",
    "standardized": "preferred",
    "legal": "preferred",
    "regulated": "preferred",
    "admitted": "allowed",
    "allowed": "allowed",
    "approved": "allowed",
    "deprecated": "forbidden",
    "superseded": "forbidden",
    "forbidden": "forbidden",
    "prohibited": "forbidden",
    "obsolete": "forbidden",
    "notrecommended": "forbidden",
}


def tbx_entries(path: str | os.PathLike[str]) -> list[Entry]:
    """The concepts of a termbase, with English or Chinese terms.

    Raises :class:`align.errors.InputError` for what is no TBX, and for an entity in it.
    """
    name = os.fspath(path)
    found = []
    for concept in concepts(path):
        entry = _entry(concept, name)
        if entry.en or entry.zh:
            found.append(entry)
    return found


def _entry(concept: Any, name: str) -> Entry:
    terms: dict[str, list[tuple[str, Status | None]]] = {"en": [], "zh": []}
    notes = []
    lang = ""
    for element in concept.iter():
        tag = local(element)
        if tag in ("langSet", "langSec"):
            lang = language_of(element.get(XML_LANG) or element.get("lang") or "")
        elif tag == "note":
            notes.append(" ".join(inner_text(element, name).split()))
        elif tag == "term" and lang in terms:
            text = " ".join(inner_text(element, name).split())
            if text:
                terms[lang].append((text, _status(element, name)))
    return Entry(
        with_status(terms["en"]),
        with_status(terms["zh"]),
        "; ".join(notes),
        f"line {concept.sourceline}",
    )


def _status(term: Any, name: str) -> Status | None:
    """What the notes beside a term say of it."""
    group = term.getparent()
    if local(group) == "termGrp":
        group = group.getparent()
    if local(group) in ("langSet", "langSec"):  # terms without a group of their own
        return None
    for element in group.iter():
        kind = element.get("type") if local(element) == "termNote" else local(element)
        if kind and kind.lower().replace(" ", "") in _KINDS:
            said = inner_text(element, name).strip().lower().replace(" ", "")
            for name, status in _STATUSES.items():
                if said.startswith(name):
                    return status
    return None
