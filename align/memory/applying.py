"""Decisions → anchors for the aligner, and what is written of an alignment.

Decisions are found again by their texts; where a text is repeated, by its neighbours.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha1
from typing import Any, NamedTuple

from align.alignment import Alignment, Bead
from align.document import Document
from align.languages import get_language
from align.memory.decisions import LOOSE, Decision, Texts
from align.memory.places import Key, Locator, Sentences, neighbours, place_of, stripped

_ANYWHERE = ((), ())
#: What the status of a pair is after a decision.
STATUSES = {"approve": "approved", "reject": "wrong", "exclude": "excluded"}
#: Pairs with such a status are not written.
LEFT_OUT = frozenset({"wrong", "excluded"})


@dataclass
class Group:
    """Sentences about which something was decided, and what.

    ``fixed``: they are a bead. ``texts`` are the units that are written of it, if they are not its
    sentences. ``pieces`` are the texts of each of its pairs as a person cut them, ``out`` the
    numbers of those pairs that are not written. ``reasons``: which decision said what.
    """

    en: tuple[int, ...]
    zh: tuple[int, ...]
    fixed: bool = False
    status: str = ""
    texts: tuple[tuple[str, str], ...] = ()
    pieces: tuple[Texts, ...] = ()
    out: frozenset[int] = frozenset()
    note: str = ""
    reasons: dict[str, Decision] = field(default_factory=dict)


@dataclass
class Settled:
    """What all decisions about two documents come to.

    ``unfit`` are the decisions whose texts are gone; ``replaced`` counts those that later ones
    replaced; ``restored`` is the text that was set aside and belongs to the documents.
    """

    groups: dict[Key, Group]
    unfit: list[Decision]
    replaced: int = 0
    restored: tuple[str, ...] = ()

    @property
    def kept(self) -> list[Decision]:
        """The decisions that count, in the order of time."""
        found = {id(d): d for group in self.groups.values() for d in group.reasons.values()}
        return sorted(found.values(), key=lambda decision: decision.when)

    @property
    def fixed(self) -> list[Key]:
        """The beads that people decided on, in order."""
        return sorted(key for key, group in self.groups.items() if group.fixed)

    @property
    def anchors(self) -> tuple[Bead, ...]:
        """Those beads for the aligner.

        Of one whose sentences do not follow each other, they are set apart: :meth:`joined` makes
        it of them.
        """
        found: list[Bead] = []
        for en, zh in self.fixed:
            if _is_scattered((en, zh)):
                found += [Bead((n,), (), confidence=1.0) for n in en]
                found += [Bead((), (n,), confidence=1.0) for n in zh]
            else:
                found.append(Bead(en, zh, confidence=1.0))
        return tuple(found)

    def joined(self, alignment: Alignment) -> Alignment:
        """An alignment between these anchors, with the beads that they stand for; no more than

        that is marked in it.
        """
        beads = [replace(bead, status="", note="") for bead in alignment]
        for en, zh in filter(_is_scattered, self.fixed):
            parts = [b for b in beads if b.is_null and {*b.en} <= {*en} and {*b.zh} <= {*zh}]
            if parts:
                at = beads.index(parts[0])
                beads[at:at] = [Bead(en, zh, confidence=1.0, crossing=True)]
                beads = [bead for bead in beads if all(bead is not part for part in parts)]
        return replace(alignment, beads=tuple(beads))

    @property
    def fingerprint(self) -> str:
        """A digest of the anchors and of the restored text; empty without any."""
        text = json.dumps([self.fixed, self.restored] if self.restored else self.fixed).encode()
        some = self.fixed or self.restored
        return sha1(text, usedforsecurity=False).hexdigest()[:16] if some else ""

    def applied(self, alignment: Alignment) -> tuple[Alignment, Counter[str]]:
        """What is written of an alignment of these documents, and how many pairs are left out.

        Pairs that people rejected or excluded are left out; the others have their status, their
        notes and, as ``extra["texts"]``, the texts that are written.

        >>> en = Document.from_sentences(["One.", "Two."], "en", name="a")
        >>> zh = Document.from_sentences(["一。", "二。"], "zh", name="a")
        >>> made = Alignment(en, zh, (Bead((0,), (0,)), Bead((1,), (1,))))
        >>> found = settle(en, zh, [Decision("reject", "a", "Two.", "二。")])
        >>> [made.text(bead) for bead in found.applied(made)[0]]
        [('One.', '一。')]
        """
        left_out: Counter[str] = Counter()
        remarks = self._remarks(alignment)
        beads = []
        for bead in alignment:
            group = self.groups.get((bead.en, bead.zh))
            if group and group.status in LEFT_OUT:
                left_out[group.status] += max(1, len(group.pieces))
                continue
            if group and group.out:
                left_out["excluded"] += len(group.out)
            notes = [bead.note] if bead.note else []
            notes += [note for note in remarks.get((bead.en, bead.zh), ()) if note not in notes]
            if group or notes != [bead.note]:
                bead = replace(bead, note="\n".join(notes))
            beads.append(_marked(bead, group) if group else bead)
        return replace(alignment, beads=tuple(beads)), left_out

    def marked(self, alignment: Alignment) -> Alignment:
        """The alignment with the status and the notes of its beads, for a person to read."""
        remarks = self._remarks(alignment)
        beads = []
        for bead in alignment:
            key = (bead.en, bead.zh)
            group = self.groups.get(key)
            note = "\n".join(remarks.get(key, ()))
            beads.append(replace(bead, status=group.status if group else "", note=note))
        return replace(alignment, beads=tuple(beads))

    def _remarks(self, alignment: Alignment) -> dict[Key, list[str]]:
        """Notes by bead; that of a group which is no bead goes to the first that touches it."""
        found: dict[Key, list[str]] = {}
        noted = [group for group in self.groups.values() if group.note]
        if not noted:
            return found
        of: tuple[dict[int, Key], dict[int, Key]] = {}, {}
        for bead in alignment:
            for side, numbers in zip(of, (bead.en, bead.zh), strict=True):
                side.update(dict.fromkeys(numbers, (bead.en, bead.zh)))
        for group in noted:
            key = of[0].get(group.en[0]) if group.en else of[1].get(group.zh[0])
            if key is not None:
                found.setdefault(key, []).append(group.note)
        return found


def _marked(bead: Bead, group: Group) -> Bead:
    extra = dict(bead.extra)
    if group.texts:
        extra["texts"] = group.texts
    if by := group.reasons.get("texts") or group.reasons.get("bead"):
        extra["changed"] = by.who, by.when
    sure = 1.0 if group.fixed else bead.confidence
    return replace(bead, status=group.status or bead.status, confidence=sure, extra=extra)


def _is_scattered(key: Key) -> bool:
    """Whether the sentences of a side do not follow each other."""
    return any(side and side[-1] - side[0] != len(side) - 1 for side in key)


def settle(en: Document, zh: Document, decisions: Sequence[Decision]) -> Settled:
    """Find where decisions stand in two documents, and what they come to.

    ``decisions`` are those about these documents, in the order of time: a later one replaces an
    earlier one about the same sentences.

    >>> en = Document.from_sentences(["Hi.", "One.", "Two."], "en", name="a")
    >>> zh = Document.from_sentences(["嗨。", "一。", "二。"], "zh", name="a")
    >>> merge = Decision("merge", "a", ("One.", "Two."), ("一。", "二。"))
    >>> gone = Decision("approve", "a", "Three.", "三。")
    >>> found = settle(en, zh, [merge, gone])
    >>> [(bead.en, bead.zh) for bead in found.anchors], [d.en for d in found.unfit]
    ([((1, 2), (1, 2))], [('Three.',)])
    """
    if not decisions:
        return Settled({}, [])
    sides = Sentences(en), Sentences(zh)
    folding = Folding(*sides)
    for decision, key in zip(decisions, Locator(*sides).of(decisions), strict=True):
        folding.add(decision, key)
    return folding.settled


class _Part(NamedTuple):
    """A bead that a decision makes, with the texts that are written of it."""

    key: Key
    texts: tuple[tuple[str, str], ...] = ()
    pieces: tuple[Texts, ...] = ()
    out: frozenset[int] = frozenset()


class Folding:
    """Later decisions upon earlier ones, one after the other."""

    def __init__(self, en: Sentences, zh: Sentences) -> None:
        self.sides = (en, zh)
        self.settled = Settled({}, [])
        self.groups = self.settled.groups
        self._owners: tuple[dict[int, Key], dict[int, Key]] = ({}, {})

    def copy(self) -> "Folding":
        """The same, to which other decisions can be added."""
        other = Folding(*self.sides)
        other.settled = replace(
            self.settled, groups=dict(self.groups), unfit=list(self.settled.unfit)
        )
        other.groups = other.settled.groups
        other._owners = (dict(self._owners[0]), dict(self._owners[1]))
        return other

    def _group(self, key: Key) -> Group:
        """The group of these sentences, to be changed: copies share the former one."""
        found = self.groups.get(key)
        new = Group(*key) if found is None else replace(found, reasons=dict(found.reasons))
        self.groups[key] = new
        return new

    def add(self, decision: Decision, key: Key | None) -> None:
        """Take a decision about these sentences; None: they are not there."""
        kind = decision.kind
        if kind == "restore":
            self.settled.restored += (stripped("".join((*decision.en, *decision.zh))),)
        if key is None or key == _ANYWHERE:
            self.settled.unfit.append(decision)
            return
        if kind == "restore":
            self._because(self._group(key), kind, decision)
            return
        if kind in LOOSE:
            group = self._group(key)
            if kind == "comment":
                self._because(group, "note", decision)
                group.note = decision.note
                if "status" in decision.extra:
                    self._because(group, "status", decision)
                    group.status = str(decision.extra["status"])
            else:
                self._status(group, decision)
                group.fixed = False
                self._free(key)
            return
        for part in self._parts(decision, key):
            group = self._fixed(part.key)
            if kind in ("approve", "exclude"):
                self._status(group, decision)
            else:
                if group.status in LEFT_OUT:
                    group.status = ""
                what = "texts" if part.texts or kind == "correct" else "bead"
                self._because(group, what, decision)
                _, group.texts, group.pieces, group.out = part

    def _status(self, group: Group, decision: Decision) -> None:
        self._because(group, "status", decision)
        group.status = STATUSES[decision.kind]
        if decision.note:
            self._because(group, "note", decision)
            group.note = decision.note

    def _because(self, group: Group, what: str, decision: Decision) -> None:
        before = group.reasons.get(what)
        group.reasons[what] = decision
        if before and all(before is not other for other in group.reasons.values()):
            self.settled.replaced += 1

    def _fixed(self, key: Key) -> Group:
        """The group of these sentences as a bead; others that share one of them end."""
        for owners, numbers in zip(self._owners, key, strict=True):
            for number in numbers:
                owner = owners.get(number)
                if owner is not None and owner != key:
                    ended = self.groups.pop(owner)
                    self._free(owner)
                    noted = ended.reasons.get("note")
                    if ended.note and noted:  # what was said stays, with the first bead that has
                        said = {"note": noted}  # one of these sentences
                        self.groups[owner] = Group(*owner, note=ended.note, reasons=said)
                    gone = {id(d) for d in ended.reasons.values() if d is not noted}
                    self.settled.replaced += len(gone)
        group = self._group(key)
        group.fixed = True
        for owners, numbers in zip(self._owners, key, strict=True):
            owners.update(dict.fromkeys(numbers, key))
        return group

    def _free(self, key: Key) -> None:
        """Sentences are no longer those of a bead that somebody decided."""
        for owners, numbers in zip(self._owners, key, strict=True):
            for number in numbers:
                if owners.get(number) == key:
                    del owners[number]

    def _parts(self, decision: Decision, key: Key) -> list[_Part]:
        """The beads that a decision makes."""
        cut = [self._cut(side, key[side], decision.result) for side in (0, 1)]
        if cut[0] is not None and cut[1] is not None:
            parts: list[Key] = list(zip(*cut, strict=True))
            used = [{n for part in parts for n in part[side]} for side in (0, 1)]
            found = [
                _Part(part, pieces=() if tuple(map(len, part)) == tuple(map(len, texts)) else
                      (texts,))
                for part, texts in zip(parts, decision.result, strict=True)
            ]  # fmt: skip
            found += [_Part(((n,), ())) for n in key[0] if n not in used[0]]
            found += [_Part(((), (n,))) for n in key[1] if n not in used[1]]
            return [part for part in found if any(part.key)]
        joiners = [get_language(side.document.language).joiner for side in self.sides]
        out = _numbers_in(decision.extra.get("out"))
        texts = [
            (joiners[0].join(en), joiners[1].join(zh))
            for number, (en, zh) in enumerate(decision.result)
            if number not in out
        ]
        return [_Part(key, tuple(texts), decision.result, out)]

    def _cut(
        self, side: int, numbers: Sequence[int], result: Sequence[Texts]
    ) -> list[tuple[int, ...]] | None:
        """The sentences of each part of a result; None if its texts are not whole sentences."""
        plain = self.sides[side].plain
        free = list(numbers)
        found: list[tuple[int, ...]] = []
        for pair in result:
            wanted = stripped("".join(pair[side]))
            run: list[int] = []
            for start in range(len(free) if wanted else 0):
                run = []
                for n in free[start:]:
                    if not wanted.startswith(plain[n], sum(len(plain[m]) for m in run)):
                        break
                    run.append(n)
                    if "".join(plain[m] for m in run) == wanted:
                        break
                if "".join(plain[m] for m in run) == wanted:
                    break
                run = []
            if wanted and not run:
                return None
            free = [n for n in free if n not in run]
            found.append(tuple(run))
        return found


def around(alignment_en: Document, alignment_zh: Document, key: Key) -> dict[str, Any]:
    """The fields of a decision about these sentences of two documents.

    >>> doc = Document.from_sentences(["One.", "Two."], "en")
    >>> around(doc, doc, ((1,), ()))["en"], around(doc, doc, ((1,), ()))["at"]
    (('Two.',), (1, -1))
    """
    en, zh = (tuple(d.texts[n] for n in numbers) for d, numbers in
              zip((alignment_en, alignment_zh), key, strict=True))  # fmt: skip
    at = tuple(numbers[0] if numbers else -1 for numbers in key)
    return {
        "extra": {"place": [place_of(alignment_en, key[0]), place_of(alignment_zh, key[1])]},
        "en": en,
        "zh": zh,
        "at": at,
        "near": (neighbours(alignment_en, key[0]), neighbours(alignment_zh, key[1])),
    }


def _numbers_in(value: object) -> frozenset[int]:
    """The numbers of a list in a file that people may have edited."""
    listed = value if isinstance(value, list | tuple) else ()
    return frozenset(number for number in listed if isinstance(number, int))
