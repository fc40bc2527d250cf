"""Compares the numbers of both sides by value."""

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from align.audit.engine.check import Context, Hit, SegmentLook, Severity, segment_check
from align.audit.engine.segment_store import Segment, case
from align.audit.evidence.number_leftovers import (
    Leftover,
    is_exact_figure,
    leftovers,
    number_hit,
    number_spans,
    shown,
    unique_hits,
)
from align.languages.numbers.en import english_quantities
from align.languages.numbers.quantity import Quantity
from align.languages.numbers.zh import chinese_quantities
from align.linking.number_equality import Atom
from align.linking.number_pairs import pair_numbers
from align.parameter import Parameter

_FIELDS = ("amount",)
#: From this value on, an amount in words is exact, too.
_LARGE = 1000
#: Up to this value, ordinals may number the items of a list.
_LISTED = 3
#: From this value on, a count is unlikely to be dropped.
_COUNTED = 20
#: The number of a paragraph: 2. or (2).
_ITEM = re.compile(r"[(（]?\d")
#: What stands before the figures with which a change begins and ends.
_CHANGE = re.compile(r"\bfrom\s(?:[a-z]+\s)?\Z"), re.compile(r"\bto\s(?:[a-z]+\s)?\Z")
_ZH_CHANGE = re.compile(r"[由从從自]\D{0,8}\Z"), re.compile(r"[至到为為]\D{0,2}\Z")


def _severity(found: Leftover, tolerance: float = 0) -> Severity | None:
    """The severity for figures that should be written in digits on both sides, else None."""
    if found.en and found.zh:
        return _severity_of_pair(found.en, found.zh, tolerance)
    (alone,) = found.sides
    if not is_exact_figure(alone) or alone.quantity.kind == "ordinal" or _is_year(alone):
        return None
    if not _is_significant(alone.quantity) or alone.value == 1:  # a pound, every kilogram
        return "note"
    # a count, the number of a thing: it is often told in another way, or left out
    bare = alone.quantity.kind == "number" and alone.value < _LARGE
    return "note" if bare else "warning"


def _severity_of_pair(en: Atom, zh: Atom, tolerance: float) -> Severity | None:
    low, high = sorted((Fraction(en.value), Fraction(zh.value)))
    if high - low <= Fraction(tolerance) * high:
        return None
    a, b = en.quantity, zh.quantity
    if "some" in (a.about, b.about):  # thousands, 千万
        return None
    if a.sure and b.sure and low >= _LARGE:
        return "error"
    digits = [q.digits and q.sure for q in (a, b)]
    if not any(digits):
        return None
    if all(digits):
        return "error"
    # one in words: a small one is often not a number, or not the same
    same_kind = (a.kind, a.unit) == (b.kind, b.unit)
    if a.sure and b.sure:
        counts = {a.kind, b.kind} <= {"number", "ordinal"}
        return "error" if same_kind else "warning" if counts else "note"
    return "warning" if same_kind and a.unit else "note"


def _is_year(atom: Atom) -> bool:
    return atom.quantity.kind == "number" and 1900 <= atom.value < 2100


def _is_significant(quantity: Quantity) -> bool:
    """Whether a translator would not drop or add the figure.

    Small counts ("the following 3 options"), versions and numbers of figures come and go.
    """
    return quantity.kind != "number" or (quantity.step >= 1 and quantity.value >= _COUNTED)


def _item_numbers(segment: Segment) -> list[tuple[Atom, Atom]]:
    """The numbers of two paragraphs, in digits, if they differ."""
    if not (_ITEM.match(segment.en) and _ITEM.match(segment.zh)):
        return []
    first = english_quantities(segment.en)[:1] + chinese_quantities(segment.zh)[:1]
    one, *_, two = [Atom(q.kind, q.value, q) for q in first]
    return [(one, two)] if one.field == two.field == "item" and one.value != two.value else []


