"""Names in the segments of a memory, and how each of them is rendered.

A mention is a person, a job title or an organization, with both renderings where both are certain.
The index holds 24 bytes per mention (hashes); texts are read again on demand.
"""

from array import array
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import combinations
from typing import NamedTuple, TypeAlias
from weakref import WeakKeyDictionary

from align.audit.engine.check import Span
from align.audit.engine.segment_store import Segment, SegmentStore, hash_of_texts, remembered
from align.audit.evidence.comparison import Numbers, conflicts
from align.languages.names.organisations import (
    abbreviation,
    chinese_body,
    content_words,
    english_bodies,
    find_chinese_body,
    plain_name,
)
from align.languages.names.people import find_people, find_titles, plain_title, same_but_for_rank

#: Kinds of mentions: a ``person`` by the Chinese name, a ``bearer`` of an English name, a job
#: ``title``, a ``body`` (organization) by the words of its name or, ``short``, by its abbreviation,
#: and a ``style`` of writing names.
KINDS = ("person", "bearer", "title", "body", "short", "style")
#: A text with this share of capitals is a headline.
_SHOUTING = 0.8


class Mention(NamedTuple):
    """A name in a segment. Mentions with the same kind and key mean the same thing.

    ``rendering`` is its normalized rendering; ``sure`` is false if the spelling is only nearly
    right. ``whose`` is the holder of a title, and the organization.
    """

    kind: str
    key: str
    rendering: str
    en: Span
    zh: Span | None
    sure: bool = True
    whose: tuple[str, ...] = ()


def mentions(segment: Segment) -> Iterator[Mention]:
    """Find the names in a segment.

    >>> from align.audit.engine.segment_store import case
    >>> for m in mentions(case("said Zhou Qiming, Vice President.", "副总经理周启明说。")):
    ...     print(m.kind, m.key, m.rendering)
    person 周启明 Zhou Qiming
    bearer zhou qiming 周启明
    style surname first 周启明
    style Zhou Qiming 周启明
    title 副总经理 vice president
    """
    en, zh = segment.en, segment.zh
    if not (en and zh):
        return
    found = find_people(en, zh, near=True)
    for person in found:
        text, name = en[slice(*person.en)].replace("’", "'"), zh[slice(*person.zh)]
        if text.isupper() and _shouts(en):
            continue
        yield Mention("person", name, text, person.en, person.zh, person.sure)
        if person.sure:
            words = text.lower().replace("'", "").split()
            if len(words) == 2 and person.order == "surname first":
                yield Mention("bearer", " ".join(words), name, person.en, person.zh)
            for style in (person.order, person.case):
                yield Mention("style", style, name, person.en, person.zh)
    for title in find_titles(en, zh, [p for p in found if p.sure]):
        name, plain = zh[slice(*title.zh)], plain_title(en[slice(*title.en)])
        whose = tuple(who for who in (title.holder, title.context) if who)
        yield Mention("title", name, plain, title.en, title.zh, True, whose)
    for span in english_bodies(en):
        text = en[slice(*span)]
        if text.isupper():
            continue
        key, plain = " ".join(sorted(content_words(text))), plain_name(text)
        yield Mention("body", key, plain, span, None)
        short = abbreviation(en, span[1])
        if short:
            yield Mention("short", short, plain, span, None)


def _shouts(text: str) -> bool:
    """Whether a text is in capitals, like a headline."""
    letters = sum(map(str.isalpha, text))
    return sum(map(str.isupper, text)) >= _SHOUTING * letters


class Table:
    """The mentions of one kind: hashes of key and rendering, and the number of the segment."""

    def __init__(self) -> None:
        self._keys, self._renderings, self._numbers = array("q"), array("q"), array("q")

    def add(self, key: int, rendering: int, number: int) -> None:
        """Add a mention, by the hashes of its key and rendering."""
        self._keys.append(key)
        self._renderings.append(rendering)
        self._numbers.append(number)

    def conflicts(self) -> list[int]:
        """The hashes of keys with several renderings, in the order of the memory."""
        groups = conflicts(_array(self._keys), _array(self._renderings))
        return [self._keys[places[0]] for places in groups]

    def numbers(self, key: int) -> Numbers:
        """The segment number of each mention of a key (its hash)."""
        import numpy as np

        keys, numbers = self._sorted
        begin, end = (np.searchsorted(keys, key, side=side) for side in ("left", "right"))
        return numbers[begin:end]

    @cached_property
    def _sorted(self) -> tuple[Numbers, Numbers]:
        import numpy as np

        keys = _array(self._keys)
        order = np.argsort(keys, kind="stable")
        return keys[order], _array(self._numbers)[order]


def _array(column: "array[int]") -> Numbers:
    import numpy as np

    return np.frombuffer(column, dtype=np.int64) if column else np.zeros(0, np.int64)


class Names:
    """The names of a memory, by kind."""

    def __init__(self, store: SegmentStore) -> None:
        self._tables = {kind: Table() for kind in KINDS}

        def hashes(segment: Segment) -> tuple[tuple[Table, int, int], ...]:
            return tuple(
                (self._tables[m.kind], hash(m.key), hash(m.rendering)) for m in mentions(segment)
            )

        found = remembered(hashes, of=hash_of_texts)
        for segment in store:
            for table, key, rendering in found(segment):
                table.add(key, rendering, segment.number)

    def conflicts(self, kind: str) -> list[int]:
        """The hashes of keys of a kind with several renderings."""
        return self._tables[kind].conflicts()

    def count(self, kind: str, key: str) -> int:
        """The number of mentions of a key."""
        return len(self._tables[kind].numbers(hash(key)))

    def places(
        self, store: SegmentStore, kind: str, key: str | int
    ) -> Iterator[tuple[Segment, Mention]]:
        """The mentions of a key (or of its hash), with their segments."""
        wanted = key if isinstance(key, int) else hash(key)
        before = -1

        def here(segment: Segment) -> list[Mention]:
            return [m for m in mentions(segment) if m.kind == kind and hash(m.key) == wanted]

        found = remembered(here, of=hash_of_texts)
        for number in self._tables[kind].numbers(wanted).tolist():
            if number == before:  # all its mentions have been yielded
                continue
            before = number
            segment = store[number]
            for mention in found(segment):
                yield segment, mention


_NAMES: WeakKeyDictionary[SegmentStore, Names] = WeakKeyDictionary()


def names_of(store: SegmentStore) -> Names:
    """The names of a store, computed once for all checks."""
    found = _NAMES.get(store)
    if found is None:
        found = _NAMES[store] = Names(store)
    return found


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
