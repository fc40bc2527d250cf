"""Bytes of a page → a tree of elements, however broken; and what the elements mean."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any

from align.files.encoding import decode_bytes
from align.files.load import Source
from align.files.xml import check_tree
from align.languages.characters import HAN

#: Largest page, in bytes: a novel on one page has 5 MB.
LARGEST = 50_000_000

_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,200}?\b(?:charset|encoding)\s*=\s*["']?([\w-]+)""", re.I
)
# HTML takes the <p/> of XML for the beginning of a <p>.
_XML = re.compile(r"\s*(?:<\?xml\b|<!DOCTYPE\s[^>]*XHTML)", re.I)
_CLOSED = re.compile(r"<([a-z][\w:-]*)((?:\s+[\w:-]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*\s*)/>", re.I)
_HEAD = frozenset("base basefont link meta noscript script style template title".split())
_CHINESE = re.compile(f"[{HAN}]")
_VOID = frozenset(
    "area base basefont br col embed frame hr img input link meta param source track wbr".split()
)


def decode_page(source: Source) -> str:
    """Decode a page: by its BOM, by the encoding that the user names, or by the one that fits best.

    The charset that the page declares is only a hint: on many Chinese pages it is wrong.

    >>> page = '<meta charset="iso-8859-1"><p>中国质量认证中心颁发了第一张证书。'
    >>> decode_page(Source(page.encode("gb18030"), "a.html")).endswith("证书。")
    True

    Raises :class:`align.errors.InputError` for a page that is not text in any encoding.
    """
    if len(source.data) > LARGEST:
        raise source.error(
            f"{len(source.data) / 1e6:,.0f} MB is too much for one page "
            f"(at most {LARGEST / 1e6:,.0f} MB); split it"
        )
    declared = _DECLARED.search(source.data[:4096])
    return decode_bytes(
        source.data,
        source.name,
        encoding=source.encoding,
        declared=declared[1].decode() if declared else None,
        language=source.language,
    )


def parse_page(source: Source, text: str) -> Any:
    """Parse a page and return its root element (of lxml.html).

    >>> parse_page(Source(b"", "a.html"), "<p>One<p>Two").xpath("//p/text()")
    ['One', 'Two']

    Raises :class:`align.errors.InputError` for an empty page and for one nested far too deeply.
    """
    from lxml import etree, html

    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise source.error("the file is empty" + (" (white space only)" if text else ""))
    if _XML.match(text):
        text = _CLOSED.sub(_opened, text)
    parser = html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        data = text.encode("utf-8", "replace")
        check_tree(source, data)
        root = html.document_fromstring(data, parser=parser)
    except etree.ParserError as error:  # nothing but a comment, for instance
        raise source.error("no text in this page") from error
    for entry in parser.error_log:
        if entry.type_name == "ERR_RESOURCE_LIMIT":
            raise source.error(
                f"elements nested thousands deep (line {entry.line}): not a real page"
            )
    _close_head(root)
    for button in [*root.iter("button")]:
        if _is_named_in_sentence(button):
            button.tag = "span"
    return root


def _is_named_in_sentence(button: Any) -> bool:
    """Whether text goes on after it: it is named in a sentence, and not there to be pressed."""
    former = button.getprevious()
    before = button.getparent().text if former is None else former.tail
    return bool((before or "").strip() and (button.tail or "").strip())


def _close_head(root: Any) -> None:
    """Move what a browser has in the body there: the parser takes <main> for a part of the head."""
    head = root.find("head")
    children = [] if head is None else list(head)
    first = next((n for n, child in enumerate(children) if tag_name(child) not in _HEAD), None)
    if first is None:
        return
    body = root.find("body")
    if body is None:
        body = root.makeelement("body")
        head.addnext(body)
    body.text, text = None, body.text
    children[-1].tail = (children[-1].tail or "") + (text or "")
    body[:0] = children[first:]


def _opened(match: re.Match[str]) -> str:
    name, attributes = match.groups()
    return match[0] if name.lower() in _VOID else f"<{name}{attributes}></{name}>"


#: Elements on lines of their own.
BLOCKS = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html "
    "legend li main menu nav ol optgroup option p pre section select summary table tbody td "
    "tfoot th thead tr ul".split()
)


#: Kind of the text in an element; other elements do not change it.
KINDS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "list"),
    **dict.fromkeys(("td", "th"), "cell"),
    **dict.fromkeys(("caption", "figcaption"), "caption"),
}


