"""How much two segments have in common, in percent, as CAT tools count it."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from align.languages.characters import HAN

#: Nothing but case, punctuation, numbers or spaces differs: at least this.
LIGHT = 95
#: What a word weighs; a mark weighs 1, and so does another spelling of a word or number.
WORD = 4

_LETTERS = rf"[^\W\d_{HAN}]+"
_TOKEN = re.compile(rf"[{HAN}]|\d+(?:[.,:]\d+)*|{_LETTERS}(?:['’-]{_LETTERS})*|\S")
_NUMBER = "\0"  # what all numbers are before their value is looked at
_UNKNOWN = "\uffff"


def percent(a: str, b: str) -> int:
    """How much two segments have in common: 0 … 100, rounded down; 100 only for equal ones.

    The edit distance counts words in English, characters in Chinese. A word weighs four; a
    punctuation mark, another value of a number, or another case of a word weighs one. When nothing
    else differs, each costs one per cent at most, and it is 95 to 99. Equal means: but for full and
    half width, and runs of spaces.

    >>> percent("The laboratory opened in May.", "The  laboratory opened in May.")
    100
    >>> percent("The laboratory opened in May.", "The laboratory opened in June.")
    80
    >>> percent("共颁发证书12张。", "共颁发证书15张。")
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
    """What must be equal for 100 %: full width is folded, runs of spaces are one.

    >>> normal("ＣＱＣ  认证， 2023")
    'CQC 认证, 2023'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return " ".join(text.split())


def tokens(text: str) -> list[str]:
    """Words, numbers, Chinese characters and marks, each one a token.

    >>> tokens("CQC's 3.5 认证.")
    ["CQC's", '3.5', '认', '证', '.']
    """
    return _TOKEN.findall(text)


def spans(text: str) -> list[tuple[int, int]]:
    """Where the tokens of a text stand."""
    return [match.span() for match in _TOKEN.finditer(text)]


class Coded(NamedTuple):
    """A segment in code: ``units`` are compared; ``words`` without marks, case and values."""

    units: str
    words: str


def similarity(a: Coded, b: Coded, at_least: int) -> int:
    """The percentage of two segments that are not equal; 0 when it is below ``at_least``."""
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


class Code(NamedTuple):
    """A token in code: ``units`` are :data:`WORD` signs for a word, one for a mark.

    ``word`` is the sign of the word whatever its case, empty for a mark.
    """

    units: str
    word: str


class _Cache(dict[str, Code]):
    """What a function gives, asked once a token: most tokens come again and again."""

    def __init__(self, make: Callable[[str], Code]) -> None:
        super().__init__()
        self._made = make

    def __missing__(self, token: str) -> Code:
        found = self[token] = self._made(token)
        return found


class Codes:
    """Tokens → signs, so that a library for strings compares segments.

    Only what was learned gets a sign of its own; all other tokens look alike. So one
    of two segments that are compared must be made of learned ones.
    """

    def __init__(self) -> None:
        self._signs: dict[str, str] = {}
        self._codes = _Cache(self._make)

    def learn(self, some: Iterable[str]) -> None:
        """Give signs to tokens."""
        self._codes.clear()
        for token in some:
            for name in (token, "word " + key(token)):
                if name not in self._signs:
                    # surrogates are no text; past a million tokens the rarest look alike
                    number = min(len(self._signs) + 1, 0xFFFFF)
                    self._signs[name] = chr(number if number < 0xD800 else number + 0x2800)

    def code(self, token: str) -> Code:
        """The code of a token."""
        return self._codes[token]

    def of(self, some: Sequence[str]) -> Coded:
        """The code of a segment."""
        if len(self._codes) > 200_000:  # a memory has more tokens than anybody needs to keep
            self._codes.clear()
        codes = self._codes
        found = [codes[token] for token in some]
        return Coded("".join([units for units, _ in found]), "".join([word for _, word in found]))

    def _make(self, token: str) -> Code:
        exact = self._signs.get(token, _UNKNOWN)
        if not token[0].isalnum():
            return Code(exact, "")
        word = self._signs.get("word " + key(token), _UNKNOWN)
        return Code((WORD - 1) * word + exact, word)


def key(token: str) -> str:
    """A word without its case and the form of its apostrophe; one key for all numbers.

    >>> key("CQC’s") == key("cqc's"), key("12") == key("3.5")
    (True, True)
    """
    if token[0].isdecimal():
        return _NUMBER
    return token.casefold().replace("’", "'")
