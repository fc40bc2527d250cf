"""Which elements of a web page hold its main text."""

import copy
import logging
import re
from collections.abc import Iterable, Iterator
from typing import Any

from align.readers.html.names import is_footnote, is_hidden, name_of

#: A main text with less than this share of the page's text outside links is not the main text.
SHARE = 0.3
#: Characters in which the main text may be looked for, times their depth: with more, the search
#: would take minutes.
WORK = 20_000_000

_MARK = "data-tmxalign"
_FURNITURE = frozenset("nav aside footer select option button menu dialog".split())
_PAGE_EDGES = ("header", "footer")  # so LibreOffice marks those of its pages
_GROUPS = frozenset("div dl ol section table tr td ul p".split())
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:foot|footer|share|bdshare\w*|social|related|recommend(?:ed|s)?|breadcrumbs?|crumbs?|pager|"
    r"pagination|comments?|sidebar|toolbar|advert\w*|copyright|qrcode)(?:$|[\s_-])",
    re.I,
)
# As DocBook, Sphinx, Pandoc and others name a part of a text with a heading of its own.
_SECTION = re.compile(r"(?:sub)*section|sect\d|level\d|chapter|appendix", re.I)
_HEADINGS = ("h1", "h2", "h3")
_TITLE = re.compile(r"(?:^|[\s_-])(?:\w*title|headline|subject|bt|biaoti)(?:$|[\s_-])", re.I)
# The library counts commas, but not Chinese ones, and chokes on control characters.
_CONTROLS = [*map(chr, range(32)), "\x7f", "\ufffe", "\uffff"]
_COUNTABLE = str.maketrans({**dict.fromkeys("，、；", ","), **dict.fromkeys(_CONTROLS, " ")})
_CHINESE = re.compile(r"[一-鿿]")


def main_elements(root: Any) -> set[Any]:
    """The elements whose own text is the page's main text, its title and footnotes included.

    The library of readability finds the block; what it would cut away inside the block it may not,
    for it counts English commas and 25 characters, and so cuts Chinese where it keeps English:
    only furniture and blocks that are mostly links go. Where it finds too little, all of the page
    without its furniture is the main text.

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
    """For each element: its characters, those of them in links, and how many links they are."""
    from lxml import etree

    sizes: dict[Any, tuple[int, int, int]] = {}
    for _, element in etree.iterwalk(root, events=("end",)):
        total, linked, links = _length(element.text), 0, 0
        for child in element:
            inner = sizes.get(child, (0, 0, 0))  # a comment has no size
            total += inner[0] + _length(child.tail)
            linked += inner[1]
            links += inner[2]
        if element.tag == "a" and element.get("href"):
            linked, links = total, 1
        sizes[element] = (0, 0, 0) if is_hidden(element) else (total, linked, links)
    return sizes


def _length(text: str | None) -> int:
    """Letters; a Chinese character as three, so that both versions of a page are cut alike."""
    if not text:
        return 0
    bare = "".join(text.split())
    return len(bare) + (0 if bare.isascii() else 2 * len(_CHINESE.findall(bare)))


def _own(elements: Iterable[Any]) -> int:
    """Characters that stand directly in the elements, links aside."""
    own = 0
    for element in elements:
        if element.tag != "a":
            own += _length(element.text) + sum(_length(child.tail) for child in element)
    return own


def _without_furniture(root: Any, sizes: dict[Any, tuple[int, int, int]]) -> list[Any]:
    """The visible elements outside menus, footers, lists of links and what is named so."""
    from lxml import etree

    found = []
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        total, linked, links = sizes[element]
        named = _NAMED.search(f"{element.get('class', '')} {element.get('id', '')}")
        name = name_of(element)
        if (
            is_hidden(element)
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
    """The elements of the block that readability takes for the main text; none if it fails."""
    if _work(root) > WORK:
        return set()
    from readability import Document

    class Finder(Document):  # type: ignore[misc]
        """Stops when the block is found, before anything in it is cut away."""

        def class_weight(self, element: Any) -> Any:
            # it names the body "readabilityBody", and "body" is a name that earns 25 points
            return 0 if element.tag == "body" else super().class_weight(element)

        def sanitize(self, node: Any, *_: Any) -> str:
            self.block = node
            return "".join(node.itertext())

    marked = copy.deepcopy(root)
    elements = list(root.iter())
    for number, element in enumerate(marked.iter()):
        if name_of(element):
            element.set(_MARK, str(number))
        element.text = element.text and element.text.translate(_COUNTABLE)
        element.tail = element.tail and element.tail.translate(_COUNTABLE)
    chinese = len(_CHINESE.findall("".join(root.itertext()))) > 100
    options = {"min_text_length": 10, "retry_length": 80} if chinese else {}
    # its tracebacks would go to the terminal
    logging.getLogger("readability").setLevel(logging.CRITICAL)
    finder = Finder(marked, **options)
    try:
        finder.summary()
    except Exception:  # whatever it stumbles over in a stranger's page, all of the page is left
        return set()
    found = (element.get(_MARK) for element in finder.block.iter() if name_of(element))
    return _with_sections({elements[int(number)] for number in found if number})


def _with_sections(found: set[Any]) -> set[Any]:
    """With the whole of what it is a part of: the library takes the longest section alone, or a
    part of it."""
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
    """A part of a text that begins with a heading; a block for layout has another name."""
    name = element.get("class") or ""
    if not (_SECTION.fullmatch(name) or (name_of(element) == "section" and not name)):
        return False
    return any(name_of(e) in _HEADINGS for first in element[:2] for e in first.iter())


def _work(root: Any) -> int:
    from lxml import etree

    depth = work = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "start":
            work += depth * (50 + len(element.text or "") + len(element.tail or ""))
    return work


def _title(root: Any, inside: set[Any], sizes: dict[Any, tuple[int, int, int]]) -> Iterator[Any]:
    """The headline that stands before the main text: what the head of the page has, too, or h1."""
    heads = [
        *root.xpath("//title/text()"),
        *root.xpath("//meta[contains(@property,'title')]/@content"),
    ]
    known = "\n".join("".join(head.split()).casefold() for head in heads)
    headings = [e for e in inside if name_of(e) in _HEADINGS]
    if any(e.tag == "h1" or _text(e) in known for e in headings):
        return
    best, rank = None, 0
    for element in root.iter():
        if element in inside and _own([element]):
            break
        if not name_of(element) or is_hidden(element) or element in inside:
            continue
        heading = name_of(element) in _HEADINGS
        named = _TITLE.search(f"{element.get('class', '')} {element.get('id', '')}")
        total, linked, _ = sizes[element]
        if not (heading or named) or not 4 <= total <= 300 or linked == total:
            continue
        text = _text(element)
        this = 2 if text in known else 1 if element.tag == "h1" else 0
        if this and this >= rank:
            best, rank = element, this
    if best is not None:
        yield from best.iter()


def _text(element: Any) -> str:
    return "".join("".join(element.itertext()).split()).casefold()
