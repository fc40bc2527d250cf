"""Chinese sentences: the paragraphs of ``sentences.zh.txt`` and what must hold for any text."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.languages import get_language

CHINESE = get_language("zh")
CASES = [
    line
    for line in Path(__file__).with_name("sentences.zh.txt").read_text("utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]
# Hypothesis mostly finds trouble with texts made of the marks that the rules look at.
PIECES = st.sampled_from(
    [
        *"。！？…；：，、.!?\"'“”‘’「」『』（）()《》•1一aA中的\n\t \u3000",
        "他说",
        "：“",
        "。”",
        "1. ",
        "……",
        "ab cd ef. ",
    ]
)
TEXTS = st.text() | st.lists(PIECES, max_size=40).map("".join)


@pytest.mark.parametrize("case", CASES)
def test_case(case: str) -> None:
    pieces = case.replace("⏎", "\n").replace("⇥", "\t").split("‖")
    text = "".join(pieces)
    assert [text[a:b] for a, b in CHINESE.split(text)] == [piece.strip() for piece in pieces]


def test_there_are_cases() -> None:
    assert len(CASES) >= 80


@pytest.mark.parametrize("semicolons", [False, True])
@given(text=TEXTS)
def test_spans_hold_every_character(semicolons: bool, text: str) -> None:
    spans = CHINESE.split(text, semicolons=semicolons)
    at = 0
    for start, end in spans:
        assert at <= start < end
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


@given(st.lists(st.sampled_from(["灯是安全的。", "谁知道？", "他说：“好！”"]), max_size=12))
def test_joined_sentences_come_apart(sentences: list[str]) -> None:
    text = CHINESE.joiner.join(sentences)
    assert [text[a:b] for a, b in CHINESE.split(text)] == sentences


def test_semicolons() -> None:
    text = "下了雨；下了雪。有三点：一是快;二是稳。"
    pieces = [text[a:b] for a, b in CHINESE.split(text, semicolons=True)]
    assert pieces == ["下了雨；", "下了雪。", "有三点：一是快;", "二是稳。"]


@pytest.mark.parametrize(
    "unit",
    [
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
        "……",
        "，",
        '?" ',
        "• ",
    ],
)
def test_time_grows_with_length_only(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        begin = time.perf_counter()
        CHINESE.split(text)
        return time.perf_counter() - begin

    # Eight times the text; quadratic time would be 64 times as long.
    assert seconds(160_000) < 30 * max(seconds(20_000), 0.01)


FURNITURE = """
首页 / 收藏 / English
当前位置：首页 > 新闻中心
当前位置：首页 > 新闻中心 > 工作动态
您现在的位置：首页 > 新闻中心 > 正文
首页 > 新闻中心 > 中国质量认证中心召开工作会议
网站介绍 / 免责条款
主页 | 关于我们 | 联系我们
首页　新闻中心　关于我们　联系我们
发布时间：2023-08-11　来源：中国质量认证中心　浏览次数：1532
发布时间：2023-05-22　来源：CQC苏州　【打印】【关闭】
2024-05-30　来源：国际合作部　【打印】【关闭】
日期：2023年8月11日 10:30　作者：李明
来源：中国质量认证中心
2023年8月11日
【打印】【关闭】
【打印】 【关闭】
分享到：微信 微博
上一篇：CQC召开2023年工作会议
下一篇：没有了
版权所有 © 中国质量认证中心 京ICP备00000000号
京ICP备05012345号-1
责任编辑：林晓
字号：大 中 小
【字体：大 中 小】
返回顶部
"""
TEXT = """
来源于创新的增长
来源：他说，这是好事。
隐私保护大会召开
Privacy matters / 隐私保护大会召开
关于中国质量认证中心
新闻中心
首页设计大赛落幕
版权所有者大会召开
2023年8月11日，会议在京召开。
时间：2023年8月11日上午九点，地点：北京
分享经济论坛召开
分享：我们的故事
收藏品鉴定标准发布
打印机认证新规发布
上一篇章已经翻过
编辑部的故事
浏览量突破100万
作者：李明
中心与江南轨道装备签署战略合作协议
"""


@pytest.mark.parametrize("line", FURNITURE.strip().splitlines())
def test_furniture(line: str) -> None:
    assert CHINESE.boilerplate.fullmatch(line)


@pytest.mark.parametrize("line", TEXT.strip().splitlines())
def test_text_is_no_furniture(line: str) -> None:
    assert not CHINESE.boilerplate.fullmatch(line)


def test_cases_are_no_furniture() -> None:
    assert not [case for case in CASES if CHINESE.boilerplate.fullmatch(case.replace("‖", ""))]
