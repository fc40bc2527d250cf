"""Bytes of a page → a tree of elements, in whatever encoding and however broken."""

import re
from typing import Any

from align.files.encoding import decode_bytes
from align.files.load import Source

#: The largest page that is read, in bytes: a novel as one page has 5 MB.
LARGEST = 50_000_000

_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,200}?\b(?:charset|encoding)\s*=\s*["']?([\w-]+)""", re.I
)
# What XML may write as <p/> HTML takes for the beginning of a <p>.
_XML = re.compile(r"\s*(?:<\?xml\b|<!DOCTYPE\s[^>]*XHTML)", re.I)
_CLOSED = re.compile(r"<([a-z][\w:-]*)((?:\s+[\w:-]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*\s*)/>", re.I)
_VOID = frozenset(
    "area base basefont br col embed frame hr img input link meta param source track wbr".split()
)


def decode_page(source: Source) -> str:
    """The text of a page: by its BOM, by what the user says, or by what fits it best.

    The charset that the page declares is a hint and no more: many a Chinese page declares another
    than it has.

    >>> page = '<meta charset="iso-8859-1"><p>中国质量认证中心颁发了第一张证书。'
    >>> decode_page(Source(page.encode("gb18030"), "a.html")).endswith("证书。")
    True

    Raises :class:`align.errors.InputError` for what is no text in any encoding.
    """
    if len(source.data) > LARGEST:
        raise source.error(
            f"{len(source.data) / 1e6:,.0f} MB are too much for one page "
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
    """The root element (of lxml.html) of a page.

    >>> parse_page(Source(b"", "a.html"), "<p>One<p>Two").xpath("//p/text()")
    ['One', 'Two']

    Raises :class:`align.errors.InputError` for no text, and for nesting that no page has.
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
                f"elements inside elements, thousands deep (line {entry.line}): not a real page"
            )
    return root


def _opened(match: re.Match[str]) -> str:
    name, attributes = match.groups()
    return match[0] if name.lower() in _VOID else f"<{name}{attributes}></{name}>"
