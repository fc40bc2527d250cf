"""What the rest of the house may know of a language."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from re import Pattern
from typing import NamedTuple


class Stray(NamedTuple):
    """A piece of text in another variant than the rest: its paragraph, where it begins, itself."""

    paragraph: int
    start: int
    text: str


class DetectedVariant(NamedTuple):
    """How a language is written: ``code`` as in TMX, ``confidence`` in [0, 1].

    ``mixed``: two variants in notable amount; ``strays`` are examples of the rarer one.
    """

    code: str
    confidence: float
    mixed: bool
    strays: tuple[Stray, ...]


class Rules(NamedTuple):
    """The part of a language that takes long to load: patterns and words.

    ``split(text, *, semicolons=False)`` gives the ``(start, end)`` offsets of the sentences of one
    paragraph, in order, without white space at their edges; together they hold
    every character of the paragraph that is not white space. With ``semicolons`` a
    semicolon ends a sentence, too.

    ``boilerplate`` matches a whole line of a web page that is no part of the text (navigation,
    dates and counters, legal footers). ``words(text)`` gives the content words of a sentence, and
    its numbers by value as ``#…``; ``clauses(text)`` cuts a sentence at commas and the like, and
    loses no character. ``variant(*paragraphs)`` says which of several ways of writing it a text
    follows, where there are several.
    """

    split: Callable[..., list[tuple[int, int]]]
    boilerplate: Pattern[str]
    words: Callable[[str], list[str]]
    clauses: Callable[[str], list[str]]
    variant: Callable[..., DetectedVariant] | None = None


@dataclass(frozen=True)
class Language:
    """One language: everything that is true of it alone.

    ``script`` matches one letter of the language's own script. ``load`` gives the :class:`Rules`,
    which are here under their own names, too; it is asked once, when the first is needed.
    """

    code: str
    name: str
    locale: str
    joiner: str
    script: Pattern[str]
    load: Callable[[], Rules]

    @cached_property
    def rules(self) -> Rules:
        """The rules, loaded."""
        return self.load()

    @property
    def split(self) -> Callable[..., list[tuple[int, int]]]:
        """Cuts a paragraph into sentences."""
        return self.rules.split

    @property
    def boilerplate(self) -> Pattern[str]:
        """Matches a line of page furniture."""
        return self.rules.boilerplate

    @property
    def words(self) -> Callable[[str], list[str]]:
        """Gives the content words of a sentence."""
        return self.rules.words

    @property
    def clauses(self) -> Callable[[str], list[str]]:
        """Cuts a sentence into clauses."""
        return self.rules.clauses

    @property
    def variant(self) -> Callable[..., DetectedVariant] | None:
        """Says which way of writing a text follows."""
        return self.rules.variant
