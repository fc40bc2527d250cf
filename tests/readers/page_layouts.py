"""Layouts of real web sites around any text, in both languages, with the main text marked.

In a layout, ``«…»`` is around each piece of the main text and ``‹…›`` around what may be read or not
(dates, sources, names of authors). Everything else is furniture.
"""
# ruff: noqa: E501

import re
from collections.abc import Callable, Sequence

from html_pages import NAMES, release

_MARKS = str.maketrans({"\ue000": None, "\ue001": None, "\ue002": None, "\ue003": None})
_SAYS: dict[str, dict[str, str]] = {
    "en": {
        "site": "Harbour Standards Office", "home": "Home", "news": "News", "about": "About us",
        "contact": "Contact", "search": "Search", "share": "Share this page", "print": "Print",
        "date": "5 March 2024", "by": "By Ann Lee, press office", "more": "Read more",
        "related": "Related news", "hot": "Most read", "prev": "Previous: ", "next": "Next: ",
        "copy": "Copyright 2024 Harbour Standards Office. All rights reserved.",
        "tel": "12 Pier Road, Harbour City. Telephone: 555 0100. Office hours: 9 to 5.",
        "cookie": "We use cookies to make this site work and to count visits. You can refuse "
        "those that are not needed at any time in the settings of your browser.",
        "letter": "Subscribe to our newsletter. We write once a month, and never share your "
        "address with anybody else.",
        "tease1": "Fees for the inspection of small boats go down next spring, the office said.",
        "tease2": "A new laboratory for lamps opens its doors to visitors in the last week of May.",
        "say1": "I have waited for this for years, and I hope that they mean it this time. Our "
        "workshop lost two orders because the papers came too late.",
        "say2": "Well done! But what about the harbour? Nobody ever answers the telephone there.",
        "us": "The Harbour Standards Office was founded in 1952 and serves makers, traders and "
        "travellers in the whole region. It is paid for by fees and by the city.",
        "note": "Editor’s note: the figures were corrected on 6 March.",
        "caption": "The main hall of the laboratory on the day of the opening.",
        "ask": "For further information, write to the press office of the organiser.",
        "h1": "What was decided", "h2": "What comes next", "h3": "How it began",
        "fig": "Year|Tests|2021|1,204|2022|1,377", "ad": "Advertisement", "top": "Back to top",
    },
    "zh": {
        "site": "海港标准局", "home": "首页", "news": "新闻", "about": "关于我们",
        "contact": "联系我们", "search": "搜索", "share": "分享本页", "print": "打印",
        "date": "2024年3月5日", "by": "新闻处 李安", "more": "详细",
        "related": "相关新闻", "hot": "热点排行", "prev": "上一篇：", "next": "下一篇：",
        "copy": "版权所有 2024 海港标准局 保留一切权利",
        "tel": "地址：海港市码头路12号 电话：555 0100 办公时间：9时至17时",
        "cookie": "本网站使用Cookie以维持运行并统计访问量。您可以随时在浏览器设置中拒绝不必要的部分。",
        "letter": "订阅我们的通讯。每月一期，绝不向任何人透露您的地址。",
        "tease1": "市局表示，小型船舶检验费明年春季下调。",
        "tease2": "新的灯具实验室五月最后一周向公众开放。",
        "say1": "这件事我等了好几年，希望这次是真的。我们车间因为文件来得太晚丢了两个订单。",
        "say2": "做得好！可是港口怎么办？那里从来没人接电话。",
        "us": "海港标准局成立于1952年，为全地区的生产者、贸易商和旅客服务，经费来自收费和市政府拨款。",
        "note": "编者按：数字已于3月6日更正。",
        "caption": "揭牌当天的实验室大厅。",
        "ask": "如需了解更多情况，请致函主办方新闻处。",
        "h1": "会议决定", "h2": "下一步工作", "h3": "缘起",
        "fig": "年份|检测量|2021|1,204|2022|1,377", "ad": "广告", "top": "返回顶部",
    },
}  # fmt: skip


