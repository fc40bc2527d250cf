"""What the elements of HTML mean, by their names and attributes."""

import re
from typing import Any

#: Elements that begin and end a line of their own.
BLOCKS = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html "
    "legend li main menu nav ol optgroup option p pre section select summary table tbody td "
    "tfoot th thead tr ul".split()
)
#: What the text in an element is; in the others it is what it is around them.
KINDS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "list"),
    **dict.fromkeys(("td", "th"), "cell"),
    **dict.fromkeys(("caption", "figcaption"), "caption"),
}
# Never shown: programs, styles, what only old browsers show, the readings of ruby; and deletions
# that somebody has yet to accept, as Word and LibreOffice write them into pages.
_UNSEEN = frozenset(
    "audio canvas datalist del embed head iframe noembed noframes noscript object param rp rt rtc "
    "script style svg template textarea title video".split()
)
_UNSEEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.I)
# As DocBook, Asciidoctor, Sphinx, Pandoc, Jekyll and highlighters name blocks of code and output.
_CODE = re.compile(
    r"(?:screen|programlisting|(?:source)?code|highlight(?:er)?|prettyprint|brush:?|hljs|listingblock"
    r"|console|terminal|shell-session|(?:lang|language|highlight)-[\w+#-]+)",
    re.I,
)
_TYPE = "{http://www.idpf.org/2007/ops}type"
# As HTML, EPUB, Markdown, Word, LibreOffice and mammoth name what holds a note …
_NOTE = re.compile(r"(?:doc-|sd|mso)?(?:foot|end|rear)-?notes?(?:-?(?:text|list|item|body))?", re.I)
_NOTE_ID = re.compile(r"(?:sd)?(?:foot|end)note-?\d+|fn:?\d+|_(?:ft|ed)n\d+", re.I)
# … and what stands in the text for it, or leads back: a number, a letter, a sign, an arrow.
_SIGN = r"(?:\d{1,3}|[ivxlc]{1,6}|[a-z]|[①-⑳]|[*†‡§¶^↑↩⬆]{1,3})"
_MARK = re.compile(rf"[\[(（〔［【]?{_SIGN}\ufe0e?[\])）〕］】]?", re.I)
_BRACKETED = re.compile(r"[\[〔［【]\d{1,3}[\]〕］】]|[①-⑳]")


def name_of(element: Any) -> str:
    """The name in small letters, without a name space; empty for what is no element.

    >>> from lxml import etree
    >>> name_of(etree.XML('<P xmlns="http://www.w3.org/1999/xhtml"/>')), name_of(etree.Comment())
    ('p', '')
    """
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def is_hidden(element: Any) -> bool:
    """Whether a browser would not show it.

    >>> from lxml.html import fromstring
    >>> is_hidden(fromstring('<p style="color: red; display:none">x</p>'))
    True
    """
    if name_of(element) in _UNSEEN or element.get("hidden") is not None:
        return True
    style = element.get("style")
    return bool(style and _UNSEEN_STYLE.search(style))


def is_code(element: Any) -> bool:
    """Whether it is preformatted text that calls itself code, or the output of a program.

    >>> from lxml.html import fromstring
    >>> [is_code(fromstring(f"<pre{t}</pre>")) for t in (' class="screen">$ ls', "><code>x</code>")]
    [True, True]
    >>> is_code(fromstring("<pre>The plant opened in May.</pre>"))
    False
    """
    if name_of(element) != "pre":
        return False
    parent = element.getparent()
    names = f"{element.get('class', '')} {'' if parent is None else parent.get('class', '')}"
    if any(_CODE.fullmatch(name) for name in names.split()):
        return True
    alone = len(element) == 1 and not f"{element.text or ''}{element[0].tail or ''}".strip()
    return alone and name_of(element[0]) in ("code", "samp", "kbd")


def is_footnote(element: Any) -> bool:
    """Whether a block says that it holds a footnote, or all of them.

    >>> from lxml.html import fromstring
    >>> is_footnote(fromstring('<li id="fn1">x</li>')), is_footnote(fromstring("<li>x</li>"))
    (True, False)
    """
    names = f"{element.get('class', '')} {element.get('role', '')} {element.get(_TYPE, '')}"
    return bool(
        any(_NOTE.fullmatch(name) for name in names.split())
        or _NOTE_ID.fullmatch(element.get("id", ""))
    )


def is_note_mark(element: Any) -> bool:
    """Whether it is the sign of a footnote in the text, or the way back to it.

    >>> from lxml.html import fromstring
    >>> [is_note_mark(fromstring(t)) for t in ('<a href="#n1">[1]</a>', "<sup>2</sup>")]
    [True, False]
    """
    name = name_of(element)
    if not (name == "sup" or (name == "a" and "#" in element.get("href", ""))) or len(element) > 2:
        return False
    text = (element.text or "").strip()
    for child in element:
        text += (child.text or "") if name_of(child) and not len(child) else ""
        text += (child.tail or "").strip()
    return bool((_MARK if name == "a" else _BRACKETED).fullmatch(text.strip()))
