"""Markdown: CommonMark with tables, footnotes and front matter."""

import re
from collections.abc import Sequence
from typing import Any

from align.document import Paragraph
from align.files.encoding import decode
from align.files.load import Source
from align.readers.base import Reader
from align.readers.html.elements import parse_page
from align.readers.html.tree import paragraphs_of

#: Largest file, in bytes: a thick book has 2 MB.
LARGEST = 10_000_000
#: Deepest nesting of block quotes and lists.
DEPTH = 100
#: Most opening brackets of a paragraph, squared, over all paragraphs: a measure of parsing time.
BRACKETS = 100_000_000

_BLANK = re.compile(r"\n\s*\n")
_LINE = "data-tmxalign-line"


def read_markdown(source: Source) -> tuple[Paragraph, ...]:
    r"""Return the paragraphs, without code, comments and front matter; footnotes at the end.

    Indented blocks are text, not code: many authors indent paragraphs.

    >>> text = "---\ntitle: x\n---\n# News\n\nCQC **grew**.\n\n* [One](http://example.org)\n"
    >>> [(p.line, p.kind, p.text) for p in read_markdown(Source(text.encode(), "a.md"))]
    [(4, 'heading', 'News'), (6, 'text', 'CQC grew.'), (8, 'list', 'One')]

    Raises :class:`align.errors.InputError` for a file without text, too large or too deeply nested.
    """
    if len(source.data) > LARGEST:
        raise source.error(
            f"{len(source.data) / 1e6:,.0f} MB is too much for one Markdown file "
            f"(at most {LARGEST / 1e6:,.0f} MB); split it"
        )
    text = decode(source)
    if sum(block.count("[") ** 2 for block in _BLANK.split(text)) > BRACKETS:
        raise source.error("tens of thousands of [ in one paragraph, refused")
    root = parse_page(source, _rendered(source, text) if text.strip() else text)
    found = paragraphs_of(root, line_of=lambda element: int(element.get(_LINE) or 0))
    if not all(p.aside for p in found):
        return found
    raise source.error("no text in it besides code and markup")


def _rendered(source: Source, text: str) -> str:
    """Render the text as HTML, with the line of each block as an attribute."""
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
        raise source.error(f"more than {DEPTH} nested block quotes or lists") from None


def _number(tokens: Sequence[Any]) -> None:
    """Give every opening block its line; a table cell has that of its row."""
    line = 0
    for token in tokens:
        if token.nesting >= 0 and token.type != "inline":
            line = token.map[0] + 1 if token.map else line
            token.attrSet(_LINE, str(line))


READER = Reader("Markdown", (".md", ".markdown", ".mdown", ".mkd"), read_markdown)
