"""Finds the elements of a web page that have its main text."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from align.readers.html.elements import BLOCKS, is_footnote, tag_name, unseen, weight

#: Least share of the page's text outside links that the main text has.
SHARE = 0.3
#: Share of its text that a block has in one part, if that part is all there is to see of it.
MOST = 0.5
#: Share of the core's text that another block of the page has, if it belongs to a text without a
#: headline above both.
PART = 0.15
#: Weight of a paragraph: a sentence or two, as opposed to a label, a date or a button.
PARAGRAPH = 40

_FURNITURE = frozenset("nav aside footer select option button menu dialog".split())
_ROLES = frozenset(
    "navigation contentinfo complementary search dialog alertdialog menu menubar toolbar tablist "
    "banner".split()
)
_PAGE_EDGES = ("header", "footer")  # titles of these elements in pages of LibreOffice
_GROUPS = frozenset("article center dd div dl li ol p section table tbody td tr ul".split())
_WHOLES = frozenset("html body main".split())
_BOXES = frozenset("article body center div form main section table tbody td tr".split())
_LINES = BLOCKS - frozenset("table tbody td tfoot th thead tr".split())
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:foot|footer|bottom|share|bdshare\w*|fenxiang|social|related|xiangguan|"
    r"recommend(?:ed|s)?|breadcrumbs?|breadcrumbnav|crumbs?|pager|pagination|comments?|side|sidebar|"
    r"toolbar|advert\w*|copyright|qrcode|cookies?|consent|newsletter|signup|modal|menu|nav|navi(?:gation)?|nav(?:bar|footer|header))"
    r"(?:$|[\s_-])",
    re.I,
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TITLE = re.compile(r"(?:^|[\s_-])(?:\w*title|headline|subject|bt|biaoti)(?:$|[\s_-])", re.I)


class _Size(NamedTuple):
    """The weight of the text in an element, of that in links, the number of links and of lines."""

    total: int = 0
    linked: int = 0
    links: int = 0
    lines: int = 0


def main_elements(root: Any) -> set[Any]:
    """Return the elements whose own text is the page's main text, with title and footnotes.

    Furniture is found first: menus, blocks that are mostly links, blocks with telling names. The
    smallest block with most of the rest is the core of the main text; what stands between it and
    the headline belongs to it, and what follows it as paragraphs do. Where nothing stands out, the
    main text is the whole page without its furniture. Both languages of a page are cut alike: a
    Chinese character weighs as much as a short English word, and punctuation does not count.

    >>> from lxml.html import document_fromstring
    >>> text = "<p>CQC has issued its first certificate, as was planned.</p>" * 5
    >>> page = document_fromstring(f"<ul><li><a href=/>Home</a></ul><h1>News</h1><div>{text}</div>")
    >>> sorted({element.tag for element in main_elements(page)})
    ['div', 'h1', 'p']
    """
    sizes = _sizes(root)
    everything = _without_furniture(root, sizes)
    shown = set(everything)
    prose = _prose(root, shown)
    core = _core(root, shown, prose, sizes)
    kept = [*core.iter()]
    title = _title_inside(root, core, shown)
    if title is None:
        title = _title(root, core, sizes)
        above = [] if title is None else [*title.iter()]
        kept += above
        shown.update(above)
    for element in _around(core, title, shown, prose, sizes):
        kept += element.iter()
    kept = [element for element in kept if element in shown]
    if _own(kept) < SHARE * _own(everything):
        kept = everything
    for element in everything:
        if is_footnote(element):
            kept += element.iter()
    return set(kept)


def _sizes(root: Any) -> dict[Any, _Size]:
    from lxml import etree

    sizes: dict[Any, _Size] = {}
    for _, element in etree.iterwalk(root, events=("end",)):
        total, linked, links, lines = weight(element.text), 0, 0, 0
        for child in element:
            inner = sizes.get(child, _Size())  # comments have no size
            total += inner.total + weight(child.tail)
            linked += inner.linked
            links += inner.links
            lines += inner.lines + (child.tag == "br" or tag_name(child) in _LINES)
        if element.tag == "a" and element.get("href"):
            linked, links = total, 1
        sizes[element] = _Size() if unseen(element) else _Size(total, linked, links, lines)
    return sizes


def _own(elements: Iterable[Any]) -> int:
    """Weigh the text directly in the elements, except links."""
    own = 0
    for element in elements:
        if element.tag != "a":
            own += weight(element.text) + sum(weight(child.tail) for child in element)
    return own


# --- furniture -------------------------------------------------------------------------------


def _without_furniture(root: Any, sizes: dict[Any, _Size]) -> list[Any]:
    """Return the visible elements outside menus, footers, lists of links and the like."""
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
    return _without_labels(found)


def _is_furniture(element: Any, sizes: dict[Any, _Size], whole: int) -> bool:
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
        return name != "p" or size.total - size.linked < PARAGRAPH
    return name != "p" and size.total < SHARE * whole and _is_teaser(element, sizes)


def _is_text_after_all(element: Any, name: str, size: _Size) -> bool:
    """Whether it is furniture by its name only: a remark in an article, a question to open."""
    above = [tag_name(e) for e in element.iterancestors()]
    if name == "button":
        return any(tag in (*_HEADINGS, "summary", "dt") for tag in above[:2])
    if name == "footer" and "blockquote" in above[:2]:
        return True
    if name in ("aside", "footer") and ("article" in above or "main" in above):
        named = f"{element.get('class', '')} {element.get('id', '')}"
        controls = any(tag_name(e) in ("form", "input", "button") for e in element.iter())
        return not (_NAMED.search(named) or controls or size.linked > size.total / 4)
    return False


def _is_teaser(element: Any, sizes: dict[Any, _Size]) -> bool:
    """Whether its heading is a link to another page."""
    heading = next((e for e in element.iter(*_HEADINGS[1:]) if sizes[e].total), None)
    if heading is None or not sizes[heading].links:
        return False
    link = next((e for e in (*heading.iterancestors("a"), *heading.iter("a"))), None)
    if link is None or (link.get("href") or "#").startswith("#"):
        return False
    return sizes[heading].linked == sizes[heading].total


def _without_labels(found: list[Any]) -> list[Any]:
    """Leave out headings of furniture, and groups of which nothing but such headings is left."""
    shown = set(found)
    labels = set()
    for element in found:
        if tag_name(element) not in _HEADINGS:
            continue
        after = element.getnext()
        while after is not None and (unseen(after) or not (len(after) or after.text)):
            after = after.getnext()
        if after is not None and after not in shown and tag_name(after) in _GROUPS | {"nav"}:
            labels.update(element.iter())
    return [element for element in found if element not in labels]


# --- the core and what stands around it --------------------------------------------------------


def _prose(root: Any, shown: set[Any]) -> dict[Any, int]:
    """Return the weight of the text outside links and furniture in each element."""
    from lxml import etree

    prose: dict[Any, int] = {}
    for _, element in etree.iterwalk(root, events=("end",)):
        if element in shown:
            inside = 0 if element.tag == "a" else _own([element])
            prose[element] = inside + sum(prose.get(child, 0) for child in element)
    return prose


def _core(root: Any, shown: set[Any], prose: dict[Any, int], sizes: dict[Any, _Size]) -> Any:
    """Return the smallest block of several lines that has most of the text."""
    core = root
    while True:
        inside = [e for e in core if prose.get(e)]
        best = max(inside, key=lambda e: prose[e], default=None)
        if best is None or prose[best] < MOST * prose[core]:
            return core
        if core is not root and (sizes[best].lines < 2 or tag_name(best) not in _BOXES):
            return core
        core = best


def _title_inside(root: Any, core: Any, shown: set[Any]) -> Any:
    known = "\n".join(_known_titles(root))
    headings = (e for e in core.iter(*_HEADINGS[:3]) if e in shown)
    return next((e for e in headings if e.tag == "h1" or _text(e) in known), None)


def _known_titles(root: Any) -> list[str]:
    heads = [
        *root.xpath("//title/text()"),
        *root.xpath("//meta[contains(@property,'title')]/@content"),
    ]
    return ["".join(head.split()).casefold() for head in heads]


def _title(root: Any, core: Any, sizes: dict[Any, _Size]) -> Any:
    """Find the headline before the main text: what is in the page's head as well, or an h1."""
    known = _known_titles(root)
    best, best_rank = None, 1
    for element in root.iter():
        if element is core:
            break
        size = sizes[element]
        if not 4 <= size.total <= 300 or size.linked == size.total:
            continue
        if (rank := _rank(element, known)) >= best_rank and not _is_in_code(element):
            best, best_rank = element, rank
    return best


