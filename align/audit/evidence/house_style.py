"""What a document does throughout is its style: reported once, not at every place."""

from array import array
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from align.audit.engine.check import Hit
from align.audit.engine.segment import Segment
from align.audit.engine.store import SegmentStore

#: The least number of places that make a style.
LEAST = 3
#: By feature: how often a segment follows the rule, and a hit for each time it does not.
Seen: TypeAlias = tuple[Mapping[Any, int], Sequence[tuple[Any, Hit]]]


def house_style(
    store: SegmentStore,
    look: Callable[[Segment], Seen | None],
    free: frozenset[Hashable] = frozenset(),
    rivals: Callable[[Any], tuple[Hashable, ...]] = lambda thing: (thing,),
) -> Iterator[tuple[int, Hit]]:
    """The hits of ``look``; where most of a document breaks a rule, only the first, as a note.

    ``look`` returns for a segment how often it follows the rule for each feature (any key), and a
    hit each time it does not. Segments without a document count as one document. ``free`` features
    may be done either way: if breaking the rule is the style, nothing is reported. ``rivals(f)``
    are the features whose rule-following counts against ``f`` as a style.
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
    reported = {key for key in style if key[1] in free}
    for number in candidates:
        segment = store[number]
        seen = look(segment)
        for thing, hit in seen[1] if seen else ():
            key = (segment.document, thing)
            if key not in style:
                yield number, hit
            elif key not in reported:
                reported.add(key)
                yield number, hit._replace(message=hit.message + style[key], severity="note")
