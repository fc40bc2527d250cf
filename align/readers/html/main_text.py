"""Finds the elements of a web page that have its main text."""

import re
from collections.abc import Iterator
from typing import Any

from align.readers.html.elements import BLOCKS, is_footnote, tag_name
from align.readers.html.furniture import (
    HEADINGS,
    MOST,
    PARAGRAPH,
    PART,
    SHARE,
    BlockSize,
    block_sizes,
    is_link,
    is_sentence,
    own_weight,
    without_furniture,
)

#: Weight of what is no main text: the page is one of links.
LITTLE = 12

_BOXES = frozenset("article body center div form main section table tbody td tr".split())
_TITLE = re.compile(r"(?:^|[\s_-])(?:\w*title|headline|subject|bt|biaoti)(?:$|[\s_-])", re.I)


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
    sizes = block_sizes(root)
    everything = without_furniture(root, sizes)
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
    if own_weight(kept) < SHARE * own_weight(everything):
        kept = everything
    if own_weight(kept) < LITTLE:
        kept = [*root.iter()]
    for element in everything:
        if is_footnote(element):
            kept += element.iter()
    return set(kept)


# --- the core and what stands around it --------------------------------------------------------


def _prose(root: Any, shown: set[Any]) -> dict[Any, int]:
    """Return the weight of the text outside links and furniture in each element."""
    from lxml import etree

    prose: dict[Any, int] = {}
    for _, element in etree.iterwalk(root, events=("end",)):
        if element in shown:
            inside = own_weight([element]) + sum(prose.get(child, 0) for child in element)
            prose[element] = 0 if is_link(element) else inside
    return prose


def _core(root: Any, shown: set[Any], prose: dict[Any, int], sizes: dict[Any, BlockSize]) -> Any:
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
    headings = (e for e in core.iter(*HEADINGS[:3]) if e in shown and _text(e))
    return next((e for e in headings if e.tag == "h1" or _text(e) in known), None)


def _known_titles(root: Any) -> list[str]:
    heads = [
        *root.xpath("//title/text()"),
        *root.xpath("//meta[contains(@property,'title')]/@content"),
    ]
    return ["".join(head.split()).casefold() for head in heads]


def _title(root: Any, core: Any, sizes: dict[Any, BlockSize]) -> Any:
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
    if tag_name(element) in HEADINGS[:3] or named:
        return 3 if text in "\n".join(known) else int(element.tag == "h1")
    if tag_name(element) not in BLOCKS:
        return 0
    return 2 if any(text in head and len(text) > SHARE * len(head) for head in known) else 0


def _text(element: Any) -> str:
    return "".join("".join(element.itertext()).split()).casefold()


def _around(
    core: Any, title: Any, shown: set[Any], prose: dict[Any, int], sizes: dict[Any, BlockSize]
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


def _after_title(
    title: Any, top: Any, shown: set[Any], sizes: dict[Any, BlockSize]
) -> Iterator[Any]:
    """Yield what follows the headline in its own blocks."""
    inside = title
    while inside is not top:
        for element in inside.itersiblings():
            if element in shown and not _is_linked(element, sizes):
                yield element
        inside = inside.getparent()


def _belongs(
    element: Any, before: bool, prose: dict[Any, int], sizes: dict[Any, BlockSize]
) -> bool:
    if not prose.get(element) or _is_linked(element, sizes):
        return False
    # of what is more than a paragraph, most must be left
    if prose[element] < MOST * sizes[element].total:
        return False
    if before or tag_name(element) not in _BOXES or _is_data(element, sizes):
        return True
    return any(prose.get(e, 0) >= PARAGRAPH for e in element.iter() if sizes[e].lines == 0)


def _is_data(element: Any, sizes: dict[Any, BlockSize]) -> bool:
    """Whether it is a table with rows and columns, as opposed to one for layout."""
    if tag_name(element) != "table" or sizes[element].links:
        return False
    rows = [row for row in element.iter("tr") if sum(tag_name(e) in ("td", "th") for e in row) > 1]
    return len(rows) > 1


def _is_linked(element: Any, sizes: dict[Any, BlockSize]) -> bool:
    size = sizes[element]
    return size.linked > SHARE * size.total and not is_sentence(element, size)