# Never shown, and why. Word and LibreOffice write tracked deletions into pages.
_UNSEEN = {
    **dict.fromkeys(("head", "title", "param"), "metadata"),
    **dict.fromkeys(("script", "style"), "scripts"),
    **dict.fromkeys(("rp", "rt", "rtc"), "readings"),
    **dict.fromkeys(
        "audio canvas datalist embed iframe noembed noframes noscript object template textarea "
        "video".split(),
        "hidden text",
    ),
    "annotation": "formulas",
    "annotation-xml": "formulas",
    "del": "deleted text",
    "svg": "pictures",
}
_TELLING = re.compile(r"(?:[\w-]+[:.])?(?:title|description|keywords|subject|author)", re.I)
_UNSEEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.I)
# What a script can show: these, and what is hidden by an attribute.
_SHOWABLE = ("noscript", "template")
# A page is shown by a script if what is hidden is longer than what is not, and that is no article.
# Then what is hidden is text, except what is much shorter than the longest of it: a dialog, a
# message. Pieces shorter than a sentence do not count.
_MUCH, _LITTLE, _LAYERS, _ARTICLE, _PIECE = 4, 40, 20, 1500, 20


# Names of blocks of code and output in DocBook, Asciidoctor, Sphinx, Pandoc, Jekyll, highlighters.
_CODE = re.compile(
    r"(?:screen|programlisting|(?:source)?code|highlight(?:er)?|prettyprint|brush:?|hljs|listingblock"
    r"|console|terminal|shell-session|(?:lang|language|highlight)-[\w+#-]+)",
    re.I,
)


_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


# Names of notes in HTML, EPUB, Markdown, Word, LibreOffice …
_NOTE = re.compile(r"(?:doc-|sd|mso)?(?:foot|end|rear)-?notes?(?:-?(?:text|list|item|body))?", re.I)


_NOTE_ID = re.compile(r"(?:sd)?(?:foot|end)note-?\d+|fn:?\d+|_(?:ft|ed)n\d+", re.I)


# … and the marks that refer to them, or back: a number, a letter, a sign, an arrow.
_NOTE_SIGN = r"(?:\d{1,3}|[ivxlc]{1,6}|[a-z]|[①-⑳]|[*†‡§¶^↑↩⬆#🔗]{1,3})"


_MARK = re.compile(rf"[\[(（〔［【]?{_NOTE_SIGN}\ufe0e?[\])）〕］】]?", re.I)


_BRACKETED = re.compile(r"[\[〔［【]\d{1,3}[\]〕］】]|[①-⑳]")


def tag_name(element: Any) -> str:
    """Return the name in lower case, without namespace; empty for comments and the like.

    >>> from lxml import etree
    >>> tag_name(etree.XML('<P xmlns="http://www.w3.org/1999/xhtml"/>')), tag_name(etree.Comment())
    ('p', '')
    """
    tag = element.tag
    return _local_name(tag) if isinstance(tag, str) else ""


@lru_cache(4096)
def _local_name(tag: str) -> str:
    return tag.rpartition("}")[2].lower()


def unseen(element: Any) -> str:
    """Return the reason why a browser does not show an element; empty for one that it shows.

    >>> from lxml.html import fromstring
    >>> unseen(fromstring('<p style="color: red; display:none">x</p>'))
    'hidden text'
    """
    if (reason := _UNSEEN.get(tag_name(element))) is not None:
        return reason
    spoken = _SPOKEN.search(element.get("class") or "")
    return "hidden text" if spoken or _is_hidden(element) else ""


def attribute_texts(element: Any) -> Iterator[tuple[str, str]]:
    """Yield the texts in attributes of an element, each with the reason why it is set aside.

    >>> from lxml.html import fromstring
    >>> list(attribute_texts(fromstring('<img src="a.png" alt="The plant">')))
    [('The plant', 'pictures')]
    """
    if alternative := element.get("alt"):
        yield alternative, "pictures"
    if tag_name(element) == "meta" and (content := element.get("content")):
        name = element.get("name") or element.get("property") or ""
        if _TELLING.fullmatch(name):
            yield content, "metadata"


# Names of text for screen readers alone.
_SPOKEN = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-(?:text|only)|show-for-sr|a11y-hidden)(?:$|\s)"
)


def _is_hidden(element: Any) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or bool(style and _UNSEEN_STYLE.search(style))


