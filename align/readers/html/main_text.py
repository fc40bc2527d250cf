"""Finds the elements of a web page that have its main text."""

import copy
import logging
import re
from collections.abc import Iterable, Iterator
from typing import Any

from align.languages.characters import HAN
from align.readers.html.elements import is_footnote, tag_name, unseen, weight

#: Least share of the page's text outside links that the main text has.
SHARE = 0.3
#: Most characters, times their depth, to search for the main text: with more, it takes minutes.
WORK = 20_000_000

_MARK = "data-tmxalign"
_FURNITURE = frozenset("nav aside footer select option button menu dialog".split())
_PAGE_EDGES = ("header", "footer")  # titles of these elements in pages of LibreOffice
_GROUPS = frozenset("div dl ol section table tr td ul p".split())
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:foot|footer|share|bdshare\w*|social|related|recommend(?:ed|s)?|breadcrumbs?|crumbs?|pager|"
    r"pagination|comments?|sidebar|toolbar|advert\w*|copyright|qrcode)(?:$|[\s_-])",
    re.I,
)
# Names of sections with a heading in DocBook, Sphinx, Pandoc and others.
_SECTION = re.compile(r"(?:sub)*section|sect\d|level\d|chapter|appendix", re.I)
_HEADINGS = ("h1", "h2", "h3")
_TITLE = re.compile(r"(?:^|[\s_-])(?:\w*title|headline|subject|bt|biaoti)(?:$|[\s_-])", re.I)
# The library counts commas, but not Chinese ones, and fails on control characters.
_CONTROLS = [*map(chr, range(32)), "\x7f", "\ufffe", "\uffff"]
_COUNTABLE = str.maketrans({**dict.fromkeys("，、；", ","), **dict.fromkeys(_CONTROLS, " ")})
_CHINESE = re.compile(f"[{HAN}]")


def main_elements(root: Any) -> set[Any]:
    """Return the elements whose own text is the page's main text, with title and footnotes.

    ``readability`` finds the block. It is kept from removing parts of the block, because it counts
    English commas and 25 characters, and so removes Chinese text where it keeps English: only
    furniture and blocks that are mostly links are removed. If it finds too little, the main text is
    the whole page without its furniture.

    >>> from lxml.html import document_fromstring
    >>> text = "<p>CQC has issued its first certificate, as was planned.</p>" * 5
    >>> page = document_fromstring(f"<ul><li><a>Home</a></ul><h1>News</h1><div>{text}</div>")
    >>> sorted({element.tag for element in main_elements(page)})
    ['div', 'h1', 'p']
    """
    sizes = _sizes(root)
    everything = _without_furniture(root, sizes)
    found = _readable(root)
    kept = [element for element in everything if element in found]
    if _own(kept) < SHARE * _own(everything):
        return set(everything)
    kept += _title(root, set(kept), sizes)
    for element in everything:
        if is_footnote(element):
            kept += element.iter()
    return set(kept)


def _sizes(root: Any) -> dict[Any, tuple[int, int, int]]:
    """Return for each element its number of characters, of those in links, and of links."""
    from lxml import etree

    sizes: dict[Any, tuple[int, int, int]] = {}
    for _, element in etree.iterwalk(root, events=("end",)):
        total, linked, links = weight(element.text), 0, 0
        for child in element:
            inner = sizes.get(child, (0, 0, 0))  # comments have no size
            total += inner[0] + weight(child.tail)
            linked += inner[1]
            links += inner[2]
        if element.tag == "a" and element.get("href"):
            linked, links = total, 1
        sizes[element] = (0, 0, 0) if unseen(element) else (total, linked, links)
    return sizes


def _own(elements: Iterable[Any]) -> int:
    """Count the characters directly in the elements, except links."""
    own = 0
    for element in elements:
        if element.tag != "a":
            own += weight(element.text) + sum(weight(child.tail) for child in element)
    return own


def _without_furniture(root: Any, sizes: dict[Any, tuple[int, int, int]]) -> list[Any]:
    """Return the visible elements outside menus, footers, lists of links and the like."""
    from lxml import etree

    found = []
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        total, linked, links = sizes[element]
        named = _NAMED.search(f"{element.get('class', '')} {element.get('id', '')}")
        name = tag_name(element)
        if (
            unseen(element)
            or name in _FURNITURE
            or element.get("title") in _PAGE_EDGES
            or (named and total < SHARE * sizes[root][0])
            or (name in _GROUPS and links > 1 and linked > total / 2)
        ):
            walk.skip_subtree()
        else:
            found.append(element)
    return found


