"""Lines that were broken at a width become paragraphs; every other text stays as it is."""

import io
import re
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.document import Paragraph
from align.readers import read
from align.readers.wrapped import join_lines, unwrap, words_of

CORPORA = Path(__file__).resolve().parents[2] / "corpora"
MAIL = """\
Dear colleagues,

CQC has opened a new laboratory in Guangzhou. It tests chargers for
electric cars, and the first manufacturers have already sent theirs. We
should like to invite you to the opening on May 20, which is World
Metrology Day.

Please let us know by Friday:
- whether you will come, and with how many of your colleagues from the
  test centre,
- what you would like to see.

Yours sincerely
Guo Chenguang
12 Nanhai Road
Guangzhou
"""


def paragraphs(text):
    return read(io.BytesIO(text.encode()))


def wrap_chinese(text, columns):
    """As a program wraps: words and numbers whole, no mark at the beginning of a line."""
    lines, line, width = [], "", 0
    for piece in re.findall(r"[A-Za-z0-9.%-]+|.", text):
        size = sum(1 + (c > "\u2000") for c in piece)
        if width + size > columns and piece not in "，。、；：？！”’）》":
            lines.append(line)
            line, width = "", 0
        line, width = line + piece, width + size
    return [*lines, line]


# --- joining ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["CQC opened a", " laboratory. "], "CQC opened a laboratory."),
        (["中国质量", "认证中心"], "中国质量认证中心"),
        (["他说：", "“好。”"], "他说：“好。”"),
        (["该中心（CQC）", "Certification 部门"], "该中心（CQC）Certification 部门"),
        (["截至2023", "年底，颁发CB", "证书"], "截至2023年底，颁发CB证书"),
        (
            ["与China Quality", "Certification Centre签约"],
            "与China Quality Certification Centre签约",
        ),
        (["Guo Chenguang (郭晨光)", "spoke first."], "Guo Chenguang (郭晨光) spoke first."),
        (["Mr Guo or 郭", "spoke first, they said."], "Mr Guo or 郭 spoke first, they said."),
        (["it is —", "well"], "it is — well"),
        (["the date—", "May 20"], "the date—May 20"),
        (["one", "", "two"], "one two"),
        ([], ""),
    ],
)
def test_joints_between_lines(lines, joined):
    assert join_lines(lines) == joined


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["inter-", "national"], "international"),
        (["inter\u2010", "national"], "international"),
        (["inter\u00ad", "national"], "international"),
        (["state-of-", "the-art"], "state-of-the-art"),
        (["state-", "of-the-art"], "state-of-the-art"),
        (["well-", "known"], "well-known"),
        (["non-", "discriminatory"], "non-discriminatory"),
        (["Sino-", "German"], "Sino-German"),
        (["COVID-", "19"], "COVID-19"),
        (["2019-", "2023"], "2019-2023"),
        (["short-", "and long-term"], "short- and long-term"),
        (["this -", "or that"], "this - or that"),
    ],
)
def test_hyphens_at_line_ends(lines, joined):
    assert join_lines(lines) == joined


def test_the_rest_of_the_document_decides_about_a_hyphen():
    assert join_lines(["high-", "quality"], words_of("High-quality goods")) == "high-quality"
    assert join_lines(["high-", "way"], words_of("the highway")) == "highway"
    assert join_lines(["self-", "ish"], words_of("a selfish wish")) == "selfish"


# --- finding ------------------------------------------------------------------------------------


def test_a_wrapped_mail():
    texts = [p.text for p in paragraphs(MAIL)]
    assert texts[1].startswith("CQC has opened") and texts[1].endswith("World Metrology Day.")
    assert "theirs. We should" in texts[1]
    assert texts[3].endswith("colleagues from the test centre,")
    assert texts[4] == "- what you would like to see."
    assert texts[5:] == ["Yours sincerely", "Guo Chenguang", "12 Nanhai Road", "Guangzhou"]
    assert [p.line for p in paragraphs(MAIL)] == [1, 3, 8, 9, 11, 13, 14, 15, 16]


def releases(language):
    files = sorted((CORPORA / language).glob("*.txt"))
    assert files
    return {p.name: [" ".join(t.split()) for t in p.read_text("utf-8").splitlines() if t.strip()]
            for p in files}  # fmt: skip


