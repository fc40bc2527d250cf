"""The same English sentence, translated in different ways."""

from align.audit.engine.check import Context, MemoryLook, memory_check
from align.audit.engine.segment import case
from align.audit.evidence.renderings import Renderings
from align.parameter import Parameter

#: What this check and the opposite one may be told.
PARAMETERS = (
    Parameter(
        "minimum",
        30,
        "with fewer letters (a Chinese character counts as three) a text may well be rendered "
        "in several ways, and its findings are less grave; half of it for a sentence with an end",
    ),
    Parameter(
        "near", True, "compare texts that differ in case, width, spaces or the last mark, too"
    ),
)


@memory_check(
    "same-source-different-target",
    family="consistency",
    severity="error",
    summary="an English sentence that recurs is translated in another way",
    rationale="Readers who compare two releases take two wordings for two meanings.",
    parameters=PARAMETERS,
    fires=(
        (
            case("The certificate is valid for five years.", "证书有效期为五年。", document="a"),
            case("The certificate is valid for five years.", "证书有效期为五年。", document="b"),
            case("The certificate is valid for five years.", "证书的期限是五年。", document="c"),
        ),
        (  # only the punctuation: a warning
            case("Applicants pay the fee, then wait.", "申请人缴费，然后等候。"),
            case("Applicants pay the fee, then wait.", "申请人缴费,然后等候。"),
        ),
        (  # a heading: a note
            case("Our Services", "我们的服务"),
            case("Our Services", "服务项目"),
        ),
        (  # nearly the same source
            case("Applicants must sign the application form.", "申请人必须在申请表上签字。"),
            case("APPLICANTS must sign the application  form", "申请者应签署申请书。"),
        ),
        (
            case("The audit takes 3 days at the site.", "现场审核为期3天。"),
            case("The audit takes 3 days at the site.", "现场审核为期5天。"),
        ),
    ),
    silent=(
        (
            case("The certificate is valid for five years.", "证书有效期为五年。"),
            case("The certificate is valid for five years.", "证书有效期为五年。"),
        ),
        (  # numbers differ: other sentences
            case("The certificate is valid for five years.", "证书有效期为五年。"),
            case("The certificate is valid for six years.", "证书有效期为六年。"),
        ),
        (  # a question is not its answer
            case("Is it valid?", "有效吗？"),
            case("Is it valid.", "是有效的。"),
        ),
        (  # sources and targets end in their own ways
            case("Scope of the certification programme", "认证项目范围"),
            case("Scope of the certification programme.", "认证项目范围。"),
        ),
        (  # an omission is not a translation
            case("The certificate is valid for five years.", ""),
            case("The certificate is valid for five years.", "证书有效期为五年。"),
        ),
        (case("2024", "2024年"), case("2024", "二〇二四")),
        (),
    ),
)
def same_source(context: Context, minimum: int, near: bool) -> MemoryLook:
    """English texts with more than one Chinese rendering; the rarer ones are reported."""
    return Renderings("en", "zh", "error", minimum, bool(near)).look
