"""Compares dates, quarters, times and weekdays by value."""

from collections.abc import Iterable, Iterator

from align.audit.engine.check import Context, Hit, SegmentLook, segment_check
from align.audit.engine.segment_store import Segment, case, side_name
from align.audit.evidence.number_leftovers import (
    Leftover,
    is_exact_figure,
    leftovers,
    number_hit,
    unique_hits,
)
from align.languages import other_language
from align.languages.numbers.calendar import contradictions
from align.languages.numbers.mentions import implies_date, time_zones
from align.languages.numbers.quantity import Quantity
from align.linking.number_equality import Atom
from align.linking.number_pairs import NumberPairs, pair_numbers

_FIELDS = ("year", "month", "day", "quarter", "half", "decade", "century", "time")


@segment_check(
    "dates",
    family="numbers",
    severity="error",
    summary="a date, a quarter or a time differs between the sides",
    rationale="Two versions of a release that name different days cannot both be right.",
    fires=(
        case("On August 9, 2023, CQC met.", "2023年8月8日，CQC召开会议。"),
        case("On August 9, 2023, CQC met.", "2023年9月9日，CQC召开会议。"),
        case("On August 9, 2023, CQC met.", "2022年8月9日，CQC召开会议。"),
        case("on 7 November", "11月17日"),
        case("in the third quarter", "第二季度"),
        case("In Q3 2023", "2023年四季度"),
        case("in the first half of 2023", "2023年下半年"),
        case("in the 1990s", "上世纪80年代"),
        case("the nineteenth century", "十八世纪"),
        case("at 3:30 p.m.", "下午3点15分"),
        case("in June 2024", "2024年7月"),
        case("from May 3 to 5", "5月3日至6日"),
        case("Certified since 1990", "自1991年起获证"),
        case("Three of them met in 2013.", "三人于2003年相识。"),
        case("In 2024, a year of the 14th Five-Year Plan,", "2014年是“十四五”规划的一年，"),
        case("In May: it was founded on May 11, 2020.", "5月：于2020年4月11日成立。"),
    ),
    silent=(
        case("On August 9, 2023, CQC met.", "2023年8月9日，CQC召开会议。"),
        case("On August 9th and 10th", "8月9日至10日"),
        case("9 August 2023", "二〇二三年八月九日"),
        case("On Aug. 9, 2023", "2023-08-09"),
        case("on the 11th", "11日"),
        case("on the afternoon of January 11", "11日下午"),
        case("In 2022 revenue grew.", "去年收入增长。"),
        case("the 2023 Work Conference", "2023年工作会议"),
        case("in H1 2023", "2023年上半年"),
        case("in the first quarter", "一季度"),
        case("from May 3 to 5", "5月3日至5日"),
        case("in the 1980s", "上世纪八十年代"),
        case("in the eighties", "八十年代"),
        case("at 3 p.m.", "15时"),
        case("at 3 p.m.", "下午三点"),
        case("He may march on.", "他会继续前进。"),
        case("for five months", "历时5个月"),
        case("when the number is 1", "数量为 1 时"),
        case("the 19th century", "19世纪"),
    ),
)
def check_dates(context: Context) -> SegmentLook:
    """Report parts of dates that correspond and differ."""

    def look(segment: Segment) -> Iterable[Hit]:
        pairs = pair_numbers(segment.en, segment.zh)
        if not (pairs.en or pairs.zh):
            return ()
        return unique_hits([*_differing(segment, leftovers(pairs, _FIELDS))])

    return look


def _differing(segment: Segment, found: Iterable[Leftover]) -> Iterator[Hit]:
    en, zh = segment.en, segment.zh
    for one in found:
        if not (one.en and one.zh) or (one.en.field == "time" and _other_zones(en, zh)):
            continue
        hit = number_hit(en, zh, one)
        sure = all(a.quantity.sure or a.quantity.kind != "date" for a in one.sides)
        yield hit if sure else hit._replace(severity="warning")


def _other_zones(en: str, zh: str) -> bool:
    """Whether times of the two texts may be of different time zones."""
    return time_zones(en) != time_zones(zh)


