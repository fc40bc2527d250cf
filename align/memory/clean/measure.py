"""Rules about figures: lengths, their ratio, the aligner's confidence."""

from align.memory.clean.rule import Check, Texts, one, pair, rule
from align.parameter import Parameter
from align.suitability import RATIO
from align.unit import Unit

_LONG = "very long text "
# What one character stands for, in English characters.
_WEIGHT = {"zh": RATIO}
# A few characters more or less say nothing in a short text.
_SLACK = 15


@rule(
    "short",
    "a side with too few characters",
    Parameter("characters", 2, "the fewest characters that a side must have"),
    order=60,
    removes=one([pair("A", "甲"), pair("Yes.", "是")]),
    keeps=one([pair("OK", "好的")]),
)
def short(characters: int) -> Check:
    """Single letters and characters are rarely translations of each other."""

    def check(texts: Texts, unit: Unit) -> str:
        least = min(len(texts.source), len(texts.target))
        return f"{least} characters" if least < characters else ""

    return check


@rule(
    "long",
    "a side with too many characters",
    Parameter("characters", 2000, "the most characters of a side; some tools take no more"),
    order=70,
    removes=one([pair(_LONG * 200, "很长的文字" * 200)]),
    keeps=one([pair(_LONG * 10, "很长的文字" * 10)]),
)
def long(characters: int) -> Check:
    """Whole pages that were never segmented."""

    def check(texts: Texts, unit: Unit) -> str:
        most = max(len(texts.source), len(texts.target))
        return f"{most:,} characters" if most > characters else ""

    return check


@rule(
    "ratio",
    "one side far too long to be a translation of the other",
    Parameter("factor", 4.0, "how many times longer it may be, a Chinese character as 3.3 letters"),
    order=80,
    removes=one(
        [
            pair("Hello.", "中国质量认证中心今天在广州为新建的充电桩实验室举行了揭牌仪式。"),
            pair(_LONG * 10, "很长"),
        ]
    ),
    keeps=one([pair("CQC", "中国质量认证中心"), pair("Thank you very much!", "谢谢")]),
)
def ratio(factor: float) -> Check:
    """Pairs that an aligner or an export got wrong."""

    def check(texts: Texts, unit: Unit) -> str:
        one, other = texts.languages
        a = len(texts.source) * _WEIGHT.get(one, 1) + _SLACK
        b = len(texts.target) * _WEIGHT.get(other, 1) + _SLACK
        if a <= factor * b and b <= factor * a:
            return ""
        return f"{'source' if a > b else 'target'} {max(a / b, b / a):.1f} times longer"

    return check


@rule(
    "confidence",
    "below a confidence, where the memory says it",
    Parameter("minimum", 0.5, "the least confidence (0 to 1) that a unit must have"),
    order=90,
    removes=one([pair("Hello.", "你好。", confidence="0.31")]),
    keeps=one([pair("Hello.", "你好。", confidence="0.97"), pair("Hello.", "你好。")]),
)
def confidence(minimum: float) -> Check:
    """What the aligner itself would not vouch for."""

    def check(texts: Texts, unit: Unit) -> str:
        found = unit.confidence
        return f"{found:.2f}" if found is not None and found < minimum else ""

    return check