def _readable(root: Any) -> set[Any]:
    """Return the elements of the block that readability takes for the main text, if any."""
    if _work(root) > WORK:
        return set()
    from readability import Document

    class Finder(Document):  # type: ignore[misc]
        """Stops when the block is found, before anything in it is removed."""

        def class_weight(self, element: Any) -> Any:
            # it renames the body "readabilityBody", and "body" is a name worth 25 points
            return 0 if element.tag == "body" else super().class_weight(element)

        def sanitize(self, node: Any, *_: Any) -> str:
            self.block = node
            return "".join(node.itertext())

    marked = copy.deepcopy(root)
    elements = list(root.iter())
    for number, element in enumerate(marked.iter()):
        if tag_name(element):
            element.set(_MARK, str(number))
        element.text = element.text and element.text.translate(_COUNTABLE)
        element.tail = element.tail and element.tail.translate(_COUNTABLE)
    chinese = len(_CHINESE.findall("".join(root.itertext()))) > 100
    options = {"min_text_length": 10, "retry_length": 80} if chinese else {}
    # its tracebacks would be printed
    logging.getLogger("readability").setLevel(logging.CRITICAL)
    finder = Finder(marked, **options)
    try:
        finder.summary()
    except Exception:  # whatever fails in an unknown page, the whole page remains
        return set()
    found = (element.get(_MARK) for element in finder.block.iter() if tag_name(element))
    return _with_sections({elements[int(number)] for number in found if number})


def _with_sections(found: set[Any]) -> set[Any]:
    """Extend a section, or a part of one, to the whole text: the library takes the longest only."""
    top = next((e for e in found if e.getparent() not in found), None)
    if top is None:
        return found
    whole = None
    for above in (top, *top.iterancestors()):
        parts = sum(map(_is_section, above)) if above.tag != "body" else 0
        if parts > 1 or _is_section(above):
            whole = above
    return found if whole is None else found | set(whole.iter())


def _is_section(element: Any) -> bool:
    """Whether it is a section with a heading, as opposed to a block for layout."""
    name = element.get("class") or ""
    if not (_SECTION.fullmatch(name) or (tag_name(element) == "section" and not name)):
        return False
    return any(tag_name(e) in _HEADINGS for first in element[:2] for e in first.iter())


def _work(root: Any) -> int:
    from lxml import etree

    depth = work = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "start":
            work += depth * (50 + len(element.text or "") + len(element.tail or ""))
    return work


def _title(root: Any, inside: set[Any], sizes: dict[Any, tuple[int, int, int]]) -> Iterator[Any]:
    """Find the headline before the main text: one that is in the page's head as well, or an h1."""
    heads = [
        *root.xpath("//title/text()"),
        *root.xpath("//meta[contains(@property,'title')]/@content"),
    ]
    known = "\n".join("".join(head.split()).casefold() for head in heads)
    headings = [e for e in inside if tag_name(e) in _HEADINGS]
    if any(e.tag == "h1" or _text(e) in known for e in headings):
        return
    best, best_rank = None, 1
    for element in root.iter():
        if element in inside:
            if _own([element]):
                break
            continue
        if _may_be_title(element, sizes):
            rank = 2 if _text(element) in known else 1 if element.tag == "h1" else 0
            if rank >= best_rank:
                best, best_rank = element, rank
    if best is not None:
        yield from best.iter()


def _may_be_title(element: Any, sizes: dict[Any, tuple[int, int, int]]) -> bool:
    """Whether it is a visible heading of a usual length, by its element or its name."""
    if not tag_name(element) or unseen(element):
        return False
    named = f"{element.get('class', '')} {element.get('id', '')}"
    if tag_name(element) not in _HEADINGS and not _TITLE.search(named):
        return False
    total, linked, _ = sizes[element]
    return 4 <= total <= 300 and linked != total


def _text(element: Any) -> str:
    return "".join("".join(element.itertext()).split()).casefold()
