"""Marks and letters of the wrong width."""

from collections.abc import Iterator

from align.audit.engine.check import Context, Hit, MemoryLook, memory_check
from align.audit.engine.segment import Segment, case, numbered
from align.audit.engine.store import SegmentStore
from align.audit.evidence.house_style import Seen, house_style
from align.languages.typography.width_and_space import (
    FULL_WIDTH,
    Mark,
    full_width_parentheses,
    half_width_marks,
    half_width_parentheses,
)
from align.parameter import Parameter

_MARKS = tuple((mark, full) for mark, full in FULL_WIDTH.items() if mark not in "()")
_STYLES = ("consistent", "full", "half", "any")


@memory_check(
    "width",
    family="form",
    severity="warning",
    summary="half-width punctuation in Chinese text",
    rationale="Chinese sentences take full-width punctuation; what a document does throughout is"
    " told once.",
    parameters=(
        Parameter(
            "parentheses",
            "consistent",
            "width of parentheses in Chinese: as most of the document has them, or always one",
            choices=_STYLES,
        ),
    ),
    fires=(
        [case("In May, it opened.", "5月,它开业了。")],
        [case("He said: “Yes.”", "他说:“是。”")],
        [case("It opened.", "它开业了.")],
        [case("Is it open?", "开业了吗?")],
        [case("At 85 mph, it is a hurricane.", "风速达到 85 mph, 为飓风。")],
        [case("Wait ...", "请稍候...")],
        numbered(
            [
                case("CQC (the centre)", "中心（CQC）"),
                case("CNCA (a body)", "委员会（CNCA）"),
                case("IEC (a body)", "电工委员会(IEC)"),
            ]
        ),
    ),
    silent=(
        [case("At 10:30, 1,500 people came.", "10:30有1,500人到场，比例为3:1。")],
        [case("See https://a.cn/?x=1,2.", "见https://a.cn/?x=1,2。")],
        [case("1. Scope", "1. 范围")],
        [case("Foo Co., Ltd. signed.", "Foo Co., Ltd.签约。")],
        [case("Use `说明:x` here.", "这里用`说明:x`。")],
        [case("The version is 2.0.", "版本为2.0。")],
        [case("See “A,” then B: good.", "See “A”, then “B”: good.")],
        [case("Open file a.md.", "打开“说明.md”。")],
        [case("The body (CQC) wins.", "中心(CQC)获胜。")],
    ),
)
def width(context: Context, parentheses: str) -> MemoryLook:
    """Half-width marks within or behind Chinese, except in numbers, addresses, code."""

    free = frozenset("(") if parentheses == "consistent" else frozenset()

    def odd(zh: str) -> Iterator[Mark]:
        yield from half_width_marks(zh)
        if parentheses in ("consistent", "full") and "(" in zh:
            yield from half_width_parentheses(zh)
        elif parentheses == "half" and "（" in zh:
            yield from full_width_parentheses(zh)

    def look(segment: Segment) -> Seen:
        zh = segment.zh
        right = {mark: zh.count(full) for mark, full in _MARKS}
        if parentheses == "consistent":
            right["("] = zh.count("（")
        return right, [
            (
                m.kind,
                Hit(
                    f"the Chinese side writes {m.text} for {m.instead}",
                    zh=((m.start, m.end),),
                    suggestion=m.instead,
                ),
            )
            for m in odd(zh)
        ]

    def looks(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        return house_style(store, look, free)

    return looks
