"""One file with both languages: each paragraph goes to its side, and one with both is cut."""

from collections import Counter
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.document import Paragraph
from align.languages.detection import line_language
from align.readers import read
from align.readers.mixed import separate

CORPORA = Path(__file__).resolve().parents[2] / "corpora"
NAMES = sorted(path.name for path in (CORPORA / "en").glob("*.txt"))
EN = ["CQC opened a laboratory in Guangzhou.", "It tests chargers. More than 90 people came."]
ZH = ["中国质量认证中心（CQC）在广州新建实验室。", "该实验室检测充电桩。90余人参加了仪式。"]


def sides(*texts: str) -> tuple[list[str], list[str]]:
    found = separate([Paragraph(text, line) for line, text in enumerate(texts, start=1)])
    en, zh = ([p.text for p in found[side] if not p.aside] for side in ("en", "zh"))
    return en, zh


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("order", ["by turns", "Chinese first", "one after the other"])
def test_a_mixed_release_is_separated_correctly(name: str, order: str) -> None:
    en = [p.text for p in read(CORPORA / "en" / name)]
    zh = [p.text for p in read(CORPORA / "zh" / name)]
    both = min(len(en), len(zh))
    turns = list(chain(*zip(en, zh, strict=False))) + en[both:] + zh[both:]
    if order == "Chinese first":
        turns = list(chain(*zip(zh, en, strict=False))) + en[both:] + zh[both:]
    elif order == "one after the other":
        turns = en + zh
    assert sides(*turns) == (en, zh)


@pytest.mark.parametrize("between", [" ", "\t", "\n", " | ", "|", "｜", " / ", "　", ""])
@pytest.mark.parametrize("swapped", [False, True])
def test_a_line_with_both_languages_is_split(between: str, swapped: bool) -> None:
    for en, zh in zip(EN, ZH, strict=True):
        if zh[0].isdigit() or (swapped and not between):
            continue
        line = between.join((zh, en) if swapped else (en, zh))
        assert sides(line) == ([en], [zh])


def test_alternating_sentences_in_one_line() -> None:
    assert sides("He came. 他来了。 She left early. 她早早离开了。") == (
        ["He came.", "She left early."],
        ["他来了。", "她早早离开了。"],
    )


@pytest.mark.parametrize("between", [" ", "\t", " / "])
def test_headlines_without_a_full_stop(between: str) -> None:
    en, zh = "CQC Opens New Laboratory in Guangzhou", "CQC在广州新建充电桩实验室"
    assert sides(en + between + zh) == ([en], [zh])
    assert sides(zh + between + en) == ([en], [zh])


def test_adjacent_words_of_both_languages() -> None:
    assert sides("Yes\t是", "认证 | certification") == (["Yes", "certification"], ["是", "认证"])


@pytest.mark.parametrize(
    "text",
    [
        "CQC与TÜV Rheinland签署协议。",
        "我们与 China Quality Certification Centre 签署协议",
        "国际电工委员会（International Electrotechnical Commission，IEC）成员会议召开。",
        "他说：“Hello.”然后离开了。",
        "登录http://www.example.com/index.html查询证书。",
        "CQC 认证",
    ],
)
def test_chinese_with_latin_words_stays_whole(text: str) -> None:
    assert line_language(text) == "zh"
    assert sides(text) == ([], [text])


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Guo Chenguang (郭晨光) welcomed the guests.",
        "Guo Chenguang (郭晨光)",
        "The word 认证 means certification.",
        "Homepage / Favorites / 中文版",
    ],
)
def test_english_with_chinese_words_stays_whole(text: str) -> None:
    assert line_language(text) == "en"
    assert sides(text) == ([text], [])


def test_numbers_go_where_their_neighbours_go() -> None:
    assert sides("One.", "2023", "Two.", "一。", "2024", "二。") == (
        ["One.", "2023", "Two."],
        ["一。", "2024", "二。"],
    )
    assert sides("One.", "一。", "2023", "Two.", "二。") == (
        ["One.", "2023", "Two."],
        ["一。", "2023", "二。"],
    )
    assert sides("1", "One.", "一。", "***") == (["1", "One."], ["一。", "***"])


def test_places_and_kinds_are_kept() -> None:
    found = separate(
        [
            Paragraph("Good morning.\n早上好。\n\nGood night.", 7, "list", "page 2"),
            Paragraph("Bye.\n再见。", 0, "cell", "row 3"),
        ]
    )
    assert found["zh"] == (
        Paragraph("早上好。", 8, "list", "page 2"),
        Paragraph("再见。", 0, "cell", "row 3"),
    )
    assert [(p.text, p.line) for p in found["en"]][:2] == [
        ("Good morning.", 7),
        ("Good night.", 10),
    ]


@given(st.lists(st.text("aB c.!|/\t\n12（(中文。，“”　*", max_size=40), max_size=6))
def test_no_character_is_lost_and_no_letter_duplicated(texts: list[str]) -> None:
    found = separate([Paragraph(text, line) for line, text in enumerate(texts, start=1)])
    given, kept = (
        Counter(c for text in some for c in text if not c.isspace())
        for some in (texts, [p.text for side in found.values() for p in side])
    )
    assert not given - kept
    assert not any(c.isalpha() for c in kept - given)
    for text in texts:  # nor is a part of a line twice
        if any(c.isalpha() for c in text):
            sides = separate([Paragraph(text)])
            parts = "".join(p.text for side in sides.values() for p in side)
            assert Counter("".join(parts.split())) == Counter("".join(text.split()))


def test_what_is_set_aside_goes_to_one_side() -> None:
    found = separate(
        [
            Paragraph("One.", 1),
            Paragraph("#", 1, aside="markup"),
            Paragraph("一。", 2),
            Paragraph("**", 2, aside="markup"),
            Paragraph("12", 3),
            Paragraph("import a", 4, aside="code"),
            Paragraph("二。 / Two.", 5),
        ]
    )
    assert [p.text for p in found["en"]] == ["One.", "#", "import a", "Two."]
    assert [(p.text, p.aside) for p in found["zh"]] == [
        ("一。", ""), ("**", "markup"), ("12", ""), ("二。", ""), ("/", "separators")
    ]  # fmt: skip


@given(st.lists(st.sampled_from([*EN, *ZH, "2023", "a\n中文"]), max_size=12))
def test_the_order_is_kept(texts: list[str]) -> None:
    found = separate([Paragraph(text, line) for line, text in enumerate(texts, start=1)])
    for side in found.values():
        assert [p.line for p in side] == sorted(p.line for p in side)