class Words:
    """The furniture of a page in one language."""

    def __init__(self, language: str) -> None:
        self.says = _SAYS[language]
        say = self.says
        links = ("home", "news", "about", "contact")
        self.menu = "".join(f'<li><a href="/{n}">{say[n]}</a></li>' for n in links)
        self.cells = "".join(f'<td><a href="/{n}">{say[n]}</a></td>' for n in links)
        self.list = "".join(
            f'<li><a href="/{n}">{say[n]}</a> <span>2024-02-0{d}</span></li>'
            for d, n in enumerate(("tease1", "tease2"), start=1)
        )
        self.teasers = "".join(
            f'<div class="card"><h4><a href="/{n}">{say["news"]} {d}</a></h4><p>{say[n]}</p>'
            f'<a href="/{n}">{say["more"]}</a></div>'
            for d, n in enumerate(("tease1", "tease2"), start=1)
        )
        self.crumbs = f'<a href="/">{say["home"]}</a> &gt; <a href="/n">{say["news"]}</a>'
        self.turn = (
            f'<p>{say["prev"]}<a href="/1">{say["tease1"]}</a></p>'
            f'<p>{say["next"]}<a href="/2">{say["tease2"]}</a></p>'
        )
        self.date = _may_be(say["date"])
        self.by = _may_be(say["by"])

    def __getitem__(self, name: str) -> str:
        return self.says[name]


def _main(text: str) -> str:
    return f"\ue000{text}\ue001"


def _may_be(text: str) -> str:
    return f"\ue002{text}\ue003"


def _each(texts: Sequence[str], pattern: str = "<p>{}</p>\n") -> str:
    return "".join(pattern.format(_main(text)) for text in texts)


def _page(title: str, w: Words, body: str, head: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><title>{title} - {w['site']}</title>{head}</head>\n"
        f"<body>{body}</body></html>"
    )


def _framed(title: str, w: Words, body: str) -> str:
    """A page with a menu above and a footer below."""
    return _page(
        title,
        w,
        f'<div class="top"><a href="/">{w["site"]}</a><ul class="menu">{w.menu}</ul></div>\n'
        f'{body}\n<div class="bottom"><p>{w["tel"]}</p><p>{w["copy"]}</p></div>',
    )


Layout = Callable[[Sequence[str], Words], str]
LAYOUTS: dict[str, Layout] = {}


def _layout(function: Layout) -> Layout:
    LAYOUTS[function.__name__] = function
    return function


def _plain(name: str, pattern: str) -> None:
    """A layout that is one pattern: H headline, L lead, B other paragraphs, and the words."""

    def layout(t: Sequence[str], w: Words) -> str:
        half = len(t) // 2 + 1
        values = {
            "T": t[0], "H": _main(t[0]), "L": _main(t[1]), "B": _each(t[2:]), "B1": _each(t[2:half]),
            "B2": _each(t[half:-1]), "E": _main(t[-1]), "DIVS": _each(t[2:], "<div>{}</div>"),
            "BR": _each(t[2:], "&nbsp;&nbsp;&nbsp;&nbsp;{}<br><br>\n"),
            "LI": _each(t[2:], "<li>{}</li>"), "S1": f"<h2>{_main(w['h1'])}</h2>",
            "S2": f"<h2>{_main(w['h2'])}</h2>", "CAP": _main(w["caption"]),
            "Q1": _main(w["h1"]), "Q2": _main(w["h2"]),
            "NOTE": _main(w["note"]), "ASK": _main(w["ask"]), "DATE": w.date, "BY": w.by,
            "MENU": w.menu, "LIST": w.list, "CRUMBS": w.crumbs, "TEASERS": w.teasers,
            "TURN": w.turn, "CELLS": w.cells, **w.says,
        }  # fmt: skip
        body = re.sub(r"\[(\w+)\]", lambda match: values[match[1]], pattern)
        return body if body.startswith("<!") else _framed(t[0], w, body)

    LAYOUTS[name] = layout


