"""Sentences and web pages' furniture in every language: cases by hand, and what must always hold.

The cases stand in ``sentences.*.txt`` and ``furniture.*.txt``.
"""

import time
from pathlib import Path

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.languages import LANGUAGES, Language

HERE = Path(__file__).parent
# Hypothesis mostly finds trouble with texts made of the marks that the rules look at.
PIECES = {
    "en": [
        *".!?…;:,\"'“”‘’()[]•-*1aA\n\t \u3000。，！？",
        "Co., Ltd.",
        "Mr.",
        "U.S.",
        "The ",
        "ab.Cd",
        "1. ",
    ],
    "zh": [
        *"。！？…；：，、.!?\"'“”‘’「」『』（）()《》•1一aA中的\n\t \u3000",
        "他说",
        "：“",
        "。”",
        "1. ",
        "……",
        "ab cd ef. ",
    ],
}
SIMPLE = {
    "en": ["The lamp is safe.", "Who knows?", "He left!"],
    "zh": ["灯是安全的。", "谁知道？", "他说：“好！”"],
}
REPEATED = {
    "en": [
        "aa.Aa",
        ". ",
        '?" ',
        "1. ",
        "Mr. ",
        "Pier.Open of ",
        "aa.[2]",
        "`a ",
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
    "zh": [
        "中",
        "。",
        "。 ",
        "。”",
        "1. ",
        "他a. ",
        "U.S. ",
        "“好。”他",
        "“",
        "（",
        "。[2]",
        "`中",
        "……",
        "，",
        '?" ',
        "• ",
    ],
}


def lines(name: str) -> list[str]:
    text = (HERE / name).read_text("utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


CASES = [(code, case) for code in LANGUAGES for case in lines(f"sentences.{code}.txt")]
FURNITURE: list[tuple[str, str]] = []
TEXT: list[tuple[str, str]] = []
for code in LANGUAGES:
    every = lines(f"furniture.{code}.txt")
    FURNITURE += [(code, line) for line in every[: every.index("===")]]
    TEXT += [(code, line) for line in every[every.index("===") + 1 :]]
every_language = pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)


def split(language: Language, text: str, **options: bool) -> list[str]:
    return [text[a:b] for a, b in language.split(text, **options)]


@pytest.mark.parametrize(("code", "case"), CASES)
def test_case(code: str, case: str) -> None:
    pieces = case.replace("⏎", "\n").replace("⇥", "\t").split("‖")
    assert split(LANGUAGES[code], "".join(pieces)) == [piece.strip() for piece in pieces]


@pytest.mark.parametrize("variant", ["s2t", "s2tw", "s2hk"])
def test_traditional_texts_are_cut_like_simplified_ones(variant: str) -> None:
    convert = opencc.OpenCC(variant).convert
    cut = LANGUAGES["zh"].split
    for case in lines("sentences.zh.txt"):
        text = case.replace("⏎", "\n").replace("⇥", "\t").replace("‖", "")
        traditional = convert(text).translate(str.maketrans("“”‘’", "「」『』"))
        assert cut(traditional) == cut(text)


@pytest.mark.parametrize(("code", "least"), [("en", 80), ("zh", 80)])
def test_there_are_cases(code: str, least: int) -> None:
    assert sum(own == code for own, _ in CASES) >= least
    assert sum(own == code for own, _ in FURNITURE) >= 20


@pytest.mark.parametrize("semicolons", [False, True])
@every_language
@given(data=st.data())
def test_spans_cover_every_character(
    language: Language, semicolons: bool, data: st.DataObject
) -> None:
    pieces = st.sampled_from(PIECES[language.code])
    text = data.draw(st.text() | st.lists(pieces, max_size=40).map("".join))
    at = 0
    for start, end in language.split(text, semicolons=semicolons):
        assert at <= start < end
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


@every_language
@given(data=st.data())
def test_joined_sentences_are_separated(language: Language, data: st.DataObject) -> None:
    sentences = data.draw(st.lists(st.sampled_from(SIMPLE[language.code]), max_size=12))
    assert split(language, language.joiner.join(sentences)) == sentences


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "It rained;‖ it snowed.‖ AT&amp;T stayed."),
        ("zh", "下了雨；‖下了雪。‖有三点：一是快;‖二是稳。"),
    ],
)
def test_semicolons(code: str, text: str) -> None:
    pieces = [piece.strip() for piece in text.split("‖")]
    assert split(LANGUAGES[code], text.replace("‖", ""), semicolons=True) == pieces


@pytest.mark.parametrize(
    ("code", "unit"), [(code, unit) for code, units in REPEATED.items() for unit in units]
)
def test_time_grows_linearly(code: str, unit: str) -> None:
    cut = LANGUAGES[code].split  # loads the rules

    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        spent = []  # the least of three, of this process alone: the machine is busy
        for _ in range(3):
            begin = time.process_time()
            cut(text)
            spent.append(time.process_time() - begin)
        return min(spent)

    # Eight times the text; quadratic time would be 64 times as long.
    assert seconds(160_000) < 30 * max(seconds(20_000), 0.01)


@pytest.mark.parametrize(("code", "line"), FURNITURE)
def test_furniture(code: str, line: str) -> None:
    assert LANGUAGES[code].boilerplate.fullmatch(line)


@pytest.mark.parametrize(("code", "line"), TEXT)
def test_text_is_not_furniture(code: str, line: str) -> None:
    assert not LANGUAGES[code].boilerplate.fullmatch(line)


@pytest.mark.parametrize(("code", "case"), CASES)
def test_sentence_cases_are_not_furniture(code: str, case: str) -> None:
    assert not LANGUAGES[code].boilerplate.fullmatch(case.replace("‖", ""))
