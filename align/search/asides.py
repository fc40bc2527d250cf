"""What one side set aside and the other kept: text that comes back.

A page and its translation have the same layout, but not always the same mark-up. Where a text was
set aside on one side and its translation is a sentence without a counterpart on the other side, the
first was no furniture.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np

from align.alignment import Bead
from align.document import Document, Paragraph, Sentence
from align.embed.encoder import FloatArray

#: Reasons that depend on what a text looks like or where it stands. Other reasons are facts.
UNCERTAIN = frozenset(
    {"datelines", "heading row", "hidden text", "navigation", "pictures", "running heads"}
)
#: Least similarity of a text to a sentence without a counterpart.
SIMILAR = 0.35
#: Least confidence of the beads of a text that comes back.
SURE = 0.6
#: Texts of more paragraphs than this are not compared: they are lists.
MOST = 2000

Encode = Callable[[Sequence[str]], FloatArray]
Split = Callable[[Sequence[Paragraph], str], tuple[Sentence, ...]]


def nulls(beads: Iterable[Bead]) -> tuple[list[int], list[int]]:
    """The sentences without a counterpart of either side.

    >>> nulls([Bead((0,), (0,)), Bead((1, 2), ()), Bead((), (1,))])
    ([1, 2], [1])
    """
    alone = [bead for bead in beads if bead.is_null]
    return [n for bead in alone for n in bead.en], [n for bead in alone for n in bead.zh]


def likely_text(
    document: Document, others: Sequence[str], encode: Encode, split: Split
) -> frozenset[int]:
    """The paragraphs set aside that look like translations of ``others``.

    ``others``: the sentences of the other side that have no counterpart. Every paragraph of which a
    sentence and one of ``others`` are each other's most similar, by at least :data:`SIMILAR`.
    """
    numbers = [n for n, p in enumerate(document.paragraphs) if p.aside in UNCERTAIN]
    if not others or not numbers or len(numbers) > MOST:
        return frozenset()
    texts = [replace(document.paragraphs[n], aside="") for n in numbers]
    sentences = split(texts, document.language)
    if not sentences:
        return frozenset()
    similar = encode([s.text for s in sentences]) @ encode(others).T
    best = similar.argmax(axis=1)
    mutual = similar.argmax(axis=0)[best] == np.arange(len(sentences))
    good = mutual & (similar.max(axis=1) >= SIMILAR)
    return frozenset(
        numbers[s.paragraph] for s, is_good in zip(sentences, good, strict=True) if is_good
    )


def brought_back(document: Document, numbers: Iterable[int], split: Split) -> Document:
    """The document with these paragraphs as text."""
    back = set(numbers)
    if not back:
        return document
    paragraphs = tuple(
        replace(p, aside="") if n in back else p for n, p in enumerate(document.paragraphs)
    )
    hidden = [p if n in back else replace(p, aside="other") for n, p in enumerate(paragraphs)]
    ours = split(hidden, document.language)
    sentences = sorted((*document.sentences, *ours), key=lambda s: (s.paragraph, s.start))
    return replace(document, paragraphs=paragraphs, sentences=tuple(sentences))


def confirmed(document: Document, numbers: Iterable[int], beads: Iterable[Bead]) -> frozenset[int]:
    """Those of the paragraphs that an alignment with them pairs, mostly and surely."""
    sure: set[int] = set()
    for bead in beads:
        if not bead.is_null and bead.confidence >= SURE:
            sure.update(getattr(bead, document.language))
    found = set()
    for number in numbers:
        own = [n for n, s in enumerate(document.sentences) if s.paragraph == number]
        size = sum(len(document.texts[n]) for n in own)
        if own and 2 * sum(len(document.texts[n]) for n in own if n in sure) > size:
            found.add(number)
    return frozenset(found)
