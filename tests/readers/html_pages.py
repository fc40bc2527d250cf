"""Web pages as Chinese companies and offices have them, around any text, in both languages."""

from collections.abc import Callable, Sequence
from pathlib import Path

CORPORA = Path(__file__).parents[2] / "corpora"
NAMES = sorted(path.stem for path in (CORPORA / "en").glob("*.txt"))


def release(name: str, language: str) -> list[str]:
    """The paragraphs of a release of ours, the headline first."""
    text = (CORPORA / "gold" / f"{name}.{language}.txt").read_text(encoding="utf-8")
    between = "" if language == "zh" else " "
    return [between.join(block.split("\n")) for block in text.strip().split("\n\n")]


_WORDS = {
    "en": {
        "home": "Home", "news": "News Center", "about": "About Us", "contact": "Contact",
        "here": "You are here:", "source": "Source: Office   2024-03-05   Font size:",
        "share": "Share to", "prev": "Previous:", "next": "Next:", "related": "Related news",
        "hot": "Most read", "foot": "Copyright 2024 Example Certification. All rights reserved.",
        "address": "No. 9, South Fourth Ring Road, Beijing. Tel: 010-12345678",
        "site": "Example Certification Centre", "search": "Search", "print": "Print",
        "items": "Training for factory inspectors begins in May|Green label for sixty new products|"
        "Notice on fees for the second half of the year|Laboratory in Suzhou opens its doors",
    },
    "zh": {
        "home": "首页", "news": "新闻中心", "about": "关于我们", "contact": "联系我们",
        "here": "当前位置：", "source": "来源：办公室　发布时间：2024-03-05　字号：",
        "share": "分享到", "prev": "上一篇：", "next": "下一篇：", "related": "相关新闻",
        "hot": "热点排行", "foot": "版权所有 2024 示例认证中心 京ICP备00000000号",
        "address": "地址：北京市南四环西路9号　电话：010-12345678",
        "site": "示例认证中心", "search": "搜索", "print": "打印本页",
        "items": "工厂检查员培训班五月开班|六十项新产品获得绿色标识|关于下半年收费标准的通知|"
        "苏州实验室举办开放日活动",
    },
}  # fmt: skip


def _furniture(language: str) -> dict[str, str]:
    w = dict(_WORDS[language])
    items = w["items"].split("|")
    w["menu"] = "".join(
        f'<li><a href="/{n}">{w[n]}</a></li>\n' for n in ("home", "news", "about", "contact")
    )
    w["crumbs"] = f'{w["here"]}<a href="/">{w["home"]}</a> &gt; <a href="/n">{w["news"]}</a>'
    w["list"] = "".join(
        f'<li><a href="/{n}.html">{text}</a><span>2024-02-0{n}</span></li>\n'
        for n, text in enumerate(items, start=1)
    )
    links = [f'<a href="/{n}.html">{items[n]}</a>' for n in (0, 1)]
    w["around"] = f"{w['prev']}{links[0]}<br>{w['next']}{links[1]}"
    return w


def divisions(text: Sequence[str], language: str) -> str:
    """A content management system: everything is a <div> with a class."""
    w = _furniture(language)
    body = "\n".join(f'<p style="text-indent:2em">{p}</p>' for p in text[1:])
    return f"""<!DOCTYPE html>
<html><head><title>{text[0]} - {w["site"]}</title><script>var a = "<p>no</p>";</script>
<style>p {{ margin: 0 }}</style></head><body>
<div class="header"><div class="logo"><a href="/"><img alt="logo"></a></div>
<div class="search"><input type="text"><button>{w["search"]}</button></div></div>
<div class="nav"><ul>{w["menu"]}</ul></div>
<div class="crumb">{w["crumbs"]}</div>
<div class="left"><h3>{w["hot"]}</h3><ul>{w["list"]}</ul></div>
<div class="detail"><div class="detail-title">{text[0]}</div>
<div class="info">{w["source"]} <a href="#">A</a> <a href="#">B</a></div>
<div class="detail-content">{body}</div>
<div class="bdsharebuttonbox">{w["share"]} <a href="#">WeChat</a> <a href="#">Weibo</a></div>
<div class="page-turn">{w["around"]}</div></div>
<div class="related"><h4>{w["related"]}</h4><ul>{w["list"]}</ul></div>
<div class="footer"><p>{w["address"]}</p><p>{w["foot"]}</p></div>
</body></html>"""


def tables(text: Sequence[str], language: str) -> str:
    """The year 2003: tables in tables, <font>, and two <br> between paragraphs."""
    w = _furniture(language)
    body = "<BR><BR>\n".join(f"&nbsp;&nbsp;&nbsp;&nbsp;{p}" for p in text[1:])
    cells = "".join(
        f'<td><a href="/{n}.asp">{w[n]}</a></td>' for n in ("home", "news", "about", "contact")
    )
    return f"""<HTML><HEAD><TITLE>{w["site"]}</TITLE></HEAD><BODY bgcolor=white>
<table width=100%><tr>{cells}</tr></table>
<table width=778 align=center><tr><td width=180 valign=top>
<table><tr><td>{w["hot"]}</td></tr><tr><td><ul>{w["list"]}</ul></td></tr></table></td>
<td><table><tr><td align=center><h1>{text[0]}</h1></td></tr>
<tr><td align=center>{w["source"]}</td></tr>
<tr><td><font size=3>{body}</font></td></tr>
<tr><td align=right><a href="javascript:print()">{w["print"]}</a></td></tr></table>
</td></tr></table>
<table width=778><tr><td align=center>{w["foot"]}<br>{w["address"]}</td></tr></table>
</BODY></HTML>"""


def semantic(text: Sequence[str], language: str) -> str:
    """HTML 5: <nav>, <article>, <aside>, <footer>; the headline stands in a <header>."""
    w = _furniture(language)
    body = "\n".join(f"<p>{p}</p>" for p in text[1:])
    return f"""<!doctype html>
<html lang="{language}"><head><meta property="og:title" content="{text[0]}">
<title>{w["site"]}</title></head><body>
<header class="site-header"><nav><ul>{w["menu"]}</ul></nav></header>
<main><nav class="breadcrumb">{w["crumbs"]}</nav>
<article><header><h1>{text[0]}</h1><p class="meta">{w["source"]}</p></header>
{body}
<div class="share">{w["share"]} <a href="#">WeChat</a> <a href="#">Weibo</a></div>
</article></main>
<aside><h2>{w["related"]}</h2><ul>{w["list"]}</ul></aside>
<footer><p>{w["address"]}</p><p>{w["foot"]}</p></footer></body></html>"""


def form(text: Sequence[str], language: str) -> str:
    """One form around the whole page; paragraphs are <div>s with full-width spaces in front."""
    w = _furniture(language)
    body = "\n".join(f"<div>　　<span>{p}</span></div>" for p in text[1:])
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "x.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>{text[0]}</title></head><body>
<form id="aspnetForm" method="post"><input type="hidden" name="__VIEWSTATE" value="abc" />
<div id="top"><ul>{w["menu"]}</ul></div><a name="x" />
<div id="main"><div id="position">{w["crumbs"]}</div><h2 class="tit">{text[0]}</h2>
<p class="date">{w["source"]}</p><div id="zoom" class="TRS_Editor">{body}</div>
<div class="fanye">{w["around"]}</div></div>
<div id="foot">{w["address"]}<br />{w["foot"]}</div></form></body></html>"""


LAYOUTS: tuple[Callable[[Sequence[str], str], str], ...] = (divisions, tables, semantic, form)
