"""Where the texts of decisions stand in a document now, also if they are repeated there."""

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from hashlib import sha1
from typing import Any, TypeAlias

from align.document import Document
from align.memory.decisions import Decision, Texts
from align.search.asides import Split, brought_back

#: Numbers of sentences.
Run: TypeAlias = tuple[int, ...]
#: The numbers of the sentences of a group, English and Chinese.
Key: TypeAlias = tuple[Run, Run]
#: Where the texts of a decision stand, on either side.
Choice: TypeAlias = tuple[list[Run], list[Run]]
_NOWHERE: Key = ((), ())
#: Runs by the digest of the sentence before, and of the one after.
Index: TypeAlias = tuple[dict[str, list[Run]], dict[str, list[Run]]]
#: Of very many places of a text, so many are compared closely.
_SOME = 32
#: So many sentences before and after tell repetitions of a text apart.
NEAR = 3
#: So many places of a repeated text are compared.
_MOST = 10_000


def stripped(text: str) -> str:
    """A text without white space: how texts are compared.

    >>> stripped(" Good\\n morning. ")
    'Goodmorning.'
    """
    return "".join(text.split())


@lru_cache(maxsize=1 << 16)
def digest_of(text: str) -> str:
    """A short digest of a text, for ``near``."""
    plain = stripped(text).encode("utf-8", "replace")
    return sha1(plain, usedforsecurity=False).hexdigest()[:6]


def neighbours(document: Document, numbers: Sequence[int]) -> tuple[str, ...]:
    """Digests of the sentences before and after some sentences; of none: an empty text.

    >>> doc = Document.from_sentences(["One.", "Two.", "Three."], "en")
    >>> [bool(digest) for digest in neighbours(doc, [0])]
    [False, False, False, True, True, False]
    """
    if not numbers:
        return ()
    texts = document.texts
    before = range(numbers[0] - NEAR, numbers[0])
    after = range(numbers[-1] + 1, numbers[-1] + 1 + NEAR)
    return tuple(digest_of(texts[n]) if 0 <= n < len(texts) else "" for n in (*before, *after))


def place_of(document: Document, numbers: Sequence[int]) -> list[Any]:
    """Where sentences stand in the paragraphs of a document; also if others come back.

    >>> doc = Document.from_sentences(["One.", "Two."], "en")
    >>> place_of(doc, [1])[1:]
    [0, 5]
    """
    if not numbers:
        return []
    found = [document.sentences[n] for n in numbers]
    return [document.digest, *(at for s in found for at in (s.paragraph, s.start))]


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
        self._whole: tuple[str, list[int]] | None = None
        self._starts: dict[tuple[int, int], int] | None = None
        self._digests: dict[int, str] = {}

    @cached_property
    def _at(self) -> dict[str, list[int]]:
        """The sentences with a text."""
        found: dict[str, list[int]] = {}
        for number, text in enumerate(self.plain):
            found.setdefault(text, []).append(number)
        return found

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

    def at_place(self, place: object) -> Run | None:
        """The sentences that :func:`place_of` named; None if it is that of another document."""
        if not isinstance(place, list) or place[:1] != [self.document.digest]:
            return None
        if self._starts is None:
            self._starts = {
                (s.paragraph, s.start): n for n, s in enumerate(self.document.sentences)
            }
        found = [self._starts.get(at, -1) for at in zip(place[1::2], place[2::2], strict=False)]
        return None if -1 in found else tuple(found)

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
        for _ in range(_MOST):
            if place < 0:
                break
            first = bisect(starts, place) - 1
            last = bisect(starts, place + len(wanted)) - 1
            if starts[first] == place and starts[last] == place + len(wanted):
                found.append(tuple(range(first, last)))
            place = text.find(wanted, place + 1)
        return found

    def composed(self, text: str, among: Iterable[int]) -> tuple[int, ...]:
        """Sentences ``among`` these, in order, that are this text when they are put together.

        >>> doc = Document.from_sentences(["Good morning.", "Come in.", "Bye."], "en")
        >>> Sentences(doc).composed("Good morning. Bye.", [0, 1, 2])
        (0, 2)
        """
        rest = stripped(text)
        found: list[int] = []
        for number in sorted(among):
            if self.plain[number] and rest.startswith(self.plain[number]):
                found.append(number)
                rest = rest[len(self.plain[number]) :]
        return () if rest else tuple(found)

    def likeness(self, numbers: Sequence[int], around: Sequence[str]) -> int:
        """How much the neighbours of a place are those of ``near``: at most 18.

        One counts three times if all neighbours between it and the place are the same, too.
        """
        if not numbers or not around:
            return 0
        size = len(around) // 2
        before = [(numbers[0] - k, around[size - k]) for k in range(1, size + 1)]
        after = [(numbers[-1] + k, around[size + k - 1]) for k in range(1, size + 1)]
        found = 0
        for side in (before, after):
            weight = 3
            for number, digest in side:
                same = self._digest(number) == digest
                weight = weight if same else 1
                found += weight * same
        return found

    def by_neighbours(
        self, runs: Sequence[Run]
    ) -> tuple[dict[str, list[Run]], dict[str, list[Run]]]:
        """Runs of sentences by the digest of the one before, and of the one after."""
        before: dict[str, list[Run]] = {}
        after: dict[str, list[Run]] = {}
        for run in runs:
            before.setdefault(self._digest(run[0] - 1), []).append(run)
            after.setdefault(self._digest(run[-1] + 1), []).append(run)
        return before, after

    def _digest(self, number: int) -> str:
        if not 0 <= number < len(self.plain):
            return ""
        if number not in self._digests:
            self._digests[number] = digest_of(self.plain[number])
        return self._digests[number]


