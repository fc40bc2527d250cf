"""Words whose opposite is on the other side: north for south, last year for next year."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple

from align.audit.engine.check import (
    Context,
    Hit,
    MemoryLook,
    SegmentLook,
    Severity,
    memory_check,
    segment_check,
)
from align.audit.engine.segment_store import Segment, SegmentStore, case
from align.languages.words.opposites import (
    ScaleValue,
    chinese_pronouns,
    chinese_values,
    english_values,
    may_differ,
)

_LONG = 400
#: Scales of amounts.
_FIGURES = frozenset({"trend", "height", "bound", "extreme"})
_VAGUE = frozenset({"part"})
_DIGIT = re.compile(r"\d")


class _Surplus(NamedTuple):
    """The mentions of a value that one side has more often; ``only``: the other never has it."""

    mentions: list[ScaleValue]
    only: bool


def _surplus(
    some: Sequence[ScaleValue], others: Sequence[ScaleValue], sure: int
) -> _Surplus | None:
    there = Counter(mention.value for mention in others)
    by_value = defaultdict(list)
    for mention in some:
        if mention.sure >= sure:
            by_value[mention.value].append(mention)
    for value, found in by_value.items():
        if len(found) > there[value]:
            return _Surplus(found, not there[value])
    return None


def _differences(segment: Segment, scales: Sequence[str]) -> Iterator[tuple[Hit, bool]]:
    """The hits by scale, and whether each is certain.

    A side says one value more often than the other side, which says another one more often. If
    both have both values, a word has other senses, or the text is long, that is less certain.
    """
    if not may_differ(segment.en, segment.zh):
        return
    english, chinese = english_values(segment.en), chinese_values(segment.zh)
    for scale in scales:
        if scale not in english or scale not in chinese:
            continue
        some, others = english[scale], chinese[scale]
        for sure in ((2, 2), (2, 1), (1, 2)):
            en, zh = _surplus(some, others, sure[0]), _surplus(others, some, sure[1])
            if en and zh:
                certain = sure == (2, 2) and en.only and zh.only and _is_plain(segment, scale)
                yield _hit(segment, en.mentions, zh.mentions), certain
                break


def _is_plain(segment: Segment, scale: str) -> bool:
    """Whether two words of a segment are likely to say the same: in longer texts, they may belong

    to different sentences; without a figure, more and less are often said the other way round;
    noon, afternoon and evening pass into each other.
    """
    if scale in _VAGUE:
        return False
    if scale in _FIGURES and not (_DIGIT.search(segment.en) and _DIGIT.search(segment.zh)):
        return False
    return len(segment.en) <= _LONG


def _hits(segment: Segment, scales: Sequence[str], certain: Severity, less: Severity) -> list[Hit]:
    """One hit at most, as scales overlap (the morning, before noon); ``less``: if not certain."""
    found = sorted(_differences(segment, scales), key=lambda hit: not hit[1])[:1]
    return [hit._replace(severity=certain if sure else less) for hit, sure in found]


def _hit(segment: Segment, en: list[ScaleValue], zh: list[ScaleValue]) -> Hit:
    here, there = segment.en[en[0].start : en[0].end], segment.zh[zh[0].start : zh[0].end]
    return Hit(
        f"the Chinese side says {there}, the English {here}",
        en=tuple((m.start, m.end) for m in en),
        zh=tuple((m.start, m.end) for m in zh),
    )


def _check(
    id: str,
    scales: str,
    severities: tuple[Severity, Severity],
    summary: str,
    rationale: str,
    examples: str,
) -> None:
    """Register a check of some scales; the second severity is for hits that are less certain.

    An example: English, what is right, what is wrong.
    """
    rows = [[part.strip() for part in row.split("|")] for row in examples.strip().splitlines()]

    def make(context: Context) -> SegmentLook:
        certain, less = severities
        return partial(_hits, scales=scales.split(), certain=certain, less=less)

    segment_check(
        id,
        family="meaning",
        severity=severities[0],
        summary=summary,
        rationale=rationale,
        fires=[case(en, wrong) for en, _, wrong in rows],
        silent=[case(en, right) for en, right, _ in rows],
    )(make)


_check(
    "direction",
    "compass korea side trade market load stream clock axis",
    ("error", "note"),
    "the opposite direction: south for north, right for left, export for import",
    "The words look alike and change places easily; the text still reads well.",
    """
    The plant is in the north of the city. | 工厂位于城北。 | 工厂位于城南。
    It was built in South Carolina. | 它建于南卡罗来纳州。 | 它建于北卡罗来纳州。
    Rain will move southeast. | 雨區將向東南移動。 | 雨區將向西北移動。
    Exports rose. | 出口增长。 | 进口增长。
    Click the button on the left side. | 点击左侧的按钮。 | 点击右侧的按钮。
    Turn it clockwise. | 顺时针转动。 | 逆时针转动。
    North Korean troops | 朝鲜军队 | 韩国军队
    """,
)
_check(
    "day-parts",
    "half-day part",
    ("warning", "note"),
    "another time of day: the evening for the morning, p.m. for a.m.",
    "Readers come at the wrong time.",
    """
    It opens in the morning. | 早上开门。 | 下午开门。
    They met on Sunday afternoon. | 他们周日下午会面。 | 他们周日上午会面。
    It rained in the evening. | 傍晚下了雨。 | 早晨下了雨。
    The gates close in the afternoon. | 下午關門。 | 晚上關門。
    The train leaves at noon. | 火车中午出发。 | 火车半夜出发。
    """,
)
_check(
    "relative-dates",
    "year month week weekday day quarter century",
    ("error", "warning"),
    "another year, month, week or day: last for this or next, today for tomorrow",
    "Such dates are easily confused, and no figure shows it.",
    """
    It opened last year. | 去年开业。 | 明年开业。
    The fair takes place next month. | 展会下个月举行。 | 展会本月举行。
    They met this week. | 他们本周会面。 | 他们上周会面。
    We start tomorrow. | 我们明天开始。 | 我们昨天开始。
    Tonight's match | 今晚的比赛 | 昨晚的比赛
    Profit fell last quarter. | 上季度利润下降。 | 本季度利润下降。
    """,
)
_check(
    "ordinals",
    "ordinal half",
    ("error", "warning"),
    "another ordinal: the third for the second, the first half for the second half",
    "An ordinal in words escapes a comparison of figures.",
    """
    It is the second largest maker. | 它是第二大制造商。 | 它是第三大制造商。
    the fifth meeting | 第五次会议 | 第六次会议
    The 21st floor | 第二十一层 | 第二十二层
    The first session was held. | 首届会议召开。 | 第二届会议召开。
    Sales rose in the second half of the year. | 下半年销售额上升。 | 上半年销售额上升。
    """,
)
_check(
    "roles",
    "court sale lease loan parent child spouse verdict",
    ("warning", "note"),
    "the opposite party or relative: the seller for the buyer, the mother for the father",
    "Rights and duties pass to somebody else.",
    """
    The plaintiff shall bear the costs. | 费用由原告承担。 | 费用由被告承担。
    The buyer shall inform the seller. | 买方应通知卖方。 | 买方应通知买方。
    The lessee pays for repairs. | 由承租人支付维修费。 | 由出租人支付维修费。
    Her mother spoke. | 她母亲讲了话。 | 她父亲讲了话。
    He was acquitted. | 他被判无罪。 | 他被定罪。
    """,
)
_check(
    "trends",
    "trend height",
    ("warning", "note"),
    "a rise for a fall, higher for lower",
    "A wrong direction of change turns a result into its opposite.",
    """
    Prices rose by 3%. | 价格上涨3%。 | 价格下跌3%。
    Costs were reduced. | 成本降低了。 | 成本提高了。
    It has a lower priority. | 它的优先级较低。 | 它的优先级较高。
    """,
)
_check(
    "limits",
    "bound extreme",
    ("warning", "note"),
    "at most for at least, less than for more than, the minimum for the maximum",
    "A limit that is turned round lets in what it should keep out.",
    """
    At least 30 people came. | 至少30人到场。 | 至多30人到场。
    The fee must not exceed 500 yuan. | 费用不得超过500元。 | 费用不得低于500元。
    Children under 6 pay nothing. | 6岁以下儿童免费。 | 6歲以上兒童免費。
    More than 2,000 visitors came. | 2000余名观众到场。 | 不足2000名观众到场。
    The maximum length is 80. | 最大长度为80。 | 最小长度为80。
    """,
)

#: A document without a single *she* in Chinese, but with so many for whom it has *he*, is old.
_OLD_STYLE = 3


@memory_check(
    "gender",
    family="meaning",
    severity="warning",
    summary="he for she, or she for he",
    rationale="他 and 她 sound alike and are typed alike.",
    fires=(
        [case("He founded the company.", "她创办了公司。")],
        [case("Her book came out in May.", "他的书5月出版。")],
        [case("He told her everything.", "她把一切都告诉了她。")],
    ),
    silent=(
        [case("He founded the company.", "他创办了公司。"), case("Others came.", "其他人来了。")],
        [case("He told her everything.", "他把一切都告诉了她。")],
        [
            case("She left.", "他去了。"),
            case("Her mother wept.", "他母亲便哭。"),
            case("I asked her.", "我问他。"),
        ],
    ),
)
def check_gender(context: Context) -> MemoryLook:
    """Compare the pronouns, except where Chinese does not tell he from she, as it did not once."""

    def look(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        for _, segments in groupby(store, key=lambda segment: (segment.source, segment.document)):
            found: list[tuple[int, Hit]] = []
            pronouns: set[str] = set()
            for segment in segments:
                if some := chinese_pronouns(segment.zh):
                    pronouns |= some
                    hits = _hits(segment, ("pronoun", "subject"), "warning", "note")
                    found += ((segment.number, hit) for hit in hits)
            if "she" in pronouns or len(found) < _OLD_STYLE:
                yield from found

    return look
