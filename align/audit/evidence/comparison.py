"""Comparing texts: equal ones, where two differ, how long each is, what a document does always.

Equal texts are found over a memory of any size by 64-bit keys, 8 bytes a key: Python's own hash.
Among a million segments two different texts have the same key with a probability of 1 in 37
million.
"""

import re
from array import array
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

from align.audit.engine.check import Hit, Span
from align.audit.engine.segment_store import Segment, SegmentStore, hash_of_texts, remembered
from align.languages import CHINESE
from align.memory.duplicates import near

#: A numpy array of numbers (numpy itself is imported where it is used).
Numbers: TypeAlias = Any

#: End marks that make no difference; ! and ? do.
_ENDINGS = ".,;:…·、"


def comparison_key(text: str) -> str:
    """A text without case, width, spaces and end mark, so that nearly equal texts become equal.

    >>> comparison_key("Product  Certification.")
    'productcertification'
    >>> comparison_key("产品认证。") == comparison_key("产品认证")
    True
    """
    return near(text).rstrip(_ENDINGS)


@dataclass(frozen=True)
class TextKeys:
    """A number for each segment's text, equal for equal texts; 0 for no text.

    By language: ``exact`` for trimmed texts, ``near`` for their :func:`comparison_key`.
    ``documents`` are numbers of the documents; a segment without one is a document of its own.
    """

    exact: dict[str, Numbers]
    near: dict[str, Numbers]
    documents: Numbers


_KEYS: WeakKeyDictionary[SegmentStore, TextKeys] = WeakKeyDictionary()


def keys_of(store: SegmentStore) -> TextKeys:
    """The keys of a store, computed once for all checks."""
    found = _KEYS.get(store)
    if found is None:
        found = _KEYS[store] = _read(store)
    return found


def _read(store: SegmentStore) -> TextKeys:
    columns = _hashes(store)
    # each column is freed before the next one is numbered
    en, zh, near_en, near_zh, documents = (_ranks(columns.pop(0)) for _ in range(5))
    return TextKeys({"en": en, "zh": zh}, {"en": near_en, "zh": near_zh}, documents)


def _hashes(store: SegmentStore) -> "list[array[int]]":
    """Columns of hashes: of the texts, of their comparison keys, of the documents."""
    columns = [array("q") for _ in range(5)]
    en_exact, zh_exact, en_near, zh_near, documents = (column.append for column in columns)
    near_key: Callable[[str], int] = remembered(lambda text: hash(comparison_key(text)))
    for segment in store:
        en, zh, document = segment.en.strip(), segment.zh.strip(), segment.document
        en_exact(hash(en))  # of an empty text: 0
        zh_exact(hash(zh))
        en_near(near_key(en))
        zh_near(near_key(zh))
        documents(hash(document) if document else segment.number)
    return columns


def _ranks(column: "array[int]") -> Numbers:
    """Small numbers that are equal where hashes are; 0 stays 0."""
    import numpy as np

    hashes = np.frombuffer(column, dtype=np.int64) if column else np.zeros(0, np.int64)
    ranks = np.unique(hashes, return_inverse=True)[1].astype(np.int32)
    ranks += 1
    ranks[hashes == 0] = 0
    return ranks


def conflicts(source: Numbers, target: Numbers) -> Iterator[list[int]]:
    """Groups of places with one source and more than one target, ordered by their first place.

    >>> import numpy as np
    >>> list(conflicts(np.array([5, 7, 5, 7, 0, 0, 5]), np.array([1, 2, 3, 2, 4, 6, 1])))
    [[0, 2, 6]]
    """
    import numpy as np

    places = np.flatnonzero((source != 0) & (target != 0)).astype(np.int32)
    order = places[np.lexsort((places, target[places], source[places]))]
    if not len(order):
        return
    new_source = np.r_[True, np.diff(source[order]) != 0]
    new_target = new_source | np.r_[True, np.diff(target[order]) != 0]
    starts = np.flatnonzero(new_source)
    several = np.add.reduceat(new_target, starts, dtype=np.int64) > 1
    ends = np.r_[starts[1:], len(order)]
    groups = [
        order[a:b] for a, b in zip(starts[several].tolist(), ends[several].tolist(), strict=True)
    ]
    for group in sorted(groups, key=lambda g: int(g.min())):
        yield sorted(group.tolist())


# Words, numbers and runs of spaces; anything else, Chinese too, is split into characters.
_TOKEN = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*|\d+(?:[.,]\d+)*|\s+|.", re.DOTALL)


#: Differences at most this far apart are joined.
_GAP = 2


#: If more than this share of a text differs, all of it is marked.
_ALL = 0.6


def tokens_of(text: str) -> list[str]:
    """The units of comparison: words, numbers, runs of spaces, single characters.

    >>> tokens_of("CQC颁发1,500张 certificates.")
    ['CQC', '颁', '发', '1,500', '张', ' ', 'certificates', '.']
    """
    return _TOKEN.findall(text)