@pytest.mark.parametrize("indent", ["", "    "])
@pytest.mark.parametrize("width", [60, 72, 76])
def test_wrapped_english_releases_come_back(width, indent):
    found = wanted = 0
    for lines in releases("en").values():
        wrapped = []
        for line in lines:
            wrapped += textwrap.wrap(line, width, initial_indent=indent, break_on_hyphens=False)
            wrapped += [] if indent else [""]
        texts = [p.text.strip() for p in paragraphs("\n".join(wrapped))]
        found += len(set(texts) & set(lines))
        wanted += len(set(lines))
    assert found >= 0.98 * wanted


@pytest.mark.parametrize("indent", ["", "\u3000\u3000"])
@pytest.mark.parametrize("width", [60, 72, 76])
def test_wrapped_chinese_releases_come_back(width, indent):
    found = wanted = 0
    for lines in releases("zh").values():
        lines = [line.replace(" ", "") for line in lines]
        wrapped = []
        for line in lines:
            wrapped += wrap_chinese(indent + line, width) + ([] if indent else [""])
        texts = [p.text.strip() for p in paragraphs("\n".join(wrapped))]
        found += len(set(texts) & set(lines))
        wanted += len(set(lines))
    assert found >= 0.97 * wanted


@pytest.mark.parametrize("path", sorted(CORPORA.glob("*/*.txt")), ids=lambda p: p.stem[-40:])
def test_one_paragraph_per_line_is_unchanged(path):
    text = path.read_text(encoding="utf-8")
    wanted = [(t, n) for n, t in enumerate(text.split("\n"), start=1) if t.strip()]
    assert [(p.text, p.line) for p in paragraphs(text)] == wanted


VERSES = """\
The tester rose before the sun was up,
And filled her flask, and drank a single cup;
The chargers stood in rows along the wall,
And one by one she came and tried them all.
The first was fine, the second was not so,
The third one sparked, and so it had to go.
"""
ADDRESSES = """\
China Quality Certification Centre, Nanhai Road 12
Guangzhou Laboratory for Charging, Room 4-118, East
Hangzhou Branch of the Centre, Qianjiang Road 1200
Suzhou Office for Photovoltaic Modules, Tower B, 3
Beijing Headquarters and Training Centre, Building 9
"""
TABLE = "\n".join(
    f"Certificate {n}\t{n * 7919 % 1000} units\tissued in due time\tvalid" for n in range(9)
)
CHINESE_LIST = "\n".join(
    f"{city}分中心电动汽车充电桩计量检测实验室"
    for city in ("广州", "杭州", "南宁", "苏州", "成都", "北京")
)
CHINESE_VERSES = """\
清晨起身过小桥，检测车前灯未消；
一桩一表皆细看，半度半分不肯饶。
日暮归来人已倦，报告写成月正高；
明朝又往谁家去，山后新村路几条。
"""
QUOTED = "\n".join(
    "> " + line for line in textwrap.wrap("The laboratory tests chargers, and so on. " * 9, 60)
)
SENTENCES = "\n".join(
    f"Item {n}, which is a sentence of its own, has the number {n} too." for n in range(20)
)


@pytest.mark.parametrize(
    "text",
    [VERSES, ADDRESSES, TABLE, CHINESE_LIST, CHINESE_VERSES, QUOTED, SENTENCES],
    ids="verses addresses table list 诗 quoted sentences".split(),
)
def test_intended_line_breaks_are_kept(text):
    assert [p.text for p in paragraphs(text)] == text.splitlines()


def test_two_or_three_lines_prove_nothing():
    text = "A headline that is rather long for what it is\nand its second line, long, too\nEnd."
    assert [p.text for p in paragraphs(text)] == text.split("\n")


def test_form_feeds_and_line_numbers():
    text = MAIL.replace("\n\nPlease", "\n\fPlease")
    found = paragraphs(text)
    assert Paragraph("Please let us know by Friday:", 7) in found
    assert found[1].line == 3


@given(st.lists(st.text(st.sampled_from("ab c-.，。中文> \t"), max_size=90), max_size=40))
def test_nothing_but_white_space_and_hyphens_is_lost(lines):
    def letters(texts):
        return re.sub(r"[\s-]", "", "".join(texts))

    found = unwrap(lines)
    assert letters(t for _, t in found) == letters(lines)
    assert [i for i, _ in found] == sorted({i for i, _ in found})
    assert all(lines[i].strip() for i, _ in found)


def test_a_very_long_line_is_fast():
    line = "质量 and certification, " * 400_000
    assert unwrap([line, line, line, line]) == [(i, line) for i in range(4)]
