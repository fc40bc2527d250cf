"""From the lines of a page to its sentences: real pages where they lie beside the checkout."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.document import Paragraph
from align.errors import UsageError
from align.readers import read
from align.segment import mark_boilerplate, segment_paragraphs

ROOT = Path(__file__).parents[2]
SEEDS = ROOT.parent / "shared" / "seeds"


def page(text: str) -> list[Paragraph]:
    lines = text.strip("\n").split("\n")
    return [Paragraph(line, n) for n, line in enumerate(lines, start=1)]


def sentences(paragraphs: list[Paragraph] | tuple[Paragraph, ...], language: str) -> list[str]:
    marked = mark_boilerplate(paragraphs, language)
    return [s.text for s in segment_paragraphs(marked, language)]


def furniture(text: str, language: str) -> list[str]:
    return [p.text for p in mark_boilerplate(page(text), language) if p.aside]


# Counted by reading the pages: headline, then sentences per paragraph.
@pytest.mark.needs_data
@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("000_5ae387afa64d2151", [1, 3, 6, 7, 5, 2]),
        ("002_70335e1486be8786", [1, 1, 2, 4, 3, 4, 7, 4, 3, 2]),
    ],
)
def test_seed_pages(name: str, counts: list[int]) -> None:
    path = SEEDS / f"{name}.txt"
    if not path.exists():
        pytest.skip(f"NOT TESTED: {path} is not there")
    paragraphs = mark_boilerplate(read(path), "en")
    assert [p.text for p in paragraphs if p.aside] == [
        "Homepage / Favorites / 中文版",
        "Introduction of Website / Exception Clause",
    ]
    found = segment_paragraphs(paragraphs, "en")
    numbers = [s.paragraph for s in found]
    assert [numbers.count(n) for n in sorted(set(numbers))] == counts
    for s in found:
        assert paragraphs[s.paragraph].text[s.start : s.end] == s.text


@pytest.mark.needs_data
def test_glued_sentences_are_split() -> None:
    path = SEEDS / "000_5ae387afa64d2151.txt"
    if not path.exists():
        pytest.skip(f"NOT TESTED: {path} is not there")
    found = sentences(read(path), "en")
    for start in (
        "Liu Jiang expressed", "Furthermore, an", "The meeting included", "To further enhance",
        "CQC has issued", "Through continued",
    ):  # fmt: skip
        assert sum(s.startswith(start) for s in found) == 1


GOLD = sorted((ROOT / "corpora" / "gold").glob("*.txt"))


@pytest.mark.parametrize("gold", GOLD, ids=lambda path: str(path.stem))
def test_corpora(gold: Path) -> None:
    """The releases that come with the project are cut as their hand-made alignment has them."""
    name, language, suffix = gold.name.rsplit(".", 2)
    intended = [line for line in gold.read_text("utf-8").splitlines() if line.strip()]
    assert sentences(read(ROOT / "corpora" / language / f"{name}.{suffix}"), language) == intended


CHINESE_PAGE = """
首页 / 收藏 / English
当前位置：首页 > 新闻中心 > 工作动态
走进实验室，让认证看得见
——CQC“3·15”实验室开放日活动侧记
发布时间：2023-03-15　来源：中国质量认证中心　浏览次数：2016　【打印】【关闭】

　　3月15日，60余名消费者走进实验室。本次活动由CQC主办。
　　市民感叹道：“没想到，要经过这么多道检验！”家长们看得格外认真。“明年还办吗？”她问。
发布时间：2023-03-15
　　活动满意率达99.2%。

