"""Another name than that of the other side: a country, a body, a person, a Latin name."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product

from align.audit.engine.check import (
    Context,
    Hit,
    MemoryLook,
    SegmentLook,
    Severity,
    Span,
    memory_check,
    segment_check,
)
from align.audit.engine.segment_store import Segment, SegmentStore, case
from align.languages.names.known_names import Known, chinese_names, english_names, other_names
from align.languages.names.other_people import other_people
from align.languages.words.content import ENGLISH_STOP_WORDS
from align.languages.words.en import is_english, same_word, spells_initials
from align.languages.words.latin import Latin, fold, latin_words, narrow
from align.parameter import Parameter

_ACRONYM = re.compile(r"(?<![A-Za-z0-9_.&/@-])[A-Z]{2,6}(?=s?(?![A-Za-z0-9_&/@-]))")
#: A capitalised word, as it is counted; a quick test for names on the Chinese side.
_CAPITAL = re.compile(r"[A-Z][A-Za-z]{2,}")
_MIXED = re.compile(r"[A-Za-z][a-z]|[a-z][A-Z]")
_SHORTEST = 3
#: What stands before the first word of a sentence, a title, an item of a list.
_BEGINS = re.compile(r"(?:\A|[.!?:;]['\"”’)]*\s+|[\n“\"‘•*(]\s*|\d[.)]\s+)\Z")
_BEFORE, _AFTER = re.compile(r"[A-Z][\w.]*[ /&-]{1,3}\Z"), re.compile(r"[ /&-]{1,3}[A-Z]")
_LOOK_BACK = 30
_CALENDAR = frozenset(
    "january february march april may june july august september october november december monday "
    "tuesday wednesday thursday friday saturday sunday".split()
)


def _hit(
    segment: Segment, en: Iterable[Span], zh: Iterable[Span], severity: Severity | None = None
) -> Hit:
    """A hit with the spans of both sides, and the first of each in its message."""
    spans, others = tuple(en), tuple(zh)
    one, other = segment.en[slice(*spans[0])], segment.zh[slice(*others[0])]
    message = f"the English side has {one}, the Chinese side {other}"
    return Hit(message, en=spans, zh=others, severity=severity)


def _known(segment: Segment, *kinds: str) -> Iterator[Hit]:
    en, zh = other_names(segment.en, segment.zh)
    if en and not (en[0].kinds & zh[0].kinds).isdisjoint(kinds):
        yield _hit(segment, _spans(en), _spans(zh))


def _spans(names: Iterable[Known]) -> list[Span]:
    return [(name.start, name.end) for name in names]


@segment_check(
    "countries",
    family="meaning",
    severity="warning",
    summary="another country, nationality, language or capital than on the other side",
    rationale="Nothing else in the sentence tells a reader that the wrong country is named.",
    fires=(
        case("Exports to France rose.", "对德国的出口增长。"),
        case("The Chinese delegation arrived.", "日本代表团抵达。"),
        case("She speaks Spanish.", "她会说葡萄牙语。"),
        case("Talks were held in Paris.", "会谈在柏林举行。"),
        case("Africa needs water.", "亚洲需要水。"),
        # one of two
        case("France said that France would pay.", "法国表示，英国会付款。"),
    ),
    silent=(
        case("Exports to France rose.", "对法出口增长。"),
        case("Sino-US talks", "中美会谈"),
        case("The Washington talks", "在美国首都举行的会谈"),
        case("It crossed the Indian Ocean.", "它横渡印度洋。"),
        case("North Korea tested it.", "朝鲜进行了试验。"),
        case("New Zealand and Iceland", "紐西蘭和冰島"),
        case("Leave the EU", "英国脱欧"),
        case("the fair in Europe", "在西班牙举行的展会"),
        case("the Republic of China", "中華民國"),
        case("Only France agreed.", "只有它同意。"),
    ),
)
def check_countries(context: Context) -> SegmentLook:
    """Compare the countries and regions named on both sides; each must have one of its own."""
    return lambda segment: _known(segment, "country", "region")


@segment_check(
    "acronyms",
    family="meaning",
    severity="warning",
    summary="another body or acronym than on the other side",
    rationale="An acronym looks like any other, so a wrong one is overlooked.",
    unless=("abbreviations",),
    fires=(
        case("NATO met in May.", "5月，联合国开会。"),
        case("The WHO said so.", "世贸组织这样说。"),
        case("EU rules apply.", "適用東協規定。"),
        case("GDP grew by 3%.", "居民消费价格指数上涨3%。"),
        case("Use the API.", "请使用SDK。"),
        case("The FBI is looking for him.", "CIA正在找他。"),
    ),
    silent=(
        case("NATO met in May.", "5月，北约开会。"),
        case("Gross domestic product and the UK", "英国的GDP"),
        case("The World Health Organization", "WHO"),
        case("Two APIs", "两个API"),
        case("Open the PDF.", "打开文件。"),
        case("an ASEAN lab", "CQC在东盟的实验室"),
    ),
)
def check_acronyms(context: Context) -> SegmentLook:
    """Compare bodies by their names, and other acronyms by their letters."""

    def look(segment: Segment) -> Iterable[Hit]:
        known = list(_known(segment, "body"))
        yield from known or _letters(segment)

    return look


def _letters(segment: Segment) -> Iterator[Hit]:
    chinese = {m.group(): m.span() for m in _ACRONYM.finditer(narrow(segment.zh))}
    if not chinese:
        return
    plain, words = narrow(segment.en), [word.text for word in latin_words(segment.en)]
    lower = plain.lower()
    only_zh = [
        span
        for form, span in chinese.items()
        if form.lower() not in lower and not spells_initials(form, words)
    ]
    if not only_zh:
        return
    said = frozenset[str]().union(*(name.codes for name in chinese_names(segment.zh)))
    known = {
        segment.en[name.start : name.end]
        for name in english_names(segment.en)
        if not said.isdisjoint(name.codes)
    }
    here = narrow(segment.zh).lower()
    only_en = [
        match.span()
        for match in _ACRONYM.finditer(plain)
        if (form := match.group()) not in known
        and form not in chinese
        and lower.count(form.lower()) > here.count(form.lower())
    ]
    if only_en:
        yield _hit(segment, only_en, only_zh)


@segment_check(
    "persons",
    family="meaning",
    severity="warning",
    summary="another Chinese person than on the other side",
    rationale="A speech or an office is given to somebody else.",
    fires=(
        case("Zhou Qiming gave a speech.", "林美玲致辞。"),
        case("Engineer Li-hua Wu explained it.", "罗建业工程师作了说明。"),
        case("Ouyang Hui took the chair.", "司马文静主持会议。"),
    ),
    silent=(
        case("Zhou Qiming gave a speech.", "周启明致辞。"),
        case("Zhou Qiming gave a speech.", "他在会上致辞。"),
        case("Zhou Qimin gave a speech.", "周启明致辞。"),
        case("Wang Fang met the mayor of Hong Kong.", "王芳会见了香港市长。"),
        case("Zhou Rui's wife met Lin Bo.", "周瑞家的见了他。"),
        case("Ri Yong Ho said so.", "李英浩这样说。"),
    ),
)
def check_persons(context: Context) -> SegmentLook:
    """A Chinese name in pinyin that no characters spell, and one in characters without pinyin."""

    def look(segment: Segment) -> Iterable[Hit]:
        en, zh = other_people(segment.en, segment.zh)
        if en:
            yield _hit(segment, en, zh)

    return look


@memory_check(
    "other-names",
    family="meaning",
    severity="warning",
    summary="another name in Latin letters than on the other side",
    rationale="The sentence is about another product, company or person.",
    unless=("latin-names",),
    parameters=(
        Parameter(
            "kept", 0.8, "a word is a name if this share of segments keeps it in Latin letters"
        ),
    ),
    fires=(
        [case("Baxter runs it.", "Lambert负责运行。")],
        [case("It runs on Kubernetes.", "它运行在Windows上。")],
        [*[case("See Python.", "见Python。")] * 2, case("Python is fast.", "Kotlin很快。")],
    ),
    silent=(
        [case("Baxter runs it.", "巴克斯特负责运行。")],
        [case("It runs on Kubernetes.", "它运行在Kubernetes上。")],
        # what the other side leaves unsaid
        [case("This class is private.", "此类是Python的私有类。")],
        [case("Open the Control Panel.", "打开Windows控制面板。")],
        [case("They met on Friday.", "他们星期五在GitHub上开会。")],
        [case("In Switzerland", "在瑞士的Basel")],
    ),
)
def check_other_names(context: Context, kept: float) -> MemoryLook:
    """Each side has a name that the other lacks, and the English one is usually kept as it is.

    That is a word in no dictionary, or one that the memory keeps; one that it keeps less often, or
    a name of one word, is less certain. So is a Chinese one that the memory adds here and there.
    """

    def look(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        have, keep, added = Counter[str](), Counter[str](), Counter[str]()
        differ = []
        for segment in store:
            names = set(_CAPITAL.findall(segment.en))
            chinese = set(_CAPITAL.findall(segment.zh))
            for name in names:
                have[name] += 1
                keep[name] += name in chinese
            for name in chinese - names:
                added[name] += 1
            if names and _MIXED.search(segment.zh) and _strange(segment):
                differ.append(segment.number)
        names = {w for w, n in keep.items() if n > 2 and n >= kept * have[w]}
        maybe = {w for w, n in keep.items() if n > 1 and n >= kept / 2 * have[w]}
        for number in differ:
            segment = store[number]
            words = _strange_english(segment)
            sure = [w for w in words if w.text in names or not _is_word(w)]
            less = sure or [w for w in words if w.text in maybe or _is_alone(w, segment.en)]
            if less:
                one, other = _nearest(less, _strange(segment))
                usual = (
                    keep[other.text] > 2 and added[other.text] > 1
                )  # it explains, or it is wrong
                severity: Severity | None = None if sure and not usual else "note"
                en, zh = ([(name.start, name.end)] for name in (one, other))
                yield number, _hit(segment, en, zh, severity)

    return look


def _nearest(en: list[Latin], zh: list[Latin]) -> tuple[Latin, Latin]:
    """The two names that are most alike, or the first of each."""
    from rapidfuzz.fuzz import ratio

    return max(product(en, zh), key=lambda pair: ratio(pair[0].key, pair[1].key))


def _strange(segment: Segment) -> list[Latin]:
    """Names in Latin letters of the Chinese side that the English side has in no form."""
    words = [w for w in latin_words(segment.zh) if _may_be_name(w) and w.text not in segment.en]
    return _missing(words, segment.en) if words else []


def _strange_english(segment: Segment) -> list[Latin]:
    """Names of the English side that the Chinese one has neither in Latin letters nor otherwise."""
    said = frozenset[str]().union(*(name.codes for name in chinese_names(segment.zh)))
    known = {name.start for name in english_names(segment.en) if not said.isdisjoint(name.codes)}
    words = [w for w in latin_words(segment.en) if _may_be_name(w) and w.text[0].isupper()]
    return [w for w in _missing(words, segment.zh) if w.start not in known]


def _may_be_name(word: Latin) -> bool:
    text = word.text
    return len(text) >= _SHORTEST and not (text.islower() or text.isupper())


def _missing(words: Iterable[Latin], text: str) -> list[Latin]:
    others = latin_words(text)
    squeezed = _squeezed(fold(text))
    return [
        word
        for word in words
        if _squeezed(word.key) not in squeezed
        and not any(same_word(other.key, word.key) for other in others)
    ]


def _squeezed(key: str) -> str:
    return "".join(filter(str.isalnum, key))


def _is_word(word: Latin) -> bool:
    """Whether a capitalised word has a meaning that Chinese text would express."""
    key = word.key
    return is_english(key) or key.split("'")[0] in ENGLISH_STOP_WORDS or key in _CALENDAR


def _is_alone(word: Latin, text: str) -> bool:
    """Whether a capitalised word is within a sentence, and not in a name of several words."""
    before = text[max(0, word.start - _LOOK_BACK) : word.start]
    beside = _BEFORE.search(before) or _AFTER.match(text, word.end)
    return is_english(word.key) and not (beside or _BEGINS.search(before) or word.key in _CALENDAR)
