"""Text that was not translated at all."""

import re
from collections.abc import Iterable

from align.audit.check import Context, Hit, SegmentLook, segment_check
from align.audit.segment import Segment, case
from align.languages import LANGUAGES

_LOWER = re.compile(r"[a-z]{2}")


@segment_check(
    "untranslated",
    family="completeness",
    severity="error",
    summary="the Chinese side holds no Chinese",
    rationale="A sentence that was left in English reads as an oversight.",
    fires=(
        case("The ceremony was held in Beijing.", "The ceremony was held in Beijing."),
        case("Applicants sign the form.", "Applicants sign the form"),
    ),
    silent=(
        case("www.cqc.com.cn", "www.cqc.com.cn"),
        case("IECEE CB", "IECEE CB"),
        case("The ceremony was held in Beijing.", "仪式在北京举行。"),
    ),
)
def untranslated(context: Context) -> SegmentLook:
    """Chinese sides of two or more English words without one Chinese character."""
    has_chinese = LANGUAGES["zh"].script.search

    def look(segment: Segment) -> Iterable[Hit]:
        zh = segment.zh
        if has_chinese(zh):
            return
        words = [w for w in zh.split() if _LOWER.search(w) and not ("." in w[:-1] or "@" in w)]
        if len(words) > 1:
            yield Hit("the Chinese side is not translated", zh=((0, len(zh)),))

    return look
