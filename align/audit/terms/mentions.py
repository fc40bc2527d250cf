"""Names in one segment: people, titles and bodies, with both renderings where both are certain."""

from collections.abc import Iterator
from typing import NamedTuple

from align.audit.engine.check import Span
from align.audit.engine.segment import Segment
from align.languages.names.organisations import (
    abbreviation,
    content_words,
    english_bodies,
    plain_name,
)
from align.languages.names.people import find_people, find_titles, plain_title

#: What a mention is of. ``bearer`` is a person by the English name, ``title`` a title, ``body`` a
#: body by the words of its name, ``short`` one by its abbreviation, ``style`` a way to write names.
KINDS = ("person", "bearer", "title", "body", "short", "style")
_SHOUTING = 0.8


class Mention(NamedTuple):
    """A name where it stands. Mentions with the same kind and key are of the same thing.

    ``rendering`` is how it is rendered, without what makes no difference; ``sure`` is false where
    the spelling is only nearly right. ``whose`` says who holds a title, and where.
    """

    kind: str
    key: str
    rendering: str
    en: Span
    zh: Span | None
    sure: bool = True
    whose: tuple[str, ...] = ()


def mentions(segment: Segment) -> Iterator[Mention]:
    """What a segment names.

    >>> from align.audit.engine.segment import case
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
    """Whether a text is in capitals, as headlines are."""
    letters = sum(map(str.isalpha, text))
    return sum(map(str.isupper, text)) >= _SHOUTING * letters
