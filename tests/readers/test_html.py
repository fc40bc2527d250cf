"""Web pages: the main text, in whatever encoding, and nothing of what stands around it."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from browser import digest, pages_for_browsers
from html_pages import LAYOUTS, NAMES, release
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from align.document import Paragraph
from align.errors import InputError
from align.files.load import Source
from align.readers import read
from align.readers.html import read_html
from align.readers.html.elements import parse_page
from align.readers.html.tree import paragraphs_of

FILES = Path(__file__).parent / "files"
PAGES = pages_for_browsers()


def page(html: str, *, all_of_it: bool = True) -> list[tuple[str, str]]:
    source = Source(html.encode(), "a.html", keep_boilerplate=all_of_it)
    return [(p.kind, p.text) for p in shown(read_html(source))]


def shown(paragraphs: Iterable[Paragraph]) -> list[Paragraph]:
    return [p for p in paragraphs if not p.aside]


def texts(html: str) -> list[str]:
    return [text for _, text in page(html)]


def error(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        read_html(Source(data, "a.html"))
    assert "\n" not in str(caught.value)
    return str(caught.value)


# --- the main text ---------------------------------------------------------------------------

#: Lines about the text, not in it: to know them by their words is not the reader's work.
ABOUT = ("Source:", "来源：", "Print", "打印本页", "当前位置：")


def main_text(found: Iterable[Paragraph]) -> list[str]:
    return [p.text for p in shown(found) if not p.text.startswith(ABOUT)]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", NAMES[::3])
def test_main_text_only(name: str, layout: Callable[..., str], language: str) -> None:
    text = release(name, language)
    found = read_html(Source(layout(text, language).encode(), "a.html"))
    assert main_text(found) == text


PROSE = "The plant makes lamps, plugs, sockets and chargers, and tests all of them. "


def _section(title: str, *inside: str) -> str:
    return f"<div class='section'><div><h2>{title}</h2></div>{''.join(inside)}</div>"


def test_a_text_in_sections_is_read_whole() -> None:
    """The longest section is not the main text."""
    text = f"<p>{PROSE}</p>"
    lamps = _section("Lamps", _section("Old", text * 9), _section("New", text * 2))
    body = lamps + _section("Plugs", _section("Big", text * 4), _section("Small", text * 5))
    menu = "<ul><li><a href='/'>Home</a><li><a href='/b'>Products</a></ul>"
    html = f"<html><body>{menu}<div class='chapter'><h1>Goods</h1>{body}</div></body></html>"
    found = page(html, all_of_it=False)
    headings = [text for kind, text in found if kind == "heading"]
    assert headings == ["Goods", "Lamps", "Old", "New", "Plugs", "Big", "Small"]
    assert "Home" not in [text for _, text in found]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_whole_page_on_request(layout: Callable[..., str]) -> None:
    html = layout(release(NAMES[0], "zh"), "zh")
    everything = "".join(texts(html))
    for furniture in ("首页", "工厂检查员培训班五月开班", "版权所有", *release(NAMES[0], "zh")):
        assert furniture in everything
    assert "var a" not in everything


def test_a_page_without_a_main_text_is_read_whole() -> None:
    html = "<ul><li><a href=a>One</a><li><a href=b>Two</a></ul>"
    assert page(html, all_of_it=False) == [("list", "One"), ("list", "Two")]


def test_footnotes_of_the_page_are_text() -> None:
    body = "<p>CQC issued its first certificate, as was planned, in May.</p>" * 6
    html = f'<div id="c">{body}</div><div class="footnotes"><p>Of last year.</p></div>'
    assert page(html, all_of_it=False)[-1] == ("footnote", "Of last year.")


LEAD = "海港公司周一宣布，新码头将于明年春天投入使用。"
BODY = "".join(
    f"<p>第{n}个泊位已经完工，其余工程按计划进行，预计下月验收。</p>" for n in "一二三四"
)


@pytest.mark.parametrize(
    "html",
    [
        "<article><h1>新码头</h1><p class='lead'>LEAD</p><div class='body'>BODY</div></article>",
        "<h1>新码头</h1><p><strong>LEAD</strong></p><div class='body'>BODY</div>",
        "<div><h1>新码头</h1><div class='dek'>LEAD</div><div><div>BODY</div></div></div>",
        "<table><tr><td>新码头</td></tr><tr><td><b>LEAD</b></td></tr><tr><td>BODY</td></tr></table>",
        "<header><h1>新码头</h1><p>LEAD</p></header><main>BODY</main>",
    ],
)
def test_the_lead_beside_the_body_is_text(html: str) -> None:
    html = html.replace("LEAD", LEAD).replace("BODY", BODY)
    menu = "<ul><li><a href=a>首页</a><li><a href=b>新闻</a></ul>"
    found = [text for _, text in page(f"<title>新码头 - 海港</title>{menu}{html}", all_of_it=False)]
    assert found[:2] == ["新码头", LEAD]
    assert len(found) == 6


@pytest.mark.parametrize(
    "html",
    [
        "<h1>新码头</h1><div id='js_content' style='visibility:hidden'>{}</div>",
        "<h1>新码头</h1><p style='display:none'>关闭</p><div style='display:none;'>{}</div>",
        "<body style='display:none'><h1>新码头</h1><article hidden>{}</article>",
        "<h1>新码头</h1><div>…</div><noscript>{}</noscript>",
        "<h1>新码头</h1><div class='is-loading hidden'>{}</div>",
        "<h1>新码头</h1><template shadowrootmode=open>{}</template>",
    ],
)
def test_a_page_that_a_script_shows_is_text(html: str) -> None:
    found = [text for _, text in page(html.format(BODY), all_of_it=False)]
    assert found[0] == "新码头"
    assert [text[:3] for text in found if text.startswith("第")] == [
        "第一个",
        "第二个",
        "第三个",
        "第四个",
    ]
    assert "关闭" not in found


def test_hidden_text_beside_a_longer_one_is_set_aside() -> None:
    hidden = f"<div style='display:none'><p>{LEAD}</p></div><noscript>{LEAD}</noscript>"
    html = f"<h1>新码头</h1>{BODY}{hidden}"
    found = read_html(Source(html.encode(), "a.html"))
    assert [p.text for p in found if p.aside == "hidden text"] == [LEAD, LEAD]
    assert LEAD not in [p.text for p in shown(found)]


def test_what_is_set_aside_has_its_reason_and_stands_where_it_stood() -> None:
    html = (
        "<title>Site</title><nav>Home</nav><h1>News</h1><p>It grew.<sup>[1]</sup> By<script>x()"
        "</script> far<del>ther</del>, for co&shy;operation.</p><pre><code>make all</code></pre>"
        "<img src=a alt='A lamp'><p>It was <span hidden>not </span>so, as all of us had "
        "expected.</p><select><option>One</select>"
    )
    found = read_html(Source(html.encode(), "a.html"))
    assert [(p.aside, p.text) for p in found] == [
        ("metadata", "Site"),
        ("navigation", "Home"),
        ("", "News"),
        ("", "It grew. By far, for cooperation."),
        ("invisible characters", "\u00ad"),
        ("note marks", "[1]"),
        ("scripts", "x()"),
        ("deleted text", "ther"),
        ("code", "make all"),
        ("pictures", "A lamp"),
        ("", "It was so, as all of us had expected."),
        ("hidden text", "not"),
        ("navigation", "One"),
    ]


@pytest.mark.parametrize(
    "block",
    [
        "<div><h2>推荐阅读</h2><div><p>新灯具实验室开放。<a href=a>详细</a></p></div></div>",
        "<div><div><span>相关新闻</span> <a>更多</a></div><ul><li><a href=a>灯具</a></ul></div>",
        "<h3>Read more</h3><p><a href=a>Lamps</a> All about the new lamps of the office.</p>",
        "<p>相关报道：</p><p><a href=a>新灯具实验室五月开放</a></p>",
        "<div><h4>不感兴趣</h4><ul><li>广告软文</li><li>内容重复</li></ul><textarea></textarea></div>",
        "<ul><li><a href=a><div>李安</div><div>新灯具实验室五月最后一周向公众开放。</div></a></ul>",
        "<ul><li hidden>http://a.example</li><li><a href=a>港务</a><li><a href=b>港口</a></ul>",
    ],
)
def test_lists_of_other_pages_and_forms_are_no_text(block: str) -> None:
    menu = "<div class=bar><a href=a>分享</a><a href=b>打印</a></div>"
    html = f"<title>新码头</title><div><h3>新码头</h3>{menu}<div>{BODY}{LEAD}</div>{block}</div>"
    found = [text[:3] for _, text in page(html, all_of_it=False)]
    assert found == ["新码头", "第一个", "第二个", "第三个", "第四个", LEAD[:3]]


def test_what_is_hidden_beside_an_article_is_no_text() -> None:
    """Some pages hide words for search engines, far more than the article has."""
    html = f"<h1>新码头</h1>{BODY * 6}<div style='display:none'>{LEAD * 99}</div>"
    assert LEAD not in "".join(text for _, text in page(html, all_of_it=False))


def test_front_matter_and_commands_of_a_page() -> None:
    html = "---\ntitle: x\n---\n<h1>Pier</h1>\n<p>It was {% raw %}opened{{ when }}.</p>\n{% end %}"
    found = read_html(Source(html.encode(), "a.html", keep_boilerplate=True))
    assert [(p.line, p.aside, p.text) for p in found] == [
        (1, "metadata", "---\ntitle: x\n---"),
        (4, "", "Pier"),
        (5, "", "It was opened{{ when }}."),
        (5, "markup", "{% raw %}"),
        (6, "markup", "{% end %}"),
    ]


# --- blocks, lines, white space --------------------------------------------------------------


def test_kinds() -> None:
    html = (
        "<h2>a</h2><ul><li>b<ul><li>c</ul><li><p>d</ul><dl><dt>e<dd>f</dl><table><caption>g"
        "</caption><tr><th>h<td>i</table><figure><img><figcaption>j</figcaption></figure>k"
    )
    kinds = ["heading", *["list"] * 5, "caption", "cell", "cell", "caption", "text"]
    assert page(html) == list(zip(kinds, "abcdefghijk", strict=True))


def test_a_layout_table_is_not_a_table() -> None:
    html = "<table><tr><td><h1>a</h1><p>b<p>c<p>d<td>e</table>"
    assert [kind for kind, _ in page(html)] == ["heading", "text", "text", "text", "cell"]


EN, ZH = ("The quay is closed today.", "Ships wait outside."), ("码头今天关闭。", "船只在外等候。")
ROWS = [f"<tr><td>{n}</td><td>{EN[n]}</td><td>{ZH[n]}</td></tr>" for n in (0, 1)]


@pytest.mark.parametrize(
    ("table", "first"),
    [
        (f"<tr><th>No.</th><th>English</th><th>中文</th></tr>{ROWS[0]}{ROWS[1]}", 2),
        (
            f"<tr><td colspan=3>双语对照</td></tr><tr><td>0<td>原文<td>译文</tr>{ROWS[0]}{ROWS[1]}",
            3,
        ),
        (
            f"<thead><tr><td>.<td>EN<td>ZH</thead><tbody>{ROWS[0]}</tbody><tbody>{ROWS[1]}</tbody>",
            2,
        ),
        (f"{ROWS[0]}{ROWS[1]}", 1),
        (f"<tr><td rowspan=2>8</td>{ROWS[0][14:]}<tr>{ROWS[1][14:]}", 1),
    ],
)
def test_rows_of_a_bilingual_table_have_keys(table: str, first: int) -> None:
    html = f"<h1>Pier</h1><p>All is here, as it was agreed.</p><table>{table}</table>"
    found = read_html(Source(html.encode(), "a.html"))
    keys = {p.text: p.key for p in found if p.text in EN + ZH}
    assert keys == {
        text: f"table 1, row {first + n}" for side in (EN, ZH) for n, text in enumerate(side)
    }
    asides = {p.text: p.aside for p in found if p.aside}
    assert all(asides.get(text, reason) == reason for text, reason in HEADS.items())
    assert not {"English", "中文", "原文", "译文", "EN"}.intersection(p.text for p in shown(found))


HEADS = {"English": "heading row", "原文": "heading row", "0": "figures", "8": "figures"}


def test_two_chinese_columns_are_asked_about() -> None:
    rows = "".join(f"<tr><td>{EN[n]}<td>{ZH[n]}<td>{ZH[1 - n]}</tr>" for n in (0, 1, 0))
    assert "both Chinese" in error(f"<table>{rows}</table>".encode())


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("a <b>b</b>\n\t c<i> d</i>e", ["a b c de"]),
        ("中国质量\n    认证<b>\n中心</b>", ["中国质量认证中心"]),
        ("中国质量认证中心\nCQC 公司", ["中国质量认证中心 CQC 公司"]),
        ("<p>　　中国&nbsp;&nbsp;</p><p>&emsp;认证</p>", ["中国", "认证"]),
        ("co&shy;op\u200beration", ["cooperation"]),
        ("<ruby>认<rp>(</rp><rt>rèn</rt><rp>)</rp></ruby>证", ["认证"]),
        ("<pre>a  b\nc</pre>", ["a b", "c"]),
        ("One.<br>Two.<br><br>Three.", ["One.", "Two.", "Three."]),
        ("标题<br>副标题", ["标题", "副标题"]),
        ("（一）检测；<br>（二）认证。", ["（一）检测；", "（二）认证。"]),
        (
            "a line that is as long as the page of the mail is<br>wide and goes on",
            ["a line that is as long as the page of the mail is wide and goes on"],
        ),
        (
            "出席会议的有认证监管司、国际合作司、<br>实验室",
            ["出席会议的有认证监管司、国际合作司、实验室"],
        ),
        ("x<script>a</script><style>b</style><template>c</template><!-- d -->y", ["xy"]),
        ("<p hidden>a</p><p style='DISPLAY : none'>b</p><p>c</p>", ["c"]),
        ("It grew.<sup><a href='#n1'>[1]</a></sup> By 5 m<sup>2</sup>.", ["It grew. By 5 m2."]),
        ("<p>Press <button>OK</button> to go.</p>", ["Press OK to go."]),
        ("<p>按<button>确定</button>，再按<button>开始</button>键。</p>", ["按确定，再按开始键。"]),
        ("<p>It grew. <button>Copy</button></p>", ["It grew.", "Copy"]),
        ("<p>It grew.<span class='sr-only'>Skip</span> By far.</p>", ["It grew. By far."]),
        ("<p>见<a href=x>规则<span class='a visually-hidden'>新窗口</span></a>。", ["见规则。"]),
        ("<h2>Piers<a href='#piers'>#</a></h2><h2><a href='#c'>🔗</a>C#</h2>", ["Piers", "C#"]),
        ("&lt;p&gt; &amp; &#x8ba4;", ["<p> & 认"]),
        ("a&#1;b\x02c\x0bd", ["abc d"]),
        ("<?xml version='1.0'?><html><head><title/></head><a id='x'/>a<p/>b</html>", ["a", "b"]),
    ],
)
def test_text_as_a_browser_shows_it(html: str, expected: list[str]) -> None:
    assert texts(html) == expected


@pytest.mark.parametrize(
    "code",
    [
        "<pre><code>make all</code></pre>",
        '<pre class="screen">make all</pre>',
        '<pre class="language-sh">make all</pre>',
        '<div class="highlight"><pre><span>make</span> all</pre></div>',
    ],
)
def test_code_marked_as_code_is_not_text(code: str) -> None:
    """As in Markdown; nobody translates it."""
    assert texts(f"<p>Run this:{code}<p>Then wait.") == ["Run this:", "Then wait."]


def test_preformatted_text_is_text() -> None:
    assert texts("<pre>The plant\nopened <code>x</code>.</pre>") == ["The plant", "opened x."]


def test_lines() -> None:
    html = (
        b"<html>\r\n<body\n  class='x'>\n<p>\n\n One\n<b>more</b>\n<p>Two<br>\nThree\n<pre>\na\nb"
    )
    found = read_html(Source(html, "a.html", keep_boilerplate=True))
    assert [(p.line, p.text) for p in found] == [
        (6, "One more"),
        (8, "Two"),
        (9, "Three"),
        (11, "a"),
        (12, "b"),
    ]


# --- encodings -------------------------------------------------------------------------------

CHARSETS = ["", "gb2312", "GBK", "utf-8", "iso-8859-1", "no-such"]


@pytest.mark.parametrize("declared", CHARSETS)
@pytest.mark.parametrize("codec", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_wrong_charset_declarations(codec: str, declared: str) -> None:
    text = release(NAMES[4], "zh")
    html = LAYOUTS[0](text, "zh")
    if declared:
        html = html.replace("<head>", f'<head><meta charset="{declared}">')
    assert main_text(read_html(Source(html.encode(codec), "a.html"))) == text


@pytest.mark.parametrize("declared", CHARSETS)
def test_short_english_page_with_a_few_chinese_words(declared: str) -> None:
    text = "Homepage / 中文版. CQC (中国质量认证中心) was there."
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
    html = f"<html><head>{meta if declared else ''}</head><p>{text}</p></html>"
    assert shown(read_html(Source(html.encode("gb18030"), "a.html"))) == [Paragraph(text, 1)]


def test_a_named_encoding_overrides_the_page() -> None:
    html = '<meta charset="gb2312"><p>臺灣'.encode("big5")
    assert shown(read_html(Source(html, "a.html", "big5")))[0].text == "臺灣"


def test_unreadable_characters_are_removed() -> None:
    data = "<p>认证</p>".encode("gb18030") * 30 + b"\xff\xff"
    assert "offset" in error(data)


# --- pages that are none ---------------------------------------------------------------------


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td", "ul><li"])
def test_excessively_nested(tag: str) -> None:
    names = tag.split("><")
    html = f"<{tag}>" * 100_000 + "text" + "".join(f"</{n}>" for n in reversed(names)) * 100_000
    assert "thousands deep" in error(html.encode())


def test_deep_but_readable() -> None:
    html = "<div>" * 1_500 + "text" + "</div>" * 1_500 + "<p>after"
    assert page(html, all_of_it=False) == [("text", "text"), ("text", "after")]


def test_too_large() -> None:
    assert "51 MB is too much" in error(b"<p>" + b"a" * 51_000_000)


@pytest.mark.parametrize(
    "data", [b"", b" \n", b"<!-- x -->", b"<script>1</script>", b"<html><body></body></html>"]
)
def test_no_text(data: bytes) -> None:
    assert "text" in error(data) or "empty" in error(data)


def test_recognized_under_any_name(tmp_path: Path) -> None:
    path = tmp_path / "saved"
    path.write_bytes(b"<!DOCTYPE html><p>Hello, <b>you</b>.")
    assert read(path)[0].text == "Hello, you."


# --- any tree --------------------------------------------------------------------------------

_TAGS = st.sampled_from("p div b span br td table tr li ul h1 pre x a".split())
_TEXTS = st.text(st.sampled_from("ab,.、。认证 \n\t\u3000\xa0") | st.characters(categories=["L"]))


@st.composite
def trees(draw: st.DrawFn) -> etree._Element:
    root = etree.Element("body")
    elements = [root]
    for _ in range(draw(st.integers(0, 12))):
        element = etree.SubElement(draw(st.sampled_from(elements)), draw(_TAGS))
        element.text, element.tail = draw(_TEXTS), draw(_TEXTS)
        elements.append(element)
    return root


@given(trees())
def test_no_character_is_lost(root: etree._Element) -> None:
    found = "".join(p.text for p in paragraphs_of(root))
    assert "".join(found.split()) == "".join("".join(root.itertext()).split())


@given(trees())
def test_paragraphs_are_clean(root: etree._Element) -> None:
    for paragraph in paragraphs_of(root):
        assert paragraph.text == paragraph.text.strip() != ""
        assert not {"\n", "\t", "\xa0"}.intersection(paragraph.text)


@given(st.binary())
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        assert read_html(Source(data, "a.html"))
    except InputError as refused:
        assert "\n" not in str(refused)


# --- a browser as witness ---------------------------------------------------------------------

BROWSER = json.loads((FILES / "html_browser.json").read_text(encoding="utf-8"))
UNSEEN = ("formulas", "hidden text", "metadata", "pictures", "scripts")


@pytest.mark.parametrize("name", BROWSER)
def test_characters_that_chromium_has(name: str) -> None:
    """All of them, and those that it shows; after a change of a page run ``html_make.py``."""
    found = paragraphs_of(parse_page(Source(b"", name), PAGES[name]))
    everything, visible = BROWSER[name]
    assert digest("".join(p.text for p in found)) == everything
    if visible:
        assert digest("".join(p.text for p in found if p.aside not in UNSEEN)) == visible


# --- a page saved by LibreOffice -------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_saved_by_libreoffice(language: str) -> None:
    table = (FILES / f"docx_release_{language}.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in table.splitlines()]
    notes = [("footnote", line[2]) for line in lines if len(line) > 2]
    found = [(p.kind, p.text) for p in shown(read(FILES / f"html_release_{language}.html"))]
    assert found == [(kind, text) for kind, text, *_ in lines] + notes
