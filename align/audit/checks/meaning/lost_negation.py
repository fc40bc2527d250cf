"""A negation lost or added: the sentence says the opposite."""

from collections.abc import Iterable

from align.audit.engine.check import Context, Hit, SegmentLook, segment_check
from align.audit.engine.segment_store import Segment, case, side_name
from align.languages import other_language
from align.languages.words.negation import lone_negation

#: The share of Chinese words with a counterpart in a pair that is literal enough; others may negate
#: in other words. Of those, one in six was right on unseen texts: a note.
_LITERAL = 0.4


@segment_check(
    "negation",
    family="meaning",
    severity="note",
    summary="a negation on one side only",
    rationale="A “not” that was lost or slipped in turns a sentence into its opposite.",
    fires=(
        case("The samples cannot be returned.", "样品可以退还。"),
        case("The price does not include tax.", "价格包含税款。"),
        case("The factory will produce batteries.", "工厂不会生产电池。"),
        case("You can apply online.", "您不能在线申请。"),
        case("We have a branch in Xi'an.", "我們在西安沒有分公司。"),
    ),
    silent=(
        case("The samples cannot be returned.", "样品不予退还。"),
        case("Children should not use the device.", "儿童禁用。"),
        case("It is not only cheap.", "它很便宜，质量也好。"),
        case("Don't forget to sign.", "请记得签名。"),
        case("Is it open today?", "今天是不是开门？"),
        case("You can apply online if you are unable to come.", "不能前来的可以在线申请。"),
        case("Certificates are different.", "证书各不相同。"),
        case("It is far from certain.", "这远不是定论。"),
        case("He is anything but a hero.", "他不是英雄。"),
        # free: the same may be said in another way
        case("I am never going to marry.", "我会一辈子单身。"),
    ),
)
def check_negation(context: Context) -> SegmentLook:
    """One side negates what the other one says plainly."""

    def look(segment: Segment) -> Iterable[Hit]:
        found = lone_negation(segment.en, segment.zh)
        if found and found.literal >= _LITERAL:
            side, start, end, _ = found
            other = side_name(other_language(side))
            text = segment.text(side)[start:end]
            message = f"nothing on {other} negates as “{text}” does on {side_name(side)}"
            yield Hit.on(side, message, [(start, end)])

    return look
