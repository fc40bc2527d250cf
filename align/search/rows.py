"""Rows: paragraphs of two documents that already correspond, by their key.

A row is the paragraphs of both sides with one key (a unit of a TMX, a line of a table, a cue of
subtitles, a resource), with sentences on both. No bead crosses its border. Rows are meant to match,
so unlike in two documents the question is not where the counterpart of a sentence is, but whether
it is one. Text without a key is aligned freely, beside the rows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from align.alignment import Bead
from align.document import Document
from align.embed.encoder import FloatArray, IntArray
from align.score.bead_types import NULL_EN
from align.score.measures import Manner, Pair
from align.search.anchors import Area, Decided, Numbered, members, taken
from align.search.lattice import Lattice

#: The margin (in log odds) by which a row must beat the omission of all its sentences.
EVIDENCE = 1.0
#: Confidence of two resources that only their key joins.
BY_KEY = 0.5
# The freest manner of rows that match. Without this limit, a file in which no row matches would
# count as a very free translation.
_FREEST = Manner(similarity=0.45, spread=0.2, misfit=0.3)


@dataclass(frozen=True)
class Excerpt:
    """Some sentences of two documents: ``en``, ``zh``, and their numbers in the whole ones."""

    en: Document
    zh: Document
    en_numbers: tuple[int, ...]
    zh_numbers: tuple[int, ...]

    def restore(self, beads: Iterable[Bead]) -> Iterator[Bead]:
        """The beads with the numbers of the whole documents."""
        for bead in beads:
            rival = bead.rival
            if rival:
                rival = replace(rival, en=self._in_en(rival.en), zh=self._in_zh(rival.zh))
            yield replace(bead, en=self._in_en(bead.en), zh=self._in_zh(bead.zh), rival=rival)

    def anchors(self, anchors: Iterable[Bead]) -> list[Bead]:
        """The anchors with the numbers of the excerpt; one that is not all in it in two halves."""
        en, zh = (
            {number: n for n, number in enumerate(own)}
            for own in (self.en_numbers, self.zh_numbers)
        )
        found: list[Bead] = []
        for bead in anchors:
            ours = (
                tuple(en[i] for i in bead.en if i in en),
                tuple(zh[j] for j in bead.zh if j in zh),
            )
            if (len(ours[0]), len(ours[1])) == (len(bead.en), len(bead.zh)):
                found.append(replace(bead, en=ours[0], zh=ours[1]))
            else:
                found += [Bead(ours[0], ())] * bool(ours[0]) + [Bead((), ours[1])] * bool(ours[1])
        return found

    def _in_en(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(self.en_numbers[n] for n in numbers)

    def _in_zh(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(self.zh_numbers[n] for n in numbers)


@dataclass(frozen=True)
class SharedRows:
    """Two documents taken apart.

    ``shared``: the sentences in rows that have sentences on both sides, row by row; their
    ``paragraph`` is the number of the row. ``free``: those without a key. The others, whose key has
    no sentences on the other side, have no counterpart.
    """

    shared: Excerpt
    free: Excerpt
    whole: tuple[Document, Document]

    @classmethod
    def of(cls, en: Document, zh: Document) -> "SharedRows | None":
        """The rows of two documents, in the order of the English one; None if there are none."""
        rows_en, rows_zh = _by_key(en), _by_key(zh)
        common = [key for key in rows_en if key and key in rows_zh]
        if not common:
            return None
        sides = [
            [(n, row) for row, key in enumerate(common) for n in rows[key]]
            for rows in (rows_en, rows_zh)
        ]
        unkeyed = [[(n, -1) for n in rows.get("", ())] for rows in (rows_en, rows_zh)]
        return cls(_excerpt(en, zh, *sides), _excerpt(en, zh, *unkeyed), (en, zh))

    @property
    def has_free_text(self) -> bool:
        """Whether some text has no key."""
        return bool(self.free.en.sentences or self.free.zh.sentences)

    def pieces(self, size: int) -> Iterator[tuple[range, range]]:
        """The shared sentences in pieces of whole rows, about ``size`` on a side."""
        sides = (self.shared.en, self.shared.zh)
        en, zh = (np.array([s.paragraph for s in side.sentences]) for side in sides)
        return row_pieces(en, zh, size)

    def decided(self, anchors: Iterable[Bead]) -> Decided:
        """What anchors decide of the shared sentences; those across rows are out of order."""
        en, zh = self.shared.en.sentences, self.shared.zh.sentences
        found: list[Bead] = []
        for bead in self.shared.anchors(anchors):
            rows = {en[i].paragraph for i in bead.en} | {zh[j].paragraph for j in bead.zh}
            found.append(bead if len(rows) < 2 else replace(bead, crossing=True))
        return Decided.in_order(found, len(en), len(zh))

    def restore(
        self,
        shared: Iterable[Bead],
        free: Iterable[Bead],
        alone: float,
        anchors: Iterable[Bead] = (),
    ) -> tuple[Bead, ...]:
        """The beads of the whole documents from those of both parts, in English order.

        The other sentences have no counterpart, with the confidence ``alone``.
        """
        en, zh = self.whole
        joined = self._with_resources([*self.shared.restore(shared)], taken(anchors))
        found = [*joined, *self.free.restore(free)]
        there = {i for bead in found for i in bead.en}, {j for bead in found for j in bead.zh}
        found += [Bead((n,), (), confidence=alone) for n in range(len(en)) if n not in there[0]]
        found += [Bead((), (n,), confidence=alone) for n in range(len(zh)) if n not in there[1]]
        places = self._places(found)

        def place(bead: Bead) -> int:
            return en.sentences[bead.en[0]].paragraph if bead.en else places[bead.zh[0]]

        return tuple(sorted(found, key=place))

    def _with_resources(self, beads: list[Bead], decided: set[Numbered]) -> list[Bead]:
        """The beads of rows; those of a resource are one where none of them has both sides.

        A memory may hold a wrong translation. Files of resources are joined by their keys alone,
        and what is there (``Add``, ``创建``) often says too little to be sure of.
        """
        kept: list[Bead] = []
        unsure: dict[str, list[Bead]] = {}
        for bead in beads:
            key = self._resource_of(bead)
            if key and decided.isdisjoint(members(bead)):
                unsure.setdefault(key, []).append(bead)
            else:
                kept.append(bead)
        for alone in unsure.values():
            if all(bead.is_null for bead in alone):
                en, zh = (sorted(n for b in alone for n in getattr(b, s)) for s in ("en", "zh"))
                kept.append(Bead(tuple(en), tuple(zh), confidence=BY_KEY))
            else:
                kept += alone
        return kept

    def _resource_of(self, bead: Bead) -> str:
        """The key of a bead of resources; empty for any other."""
        document, numbers = (self.whole[0], bead.en) if bead.en else (self.whole[1], bead.zh)
        paragraph = document.paragraphs[document.sentences[numbers[0]].paragraph]
        return paragraph.key if paragraph.kind == "resource" else ""

    def _places(self, beads: Iterable[Bead]) -> list[int]:
        """The English paragraph at which each Chinese sentence stands: that of its row, of its

        counterpart, or of the sentence before it.
        """
        en, zh = self.whole
        rows = {p.key: n for n, p in reversed([*enumerate(en.paragraphs)]) if p.key}
        linked = {j: en.sentences[b.en[0]].paragraph for b in beads if b.en for j in b.zh}
        places: list[int] = []
        for number, sentence in enumerate(zh.sentences):
            before = places[-1] if places else -1
            row = rows.get(zh.paragraphs[sentence.paragraph].key, before)
            places.append(linked.get(number, row))
        return places


def _by_key(document: Document) -> dict[str, list[int]]:
    """The sentences of each key, and of none."""
    found: dict[str, list[int]] = {}
    for number, sentence in enumerate(document.sentences):
        found.setdefault(document.paragraphs[sentence.paragraph].key, []).append(number)
    return found


def _excerpt(
    en: Document, zh: Document, of_en: Sequence[tuple[int, int]], of_zh: Sequence[tuple[int, int]]
) -> Excerpt:
    """Sentences by number, each with the number of its row or -1: its own paragraph."""
    sides = [
        replace(
            side,
            sentences=tuple(
                side.sentences[n] if row < 0 else replace(side.sentences[n], paragraph=row)
                for n, row in own
            ),
        )
        for side, own in ((en, of_en), (zh, of_zh))
    ]
    numbers = [tuple(n for n, _ in own) for own in (of_en, of_zh)]
    return Excerpt(sides[0], sides[1], numbers[0], numbers[1])


def row_areas(en: IntArray, zh: IntArray) -> Iterator[Area]:
    """The area of each row, from the row numbers of the sentences of both sides.

    >>> list(row_areas(np.array([0, 0, 2]), np.array([0, 2, 2])))
    [(0, 2, 0, 1), (2, 3, 1, 3)]
    """
    for top, bottom in row_spans(en):
        left, right = np.searchsorted(zh, [en[top], en[top] + 1]).tolist()
        yield top, bottom, left, right


def row_spans(rows: IntArray) -> Iterator[tuple[int, int]]:
    """The first sentence of each row and the first after it, from the row number of each sentence.

    >>> list(row_spans(np.array([0, 0, 1, 4])))
    [(0, 2), (2, 3), (3, 4)]
    """
    yield from pairwise([0, *(np.flatnonzero(np.diff(rows)) + 1).tolist(), len(rows)])


def matching(manner: Manner) -> Manner:
    """The manner, limited to what rows that match can have."""
    return replace(
        manner,
        similarity=max(manner.similarity, _FREEST.similarity),
        spread=min(manner.spread, _FREEST.spread),
        misfit=min(manner.misfit, _FREEST.misfit),
    )


def doubt(pair: Pair, lattice: Lattice) -> FloatArray:
    """An addition to the score of each edge that favours omitting rows which do not match.

    It is :data:`EVIDENCE` for a whole row, in equal shares for its sentences.
    """
    en, zh = pair.en.paragraphs, pair.zh.paragraphs
    size = max(int(en[-1]), int(zh[-1])) + 1
    share = EVIDENCE / np.maximum(
        np.bincount(en, minlength=size) + np.bincount(zh, minlength=size), 1
    )
    sentence_en = np.minimum(lattice.i, len(en) - 1)
    sentence_zh = np.minimum(lattice.j, len(zh) - 1)
    row = np.where(lattice.kind == NULL_EN, en[sentence_en], zh[sentence_zh])
    return np.where(lattice.kind >= NULL_EN, share[row], 0).astype(np.float32)


def row_pieces(en_rows: IntArray, zh_rows: IntArray, piece: int) -> Iterator[tuple[range, range]]:
    """Pairs of ranges of sentences with whole rows, about ``piece`` sentences each.

    >>> list(row_pieces(np.array([0, 0, 1, 2]), np.array([0, 1, 1, 2]), 2))
    [(range(0, 2), range(0, 1)), (range(2, 3), range(1, 3)), (range(3, 4), range(3, 4))]
    """
    i = j = 0
    for _, end in row_spans(en_rows):
        across = int(np.searchsorted(zh_rows, en_rows[end - 1], side="right"))
        if max(end - i, across - j) >= piece or end == len(en_rows):
            yield range(i, end), range(j, across)
            i, j = end, across