# Lead paragraphs beside the body, in all ways.
_plain(
    "lead_class",
    '<article><h1>[H]</h1><p class="lead">[L]</p><div class="body">[B]</div></article>',
)
_plain("lead_strong", "<h1>[H]</h1><p><strong>[L]</strong></p><div class='body'>[B]</div>")
_plain(
    "lead_div",
    '<div id="c"><h1>[H]</h1><div class="info">[DATE]</div>'
    '<div class="summary">[L]</div><div class="text">[B]</div></div>',
)
_plain(
    "lead_h2",
    '<main><h1>[H]</h1><h2 class="dek">[L]</h2><p class="byline">[BY]</p>'
    '<div class="article-content">[B]</div></main>',
)
_plain(
    "lead_header",
    '<article><header><h1>[H]</h1><p class="standfirst">[L]</p>'
    '<div class="meta">[BY] [DATE]</div></header><div class="content">[B]</div></article>',
)
_plain(
    "lead_hero",
    '<div class="hero"><div class="wrap"><h1>[H]</h1><p>[L]</p></div></div>'
    '<div class="wrap"><div class="row"><div class="col-8">[B]</div><div class="col-4">'
    "<h3>[related]</h3>[TEASERS]</div></div></div>",
)
_plain(
    "lead_blockquote",
    '<div class="post"><h1>[H]</h1><blockquote>[L]</blockquote>'
    '<div class="post-body">[B]</div><div class="share">[share]</div></div>',
)
_plain(
    "lead_in_td",
    "<table width=760><tr><td class=tit align=center><b>[H]</b></td></tr><tr><td>[DATE]</td>"
    "</tr><tr><td><b>[L]</b></td></tr><tr><td>[B]</td></tr></table>",
)
_plain(
    "headline_td",
    "<table width=760><tr><td align=center><font size=5>[H]</font></td></tr>"
    "<tr><td><div>[DATE]</div><div>[L]<br><br>[BR]</div></td></tr></table>",
)

# The end of the text outside the body.
_plain(
    "end_outside",
    '<div class="article"><h1>[H]</h1><div class="body"><p>[L]</p>[B1][B2]</div>'
    '<p>[E]</p><p class="note">[NOTE]</p></div><div class="related"><h3>[related]</h3><ul>[LIST]</ul></div>',
)
_plain(
    "contact_outside",
    '<main><article><h1>[H]</h1><div class="body"><p>[L]</p>[B]</div>'
    '<div class="contact-box"><p>[ASK]</p></div></article><section class="newsletter"><p>[letter]</p>'
    "<form><input name=a><button>OK</button></form></section></main>",
)

# One article in several blocks.
_plain(
    "pages",
    '<div class="art"><h1>[H]</h1><div class="page" id="p1"><p>[L]</p>[B1]</div>'
    '<div class="page" id="p2">[B2]<p>[E]</p></div></div>',
)
_plain(
    "sections",
    "<main><h1>[H]</h1><p>[L]</p><section>[S1][B1]</section><section>[S2][B2]<p>[E]</p>"
    "</section></main>",
)
_plain(
    "columns",
    '<h1>[H]</h1><div class="cols"><div class="col"><p>[L]</p></div><div class="col">[B1]</div>'
    '<div class="col">[B2]<p>[E]</p></div></div>',
)
_plain(
    "advertised",
    '<article><h1>[H]</h1><div class="part"><p>[L]</p>[B1]</div><div class="advert">[ad]</div>'
    '<div class="part">[B2]<p>[E]</p></div></article>',
)
_plain(
    "rows",
    '<div class="banner"><h1>[H]</h1></div><div class="row"><div class="cell"><p>[L]</p></div></div>'
    '<div class="row"><div class="cell">[S1][B1]</div></div><div class="row"><div class="cell">[S2][B2]'
    "<p>[E]</p></div></div>",
)
_plain(
    "figures",
    "<article><h1>[H]</h1><figure><img src=a alt=x><figcaption>[CAP]</figcaption></figure>"
    '<div class="text"><p>[L]</p>[B]</div></article>',
)
_plain(
    "picture_div",
    '<div class="con"><h1>[H]</h1><div class="pic"><img src=a><p>[CAP]</p></div>'
    '<div id="zoom"><p>[L]</p>[B]</div></div>',
)

