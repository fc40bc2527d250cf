"""Fuzzy matches: how similar two segments are, in percent, as CAT tools count it.

:class:`Lookup` finds the best matches of many segments in a memory of any length, which is read
once: the segments are indexed, not the memory, so memory use does not grow with its units.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from align.languages.characters import HAN
from align.languages.words.plurals import noun_key
from align.unit import Unit

#: The minimum if only case, punctuation, numbers or spaces differ.
LIGHT = 95
#: The weight of a word; that of a mark is 1, as is that of another spelling of a word or number.
WORD = 4

_LETTERS = rf"[^\W\d_{HAN}]+"
_TOKEN = re.compile(rf"[{HAN}]|\d+(?:[.,:]\d+)*|{_LETTERS}(?:['’-]{_LETTERS})*|\S")
_NUMBER = "\0"  # the key of all numbers, whatever their values
_UNKNOWN = "\uffff"
#: Anything less is not a match.
LOWEST = 50
#: Units are compared in blocks; a block has at most about this many pairs of segments.
_PAIRS = 4_000_000
# The commonest words of a segment, up to this share of its weight, are not used to find candidates.
_COMMON = 0.3


def match_percent(a: str, b: str) -> int:
    """Rate how similar two segments are: 0 … 100, rounded down; 100 only for equal ones.

    The edit distance counts words in English, characters in Chinese. A word weighs four; a
    punctuation mark, another value of a number, or another case of a word weighs one. If nothing
    else differs, each costs at most one per cent, and the result is 95 to 99. Equal means except
    for full and half width, and runs of spaces.

    >>> match_percent("The laboratory opened in May.", "The  laboratory opened in May.")
    100
    >>> match_percent("The laboratory opened in May.", "The laboratory opened in June.")
    80
    >>> match_percent("共颁发证书12张。", "共颁发证书15张。")
    99
    """
    a, b = normal(a), normal(b)
    if a == b:
        return 100
    first, second = tokens(a), tokens(b)
    codes = Codes()
    codes.learn(first)
    return similarity(codes.of(first), codes.of(second), 0)


def normal(text: str) -> str:
    """Normalise a text for 100 % matches: full width is folded, runs of spaces become one.

    >>> normal("ＣＱＣ  认证， 2023")
    'CQC 认证, 2023'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return " ".join(text.split())


def tokens(text: str) -> list[str]:
    """Return the tokens: words, numbers, Chinese characters and marks.

    >>> tokens("CQC's 3.5 认证.")
    ["CQC's", '3.5', '认', '证', '.']
    """
    return _TOKEN.findall(text)


