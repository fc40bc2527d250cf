"""Extracted terms as a memory, so that every format of memories is one of glossaries, too."""

from collections.abc import Iterable, Iterator

from align.audit.engine.store import SegmentStore
from align.audit.terms.extract import TermPair
from align.languages import LANGUAGES
from align.unit import Header, Memory, Prop, Unit, Variant

#: An example longer than this is cut.
_LONGEST = 120


def glossary_of(terms: Iterable[TermPair], store: SegmentStore) -> Memory:
    """A unit a term: its score as confidence, its counts and an example as note, its documents.

    >>> from align.audit.engine.segment import case
    >>> from align.audit.engine.store import stored
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
            note += f": {_cut(segment.en)} | {_cut(segment.zh)}"
        yield Unit(variants, props=tuple(props), notes=(note,))


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
