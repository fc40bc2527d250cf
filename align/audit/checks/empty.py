"""Units of a memory that hold one text instead of two."""

from collections.abc import Iterable

from align.audit.checks.omissions import is_bead
from align.audit.engine.check import Context, Hit, SegmentLook, segment_check
from align.audit.engine.segment import Segment, case


@segment_check(
    "empty",
    family="completeness",
    severity="error",
    summary="a unit has no text, or white space only, on one side",
    rationale="An empty translation is delivered as an empty line, or not at all.",
    nulls=True,
    fires=(
        case("The meeting was held.", ""),
        case("", "会议召开。"),
        case("The meeting was held.", " \u3000\n"),
        case("The meeting was held.", "\u200b", place="3:4"),
        case("", ""),
    ),
    silent=(
        case("The meeting was held.", "会议召开。"),
        # a sentence without counterpart is an omission
        case("The meeting was held.", "", place="3:"),
        case("", "会议召开。", zh_place="line 7"),
    ),
)
def empty(context: Context) -> SegmentLook:
    """Sides without a visible character."""

    def look(segment: Segment) -> Iterable[Hit]:
        en, zh = segment.en, segment.zh
        if en[:1].isalnum() and zh[:1].isalnum():  # nearly always
            return
        no_en, no_zh = _is_blank(en), _is_blank(zh)
        if not (no_en or no_zh) or (segment.is_null and (en or zh) and is_bead(segment)):
            return
        side = "both sides" if no_en and no_zh else f"the {'English' if no_en else 'Chinese'} side"
        kind = "blank" if (no_en and en) or (no_zh and zh) else "empty"
        yield Hit(
            f"{side} {'are' if no_en and no_zh else 'is'} {kind}",
            en=((0, len(en)),) if en and no_en else (),
            zh=((0, len(zh)),) if zh and no_zh else (),
        )

    return look


def _is_blank(text: str) -> bool:
    """White space, also of the kind that has no width."""
    return not text.strip().strip("\u200b\u200c\u200d\u2060\ufeff\u00ad").strip()
