"""What a document does throughout is its style: it is told once, not at every place."""

from array import array
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from align.audit.engine.check import Hit
from align.audit.engine.segment import Segment
from align.audit.engine.store import SegmentStore

#: Fewer places than these are no style.
LEAST = 3
#: How often a segment does each thing the right way, and hits for the other way, by thing.
Seen: TypeAlias = tuple[Mapping[Any, int], Sequence[tuple[Any, Hit]]]


def house_style(
    store: SegmentStore,
    look: Callable[[Segment], Seen | None],
    free: frozenset[Hashable] = frozenset(),
    rivals: Callable[[Any], tuple[Hashable, ...]] = lambda thing: (thing,),
) -> Iterator[tuple[int, Hit]]:
    """The hits of a look, but of what most of a document does only the first, as a note.

    ``look`` says of a segment how often it does a thing (any key) rightly and what it does
    otherwise. Segments of no document are taken for one document. Of ``free`` things, that may
    be done either way, nothing is told where they are the style. ``rivals`` says which things done
    rightly speak against one done otherwise.
    """
    right: dict[tuple[str, Hashable], int] = {}
    wrong: dict[tuple[str, Hashable], int] = {}
    candidates = array("q")
    for segment in store:
        seen = look(segment)
        if seen is None:
            continue
        document = segment.document
        for thing, count in seen[0].items():
            if count:
                key = (document, thing)
                right[key] = right.get(key, 0) + count
        for thing, _ in seen[1]:
            key = (document, thing)
            wrong[key] = wrong.get(key, 0) + 1
        if seen[1]:
            candidates.append(segment.number)
    style = {}
    for (document, thing), n in wrong.items():
        against = sum(right.get((document, other), 0) for other in rivals(thing))
        if n > against and (n >= LEAST or thing in free):
            style[document, thing] = f" (the document does so in {n} of {n + against} places)"
    told = {key for key in style if key[1] in free}
    for number in candidates:
        segment = store[number]
        seen = look(segment)
        for thing, hit in seen[1] if seen else ():
            key = (segment.document, thing)
            if key not in style:
                yield number, hit
            elif key not in told:
                told.add(key)
                yield number, hit._replace(message=hit.message + style[key], severity="note")
