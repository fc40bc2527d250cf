"""What the rest of the house may know of a language."""

from collections.abc import Callable
from dataclasses import dataclass
from re import Pattern


@dataclass(frozen=True)
class Language:
    """One language: everything that is true of it alone.

    ``split(text, *, semicolons=False)`` gives the ``(start, end)`` offsets of the sentences of one
    paragraph, in order, without white space at their edges; together they hold
    every character of the paragraph that is not white space. With ``semicolons`` a
    semicolon ends a sentence, too.

    ``script`` matches one letter of the language's own script; ``boilerplate`` matches a whole
    line of a web page that is no part of the text (navigation, dates and counters, legal footers).
    ``words(text)`` gives the content words of a sentence, and its numbers by value as ``#…``;
    ``clauses(text)`` cuts a sentence at commas and the like, and loses no character.
    """

    code: str
    name: str
    locale: str
    joiner: str
    split: Callable[..., list[tuple[int, int]]]
    script: Pattern[str]
    boilerplate: Pattern[str]
    words: Callable[[str], list[str]]
    clauses: Callable[[str], list[str]]
