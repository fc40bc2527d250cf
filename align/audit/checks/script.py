"""Letters of another script than the side is written in."""

from collections.abc import Iterable

from align.audit.engine.check import Context, Hit, SegmentLook, segment_check
from align.audit.engine.segment import Segment, case
from align.audit.engine.sides import hit_on, side_name, sides
from align.languages.typography.wrong_characters import chinese_left, foreign_runs, mixed_words


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
def homoglyphs(context: Context) -> SegmentLook:
    """Letters that look like Latin ones, in a word with Latin ones."""

    def look(segment: Segment) -> Iterable[Hit]:
        for side, text in sides(segment):
            for start, end, latin in mixed_words(text):
                message = f"{side_name(side)} has letters of another script in {text[start:end]}"
                yield hit_on(side, message, ((start, end),), latin)

    return look


@segment_check(
    "foreign-script",
    family="form",
    severity="warning",
    summary="Japanese, Korean, Cyrillic, Arabic or other letters",
    rationale="It is neither English nor Chinese; a part may have been pasted from elsewhere.",
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
def foreign_script(context: Context) -> SegmentLook:
    """Two or more letters of a third script that the other side does not have."""

    def look(segment: Segment) -> Iterable[Hit]:
        found = {side: foreign_runs(text) for side, text in sides(segment)}
        for side, runs in found.items():
            other = segment.zh if side == "en" else segment.en
            for start, end, script in runs:
                text = (segment.en if side == "en" else segment.zh)[start:end]
                if text not in other:
                    yield hit_on(side, f"{side_name(side)} has {script}: {text}", ((start, end),))

    return look


@segment_check(
    "chinese-in-english",
    family="form",
    severity="error",
    summary="Chinese left in the English text",
    rationale="A part was not translated.",
    fires=(
        case("The 认证中心 opened in May.", "认证中心5月成立。"),
        case("The centre opened in May。今年", "中心今年5月成立。"),
        case("5月，中心成立了。", "5月，中心成立了。"),
    ),
    silent=(
        case("The term “认证” means certification.", "“认证”指certification。"),
        case("Liu Jiang (刘江) spoke.", "刘江讲话。"),
        case("The book 《质量》 sold.", "《质量》售出。"),
        case("Language: 中文", "语言：中文"),
        case("简体中文", "English"),
        case("The centre opened.", "中心成立。"),
    ),
)
def chinese_in_english(context: Context) -> SegmentLook:
    """What is quoted, in brackets or behind a colon is meant; a character or two is a warning."""

    def look(segment: Segment) -> Iterable[Hit]:
        en = segment.en
        if en.isascii():
            return
        for start, end in chinese_left(en):
            message = f"the English side has Chinese: {en[start:end]}"
            severity = "warning" if end - start < 2 else None
            yield Hit(message, en=((start, end),), severity=severity)  # type: ignore[arg-type]

    return look
