"""Another name than that of the other side: a country, a body, a person, a Latin name."""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator

from align.audit.engine.check import (
    Context,
    Hit,
    MemoryLook,
    SegmentLook,
    Span,
    memory_check,
    segment_check,
)
from align.audit.engine.segment_store import Segment, SegmentStore, case, side_name
from align.audit.evidence.latin_leftovers import is_word, only_chinese, only_english
from align.languages.names.known_names import (
    Known,
    chinese_names,
    english_names,
    left_out,
    other_names,
)
from align.languages.names.other_people import other_people
from align.languages.words.en import spells_initials
from align.languages.words.latin import Latin, latin_words, narrow
from align.parameter import Parameter

_ACRONYM = re.compile(r"(?<![A-Za-z0-9_.&/@-])[A-Z]{2,6}(?=s?(?![A-Za-z0-9_&/@-]))")
_LISTING = re.compile("[、和与與及或]")
_CAPITALS = re.compile("[A-ZＡ-Ｚ]{2}")
#: A capitalised word, as it is counted; a quick test for names on the Chinese side.
_CAPITAL, _MIXED = re.compile(r"[A-Z][A-Za-z]{2,}"), re.compile(r"[A-Za-z][a-z]|[a-z][A-Z]")
#: The words beside a name.
_BEFORE, _AFTER = re.compile(r"([A-Za-z]+)[ -]\Z"), re.compile(r"\A[ -]([A-Za-z]+)")


def _hit(segment: Segment, en: Iterable[Span], zh: Iterable[Span]) -> Hit:
    """A hit with the spans of both sides, and the first of each in its message."""
    spans, others = tuple(en), tuple(zh)
    one, other = segment.en[slice(*spans[0])], segment.zh[slice(*others[0])]
    message = f"the English side has {one}, the Chinese side {other}"
    return Hit(message, en=spans, zh=others)


def _known(segment: Segment, *kinds: str) -> Iterator[Hit]:
    en, zh = other_names(segment.en, segment.zh)
    if en and not (en[0].kinds & zh[0].kinds).isdisjoint(kinds):
        yield _hit(segment, _spans(en), _spans(zh))


def _spans(names: Iterable[Known]) -> list[Span]:
    return [(name.start, name.end) for name in names]


@segment_check(
    "countries",
    family="meaning",
    severity="error",
    summary="another country, nationality, language or capital than on the other side",
    rationale="Nothing else in the sentence tells a reader that the wrong country is named.",
    fires=(
        case("Exports to France rose.", "对德国的出口增长。"),
        case("The Chinese delegation arrived.", "日本代表团抵达。"),
        case("She speaks Spanish.", "她会说葡萄牙语。"),
        case("Talks were held in Paris.", "会谈在柏林举行。"),
        case("Africa needs water.", "亚洲需要水。"),
        # one that a list lacks
        case("It sells to Japan, Korea, Peru and Chile.", "向日本、韩国和智利销售。"),
        case("It sells to Japan and Chile.", "向日本、秘鲁和智利销售。"),
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
        case("It sells to Japan, Peru and Chile.", "向日本、南美的秘鲁等国销售。"),
        case("It sells to Japan, Chile and Peru.", "向日智秘三国销售。"),
        case("It reads en-US files.", "它读取英文文件。"),
        case("It sells to Japan, Chile and Peru.", "向日本、智利和印加古国销售。"),
    ),
)
def check_countries(context: Context) -> SegmentLook:
    """Compare the countries and regions named on both sides; each must have one of its own.

    One that a list of countries lacks is a warning.
    """

    def look(segment: Segment) -> Iterable[Hit]:
        found = list(_known(segment, "country", "region"))
        return found or _left_out(segment)

    return look


def _left_out(segment: Segment) -> Iterator[Hit]:
    if not _LISTING.search(segment.zh):
        return
    lost = left_out(segment.en, segment.zh)
    for name, (side, text), (other, _) in zip(
        lost, segment.sides, segment.sides[::-1], strict=True
    ):
        if name:
            message = f"{text[name.start : name.end]} is missing on {side_name(other)}"
            yield Hit.on(side, message, [(name.start, name.end)])._replace(severity="warning")