# Platforms.
_plain(
    "wordpress",
    '<div id="page"><div id="content"><div id="primary"><main><article class="post"><header '
    'class="entry-header"><h1 class="entry-title">[H]</h1><div class="entry-meta">[DATE] [BY]</div></header>'
    '<div class="entry-content"><p>[L]</p>[B]<div class="sharedaddy"><h3>[share]</h3><ul><li><a href=1>A</a>'
    '<li><a href=2>B</a></ul></div></div><footer class="entry-footer"><a href=t>[news]</a></footer></article>'
    '<nav class="post-navigation">[TURN]</nav><div id="comments" class="comments-area"><ol><li><p>[say1]</p>'
    '<li><p>[say2]</p></ol></div></main></div><div id="secondary" class="widget-area"><section class="widget">'
    '<h2>[hot]</h2><ul>[LIST]</ul></section><section class="widget"><h2>[about]</h2><p>[us]</p></section>'
    "</div></div></div>",
)
_plain(
    "wechat",
    '<!DOCTYPE html><html><head><title>[site]</title></head><body><div id="js_article"><div '
    'class="rich_media_inner"><div id="page-content"><div class="rich_media_area_primary"><div id="img-content">'
    '<h1 class="rich_media_title">[H]</h1><div class="rich_media_meta_list"><span>[BY]</span> <em>[DATE]</em>'
    '</div><div class="rich_media_content" id="js_content" style="visibility: hidden; opacity: 0;"><section>'
    "<section><p><span>[L]</span></p></section></section>[B]</div></div></div></div></div></div>"
    '<div class="weui-dialog" style="display:none"><p>[cookie]</p></div></body></html>',
)
_plain(
    "anti_flicker",
    '<!DOCTYPE html><html><head><title>[T]</title></head><body style="display:none"><ul>[MENU]'
    '</ul><article hidden><h1>[H]</h1><p>[L]</p>[B]</article><p class="foot">[copy]</p></body></html>',
)
_plain(
    "loading",
    '<div id="app" class="is-loading hidden"><h1>[H]</h1><div class="text"><p>[L]</p>[B]</div></div>',
)
_plain(
    "noscript_copy",
    '<div id="app"><p>…</p></div><noscript><div><h1>[H]</h1><p>[L]</p>[B]</div></noscript>',
)
_plain(
    "page_builder",
    '<div class="elementor"><div class="e-con"><div class="e-widget"><div><h1>[H]</h1></div></div>'
    '</div><div class="e-con"><div class="e-widget"><div class="box"><p>[L]</p></div></div><div class="e-widget">'
    '<div class="box">[B1]</div></div></div><div class="e-con"><div class="e-widget"><div class="box">[B2]</div>'
    '</div><div class="e-widget"><div class="box"><p>[E]</p></div></div></div></div>',
)
_plain(
    "amp",
    '<header class="site"><nav><ul>[MENU]</ul></nav></header><main role="main"><article itemscope>'
    '<h1 itemprop="headline">[H]</h1><p itemprop="description">[L]</p><div itemprop="articleBody">[B]</div>'
    '<aside class="related-content"><h3>[related]</h3>[TEASERS]</aside></article></main><footer role="contentinfo">'
    "<p>[us]</p></footer>",
)
_plain(
    "docs",
    '<div class="wrapper"><aside class="toc"><ul>[MENU]</ul></aside><main><nav>[CRUMBS]</nav><div '
    'class="doc"><h1>[H]</h1><p>[L]</p><pre><code>make all</code></pre>[S1][B1]<aside class="note"><p>[NOTE]</p>'
    '</aside>[S2][B2]<p>[E]</p></div><nav class="pagination">[TURN]</nav></main></div>',
)
_plain(
    "accordion",
    '<main><h1>[H]</h1><p>[L]</p><div class="faq"><h3><button>[Q1]</button></h3><div>[B1]</div><h3>'
    "<button>[Q2]</button></h3><div>[B2]<p>[E]</p></div></div></main>",
)

