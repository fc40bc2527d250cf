"""The main text of pages of many layouts: all of it, little else, and alike in both languages."""

import re

import pytest
from page_layouts import LAYOUTS, pages

from align.files.load import Source
from align.readers.html import read_html

PAGES = pages()
_NAMES = re.compile(r"\s(?:class|id|role|itemprop)=(?:\"[^\"]*\"|'[^']*'|[^\s>]+)")
_TAGS = re.compile(r"<(/?)(?:article|main|section|header|aside|nav|figure|figcaption|footer)\b")


def lost_and_added(html: str, main: list[str], may_be: list[str]) -> tuple[list[str], str]:
    """The pieces of the main text that are missing, and what is read besides."""
    found = read_html(Source(html.encode(), "a.html"))
    rest = "".join("".join(p.text.split()) for p in found if not p.aside)
    lost = []
    for piece in sorted(main + may_be, key=len, reverse=True):
        if piece in rest:
            rest = rest.replace(piece, "\n", 1)
        elif piece in main:
            lost.append(piece)
    return lost, "".join(rest.split())


def without_names(html: str) -> str:
    """The same page by an author who knows <div> only, and gives it no names."""
    nameless = re.sub(r"<[^>]+>", lambda tag: _NAMES.sub("", tag[0]), html)
    return _TAGS.sub(r"<\1div", nameless)


@pytest.mark.parametrize("name", PAGES)
def test_main_text_is_whole_and_clean(name: str) -> None:
    html, main, may_be = PAGES[name]
    lost, added = lost_and_added(html, main, may_be)
    assert not lost
    assert len(added) <= 0.03 * len("".join(main))


@pytest.mark.parametrize("name", [name for name in PAGES if not name.startswith("short")])
def test_main_text_does_not_depend_on_names(name: str) -> None:
    html, main, may_be = PAGES[name]
    lost, added = lost_and_added(without_names(html), main, may_be)
    assert not lost
    assert len(added) <= 0.15 * len("".join(main))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_both_languages_are_cut_alike(layout: str) -> None:
    sides = [lost_and_added(*PAGES[f"{layout}-{language}"]) for language in ("en", "zh")]
    assert bool(sides[0][1]) == bool(sides[1][1])


_STORY = "<p>The harbour was built in two years by a crew of forty people from the north.</p>" * 9
_ITEM = "<li>All of them stay in the harbour through the winter, like those of the next town.</ul>"
_LINKS = "<a href=/a>{}</a> {} <a href=/b>{}</a>{}"


@pytest.mark.parametrize(
    ("line", "is_text"),
    [
        (
            f"<p>The {_LINKS.format('harbour office', 'has its', 'two ways to land', ':')}</p>",
            True,
        ),
        (
            f"<ul><li>{_LINKS.format('Anna Lind', 'keeps the', 'list of boats', '.')}</li>{_ITEM}",
            True,
        ),
        (f"<p>另请参阅{_LINKS.format('港口管理局的指南', '和', '船只登记表', '。')}</p>", True),
        ('<div class="note">Please see <a href=/a>the guide to harbours</a>.</div>', True),
        (f"<p>{_LINKS.format('The harbour', '|', 'Boats and crews', '')}</p>", False),
        (f"<p>Next: {_LINKS.format('The harbour', ', back:', 'Boats', '')}</p>", False),
        (f"<ul><li>{_LINKS.format('Read all about it.', '', 'All boats.', '')}</ul>", False),
    ],
)
def test_a_sentence_made_of_links_is_text(line: str, is_text: bool) -> None:
    html = f"<h1>Harbour</h1>{_STORY}{line}{_STORY}"
    found = read_html(Source(html.encode(), "a.html"))
    own = "".join(re.sub("<[^>]*>", "", line.removesuffix(_ITEM)).split())
    assert any("".join(p.text.split()) == own and not p.aside for p in found) == is_text
