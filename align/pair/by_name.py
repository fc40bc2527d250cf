"""Pairing by name: languages, dates, numbers and words in file names. No file is opened."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

_FOLDERS = {
    "en": re.compile(r"en(g|glish)?([-_][a-z]{2,4})?|英文版?|英语", re.IGNORECASE),
    "zh": re.compile(
        r"(zh|cn|chs|cht|chi|chinese)([-_][a-z]{2,4}){0,2}|中文版?|汉语|[简繁]体(中文)?",
        re.IGNORECASE,
    ),
}
_EN = r"en(?:g|glish)?(?:[-_](?:us|gb))?"
_ZH = r"(?:zh|cn|chs|cht|chi|chinese)(?:[-_](?:cn|tw|hk|hans|hant)){0,2}"
_OPEN, _CLOSE = r"[-_. (（\[【]", r"[)）\]】]?"
# A language mark at the end of a name (release_EN, release.zh-CN, 新闻稿中文版), …
_ENDS = {
    "en": re.compile(rf"(?:{_OPEN}+{_EN}|{_OPEN}*英[文语][版稿]?){_CLOSE}$", re.IGNORECASE),
    "zh": re.compile(
        rf"(?:{_OPEN}+{_ZH}|{_OPEN}*(?:中文|汉语|简体中文|繁体中文)[版稿]?){_CLOSE}$", re.IGNORECASE
    ),
}
# … or at its beginning. No space there: "En route" is no mark.
_BEGINNINGS = {
    "en": re.compile(rf"(?:{_EN}[-_.]+|[(（\[【](?:{_EN}|英文)[)）\]】])", re.IGNORECASE),
    "zh": re.compile(rf"(?:{_ZH}[-_.]+|[(（\[【](?:{_ZH}|中文)[)）\]】])", re.IGNORECASE),
}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
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
_BETWEEN = re.compile(r"[\W_]+")
# This many names that only differ in a number are a series; its numbers may mean nothing.
_SERIES = 3


@dataclass(frozen=True)
class FileName:
    """A file and the parts of its name.

    ``bare``: folder and stem without language marks; ``language``: that of the marks, if any;
    ``dates`` and ``numbers``: those in the stem.
    """

    path: Path
    bare: str
    language: str | None
    dates: tuple[tuple[int, int, int], ...]
    numbers: tuple[int, ...]

    @property
    def key(self) -> str:
        """The bare name, ignoring case."""
        return self.bare.lower()

    @property
    def loose(self) -> str:
        """The bare name, also ignoring full width and separators."""
        folder, _, stem = unicodedata.normalize("NFKC", self.bare).casefold().rpartition("/")
        return f"{folder}/{_BETWEEN.sub(' ', stem).strip() or stem}"

    @property
    def series(self) -> str | None:
        """What a numbered name (``doc017``) shares with its series, if it has one."""
        if self.dates or not re.search(r"\d", self.key):
            return None
        return re.sub(r"\d+", "0", self.key)


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
    relative = PurePosixPath(path.relative_to(root).as_posix())
    folders, said = [], language
    for part in relative.parts[:-1]:
        found = language_of_folder(part)
        if found and language in (None, found):
            said = found
        else:
            folders.append(part)
    stem, mark = _without_mark(relative.stem)
    dates, rest = _dates(unicodedata.normalize("NFKC", stem))
    numbers = tuple(int(digits) for digits in _NUMBER.findall(rest) if len(digits) < 20)
    # a mark in the file's own name outweighs its folder's
    return FileName(path, "/".join([*folders, stem]), language or mark or said, dates, numbers)


def language_of_folder(name: str) -> str | None:
    """The language that the name of a folder stands for, if any.

    >>> language_of_folder("zh-Hans-CN"), language_of_folder("Sven")
    ('zh', None)
    """
    return next((code for code, mark in _FOLDERS.items() if mark.fullmatch(name)), None)


def match_names(
    en: Sequence[FileName], zh: Sequence[FileName], *, numbers: bool = False
) -> tuple[NamePairs, Doubles]:
    """The pairs that follow from names, and groups of files that share a name.

    A pair has the same bare name, else the same words, else the same dates and numbers, if only one
    file of each side has them. With ``numbers``, numbers without dates suffice.

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
    for key in (_dated, _numbered) if numbers else (_dated,):
        # here paired files count, too: another file of the same day may belong to one of them
        pairs += (found := _match(en, zh, key, whole_en, whole_zh))
        en, zh = _rest(en, zh, found)
    return pairs, doubles


def numbered_series(pairs: NamePairs) -> NamePairs:
    """The pairs whose names are numbers in a series: equal numbers may be a coincidence."""
    sizes = Counter(en.series for en, _ in pairs)
    return [(en, zh) for en, zh in pairs if en.series is not None and sizes[en.series] >= _SERIES]


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
    sides: list[dict[Hashable, list[FileName]]] = [{}, {}]
    for names, groups in zip((en, zh), sides, strict=True):
        for name in names:
            groups.setdefault(key(name), []).append(name)
    both = sides[0].keys() & sides[1].keys()
    found = [tuple(groups[own]) for groups in sides for own in both if len(groups[own]) > 1]
    return sorted(found, key=lambda group: group[0].path)


def _rest(
    en: Sequence[FileName], zh: Sequence[FileName], taken: Iterable[tuple[FileName, ...]]
) -> tuple[list[FileName], list[FileName]]:
    gone = {name.path for group in taken for name in group}
    return [n for n in en if n.path not in gone], [n for n in zh if n.path not in gone]


def _without_mark(stem: str) -> tuple[str, str | None]:
    for language, mark in _ENDS.items():
        bare = mark.sub("", stem)
        if bare not in ("", stem):
            return bare, language
    for language, mark in _BEGINNINGS.items():
        if (found := mark.match(stem)) and found.end() < len(stem):
            return stem[found.end() :], language
    return stem, None


def _dates(stem: str) -> tuple[tuple[tuple[int, int, int], ...], str]:
    """The dates in a name (day 0: no day), and the rest of it."""
    dates = []
    for pattern in _DATES:
        for match in pattern.finditer(stem):
            parts = match.groupdict()
            month = parts.get("month") or _MONTHS.index(parts["name"].lower()) + 1
            dates.append((int(parts["year"]), int(month), int(parts.get("day") or 0)))
        stem = pattern.sub(" ", stem)
    return tuple(sorted(dates)), stem
