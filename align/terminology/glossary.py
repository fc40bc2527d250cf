"""What a term is to be called: entries with English and Chinese terms, each with a status."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

#: ``allowed`` is also what TBX calls admitted, ``forbidden`` what it calls deprecated.
Status: TypeAlias = Literal["preferred", "allowed", "forbidden"]


class Term(NamedTuple):
    """A word or several, as the glossary has it."""

    text: str
    status: Status = "preferred"


class Entry(NamedTuple):
    """A concept: what it is called in each language. ``where``: its place in the glossary."""

    en: tuple[Term, ...]
    zh: tuple[Term, ...]
    note: str = ""
    where: str = ""

    def terms(self, language: str) -> tuple[Term, ...]:
        """
        >>> Entry((Term("certificate"),), (Term("证书"),)).terms("zh")
        (Term(text='证书', status='preferred'),)
        """
        terms: tuple[Term, ...] = getattr(self, language)
        return terms

    def accepted(self, language: str) -> tuple[Term, ...]:
        """The terms that are not forbidden."""
        return tuple(term for term in self.terms(language) if term.status != "forbidden")


@dataclass(frozen=True)
class Glossary:
    """Entries, and the file (or files) that they come from; ``source`` is the first of those."""

    entries: tuple[Entry, ...]
    name: str = "glossary"
    source: str = ""

    def merged(self, others: Iterable["Glossary"]) -> "Glossary":
        """One glossary of several; what they say of one term is put together by the checks.

        >>> one = Glossary((Entry((Term("body"),), (Term("机构"),)),), "a.csv")
        >>> both = one.merged([Glossary((Entry((Term("mark"),), (Term("标志"),)),), "b.csv")])
        >>> both.name, len(both.entries)
        ('a.csv, b.csv', 2)
        """
        every = [self, *others]
        return Glossary(
            tuple(
                entry._replace(where=f"{glossary.name}: {entry.where}") if len(every) > 1 else entry
                for glossary in every
                for entry in glossary.entries
            ),
            ", ".join(glossary.name for glossary in every),
            self.source,
        )


def with_status(terms: Iterable[tuple[str, Status | None]]) -> tuple[Term, ...]:
    """The terms of one language of an entry, where some have no status.

    One alone is preferred; of several that say nothing, one is as good as the other.

    >>> with_status([("机构", None)])
    (Term(text='机构', status='preferred'),)
    >>> [t.status for t in with_status([("机构", None), ("组织", None), ("社团", "forbidden")])]
    ['allowed', 'allowed', 'forbidden']
    """
    found = list(dict.fromkeys(terms))
    accepted = {text for text, status in found if status != "forbidden"}
    silent: Status = "preferred" if len(accepted) == 1 else "allowed"
    return tuple(Term(text, status or silent) for text, status in found)
