"""Markdown: CommonMark with tables, footnotes and a front matter."""

import re
from collections.abc import Sequence
from typing import Any

from align.document import Paragraph
from align.files.encoding import decode
from align.files.load import Source
from align.readers.base import Reader
from align.readers.html.parse import parse_page
from align.readers.html.tree import paragraphs_of

#: The largest file that is read, in bytes: a thick book has 2 MB.
LARGEST = 10_000_000
#: Quotations and lists inside each other, at most.
DEPTH = 100
#: Opening brackets in a paragraph, squared, of all paragraphs: the library's time grows with it.
BRACKETS = 100_000_000

_BLANK = re.compile(r"\n\s*\n")
_LINE = "data-tmxalign-line"


def read_markdown(source: Source) -> tuple[Paragraph, ...]:
    r"""The paragraphs, without code, comments and front matter; footnotes at the end.

    Indented blocks are text, not code: many people indent paragraphs.

    >>> text = "---\ntitle: x\n---\n# News\n\nCQC **grew**.\n\n* [One](http://example.org)\n"
    >>> [(p.line, p.kind, p.text) for p in read_markdown(Source(text.encode(), "a.md"))]
    [(4, 'heading', 'News'), (6, 'text', 'CQC grew.'), (8, 'list', 'One')]

    Raises :class:`align.errors.InputError` for what is no text, too large, or too deep.
    """
    if len(source.data) > LARGEST:
        raise source.error(
            f"{len(source.data) / 1e6:,.0f} MB are too much for one Markdown file "
            f"(at most {LARGEST / 1e6:,.0f} MB); split it"
        )
    text = decode(source)
    if sum(block.count("[") ** 2 for block in _BLANK.split(text)) > BRACKETS:
        raise source.error("tens of thousands of [ in one paragraph: not a real text, refused")
    root = parse_page(source, _rendered(source, text) if text.strip() else text)
    if found := paragraphs_of(root, line_of=lambda element: int(element.get(_LINE) or 0)):
        return found
    raise source.error("no text in it beside code and markup")


def _rendered(source: Source, text: str) -> str:
    """The text as HTML; its blocks know their lines."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.front_matter import front_matter_plugin

    parser = MarkdownIt("commonmark", {"maxNesting": DEPTH + 10}).enable(["table", "strikethrough"])
    parser.disable("code").use(front_matter_plugin).use(footnote_plugin)
    try:
        tokens = [token for token in parser.parse(text) if token.type != "fence"]
        if any(token.level > DEPTH for token in tokens):
            raise RecursionError
        _number(tokens)
        return f"<body>{parser.renderer.render(tokens, parser.options, {})}</body>"
    except RecursionError:
        raise source.error(f"more than {DEPTH} quotations or lists inside each other") from None


def _number(tokens: Sequence[Any]) -> None:
    """Give every block that opens its line; a cell has that of its row."""
    line = 0
    for token in tokens:
        if token.nesting >= 0 and token.type != "inline":
            line = token.map[0] + 1 if token.map else line
            token.attrSet(_LINE, str(line))


READER = Reader("Markdown", (".md", ".markdown", ".mdown", ".mkd"), read_markdown)
