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
