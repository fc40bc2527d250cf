"""What a page shows of a document: its beads as people left them, and what was set aside."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from align.alignment import Alignment, Bead
from align.document import Document
from align.errors import TmxalignError
from align.memory.applying import Group, Settled
from align.memory.decisions import Texts
from align.memory.places import Key, stripped

#: The sentence that each piece of either side is, −1 for a piece of one or a new text.
Whole: TypeAlias = tuple[tuple[int, ...], tuple[int, ...]]
#: The rows of a bead, and what they follow from besides its sentences.
Known: TypeAlias = dict[Key, tuple[Group | float, tuple["BeadRow", ...]]]
_Place: TypeAlias = tuple[int, int, float, int]


@dataclass(frozen=True, slots=True)
class BeadRow:
    """A bead, one of the pairs that a person cut a bead into, or text that was set aside.

    ``id`` stays while its sentences stay together. ``en`` and ``zh`` are the sentences or pieces of
    either side, ``numbers`` the sentences of the whole bead (0-based), of which this is part
    ``part`` of ``parts``; ``whole`` says which sentence a piece is. ``confidence`` is in [0, 1], 1
    if a person ``decided``. ``status`` is ``approved``, ``wrong``, ``excluded``, empty or a
    reviewer's own word. ``aside`` is the reason why a text was set aside, ``at`` its paragraph.

    >>> BeadRow("e3z4", ("Yes.",), (), ((3,), ())).is_null
    True
    """

    id: str
    en: tuple[str, ...]
    zh: tuple[str, ...]
    numbers: Key = ((), ())
    whole: Whole = ((), ())
    part: int = 0
    parts: int = 1
    confidence: float = 0.0
    decided: bool = False
    status: str = ""
    note: str = ""
    crossing: bool = False
    aside: str = ""
    at: int = -1

    @property
    def is_null(self) -> bool:
        """Whether one side is empty."""
        return not (self.en and self.zh)

    def side(self, language: str) -> tuple[str, ...]:
        """The pieces of a side."""
        return self.sides[SIDES.index(language)]

    @property
    def sides(self) -> Texts:
        """The pieces of both sides."""
        return self.en, self.zh


#: What is said about an action: a key of the page's strings, and its values.
Said: TypeAlias = tuple[str, Mapping[str, Any]]


class ConflictError(TmxalignError):
    """Somebody changed meanwhile what an action is about; nothing was done."""

    status = 3


@dataclass(frozen=True)
class Change:
    """What an action did: ``before`` are the rows that it was about, ``after`` the new ones."""

    version: int
    said: Said
    before: tuple[BeadRow, ...] = ()
    after: tuple[BeadRow, ...] = ()


class Version(NamedTuple):
    """The rows of a document at a time."""

    number: int
    rows: tuple[BeadRow, ...]


#: The names of the sides, in the order of ``BeadRow.numbers``.
SIDES = ("en", "zh")


def laid(base: Alignment, settled: Settled) -> tuple[Bead, ...]:
    """The beads of an alignment with those that people decided, without aligning again.

    What is left of a bead that lost sentences stays together if both sides have some, with
    confidence 0; otherwise each sentence has no counterpart. In no particular order.

    >>> en = Document.from_sentences(["One.", "Two."], "en")
    >>> zh = Document.from_sentences(["一。", "二。"], "zh")
    >>> base = Alignment(en, zh, (Bead((0, 1), (0, 1)),))
    >>> link = Group((1,), (1,), fixed=True)
    >>> [(b.en, b.zh) for b in laid(base, Settled({((1,), (1,)): link}, []))]
    [((0,), (0,)), ((1,), (1,))]
    """
    fixed = {key for key, group in settled.groups.items() if group.fixed}
    if not fixed:
        return base.beads
    taken = [{n for key in fixed for n in key[side]} for side in (0, 1)]
    found: list[Bead] = []
    for bead in base:
        key = (bead.en, bead.zh)
        if key in fixed:
            fixed.discard(key)
            found.append(bead)
        elif taken[0].isdisjoint(bead.en) and taken[1].isdisjoint(bead.zh):
            found.append(bead)
        else:
            found += _rest(bead, taken)
    return (*found, *(Bead(*key, confidence=1.0) for key in sorted(fixed)))


def _rest(bead: Bead, taken: Sequence[set[int]]) -> list[Bead]:
    """What is left of a bead."""
    en = tuple(n for n in bead.en if n not in taken[0])
    zh = tuple(n for n in bead.zh if n not in taken[1])
    if en and zh:
        return [Bead(en, zh)]
    return [Bead((n,), ()) for n in en] or [Bead((), (n,)) for n in zh]


def make_rows(
    en: Document, zh: Document, beads: Sequence[Bead], settled: Settled, known: Known
) -> tuple[BeadRow, ...]:
    """The rows of two documents, in the order of the English one.

    A Chinese sentence without a counterpart, and text that was set aside, stand after the sentence
    that they follow. Rows in ``known`` are not made again.
    """
    placed: list[tuple[_Place, BeadRow]] = []
    before, strays = _english_before(zh, beads), stray_notes(beads, settled)
    groups = settled.groups
    for bead in beads:
        key = bead.en, bead.zh
        group = groups.get(key) if groups else None
        about = group or bead.confidence
        found = known.get(key)
        if found is None or (found[0] is not about and (group or found[0] != about)):
            found = known[key] = about, tuple(rows_of_bead(en, zh, bead, group))
        for row in found[1]:
            if strays and (stray := strays.get(key)):
                row = replace(row, note="\n".join(filter(None, (row.note, stray))))
            if bead.en:
                placed.append(((bead.en[0], 0, 0.0, row.part), row))
            else:
                placed.append(((before[bead.zh[0]][0], 1, float(bead.zh[0]), row.part), row))
    placed += _asides(en, zh, before)
    placed.sort(key=itemgetter(0))
    return tuple(_crossings([row for _, row in placed]))


def stray_notes(beads: Iterable[Bead], settled: Settled) -> dict[Key, str]:
    """Notes about sentences that are no longer a bead, by the first bead that has one of them."""
    groups = [g for g in settled.groups.values() if g.note and not g.fixed]
    if not groups:
        return {}
    keys = {(bead.en, bead.zh) for bead in beads}
    found: dict[Key, str] = {}
    for group in groups:
        if (group.en, group.zh) in keys:
            continue
        en, zh = {*group.en}, {*group.zh}
        key = next(key for key in sorted(keys) if en & {*key[0]} or zh & {*key[1]})
        found[key] = "\n".join(filter(None, (found.get(key), group.note)))
    return found


def _english_before(zh: Document, beads: Iterable[Bead]) -> list[tuple[int, int]]:
    """For each Chinese sentence, the English one after whose bead it stands when it is alone, and

    after whose bead stands what follows it.
    """
    owner = [-1] * len(zh)
    for bead in beads:
        if bead.en:
            for n in bead.zh:
                owner[n] = bead.en[0]
    found, last = [], -1
    for n in owner:
        before = last
        last = n if n >= 0 else last
        found.append((before, last))
    return found


def bead_id(key: Key) -> str:
    """The id of the row of these sentences.

    >>> bead_id(((3, 4), (5,))), bead_id(((), (5,)))
    ('e3,4z5', 'z5')
    """
    en, zh = (",".join(map(str, side)) for side in key)
    return (f"e{en}" if en else "") + (f"z{zh}" if zh else "")


def rows_of_bead(en: Document, zh: Document, bead: Bead, group: Group | None) -> Iterator[BeadRow]:
    """The row of a bead, or the rows that a person cut it into."""
    numbers = (bead.en, bead.zh)
    name = bead_id(numbers)
    texts = tuple(en.texts[n] for n in bead.en), tuple(zh.texts[n] for n in bead.zh)
    if group is None:
        yield BeadRow(name, *texts, numbers, numbers, confidence=bead.confidence)
        return
    pieces = group.pieces if group.fixed and group.pieces else (texts,)
    shared = tuple(_numbered(side, document, numbers[k], pieces, k) for k, (side, document) in
                   enumerate(zip(texts, (en, zh), strict=True)))  # fmt: skip
    for part, (ours, theirs) in enumerate(pieces):
        status = "excluded" if part in group.out else group.status
        yield BeadRow(
            f"{name}.{part + 1}" if len(pieces) > 1 else name,
            ours,
            theirs,
            numbers,
            (shared[0][part], shared[1][part]),
            part,
            len(pieces),
            1.0 if group.fixed else bead.confidence,
            group.fixed,
            status,
            group.note,
        )


def _numbered(
    texts: Sequence[str],
    document: Document,
    numbers: Sequence[int],
    pieces: Sequence[Texts],
    side: int,
) -> list[tuple[int, ...]]:
    """By pair, which sentence each piece is."""
    free: dict[str, list[int]] = {}
    for n, text in zip(reversed(numbers), reversed(texts), strict=True):
        free.setdefault(stripped(text), []).append(n)
    found = []
    for pair in pieces:
        there = [free.get(stripped(piece)) for piece in pair[side]]
        found.append(tuple(some.pop() if some else -1 for some in there))
    return found


def _asides(
    en: Document, zh: Document, before: Sequence[tuple[int, int]]
) -> Iterator[tuple[_Place, BeadRow]]:
    for side, document in enumerate((en, zh)):
        last, sentences = -1, iter(document.sentences)
        following = next(sentences, None)
        for number, paragraph in enumerate(document.paragraphs):
            while following is not None and following.paragraph <= number:
                last, following = last + 1, next(sentences, None)
            if not paragraph.aside or not paragraph.text.strip():
                continue
            ours, theirs = ((paragraph.text,), ())[:: 1 if side == 0 else -1]
            name = f"aside-{SIDES[side]}-{number}"
            row = BeadRow(name, ours, theirs, aside=paragraph.aside, at=number)
            if side == 0:
                yield (last, 0, 1.0, number), row
            else:
                yield (before[last][1] if last >= 0 else -1, 1, last + 0.5, number), row


def _crossings(rows: list[BeadRow]) -> list[BeadRow]:
    """Mark the fewest rows that are out of the order of the Chinese text."""
    order = [(n, row.numbers[1][0]) for n, row in enumerate(rows) if all(row.numbers)]
    firsts = [first for _, first in order]
    if firsts == sorted(firsts):
        return rows
    best: list[int] = []
    ends: list[int] = []
    back = [-1] * len(order)
    for n, (_, first) in enumerate(order):
        # parts of one bead have the same first sentence
        at = bisect_left(ends, first + 1)
        back[n] = best[at - 1] if at else -1
        best[at : at + 1] = [n]
        ends[at : at + 1] = [first]
    kept, n = set(), best[-1]
    while n >= 0:
        kept.add(n)
        n = back[n]
    found = list(rows)
    for n, (at, _) in enumerate(order):
        if n not in kept:
            found[at] = replace(found[at], crossing=True)
    return found


def spliced(
    rows: Sequence[BeadRow], first: int, last: int, made: Sequence[BeadRow]
) -> list[BeadRow] | None:
    """Rows in which others take the place of some that follow each other, of the same sentences.

    None where that may move other rows, or change what is out of order: no row is, before.
    """
    old = rows[first : last + 1]
    if any(row.aside or row.note or not row.numbers[0] for row in (*old, *made)):
        return None  # a note goes to the first row that has one of its sentences
    if _sentences(old) != _sentences(made):
        return None
    new = sorted(made, key=lambda row: (row.numbers[0][0], row.part))
    rest = rows[last + 1 :]
    if rest and not (rest[0].numbers[0] and rest[0].numbers[0][0] > max(_sentences(old)[0])):
        return None  # a Chinese sentence alone follows one of these rows
    around = (_first_pair(reversed(rows[:first])), *new, _first_pair(rest))
    both = [row for row in around if row and all(row.numbers)]
    places = [row.numbers[1][0] for row in both]
    if places != sorted(places) or any(row.crossing for row in both):
        return None
    return [*rows[:first], *new, *rest]


def _sentences(rows: Iterable[BeadRow]) -> tuple[set[int], set[int]]:
    """All sentences of some rows."""
    keys = [row.numbers for row in rows]
    return {n for key in keys for n in key[0]}, {n for key in keys for n in key[1]}


def _first_pair(rows: Iterable[BeadRow]) -> BeadRow | None:
    """The first row with sentences on both sides."""
    return next((row for row in rows if all(row.numbers)), None)
