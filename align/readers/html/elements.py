"""Bytes of a page → a tree of elements, however broken; and what the elements mean."""

import re
from typing import Any

from align.files.encoding import decode_bytes
from align.files.load import Source

#: Largest page, in bytes: a novel on one page has 5 MB.
LARGEST = 50_000_000

_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,200}?\b(?:charset|encoding)\s*=\s*["']?([\w-]+)""", re.I
)
# HTML takes the <p/> of XML for the beginning of a <p>.
_XML = re.compile(r"\s*(?:<\?xml\b|<!DOCTYPE\s[^>]*XHTML)", re.I)
_CLOSED = re.compile(r"<([a-z][\w:-]*)((?:\s+[\w:-]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*\s*)/>", re.I)
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
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError as error:  # nothing but a comment, for instance
        raise source.error("no text in this page") from error
    for entry in parser.error_log:
        if entry.type_name == "ERR_RESOURCE_LIMIT":
            raise source.error(
                f"elements nested thousands deep (line {entry.line}): not a real page"
            )
    return root


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


# Never shown: scripts, styles, fallbacks for old browsers, the readings of ruby; and tracked
# deletions, which Word and LibreOffice write into pages.
_UNSEEN = frozenset(
    "audio canvas datalist del embed head iframe noembed noframes noscript object param rp rt rtc "
    "script style svg template textarea title video".split()
)


_UNSEEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.I)


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
_NOTE_SIGN = r"(?:\d{1,3}|[ivxlc]{1,6}|[a-z]|[①-⑳]|[*†‡§¶^↑↩⬆]{1,3})"


_MARK = re.compile(rf"[\[(（〔［【]?{_NOTE_SIGN}\ufe0e?[\])）〕］】]?", re.I)


_BRACKETED = re.compile(r"[\[〔［【]\d{1,3}[\]〕］】]|[①-⑳]")


def tag_name(element: Any) -> str:
    """Return the name in lower case, without namespace; empty for comments and the like.

    >>> from lxml import etree
    >>> tag_name(etree.XML('<P xmlns="http://www.w3.org/1999/xhtml"/>')), tag_name(etree.Comment())
    ('p', '')
    """
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def is_hidden(element: Any) -> bool:
    """Whether a browser does not show the element.

    >>> from lxml.html import fromstring
    >>> is_hidden(fromstring('<p style="color: red; display:none">x</p>'))
    True
    """
    if tag_name(element) in _UNSEEN or element.get("hidden") is not None:
        return True
    style = element.get("style")
    return bool(style and _UNSEEN_STYLE.search(style))


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
    alone = len(element) == 1 and not f"{element.text or ''}{element[0].tail or ''}".strip()
    return alone and tag_name(element[0]) in ("code", "samp", "kbd")


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
