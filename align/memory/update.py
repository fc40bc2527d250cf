"""Updates a memory: changed documents replace their own units and no others."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from align.alignment import Alignment
from align.errors import UsageError
from align.formats.from_alignments import memory_of, time_stamp
from align.formats.tmx.read import read_tmx
from align.formats.xml_text import clean_text
from align.unit import Memory, Unit

#: The attributes that a unit of a changed document keeps if its source text is unchanged.
_KEPT = ("creationdate", "creationid", "usagecount", "lastusagedate")


@dataclass(frozen=True)
class Part:
    """A document's units: ``alignment()`` makes them; ``changed``: they replace existing ones.

    If that is unknown (None), edited units are kept.
    """

    document: str
    alignment: Callable[[], Alignment]
    changed: bool | None = True


@dataclass
class Updated:
    """What an update did, in units; complete once the memory has been read to its end."""

    kept: int = 0
    others: int = 0
    replaced: int = 0
    edited: int = 0
    pruned: int = 0
    #: documents of the memory that are not part of the update
    documents: set[str] = field(default_factory=set)


def update(
    path: str | os.PathLike[str],
    parts: Iterable[Part],
    *,
    minimum: float = 0.0,
    prune: bool = False,
    source: str = "en",
    locales: Mapping[str, str] | None = None,
    date: datetime | None = None,
) -> tuple[Memory, Updated]:
    """Return the TMX at ``path`` updated with these documents, as a stream, and what was done.

    The units of a changed document (``x-document``) are replaced in the position of the
    first; one whose source text still exists keeps its ``creationdate`` and ``creationid``
    and, unless its translation is the same, gets a ``changedate``. If it is not known whether
    the document changed, such a unit is kept if it was edited, that is, if it has a ``changeid``,
    which this project does not write. Units of unchanged documents, of other documents and of none
    are kept, except those of unchanged documents with a confidence below ``minimum``; with
    ``prune``, units of other documents are removed. New documents are added at the end. ``source``,
    ``locales`` and ``date``: see :func:`align.formats.from_alignments.memory_of`.

    Raises :class:`align.errors.InputError` for a file that is not
    TMX, and :class:`align.errors.UsageError` if its source language is another one.
    """
    by_name = {part.document: part for part in parts}
    former, there = _former(path, by_name)
    old = read_tmx(path)
    wanted = memory_of([], source=source, locales=locales, date=date).header.attributes["srclang"]
    srclang = old.header.attributes.get("srclang", wanted)
    if srclang.lower() != wanted.lower():
        raise UsageError(
            f"{path}: its source language is {srclang}, not {wanted}; write to another file, or "
            "anew with --fresh"
        )
    stamp = time_stamp(date)
    report = Updated()

    def new(part: Part) -> Iterator[Unit]:
        made = memory_of(part.alignment(), source=source, locales=locales, date=date)
        for unit in made:
            before = _taken(unit, former[part.document])
            if before and part.changed is None and before.edited:
                report.edited += 1
                report.replaced -= 1
                yield before.edited
            else:
                yield _dated(unit, before, stamp)

    def units() -> Iterator[Unit]:
        written: set[str] = set()
        for unit in old:
            name = unit.document
            part = by_name.get(name)
            if part is None:
                if name:
                    report.documents.add(name)
                if prune and name:
                    report.pruned += 1
                    continue
                report.others += 1
                yield unit
            elif part.changed is False:
                if (unit.confidence if unit.confidence is not None else 1.0) >= minimum:
                    report.kept += 1
                    yield unit
            else:
                report.replaced += 1
                if name not in written:
                    written.add(name)
                    yield from new(part)
        for name, part in by_name.items():
            if name not in written and (part.changed is not False or name not in there):
                yield from new(part)

    return Memory(old.header, units(), os.fspath(path)), report


@dataclass(frozen=True)
class _Before:
    """What is kept of a unit that will be replaced; the complete unit if it was edited."""

    target: str
    attributes: Mapping[str, str]
    edited: Unit | None


#: By source text, in the order of the memory.
Former = dict[str, list[_Before]]


def _former(
    path: str | os.PathLike[str], by_name: Mapping[str, Part]
) -> tuple[defaultdict[str, Former], set[str]]:
    """Return the units of changed documents by text, and the existing documents."""
    found: defaultdict[str, Former] = defaultdict(dict)
    there: set[str] = set()
    for unit in read_tmx(path):
        name = unit.document
        if part := by_name.get(name):
            there.add(name)
            if part.changed is not False:
                texts = [clean_text(variant.text).text for variant in unit.variants[:2]]
                key, value = (texts[0], texts[-1]) if texts else ("", "")
                about = [unit.attributes, *(variant.attributes for variant in unit.variants)]
                edited = unit if any("changeid" in some for some in about) else None
                before = _Before(value, unit.attributes, edited)
                found[name].setdefault(key, []).append(before)
    return found, there


def _taken(unit: Unit, former: Former) -> _Before | None:
    """Take the unit that this one replaces, if there is one."""
    there = former.get(clean_text(unit.variants[0].text).text) if len(unit.variants) == 2 else None
    return there.pop(0) if there else None


def _dated(unit: Unit, before: _Before | None, stamp: str) -> Unit:
    """Give a unit the dates of the one that it replaces."""
    if before is None:
        return unit
    if before.target == clean_text(unit.variants[1].text).text:
        unit.attributes = {**unit.attributes, **before.attributes}
    else:
        kept = {name: before.attributes[name] for name in _KEPT if name in before.attributes}
        unit.attributes = {**unit.attributes, **kept, "changedate": stamp}
    return unit
