"""What the rest of the project can ask of a language."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from re import Pattern
from typing import Literal, NamedTuple


class Stray(NamedTuple):
    """A passage in another variant than the rest of a text: paragraph number, offset, text."""

    paragraph: int
    start: int
    text: str


class DetectedVariant(NamedTuple):
    """The variant of a language that a text is written in.

    ``code`` is a locale as in TMX, ``confidence`` in [0, 1]. ``mixed``: the text has a notable
    amount of two variants; ``strays`` are examples of the rarer one.
    """

    code: str
    confidence: float
    mixed: bool
    strays: tuple[Stray, ...]


class Token(NamedTuple):
    """A word in ``text[start:end]``.

    ``key`` is equal for the same Latin word, code or address in both languages. ``weight`` is how
    much the word says: 0 for function words, less than 1 for words of many uses. ``telling`` is
    true for those whose loss a reader would notice: names, numbers, codes, most nouns.
    """

    start: int
    end: int
    kind: Literal["word", "name", "number", "code"]
    key: str
    weight: float = 1.0
    telling: bool = True


class Rules(NamedTuple):
    """The part of a language that is slow to load: patterns and word lists.

    ``split(text, *, semicolons=False)`` returns the ``(start, end)`` offsets of the sentences of a
    paragraph, in order and without surrounding white space; together they cover every character
    that is not white space. With ``semicolons``, a semicolon ends a sentence too.

    ``boilerplate`` matches a whole line of a web page that is not part of its text (navigation,
    dates and counters, legal footers). ``words(text)`` returns the content words of a sentence, and
    its numbers by value as ``#…``; ``tokens(text)`` the words with their places. ``clauses(text)``
    cuts a sentence at commas and the like, and loses no character. ``variant(*paragraphs)`` detects
    the variant of a text, for languages that have several.
    """

    split: Callable[..., list[tuple[int, int]]]
    boilerplate: Pattern[str]
    words: Callable[[str], list[str]]
    tokens: Callable[[str], list[Token]]
    clauses: Callable[[str], list[str]]
    variant: Callable[..., DetectedVariant] | None = None


@dataclass(frozen=True)
class Language:
    """A language and the facts about it.

    ``joiner`` stands between the sentences of a segment. ``script`` matches one letter of the
    language's own script, and ``letter_weight`` is how much such a letter counts as evidence for
    the language, compared with those of others; ``own_share`` is the least share (by weight) of its
    own letters that a text in the language has. ``length_ratio`` is how many English characters a
    character of the language corresponds to in translation.

    ``load`` returns the :class:`Rules`; it is called once, on first use. The rules are available
    as attributes of the language as well.
    """

    code: str
    name: str
    locale: str
    joiner: str
    script: Pattern[str]
    letter_weight: int
    own_share: float
    length_ratio: float
    load: Callable[[], Rules]

    @cached_property
    def rules(self) -> Rules:
        """The rules, loaded."""
        return self.load()

    @property
    def split(self) -> Callable[..., list[tuple[int, int]]]:
        """Function that splits a paragraph into sentences."""
        return self.rules.split

    @property
    def boilerplate(self) -> Pattern[str]:
        """Pattern of a line of page furniture."""
        return self.rules.boilerplate

    @property
    def words(self) -> Callable[[str], list[str]]:
        """Function that returns the content words of a sentence."""
        return self.rules.words

    @property
    def tokens(self) -> Callable[[str], list[Token]]:
        """Function that returns the words, numbers, names and codes of a text with their places."""
        return self.rules.tokens

    @property
    def clauses(self) -> Callable[[str], list[str]]:
        """Function that splits a sentence into clauses."""
        return self.rules.clauses

    @property
    def variant(self) -> Callable[..., DetectedVariant] | None:
        """Function that detects the variant of a text; None for a language without variants."""
        return self.rules.variant
