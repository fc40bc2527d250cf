"""Latin words in Chinese text: abbreviations and names spelled as in the English."""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator

from align.audit.engine.check import (
    Context,
    Hit,
    MemoryLook,
    SegmentLook,
    memory_check,
    segment_check,
)
from align.audit.engine.segment import Segment, case
from align.audit.engine.store import SegmentStore
from align.languages.words.en import is_english, is_slip, same_word, spells_initials
from align.languages.words.latin import Latin, fold, latin_words, narrow
from align.parameter import Parameter

_CAPITALS = re.compile(r"[A-Z]{2,}(?:&[A-Z]+)?")
#: More letters are a word in capitals.
_MANY = 8

_KEPT = [case("The IECEE met.", "IECEE召开会议。")] * 9


@memory_check(
    "abbreviations",
    cost=1,
    family="names",
    severity="error",
    summary="an abbreviation in capitals is another one on one side, or missing where it is kept",
    rationale="IECCE for IECEE is another body, and an abbreviation dropped may be a name dropped.",
    parameters=(
        Parameter("kept", 0.9, "the share of segments that keep it, from which a loss is told"),
        Parameter("segments", 8, "in so many segments at least it must occur, for a loss to tell"),
    ),
    fires=(
        [case("The IECEE met in May.", "IECCE于5月召开会议。")],
        [case("The IECEE met. IECEE members voted.", "IECEE召开会议。IECCE成员投票。")],
        [case("The IECEE met in May.", "IECE于5月召开会议。")],
        [case("The CNCA met in May.", "CNAC于5月召开会议。")],
        [case("The CSI driver and the API", "SCI驱动和API")],
        [case("Use ALTER TABLE.", "使用LATER TABLE。")],
        [case("SQL", "QSL")],
        [case("The GPU is new.", "CPU是新的。")],
        # one of two: a warning
        [case("NCB audits: an NCB has staff.", "NCB审核：CNB有员工。")],
        [*_KEPT, case("The IECEE voted.", "会议进行了投票。")],
        [*_KEPT, case("The members voted.", "IECEE成员投票。")],
    ),
    silent=(
        [case("The IECEE met in May.", "IECEE于5月召开会议。")],
        [case("The ＩＥＣＥＥ met in May.", "IECEE于5月召开会议。")],
        [case("Two NCBs and their CBTLs", "两家NCB及其CBTL")],
        # the Chinese name stands for it
        [case("CQC is growing.", "中国质量认证中心不断发展。")] * 9,
        [*_KEPT, case("The US and the EU agreed.", "美国和欧盟达成一致。")],
        # written in full
        [
            *[case("The CQC met.", "CQC召开会议。")] * 9,
            case("The China Quality Certification Centre met.", "CQC召开会议。"),
        ],
        [case("The CCC mark and CQC", "CCC标志和CQC")],
        [case("The CCC mark by CQC", "CQC证书")],
        [case("The UK and the EU", "UE和英国")],
        [*[case("The CPU and the GPU", "CPU和GPU")] * 2, case("A CPU", "一个GPU")],
        [*_KEPT, case("NOT A SINGLE IECEE ERROR", "IECEE零差错")],
        [case("See RFC 2119 and TiKV.", "见RFC 2119和TiKV。")],
    ),
)
def abbreviations(context: Context, kept: float, segments: int) -> MemoryLook:
    """What a memory nearly always keeps should be kept; what it translates is translated.

    A form that one side alone has is a slip when the other side has one that differs by
    a letter, or by two that are exchanged; of three letters, if each side has one of its own.
    """

    def look(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        have, keep = (Counter[str](), Counter[str]()), (Counter[str](), Counter[str]())
        differ = array("q")
        for segment in store:
            if segment.is_null or (segment.en.isupper() and " " in segment.en):
                continue  # a line in capitals throughout tells nothing
            en, zh = _forms(segment.en), _forms(segment.zh)
            if not (en or zh):
                continue
            # counted one by one: Counter.update is slow for a few
            for form in en:
                have[0][form] += 1
                keep[0][form] += form in zh
            for form in zh:
                have[1][form] += 1
                keep[1][form] += form in en
            if en != zh:
                differ.append(segment.number)
        for number in differ:
            segment = store[number]
            en, zh = _forms(segment.en), _forms(segment.zh)
            told = set()
            for one, other, sure in _slips(en, zh, have):
                if one in told and other in told:
                    continue
                told |= {one, other}
                yield (
                    number,
                    Hit(
                        f"the English side writes {one}, the Chinese {other}",
                        en=_places(segment.en, one),
                        zh=_places(segment.zh, other),
                        severity=None if sure else "warning",
                    ),
                )
            for side, lost in enumerate((en - zh, zh - en)):
                for form in sorted(lost - told):
                    if have[side][form] < segments or keep[side][form] < kept * have[side][form]:
                        continue
                    if side and _in_full(form, segment.en):
                        continue
                    if form.lower() in (segment.en if side else segment.zh).lower():
                        continue
                    yield number, _lost(segment, form, side, have[side][form], keep[side][form])

    return look


def _forms(text: str) -> frozenset[str]:
    """The abbreviations of a text, and the plural of NCBs as NCB."""
    found = set()
    plain = narrow(text)
    for match in _CAPITALS.finditer(plain):
        start, end = match.span()
        before, after = plain[start - 1 : start], plain[end : end + 2]
        if end - start <= _MANY and not (
            _is_part(before) or _is_part(after[:1] if after[:1] != "s" else after[1:])
        ):
            found.add(match.group())
    return frozenset(found)


def _is_part(character: str) -> bool:
    """What makes capitals part of something else: TiKV, CNCA01, ALL_CAPS."""
    return character.isascii() and (character.isalnum() or character == "_")


def _slips(
    en: frozenset[str], zh: frozenset[str], have: tuple[Counter[str], Counter[str]]
) -> Iterator[tuple[str, str, bool]]:
    """Pairs of which one is the other with a slip: English form, Chinese form, whether surely.

    One of the two is on one side of this segment only. Two letters exchanged tell more than one
    letter changed, and the more so if the memory has a form nowhere else.
    """
    for one in sorted(en - zh):
        for other in sorted(zh - en):
            swapped = _swapped(one, other)
            unknown = not (have[1][one] and have[0][other])
            if swapped or _slip(one, other, 4) or (unknown and _slip(one, other, 3)):
                yield one, other, len(one) > 3 or (swapped and unknown)
        if len(one) > 3 and not have[1][one]:
            yield from ((one, other, True) for other in sorted(en & zh) if _slip(one, other, 4))
    for other in sorted(zh - en):
        if not have[0][other]:
            for one in sorted(en & zh):
                if _slip(one, other, 4):
                    yield one, other, True
                elif _swapped(one, other):
                    yield one, other, False


def _slip(one: str, other: str, letters: int) -> bool:
    """A letter more, less, changed, or two exchanged; not two words, and not a plural."""
    from rapidfuzz.distance import OSA

    if min(len(one), len(other)) < letters or OSA.distance(one, other, score_cutoff=1) > 1:
        return False
    plural = one == f"{other}S" or other == f"{one}S"
    return not plural and not (is_english(one.lower()) and is_english(other.lower()))


def _swapped(one: str, other: str) -> bool:
    """Two neighbours of three and more letters exchanged.

    >>> _swapped("CSI", "SCI"), _swapped("CPU", "GPU"), _swapped("EU", "UE")
    (True, False, False)
    """
    if len(one) != len(other) or len(one) < 3:
        return False
    at = [n for n in range(len(one)) if one[n] != other[n]]
    return (
        len(at) == 2
        and at[1] == at[0] + 1
        and one[at[0]] + one[at[1]] == other[at[1]] + other[at[0]]
    )


def _in_full(form: str, text: str) -> bool:
    return spells_initials(form, [w.text for w in latin_words(text)])


def _lost(segment: Segment, form: str, side: int, have: int, keep: int) -> Hit:
    name = ("Chinese", "English")[side]
    spans = _places(segment.zh if side else segment.en, form)
    return Hit(
        f"{form} is missing on the {name} side; {keep} of {have} segments keep it",
        en=() if side else spans,
        zh=spans if side else (),
        severity="warning",
    )


def _places(text: str, form: str) -> tuple[tuple[int, int], ...]:
    plain = narrow(text)
    return tuple((m.start(), m.start() + len(form)) for m in re.finditer(re.escape(form), plain))


@segment_check(
    "latin-names",
    family="names",
    severity="error",
    summary="a name in Latin letters is spelled in two ways, or the English side lacks it",
    rationale="A product, company or person is not found under a misspelled name.",
    fires=(
        case("It runs on Kubernetes.", "它运行在Kuberentes上。"),
        case("It runs on Kubernets.", "它运行在Kubernetes上。"),
        case("In May Bosch opened a plant.", "5月，Bosh建了一家工厂。"),
        case("Marta Veronesi spoke.", "玛尔塔·韦罗内西（Marta Veronessi）发言。"),
        case("The HorizontalPodAutoscaler", "HorizontalPodAutoscalar对象"),
        case("Slack", "Slak"),
        case("Kelly saved the shot.", "Kely扑出了射门。"),
        # words of the dictionary, but in capitals: a warning
        case("Flake said so.", "Fake这样说。"),
        # only the Chinese side has it: a warning
        case("The database was upgraded.", "升级了Zabbix数据库。"),
    ),
    silent=(
        case("It runs on Kubernetes.", "它运行在Kubernetes上。"),
        case("It runs on Kubernetes.", "它运行在ｋｕｂｅｒｎｅｔｅｓ上。"),
        case("Jan Šafránek wrote it.", "Jan Safranek编写。"),
        case("Two Pods and Wi-Fi", "两个Pod和WiFi"),
        case("A back-end and node ports", "backend和NodePort"),
        case("the data center", "数据centre"),
        case("The effect was small.", "affect不大。"),
        case("Slides were shown.", "展示了slide。"),
        case("Kubernetes' API", "Kubernetes的API"),
        case("He read it.", "他读了《Hamlet in China》。"),
        case("TiDB and TiKV", "TiDB和TiKV"),
        case("Open the app.", "打开App。"),
        case("Set maxSize.", "设置maxSize。"),
    ),
)
def latin_names(context: Context) -> SegmentLook:
    """Latin words of the Chinese side that the English one does not have in any form.

    Abbreviations are looked at by another check, codes and addresses by others.
    """

    def look(segment: Segment) -> Iterable[Hit]:
        text = segment.en
        strange = [
            w
            for w in latin_words(segment.zh)
            if not (_stands(w.text, text) or w.text.isupper()) and len(w.text) > 2
        ]
        if strange:
            yield from _judge(strange, segment)

    return look


def _stands(word: str, text: str) -> bool:
    """Whether the text holds the word as it is; the quick answer that nearly always does."""
    at = text.find(word)
    if at < 0:
        return False
    after = text[at + len(word) : at + len(word) + 1]
    return not (after.isalpha() or text[at - 1 : at].isalpha())


def _judge(strange: list[Latin], segment: Segment) -> Iterable[Hit]:
    english = latin_words(segment.en)
    chinese = {w.key for w in latin_words(segment.zh)}
    squeezed = _squeezed(segment.en)
    squeezed_zh = _squeezed(segment.zh)
    told = set()
    for word in strange:
        key = _bare(word.key)
        if word.key in told or key in squeezed:
            continue
        told.add(word.key)
        forms = [w for w in english if same_word(w.key, word.key)]
        pieces = [p for p in word.key.replace("-", ".").split(".") if p]
        if forms or (len(pieces) > 1 and all(p in squeezed for p in pieces)):
            continue
        slips = [
            w
            for w in english
            if not w.text.islower()
            and is_slip(w.key, word.key, w.text.istitle() and word.text[0].isupper())
            and (not _elsewhere(w, chinese, squeezed_zh) or _is_strange(word))
        ]
        if slips:
            other = slips[0]
            sure = _is_name(other, segment.en) or is_slip(other.key, word.key)
            yield Hit(
                f"the English side writes {other.text}, the Chinese {word.text}",
                en=((other.start, other.end),),
                zh=((word.start, word.end),),
                severity=None if sure else "warning",
            )
        elif not word.text.islower() and not any(map(is_english, pieces)):
            yield Hit(
                f"{word.text} is missing on the English side",
                zh=((word.start, word.end),),
                severity="warning",
            )


def _is_name(word: Latin, text: str) -> bool:
    """A capital where no sentence begins."""
    before = text[: word.start].rstrip()
    return word.text.istitle() and before[-1:].isalnum()


def _elsewhere(word: Latin, chinese: set[str], squeezed: str) -> bool:
    """Whether the Chinese side has the English word as it should be, so that it is not missing."""
    return word.key in chinese or _bare(word.key) in squeezed


def _is_strange(word: Latin) -> bool:
    """A word so long that is no one's: near to a name, it is that name mistyped."""
    return len(word.key) > 4 and not is_english(word.key)


def _bare(key: str) -> str:
    return "".join(filter(str.isalnum, key))


def _squeezed(text: str) -> str:
    """Letters and digits alone: what is one word here may be two there."""
    return _bare(fold(text))
