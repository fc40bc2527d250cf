"""Full-width letters, digits and marks where they are not wanted."""

from collections.abc import Iterable

from align.audit.engine.check import Context, Hit, SegmentLook, segment_check
from align.audit.engine.segment import Segment, case
from align.languages.typography.width_and_space import (
    full_width_letters,
    stray_chinese_marks,
    to_half_width,
)


@segment_check(
    "full-width",
    family="form",
    severity="error",
    summary="Chinese marks in English text, full-width letters or digits on either side",
    rationale="They look foreign in English, and nobody finds ＣＱＣ who looks for CQC.",
    fires=(
        case("In May，it opened.", "5月，它开业了。"),
        case("It opened。", "它开业了。"),
        case("The centre （CQC） opened.", "中心（CQC）开业。"),
        case("Ｔｈｅ centre opened in ２０２３.", "中心于2023年开业。"),
        case("The centre opened.", "ＣＱＣ于２０２３年开业。"),
        case("Reports、forms", "报告、表格"),
    ),
    silent=(
        case("In May, it opened (in Beijing).", "5月，它开业了（在北京）。"),
        case("The sign read “质量，永远。” in red.", "红色标牌写着“质量，永远。”"),
        case("The book 《质量》 sold.", "《质量》售出。"),
        case("10–12 ℃ … “good” — it’s fine", "10～12 ℃……“好”——不错"),
    ),
)
def full_width(context: Context) -> SegmentLook:
    """In English next to a Chinese character the marks belong to Chinese text.

    A mark of the wrong width is an eyesore; a letter or a digit is not found by a search.
    """

    def look(segment: Segment) -> Iterable[Hit]:
        en, zh = segment.en, segment.zh
        if not en.isascii():
            for start, end in stray_chinese_marks(en):
                text = en[start:end]
                yield Hit(
                    f"the English side has {text}, a mark or letter of Chinese width",
                    en=((start, end),),
                    suggestion=to_half_width(text),
                    severity=None if any(map(str.isalnum, text)) else "warning",
                )
        for start, end in full_width_letters(zh):
            text = zh[start:end]
            yield Hit(
                f"the Chinese side writes {text} in full width",
                zh=((start, end),),
                suggestion=to_half_width(text),
            )

    return look
