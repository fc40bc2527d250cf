"""Pairing by name: what the names say decides, nothing is opened."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence

from align.pair.marks import Name

# So many names that differ in their number alone are a series, whose numbers may mean nothing.
_SERIES = 3

Pairs = list[tuple[Name, Name]]
#: Files of one side that share a name which the other side has, too.
Doubles = list[tuple[Name, ...]]
Key = Callable[[Name], Hashable]


def match_names(
    en: Sequence[Name], zh: Sequence[Name], *, numbers: bool = False
) -> tuple[Pairs, Doubles]:
    """The pairs that names tell for sure, and the files among which names cannot choose.

    The same bare name, else the same words, else the same dates and numbers, each of it only
    where one file of each side has it. ``numbers``: also where there are no dates.

    >>> from pathlib import Path
    >>> from align.pair.marks import name_of
    >>> root = Path("x")
    >>> en = [name_of(root / "2023-08-11 release EN.docx", root, "en")]
    >>> zh = [name_of(root / "20230811_新闻稿.pdf", root, "zh")]
    >>> [(a.path.name, b.path.name) for a, b in match_names(en, zh)[0]]
    [('2023-08-11 release EN.docx', '20230811_新闻稿.pdf')]
    """
    whole_en, whole_zh = en, zh
    pairs: Pairs = []
    doubles: Doubles = []
    for key in (_key, _loose):
        pairs += (found := _match(en, zh, key, en, zh))
        doubles += (more := _doubles(en, zh, key))
        en, zh = _rest(en, zh, [*found, *more])
    for key in (_dated, _numbered) if numbers else (_dated,):
        # here a file that has its pair counts, too: its neighbour of the same day may be another's
        pairs += (found := _match(en, zh, key, whole_en, whole_zh))
        en, zh = _rest(en, zh, found)
    return pairs, doubles


def numbered_series(pairs: Pairs) -> Pairs:
    """The pairs whose names are numbers in a series: equal numbers may be mere chance."""
    sizes = Counter(en.series for en, _ in pairs)
    return [(en, zh) for en, zh in pairs if en.series is not None and sizes[en.series] >= _SERIES]


def _key(name: Name) -> Hashable:
    return name.key


def _loose(name: Name) -> Hashable:
    return name.loose


def _dated(name: Name) -> Hashable:
    return (name.dates, name.numbers) if name.dates else None


def _numbered(name: Name) -> Hashable:
    return name.numbers or None


def _match(
    en: Sequence[Name], zh: Sequence[Name], key: Key, all_en: Sequence[Name], all_zh: Sequence[Name]
) -> Pairs:
    """The pairs of names with the same key, when each side has it once."""
    counts = Counter(map(key, all_en)), Counter(map(key, all_zh))
    there = {key(name): name for name in zh}
    return [
        (name, there[own])
        for name in en
        if (own := key(name)) is not None and own in there and counts[0][own] == counts[1][own] == 1
    ]


def _doubles(en: Sequence[Name], zh: Sequence[Name], key: Key) -> Doubles:
    """The names of one side with the same key, when the other side has that key."""
    sides: list[dict[Hashable, list[Name]]] = [{}, {}]
    for names, groups in zip((en, zh), sides, strict=True):
        for name in names:
            groups.setdefault(key(name), []).append(name)
    both = sides[0].keys() & sides[1].keys()
    found = [tuple(groups[own]) for groups in sides for own in both if len(groups[own]) > 1]
    return sorted(found, key=lambda group: group[0].path)


def _rest(
    en: Sequence[Name], zh: Sequence[Name], taken: Iterable[tuple[Name, ...]]
) -> tuple[list[Name], list[Name]]:
    gone = {name.path for group in taken for name in group}
    return [n for n in en if n.path not in gone], [n for n in zh if n.path not in gone]
