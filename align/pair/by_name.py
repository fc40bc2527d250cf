"""Pairing by name: languages, dates, numbers and words in file names. No file is opened."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import takewhile
from pathlib import Path

from align.languages.file_names import (
    is_mark,
    language_of_folder,
    letters_in_place,
    loose,
    loose_path,
    names_without_mark,
    without_mark,
)

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_HAS_YEAR = re.compile(_YEAR)
_SEP = r"[-_. /年月]?"
_DATES = [
    re.compile(rf"(?<!\d){pattern}(?!\d)", re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}{_SEP}(?P<month>0[1-9]|1[0-2]){_SEP}(?P<day>0[1-9]|[12]\d|3[01])日?",
        rf"{_YEAR}[-_. /年](?P<month>1[0-2]|[1-9])[-_. /月](?P<day>[12]\d|3[01]|[1-9])日?",
        rf"(?P<day>0?[1-9]|[12]\d|3[01])[-_. ]*{_MONTH}[-_., ]*{_YEAR}",
        rf"{_MONTH}[-_. ]*(?P<day>0?[1-9]|[12]\d|3[01])[-_., ]+{_YEAR}",
        rf"{_YEAR}[-_. /年]?(?P<month>0[1-9]|1[0-2]|(?<=年)[1-9])月?",
    )
]
# digits inside Latin words are not numbers: f93a
_NUMBER = re.compile(r"(?<![A-Za-z\d])\d+(?![A-Za-z\d])")
# This many names that only differ in a number are a series; its numbers may mean nothing.
_SERIES = 3


@dataclass(frozen=True)
class FileName:
    """A file and the parts of its name.

    ``name``: folder and stem; ``bare``: without language marks; ``language``: that of the marks, if
    any; ``dates`` and ``numbers``: those in the stem.
    """

    path: Path
    name: str
    bare: str
    language: str | None
    dates: tuple[tuple[int, int, int], ...]
    numbers: tuple[int, ...]

    @cached_property
    def key(self) -> str:
        """The bare name, ignoring case."""
        return self.bare.lower()

    @cached_property
    def loose(self) -> str:
        """The bare name, also ignoring full width and separators."""
        folder, _, stem = unicodedata.normalize("NFKC", self.bare).casefold().rpartition("/")
        return f"{folder}/{loose(stem) or stem}"

    @property
    def series(self) -> str | None:
        """What a numbered name (``doc017``) shares with its series, if it has one."""
        if self.dates or not re.search(r"\d", self.key):
            return None
        return re.sub(r"\d+", "0", self.key)

    def readings(self, language: str) -> dict[str, bool]:
        """The names that its counterpart may have if one mark is removed.

        The value says whether more than a single letter speaks for it, as in
        :func:`align.languages.file_names.names_without_mark`.
        """
        found = {loose_path(self.bare): True} if self.bare != self.name else {}
        for name in dict.fromkeys((self.name, self.bare)):
            for key, sure in names_without_mark(name, language).items():
                found[key] = found.get(key, False) or sure
        return found


NamePairs = list[tuple[FileName, FileName]]
#: Groups of files of one side that share a name which the other side has, too.
Doubles = list[tuple[FileName, ...]]
Key = Callable[[FileName], Hashable]


def parse_name(path: Path, root: Path, language: str | None = None) -> FileName:
    """Parse the name of a file; ``language`` is that of its side, if known.

    >>> found = parse_name(Path("docs/zh-cn/2023-08-11 release_中文.docx"), Path("docs"))
    >>> found.bare, found.language, found.dates
    ('2023-08-11 release', 'zh', ((2023, 8, 11),))
    """
    above = path.parts[len(root.parts) : -1]
    folders, said = _folders(above, language)
    stem, mark = without_mark(path.stem)
    dates, rest = _dates(unicodedata.normalize("NFKC", stem))
    numbers = tuple(int(digits) for digits in _NUMBER.findall(rest) if len(digits) < 20)
    # a mark in the file's own name outweighs its folder's
    name, bare = ("/".join(parts) for parts in ((*above, path.stem), (*folders, stem)))
    return FileName(path, name, bare, language or mark or said, dates, numbers)


@lru_cache(maxsize=1000)
def _folders(above: tuple[str, ...], language: str | None) -> tuple[list[str], str | None]:
    """The names of folders without their marks, and the language of these."""
    folders, said = [], language
    for part in above:
        rest, found = ("", whole) if (whole := language_of_folder(part)) else without_mark(part)
        if found and language in (None, found):
            said = found
            folders += [rest] if rest else []
        else:
            folders.append(part)
    return folders, said


def match_names(
    en: Sequence[FileName], zh: Sequence[FileName], *, numbers: bool = False
) -> tuple[NamePairs, Doubles]:
    """The pairs that follow from names, and groups of files that share a name.

    A pair has the same bare name, else the same words, else the same name but for a mark of its
    language, else the same dates and numbers, if only one file of each side has them. With
    ``numbers``, numbers without dates suffice.

    >>> from pathlib import Path
    >>> from align.pair.by_name import parse_name
    >>> root = Path("x")
    >>> en = [parse_name(root / "2023-08-11 release EN.docx", root, "en")]
    >>> zh = [parse_name(root / "20230811_新闻稿.pdf", root, "zh")]
    >>> [(a.path.name, b.path.name) for a, b in match_names(en, zh)[0]]
    [('2023-08-11 release EN.docx', '20230811_新闻稿.pdf')]
    """
    whole_en, whole_zh = en, zh
    pairs: NamePairs = []
    doubles: Doubles = []
    for key in (_key, _loose):
        pairs += (found := _match(en, zh, key, en, zh))
        doubles += (more := _doubles(en, zh, key))
        en, zh = _rest(en, zh, [*found, *more])
    values = _values(whole_en, whole_zh)
    for whole in (False, True):
        pairs += (found := _match_marks(*_marked(en, zh, values, whole=whole)))
        en, zh = _rest(en, zh, found)
    for key in (_dated, _numbered) if numbers else (_dated,):
        # here paired files count, too: another file of the same day may belong to one of them
        pairs += (found := _match(en, zh, key, whole_en, whole_zh))
        en, zh = _rest(en, zh, found)
    return pairs, doubles + _shared(*_marked(en, zh, values, whole=True))


def numbered_series(pairs: NamePairs) -> list[NamePairs]:
    """The series among pairs, whose names only differ in a number: equal ones may be chance."""
    groups = defaultdict(list)
    for en, zh in pairs:
        if en.series is not None:
            groups[en.series].append((en, zh))
    return [group for group in groups.values() if len(group) >= _SERIES]


def by_mark(pair: tuple[FileName, FileName]) -> bool:
    """Whether two names are only the same without what may be marks of their languages.

    >>> root = Path("x")
    >>> names = ("123e.txt", "123c.txt"), ("a_en.txt", "a_cn.txt"), ("a.txt", "a.md")
    >>> [by_mark(tuple(parse_name(root / name, root) for name in pair)) for pair in names]
    [True, False, False]
    """
    en, zh = pair
    if en.loose == zh.loose or en.key == zh.key:
        return False
    keys = [
        {loose_path(name.name), *name.readings(code)} for name, code in ((en, "en"), (zh, "zh"))
    ]
    return not keys[0].isdisjoint(keys[1])


def marks_of(en: FileName, zh: FileName) -> tuple[str, str]:
    """What is different in two names.

    >>> root = Path("x")
    >>> marks_of(parse_name(root / "a_EN_1.txt", root), parse_name(root / "a_CN_1.txt", root))
    ('e', 'c')
    """
    one, other = en.name.casefold(), zh.name.casefold()
    start = _same(one, other)
    end = _same(one[start:][::-1], other[start:][::-1])
    return one[start : len(one) - end], other[start : len(other) - end]


def _same(one: str, other: str) -> int:
    """How many characters at the beginning are the same."""
    return sum(1 for _ in takewhile(lambda both: both[0] == both[1], zip(one, other, strict=False)))


Groups = dict[Hashable, list[FileName]]


def _marked(
    en: Sequence[FileName], zh: Sequence[FileName], values: set[str], *, whole: bool
) -> tuple[Groups, Groups]:
    """The files of each side by their names without a mark of their language.

    ``whole``: also without removing any. A single letter is no mark where it has other ``values``.
    """
    sides: tuple[Groups, Groups] = (defaultdict(list), defaultdict(list))
    for language, names, places in zip(("en", "zh"), (en, zh), sides, strict=True):
        for name in names:
            keys = {
                key for key, sure in name.readings(language).items() if sure or key not in values
            }
            for key in keys | ({loose_path(name.name)} if whole else set()):
                places[key].append(name)
    return sides


def _match_marks(en: Groups, zh: Groups) -> NamePairs:
    """The pairs of files that are the only ones with a key, and with no other file."""
    edges = {
        (en[key][0], zh[key][0])
        for key in en.keys() & zh.keys()
        if len(en[key]) == len(zh[key]) == 1
    }
    counts = Counter(name for edge in edges for name in edge)
    return sorted(
        (edge for edge in edges if counts[edge[0]] == counts[edge[1]] == 1),
        key=lambda edge: edge[0].path,
    )


def _values(en: Sequence[FileName], zh: Sequence[FileName]) -> set[str]:
    """Names in which a single letter is no language mark: ``vitamin_e`` beside ``vitamin_a``."""
    return {
        key
        for language, names in (("en", en), ("zh", zh))
        for name in names
        for key, letter in letters_in_place(name.name)
        if not is_mark(letter, language)
    }


def _key(name: FileName) -> Hashable:
    return name.key


def _loose(name: FileName) -> Hashable:
    return name.loose


def _dated(name: FileName) -> Hashable:
    return (name.dates, name.numbers) if name.dates else None


def _numbered(name: FileName) -> Hashable:
    return name.numbers or None


def _match(
    en: Sequence[FileName],
    zh: Sequence[FileName],
    key: Key,
    all_en: Sequence[FileName],
    all_zh: Sequence[FileName],
) -> NamePairs:
    """The pairs of names with the same key, if each side has it once."""
    counts = Counter(map(key, all_en)), Counter(map(key, all_zh))
    there = {key(name): name for name in zh}
    return [
        (name, there[own])
        for name in en
        if (own := key(name)) is not None and own in there and counts[0][own] == counts[1][own] == 1
    ]


def _doubles(en: Sequence[FileName], zh: Sequence[FileName], key: Key) -> Doubles:
    """Groups of names of one side with the same key, if the other side has that key."""
    sides: tuple[Groups, Groups] = ({}, {})
    for names, groups in zip((en, zh), sides, strict=True):
        for name in names:
            groups.setdefault(key(name), []).append(name)
    return _shared(*sides)


def _shared(en: Groups, zh: Groups) -> Doubles:
    both = en.keys() & zh.keys()
    found = {tuple(side[own]) for side in (en, zh) for own in both if len(side[own]) > 1}
    return sorted(found, key=lambda group: group[0].path)


def _rest(
    en: Sequence[FileName], zh: Sequence[FileName], taken: Iterable[tuple[FileName, ...]]
) -> tuple[list[FileName], list[FileName]]:
    gone = {name.path for group in taken for name in group}
    return [n for n in en if n.path not in gone], [n for n in zh if n.path not in gone]


def _dates(stem: str) -> tuple[tuple[tuple[int, int, int], ...], str]:
    """The dates in a name (day 0: no day), and the rest of it."""
    if not _HAS_YEAR.search(stem):
        return (), stem
    dates = []
    for pattern in _DATES:
        for match in pattern.finditer(stem):
            parts = match.groupdict()
            month = parts.get("month") or _MONTHS.index(parts["name"].lower()) + 1
            dates.append((int(parts["year"]), int(month), int(parts.get("day") or 0)))
        stem = pattern.sub(" ", stem)
    return tuple(sorted(dates)), stem
