"""Characters that no text should hold: control, zero width, private use, radicals."""

import re
import unicodedata
from collections.abc import Iterable

from align.audit.engine.check import Context, Hit, SegmentLook, segment_check
from align.audit.engine.segment import Segment, case
from align.audit.engine.sides import hit_on, side_name, sides

# ZWNJ and ZWJ have work to do between letters of other scripts and within emoji.
_JOINED = "(?<![\u0600-\u0dff\u200d\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])"
_BAD = re.compile(
    "(?P<control>[\x00-\x08\x0b-\x1f\x7f-\x9f])|(?P<replacement>\ufffd)"
    "|(?P<space>[\u200b\u2060\ufeff\u180e])|(?P<hyphen>\u00ad)"
    f"|(?P<joiner>{_JOINED}[\u200c\u200d])"
    "|(?P<direction>[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069])"
    "|(?P<line>[\u2028\u2029])"
    "|(?P<private>[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd])"
    "|(?P<non>[\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff])"
    # a dozen of the block are ordinary characters that stand nowhere else
    "|(?P<radical>[\u2e80-\u2fd5])"
    "|(?P<compatibility>(?![\ufa0e\ufa0f\ufa11\ufa13\ufa14\ufa1f\ufa21\ufa23\ufa24\ufa27-\ufa29])"
    "[\uf900-\ufaff\U0002f800-\U0002fa1f])"
)
# Any of them, and what else joins letters: quickly told.
_QUICK = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u2e80-\u2fd5\ud800-\uf8ff\uf900-\ufaff\ufdd0-\ufdef\ufeff\ufffd-\uffff\U0002f800-\U0002fa1f"
    "\U000f0000-\U0010ffff]"
)
_NAMES = {
    "control": "a control character",
    "replacement": "a replacement character: a letter was lost",
    "space": "a zero-width space",
    "hyphen": "a soft hyphen",
    "joiner": "a zero-width joiner",
    "direction": "a mark of writing direction",
    "line": "a line separator",
    "private": "a character for private use",
    "non": "a code that is no character",
    "radical": "a radical for a character",
    "compatibility": "a compatibility form of a character",
}
# What stands there is read rightly and found wrongly: these are for a warning.
_MILD = ("hyphen", "direction")


@segment_check(
    "characters",
    family="form",
    severity="error",
    summary="control, zero-width, private-use characters, radicals for characters",
    rationale="They cannot be seen, and no search finds the words that hold them.",
    fires=(
        case("The\u200b lab opened.", "实验室成立。"),
        case("The lab opened.", "实验\u200b室成立。"),
        case("The lab opened.\ufeff", "实验室成立。"),
        case("The labora\u00adtory opened.", "实验室成立。"),
        case("The lab \u202aopened.", "实验室成立。"),
        case("The l\ufffdb opened.", "实验室成立。"),
        case("The lab\x0b opened.", "实验室成立。"),
        case("The lab opened.", "实验室\ue5e5成立。"),
        case("The first lab opened.", "第\u2f00实验室成立。"),
        case("The lab is new.", "实验室\uf9b4新。"),
        case("The lab\u200dopened.", "实验室成立。"),
    ),
    silent=(
        case("The lab opened.\nIt is new.", "实验室成立。\n它是新的。"),
        case("A family: \U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f", "家庭❤\ufe0f"),
        case("“Café” – 10\u00a0km …", "“咖啡馆”——１０公里……𠮷﨑"),
        case("In Persian: می\u200cخواهم", "波斯语：می\u200cخواهم"),
    ),
)
def characters(context: Context) -> SegmentLook:
    """One hit for each kind and side, with all places."""

    def look(segment: Segment) -> Iterable[Hit]:
        for side, text in sides(segment):
            if not _QUICK.search(text):
                continue
            found: dict[str, list[re.Match[str]]] = {}
            for m in _BAD.finditer(text):
                found.setdefault(m.lastgroup or "", []).append(m)
            for kind, matches in found.items():
                chars = dict.fromkeys(m[0] for m in matches)
                codes = ", ".join(f"U+{ord(c):04X}" for c in chars)
                plain = unicodedata.normalize("NFKC", matches[0][0])
                yield hit_on(
                    side,
                    f"{side_name(side)} has {_NAMES[kind]} ({codes})",
                    tuple(m.span() for m in matches),
                    plain if plain != matches[0][0] else "",
                    "warning" if kind in _MILD else None,
                )

    return look
