"""The percentage is what a translator expects of a CAT tool."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.memory.matching.fuzzy import match_percent, normal

TEXT = st.text(st.sampled_from("ab AB12.,'-—认证认。（Ａ１　é\u200b😀_"), max_size=25) | st.text(
    max_size=20
)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The laboratory opened in May.", "The laboratory opened in May."),
        ("The laboratory  opened\nin May.", " The laboratory opened in May. "),
        ("CQC认证（2023）", "ＣＱＣ认证(２０２３)"),
        ("", "  "),
    ],
)
def test_texts_that_differ_only_in_width_and_spaces_match_100(a, b):
    assert match_percent(a, b) == 100


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The laboratory opened in May.", "The Laboratory opened in May."),
        ("The laboratory opened in May.", "The laboratory opened in May"),
        ("Hello.", "hello!"),
        ("It issued 12 certificates.", "It issued 1,250 certificates."),
        ("该中心共颁发证书12张。", "该中心共颁发证书15张。"),
        ("认证，检测", "认证、检测"),
        ("CQC 认证", "CQC认证"),
        ("CQC’s laboratory", "CQC's laboratory"),
        ("12", "13"),
    ],
)
def test_differences_only_in_case_punctuation_numbers_and_spacing_are_95_to_99(a, b):
    assert 95 <= match_percent(a, b) <= 99


@pytest.mark.parametrize(
    ("a", "b", "low", "high"),
    [
        # one word of ten, of five, of two
        (
            "The new laboratory tests many chargers for cars every day.",
            "The new laboratory tests many batteries for cars every day.",
            88,
            92,
        ),
        ("The laboratory opened in May.", "The laboratory opened in June.", 78, 82),
        ("Good morning.", "Good evening.", 50, 60),
        # one character of ten
        ("该实验室检测电动汽车。", "该实验室检测电动客车。", 88, 92),
        # a word more
        ("The laboratory opened in May.", "The new laboratory opened in May.", 80, 86),
        # the other order is another sentence
        ("one two three four", "four three two one", 0, 50),
        ("Good morning.", "完全不同。", 0, 20),
        ("Yes", "", 0, 0),
        ("—", "***", 0, 0),
    ],
)
def test_words_count_in_english_and_characters_in_chinese(a, b, low, high):
    assert low <= match_percent(a, b) <= high


def test_a_changed_word_weighs_more_than_a_changed_number_or_mark():
    segment = "In 2023 it tested 40 chargers, and 12 passed."
    word = match_percent(segment, "In 2023 it tested 40 batteries, and 12 passed.")
    number = match_percent(segment, "In 2023 it tested 41 chargers, and 12 passed.")
    mark = match_percent(segment, "In 2023 it tested 40 chargers; and 12 passed.")
    assert word < number == mark < 100


def test_fewer_light_differences_match_better():
    segment = "It tested 40 chargers."
    shares = [
        match_percent(segment, other)
        for other in ("It tested 41 chargers.", "it tested 41 chargers.", "it tested 41 chargers!?")
    ]
    assert shares == [99, 98, 96]


@given(TEXT, TEXT)
def test_it_is_symmetric_and_100_only_for_equal_texts(a, b):
    found = match_percent(a, b)
    assert found == match_percent(b, a)
    assert 0 <= found <= 100
    assert (found == 100) == (normal(a) == normal(b))


@given(st.lists(st.sampled_from("one two three four five".split()), min_size=4, max_size=12))
def test_more_changes_never_match_better(words):
    shares = [
        match_percent(" ".join(words), " ".join(["other"] * n + words[n:]))
        for n in range(len(words) + 1)
    ]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == 100
    assert shares[-1] == 0
