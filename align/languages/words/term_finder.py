"""Finds terms in texts: English ones in any of their forms, Chinese ones by longest match."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import pairwise
from operator import add
from typing import NamedTuple, TypeAlias

_WORD = re.compile(r"[^\W_]+")
# Separators between the words of a term, whatever separates them in the glossary.
_BETWEEN = re.compile(r"[\s\-‐‑–]+")
#: ``[start, end)``
Span: TypeAlias = tuple[int, int]


class TermMatch(NamedTuple):
    """A term in a text, and its span. ``sure``: its form cannot be a different word."""

    start: int
    end: int
    term: str
    sure: bool = True


class Forms(NamedTuple):
    """The forms of a word: ``number`` as a noun, ``verb`` as a verb.

    ``ing`` are the verb forms that are often separate nouns (*building*, *meeting*).
    """

    number: frozenset[str]
    verb: frozenset[str]
    ing: frozenset[str]


@lru_cache(maxsize=65536)
def forms_of(word: str) -> Forms:
    """Return the forms of an English word in lower case, by the SPECIALIST lexicon or by rule.

    >>> sorted(forms_of("body").number), sorted(forms_of("bodies").number)
    (['bodies', 'body'], ['bodies', 'body'])
    >>> sorted(forms_of("certify").verb), sorted(forms_of("certify").ing)
    (['certified', 'certifies', 'certify'], ['certifying'])
    """
    from lemminflect import (
        getAllInflections,
        getAllInflectionsOOV,
        getAllLemmas,
    )

    number, verb, ing = {word}, {word}, set[str]()
    if not word.isalpha() or not word.isascii() or len(word) < 3:
        return Forms(frozenset(number), frozenset(verb), frozenset())
    bases = {word, *_plural_of(word, getAllLemmas(word).get("NOUN", ()))}
    for base in bases:
        known = getAllInflections(base)
        if not known and base == word and len(bases) == 1 and not getAllLemmas(word):
            known = {**getAllInflectionsOOV(word, "NOUN"), **getAllInflectionsOOV(word, "VERB")}
        for tag, found in known.items():
            if tag.startswith("N"):
                number.update(found)
            elif base == word:
                (ing if tag == "VBG" else verb).update(found)
    return Forms(frozenset(number), frozenset(verb), frozenset(ing - number))


def _plural_of(word: str, lemmas: Iterable[str]) -> list[str]:
    """Return the singulars of a plural."""
    return [lemma for lemma in lemmas if lemma != word and not word.endswith(("ed", "ing"))]


class _Pattern(NamedTuple):
    """A term as a run of words, each in one of several forms, and the separators between them."""

    term: str
    words: tuple[frozenset[str], ...]
    between: tuple[str, ...]
    sure: bool
    rank: int

    def fits(self, text: "_Text", at: int) -> bool:
        """Whether the words of a text from number ``at`` on match the pattern."""
        end = at + len(self.words)
        if end > len(text.words):
            return False
        for number, own in enumerate(self.words, at):
            if text.lower[number] not in own and text.words[number] not in own:
                return False
        for number, own_between in enumerate(self.between, at):
            between = text.between(number)
            if between.strip() != own_between and not _BETWEEN.fullmatch(between):
                return False
        return True


class _Text:
    """A text as words; their spans are computed on demand."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: list[str] = _WORD.findall(text)
        self.lower = [word.lower() for word in self.words]

    @cached_property
    def places(self) -> list[Span]:
        return [match.span() for match in _WORD.finditer(self.text)]

    def between(self, number: int) -> str:
        """Return what separates a word and the next one."""
        return self.text[self.places[number][1] : self.places[number + 1][0]]


class EnglishTerms:
    """Finds terms in English texts, in any number and verb form; the longest match wins.

    Case is ignored, except for words in capitals. A hyphen matches a space, and a hyphen in the
    term or the text also matches nothing.

    >>> terms = EnglishTerms(["certificate", "issue a certificate", "on-site audit", "IT"])
    >>> [f.term for f in terms("Two certificates; it issued a certificate after onsite audits.")]
    ['certificate', 'issue a certificate', 'on-site audit']
    """

    def __init__(self, terms: Iterable[str]) -> None:
        self._runs: dict[tuple[str, str], list[_Pattern]] = {}
        self._singles: dict[str, list[_Pattern]] = {}
        for term in dict.fromkeys(terms):
            for pattern in _patterns(term):
                firsts = [form.lower() for form in pattern.words[0]]
                if len(pattern.words) == 1:
                    for first in firsts:
                        self._singles.setdefault(first, []).append(pattern)
                    continue
                for first in firsts:
                    for second in pattern.words[1]:
                        key = first, second.lower()
                        self._runs.setdefault(key, []).append(pattern)
        for patterns in (*self._runs.values(), *self._singles.values()):
            patterns.sort(key=lambda p: (-len(p.words), p.rank))

        self._begins = {first for first, _ in self._runs} | self._singles.keys()

    def __call__(self, text: str) -> list[TermMatch]:
        """Return the terms in a text, in order and without overlaps."""
        read = _Text(text)
        lower, begins, singles = read.lower, self._begins, self._singles
        maybe = [at for at, word in enumerate(lower) if word in begins]
        if "-" in text:  # two words of the text may be one word of the glossary
            joined = enumerate(map(add, lower, lower[1:]))
            maybe = sorted({*maybe, *(at for at, word in joined if word in singles)})
        found: list[TermMatch] = []
        free = 0
        for at in maybe:
            if at >= free and (best := self._at(read, at)):
                pattern, free = best
                start, end = read.places[at][0], read.places[free - 1][1]
                found.append(TermMatch(start, end, pattern.term, pattern.sure))
        return found

    def _at(self, text: _Text, at: int) -> tuple[_Pattern, int] | None:
        """Return the best pattern at a word of the text, and the number of the word after it."""
        first = text.lower[at]
        if at + 1 < len(text.words):
            second = text.lower[at + 1]
            for pattern in self._runs.get((first, second), ()):
                if pattern.fits(text, at):
                    return pattern, at + len(pattern.words)
            joined = self._singles.get(first + second)
            if joined and text.between(at) == "-":
                return joined[0], at + 2
        for pattern in self._singles.get(first, ()):
            if pattern.fits(text, at):
                return pattern, at + 1
        return None