def token_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans of the tokens of a text."""
    return [match.span() for match in _TOKEN.finditer(text)]


class Coded(NamedTuple):
    """An encoded segment: ``units`` are compared; ``words`` are without marks, case and values."""

    units: str
    words: str


def similarity(a: Coded, b: Coded, at_least: int) -> int:
    """Return the percentage of two segments that are not equal; 0 if it is below ``at_least``."""
    from rapidfuzz.distance import Levenshtein

    whole = max(len(a.units), len(b.units))
    if a.words and a.words == b.words:
        distance = Levenshtein.distance(a.units, b.units)
        found = max(100 * (whole - distance) // whole, 100 - distance, LIGHT)
    else:
        most = whole * (100 - at_least) // 100
        distance = Levenshtein.distance(a.units, b.units, score_cutoff=most)
        found = 100 * (whole - distance) // whole if distance <= most else 0
    found = min(found, 99)
    return found if found >= at_least else 0


class TokenCode(NamedTuple):
    """An encoded token: ``units`` are :data:`WORD` signs for a word, one for a mark.

    ``word`` is the sign of the word ignoring case, empty for a mark.
    """

    units: str
    word: str


class _Cache(dict[str, TokenCode]):
    """The results of a function, called once per token: most tokens recur."""

    def __init__(self, make: Callable[[str], TokenCode]) -> None:
        super().__init__()
        self._made = make

    def __missing__(self, token: str) -> TokenCode:
        found = self[token] = self._made(token)
        return found


class Codes:
    """Encodes tokens as signs, so that a string library can compare segments.

    Only learned tokens get their own signs; all others look alike. So one of two compared segments
    must consist of learned tokens. Tokens with the same ``key`` are the same word.
    """

    def __init__(self, key: Callable[[str], str] | None = None) -> None:
        self._signs: dict[str, str] = {}
        self._key = key or word_key
        self._codes = _Cache(self._make)

    def learn(self, some: Iterable[str]) -> None:
        """Give signs to tokens."""
        self._codes.clear()
        for token in some:
            for name in (token, "word " + self._key(token)):
                if name not in self._signs:
                    # surrogates are not text; beyond a million tokens, the rarest look alike
                    number = min(len(self._signs) + 1, 0xFFFFF)
                    self._signs[name] = chr(number if number < 0xD800 else number + 0x2800)

    def code(self, token: str) -> TokenCode:
        """Return the code of a token."""
        return self._codes[token]

    def of(self, some: Sequence[str]) -> Coded:
        """Return the code of a segment."""
        if len(self._codes) > 200_000:  # a memory has more tokens than need to be kept
            self._codes.clear()
        codes = self._codes
        found = [codes[token] for token in some]
        return Coded("".join([units for units, _ in found]), "".join([word for _, word in found]))

    def _make(self, token: str) -> TokenCode:
        exact = self._signs.get(token, _UNKNOWN)
        if not token[0].isalnum():
            return TokenCode(exact, "")
        word = self._signs.get("word " + self._key(token), _UNKNOWN)
        return TokenCode((WORD - 1) * word + exact, word)


def word_key(token: str) -> str:
    """Normalise case and apostrophe of a word; all numbers have one key.

    >>> word_key("CQC’s") == word_key("cqc's"), word_key("12") == word_key("3.5")
    (True, True)
    """
    if token[0].isdecimal():
        return _NUMBER
    return token.casefold().replace("’", "'")


def search_key(token: str) -> str:
    """The same for a search, where singular and plural are one word.

    >>> search_key("Memories") == search_key("memory"), search_key("12") == search_key("3.5")
    (True, True)
    """
    return noun_key(word_key(token))


@dataclass(frozen=True, slots=True)
class FuzzyMatch:
    """A match of a memory for a segment.

    ``percent`` is as in :func:`align.memory.matching.fuzzy.match_percent`.
    ``source`` and ``target`` are the texts of the unit, ``memory`` is the name of the
    memory; ``document`` and ``confidence`` are those of the unit.
    """

    percent: int
    source: str
    target: str
    memory: str = ""
    document: str = ""
    confidence: float | None = None


class _Offer(NamedTuple):
    """A unit and its texts in both languages."""

    unit: Unit
    source: str
    target: str


class Lookup:
    """Finds the best matches of segments while units are read.

    ``found[i]`` is the best match of ``segments[i]`` so far. Of equally good ones the first is
    kept; of those with 100 %, the newest of its memory.

    >>> lookup = Lookup(["See you soon.", "Good morning."])
    >>> lookup.add(Unit([]), "Good morning!", "早上好！")
    >>> lookup.finish()
    >>> [match and (match.percent, match.target) for match in lookup.found]
    [None, (99, '早上好！')]
    """

    def __init__(self, segments: Sequence[str]) -> None:
        self.found: list[FuzzyMatch | None] = [None] * len(segments)
        self._dates = [""] * len(segments)
        self._texts = [normal(text) for text in segments]
        cut = [tokens(text) for text in self._texts]
        self._codes = Codes()
        self._codes.learn(chain.from_iterable(cut))
        self._coded = [self._codes.of(some) for some in cut]
        self._same_words: dict[str, list[int]] = {}
        for number, coded in enumerate(self._coded):
            self._same_words.setdefault(coded.words, []).append(number)
        self._columns: dict[str, int] = {}
        self._index(cut)
        self._block = min(2000, max(16, _PAIRS // max(1, len(segments))))
        self._waiting: list[tuple[_Offer, str, Coded]] = []
        self._memory = ""

    def add(self, unit: Unit, source: str, target: str, memory: str = "") -> None:
        """Compare a unit and its two texts; ``memory`` is the name of its memory."""
        if memory != self._memory:
            self.finish()
            self._memory = memory
            self._dates = ["~"] * len(self._dates)  # an earlier memory precedes
        text = normal(source)
        offer = _Offer(unit, source, target)
        coded = self._codes.of(tokens(text))
        for number in self._same_words.get(coded.words, ()):
            if text == self._texts[number]:
                self._equal(number, offer)
            else:
                self._compare(number, offer, coded)
        self._waiting.append((offer, text, coded))
        if len(self._waiting) >= self._block:
            self.finish()

    def finish(self) -> None:
        """Compare the remaining units; then :attr:`found` is complete."""
        for row, number in self._candidates():
            offer, text, coded = self._waiting[row]
            if text != self._texts[number]:
                self._compare(number, offer, coded)
        self._waiting.clear()

    def _equal(self, number: int, offer: _Offer) -> None:
        before = self.found[number]
        date = offer.unit.changed
        if before is None or before.percent < 100 or date > self._dates[number]:
            self._dates[number] = date
            self._keep(number, offer, 100)

    def _compare(self, number: int, offer: _Offer, coded: Coded) -> None:
        before = self.found[number]
        at_least = before.percent + 1 if before else LOWEST
        if at_least < 100 and (found := similarity(self._coded[number], coded, at_least)):
            self._keep(number, offer, found)

    def _keep(self, number: int, offer: _Offer, percent: int) -> None:
        self.found[number] = FuzzyMatch(
            percent,
            offer.source,
            offer.target,
            self._memory,
            offer.unit.document,
            offer.unit.confidence,
        )

    def _index(self, cut: Sequence[Sequence[str]]) -> None:
        """Make a sparse table of the weights of each segment's words, without the commonest.

        A match of at least :data:`LOWEST` per cent shares that much of the segment's weight. The
        commonest words are taken as always shared (``_free``); their weight is less than that, so a
        match also shares one of the other words, and none is overlooked.
        """
        import numpy as np
        from scipy.sparse import csr_array

        codes = [[self._codes.code(token).units for token in some] for some in cut]
        keys = [Counter(units[0] for units in some) for some in codes]
        weights = {units[0]: len(units) for some in codes for units in some}
        frequency = Counter(key for some in keys for key in some)
        self._free = np.zeros(len(cut), dtype=np.float32)
        self._sizes = np.array([len(coded.units) for coded in self._coded], dtype=np.float32)
        rows, columns, values = [], [], []
        for number, some in enumerate(keys):
            free, room = 0, _COMMON * len(self._coded[number].units)
            for key in sorted(some, key=lambda key: (-frequency[key], key)):
                weight = some[key] * weights[key]
                if free + weight <= room:
                    free += weight
                    continue
                rows.append(self._columns.setdefault(key, len(self._columns)))
                columns.append(number)
                values.append(weight)
            self._free[number] = free
        shape = (max(1, len(self._columns)), len(cut))
        self._table = csr_array((np.array(values, np.float32), (rows, columns)), shape=shape)

    def _candidates(self) -> list[tuple[int, int]]:
        """Yield pairs (waiting unit, segment) that may be better than those found so far."""
        import numpy as np
        from scipy.sparse import csr_array

        columns, known = self._columns, frozenset(self._columns)
        if not self._waiting or not known:
            return []
        rows = [known.intersection(set(coded.units)) for _, _, coded in self._waiting]
        lengths = [0, *map(len, rows)]
        flat = np.fromiter(map(columns.__getitem__, chain(*rows)), np.int32, sum(lengths))
        ones = np.ones(len(flat), np.float32)
        units: Any = csr_array((ones, flat, np.cumsum(lengths)), shape=(len(rows), len(known)))
        shared = (units @ self._table).tocoo()
        row, number = shared.coords
        size = np.array([len(coded.units) for _, _, coded in self._waiting], np.float32)
        whole = np.maximum(self._sizes[number], size[row])
        most = (shared.data + self._free[number]) / whole * 100
        least = [match.percent + 1 if match else LOWEST for match in self.found]
        keep = np.flatnonzero(most >= np.array(least, np.float32)[number] - 0.01)
        keep = keep[np.argsort(-most[keep], kind="stable")]  # likeliest first saves the rest
        return list(zip(row[keep].tolist(), number[keep].tolist(), strict=True))
