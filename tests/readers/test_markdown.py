"""Markdown: what a reader of the rendered page reads, with the lines of the source."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from witnesses import WITNESSES, counted

from align.document import Paragraph
from align.errors import InputError
from align.files.load import Source
from align.readers.markdown import read_markdown
from align.segment import segment_paragraphs
from align.segment.document_reader import DocumentReader


def found(text: str) -> list[tuple[int, str, str]]:
    read = read_markdown(Source(text.encode(), "a.md", "utf-8"))
    law(text, read)
    return [(p.line, p.kind, p.text) for p in read if not p.aside]


def law(text: str, read: Sequence[Paragraph]) -> None:
    """Every character of the text is in a paragraph or set aside."""
    ours = counted("".join(p.text for p in read))
    assert ours == counted(WITNESSES[".md"](text.encode())), text


def texts(text: str) -> list[str]:
    return [text for _, _, text in found(text)]


def asides(text: str) -> dict[str, str]:
    read = read_markdown(Source(text.encode(), "a.md", "utf-8"))
    return {p.aside: p.text for p in read if p.aside}


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


DIALECTS = [
    ("# Start {#start}", ["Start"]),
    ("## 开始 {#开始 .unnumbered}", ["开始"]),
    ("## Ports \\{#ports}", ["Ports"]),
    ("Text.\n{: .note}", ["Text."]),
    ('{: #id}\nSee [it](x){:target="_blank"} now.', ["See it now."]),
    ('{.lead}\nText ![](a.png){width="50%"}', ["Text"]),
    (":::tip\nBack up.\n:::", ["Back up."]),
    ("::: warning 注意事项\n请备份。\n:::", ["注意事项", "请备份。"]),
    (":::note[Before you *begin*]\nText.\n:::", ["Before you begin", "Text."]),
    ('::: {.callout-tip title="First"}\nText.\n:::', ["First", "Text."]),
    (':::: moniker range=">= 2"\nText.\n::::', ["Text."]),
    ("> [!NOTE]\n> Back up.", ["Back up."]),
    ("> [!warning]- Mind the *gap*\n> It is wide.", ["Mind the gap", "It is wide."]),
    ("> [!IMPORTANT] \n> 请先备份。\n> 然后重启。", ["请先备份。然后重启。"]),
    ('> [!div class="x"]\n> Text.', ["Text."]),
    ("{{< note >}}\nText.\n{{< /note >}}", ["Text."]),
    ("{{< note >}} Text. {{< /note >}}", ["Text."]),
    ('{{% alert title="Take care" %}}\nText.\n{{% /alert %}}', ["Take care", "Text."]),
    (
        'A {{< glossary_tooltip text="Pod" term_id="pod" >}} is small.\n\n## {{% heading "x" %}}',
        ["A Pod is small."],
    ),
    ("水是H~2~O，请==注意==：x^2^。", ["水是H2O，请注意：x2。"]),
    (
        "Is it ==marked== if a==b and c==d or 2^3 ~ 4?",
        ["Is it marked if a==b and c==d or 2^3 ~ 4?"],
    ),
    (
        "The PA acts.\n\n*[PA]: Port *authority*\n*[B]: 泊位",
        ["The PA acts.", "Port authority", "泊位"],
    ),
    ("Version {{< skew current >}} or later.", ["Version {{< skew current >}} or later."]),
    ('见[指南]({{< ref "guide.md" >}})和[`run`]({% link run.md %})。', ["见指南和run。"]),
    ('{% hint style="info" %}\n提示。\n{% endhint %}', ["提示。"]),
    ("{% if a %}Yes{% endif %} or {{ page.name }}.", ["Yes or {{ page.name }}."]),
    ("!!! note\n    Text.", ["Text."]),
    ('!!! note inline end "A title"\n    Text.', ["A title", "Text."]),
    ("??? q\n    Text.", ["Text."]),
    ('=== "Linux"\n    Text.', ["Linux", "Text."]),
    ("[[toc]]\n\nText.\n\n[TOC]", ["Text."]),
    ("Text.\n\n{{demo:a/b_c.js}}\n\nUse {{version}} now.", ["Text.", "Use {{version}} now."]),
    ('<<< @/code.js\n--8<-- "part.md"\nText.', ["Text."]),
    ("import Tabs from '@theme/Tabs';\nimport {A, B} from \"x\"\n\nText.", ["Text."]),
    ("export const x = {\n  a: 1,\n}\n\nimport it from the shop.", ["import it from the shop."]),
    ('<Tabs>\n<TabItem value="a">\n\nText.\n\n</TabItem>\n</Tabs>', ["Text."]),
    ("{/* a remark */}\nText. %%another%%", ["Text."]),
    ("- [x] Done\n- [ ] To do", ["Done", "To do"]),
    ("<div>\nSee [it](a_b) and **this** `x<y`.\n</div>", ["See it and this x<y."]),
    ("<details><summary>更多</summary>\n**注意：**请备份。</details>", ["更多", "注意：请备份。"]),
    ("<pre>\na[1](2) **b**\n</pre>", ["a[1](2) **b**"]),
    ("See [[Guide]], [[Guide#two|the guide]] and ![[pic.png]].", ["See Guide, the guide and ."]),
    ("[[1]](x) says [[2, 3]].", ["[1] says [[2, 3]]."]),
    ("Euler^[A *Swiss*.] wrote.", ["Euler wrote.", "A Swiss."]),
    (
        "Here $e^{i\\pi}_a = *b*$ costs $5 or $6 :smile:.",
        ["Here $e^{i\\pi}_a = *b*$ costs $5 or $6 :smile:."],
    ),
    ("One.\n\n$$\nx^2\n$$\n\n\\begin{align}\nx\n\\end{align}", ["One."]),
    ("**注意：**请先备份。", ["注意：请先备份。"]),
    ("见**“注意”**一节。", ["见“注意”一节。"]),
    ("请*先备份*。**（重要）**然后~~重启。~~关机。", ["请先备份。（重要）然后重启。关机。"]),
    ("**Note:**请备份，2 * 3 * 4。", ["Note:请备份，2 * 3 * 4。"]),
    ("术语\n: 解释。", ["术语", "解释。"]),
    ('+++\ntitle = "x"\n+++\n\nText.', ["Text."]),
    ("A `{#id}` and `[[x]]`, `{{< a >}}`, `$x`.", ["A {#id} and [[x]], {{< a >}}, $x."]),
]


@pytest.mark.parametrize(("text", "expected"), DIALECTS)
def test_marks_of_documentation_tools(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_no_sentence_ends_in_code_or_a_formula() -> None:
    read = read_markdown(Source(b"Call `Pier.Open` if $x = 1. Y > 2$ holds. Then go.", "a.md"))
    assert [s.text for s in segment_paragraphs(read, "en")] == [
        "Call Pier.Open if $x = 1. Y > 2$ holds.",
        "Then go.",
    ]


def test_a_bilingual_table_has_rows() -> None:
    table = (
        "| English | 中文 |\n|---|---|\n| **Open** the door. | 打开门。 |\n| Close it | 关上 |\n"
    )
    read = read_markdown(Source(f"Text.\n\n{table}\n文字。".encode(), "a.md"))
    assert [(p.key, p.text) for p in read if not p.aside] == [
        ("", "Text."),
        ("table 1, row 2", "Open the door."),
        ("table 1, row 2", "打开门。"),
        ("table 1, row 3", "Close it"),
        ("table 1, row 3", "关上"),
        ("", "文字。"),
    ]
    with pytest.raises(InputError, match="contains only Chinese"):
        DocumentReader().from_mixed(read_markdown(Source("# 中文".encode(), "a.md")), "a.md")


def test_what_is_set_aside_has_a_reason() -> None:
    assert asides("{{< highlight sh >}}\nls\n{{< /highlight >}}\n\n1. A $x$\n\n$$\ny\n$$\n") == {
        "code": "{{< highlight sh >}}\nls\n{{< /highlight >}}",
        "list marks": "1.",
        "formulas": "$$\ny\n$$",
    }
    assert asides("<!-- a\nb -->\n\nA\u200bB\n<script>\nx()\n</script>") == {
        "comments": "<!-- a\nb -->",
        "invisible characters": "\u200b",
        "scripts": "<script>\nx()\n</script>",
    }


def test_any_encoding() -> None:
    data = "# 标题\r\n\r\n中国质量认证中心颁发了第一张证书。\r\n".encode("gb18030")
    lines = [(p.line, p.text) for p in read_markdown(Source(data, "a.md")) if not p.aside]
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


@given(st.text(st.sampled_from('#*_`[]()<>!|-+.1:^~\\ \n\tab认。{}%$="？'), max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        paragraphs = read_markdown(Source(text.encode(), "a.md", "utf-8"))
    except InputError as refused:
        assert "\n" not in str(refused)
        return
    assert all(p.text.strip() for p in paragraphs)
    assert all(0 < p.line <= text.count("\n") + 1 for p in paragraphs)
    law(text, paragraphs)


@given(st.lists(st.text(st.characters(categories=["L"]), min_size=1), min_size=1))
def test_plain_paragraphs_are_unchanged(paragraphs: list[str]) -> None:
    text = "\n\n".join(paragraphs)
    read = read_markdown(Source(text.encode(), "a.md", "utf-8"))
    assert [(p.line, p.text) for p in read] == [(2 * n + 1, t) for n, t in enumerate(paragraphs)]
