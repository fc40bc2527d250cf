"""Kinds of correct pairs that checks of form and names once reported, and faults they overlooked.

Each row is a pair as a whole; single cases of the rules stand with the checks as their examples.
"""

import pytest

from align.audit import CHECKS
from align.audit.engine.check import Severity
from align.audit.engine.segment_store import Segment, case, stored


def severities(check: str, *segments: Segment) -> list[Severity]:
    """The severities of the hits of a check."""
    one = CHECKS[check]
    look = one.make(one.context, **one.defaults())
    if one.whole:
        with stored(list(segments)) as store:
            hits = [hit for _, hit in look(store)]
    else:
        hits = [hit for segment in segments for hit in look(segment)]
    return [hit.severity or one.severity for hit in hits]


@pytest.mark.parametrize(
    ("check", "en", "zh"),
    [
        # doubled on purpose
        ("repeated-words", "Let us rest for a while.", "我们休息休息。"),
        ("repeated-words", "Take a rest, then go on.", "休息休息再走。"),
        ("repeated-words", "Show them your skill.", "让他们见识见识你的本事。"),
        ("repeated-words", "Let me introduce my friend.", "我来介绍介绍我的朋友。"),
        ("repeated-words", "Ask around in the village.", "到村里打聽打聽消息吧。"),
        ("repeated-words", "Run! Run!", "快跑快跑！"),
        ("repeated-words", "The machine rattled.", "机器咔哒咔哒响。"),
        ("repeated-words", "He told me what I should do.", "他告诉我我该做什么。"),
        ("repeated-words", "Set the level level.", "设置级别 level。"),
        ("repeated-words", "the operators and and or", "运算符 and 和 or"),
        ("repeated-words", "Who are they waiting for for hours?", "他们等谁等了几个小时？"),
        ("repeated-words", "She knew that that door was shut.", "她知道那扇门关着。"),
        # the mouth of an emoticon
        ("brackets", "It broke :(", "坏了 :("),
        ("brackets", "It broke :( and (sadly) stayed so.", "坏了 :(，而且（可惜）没修好。"),
        ("brackets", "It works (at last :-) ).", "能用了（终于 :-) ）。"),
        ("brackets", "It broke.", "坏了：（"),
        ("quotes", r"Write \" to have one.", r"写 \" 即可。"),
        # what the text is about
        ("placeholders", "Put it in {{ and }}.", "放在 {{ 和 }} 之间。"),
        ("placeholders", "a Vec of bytes in a form", "<form> 中的 Vec<u8>"),
        ("placeholders", "See <Post /> and <Post />.", "见 <Post/>。"),
        ("placeholders", "%2$s has %1$d items", "%1$d 项属于 %2$s"),
        ("placeholders", "%d of %s", "%2$s 的 %1$d"),
        ("placeholders", "%1 of %2", "%2 中的 %1"),
        ("spaces", "The ? operator ends it.", "? 运算符结束它。"),
        ("spaces", "Press . or s to wait.", "按.或s等待。"),
        ("spaces", "Only ; is kept.", "仅保留 ; 符号。"),
        # what a program says
        ("partly-untranslated", "It says: you may not have it here yet.",
         "它会显示you may not have it here yet。"),
        ("partly-untranslated", "The error is: there was no such file or folder.",
         "错误信息为there was no such file or folder。"),
        # lists
        ("end-punctuation", "the fees of the year; and", "本年度的费用。"),
        ("end-punctuation", "a copy of the form; or", "表格副本。"),
        ("end-punctuation", "one of the following:", "下列之一︰"),
        ("end-punctuation", "It helped 20 patients.7", "帮助了20名患者。"),
        ("end-punctuation", "It helps.12,13", "它有帮助。"),
        ("end-punctuation", "It opened.", "”"),
        # half-width marks that belong to an emoticon
        ("width", "I am sad :(", "我很难过:("),
        ("width", "I am glad :)", "我很高兴:)"),
        ("width", "So it goes :-(", "就这样吧:-("),
        # a site by its name
        ("urls", "chinanews.com reported it.", "中新网报道。"),
        ("urls", "He told huanqiu.com so.", "他对环球网如是说。"),
        # a possessive, a name in dialect
        ("latin-names", "We ride to Weld’n now.", "我们现在骑马去Weldyn。"),
    ],
)  # fmt: skip
def test_what_is_right_is_quiet(check: str, en: str, zh: str) -> None:
    assert severities(check, case(en, zh)) == []


