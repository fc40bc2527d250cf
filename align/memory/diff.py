"""The differences between two memories: units added, removed or changed."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from align.files.spool import Spool, spooled
from align.formats.read import read_memory
from align.memory.clean.rule import texts_of
from align.unit import Unit

#: The kinds of changes.
KINDS = ("added", "removed", "source", "target", "both")


@dataclass(frozen=True)
class UnitChange:
    """One difference.

    ``kind``: ``added``, ``removed``, or which text changed: ``source``, ``target``, or ``both``
    (units with the same id).
    """

    kind: str
    before: Unit | None
    after: Unit | None

    def to_json(self) -> dict[str, Any]:
        """The change as JSON data.

        >>> from align.memory.clean.rule import example_unit
        >>> UnitChange("added", None, example_unit("Hello.", "你好。")).to_json()
        {'kind': 'added', 'id': '', 'before': None, 'after': ['Hello.', '你好。']}
        """
        unit = self.after or self.before
        return {
            "kind": self.kind,
            "id": unit.id if unit else "",
            "before": list(texts_of(self.before)[:2]) if self.before else None,
            "after": list(texts_of(self.after)[:2]) if self.after else None,
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
        before, after = (
            [" ".join(text.split()) for text in texts_of(unit)[:2]] if unit else []
            for unit in (self.before, self.after)
        )
        if self.kind == "added":
            return f"+ {' | '.join(after)}"
        if self.kind == "removed":
            return f"- {' | '.join(before)}"
        if self.kind == "target":
            return f"~ {after[0]}\n  - {before[1]}\n  + {after[1]}"
        if self.kind == "source":
            return f"~ {after[1]}\n  - {before[0]}\n  + {after[0]}"
        return f"~ {self.to_json()['id']}\n  - {' | '.join(before)}\n  + {' | '.join(after)}"


class Differences(Iterator[UnitChange]):
    """The differences between two memories, as a stream; ``counts`` are those read so far, by kind.

    >>> found = Differences(iter([UnitChange("added", None, None)]))
    >>> [change.kind for change in found], str(found)
    (['added'], '1 added, 0 removed, 0 changed')
    """

    def __init__(self, changes: Iterator[UnitChange]) -> None:
        self._changes = changes
        self.counts = dict.fromkeys(KINDS, 0)

    def __next__(self) -> UnitChange:
        change = next(self._changes)
        self.counts[change.kind] += 1
        return change

    def __str__(self) -> str:
        if not any(self.counts.values()):
            return "no differences"
        changed = self.counts["source"] + self.counts["target"] + self.counts["both"]
        counts = self.counts
        return f"{counts['added']:,} added, {counts['removed']:,} removed, {changed:,} changed"


def diff_memories(
    before: str | os.PathLike[str], after: str | os.PathLike[str]
) -> Iterator[UnitChange]:
    """Yield first the changed and added units, in the order of ``after``, then the removed ones.

    Units with the same two texts are the same, regardless of position. Of the others, those with
    the same id, source or target (tried in this order) are one changed unit.

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
        _different(first, second, old, new)
        waiting = _Waiting(old)
        matches = [waiting.match(by) for by in range(3)]
        found: dict[int, int] = {}
        # all units are compared by the stronger evidence before any by the weaker
        for match in matches:
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


def _different(first: str, second: str, old: Spool[Unit], new: Spool[Unit]) -> None:
    """Set aside the units of each memory that the other one does not contain unchanged."""
    there: dict[int, int] = {}
    for unit in read_memory(first):
        key = hash(texts_of(unit)[:2])
        there[key] = there.get(key, 0) + 1
    for unit in read_memory(second):
        key = hash(texts_of(unit)[:2])
        if there.get(key, 0):
            there[key] -= 1
        else:
            new.add(unit)
    if not any(there.values()):
        return
    for unit in read_memory(first):
        key = hash(texts_of(unit)[:2])
        if there.get(key, 0):
            there[key] -= 1
            old.add(unit)


class _Waiting:
    """The old units without a partner so far, by id, source and target."""

    def __init__(self, old: Spool[Unit]) -> None:
        self.matched: set[int] = set()
        self._places: list[dict[int, list[int]]] = [{}, {}, {}]
        for number, unit in zip(count(), old):
            for places, key in zip(self._places, _keys(unit), strict=True):
                if key:
                    places.setdefault(hash(key), []).append(number)
        for places in self._places:
            for numbers in places.values():
                numbers.reverse()  # taken from the end, so the first comes first

    def match(self, by: int) -> Callable[[Unit], int | None]:
        """Return a function that finds partners by id (0), source (1) or target (2)."""

        def find(unit: Unit) -> int | None:
            key = _keys(unit)[by]
            numbers = self._places[by].get(hash(key), []) if key else []
            while numbers:
                number = numbers.pop()
                if number not in self.matched:
                    self.matched.add(number)
                    return number
            return None

        return find


def _keys(unit: Unit) -> tuple[str, str, str]:
    texts = texts_of(unit)
    return unit.id, texts.source, texts.target


def _changed(before: Unit, after: Unit) -> UnitChange:
    a, b = texts_of(before), texts_of(after)
    kind = "target" if a.source == b.source else "source" if a.target == b.target else "both"
    return UnitChange(kind, before, after)
