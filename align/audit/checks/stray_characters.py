"""Characters that do not belong: invisible, garbled, of another script or variant."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from align.audit.engine.check import (
    Context,
    Hit,
    MemoryLook,
    SegmentLook,
    Severity,
    Span,
    memory_check,
    segment_check,
)
from align.audit.engine.segment_store import (
    Segment,
    SegmentStore,
    case,
    numbered,
    remembered,
    side_name,
)
from align.languages import other_language
from align.languages.typography.wrong_characters import foreign_runs, garbled, mixed_words
from align.languages.variant import (
    TOLERATED,
    expected_script,
    has_odd_characters,
    script_characters,
    scripts_in,
    wrong_words,
)

# ZWNJ and ZWJ are legitimate between letters of other scripts and within emoji.
_JOINED = "(?<![\u0600-\u0dff\u200d\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])"
_BAD = re.compile(
    "(?P<control>[\x00-\x08\x0b-\x1f\x7f-\x9f])|(?P<replacement>\ufffd)"
    "|(?P<space>[\u200b\u2060\ufeff\u180e])|(?P<hyphen>\u00ad)"
    f"|(?P<joiner>{_JOINED}[\u200c\u200d])"
    "|(?P<direction>[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069])"
    "|(?P<line>[\u2028\u2029])"
    "|(?P<private>[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd])"
    "|(?P<non>[\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff])"
    # a dozen of the block are ordinary characters that have no other code point
    "|(?P<radical>[\u2e80-\u2fd5])"
    "|(?P<compatibility>(?![\ufa0e\ufa0f\ufa11\ufa13\ufa14\ufa1f\ufa21\ufa23\ufa24\ufa27-\ufa29])"
    "[\uf900-\ufaff\U0002f800-\U0002fa1f])"
)
# Any of them, and legitimate joiners: a quick test.
_QUICK = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u2e80-\u2fd5\ud800-\uf8ff\uf900-\ufaff\ufdd0-\ufdef\ufeff\ufffd-\uffff\U0002f800-\U0002fa1f"
    "\U000f0000-\U0010ffff]"
)
_NAMES = {
    "control": "a control character",
    "replacement": "a replacement character (a character was lost)",
    "space": "a zero-width space",
    "hyphen": "a soft hyphen",
    "joiner": "a zero-width joiner",
    "direction": "a text direction mark",
    "line": "a line separator",
    "private": "a private-use character",
    "non": "a noncharacter code point",
    "radical": "a radical instead of a character",
    "compatibility": "a compatibility form of a character",
}
# These do not change what is read, only what is found: a warning.
_MILD = ("hyphen", "direction")


@segment_check(
    "characters",
    family="form",
    severity="error",
    summary="control, zero-width or private-use characters, radicals instead of characters",
    rationale="They are invisible, and no search finds the words that contain them.",
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
def check_characters(context: Context) -> SegmentLook:
    """One hit per kind and side, with all places."""

    def look(segment: Segment) -> Iterable[Hit]:
        for side, text in segment.sides:
            if not _QUICK.search(text):
                continue
            found: dict[str, list[Span]] = {}
            for m in _BAD.finditer(text):
                found.setdefault(m.lastgroup or "", []).append(m.span())
            for kind, spans in found.items():
                chars = list(dict.fromkeys(text[start:end] for start, end in spans))
                codes = ", ".join(f"U+{ord(c):04X}" for c in chars)
                plain = unicodedata.normalize("NFKC", chars[0])
                yield Hit.on(
                    side,
                    f"{side_name(side)} has {_NAMES[kind]} ({codes})",
                    spans,
                    suggestion=plain if plain != chars[0] else "",
                    severity="warning" if kind in _MILD else None,
                )

    return look


@segment_check(
    "mojibake",
    family="form",
    severity="error",
    summary="text decoded with the wrong encoding",
    rationale="Nobody can read it, and the whole file may be affected.",
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
def check_mojibake(context: Context) -> SegmentLook:
    """The original text is suggested where it is certain."""

    def look(segment: Segment) -> Iterable[Hit]:
        for side, text in segment.sides:
            for start, end, mended in garbled(text):
                message = (
                    f"{side_name(side)} was decoded with the wrong encoding: {text[start:end][:40]}"
                )
                said = " ".join(message.split())
                yield Hit.on(side, said, [(start, end)], suggestion=mended)

    return look


@segment_check(
    "homoglyphs",
    family="form",
    severity="error",
    summary="a Cyrillic or Greek letter within a Latin word",
    rationale="The word looks right, and no search finds it.",
    fires=(
        case("The CQ\u0421 mark", "CQC标志"),
        case("The CQC mark", "CQ\u0421标志"),
        case("The l\u0430b opened.", "实验室成立。"),
        case("The \u039fpen day", "开放日"),
    ),
    silent=(
        case("Δt, µm, β-carotene, 5Ω, α1 and TNFα", "Δt、µm、β-胡萝卜素、TNFα"),
        case("The word Москва means Moscow.", "Москва即莫斯科。"),
        case("The café naïve Šafránek", "咖啡馆"),
    ),
)
def check_homoglyphs(context: Context) -> SegmentLook:
    """Letters that look like Latin ones in a word with Latin letters."""

    def look(segment: Segment) -> Iterable[Hit]:
        for side, text in segment.sides:
            for start, end, latin in mixed_words(text):
                message = f"{side_name(side)} has letters of another script in {text[start:end]}"
                yield Hit.on(side, message, [(start, end)], suggestion=latin)

    return look


@segment_check(
    "foreign-script",
    family="form",
    severity="warning",
    summary="Japanese, Korean, Cyrillic, Arabic or other letters",
    rationale="It is neither English nor Chinese; it may have been pasted from elsewhere.",
    fires=(
        case("The certificate was issued.", "证书を颁发した。"),
        case("The certificate was issued.", "인증서를颁发。"),
        case("The сертификат was issued.", "证书已颁发。"),
    ),
    silent=(
        case("The word Москва means Moscow.", "Москва即莫斯科。"),
        case("α, β and Ω", "α、β和Ω"),
        case("The brand", "鲜の每日，ｶ"),
    ),
)
def check_foreign_script(context: Context) -> SegmentLook:
    """Two or more letters of a third script that the other side does not have."""

    def look(segment: Segment) -> Iterable[Hit]:
        found = {side: foreign_runs(text) for side, text in segment.sides}
        for side, runs in found.items():
            other = segment.text(other_language(side)) if runs else ""
            for start, end, script in runs:
                text = segment.text(side)[start:end]
                if text not in other:
                    yield Hit.on(side, f"{side_name(side)} has {script}: {text}", [(start, end)])

    return look


_SCRIPT_NAMES = {"simplified": "Simplified", "traditional": "Traditional"}


#: A document and the locale of its Chinese.
Key: TypeAlias = tuple[str, str]


_QUEEN = re.compile("queen|empress", re.IGNORECASE)
_OTHER = {"simplified": "traditional", "traditional": "simplified"}


@memory_check(
    "variant",
    family="form",
    severity="error",
    summary="Simplified and Traditional mixed, not those of the locale, or wrongly converted",
    rationale="Readers find the other script foreign, and a search finds one of them only.",
    fires=(
        numbered(
            [case("The centre opened.", "中国质量认证中心开业。"), case("Yes.", "認證機構說。")]
        ),
        [case("The standard is out.", "这个标准已经發布。")],
        [case("The standard is out.", "這個標準已经發布。")],
        [case("The standard is out.", "这个标准已经发布。", zh_locale="zh-TW")],
        [case("The standard is out.", "這個標準已經發布。", zh_locale="zh-CN")],
        # converted to the wrong one of two characters
        [case("They ate biscuits.", "他們吃了餅幹。")],
        [case("They left after the meeting.", "他們會后離開。", zh_locale="zh-TW")],
        [case("It is dry and clean.", "干燥、干淨", zh_locale="zh-TW")],
        [case("He is standing there.", "他站著说话。")],
        numbered(
            [
                case("The centre opened.", "这个中国质量认证中心开业。", zh_locale="zh-TW"),
                case("The centre opened.", "這個中國品質認證中心開業。", zh_locale="zh-TW"),
                case("The centre opened.", "這個中國品質認證中心開業。", zh_locale="zh-TW"),
            ]
        ),
    ),
    silent=(
        [case("The standard is out.", "这个标准已经发布。")],
        [case("The standard is out.", "這個標準已經發布。")],
        [case("He quoted a title.", "他引用《臺灣經濟發展》，说这很好。")],
        [case("There they write 網路.", "那里写作網路。")],
        [case("The queen follows.", "皇后在后面，台湾的著作。")],
        [case("The queen comes to the village.", "皇后來到后里的鄰里公園，核准備查。")],
        [case("The trunk is dry.", "樹幹乾燥，與此不相干，天干地支。")],
        [case("She said so in a well-known book.", "她的说著名作者的著作很多。")],
        [case("In Qianlong's time", "乾隆时，他瞭望着。")],
        [case("The standard is out.", "這個標準已經發布。", zh_locale="zh-HK")],
        [case("The standard is out.", "这个标准已经发布。", zh_locale="zh-Hans")],
        [case("Ms Zhu spoke.", "朱镕基与陶喆会见钟先生。")],
        numbered(
            [
                case("Yes, so it is.", "这样说。", document="a"),
                case("Yes.", "這樣說。", document="b"),
            ]
        ),
    ),
)
def check_variant(context: Context) -> MemoryLook:
    """Per document: the script that its locale does not imply is wrong, or else the rarer one.

    A character that both scripts have may still be the wrong one in a word: 餅幹 for 餅乾.
    A title in 《》 may be quoted unchanged, and what the English quotes, too. A document that is
    in the wrong script throughout is reported once.
    """

    def looks(store: SegmentStore) -> Iterator[tuple[int, Hit]]:
        slips = bytearray(len(store))
        wanted, throughout = _wanted(store, slips)
        for segment in store if wanted else ():
            key = (segment.document, segment.zh_locale)
            script = wanted.get(key)
            if script is None:
                continue
            zh = segment.zh
            wrong = wrong_words(zh, script) if slips[segment.number] else []
            if _QUEEN.search(segment.en):  # who is a 后 in Traditional text, too
                wrong = [(a, b) for a, b in wrong if zh[a:b] != "后"]
            if key not in throughout and wrong:
                words = ", ".join(zh[a:b] for a, b in wrong[:8])
                message = f"the Chinese side has {words}, wrongly converted to"
                yield segment.number, Hit(f"{message} {_SCRIPT_NAMES[script]}", zh=tuple(wrong))
            if not scripts_in(zh)[script == "simplified"]:
                continue
            other = _OTHER[script]
            reported = {n for span in wrong for n in range(*span)}
            spans = tuple(
                (a, b)
                for a, b in script_characters(zh)[other]
                if a not in reported and zh[a:b] not in segment.en  # both quote it
            )
            if not spans:
                continue
            words = "".join(zh[a:b] for a, b in spans[:8])
            message = f"the Chinese side has {_SCRIPT_NAMES[other]} {words}"
            if key in throughout:
                del wanted[key]
                message += f" throughout the document, although its locale is {segment.zh_locale}"
            else:
                message += f", the rest is {_SCRIPT_NAMES[script]}"
            severity: Severity | None = None
            if script == "simplified" and has_odd_characters(zh):
                severity = "note"
            elif all(zh[a:b] in TOLERATED for a, b in spans):
                severity = "warning"
            yield segment.number, Hit(message, zh=spans, severity=severity)

    return looks


def _wanted(store: SegmentStore, slips: bytearray) -> tuple[dict[Key, str], set[Key]]:
    """The script that documents should have, for those with characters or words that are wrong.

    The second value is the set of documents that are mostly in the wrong one. Each segment has a
    vote; ``slips`` gets a 1 for those that may have wrong words.
    """
    votes: dict[Key, list[int]] = {}
    mixed = set()
    evidence = remembered(_evidence)
    for segment in store:
        key = (segment.document, segment.zh_locale)
        simplified, traditional, slips[segment.number] = evidence(segment.zh)
        if slips[segment.number]:
            mixed.add(key)
        if simplified and traditional:
            mixed.add(key)
            found = script_characters(segment.zh)
            traditional = len(found["traditional"]) > len(found["simplified"])
        if simplified or traditional:
            votes.setdefault(key, [0, 0])[traditional] += 1
    wanted: dict[Key, str] = {}
    throughout = set()
    for key in mixed | votes.keys():
        here, there = votes.get(key, (0, 0))
        usual = "traditional" if there > here else "simplified"
        script = expected_script(key[1]) or usual
        if script != usual and here + there > 1:
            throughout.add(key)
        if key in mixed or (here, there)[script == "simplified"]:
            wanted[key] = script
    return wanted, throughout


def _evidence(zh: str) -> tuple[bool, bool, bool]:
    """Whether there are Simplified or Traditional characters, and words that are wrong in one."""
    simplified, traditional = scripts_in(zh)
    scripts = [s for s in _OTHER if not (simplified, traditional)[s == "simplified"]]
    return simplified, traditional, any(wrong_words(zh, script) for script in scripts)
