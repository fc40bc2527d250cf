"""Texts far longer or shorter than expected from their counterpart: cut off, or padded.

The measure is that of Gale and Church (1993, "A program for aligning sentences in bilingual
corpora"): the expected length is that of the other side times the ratio ``c`` of the document, and
its deviation grows with the square root of the length: ``z = (zh - c en) / sqrt(s² (zh + c en) /
2)``. Here ``c`` and ``s`` are medians over the document, so that a few bad pairs do not matter.
"""

from array import array
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from align.audit.engine.check import Context, Hit, MemoryLook, Severity, memory_check
from align.audit.engine.segment_store import Segment, SegmentStore, case
from align.audit.evidence.comparison import letters_worth
from align.parameter import Parameter

#: A document with fewer pairs uses the measure of the whole memory.
_ENOUGH = 30
#: Shorter English texts do not count for the ratio.
_LONG = 40
# The default: Chinese is a tenth shorter, with the spread of press releases.
_USUAL = (0.9, 1.5)
#: A difference of at most this many letters is ignored.
_SLACK = 30
#: Below this length, report a warning, not an error.
_LONG_ENOUGH = 100
_CLOSERS = " \t\u00a0\u3000)）]】\"”'’」』》*"
#: Findings of a memory that say which words the short side seems to lack, and how many of them.
_EXPLAINED, _NAMED = 100, 5
#: If only one side has an end mark, half the deviation is enough.
_CUT = 0.5


class _Measure(NamedTuple):
    """The length ratio of the pairs of a document, and its spread."""

    ratio: float
    spread: float


_PAIRS = [
    ("The centre was opened in May by the mayor of the city.", "中心于5月由市长揭牌成立。"),
    ("It has two laboratories and a staff of sixty engineers.", "中心有两个实验室和六十名工程师。"),
    (
        "The department will go on with its work in the coming year.",
        "该部门来年将继续推进这项工作。",
    ),
]
_GOOD = [case(*pair) for pair in _PAIRS * 12]
_WHOLE = (
    "The head of the department gave a long speech on the work of the past year, on what had been "
    "reached in certification and testing, and on the plans for the laboratories in the west."
)
_SMALL = (
    "And so it was with them all, as it had been before, and as it would be with us and with you, "
    "and then with her and him, who were there with them, too, and would be there again and again."
)
_HALF = "该部门负责人就过去一年的工作发表了长篇讲话，介绍了认证和检测"
_FULL = _HALF + "方面取得的成果，以及西部实验室的建设规划。"


