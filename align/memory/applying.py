"""Decisions → anchors for the aligner, and what is written of an alignment.

Decisions are found again by their texts; where a text is repeated, by its neighbours.
"""

import json
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha1
from itertools import takewhile

from align.alignment import Alignment, Bead
from align.document import Document
from align.languages import get_language
from align.memory.decisions import LOOSE, Decision, Texts, digest_of, near, stripped

#: The numbers of the sentences of a group, English and Chinese.
Key = tuple[tuple[int, ...], tuple[int, ...]]
_ANYWHERE = ((), ())
#: So many places of a repeated text are compared.
_MOST = 10_000
#: What the status of a pair is after a decision.
STATUSES = {"approve": "approved", "reject": "rejected", "exclude": "excluded"}
#: Pairs with such a status are not written.
LEFT_OUT = frozenset({"rejected", "excluded"})


class Sentences:
    """The sentences of a document, to be found by their texts.

    >>> doc = Document.from_sentences(["Good morning.", "Come in.", "Bye."], "en")
    >>> sentences = Sentences(doc)
    >>> sentences.find(["Come in."]), sentences.find(["Good  morning. Come in."])
    ([(1,)], [(0, 1)])
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.plain = [stripped(text) for text in document.texts]
        self._at: dict[str, list[int]] = {}
        for number, text in enumerate(self.plain):
            self._at.setdefault(text, []).append(number)
        self._whole: tuple[str, list[int]] | None = None
        self._digests: dict[int, str] = {}

    def find(self, texts: Sequence[str]) -> list[tuple[int, ...]]:
        """Every place where these texts stand, as the numbers of whole sentences.

        The texts may be cut into sentences in another way. Sentences that do not follow each other
        are found if there is one of each.
        """
        if not texts:
            return [()]
        wanted = [stripped(text) for text in texts]
        size = len(wanted)
        found = [
            tuple(range(n, n + size))
            for n in self._at.get(wanted[0], ())[:_MOST]
            if self.plain[n : n + size] == wanted
        ]
        if found := found or self._runs("".join(wanted)):
            return found
        places = [self._at.get(text, []) for text in wanted]
        if all(len(place) == 1 for place in places):
            return [tuple(sorted(place[0] for place in places))]
        return []

    def _runs(self, wanted: str) -> list[tuple[int, ...]]:
        """Every run of sentences with this text."""
        if self._whole is None:
            starts = [0]
            for text in self.plain:
                starts.append(starts[-1] + len(text))
            self._whole = "".join(self.plain), starts
        text, starts = self._whole
        found: list[tuple[int, ...]] = []
        place = text.find(wanted) if wanted else -1
        for _ in takewhile(lambda _: place >= 0, range(_MOST)):
            first = bisect(starts, place) - 1
            last = bisect(starts, place + len(wanted)) - 1
            if starts[first] == place and starts[last] == place + len(wanted):
                found.append(tuple(range(first, last)))
            place = text.find(wanted, place + 1)
        return found

    def likeness(self, numbers: Sequence[int], around: Sequence[str]) -> int:
        """How many of the neighbours of a place are those of ``near``."""
        if not numbers or not around:
            return 0
        size = len(around) // 2
        places = (*range(numbers[0] - size, numbers[0]), *range(numbers[-1] + 1, numbers[-1] + 1 + size))
        return sum(self._digest(n) == digest for n, digest in zip(places, around, strict=False))

    def _digest(self, number: int) -> str:
        if not 0 <= number < len(self.plain):
            return ""
        if number not in self._digests:
            self._digests[number] = digest_of(self.plain[number])
        return self._digests[number]


class _Places:
    """Where the decisions of a document stand now."""

    def __init__(self, en: Sentences, zh: Sentences) -> None:
        self._sides = (en, zh)
        self._known: dict[Texts, tuple[list[tuple[int, ...]], list[tuple[int, ...]]]] = {}
        #: per side: former and present numbers of sentences that are certain
        self._sure: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])

    def of(self, decisions: Sequence[Decision]) -> list[Key | None]:
        """The place of each; None where the texts are gone."""
        candidates = [self._candidates((d.en, d.zh)) for d in decisions]
        for decision, choice in zip(decisions, candidates, strict=True):
            for side in (0, 1):
                if len(choice[side]) == 1 and choice[side][0] and decision.at[side] >= 0:
                    self._sure[side].append((decision.at[side], choice[side][0][0]))
        for sure in self._sure:
            sure.sort()
        found: list[Key | None] = [None] * len(decisions)
        same: dict[Texts, list[int]] = {}
        for number, (decision, choice) in enumerate(zip(decisions, candidates, strict=True)):
            if choice[0] and choice[1]:
                same.setdefault((decision.en, decision.zh), []).append(number)
        for numbers in same.values():
            choice = candidates[numbers[0]]
            for number, key in self._assigned([decisions[n] for n in numbers], choice):
                found[numbers[number]] = key
        return found

    def _candidates(self, texts: Texts) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
        if texts not in self._known:
            one, two = (side.find(t) for side, t in zip(self._sides, texts, strict=True))
            self._known[texts] = one, two
        return self._known[texts]

    def _assigned(
        self,
        decisions: Sequence[Decision],
        choice: tuple[list[tuple[int, ...]], list[tuple[int, ...]]],
    ) -> Iterable[tuple[int, Key]]:
        """The places of decisions on the same texts; different ones for different places before."""
        if max(map(len, choice)) == 1 and len({d.at for d in decisions}) == 1:
            yield from ((n, (choice[0][0], choice[1][0])) for n in range(len(decisions)))
            return
        # the surest first
        taken: dict[Key, tuple[int, int]] = {}
        order = sorted(range(len(decisions)), key=lambda n: -self._best(decisions[n], choice)[0])
        for number in order:
            decision = decisions[number]
            likeness, key = self._best(decision, choice)
            before = taken.get(key)
            if before and before != decision.at:
                free = [[k for k in some if all(k != t[side] for t in taken)] for side, some in
                        enumerate(choice)]  # fmt: skip
                others = [free[s] if len(choice[s]) > 1 else choice[s] for s in (0, 1)]
                enough = sum(map(bool, (*decision.near[0], *decision.near[1]))) / 2
                if all(others) and likeness < 2 * enough:
                    key = self._best(decision, (others[0], others[1]))[1]
                elif likeness < enough:
                    continue  # another one stands there: its own place is gone
            taken.setdefault(key, decision.at)
            yield number, key

    def _best(
        self, decision: Decision, choice: tuple[list[tuple[int, ...]], list[tuple[int, ...]]]
    ) -> tuple[int, Key]:
        likeness = 0
        found: list[tuple[int, ...]] = []
        for side, some in enumerate(choice):
            def value(numbers: tuple[int, ...], side: int = side) -> tuple[int, float]:
                like = self._sides[side].likeness(numbers, decision.near[side])
                away = abs(numbers[0] - self._expected(side, decision, found)) if numbers else 0
                return like, -away

            best = max(some, key=value)
            likeness += value(best)[0]
            found.append(best)
        return likeness, (found[0], found[1])

    def _expected(self, side: int, decision: Decision, found: Sequence[tuple[int, ...]]) -> float:
        """The number that the first sentence should have now."""
        before = decision.at[side]
        if before < 0:  # unknown: as far on as on the other side
            if side and found[0]:
                return found[0][0] * len(self._sides[1].plain) / max(1, len(self._sides[0].plain))
            return 0
        sure = self._sure[side]
        if not sure:
            return before
        at = bisect(sure, (before, 0))
        old, new = min(sure[max(0, at - 1) : at + 1], key=lambda pair: abs(pair[0] - before))
        return before + new - old


@dataclass
class Group:
    """Sentences about which something was decided, and what.

    ``fixed``: they are a bead. ``texts`` are the units that are written of it, if they are not its
    sentences. ``reasons``: which decision said what.
    """

    en: tuple[int, ...]
    zh: tuple[int, ...]
    fixed: bool = False
    status: str = ""
    texts: tuple[tuple[str, str], ...] = ()
    note: str = ""
    reasons: dict[str, Decision] = field(default_factory=dict)


@dataclass
class Settled:
    """What all decisions about two documents come to.

    ``unfit`` are the decisions whose texts are gone; ``replaced`` counts those that later ones
    replaced.
    """

    groups: dict[Key, Group]
    unfit: list[Decision]
    replaced: int = 0

    @property
    def kept(self) -> list[Decision]:
        """The decisions that count, in the order of time."""
        found = {id(d): d for group in self.groups.values() for d in group.reasons.values()}
        return sorted(found.values(), key=lambda decision: decision.when)

    @property
    def anchors(self) -> tuple[Bead, ...]:
        """The beads that people decided on, in order, for the aligner."""
        fixed = sorted(key for key, group in self.groups.items() if group.fixed)
        return tuple(Bead(en, zh, confidence=1.0) for en, zh in fixed)

    @property
    def fingerprint(self) -> str:
        """A digest of the anchors; empty without any."""
        keys = [(bead.en, bead.zh) for bead in self.anchors]
        text = json.dumps(keys).encode()
        return sha1(text, usedforsecurity=False).hexdigest()[:16] if keys else ""

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
                left_out[group.status] += 1
                continue
            notes = [bead.note] if bead.note else []
            notes += [note for note in remarks.get((bead.en, bead.zh), ()) if note not in notes]
            if group or notes != [bead.note]:
                bead = replace(bead, note="\n".join(notes))
            beads.append(_marked(bead, group) if group else bead)
        return replace(alignment, beads=tuple(beads)), left_out

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
    folding = _Folding(Sentences(en), Sentences(zh))
    places = _Places(*folding.sides).of(decisions) if decisions else []
    unfit = []
    for decision, key in zip(decisions, places, strict=True):
        if key is None or key == _ANYWHERE:
            unfit.append(decision)
        else:
            folding.add(decision, key)
    return Settled(folding.groups, unfit, folding.replaced)


class _Folding:
    """Later decisions upon earlier ones."""

    def __init__(self, en: Sentences, zh: Sentences) -> None:
        self.sides = (en, zh)
        self.groups: dict[Key, Group] = {}
        self.replaced = 0
        self._owners: tuple[dict[int, Key], dict[int, Key]] = ({}, {})

    def add(self, decision: Decision, key: Key) -> None:
        """Take a decision about these sentences."""
        kind = decision.kind
        if kind in LOOSE:
            group = self.groups.setdefault(key, Group(*key))
            if kind == "comment":
                self._because(group, "note", decision)
                group.note = decision.note
                if status := decision.extra.get("status"):
                    self._because(group, "status", decision)
                    group.status = str(status)
            else:
                self._status(group, decision)
                self._unfix(group)
            return
        for part, texts in self._parts(decision, key):
            group = self._fixed(part)
            if kind in ("approve", "exclude"):
                self._status(group, decision)
            else:
                if group.status in LEFT_OUT:
                    group.status = ""
                self._because(group, "texts" if texts or kind == "correct" else "bead", decision)
                group.texts = texts

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
            self.replaced += 1

    def _fixed(self, key: Key) -> Group:
        """The group of these sentences as a bead; others that share one of them end."""
        for owners, numbers in zip(self._owners, key, strict=True):
            for number in numbers:
                owner = owners.get(number)
                if owner is not None and owner != key:
                    ended = self.groups.pop(owner)
                    self._unfix(ended)
                    self.replaced += len({id(d) for d in ended.reasons.values()})
        group = self.groups.setdefault(key, Group(*key))
        group.fixed = True
        for owners, numbers in zip(self._owners, key, strict=True):
            owners.update(dict.fromkeys(numbers, key))
        return group

    def _unfix(self, group: Group) -> None:
        group.fixed = False
        for owners, numbers in zip(self._owners, (group.en, group.zh), strict=True):
            for number in numbers:
                if owners.get(number) == (group.en, group.zh):
                    del owners[number]

    def _parts(
        self, decision: Decision, key: Key
    ) -> list[tuple[Key, tuple[tuple[str, str], ...]]]:
        """The beads that a decision makes, each with the texts that are written of it."""
        cut = [self._cut(side, key[side], decision.result) for side in (0, 1)]
        if cut[0] is not None and cut[1] is not None:
            parts: list[Key] = list(zip(*cut, strict=True))
            used = [{n for part in parts for n in part[side]} for side in (0, 1)]
            parts += [((n,), ()) for n in key[0] if n not in used[0]]
            parts += [((), (n,)) for n in key[1] if n not in used[1]]
            return [(part, ()) for part in parts if any(part)]
        joiners = [get_language(side.document.language).joiner for side in self.sides]
        texts = [(joiners[0].join(en), joiners[1].join(zh)) for en, zh in decision.result]
        return [(key, tuple(texts))]

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


def around(alignment_en: Document, alignment_zh: Document, key: Key) -> dict[str, object]:
    """The fields of a decision about these sentences of two documents.

    >>> doc = Document.from_sentences(["One.", "Two."], "en")
    >>> around(doc, doc, ((1,), ()))["en"], around(doc, doc, ((1,), ()))["at"]
    (('Two.',), (1, -1))
    """
    en, zh = (tuple(d.texts[n] for n in numbers) for d, numbers in
              zip((alignment_en, alignment_zh), key, strict=True))  # fmt: skip
    at = tuple(numbers[0] if numbers else -1 for numbers in key)
    return {"en": en, "zh": zh, "at": at, "near": (near(alignment_en, key[0]), near(alignment_zh, key[1]))}
