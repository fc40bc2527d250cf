"""English sentences: the paragraphs of ``sentences.en.txt`` and what must hold for any text."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.languages import get_language

ENGLISH = get_language("en")
CASES = [
    line
    for line in Path(__file__).with_name("sentences.en.txt").read_text("utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]
# Hypothesis mostly finds trouble with texts made of the marks that the rules look at.
PIECES = st.sampled_from(
    [
        *".!?…;:,\"'“”‘’()[]•-*1aA\n\t \u3000。，！？",
        "Co., Ltd.",
        "Mr.",
        "U.S.",
        "The ",
        "ab.Cd",
        "1. ",
    ]
)
TEXTS = st.text() | st.lists(PIECES, max_size=40).map("".join)


@pytest.mark.parametrize("case", CASES)
def test_case(case: str) -> None:
    pieces = case.replace("⏎", "\n").replace("⇥", "\t").split("‖")
    text = "".join(pieces)
    assert [text[a:b] for a, b in ENGLISH.split(text)] == [piece.strip() for piece in pieces]


def test_there_are_cases() -> None:
    assert len(CASES) >= 80


@pytest.mark.parametrize("semicolons", [False, True])
@given(text=TEXTS)
def test_spans_hold_every_character(semicolons: bool, text: str) -> None:
    spans = ENGLISH.split(text, semicolons=semicolons)
    at = 0
    for start, end in spans:
        assert at <= start < end
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


@given(st.lists(st.sampled_from(["The lamp is safe.", "Who knows?", "He left!"]), max_size=12))
def test_joined_sentences_come_apart(sentences: list[str]) -> None:
    text = ENGLISH.joiner.join(sentences)
    assert [text[a:b] for a, b in ENGLISH.split(text)] == sentences


def test_semicolons() -> None:
    text = "It rained; it snowed. AT&amp;T stayed."
    pieces = [text[a:b] for a, b in ENGLISH.split(text, semicolons=True)]
    assert pieces == ["It rained;", "it snowed.", "AT&amp;T stayed."]


@pytest.mark.parametrize(
    "unit",
    [
        "aa.Aa",
        ". ",
        '?" ',
        "1. ",
        "Mr. ",
        "U.S. ",
        "• ",
        "a",
        " ",
        "\n",
        "(",
        "“A. ",
        "。",
        "?\n\n",
    ],
)
def test_time_grows_with_length_only(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        begin = time.perf_counter()
        ENGLISH.split(text)
        return time.perf_counter() - begin

    # Eight times the text; quadratic time would be 64 times as long.
    assert seconds(160_000) < 30 * max(seconds(20_000), 0.01)


FURNITURE = """
Homepage / Favorites / 中文版
Home > News > CQC News
Home > News > CQC hosted the 2023 CB System Work Conference
You are here: Home > News
Introduction of Website / Exception Clause
About Us | Contact Us | Sitemap | Privacy Policy
Home · About Us · English
Date: 2023-08-11  Source: CQC  Views: 1,532
2023-03-15  Source: CQC  Views: 874
Date: 2024-04-16  Source: Guangzhou Branch
Source: CQC | Views: 12 | Editor: Lin Xiao
August 11, 2023
11 August 2023
2023-08-11 10:30
Print | Close
[Print] [Close]
Share to: WeChat | Weibo | Facebook
Previous: CQC at the 20th China-ASEAN Expo
Next: none
Copyright © 2024 China Quality Certification Centre. All rights reserved.
© 2024 CQC
Editor: Lin Xiao
Back to top
Font size: Large Medium Small
"""
TEXT = """
Home appliance certification grows
Home / Abroad: two markets, one standard
Source of growth: green products
Source: growth, green products and trust in the years ahead are what counts
Privacy matters / 隐私保护大会召开
CQC / TÜV: a partnership
About CQC
News
Training
Copyright law amended by the National People's Congress
Next: we will see what the market does.
Previous studies show the opposite
Date palms and their certification
On August 11, 2023 the conference was held.
Share: profits rise
Shares rise on Monday
Printing industry certified
Contact with customers is key
Views: the expert opinion
Editor's note: what follows is a summary
Author: Tabitha Sable
"""


@pytest.mark.parametrize("line", FURNITURE.strip().splitlines())
def test_furniture(line: str) -> None:
    assert ENGLISH.boilerplate.fullmatch(line)


@pytest.mark.parametrize("line", TEXT.strip().splitlines())
def test_text_is_no_furniture(line: str) -> None:
    assert not ENGLISH.boilerplate.fullmatch(line)


def test_cases_are_no_furniture() -> None:
    assert not [case for case in CASES if ENGLISH.boilerplate.fullmatch(case.replace("‖", ""))]
