"""People, organizations and job titles with several renderings."""

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple, TypeAlias

from align.audit.engine.segment import Segment
from align.audit.engine.store import SegmentStore
from align.audit.terms.name_mentions import Mention, Names, names_of
from align.languages.names.organisations import chinese_body, content_words, find_chinese_body
from align.languages.names.people import same_but_for_rank

Place: TypeAlias = tuple[Segment, Mention]
#: Places of a rendering whose Chinese texts are compared.
_COMPARED = 15
#: The least share of words that two full forms of one abbreviation have in common.
_SHARED = 0.5


class Rendering(NamedTuple):
    """One rendering of a name: as first written, and all its places."""

    text: str
    places: list[Place]


class Variants(NamedTuple):
    """A name and its renderings, the usual one first."""

    name: str
    renderings: list[Rendering]


def people(store: SegmentStore) -> Iterator[Variants]:
    """Chinese people whose names have several English spellings."""
    names = names_of(store)
    for key in names.conflicts("person"):
        places = list(names.places(store, "person", key))
        if any(mention.sure for _, mention in places):
            yield Variants(places[0][1].key, _renderings(places))


def bearers(store: SegmentStore) -> Iterator[Variants]:
    """People whose Chinese names differ by one character, but not their English ones."""
    names = names_of(store)
    for key in names.conflicts("bearer"):
        places = list(names.places(store, "bearer", key))
        usual, *others = _renderings(places, english=False)
        others = [r for r in others if _one_character(r.text, usual.text)]
        if others:
            segment, mention = places[0]
            yield Variants(segment.en[slice(*mention.en)], [usual, *others])


def _one_character(one: str, other: str) -> bool:
    same = sum(a == b for a, b in zip(one, other, strict=False))
    return len(one) == len(other) > 2 and one[0] == other[0] and same == len(one) - 1


def job_titles(store: SegmentStore) -> Iterator[Variants]:
    """Chinese job titles with several renderings.

    Different organizations may use different titles. A title is reported if the same person or the
    same organization has both renderings, or if only the word for a deputy differs.
    """
    names = names_of(store)
    for key in names.conflicts("title"):
        places = list(names.places(store, "title", key))
        by: dict[str, set[str]] = {}
        for _, mention in places:
            for who in mention.whose:
                by.setdefault(who, set()).add(mention.rendering)
        by = {who: found for who, found in by.items() if len(found) > 1}
        ranks = {
            rendering
            for pair in combinations({mention.rendering for _, mention in places}, 2)
            if same_but_for_rank(*pair)
            for rendering in pair
        }
        here = [
            (segment, mention)
            for segment, mention in places
            if mention.rendering in ranks or not by.keys().isdisjoint(mention.whose)
        ]
        if here:
            yield Variants(here[0][1].key, _renderings(here))


def organisations(store: SegmentStore) -> Iterator[Variants]:
    """Organizations whose English names differ in spelling or order, or share an abbreviation."""
    names = names_of(store)
    seen: set[int] = set()
    for key in names.conflicts("short"):
        found = list(names.places(store, "short", key))
        for renderings in _components({mention.rendering for _, mention in found}):
            keys = {
                " ".join(sorted(content_words(m.rendering))): m.key
                for _, m in found
                if m.rendering in renderings
            }
            yield from _one_body(store, names, keys, seen, alike=False)
    for key in names.conflicts("body"):
        if key not in seen:
            _, mention = next(names.places(store, "body", key))
            yield from _one_body(store, names, {mention.key: ""}, seen, alike=True)


def _one_body(
    store: SegmentStore, names: Names, keys: dict[str, str], seen: set[int], *, alike: bool
) -> Iterator[Variants]:
    """The organization with these sets of words; ``alike``: only where the Chinese agrees, too."""
    seen.update(map(hash, keys))
    places = [place for key in keys for place in names.places(store, "body", key)]
    texts = [s.zh for r in _renderings(places) for s, _ in r.places[:_COMPARED]]
    different = list(dict.fromkeys(texts))[: 2 * _COMPARED]
    name = chinese_body(different, places[0][1].rendering)
    located = []
    for segment, mention in places:
        zh = find_chinese_body(segment.zh, name) if name else None
        if zh or not alike:
            located.append((segment, mention._replace(zh=zh)))
    renderings = _renderings(located)
    if len(renderings) > 1:
        yield Variants(name or next(filter(None, keys.values()), renderings[0].text), renderings)


def _components(renderings: Iterable[str]) -> Iterator[set[str]]:
    """Groups of full forms of one abbreviation that are variants, not shortenings, of another."""
    left = sorted(renderings)
    while left:
        group = {left.pop(0)}
        while more := [r for r in left if any(_may_be_one(r, other) for other in group)]:
            group.update(more)
            left = [r for r in left if r not in group]
        if len(group) > 1:
            yield group


def _may_be_one(one: str, other: str) -> bool:
    if f" {one} " in f" {other} " or f" {other} " in f" {one} ":
        return False
    words, others = content_words(one), content_words(other)
    return len(words & others) >= max(2, _SHARED * min(len(words), len(others)))


def _renderings(places: Iterable[Place], *, english: bool = True) -> list[Rendering]:
    by: dict[str, Rendering] = {}
    for segment, mention in places:
        text = segment.en[slice(*mention.en)] if english else mention.rendering
        by.setdefault(mention.rendering, Rendering(text, [])).places.append((segment, mention))
    return sorted(by.values(), key=lambda r: -len(r.places))
