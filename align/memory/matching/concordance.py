"""Concordance: finds a text in a memory, or passages like it, or segments that mean the same."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from align.errors import UsageError
from align.languages.detection import dominant
from align.memory.matching.candidates import like_texts, with_texts
from align.memory.matching.hits import SIDES, Best, Concordance, fit_of
from align.memory.matching.index import Index, answer
from align.memory.matching.matchers import Condition, How, exact_condition, fuzzy_condition
from align.unit import Memory, Unit, canonical_code, language_of

if TYPE_CHECKING:
    from align.pipeline import Aligner

#: The modes of search, and the default minimum percentage of each.
MODES = {"exact": 100, "fuzzy": 70, "meaning": 20}
_STEP = 10_000
# In a regular expression: letters that stand for something else.
_ESCAPE = re.compile(r"\\[pP]\{[^{}]*\}|\\.|\(\?P?[a-z]*", re.ASCII)


def search(
    memory: Memory | str | os.PathLike[str],
    text: str = "",
    *,
    en: str = "",
    zh: str = "",
    language: str | None = None,
    mode: str = "exact",
    regex: bool = False,
    any_order: bool = False,
    case: bool = False,
    whole_word: bool = False,
    minimum: int | None = None,
    limit: int = 20,
    index: bool | None = None,
    aligner: "Aligner | None" = None,
    progress: Callable[[int], None] | None = None,
    embedding: Callable[[int, int], None] | None = None,
) -> Concordance:
    """Find units of a memory; memory use does not grow with it.

    A unit must have ``text``, ``en`` on its English side and ``zh`` on its Chinese side, as far as
    they are given. ``language`` is the side to search for ``text``, also a country's (``zh-TW``);
    by default that of its letters, or both if it has none. All texts of a unit are searched.

    ``mode``: ``exact`` (the text itself, however it was typed: see
    :mod:`align.memory.matching.folding`), ``fuzzy`` (the same, and passages like it, by
    :func:`align.memory.matching.fuzzy.match_percent`; singular and plural are alike), ``meaning``
    (whole segments; the percentage is the cosine of their vectors by ``aligner``). An exact search
    takes a ``regex``, a regular expression, instead; or the words of the text in ``any_order``,
    where those in quotation marks stay together; it may observe ``case``, and find a
    ``whole_word`` only.

    ``minimum`` is the lowest percentage, see :data:`MODES`; the best ``limit`` are kept, the first
    ones among equals. ``progress`` is called with the number of units read so far.

    The memory is read once, as a stream, or the search uses its index, a file beside it that
    :func:`align.memory.matching.index.answer` keeps up to date. ``index`` is True to make one,
    False to use none; None makes one for a large memory, and uses an existing one. With an index, a
    fuzzy search for common words only compares just the likeliest units. For a search by meaning,
    the index has a file of vectors for each side, see
    :func:`align.memory.matching.vectors.build_vectors`; ``embedding`` is called with the number of
    texts embedded and to embed.

    >>> from align.unit import Header, Variant
    >>> unit = Unit([Variant("en", ("The laboratory opened.",)), Variant("zh", ("实验室启用。",))])
    >>> found = search(Memory(Header(), [unit]), "LABORATORY", zh="启用")
    >>> found.hits[0].spans, found.hits[0].zh
    (((4, 14),), '实验室启用。')
    >>> search(Memory(Header(), [unit]), "实验室使用", mode="fuzzy").hits[0].percent
    80

    Raises :class:`align.errors.InputError` for a file that is not
    a memory, :class:`align.errors.UsageError` for an impossible search.
    """
    # no memory contains half a surrogate pair
    text, en, zh = (some.encode("utf-8", "ignore").decode() for some in (text, en, zh))
    how = How(regex, any_order, case, whole_word)
    _check(mode, how, minimum, language, bool(text))
    lowest = MODES[mode] if minimum is None else minimum
    wanted = list(_wanted({"": text, "en": en, "zh": zh}, language, how))
    if not wanted:
        raise UsageError("nothing to search for: the text is empty")
    named = ""
    if text and len(wanted[0][1]) == 1:
        named = wanted[0][1][0]
    asked = Concordance(text, mode, named, (), 0, 0, en=en, zh=zh)
    path = "" if index is False or isinstance(memory, Memory) else os.fspath(memory)
    if mode == "meaning":
        if en or zh:
            raise UsageError("a search by meaning takes one text; --in sets the side")
        from align.embed.use_files import preload_tokenizer

        if not aligner:
            preload_tokenizer()
        # imported only now: numpy takes as long to load as an exact search
        from align.memory.matching import by_meaning

        meant = by_meaning.Wanted(text, wanted[0][1], lowest, limit, aligner)

        def ask(it: Index) -> Concordance | None:
            return by_meaning.in_index(it, path, asked, meant, embedding)
    else:
        conditions = [
            exact_condition(one, codes, how)
            if mode == "exact"
            else fuzzy_condition(one, codes, lowest)
            for one, codes in wanted
        ]

        def ask(it: Index) -> Concordance | None:
            return _in_index(it, asked, conditions, lowest, limit)

    if path and (found := answer(path, ask, build=bool(index), progress=progress)):
        return found
    from align.formats.read import read_memory  # not needed if an index answers

    units = _Units(memory if isinstance(memory, Memory) else read_memory(memory), progress)
    best = Best(limit)
    if mode == "meaning":
        by_meaning.in_stream(units, meant, best)
    else:
        _compare(units, conditions, best)
    return replace(asked, hits=best.hits(), fitting=best.fitting, units=units.read)


def _check(mode: str, how: How, minimum: int | None, language: str | None, text: bool) -> None:
    """Refuse options that are impossible together."""
    if mode not in MODES:
        raise UsageError(f"unknown mode {mode!r}; there are: {', '.join(MODES)}")
    if mode == "exact" and minimum not in (None, 100):
        raise UsageError("an exact search has no percentage; use mode fuzzy or meaning")
    if mode != "exact" and any(how):
        raise UsageError(
            "a regular expression, words in any order, case and whole words are for an exact "
            f"search, not for mode {mode}"
        )
    if language is not None and language_of(language) not in SIDES:
        raise UsageError(
            f"unknown language {language!r}; there are: {', '.join(SIDES)}, and those of a country "
            "(zh-TW)"
        )
    if language is not None and not text:
        raise UsageError("a side for no text; give the text, or only those of both sides")


def _wanted(
    texts: dict[str, str], language: str | None, how: How
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each text to search for, and the languages to search."""
    for side, text in texts.items():
        if not text.strip():
            if text:
                raise UsageError("nothing to search for: the text is empty")
            continue
        letters = _ESCAPE.sub("", text.replace(r"\p{Han}", "汉")) if how.regex else text
        named = side or (canonical_code(language) if language else dominant(letters))
        yield text, ((named,) if named else SIDES)


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


def _compare(units: Iterable[Unit], conditions: Sequence[Condition], best: Best) -> None:
    for unit in units:
        if fit := fit_of(unit, conditions):
            best.add(unit, fit)


def _in_index(
    index: Index, asked: Concordance, conditions: Sequence[Condition], lowest: int, limit: int
) -> Concordance:
    """The same search, among only the units that may fit."""
    best, complete = Best(limit), True
    if asked.mode != "exact":
        numbers, complete = like_texts(index, conditions, lowest)
        _compare(index.units(numbers), conditions, best)
    else:
        [first, *others] = conditions
        enough = first.enough and not others and set(first.codes) <= set(SIDES)
        having = with_texts(index, conditions, limit if enough else None)
        _compare(index.units(having.numbers), conditions, best)  # the best come first
        if enough:
            best.fitting = having.fitting
    return replace(
        asked,
        hits=best.hits(),
        fitting=best.fitting,
        units=index.count,
        index="built" if index.built else "used",
        complete=complete,
    )