@memory_check(
    "length",
    family="completeness",
    severity="error",
    summary="a text is far shorter or longer than expected from its counterpart",
    rationale="A translation of half the usual length is often cut off, and one of twice the "
    "usual length contains more than the original.",
    parameters=(
        Parameter("z", 3.2, "how far it must deviate from the expected length"),
        Parameter("factor", 1.5, "how many times longer or shorter it must be than expected"),
        Parameter("sure", 4.0, "how many times, for an error instead of a warning"),
    ),
    fires=(
        [*_GOOD, case(_WHOLE, _HALF[:18])],
        [*_GOOD, case(_WHOLE, _HALF)],
        [*_GOOD, case(_WHOLE, "讲话。")],
        [*_GOOD, case("He gave a speech.", _FULL)],
        [case(_WHOLE, "讲话。")],
        # nothing but words that a reader would not miss
        [case(_SMALL, "也是。")],
        [case(_SMALL, "也是")],
    ),
    silent=(
        [*_GOOD, case(_WHOLE, _FULL)],
        [*_GOOD, case("Thank you!", "谢谢"), case("CQC", "中国质量认证中心")],
        [*_GOOD, case("Contact", "联系方式"), case("", _FULL)],
        # a document that is terse throughout
        [case(_WHOLE, _HALF + "。")] * 40,
    ),
)
def check_length(context: Context, z: float, factor: float, sure: float) -> MemoryLook:
    """Robust z scores per document; an error only if one side is many times too long."""

    def look(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        import numpy as np

        numbers, documents, cut = array("q"), array("i"), array("b")
        en, zh = array("f"), array("f")
        names: dict[str, int] = {}
        for segment in store:
            if not (segment.en and segment.zh):
                continue
            numbers.append(segment.number)
            documents.append(names.setdefault(segment.document, len(names)))
            en.append(len(segment.en))
            zh.append(letters_worth(segment.zh))
            cut.append(_cut(segment))
        if not numbers:
            return
        x, y = np.frombuffer(en, "f4"), np.frombuffer(zh, "f4")
        of = np.frombuffer(documents, "i4")
        order = np.argsort(of, kind="stable")
        edges = np.searchsorted(of[order], np.arange(len(names) + 1))
        everything = _measure(x, y, _Measure(*_USUAL))
        left = _EXPLAINED
        for start, stop in pairwise(edges.tolist()):
            mine = order[start:stop]
            measure = _measure(x[mine], y[mine], everything)
            for n in _outliers(
                x[mine], y[mine], np.frombuffer(cut, "i1")[mine], measure, z, factor
            ):
                at = mine[n]
                times = float((y[at] + 1) / (measure.ratio * x[at] + 1))
                segment = store[numbers[at]]
                hit = _hit(segment, times, bool(cut[at]), sure)
                if left:
                    left -= 1
                    hit = hit._replace(message=hit.message + _lacking(segment, times < 1))
                yield numbers[at], hit

    return look


def _cut(segment: Segment) -> int:
    """Return -1 if only the English side has an end mark, 1 if only the Chinese one, else 0."""
    en, zh = segment.en.rstrip(_CLOSERS), segment.zh.rstrip(_CLOSERS)
    if en[-1:].isalnum() == zh[-1:].isalnum():
        return 0
    return -1 if zh[-1:].isalnum() else 1


def _measure(en: Any, zh: Any, otherwise: _Measure) -> _Measure:
    """Ratio and spread by medians, over texts that are long enough."""
    import numpy as np

    long = en >= _LONG
    if int(long.sum()) < _ENOUGH:
        return otherwise
    ratio = float(np.median(zh[long] / en[long]))
    scores = _scores(en[long], zh[long], ratio)
    return _Measure(ratio, max(0.8, 1.4826 * float(np.median(np.abs(scores)))))


def _scores(en: Any, zh: Any, ratio: float) -> Any:
    import numpy as np

    expected = ratio * en
    return (zh - expected) / np.sqrt((zh + expected) / 2 + 1)


def _outliers(en: Any, zh: Any, cut: Any, measure: _Measure, z: float, factor: float) -> list[int]:
    import numpy as np

    scores = _scores(en, zh, measure.ratio) / measure.spread
    misfit = np.abs(np.log((zh + 1) / (measure.ratio * en + 1)))
    odd = (np.abs(scores) > z) & (misfit > np.log(factor))
    # the shorter side lacks the end mark of the other
    sign = np.sign(scores) == np.sign(cut)
    odd |= sign & (cut != 0) & (np.abs(scores) > _CUT * z) & (misfit > _CUT * np.log(factor))
    odd &= np.abs(zh - measure.ratio * en) > _SLACK
    found: list[int] = np.flatnonzero(odd).tolist()
    return found


def _hit(segment: Segment, times: float, cut: bool, sure: float) -> Hit:
    short = times < 1
    side = "Chinese" if short else "English"
    ratio = times if short else 1 / times
    more = " and no end mark" if cut else ""
    long = max(len(segment.en), letters_worth(segment.zh)) >= _LONG_ENOUGH
    severity: Severity = "error" if long and ratio < 1 / sure else "warning"
    return Hit(
        f"the {side} side has {ratio:.0%} of the expected length{more}",
        en=((0, len(segment.en)),),
        zh=((0, len(segment.zh)),),
        severity=severity,
    )


def _lacking(segment: Segment, short_zh: bool) -> str:
    """The words of the long side that have no counterpart on the short one, for the message."""
    from align.linking.lone_words import bead_words

    words = bead_words([segment.en], [segment.zh])
    text, places = (segment.en, words.alone_en) if short_zh else (segment.zh, words.alone_zh)
    lone = list(dict.fromkeys(text[start:end] for _, start, end in places))
    more = ", …" if len(lone) > _NAMED else ""
    return f"; perhaps missing: “{', '.join(lone[:_NAMED])}{more}”" if lone else ""
