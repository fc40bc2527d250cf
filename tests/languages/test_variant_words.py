"""Words that a conversion left wrong, in characters that both scripts have."""

import opencc
import pytest

from align.languages.variant import wrong_words

to_taiwan = opencc.OpenCC("s2twp").convert


@pytest.mark.parametrize(
    ("script", "text", "wrong"),
    [
        ("traditional", "他們吃餅幹。", ["餅幹"]),
        ("traditional", "會后大家離開。", ["會后"]),
        ("traditional", "頭發干淨，面包髒", ["頭發", "干淨", "面包"]),
        ("traditional", "這里的心髒與麵積", ["這里", "心髒", "麵積"]),
        ("traditional", "戰斗復雜，關系緊張", ["戰斗", "復雜", "關系"]),
        ("traditional", "屬于他的計划", ["屬于", "計划"]),
        ("traditional", "隻有標簽", ["隻有", "標簽"]),
        ("traditional", "皇后來了，帶頭發言，這隻是貓", []),
        ("traditional", "核准備查，管制藥品，相關系、所", []),
        ("traditional", "歌手表演，手錶上的時鐘", []),
        ("traditional", "進城后，過后，在森林里", ["后", "后", "林里"]),
        ("traditional", "妖后、后稷、村里長、盈余", ["盈余"]),
        ("traditional", "餅乾、樹幹、干涉、乾坤", []),
        ("simplified", "他站著，了解关於它的饼乾", ["站著", "关於", "饼乾"]),
        ("simplified", "乾隆的著作，说著名的事", []),
    ],
)
def test_wrong_words(script: str, text: str, wrong: list[str]) -> None:
    assert [text[slice(*span)] for span in wrong_words(text, script)] == wrong


@pytest.mark.parametrize(
    "text",
    [
        "会后他们吃饼干，头发干净，这里的关系复杂。",
        "战斗中的制造、防御和计划都属于他，只有标签不准备。",
        "他放松地面对面包、面条，后来发现手表和钟都在家里。",
        "特征、象征、征收、征服；批准、标准、准确、核准。",
        "内脏、肮脏、困难、宿舍、舍弃、呼吁、朴素、仆人。",
    ],
)
def test_a_careful_conversion_has_none(text: str) -> None:
    assert wrong_words(to_taiwan(text), "traditional") == []
    assert wrong_words(text, "simplified") == []
