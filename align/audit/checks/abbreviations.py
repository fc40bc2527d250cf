"""Abbreviations in capitals: the same ones on both sides, as far as the memory keeps them."""

import re
from array import array
from collections import Counter
from collections.abc import Iterator

from align.audit.engine.check import Context, Hit, MemoryLook, memory_check
from align.audit.engine.segment import Segment, case
from align.audit.engine.store import SegmentStore
from align.languages.words.en_spelling import is_english, spells_initials
from align.languages.words.latin import narrow, words
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
    return spells_initials(form, [w.text for w in words(text)])


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
