"""Markdown: what a reader of the rendered page reads, with the lines of the source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from align.errors import InputError
from align.files.load import Source
from align.readers.markdown import read_markdown


def found(text: str) -> list[tuple[int, str, str]]:
    paragraphs = read_markdown(Source(text.encode(), "a.md"))
    return [(p.line, p.kind, p.text) for p in paragraphs if not p.aside]


def error(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        read_markdown(Source(data, "a.md"))
    assert "\n" not in str(caught.value)
    return str(caught.value)


DOCUMENT = """\
---
title: never shown
---

# 认证中心 *新闻*

中国质量认证中心
颁发了第一张证书。
CQC issued
it in [Beijing](http://example.org "no").

Second heading
--------------

1. One `code`
   goes on
2. Two
   - Inner

| Product | Number |
|---------|-------:|
| Pump    | 7      |

> Quoted.<!-- never -->

```python
never = "shown"
```

    indented[^a], as many people do

![picture](x.png)

Last <b>line</b>.[^b]

[^a]: 脚注一。
[^b]: A note
    of two lines.
"""


def test_a_whole_document() -> None:
    assert found(DOCUMENT) == [
        (5, "heading", "认证中心 新闻"),
        (7, "text", "中国质量认证中心颁发了第一张证书。 CQC issued it in Beijing."),
        (12, "heading", "Second heading"),
        (15, "list", "One code goes on"),
        (17, "list", "Two"),
        (18, "list", "Inner"),
        (20, "cell", "Product"),
        (20, "cell", "Number"),
        (22, "cell", "Pump"),
        (22, "cell", "7"),
        (24, "text", "Quoted."),
        (30, "text", "indented, as many people do"),
        (34, "text", "Last line."),
        (36, "footnote", "脚注一。"),
        (37, "footnote", "A note of two lines."),
    ]


def test_a_hard_line_break_ends_a_paragraph() -> None:
    assert found("标题  \n副标题\\\nOne") == [
        (1, "text", "标题"),
        (2, "text", "副标题"),
        (3, "text", "One"),
    ]


def test_unused_markup_characters_are_kept() -> None:
    assert found("2 * 3 * 4 and snake_case_name \\*") == [
        (1, "text", "2 * 3 * 4 and snake_case_name *")
    ]


def test_any_encoding() -> None:
    data = "# 标题\r\n\r\n中国质量认证中心颁发了第一张证书。\r\n".encode("gb18030")
    lines = [(p.line, p.text) for p in read_markdown(Source(data, "a.md"))]
    assert lines == [(1, "标题"), (3, "中国质量认证中心颁发了第一张证书。")]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"```\ncode\n```\n", "no text"),
        (b"---\na: b\n---\n", "no text"),
        (b"> " * 5_000 + b"x", "nested"),
        (b"- " * 5_000 + b"x", "nested"),
        (b"![" * 100_000, "[ in one paragraph"),
        (b"x" * 11_000_000, "too much"),
        (b"a\0b", "NUL"),
    ],
)
def test_bad_files(data: bytes, what: str) -> None:
    assert what in error(data)


@given(st.text(st.sampled_from("#*_`[]()<>!|-+.1:^~\\ \n\tab认。"), max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        paragraphs = read_markdown(Source(text.encode(), "a.md", "utf-8"))
    except InputError as refused:
        assert "\n" not in str(refused)
        return
    assert all(p.text.strip() for p in paragraphs)
    assert all(0 < p.line <= text.count("\n") + 1 for p in paragraphs)


@given(st.lists(st.text(st.characters(categories=["L"]), min_size=1), min_size=1))
def test_plain_paragraphs_are_unchanged(paragraphs: list[str]) -> None:
    text = "\n\n".join(paragraphs)
    read = read_markdown(Source(text.encode(), "a.md", "utf-8"))
    assert [(p.line, p.text) for p in read] == [(2 * n + 1, t) for n, t in enumerate(paragraphs)]
