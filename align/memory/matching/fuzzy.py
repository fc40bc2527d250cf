"""Fuzzy matches: how similar two segments are, in percent, as CAT tools count it."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from align.languages.characters import HAN
from align.languages.words.plurals import noun_key

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
