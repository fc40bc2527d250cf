"""Numbers have the same value in both languages, and any text can be read."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from align.languages.numbers import en as en_numbers
from align.languages.numbers import zh as zh_numbers
from align.languages.numbers.en import english_quantities
from align.languages.numbers.quantity import Quantities
from align.languages.numbers.zh import chinese_quantities

TABLE = Path(__file__).with_name("numbers.tsv")


def rows() -> Iterator[list[str]]:
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


def said(quantities: Quantities) -> tuple[str, str]:
    """Values and the first one's kind, as the table writes them."""
    return "; ".join(map(str, quantities)), quantities[0].kind if quantities else ""


def test_the_table_is_as_large_as_promised() -> None:
    assert len({(en, zh) for en, zh, *_ in rows()}) >= 320


@pytest.mark.parametrize(("en", "zh", "value", "kind"), list(rows()))
def test_both_languages_give_the_same_value(en: str, zh: str, value: str, kind: str) -> None:
    assert said(english_quantities(en)) == (value, kind)
    assert said(chinese_quantities(zh)) == (value, kind)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("more than 1.5 million yuan, up 3.5%", ["1.5 million yuan", "3.5%"]),
        ("on 9 August 2023 at 10:30 a.m.", ["9 August 2023", "10:30 a.m."]),
        ("the 20-odd firms", ["20-odd"]),
        ("mid-2023, (3) and 5G", ["2023", "3", "5G"]),
    ],
)
def test_english_numbers_have_correct_spans(text: str, found: list[str]) -> None:
    assert [text[q.start : q.end] for q in english_quantities(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("总额1.5亿元，增长３.５％", ["1.5亿元", "３.５％"]),
        ("2023年8月9日（周三）下午3点半", ["2023年8月9日", "周三", "下午3点半"]),
        ("二十两银子", ["二十两"]),
        ("第十三个", ["第十三"]),
    ],
)
def test_chinese_numbers_have_correct_spans(text: str, found: list[str]) -> None:
    assert [text[q.start : q.end] for q in chinese_quantities(text)] == found


ANY = st.text() | st.text(
    "0123456789.,:/-+%$ ()年月日万亿千百十一二三两零〇点半成分之第多余近约上元至个"
)
WORDS = st.lists(
    st.sampled_from(
        "a an half one two five ten twenty hundred thousand million dozens tens third of"
        " and to in out 3 1.5 2023 May Monday first half % percent p.m. yuan - – $ K th s".split()
    )
).map(" ".join)


@given(ANY | WORDS)
@example("1" * 5000)
@example("一" * 5000)
@example("１２３４，５６")
@example("٣ ²³ Ⅳ ½ İ 1İ million")
@example("0/0 00分之00 零分之零")
@example("千一月")
def test_any_text_can_be_read(text: str) -> None:
    for quantities in (english_quantities(text), chinese_quantities(text)):
        end = 0
        for quantity in quantities:
            assert end <= quantity.start < quantity.end <= len(text)
            end = quantity.end
            assert str(quantity)
            assert quantity.upper is None or quantity.upper > quantity.value


# Most figures are read by a shortcut, _plainly; it gives the same as the full reader.

GOLD = Path(__file__).resolve().parents[2] / "corpora" / "gold"
NEVER = re.compile(r"(?!)")
QUANTITIES = {
    "en": (en_numbers, en_numbers.english_quantities.__wrapped__),
    "zh": (zh_numbers, zh_numbers.chinese_quantities.__wrapped__),
}
FIGURES = "5 12 2023 1,500 14,832,000 3.5 0 007 13800138000 99.25 400".split()
_BEFORE = {
    "en": "in about|nearly|more than|RMB|USD|of,|No.|ISO|GB/T|the $|(|(about|up to|over the|by",
    "zh": "约|近|超过|第|人民币|共|，|（|、|：|在|达|不到|至少|增长|的 |ISO |GB/T |“",
}
_AFTER = {
    "en": " people| certificates,| percent|%|% of|% points|-percent|%age points| million| yuan| km"
    "| or so| odd years| am| to 7 years|-hour shift| degrees Celsius| US dollars| square metres|th"
    "|s|/7| kW|-odd|+| per cent| o'clock|.| |, and|x| of them| kilowatt-hours| m| percent points",
    "zh": "人|张|家|%|％|个|个月|个百分点|多人|余家|万|万元|亿|元|美元|年|天|点|点半|时|分之一|分"
    "|成|以上|左右|公里|千米|kg|次|名|届|。||/7|至7年|-7家|来人|半|倍|百|之多|级|° ",
}
BEFORE = {side: texts.split("|") for side, texts in _BEFORE.items()}
AFTER = {side: texts.split("|") for side, texts in _AFTER.items()}


def both(side, text, monkeypatch):
    module, quantities = QUANTITIES[side]
    short = quantities(text)
    with monkeypatch.context() as patch:
        patch.setattr(module, "_PLAIN", NEVER)
        return short, quantities(text)


@pytest.mark.parametrize("side", ["en", "zh"])
def test_every_context_of_a_figure(side, monkeypatch):
    space = " " if side == "en" else ""
    plain = 0
    for before in BEFORE[side]:
        for figure in FIGURES:
            for after in AFTER[side]:
                text = f"We see {before}{space}{figure}{after}"
                short, full = both(side, text, monkeypatch)
                assert short == full, text
                plain += QUANTITIES[side][0]._plainly(text, text.index(figure), 0) is not None
    assert plain > 300


@pytest.mark.parametrize("side", ["en", "zh"])
def test_every_sentence_of_the_releases(side, monkeypatch):
    for text in "\n".join(f.read_text("utf-8") for f in GOLD.glob(f"*.{side}.txt")).splitlines():
        short, full = both(side, text, monkeypatch)
        assert short == full, text


@pytest.mark.parametrize("side", ["en", "zh"])
@given(data=st.data())
def test_figures_in_any_context(side, data):
    pieces = st.sampled_from([*BEFORE[side], *FIGURES, *AFTER[side], " ", "8"])
    text = "".join(data.draw(st.lists(pieces, min_size=2, max_size=8)))
    with pytest.MonkeyPatch.context() as monkeypatch:
        short, full = both(side, text, monkeypatch)
    assert short == full
