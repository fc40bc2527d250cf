"""Brackets that are not closed, not opened, or closed by one of another width."""

from align.audit.engine.check import (
    Context,
    Hit,
    MemoryLook,
    SegmentLook,
    memory_check,
    segment_check,
)
from align.audit.engine.segment import Segment, case, numbered
from align.audit.evidence.pair_hits import pair_hits
from align.audit.evidence.spanning import Marks
from align.languages.typography.pairs import BRACKETS, Loose, PairedMarks, brackets

#: What remarks stand in.
_REMARKS = frozenset("([【〔")
_OPENERS = {opener: closer for closer, opener in BRACKETS.items()}


@memory_check(
    "brackets",
    family="form",
    severity="error",
    summary="a bracket without its partner, or closed by one of another width",
    rationale="A bracket that is not closed leaves a reader waiting.",
    fires=(
        [case("The centre (CQC) opened.", "中心（CQC成立。")],
        [case("The centre (CQC opened.", "中心（CQC）成立。")],
        [case("The centre (CQC) opened.", "中心（CQC)成立。")],
        [case("The centre (CQC) opened.", "中心(CQC）成立。")],
        [case("The book “Quality” sold.", "《质量一书售出。")],
        [case("See [here] and [there].", "见【此处]。")],
        [case("One (two [three]) four.", "一（二【三）四】。")],
        [case("The PIDs (1, 7, 8).", "进程号1、7 和 8）。")],
        [case("This release (0.4.0) is out.", "此版本0.4.0）已发布。")],
        numbered([case("The centre (CQC) opened.", "中心（CQC成立。"), case("B.", "乙（二）。")]),
    ),
    silent=(
        [case("The centre (CQC) opened.", "中心（CQC）成立。")],
        [case("a) Lamps; b) plugs; 1) other", "a) 灯具；b）插头；1）其他")],
        [case("The range is [0, 1).", "范围为[0, 1)。")],
        [case("Options: a) lamps, b) plugs.", "选项：a）灯具，b）插头。")],
        [case("See you soon :)", "回头见 :)")],
        [case("Have fun ;-)", "玩得开心！;-)")],
        [case("So sad :(", "真难过 :(")],
        [case("Nested (as [here] said).", "嵌套（如〔此处〕所述）。")],
        [case("See [the page](https://a.cn/b_(c)).", "见[页面](https://a.cn/b_(c))。")],
        [case("(A sentence begins", "（一句话开始")],
        numbered([case("A.", "甲说（有时。"), case("B.", "乙也说）。")]),
        numbered(
            [case("A.", "甲。"), case("", "【译注：此处有误。"), case("B.", "原文如此。】乙。")]
        ),
        [case("Two: lamps (new) and plugs.", "两种：1）灯（新）2）插头。")],
        # code, the same on both sides
        numbered([case("A.", "甲。"), case("}", "}"), case("b])", "b])")]),
    ),
)
def unpaired_brackets(context: Context) -> MemoryLook:
    """Brackets of all shapes; one may be closed by a neighbour of the same document."""
    return pair_hits(Marks(brackets, _goes_on, 2), "bracket", _OPENERS.__getitem__)


def _goes_on(text: str, mark: Loose, other: PairedMarks) -> bool:
    """Only a remark may reach over several sentences, and then it does so on both sides, or is
    the translator's."""
    return mark.kind in _REMARKS and not any(kind in _REMARKS for kind, *_ in other.closed)


@segment_check(
    "bracket-count",
    family="form",
    severity="note",
    summary="brackets on the English side only",
    rationale="A remark in brackets may have been left out.",
    fires=(case("The centre (in Beijing) opened in May (2023).", "中心五月成立。"),),
    silent=(
        case("The centre (CQC) opened.", "中心（CQC）成立。"),
        case("John Smith visited.", "约翰·史密斯（John Smith）来访。"),
        case("The centre opened (in May).", "中心——五月——成立。"),
        case("The centre (CQC) opened.", "CQC成立。"),
    ),
)
def bracket_count(context: Context) -> SegmentLook:
    """Remarks in round brackets that the Chinese side neither has nor sets off with dashes.

    Abbreviations that the Chinese side uses are no remarks; Chinese adds brackets for foreign
    names, so more of them there say nothing.
    """

    def look(segment: Segment) -> list[Hit]:
        en, zh = segment.en, segment.zh
        if "(" not in en or "(" in zh or "（" in zh or "—" in zh or "[" in zh or "【" in zh:
            return []
        spans = [
            (a, z)
            for kind, a, z in brackets(en).closed
            if kind == "(" and " " in en[a:z] and en[a + 1 : z - 1] not in zh
        ]
        if not spans:
            return []
        texts = ", ".join(en[a:z] for a, z in spans)
        return [Hit(f"only the English side has {texts}", en=tuple(spans))]

    return look
