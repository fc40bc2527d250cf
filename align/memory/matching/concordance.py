"""Concordance: finds a text in a memory, or passages like it, or segments that mean the same."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from align.errors import UsageError
from align.languages.detection import dominant
from align.memory.matching.hits import Best, Concordance, Fit, exact_matcher, passage_matcher
from align.memory.matching.index import Index, answer, like_text, with_text
from align.unit import Memory, Unit

if TYPE_CHECKING:
    from align.pipeline import Aligner

#: The modes of search, and the default minimum percentage of each.
MODES = {"exact": 100, "fuzzy": 70, "meaning": 20}
_LANGUAGES = ("en", "zh")
_STEP = 10_000


def search(
    memory: Memory | str | os.PathLike[str],
    text: str,
    *,
    language: str | None = None,
    mode: str = "exact",
    minimum: int | None = None,
    limit: int = 20,
    index: bool | None = None,
    aligner: "Aligner | None" = None,
    progress: Callable[[int], None] | None = None,
    embedding: Callable[[int, int], None] | None = None,
) -> Concordance:
    """Find units of a memory; memory use does not grow with it.

    ``mode``: ``exact`` (the text itself, regardless of case, width and spaces), ``fuzzy``
    (passages like it, by :func:`align.memory.matching.fuzzy.match_percent`), ``meaning`` (whole
    segments; the percentage is the cosine of their vectors by ``aligner``). ``language`` is the
    side to search in; by default that of the text's letters, or both if it has none. ``minimum`` is
    the lowest percentage, see :data:`MODES`; the best ``limit`` are kept, the first ones among
    equals. ``progress`` is called with the number of units read so far.

    The memory is read once, as a stream, or the search uses its index, a file beside it that
    :func:`align.memory.matching.index.answer` keeps up to date. ``index`` is True to make one,
    False to use none; None makes one for a large memory, and uses an existing one. With an index, a
    fuzzy search for common words only compares just the likeliest units. For a search by meaning,
    the index has a file of vectors for each side, see
    :func:`align.memory.matching.vectors.build_vectors`; ``embedding`` is called with the number of
    texts embedded and to embed.

    >>> from align.unit import Header, Variant
    >>> en, zh = Variant("en-US", ("The laboratory opened.",)), Variant("zh", ("实验室启用。",))
    >>> unit = Unit([en, zh])
    >>> found = search(Memory(Header(), [unit]), "LABORATORY")
    >>> found.hits[0].spans, found.hits[0].zh
    (((4, 14),), '实验室启用。')
    >>> search(Memory(Header(), [unit]), "实验室使用", mode="fuzzy").hits[0].percent
    80

    Raises :class:`align.errors.InputError` for a file that is not
    a memory, :class:`align.errors.UsageError` for an impossible search.
    """
    text = text.encode("utf-8", "ignore").decode()  # no memory contains half a surrogate pair
    if not text.strip():
        raise UsageError("nothing to search for: the text is empty")
    if mode not in MODES:
        raise UsageError(f"unknown mode {mode!r}; there are: {', '.join(MODES)}")
    if mode == "exact" and minimum not in (None, 100):
        raise UsageError("an exact search has no percentage; use mode fuzzy or meaning")
    if language not in (None, *_LANGUAGES):
        raise UsageError(f"unknown language {language!r}; there are: {', '.join(_LANGUAGES)}")
    named = language or dominant(text)
    sides = (named,) if named else _LANGUAGES
    lowest = MODES[mode] if minimum is None else minimum
    asked = Concordance(text, mode, named, (), 0, 0)
    path = "" if index is False or isinstance(memory, Memory) else os.fspath(memory)
    if mode == "meaning":
        from align.embed.use_files import preload_tokenizer

        if not aligner:
            preload_tokenizer()
        # imported only now: numpy takes as long to load as an exact search
        from align.memory.matching import by_meaning

        wanted = by_meaning.Wanted(text, sides, lowest, limit, aligner)

        def ask(it: Index) -> Concordance | None:
            return by_meaning.in_index(it, path, asked, wanted, embedding)
    else:
        look = exact_matcher(text) if mode == "exact" else passage_matcher(text, lowest)

        def ask(it: Index) -> Concordance | None:
            return _in_index(it, asked, sides, lowest, look, limit)

    if path and (found := answer(path, ask, build=bool(index), progress=progress)):
        return found
    from align.formats.read import read_memory  # not needed if an index answers

    units = _Units(memory if isinstance(memory, Memory) else read_memory(memory), progress)
    best = Best(limit)
    if mode == "meaning":
        by_meaning.in_stream(units, wanted, best)
    else:
        _compare(units, sides, look, best)
    return replace(asked, hits=best.hits(), fitting=best.fitting, units=units.read)


class _Units:
    """The units of a memory, counted."""

    def __init__(self, memory: Memory, progress: Callable[[int], None] | None) -> None:
        self._memory, self._progress = memory, progress
        self.read = 0

    def __iter__(self) -> Iterator[Unit]:
        for unit in self._memory:
            self.read += 1
            yield unit
            if self._progress and self.read % _STEP == 0:
                self._progress(self.read)


def _compare(
    units: Iterable[Unit], sides: Sequence[str], look: Callable[[str], Fit | None], best: Best
) -> None:
    for unit in units:
        for side in sides:
            if fit := look(unit.text(side)):
                best.add(unit, side, fit)
                break


def _in_index(
    index: Index,
    asked: Concordance,
    sides: Sequence[str],
    lowest: int,
    look: Callable[[str], Fit | None],
    limit: int,
) -> Concordance:
    """The same search, among only the units that may fit."""
    best, complete = Best(limit), True
    if asked.mode == "exact":
        having = with_text(index, asked.text, sides, limit)  # the best come first
        _compare(index.units(having.numbers), sides, look, best)
        best.fitting = having.fitting
    else:
        numbers, complete = like_text(index, asked.text, sides, lowest)
        _compare(index.units(numbers), sides, look, best)
    how = "built" if index.built else "used"
    return replace(
        asked,
        hits=best.hits(),
        fitting=best.fitting,
        units=index.count,
        index=how,
        complete=complete,
    )