def _role(text: str, atom: Atom, before: tuple[re.Pattern[str], re.Pattern[str]]) -> str:
    """Whether a change begins or ends with a figure: "from", "to" or neither."""
    quantity = atom.quantity
    start, end = (p.search(text, max(0, quantity.start - 20), quantity.start) for p in before)
    if quantity.upper is not None:  # from 3% to 5%
        return "" if not start else "from" if atom.value == quantity.value else "to"
    return "from" if start else "to" if end else ""


def _swapped(segment: Segment, pairs: Iterable[tuple[Atom, Atom]]) -> Iterator[Hit]:
    """A change that begins where it ends on the other side: from 3% to 2.5%, 由2.5%降至3%."""
    if "from " not in segment.en:
        return
    found = {
        (_role(segment.en, en, _CHANGE), _role(segment.zh, zh, _ZH_CHANGE)): (en, zh)
        for en, zh in pairs
        if en.field in _FIELDS and zh.field in _FIELDS
    }
    if ("from", "to") in found and ("to", "from") in found:
        (en, end), (_, start) = found["from", "to"], found["to", "from"]
        one, two = shown(segment.zh, start), shown(segment.zh, end)
        message = f"on the Chinese side the change is from {one} to {two}: the other way round"
        yield Hit(message, number_spans(en), number_spans(start, end), severity="warning")


def _versions_differ(one: Atom, two: Atom) -> bool:
    """Whether equal numbers may be different versions: 1.20 and 1.2."""
    a, b = one.quantity, two.quantity
    if not (a.kind == b.kind == "number" and a.step != b.step and a.scale == b.scale == 1):
        return False
    # both with decimals: 2½ is 2.5
    return all(q.step < 1 and Fraction(q.step).denominator % 10 == 0 for q in (a, b))


