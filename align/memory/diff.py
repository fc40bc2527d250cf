"""The differences between two memories: units added, removed or changed."""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, NamedTuple

from align.files.spool import Spool, spooled
from align.formats.read import read_memory
from align.formats.report import not_kept
from align.memory.clean.rule import two_sides
from align.memory.duplicates import about, content_of, identity
from align.unit import Memory, Parts, Unit, Variant, canonical_code

#: The kinds of changes.
KINDS = ("added", "removed", "source", "target", "both", "other")
#: What tools write by themselves: the id, who worked on a unit, when, with what, how often; and
#: what the aligner says about it.
_BY_TOOLS = frozenset(
    "tuid creationdate changedate lastusagedate usagecount creationid changeid creationtool "
    "creationtoolversion o-tmf o-encoding x-confidence x-bead x-position x-crossing "
    "x-document".split()
)


class Detail(NamedTuple):
    """A change besides the two texts: what it is, and its values that are gone and that are new."""

    what: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class UnitChange:
    """One difference.

    ``kind``: ``added``, ``removed``, or which text changed: ``source``, ``target``, ``both``, or
    ``other``: none, but inline codes, notes, properties, attributes or language codes, which
    :attr:`details` lists.
    """

    kind: str
    before: Unit | None
    after: Unit | None

    @property
    def details(self) -> list[Detail]:
        """What changed besides the source and the target text.

        >>> before, after = Unit([], notes=("Formal.",)), Unit([], notes=("Polite.",))
        >>> UnitChange("other", before, after).details
        [Detail(what='note', before=('Formal.',), after=('Polite.',))]
        """
        if not self.before or not self.after:
            return []
        one, other = _facts(self.before, self.after), _facts(self.after, self.before)
        out = []
        for what in dict.fromkeys([*one, *other]):
            gone, new = Counter(one.get(what)), Counter(other.get(what))
            if gone != new:
                out.append(Detail(what, (*(gone - new).elements(),), (*(new - gone).elements(),)))
        return out

    def to_json(self) -> dict[str, Any]:
        """The change as JSON data.

        >>> from align.memory.clean.rule import example_unit
        >>> UnitChange("added", None, example_unit("Hello.", "你好。")).to_json()
        {'kind': 'added', 'id': '', 'before': None, 'after': ['Hello.', '你好。'], 'details': []}
        """
        unit = self.after or self.before
        return {
            "kind": self.kind,
            "id": unit.id if unit else "",
            "before": _texts(self.before) if self.before else None,
            "after": _texts(self.after) if self.after else None,
            "details": [detail._asdict() for detail in self.details],
        }

    def __str__(self) -> str:
        """``+`` is new, ``-`` is gone, ``~`` changed; an unchanged text is shown once.

        >>> from align.memory.clean.rule import example_unit
        >>> before, after = (example_unit("Hello.", zh) for zh in ("你好。", "您好。"))
        >>> print(UnitChange("target", before, after))
        ~ Hello.
          - 你好。
          + 您好。
        """
        old = _texts(self.before) if self.before else []
        new = _texts(self.after) if self.after else []
        show = _line
        if old and new and old != new and list(map(_line, old)) == list(map(_line, new)):
            show = _quoted  # they differ in white space
        before, after = list(map(show, old)), list(map(show, new))
        if self.kind == "added":
            return f"+ {' | '.join(after)}"
        if self.kind == "removed":
            return f"- {' | '.join(before)}"
        if self.kind == "other":
            out = [f"~ {' | '.join(after)}"]
        elif self.kind == "both":
            id_ = self.after.id if self.after else ""
            out = [
                f"~ {_line(id_)}".rstrip(),
                f"  - {' | '.join(before)}",
                f"  + {' | '.join(after)}",
            ]
        else:
            same, changed = (0, 1) if self.kind == "target" else (1, 0)
            out = [f"~ {after[same]}"]
            if before[changed] != after[changed]:
                out += [f"  - {before[changed]}", f"  + {after[changed]}"]
        for what, gone, added in self.details:
            out += [f"  - {_line(what)}: {_line(value)}" for value in gone]
            out += [f"  + {_line(what)}: {_line(value)}" for value in added]
        return "\n".join(out)