# Offices.
_plain(
    "gov_cn",
    '<div class="w1100"><div class="BreadcrumbNav">[CRUMBS]</div><div class="article"><h1>[H]</h1><div '
    'class="pages-date">[DATE] <span>[BY]</span> <span class="font">[print]</span></div><div class="pages_content" '
    'id="UCAP-CONTENT"><p>[L]</p>[B]</div><div class="related"><h3>[related]</h3><ul>[LIST]</ul></div></div></div>',
)
_plain(
    "gov_hk",
    '<div id="wrapper"><div id="header"><ul>[MENU]</ul></div><div class="content"><h1 id="PRHeadline">[H]'
    '</h1><div class="rightContent"><div id="pressrelease">[L]<br><br>[BR]</div><p>[DATE]</p></div></div><div '
    'class="controls"><a href=p>[print]</a></div></div>',
)
_plain(
    "gov_hk_table",
    '<table><tr>[CELLS]</tr></table><table width=600><tr><td><div class="subHeader">[H]</div></td>'
    '</tr><tr><td><table><tr><td id="contentBody"><span>[L]<br><br>[BR]</span></td></tr></table></td></tr><tr><td>'
    "[DATE]</td></tr></table>",
)
_plain(
    "trs",
    '<div id="main"><div class="pos">[CRUMBS]</div><div class="xl-left"><ul>[LIST]</ul></div><div '
    'class="xl-right"><h2 class="tit">[H]</h2><p class="date">[DATE] [BY]</p><div class="TRS_Editor"><div '
    'class="Custom_UnionStyle"><div>[L]</div>[DIVS]</div></div><div class="fanye">[TURN]</div></div></div>',
)
_plain(
    "asp_form",
    '<form id="aspnetForm" method="post"><input type=hidden name=v value=x><div id="l"><ul>[LIST]</ul>'
    '</div><div id="r"><div class="biaoti">[H]</div><div class="neirong"><div>[L]</div>[DIVS]</div></div></form>',
)
_plain(
    "old_columns",
    "<table width=778><tr><td width=180><table><tr><td>[hot]</td></tr><tr><td><ul>[LIST]</ul></td>"
    "</tr></table></td><td><center><font size=4>[H]</font></center><hr><font size=3>[L]<br><br>[BR]</font></td>"
    "<td width=160>[related]<ul>[LIST]</ul></td></tr></table>",
)
_plain(
    "old_center",
    "<center><h2>[H]</h2></center><p align=right>[DATE]</p><p>[L]</p>[B]<hr><p align=center>"
    "<a href=t>[top]</a></p>",
)
_plain("law", '<div class="law"><h1>[H]</h1><p>[L]</p><ol>[LI]</ol><p>[ASK]</p></div>')

# Companies and newspapers.
_plain(
    "corporate",
    '<div class="layout"><div class="layout-main"><h1>[H]</h1><span class="date">[DATE]</span><div '
    'class="rte"><p>[L]</p>[B]</div></div><div class="layout-side"><h3>[related]</h3>[TEASERS]<h3>[contact]</h3><p>'
    '[tel]</p></div></div><div class="cookie-banner"><p>[cookie]</p><button>OK</button></div>',
)
_plain(
    "newspaper",
    '<div class="grid"><div class="story"><h1>[H]</h1><p class="sub">[L]</p><div class="author">[BY]</div>'
    '<div class="story-body">[B1]<div class="inline-related"><h4>[related]</h4><ul>[LIST]</ul></div>[B2]<p>[E]</p></div>'
    '</div><div class="rail"><h3>[hot]</h3>[TEASERS]</div></div><div class="newsletter-signup"><p>[letter]</p></div>',
)
_plain(
    "commented",
    '<div class="post"><h1>[H]</h1><div class="c"><p>[L]</p>[B]</div></div><div class="comments"><h3>'
    "[say2]</h3><p>[say1]</p><p>[say2]</p></div>",
)
_plain(
    "big_footer",
    '<h1>[H]</h1><div class="c"><p>[L]</p>[B]</div><div class="footer"><div><h4>[about]</h4><p>[us]</p>'
    "</div><div><ul>[MENU]</ul></div></div>",
)
_plain(
    "modal",
    '<div class="modal" id="m"><h3>[site]</h3><p>[cookie]</p><button>OK</button></div><div role="main"><h1>[H]'
    '</h1><div><p>[L]</p>[B]</div></div><div role="complementary"><h3>[hot]</h3>[TEASERS]</div>',
)
_plain(
    "bare",
    "<!DOCTYPE html><title>[T]</title><ul>[MENU]</ul><h1>[H]</h1><p>[L]</p>[B]<hr><p>[copy]</p>",
)
_plain(
    "short",
    '<div class="c"><h1>[H]</h1><div class="d"><p>[L]</p></div></div><div class="side"><h3>[hot]</h3><ul>'
    "[LIST]</ul></div>",
)

