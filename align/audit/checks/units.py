"""Compares percent and percentage points, currencies, units, telephone numbers."""

import re
from collections.abc import Callable, Iterable

from align.audit.engine.check import Context, Hit, SegmentLook, Severity, segment_check
from align.audit.engine.segment_store import Segment, case
from align.audit.evidence.number_leftovers import (
    number_spans,
    shown,
    unique_hits,
)
from align.languages.numbers.en import english_quantities
from align.languages.numbers.quantity import Quantity
from align.languages.numbers.units_and_currencies import same_currency
from align.languages.numbers.zh import chinese_quantities
from align.languages.variant import variant_of
from align.linking.number_equality import Atom, equal_measures
from align.linking.number_pairs import pair_numbers


def _where(differ: Callable[[Atom, Atom, str], Severity | None]) -> SegmentLook:
    """Report pairs of equal value that differ in something else.

    ``differ(en, zh, text)`` says how bad that is; the text is the Chinese one.
    """

    def look(segment: Segment) -> Iterable[Hit]:
        pairs = pair_numbers(segment.en, segment.zh).equal
        if not pairs:
            return ()
        en, zh = segment.en, segment.zh
        amounts = [pair for pair in pairs if pair[0].field == pair[1].field == "amount"]
        unlike = [differ(one, two, zh) for one, two in amounts]
        if not any(unlike):
            return ()
        # where a value occurs twice, each with its own unit, it has two partners
        right = {
            atom for pair, how in zip(amounts, unlike, strict=True) if not how for atom in pair
        }
        return unique_hits(
            [
                Hit(
                    f"the Chinese side says {shown(zh, two)}, the English {shown(en, one)}",
                    number_spans(one),
                    number_spans(two),
                    severity=how,
                )
                for (one, two), how in zip(amounts, unlike, strict=True)
                if how and one not in right and two not in right
            ]
        )

    return look


@segment_check(
    "percent",
    family="numbers",
    severity="warning",
    summary="percent on one side, percentage points on the other",
    rationale="From 10 % to 12 % is up two percentage points, but up 20 percent.",
    fires=(
        case("The rate rose by 3.5%.", "合格率提高3.5个百分点。"),
        case("The rate rose by 3.5 percentage points.", "合格率提高3.5%。"),
        case("Exports grew two percent.", "出口增长两个百分点。"),
    ),
    silent=(
        case("The rate rose by 3.5 percentage points.", "合格率提高3.5个百分点。"),
        case("The rate rose by 3.5%.", "合格率提高3.5％。"),
        case("The rate rose by 35%.", "合格率提高三成五。"),
        case("Up 3% from 2%, or 1 percentage point", "由2%升至3%，提高1个百分点"),
    ),
)
def check_percent(context: Context) -> SegmentLook:
    """Report a share on one side that is a difference of shares on the other."""
    both = {"percent", "points"}

    def differ(one: Atom, two: Atom, zh: str) -> Severity | None:
        return "warning" if {one.quantity.kind, two.quantity.kind} == both else None

    return _where(differ)


@segment_check(
    "currency",
    family="numbers",
    severity="error",
    summary="the same amount in another currency",
    rationale="An amount of yuan is not the same amount of dollars.",
    fires=(
        case("It is worth 120 million dollars.", "总金额达1.2亿元。"),
        case("It is worth 120 million yuan.", "总金额达1.2亿美元。"),
        case("It costs €50.", "售价50英镑。"),
        case("It costs RMB 500.", "售价500港元。"),
    ),
    silent=(
        case("It is worth 120 million yuan.", "总金额达1.2亿元。"),
        case("It is worth $30 million.", "总金额达3000万美元。"),
        case("It is worth 200 dollars.", "价值200港元。"),
        case("It costs ¥500.", "售价500元。"),
        case("It costs RMB 500.", "售价人民币500元。"),
        case("It costs US$50, or 50 yuan.", "售价50美元，或50元。"),
        case("The fee is NT$3,000.", "費用為新臺幣三千元。"),
    ),
)
def check_currency(context: Context) -> SegmentLook:
    """Report equal amounts in different currencies."""

    def differ(one: Atom, two: Atom, zh: str) -> Severity | None:
        a, b = one.quantity, two.quantity
        if a.kind != "money" or b.kind != "money" or same_currency(a.unit, b.unit):
            return None
        written = zh[b.start : b.end]
        if b.unit != "CNY" or "人民" in written:
            return "error"
        if a.unit in _IN_YUAN or "块" in written or "塊" in written:
            return None
        if a.unit != "$":
            return "error"
        return "warning" if variant_of(zh).code == "zh-CN" else None

    return _where(differ)