def _nearest(runs: Sequence[Run], at: float) -> list[Run]:
    """Those nearest to a place, of runs in order."""
    middle = bisect(runs, (int(at),))
    return list(runs[max(0, middle - _SOME // 2) : middle + _SOME // 2])


class Locator:
    """Where the decisions about two documents stand in them now.

    >>> doc = Document.from_sentences(["Yes.", "No.", "Yes."], "en")
    >>> decision = Decision("comment", en="Yes.", note="?", at=(2, -1))
    >>> Locator(Sentences(doc), Sentences(doc)).of([decision])
    [((2,), ())]
    """

    def __init__(self, en: Sentences, zh: Sentences) -> None:
        self._sides = (en, zh)
        self._known: tuple[dict[tuple[str, ...], list[Run]], ...] = ({}, {})
        self._indices: dict[int, Index] = {}
        #: per side: former and present numbers of sentences that are certain
        self._sure: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])

    def of(self, decisions: Sequence[Decision]) -> list[Key | None]:
        """The place of each; None where the texts are gone."""
        exact = [self._exact(d) for d in decisions]
        candidates = [
            self._candidates(d) if key is None else ([key[0]], [key[1]])
            for d, key in zip(decisions, exact, strict=True)
        ]
        for decision, choice in zip(decisions, candidates, strict=True):
            for side in (0, 1):
                if len(choice[side]) == 1 and choice[side][0] and decision.at[side] >= 0:
                    self._sure[side].append((decision.at[side], choice[side][0][0]))
        for sure in self._sure:
            sure.sort()
        found = exact
        same: dict[Texts, list[int]] = {}
        for number, (decision, choice) in enumerate(zip(decisions, candidates, strict=True)):
            if found[number] is None and choice[0] and choice[1]:
                same.setdefault((decision.en, decision.zh), []).append(number)
        for numbers in same.values():
            choice = candidates[numbers[0]]
            for number, key in self._assigned([decisions[n] for n in numbers], choice):
                found[numbers[number]] = key
        return found

    def _exact(self, decision: Decision) -> Key | None:
        """The place that a decision names, if it was made on these very documents."""
        places = decision.extra.get("place")
        if not isinstance(places, list) or len(places) != 2:
            return None
        found = []
        for side, place, texts in zip(self._sides, places, (decision.en, decision.zh), strict=True):
            numbers = side.at_place(place) if texts else ()
            if numbers is None or [side.plain[n] for n in numbers] != [*map(stripped, texts)]:
                return None
            found.append(numbers)
        return found[0], found[1]

    def _candidates(self, decision: Decision) -> Choice:
        found = []
        texts = decision.en, decision.zh
        for side, some, known in zip(self._sides, texts, self._known, strict=True):
            if some not in known:
                known[some] = side.find(some)
            found.append(known[some])
        return found[0], found[1]

    def _assigned(self, decisions: Sequence[Decision], choice: Choice) -> Iterable[tuple[int, Key]]:
        """The places of decisions on the same texts; different ones for different places before."""
        if max(map(len, choice)) == 1 and len({d.at for d in decisions}) == 1:
            yield from ((n, (choice[0][0], choice[1][0])) for n in range(len(decisions)))
            return
        # the surest first
        found = [self._best(decision, choice) or (0, _NOWHERE) for decision in decisions]
        taken: dict[Key, tuple[int, int]] = {}
        used: tuple[set[Run], set[Run]] = (set(), set())
        for number in sorted(range(len(decisions)), key=lambda n: -found[n][0]):
            decision, (likeness, key) = decisions[number], found[number]
            before = taken.get(key)
            if before and before != decision.at:
                most = 3 * len((*decision.near[0], *decision.near[1]))
                other = self._best(decision, choice, used) if likeness < most else None
                if other:
                    key = other[1]
                elif likeness < most / 2:
                    continue  # another one stands there: its own place is gone
            taken.setdefault(key, decision.at)
            for side in (0, 1):
                used[side].add(key[side])
            yield number, key

    def _best(
        self, decision: Decision, choice: Choice, used: tuple[set[Run], set[Run]] | None = None
    ) -> tuple[int, Key] | None:
        """The best place, and how like it is to the former one; None if all are ``used``."""
        likeness = 0
        found: list[Run] = []
        for side, some in enumerate(choice):
            expected = self._expected(side, decision, found)
            near = decision.near[side]

            def value(run: Run, side: int = side, at: float = expected, near: Any = near) -> Any:
                return self._sides[side].likeness(run, near), -abs(run[0] - at) if run else 0

            pool = self._pool(side, some, expected, near)
            if used and len(some) > 1:
                pool = [run for run in pool if run not in used[side]]
                if not pool:
                    return None
            best = max(pool, key=value)
            likeness += value(best)[0]
            found.append(best)
        return likeness, (found[0], found[1])

    def _pool(self, side: int, some: list[Run], at: float, around: Sequence[str]) -> list[Run]:
        """The places to compare: of many, those with the same neighbours, and the nearest."""
        if len(some) <= 3 * _SOME:
            return some
        if (index := self._indices.get(id(some))) is None:
            index = self._indices[id(some)] = self._sides[side].by_neighbours(some)
        found = _nearest(some, at)
        middle = len(around) // 2
        for where, digest in ((0, around[middle - 1]), (1, around[middle])) if around else ():
            found += _nearest(index[where].get(digest, []), at)
        return list(dict.fromkeys(found))

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


def restored(document: Document, decisions: Iterable[Decision], split: Split) -> Document:
    """The document with the text that people brought back, which had been set aside.

    ``split`` cuts paragraphs into sentences.

    >>> from align.document import Paragraph, Sentence
    >>> menu = Paragraph("Home.", 1, aside="navigation")
    >>> def one(paragraphs, language):
    ...     return tuple(Sentence(p.text, n, 0, len(p.text))
    ...                  for n, p in enumerate(paragraphs) if not p.aside)
    >>> restored(Document((menu,), (), "en"), [Decision("restore", en="Home.")], one).texts
    ('Home.',)
    """
    wanted = [
        (stripped("".join(getattr(d, document.language))), str(d.extra.get("paragraph", "")))
        for d in decisions
        if d.kind == "restore"
    ]
    if not any(text for text, _ in wanted):
        return document
    aside: dict[str, list[int]] = {}
    for number, paragraph in enumerate(document.paragraphs):
        if paragraph.aside:
            aside.setdefault(stripped(paragraph.text), []).append(number)
    back = set()
    for text, at in wanted:
        if numbers := [n for n in aside.get(text, ()) if n not in back]:
            nearest = int(at) if at.isdigit() else numbers[0]
            back.add(min(numbers, key=lambda n: abs(n - nearest)))
    return brought_back(document, back, split)


def aside_before(before: Document, after: Document) -> dict[str, str]:
    """The paragraphs that were set aside in a version of a document and are text in the next."""
    pairs = enumerate(zip(before.paragraphs, after.paragraphs, strict=False))
    return {str(n): old.aside for n, (old, new) in pairs if old.aside and not new.aside}


def put_aside(document: Document, reasons: object) -> Document:
    """The document with what :func:`aside_before` found set aside again."""
    if not isinstance(reasons, dict) or not reasons:
        return document
    paragraphs = tuple(
        replace(p, aside=str(reasons.get(str(n), p.aside)))
        for n, p in enumerate(document.paragraphs)
    )
    sentences = tuple(s for s in document.sentences if not paragraphs[s.paragraph].aside)
    return replace(document, paragraphs=paragraphs, sentences=sentences)