上一篇：CQC召开2023年工作会议
下一篇：没有了
责任编辑：林晓
分享到：微信 微博
版权所有 © 中国质量认证中心 京ICP备00000000号
"""
CHINESE_SENTENCES = [
    "走进实验室，让认证看得见",
    "——CQC“3·15”实验室开放日活动侧记",
    "3月15日，60余名消费者走进实验室。",
    "本次活动由CQC主办。",
    "市民感叹道：“没想到，要经过这么多道检验！”",
    "家长们看得格外认真。",
    "“明年还办吗？”她问。",
    "发布时间：2023-03-15",
    "活动满意率达99.2%。",
]


def test_chinese_page() -> None:
    assert sentences(page(CHINESE_PAGE), "zh") == CHINESE_SENTENCES


def test_page_without_furniture_and_glued() -> None:
    text = "CQC发布新标识\n认证中心发布标识。企业积极响应！“很好。”刘江说。"
    assert sentences(page(text), "zh") == [
        "CQC发布新标识",
        "认证中心发布标识。",
        "企业积极响应！",
        "“很好。”刘江说。",
    ]
    assert furniture(text, "zh") == []


def test_in_the_middle_only_menus_are_furniture() -> None:
    text = "Home | News\nTitle\nText here.\nDate: 2023-08-11\nHome / About Us\nMore text."
    assert furniture(text, "en") == ["Home | News", "Home / About Us"]


def test_two_titles_at_most() -> None:
    head = "Home | News\nOne\nTwo\n{}Date: 2023-08-11\nText here."
    assert len(furniture(head.format(""), "en")) == 2
    assert len(furniture(head.format("Three\n"), "en")) == 1


RELEASE_EN = """
Hong Kong's economy grows
*************************
The economy grew by 2.7 per cent.
Exports rose.
Ends/Friday, May 3, 2024
Issued at HKT 09:15
NNNN
"""
RELEASE_ZH = """
香港經濟增長
******
經濟增長2.7%。
出口上升。
完
2024年5月3日（星期五）
香港時間9時15分
"""
CONTRACT_EN = """
Contract of sale
The seller delivers the goods.
The buyer pays.
Signed for the seller
{}
"""


@pytest.mark.parametrize(("text", "language"), [(RELEASE_EN, "en"), (RELEASE_ZH, "zh")])
def test_the_end_of_a_release_is_set_aside_in_both_languages(text: str, language: str) -> None:
    reasons = [p.aside for p in mark_boilerplate(page(text), language)]
    assert reasons == ["", "separators", "", "", "datelines", "datelines", "datelines"]


@pytest.mark.parametrize(
    "last",
    [
        "Date: 1 March 2024",
        "日期：2024年3月1日",
        "1 March 2024",
        "2024年3月1日",
        "Dated: 2024-03-01",
    ],
)
@pytest.mark.parametrize("below", ["", "\nPrint | Close"])
def test_the_date_of_a_contract_is_text(last: str, below: str) -> None:
    for head in ("", "Home | News\n"):
        assert last not in furniture(head + CONTRACT_EN.format(last + below).strip(), "en")


def test_the_date_of_a_letter_is_text() -> None:
    assert furniture("Acme Ltd\nDate: 1 March 2024\nDear Sir,\nWe agree.", "en") == []
    assert furniture("甲公司\n2024年3月1日\n先生：\n我们同意。", "zh") == []


def test_the_date_of_a_page_is_not() -> None:
    page_zh = "标题\n会议开幕。\n来源：中国质量认证中心\n日期：2024年3月1日\n【打印】【关闭】"
    assert len(furniture(page_zh, "zh")) == 3
    assert furniture("Title\nPublished: 2023-08-11\nText here.", "en") == ["Published: 2023-08-11"]


def test_marks_of_an_end_are_text_in_the_middle() -> None:
    assert furniture("The plan\nIt goes on.\nEnd\nIt does not.", "en") == []
    assert furniture("完\n这是书名。\n他写完了。", "zh") == []


def test_text_ends_the_head() -> None:
    assert furniture("It was late.\n2023-08-11\nThey slept.", "en") == []


def test_a_page_of_only_furniture_is_unchanged() -> None:
    assert furniture("Home | News\n2023-08-11", "en") == []
    assert mark_boilerplate([], "en") == ()


def test_paragraphs_keep_number_line_and_text() -> None:
    paragraphs = page(CHINESE_PAGE)
    marked = mark_boilerplate(paragraphs, "zh")
    assert [(p.text, p.line) for p in marked] == [(p.text, p.line) for p in paragraphs]


def test_inline_code_is_not_cut(tmp_path: Path) -> None:
    text = (
        "Call `Pier.Open` when it comes. Do not call `Pier.Close` at night. `Pier.Close` fails.\n\n"
        "Write `mode: fast. Default: slow` and `Why? No!` first. Then save.\n\n"
        "先写`模式。默认！`，再保存。然后走。\n"
    )
    wanted = [
        "Call Pier.Open when it comes.",
        "Do not call Pier.Close at night.",
        "Pier.Close fails.",
        "Write mode: fast. Default: slow and Why? No! first.",
        "Then save.",
        "先写模式。默认！，再保存。",
        "然后走。",
    ]
    markdown, page = tmp_path / "a.md", tmp_path / "a.html"
    markdown.write_text(text, "utf-8")
    codes = re.sub("`(.*?)`", r"<code>\1</code>", text.strip())
    page.write_text("<p>" + codes.replace("\n\n", "</p><p>") + "</p>", "utf-8")
    for path in (markdown, page):
        for language in ("en", "zh"):
            assert [s.text for s in segment_paragraphs(read(path), language)] == wanted


def test_unknown_language() -> None:
    with pytest.raises(UsageError):
        mark_boilerplate([], "xx")
    with pytest.raises(UsageError):
        segment_paragraphs([], "xx")


@given(st.lists(st.text(max_size=60), max_size=20), st.sampled_from(["en", "zh"]))
def test_sentences_point_into_their_paragraphs(lines: list[str], language: str) -> None:
    paragraphs = mark_boilerplate([Paragraph(line) for line in lines], language)
    found = segment_paragraphs(paragraphs, language)
    held: dict[int, str] = dict.fromkeys(range(len(lines)), "")
    for s in found:
        assert s.text == paragraphs[s.paragraph].text[s.start : s.end] == s.text.strip() != ""
        held[s.paragraph] += "".join(s.text.split())
    for number, paragraph in enumerate(paragraphs):
        if not paragraph.aside:
            assert held[number] == "".join(paragraph.text.split())
