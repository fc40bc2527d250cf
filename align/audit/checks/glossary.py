"""Whether terms follow the glossary, and whether the glossary contradicts itself."""

from collections.abc import Iterable, Iterator
from typing import Literal

from align.audit.engine.check import (
    SEVERITIES,
    Context,
    Hit,
    MemoryLook,
    SegmentLook,
    Severity,
    memory_check,
    segment_check,
)
from align.audit.engine.segment_store import Segment, SegmentStore, case
from align.parameter import Parameter
from align.terminology import Entry, Glossary, Term

_EXAMPLES = Context(
    glossary=Glossary(
        (
            Entry(
                (Term("certification body"),),
                (Term("认证机构"), Term("认证单位", "allowed"), Term("认证公司", "forbidden")),
                where="row 2",
            ),
            Entry((Term("certification"), Term("certify")), (Term("认证"),)),
            Entry((Term("body"),), (Term("机构"),), where="row 4"),
            Entry((Term("body"),), (Term("主体"),), where="row 5"),
            Entry((Term("CB"),), (Term("CB"),)),
            Entry((Term("meet"),), (Term("见面"),)),
            Entry((Term("cert", "forbidden"),), ()),
        ),
        "terms.csv",
    )
)


@segment_check(
    "terminology",
    family="terminology",
    severity="error",
    summary="a term is not the one in the glossary, or the glossary forbids it",
    rationale="A term that varies seems to mean different things.",
    parameters=(
        Parameter(
            "missing",
            "error",
            "the severity if the Chinese lacks the term for an English one",
            choices=SEVERITIES,
        ),
        Parameter(
            "reverse",
            "warning",
            "the severity if the English lacks the term for a Chinese one",
            choices=(*SEVERITIES, "off"),
        ),
    ),
    context=_EXAMPLES,
    fires=(
        case("The certification bodies met.", "各认证单位举行了会谈。"),  # a note
        case("Two certification bodies signed it.", "两家认证公司签了字。"),
        case("Two certification bodies signed it.", "两家单位签了字。"),
        case("They certified the product.", "他们检验了该产品。"),
        case("They tested the product.", "他们认证了该产品。"),
        # 认证 inside 认证机构 is not the term 认证
        case("Certification takes a month.", "认证机构需要一个月。"),
        case("CB testing began.", "测试开始了。"),
        case("Send the cert.", "请寄送证书。"),
        case("Certification-body staff came.", "工作人员来了。"),
    ),
    silent=(
        case("The certification bodies signed it.", "各认证机构签了字。"),
        case("They certified the product.", "他们认证了该产品。"),
        case("Certifying the product takes a month.", "产品认证需要一个月。"),
        # an ambiguous form is not checked
        case("The meeting took place in May.", "五月举行了会议。"),
        case("CB certificate", "CB证书"),
        case("CBTL staff came.", "CBTL的工作人员来了。"),
        # as programs read it
        case("Set --body-limit in body.toml.", "请在 body.toml 中设置 --body-limit。"),
        case("full-body, bodies", "full-body, bodies"),
        case("The weather is fine.", "天气很好。"),
        case("The body was founded in May.", "该机构于五月成立。"),
    ),
)
def terminology(
    context: Context, missing: Severity, reverse: Severity | Literal["off"]
) -> SegmentLook:
    """English by lemma, Chinese by longest match, both ways; silent without a glossary."""
    if context.glossary is None:
        return _nothing
    from align.audit.evidence.glossary_use import GlossaryUse

    return GlossaryUse(context.glossary, missing, None if reverse == "off" else reverse).look


@memory_check(
    "glossary-conflict",
    family="terminology",
    severity="warning",
    summary="the glossary contradicts itself",
    rationale="Nobody can follow a glossary that contradicts itself.",
    context=_EXAMPLES,
    fires=((case("Two bodies signed it.", "两家机构签了字。"),),),
    silent=((),),  # without segments the glossary is not needed
)
def check_glossary_conflict(context: Context) -> MemoryLook:
    """Terms with two preferred translations, and translations both accepted and forbidden."""

    def look(store: SegmentStore) -> Iterator[tuple[str, Hit]]:
        if context.glossary is not None and len(store):
            from align.audit.evidence.glossary_use import conflicts_of

            for hit in conflicts_of(context.glossary):
                yield context.glossary.name, hit._replace(source=context.glossary.source)

    return look


def _nothing(segment: Segment) -> Iterable[Hit]:
    return ()
