"""What a file's name says: its language, its dates and numbers, and the name itself."""

import re
import unicodedata
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
# digits inside of Latin words are no numbers: f93a
_NUMBER = re.compile(r"(?<![A-Za-z\d])\d+(?![A-Za-z\d])")
_BETWEEN = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Name:
    """A file and what its name says.

    ``bare``: folder and stem without marks of language; ``language``: what they say, if anything;
    ``dates`` and ``numbers``: inside the stem.
    """

    path: Path
    bare: str
    language: str | None
    dates: tuple[tuple[int, int, int], ...]
    numbers: tuple[int, ...]

    @property
    def key(self) -> str:
        """The bare name without regard to case."""
        return self.bare.lower()

    @property
    def loose(self) -> str:
        """… and without regard to full width and to what stands between words."""
        folder, _, stem = unicodedata.normalize("NFKC", self.bare).casefold().rpartition("/")
        return f"{folder}/{_BETWEEN.sub(' ', stem).strip() or stem}"

    @property
    def series(self) -> str | None:
        """What a numbered name (``doc017``) has in common with its neighbours; no date is one."""
        if self.dates or not re.search(r"\d", self.key):
            return None
        return re.sub(r"\d+", "0", self.key)


def name_of(path: Path, root: Path, language: str | None = None) -> Name:
    """Take a file's name apart; ``language``: that of its side, where that is known.

    >>> found = name_of(Path("docs/zh-cn/2023-08-11 release_中文.docx"), Path("docs"))
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
    # a mark at the file itself says more than its folder's name
    return Name(path, "/".join([*folders, stem]), language or mark or said, dates, numbers)


def language_of_folder(name: str) -> str | None:
    """The language that a folder is for.

    >>> language_of_folder("zh-Hans-CN"), language_of_folder("Sven")
    ('zh', None)
    """
    return next((code for code, mark in _FOLDERS.items() if mark.fullmatch(name)), None)


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
    """The dates in a name (day 0: none), and what is left of it."""
    dates = []
    for pattern in _DATES:
        for match in pattern.finditer(stem):
            parts = match.groupdict()
            month = parts.get("month") or _MONTHS.index(parts["name"].lower()) + 1
            dates.append((int(parts["year"]), int(month), int(parts.get("day") or 0)))
        stem = pattern.sub(" ", stem)
    return tuple(sorted(dates)), stem
