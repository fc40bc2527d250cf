"""What an audit looks at: segments (a bead or unit, both texts unchanged), and a store of them."""

import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, TypeVar

from align.files.spool import Spool
from align.files.temporary import Closing, TemporaryFolder
from align.languages import LANGUAGES


class Segment(NamedTuple):
    """A translation unit or a bead as the audit sees it.

    ``number`` counts all segments from 0; ``en`` or ``zh`` is empty where that side has no text (a
    null bead: an omission or an addition). ``document`` is the pair of documents that it comes
    from, ``place`` its position there (``"3-4:5"``). ``source`` is the file that it was read from,
    and ``line`` the line in that file (0: unknown); ``en_place`` and ``zh_place`` are the positions
    of the texts in their documents (``line 12``). ``en_codes`` and ``zh_codes`` are the inline
    codes, in order (``"ph:1"``, ``"bpt:1"``). ``confidence`` is the aligner's, 0 … 1, None where it
    is not known. ``ignore`` are the checks that should report nothing here; ``"*"`` is all of them.
    """

    number: int
    en: str
    zh: str
    document: str = ""
    place: str = ""
    line: int = 0
    id: str = ""
    confidence: float | None = None
    crossing: bool = False
    en_place: str = ""
    zh_place: str = ""
    en_locale: str = ""
    zh_locale: str = ""
    en_codes: tuple[str, ...] = ()
    zh_codes: tuple[str, ...] = ()
    status: str = ""
    ignore: tuple[str, ...] = ()
    source: str = ""

    @property
    def is_null(self) -> bool:
        """Whether one side has no text."""
        return not (self.en and self.zh)

    @property
    def sides(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Both texts, each with its side.

        >>> case("A", "甲").sides
        (('en', 'A'), ('zh', '甲'))
        """
        return (("en", self.en), ("zh", self.zh))

    def text(self, side: str) -> str:
        """The text of a side: ``"en"`` or ``"zh"``."""
        text: str = getattr(self, side)
        return text

    def place_of(self, side: str) -> str:
        """The position of a side's text in its document; empty where it is not known."""
        place: str = getattr(self, f"{side}_place")
        return place


def hash_of_texts(segment: Segment) -> int:
    """A 64-bit hash of both texts of a segment."""
    return hash((segment.en, segment.zh))


Thing = TypeVar("Thing")
Result = TypeVar("Result")
#: Results that :func:`remembered` keeps, of about 100 bytes each, besides themselves.
KNOWN = 2**16
#: If of so many results, and a quarter more, so many are different, the next ones are not kept.
_TRIED, _SKIPPED = 2**12, 2**15


def remembered(
    function: Callable[[Thing], Result],
    of: Callable[[Thing], int] = hash,
    size: Callable[[Result], int] = lambda result: 1,
) -> Callable[[Thing], Result]:
    """A function that remembers its results, as most texts of a memory recur.

    ``of`` returns a 64-bit hash of what the result depends on, ``size`` how many small results one
    counts for. When there are :data:`KNOWN`, all are forgotten. While few texts recur, none is
    remembered.

    >>> remembered(len)("text")
    4
    """
    known: dict[int, Any] = {}
    room, calls, skipped = KNOWN, 0, 0

    def remember(thing: Thing) -> Result:
        nonlocal room, calls, skipped
        if skipped:
            skipped -= 1
            return function(thing)
        key = of(thing)
        calls += 1
        found: Result = known.get(key, known)
        if found is known:
            found = function(thing)
            known[key] = found
            room -= size(found)
            if len(known) == _TRIED and 4 * calls < 5 * _TRIED:
                skipped = _SKIPPED
            if skipped or room <= 0:
                known.clear()
                room, calls = KNOWN, 0
        return found

    return remember


def side_name(side: str) -> str:
    """The name of a side in messages.

    >>> side_name("zh")
    'the Chinese side'
    """
    return f"the {LANGUAGES[side].name} side"


def case(en: str, zh: str, **fields: Any) -> Segment:
    """Make a segment for an example.

    >>> case("Hello.", "你好。", document="a").document
    'a'
    """
    return Segment(0, en, zh)._replace(**fields)


def numbered(segments: Sequence[Segment]) -> list[Segment]:
    """The same segments numbered in their order, as in a small memory.

    >>> [s.number for s in numbered([case("A", "甲"), case("B", "乙")])]
    [0, 1]
    """
    return [segment._replace(number=number) for number, segment in enumerate(segments)]


def file_name(path: str | os.PathLike[str]) -> str:
    """The name of a file in reports: relative to the working directory if it is below it.

    With forward slashes, as code hosts want them. Links are not followed.

    >>> file_name("corpora/../memory.tmx"), file_name(Path.cwd() / "out" / "a.tmx")
    ('memory.tmx', 'out/a.tmx')
    """
    whole = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
    here = Path.cwd()
    return (whole.relative_to(here) if whole.is_relative_to(here) else whole).as_posix()


#: Segments on disk, as plain tuples; :func:`segments_from` makes them segments again.
SegmentData: TypeAlias = Spool[tuple[Any, ...]]


_segment = partial(tuple.__new__, Segment)


@dataclass
class Audited:
    """What was audited: ``pairs`` of documents that were aligned for it, ``alignments`` that were

    made before, and ``memories``. ``notes`` name what was not audited, and why.

    >>> str(Audited(pairs=1, memories=2))
    '1 pair aligned now, 2 memories'
    """

    pairs: int = 0
    alignments: int = 0
    memories: int = 0
    notes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        parts = (
            (self.pairs, "pair aligned now", "pairs aligned now"),
            (self.alignments, "alignment used", "alignments used"),
            (self.memories, "memory", "memories"),
        )
        return ", ".join(f"{n:,} {one if n == 1 else many}" for n, one, many in parts if n)


class SegmentStore(Closing):
    """The audited segments. Filled with :meth:`add`, then closed to writing by :meth:`finish`.

    ``unpaired`` are documents that have no counterpart, with their language (``""``: unknown) and
    their file; ``failed`` are messages about inputs that could not be read; ``audited``
    is what was read; ``nulls`` is the number of segments with one side empty, ``placed`` of those
    whose place in their documents is known; ``documents`` are the names of the documents, ``sizes``
    their numbers of segments and of English words (of those without a name: of their files).
    ``folder`` holds the segments, and findings of workers until they are read; whoever made the
    store removes it.

    A store pickles as the name of its folder, so workers read the same segments: parts that are
    written already (:meth:`part`), and all of them after :meth:`reopen`.

    >>> with SegmentStore() as store:
    ...     store.add(Segment(0, "Hello.", "你好。"))
    ...     store.finish()
    ...     len(store), store[0].zh, [s.en for s in store]
    (1, '你好。', ['Hello.'])
    """

    def __init__(self) -> None:
        self._owner, self._temporary = os.getpid(), TemporaryFolder()
        self.folder = self._temporary.path
        self._data: SegmentData | None = Spool(self.folder, plain=True)
        self.unpaired: list[tuple[str, str, str]] = []
        self.failed: list[str] = []
        self.audited = Audited()
        self.nulls = self.placed = 0
        self.documents: set[str] = set()
        self.sizes: dict[str, list[int]] = {}

    def close(self) -> None:
        """Close the file; its maker removes the folder."""
        if os.getpid() == self._owner:
            self._segments.close()
            self._temporary.close()

    def add(self, segment: Segment) -> None:
        """Append a segment; its ``number`` becomes its place."""
        data = self._segments
        data.add((len(data), *segment[1:]))
        self.nulls += not (segment.en and segment.zh)
        self.placed += bool(segment.place or segment.crossing)
        self.documents.add(segment.document)
        size = self.sizes.setdefault(segment.document or segment.source, [0, 0])
        size[0] += 1
        size[1] += len(segment.en.split())

    def finish(self) -> None:
        """End writing; from now on other processes can :meth:`reopen` the store."""
        state = self._segments, self.unpaired, self.failed, self.nulls, self.placed
        (self.folder / "state").write_bytes(pickle.dumps(state))

    def reopen(self) -> None:
        """In another process: get all segments, after :meth:`finish`."""
        if self._data is None:
            state = pickle.loads((self.folder / "state").read_bytes())
            self._data, self.unpaired, self.failed, self.nulls, self.placed = state

    def __len__(self) -> int:
        return len(self._segments)

    def __getitem__(self, number: int) -> Segment:
        return _segment(self._segments[number])

    def __iter__(self) -> Iterator[Segment]:
        return segments_from(self._segments)

    def part(self, start: int, stop: int) -> SegmentData:
        """The segments ``start`` … ``stop - 1``, which any process can read from now on."""
        return self._segments.part(start, stop)

    @property
    def _segments(self) -> SegmentData:
        assert self._data is not None, "reopen() comes first"
        return self._data

    def __getstate__(self) -> dict[str, Any]:
        return {"folder": self.folder}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.folder = state["folder"]
        self._data = None
        self._owner = 0


def segments_from(data: SegmentData) -> Iterator[Segment]:
    """Read segments in order.

    >>> with stored([Segment(0, "A", "甲"), Segment(1, "B", "乙")]) as store:
    ...     [s.en for s in segments_from(store.part(1, 2))]
    ['B']
    """
    return map(_segment, data)


def stored(segments: Iterable[Segment]) -> SegmentStore:
    """Put segments into a store, for examples and tests.

    >>> from align.audit.engine.segment_store import case
    >>> with stored([case("A", "甲"), case("B", "乙")]) as store:
    ...     store[1].number, store[1].en
    (1, 'B')
    """
    store = SegmentStore()
    for segment in segments:
        store.add(segment)
    store.finish()
    return store