# Written after the rules for the main text, to try them.
_plain(
    "press_centre",
    '<header><div class=logo><a href=/>[site]</a></div><nav><ul>[MENU]</ul></nav></header><div class="container"><div class="row"><div class="col-md-9"><ol class="breadcrumb"><li>[CRUMBS]</li></ol><h1>[H]</h1><p class="text-muted">[DATE]</p><p>[L]</p>[B]<p><a href="x.pdf">PDF</a></p><div class="tags"><a href=1>[news]</a> <a href=2>[home]</a></div></div><div class="col-md-3"><div class="panel"><h4>[hot]</h4><ul>[LIST]</ul></div><div class="panel"><h4>[about]</h4><p>[us]</p></div></div></div></div>',
)
_plain(
    "live_report",
    '<main><h1>[H]</h1><ul class="key-points"><li>[L]</li></ul><div class="timeline"><div class="entry"><time>[DATE]</time><div>[B1]</div></div><div class="entry"><time>[DATE]</time><div>[B2]<p>[E]</p></div></div></div></main><section class="more-stories"><h2>[related]</h2>[TEASERS]</section>',
)
_plain(
    "blog_platform",
    "<div><div><article><div><div><section><div><div><h1>[H]</h1><h2>[L]</h2><div><div><span>[BY]</span><span>[DATE]</span><button>[share]</button></div></div>[B1]<figure><img src=a><figcaption>[CAP]</figcaption></figure>[B2]<p>[E]</p></div></div></section></div></div></article></div></div><div><h2>[related]</h2>[TEASERS]</div>",
)
_plain(
    "portal",
    '<div class="area"><div class="left main"><div class="text"><div class="text-title"><h1>[H]</h1><div class="article-info">[DATE] [BY]</div></div><article class="article" id="mp-editor"><p>[L]</p>[B]<p>[more]<a href=a>[site]</a></p></article><div class="bottom-relate"><a href=1>[tease1]</a></div></div></div><div class="sidebar">[TEASERS]</div></div>',
)
_plain(
    "dede",
    '<div class=w960><div class="place">[CRUMBS]</div><div class=pleft><div class=viewbox><div class=title><h2>[H]</h2></div><div class=info><small>[DATE]</small></div><div class=intro>[L]</div><div class=content><table><tr><td><div>[DIVS]</div></td></tr></table></div><div class=boxoff>[ad]</div></div><div class=context>[TURN]</div></div><div class=pright><dl><dt>[hot]</dt><dd><ul>[LIST]</ul></dd></dl></div></div>',
)
_plain(
    "wiki",
    '<div id="content"><h1 id="firstHeading">[H]</h1><div id="bodyContent"><div id="mw-content-text"><p><b>[L]</b></p><div id="toc"><h2>[contact]</h2><ul>[MENU]</ul></div><h2>[Q1]</h2>[B1]<h2>[Q2]</h2>[B2]<p>[E]</p></div></div></div><div id="mw-navigation"><ul>[MENU]</ul></div>',
)
_plain(
    "fields",
    '<div id="block"><div class="field title"><h1>[H]</h1></div><div class="field date">[DATE]</div><div class="field summary"><p>[L]</p></div><div class="field body">[B1]</div><div class="field body">[B2]</div><div class="field body"><p>[E]</p></div><div class="field links"><a href=1>[tease1]</a><a href=2>[tease2]</a></div></div>',
)
_plain(
    "generated_names",
    '<div id="root"><div class="sc-a"><div class="sc-b"><a href=/>[site]</a><div><a href=1>[home]</a><a href=2>[news]</a></div></div><div class="sc-c"><div class="sc-d"><div class="sc-e">[H]</div><div class="sc-f">[L]</div></div><div class="sc-g"><div class="sc-h">[DIVS]</div></div></div><div class="sc-i"><div>[tel]</div><div>[copy]</div></div></div></div>',
)
_plain(
    "tabs",
    '<h1>[H]</h1><p>[L]</p><ul class=tabs><li><a href=#a>[news]</a><li><a href=#b>[about]</a></ul><div class=tab id=a>[B1]</div><div class=tab id=b style="">[B2]<p>[E]</p></div>',
)
_plain(
    "archive",
    "<table><tr><td><h2>[H]</h2></td></tr><tr><td>[BY]</td></tr></table><blockquote><p>[L]</p>[B]</blockquote><hr><a href=p>[prev]</a> <a href=n>[next]</a>",
)
_plain(
    "gallery",
    '<article><h1>[H]</h1><p>[L]</p><div class="gallery"><div class="item"><img src=a><div class="txt"><p>[CAP]</p></div></div></div><div class="entry">[B]</div><div class="author-box"><img src=b><p>[us]</p></div></article>',
)
_plain(
    "short_under_menu",
    '<ul class="mega">'
    + "[LIST][MENU]" * 12
    + "</ul><div class=x><h1>[H]</h1><div class=y><p>[L]</p></div></div><div class=z><ul>"
    + "[LIST]" * 10
    + "</ul></div>",
)