class Differences(Iterator[UnitChange]):
    """The differences between two memories, as a stream; ``counts`` are those read so far, by kind.

    ``left_out`` is what was not read of the memories, see :func:`diff_memories`.

    >>> found = Differences(iter([UnitChange("added", None, None)]))
    >>> [change.kind for change in found], str(found)
    (['added'], '1 added, 0 removed, 0 changed')
    """

    def __init__(
        self, changes: Iterator[UnitChange], left_out: Mapping[str, int] | None = None
    ) -> None:
        self._changes, self._left_out = changes, left_out
        self.counts = dict.fromkeys(KINDS, 0)

    def __next__(self) -> UnitChange:
        change = next(self._changes)
        self.counts[change.kind] += 1
        return change

    def __str__(self) -> str:
        more = f"; {not_kept(self._left_out, 'not read')}" if self._left_out else ""
        if not any(self.counts.values()):
            return f"no differences{more}"
        counts = self.counts
        changed = sum(counts.values()) - counts["added"] - counts["removed"]
        return (
            f"{counts['added']:,} added, {counts['removed']:,} removed, {changed:,} changed{more}"
        )


def diff_memories(
    before: str | os.PathLike[str],
    after: str | os.PathLike[str],
    left_out: Counter[str] | None = None,
) -> Iterator[UnitChange]:
    """Yield first the changed and added units, in the order of ``after``, then the removed ones.

    Units are the same, regardless of position, if they have the same texts with the same language
    codes and inline codes, the same notes, properties and attributes. What tools count by
    themselves is not compared: ids, dates, authors, tools, use, and what the aligner found (its
    confidence and the place in the document). Of the other units, those with the same texts, id,
    source or target (tried in this order) are one changed unit; a source or target counts only in
    the same varieties of the languages. ``left_out`` gets what is not read of the memories
    (:attr:`align.unit.Memory.left_out`).

    >>> import tempfile
    >>> from align.memory import write
    >>> from align.memory.clean.rule import example_unit
    >>> from align.unit import Header, Memory
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name, zh in (("a", "你好。"), ("b", "您好。")):
    ...         units = [example_unit("Hello.", zh), example_unit("Bye.", "再见。")]
    ...         _ = write(Memory(Header(), units), f"{folder}/{name}.tmx")
    ...     [change.kind for change in diff_memories(f"{folder}/a.tmx", f"{folder}/b.tmx")]
    ['target']

    Raises :class:`align.errors.InputError` for a file that is not a memory.
    """
    with (
        spooled(before) as first,
        spooled(after) as second,
        Spool[Unit]() as old,
        Spool[Unit]() as new,
    ):
        for memory in _different(first, second, old, new):
            if left_out is not None:
                left_out.update(+memory.left_out)
        waiting = _Waiting(old)
        found: dict[int, int] = {}
        # all units are compared by the stronger evidence before any by the weaker
        for match in waiting.matches():
            for number in range(len(new)):
                if number not in found and (partner := match(new[number])) is not None:
                    found[number] = partner
        for number in range(len(new)):
            if number in found:
                yield _changed(old[found[number]], new[number])
            else:
                yield UnitChange("added", None, new[number])
        for number in range(len(old)):
            if number not in waiting.matched:
                yield UnitChange("removed", old[number], None)


def _different(
    first: str, second: str, old: Spool[Unit], new: Spool[Unit]
) -> tuple[Memory, Memory]:
    """Set aside the units of each memory that the other one does not contain unchanged."""
    there: dict[int, int] = {}
    memories = read_memory(first), read_memory(second)
    for unit in memories[0]:
        key = _whole(unit)
        there[key] = there.get(key, 0) + 1
    for unit in memories[1]:
        key = _whole(unit)
        if there.get(key, 0):
            there[key] -= 1
        else:
            new.add(unit)
    if not any(there.values()):
        return memories
    for unit in read_memory(first):
        key = _whole(unit)
        if there.get(key, 0):
            there[key] -= 1
            old.add(unit)
    return memories


