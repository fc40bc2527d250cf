"""Text that was not translated: a whole side, a part of one, the same text on both."""

import re
from collections.abc import Iterable

from align.audit.engine.check import Context, Hit, SegmentLook, Severity, segment_check
from align.audit.engine.segment_store import Segment, case
from align.languages import LANGUAGES
from align.languages.detection import letters
from align.languages.typography.wrong_characters import chinese_left, is_language_name
from align.languages.words.en import (
    is_clause,
    is_perhaps_command,
    is_perhaps_name,
    is_phrase,
    is_title,
)
from align.parameter import Parameter

_HAN = LANGUAGES["zh"].script
# Latin text within Chinese: no Chinese character or mark interrupts it.
_RUN = re.compile(r"[A-Za-z][ -~‘’“”–—…é]{18,}")
# What a program says, quoted: 会打印 Too many re-renders.
_SAID = re.compile(
    "错误|報錯|报错|錯誤|消息|信息|訊息|打印|输出|輸出|显示|顯示|提示|警告|标题|標題|字样|字樣|文字"
)
_SAID_NEAR = 14
#: Marks before a quotation, or before the original of a name.
_OPENING = frozenset("‘“\"'《（([【「")


@segment_check(
    "untranslated",
    family="completeness",
    severity="error",
    summary="a side is in the other language",
    rationale="A sentence left in English looks like an oversight.",
    fires=(
        case("The ceremony was held in Beijing.", "The ceremony was held in Beijing."),
        case("Applicants sign the form.", "Applicants sign the form"),
        case("CQC Passes Peer Assessment", "CQC Passes Peer Assessment"),
        case("Add the --force option.", "Add the --force option."),
        case("仪式在北京举行。", "仪式在北京举行。"),
        case("仪式于2023年在CQC举行。", "仪式于2023年在CQC举行。"),
        case("He spoke.", "He said: “We will go on.”"),
        case("Thank you very much!", "Thank you very much!"),
        # perhaps a command: a warning
        case("restart all the units", "restart all the units"),
    ),
    silent=(
        case("www.cqc.com.cn", "www.cqc.com.cn"),
        case("IECEE CB", "IECEE CB"),
        case("Jan Novak (jnovak), Eva Horn", "Jan Novak (jnovak), Eva Horn"),
        case("kubectl get pods --all", "kubectl get pods --all"),
        case("name = value; return x", "name = value; return x"),
        case("TiDB 3.0 Release Notes", "TiDB 3.0 Release Notes"),
        case("Bank of China", "Bank of China"),
        case("The ceremony was held in Beijing.", "仪式在北京举行。"),
        case("Chinese: 质量 (zhiliang) means quality.", "“质量”的英文是quality。"),
        case("2023-08-11", "2023-08-11"),
        case("简体中文", "English"),
    ),
)
def check_untranslated(context: Context) -> SegmentLook:
    """Chinese sides that are an English phrase or sentence, English ones that are Chinese."""

    def look(segment: Segment) -> Iterable[Hit]:
        zh, en = segment.zh, segment.en
        if not _HAN.search(zh) and is_phrase(zh):
            mild = is_perhaps_name(zh) or is_perhaps_command(zh)
            severity: Severity | None = "warning" if mild else None
            yield Hit("the Chinese side is in English", zh=((0, len(zh)),), severity=severity)
        if not en.isascii() and _HAN.search(en) and not is_language_name(en):
            weight = letters(en)
            if weight["zh"] > weight["en"]:
                yield Hit("the English side is in Chinese", en=((0, len(en)),))

    return look


@segment_check(
    "same-text",
    family="completeness",
    severity="warning",
    summary="both sides are the same although there are words to translate",
    rationale="A title or label that is the same in both languages may have been overlooked.",
    fires=(
        case("TiDB 3.0 Release Notes", "TiDB 3.0 Release Notes"),
        case("Placement Driver (PD)", "Placement Driver (PD)"),
        case("Release Notes", "RELEASE NOTES"),
    ),
    silent=(
        # a sentence: another check
        case("The ceremony was held in Beijing.", "The ceremony was held in Beijing."),
        case("kubectl convert", "kubectl convert"),
        case("ISO 9001", "ISO 9001"),
        case("https://www.cqc.com.cn/release/notes", "https://www.cqc.com.cn/release/notes"),
        case("max_connections=100", "max_connections=100"),
        case("Jan Novak", "Jan Novak"),
        case("Release Notes", "发布说明"),
    ),
)
def check_same_text(context: Context) -> SegmentLook:
    """Two or more dictionary words, but not a sentence, which is ``untranslated``."""

    def look(segment: Segment) -> Iterable[Hit]:
        en, zh = segment.en, segment.zh
        if len(en) != len(zh) or en.casefold() != zh.casefold() or _HAN.search(zh):
            return
        if is_title(en) and not is_phrase(en):
            yield Hit("both sides are the same", en=((0, len(en)),), zh=((0, len(zh)),))

    return look


@segment_check(
    "partly-untranslated",
    family="completeness",
    severity="warning",
    summary="a run of English words within the Chinese side",
    rationale="A clause left in English looks like an oversight.",
    parameters=(Parameter("words", 6, "the least number of English words in a row"),),
    fires=(
        case("He said that we will go on with our work.", "他说we will go on with our work。"),
        case(
            "The centre was opened, and the head of the department gave a speech.",
            "中心成立，and the head of the department gave a speech。",
        ),
    ),
    silent=(
        case("The centre was opened.", "中心（China Quality Certification Centre）成立。"),
        case(
            "He read “The Old Man and the Sea of Ice”.",
            "他读了《The Old Man and the Sea of Ice》。",
        ),
        case("Run it.", "运行kubectl get pods --all -o json。"),
        case(
            "It prints: the value must be less than it is.",
            "它会打印the value must be less than it is。",
        ),
        case("Kubernetes Pod Security Policy", "使用Kubernetes Pod Security Policy"),
        case("The ceremony was held in Beijing.", "The ceremony was held in Beijing."),
    ),
)
def check_partly_untranslated(context: Context, words: int) -> SegmentLook:
    """Runs with function words, as sentences have them, unless they quote words or a message."""

    def look(segment: Segment) -> Iterable[Hit]:
        zh = segment.zh
        if not _HAN.search(zh):
            return
        for match in _RUN.finditer(zh):
            run = match.group().rstrip()
            start, end = match.start(), match.start() + len(run)
            if zh[start - 1 : start] in _OPENING or _is_said(run, start, end, segment):
                continue
            if is_clause(run, words):
                yield Hit(f"not translated: “{run[:60]}”", zh=((start, end),))

    return look


def _is_said(run: str, start: int, end: int, segment: Segment) -> bool:
    """Whether a run stands as it is in the English, and near a word for a message."""
    zh, words = segment.zh, run.strip("`.:")
    around = zh[max(0, start - _SAID_NEAR) : start] + "\n" + zh[end : end + _SAID_NEAR]
    return words in segment.en and _SAID.search(around) is not None


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
def check_chinese_in_english(context: Context) -> SegmentLook:
    """Unless quoted, in brackets or after a colon; a single character is a warning."""

    def look(segment: Segment) -> Iterable[Hit]:
        en = segment.en
        if en.isascii():
            return
        for start, end in chinese_left(en):
            message = f"the English side has Chinese: {en[start:end]}"
            severity = "warning" if end - start < 2 else None
            yield Hit(message, en=((start, end),), severity=severity)  # type: ignore[arg-type]

    return look