def _is_in_code(element: Any) -> bool:
    return any(tag_name(e) in ("pre", "code") for e in (element, *element.iterancestors()))


def _rank(element: Any, known: list[str]) -> int:
    """How sure it is that a block is the headline, from 0 to 3."""
    text = _text(element)
    named = _TITLE.search(f"{element.get('class', '')} {element.get('id', '')}")
    if tag_name(element) in _HEADINGS[:3] or named:
        return 3 if text in "\n".join(known) else int(element.tag == "h1")
    if tag_name(element) not in BLOCKS:
        return 0
    return 2 if any(text in head and len(text) > SHARE * len(head) for head in known) else 0


def _text(element: Any) -> str:
    return "".join("".join(element.itertext()).split()).casefold()


def _around(
    core: Any, title: Any, shown: set[Any], prose: dict[Any, int], sizes: dict[Any, _Size]
) -> Iterator[Any]:
    """Yield the blocks beside the core that belong to the same text.

    ``title``: the headline, which may be in the core; what stands before it does not belong. If it
    is in the core, or nowhere, what stands before the core belongs to it as paragraphs do.
    """
    path = set() if title is None else {title, *title.iterancestors()}
    inside = core
    for above in core.iterancestors():
        if above.tag == "html":
            return
        start = next((e for e in above if e in path and e is not inside), None)
        reached = start is None
        edge = above.tag == "body" and (title is None or core in path)
        before = core not in path and not edge
        least = PART * prose[core] if edge else 0
        for element in above:
            if element is inside:
                before = False
            elif element is start:
                reached = True
                yield from _after_title(title, start, shown, sizes)
            elif not reached or element not in shown:
                continue
            elif prose.get(element, 0) >= least and _belongs(element, before, prose, sizes):
                yield element
        if start is not None:
            return
        inside = above


