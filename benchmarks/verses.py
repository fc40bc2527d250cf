"""Verse-level scoring, for gold with verses instead of sentences (the Bible)."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from text_sets import Beads, Text


def by_verse(beads: Beads, en_verses: Sequence[str], zh_verses: Sequence[str]) -> Beads:
    """Join consecutive beads that share a verse, transitively.

    ``en_verses`` and ``zh_verses`` name the verse of each sentence. A group is right if the gold
    has exactly its sentences on both sides: how a verse is divided into beads does not matter, a
    sentence in the wrong verse makes both verses wrong, and verses that the gold has on one line
    (a sentence runs on into the next verse) must be found as one group.

    >>> beads = [((0,), (0,)), ((1,), (1,)), ((), (2,)), ((2,), (3,))]
    >>> by_verse(beads, ["1:1", "1:2", "1:3"], ["1:1", "1:2", "1:2", "1:3"])
    [((0,), (0,)), ((1,), (1, 2)), ((2,), (3,))]
    >>> by_verse([((0,), (0,)), ((1,), (1,))], ["1:1", "1:2"], ["1:1", "1:1"])
    [((0, 1), (0, 1))]
    >>> by_verse([((0,), (0,)), ((1,), ()), ((2,), (1,))], ["1", "2", "2"], ["1", "1"])
    [((0, 1, 2), (0, 1))]
    """
    groups: list[tuple[set[str], set[int], set[int]]] = []
    for en, zh in beads:
        verses = {en_verses[i] for i in en} | {zh_verses[j] for j in zh}
        group = (verses, set(en), set(zh))
        # A bead may reach back over a group that shares nothing with the previous one.
        while groups and groups[-1][0] & group[0]:
            for new, old in zip(group, groups.pop(), strict=True):
                new |= old
        groups.append(group)
    return [(tuple(sorted(en)), tuple(sorted(zh))) for _, en, zh in groups]


def read_verses(folder: Path) -> tuple[list[str], list[str]]:
    """Read the verse of each English and each Chinese sentence."""
    return tuple(
        Path(folder, f"{side}.verse").read_text(encoding="utf-8").splitlines()
        for side in ("en", "zh")
    )


def first_beads(text: Text, count: int) -> Text:
    """Return the part of the text covered by its first ``count`` gold beads.

    >>> text = Text("a", "a", ["x", "y"], ["甲", "乙"], [((0,), (0,)), ((1,), (1,))])
    >>> first_beads(text, 1).zh
    ['甲']
    """
    gold = text.gold[:count]
    en, zh = (
        [line for line in lines if line.strip()][: 1 + max(i for bead in gold for i in bead[side])]
        for side, lines in enumerate((text.en, text.zh))
    )
    return replace(text, en=en, zh=zh, gold=gold)