@segment_check(
    "units",
    family="numbers",
    severity="error",
    summary="the same figure with another unit",
    rationale="A kilometre for a metre is a wrong figure, although the digits agree.",
    fires=(
        case("It weighs 2 kg.", "重2克。"),
        case("It is 50 km long.", "全长50米。"),
        case("It has 100 MW.", "容量为100千瓦。"),
        case("It covers 30 hectares.", "占地30亩。"),
        case("It took 14 months.", "历时14天。"),
        case("It is 25 degrees Celsius.", "温度为25华氏度。"),
        case("The plant covers 500 acres.", "工厂占地500公顷。"),
    ),
    silent=(
        case("It weighs 2 kg.", "重2公斤。"),
        case("It weighs 2,000 g.", "重2千克。"),
        case("It is 50 km long.", "全长50公里。"),
        case("It is 50 km long.", "全长50千米。"),
        case("The girl is 24 years old.", "女孩24岁。"),
        case("It took 14 months.", "历时14个月。"),
        case("It takes 5 minutes for 5 kilometres.", "5公里需要5分钟。"),
        case("It covers 30 mu.", "占地30亩。"),
        case("It has 100 MW.", "容量为100兆瓦。"),
        case("the 10-year-old firm", "成立10周年的公司"),
    ),
)
def check_units(context: Context) -> SegmentLook:
    """Report equal figures whose units differ in dimension or size."""

    def differ(one: Atom, two: Atom, zh: str) -> Severity | None:
        a, b = one.quantity, two.quantity
        other = (
            a.kind == b.kind == "measure"
            and a.unit != b.unit
            and one.value == two.value
            and not equal_measures(one.value, a.unit, two.value, b.unit)
        )
        return "error" if other else None

    return _where(differ)


#: Currencies whose unit is 元, too.
_IN_YUAN = frozenset({"TWD", "HKD", "MOP"})
#: Digits of a number without the code of its country, at most.
_LOCAL = 9
_SEPARATORS = re.compile(r"\D")


def _subscriber(text: str, quantity: Quantity) -> str:
    """A telephone number without separators, country code and trunk prefix."""
    written = text[quantity.start : quantity.end].replace("(0)", "")
    digits = _SEPARATORS.sub("", written)
    if written.lstrip("(").startswith(("+86", "86", "0086")):
        digits = digits.lstrip("0")[2:]
    return digits.lstrip("0")


def _missing(numbers: list[Quantity], text: str, other: str) -> list[Quantity]:
    """The telephone numbers of a text that the other one does not have."""
    digits = _SEPARATORS.sub("", other.replace("(0)", ""))
    known: dict[str, bool] = {}
    for quantity in numbers:
        written = _subscriber(text, quantity)
        if written not in known:
            # without the code of the country, which the other side may leave out
            abroad = text[quantity.start] == "+" and len(written) > _LOCAL
            local = [written[n:] for n in (1, 2, 3)] if abroad else []
            known[written] = any(number in digits for number in (written, *local))
    return [q for q in numbers if not known[_subscriber(text, q)]]


@segment_check(
    "phone-numbers",
    family="numbers",
    severity="error",
    summary="a telephone number differs between the sides, or only one side has it",
    rationale="Nobody is reached under a number with a wrong digit.",
    fires=(
        case("Tel: +86-10-83886666", "电话：010-83886660"),
        case("Call 400-123-4567.", "请拨打400-123-4576。"),
        case("Mobile: 13812345678", "手机：13812345687"),
    ),
    silent=(
        case("Tel: +86-10-83886666", "电话：010-83886666"),
        case("Tel: +86 10 8388 6666", "电话：（010）83886666"),
        case("Call 400-123-4567.", "请拨打400-1234567。"),
        case("Mobile: +86 138 1234 5678", "手机：13812345678"),
    ),
)
def check_phone_numbers(context: Context) -> SegmentLook:
    """Compare telephone numbers without their separators."""

    def look(segment: Segment) -> Iterable[Hit]:
        en, zh = segment.en, segment.zh
        if not en or not zh:
            return
        ens = [q for q in english_quantities(en) if q.kind == "phone"]
        zhs = [q for q in chinese_quantities(zh) if q.kind == "phone"]
        if not ens and not zhs:
            return
        left, other = _missing(ens, en, zh), _missing(zhs, zh, en)
        for n in range(max(len(left), len(other))):
            one, two = left[n : n + 1], other[n : n + 1]
            says = " and ".join(
                [f"{en[q.start : q.end]} (English)" for q in one]
                + [f"{zh[q.start : q.end]} (Chinese)" for q in two]
            )
            what = "telephone numbers differ" if one and two else "only one side has the number"
            yield Hit(
                f"{what}: {says}",
                tuple((q.start, q.end) for q in one),
                tuple((q.start, q.end) for q in two),
            )

    return look
