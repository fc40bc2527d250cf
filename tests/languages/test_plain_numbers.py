"""The short way through most figures gives what the long one gives."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.languages.numbers import en as en_numbers
from align.languages.numbers import zh as zh_numbers

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
def test_all_that_stands_around_a_figure(side, monkeypatch):
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
def test_figures_in_any_company(side, data):
    pieces = st.sampled_from([*BEFORE[side], *FIGURES, *AFTER[side], " ", "8"])
    text = "".join(data.draw(st.lists(pieces, min_size=2, max_size=8)))
    with pytest.MonkeyPatch.context() as monkeypatch:
        short, full = both(side, text, monkeypatch)
    assert short == full
