"""Names that everybody knows, in both languages: countries, regions, bodies and their acronyms.

``known_names.tsv`` has a row for each: its code, its English forms, its Chinese forms. Those of a
country are also its adjectives, languages, peoples and capitals. A form after ``~`` may mean
something else as well: it shows that the name may be there, not that it is. The forms of the row
``-`` are none of these names, though they contain one: 印度洋 is not India.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from operator import add
from pathlib import Path
from typing import NamedTuple

from align.languages.names.people import capitals
from align.languages.words.latin import latin_words


class Known(NamedTuple):
    """A known name in a text: its span, its codes, and whether nothing else can be meant.

    There are several codes where a form may mean any of several (Korean, Congo).
    """

    start: int
    end: int
    codes: frozenset[str]
    sure: bool

    @property
    def kinds(self) -> frozenset[str]:
        """What it is: ``country``, ``region``, ``body``."""
        return frozenset(map(_kind, self.codes))


class _Forms(NamedTuple):
    """The forms of a language: the codes of those that are sure, and of all."""

    sure: dict[str, frozenset[str]]
    all: dict[str, frozenset[str]]


#: What is reported together.
KINDS = ("country", "region", "body")
#: The sign before codes of bodies; letters of a country's code.
_BODY, _LETTERS = "+", 2
#: What stands beside a character that is short for a country: 中方, 驻美, 英法.
_AFTER = frozenset(
    "方军軍媒籍裔语語文式企资資商制製产產甲超政总總官股议議使馆館国國队隊人系乙联聯双三两关關贸貿边"
)
_BEFORE = frozenset(
    "脱在对對访訪赴驻駐反亲親抗留旅从從向与與和跟同以由至到入离離老非全东東西南北、—-－／/·"
)


def _kind(code: str) -> str:
    if code[0] == _BODY:
        return "body"
    return "country" if len(code) == _LETTERS else "region" if len(code) > 1 else ""


@cache
def _forms() -> tuple[_Forms, _Forms]:
    english, chinese = _Forms({}, {}), _Forms({}, {})
    for line in Path(__file__).with_suffix(".tsv").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        code, *columns = line.split("\t")
        codes = frozenset(code.split(","))
        for forms, column in zip((english, chinese), columns, strict=True):
            for form in column.split("|"):
                name = form.removeprefix("~")
                if name == form:
                    forms.sure[name] = forms.sure.get(name, frozenset()) | codes
                forms.all[name] = forms.all.get(name, frozenset()) | codes
    return english, chinese


@cache
def _english() -> tuple[re.Pattern[str], frozenset[str]]:
    """A pattern for all English forms, and the words that the sure ones begin with."""
    forms = _forms()[0]
    by_letter: dict[str, list[str]] = {}  # many alternatives, most of which need not be tried
    for name in sorted(forms.all, key=len, reverse=True):
        by_letter.setdefault(name[0], []).append(re.escape(name[1:]))
    letters = "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_letter.items())
    locale = r"(?<=\b[a-z]{2}-)[A-Z]{2}\b"  # the US of en-US is not named
    pattern = re.compile(rf"(?<![\w.])(?!{locale})({letters})(?:s|es)?(?!\w)")
    return pattern, frozenset(capitals(name)[0] for name in forms.sure)


def _may_name(en: str) -> bool:
    """Quick test: most texts have no known name."""
    words, firsts = capitals(en), _english()[1]
    return not (firsts.isdisjoint(words) and firsts.isdisjoint(w.removesuffix("s") for w in words))


def english_names(en: str) -> list[Known]:
    """Find known names in an English text.

    >>> text = "Two Germans of NATO, not of us"
    >>> [text[name.start : name.end] for name in english_names(text)]
    ['Germans', 'NATO']
    """
    if not _may_name(en):
        return []
    forms = _forms()[0]
    return [
        Known(*match.span(), forms.all[match[1]], match[1] in forms.sure)
        for match in _english()[0].finditer(en)
    ]


@cache
def _chinese() -> dict[str, list[str]]:
    """The Chinese forms by their first two characters, longest first."""
    starts: dict[str, list[str]] = {}
    for name in sorted(_forms()[1].all, key=len, reverse=True):
        starts.setdefault(name[:2], []).append(name)
    return starts


def chinese_names(zh: str) -> list[Known]:
    """Find known names in a Chinese text, in Latin letters, too.

    >>> text = "德国和NATO的中方，印度洋"
    >>> [text[name.start : name.end] for name in chinese_names(text)]
    ['德国', '中方', '印度洋', 'NATO']
    """
    forms, starts = _forms()[1], _chinese()
    found, free = [], 0
    for at, two in enumerate(map(add, zh, zh[1:])):
        if at < free:
            continue
        for name in starts.get(two, ()):
            if zh.startswith(name, at):
                free = at + len(name)
                found.append(Known(at, free, forms.all[name], name in forms.sure))
                break
    return [*found, *_short(zh, found), *_latin(zh)]


def _short(zh: str, found: list[Known]) -> Iterator[Known]:
    """Characters that are short for a country, where they may be."""
    forms = _forms()[1].all
    taken = {at for name in found for at in range(name.start, name.end)}
    for at, character in enumerate(zh):
        codes = forms.get(character)
        if not codes or at in taken:
            continue
        before, after = zh[at - 1 : at], zh[at + 1 : at + 2]
        if (
            not (before.isalnum() and after.isalnum())
            or before in _BEFORE
            or after in _AFTER
            or not forms.keys().isdisjoint((before, after))
            or not taken.isdisjoint((at - 1, at + 1))
        ):
            yield Known(at, at + 1, codes, False)


def _latin(zh: str) -> Iterator[Known]:
    forms = _forms()[0]
    for word in latin_words(zh):
        if word.text in forms.all:
            yield Known(word.start, word.end, forms.all[word.text], word.text in forms.sure)


@lru_cache(maxsize=8)
def other_names(en: str, zh: str) -> tuple[list[Known], list[Known]]:
    """Known names of one kind that only one of the texts has: English, Chinese; or neither.

    A name is often left out or said in another way, so each text must have one of its own. A name
    that both have, but one of them more often, will do for one of the two.

    >>> other_names("France won.", "法国获胜。")
    ([], [])
    >>> [name.codes for side in other_names("France won.", "德国获胜。") for name in side]
    [frozenset({'FR'}), frozenset({'DE'})]
    """
    english = english_names(en)
    if not any(name.sure for name in english):
        return [], []
    chinese = chinese_names(zh)
    only_en, only_zh = _only(english, chinese), _only(chinese, english)
    for kind in KINDS:
        left = [name for name in only_en if kind in name.kinds]
        right = [name for name in only_zh if kind in name.kinds]
        if right and not left:
            left = _oftener(english, chinese, kind)
        elif left and not right:
            right = _oftener(chinese, english, kind)
        if left and right:
            return left, right
    return [], []


#: Between the items of a list.
_AND = r"(?:,\s*)?\b(?:and|or)\b|&|、|以及|和|与|與|及|或"
_BETWEEN = re.compile(rf"\s*(?:{_AND}|[,，])\s*(?:the\s+)?")
_GOES_ON = re.compile(rf"\s*(?:{_AND})")
_WENT_ON = re.compile(rf"(?:{_AND})\s*\Z")


def left_out(en: str, zh: str) -> tuple[Known | None, Known | None]:
    """The one country of a list of three or more that the same list of the other text lacks.

    >>> lost, _ = left_out("in Japan, Korea and Peru", "在日本和秘鲁")
    >>> lost and lost.codes >= {"KR"}, left_out("in Japan, Korea and Peru", "在日韩及秘鲁")
    (True, (None, None))
    """
    english, chinese = english_names(en), chinese_names(zh)
    some, others = _listed(en, english), _listed(zh, chinese)
    return _lacking(some, others, chinese), _lacking(others, some, english)


def _listed(text: str, names: list[Known]) -> list[Known]:
    """The longest list of countries; none if it goes on with something else."""
    found: list[Known] = []
    run: list[Known] = []
    for name in names:
        if run and not _BETWEEN.fullmatch(text, run[-1].end, name.start):
            run = []
        run.append(name)
        found = max(found, run, key=len)
    if not found or any("country" not in name.kinds for name in found):
        return []
    open_end = _GOES_ON.match(text, found[-1].end)
    open_start = _WENT_ON.search(text, max(0, found[0].start - 6), found[0].start)
    return [] if open_end or open_start else [*found]


def _lacking(these: list[Known], others: list[Known], there: list[Known]) -> Known | None:
    """The one of a list that is not among the names of the other text, which lists the rest."""
    lost = _only(these, there)
    rest = [name for name in these if name not in lost]
    listed = frozenset[str]().union(*(name.codes for name in others))
    same = len(others) == len(rest) > 1 and not any(listed.isdisjoint(n.codes) for n in rest)
    return lost[0] if len(lost) == 1 and same else None


def _only(these: list[Known], others: list[Known]) -> list[Known]:
    there = frozenset[str]().union(*(name.codes for name in others))
    return [name for name in these if name.sure and there.isdisjoint(name.codes)]


def _oftener(these: list[Known], others: list[Known], kind: str) -> list[Known]:
    """Names of these that the others have less often."""
    return [
        name
        for name in these
        if name.sure
        and (codes := {code for code in name.codes if _kind(code) == kind})
        and _count(these, codes) > _count(others, codes)
    ]


def _count(names: list[Known], codes: set[str]) -> int:
    return sum(not name.codes.isdisjoint(codes) for name in names)