def _after_title(title: Any, top: Any, shown: set[Any], sizes: dict[Any, _Size]) -> Iterator[Any]:
    """Yield what follows the headline in its own blocks."""
    inside = title
    while inside is not top:
        for element in inside.itersiblings():
            if element in shown and not _is_linked(element, sizes):
                yield element
        inside = inside.getparent()


def _belongs(element: Any, before: bool, prose: dict[Any, int], sizes: dict[Any, _Size]) -> bool:
    if not prose.get(element) or _is_linked(element, sizes):
        return False
    # of what is more than a paragraph, most must be left
    if prose[element] < MOST * sizes[element].total:
        return False
    if before or tag_name(element) not in _BOXES or _is_data(element, sizes):
        return True
    return any(prose.get(e, 0) >= PARAGRAPH for e in element.iter() if sizes[e].lines == 0)


def _is_data(element: Any, sizes: dict[Any, _Size]) -> bool:
    """Whether it is a table with rows and columns, as opposed to one for layout."""
    if tag_name(element) != "table" or sizes[element].links:
        return False
    rows = [row for row in element.iter("tr") if sum(tag_name(e) in ("td", "th") for e in row) > 1]
    return len(rows) > 1


def _is_linked(element: Any, sizes: dict[Any, _Size]) -> bool:
    size = sizes[element]
    return size.linked > SHARE * size.total
