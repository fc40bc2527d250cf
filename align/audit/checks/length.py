"""Texts far longer or shorter than expected from their counterpart: cut off, or padded.

The measure is that of Gale and Church (1993, "A program for aligning sentences in bilingual
corpora"): the expected length is that of the other side times the ratio ``c`` of the document, and
its deviation grows with the square root of the length: ``z = (zh - c en) / sqrt(s² (zh + c en) /
2)``. Here ``c`` and ``s`` are medians over the document, so that a few bad pairs do not matter.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise, zip_longest
from math import log
from typing import TYPE_CHECKING, Any, NamedTuple

from align.audit.engine.check import Context, Hit, MemoryLook, Severity, memory_check
from align.audit.engine.segment_store import Segment, SegmentStore, case, side_name
from align.audit.evidence.comparison import letters_worth
from align.languages import other_language
from align.parameter import Parameter

if TYPE_CHECKING:
    from align.audit.evidence.lacking import Lacking

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
#: Findings of a memory that say what the short side seems to lack, and how much of it.
_EXPLAINED, _QUOTED = 300, 80
#: The log-odds that a passage of the longer side is missing on the other, for a warning: English
#: says in many words what Chinese implies.
_MISSING = {"en": 5.0, "zh": 3.0}
#: … and where the length alone does not say so.
_IN_PART = {"en": 7.0, "zh": 3.0}
#: … for a note, or to be quoted; and for a warning if the shorter side breaks off.
_PERHAPS, _CUT_OFF = 2.0, 2.0
#: Pairs whose length deviates less are not looked at for missing passages.
_LITTLE = 0.7
#: The share of pairs of a document that may lack something, which is so likely; a free translation
#: has more.
_OFTEN, _ALONE = 0.03, 1.0
#: What `length` reports, another check need not.
_OTHERS = (3.2, 1.5)
#: A text with less than this share of its length is a warning, whatever its words say.
_HALF_OF_IT = 0.35
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
_FARM = (
    "The farm sells its apples to twelve schools, delivers milk to the village shop every morning, "
    "and keeps bees."
)
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
        found = [
            (number, times, score, cut)
            for lengths in _by_document(store, z, factor)
            for number, times, score, cut, odd in zip(*lengths, strict=True)
            if odd
        ]
        passages = _passages(store, [(number, score) for number, _, score, _ in found[:_EXPLAINED]])
        for (number, times, _, cut), passage in zip_longest(found, passages):
            yield number, _hit(store[number], times, bool(cut), sure, passage)

    return look


@memory_check(
    "missing-part",
    family="completeness",
    severity="warning",
    summary="nothing on the other side accounts for a passage",
    rationale="A clause or an item of a list that was left out changes what the sentence says.",
    parameters=(
        Parameter(
            "most",
            400,
            "of the pairs whose lengths deviate the most so many are looked at, as "
            "linking words takes time",
        ),
        Parameter("note", True, "also report what is less sure, as notes"),
    ),
    cost=5,
    fires=(
        [*_GOOD, case(_FARM, "农场每天早晨为村里的商店送牛奶，还养蜜蜂。")],
        [*_GOOD, case(_WHOLE, _FULL.replace("。", "，并为获奖者颁奖。"))],
    ),
    silent=(
        [*_GOOD, case(_WHOLE, _FULL)],
        [*_GOOD, case(_FARM, "农场向十二所学校出售苹果，每天早晨为村里的商店送牛奶，还养蜜蜂。")],
        [*_GOOD, case(_WHOLE, _HALF[:18])],  # `length` reports it
        [case("", _FULL)],
    ),
)
def check_missing_part(context: Context, most: int, note: bool) -> MemoryLook:
    """Of the pairs with unusual lengths, those in which words of one side stand alone together."""

    def look(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        import numpy as np

        sizes: dict[str, int] = {}
        numbers, scores = array("q"), array("f")
        for lengths in _by_document(store, *_OTHERS):
            sizes[store[lengths.numbers[0]].document] = len(lengths.numbers)
            for number, _, score, _, odd in zip(*lengths, strict=True):
                if abs(score) >= _LITTLE and not odd:
                    numbers.append(number)
                    scores.append(score)
        order = np.argsort(-abs(np.frombuffer(scores, "f4")), kind="stable")[:most]
        some = [(numbers[n], scores[n]) for n in sorted(order.tolist())]
        found = [
            (store[number], score, passage)
            for (number, score), passage in zip(some, _passages(store, some), strict=True)
            if passage and passage.score > _ALONE
        ]
        often = Counter(segment.document for segment, _, _ in found)
        for segment, score, passage in found:
            document = segment.document
            share = often[document] / max(sizes[document], _ENOUGH)
            sure = passage.score - max(0, log(share / _OFTEN))
            side = "en" if score < 0 else "zh"
            if sure >= (_PERHAPS if note else _IN_PART[side]):
                other = side_name(other_language(side))
                yield (
                    segment.number,
                    Hit.on(
                        side,
                        f"{other} seems to lack “{_quoted(segment, passage, side)}”",
                        [passage[:2]],
                        severity="warning" if sure >= _IN_PART[side] else "note",
                    ),
                )

    return look


class _Lengths(NamedTuple):
    """The pairs of a document: their numbers, how many times longer the Chinese side is than usual,

    the same in deviations, which side lacks an end mark, and whether all this is odd.
    """

    numbers: list[int]
    times: list[float]
    scores: list[float]
    cut: list[int]
    odd: list[bool]


def _by_document(store: SegmentStore, z: float, factor: float) -> Iterator[_Lengths]:
    import numpy as np

    numbers, documents, cuts = array("q"), array("i"), array("b")
    en, zh = array("f"), array("f")
    names: dict[str, int] = {}
    for segment in store:
        if not (segment.en and segment.zh):
            continue
        numbers.append(segment.number)
        documents.append(names.setdefault(segment.document, len(names)))
        en.append(len(segment.en))
        zh.append(letters_worth(segment.zh))
        cuts.append(_cut(segment))
    if not numbers:
        return
    all_numbers, cut = np.frombuffer(numbers, "i8"), np.frombuffer(cuts, "i1")
    x, y = np.frombuffer(en, "f4"), np.frombuffer(zh, "f4")
    of = np.frombuffer(documents, "i4")
    order = np.argsort(of, kind="stable")
    edges = np.searchsorted(of[order], np.arange(len(names) + 1))
    everything = _measure(x, y, _Measure(*_USUAL))
    for start, stop in pairwise(edges.tolist()):
        mine = order[start:stop]
        measure = _measure(x[mine], y[mine], everything)
        scores = _scores(x[mine], y[mine], measure.ratio) / measure.spread
        times = (y[mine] + 1) / (measure.ratio * x[mine] + 1)
        apart = abs(y[mine] - measure.ratio * x[mine])
        odd = _odd(scores, times, cut[mine], z, factor) & (apart > _SLACK)
        columns = all_numbers[mine], times, scores, cut[mine], odd
        yield _Lengths(*(column.tolist() for column in columns))


def _passages(
    store: SegmentStore, pairs: Iterable[tuple[int, float]]
) -> Iterator["Lacking | None"]:
    """What one side of segments seems to lack; with each number its length in deviations."""
    from align.audit.evidence.lacking import lacking

    texts = ((store[number], score) for number, score in pairs)
    return lacking((segment.en, segment.zh, score) for segment, score in texts)


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


def _odd(scores: Any, times: Any, cut: Any, z: float, factor: float) -> Any:
    import numpy as np

    misfit = abs(np.log(times))
    odd = (abs(scores) > z) & (misfit > np.log(factor))
    # the shorter side lacks the end mark of the other
    sign = np.sign(scores) == np.sign(cut)
    return odd | (sign & (cut != 0) & (abs(scores) > _CUT * z) & (misfit > _CUT * np.log(factor)))


def _hit(segment: Segment, times: float, cut: bool, sure: float, passage: "Lacking | None") -> Hit:
    side, name, ratio = ("en", "Chinese", times) if times < 1 else ("zh", "English", 1 / times)
    more = " and no end mark" if cut else ""
    long = max(len(segment.en), letters_worth(segment.zh)) >= _LONG_ENOUGH
    score = passage.score if passage else 0
    severity: Severity = "note"
    if long and ratio < 1 / sure:
        severity = "error"
    elif ratio < _HALF_OF_IT or score >= (_CUT_OFF if cut else _MISSING[side]):
        severity = "warning"
    if passage and score >= _PERHAPS:
        more += f"; perhaps missing: “{_quoted(segment, passage, side)}”"
    return Hit(
        f"the {name} side has {ratio:.0%} of the expected length{more}",
        en=((0, len(segment.en)),),
        zh=((0, len(segment.zh)),),
        severity=severity,
    )


def _quoted(segment: Segment, passage: "Lacking", side: str) -> str:
    text = " ".join(segment.text(side)[passage.start : passage.end].split())
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1].rstrip() + "…"
