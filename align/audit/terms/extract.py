"""Extract bilingual terms: candidates of both sides, linked by the units they share."""

from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from align.audit.engine.segment_store import Segment, SegmentStore
from align.audit.terms.linking import (
    Encode,
    TermCandidates,
    TermLink,
    associated,
    best,
    by_meaning,
    by_words,
    competing,
    is_clipped,
    is_spelt,
    rank,
    score,
)
from align.audit.terms.whole_terms import whole_term
from align.languages import LANGUAGES
from align.languages.words.content import (
    chinese_parts,
    chinese_terms,
    english_parts,
    english_terms,
    headword,
)
from align.unit import Header, Memory, Prop, Unit, Variant

#: Units that are used; evenly spaced ones of a larger memory.
SAMPLE = 25_000
#: Pairs with a lower Dice coefficient are dropped.
_DICE = 0.25
#: A candidate is a piece of a longer one that contains this share of its occurrences.
_PIECE = 0.75
#: Pairs compared by meaning: at least this many, or this many times the limit.
_JUDGED, _TIMES = 2_000, 4
#: Units in which it is looked what stands beside a term.
_CONTEXTS = 30
#: Segments, and documents, given as examples.
_EXAMPLES = 3


@dataclass(frozen=True)
class TermPair:
    """A term in both languages.

    ``score`` (0 … 1) is the certainty that the two are one term; ``together`` is the number of
    different units with both, ``en_count`` and ``zh_count`` with each; ``dice`` and ``ratio`` (the
    log-likelihood ratio) measure their association; ``documents`` are some that have the term,
    ``examples`` the numbers of some segments, short ones first.
    """

    en: str
    zh: str
    score: float
    together: int
    en_count: int
    zh_count: int
    dice: float
    ratio: float
    documents: tuple[str, ...] = ()
    examples: tuple[int, ...] = ()


class _Unit(NamedTuple):
    length: int
    number: int
    document: str
    texts: tuple[str, str]


class _Side(NamedTuple):
    """The candidates of a side: their words and spelling, units × candidates, unit counts."""

    words: list[list[str]]
    texts: list[str]
    table: Any
    count: Any


def extract_terms(
    segments: Iterable[Segment],
    *,
    min_count: int = 2,
    min_score: float = 0.5,
    limit: int | None = None,
    sample: int = SAMPLE,
    encode: Encode | None = None,
) -> list[TermPair]:
    """Extract the terms of a memory, the most useful first: certain, frequent, of several words.

    A term is in at least ``min_count`` different units. Of a memory of known length with more than
    ``sample`` units, evenly spaced ones are used; counts are those of the sample. Of two pairs with
    the same English or Chinese side the better one is kept (competitive linking, Melamed 2000). A
    candidate that occurs mostly within a longer term is not a term.

    ``encode`` (:meth:`align.embed.Encoder.encode`) also compares the best pairs by meaning: a
    second or two slower, and more accurate.

    >>> from align.audit.engine.segment_store import case
    >>> pairs = [("The safety mark is new.", "安全标志是新的。"), ("A safety mark", "安全标志"),
    ...          ("It is late.", "晚了。"), ("Come in.", "进来。"), ("We saw it.", "我们看到了。")]
    >>> [(t.en, t.zh, t.together) for t in extract_terms([case(*pair) for pair in pairs])]
    [('safety mark', '安全标志', 2)]
    """
    english, chinese = TermCandidates(), TermCandidates()
    units: list[_Unit] = []
    for segment in _different(_sampled(segments, sample)):
        english.add(english_terms(segment.en))
        chinese.add(chinese_terms(segment.zh))
        texts = segment.en, segment.zh
        units.append(_Unit(len(segment.en), segment.number, segment.document, texts))
    en = _side(english, min_count, str.split, english_parts, english.spelling)
    zh = _side(chinese, min_count, lambda key: chinese.spelling(key).split(), chinese_parts, str)
    links = [
        link._replace(rank=rank(link, en.texts, zh.texts)) for link in _links(en, zh, min_count)
    ]
    links = best(links, max(_JUDGED, _TIMES * (limit or 0)))
    if encode and links:
        links = by_meaning(links, en.texts, zh.texts, encode)
    links = [link for link in links if score(link) >= min_score]
    chosen = competing(link for link in links if not is_clipped(link, en.texts, zh.texts))
    return list(islice(_pairs(chosen, en, zh, units), limit))


def _sampled(segments: Iterable[Segment], sample: int) -> Iterator[Segment]:
    total = len(segments) if isinstance(segments, Sized) else 0
    step = max(1.0, total / sample)
    due = 0.0
    for number, segment in enumerate(segments):
        if number >= due:
            due += step
            yield segment


