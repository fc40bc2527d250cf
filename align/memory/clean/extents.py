"""The rules of cleaning about how long the texts are."""

from align.languages import LANGUAGES
from align.memory.clean.rule import Check, Texts, example_unit, one, rule
from align.parameter import Parameter
from align.unit import UnitLike

_LONG = "very long text "
# The length of one character, in English characters.
_RATIO = {code: known.length_ratio for code, known in LANGUAGES.items()}
# A few characters more or less mean nothing in a short text.
_SLACK = 15
# The length of a usual word.
_WORD = 10


def _extent(text: str, language: str) -> float:
    """The length of a text in English characters: Chinese ones count more, code in it does not."""
    ratio = _RATIO.get(language, 1)
    if ratio == 1:
        return len(text)
    return ratio * len(text) - (ratio - 1) * len(text.encode("ascii", "ignore"))


@rule(
    "short",
    "a side with too few characters",
    Parameter(
        "characters",
        2,
        "the fewest characters that a side must have; a Chinese character counts as 3.3",
    ),
    order=60,
    removes=one([example_unit("A", "附件一：申请表"), example_unit("Annex to the contract", "a")]),
    keeps=one(
        [
            example_unit("OK", "好的"),
            example_unit("Yes", "是"),
            example_unit("Left", "左"),
            example_unit("N", "北"),
            example_unit("volts", "V"),
        ]
    ),
)
def _short(characters: int) -> Check:
    """A letter beside a text is the rest of a list; one beside a word is its symbol."""
    word = _WORD if characters <= 2 else 0

    def check(texts: Texts, unit: UnitLike) -> str:
        source, target, (one, other) = texts
        least = min(len(source), len(target))
        if least >= characters:
            return ""
        a, b = _extent(source, one), _extent(target, other)
        if min(a, b) >= characters or (least == 1 and max(a, b) <= word):
            return ""
        return f"{least} character{'s' if least != 1 else ''}"

    return check


@rule(
    "long",
    "a side with too many characters",
    Parameter("characters", 2000, "the most characters of a side; some tools accept no more"),
    order=70,
    removes=one([example_unit(_LONG * 200, "很长的文字" * 200)]),
    keeps=one([example_unit(_LONG * 10, "很长的文字" * 10)]),
)
def _long(characters: int) -> Check:
    """Whole pages that were never segmented."""

    def check(texts: Texts, unit: UnitLike) -> str:
        most = max(len(texts.source), len(texts.target))
        return f"{most:,} characters" if most > characters else ""

    return check


@rule(
    "ratio",
    "one side far too long to be a translation of the other",
    Parameter("factor", 4.0, "how much longer it may be; a Chinese character counts as 3.3"),
    order=80,
    removes=one(
        [
            example_unit(
                "Hello.", "中国质量认证中心今天在广州为新建的充电桩实验室举行了揭牌仪式。"
            ),
            example_unit(_LONG * 10, "很长"),
        ]
    ),
    keeps=one(
        [example_unit("CQC", "中国质量认证中心"), example_unit("Thank you very much!", "谢谢")]
    ),
)
def _ratio(factor: float) -> Check:
    """Pairs that were misaligned or wrongly exported."""
    ratios = _RATIO

    def check(texts: Texts, unit: UnitLike) -> str:
        source, target, (one, other) = texts
        one_most = len(source) * ratios.get(one, 1) + _SLACK
        other_most = len(target) * ratios.get(other, 1) + _SLACK
        if one_most <= factor * (len(target) + _SLACK) and (
            other_most <= factor * (len(source) + _SLACK)
        ):  # nearly always
            return ""
        a, b = _extent(source, one) + _SLACK, _extent(target, other) + _SLACK
        if a <= factor * b and b <= factor * a:
            return ""
        return f"{'source' if a > b else 'target'} {max(a / b, b / a):.1f} times longer"

    return check
