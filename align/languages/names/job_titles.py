"""Job titles: where they stand in both languages, and which English word may render which."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from align.languages.names.people import Person

Span = tuple[int, int]

# Chinese title → the English nouns that may render it; the deputy's title begins with 副.
_NOUNS = {
    "首席执行官": "ceo officer executive",
    "总工程师": "engineer",
    "工程师": "engineer",
    "总经理": "manager director president ceo",
    "经理": "manager",
    "董事长": "chairman president chair",
    "理事长": "chairman president director chair",
    "秘书长": "secretary general",
    "总裁": "president ceo",
    "主席": "chairman chair president",
    "会长": "president chairman chair",
    "社长": "president director",
    "主任": "director head chairman chair chief minister manager",
    "部长": "minister director head manager general secretary",
    "司长": "director general head chief",
    "局长": "director general head chief commissioner",
    "署长": "director general head chief commissioner administrator",
    "厅长": "director general head",
    "处长": "director head chief",
    "科长": "director head chief",
    "院长": "president dean director head",
    "所长": "director head president",
    "校长": "president principal chancellor headmaster",
    "书记": "secretary",
    "总监": "director",
    "组长": "leader head chief",
    "研究员": "researcher fellow professor",
    "调研员": "researcher counsel inspector consultant investigator",
    "副总统": "president",
    "国务卿": "secretary",
    "外长": "minister secretary",
}
_DEPUTY = "副"
_ZH = re.compile(rf"(?:{_DEPUTY}|常务副)?(?:{'|'.join(sorted(_NOUNS, key=len, reverse=True))})")
_RANKS = (
    "deputy vice assistant associate executive acting managing general chief senior honorary "
    "standing permanent division section department second-level third-level first-level"
).split()
_ENGLISH = (
    "director-general secretary-general director president manager chairman chairwoman chairperson "
    "chair chief-executive-officer executive-officer ceo engineer secretary head minister dean "
    "chief leader principal chancellor commissioner administrator researcher fellow counsel "
    "inspector consultant"
).split()
_EN = re.compile(
    r"(?<![\w-])(?:(?:{ranks})[ -])*(?:{nouns})(?:[ -]general)?(?![\w-])".format(
        ranks="|".join(_RANKS),
        nouns="|".join(noun.replace("-", "[ -]") for noun in _ENGLISH),
    ),
    re.IGNORECASE,
)
_GENDER = re.compile(r"(?:wo)?man\b|person\b")


# What every Chinese title ends with: the quick way to say that there is none.
_LAST = re.compile("[长理席任记裁监师员官卿统]")
# Before a title, whose it is: a name, without what kind of company it is.
_BODY = re.compile(r"(\w{3,}?)(?:集团)?(?:股份)?(?:有限)?(?:责任)?(?:公司)?\Z")
_CONTEXT = 8
_POLITE = re.compile(r"(?:\s(?:Mr|Ms|Mrs|Dr|Prof)\.?)?\s\Z")
# The apposition after a name: up to the end of the clause, not far.
_APPOSITION = re.compile(r",\s[^.;:!?“”\n]{1,160}")


class Title(NamedTuple):
    """A title in both languages; ``holder`` and ``context`` are who holds it, where.

    Both are Chinese, and empty where the text does not say.
    """

    en: Span
    zh: Span
    holder: str
    context: str


def plain(title: str) -> str:
    """A title without what makes no other rendering of it: case, hyphens, gender.

    >>> plain("Vice-Chairwoman"), plain("Director-General")
    ('vice chair', 'director general')
    """
    words = _GENDER.sub("", title.lower().replace("-", " ")).split()
    return " ".join("ceo" if w == "chief executive officer" else w for w in words)


def same_but_for_rank(one: str, other: str) -> bool:
    """Whether only the word for a deputy sets two plain titles apart.

    >>> same_but_for_rank("vice president", "deputy president")
    True
    """
    return one != other and _neutral(one) == _neutral(other)


def _neutral(title: str) -> list[str]:
    return ["deputy" if word in ("vice", "associate") else word for word in title.split()]


def chinese_titles(zh: str) -> list[Span]:
    """Where the Chinese titles stand.

    >>> [("副总经理刘江和部长")[slice(*span)] for span in chinese_titles("副总经理刘江和部长")]
    ['副总经理', '部长']
    """
    if not _LAST.search(zh):
        return []
    return [match.span() for match in _ZH.finditer(zh)]


def english_titles(en: str, begin: int = 0, end: int | None = None) -> list[Span]:
    """Where the English titles stand.

    >>> text = "Zhou Qiming, Deputy Managing Director of CQC"
    >>> [text[slice(*span)] for span in english_titles(text)]
    ['Deputy Managing Director']
    """
    return [match.span() for match in _EN.finditer(en, begin, len(en) if end is None else end)]


def may_render(english: str, chinese: str) -> bool:
    """Whether an English title can stand for a Chinese one.

    >>> may_render("Vice President", "副总经理"), may_render("Secretary", "副总经理")
    (True, False)
    >>> may_render("President", "副总经理")
    False
    """
    words = set(plain(english).split())
    core = chinese.removeprefix("常务").removeprefix(_DEPUTY)
    deputy = bool(words & {"deputy", "vice", "assistant", "associate", "executive"})
    if (core != chinese) != deputy:
        return False
    return not words.isdisjoint(_NOUNS[core].split())


def titles(en: str, zh: str, people: Sequence[Person]) -> list[Title]:
    """Titles that stand on both sides, as far as it is plain which renders which.

    In Chinese a title stands right before the name, in English right before or after it. Without
    a name, the only title of one side goes with the only one of the other.

    >>> from align.languages.names.people import people
    >>> en, zh = "Zhou Qiming, Vice President of CQC, spoke.", "CQC副总经理周启明致辞。"
    >>> [(en[slice(*t.en)], t.holder, t.context) for t in titles(en, zh, people(en, zh))]
    [('Vice President', '周启明', 'CQC')]
    """
    chinese = chinese_titles(zh)
    if not chinese:
        return []
    english = english_titles(en)
    found = []
    for number, person in enumerate(people):
        held = [span for span in chinese if span[1] == person.zh[0]]
        if held:
            end = people[number + 1].en[0] if number + 1 < len(people) else len(en)
            word = zh[slice(*held[0])]
            for span in _beside(en, person, end, english):
                if may_render(en[slice(*span)], word):
                    holder = zh[slice(*person.zh)]
                    found.append(Title(span, held[0], holder, _context(zh, held[0][0])))
                    break
    used = {span for title in found for span in (title.en, title.zh)}
    left, right = ([s for s in spans if s not in used] for spans in (english, chinese))
    if len(left) == len(right) == 1 and may_render(en[slice(*left[0])], zh[slice(*right[0])]):
        found.append(Title(left[0], right[0], "", _context(zh, right[0][0])))
    return found


def _beside(en: str, person: Person, end: int, english: Sequence[Span]) -> list[Span]:
    """The titles before and after a name, the likelier first."""
    begin, after = person.en
    found = [s for s in english if s[1] <= begin and _POLITE.fullmatch(en[s[1] : begin])]
    apposition = _APPOSITION.match(en, after, end)
    if apposition:
        found += [s for s in english if after < s[0] and s[1] <= apposition.end()]
    return found


def _context(zh: str, begin: int) -> str:
    match = _BODY.search(zh[max(0, begin - 24) : begin])
    return match.group(1)[-_CONTEXT:] if match else ""
