"""Furniture of web pages: menus, lists of links, forms, and blocks with telling names."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from align.languages.page_furniture import OTHER_PAGES
from align.readers.html.elements import BLOCKS, tag_name, unseen, weight

#: Share of its text that a notable part of a page has.
SHARE = 0.3
#: Share of its text that a block has in one part, if that part is all there is to see of it.
MOST = 0.5
#: Share of its text that a small part of a page has.
PART = 0.15
#: Weight of a paragraph: a sentence or two, as opposed to a label, a date or a button.
PARAGRAPH = 40
#: Weight of a paragraph of an article, as opposed to the summary of another page.
LONG = 160

_FURNITURE = frozenset("nav aside footer select option button menu dialog".split())
_ROLES = frozenset(
    "navigation contentinfo complementary search dialog alertdialog menu menubar toolbar tablist "
    "banner".split()
)
_PAGE_EDGES = ("header", "footer")  # titles of these elements in pages of LibreOffice
_GROUPS = frozenset("article center dd div dl li ol p section table tbody td tr ul".split())
_WHOLES = frozenset("html body main".split())
_LINES = BLOCKS - frozenset("table tbody td tfoot th thead tr".split())
_WRITTEN = frozenset("text search email password tel url".split())
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:foot|footer|bottom|share|bdshare\w*|fenxiang|social|related|xiangguan|"
    r"recommend(?:ed|s)?|breadcrumbs?|breadcrumbnav|crumbs?|pager|pagination|comments?|side|sidebar|"
    r"toolbar|advert\w*|copyright|qrcode|cookies?|consent|newsletter|signup|modal|menu|"
    r"author-?(?:box|bio)|nav|navi(?:gation)?|nav(?:bar|footer|header))"
    r"(?:$|[\s_-])",
    re.I,
)
#: Weight of the words of a sentence beside its links.
_WORDS = 8
_SENTENCE_END = re.compile(r"[.!?:。！？：][)\]\"'”’」』）】]*\s*$")
#: Elements with headings.
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class BlockSize(NamedTuple):
    """The weight of the text in an element, of that in links, the number of links and of lines.

    ``longest`` is the weight of the longest paragraph in it, without links.
    """

    total: int = 0
    linked: int = 0
    links: int = 0
    lines: int = 0
    longest: int = 0


def block_sizes(root: Any) -> dict[Any, BlockSize]:
    """Measure every element of a page; what is not shown has no size.

    >>> from lxml.html import fromstring
    >>> page = fromstring("<div>One <a href=x>two</a><p>three</p></div>")
    >>> block_sizes(page)[page]
    BlockSize(total=11, linked=3, links=1, lines=1, longest=5)
    """
    from lxml import etree

    sizes: dict[Any, BlockSize] = {}
    for _, element in etree.iterwalk(root, events=("end",)):
        total, linked, links, lines, longest = weight(element.text), 0, 0, 0, 0
        for child in element:
            inner = sizes.get(child, BlockSize())  # comments have no size
            total += inner.total + weight(child.tail)
            linked += inner.linked
            links += inner.links
            longest = max(longest, inner.longest)
            lines += inner.lines + (child.tag == "br" or tag_name(child) in _LINES)
        if is_link(element):
            linked, links, longest = total, 1, 0
        elif not lines:
            longest = max(longest, total - linked)
        seen = BlockSize(total, linked, links, lines, longest)
        sizes[element] = BlockSize() if unseen(element) else seen
    return sizes


def is_link(element: Any) -> bool:
    """Whether it leads to somewhere, as opposed to being a place to lead to."""
    return bool(tag_name(element) == "a" and element.get("href"))


def is_sentence(element: Any, size: BlockSize) -> bool:
    """Whether it is one line that ends as a sentence does, however much of it are links.

    >>> from lxml.html import fromstring
    >>> page = fromstring("<p>Please see <a href=a>the guide to harbours</a>.</p>")
    >>> is_sentence(page, block_sizes(page)[page])
    True
    """
    if size.lines or size.total - size.linked < _WORDS:
        return False
    last = element.text if not len(element) else element[-1].tail
    return bool(_SENTENCE_END.search("".join(element.itertext()))) and bool((last or "").strip())


def own_weight(elements: Iterable[Any]) -> int:
    """Weigh the text directly in the elements, except links.

    >>> from lxml.html import fromstring
    >>> own_weight([fromstring("<p>One <b>two</b> three</p>")])
    8
    """
    own = 0
    for element in elements:
        if not is_link(element):
            own += weight(element.text) + sum(weight(child.tail) for child in element)
    return own


def without_furniture(root: Any, sizes: dict[Any, BlockSize]) -> list[Any]:
    """Return the visible elements outside menus, footers, lists of links and the like.

    >>> from lxml.html import fromstring
    >>> page = fromstring("<div><nav>Home</nav><p>Text</p><p hidden>No</p></div>")
    >>> [element.tag for element in without_furniture(page, block_sizes(page))]
    ['div', 'p']
    """
    from lxml import etree

    found = []
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if unseen(element) or _is_furniture(element, sizes, sizes[root].total):
            walk.skip_subtree()
        elif element.tag == "pre":  # highlighters have names like "comment" and "title", too
            found += [inner for inner in element.iter() if not unseen(inner)]
            walk.skip_subtree()
        else:
            found.append(element)
    return _without_labels(found, sizes)


def _is_furniture(element: Any, sizes: dict[Any, BlockSize], whole: int) -> bool:
    name, size = tag_name(element), sizes[element]
    if name in _WHOLES:
        return False
    if name in _FURNITURE or element.get("role") in _ROLES:
        return not _is_text_after_all(element, name, size)
    if element.get("title") in _PAGE_EDGES:
        return True
    if size.total > MOST * whole:
        return False
    if _NAMED.search(f"{element.get('class', '')} {element.get('id', '')}"):
        return next(element.iter("h1"), None) is None
    if name not in _GROUPS:
        return False
    if size.links > 1 and size.linked > size.total / 2:
        return size.longest < (PARAGRAPH if name == "p" else LONG) and not is_sentence(
            element, size
        )
    if size.total < PART * whole and _is_form(element):
        return True
    return name != "p" and size.total < SHARE * whole and _is_teaser(element, sizes)


def _is_form(element: Any) -> bool:
    """Whether it is there to write something into it."""
    for control in element.iter("textarea", "select", "input"):
        if control.tag != "input" or (control.get("type") or "text").lower() in _WRITTEN:
            return True
    return False


def _is_text_after_all(element: Any, name: str, size: BlockSize) -> bool:
    """Whether it is furniture by its name only: a remark in an article, a question to open."""
    above = [tag_name(e) for e in element.iterancestors()]
    if name == "button":
        return any(tag in (*HEADINGS, "summary", "dt") for tag in above[:2])
    if name == "footer" and "blockquote" in above[:2]:
        return True
    if name in ("aside", "footer") and ("article" in above or "main" in above):
        named = f"{element.get('class', '')} {element.get('id', '')}"
        controls = any(tag_name(e) in ("form", "input", "button") for e in element.iter())
        return not (_NAMED.search(named) or controls or size.linked > size.total / 4)
    return False


def _is_teaser(element: Any, sizes: dict[Any, BlockSize]) -> bool:
    """Whether its heading is a link to another page."""
    heading = next((e for e in element.iter(*HEADINGS[1:]) if sizes[e].total), None)
    if heading is None or not sizes[heading].links:
        return False
    link = next((e for e in (*heading.iterancestors("a"), *heading.iter("a"))), None)
    if link is None or (link.get("href") or "#").startswith("#"):
        return False
    return sizes[heading].linked == sizes[heading].total


def _without_labels(found: list[Any], sizes: dict[Any, BlockSize]) -> list[Any]:
    """Leave out headings of furniture, and lists of other pages with their headings."""
    shown = set(found)
    labels: set[Any] = set()
    for element in found:
        if element in labels or not 0 < sizes[element].total < LONG:
            continue
        if OTHER_PAGES.fullmatch(" ".join("".join(element.itertext()).split())):
            labels.update(_other_pages(element, sizes, sizes[found[0]].total))
        if tag_name(element) in HEADINGS[1:] and _heads_furniture(element, shown, sizes):
            labels.update(element.iter())
    return [element for element in found if element not in labels]


def _heads_furniture(heading: Any, shown: set[Any], sizes: dict[Any, BlockSize]) -> bool:
    """Whether nothing but furniture follows, up to the next heading."""
    found = False
    for element in heading.itersiblings():
        if tag_name(element) in HEADINGS or (element.tail or "").strip():
            return found
        if sizes[element].total:
            if element in shown:
                return False
            found = True
    return found


def _other_pages(label: Any, sizes: dict[Any, BlockSize], whole: int) -> list[Any]:
    """Return the block that begins with a label, else what is under it, if it has links."""
    box = label
    while (above := box.getparent()) is not None and sizes[above].total <= SHARE * whole:
        before = box.itersiblings(preceding=True)
        if (above.text or "").strip() or any(
            sizes[e].total or (e.tail or "").strip() for e in before
        ):
            break
        box = above
    if sizes[box].links and box is not label:
        return [*box.iter()]
    below: list[Any] = []
    for element in box.itersiblings():
        if tag_name(element) in HEADINGS or sizes[element].longest >= LONG:
            break
        below.append(element)
    if not any(sizes[element].links for element in below):
        return []
    return [inner for element in (box, *below) for inner in element.iter()]
