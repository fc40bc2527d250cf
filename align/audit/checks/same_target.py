"""Different English sentences with the same Chinese."""

from align.audit.checks.same_source import PARAMETERS
from align.audit.engine.check import Context, MemoryLook, memory_check
from align.audit.engine.segment import case
from align.audit.evidence.renderings import Renderings


@memory_check(
    "same-target-different-source",
    family="consistency",
    severity="warning",
    summary="a Chinese sentence that recurs stands for different English ones",
    rationale="Either one of them is a wrong translation, or the same thing is said in two ways.",
    parameters=PARAMETERS,
    fires=(
        (
            case("The certificate is valid for five years.", "证书有效期为五年。"),
            case("The certificate is valid for five years.", "证书有效期为五年。"),
            case("The fee is paid by the applicant.", "证书有效期为五年。"),
        ),
        (
            case("Contact us for details.", "详情请联系我们。"),
            case("Contact us for more.", "详情请联系我们。"),
        ),
    ),
    silent=(
        (
            case("The certificate is valid for five years.", "证书有效期为五年。"),
            case("The certificate is valid for six years.", "证书有效期为六年。"),
        ),
        (case("", "证书有效期为五年。"), case("The fee is paid.", "证书有效期为五年。")),
        (),
    ),
)
def same_target(context: Context, minimum: int, near: bool) -> MemoryLook:
    """Chinese texts with more than one English rendering; the rarer ones are reported."""
    return Renderings("zh", "en", "warning", minimum, bool(near)).look
