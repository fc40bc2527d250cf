"""Where a cut on one side of a bead is on the other.

A place is judged by the links that it parts, by its share of the text, by the mark before it, and,
among the best few, by how well both halves agree in meaning.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np

from align.embed.encoder import FloatArray, IntArray
from align.embed.models import load_encoder
from align.languages import get_language, other_language
from align.linking.link_evidence import BeadSide
from align.linking.word_links import word_links

#: A place to cut: number of the sentence, and offset in it; ``(n, 0)`` is the border before it.
Cut: TypeAlias = tuple[int, int]

_MARK = re.compile(r"(?:([.!?。！？…;；:：]+)|[,，、—–]+|\s-)[”’\"'」』）)\]]*\s*")
_AFTER_MARK = re.compile(rf"(?:{_MARK.pattern})\Z")
#: What a feature of a place is worth, as fitted by ``benchmarks/links.py --fit``.
WEIGHTS = {
    "parted": -15.0,  # share of the links that are parted
    "off": -8.0,  # difference of the shares of the texts before the cuts
    "off squared": -3.5,
    "border": 9.0,  # between two sentences
    "stop": 1.5,  # after a full stop or the like
    "comma": 1.0,
    "border, stop": 2.5,  # and the cut on the own side is after a full stop, too
    "stop, stop": 5.5,
    "comma, comma": 5.5,
}
#: … and of the cosines of the parts before both cuts and of those behind them.
MEANING = 19.0
#: So many places are judged by meaning, of which this many characters (of English) at either side.
_JUDGED, _CONTEXT = 4, 300
#: The least probability of a link that has a say.
_WEAK = 0.3


def best_cut(en: Sequence[str], zh: Sequence[str], side: str, piece: int, offset: int) -> Cut:
    """Where to cut the other side when sentence ``piece`` of ``side`` is cut at ``offset``.

    ``(n, 0)`` is the border before sentence n, where n may be the number of sentences.

    >>> best_cut(["He came, and she left."], ["他来了，她走了。"], "en", 0, 9)
    (0, 4)
    >>> best_cut(["He came, and she left."], ["他来了。", "她走了。"], "en", 0, 9)
    (1, 0)
    """
    cutter = Cutter({"en": en, "zh": zh}, side, piece, offset)
    spots = cutter.spots()
    if not len(spots):
        return len(cutter.texts), 0
    return cutter.cut(cutter.best(spots))


def best_split(en: Sequence[str], zh: Sequence[str], side: str, piece: int) -> int:
    """How many sentences of the other side go first when ``side`` is split before ``piece``.

    >>> best_split(["He came.", "She left.", "It rains."], ["他来了。", "她走了，下雨。"], "en", 1)
    1
    """
    cutter = Cutter({"en": en, "zh": zh}, side, piece, 0)
    count = len(cutter.texts)
    inner = range(1, count) if count > 1 else range(count + 1)
    spots = np.array([cutter.other.begins[n] - cutter.other.low for n in inner])
    return inner[int(np.flatnonzero(spots == cutter.best(spots))[0])] if count else 0


class Cutter:
    """A cut on one side, and the evidence for places on the other."""

    def __init__(self, texts: Mapping[str, Sequence[str]], side: str, piece: int, offset: int):
        self.texts = texts[other_language(side)]
        joiner = get_language(side).joiner
        where = len(joiner.join([*texts[side][:piece], ""])) + offset
        self.share = where / max(1, len(joiner.join(texts[side])))
        sides = {code: BeadSide(some, code, self.share) for code, some in texts.items()}
        self.own, self.other = sides[side], sides[other_language(side)]
        self.at = where - self.own.low
        links = word_links(sides["en"], sides["zh"], _WEAK)
        pairs = [
            (link.en, link.zh) if sides["en"] is self.own else (link.zh, link.en) for link in links
        ]
        here = np.array([self.own.tokens[a].start for a, _ in pairs], dtype=np.int64)
        self._there = np.array([self.other.tokens[b].start for _, b in pairs], dtype=np.int64)
        self._weights = np.array([link.probability for link in links], dtype=np.float32)
        self._before = here < self.at

    def spots(self) -> IntArray:
        """The places in the text of the other side: borders, marks, words."""
        text = self.other.text
        found = {token.start for token in self.other.tokens}
        found |= {begin - self.other.low for begin in self.other.begins}
        found |= {match.end() for match in _MARK.finditer(text)}
        return np.array(sorted(spot for spot in found if 0 < spot < len(text)), dtype=np.int64)

    def best(self, spots: IntArray) -> int:
        """The best of these places: an offset in the text of the other side."""
        values = self.features(spots) @ np.array([*WEIGHTS.values()])
        likely = np.sort(np.argsort(-values, kind="stable")[:_JUDGED])
        if len(likely) > 1:
            values = values[likely] + MEANING * self.meaning(spots[likely])
        return int(spots[likely[np.argmax(values)]] if len(likely) > 1 else spots[likely[0]])

    def cut(self, spot: int) -> Cut:
        """A place by sentence."""
        whole = spot + self.other.low
        if whole in self.other.begins:
            return self.other.begins.index(whole), 0
        return self.other.place(spot, spot)[:2]

    def features(self, spots: IntArray) -> FloatArray:
        """The features of places, (places, :data:`WEIGHTS`)."""
        ours = _AFTER_MARK.search(self.own.text[max(0, self.at - 9) : self.at])
        stop_here = (
            ours is not None and bool(ours[1])
        ) or self.at + self.own.low in self.own.begins
        comma_here = ours is not None and not ours[1]
        marks = {m.end(): bool(m[1]) for m in _MARK.finditer(self.other.text)}
        border = np.isin(spots + self.other.low, self.other.begins)
        stop = np.array([marks.get(int(spot), False) for spot in spots]) & ~border
        comma = np.array([not marks.get(int(spot), True) for spot in spots]) & ~border
        off = abs((spots + self.other.low) / max(1, self.other.size) - self.share)
        columns = (
            self._parted(spots), off, off**2, border, stop, comma,
            border & stop_here, stop & stop_here, comma & comma_here,
        )  # fmt: skip
        return np.stack(columns, axis=1).astype(np.float32)

    def _parted(self, spots: IntArray) -> FloatArray:
        """The share of the links that each place parts."""
        order = np.argsort(self._there, kind="stable")
        there, weights, before = self._there[order], self._weights[order], self._before[order]
        reached = np.searchsorted(there, spots)
        sums = [np.concatenate([[0], np.cumsum(weights * kept)]) for kept in (before, ~before)]
        parted: FloatArray = sums[0][-1] - sums[0][reached] + sums[1][reached]
        parted /= 1 + weights.sum()
        return parted

    def meaning(self, spots: IntArray) -> FloatArray:
        """The cosines of the parts before, and of those behind the cuts, added."""
        halves = []
        for side, at in ((self.own, self.at), *((self.other, int(spot)) for spot in spots)):
            reach = int(_CONTEXT / side.language.length_ratio)
            halves += [side.text[max(0, at - reach) : at], side.text[at : at + reach]]
        vectors = load_encoder().encode(halves)
        before: FloatArray = vectors[2::2] @ vectors[0] + vectors[3::2] @ vectors[1]
        return before