def _different(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Units with two texts, without repetitions, which would inflate counts of their parts."""
    seen: set[int] = set()
    for segment in segments:
        text = hash((segment.en, segment.zh))
        if segment.en and segment.zh and text not in seen:
            seen.add(text)
            yield segment


def _side(
    candidates: TermCandidates,
    least: int,
    words_of: Callable[[str], list[str]],
    parts_of: Callable[[list[str]], list[str]],
    text_of: Callable[[str], str],
) -> _Side:
    """The candidates that are frequent enough, and not mostly a piece of a longer one."""
    import numpy as np

    table, keys = candidates.table(least)
    count = np.asarray(table.sum(axis=0)).ravel()
    words = [words_of(key) for key in keys]
    number = {key: n for n, key in enumerate(keys)}
    pieces = set()
    for n, inside in enumerate(words):
        for part in parts_of(inside):
            piece = number.get(part)
            if piece is not None and count[n] >= _PIECE * count[piece]:
                pieces.add(piece)
    whole = [n for n in range(len(keys)) if n not in pieces]
    texts = [headword(text_of(keys[n])) for n in whole]
    return _Side([words[n] for n in whole], texts, table[:, whole], count[whole])


def _links(en: _Side, zh: _Side, least: int) -> Iterator[TermLink]:
    pairs = associated(en.table, zh.table, least=least, dice=_DICE)
    for one, other, together, dice, ratio in zip(*(c.tolist() for c in pairs), strict=True):
        words = by_words(en.words[one], zh.words[other])
        if words >= 0:
            yield TermLink(one, other, together, dice, ratio, words)


def _pairs(
    links: Iterable[TermLink], en: _Side, zh: _Side, units: Sequence[_Unit]
) -> Iterator[TermPair]:
    import numpy as np

    columns = en.table.tocsc(), zh.table.tocsc()
    taken: set[str] = set()
    for link in links:
        shared = np.intersect1d(_rows(columns[0], link.en), _rows(columns[1], link.zh))
        where = [units[n] for n in shared.tolist()]
        term: tuple[str, str] | None = en.texts[link.en], zh.texts[link.zh]
        if term and not is_spelt(link):
            term = whole_term(*term, [unit.texts for unit in where[:_CONTEXTS]])
        if term is None or not taken.isdisjoint(term):  # another candidate was a piece of it
            continue
        taken.update(term)
        yield TermPair(
            *term,
            round(score(link), 3),
            link.together,
            int(en.count[link.en]),
            int(zh.count[link.zh]),
            round(link.dice, 3),
            round(link.ratio, 1),
            tuple(dict.fromkeys(unit.document for unit in where if unit.document))[:_EXAMPLES],
            tuple(unit.number for unit in sorted(where)[:_EXAMPLES]),
        )


def _rows(table: Any, column: int) -> Any:
    return table.indices[table.indptr[column] : table.indptr[column + 1]]


#: Longer examples are cut.
_LONGEST = 120


def glossary_of(terms: Iterable[TermPair], store: SegmentStore) -> Memory:
    """Terms as a memory, so that any format of memories can hold a glossary.

    Each term is a unit with its score as confidence, its documents, and counts and an example as a
    note.


    >>> from align.audit.engine.segment_store import case
    >>> from align.audit.engine.segment_store import stored
    >>> term = TermPair("test mark", "检验标志", 0.9, 2, 3, 2, 0.8, 12.0, examples=(0,))
    >>> with stored([case("The test mark is new.", "检验标志是新的。")]) as store:
    ...     print(*glossary_of([term], store).units.__next__().notes)
    in 2 units (English 3, Chinese 2): The test mark is new. | 检验标志是新的。
    """
    return Memory(Header(), _units(terms, store))


def _units(terms: Iterable[TermPair], store: SegmentStore) -> Iterator[Unit]:
    for term in terms:
        variants = [
            Variant(LANGUAGES[side].locale, (text,))
            for side, text in (("en", term.en), ("zh", term.zh))
        ]
        props = [Prop("x-confidence", f"{term.score:.3f}")]
        if term.documents:
            props.append(Prop("x-document", ", ".join(term.documents)))
        note = f"in {term.together} units (English {term.en_count}, Chinese {term.zh_count})"
        if term.examples:
            segment = store[term.examples[0]]
            note += f": {_shortened(segment.en)} | {_shortened(segment.zh)}"
        yield Unit(variants, props=tuple(props), notes=(note,))


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