def differing(text: str, other: str) -> tuple[Span, ...]:
    """The spans in which a text differs from another one.

    Where the text lacks something, the span covers the characters around the gap. Spaces at the
    edges of the text do not count.

    >>> differing("本证书永远有效。", "本证书长期有效。")
    ((3, 5),)
    >>> differing("本证书有效。", "本证书长期有效。")
    ((2, 4),)
    >>> differing(" 甲乙丙", "甲乙丙")
    ()
    """
    from rapidfuzz.distance import Levenshtein

    ours = tokens_of(text.strip())
    starts = [len(text) - len(text.lstrip())]
    for token in ours:
        starts.append(starts[-1] + len(token))
    spans: list[Span] = []
    for code in Levenshtein.opcodes(ours, tokens_of(other.strip())):
        if code.tag == "equal":
            continue
        start, end = starts[code.src_start], starts[code.src_end]
        if spans and start - spans[-1][1] <= _GAP:
            spans[-1] = spans[-1][0], end
        else:
            spans.append((start, end))
    spans = [_shown(text, *span) for span in spans]
    if sum(end - start for start, end in spans) > _ALL * len(text):
        return ((0, len(text)),)
    return tuple(spans)


def excerpt(text: str, spans: Sequence[Span] = (), width: int = 60) -> str:
    """A text as one short line with its first span in the middle.

    >>> excerpt("本中心颁发的所有证书自签发之日起长期有效。", ((16, 18),), 12)
    '…签发之日起长期有效。'
    >>> excerpt("two\\nlines")
    'two lines'
    """
    start, end = spans[0] if spans else (0, 0)
    if len(text) <= width:
        start, end = 0, len(text)
    elif end - start >= width:
        end = start + width
    else:
        start = max(0, min(start, start - (width - (end - start)) // 2))
        end = min(len(text), start + width)
    cut = " ".join(text[start:end].split())
    return ("…" if start else "") + cut + ("…" if end < len(text) else "")


def _shown(text: str, start: int, end: int) -> Span:
    """The span without spaces at its edges, or with its neighbours if nothing else is left."""
    piece = text[start:end]
    if piece.strip():
        return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
    return (start, end) if piece else (max(0, start - 1), min(len(text), end + 1))


def letters_worth(text: str) -> float:
    """The length in English letters; a character of three bytes in UTF-8 counts as 3.3.

    >>> letters_worth("CQC"), round(letters_worth("认证"), 1)
    (3.0, 6.6)
    """
    return (
        len(text)
        + (CHINESE.length_ratio - 1) * (len(text.encode("utf-8", "replace")) - len(text)) / 2
    )


#: The least number of places that make a style, …
LEAST = 3
#: … and that make a habit, if they are at least this share of those that follow the rule.
OFTEN, _SHARE = 10, 0.05


#: By feature: how often a segment follows the rule, and a hit for each time it does not.
Seen: TypeAlias = tuple[Mapping[Any, int], Sequence[tuple[Any, Hit]]]


def house_style(
    store: SegmentStore,
    look: Callable[[Segment], Seen | None],
    free: frozenset[Hashable] = frozenset(),
    rivals: Callable[[Any], tuple[Hashable, ...]] = lambda thing: (thing,),
) -> Iterator[tuple[int, Hit]]:
    """The hits of ``look``; where most of a document breaks a rule, only the first, as a note.

    ``look`` looks at the texts of a segment only. It returns how often they follow the rule for
    each feature (any key), and a hit each time they do not. Segments without a document count as
    one document. ``free`` features may be done either way: if breaking the rule is the style,
    nothing is reported. ``rivals(f)`` are the features whose rule-following counts against ``f`` as
    a style. A rule that a document breaks often, but not mostly, is told once; the other places are
    notes.
    """
    right: dict[tuple[str, Hashable], int] = {}
    wrong: dict[tuple[str, Hashable], int] = {}
    candidates = array("q")

    def counted(segment: Segment) -> tuple[list[tuple[Any, int]], list[Any]]:
        follows, breaks = look(segment) or ({}, ())
        return [one for one in follows.items() if one[1]], [thing for thing, _ in breaks]

    counts = remembered(counted, of=hash_of_texts)
    for segment in store:
        follows, breaks = counts(segment)
        document = segment.document
        for thing, count in follows:
            key = (document, thing)
            right[key] = right.get(key, 0) + count
        for thing in breaks:
            key = (document, thing)
            wrong[key] = wrong.get(key, 0) + 1
        if breaks:
            candidates.append(segment.number)
    told = _told(right, wrong, free, rivals)
    reported = {key for key in told if key[1] in free and told[key][1]}
    for number in candidates:
        segment = store[number]
        seen = look(segment)
        for thing, hit in seen[1] if seen else ():
            key = (segment.document, thing)
            said, style = told.get(key, ("", False))
            if key in reported and style:
                continue
            mild = style or key in reported
            shown = hit if key in reported else hit._replace(message=hit.message + said)
            yield number, shown._replace(severity="note") if mild else shown
            if said:
                reported.add(key)


#: By document and feature.
_Count: TypeAlias = dict[tuple[str, Hashable], int]


def _told(
    right: _Count,
    wrong: _Count,
    free: frozenset[Hashable],
    rivals: Callable[[Any], tuple[Hashable, ...]],
) -> dict[tuple[str, Hashable], tuple[str, bool]]:
    """What a message adds for features that are told once, and whether they are the style."""
    told = {}
    for (document, thing), n in wrong.items():
        against = sum(right.get((document, other), 0) for other in rivals(thing))
        style = n > against and (n >= LEAST or thing in free)
        if style or n >= max(OFTEN, _SHARE * against):
            said = f" (the document does so in {n} of {n + against} places)"
            told[document, thing] = said, style
    return told