def reveal(root: Any) -> None:
    """Show what a page hides until its script has run, if that is most of its text.

    >>> page = parse_page(Source(b"", "a.html"), "<div style='visibility:hidden'>" + 9 * "A text. ")
    >>> reveal(page)
    >>> [unseen(element) for element in page.iter("div")]
    ['']
    """
    styled = root.xpath("//*[@hidden or @style]")
    if not any(map(_is_hidden, styled)) and not root.xpath("//noscript | //template"):
        return
    for names in ((), _SHOWABLE):
        for _ in range(_LAYERS):
            shown, hidden = _shown(root, names)
            if shown > _ARTICLE or sum(hidden.values()) <= max(shown, _LITTLE):
                break
            longest = max(hidden.values())
            for element in [e for e, length in hidden.items() if length * _MUCH >= longest]:
                if element.tag in names:
                    element.tag = "div"
                element.attrib.pop("hidden", None)
                element.attrib.pop("style", None)


def _shown(root: Any, names: Collection[str]) -> tuple[int, dict[Any, int]]:
    """Return how much text is shown, and how much is in each element that a script may show.

    Links do not count: menus that open are hidden, too.
    """
    from lxml import etree

    shown, hidden, outermost = 0, dict[Any, int](), None
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            reason = "" if element.tag in names else _UNSEEN.get(tag_name(element), "")
            if reason or tag_name(element) in ("a", "select"):
                walk.skip_subtree()
                continue
            if outermost is None and (element.tag in names or _is_hidden(element)):
                outermost = element
                hidden[element] = 0
            text = element.text
        else:
            text = element.tail if element is not root else ""
            if element is outermost:
                outermost = None
        length = weight(text)
        if length < _PIECE or "://" in (text or ""):
            continue
        if outermost is None:
            shown += length
        else:
            hidden[outermost] += length
    return shown, {element: length for element, length in hidden.items() if length}


def weight(text: str | None) -> int:
    """Count characters; a Chinese one as three, so that both versions of a page are cut alike.

    >>> weight("two words"), weight("两个词")
    (8, 9)
    """
    if not text:
        return 0
    bare = "".join(text.split())
    return len(bare) + (0 if bare.isascii() else 2 * len(_CHINESE.findall(bare)))


def is_code(element: Any) -> bool:
    """Whether it is preformatted text that is marked as code or as the output of a program.

    >>> from lxml.html import fromstring
    >>> [is_code(fromstring(f"<pre{t}</pre>")) for t in (' class="screen">$ ls', "><code>x</code>")]
    [True, True]
    >>> is_code(fromstring("<pre>The plant opened in May.</pre>"))
    False
    """
    if tag_name(element) != "pre":
        return False
    parent = element.getparent()
    names = f"{element.get('class', '')} {'' if parent is None else parent.get('class', '')}"
    if any(_CODE.fullmatch(name) for name in names.split()):
        return True
    parts = [tag_name(child) for child in element if tag_name(child) not in ("button", "input")]
    beside = "".join([element.text or "", *(child.tail or "" for child in element)])
    return bool(parts) and set(parts) <= {"code", "samp", "kbd"} and not beside.strip()


def is_footnote(element: Any) -> bool:
    """Whether a block is marked as a footnote, or as the list of them.

    >>> from lxml.html import fromstring
    >>> is_footnote(fromstring('<li id="fn1">x</li>')), is_footnote(fromstring("<li>x</li>"))
    (True, False)
    """
    names = f"{element.get('class', '')} {element.get('role', '')} {element.get(_EPUB_TYPE, '')}"
    return bool(
        any(_NOTE.fullmatch(name) for name in names.split())
        or _NOTE_ID.fullmatch(element.get("id", ""))
    )


def is_note_mark(element: Any) -> bool:
    """Whether it is the mark of a footnote in the text, or the link back to it.

    >>> from lxml.html import fromstring
    >>> [is_note_mark(fromstring(t)) for t in ('<a href="#n1">[1]</a>', "<sup>2</sup>")]
    [True, False]
    """
    name = tag_name(element)
    if not (name == "sup" or (name == "a" and "#" in element.get("href", ""))) or len(element) > 2:
        return False
    text = (element.text or "").strip()
    for child in element:
        text += (child.text or "") if tag_name(child) and not len(child) else ""
        text += (child.tail or "").strip()
    return bool((_MARK if name == "a" else _BRACKETED).fullmatch(text.strip()))