@_layout
def data_table(t: Sequence[str], w: Words) -> str:
    """A table of figures in the article."""
    cells = [_main(cell) for cell in w["fig"].split("|")]
    rows = "".join(
        f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in zip(*[iter(cells)] * 2, strict=True)
    )
    inside = f"<p>{_main(t[1])}</p><table>{rows}</table>{_each(t[2:])}"
    return _framed(t[0], w, f"<div id=c><h1>{_main(t[0])}</h1><div class=b>{inside}</div></div>")


@_layout
def questions(t: Sequence[str], w: Words) -> str:
    """Questions and answers as terms and definitions."""
    pairs = "".join(
        f"<dt>{_main(w[h])}</dt><dd>{_main(p)}</dd>"
        for h, p in zip(("h1", "h2", "h3"), t[1:], strict=False)
    )
    return _framed(
        t[0], w, f"<div class=qa><h1>{_main(t[0])}</h1><dl>{pairs}</dl>{_each(t[4:])}</div>"
    )


@_layout
def editor(t: Sequence[str], w: Words) -> str:
    """Every sentence in spans and sections with styles, as editors for phones write it."""
    box = '<section style="margin:0"><section><span style="font-size:15px"><span>{}</span></span></section></section>'
    return _framed(t[0], w, f"<h1>{_main(t[0])}</h1><div id=js>{_each(t[1:], box)}</div>")


def pages() -> dict[str, tuple[str, list[str], list[str]]]:
    """Name → the page, the pieces of its main text, and what may be read or not."""
    found = {}
    for number, (name, layout) in enumerate(LAYOUTS.items()):
        for language in ("en", "zh"):
            text = release(NAMES[number % len(NAMES)], language)
            marked = layout(text, Words(language))
            main = [_bare(piece) for piece in re.findall("\ue000(.*?)\ue001", marked, re.S)]
            may_be = [_bare(piece) for piece in re.findall("\ue002(.*?)\ue003", marked, re.S)]
            found[f"{name}-{language}"] = (marked.translate(_MARKS), main, may_be)
    return found


def _bare(text: str) -> str:
    return "".join(text.split())
