"""Terms as a whole: a candidate that is a piece of a longer one is extended to it.

Candidates are cut where the segmentation cuts them: *internal control system* is found beside
控制制度, although 內部 stands before it nearly everywhere. A neighbour that is the same in nearly
all units belongs to the term if the two sides agree better with it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from align.audit.terms.linking import by_words
from align.languages.characters import HAN
from align.languages.words.content import (
    CHINESE_COMMON,
    headword,
    may_be_term,
    singular,
    word_segmenter,
)

#: A neighbour belongs to a term if it stands in this share of the units, and in so many.
_SHARE, _LEAST = 0.8, 3
#: By how much the agreement has to rise if one side is extended, and how often a term is.
_RISE, _TIMES = 0.02, 3
#: Most characters that a Chinese term is extended by at once.
_CHARACTERS = 3
_BEFORE_EN = re.compile(r"([A-Za-z][\w'’.-]*)[ -]\Z")
_AFTER_EN = re.compile(r"[ -]([A-Za-z][\w-]*)")
_BEFORE_ZH = re.compile(rf"([{HAN}]{{1,{_CHARACTERS}}}|[A-Za-z][\w-]* ?)\Z")
_AFTER_ZH = re.compile(rf"([{HAN}]{{1,{_CHARACTERS}}}| ?[A-Za-z][\w-]*)")
#: A term in both languages, or the texts of a unit.
_Texts = tuple[str, str]


def whole_term(en: str, zh: str, units: Sequence[_Texts]) -> _Texts | None:
    """A term with what stands beside it in nearly all of the texts of ``units``.

    None if something stands beside one side that the other side has no counterpart of: then the two
    are not the same term.

    >>> units = [(f"The {n} internal control systems", f"內部控制制度{n}") for n in range(3)]
    >>> whole_term("control system", "控制制度", units)
    ('internal control system', '內部控制制度')
    >>> whole_term("Petersburg", "彼得堡", [("St. Petersburg", f"{n}彼得堡") for n in range(3)])
    """
    for _ in range(_TIMES):
        longer = [*_longer_english(en, units)], [*_longer_chinese(zh, units)]
        now = _agreement(en, zh)
        both = [(_agreement(one, other), one, other) for one in longer[0] for other in longer[1]]
        one_side = [(_agreement(one, zh) - _RISE, one, zh) for one in longer[0]]
        one_side += [(_agreement(en, other) - _RISE, en, other) for other in longer[1]]
        if not one_side:
            return en, zh
        best, *term = max(both + one_side, key=lambda found: (found[0], -len(found[2])))
        if best < now:
            return None
        en, zh = term
    return en, zh


@lru_cache(maxsize=1_000)
def _agreement(en: str, zh: str) -> float:
    words = [singular(word) for word in en.split()]
    return by_words(words, [word for word in word_segmenter().cut(zh) if word.strip()])


def _longer_english(en: str, units: Iterable[_Texts]) -> Iterator[str]:
    """The term with the word before it, or after it."""
    pattern = _pattern(en)
    before: list[str] = []
    after: list[str] = []
    for text, _ in units:
        if match := pattern.search(text):
            left = _BEFORE_EN.search(text, 0, match.start())
            right = _AFTER_EN.match(text, match.end())
            before.append(left[1] if left and may_be_term(left[1]) else "")
            after.append(singular(right[1]) if right and may_be_term(right[1]) else "")
    if word := _usual(before):
        yield f"{word} {en}"
    if word := _usual(after):
        yield headword(f"{en} {word}")


def _longer_chinese(zh: str, units: Iterable[_Texts]) -> Iterator[str]:
    """The term with one to three characters, or a Latin word, before it or after it."""
    before: list[str] = []
    after: list[str] = []
    for _, text in units:
        if (at := text.find(zh)) >= 0:
            left = _BEFORE_ZH.search(text, max(0, at - 30), at)
            right = _AFTER_ZH.match(text, at + len(zh))
            before.append(left[1] if left else "")
            after.append(right[1] if right else "")
    for length in range(1, _CHARACTERS + 1):
        if part := _usual(_part(text, -length) for text in before):
            yield part + zh
        if part := _usual(_part(text, length) for text in after):
            yield zh + part


def _part(text: str, length: int) -> str:
    """So many characters of the beginning, or of the end (below 0); all of a Latin word."""
    if text.isascii():
        return text
    beside = {text[:1], text[:2]} if length > 0 else {text[-1:], text[-2:]}
    part = text[:length] if length > 0 else text[length:]
    edge = part[-1:] if length > 0 else part[:1]
    common = edge in CHINESE_COMMON or not beside.isdisjoint(CHINESE_COMMON)
    return part if len(part) == abs(length) and not common else ""


def _usual(parts: Iterable[str]) -> str:
    """What most of the parts are; empty if no part is in nearly all units."""
    count = Counter(parts)
    total = count.total()
    part, times = count.most_common(1)[0] if count else ("", 0)
    return part if times >= _LEAST and times >= _SHARE * total else ""


@lru_cache(maxsize=1_000)
def _pattern(term: str) -> re.Pattern[str]:
    """Finds a term in any case, and in the plural."""
    words = [re.escape(word) for word in term.split()]
    stem = words[-1].removesuffix("y")
    words[-1] = stem + ("(?:y|ies)" if stem != words[-1] else "(?:e?s)?")
    return re.compile(r"(?<!\w)" + r"[\s-]+".join(words) + r"(?!\w)", re.IGNORECASE)