@segment_check(
    "numbers",
    family="numbers",
    severity="error",
    summary="a figure differs between the sides, or only one side has it",
    rationale="A wrong figure is the most serious mistake that a reader sees at once.",
    parameters=(
        Parameter("tolerance", 0.0, "the share by which two figures may differ"),
    ),
    fires=(
        case("More than 15,000 people came.", "超过1.5亿人前来。"),
        case("It is worth 120 million yuan.", "总金额达1.2万元。"),
        case("It is worth 120 billion yuan.", "总金额达1.2亿元。"),
        case("CQC has 37 laboratories.", "CQC共有36家实验室。"),
        case("Revenue grew by 8.6%.", "营业收入增长6.8%。"),
        case("Five of them passed.", "其中6人通过。"),
        case("The plant has 1,500 staff.", "工厂有员工150人。"),
        case("The 137th fair has opened.", "第138届交易会开幕。"),
        case("At least 80 firms came.", "82家以上的企业参加。"),
        case("The more than 100 drivers", "107 多个驱动"),
        case("It lies 45 miles (72 km) off.", "位于45英里（71公里）外。"),
        case("The 6-foot-6 player", "身高6.6英尺的球员"),
        case("Set max_jobs=1 in a file.", "在文件中设置max_jobs=8。"),
        case("From 2% to 2% in a year", "一年内由2%降至1%"),
        case("CQC has 12 laboratories.", "每年，CQC的1家实验室"),
        # warnings
        # each side says the other's figure in a word: "a", 三
        case("Its PID is 1: three are a lot.", "其PID为3，有三个很多，是一个。"),
        case("It was removed in 1.20.", "它在1.2版本中被移除。"),
        case("2. The centre opened.", "3. 中心开业。"),
        case("The rate fell to 2.5% from 3%.", "利率由2.5%降至3%。"),
        case("It grew from 1,200 to 4,700.", "数量从4700增加到1200。"),
        # the number is often stated on one side only
        case("The following options were added:", "新增 3 个选项："),
        case("It was removed later.", "它在 1.24 版本中被移除。"),
        case("The firm has 2,450 staff in two plants.", "该公司有两座工厂。"),
        case("Costs fell by a third.", "费用降低了25%。"),
        case("About two thousand visitors came.", "约3000名观众到场。"),
        case("The price is 3 to 5 million yuan.", "价格为300万至600万元。"),
        case("We tested one hundred and five samples.", "我们检测了150个样品。"),
    ),
    silent=(
        case("More than 15,000 people came.", "1.5万余人前来。"),
        case("It cost 1.5 million yuan.", "费用为150万元。"),
        case("14,832 people came.", "近1.5万人前来。"),
        case("92 delegates came.", "90多名代表出席。"),
        case("Hundreds of people came.", "300余人前来。"),
        case("It takes half a million yuan.", "需要50万元。"),
        case("Some 20-odd firms met.", "二十多家企业参会。"),
        case("Two thirds of the firms agreed.", "三分之二的企业同意。"),
        case("Half of them passed.", "50%的人通过。"),
        case("A third of them passed.", "三分之一的人通过。"),
        case("One in five passed.", "20%的人通过。"),
        case("It grew 35%.", "增长三成五。"),
        case("It weighs 2,000 g.", "重2公斤。"),
        case("It takes 30 minutes.", "需要半小时。"),
        case("It took a year and a half, or 18 months.", "历时18个月。"),
        case("The twenty-first century belongs to quality.", "21世纪属于质量。"),
        case("Over the past decade", "过去10年"),
        case("Over the past two decades", "过去20年"),
        case("The two sides signed.", "双方签约。"),
        case("They signed 2 agreements.", "双方签署两项协议。"),
        case("Qinyi and four other firms", "秦驿等5家企业"),
        case("The Belt and Road", "“一带一路”"),
        case("Think twice.", "三思而后行。"),
        case("1. Common rules", "一、坚持规则共商"),
        case("It is based on GB/T 19001-2016.", "依据GB/T 19001—2016标准。"),
        case("It was removed in v1.24.", "它在 1.24 版本中被移除。"),
        case("Put on your 3K glasses.", "戴上3K眼镜。"),
        case("The 14th Five-Year Plan", "“十四五”规划"),
        case("All the samples passed.", "样品百分之百合格。"),
        case("Millions of car owners", "广大车主"),
        case("In 2024 the course goes on.", "该培训班明年继续举办。"),
        case("The 135th Canton Fair", "护航广交会"),
        case("3 to 5 million yuan", "300至500万元"),
        case("from 10 to 20 kilometres", "10—20公里"),
        case("It opens at 15:00.", "下午3点开门。"),
        case("She is in her twenties.", "她二十多岁。"),
        case("tens of thousands of homes", "数万户家庭"),
        case("It won 5-3.", "以5比3获胜。"),
        case("It doubled.", "增长100%。"),
        case("The rate is 0.5%.", "比例为千分之五。"),
        case("The rate fell to 2.5% from 3%.", "利率由3%降至2.5%。"),
        case("It rose to 7.2 from 6.9 at 5 places.", "5处由6.9升至7.2。"),
        case("10 million homes", "千万户家庭"),
        case("two or three days", "两三天"),
        case("thousands upon thousands of homes", "千家万户"),
        case("2. The centre opened.", "2、中心开业。"),
        case("(2) The centre opened.", "二、中心开业。"),
        case("It is in MySQL 8.0.", "位于MySQL 8。"),
        case("It is in hexadecimal.", "以 16 进制表示。"),
    ),
)  # fmt: skip
def check_numbers(context: Context, tolerance: float) -> SegmentLook:
    """Report figures in digits, and exact amounts, that have no equal.

    Only a warning where the translation may be free: a small number on one side only, two that
    differ where words may stand for both, 1.20 and 1.2, the numbers of paragraphs.
    """

    def look(segment: Segment) -> Iterable[Hit]:
        pairs = pair_numbers(segment.en, segment.zh)
        items = _item_numbers(segment)
        if not items and not any(pairs):
            return ()
        en, zh = segment.en, segment.zh
        found = [
            number_hit(en, zh, one)._replace(severity=severity)
            for one in leftovers(pairs, _FIELDS)
            if (severity := _severity(one, tolerance))
        ]
        doubts = [
            *pairs.doubtful,
            *(two for two in pairs.equal if _versions_differ(*two)),
            *items,
        ]
        found += [number_hit(en, zh, Leftover(*two))._replace(severity="warning") for two in doubts]
        found += _swapped(segment, pairs.equal)
        return unique_hits(found)

    return look