@pytest.mark.parametrize(
    ("check", "severity", "en", "zh"),
    [
        ("placeholders", "warning", "%1$s has %2$d items", "%s 有 %d 项"),
        ("placeholders", "error", "%2$s has %1$d items", "%s 有 %d 项"),
        ("placeholders", "error", "%s has %d items", "%d 项属于 %s"),
        ("placeholders", "error", "%s has %d items", "%2$s 有 %1$d 项"),
        ("placeholders", "error", "%1 files", "% 1 个文件"),
        ("placeholders", "error", "Copied %1 of %2", "已复制 %1，共 % 2"),
        ("placeholders", "error", "%1% done", "完成 % 1 %"),
        ("placeholders", "note", "Use braces.", "使用花括号（{}）。"),
        ("repeated-words", "warning", "It is in in use.", "它在使用中。"),
        (
            "repeated-words",
            "warning",
            "He feared that that the lab was lost.",
            "他担心实验室没了。",
        ),
        ("repeated-words", "warning", "Save me.", "救救我我。"),
        ("repeated-words", "warning", "It is deep in the city.", "它在城市城市深處。"),
        (
            "latin-names",
            "warning",
            "It was contributed by the whole team.",
            "由 Ted Chaotter 贡献。",
        ),
        ("end-punctuation", "warning", "They have been paid.", "已经付款"),
        ("end-punctuation", "warning", "He was paid", "他收到了钱。"),
        ("end-punctuation", "note", "Payment of fees", "支付费用。"),
        ("spaces", "warning", "A card , a passport", "身份证、护照"),
        ("spaces", "note", "the API, too", "还有 API 。"),
    ],
)
def test_what_is_wrong_is_found(check: str, severity: Severity, en: str, zh: str) -> None:
    assert severities(check, case(en, zh)) == [severity]


@pytest.mark.parametrize(
    ("zh", "locale"),
    [
        ("他們吃餅幹。", "zh-TW"),
        ("會后再說。", "zh-TW"),
        ("面包很干燥。", "zh-TW"),
        ("頭發干淨。", "zh-HK"),
        ("這是戰斗的關系。", ""),
        ("他站著说话。", "zh-CN"),
    ],
)
def test_a_wrong_conversion_is_found(zh: str, locale: str) -> None:
    assert severities("variant", case("So it is.", zh, zh_locale=locale)) == ["error"]


def test_a_form_that_traditional_texts_tolerate_is_a_warning() -> None:
    assert severities("variant", case("It is enough.", "這個够了。")) == ["warning"]
    assert severities("variant", case("It is enough.", "这個夠了。")) == ["error"]


def test_a_name_that_the_english_has_elsewhere_is_a_note() -> None:
    added = case("It runs there.", "它在Zabbix上运行。")
    assert severities("latin-names", added) == ["warning"]
    assert severities("latin-names", added, case("Zabbix is new.", "Zabbix是新的。")) == ["note"]
    assert severities("latin-names", case("the zones of control", "控制区（ZoC）")) == ["note"]


@pytest.mark.parametrize(
    ("name", "other", "found"),
    [
        ("the Tourism Board", "The Tourism Board’s plan", []),
        ("the Ministry of Justice", "the Ministry of Justice's plan", []),
        ("the Test Centres", "the Test Centre's plan", []),
        ("the Test Centre", "the Test Center's plan", ["warning"]),
        ("the Ministry of Health", "the Health Ministry", ["note"]),
        ("the Department of Justice", "the Justice Department", ["note"]),
    ],
)
def test_names_of_bodies(name: str, other: str, found: list[Severity]) -> None:
    zh = "本次活动由检测中心举办。"
    segments = [case(f"It was held by {text} in May.", zh) for text in (name, name, other)]
    assert severities("name-variants", *segments) == found


def test_a_habit_of_a_document_is_told_once() -> None:
    odd, even = case("Really?", "真的?", document="a"), case("Really?", "真的？", document="a")
    assert severities("width", *[odd] * 9, *[even] * 40) == ["warning"] * 9
    assert severities("width", *[odd] * 12, *[even] * 40) == ["warning"] + ["note"] * 11
    assert severities("width", *[odd] * 12, *[even] * 4) == ["note"]
    assert severities("width", *[odd] * 12, *[even] * 400) == ["warning"] * 12