@segment_check(
    "acronyms",
    family="meaning",
    severity="warning",
    summary="another body or acronym than on the other side",
    rationale="An acronym looks like any other, so a wrong one is overlooked.",
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
    if not _CAPITALS.search(segment.zh):
        return
    en, zh = narrow(segment.en), narrow(segment.zh)
    chinese = {match.group(): match.span() for match in _ACRONYM.finditer(zh)}
    added = [form for form in chinese if form.lower() not in en.lower()]
    if not added:
        return
    words = [word.text for word in latin_words(segment.en)]
    added = [form for form in added if not spells_initials(form, words)]
    lost = list(_lost(en, zh, chinese)) if added else []
    if lost and not any(_is_slip(match.group(), form) for match in lost for form in added):
        yield _hit(segment, (match.span() for match in lost), (chinese[form] for form in added))


def _lost(en: str, zh: str, there: Container[str]) -> Iterator[re.Match[str]]:
    """Acronyms that the Chinese text lacks, also by name; ``there`` are those that it has."""
    said = frozenset[str]().union(*(name.codes for name in chinese_names(zh)))
    known = {en[n.start : n.end] for n in english_names(en) if not said.isdisjoint(n.codes)}
    for match in _ACRONYM.finditer(en):
        form = match.group()
        # it may be in an address or a code, as often as in the English text
        oftener = en.lower().count(form.lower()) > zh.lower().count(form.lower())
        if form not in known and form not in there and oftener:
            yield match


def _is_slip(one: str, other: str) -> bool:
    """Whether two acronyms differ by a slip, which ``abbreviations`` reports.

    >>> _is_slip("GNU", "GUN"), _is_slip("IECEE", "IECCE"), _is_slip("CPU", "GPU")
    (True, True, False)
    """
    from rapidfuzz.distance import OSA

    alike = sorted(one) == sorted(other) or min(len(one), len(other)) > 3
    return alike and OSA.distance(one, other, score_cutoff=1) == 1


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
    parameters=(
        Parameter(
            "kept", 0.8, "a word is a name if this share of segments keeps it in Latin letters"
        ),
    ),
    fires=(
        [case("Baxter runs it.", "Lambert负责运行。")],
        [case("It runs on Kubernetes.", "它运行在Windows上。")],
        [case("Leader Migration works.", "Leader Election很有用。")],
        [*[case("See Python.", "见Python。")] * 4, case("Python is fast.", "Kotlin很快。")],
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

    That is a word in no dictionary, or one that the memory keeps. A Chinese one that the memory
    adds here and there explains something. Beside the same Latin word, any two will do.
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
            if names and _MIXED.search(segment.zh) and only_chinese(segment):
                differ.append(segment.number)
        names = {w for w, n in keep.items() if n > 2 and n >= kept * have[w]}
        for number in differ:
            segment = store[number]
            en, zh = only_english(segment), only_chinese(segment)
            pairs = [(w, z) for w in en for z in zh if _same_place(w, z, segment)] or [
                (w, z)
                for w in en
                for z in zh
                if (w.text in names or not is_word(w)) and (keep[z.text] < 3 or added[z.text] < 2)
            ]
            if pairs:
                yield number, _hit(segment, *([(w.start, w.end)] for w in _nearest(pairs)))

    return look


def _same_place(en: Latin, zh: Latin, segment: Segment) -> bool:
    """Whether the same Latin word is before or after both: Leader Election, Leader Migration."""
    for pattern, part in ((_BEFORE, slice(None, en.start)), (_AFTER, slice(en.end, None))):
        other = slice(None, zh.start) if pattern is _BEFORE else slice(zh.end, None)
        found, match = pattern.search(segment.en[part]), pattern.search(segment.zh[other])
        if found and match and found[1].lower() == match[1].lower():
            return True
    return False


def _nearest(pairs: list[tuple[Latin, Latin]]) -> tuple[Latin, Latin]:
    """The two names that are most alike, or the first."""
    from rapidfuzz.fuzz import ratio

    return max(pairs, key=lambda pair: ratio(pair[0].key, pair[1].key))