@segment_check(
    "dates-missing",
    family="numbers",
    severity="warning",
    summary="a date in digits is on one side only",
    rationale="A date may be clear from the context, or may have been forgotten.",
    fires=(
        case("CQC met on October 23, 2023.", "CQC召开会议。"),
        case("CQC met in Beijing.", "10月23日，CQC在北京召开会议。"),
        case("On October 23, 2023, CQC met.", "10月23日，CQC召开会议。"),
    ),
    silent=(
        case("CQC met on October 23, 2023.", "2023年10月23日，CQC召开会议。"),
        case("CQC met on October 23, 2023.", "2023年10月24日，CQC召开会议。"),  # it differs
        case("It may rain.", "五月下雨。"),
        case("when it is 0", "结果为 0 时"),
        case("the 2023 Conference", "2023年会议"),
        # left in English: for another check
        case("Updated on May 5, 2023 by CQC.", "Updated on May 5, 2023, by CQC."),
    ),
)
def check_dates_missing(context: Context) -> SegmentLook:
    """Report dates without a counterpart, once each."""

    def look(segment: Segment) -> Iterable[Hit]:
        pairs = pair_numbers(segment.en, segment.zh)
        if not (pairs.en or pairs.zh):
            return ()
        return unique_hits([*_missing(segment, pairs)])

    return look


def _missing(segment: Segment, pairs: NumberPairs) -> Iterator[Hit]:
    """Dates that nothing on the other side stands for; of which a part is missing: a note."""
    here: set[Quantity] | None = None
    for one in leftovers(pairs, _FIELDS):
        if one.en and one.zh:
            continue
        (atom,) = one.sides
        other = other_language("zh" if one.zh else "en")
        if not is_exact_figure(atom) or implies_date(
            other, segment.text(other), atom.field, atom.quantity
        ):
            continue
        if here is None:
            here = {a.quantity for pair in pairs.equal for a in pair}
        hit = number_hit(segment.en, segment.zh, one)
        yield hit._replace(severity="note") if atom.quantity in here else hit


@segment_check(
    "weekdays",
    family="numbers",
    severity="error",
    summary="a weekday differs between the sides, or does not fit its date",
    rationale="Readers plan by the weekday.",
    fires=(
        case("It opens on Monday.", "周二开幕。"),
        case("It opens on Friday.", "星期四开幕。"),
        case("On Monday, August 9, 2023, CQC met.", "2023年8月9日，CQC召开会议。"),
        case("On August 9, 2023, CQC met.", "2023年8月9日（星期二），CQC召开会议。"),
    ),
    silent=(
        case("It opens on Monday.", "周一开幕。"),
        case("It opens on Sunday.", "星期天开幕。"),
        case("It opens on Monday.", "明天开幕。"),
        case("On Wednesday, August 9, 2023, CQC met.", "2023年8月9日（周三）CQC召开会议。"),
        case("Monday and Tuesday", "周一"),
        case("a week later", "一周后"),
    ),
)
def check_weekdays(context: Context) -> SegmentLook:
    """Compare the weekdays of both sides, and each with the date beside it."""

    def look(segment: Segment) -> Iterable[Hit]:
        pairs = pair_numbers(segment.en, segment.zh)
        left = leftovers(pairs, ("weekday",)) if pairs.en and pairs.zh else ()
        en, zh = segment.en, segment.zh
        hits = [number_hit(en, zh, one) for one in left if one.en and one.zh]
        if hits and _other_zones(en, zh):
            hits = []
        return hits + list(_wrong_weekdays(segment, pairs))

    return look


def _wrong_weekdays(segment: Segment, pairs: NumberPairs) -> Iterator[Hit]:
    for n, side in enumerate(("en", "zh")):
        atoms, text = _atoms(pairs, n), segment.text(side)
        if not any(a.field == "weekday" for a in atoms):
            continue
        for date, weekday, right in contradictions(text, [a.quantity for a in atoms]):
            spans = (date.start, date.end), (weekday.start, weekday.end)
            day, name = (text[start:end] for start, end in spans)
            yield Hit.on(side, f"{day} on {side_name(side)} is a {right}, not a {name}", spans)


def _atoms(pairs: NumberPairs, side: int) -> list[Atom]:
    left = pairs.zh if side else pairs.en
    return [pair[side] for pair in pairs.equal] + list(left)
