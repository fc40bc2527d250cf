"""The pages of the documentation are the same in both languages, and make a site."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt
from pymdownx.slugs import slugify

import align

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
SIDES = ("en", "zh")
NAMES = sorted({page.name for page in DOCS.glob("??/*.md")})
PARSER = MarkdownIt("commonmark").enable("table")
SLUG = slugify(case="lower")
#: What differs in a block of code: what is said to the reader.
COMMENT = re.compile(r"(?:^|(?<=\s))(?:#|//) .*|<!--.*?-->", re.MULTILINE)


def page(side, name):
    return (DOCS / side / name).read_text(encoding="utf-8")


def headings(text):
    """The anchors of a page, as a code host makes them."""
    seen, tokens = Counter(), PARSER.parse(text)
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            words = "".join(t.content for t in inline.children if t.type in ("text", "code_inline"))
            slug = SLUG(words, "-")
            yield slug + f"_{seen[slug]}" * bool(seen[slug])
            seen[slug] += 1


def place(side, name, link):
    """A link as it is in both languages: an anchor is the number of its heading."""
    file, _, anchor = unquote(link).partition("#")
    if not anchor or ":" in file:
        return link
    there = list(headings(page(side, file or name)))
    assert anchor in there, f"{side}/{name}: no heading for {link}"
    return f"{file}#{there.index(anchor)}"


def plan(side, name):
    """What a page is made of, without its words."""
    tokens = PARSER.parse(page(side, name))
    for token in tokens:
        if token.type == "fence":
            lines = COMMENT.sub("", token.content).splitlines()
            # a report is in the language of its page
            own = token.info == "report"
            yield "code", token.info, *(() if own else (line.rstrip() for line in lines))
        elif token.type in ("heading_open", "th_open", "td_open", "tr_open", "list_item_open"):
            yield token.type, token.tag
        elif token.type == "inline":
            links = [t.attrs["href"] for t in token.children if t.type == "link_open"]
            images = [t.attrs["src"] for t in token.children if t.type == "image"]
            # word order is a language's own
            yield from sorted(("link", place(side, name, link)) for link in links)
            yield from sorted(("image", image) for image in images)


def codes(side, name):
    for token in PARSER.parse(page(side, name)):
        if token.type == "inline":
            yield from (t.content for t in token.children if t.type == "code_inline")


@pytest.mark.parametrize("name", NAMES)
def test_both_versions_of_a_page_are_built_alike(name):
    english, chinese = (list(plan(side, name)) for side in SIDES)
    different = [pair for pair in zip(english, chinese, strict=False) if pair[0] != pair[1]]
    assert not different, different[0]
    assert len(english) == len(chinese)


@pytest.mark.parametrize("name", NAMES)
def test_both_versions_of_a_page_name_the_same_options_files_and_words_of_code(name):
    english, chinese = (set(codes(side, name)) for side in SIDES)
    assert english ^ chinese == set()


def test_every_page_is_linked_from_the_home_page():
    linked = set(re.findall(r"\]\(([\w-]+\.md)", page("en", "index.md")))
    assert {*NAMES} - {"index.md"} == linked


def test_figures_in_words_are_those_of_the_tables():
    comparison = page("en", "comparison.md")
    figures = set(re.findall(r"\b0\.\d{3}\b", comparison))
    assert figures and figures <= set(re.findall(r"\b0\.\d{3}\b", page("en", "index.md")))
    shares = re.search(r"(\d+ %) were true, (\d+ %) arguable and (\d+ %) false", comparison)
    assert " | ".join(shares.groups()) in page("en", "audit.md").partition("**all errors**")[2][:60]
    right = re.search(r"([\d.]+) % of the units with 0\.9", page("en", "faq.md"))[1]
    assert re.search(rf"^\| all \| units \|.* {right}% \|$", page("en", "confidence.md"), re.M)


def test_the_reference_has_every_public_name():
    named = {line.rpartition(".")[2] for line in page("en", "api.md").splitlines() if ":::" in line}
    assert {*align.__all__} - {"__version__"} - named == set()


class Site(HTMLParser):
    """The text of a page of the site, and what it takes from elsewhere."""

    def __init__(self, path):
        super().__init__()
        self.text, self.loaded = [], []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.loaded += [given[a] for a in ("src",) if given.get(a)]
        if tag == "link" and given.get("rel") in ("stylesheet", "preconnect", "icon"):
            self.loaded.append(given["href"])

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site, built as `make site` does: a warning is an error."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "-d", str(folder)]
    given = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.slow
def test_the_site_is_built_without_a_warning_and_loads_nothing_from_elsewhere(site):
    for side, folder in zip(SIDES, (site, site / "zh"), strict=True):
        for name in NAMES:
            path = folder / name.removesuffix(".md") / "index.html"
            path = folder / "index.html" if name == "index.md" else path
            assert f'<html lang="{side}"' in path.read_text(encoding="utf-8")[:300]
            assert not [loaded for loaded in Site(path).loaded if "//" in loaded]


@pytest.mark.slow
def test_the_site_documents_what_docstrings_say(site):
    text = "".join(Site(site / "api" / "index.html").text)
    assert "Align an English document with its Chinese version" in text
    assert ":class:" not in text and ":func:" not in text
    assert "“" not in text


@pytest.mark.slow
def test_each_language_is_searched_for_itself(site):
    for folder, word in ((site, "memory"), (site / "zh", "记忆\u200b库")):
        index = json.loads((folder / "search" / "search_index.json").read_text(encoding="utf-8"))
        found = {re.sub("/?(#.*)?$", "", doc["location"]) for doc in index["docs"]}
        assert found == {name.removesuffix(".md").replace("index", "") for name in NAMES}
        assert sum(word in doc["text"] for doc in index["docs"]) > 20
        assert (folder / index["docs"][0]["location"] / "index.html").exists()
