"""The same text with different translations, and edited copies of boilerplate."""

from collections.abc import Iterator

from align.audit.engine.check import Context, Hit, MemoryLook, memory_check
from align.audit.engine.segment_store import SegmentStore, case
from align.audit.evidence.drift import drifted
from align.audit.evidence.renderings import Renderings
from align.languages import LANGUAGES
from align.parameter import Parameter

#: The parameters of the checks in both directions.
PARAMETERS = (
    Parameter(
        "minimum",
        30,
        "below this number of letters (a Chinese character counts as three) the severity is "
        "lower, as short texts are often translated in several ways; half of it for a sentence",
    ),
    Parameter(
        "near", True, "also compare texts that differ in case, width, spaces or end mark only"
    ),
)


@memory_check(
    "same-source-different-target",
    family="consistency",
    severity="error",
    summary="a recurring English sentence is translated differently",
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
        (  # the numbers differ: different sentences
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
        (  # a version in Simplified and one in Traditional characters
            case("The certificate is valid for five years.", "证书有效期为五年。"),
            case("The certificate is valid for five years.", "證書效期五年。"),
        ),
        (),
    ),
)
def check_same_source_different_target(context: Context, minimum: int, near: bool) -> MemoryLook:
    """English texts with several Chinese renderings; the rarer ones are reported."""
    return Renderings("en", "zh", "error", minimum, bool(near)).look


@memory_check(
    "same-target-different-source",
    family="consistency",
    severity="warning",
    summary="a recurring Chinese sentence has different English counterparts",
    rationale="Either one is wrongly translated, or the same thing is expressed in two ways.",
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
def check_same_target_different_source(context: Context, minimum: int, near: bool) -> MemoryLook:
    """Chinese texts with several English renderings; the rarer ones are reported."""
    return Renderings("zh", "en", "warning", minimum, bool(near)).look


_EN = "The centre is a national body that certifies products, systems and services."


_ZH = "本中心是国家级认证机构，业务涵盖产品、体系和服务认证。"


_TEL = "For more information please call the press office at 010 8388 0000, Monday to Friday."


@memory_check(
    "boilerplate-drift",
    cost=4,
    family="consistency",
    severity="warning",
    summary="boilerplate that differs by a few words from its copies in other documents",
    rationale="An outdated or edited copy of boilerplate contradicts all the others.",
    unless=("same-source-different-target", "same-target-different-source"),
    parameters=(
        Parameter(
            "minimum", 60, "texts with fewer letters are skipped (a Chinese character: 3)"
        ),
        Parameter(
            "similarity", 0.8, "the least share of words (Chinese characters) that are the same"
        ),
    ),
    fires=(
        (
            case(_EN, _ZH, document="a"),
            case(_EN, _ZH, document="b"),
            case(_EN.replace("national body", "state body"), _ZH, document="c"),
        ),
        (
            case(_EN, _ZH, document="a"),
            case(_EN, _ZH.replace("国家级认证", "国家级的检测认证"), document="b"),
            case(_EN, _ZH, document="c"),
        ),
        (  # one language only, and a number: a note
            case(_TEL, "", document="a"),
            case(_TEL, "", document="b"),
            case(_TEL.replace("0000", "0010"), "", document="c"),
        ),
        (  # without documents, each unit stands for itself
            case(_EN, _ZH),
            case(_EN, _ZH),
            case(_EN.replace("certifies", "tests"), _ZH),
        ),
    ),
    silent=(
        (case(_EN, _ZH, document="a"), case(_EN, _ZH, document="b")),
        (  # two documents, two wordings: neither is the usual one
            case(_EN, _ZH, document="a"),
            case(_EN.replace("national", "state"), _ZH, document="b"),
        ),
        (  # another text, and its translation
            case(_EN, _ZH, document="a"),
            case(_EN, _ZH, document="b"),
            case(
                _EN.replace("certifies", "tests"), _ZH.replace("认证。", "检测。"), document="c"
            ),
        ),
        (  # the copies are all in one document
            case(_EN, _ZH, document="a"),
            case(_EN, _ZH, document="a"),
            case(_EN.replace("national", "state"), _ZH, document="b"),
        ),
        (  # a pattern that is filled in each time
            *(
                case(f"On {day} the laboratory received samples of chargers for its tests.", "")
                for day in ("Monday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
            ),
        ),
        tuple(case(f"Tel.: {n}", f"电话：{n}") for n in ("010", "010", "020")),
        (),
    ),
)  # fmt: skip
def check_boilerplate_drift(context: Context, minimum: int, similarity: float) -> MemoryLook:
    """Copies that differ from a text of at least two, and more, other documents."""

    def look(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        for side in LANGUAGES:
            yield from drifted(store, side, minimum, similarity)

    return look