def _patterns(term: str) -> Iterator[_Pattern]:
    """Yield patterns of a term: as is, and with forms of its first (verb) and last word (noun)."""
    places = [match.span() for match in _WORD.finditer(term)]
    if not places:
        return
    words = [term[start:end] for start, end in places]
    between = tuple(term[a[1] : b[0]].strip() for a, b in pairwise(places))
    fixed = tuple(frozenset({word if _capitals(word) else word.lower()}) for word in words)
    last = len(words) - 1
    for rank, (sure, with_ing) in enumerate(((True, False), (False, True)), start=1):
        forms = list(fixed)
        for place, word in enumerate(words):
            if _capitals(word):
                forms[place] |= {word + "s"}
                continue
            known = forms_of(word.lower())
            if place == last:
                forms[place] |= known.number
            if place == 0:
                forms[place] |= known.verb | (known.ing if with_ing else set())
        yield _Pattern(term, tuple(forms), between, sure, rank)
    yield _Pattern(term, fixed, between, True, 0)
    if "-" in between:  # written as one word
        cut = between.index("-")
        joined = [*words[:cut], words[cut] + words[cut + 1], *words[cut + 2 :]]
        rest = between[:cut] + between[cut + 1 :]
        forms = [frozenset({word if _capitals(word) else word.lower()}) for word in joined]
        if not _capitals(joined[-1]):
            forms[-1] |= forms_of(joined[-1].lower()).number
        yield _Pattern(term, tuple(forms), rest, True, 1)


def canonical(term: str) -> str:
    """Normalise the case of a term, except of words in capitals, and its spaces.

    >>> canonical("Certification  Body"), canonical("IT"), canonical("CB Certificate")
    ('certification body', 'IT', 'CB certificate')
    """
    words = term.split()
    return " ".join(word if _capitals(word) else word.lower() for word in words)


def _capitals(word: str) -> bool:
    return len(word) > 1 and word.isupper()


class ChineseTerms:
    """Finds terms in Chinese texts, where words are not separated: the longest match wins.

    >>> terms = ChineseTerms(["认证", "认证机构", "CB"])
    >>> [f.term for f in terms("认证机构负责CB认证，不是CBTL。")]
    ['认证机构', 'CB', '认证']
    """

    def __init__(self, terms: Iterable[str]) -> None:
        # by the first two characters, or by the only one
        self._starts: dict[str, list[tuple[str, str]]] = {}
        for term in dict.fromkeys(terms):
            if key := _folded(term):
                self._starts.setdefault(key[:2], []).append((key, term))
        for known in self._starts.values():
            known.sort(key=lambda pair: -len(pair[0]))
        self._single = any(len(start) == 1 for start in self._starts)

    def __call__(self, text: str) -> list[TermMatch]:
        """Return the terms in a text, in order and without overlaps."""
        folded = _folded(text)
        starts = self._starts
        if self._single:
            places = list(range(len(folded)))
        else:
            pairs = map(add, folded, folded[1:])
            places = [at for at, two in enumerate(pairs) if two in starts]
        found: list[TermMatch] = []
        free = 0
        for at in places:
            if at < free:
                continue
            for key, term in (
                *starts.get(folded[at : at + 2], ()),
                *starts.get(folded[at], ()),
            ):
                end = at + len(key)
                if folded.startswith(key, at) and _keeps_words(folded, at, end):
                    found.append(TermMatch(at, end, term))
                    free = end
                    break
        return found


def _folded(text: str) -> str:
    """Return the text in lower case if that keeps its length."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text


def _keeps_words(text: str, start: int, end: int) -> bool:
    """Whether a match cuts no Latin word or number."""
    return not (
        (start and _latin(text[start - 1]) and _latin(text[start]))
        or (end < len(text) and _latin(text[end - 1]) and _latin(text[end]))
    )


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