def _ordinals_differ(found: Leftover) -> bool:
    """Whether two ordinals differ (the fifth and the sixth) and do not just number a list."""
    return len(found.sides) == 2 and all(
        s.quantity.kind == "ordinal" and s.value > _LISTED for s in found.sides
    )


def _measures_differ(found: Leftover) -> bool:
    """Whether two measures in words differ, however small: two years, 三年."""
    one, *others = (s.quantity for s in found.sides)
    return all(one.kind == q.kind == "measure" and one.unit == q.unit for q in others) and bool(
        others
    )


def _severity_in_words(found: Leftover) -> Severity | None:
    """The severity of the check for two amounts that differ; one alone is often left out."""
    sides = [side.quantity for side in found.sides]
    if any(q.about == "some" or not (q.sure or q.kind == "fraction") for q in sides):
        return None if _measures_differ(found) and not any(q.about for q in sides) else "note"
    return None if len(sides) == 2 else "note"


@segment_check(
    "numbers-loose",
    family="numbers",
    severity="warning",
    summary="an amount in words, or one that is rounded, has no equal on the other side",
    rationale="Round and rhetorical amounts are translated freely, but not always rightly.",
    unless=("ordinals",),
    fires=(
        case("Twelve factories were visited.", "专家走访了工厂。"),
        case("It covers 14,832 firms.", "覆盖企业1.5万家。"),
        case("CQC Service Desk Opens at the 135th Canton Fair", "护航外贸企业出海"),
        case("More than 200 people came.", "很多人前来。"),
        case("It moves hundreds of thousands of users.", "它打动了几十位用户。"),
        case("The temperature is 2.7255 K.", "温度为2.726K。"),
        case("The fifth meeting was held.", "第六次会议举行。"),
        case("It is 18 months old.", "历时10余月。"),
        case("It has a two-year warranty.", "质保三年。"),
    ),
    silent=(
        case("Three of them spoke.", "有人发言。"),
        case("It covers 14,832 firms.", "覆盖企业近1.5万家。"),
        case("It covers 14,832 firms.", "覆盖企业14832家。"),
        case("It covers 14,832 firms.", "覆盖企业14823家。"),  # the error is for another check
        case("On the one hand, no one came.", "一方面，没有人来。"),
        case("The first step", "迈出步伐"),
        case("dozens of firms", "数十家企业"),
        case("They are far apart.", "他们在地理上十分分散。"),
        case("It took two years.", "历时二十四个月。"),
        case("He stayed for three nights.", "他住了四天三夜。"),
    ),
)
def check_numbers_loose(context: Context) -> SegmentLook:
    """Report amounts that differ, although the translation may just be free."""

    def look(segment: Segment) -> Iterable[Hit]:
        pairs = pair_numbers(segment.en, segment.zh)
        if not (pairs.en or pairs.zh or pairs.rounded):
            return ()
        en, zh = segment.en, segment.zh
        hits = [
            number_hit(en, zh, one)._replace(severity=_severity_in_words(one))
            for one in leftovers(pairs, _FIELDS)
            if not _severity(one)
            and (
                _ordinals_differ(one)
                or _measures_differ(one)
                or any(s.quantity.sure for s in one.sides)
            )
        ]
        hits += [
            Hit(
                f"the Chinese side says {shown(zh, two)}, the English {shown(en, one)}: rounded",
                number_spans(one), number_spans(two), severity="note",
            )
            for one, two in pairs.rounded
        ]  # fmt: skip
        return unique_hits(hits)

    return look
