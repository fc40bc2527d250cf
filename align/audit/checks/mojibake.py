"""Text that was read in a wrong encoding."""

from collections.abc import Iterable

from align.audit.engine.check import Context, Hit, SegmentLook, segment_check
from align.audit.engine.segment import Segment, case
from align.audit.engine.sides import hit_on, side_name, sides
from align.languages.typography.wrong_characters import garbled


@segment_check(
    "mojibake",
    family="form",
    severity="error",
    summary="text that was read in a wrong encoding",
    rationale="Nobody can read it, and all of the file may be so.",
    fires=(
        case("The cafÃ© opened.", "咖啡馆开业。"),
        case("Itâ€™s open.", "开业了。"),
        case("Quality", "è´¨é‡�"),
        case("Quality", "è´¨é\x87\x8f"),
        case("Quality certification", "璐ㄩ噺璁よ瘉"),
        case("It was lost.", "锟斤拷锟斤拷"),
        case("It was lost.", "内容：烫烫烫烫"),
    ),
    silent=(
        case("The café in Málaga: “10 °C”, Šafránek’s naïve façade", "马拉加的咖啡馆"),
        case("À la carte — Çelik & Ñuñoa, £5 ± 2 µm", "菜单"),
        case("Bail-out", "纾困、洌泉、瓯江、铂金、锂电"),
        case("Mr Jin and Mr Tang", "金鑫、汤烫"),
    ),
)
def mojibake(context: Context) -> SegmentLook:
    """The suggestion is what the text was, where that is certain."""

    def look(segment: Segment) -> Iterable[Hit]:
        for side, text in sides(segment):
            for start, end, mended in garbled(text):
                message = f"{side_name(side)} was read in a wrong encoding: {text[start:end][:40]}"
                yield hit_on(side, " ".join(message.split()), ((start, end),), mended)

    return look