def _whole(unit: Unit) -> int:
    """A key of all that is compared."""
    return hash((*identity(unit), *sorted(about(unit, _BY_TOOLS))))


def _facts(unit: Unit, partner: Unit) -> dict[str, list[str]]:
    """What can change besides the two texts, by name: values in order."""
    out: dict[str, list[str]] = {}
    pairs = about(unit, _BY_TOOLS)
    source, target = _pair(unit)
    codes = sorted(canonical_code(variant.lang) for variant in unit.variants)
    others = sorted(canonical_code(variant.lang) for variant in partner.variants)
    if codes != others:
        pairs += [("language code", code) for code in codes]
    known = {canonical_code(v.lang): v for v in reversed(partner.variants)}
    for variant in unit.variants:
        code = canonical_code(variant.lang)
        if variant is not source and variant is not target:
            pairs.append((f"text in {code}", variant.text))
        same = known.get(code, variant)
        parts, beside = variant.parts, same.parts
        if same.text != variant.text:  # then the text around the codes has changed as well
            parts, beside = variant.codes, same.codes
        if content_of(parts) != content_of(beside):
            pairs.append((f"inline codes in {code}", _marked(parts)))
    for name, value in pairs:
        out.setdefault(name, []).append(value)
    return out


def _marked(parts: Parts) -> str:
    """A text with its inline codes, as in TMX but for the escapes."""
    out = []
    for part in parts:
        if isinstance(part, str):
            out.append(part)
        else:
            about = "".join(f' {name}="{value}"' for name, value in part.attributes)
            out.append(f"<{part.tag}{about}>{_marked(part.parts)}</{part.tag}>")
    return "".join(out)


def _pair(unit: Unit) -> tuple[Variant, Variant]:
    sources, targets = two_sides(unit)
    return sources[0], targets[0]


def _texts(unit: Unit) -> list[str]:
    """The source and the target text."""
    return [variant.text for variant in _pair(unit)]


def _line(text: str) -> str:
    return " ".join(text.split())


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


class _Waiting:
    """The old units without a partner so far, by what may identify them."""

    def __init__(self, old: Spool[Unit]) -> None:
        self.matched: set[int] = set()
        self._places: dict[int, list[int]] = {}
        for number, unit in zip(count(), old):
            for key in _keys(unit):
                if key is not None:
                    self._places.setdefault(hash(key), []).append(number)
        for numbers in self._places.values():
            numbers.reverse()  # taken from the end, so the first comes first

    def matches(self) -> Iterator[Callable[[Unit], int | None]]:
        """Yield functions that find partners, by the strongest evidence first."""
        for by in range(len(_keys(Unit([])))):

            def find(unit: Unit, by: int = by) -> int | None:
                key = _keys(unit)[by]
                numbers = self._places.get(hash(key), []) if key is not None else []
                while numbers:
                    number = numbers.pop()
                    if number not in self.matched:
                        self.matched.add(number)
                        return number
                return None

            yield find


def _keys(unit: Unit) -> list[tuple[object, ...] | None]:
    """What may identify a unit, the strongest first; None for what it does not have."""
    source, target = _texts(unit)
    one, other = source.strip(), target.strip()
    codes = sorted(canonical_code(variant.lang) for variant in unit.variants)
    return [
        (0, *identity(unit)),
        (1, source, target, *codes),
        (2, unit.id) if unit.id else None,
        (3, one, *codes) if one else None,
        (4, other, *codes) if other else None,
        (5, one, other),
    ]


def _changed(before: Unit, after: Unit) -> UnitChange:
    (a, b), (c, d) = _texts(before), _texts(after)
    others = [sorted(variant.text for variant in unit.variants) for unit in (before, after)]
    if a != c and b != d:
        kind = "both"
    elif a != c:
        kind = "source"
    elif b != d or others[0] != others[1]:
        kind = "target"
    else:
        kind = "other"
    return UnitChange(kind, before, after)
