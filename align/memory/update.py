"""Updates a memory: changed documents replace their own units and no others."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from align.alignment import Alignment
from align.errors import UsageError
from align.files.spool import Spool
from align.formats.from_alignments import OWN_PROPS, memory_of, time_stamp
from align.formats.registry import Format
from align.formats.tmx.read import read_tmx
from align.formats.xml_text import clean_text
from align.tmx_dates import dates_in
from align.unit import Memory, Unit, Variant

#: The attributes that say who changed a unit, and when.
_CHANGE = ("changedate", "changeid")


@dataclass(frozen=True)
class Part:
    """A document's units: ``alignment()`` makes them; ``changed``: they replace existing ones.

    ``ours`` are the notes that come with them, or came before: others stay with a unit. Not
    ``made``: there are no new ones, those that are there stay.
    """

    document: str
    alignment: Callable[[], Alignment]
    changed: bool | None = True
    ours: frozenset[str] = frozenset()
    made: bool = True


@dataclass
class Updated:
    """What an update did, in units; complete once the memory has been read to its end."""

    kept: int = 0
    others: int = 0
    replaced: int = 0
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
    first. One with the same id, or the same source text, keeps what people and tools wrote about it
    (dates, who made it, notes, properties, also those of its texts, and inline codes where the text
    is the same); if its translation is another one, it gets a ``changedate``. Units of unchanged
    documents, of other documents and of none are kept, except those of unchanged documents with a
    confidence below ``minimum``; with ``prune``, units of other documents are removed. New
    documents are added at the end. ``source``,
    ``locales`` and ``date``: see :func:`align.formats.from_alignments.memory_of`.

    Raises :class:`align.errors.InputError` for a file that is not
    TMX, and :class:`align.errors.UsageError` if its source language is another one.
    """
    by_name = {part.document: part for part in parts}
    spool = Spool[Unit]()
    former, there = _former(path, by_name, spool)
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
        old_units = _Former(spool[number] for number in former.get(part.document, ()))
        for unit in made:
            before = old_units.take(unit)
            yield _carried(unit, before, stamp, part.ours) if before else unit

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
            new_here = part.changed is not False or name not in there
            if part.made and new_here and name not in written:
                yield from new(part)

    return Memory(old.header, units(), os.fspath(path)), report


def renewed(
    path: str | os.PathLike[str],
    format: Format,
    parts: Sequence[Part],
    *,
    minimum: float,
    fresh: bool,
    prune: bool,
    codes: Mapping[str, Any],
) -> tuple[Memory, Updated | None]:
    """A memory updated with these documents, or made anew: if ``fresh``, not there, or no TMX.

    ``codes``: see :func:`align.formats.from_alignments.memory_of`; the others: see :func:`update`.
    """
    if fresh or format.suffix != ".tmx" or not Path(path).is_file():
        return memory_of((part.alignment() for part in parts if part.made), **codes), None
    return update(path, parts, minimum=minimum, prune=prune, **codes)


class _Former:
    """The units of a document that will be replaced, by their ids and by their source texts."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._units = dict(enumerate(units))
        self._by: dict[str, list[int]] = {}
        for number, unit in self._units.items():
            for key in self._keys(unit):
                self._by.setdefault(key, []).append(number)

    def take(self, unit: Unit) -> Unit | None:
        """Take the unit that this one replaces, if there is one."""
        for key in self._keys(unit):
            numbers = self._by.get(key, [])
            while numbers:
                if found := self._units.pop(numbers.pop(0), None):
                    return found
        return None

    @staticmethod
    def _keys(unit: Unit) -> list[str]:
        if len(unit.variants) != 2:
            return []
        ids = [f"id {unit.id}"] if unit.id else []
        return [*ids, f"text {clean_text(unit.variants[0].text).text}"]


def _former(
    path: str | os.PathLike[str], by_name: Mapping[str, Part], spool: Spool[Unit]
) -> tuple[dict[str, list[int]], set[str]]:
    """Keep the units of changed documents, whose numbers are returned; the existing documents."""
    found: dict[str, list[int]] = {}
    there: set[str] = set()
    for unit in read_tmx(path):
        name = unit.document
        if part := by_name.get(name):
            there.add(name)
            if part.changed is not False:
                found.setdefault(name, []).append(spool.add(unit))
    return found, there


def _carried(unit: Unit, before: Unit, stamp: str, ours: frozenset[str]) -> Unit:
    """Give a unit what people and tools wrote about the one that it replaces."""
    same = [
        clean_text(old.text).text == clean_text(new.text).text
        for old, new in zip(before.variants, unit.variants, strict=True)
    ]
    variants = [
        replace(old, lang=new.lang)
        if is_same
        else replace(new, attributes=_dated(old, stamp), props=old.props, notes=old.notes)
        for old, new, is_same in zip(before.variants, unit.variants, same, strict=True)
    ]
    if all(same):
        attributes = {**unit.attributes, **before.attributes}
    else:
        kept = {name: value for name, value in before.attributes.items() if name not in _CHANGE}
        attributes = {**unit.attributes, **kept}
        attributes.setdefault("changedate", stamp)
    notes = [note for note in before.notes if note not in unit.notes and not _is_ours(note, ours)]
    props = [prop for prop in before.props if prop.type not in OWN_PROPS]
    return replace(
        unit,
        variants=variants,
        attributes=attributes,
        props=(*unit.props, *props),
        notes=(*unit.notes, *notes),
    )


def _dated(variant: Variant, stamp: str) -> dict[str, str]:
    """The attributes of a text that is another one now."""
    kept = {name: value for name, value in variant.attributes.items() if name not in _CHANGE}
    return {**kept, "changedate": stamp} if dates_in(variant.attributes) else kept


def _is_ours(note: str, ours: frozenset[str]) -> bool:
    return all(line in ours for line in note.splitlines())
