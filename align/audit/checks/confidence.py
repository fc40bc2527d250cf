"""What the aligner itself would not vouch for."""

from collections.abc import Iterable

from align.audit.engine.check import Context, Hit, SegmentLook, segment_check
from align.audit.engine.segment import Segment, case
from align.parameter import Parameter

_TEXTS = ("The meeting was held.", "会议召开。")


@segment_check(
    "low-confidence",
    family="alignment",
    severity="warning",
    summary="the aligner was not sure that the two texts belong together",
    rationale="A doubtful pair may be two sentences that are no translation of each other.",
    parameters=(Parameter("threshold", 0.5, "the least confidence, 0 to 1"),),
    fires=(case(*_TEXTS, confidence=0.49), case(*_TEXTS, confidence=0.0)),
    silent=(
        case(*_TEXTS, confidence=0.5),
        case(*_TEXTS),
        # somebody looked at it
        case(*_TEXTS, confidence=0.2, status="approved"),
    ),
)
def low_confidence(context: Context, threshold: float) -> SegmentLook:
    """Confidence as the memory says it; a pair that a person approved is sure."""

    def look(segment: Segment) -> Iterable[Hit]:
        confidence = segment.confidence
        if confidence is not None and confidence < threshold and segment.status != "approved":
            yield Hit(f"the aligner gives this pair a confidence of {confidence:.0%}")

    return look
