"""Texts that recur across documents, and near-duplicates of them that have drifted.

Near-duplicates are found without comparing every text with every other, by MinHash over n-grams:
a text's sketch is the least value that each of a few hash functions takes over its n-grams, and
two texts agree in a value with the probability that is the share of n-grams they have in common
(Broder, "On the resemblance and containment of documents", 1997). Texts that agree in two values
are worth comparing; one alone is too often a common word.
"""

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import combinations, islice
from typing import NamedTuple

from align.audit.engine.check import Hit
from align.audit.engine.segment_store import KNOWN, Segment, SegmentStore
from align.audit.evidence.comparison import (
    Numbers,
    comparison_key,
    differing,
    excerpt,
    keys_of,
    tokens_of,
)
from align.languages import LANGUAGES, get_language, other_language

#: A copy has at least this share of the length of the other text.
_LENGTH = 0.7
#: Of recurring texts that share two sketch values, at most this many are candidates.
_NEIGHBOURS = 8
#: Of the candidates, the likeliest that are compared in full.
_TRIED = 4
#: Below this similarity by letters, words are not compared.
_ROUGHLY = 0.6
#: Recurring texts held in memory.
_KEPT = 4_000
#: A wording is suggested only if at least this many documents agree.
_CERTAIN = 3
_DIGITS = re.compile(r"\d+")


class _Copies(NamedTuple):
    """For each segment the number of documents with its text; the first segment of each text."""

    documents: Numbers
    firsts: list[int]


@dataclass
class _Recurring:
    """Texts of one language that recur in several documents, and their near-duplicates."""

    store: SegmentStore
    side: str
    similarity: float
    copies: _Copies
    places: list[int]
    #: for each pair of hash functions: the values in order, and their owners
    sorted: list[tuple[Numbers, Numbers]] = field(default_factory=list)
    variants: dict[int, list[int]] = field(default_factory=dict)
    #: texts with more variants than copies: patterns, not texts that should be the same
    patterns: set[int] = field(default_factory=set)
    #: by text: the places of similar texts, and how similar they are
    known: dict[int, tuple[tuple[int, float], ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        import numpy as np

        texts = ((n, self.text(n)) for n in self.places)
        rows = np.concatenate([found for _, found in in_blocks(texts)])
        for column in value_pairs(rows):
            order = np.argsort(column, kind="stable")
            self.sorted.append((column[order], order))
        # no method: in a cycle, what is kept would not be freed with this
        self.read = lru_cache(maxsize=_KEPT)(partial(_read, self.store, self.side))

    def text(self, number: int) -> str:
        """The text of a segment."""
        return self.store[number].text(self.side)

    def candidates(self, numbers: Numbers, rows: Numbers) -> Iterator[tuple[int, list[int]]]:
        """For each row of sketches, texts of more documents that may be near-duplicates of it.

        The more values two sketches share, the likelier.
        """
        import numpy as np

        documents, places = self.copies.documents, np.array(self.places)
        pairs = []
        for column, (values, owners) in zip(value_pairs(rows), self.sorted, strict=True):
            starts = np.searchsorted(values, column)
            for step in range(_NEIGHBOURS):
                at = np.minimum(starts + step, len(values) - 1)
                row = np.flatnonzero((starts + step < len(values)) & (values[at] == column))
                if not len(row):
                    break
                pairs.append(row * len(places) + owners[at[row]])
        found, agreeing = np.unique(np.concatenate(pairs or [[]]), return_counts=True)
        row, place = np.divmod(found.astype(np.int64), len(places))
        place = places[place]
        order = np.lexsort((-agreeing, row))
        order = order[documents[place[order]] > documents[np.array(numbers)[row[order]]]]
        by_row: dict[int, list[int]] = {}
        for n, one in zip(row[order].tolist(), place[order].tolist(), strict=True):
            by_row.setdefault(n, []).append(one)
        for n, likeliest in by_row.items():
            yield n, likeliest[:_TRIED]

    def compare(self, texts: Sequence[tuple[int, str]]) -> None:
        """Record texts as variants of the recurring texts that are most similar to them.

        Equal texts are looked up once.
        """
        different = {hash(text): (number, text) for number, text in texts}
        likely = {key: self.known[key] for key in different if key in self.known}
        new = {key: text for key, text in different.items() if key not in likely}
        rows = sketches([text for _, text in new.values()])
        likely |= dict.fromkeys(new, ())
        keys, numbers = [*new], [number for number, _ in new.values()]
        for row, places in self.candidates(numbers, rows):
            likely[keys[row]] = tuple(self._similar(new[keys[row]][1], places))
        if len(self.known) > KNOWN:
            self.known.clear()
        self.known |= {key: likely[key] for key in new}
        for number, text in texts:
            if found := likely[hash(text)]:
                self._record(number, found)

    def _similar(self, text: str, places: list[int]) -> Iterator[tuple[int, float]]:
        """The places of similar texts, and how similar they are."""
        from rapidfuzz.distance import Levenshtein

        tokens = None
        for place in places:
            if place in self.patterns:
                continue
            other, others = self.read(place)
            # a cheap filter: letters are compared faster than words, and differ less
            if not Levenshtein.normalized_similarity(text, other, score_cutoff=_ROUGHLY):
                continue
            tokens = tokens or _tokens(text)
            same = Levenshtein.normalized_similarity(tokens, others, score_cutoff=self.similarity)
            if same:
                yield place, same

    def _record(self, number: int, similar: Iterable[tuple[int, float]]) -> None:
        best, which = 0.0, -1
        for place, same in similar:
            if same > best and place not in self.patterns:
                best, which = same, place
        if which >= 0:
            variants = self.variants.setdefault(which, [])
            variants.append(number)
            if len(variants) > self.copies.documents[which]:
                self.patterns.add(which)
                del self.variants[which]


def _read(store: SegmentStore, side: str, number: int) -> tuple[str, "array[int]"]:
    """The text of a segment, and its tokens."""
    text = store[number].text(side)
    return text, _tokens(text)


def _tokens(text: str) -> "array[int]":
    """The tokens of a text as hashes, which take a tenth of the memory."""
    hashes = array("q", map(hash, tokens_of(text.strip())))
    return array("Q", hashes.tobytes())  # unsigned, as rapidfuzz wants them


def drifted(
    store: SegmentStore, side: str, minimum: int, similarity: float
) -> Iterator[tuple[int, Hit]]:
    """Segments whose text, but not its translation, differs a little from one of more documents.

    ``minimum``: the least length in letters (a Chinese character is three). ``similarity``: the
    least share of words, or Chinese characters, that are the same.
    """
    copies = _copies(store, side)
    least = minimum / get_language(side).letter_weight
    places, sizes = [], []
    for place in copies.firsts:
        size = len(store[place].text(side))
        if size >= least:
            places.append(place)
            sizes.append(size)
    if not places:
        return
    known = _Recurring(store, side, similarity, copies, places)
    shortest, longest = _LENGTH * min(sizes), max(sizes) / _LENGTH
    texts = (
        (s.number, text)
        for s in store
        if s.en != s.zh and shortest <= len(text := s.text(side)) <= longest
    )
    stream = iter(texts)
    while block := list(islice(stream, _BLOCK)):
        known.compare(block)
    for place, variants in known.variants.items():
        yield from _hits(known, place, variants)


def _hits(known: _Recurring, place: int, variants: list[int]) -> Iterator[tuple[int, Hit]]:
    usual = known.text(place).strip()
    documents = int(known.copies.documents[place])
    head = f"{LANGUAGES[known.side].name}: {excerpt(usual, width=80)}"
    for number in variants:
        if _both_differ(known.store[number], known.store[place], known.side):
            continue
        text = known.text(number)
        spans = differing(text, usual)
        there = excerpt(usual, differing(usual, text))
        slight = comparison_key(text) == comparison_key(usual) or _timeless(text) == _timeless(
            usual
        )
        yield (
            number,
            Hit.on(
                known.side,
                f"the {LANGUAGES[known.side].name} says “{excerpt(text, spans)}”, "
                f"{documents} other documents say “{there}”",
                spans,
                suggestion=usual if documents >= _CERTAIN and not slight else "",
                group=head,
                severity="note" if slight else "warning",
            ),
        )


def _both_differ(one: Segment, other: Segment, side: str) -> bool:
    """Whether the other sides differ, too: then it is another text, and its translation."""
    here, there = (segment.text(other_language(side)) for segment in (one, other))
    return bool(here and there) and comparison_key(here) != comparison_key(there)


def _timeless(text: str) -> str:
    """The text without numbers, which may change from year to year."""
    return _DIGITS.sub("0", text)


def _copies(store: SegmentStore, side: str) -> _Copies:
    import numpy as np

    keys = keys_of(store)
    texts, documents = keys.exact[side], keys.documents
    places = np.flatnonzero(texts != 0)
    counts = np.zeros(len(texts), np.int32)
    if not len(places):
        return _Copies(counts, [])
    order = places[np.lexsort((places, documents[places], texts[places]))]
    new_text = np.r_[True, np.diff(texts[order]) != 0]
    new_pair = new_text | np.r_[True, np.diff(documents[order]) != 0]
    starts = np.flatnonzero(new_text)
    by_text = np.add.reduceat(new_pair, starts, dtype=np.int32)
    counts[order] = np.repeat(by_text, np.diff(np.r_[starts, len(order)]))
    firsts = np.minimum.reduceat(order, starts)[by_text > 1]
    return _Copies(counts, sorted(firsts.tolist()))


#: Odd numbers; each turns one hash into another hash function.
_FACTORS = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F, 0x165667B1)


_MIX = 0x85EBCA6B


_STEP = 0x01000193


#: The length of an n-gram, a power of two.
_GRAM = 4


_BLOCK = 4000


def sketches(texts: Sequence[str]) -> Numbers:
    """A row of five 32-bit values for each text; zeros for texts shorter than an n-gram.

    The same text has the same sketch in every run.

    >>> a, b, c = sketches(["本中心是国家级机构。", "本中心是国家级的机构。", "样品已寄到。"])
    >>> bool((a == b).any()), bool((a == c).any())
    (True, False)
    """
    import numpy as np

    out = np.zeros((len(texts), len(_FACTORS)), np.uint32)
    lengths = np.array([len(text) for text in texts], np.int64)
    long = np.flatnonzero(lengths >= _GRAM)
    if not len(long):
        return out
    joined = "".join([texts[n] for n in long.tolist()])
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    ends = np.cumsum(lengths[long])
    starts = ends - lengths[long]
    # an n-gram as a number; those that cross the border of two texts are excluded below
    grams = codes.copy()
    width = 1
    while width < _GRAM:  # two neighbours of one width make one of double width
        step = np.uint32(pow(_STEP, width, 2**32))
        grams[:-width] = grams[:-width] * step + grams[width:]
        width *= 2
    grams ^= grams >> np.uint32(15)
    grams *= np.uint32(_MIX)
    grams ^= grams >> np.uint32(13)
    across = (ends[:, None] - np.arange(1, _GRAM)).ravel()
    for column, factor in enumerate(_FACTORS):
        values = grams * np.uint32(factor)
        values ^= values >> np.uint32(16)
        values[across] = np.iinfo(np.uint32).max
        out[long, column] = np.minimum.reduceat(values, starts)
    return out


def value_pairs(rows: Numbers) -> Iterator[Numbers]:
    """For each pair of hash functions, their two values combined into one number per text."""
    import numpy as np

    for one, other in combinations(rows.T, 2):
        yield one * np.uint32(_MIX) + other


def in_blocks(
    texts: Iterable[tuple[int, str]],
) -> Iterator[tuple[list[tuple[int, str]], Numbers]]:
    """Numbered texts in blocks of :data:`_BLOCK`, with their sketches."""
    stream = iter(texts)
    while block := list(islice(stream, _BLOCK)):
        yield block, sketches([text for _, text in block])
